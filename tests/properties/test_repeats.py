"""A call that is said again is recorded once, by however many and however late; something else under its key is not."""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from threading import Barrier
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from founding import formed
from kube_ledger import AsOf, ConcurrencyError, InvalidEvent, Ledger, Refused, events, projections
from support import GROUP, Clock, Ids, changed, everything_of, new_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kube_ledger import Appended, Group

DAY = date(2019, 7, 7)
THREADS = 50
FORMED = formed(DAY)
JOINED = events.MemberJoined(occurred_on=DAY, member_id="m01", cadre=False, own_business=True)


def gift(amount: int) -> events.DonationReceived:
    """A gift to kas."""
    return events.DonationReceived(occurred_on=DAY, fund="kas", amount=amount, donor="Warung Bu Tini")


@pytest.fixture
def path() -> Iterator[Path]:
    """A ledger in which the group stands."""
    with new_path() as path:
        with Ledger.create(path, clock=Clock()) as ledger:
            ledger.group(GROUP).record(FORMED, JOINED, recorded_by="chair", key="start")
        yield path


def race(path: Path, calls: Sequence[events.Event], *, handles: int = 5) -> list[Appended | Refused]:
    """Let as many threads as there are calls record at one moment, under one key; the answer of each."""
    start = Barrier(len(calls))
    with ExitStack() as stack:
        ledgers = [stack.enter_context(Ledger.open(path, clock=Clock())) for _ in range(handles)]

        def one(number: int) -> Appended | Refused:
            group = ledgers[number % handles].group(GROUP)
            start.wait()
            try:
                return group.record(calls[number], recorded_by="treasurer", key="gift")
            except Refused as refused:
                return refused

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, range(len(calls))))


def test_fifty_threads_under_one_key_record_one_event_and_get_fifty_equal_answers(path: Path) -> None:
    answers = [answer for answer in race(path, [gift(5_000)] * THREADS) if not isinstance(answer, Refused)]
    assert Counter(answer.repeated for answer in answers) == {False: 1, True: THREADS - 1}
    assert len({attrs.evolve(answer, repeated=True) for answer in answers}) == 1
    with Ledger.open(path) as ledger:
        assert ledger.group(GROUP).size == 3
        assert ledger.group(GROUP).view(projections.balances).of("cash") == 5_000
        assert ledger.group(GROUP).verify() == []


