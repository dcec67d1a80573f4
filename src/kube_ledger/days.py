"""The group's calendar: days, months, periods, and the moment something was written down."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

EPOCH: Final = date(1970, 1, 1)
EPOCH_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
DEFAULT_ZONE: Final = "Asia/Jakarta"
MICROSECOND: Final = timedelta(microseconds=1)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

# Names under which a machine keeps its own zone: elsewhere they mean another calendar, or nothing.
_NO_ZONES: Final = ("localtime", "posixrules", "Factory")
# The same zones once more, without and with leap seconds, on machines that keep them; not everyone's has them.
_OTHER_TREES: Final = ("posix/", "right/")

FIRST_DAY: Final = (date.min - EPOCH).days
LAST_DAY: Final = (date.max - EPOCH).days


def parse_day(text: str) -> date:
    """`YYYY-MM-DD` and nothing else.

    Raises:
        ValueError: Another form, or no such day.
    """
    if not _DAY.fullmatch(text):
        raise ValueError(f"not a date YYYY-MM-DD: {text!r}")
    return date.fromisoformat(text)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH_ORDINAL


def day_of_number(number: int) -> date:
    """The day `number` days after 1970-01-01.

    Raises:
        ValueError: Outside the years 1 to 9999.
    """
    if not FIRST_DAY <= number <= LAST_DAY:
        raise ValueError(f"no such day: {number} days since 1970-01-01")
    return date.fromordinal(EPOCH_ORDINAL + number)


EPOCH_ORDINAL: Final = EPOCH.toordinal()


def is_month(text: str) -> bool:
    """Whether `text` is `YYYY-MM`, from year 1."""
    return _MONTH.fullmatch(text) is not None and text[:4] != "0000"


def month_of(day: date) -> str:
    """The day's month, `YYYY-MM`."""
    return f"{day.year:04d}-{day.month:02d}"


def first_of_month(month: str) -> date:
    """The first day of a month `YYYY-MM`."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_of_month(month: str) -> date:
    """The last day of a month `YYYY-MM`."""
    year, number = int(month[:4]), int(month[5:])
    if number == 12:  # noqa: PLR2004  # December: also the last month of year 9999, which has no next
        return date(year, 12, 31)
    return date(year, number + 1, 1) - timedelta(days=1)


def to_us(moment: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z of an aware moment.

    Raises:
        ValueError: The moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a zone: {moment.isoformat()}")
    return (moment - EPOCH_MOMENT) // MICROSECOND


def from_us(us: int) -> datetime:
    """The moment `us` microseconds after 1970-01-01T00:00Z, in UTC.

    Raises:
        ValueError: Outside the years 1 to 9999.
    """
    try:
        return EPOCH_MOMENT + timedelta(microseconds=us)
    except OverflowError:
        raise ValueError(f"no such moment: {us} µs since 1970-01-01") from None


def day_in_zone(moment: datetime, zone: str) -> date:
    """The calendar day of a moment where the group lives; in UTC where the zone is unknown to this machine."""
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (KeyError, ValueError, OSError, OverflowError):
        return moment.astimezone(UTC).date()


def is_zone(name: str) -> bool:
    """Whether this machine knows a time zone of that IANA name."""
    if name in _NO_ZONES or name.startswith(_OTHER_TREES):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _ordered(period: Period, _: object, value: date) -> None:
    if value < period.start:
        raise ValueError(f"a period ends on or after its start: {period.start} … {value}")


@frozen
class Period:
    """The days from `start` to `end`, both included.

    Raises:
        ValueError: `end` lies before `start`.
    """

    start: date
    end: date = field(validator=_ordered)

    @classmethod
    def of_month(cls, month: str) -> Period:
        """All days of a month `YYYY-MM`.

        Raises:
            ValueError: Not a month.
        """
        if not is_month(month):
            raise ValueError(f"not a month YYYY-MM: {month!r}")
        return cls(first_of_month(month), last_of_month(month))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def days(self) -> Iterator[date]:
        """Each day, first to last."""
        for number in range((self.end - self.start).days + 1):
            yield self.start + timedelta(days=number)
