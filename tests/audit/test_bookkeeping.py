"""What a careful treasurer asks: each finding at its threshold and one step beyond, by the last entry's day."""

from __future__ import annotations

import warnings
from datetime import date, timedelta
from typing import Any

import pytest

from book import JULY_1, JULY_7, Book
from kube_ledger import Ledger, SensitiveInClear, events
from kube_ledger.audit import Thresholds
from kube_ledger.events import Share

QUIET = {"month-unclosed", "recorded-late"}
"""What every story here meets beside its own subject: nobody closes its months."""


def asked(book: Book, code: str, **thresholds: int) -> list[int | None]:
    """Where a finding of this code stands."""
    found = book.group.verify(strict=True, thresholds=Thresholds(**thresholds))
    assert [finding for finding in found if finding.kind != "bookkeeping"] == []
    for finding in found:
        assert finding.what("id") != finding.what("en")
        assert "{" not in finding.what() + finding.advice()
    return [finding.position for finding in found if finding.code == code]


def on(book: Book, day: date) -> None:
    """That day has come, and something is written down on it."""
    book.it_is(day)
    book.tells(events.ProblemRaised(occurred_on=day, problem_id=f"p-{book.group.size}", text="hujan"))


def sale(book: Book, sale_id: str, price: int = 20_000) -> events.SaleRecorded:
    return events.SaleRecorded(
        occurred_on=book.day, sale_id=sale_id, owner="group", product="peyek", channel="bazaar",
        lots=1, lot_size=1, lot_price=price, paid=True,
    )  # fmt: skip


def split(book: Book, sale_id: str, each: int = 10_000, **other: Any) -> events.SaleSplit:
    shares = [Share(member_id=member, amount=each) for member in ("m01", "m02")]
    return events.SaleSplit(
        occurred_on=book.day, sale_ids=[sale_id], proceeds=2 * each, kas_share=0, shares=shares, **other
    )


def test_a_count_that_differs_is_asked_about_and_one_that_agrees_is_not() -> None:
    book = Book("m01")
    book.receives(10_000)
    book.tells(events.CashCounted(occurred_on=book.day, fund="kas", amount=10_000, counted_by=["m01"]))
    wrong = book.tells(events.CashCounted(occurred_on=book.day, fund="kas", amount=9_500, counted_by=["m01"]))
    assert asked(book, "cash-count-differs") == [wrong]
    (differs,) = [finding for finding in book.group.verify(strict=True) if finding.code == "cash-count-differs"]
    assert differs.what().startswith("Uang tunai dana Kas dihitung Rp ")
    assert differs.what("en").startswith("The cash of fund kas was counted as Rp ")
    book.tells(book.correction(wrong))
    assert asked(book, "cash-count-differs") == []


def test_a_count_is_held_against_what_was_recorded_below_it_and_happened_by_its_day() -> None:
    book = Book("m01")
    book.tells(book.gift(10_000, on=date(2019, 7, 10)))
    book.tells(events.CashCounted(occurred_on=JULY_7, fund="kas", amount=0, counted_by=["m01"]))
    book.tells(book.gift(5_000, on=JULY_1))
    assert asked(book, "cash-count-differs") == []


def test_a_count_is_asked_for_each_fund_and_each_day_apart() -> None:
    book = Book("m01")
    book.tells(book.gift(10_000, on=JULY_1))
    for day, held in ((JULY_1 - timedelta(days=1), 0), (JULY_1, 10_000), (JULY_7, 10_000)):
        book.tells(events.CashCounted(occurred_on=day, fund="kas", amount=held, counted_by=["m01"]))
        book.tells(events.CashCounted(occurred_on=day, fund="iks", amount=0, counted_by=["m01"]))
    assert asked(book, "cash-count-differs") == []


