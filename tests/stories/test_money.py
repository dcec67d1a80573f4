"""What a purse, a fund, a decision and a balance can bear."""

import pytest

from book import JULY_14, Book, says
from kube_ledger import KUBE, events
from kube_ledger.events import Event
from kube_ledger.events.shapes import fields_of
from kube_ledger.journal import nothing
from kube_ledger.rules.funds import _amount_field
from specimens import full


def test_no_more_is_spent_than_the_box_holds() -> None:
    book = Book("m01")
    book.receives(75_000)
    refusal = book.refuses(book.expense(100_000))
    says(refusal, "insufficient-funds", "Rp 75.000", "Rp 100.000", "kas", field="amount", holds=75_000, asked=100_000)
    book.tells(book.expense(75_000))
    assert book.holds("cash") == 0


def test_cash_and_bank_and_funds_are_purses_of_their_own() -> None:
    book = Book("m01")
    book.receives(50_000, into="bank")
    book.receives(50_000, fund="pmt")
    refusal = book.refuses(book.expense(1))
    says(refusal, "insufficient-funds", "Rp 0", "Rp 1", account="cash", fund="kas", holds=0, asked=1)
    refusal = book.refuses(book.expense(60_000, paid_from="bank"))
    says(refusal, "insufficient-funds", "bank", "Rp 50.000", "Rp 60.000", account="bank", holds=50_000)
    deposit = events.CashDeposited(occurred_on=book.day, fund="pmt", amount=50_001)
    says(book.refuses(deposit), "insufficient-funds", "PMT", "Rp 50.000", "Rp 50.001", account="cash", fund="pmt")


def test_a_gift_that_was_spent_cant_be_taken_back() -> None:
    book = Book("m01")
    gift = book.receives(75_000)
    book.tells(book.expense(75_000))
    refusal = book.refuses(book.correction(gift))
    says(refusal, "insufficient-funds", "Rp 0", "Rp 75.000", field="target", holds=0, asked=75_000)


def test_what_was_never_there_cant_be_missing() -> None:
    book = Book("m01")
    short = events.CashDifferenceBooked(occurred_on=book.day, fund="kas", difference=-500, explanation="hilang")
    says(book.refuses(short), "insufficient-funds", "Rp 0", "Rp 500", field="difference", holds=0, asked=500)
    says(book.refuses(book.opening(("cash", -500, None))), "insufficient-funds", "Rp 500", field="lines", asked=500)


def test_late_money_does_not_cover_what_was_recorded_before_it() -> None:
    book = Book("m01")
    book.receives(10_000)
    book.tells(book.expense(10_000, on=JULY_14))
    refusal = book.refuses(book.expense(1_000))
    says(refusal, "insufficient-funds", "Rp 0", "Rp 1.000", holds=0, asked=1_000)


def test_a_fund_must_be_opened_before_money_goes_into_it() -> None:
    book = Book("m01")
    says(book.refuses(book.gift(1_000, fund="arisan")), "unknown-fund", "'arisan'", field="fund", fund="arisan")
    book.tells(events.FundOpened(occurred_on=book.day, fund="arisan", purpose="arisan", restricted=False))
    book.receives(1_000, fund="arisan")
    counted = events.CashCounted(occurred_on=book.day, fund="lain", amount=0, counted_by=["m01"])
    says(book.refuses(counted), "unknown-fund", "'lain'", field="fund")


def test_solidarity_money_buys_no_rice() -> None:
    book = Book("m01")
    book.receives(100_000, fund="iks")
    refusal = book.refuses(book.expense(10_000, fund="iks"))
    says(refusal, "fund-restricted", "IKS", "terikat", field="fund", fund="iks", type="expense-paid")
    book.receives(100_000, fund="pmt")
    book.tells(book.expense(10_000, fund="pmt"))


def test_restricted_money_becomes_kas_only_with_the_givers_consent() -> None:
    book = Book("m01")
    book.receives(100_000, fund="pmt")
    book.decides("d1")
    refusal = book.refuses(book.transfer(40_000, from_="pmt", to="kas", decision="d1"))
    says(refusal, "fund-restricted", "PMT", "persetujuan", field="from_fund", fund="pmt")
    book.tells(book.transfer(40_000, from_="pmt", to="kas", decision="d1", consent="surat kelurahan"))
    book.tells(book.transfer(5_000, from_="kas", to="pmt", decision="d1"))
    assert (book.holds("cash", "kas"), book.holds("cash", "pmt")) == (35_000, 65_000)


def test_a_fund_of_the_groups_own_may_be_restricted_too() -> None:
    book = Book("m01")
    book.tells(events.FundOpened(occurred_on=book.day, fund="wisata", purpose="jalan-jalan", restricted=True))
    book.receives(100_000, fund="wisata")
    book.decides("d1")
    refusal = book.refuses(book.transfer(40_000, from_="wisata", to="kas", decision="d1"))
    says(refusal, "fund-restricted", "wisata", field="from_fund", fund="wisata", type="fund-transferred")
    book.tells(book.expense(10_000, fund="wisata"))


def test_above_the_limit_a_decision_must_be_cited() -> None:
    book = Book("m01")
    book.receives(500_000)
    book.decides("d1", expense_limit=100_000)
    refusal = book.refuses(book.expense(150_000))
    says(refusal, "over-ceiling", "Rp 150.000", "Rp 100.000", "'d1'", field="amount", asked=150_000, ceiling=100_000)
    book.tells(book.expense(100_000))
    book.tells(book.expense(150_000, decision_id="d1"))


def test_a_limit_holds_from_its_day_until_the_next_decision() -> None:
    book = Book("m01")
    book.receives(500_000)
    book.decides("d1", since=JULY_14, expense_limit=100_000)
    book.tells(book.expense(150_000))
    says(book.refuses(book.expense(150_000, on=JULY_14)), "over-ceiling", "'d1'", decision="d1")
    book.decides("d2", since=JULY_14, supersedes="d1", expense_limit=200_000)
    book.tells(book.expense(150_000, on=JULY_14))
    says(book.refuses(book.expense(201_000, on=JULY_14)), "over-ceiling", "'d2'", "Rp 200.000", decision="d2")


def test_a_receivable_cant_open_below_nothing() -> None:
    book = Book("m01")
    refusal = book.refuses(book.opening(("receivables", -30_000, "nota-7")))
    says(refusal, "over-paid", "'nota-7'", "Rp 0", "Rp 30.000", party="nota-7", holds=0, asked=30_000)


def test_a_deposit_cant_open_as_a_debt_of_the_customer() -> None:
    book = Book("m01")
    refusal = book.refuses(book.opening(("customer-deposits", 30_000, "pesanan-1")))
    says(refusal, "over-paid", "'pesanan-1'", "Rp 0", "Rp 30.000", account="customer-deposits", holds=0)


def test_a_members_share_cant_open_as_her_debt() -> None:
    book = Book("m01")
    refusal = book.refuses(book.opening(("member-shares", 8_400, "m01")))
    says(refusal, "share-exceeds-balance", "'m01'", "Rp 0", "Rp 8.400", party="m01", holds=0, asked=8_400)
    book.tells(book.opening(("cash", 8_400, None), ("member-shares", -8_400, "m01")))


@pytest.mark.parametrize(
    "cls", [cls for cls in KUBE.events if KUBE.postings.get(cls) is not nothing], ids=lambda cls: cls.event_type
)
def test_every_event_that_moves_money_has_a_field_that_says_how_much(cls: type[Event]) -> None:
    """A refusal of its amount names that field."""
    assert _amount_field(full(cls)) in {field.name for field in fields_of(cls)}
