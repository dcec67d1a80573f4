"""Days, months and moments: exact both ways, in one written form each."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger.days import (
    DEFAULT_ZONE,
    FIRST_DAY,
    LAST_DAY,
    Period,
    day_in_zone,
    day_number,
    day_of_number,
    first_of_month,
    from_us,
    is_month,
    is_zone,
    last_of_month,
    month_of,
    parse_day,
    to_us,
)

zoned = st.datetimes(
    timezones=st.integers(-1_439, 1_439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
    min_value=datetime(2, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001
)


@given(st.dates())
def test_a_day_is_its_number_and_its_text(day: date) -> None:
    assert day_of_number(day_number(day)) == day
    assert date(1970, 1, 1) + timedelta(days=day_number(day)) == day
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize("number", [FIRST_DAY - 1, LAST_DAY + 1, 2**53, -(2**53), 2**200])
def test_no_day_has_a_number_beyond_the_calendar(number: int) -> None:
    assert day_of_number(FIRST_DAY) == date.min
    assert day_of_number(LAST_DAY) == date.max
    with pytest.raises(ValueError, match="no such day"):
        day_of_number(number)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2019-7-7", "2019-07-7", "20190707", "2019-W27-7", "2019-188", "07-07-2019", "2019/07/07", "2019-07-07 "),
        *("2019-07-07\n", "2019-07-07T00:00", "2019-02-29", "2019-13-01", "0000-01-01", "+2019-07-07", "-019-07-07"),
        *("\u0662\u0660\u0661\u0669-\u0660\u0667-\u0660\u0667", "12019-07-07", "2019-00-01", "2019-07-00"),
    ],
)
def test_a_date_has_one_written_form(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_day(text)


@given(st.dates())
def test_a_month_holds_exactly_its_days(day: date) -> None:
    month = month_of(day)
    assert is_month(month)
    assert first_of_month(month) <= day <= last_of_month(month)
    assert month_of(first_of_month(month)) == month_of(last_of_month(month)) == month
    assert last_of_month(month).day == calendar.monthrange(day.year, day.month)[1]


@pytest.mark.parametrize("month", ["2019-00", "2019-13", "0000-01", "2019-1", "2019-001", "", "2019-01 ", "2019-01\n"])
def test_a_month_has_one_written_form(month: str) -> None:
    assert not is_month(month)
    with pytest.raises(ValueError, match="not a month YYYY-MM"):
        Period.of_month(month)


@given(zoned)
def test_a_moment_is_its_microseconds_whatever_its_zone(moment: datetime) -> None:
    assert from_us(to_us(moment)) == moment
    assert from_us(to_us(moment)).utcoffset() == timedelta(0)
    assert to_us(moment) == to_us(moment.astimezone(UTC))


@given(zoned, st.integers(-(10**9), 10**9))
def test_microseconds_are_exact(moment: datetime, step: int) -> None:
    assert to_us(moment + timedelta(microseconds=step)) == to_us(moment) + step


def test_a_moment_without_zone_has_no_number() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        to_us(datetime(2019, 7, 7))  # noqa: DTZ001  # this is what is refused


@pytest.mark.parametrize("us", [2**63, -(2**63), 2**200, 253_402_300_800_000_000, -62_135_596_800_000_001])
def test_no_moment_lies_beyond_the_calendar(us: int) -> None:
    with pytest.raises(ValueError, match="no such moment"):
        from_us(us)


def test_the_day_is_that_of_the_groups_own_zone() -> None:
    late = datetime(2019, 7, 6, 17, 30, tzinfo=UTC)
    assert day_in_zone(late, DEFAULT_ZONE) == date(2019, 7, 7)
    assert day_in_zone(late, "UTC") == date(2019, 7, 6)
    assert day_in_zone(late, "Asia/Atlantis") == date(2019, 7, 6)
    assert day_in_zone(datetime.max.replace(tzinfo=UTC), DEFAULT_ZONE) == date.max


@pytest.mark.parametrize(
    ("name", "known"),
    [
        *((DEFAULT_ZONE, True), ("UTC", True), ("Asia/Jayapura", True), ("", False), ("Asia", False), ("a\0b", False)),
        *(("../Asia/Jakarta", False), ("/etc/passwd", False), ("localtime", False), ("posixrules", False)),
        *(("\ud800", False), ("x" * 5_000, False), ("posix/Asia/Jakarta", False), ("right/Asia/Jakarta", False)),
    ],
)
def test_a_zone_is_known_by_its_iana_name_only(name: str, known: bool) -> None:  # noqa: FBT001
    assert is_zone(name) is known


@settings(deadline=None)
@given(st.dates(), st.integers(0, 400), st.dates())
def test_a_period_holds_its_first_and_last_day(start: date, length: int, day: date) -> None:
    end = min(date.max, start + timedelta(days=min(length, (date.max - start).days)))
    period = Period(start, end)
    found = list(period.days())
    assert found[0] == start
    assert found[-1] == end
    assert len(found) == (end - start).days + 1
    assert (day in period) is (start <= day <= end)
    assert start in period
    assert end in period
    assert "2019-07-07" not in period


def test_a_period_that_ends_before_it_starts_is_none() -> None:
    with pytest.raises(ValueError, match="a period ends on or after its start"):
        Period(date(2019, 7, 8), date(2019, 7, 7))


def test_a_month_is_a_period() -> None:
    assert Period.of_month("2020-02") == Period(date(2020, 2, 1), date(2020, 2, 29))
    assert Period.of_month("9999-12").end == date.max