def test_spending_above_a_hundred_thousand_should_cite_a_decision() -> None:
    book = Book("m01")
    book.receives(1_000_000)
    book.decides("d1")
    book.tells(book.expense(100_000))
    book.tells(book.expense(100_001, decision_id="d1"))
    above = book.tells(book.expense(100_001))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SensitiveInClear)
        helped = book.tells(
            events.IksDisbursed(
                occurred_on=book.day, beneficiary_id="m01", reason="illness", amount=100_001, fund="kas"
            )
        )
    assert asked(book, "spending-undecided") == [above, helped]
    assert asked(book, "spending-undecided", spending_undecided=200_000) == []


def test_a_split_should_cite_a_decision() -> None:
    book = Book("m01", "m02")
    book.decides("d1")
    book.tells(sale(book, "s1"), sale(book, "s2"))
    bare = book.tells(split(book, "s1"))
    book.tells(split(book, "s2", decision_id="d1"))
    assert asked(book, "split-undecided") == [bare]


@pytest.mark.parametrize(("days", "found"), [(90, False), (91, True)])
def test_a_share_should_be_paid_within_ninety_days(days: int, found: bool) -> None:  # noqa: FBT001  # a case
    book = Book("m01", "m02")
    book.tells(sale(book, "s1"))
    given = book.tells(split(book, "s1"))
    book.tells(events.SharePaid(occurred_on=book.day, member_id="m01", amount=10_000))
    book.tells(events.SharePaid(occurred_on=book.day, member_id="m02", amount=9_999))
    on(book, book.day + timedelta(days=days))
    assert asked(book, "share-unpaid") == ([given] if found else [])


def test_a_share_whose_payment_was_taken_back_is_asked_about_again_from_its_split() -> None:
    book = Book("m01", "m02")
    book.tells(sale(book, "s1"))
    given = book.tells(split(book, "s1"))
    paid = [book.tells(events.SharePaid(occurred_on=book.day, member_id=m, amount=10_000)) for m in ("m01", "m02")]
    on(book, book.day + timedelta(days=91))
    assert asked(book, "share-unpaid") == []
    book.tells(book.correction(paid[0]))
    assert asked(book, "share-unpaid") == [given]


def test_a_split_taken_back_owes_nothing_and_pays_for_no_other_split() -> None:
    book = Book("m01", "m02")
    book.tells(sale(book, "s1"), sale(book, "s2"))
    kept = book.tells(split(book, "s1"))
    wrong = book.tells(split(book, "s2"))
    book.tells(book.correction(wrong))
    on(book, book.day + timedelta(days=91))
    assert asked(book, "share-unpaid") == [kept, kept]
    for member in ("m01", "m02"):
        book.tells(events.SharePaid(occurred_on=book.day, member_id=member, amount=10_000))
    assert asked(book, "share-unpaid") == []


@pytest.mark.parametrize(("days", "found"), [(7, False), (8, True)])
def test_boxes_should_be_accounted_for_within_a_week(days: int, found: bool) -> None:  # noqa: FBT001  # a case
    book = Book("m01")
    menu = events.PmtMenuSet(occurred_on=book.day, menu_id="m", issued_by="Puskesmas", dishes=["a", "b", "c"])
    book.tells(menu)
    made = book.tells(events.PmtProduced(occurred_on=book.day, batch_id="b1", menu_id="m", boxes=10, workers=[]))
    given = events.PmtDelivered(
        occurred_on=book.day, batch_id="b1", post="pos", audience="elderly", boxes=9, helpers=[]
    )
    book.tells(given)
    on(book, book.day + timedelta(days=days))
    assert asked(book, "boxes-unaccounted") == ([made] if found else [])
    book.tells(events.PmtSpoiled(occurred_on=book.day, batch_id="b1", boxes=1, reason="jatuh"))
    assert asked(book, "boxes-unaccounted") == []


