"""Export to the journal format of hledger, which ledger reads as well.

Source: hledger manual 1.25, "Journal format"; ledger 3 manual, "Journal format".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .statement import COMMODITY, segments, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.journal import Posting
    from kube_ledger.ledger import Group
    from kube_ledger.projections import AsOf

KINDS: Final = {
    "asset": "assets",
    "liability": "liabilities",
    "equity": "equity",
    "income": "income",
    "expense": "expenses",
}


def hledger_lines(group: Group, *, as_of: AsOf | None = None, under: str | None = None) -> Iterator[str]:
    """The group's books as a journal, one line at a time, each ending in LF.

    Accounts and the commodity are declared, amounts are whole rupiah, the entry's position is the transaction's code,
    and every account's balance is asserted at the end of each month that has transactions.

    Args:
        group: The group.
        as_of: The point of view.
        under: A segment below the kind, so that the journals of several groups can stand in one file.

    Raises:
        UnknownType: The ledger holds events that its domain lacks.
    """

    def path_of(posting: Posting) -> str:
        parts = segments(posting.account, posting.fund, posting.party)
        return ":".join([KINDS[posting.account.kind], *([] if under is None else [under]), *parts])

    books = statement(group, path_of, as_of=as_of)
    yield f"; group: {books.group_id}\n; entries: {books.size}\n; root: {books.root.hex()}\n\n"
    yield f"commodity {COMMODITY}\n\n"
    yield from (f"account {path}\n" for path in books.paths)
    for transactions, end in books.by_month():
        for transaction in transactions:
            yield f"\n{transaction.day} ({transaction.position}) {transaction.event_type}\n"
            yield f"    ; event_id: {transaction.event_id}\n"
            yield from (f"    {path}  {amount} {COMMODITY}\n" for path, amount in transaction.lines)
        yield f"\n{end.day} month-end\n"
        yield from (f"    {path}  0 {COMMODITY} = {amount} {COMMODITY}\n" for path, amount in end.balances.items())
