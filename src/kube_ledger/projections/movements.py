"""Movements: what each account of each fund held before a period, was debited and credited in it, holds after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from kube_ledger.days import day_number

from .base import Projection

if TYPE_CHECKING:
    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period

Moved = dict[tuple[str, str], dict[int, tuple[int, int]]]


class Movement(NamedTuple):
    """One account of one fund over a period: whole rupiah, `opening + debits - credits == closing`.

    Attributes:
        account: The account.
        fund: The fund.
        opening: Before the period, debit positive.
        debits: >= 0.
        credits: >= 0.
        closing: After the period, debit positive.
    """

    account: str
    fund: str
    opening: int
    debits: int
    credits: int
    closing: int


@frozen
class MovementsAnswer:
    """All accounts that hold something or moved.

    Attributes:
        rows: Sorted by account and fund.
    """

    rows: tuple[Movement, ...]

    def of(self, account: str, *, fund: str) -> Movement:
        """The row of an account and fund; zeros where nothing was ever there."""
        for row in self.rows:
            if (row.account, row.fund) == (account, fund):
                return row
        return Movement(account, fund, 0, 0, 0, 0)


class Movements(Projection[Moved, MovementsAnswer]):
    """Sums of postings by day; a reversal is a movement of its own, on its own day."""

    name, version = "movements", 1

    def initial(self) -> Moved:
        """Nothing moved."""
        return {}

    def apply(self, state: Moved, recorded: Recorded) -> None:
        """Add the entry's postings to its day."""
        day = day_number(recorded.event.occurred_on)
        for posting in recorded.postings:
            days = state.setdefault((posting.account.name, posting.fund), {})
            debits, credits_ = days.get(day, (0, 0))
            days[day] = (debits + max(posting.amount, 0), credits_ + max(-posting.amount, 0))

    def answer(self, state: Moved, period: Period | None = None) -> MovementsAnswer:
        """Opening, debits, credits and closing over a period, or over all days."""
        first, last = (None, None) if period is None else (day_number(period.start), day_number(period.end))
        rows = []
        for (account, fund), days in sorted(state.items()):
            opening = sum(debits - credits_ for day, (debits, credits_) in days.items() if _before(day, first))
            inside = [moved for day, moved in days.items() if not _before(day, first) and (last is None or day <= last)]
            debits = sum(moved[0] for moved in inside)
            credits_ = sum(moved[1] for moved in inside)
            if opening or debits or credits_:
                rows.append(Movement(account, fund, opening, debits, credits_, opening + debits - credits_))
        return MovementsAnswer(tuple(rows))


def _before(day: int, first: int | None) -> bool:
    return first is not None and day < first


movements = Movements()
