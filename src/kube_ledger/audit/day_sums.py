"""Sums of money by day, whatever order the days come in: no file can make the question long."""

from __future__ import annotations

from datetime import date
from typing import Final

_LAST: Final = date.max.toordinal()


class DaySums:
    """Amounts on days, and what all up to a day add up to.

    A question takes as many steps as a day's number has binary digits, and so does each day that is new since the last
    question.

    Source: P. M. Fenwick, "A new data structure for cumulative frequency tables", 1994.
    """

    def __init__(self) -> None:
        self._new: dict[date, int] = {}
        self._sums: dict[int, int] = {}

    def add(self, day: date, amount: int) -> None:
        """Take an amount in, in whole rupiah of either sign."""
        self._new[day] = self._new.get(day, 0) + amount

    def up_to(self, day: date) -> int:
        """The sum of all amounts of that day and of all days before."""
        self._take_in()
        at, total = day.toordinal(), 0
        while at:
            total += self._sums.get(at, 0)
            at &= at - 1
        return total

    def _take_in(self) -> None:
        for day, amount in self._new.items():
            at = day.toordinal()
            while at <= _LAST:
                self._sums[at] = self._sums.get(at, 0) + amount
                at += at & -at
        self._new.clear()
