"""The accounting table and the participation table, held against the reference row by row."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kube_ledger import events
from kube_ledger.domain import KUBE
from kube_ledger.events import EVENTS, Event, EventReversed
from kube_ledger.journal import ACCOUNTS
from kube_ledger.money import MAX_BALANCE
from kube_ledger.projections.counts import COUNTS, DIMENSIONS, GROUP_FIGURES
from kube_ledger.projections.postings import POSTINGS
from specimens import DAY
from strategies import facts

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

Rows = list[tuple[str, str, str | None, int]]


def posted(event: Event) -> Rows:
    """An event's postings as plain rows."""
    return [(line.account.name, line.fund, line.party, line.amount) for line in KUBE.postings_of(event)]


def _event(name: str, **given_: Any) -> Event:
    built: Event = getattr(events, name)(occurred_on=DAY, **given_)
    return built


SPENT: Final = {"amount": 700, "description": "beras"}
MOVED: Final = {"from_fund": "pmt", "to_fund": "kas", "amount": 500, "decision_id": "d1"}

POSTED: Final[dict[str, tuple[Event, Rows]]] = {
    "dues in cash": (
        _event("DuesPaid", member_id="m01", amount=5_000),
        [("cash", "kas", None, 5_000), ("dues", "kas", "m01", -5_000)],
    ),
    "dues into the bank": (
        _event("DuesPaid", member_id="m01", amount=5_000, paid_into="bank"),
        [("bank", "kas", None, 5_000), ("dues", "kas", "m01", -5_000)],
    ),
    **{
        f"{category} from {purse}": (
            _event("ExpensePaid", fund="pmt", category=category, paid_from=purse, **SPENT),
            [(category, "pmt", None, 700), (purse, "pmt", None, -700)],
        )
        for category in ("ingredients", "equipment", "transport", "wages", "samples", "other")
        for purse in ("cash", "bank")
    },
    "a donation": (
        _event("DonationReceived", fund="uep", amount=9, donor="toko", paid_into="bank"),
        [("bank", "uep", None, 9), ("donations", "uep", None, -9)],
    ),
    "cash deposited": (
        _event("CashDeposited", fund="iks", amount=9),
        [("bank", "iks", None, 9), ("cash", "iks", None, -9)],
    ),
    "cash withdrawn": (
        _event("CashWithdrawn", fund="iks", amount=9),
        [("cash", "iks", None, 9), ("bank", "iks", None, -9)],
    ),
    "cash counted": (_event("CashCounted", fund="kas", amount=9, counted_by=["m01"]), []),
    "too much cash": (
        _event("CashDifferenceBooked", fund="kas", difference=9, explanation="lebih"),
        [("cash", "kas", None, 9), ("cash-over", "kas", None, -9)],
    ),
    "too little cash": (
        _event("CashDifferenceBooked", fund="kas", difference=-9, explanation="kurang"),
        [("cash-short", "kas", None, 9), ("cash", "kas", None, -9)],
    ),
    "between two funds": (
        _event("FundTransferred", **MOVED, paid_from="bank", paid_into="cash"),
        [
            *(("transfers", "pmt", None, 500), ("bank", "pmt", None, -500)),
            *(("cash", "kas", None, 500), ("transfers", "kas", None, -500)),
        ],
    ),
    "opening balances": (
        _event(
            "OpeningBalanceRecorded",
            lines=[
                events.OpeningLine(account="cash", fund="kas", amount=900),
                events.OpeningLine(account="member-shares", fund="kas", party="m01", amount=-300),
                events.OpeningLine(account="bank", fund="iks", amount=50),
            ],
        ),
        [
            *(("cash", "kas", None, 900), ("member-shares", "kas", "m01", -300), ("bank", "iks", None, 50)),
            *(("opening", "kas", None, -600), ("opening", "iks", None, -50)),
        ],
    ),
    "opening balances that balance by themselves": (
        _event(
            "OpeningBalanceRecorded",
            lines=[
                events.OpeningLine(account="cash", fund="kas", amount=300),
                events.OpeningLine(account="member-shares", fund="kas", party="m01", amount=-300),
            ],
        ),
        [("cash", "kas", None, 300), ("member-shares", "kas", "m01", -300)],
    ),
    "no opening balance": (_event("OpeningBalanceRecorded", lines=[]), []),
}


@pytest.mark.parametrize(("event", "rows"), POSTED.values(), ids=POSTED)
def test_an_event_moves_the_accounts_of_the_reference(event: Event, rows: Rows) -> None:
    assert posted(event) == rows


def test_every_event_that_moves_money_has_an_example_here() -> None:
    silent = {cls for cls in EVENTS if cls is not EventReversed and POSTINGS[cls].__name__ == "nothing"}
    of_these_families = {cls for family in ("group", "meetings", "kas") for cls in events.FAMILIES[family]}
    assert of_these_families - silent <= {type(event) for event, _ in POSTED.values()}


