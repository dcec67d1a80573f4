"""The book of 2019: how it opens, and its months in order.

Participation in 2019, by hand; the tests carry this arithmetic. The group met on all 52 Sundays, made 24 batches of PMT
and was never suspended, so 52 and 24 are everybody's denominators. IKS was collected at 11 meetings, the first of each
month from February. Decisions: 18, on 6 Jan (3), 20 and 27 Jan, 3 Feb, 10 Mar, 5 May, 16 and 23 Jun, 14 Jul, 1 Sep (2),
8 Sep, 27 Oct, 10 Nov, 1 and 15 Dec. Each meeting ends with an evaluation of the process; 9 evaluations of outcomes were
held at meetings: 21 Apr, 16 and 30 Jun, 28 Jul, 18 Aug, 15 Sep, 13 and 20 Oct, 15 Dec.

m09 attended    52 - 15 (6, 27 Jan; 10 Feb; 17 Mar; 7, 21 Apr; 19, 26 May; 9, 30 Jun; 4 Aug; 8 Sep; 20 Oct; 24 Nov;
                22 Dec) = 37
    money       37 - 1 who came and did not pay (28 Apr) = 36 = dues_meetings
    solidarity  11 - 2 absent (7 Apr, 4 Aug) - 1 did not give (5 May) = 8
    decision    37 processes + 13 decisions (18 - 3 of 6 Jan - 27 Jan - 8 Sep) + 6 outcomes (9 - 21 Apr - 30 Jun
                - 20 Oct) + 1 problem (3 Mar) = 57
    batches     11 of the 12 of the first team (not 11 Jun) + 27 Aug = 12 of 24
    labour      10 runs (9 Feb; 15 Feb 2, one her own; 11 Jul; 16 Aug; 12 Sep her own; 27 Sep; 12 Oct; 7 Nov; 14 Dec)
                + 12 batches + 3 times help (29 May, 22 Jun, 16 Oct) = 25
    skill       10 runs + 3 sales (16 Feb and 14 Sep her own, 27 Jul) + 2 bazaars (16 Feb, 14 Sep) = 15
    idea        1 (17 Feb); hope 1 (25 Aug); she is no cadre: no social_service
m01 attended    52 - 3 (24 Feb, 18 Aug, 10 Nov) = 49
    money       49 + 2 sent along (24 Feb, 18 Aug) = 51 = dues_meetings; solidarity 11
    decision    49 processes + 17 decisions (18 - 10 Nov) + 8 outcomes (9 - 18 Aug) + 1 problem (30 Jun) = 75
    batches     12 of the first team + 12 where she helps at a post of the second = 24 of 24
    labour      13 runs (12 Jan; 9 Feb; 9 Mar; 20 Apr; 24 May; 20 Jun; 20 Jul; 17 Aug; 12, 20 Sep; 12 Oct; 14, 19 Dec)
                + 12 batches = 25
    skill       13 runs + 5 sales (9 Feb, 12 and 20 Apr, 12 Oct, 16 Nov) + 1 bazaar (14 Sep) + 1 contest (16 Oct) = 20
    social_service  24 deliveries + 3 times cadre (16 Jan, 19 Jun, 20 Nov) = 27
    idea        1 (7 Apr); hope 1 (6 Jan)
m08 attended    52 - 9 (13, 27 Jan; 10 Feb; 14 Apr; 2, 16 Jun; 1 Sep; 27 Oct; 22 Dec) = 43
    money       43 - 2 unpaid (17 Mar, 19 May) + 2 sent along (13 Jan, 22 Dec) + 1 written down late (10 Feb) = 44
    solidarity  11 - 2 absent (2 Jun, 1 Sep) = 9
    decision    43 processes + 13 decisions (18 - 27 Jan - 16 Jun - 2 of 1 Sep - 27 Oct) + 8 outcomes (9 - 16 Jun) = 64
    goods       2 (pans and woks, 5 May); learning 1 (25 Apr)
    social_service  24 deliveries + 3 times cadre (15 May, 21 Aug, 23 Oct) = 27
m06 money       44 attended - 1 unpaid (27 Oct) + 3 sent along (12 May, 14 Jul, 3 Nov) = 46: the Rp 50.000 typed on
                14 April were taken back, the right entry counts once
m10 money       39 attended - 4 unpaid (20 Jan, 30 Jun, 25 Aug, 24 Nov) + 2 sent along (7 Apr, 2 Jun) = 37

p01 technical   6 (15 Jan, 13 Mar, 12 and 28 Jun, 11 Sep, 22 Nov) + 11 reviews + 11 reports = 28; those of December
                are of January 2020. facilitative 5 (29 Jan, 15 May, 14 Aug, 15 Oct, 11 Dec), educational 4 (13 Feb,
                24 Mar, 10 Jul, 13 Nov), representational 3 (27 Feb, 10 Apr, 9 Oct) + 5 publications = 8
    tasks       monitor 2 + 11 reviews = 13, write-reports 1 + 11 reports = 12, technical-guidance 4,
                accompany-business 3, social-motivation 2, budget-plan 2, form-group, verify- and prepare-candidates 1
group           boxes 24 x 200 = 4.800 made, 4.800 - 3 (12 Mar) - 2 (8 Oct) = 4.795 delivered
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
