"""FAULTS A22: the clock goes back, ahead, to another zone, and over a leap day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from book import Book, says
from kube_ledger import Ledger, Period, events, projections

NOON = datetime(2020, 2, 29, 5, tzinfo=UTC)


def clocks(book: Book) -> list[str]:
    return [finding.code for finding in book.group.verify(strict=True) if finding.code == "clock-went-back"]


def test_a_clock_that_goes_back_three_years_changes_no_order_and_is_found() -> None:
    book = Book("m01")
    book.receives(10_000)
    book.clock.now -= timedelta(days=3 * 365)
    says(book.refuses(book.gift(1)), "occurs-in-future")
    book.tells(book.gift(5_000, on=date(2016, 7, 1)))
    assert [entry.position for entry in book.group.entries()] == list(range(book.group.size))
    assert clocks(book) == ["clock-went-back"]
    assert book.group.verify() == []
    book.clock.now += timedelta(days=3 * 365)
    book.receives(1)
    assert clocks(book) == ["clock-went-back"], "going on again is no second step back"


def test_without_the_look_at_the_clock_nobody_would_know(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book("m01")
    book.clock.now -= timedelta(days=3)
    book.tells(book.gift(5_000, on=date(2019, 7, 1)))
    assert clocks(book) == ["clock-went-back"]
    monkeypatch.setattr("kube_ledger.audit.verify.bookkeeping", lambda code, position, **_: _none(code, position))
    with pytest.raises(AssertionError):
        assert clocks(book) == ["clock-went-back"]


def _none(code: str, position: int) -> object:
    from kube_ledger.audit.findings import Finding

    return Finding("bookkeeping", "planted", position, {"was": code})


def test_a_clock_a_century_ahead_lets_nothing_be_lost() -> None:
    book = Book("m01")
    book.clock.now += timedelta(days=36_525)
    book.receives(10_000)
    assert book.holds("cash") == 10_000
    assert book.group.verify() == []


@pytest.mark.parametrize("hours", [-12, 0, 7, 9, 14])
def test_the_zone_of_the_clock_does_not_matter(hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    ledger = Ledger.in_memory(clock=lambda: NOON.astimezone(zone))
    group = ledger.group("g")
    told = Book(formed=False).forming(on=date(2020, 2, 29))
    group.record(told, recorded_by="secretary")
    assert next(group.entries()).recorded_at == NOON
    assert next(group.entries()).recorded_at.tzinfo == UTC


def test_today_is_the_day_where_the_group_lives() -> None:
    book = Book("m01")
    book.clock.now = datetime(2019, 7, 14, 17, 30, tzinfo=UTC)  # 00.30 on the 15th in Jakarta
    book.tells(book.gift(1, on=date(2019, 7, 15)))
    says(book.refuses(book.gift(1, on=date(2019, 7, 16))), "occurs-in-future", today=date(2019, 7, 15))
    east = Book(formed=False)
    east.clock.now = datetime(2019, 7, 14, 15, 30, tzinfo=UTC)
    east.tells(east.forming(on=date(2019, 7, 15), timezone="Asia/Jayapura"))


def test_the_dues_of_a_leap_day_are_in_the_dues_of_february() -> None:
    book = Book("m01")
    book.clock.now = NOON
    book.day = date(2020, 2, 29)
    book.meets("w9", "m01")
    book.tells(book.dues("m01", meeting="w9"))
    grid = book.group.view(projections.dues, period=Period.of_month("2020-02"))
    assert (grid.columns[0].occurred_on, grid.total) == (date(2020, 2, 29), 5_000)
    assert book.group.close_month("2020-02", occurred_on=date(2020, 2, 29)).month == "2020-02"
    with pytest.raises(ValueError, match="out of range"):
        events.MeetingHeld(occurred_on=date(2019, 2, 29), meeting_id="x", attendees=[], agenda=[])
