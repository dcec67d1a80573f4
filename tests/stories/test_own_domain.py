"""An app records events of its own: books, explanations and audits take them in, and our rules bind them."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from book import JULY_7, Book, says
from kube_ledger import KUBE, InvalidDomain, Ledger, UnknownType, projections
from kube_ledger.events import Event, EventReversed, FundId, MemberId, Rupiah, event
from kube_ledger.exchange import beancount_lines, hledger_lines, posting_lines
from kube_ledger.journal import CASH, KAS, Account, Posting, Postings, nothing, transfer
from simpan import LOANS, SIMPAN, LoanGiven, LoansOutstanding
from support import GROUP, Clock, new_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kube_ledger import Domain


@event("simpan/outing-paid")
class OutingPaid(Event):
    """Money went out of a fund that the caller names."""

    fund: FundId
    amount: Rupiah


OUTINGS = Account("simpan/outings", kind="expense")


def with_outings(rule: Callable[[OutingPaid], Postings]) -> Domain:
    """A domain in which an outing is posted by a rule that may be wrong."""
    return KUBE.extended(
        name="test_own_domain:OUTINGS", events=[OutingPaid], accounts=[OUTINGS], postings={OutingPaid: rule}
    )


def loan(member: str, amount: int) -> LoanGiven:
    return LoanGiven(occurred_on=JULY_7, member_id=member, amount=amount)


def test_what_this_domain_can_not_read_it_can_not_take_back() -> None:
    book = Book("m01", domain=SIMPAN)
    book.receives(100_000)
    given = book.tells(loan("m01", 30_000))
    with new_path() as path:
        with Ledger.create(path, domain=SIMPAN, clock=book.clock) as ledger:
            for entry in book.group.entries():
                ledger.group(GROUP).record(entry.event, recorded_by="chair")
        with Ledger.open(path) as plain, pytest.raises(UnknownType):
            plain.group(GROUP).reverse(given, reason="salah", occurred_on=JULY_7)


def test_balances_cash_book_and_explanations_take_in_a_loan() -> None:
    book = Book("m01", "m02", domain=SIMPAN)
    book.receives(100_000)
    first = book.tells(loan("m01", 30_000))
    book.tells(loan("m02", 20_000))
    group = book.group
    assert group.view(projections.balances).of("simpan/loans") == 50_000
    assert group.view(projections.balances).of("simpan/loans", party="m01") == 30_000
    assert book.holds("cash") == 50_000
    lines = group.view(projections.cash_book).lines
    assert [(line.event_type, line.person, line.amount, line.balance) for line in lines[1:]] == [
        ("simpan/loan-given", "m01", -30_000, 70_000),
        ("simpan/loan-given", "m02", -20_000, 50_000),
    ]
    explained = group.explain("simpan/loans", party="m01")
    assert [(line.position, line.share) for line in explained.lines] == [(first, 30_000)]
    assert group.view(LoansOutstanding()) == (("m01", 30_000), ("m02", 20_000))
    assert group.verify() == []


def test_a_loan_is_corrected_like_anything_else() -> None:
    book = Book("m01", domain=SIMPAN)
    book.receives(100_000)
    at = book.tells(loan("m01", 30_000))
    book.tells(book.correction(at))
    assert book.group.view(LoansOutstanding()) == (("m01", 0),)
    assert book.holds("cash") == 100_000
    assert book.refuses(book.correction(at)).code == "already-reversed"
    assert book.group.verify() == []


def test_its_fields_are_checked_like_ours() -> None:
    book = Book("m01", domain=SIMPAN)
    book.receives(10_000)
    says(book.refuses(loan("m99", 1)), "unknown-member", "'m99'", field="member_id")
    refusal = book.refuses(loan("m01", 10_001))
    says(refusal, "insufficient-funds", "Rp 10.000", "Rp 10.001", field="amount", holds=10_000, asked=10_001)


def test_its_months_are_closed_with_ours() -> None:
    book = Book("m01", domain=SIMPAN)
    book.receives(10_000)
    book.tells(loan("m01", 1_000))
    book.tells(book.group.close_month("2019-07", occurred_on=JULY_7))
    assert book.refuses(loan("m01", 1)).code == "month-closed"
    assert book.group.verify() == []


@pytest.mark.parametrize("fund", ["iks", "pmt", "uep"])
def test_its_event_takes_no_money_out_of_a_restricted_fund(fund: str) -> None:
    domain = with_outings(lambda e: transfer(e.amount, to=OUTINGS, from_=CASH, fund=e.fund))
    book = Book("m01", domain=domain)
    book.receives(10_000, fund=fund)
    book.receives(10_000)
    refusal = book.refuses(OutingPaid(occurred_on=JULY_7, fund=fund, amount=1))
    says(refusal, "fund-restricted", "terikat", "simpan/outing-paid", field="fund", fund=fund)
    book.tells(OutingPaid(occurred_on=JULY_7, fund="kas", amount=1))


def test_its_event_puts_no_money_into_a_fund_that_nobody_opened() -> None:
    book = Book("m01", domain=with_outings(lambda e: transfer(e.amount, to=CASH, from_=OUTINGS, fund="lain")))
    says(book.refuses(OutingPaid(occurred_on=JULY_7, fund="kas", amount=1)), "unknown-fund", "'lain'", fund="lain")


def two_sided(e: OutingPaid) -> Postings:
    return Postings([Posting(OUTINGS, e.fund, e.amount), Posting(CASH, KAS, -e.amount)])


UNBALANCED: dict[str, Callable[[OutingPaid], Postings]] = {
    "one side only": lambda e: Postings([Posting(OUTINGS, e.fund, e.amount)]),
    "across two funds": two_sided,
    "half a rupiah": lambda e: transfer(e.amount / 2, to=OUTINGS, from_=CASH, fund=e.fund),  # type: ignore[arg-type]
    "an account of nobody's": lambda e: transfer(1, to=LOANS, from_=CASH, fund=e.fund, party="m01"),
    "a party where there is none": lambda e: transfer(1, to=OUTINGS, from_=CASH, fund=e.fund, party="m01"),
    "no postings at all": lambda _: None,  # type: ignore[dict-item, return-value]
}


@pytest.mark.parametrize("rule", UNBALANCED.values(), ids=UNBALANCED)
def test_its_event_cant_unbalance_the_books(rule: Callable[[OutingPaid], Postings]) -> None:
    book = Book("m01", domain=with_outings(rule))
    book.receives(10_000)
    book.receives(10_000, fund="pmt")
    refusal = book.refuses(OutingPaid(occurred_on=JULY_7, fund="pmt", amount=3))
    says(refusal, "unbalanced", "simpan/outing-paid", "hubungi pembuatnya", type="simpan/outing-paid")
    assert book.holds("cash") == 20_000


def test_an_event_that_the_ledger_does_not_know_is_refused() -> None:
    book = Book("m01")
    says(book.refuses(loan("m01", 1)), "unknown-type", "'simpan/loan-given'", type="simpan/loan-given")
    assert [refusal.code for refusal in book.group.check(loan("m99", 1), recorded_by="x")] == ["unknown-type"]


def test_what_takes_back_an_event_that_the_ledger_does_not_know_is_refused() -> None:
    book = Book("m01")
    reversal = EventReversed(occurred_on=JULY_7, target=1, original=loan("m01", 1), reason="salah")
    says(book.refuses(reversal), "unknown-type", "'simpan/loan-given'", type="simpan/loan-given")


@pytest.fixture
def lent() -> Iterator[Path]:
    """A ledger of the app's, closed."""
    book = Book("m01", domain=SIMPAN)
    book.receives(10_000)
    book.tells(loan("m01", 1_000))
    with new_path() as path:
        book.ledger.backup(path)
        yield path


