"""The book of 2019: how it opens, and its months in order.

Participation in 2019, by hand; the tests carry this arithmetic. The group met on all 52 Sundays and was never
suspended, so 52 is everybody's denominator. IKS was collected at 11 of them, the first of each month from February.
Decisions: 15, on 6 Jan (2), 20 and 27 Jan, 3 Feb, 10 Mar, 5 May, 16 and 23 Jun, 14 Jul, 1 Sep (2), 8 Sep, 10 Nov and
1 Dec. Each meeting ends with an evaluation of the process; of outcomes there were 7 at meetings: 21 Apr, 16 Jun, 28 Jul,
18 Aug, 15 Sep, 13 Oct and 15 Dec.

m09 attended  52 - 15 (6, 27 Jan; 10 Feb; 17 Mar; 7, 21 Apr; 19, 26 May; 9, 30 Jun; 4 Aug; 8 Sep; 20 Oct; 24 Nov;
              22 Dec) = 37
    money     37 - 1 who came and did not pay (28 Apr) = 36 = dues_meetings
    solidarity  11 - 2 absent (7 Apr, 4 Aug) - 1 did not give (5 May) = 8
    decision  37 processes + 11 decisions (15 - 2 of 6 Jan - 27 Jan - 8 Sep) + 6 outcomes (7 - 21 Apr)
              + 1 problem (3 Mar) = 55
    skill     10 runs (9 Feb; 15 Feb 2, one her own; 11 Jul; 16 Aug; 12 Sep her own; 27 Sep; 12 Oct; 7 Nov; 14 Dec)
              + 3 sales (16 Feb and 14 Sep her own, 27 Jul) = 13
    labour    the 10 runs = 10
    idea      1 (17 Feb); hope 1 (25 Aug)
m01 attended  52 - 3 (24 Feb, 18 Aug, 10 Nov) = 49
    money     49 + 2 sent along (24 Feb, 18 Aug) = 51 = dues_meetings
    solidarity  11
    decision  49 processes + 14 decisions (15 - 10 Nov) + 6 outcomes (7 - 18 Aug) + 1 problem (30 Jun) = 70
    idea      1 (7 Apr); hope 1 (6 Jan)
m08 attended  52 - 9 (13, 27 Jan; 10 Feb; 14 Apr; 2, 16 Jun; 1 Sep; 27 Oct; 22 Dec) = 43
    money     43 - 2 unpaid (17 Mar, 19 May) + 2 sent along (13 Jan, 22 Dec) + 1 written down late (10 Feb) = 44
    solidarity  11 - 2 absent (2 Jun, 1 Sep) = 9
    decision  43 processes + 11 decisions (15 - 27 Jan - 16 Jun - 2 of 1 Sep) + 6 outcomes (7 - 16 Jun) = 60
m06 money     44 attended - 1 unpaid (27 Oct) + 3 sent along (12 May, 14 Jul, 3 Nov) = 46: the Rp 50.000 typed on
              14 April were taken back, the right entry counts once
m10 dues      39 attended - 4 unpaid (20 Jan, 30 Jun, 25 Aug, 24 Nov) + 2 sent along (7 Apr, 2 Jun) = 37
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