MOVES_NOTHING: Final = (
    *("GroupFormed", "FundOpened", "MemberJoined", "MemberLeft", "RoleAssigned", "RoleEnded"),
    *("ActivitySuspended", "ActivityResumed", "MeetingHeld", "IdeaContributed", "ProblemRaised", "ProblemResolved"),
    *("DecisionMade", "HopeStated", "EvaluationHeld", "CashCounted", "NoteAdded", "MonthClosed", "MonthReopened"),
)


@pytest.mark.parametrize("name", MOVES_NOTHING)
@settings(patient, max_examples=5)
@given(st.data())
def test_what_moves_no_money_posts_nothing(name: str, data: st.DataObject) -> None:
    assert posted(data.draw(facts(getattr(events, name)))) == []


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
@settings(patient, max_examples=20)
@given(st.data())
def test_the_postings_of_every_event_balance_in_every_fund(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(facts(cls, may_lock=True))
    rows = posted(event)
    for fund in {fund for _, fund, _, _ in rows}:
        assert sum(amount for _, of, _, amount in rows if of == fund) == 0
    for account, _, party, amount in rows:
        assert amount != 0
        assert abs(amount) < MAX_BALANCE
        assert party is None or ACCOUNTS[account].party is not None
        assert party is not None or not ACCOUNTS[account].party_needed


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
@settings(patient, max_examples=10)
@given(st.data())
def test_postings_and_counts_are_a_function_of_the_event_alone(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(facts(cls))
    assert KUBE.postings_of(event) == KUBE.postings_of(event)
    assert KUBE.counts_of(event) == KUBE.counts_of(event)


# Participation.

Counts = set[tuple[str, str, str | None, int]]


def _decision(participants: list[str]) -> Event:
    return _event(
        "DecisionMade",
        decision_id="d1",
        meeting_id="w27",
        topic="harga",
        text="naik",
        method="vote",
        participants=participants,
        effective_from=DAY,
    )


COUNTED: Final[dict[str, tuple[Event, Counts]]] = {
    "a meeting": (
        _event("MeetingHeld", meeting_id="w27", attendees=["m01", "m02", "m01"], agenda=[]),
        {
            *(("dimension", "attendance", "m01", 1), ("dimension", "attendance", "m02", 1)),
            ("group", "meetings", None, 1),
        },
    ),
    "an idea": (
        _event("IdeaContributed", member_id="m01", text="bazar"),
        {("dimension", "idea", "m01", 1), ("group", "ideas", None, 1)},
    ),
    "a problem of somebody": (
        _event("ProblemRaised", problem_id="p1", text="gas", raised_by="m01"),
        {("dimension", "decision", "m01", 1)},
    ),
    "a problem of nobody": (_event("ProblemRaised", problem_id="p1", text="gas"), set()),
    "a decision": (
        _decision(["m01", "m02"]),
        {
            *(("dimension", "decision", "m01", 1), ("dimension", "decision", "m02", 1)),
            ("group", "decisions", None, 1),
        },
    ),
    "a hope": (_event("HopeStated", person_id="m01", text="maju"), {("dimension", "hope", "m01", 1)}),
    "an evaluation": (
        _event("EvaluationHeld", kind="process", subject="kas", findings="baik", participants=["m01"]),
        {("dimension", "decision", "m01", 1)},
    ),
    "dues": (_event("DuesPaid", member_id="m01", amount=5), {("dimension", "money", "m01", 1)}),
    "an expense": (_event("ExpensePaid", fund="kas", category="other", **SPENT), set()),
    "a problem resolved": (_event("ProblemResolved", problem_id="p1", text="beres"), set()),
}


@pytest.mark.parametrize(("event", "counts"), COUNTED.values(), ids=COUNTED)
def test_an_event_counts_for_whom_the_reference_says_once_each(event: Event, counts: Counts) -> None:
    found = [tuple(counted) for counted in KUBE.counts_of(event)]
    assert set(found) == counts
    assert len(found) == len(counts)


def test_every_event_that_counts_has_an_example_here() -> None:
    of_these_families = {cls for family in ("group", "meetings", "kas") for cls in events.FAMILIES[family]}
    assert of_these_families & set(COUNTS) <= {type(event) for event, _ in COUNTED.values()}


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
@settings(patient, max_examples=10)
@given(st.data())
def test_every_count_is_of_a_known_name(cls: type[Event], data: st.DataObject) -> None:
    for counted in KUBE.counts_of(data.draw(facts(cls))):
        if counted.axis == "dimension":
            assert counted.name in DIMENSIONS
            assert counted.person is not None
        if counted.axis == "group":
            assert counted.name in GROUP_FIGURES
            assert counted.person is None
