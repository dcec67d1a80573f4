"""A ledger with somebody to erase in it: what was planted, and whether anything of it is left anywhere."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from kube_ledger import Ledger, events, projections
from kube_ledger.sealing import KeyFile
from planted import planted_under
from sealed_books import SECRET, aid, beginning
from support import GROUP, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kube_ledger import Group

NAME: Final = "Ibu Wartinah Sukmawati"
NIK: Final = "3171234509870001"
PHONE: Final = "+6281234509876"
SECRETS: Final = (SECRET, NAME, NIK, PHONE)
WHO: Final = "m01"
PASSPHRASE: Final = "rahasia"
MOMENT: Final = datetime(2019, 7, 14, 3, tzinfo=UTC)
COST: Final = 14


def make(folder: Path) -> Path:
    """A sealed ledger of six entries with names: 4 is about m01, 5 about m02; both have a key and a name."""
    path = folder / "buku.kube"
    with (
        KeyFile.create(path, PASSPHRASE, random=os.urandom, cost=COST) as keys,
        Ledger.create(path, seal=keys, clock=Clock(MOMENT)) as ledger,
    ):
        group = ledger.group(GROUP)
        group.record(*beginning(), recorded_by="secretary")
        group.record(aid(WHO), recorded_by="treasurer", key="aid")
        group.record(aid("m02", detail="patah tulang"), recorded_by="treasurer")
        ledger.people.add(id=WHO, name=NAME, nik=NIK, phone=PHONE)
        ledger.people.add(id="m02", name="Sri Wahyuni")
    return path


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """The ledger, with its keys."""
    with (
        KeyFile.open(path, PASSPHRASE, random=os.urandom) as keys,
        Ledger.open(path, seal=keys, clock=Clock(MOMENT)) as ledger,
    ):
        yield ledger


def wrapped_key(path: Path, who: str = WHO) -> tuple[bytes, bytes]:
    """Nonce and wrapped key of somebody, as the file holds them."""
    with closing(sqlite3.connect(f"{path}-keys")) as connection:
        found: tuple[bytes, bytes] = connection.execute(
            "SELECT nonce, wrapped FROM keys WHERE subject = ?", (who,)
        ).fetchone()
        return found


def left_of(folder: Path, key: tuple[bytes, bytes]) -> list[tuple[str, str]]:
    """(file, what) for everything of hers that stands in a file under a folder: texts in any form, her key."""
    found = list(planted_under(folder, SECRETS))
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            held = path.read_bytes()
            found += [(path.name, "her key") for part in key if part in held or part.hex().encode() in held]
    return found


def figures(group: Group) -> list[bytes]:
    """What must stay as it is."""
    return [group.digest(one) for one in (projections.balances, projections.participation, projections.solidarity)]


def erased_once(group: Group) -> bool:
    """Whether the log says so, exactly once."""
    said = [entry.event for entry in group.entries() if isinstance(entry.event, events.PersonErased)]
    return [one.person_id for one in said] == [WHO]
