"""A world so small that everything meets: two people, five days, two names, few rupiah; the model judges each line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import Period
from kube_ledger.domain import KUBE
from kube_ledger.rules import Standing
from model import Model
from support import GROUP, Clock, agree, agree_on_shares, in_memory, standing_of, tables_of, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.facts import Line

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

DAYS = [date(2019, 7, 30), date(2019, 7, 31), date(2019, 8, 1), date(2019, 8, 2), date(2019, 8, 3)]
PEOPLE, NAMES, TEXTS = st.sampled_from(["m01", "m02"]), st.sampled_from(["a", "b"]), st.just("teks")
FUND, PURSE = st.sampled_from(["kas", "kas", "pmt", "iks", "own"]), st.sampled_from(["cash", "bank"])
MONEY = st.integers(1, 3)
SOME = st.lists(PEOPLE, max_size=2)
DATES = st.sampled_from([day.isoformat() for day in DAYS])
ROLE = st.sampled_from(["chair", "facilitator"])
ACCOUNT = st.sampled_from(["cash", "bank", "receivables", "member-shares", "customer-deposits", "dues"])


def line_of(kind: str, **data: st.SearchStrategy[Any]) -> st.SearchStrategy[Line]:
    """Lines of one type; a field whose name ends in `_` may be missing."""
    needed = {name: values for name, values in data.items() if not name.endswith("_")}
    perhaps: Mapping[Any, st.SearchStrategy[Any]] = {
        name[:-1]: values for name, values in data.items() if name.endswith("_")
    }
    drawn = st.fixed_dictionaries(needed, optional=dict(perhaps))
    return st.builds(
        lambda day, data: {"type": kind, "occurred_on": day, "recorded_by": "chair", "data": data}, DATES, drawn
    )


OPENED = st.builds(
    lambda account, fund, amount, name: {
        "account": account,
        "amount": amount or 1,
        **({"fund": "kas", "party": name} if account[0] in "rm" or account[:2] == "cu" else {"fund": fund}),
    },
    *(ACCOUNT, FUND, st.integers(-2, 2), st.sampled_from(["a", "b", "m01"])),
)
RULES = st.fixed_dictionaries({}, optional={"expense_limit": MONEY, "dues_amount": MONEY})
COMINGS = (
    line_of("member-joined", member_id=PEOPLE, cadre=st.booleans(), own_business=st.booleans())
    | line_of("member-left", member_id=PEOPLE, reason_=TEXTS)
    | line_of("role-assigned", person_id=PEOPLE, role=ROLE)
    | line_of("role-ended", person_id=PEOPLE, role=ROLE)
    | line_of("activity-suspended", reason=TEXTS)
    | line_of("activity-resumed", reason=TEXTS)
    | line_of("meeting-held", meeting_id=NAMES, attendees=SOME, agenda=st.just([]), host_id_=PEOPLE)
    | line_of("dues-paid", member_id=PEOPLE, amount=MONEY, meeting_id_=NAMES, paid_into_=PURSE)
)
SPOKEN = (
    line_of("idea-contributed", member_id=PEOPLE, text=TEXTS, meeting_id_=NAMES)
    | line_of("hope-stated", person_id=PEOPLE, text=TEXTS)
    | line_of("problem-raised", problem_id=NAMES, text=TEXTS, raised_by_=PEOPLE)
    | line_of("problem-resolved", problem_id=NAMES, text=TEXTS, decision_id_=NAMES)
    | line_of(
        "decision-made",
        decision_id=st.sampled_from("abcd"),
        meeting_id=NAMES,
        topic=TEXTS,
        text=TEXTS,
        method=st.just("vote"),
        participants=SOME,
        effective_from=DATES,
        supersedes_=st.sampled_from("abcd"),
        rules_=RULES,
    )
)
SPENT = (
    line_of("donation-received", fund=FUND, amount=MONEY, donor=TEXTS, paid_into_=PURSE)
    | line_of(
        "expense-paid",
        fund=FUND,
        category=st.just("other"),
        amount=MONEY,
        description=TEXTS,
        decision_id_=st.sampled_from("abcd"),
        paid_from_=PURSE,
    )
    | line_of("cash-deposited", fund=FUND, amount=MONEY)
    | line_of("cash-withdrawn", fund=FUND, amount=MONEY)
    | line_of("cash-difference-booked", fund=FUND, difference=st.sampled_from([-1, 1]), explanation=TEXTS)
    | line_of("cash-counted", fund=FUND, amount=MONEY, counted_by=SOME)
    | line_of(
        "fund-transferred",
        from_fund=FUND,
        to_fund=FUND,
        amount=MONEY,
        decision_id=st.sampled_from("abcd"),
        consent_=TEXTS,
        paid_from_=PURSE,
        paid_into_=PURSE,
    )
    | line_of("opening-balance-recorded", lines=st.lists(OPENED, max_size=2))
    | line_of("fund-opened", fund=st.sampled_from(["own", "iks"]), purpose=TEXTS, restricted=st.booleans())
)
MENDED = (
    line_of("event-reversed", target=st.integers(5, 20), reason=TEXTS, decision_id_=NAMES)
    | line_of("note-added", target=st.integers(0, 30), text=TEXTS)
    | line_of("month-closed", month=st.sampled_from(["2019-06", "2019-07", "2019-08", "2019-09"]))
    | line_of("month-reopened", month=st.sampled_from(["2019-06", "2019-07", "2019-08"]), decision_id=NAMES)
)

FORMED: Line = {
    "type": "group-formed",
    "occurred_on": "2019-07-30",
    "recorded_by": "chair",
    "data": {
        "name": "KUBE",
        "kelurahan": "Galur",
        "kecamatan": "Johar Baru",
        "city": "Jakarta Pusat",
        "formed_by": "Dinas Sosial",
        "business": "katering",
    },
}
BEGUN: list[Line] = [
    FORMED,
    *(
        {"type": kind, "occurred_on": "2019-07-30", "recorded_by": "chair", "data": data}
        for kind, data in (
            ("member-joined", {"member_id": "m01", "cadre": False, "own_business": False}),
            ("meeting-held", {"meeting_id": "a", "attendees": ["m01"], "agenda": []}),
            ("donation-received", {"fund": "kas", "amount": 3, "donor": "Warung"}),
        )
    ),
]
WINDOWS = [Period(*days) for days in combinations_with_replacement(DAYS, 2)]


def offered(lines: list[Line]) -> None:
    """Offer the lines to a group and to the model; they answer alike, and show alike from everywhere."""
    clock, model = Clock(datetime(2019, 8, 2, 3, tzinfo=UTC)), Model()
    group = in_memory(clock).group(GROUP)
    for line in [*BEGUN, *lines]:
        assert told(group, line) == model.offer(line, clock.now), line
        clock.goes_on(hours=1)
    for window in WINDOWS:
        agree(group, model, {}, window)
    for day in DAYS:
        agree(group, model, {"occurred_on": day}, WINDOWS[-1])
    for position in range(len(model.facts)):
        agree(group, model, {"position": position}, WINDOWS[4])
    for fund in (None, "kas"):
        for account in ("cash", "bank", "dues", "opening"):
            agree_on_shares(group, model, (account, fund, None), {})
    fresh = Standing(KUBE, KUBE.limits)
    for entry in group.entries():
        fresh.apply(entry)
    assert tables_of(fresh) == tables_of(standing_of(group))
    assert group.verify() == []


@given(st.lists(COMINGS | COMINGS | MENDED, min_size=15, max_size=50))
def test_whoever_comes_and_goes_and_meets(lines: list[Line]) -> None:
    offered(lines)


@given(
    st.lists(
        SPOKEN | SPENT | line_of("meeting-held", meeting_id=NAMES, attendees=SOME, agenda=st.just([])),
        min_size=15,
        max_size=50,
    )
)
def test_whatever_is_decided_and_spent(lines: list[Line]) -> None:
    offered(lines)


@given(st.lists(COMINGS | SPOKEN | SPENT | MENDED | MENDED, min_size=15, max_size=50))
def test_whatever_is_told_and_taken_back(lines: list[Line]) -> None:
    offered(lines)
