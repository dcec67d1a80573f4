"""An audit goes on behind an entry that no rule would allow: what that says of things not there moves nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from book import Book
from kube_ledger import KUBE, Domain, Ledger, Recorded, events
from kube_ledger.audit.derived import keys_of
from kube_ledger.events import Event, EventReversed, FundId, Rupiah, UnknownEvent, event
from kube_ledger.journal import CASH, Account, Posting, Postings, transfer
from kube_ledger.ledger.same import same_event
from kube_ledger.log import SIGNED_CALL, Key
from kube_ledger.rules import Standing
from support import GROUP, Clock, Ids, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = date(2019, 7, 7)
CALL = UUID(int=7 << 76 | 2 << 62 | 1)


def entry(told: Event, position: int = 0, **envelope: Any) -> Recorded:
    """An entry that nobody judged."""
    return Recorded(
        event=told,
        group_id=GROUP,
        call_id=CALL,
        recorded_by="treasurer",
        recorded_at=datetime(2019, 7, 7, 12, tzinfo=UTC),
        position=position,
        books=KUBE,
        **envelope,
    )


def standing_after(*told: Event) -> Standing:
    standing = Standing(KUBE, KUBE.limits)
    for position, one in enumerate(told):
        standing.apply(entry(one, position))
    return standing


def taken_back(target: int, original: Event) -> EventReversed:
    return EventReversed(occurred_on=DAY, target=target, original=original, reason="salah")


MENU = events.PmtMenuSet(occurred_on=DAY, menu_id="m", issued_by="Puskesmas", dishes=["a", "b", "c"])
PRODUCED = events.PmtProduced(occurred_on=DAY, batch_id="b", menu_id="m", boxes=10, workers=[])
ENTERED = events.CompetitionEntered(
    occurred_on=DAY, competition_id="c", name="Jumbara", level="kota", days=1, participants=[]
)
RAISED = events.ProblemRaised(occurred_on=DAY, problem_id="p", text="hujan")
RESOLVED = events.ProblemResolved(occurred_on=DAY, problem_id="p", text="pindah tempat")
SOLD = events.SaleRecorded(
    occurred_on=DAY, sale_id="s", owner="group", product="dimsum", channel="warung", lots=1, lot_size=1, lot_price=5,
    paid=True,
)  # fmt: skip
SPLIT = events.SaleSplit(occurred_on=DAY, sale_ids=["s"], proceeds=5, kas_share=5, shares=[])
ORDERED = events.OrderTaken(
    occurred_on=DAY, order_id="o", customer="Bu Tini", product="dimsum", quantity=1, price=5, deposit=0
)
CANCELLED = events.OrderCancelled(occurred_on=DAY, order_id="o", refund=0, kept=0, reason="batal")
REJECTED = events.AidRejected(occurred_on=DAY, aid_id="a", by="Dinas Sosial")
REOPENED = events.MonthReopened(occurred_on=DAY, month="2019-06", decision_id="d1")

NOT_THERE = {
    "aid that nobody proposed": (REJECTED, "aids"),
    "an order that nobody took": (CANCELLED, "orders"),
    "a sale that nobody made": (SPLIT, "sales"),
    "a split of it taken back": (taken_back(0, SPLIT), "sales"),
    "a month that is open": (REOPENED, "closed"),
}
TWICE = {
    "a menu": ([MENU, MENU], "menus"),
    "a batch": ([PRODUCED, PRODUCED], "batches"),
    "a competition": ([ENTERED, ENTERED], "competitions"),
    "a problem": ([RAISED, RAISED], "problems"),
    "a sale": ([SOLD, SOLD], "sales"),
    "an order": ([ORDERED, ORDERED], "orders"),
    "a solution": ([RAISED, RESOLVED, RESOLVED], "problems"),
    "a split": ([SOLD, SPLIT, SPLIT], "sales"),
}


@pytest.mark.parametrize(("told", "table"), NOT_THERE.values(), ids=NOT_THERE)
def test_what_is_said_of_something_that_is_not_there_makes_nothing(told: Event, table: str) -> None:
    standing = standing_after(told)
    assert tables_of(standing)[table] == {}
    assert standing.size == 1


@pytest.mark.parametrize(("told", "table"), TWICE.values(), ids=TWICE)
def test_of_two_under_one_id_taking_back_the_first_leaves_the_second(told: list[Event], table: str) -> None:
    first, second = len(told) - 2, len(told) - 1
    standing = standing_after(*told)
    before = tables_of(standing)[table]
    standing.apply(entry(taken_back(first, told[first]), standing.size))
    assert tables_of(standing)[table] == before != {}
    standing.apply(entry(taken_back(second, told[second]), standing.size))
    assert tables_of(standing)[table] != before


def test_an_event_of_no_known_type_takes_a_position_and_nothing_else() -> None:
    standing = standing_after(UnknownEvent(occurred_on=DAY, type="simpan/x", version=1, payload=()))
    assert standing.size == 1
    assert {**tables_of(standing), "size": 0} == tables_of(standing_after())


# Postings of an app.


@event("past-the-rules/trip-paid")
class TripPaid(Event):
    """Money went out."""

    fund: FundId
    amount: Rupiah


TRIPS = Account("past-the-rules/trips", kind="expense")


def domain_with(rule: Callable[[TripPaid], Postings]) -> Domain:
    return KUBE.extended(name="test:TRIPS", events=[TripPaid], accounts=[TRIPS], postings={TripPaid: rule})


def no_such_table(_: TripPaid) -> Postings:
    raise KeyError("a table of the app's")


RULES: dict[str, Callable[[TripPaid], Postings]] = {
    "one side only": lambda e: Postings([Posting(TRIPS, e.fund, e.amount)]),
    "a bug of the app's": no_such_table,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_an_apps_event_that_cant_be_posted_any_more_is_a_finding_and_stops_no_audit(
    tmp_path: Path, rule: Callable[[TripPaid], Postings]
) -> None:
    path, clock = tmp_path / "buku.kube", Clock()
    good = domain_with(lambda e: transfer(e.amount, to=TRIPS, from_=CASH, fund=e.fund))
    formed = Book(formed=False).forming(on=DAY)
    gift = events.DonationReceived(occurred_on=DAY, fund="kas", amount=10_000, donor="Warung Bu Tini")
    with Ledger.create(path, domain=good, clock=clock, new_id=Ids()) as ledger:
        trip = TripPaid(occurred_on=DAY, fund="kas", amount=4_000)
        ledger.group(GROUP).record(formed, gift, trip, gift, recorded_by="treasurer")
    with Ledger.open(path, domain=domain_with(rule)) as ledger:
        found = [finding for finding in ledger.group(GROUP).verify() if finding.kind == "integrity"]
    assert [(finding.code, finding.position) for finding in found] == [("rule-broken", 2)]
    assert found[0].facts["refusal"] == "unbalanced"


# What is to come with keys and sealing.


def test_a_signed_call_has_a_key_of_its_own_at_its_first_entry() -> None:
    signed = entry(MENU, 7, actor_key=bytes(32), count=2)
    assert keys_of(signed) == [Key(SIGNED_CALL, CALL.bytes, 7, 2)]
    assert keys_of(entry(MENU, 8, actor_key=bytes(32), index=1, count=2)) == []


@pytest.mark.parametrize("hidden", [events.Locked(), events.Erased()])
def test_a_repeated_call_says_the_same_where_only_one_of_the_two_can_be_read(hidden: Any) -> None:
    told = events.MemberLeft(occurred_on=DAY, member_id="m01", reason="pindah")
    stored = events.MemberLeft(occurred_on=DAY, member_id="m01", reason=hidden)
    another = events.MemberLeft(occurred_on=DAY, member_id="m02", reason=hidden)
    assert same_event(told, stored)
    assert same_event(stored, told)
    assert not same_event(told, another)
