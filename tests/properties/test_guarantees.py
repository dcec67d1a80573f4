"""The guarantees of the design, one test each; a test's name says what is true.

Number 6 stands in `test_folds`, 19 and 20 in `test_writers`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from founding import formed
from kube_ledger import AsOf, Ledger, Period, Refused, events, merkle, projections
from kube_ledger.codec import decode, encode
from kube_ledger.days import last_of_month, month_of
from kube_ledger.domain import KUBE
from kube_ledger.errors import InvalidEvent
from model import Model, registers
from model import postings as reference
from model.histories import ALL_FAMILIES, Offer, Seeded, walk
from support import GROUP, Clock, event_of, everything_of, in_memory, lives, new_path, recorded, told

if TYPE_CHECKING:
    from kube_ledger.codec import Recorded
    from kube_ledger.ledger import Group
    from kube_ledger.projections import Projection

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

Row = tuple[str, str, str | None]


def rows_of_entry(entry: Recorded) -> dict[Row, int]:
    """An entry's postings, by row."""
    sums: dict[Row, int] = {}
    for account, fund, amount, party in entry.postings:
        sums[account.name, fund, party] = sums.get((account.name, fund, party), 0) + amount
    return {row: amount for row, amount in sums.items() if amount}


# 1
@given(lives())
def test_each_events_postings_balance_per_fund_and_are_those_of_the_reference(life: list[Offer]) -> None:
    model = Model()
    for offer in life:
        model.offer(offer.line, offer.recorded_at)
    group = recorded(life)
    for entry, fact in zip(group.entries(), model.facts, strict=True):
        by_fund: dict[str, int] = {}
        for posting in entry.postings:
            by_fund[posting.fund] = by_fund.get(posting.fund, 0) + posting.amount
        assert set(by_fund.values()) <= {0}
        expected: dict[Row, int] = {}
        for account, fund, party, amount in reference.postings(fact):
            expected[account, fund, party] = expected.get((account, fund, party), 0) + amount
        assert rows_of_entry(entry) == {row: amount for row, amount in expected.items() if amount}


# 2
@given(lives())
def test_the_ledger_sums_to_zero_at_every_position(life: list[Offer]) -> None:
    group = recorded(life)
    for position in range(group.size):
        rows = group.view(projections.balances, as_of=AsOf(position=position)).rows
        for fund in {row.fund for row in rows}:
            assert sum(row.amount for row in rows if row.fund == fund) == 0


# 3
MOVES = ("donation", "expense", "deposit", "withdrawal", "transfer", "difference", "opening", "reversal")
SMALL = st.tuples(
    *(st.sampled_from(MOVES), st.sampled_from(("kas", "pmt", "iks")), st.sampled_from(("cash", "bank"))),
    st.integers(1, 5),
)
DAY = date(2019, 7, 7)


def small_change(kind: str, fund: str, purse: Any, amount: int, group: Group) -> events.Event:
    """One movement of a few rupiah, so that a purse is soon empty."""
    other = "kas" if fund != "kas" else "pmt"
    match kind:
        case "donation":
            return events.DonationReceived(occurred_on=DAY, fund=fund, amount=amount, donor="Warung", paid_into=purse)
        case "expense":
            return events.ExpensePaid(
                occurred_on=DAY, fund=fund, category="other", amount=amount, description="beli", paid_from=purse
            )
        case "deposit":
            return events.CashDeposited(occurred_on=DAY, fund=fund, amount=amount)
        case "withdrawal":
            return events.CashWithdrawn(occurred_on=DAY, fund=fund, amount=amount)
        case "transfer":
            return events.FundTransferred(
                occurred_on=DAY,
                from_fund=fund,
                to_fund=other,
                amount=amount,
                decision_id="d1",
                consent="surat",
                paid_from=purse,
            )
        case "difference":
            return events.CashDifferenceBooked(occurred_on=DAY, fund=fund, difference=3 - amount or 3, explanation="?")
        case "opening":
            line = events.OpeningLine(account=purse, fund=fund, amount=3 - amount or 3)
            return events.OpeningBalanceRecorded(occurred_on=DAY, lines=[line])
        case _:
            target = max(0, group.size - amount)
            return group.reverse(target, reason="salah", occurred_on=DAY)


def beginning(group: Group) -> None:
    """A group with one member, one meeting and one decision."""
    group.record(
        formed(DAY),
        events.MemberJoined(occurred_on=DAY, member_id="m01", cadre=False, own_business=True),
        events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["m01"], agenda=["iuran"]),
        events.DecisionMade(
            occurred_on=DAY,
            decision_id="d1",
            meeting_id="w27",
            topic="dana",
            text="pindah",
            method="consensus",
            participants=["m01"],
            effective_from=DAY,
        ),
        recorded_by="chair",
    )


