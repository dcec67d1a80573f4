"""E3: the call was recorded and its answer never came; said again it is recorded once, whatever happened since."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import Ledger, events, projections
from kube_ledger.audit import repair_group
from kube_ledger.domain import KUBE
from kube_ledger.log import open_existing
from kube_ledger.log.sqlite import SqliteLog
from support import GROUP

if TYPE_CHECKING:
    from pathlib import Path

# Killed as soon as the call was recorded, before anybody is told.
RECORDER = """
from datetime import date
from kube_ledger import Ledger, events

day = date(2019, 7, 7)
ledger = Ledger.create(sys.argv[1])
ledger.group("melati-3").record(
    events.GroupFormed(occurred_on=day, name="KUBE Melati 3", kelurahan="Galur", kecamatan="Johar Baru",
                       city="Jakarta Pusat", formed_by="Dinas Sosial", business="katering"),
    recorded_by="chair")
gift = events.DonationReceived(occurred_on=day, fund="kas", amount=5_000, donor="Warung Bu Tini")
ledger.group("melati-3").record(gift, recorded_by="treasurer", key="gift")
os.kill(os.getpid(), signal.SIGKILL)
"""
GIFT = events.DonationReceived(occurred_on=date(2019, 7, 7), fund="kas", amount=5_000, donor="Warung Bu Tini")


def lose_the_keys(path: Path) -> None:
    with SqliteLog(path) as log:  # by a program that leaves the journal's word in the file as it is
        assert log._writer is not None
        log._writer.execute("DROP TRIGGER keys_stay")
        log._writer.execute("DELETE FROM keys")


@pytest.fixture
def path(tmp_path: Path, child: Any) -> Path:
    path = tmp_path / "buku.kube"
    assert child.run(RECORDER, path).returncode == -9
    return path


@pytest.mark.parametrize("since", ["opened again", "keys rebuilt", "copied"])
def test_said_again_after_a_kill_it_is_recorded_once(path: Path, since: str) -> None:
    if since == "keys rebuilt":
        lose_the_keys(path)
        with open_existing(path) as log:
            assert repair_group(log, GROUP, KUBE).mended
    if since == "copied":
        with Ledger.open(path) as ledger:
            ledger.backup(path.with_name("salinan.kube"))
        path = path.with_name("salinan.kube")
    with Ledger.open(path) as ledger:
        melati = ledger.group(GROUP)
        for _ in range(2):
            again = melati.record(GIFT, recorded_by="treasurer", key="gift")
            assert (again.repeated, again.positions) == (True, (1,))
        assert melati.view(projections.balances).of("cash") == 5_000
        assert not melati.verify()


def test_with_the_keys_lost_and_not_rebuilt_it_would_be_recorded_twice(path: Path) -> None:
    """The control; an audit says which key is missing."""
    lose_the_keys(path)
    with Ledger.open(path) as ledger:
        melati = ledger.group(GROUP)
        assert [(one.code, one.position) for one in melati.verify()] == [("key-mismatch", 1)]
        assert not melati.record(GIFT, recorded_by="treasurer", key="gift").repeated
        assert melati.view(projections.balances).of("cash") == 10_000
