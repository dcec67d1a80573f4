"""Solidarity money: given by members, given to one of them, and nobody else learns why."""

from __future__ import annotations

import warnings
from typing import Any

from book import JULY_14, Book, says
from kube_ledger import SensitiveInClear, events, projections


def help_(book: Book, amount: int, **other: Any) -> events.IksDisbursed:
    words: dict[str, Any] = {"beneficiary_id": "m01", "reason": "illness"}
    return events.IksDisbursed(occurred_on=book.day, amount=amount, **(words | other))


def gives(book: Book, member: str, amount: int) -> None:
    book.tells(events.IksContributed(occurred_on=book.day, member_id=member, amount=amount))


def tells_quietly(book: Book, event: events.Event) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SensitiveInClear)
        return book.tells(event)


def test_members_give_and_an_ill_member_is_helped() -> None:
    book = Book("m01", "m02")
    gives(book, "m01", 20_000)
    gives(book, "m02", 30_000)
    tells_quietly(book, help_(book, 40_000))
    register = book.group.view(projections.solidarity)
    assert register.contributed == {"m01": 20_000, "m02": 30_000}
    assert [(row.beneficiary_id, row.amount, row.fund) for row in register.disbursements] == [("m01", 40_000, "iks")]
    assert register.closing == 10_000
    assert "illness" not in repr(register)
    book_of_cash = book.group.view(projections.cash_book)
    assert "illness" not in repr(book_of_cash)
    assert "illness" not in repr(projections.cash_book.dump(projections.cash_book.fold(book.group.entries())))


def test_no_more_is_given_than_the_ceiling_even_from_the_kas_and_by_decision() -> None:
    book = Book("m01")
    book.receives(500_000)
    gives(book, "m01", 500_000)
    book.decides("batas", iks_ceiling=100_000)
    for asked in (help_(book, 100_001), help_(book, 100_001, fund="kas"), help_(book, 100_001, decision_id="batas")):
        says(book.refuses(asked), "over-ceiling", "Rp 100.000", "Rp 100.001", "batas", ceiling=100_000, asked=100_001)
    tells_quietly(book, help_(book, 100_000))


def test_the_kas_may_help_too_and_the_fund_pays_for_nothing_else() -> None:
    book = Book("m01")
    book.receives(50_000)
    gives(book, "m01", 50_000)
    tells_quietly(book, help_(book, 50_000, fund="kas"))
    says(book.refuses(book.expense(1, fund="iks")), "fund-restricted", "IKS")


def test_a_member_who_left_may_still_be_helped_and_a_stranger_not() -> None:
    book = Book("m01", "m02")
    gives(book, "m02", 50_000)
    book.leaves("m01")
    book.day = JULY_14
    tells_quietly(book, help_(book, 10_000))
    says(book.refuses(help_(book, 10_000, beneficiary_id="m09")), "unknown-member", "m09", field="beneficiary_id")


def test_the_reason_is_sensitive_and_so_is_the_detail() -> None:
    event = help_(Book("m01"), 10_000, detail="demam berdarah")
    assert "illness" not in repr(event)
    assert "demam" not in repr(event)
