"""Faults whose guard is switched off: what it keeps from happening happens, so the tests of the faults can fail."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from faults.system_calls import APPENDER, assert_every_acknowledged_call_is_there_whole, at, needs_strace
from founding import formed
from kube_ledger import Ledger, events, projections
from kube_ledger.errors import DiskFull, NotALedger
from kube_ledger.log import sqlite as sqlite_log
from kube_ledger.log.sqlite import SqliteLog
from support import GROUP, Clock

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2019, 7, 7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "buku.kube"


@needs_strace
def test_acknowledged_before_the_commit_a_kill_would_lose_it(path: Path, child: Any) -> None:
    """A1 and A2."""
    script = APPENDER.replace("    grow(store", '    os.write(1, b"ack %d\\n" % call)\n    grow(store')
    script = script.replace('[b"key %d" % call])\n    os.write(1, b"ack %d\\n" % call)\n', '[b"key %d" % call])\n')
    assert script.count("ack") == 1
    lost = 0
    for when in range(8, 16):  # those before are about the index of the journal
        path = path.with_name(f"{when}.kube")
        SqliteLog.create(path).close()
        done = child.run(script, path, 3, before=at(path, "pwrite64", f"signal=SIGKILL:when={when}"))
        try:
            assert_every_acknowledged_call_is_there_whole(path, done.stdout)
        except AssertionError:
            lost += 1
    assert lost


def test_without_undoing_it_a_full_disk_would_leave_a_transaction_open(
    path: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A5."""
    with SqliteLog.create(path) as log:
        writer = log._writer
        assert writer is not None
        (pages,) = writer.execute("PRAGMA page_count").fetchone()
        writer.execute(f"PRAGMA max_page_count={pages}")
        monkeypatch.setattr(log, "_roll_back", lambda _: None)
        with pytest.raises(DiskFull):
            grow(log, GROUP, [b"x" * 9000] * 10)
        assert writer.in_transaction


def test_without_the_look_at_the_header_another_applications_file_would_be_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A16: it has tables of the same names."""
    SqliteLog.create(path).close()
    for header in ("application_id=7", "user_version=99"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA {header}")
        with pytest.raises(NotALedger):
            SqliteLog(path)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_log, "inspect", lambda *_, **__: None)
        SqliteLog(path).close()


def begun(path: Path, gift: int) -> None:
    with Ledger.create(path, clock=Clock()) as ledger:
        ledger.group(GROUP).record(
            formed(DAY),
            events.DonationReceived(occurred_on=DAY, fund="kas", amount=gift, donor="Warung Bu Tini"),
            recorded_by="treasurer",
        )


def test_judged_on_what_was_before_the_other_both_withdrawals_would_be_taken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E7: no rule is asked where the judge is silent, and the cash goes below nothing."""
    begun(path, 100_000)
    spent = events.ExpensePaid(occurred_on=DAY, fund="kas", category="other", amount=60_000, description="beli")
    monkeypatch.setattr(sys.modules["kube_ledger.ledger.recording"], "judge", lambda *_: None)
    with Ledger.open(path, clock=Clock()) as one, Ledger.open(path, clock=Clock()) as other:
        for ledger in (one, other):
            ledger.group(GROUP).record(spent, recorded_by="treasurer")
        assert one.group(GROUP).view(projections.balances).of("cash") == -20_000
        found = Counter(finding.code for finding in one.group(GROUP).verify(strict=True))
    assert found["rule-broken"] == 1, found


def test_without_its_key_a_call_said_again_would_be_recorded_again(path: Path) -> None:
    """E1 and E3."""
    begun(path, 5_000)
    gift = events.DonationReceived(occurred_on=DAY, fund="kas", amount=5_000, donor="Warung Bu Tini")
    for key, size in (("gift", 3), ("gift", 3), (None, 4), (None, 5)):
        with Ledger.open(path, clock=Clock()) as ledger:
            ledger.group(GROUP).record(gift, recorded_by="treasurer", key=key)
            assert ledger.group(GROUP).size == size