@given(st.lists(SMALL, max_size=40))
def test_no_purse_is_ever_negative_in_log_order(moves: list[tuple[str, str, Any, int]]) -> None:
    group = in_memory().group(GROUP)
    beginning(group)
    codes = set()
    for kind, fund, purse, amount in moves:
        try:
            group.record(small_change(kind, fund, purse, amount, group), recorded_by="treasurer")
        except Refused as refused:
            codes.add(refused.code)
    assert codes <= {"insufficient-funds", "fund-restricted", "already-reversed", "not-reversible"}
    held: dict[Row, int] = {}
    for entry in group.entries():
        for row, change in rows_of_entry(entry).items():
            held[row] = held.get(row, 0) + change
            assert row[0] not in {"cash", "bank"} or held[row] >= 0


# 7
@given(lives())
def test_decoding_what_was_encoded_gives_the_same_and_encoding_is_a_function(life: list[Offer]) -> None:
    group = recorded(life)
    stored = [row for page in group._reader.log.read(GROUP) for row in page]
    taken = [(number, offer) for number, offer in enumerate(life) if offer.answer is None]
    for entry, (number, offer) in zip(group.entries(), taken, strict=True):
        assert (entry.recorded_at, entry.recorded_by) == (offer.recorded_at, offer.line["recorded_by"])
        assert (entry.key, entry.group_id) == (f"line/{number}", GROUP)
        assert entry.event == event_of(offer.line, group, digest=getattr(entry.event, "digest", None))
    for entry, row in zip(group.entries(), stored, strict=True):
        assert encode(entry) == row.record
        again = decode(encode(entry), position=entry.position, books=KUBE)
        assert (again, again.postings, again.counts) == (entry, entry.postings, entry.counts)
        assert encode(again) == encode(entry)


# 8
@given(lives(min_offers=10), st.data())
def test_a_reversal_restores_every_sum(life: list[Offer], data: st.DataObject) -> None:
    clock = Clock()
    group = recorded(life, in_memory(clock), clock)
    today = clock.now.date() + timedelta(days=1)
    clock.goes_on(days=1)
    built = [group.reverse(entry.position, reason="salah", occurred_on=today) for entry in group.entries()]
    possible = [event for event in built if not group.check(event, recorded_by="chair")]
    assume(possible)
    event = data.draw(st.sampled_from(possible))
    group.record(event, recorded_by="chair")
    left = [entry for entry in group.entries() if entry.position not in {event.target, group.size - 1}]
    without = projections.balances.answer(projections.balances.fold(left))
    assert group.view(projections.balances) == without
    others: tuple[Projection[Any, Any], ...] = (projections.participation, projections.dues, projections.meetings)
    for projection in others:
        assert group.view(projection) == projection.answer(projection.fold(left)), projection.name


# 9
@given(lives(min_offers=5), st.data())
def test_a_repeated_key_changes_nothing(life: list[Offer], data: st.DataObject) -> None:
    with new_path() as path, Ledger.create(path, clock=(clock := Clock())) as ledger:
        group = recorded(life, ledger, clock)
        assume(group.size)
        before = everything_of(group, path)
        entry = data.draw(st.sampled_from(list(group.entries())))
        clock.goes_on(days=400)
        answer = group.record(entry.event, recorded_by=entry.recorded_by, key=entry.key)
        size = entry.position + 1
        assert (answer.positions, answer.size, answer.repeated) == ((entry.position,), size, True)
        assert answer.root == merkle.root(list(group._reader.log.leaves(GROUP, 0, size)))
        assert everything_of(group, path) == before


# 11
@given(lives(min_offers=10, max_offers=40))
def test_a_refused_call_changes_nothing(life: list[Offer]) -> None:
    with new_path() as path, Ledger.create(path, clock=(clock := Clock())) as ledger:
        group = ledger.group(GROUP)
        note = events.NoteAdded(occurred_on=date(2019, 1, 7), target=0, text="catatan")
        for offer in life:
            clock.now = offer.recorded_at
            if offer.answer in {None, "invalid-field"}:
                told(group, offer.line)
                continue
            event = event_of(offer.line, group)
            before = everything_of(group, path)
            calls = [(event,), (event, note), (note, note, event)]
            if "target" in offer.line["data"]:
                calls.pop()  # behind two notes there may be what it refers to
            for call in calls:
                assert group.check(*call, recorded_by="chair")
                assert everything_of(group, path) == before
                with pytest.raises(Refused):
                    group.record(*call, recorded_by="chair", key="refused")
                assert everything_of(group, path) == before