def two_contents_under_one_key(path: Path) -> None:
    """Of two contents under one key one wins; whoever said the other is told so."""
    answers = race(path, [gift(5_000), gift(7_000)] * (THREADS // 2))
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refusals) == THREADS // 2
    assert {(refused.code, refused.refusal.facts["position"]) for refused in refusals} == {("key-conflict", 2)}
    with Ledger.open(path) as ledger:
        assert ledger.group(GROUP).size == 3
        won = ledger.group(GROUP).view(projections.balances).of("cash")
    assert {refused.event.amount for refused in refusals} == {12_000 - won}


def test_of_two_contents_under_one_key_one_is_recorded_and_the_other_told_so(path: Path) -> None:
    two_contents_under_one_key(path)


def test_without_the_check_of_content_the_same_test_goes_red(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["kube_ledger.ledger.calls"], "same_call", lambda *_: True)
    with pytest.raises(AssertionError):
        two_contents_under_one_key(path)


def test_a_reply_that_was_lost_is_asked_for_again_after_a_restart(path: Path) -> None:
    with Ledger.open(path) as ledger:
        first = ledger.group(GROUP).record(gift(5_000), gift(6_000), recorded_by="treasurer", key="gifts")
        ledger.group(GROUP).record(gift(1), recorded_by="treasurer")
    with Ledger.open(path) as ledger:
        again = ledger.group(GROUP).record(gift(5_000), gift(6_000), recorded_by="treasurer", key="gifts")
        assert again == attrs.evolve(first, repeated=True)
        assert (again.positions, again.size, ledger.group(GROUP).size) == ((2, 3), 4, 5)


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ([gift(5_001)], "treasurer"),
        ([gift(5_000)], "secretary"),
        ([gift(5_000), gift(5_000)], "treasurer"),
        ([events.DonationReceived(occurred_on=DAY, fund="iks", amount=5_000, donor="Warung Bu Tini")], "treasurer"),
        ([changed(gift(5_000), occurred_on=date(2019, 7, 6))], "treasurer"),
        ([changed(gift(5_000), paid_into="bank")], "treasurer"),
        ([events.NoteAdded(occurred_on=DAY, target=999, text="tidak ada")], "treasurer"),
    ],
)
def test_something_else_under_a_key_is_a_conflict_before_any_rule(
    path: Path, said: list[events.Event], by: str
) -> None:
    with Ledger.open(path, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        group.record(gift(5_000), recorded_by="treasurer", key="gift")
        before = everything_of(group, path)
        with pytest.raises(Refused) as caught:
            group.record(*said, recorded_by=by, key="gift")
        assert caught.value.code == "key-conflict"
        assert "'gift'" in caught.value.sentence
        assert "nomor 2" in caught.value.sentence
        assert everything_of(group, path) == before


def test_defaults_and_meta_do_not_make_another_content(path: Path) -> None:
    with Ledger.open(path, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        group.record(gift(5_000), recorded_by="treasurer", key="gift", meta={"device": "tablet"})
        spelled_out = changed(gift(5_000), paid_into="cash")
        assert group.record(spelled_out, recorded_by="treasurer", key="gift").repeated


def test_a_repeat_is_answered_before_any_rule_and_any_expected_size(path: Path) -> None:
    clock = Clock()
    with Ledger.open(path, clock=clock) as ledger:
        group = ledger.group(GROUP)
        first = group.record(gift(5_000), recorded_by="treasurer", key="gift")
        clock.goes_on(days=40)
        closing = group.close_month("2019-07", occurred_on=clock.now.date())
        group.record(closing, recorded_by="chair", key="close")
        assert group.check(gift(5_000), recorded_by="treasurer")[0].code == "month-closed"
        again = group.record(gift(5_000), recorded_by="treasurer", key="gift", expected_size=0)
        assert again == attrs.evolve(first, repeated=True)


def test_a_closing_and_a_correction_built_anew_are_the_same_call(path: Path) -> None:
    clock = Clock()
    with Ledger.open(path, clock=clock) as ledger:
        group = ledger.group(GROUP)
        group.record(gift(5_000), recorded_by="treasurer")
        clock.goes_on(days=40)
        today = clock.now.date()
        wrong = group.reverse(2, reason="dua kali", occurred_on=today)
        group.record(wrong, recorded_by="treasurer", key="fix")
        group.record(group.close_month("2019-08", occurred_on=today), recorded_by="chair", key="close")
        other_digest = changed(group.close_month("2019-08", occurred_on=today), digest=bytes(32))
        assert group.record(other_digest, recorded_by="chair", key="close").repeated
        assert group.record(changed(wrong, original=JOINED), recorded_by="treasurer", key="fix").repeated
        with pytest.raises(Refused, match="another entry"):
            group.record(changed(wrong, reason="lain"), recorded_by="treasurer", key="fix")


def test_a_key_belongs_to_one_group_and_to_the_whole_call(path: Path) -> None:
    with Ledger.open(path, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        group.record(gift(5_000), gift(6_000), recorded_by="treasurer", key="gifts")
        with pytest.raises(Refused, match="another entry"):
            group.record(gift(5_000), recorded_by="treasurer", key="gifts")
        other = ledger.group("mawar-1")
        assert not other.record(FORMED, recorded_by="chair", key="gifts").repeated


def test_a_call_without_a_key_can_be_named_by_its_id(path: Path) -> None:
    with Ledger.open(path, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        first = group.record(gift(5_000), recorded_by="treasurer")
        *_, entry = group.entries()
        again = group.record(gift(5_000), recorded_by="treasurer", key=f"call/{entry.call_id}")
        assert again == attrs.evolve(first, repeated=True)


def test_an_expected_size_is_kept_to_or_nothing_is_written(path: Path) -> None:
    with Ledger.open(path, clock=Clock()) as one, Ledger.open(path, clock=Clock()) as other:
        mine, theirs = one.group(GROUP), other.group(GROUP)
        assert mine.record(gift(1), recorded_by="treasurer", expected_size=2).size == 3
        with pytest.raises(ConcurrencyError) as caught:
            theirs.record(gift(2), recorded_by="secretary", expected_size=2)
        assert (caught.value.expected, caught.value.actual, caught.value.code) == (2, 3, "concurrency")
        assert "berisi 3 catatan, bukan 2" in caught.value.sentence
        assert mine.size == theirs.size == 3
        assert theirs.record(gift(2), recorded_by="secretary").size == 4, "without one, the handle catches up"
        assert mine.record(gift(3), recorded_by="treasurer", expected_size=4).positions == (4,)


def test_two_handles_take_turns_and_see_each_others_entries(path: Path) -> None:
    with Ledger.open(path, clock=Clock()) as one, Ledger.open(path, clock=Clock()) as other:
        groups = [one.group(GROUP), other.group(GROUP)]
        for number in range(1, 11):
            groups[number % 2].record(gift(number), recorded_by="treasurer")
            for group in groups:
                assert group.view(projections.balances).of("cash") == sum(range(1, number + 1))
                assert group.view(projections.balances, as_of=AsOf(position=2)).of("cash") == 1
        assert groups[0].root == groups[1].root


def test_a_member_that_another_handle_took_out_can_pay_no_dues(path: Path) -> None:
    with Ledger.open(path, clock=Clock()) as one, Ledger.open(path, clock=Clock()) as other:
        mine, theirs = one.group(GROUP), other.group(GROUP)
        dues = events.DuesPaid(occurred_on=DAY, member_id="m01", amount=5_000)
        assert mine.check(dues, recorded_by="treasurer") == []
        theirs.record(events.MemberLeft(occurred_on=DAY, member_id="m01"), recorded_by="chair")
        with pytest.raises(Refused, match="was not a member"):
            mine.record(dues, recorded_by="treasurer")


def test_clock_and_ids_are_those_that_were_given(path: Path) -> None:
    clock, ids = Clock(), Ids()
    with Ledger.open(path, clock=clock, new_id=ids) as ledger:
        group = ledger.group(GROUP)
        clock.goes_on(hours=1)
        group.record(gift(1), gift(2), recorded_by="treasurer", meta={"device": "tablet"})
        told = Ids()()
        entries = list(group.entries(2))
        assert [entry.event_id for entry in entries] == [f"{told}-0", f"{told}-1"]
        assert {entry.recorded_at for entry in entries} == {clock.now}
        assert {entry.meta for entry in entries} == {(("device", "tablet"),)}
        assert [(entry.index, entry.count) for entry in entries] == [(0, 2), (1, 2)]


BAD_CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any], str]] = {
    "no event": ((), {}, "events"),
    "no event at all": (("dues-paid",), {}, "events[0]"),
    "a dict": ((gift(1), {"type": "dues-paid"}), {}, "events[1]"),
    "an author that is no id": ((gift(1),), {"recorded_by": "Ibu Sari"}, "recorded_by"),
    "no author": ((gift(1),), {"recorded_by": None}, "recorded_by"),
    "an empty author": ((gift(1),), {"recorded_by": ""}, "recorded_by"),
    "an empty key": ((gift(1),), {"key": ""}, "key"),
    "a key that is too long": ((gift(1),), {"key": "x" * 201}, "key"),
    "a key that is a number": ((gift(1),), {"key": 7}, "key"),
    "a key with a line break": ((gift(1),), {"key": "a\nb"}, "key"),
    "too much meta": ((gift(1),), {"meta": {f"n{number}": "x" for number in range(9)}}, "meta"),
    "a name in meta that is no id": ((gift(1),), {"meta": {"Nama": "x"}}, "meta"),
    "a number in meta": ((gift(1),), {"meta": {"device": 7}}, "meta.device"),
    "a long text in meta": ((gift(1),), {"meta": {"device": "x" * 201}}, "meta.device"),
}


@pytest.mark.parametrize(("said", "named", "where"), BAD_CALLS.values(), ids=BAD_CALLS)
def test_a_call_that_cant_be_stored_is_told_where_and_changes_nothing(
    path: Path, said: tuple[Any, ...], named: dict[str, Any], where: str
) -> None:
    with Ledger.open(path, clock=Clock()) as ledger:
        group: Group = ledger.group(GROUP)
        before = everything_of(group, path)
        with pytest.raises(InvalidEvent) as caught:
            group.record(*said, **{"recorded_by": "treasurer", **named})
        assert caught.value.code == "invalid-field"
        assert where in {fault.path for fault in caught.value.faults}
        assert everything_of(group, path) == before
