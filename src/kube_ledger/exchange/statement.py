"""A group's books as other bookkeepers read them: dated transactions, account paths, balances at month ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from kube_ledger.days import last_of_month, month_of
from kube_ledger.projections import NOW, AsOf
from kube_ledger.projections.base import known

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kube_ledger.journal import Account, Posting
    from kube_ledger.ledger import Group

COMMODITY: Final = "IDR"

PathOf = Callable[["Posting"], str]
"""How a posting's account, fund and party are written as one account path."""


class Transaction(NamedTuple):
    """One entry that moves money.

    Attributes:
        day: When it occurred.
        position: Where it stands in the log.
        event_type: What it is.
        event_id: Its id.
        lines: (account path, whole rupiah), debit positive; they sum to 0.
    """

    day: date
    position: int
    event_type: str
    event_id: str
    lines: tuple[tuple[str, int], ...]


class MonthEnd(NamedTuple):
    """Every account's balance after the last day of a month: path → whole rupiah, zeros included."""

    day: date
    balances: dict[str, int]


@frozen
class Statement:
    """A group's transactions by day and position.

    Attributes:
        group_id: The group.
        size: How many entries there are.
        root: Their tree's root, 32 bytes.
        paths: Every account path that is used, sorted.
        transactions: By day and position.
    """

    group_id: str
    size: int
    root: bytes
    paths: tuple[str, ...]
    transactions: tuple[Transaction, ...]

    def by_month(self) -> Iterator[tuple[tuple[Transaction, ...], MonthEnd]]:
        """The transactions month by month, each with the balances at its end."""
        sums: dict[str, int] = {}
        month: list[Transaction] = []
        for index, transaction in enumerate(self.transactions):
            month.append(transaction)
            for path, amount in transaction.lines:
                sums[path] = sums.get(path, 0) + amount
            following = self.transactions[index + 1 : index + 2]
            if not following or month_of(following[0].day) != month_of(transaction.day):
                yield tuple(month), MonthEnd(last_of_month(month_of(transaction.day)), dict(sorted(sums.items())))
                month = []


def statement(group: Group, path_of: PathOf, *, as_of: AsOf | None = None) -> Statement:
    """The group's transactions from a point of view.

    Args:
        group: The group.
        path_of: How accounts are written.
        as_of: The point of view; None = everything recorded so far.

    Raises:
        UnknownType: The ledger holds events that its domain lacks.
    """
    transactions = []
    paths: set[str] = set()
    for entry in map(known, (as_of or NOW).seen(group.entries())):
        lines = tuple((path_of(posting), posting.amount) for posting in entry.postings)
        if lines:
            paths.update(path for path, _ in lines)
            event = entry.event
            transactions.append(Transaction(event.occurred_on, entry.position, event.event_type, entry.event_id, lines))
    transactions.sort(key=lambda transaction: (transaction.day, transaction.position))
    return Statement(group.group_id, group.size, group.root, tuple(sorted(paths)), tuple(transactions))


def segments(account: Account, fund: str, party: str | None) -> list[str]:
    """The parts of an account path below its kind: account, fund, party."""
    return [account.name, fund, *([] if party is None else [party])]
