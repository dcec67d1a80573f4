"""A10 and A17: what a file lost, or lost and grew again, it does not know; a head that was kept shows it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from founding import formed
from kube_ledger import Ledger, ReadOnly, events
from kube_ledger.errors import KubeLedgerError
from support import GROUP, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from kube_ledger import Group
    from kube_ledger.proofs import Checkpoint

DAY = date(2019, 7, 7)
FORMED = formed(DAY)
FRAME, JOURNAL_HEAD = 24 + 4096, 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger in which the group stands."""
    path = tmp_path / "buku.kube"
    with Ledger.create(path, clock=Clock()) as ledger:
        ledger.group(GROUP).record(FORMED, recorded_by="chair")
    return path


def gifts(group: Group, *amounts: int) -> None:
    for amount in amounts:
        gift = events.DonationReceived(occurred_on=DAY, fund="kas", amount=amount, donor="Warung Bu Tini")
        group.record(gift, recorded_by="treasurer")


def found(path: Path, *kept: Checkpoint) -> list[tuple[str, dict[str, Any]]]:
    with Ledger.open(path) as ledger:
        return [(one.code, dict(one.facts)) for one in ledger.group(GROUP).verify(earlier=kept)]


def test_last_months_copy_put_back_and_gone_on_with_is_a_fork_and_both_heads_are_shown(path: Path) -> None:
    """A17."""
    copy = path.with_name("bulan-lalu.kube")
    with Ledger.open(path, clock=Clock()) as ledger:
        gifts(ledger.group(GROUP), 5_000)
        ledger.backup(copy)
        gifts(ledger.group(GROUP), 6_000, 7_000)
        kept = ledger.group(GROUP).checkpoint()
    copy.replace(path)
    assert [code for code, _ in found(path, kept)] == ["shorter-than-signed"]
    with Ledger.open(path, clock=Clock()) as ledger, pytest.raises(ReadOnly, match="entries are missing"):
        gifts(ledger.group(GROUP), 1_000)
    path.with_name("buku.kube-head").unlink()  # as on another computer, which knows of nothing
    with Ledger.open(path, clock=Clock()) as ledger:
        gifts(ledger.group(GROUP), 1_000, 2_000, 3_000)
        there = list(ledger.group(GROUP).entries())
    assert not found(path)  # the control: without the head nobody would know
    (code, facts), *more = found(path, kept)
    assert (code, facts["size"], facts["expected"], more) == ("fork", kept.size, kept.root.hex(), [])
    assert facts["found"] != facts["expected"]
    assert len(there) > kept.size
    head = path.with_name("kepala.txt")
    head.write_text(kept.text, "utf-8", newline="\n")
    command = [sys.executable, "-m", "kube_ledger", "verify", str(path), "--checkpoint", str(head), "--lang", "id"]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (told.returncode, told.stderr) == (1, "")
    shown = "".join(told.stdout.split())
    assert facts["expected"] in shown
    assert facts["found"] in shown


def test_a_journal_cut_at_any_frame_opens_on_whole_calls_and_a_kept_head_shows_what_is_missing(path: Path) -> None:
    """A10: at each frame, one byte before and one behind; and with nothing of it left."""
    ledger = Ledger.open(path, clock=Clock())
    group = ledger.group(GROUP)
    sizes = []
    for amount in range(1_000, 9_000, 1_000):
        gifts(group, amount)
        sizes.append(group.size)
    kept = group.checkpoint()
    main, journal = path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()
    ledger.close()
    frames = range(JOURNAL_HEAD, len(journal) + 1, FRAME)
    assert len(frames) > 10
    cut = path.with_name("terpotong.kube")
    seen = set()
    for length in sorted({0, *(frame + off for frame in frames for off in (-1, 0, 1))}):
        cut.write_bytes(main)
        cut.with_name(f"{cut.name}-wal").write_bytes(journal[:length])
        with Ledger.open(cut, clock=Clock()) as there:
            size = there.group(GROUP).size
            is_left_behind = length < JOURNAL_HEAD + FRAME
            # The control: what is there agrees with itself.
            assert [one.code for one in there.group(GROUP).verify()] == ["left-behind"] * is_left_behind
            assert there.group(GROUP).checkpoint().size == size
            if is_left_behind:
                with pytest.raises(KubeLedgerError, match="-wal"):
                    gifts(there.group(GROUP), 1)
        codes = found(cut, kept)
        says = [(code, facts["expected"], facts["found"]) for code, facts in codes if code != "left-behind"]
        assert says == ([] if size == kept.size else [("shorter-than-signed", kept.size, size)])
        seen.add(size)
    assert seen <= {1, *sizes}
    assert {kept.size, kept.size - 1, kept.size - 2} <= seen
