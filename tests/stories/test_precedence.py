"""An event that breaks two rules is told the one that the reference names first."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from book import JULY_1, JULY_7, JULY_14, Book
from kube_ledger import events
from kube_ledger.rules import PRECEDENCE
from model import facts
from support import changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from kube_ledger.events import Event

JUDGE = sys.modules["kube_ledger.rules.judge"]
AUGUST_3 = date(2019, 8, 3)


def july_is_closed() -> Book:
    book = Book("m01")
    book.receives(1_000)
    book.it_is(AUGUST_3)
    book.tells(book.group.close_month("2019-07", occurred_on=AUGUST_3))
    return book


def who_left() -> Book:
    """m02 left on 1 July; m01 is treasurer, f01 facilitator."""
    book = Book("m01", "m02")
    book.leaves("m02", on=JULY_1)
    book.tells(events.RoleAssigned(occurred_on=JULY_1, person_id="m01", role="treasurer"))
    book.tells(events.RoleAssigned(occurred_on=JULY_1, person_id="f01", role="facilitator"))
    return book


def superseded() -> Book:
    """d1 is superseded by d2, which lets nobody spend more than 100 without a decision; there is no money."""
    book = Book("m01")
    book.decides("d1")
    book.decides("d2", supersedes="d1", expense_limit=100)
    return book


def forged_in_a_closed_month() -> tuple[Book, Event]:
    book = july_is_closed()
    return book, changed(book.correction(2, on=JULY_14), original=book.gift(1))


def formed_twice_in_a_closed_month() -> tuple[Book, Event]:
    book = july_is_closed()
    return book, book.forming(on=JULY_14)


def wrongly_closed_in_a_closed_month() -> tuple[Book, Event]:
    return july_is_closed(), events.MonthClosed(occurred_on=JULY_14, month="2019-06", digest=bytes(32))


def tomorrow_in_a_closed_month() -> tuple[Book, Event]:
    book = Book("m01")
    book.tells(book.group.close_month("2019-06", occurred_on=JULY_7))
    book.tells(book.group.close_month("2019-07", occurred_on=date(2019, 7, 14)))
    return book, book.gift(1, on=date(2019, 7, 20))


def a_stranger_tomorrow() -> tuple[Book, Event]:
    book = Book("m01")
    return book, book.dues("m99", on=date(2019, 7, 20))


def a_strange_host_and_a_strange_guest() -> tuple[Book, Event]:
    book = Book("m01")
    return book, changed(book.meeting("w27", "m99"), host_id="pak-rt")


def one_who_left_and_a_stranger() -> tuple[Book, Event]:
    book = who_left()
    return book, book.meeting("w27", "m02", "m99")


def a_strange_host_and_one_who_left() -> tuple[Book, Event]:
    book = who_left()
    return book, changed(book.meeting("w27", "m02"), host_id="pak-rt")


def one_who_left_takes_a_role_that_is_held() -> tuple[Book, Event]:
    return who_left(), events.RoleAssigned(occurred_on=JULY_7, person_id="m02", role="treasurer")


def a_member_takes_the_facilitators_role() -> tuple[Book, Event]:
    return who_left(), events.RoleAssigned(occurred_on=JULY_7, person_id="m01", role="facilitator")


def one_who_left_pays_for_no_meeting() -> tuple[Book, Event]:
    book = who_left()
    return book, book.dues("m02", meeting="w99")


def to_no_fund_without_consent() -> tuple[Book, Event]:
    book = superseded()
    book.receives(100, fund="pmt")
    return book, book.transfer(1, from_="pmt", to="lain", decision="d2")


def solidarity_money_by_no_decision() -> tuple[Book, Event]:
    book = superseded()
    book.receives(100, fund="iks")
    return book, book.expense(1, fund="iks", decision_id="d9")


def solidarity_money_that_is_not_there() -> tuple[Book, Event]:
    book = superseded()
    return book, book.expense(1, fund="iks")


def a_known_decision_of_no_meeting() -> tuple[Book, Event]:
    book = superseded()
    return book, book.decision("d1", meeting="w99")


def corrected_twice_and_too_early() -> tuple[Book, Event]:
    book = Book("m01")
    gift = book.receives(1)
    book.tells(book.correction(gift))
    return book, book.correction(gift, on=JULY_1)


def corrected_twice_and_spent() -> tuple[Book, Event]:
    book = Book("m01")
    gift = book.receives(1)
    book.tells(book.correction(gift))
    return book, book.correction(gift)


def a_joining_by_an_old_decision() -> tuple[Book, Event]:
    book = superseded()
    return book, book.correction(1, decision="d1")


def spent_by_an_old_decision() -> tuple[Book, Event]:
    book = superseded()
    return book, book.expense(200, decision_id="d1")


def spent_by_no_decision() -> tuple[Book, Event]:
    book = superseded()
    return book, book.expense(200, decision_id="d9")


def spent_above_the_limit() -> tuple[Book, Event]:
    book = superseded()
    return book, book.expense(200)


def opened_on_two_wrong_sides() -> tuple[Book, Event]:
    book = Book("m01")
    return book, book.opening(("member-shares", 1, "m01"), ("receivables", -1, "nota-7"))


def opened_with_a_debt_and_an_empty_box() -> tuple[Book, Event]:
    book = Book("m01")
    return book, book.opening(("cash", -1, None), ("member-shares", 1, "m01"))


PAIRS: list[tuple[str, str, Callable[[], tuple[Book, Event]]]] = [
    ("invalid-field", "month-closed", forged_in_a_closed_month),
    ("group-exists", "month-closed", formed_twice_in_a_closed_month),
    ("digest-mismatch", "month-closed", wrongly_closed_in_a_closed_month),
    ("month-closed", "occurs-in-future", tomorrow_in_a_closed_month),
    ("occurs-in-future", "unknown-member", a_stranger_tomorrow),
    ("unknown-member", "unknown-person", a_strange_host_and_a_strange_guest),
    ("unknown-member", "not-a-member-then", one_who_left_and_a_stranger),
    ("unknown-person", "not-a-member-then", a_strange_host_and_one_who_left),
    ("not-a-member-then", "role-taken", one_who_left_takes_a_role_that_is_held),
    ("already-a-member", "role-taken", a_member_takes_the_facilitators_role),
    ("not-a-member-then", "unknown-reference", one_who_left_pays_for_no_meeting),
    ("unknown-fund", "fund-restricted", to_no_fund_without_consent),
    ("fund-restricted", "unknown-reference", solidarity_money_by_no_decision),
    ("fund-restricted", "insufficient-funds", solidarity_money_that_is_not_there),
    ("unknown-reference", "duplicate-reference", a_known_decision_of_no_meeting),
    ("already-reversed", "not-reversible", corrected_twice_and_too_early),
    ("already-reversed", "insufficient-funds", corrected_twice_and_spent),
    ("not-reversible", "not-in-force", a_joining_by_an_old_decision),
    ("not-in-force", "insufficient-funds", spent_by_an_old_decision),
    ("unknown-reference", "insufficient-funds", spent_by_no_decision),
    ("over-ceiling", "insufficient-funds", spent_above_the_limit),
    ("over-paid", "share-exceeds-balance", opened_on_two_wrong_sides),
    ("share-exceeds-balance", "insufficient-funds", opened_with_a_debt_and_an_empty_box),
]
NAMES = [f"{earlier} before {later}" for earlier, later, _ in PAIRS]


def answers_with(earlier: str, tell: Callable[[], tuple[Book, Event]]) -> None:
    book, event = tell()
    assert book.refuses(event).code == earlier


@pytest.mark.parametrize(("earlier", "later", "tell"), PAIRS, ids=NAMES)
def test_of_two_rules_broken_the_earlier_answers(
    earlier: str, later: str, tell: Callable[[], tuple[Book, Event]]
) -> None:
    assert PRECEDENCE.index(earlier) < PRECEDENCE.index(later)
    answers_with(earlier, tell)


@pytest.mark.parametrize(("earlier", "later", "tell"), PAIRS, ids=NAMES)
def test_with_the_two_swapped_the_same_test_goes_red(
    earlier: str, later: str, tell: Callable[[], tuple[Book, Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    book, event = tell()
    swapped = {**JUDGE._RANK, earlier: JUDGE._RANK[later], later: JUDGE._RANK[earlier]}
    monkeypatch.setattr(JUDGE, "_RANK", swapped)
    assert book.refuses(event).code == later, "both rules are broken, so the other one answers"
    with pytest.raises(AssertionError):
        answers_with(earlier, lambda: (book, event))


def test_the_order_is_that_of_the_reference() -> None:
    assert PRECEDENCE == facts.PRECEDENCE


def test_before_the_group_is_formed_nothing_else_is_said() -> None:
    book = Book(formed=False)
    wrong = [
        book.gift(1, on=date(2030, 1, 1)),
        book.gift(1, fund="lain"),
        book.dues("m99", meeting="w99"),
        book.expense(1, fund="iks", decision_id="d9"),
        events.NoteAdded(occurred_on=JULY_7, target=7, text="lihat nota"),
    ]
    assert [refusal.code for refusal in book.group.check(*wrong, recorded_by="chair")] == ["unknown-group"] * 5
    too_long = events.NoteAdded(occurred_on=JULY_7, target=0, text="x")
    assert book.refuses(changed(book.meeting("w27"), agenda=["x" * 2_000] * 17)).code == "invalid-field"
    assert book.refuses(too_long).code == "unknown-group"


def test_of_one_call_the_first_event_that_is_refused_is_told_with_its_place() -> None:
    book = Book("m01")
    refusal = book.refuses(book.gift(1_000), book.expense(2_000), book.dues("m99"))
    assert (refusal.code, refusal.index) == ("insufficient-funds", 1)
    checked = book.group.check(
        book.gift(1_000), book.expense(2_000), book.expense(1_000), book.dues("m99"), recorded_by="x"
    )
    assert [(one.code, one.index) for one in checked] == [("insufficient-funds", 1), ("unknown-member", 3)]