# 14
@given(lives(), st.data())
def test_a_shown_figure_is_the_sum_of_its_explained_shares(life: list[Offer], data: st.DataObject) -> None:
    group = recorded(life)
    assume(group.size)
    entry = data.draw(st.sampled_from(list(group.entries())))
    for as_of in (AsOf(), AsOf(position=entry.position), AsOf(occurred_on=entry.event.occurred_on)):
        shown = group.view(projections.balances, as_of=as_of)
        for account, fund, party, amount in shown.rows:
            lines = group.explain(account, fund=fund, party=party, as_of=as_of).lines
            if party is not None:
                assert sum(line.share for line in lines) == amount
            for asked in ((None, None), (fund, None), (fund, party)):
                explained = group.explain(account, fund=asked[0], party=asked[1], as_of=as_of)
                total = shown.of(account, fund=asked[0], party=asked[1])
                assert explained.total == total == sum(line.share for line in explained.lines)
                assert all(line.share for line in explained.lines)


# 15
def movements(entries: list[Recorded], month: str) -> dict[Row, int]:
    """What a month's own entries moved, row by row."""
    sums: dict[Row, int] = {}
    for entry in entries:
        if month_of(entry.event.occurred_on) == month:
            for row, amount in rows_of_entry(entry).items():
                sums[row] = sums.get(row, 0) + amount
    return {row: amount for row, amount in sums.items() if amount}


def closes_all_but_the_first(group: Group, clock: Clock) -> None:
    """Close every month before today's but the first, which stays open for late entries."""
    today = clock.now.date()
    months = sorted({month_of(entry.event.occurred_on) for entry in group.entries()} - {month_of(today)})
    for month in months[1:]:
        try:
            group.record(group.close_month(month, occurred_on=today), recorded_by="chair")
        except (Refused, InvalidEvent):
            continue


@given(st.integers(0, 2**32), st.integers(0, 60))
def test_a_closed_months_movements_do_not_move(seed: int, later: int) -> None:
    clock, model, chance = Clock(), Model(), Seeded(seed)
    group = in_memory(clock).group(GROUP)
    for part in (60, later):
        for offer in walk(chance, families=ALL_FAMILIES, offers=part, model=model, started_at=clock.now):
            clock.now = offer.recorded_at
            told(group, offer.line)
        closes_all_but_the_first(group, clock)
        model = _caught_up(model, group)
    entries = list(group.entries())
    for closing in entries:
        event = closing.event
        if not isinstance(event, events.MonthClosed):
            continue
        said = AsOf(occurred_on=last_of_month(event.month), position=closing.position - 1)
        assert group.digest(projections.balances, as_of=said) == event.digest
        at_close = movements(entries[: closing.position], event.month)
        for end in range(closing.position, len(entries)):
            if isinstance(found := entries[end].event, events.MonthReopened) and found.month == event.month:
                break
            assert movements(entries[: end + 1], event.month) == at_close


def _caught_up(model: Model, group: Group) -> Model:
    """The model with the closings that it was not offered."""
    for entry in list(group.entries(len(model.entries))):
        line = {"type": "month-closed", "occurred_on": entry.event.occurred_on.isoformat()}
        assert isinstance(entry.event, events.MonthClosed)
        assert model.offer({**line, "data": {"month": entry.event.month}}, entry.recorded_at) is None
    return model


# 16
@given(lives(min_offers=20), st.data())
def test_rates_divide_by_those_who_could_take_part(life: list[Offer], data: st.DataObject) -> None:
    group, model = recorded(life), Model()
    for offer in life:
        model.offer(offer.line, offer.recorded_at)
    assume(model.facts)
    days = st.sampled_from([fact.day for fact in model.facts])
    start, end = sorted([data.draw(days), data.draw(days)])
    register = group.view(projections.members)
    gone = {fact.data["target"] for fact in model.facts if fact.type == "event-reversed"}
    held = [
        fact
        for fact in model.facts
        if fact.type == "meeting-held" and start <= fact.day <= end and fact.position not in gone
        if not registers.is_suspended(model.facts, fact.day)
    ]
    for member, figures in group.view(projections.participation, period=Period(start, end)).members.items():
        could = [fact for fact in held if member in register.on(fact.day)]
        came = [fact for fact in could if member in fact.data["attendees"]]
        assert (figures.meetings_held, figures.meetings_attended) == (len(could), len(came))
        assert 0 <= figures.dues_meetings <= figures.meetings_held
        rates = (figures.attendance_rate, figures.dues_rate)
        assert all((rate is None) == (not could) for rate in rates)
        assert all(rate is None or 0 <= rate <= 1 for rate in rates)
        assert figures.attendance_rate is None or figures.attendance_rate * len(could) == len(came)
