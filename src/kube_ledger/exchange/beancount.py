"""Export to the input format of beancount.

Source: beancount 3 documentation, "Beancount Language Syntax".
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from .statement import COMMODITY, segments, statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kube_ledger.journal import Posting
    from kube_ledger.ledger import Group
    from kube_ledger.projections import AsOf

KINDS: Final = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}

# Ids are lower case, so a capital behind the first letter can stand for what a component may not hold.
_STANDS_FOR: Final = str.maketrans({".": "D", "_": "U", "/": "S"})


def component(name: str) -> str:
    """An id as a component of a beancount account; two ids never give the same one."""
    return name[0].upper() + name[1:].translate(_STANDS_FOR)


def beancount_lines(group: Group, *, as_of: AsOf | None = None, under: str | None = None) -> Iterator[str]:
    """The group's books for beancount, one line at a time, each ending in LF.

    Accounts and the currency are declared, amounts are whole rupiah, the entry's position is metadata, and every
    account's balance is asserted on the day after each month that has transactions.

    Args:
        group: The group.
        as_of: The point of view.
        under: A component below the kind, so that the books of several groups can stand in one file.

    Raises:
        UnknownType: The ledger holds events that its domain lacks.
    """

    def path_of(posting: Posting) -> str:
        parts = segments(posting.account, posting.fund, posting.party)
        below = ([] if under is None else [under]) + parts
        return ":".join([KINDS[posting.account.kind], *(component(part) for part in below)])

    books = statement(group, path_of, as_of=as_of)
    yield f"; group: {books.group_id}\n; entries: {books.size}\n; root: {books.root.hex()}\n\n"
    if not books.transactions:
        return
    first = books.transactions[0].day
    yield f"{first} commodity {COMMODITY}\n"
    yield from (f"{first} open {path} {COMMODITY}\n" for path in books.paths)
    for transactions, end in books.by_month():
        for transaction in transactions:
            yield f'\n{transaction.day} * "{transaction.event_type}"\n'
            yield f'  position: {transaction.position}\n  event-id: "{transaction.event_id}"\n'
            yield from (f"  {path}  {amount} {COMMODITY}\n" for path, amount in transaction.lines)
        yield "\n"
        following = end.day + timedelta(days=1)
        for path, amount in _with_children(end.balances).items():
            yield f"{following} balance {path}  {amount} {COMMODITY}\n"


def _with_children(balances: Mapping[str, int]) -> dict[str, int]:
    """Beancount asserts an account together with those below it."""
    return {
        path: sum(amount for other, amount in balances.items() if other == path or other.startswith(f"{path}:"))
        for path in balances
    }
