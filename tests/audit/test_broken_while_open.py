"""Somebody changes the file of a ledger that is open and has read it: the next call says so, and makes nothing up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from kube_ledger import ConcurrencyError, DecodeError, IntegrityError, Ledger, events, projections
from kube_ledger.audit import repair_group
from kube_ledger.domain import KUBE
from kube_ledger.ledger import Call, recording
from kube_ledger.ledger import bulk as bulks
from kube_ledger.log import open_existing
from support import Clock, Ids
from tampering import MELATI, SIZE, Hand, changed, flipped, named, with_leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from kube_ledger import Group
    from kube_ledger.events import Event

DAY = date(2019, 8, 5)
DUES = events.DuesPaid(occurred_on=DAY, member_id="m04", amount=5_000)
PAID = 14
KEY_GONE = "DELETE FROM keys WHERE position = 17"


def opened(path: Path, *, quarantine: bool = False) -> Ledger:
    return Ledger.open(path, clock=Clock(datetime(2019, 8, 5, 12, tzinfo=UTC)), new_id=Ids(), quarantine=quarantine)


def record(group: Group) -> tuple[int, ...]:
    return group.record(DUES, recorded_by="treasurer").positions


@pytest.fixture
def group(path: Path) -> Iterator[Group]:
    """It has read all that there is."""
    with opened(path) as ledger:
        group = ledger.group(MELATI)
        assert record(group) == (SIZE,)
        yield group


@pytest.fixture
def quarantined(path: Path) -> Iterator[Group]:
    """The same in quarantine."""
    with opened(path, quarantine=True) as ledger:
        group = ledger.group(MELATI)
        assert record(group) == (SIZE,)
        yield group


def put_unreadable(hand: Hand, position: int) -> None:
    """A record that is none, behind the leaf that fits it."""
    leaf, record = with_leaf(flipped(hand.rows()[position].record, 0, 7))
    hand.put_record(position, record, leaf=leaf)


def test_a_log_that_became_shorter_is_read_anew_before_something_is_recorded(hand: Hand, group: Group) -> None:
    hand.put(hand.pairs()[:40], head=True)
    assert record(group) == (40,)
    assert group.view(projections.dues).of("m04") == 5_000


def test_records_that_fit_their_leaves_but_not_the_head_are_not_built_on(path: Path, hand: Hand) -> None:
    pairs = hand.pairs()
    pairs[PAID] = with_leaf(changed(pairs[PAID][1], amount=5_001))
    hand.put(pairs)
    with opened(path) as ledger, pytest.raises(IntegrityError, match="do not fit the head") as caught:
        record(ledger.group(MELATI))
    assert caught.value.position == SIZE - 1


def test_a_record_that_is_none_stops_recording_and_viewing_though_its_leaf_fits(path: Path, hand: Hand) -> None:
    put_unreadable(hand, PAID)
    with opened(path) as ledger:
        for use, error in ((record, IntegrityError), (lambda group: group.view(projections.dues), DecodeError)):
            with pytest.raises(error) as caught:
                use(ledger.group(MELATI))
            assert caught.value.position == PAID


def test_within_a_bulk_a_record_that_is_none_is_no_entry(hand: Hand, group: Group) -> None:
    put_unreadable(hand, PAID)
    with group.bulk() as bulk, pytest.raises(DecodeError) as caught:
        bulk.entry(PAID)
    assert caught.value.position == PAID


def test_in_quarantine_a_bulk_passes_over_what_cant_be_read_and_gives_the_rest_as_it_reads(
    hand: Hand, quarantined: Group
) -> None:
    put_unreadable(hand, PAID)
    hand.put_record(PAID + 1, changed(hand.rows()[PAID + 1].record, amount=5_001))
    with quarantined.bulk() as bulk:
        assert bulk.entry(PAID) is None
        found = bulk.entry(PAID + 1)
    assert found is not None
    assert found.event.amount == 5_001  # type: ignore[attr-defined]


def recorded_alone(group: Group, event: Event) -> None:
    group.record(event, recorded_by="treasurer")


def recorded_in_bulk(group: Group, event: Event) -> None:
    with group.bulk() as bulk:
        bulk.offer(Call((event,), ("treasurer",)))


@pytest.mark.parametrize("tell", [recorded_alone, recorded_in_bulk])
def test_what_cant_be_read_any_more_is_not_taken_back_in_quarantine_either(
    hand: Hand, quarantined: Group, tell: Callable[[Group, Event], None]
) -> None:
    reversal = quarantined.reverse(PAID, reason="salah", occurred_on=DAY)
    put_unreadable(hand, PAID)
    with pytest.raises(IntegrityError, match="missing") as caught:
        tell(quarantined, reversal)
    assert caught.value.position == PAID


@pytest.mark.parametrize("frontier", ["x'00'", "x''"])
def test_in_quarantine_a_head_without_a_tree_is_continued_by_the_leaves(path: Path, hand: Hand, frontier: str) -> None:
    hand.sql(f"UPDATE heads SET frontier = {frontier} WHERE group_id = ?", MELATI)
    with opened(path, quarantine=True) as ledger:
        assert record(ledger.group(MELATI)) == (SIZE,)
        assert ledger.group(MELATI).verify() == []


def test_a_record_that_changes_between_audit_and_repair_stops_the_repair(path: Path, hand: Hand) -> None:
    hand.sql(KEY_GONE)
    keys = hand.sql("SELECT * FROM keys")

    def change(done: int, size: int) -> None:
        if done == size:
            hand.put_record(PAID, changed(hand.rows()[PAID].record, amount=5_001))

    with open_existing(path) as log, pytest.raises(DecodeError, match="changed during the repair") as caught:
        repair_group(log, MELATI, KUBE, progress=change)
    assert caught.value.position == PAID
    assert hand.sql("SELECT * FROM keys") == keys


def test_a_key_that_stands_for_an_entry_that_cant_be_read_is_misplaced(path: Path, hand: Hand) -> None:
    hand.sql("UPDATE keys SET position = 15 WHERE position = 17 AND group_number = ?", hand.number())
    hand.put_record(15, flipped(hand.rows()[15].record, 0, 7))
    with opened(path) as ledger:
        found = named(ledger.group(MELATI).verify())
    assert ("bytes-invalid", 15) in found
    assert ("key-mismatch", 17) in found


# Others who record at the same moment.


class Overtaking:
    """Ids for new calls; while one is asked for, another handle records."""

    def __init__(self, path: Path) -> None:
        self.others = opened(path)
        self.ids = Ids()

    def __call__(self) -> UUID:
        record(self.others.group(MELATI))
        return self.ids()


@pytest.fixture
def overtaken(path: Path) -> Iterator[Group]:
    """Whenever it is about to record, another was quicker."""
    overtaking = Overtaking(path)
    with overtaking.others, Ledger.open(path, clock=overtaking.others._clock, new_id=overtaking) as ledger:
        yield ledger.group(MELATI)


def test_who_expects_a_size_and_is_overtaken_is_told_the_size_that_it_expected(overtaken: Group) -> None:
    with pytest.raises(ConcurrencyError) as caught:
        overtaken.record(DUES, recorded_by="treasurer", expected_size=SIZE)
    assert (caught.value.expected, caught.value.actual) == (SIZE, SIZE + 1)


def test_who_is_overtaken_again_and_again_gives_up_and_has_recorded_nothing(
    overtaken: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "RETRY_SECONDS", 0)
    with pytest.raises(ConcurrencyError):
        overtaken.record(DUES, recorded_by="nobody")
    assert {entry.recorded_by for entry in overtaken.entries()} == {"treasurer"}


def test_a_bulk_that_is_overtaken_again_and_again_gives_up_and_lets_others_record(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(path) as ledger, opened(path) as others:
        group, catch_up = ledger.group(MELATI), recording.Recorder.catch_up

        def overtaken(recorder: recording.Recorder) -> None:
            catch_up(recorder)
            if recorder is group._recorder:
                record(others.group(MELATI))

        monkeypatch.setattr(recording.Recorder, "catch_up", overtaken)
        monkeypatch.setattr(bulks, "RETRY_SECONDS", 0)
        with pytest.raises(ConcurrencyError), group.bulk():
            pass
        monkeypatch.undo()
        assert record(group) == (SIZE + 1,)
