"""The book of 2019: how it opens, and its months in order.

Participation in 2019, by hand. The group met on all 52 Sundays and was never suspended, so every member's denominator
is 52. The tests carry this arithmetic.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from . import year_2019_q1, year_2019_q2, year_2019_q3, year_2019_q4
from .book import Book, fact
from .figures import figure
from .habits import TREASURER, at, begin, close_month

if TYPE_CHECKING:
    from collections.abc import Callable

BOOK_OPENS_ON: Final = date(2019, 1, 1)
MONTHS: Final[tuple[Callable[[Book], None], ...]] = (
    year_2019_q1.january, year_2019_q1.february, year_2019_q1.march,
    year_2019_q2.april, year_2019_q2.may, year_2019_q2.june,
    year_2019_q3.july, year_2019_q3.august, year_2019_q3.september,
    year_2019_q4.october, year_2019_q4.november, year_2019_q4.december,
)  # fmt: skip


def opening(book: Book) -> None:
    """Open the book in January 2019: what has stood since 2016, and the cash at hand."""
    day = date(2019, 1, 2)
    begin(book, day)
    lines = [{"account": "cash", "fund": fund, "amount": figure(f"opening {fund}")} for fund in ("kas", "iks")]
    balance = fact("opening-balance-recorded", BOOK_OPENS_ON, lines=lines)
    book.call(at(day, 20), TREASURER, f"opening/{BOOK_OPENS_ON}", balance)
    close_month(book, "2016-07", day)


def tell() -> Book:
    """Return the book of 2019; its last line, of January 2020, closes December."""
    book = Book()
    opening(book)
    for month in MONTHS:
        month(book)
    return book