@pytest.mark.parametrize(("day", "found"), [(date(2019, 8, 31), False), (date(2019, 9, 1), True)])
def test_a_month_should_be_closed_within_a_month(day: date, found: bool) -> None:  # noqa: FBT001  # a case
    book = Book("m01")
    on(book, day)
    assert (0 in asked(book, "month-unclosed")) == found
    book.tells(book.group.close_month("2019-07", occurred_on=day))
    assert 0 not in asked(book, "month-unclosed")


def aided(book: Book) -> None:
    line = events.AidLine(description="oven", amount=1_000_000)
    book.tells(
        events.AidProposed(occurred_on=book.day, aid_id="a", programme="UEP", amount=1_000_000, lines=[line]),
        events.AidApproved(occurred_on=book.day, aid_id="a", by="Dinas Sosial", amount=800_000),
    )


def spent(book: Book, amount: int) -> events.AidSpent:
    return events.AidSpent(
        occurred_on=book.day, aid_id="a", line=1, category="equipment", amount=amount, description="oven"
    )


@pytest.mark.parametrize(("days", "found"), [(60, False), (61, True)])
def test_evidence_should_be_there_sixty_days_after_aid_was_spent(days: int, found: bool) -> None:  # noqa: FBT001
    book = Book("m01")
    aided(book)
    book.tells(events.AidReceived(occurred_on=book.day, aid_id="a", amount=800_000))
    at = book.tells(spent(book, 500_000))
    on(book, book.day + timedelta(days=days))
    assert asked(book, "aid-unaccounted") == ([at] if found else [])
    evidence = events.AidAccountedFor(occurred_on=book.day, aid_id="a", month="2019-07", evidence=["kuitansi 1"])
    book.tells(evidence)
    assert asked(book, "aid-unaccounted") == []


def test_no_more_aid_should_come_than_was_approved() -> None:
    book = Book("m01")
    aided(book)
    book.tells(events.AidReceived(occurred_on=book.day, aid_id="a", amount=800_000))
    assert asked(book, "aid-over-approved") == []
    over = book.tells(events.AidReceived(occurred_on=book.day, aid_id="a", amount=1))
    assert asked(book, "aid-over-approved") == [over]


def test_a_meeting_in_a_suspended_time_is_asked_about_and_not_when_it_was_reversed() -> None:
    book = Book("m01")
    book.tells(events.ActivitySuspended(occurred_on=book.day, reason="banjir"))
    met = book.meets("w27", "m01")
    assert asked(book, "met-while-suspended") == [met]
    book.tells(book.correction(met))
    assert asked(book, "met-while-suspended") == []


@pytest.mark.parametrize(("days", "found"), [(7, False), (8, True)])
def test_what_happened_should_be_written_down_within_a_week(days: int, found: bool) -> None:  # noqa: FBT001  # a case
    book = Book("m01")
    book.it_is(JULY_7 + timedelta(days=days))
    at = book.tells(book.gift(1_000, on=JULY_7))
    assert (at in asked(book, "recorded-late")) == found
    assert at not in asked(book, "recorded-late", recorded_late_days=30)


def test_the_same_log_gives_the_same_findings_whenever_it_is_read() -> None:
    book = Book("m01", "m02")
    book.tells(sale(book, "s1"))
    book.tells(split(book, "s1"))
    before = book.group.verify(strict=True)
    book.clock.now += timedelta(days=3_650)
    assert book.group.verify(strict=True) == before


def test_findings_are_asked_of_every_group_and_in_log_order() -> None:
    book = Book("m01")
    book.receives(1_000_000)
    book.tells(book.expense(200_000))
    book.tells(events.CashCounted(occurred_on=book.day, fund="kas", amount=1, counted_by=["m01"]))
    ledger: Ledger = book.ledger
    (audit,) = ledger.verify()
    positions = [finding.position for finding in audit.findings if finding.code not in QUIET]
    assert positions == sorted(positions, key=lambda position: position or 0)
    assert [finding.code for finding in audit.findings if finding.code not in QUIET] == [
        "spending-undecided",
        "cash-count-differs",
    ]