def test_opened_without_its_domain_a_ledger_verifies_and_names_what_it_does_not_know(lent: Path) -> None:
    with Ledger.open(lent, domain=KUBE, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        assert [(finding.code, finding.position) for finding in group.verify()] == [("unknown-version", 3)]
        (finding,) = group.verify()
        assert "simpan/loan-given" in finding.what()
        assert "Perbarui aplikasi" in finding.advice()
        assert [type(entry.event).__name__ for entry in group.entries()][-1] == "UnknownEvent"


def test_opened_without_its_domain_nothing_is_shown_or_recorded(lent: Path) -> None:
    with Ledger.open(lent, domain=KUBE, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        gift = Book("m01").gift(1)
        for use in (
            lambda: group.view(projections.balances),
            lambda: group.view(projections.participation),
            lambda: group.digest(projections.balances),
            lambda: group.explain("cash"),
            lambda: list(posting_lines(group)),
            lambda: list(hledger_lines(group)),
            lambda: list(beancount_lines(group)),
            lambda: group.check(gift, recorded_by="chair"),
            lambda: group.record(gift, recorded_by="chair"),
            lambda: group.record(gift, recorded_by="chair", key="gift"),
            lambda: group.close_month("2019-07", occurred_on=JULY_7),
        ):
            with pytest.raises(UnknownType) as caught:
                use()
            assert (caught.value.type, caught.value.version, caught.value.position) == ("simpan/loan-given", 1, 3)
            assert "'simpan/loan-given' versi 1 (nomor 3) yang belum dikenal" in caught.value.sentence
        assert group.size == 4
    with Ledger.open(lent, domain=SIMPAN, clock=Clock()) as ledger:
        assert ledger.group(GROUP).verify() == []
        assert ledger.group(GROUP).view(LoansOutstanding()) == (("m01", 1_000),)


def test_a_domain_pickles_as_its_name_and_an_entry_with_it() -> None:
    assert pickle.loads(pickle.dumps(SIMPAN)) is SIMPAN
    book = Book("m01", domain=SIMPAN)
    book.receives(10_000)
    book.tells(loan("m01", 1_000))
    *_, entry = pickle.loads(pickle.dumps(list(book.group.entries())))
    assert entry.books is SIMPAN
    assert sum(posting.amount for posting in entry.postings) == 0


@event("outing-paid")
class Unprefixed(Event):
    """An app's name needs a prefix."""

    member_id: MemberId


def test_a_domain_that_does_not_hold_together_cant_be_built() -> None:
    for given in (
        {"events": [LoanGiven], "accounts": [LOANS]},
        {"events": [Unprefixed], "postings": {Unprefixed: nothing}},
        {"accounts": [Account("cash", "asset")]},
        {"accounts": [Account("loans", "asset")]},
        {"postings": {type(Book(formed=False).gift(1)): nothing}},
        {"events": [LoanGiven, LoanGiven], "postings": {LoanGiven: nothing}},
        {"accounts": [LOANS, LOANS]},
    ):
        with pytest.raises(InvalidDomain):
            KUBE.extended(name="simpan:BAD", **given)
