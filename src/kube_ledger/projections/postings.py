"""The accounting, as one table: which accounts each event moves. Read top to bottom by a bookkeeper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kube_ledger.events import (
    ActivityResumed,
    ActivitySuspended,
    AidAccountedFor,
    AidApproved,
    AidProposed,
    AidReceived,
    AidRejected,
    AidSpent,
    AidVerified,
    AssetDonated,
    AssetLent,
    AssetReceived,
    AssetRetired,
    AssetReturned,
    BazaarJoined,
    BookkeepingReviewed,
    CadreServiceDone,
    CashCounted,
    CashDeposited,
    CashDifferenceBooked,
    CashWithdrawn,
    CompetitionEntered,
    CompetitionResult,
    DecisionMade,
    DonationReceived,
    DuesPaid,
    EvaluationHeld,
    Event,
    ExpensePaid,
    FacilitationDone,
    FundOpened,
    FundTransferred,
    GoodsSpoiled,
    GroupFormed,
    HelpGiven,
    HopeStated,
    IdeaContributed,
    IksContributed,
    IksDisbursed,
    KeyEnrolled,
    KeyRevoked,
    MeetingHeld,
    MemberJoined,
    MemberLeft,
    MonthClosed,
    MonthReopened,
    NoteAdded,
    OpeningBalanceRecorded,
    OrderCancelled,
    OrderTaken,
    PaymentReceived,
    PersonErased,
    PmtDelivered,
    PmtFundsReceived,
    PmtFundsReturned,
    PmtMenuSet,
    PmtProduced,
    PmtSpoiled,
    PrizeReceived,
    ProblemRaised,
    ProblemResolved,
    ProductionRun,
    PublicationPosted,
    ReportSubmitted,
    RoleAssigned,
    RoleEnded,
    SaleRecorded,
    SaleSplit,
    SampleGiven,
    SharePaid,
    TrainingHeld,
    VisitReceived,
)
from kube_ledger.events.fields import GROUP_OWNER
from kube_ledger.journal import (
    ACCOUNTS,
    BANK,
    CASH,
    CASH_OVER,
    CASH_SHORT,
    CONTRIBUTIONS,
    CUSTOMER_DEPOSITS,
    DISTRIBUTIONS,
    DONATIONS,
    DUES,
    GRANT_REFUNDS,
    GRANTS,
    IKS,
    KAS,
    MEMBER_SHARES,
    OPENING,
    PMT,
    PRIZES,
    RECEIVABLES,
    SALES,
    SOLIDARITY,
    TRANSFERS,
    UEP,
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


def _cancelled(event: OrderCancelled) -> Postings:
    back = transfer(event.refund, to=CUSTOMER_DEPOSITS, from_=money(event.paid_from), fund=KAS, party=event.order_id)
    return back + transfer(event.kept, to=CUSTOMER_DEPOSITS, from_=SALES, fund=KAS, party=event.order_id)


def _sold(event: SaleRecorded) -> Postings:
    if event.owner != GROUP_OWNER:
        return Postings()
    rest = event.lots * event.lot_price - event.deposit_used
    paid = money(event.paid_into) if event.paid else RECEIVABLES
    party = None if event.paid else event.sale_id
    from_deposit = transfer(event.deposit_used, to=CUSTOMER_DEPOSITS, from_=SALES, fund=KAS, party=event.order_id)
    return from_deposit + transfer(rest, to=paid, from_=SALES, fund=KAS, party=party)


def _split(event: SaleSplit) -> Postings:
    shares = [Posting(MEMBER_SHARES, KAS, -share.amount, share.member_id) for share in event.shares]
    return Postings((Posting(DISTRIBUTIONS, KAS, sum(share.amount for share in event.shares)), *shares))


def _prize(event: PrizeReceived) -> Postings:
    # The facilitator's prize is hers: no account of the group ever sees it.
    if event.recipient != "group":
        return Postings()
    return transfer(event.amount, to=money(event.paid_into), from_=PRIZES, fund=KAS)


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
    # solidarity
    IksContributed: lambda e: transfer(
        e.amount, to=money(e.paid_into), from_=CONTRIBUTIONS, fund=IKS, party=e.member_id
    ),
    IksDisbursed: lambda e: transfer(
        e.amount, to=SOLIDARITY, from_=money(e.paid_from), fund=e.fund, party=e.beneficiary_id
    ),
    # sales
    ProductionRun: nothing,
    GoodsSpoiled: nothing,
    OrderTaken: lambda e: transfer(
        e.deposit, to=money(e.paid_into), from_=CUSTOMER_DEPOSITS, fund=KAS, party=e.order_id
    ),
    OrderCancelled: _cancelled,
    SaleRecorded: _sold,
    PaymentReceived: lambda e: transfer(e.amount, to=money(e.paid_into), from_=RECEIVABLES, fund=KAS, party=e.sale_id),
    SampleGiven: nothing,
    SaleSplit: _split,
    SharePaid: lambda e: transfer(e.amount, to=MEMBER_SHARES, from_=money(e.paid_from), fund=KAS, party=e.member_id),
    # programmes
    PmtMenuSet: nothing,
    PmtFundsReceived: lambda e: transfer(e.amount, to=money(e.paid_into), from_=GRANTS, fund=PMT),
    PmtFundsReturned: lambda e: transfer(e.amount, to=GRANT_REFUNDS, from_=money(e.paid_from), fund=PMT),
    PmtProduced: nothing,
    PmtDelivered: nothing,
    PmtSpoiled: nothing,
    BazaarJoined: nothing,
    CompetitionEntered: nothing,
    CompetitionResult: nothing,
    PrizeReceived: _prize,
    CadreServiceDone: nothing,
    HelpGiven: nothing,
    TrainingHeld: nothing,
    # assets
    AssetReceived: nothing,
    AssetDonated: nothing,
    AssetLent: nothing,
    AssetReturned: nothing,
    AssetRetired: nothing,
    # aid
    AidProposed: nothing,
    AidVerified: nothing,
    AidApproved: nothing,
    AidRejected: nothing,
    AidReceived: lambda e: transfer(e.amount, to=money(e.paid_into), from_=GRANTS, fund=UEP),
    AidSpent: lambda e: transfer(e.amount, to=ACCOUNTS[e.category], from_=money(e.paid_from), fund=UEP),
    AidAccountedFor: nothing,
    # facilitation
    FacilitationDone: nothing,
    PublicationPosted: nothing,
    BookkeepingReviewed: nothing,
    ReportSubmitted: nothing,
    VisitReceived: nothing,
    # authority
    KeyEnrolled: nothing,
    KeyRevoked: nothing,
    PersonErased: nothing,
    # control; a reversal's postings are its original's, negated, for every domain
    NoteAdded: nothing,
    MonthClosed: nothing,
    MonthReopened: nothing,
}
"""Event type → its postings. `EventReversed` is not in it: `Domain` negates the original's."""
