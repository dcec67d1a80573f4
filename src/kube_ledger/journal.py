"""Double-entry bookkeeping: accounts, funds, postings; a set of postings that does not balance can't be built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from attrs import frozen

from kube_ledger.ids import is_id, is_type_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["asset", "liability", "equity", "income", "expense"]
PartyKind = Literal["member", "sale", "order"]

KAS: Final = "kas"
IKS: Final = "iks"
PMT: Final = "pmt"
UEP: Final = "uep"
FUNDS: Final = {KAS: False, IKS: True, PMT: True, UEP: True}
"""The funds that every group has, and whether each is restricted."""


@frozen
class Account:
    """One account of the chart.

    Args:
        name: An id; an app's is `prefix/id`.
        kind: `asset`, `liability`, `equity`, `income` or `expense`.
        party: Whose sub-balance a posting carries: a member, a sale, an order; None = the account has no parties.

    Raises:
        ValueError: The name or the kind is not valid.
    """

    name: str
    kind: Kind
    party: str | None = None

    def __attrs_post_init__(self) -> None:
        if not is_type_name(self.name):
            raise ValueError(f"not an account's name: {self.name!r}")
        if self.kind not in ("asset", "liability", "equity", "income", "expense"):
            raise ValueError(f"not a kind of account: {self.kind!r}")

    @property
    def party_needed(self) -> bool:
        """Whether a posting must name its party: what is owed is always owed by or to somebody."""
        return self.party is not None and self.kind in ("asset", "liability")


CASH: Final = Account("cash", "asset")
BANK: Final = Account("bank", "asset")
RECEIVABLES: Final = Account("receivables", "asset", "sale")
MEMBER_SHARES: Final = Account("member-shares", "liability", "member")
CUSTOMER_DEPOSITS: Final = Account("customer-deposits", "liability", "order")
OPENING: Final = Account("opening", "equity")
TRANSFERS: Final = Account("transfers", "equity")
DISTRIBUTIONS: Final = Account("distributions", "equity")
DUES: Final = Account("dues", "income", "member")
CONTRIBUTIONS: Final = Account("contributions", "income", "member")
SALES: Final = Account("sales", "income")
PRIZES: Final = Account("prizes", "income")
GRANTS: Final = Account("grants", "income")
DONATIONS: Final = Account("donations", "income")
CASH_OVER: Final = Account("cash-over", "income")
INGREDIENTS: Final = Account("ingredients", "expense")
EQUIPMENT: Final = Account("equipment", "expense")
TRANSPORT: Final = Account("transport", "expense")
WAGES: Final = Account("wages", "expense")
SAMPLES: Final = Account("samples", "expense")
OTHER: Final = Account("other", "expense")
SOLIDARITY: Final = Account("solidarity", "expense", "member")
GRANT_REFUNDS: Final = Account("grant-refunds", "expense")
CASH_SHORT: Final = Account("cash-short", "expense")

ACCOUNTS: Final = {
    account.name: account
    for account in (
        *(CASH, BANK, RECEIVABLES, MEMBER_SHARES, CUSTOMER_DEPOSITS, OPENING, TRANSFERS, DISTRIBUTIONS),
        *(DUES, CONTRIBUTIONS, SALES, PRIZES, GRANTS, DONATIONS, CASH_OVER),
        *(INGREDIENTS, EQUIPMENT, TRANSPORT, WAGES, SAMPLES, OTHER, SOLIDARITY, GRANT_REFUNDS, CASH_SHORT),
    )
}
"""Our chart of accounts, by name."""


class Posting(NamedTuple):
    """One line of an entry: `amount` whole rupiah, debit positive, credit negative, never 0."""

    account: Account
    fund: str
    amount: int
    party: str | None = None


class PostingError(ValueError):
    """Postings that can't stand: out of balance in a fund, a party too many or missing, no rupiah."""


class Postings:
    """The postings of one event; they sum to zero in every fund, or can't be built.

    Args:
        lines: The postings; one of 0 is left out.

    Raises:
        PostingError: A fund is out of balance, an account lacks its party or has one it can't have, an amount is no
            whole number, a fund is no id.
    """

    __slots__ = ("_lines",)

    def __init__(self, lines: Iterable[Posting] = ()) -> None:
        self._lines = tuple(line for line in lines if line.amount != 0)
        sums: dict[str, int] = {}
        for line in self._lines:
            if type(line.amount) is not int:
                raise PostingError(f"{line.account.name}: {line.amount!r} is no whole number of rupiah")
            if not is_id(line.fund):
                raise PostingError(f"{line.account.name}: {line.fund!r} is no fund")
            if line.party is not None and line.account.party is None:
                raise PostingError(f"{line.account.name} has no parties, {line.party!r} was given")
            if line.party is None and line.account.party_needed:
                raise PostingError(f"{line.account.name} needs a {line.account.party}")
            sums[line.fund] = sums.get(line.fund, 0) + line.amount
        for fund, total in sums.items():
            if total:
                raise PostingError(f"fund {fund!r} is out of balance by {total}")

    def __iter__(self) -> Iterator[Posting]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __neg__(self) -> Postings:
        return Postings(line._replace(amount=-line.amount) for line in self._lines)

    def __add__(self, other: Postings) -> Postings:
        return Postings((*self._lines, *other._lines))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Postings) and self._lines == other._lines

    def __hash__(self) -> int:
        return hash(self._lines)

    def __repr__(self) -> str:
        return f"Postings({list(self._lines)!r})"


def transfer(amount: int, *, to: Account, from_: Account, fund: str, party: str | None = None) -> Postings:
    """Move `amount` from one account to another within a fund: `to` is debited, `from_` credited.

    Args:
        amount: Whole rupiah; a negative amount moves the other way.
        to: The account debited.
        from_: The account credited.
        fund: The fund both stand in.
        party: The member, sale or order; put on each of the two accounts that has parties.

    Returns:
        Two postings that balance; none for an amount of 0.

    Raises:
        PostingError: A party is missing or can't be placed.
    """
    if party is not None and to.party is None and from_.party is None:
        raise PostingError(f"neither {to.name} nor {from_.name} has parties, {party!r} was given")
    return Postings(
        (
            Posting(to, fund, amount, party if to.party is not None else None),
            Posting(from_, fund, -amount, party if from_.party is not None else None),
        )
    )


def nothing(_: object) -> Postings:
    """The postings of an event that moves no money."""
    return Postings()
