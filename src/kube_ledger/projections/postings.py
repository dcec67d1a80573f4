"""The accounting, as one table: which accounts each event moves. Read top to bottom by a bookkeeper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kube_ledger.events import (
    ActivityResumed,
    ActivitySuspended,
    CashCounted,
    CashDeposited,
    CashDifferenceBooked,
    CashWithdrawn,
    DecisionMade,
    DonationReceived,
    DuesPaid,
    EvaluationHeld,
    Event,
    ExpensePaid,
    FundOpened,
    FundTransferred,
    GroupFormed,
    HopeStated,
    IdeaContributed,
    MeetingHeld,
    MemberJoined,
    MemberLeft,
    MonthClosed,
    MonthReopened,
    NoteAdded,
    OpeningBalanceRecorded,
    ProblemRaised,
    ProblemResolved,
    RoleAssigned,
    RoleEnded,
)
from kube_ledger.journal import (
    ACCOUNTS,
    BANK,
    CASH,
    CASH_OVER,
    CASH_SHORT,
    DONATIONS,
    DUES,
    KAS,
    OPENING,
    TRANSFERS,
    Account,
    Posting,
    Postings,
    nothing,
    transfer,
)

PostingRule = Callable[[Any], Postings]
"""Takes an event of its type and nothing else: postings are a function of the event alone."""


def money(purse: str) -> Account:
    """The account of a purse, `cash` or `bank`."""
    return BANK if purse == "bank" else CASH


def _opening(event: OpeningBalanceRecorded) -> Postings:
    lines = [Posting(ACCOUNTS[line.account], line.fund, line.amount, line.party) for line in event.lines]
    funds = dict.fromkeys(line.fund for line in lines)
    sums = {fund: sum(line.amount for line in lines if line.fund == fund) for fund in funds}
    return Postings((*lines, *(Posting(OPENING, fund, -total) for fund, total in sums.items())))


def _difference(event: CashDifferenceBooked) -> Postings:
    if event.difference > 0:
        return transfer(event.difference, to=CASH, from_=CASH_OVER, fund=event.fund)
    return transfer(-event.difference, to=CASH_SHORT, from_=CASH, fund=event.fund)


def _between_funds(event: FundTransferred) -> Postings:
    leaves = transfer(event.amount, to=TRANSFERS, from_=money(event.paid_from), fund=event.from_fund)
    arrives = transfer(event.amount, to=money(event.paid_into), from_=TRANSFERS, fund=event.to_fund)
    return leaves + arrives


POSTINGS: Final[Mapping[type[Event], PostingRule]] = {
    # group
    GroupFormed: nothing,
    FundOpened: nothing,
    OpeningBalanceRecorded: _opening,
    MemberJoined: nothing,
    MemberLeft: nothing,
    RoleAssigned: nothing,
    RoleEnded: nothing,
    ActivitySuspended: nothing,
    ActivityResumed: nothing,
    # meetings
    MeetingHeld: nothing,
    IdeaContributed: nothing,
    ProblemRaised: nothing,
    ProblemResolved: nothing,
    DecisionMade: nothing,
    HopeStated: nothing,
    EvaluationHeld: nothing,
    # kas
    DuesPaid: lambda e: transfer(e.amount, to=money(e.paid_into), from_=DUES, fund=KAS, party=e.member_id),
    ExpensePaid: lambda e: transfer(e.amount, to=ACCOUNTS[e.category], from_=money(e.paid_from), fund=e.fund),
    DonationReceived: lambda e: transfer(e.amount, to=money(e.paid_into), from_=DONATIONS, fund=e.fund),
    CashDeposited: lambda e: transfer(e.amount, to=BANK, from_=CASH, fund=e.fund),
    CashWithdrawn: lambda e: transfer(e.amount, to=CASH, from_=BANK, fund=e.fund),
    CashCounted: nothing,
    CashDifferenceBooked: _difference,
    FundTransferred: _between_funds,
    # control; a reversal's postings are its original's, negated, for every domain
    NoteAdded: nothing,
    MonthClosed: nothing,
    MonthReopened: nothing,
}
"""Event type → its postings. `EventReversed` is not in it: `Domain` negates the original's."""
