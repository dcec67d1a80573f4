"""Balances: what each account of each fund holds, and of whom. The figure that everything else is checked against."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import frozen

from kube_ledger.errors import NoPeriod

from .base import Projection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period

Row = tuple[str, str, str | None]
"""(account, fund, party)."""

BalancesState = dict[tuple[str, str, str | None], int]


class BalanceRow(NamedTuple):
    """One balance: whole rupiah, never 0, debit positive."""

    account: str
    fund: str
    party: str | None
    amount: int


class BalanceTotal(NamedTuple):
    """One balance without its party."""

    account: str
    fund: str
    amount: int


@frozen
class BalanceTotals:
    """Balances without parties: those of several groups can be added."""

    rows: tuple[BalanceTotal, ...]

    def __add__(self, other: BalanceTotals) -> BalanceTotals:
        sums: dict[tuple[str, str], int] = {}
        for row in (*self.rows, *other.rows):
            sums[row.account, row.fund] = sums.get((row.account, row.fund), 0) + row.amount
        return BalanceTotals(tuple(BalanceTotal(*key, amount) for key, amount in sorted(sums.items()) if amount))


@frozen
class BalancesAnswer:
    """All balances that are not 0.

    Attributes:
        rows: Sorted by account, fund and party.
    """

    rows: tuple[BalanceRow, ...]

    def of(self, account: str, *, fund: str | None = None, party: str | None = None) -> int:
        """The sum of an account's rows, of one fund or party or of all: whole rupiah, debit positive."""
        return sum(
            row.amount
            for row in self.rows
            if row.account == account and fund in (None, row.fund) and party in (None, row.party)
        )

    def roll_up(self) -> BalanceTotals:
        """The same without parties: m03 here is not m03 in another group."""
        singles = [BalanceTotals((BalanceTotal(row.account, row.fund, row.amount),)) for row in self.rows]
        return reduce(BalanceTotals.__add__, singles, BalanceTotals(()))


def sorted_rows(sums: Iterable[tuple[Row, int]]) -> tuple[BalanceRow, ...]:
    """The rows that are not 0, by account, fund and party as UTF-8 bytes, no party first."""
    rows = [BalanceRow(*key, amount) for key, amount in sums if amount]
    # Code points of text sort as their UTF-8 bytes do.
    return tuple(sorted(rows, key=lambda row: (row.account, row.fund, row.party is not None, row.party or "")))


class Balances(Projection[BalancesState, BalancesAnswer]):
    """The balance of every account, fund and party: the sum of its postings."""

    name, version = "balances", 1

    def initial(self) -> BalancesState:
        """No rows."""
        return {}

    def apply(self, state: BalancesState, recorded: Recorded) -> None:
        """Add the entry's postings."""
        for posting in recorded.postings:
            row = (posting.account.name, posting.fund, posting.party)
            state[row] = state.get(row, 0) + posting.amount

    def answer(self, state: BalancesState, period: Period | None = None) -> BalancesAnswer:
        """The rows of this moment.

        Raises:
            NoPeriod: A balance is of a moment, not of a window.
        """
        if period is not None:
            raise NoPeriod(self.name, "ask for balances as_of a day")
        return BalancesAnswer(sorted_rows(state.items()))

    def dump(self, state: BalancesState) -> Any:
        """Exactly the rows: the digest is that of `month-closed`."""
        return tuple(tuple(row) for row in sorted_rows(state.items()))

    def load(self, dumped: Any) -> BalancesState:
        """The rows back."""
        return {(account, fund, party): amount for account, fund, party, amount in dumped}


balances = Balances()
