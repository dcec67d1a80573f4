"""Small ledgers of groups that close their months, and older copies of them put back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kube_ledger import Ledger, events
from kube_ledger.ledger.kept_heads import KeptHead, parse

if TYPE_CHECKING:
    from kube_ledger import Group
    from kube_ledger.proofs import Signer

GROUP = "melati-3"
DAY = date(2019, 1, 7)
FORMED: dict[str, Any] = {
    "name": "KUBE Melati 3", "kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat",
    "formed_by": "Dinas Sosial", "business": "katering",
}  # fmt: skip


def form(group: Group, **other: Any) -> None:
    """The group is there: one entry."""
    group.record(events.GroupFormed(occurred_on=DAY, **FORMED | other), recorded_by="secretary")


def note(group: Group, text: str = "x") -> None:
    """One more entry, which closes nothing."""
    group.record(events.NoteAdded(occurred_on=date(2020, 1, 7), target=0, text=text), recorded_by="secretary")


def close(group: Group, month: int) -> None:
    """One more entry, the close of a month of 2019."""
    closing = group.close_month(f"2019-{month:02}", occurred_on=date(2019, 12, 31))
    group.record(closing, recorded_by="secretary")


def closed_ledger(path: Path, months: int = 1, *, group_id: str = GROUP, key: Signer | None = None) -> Path:
    """A ledger of a group of 1 + `months` entries that closed so many months; its file is closed."""
    with Ledger.create(path, log_key=key) as ledger:
        group = ledger.group(group_id)
        form(group)
        for month in range(1, months + 1):
            close(group, month)
    return path


def heads_file(path: Path) -> Path:
    """Where the heads of a ledger are."""
    return path.with_name(path.name + "-head")


def kept(path: Path) -> dict[str, tuple[KeptHead, ...]]:
    """The heads that are kept of a ledger."""
    return parse(heads_file(path).read_bytes())


def sizes(path: Path, group_id: str = GROUP) -> list[tuple[int, bool]]:
    """How far the heads of a group reach that are kept, and whether each is signed."""
    return [(head.size, head.is_signed) for head in kept(path)[group_id]]


def saved(path: Path) -> Path:
    """A copy of a closed ledger's file, without its heads, as somebody keeps one on a stick."""
    return Path(shutil.copy(path, path.with_name("stick.bak")))


def put_back(copy: Path, path: Path) -> None:
    """The older copy in the ledger's place; the heads beside it stay."""
    shutil.copy(copy, path)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}
