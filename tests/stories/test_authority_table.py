"""Every row of the table of who may record what: at append, and of records written straight into the file.

The table is `authority_table`, by hand from EVENTS.md. Each case is signed by everybody who could have to do with it,
with and without the others; what checking says, and what an audit finds behind the rules, is what the table says.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import pytest

import authority_table as table
from authority_table import Case, Signing, expected, signatures
from book import says
from kube_ledger import events
from kube_ledger.events.shapes import Choice, fields_of
from kube_ledger.rules import authority
from officers import CHAIR, FACILITATOR, MEMBER, SECRETARY, TREASURER
from signed_file import SignedFile, reasons
from support import new_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kube_ledger.events import Event

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

CASES = list(table.cases())
ALL = (CHAIR, SECRETARY, TREASURER, FACILITATOR, MEMBER, "m06", "m07")
LIMIT = 50_000


class Group(NamedTuple):
    """The group, and its file."""

    book: Signing
    file: SignedFile
    facilitator_may: bool = False


def opened(*, may: bool = False, **rules: object) -> Iterator[Group]:
    book = Signing(**rules)
    with new_path() as path, SignedFile(book, path) as file:
        yield Group(book, file, may)


@pytest.fixture(scope="module")
def group() -> Iterator[Group]:
    yield from opened()


@pytest.fixture(scope="module")
def helped() -> Iterator[Group]:
    yield from opened(may=True, facilitator_may_record=True)


@pytest.fixture(scope="module")
def limited() -> Iterator[Group]:
    yield from opened(two_persons_above=LIMIT)


def ways(author: str, row: str) -> Iterator[tuple[str, ...]]:
    """Who signs: she alone, she with everybody else, and where it needs another, with each of the others alone."""
    others = tuple(name for name in ALL if name != author)
    yield (author,)
    yield (author, *others)
    if row == "together":
        yield from ((author, other) for other in others)


def offers(case: Case, *, facilitator_may: bool) -> list[tuple[tuple[str, ...], str | None]]:
    """Everybody who signs it in some way, and what the table says of that."""
    return [
        (names, expected(case.row, names[0], names[1:], facilitator_may=facilitator_may, large=False))
        for author in table.HERS
        for names in ways(author, case.row)
    ]


def both_ways(group: Group, case: Case) -> None:
    book, told = group.book, offers(case, facilitator_may=group.facilitator_may)
    event = case.tell(book)
    assert {answer for _, answer in told} >= {None, "not-authorised"}
    for names, answer in told:
        assert signatures(book, event, names) == [answer] * (answer is not None), names
    for key in table.NO_KEYS:
        assert signatures(book, event, (key,)) == ["key-not-in-force"]
    says(book.refuses(event), "signature-missing")
    in_the_file(group.file, case, event, told)


def in_the_file(file: SignedFile, case: Case, event: Event, told: list[tuple[tuple[str, ...], str | None]]) -> None:
    """Written straight in: what nobody was allowed is found where it stands and why, what somebody was is not."""
    is_deciding = case.event_type in table.DECIDING
    # One way for each reason, and of what two can have nothing to do with each other, for each author too.
    by_reason = {(answer, "" if is_deciding else names[0]): names for names, answer in told if answer is not None}
    wrong: list[tuple[tuple[str, ...], str]] = [(names, str(answer)) for (answer, _), names in by_reason.items()]
    wrong.append(((), "signature-missing"))
    alone: list[tuple[tuple[str, ...], str]] = [((key,), "key-unknown") for key in table.NO_KEYS]  # no rule is hidden
    for batch in [
        *([one] for one in alone),
        *([one] for one in wrong if is_deciding),
        *([] if is_deciding else [wrong]),
    ]:
        file.slip_in_all(*((event, names) for names, _ in batch))
        audit = file.audit()
        places = [file.size + place for place in range(len(batch))]
        assert reasons(audit) == list(zip(places, (answer for _, answer in batch), strict=True))
        assert audit.unauthorised is not None
        assert list(audit.unauthorised.positions) == places
        file.restore()
    for names in islice((names for names, answer in told if answer is None), 2):
        file.slip_in_all((event, names))
        audit = file.audit()
        assert reasons(audit) == []
        assert audit.unauthorised is None
        file.restore()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_who_may_record_it_may_and_nobody_else_at_append_and_in_the_file(group: Group, case: Case) -> None:
    both_ways(group, case)


@pytest.mark.parametrize(
    "case", [one for number, one in enumerate(CASES) if one.row == "money" or number % 6 == 0], ids=lambda one: one.name
)
def test_a_decision_lets_the_facilitator_record_money_and_nothing_else(helped: Group, case: Case) -> None:
    both_ways(helped, case)


def test_a_group_is_formed_once_whoever_signs_it(group: Group) -> None:
    for names in ((CHAIR, SECRETARY), (TREASURER,), (MEMBER,)):
        assert signatures(group.book, group.book.forming(), names) == ["group-exists"]


# Two persons above a limit.

OUT: dict[str, Callable[[Signing, int], Event]] = {
    "expense-paid": lambda book, amount: book.expense(amount),
    "expense-paid: from the bank": lambda book, amount: book.expense(amount, paid_from="bank"),
    "expense-paid: of PMT": lambda book, amount: book.expense(amount, fund="pmt"),
    "iks-disbursed": lambda book, amount: book.disbursed(amount),
    "iks-disbursed: out of the kas": lambda book, amount: book.disbursed(amount, "kas"),
    "order-cancelled": lambda book, amount: book.cancelled("o2" if amount == LIMIT else "o3", amount),
    "share-paid": lambda book, amount: events.SharePaid(occurred_on=book.day, member_id="m05", amount=amount),
    "pmt-funds-returned": lambda book, amount: events.PmtFundsReturned(
        occurred_on=book.day, amount=amount, to="Kelurahan"
    ),
    "aid-spent": lambda book, amount: events.AidSpent(
        occurred_on=book.day, aid_id="a1", line=1, category="equipment", amount=amount, description="oven"
    ),
    "cash-difference-booked": lambda book, amount: events.CashDifferenceBooked(
        occurred_on=book.day, fund="kas", difference=-amount, explanation="hilang"
    ),
    "event-reversed: a gift": lambda book, amount: book.correction(
        next(
            entry.position
            for entry in book.group.entries()
            if isinstance(entry.event, events.DonationReceived) and entry.event.amount == amount
        )
    ),
}
NOT_OUT: dict[str, Callable[[Signing, int], Event]] = {
    "cash-deposited": lambda book, amount: events.CashDeposited(occurred_on=book.day, fund="kas", amount=amount),
    "cash-withdrawn": lambda book, amount: events.CashWithdrawn(occurred_on=book.day, fund="kas", amount=amount),
    "fund-transferred": lambda book, amount: book.transfer(amount, from_="kas", to="iks", decision="d1"),
    "donation-received": lambda book, amount: book.gift(amount),
    "sale-recorded: on credit": lambda book, amount: book.sale("s9", paid=False, lot_price=amount),
    "cash-difference-booked: found": lambda book, amount: events.CashDifferenceBooked(
        occurred_on=book.day, fund="kas", difference=amount, explanation="kembalian"
    ),
}
SECOND: dict[tuple[str, ...], str | None] = {
    (): "approval-missing",
    (f"{TREASURER}~2",): "approval-missing",  # a key of her own is no other person
    (FACILITATOR,): "approval-missing",  # who is no officer
    (MEMBER, "m06", "m07"): "approval-missing",  # nor are a member, and who was in office once
    (CHAIR,): None,
    (SECRETARY,): None,
    (FACILITATOR, SECRETARY): None,
}
"""Who approves of what the treasurer pays out above the limit → what is said."""


@pytest.mark.parametrize("tell", OUT.values(), ids=OUT)
def test_at_the_limit_one_signs_and_one_rupiah_above_another_officer_does_too(
    limited: Group, tell: Callable[[Signing, int], Event]
) -> None:
    book, file = limited.book, limited.file
    exactly, above = tell(book, LIMIT), tell(book, LIMIT + 1)
    assert signatures(book, exactly, (TREASURER,)) == []
    for approvers, answer in SECOND.items():
        assert signatures(book, above, (TREASURER, *approvers)) == [answer] * (answer is not None), approvers
    assert signatures(book, above, (f"{TREASURER}~2", TREASURER)) == ["approval-missing"]
    for told in ((exactly, (TREASURER,)), (above, (TREASURER, CHAIR))):
        file.slip_in_all(told)
        assert file.found() == []
        file.restore()
    wrong = [(TREASURER, *approvers) for approvers, answer in SECOND.items() if answer is not None]
    file.slip_in_all(*((above, names) for names in wrong))
    assert file.found() == [(file.size + place, "approval-missing") for place in range(len(wrong))]
    file.restore()


@pytest.mark.parametrize("tell", NOT_OUT.values(), ids=NOT_OUT)
def test_what_leaves_no_money_needs_no_other(limited: Group, tell: Callable[[Signing, int], Event]) -> None:
    assert signatures(limited.book, tell(limited.book, LIMIT + 1), (TREASURER,)) == []


def test_chair_and_secretary_who_open_the_books_are_two_already(limited: Group) -> None:
    less = limited.book.opening(("cash", -LIMIT - 1, None))
    assert signatures(limited.book, less, (CHAIR, SECRETARY)) == []
    assert signatures(limited.book, less, (CHAIR, TREASURER)) == ["approval-missing"]


# By position, and a row without a test fails.


def test_a_pause_of_the_groups_work_takes_nobodys_right(group: Group) -> None:
    """The group is suspended from the 10th on, today is the 14th."""
    (pause,) = [one.event for one in group.book.group.entries() if isinstance(one.event, events.ActivitySuspended)]
    assert pause.occurred_on < group.book.clock.now.date()
    assert signatures(group.book, group.book.gift(1), (TREASURER,)) == []


def test_the_statement_has_every_event_once_and_every_event_has_its_case() -> None:
    names = [name for text in table.ROWS.values() for name in text.split()]
    known = {cls.event_type for cls in events.EVENTS}
    assert len(names) == len(set(names))
    assert known == set(names)
    assert known - {case.event_type for case in CASES} == {"group-formed"}
    assert {case.row for case in CASES} == table.MAY.keys()


def test_the_rules_have_no_row_office_or_policy_that_the_statement_has_not() -> None:
    rights = {
        (frozenset(one.offices), one.with_other) for one in vars(authority).values() if isinstance(one, authority.Right)
    }
    assert rights == {(frozenset(who), row == "together") for row, who in table.MAY.items()}
    (roles,) = [field.shape for field in fields_of(events.RoleAssigned) if field.name == "role"]
    assert isinstance(roles, Choice)
    assert set(roles.values) == table.OFFICERS | {"facilitator"}
    rules = {field.name: field.shape for field in fields_of(events.DecisionRules)}
    assert rules.keys() == {
        *("dues_amount", "kas_share_percent", "iks_ceiling", "expense_limit", "prices"),
        *("signing", "two_persons_above", "facilitator_may_record"),
    }


def test_whatever_pays_out_is_tried_at_the_limit() -> None:
    tried = {name.partition(":")[0] for name in (*OUT, *NOT_OUT)}
    paying = {cls.event_type for cls in events.EVENTS if "paid_from" in {field.name for field in fields_of(cls)}}
    assert paying <= tried
    assert {"cash-difference-booked", "cash-deposited", "cash-withdrawn", "event-reversed"} <= tried
