"""Limits of money, judged by postings and so for every event type, an app's too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import (
    AidSpent,
    CashDifferenceBooked,
    EventReversed,
    ExpensePaid,
    FundTransferred,
    IksDisbursed,
    OpeningBalanceRecorded,
    PmtFundsReturned,
)
from kube_ledger.journal import (
    BANK,
    CASH,
    CUSTOMER_DEPOSITS,
    IKS,
    MEMBER_SHARES,
    PMT,
    RECEIVABLES,
    UEP,
    PostingError,
    Postings,
)
from kube_ledger.money import MAX_BALANCE
from kube_ledger.wording import label, rupiah

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kube_ledger.codec import Recorded
    from kube_ledger.events import Event
    from kube_ledger.projections.balances import Row

    from .standing import Standing

PURSES: Final = (CASH.name, BANK.name)

SPENDERS: Final[Mapping[str, frozenset[type[Event]]]] = {
    IKS: frozenset({IksDisbursed}),
    UEP: frozenset({AidSpent}),
    PMT: frozenset({ExpensePaid, PmtFundsReturned}),
}
"""The restricted funds of every group → the event types that may spend from them; another restricted fund: expenses."""

UNBOUND: Final = (CashDifferenceBooked, EventReversed, OpeningBalanceRecorded)
"""What may take money out of any fund, since it says what is so, not what shall be."""


def check_postings(standing: Standing, proposal: Recorded) -> Iterator[Refusal]:
    """All that is wrong with the entry's postings: they don't balance; a fund, purse, party or row can't bear them."""
    event = proposal.event
    try:
        postings = proposal.postings
    except (PostingError, LookupError) as error:
        problem_id = "tidak seimbang, atau akunnya tidak dikenal"
        yield Refusal("unbalanced", type=event.event_type, problem=str(error), problem_id=problem_id)
        return
    moved = _moved(postings)
    for fund in dict.fromkeys(fund for _, fund, _ in moved):
        if fund not in standing.funds:
            yield Refusal("unknown-fund", fund=fund)
    for fund in _drained(moved):
        if standing.funds.get(fund) and not _may_spend(event, fund):
            yield Refusal("fund-restricted", field=_fund_field(event), fund=fund, type=event.event_type)
    for row, change in moved.items():
        yield from _row(standing, row, change, _amount_field(event))


def _moved(postings: Postings) -> dict[Row, int]:
    moved: dict[Row, int] = {}
    for account, fund, amount, party in postings:
        row = (account.name, fund, party)
        moved[row] = moved.get(row, 0) + amount
    return moved


def _drained(moved: Mapping[Row, int]) -> list[str]:
    """The funds that hold less money afterwards."""
    sums: dict[str, int] = {}
    for (account, fund, _), change in moved.items():
        if account in PURSES:
            sums[fund] = sums.get(fund, 0) + change
    return [fund for fund, change in sums.items() if change < 0]


def _may_spend(event: Event, fund: str) -> bool:
    if isinstance(event, UNBOUND):
        return True
    if isinstance(event, FundTransferred):
        return event.consent is not None
    return type(event) in SPENDERS.get(fund, {ExpensePaid})


def _fund_field(event: Event) -> str | None:
    return next((name for name in ("fund", "from_fund") if hasattr(event, name)), None)


_AMOUNTS: Final = ("amount", "difference", "deposit", "refund", "lots", "proceeds", "lines", "target")


def _amount_field(event: Event) -> str | None:
    """The field that says how much, whatever the event calls it; of a reversal, the entry that does."""
    return next((name for name in _AMOUNTS if hasattr(event, name)), None)


def _row(standing: Standing, row: Row, change: int, field: str | None) -> Iterator[Refusal]:
    account, fund, party = row
    holds = standing.balances.get(row, 0)
    after = holds + change
    if abs(after) > MAX_BALANCE:
        yield Refusal(
            "invalid-field",
            field=field,
            problem=f"the balance of {account} would be {after}",
            problem_id=f"saldo {label(account)} menjadi {rupiah(after)}, terlalu besar",
        )
    if account in PURSES and change < 0 and after < 0:
        yield Refusal("insufficient-funds", field=field, account=account, fund=fund, holds=holds, asked=-change)
    if account == RECEIVABLES.name and change < 0 and after < 0:
        yield Refusal("over-paid", field=field, account=account, party=party, holds=holds, asked=-change)
    if account == CUSTOMER_DEPOSITS.name and change > 0 and after > 0:
        yield Refusal("over-paid", field=field, account=account, party=party, holds=-holds, asked=change)
    if account == MEMBER_SHARES.name and change > 0 and after > 0:
        yield Refusal("share-exceeds-balance", field=field, party=party, holds=-holds, asked=change)
