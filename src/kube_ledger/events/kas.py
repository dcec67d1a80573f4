"""The cash box and the bank book: dues, expenses, gifts, and moving money between purses and funds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kube_ledger.errors import Fault

from .base import Event, event
from .fields import (
    Category,
    DecisionId,
    Difference,
    FundId,
    MeetingId,
    MemberId,
    PersonId,
    Purse,
    Rupiah,
    RupiahOrZero,
    Text,
)


@event
class DuesPaid(Event):
    """A member paid dues (iuran kas), usually at a meeting. Dues not paid are no debt.

    Postings: cash or bank +, `dues` −, in kas, of the member. Counts: money.
    """

    member_id: MemberId
    amount: Rupiah
    meeting_id: MeetingId | None = None
    paid_into: Purse = "cash"


@event
class ExpensePaid(Event):
    """Money was spent.

    Postings: the category +, cash or bank −, in `fund`.
    """

    fund: FundId
    category: Category
    amount: Rupiah
    description: Text
    payee: Text | None = None
    decision_id: DecisionId | None = None
    paid_from: Purse = "cash"


@event
class DonationReceived(Event):
    """An office or a shop gave money.

    Postings: cash or bank +, `donations` −, in `fund`.
    """

    fund: FundId
    amount: Rupiah
    donor: Text
    paid_into: Purse = "cash"


@event
class CashDeposited(Event):
    """Cash was taken to the bank.

    Postings: bank +, cash −, in `fund`.
    """

    fund: FundId
    amount: Rupiah


@event
class CashWithdrawn(Event):
    """Cash was fetched from the bank.

    Postings: cash +, bank −, in `fund`.
    """

    fund: FundId
    amount: Rupiah


@event
class CashCounted(Event):
    """Somebody counted the fund's cash. It moves nothing; a difference from the books is a finding."""

    fund: FundId
    amount: RupiahOrZero
    counted_by: Sequence[PersonId]


@event
class CashDifferenceBooked(Event):
    """A difference found by counting was accepted into the books.

    Postings: cash +, `cash-over` −; or `cash-short` +, cash −, in `fund`.
    """

    fund: FundId
    difference: Difference
    explanation: Text


def _between_two_funds(event_: FundTransferred) -> Iterator[Fault]:
    if event_.from_fund == event_.to_fund:
        yield Fault("to_fund", "must be another fund than from_fund", "harus dana lain daripada from_fund")


@event(form=_between_two_funds)
class FundTransferred(Event):
    """Money was moved to another fund by a decision; out of a restricted one with the giver's consent.

    Postings: in each fund cash or bank against `transfers`.
    """

    from_fund: FundId
    to_fund: FundId
    amount: Rupiah
    decision_id: DecisionId
    consent: Text | None = None
    paid_from: Purse = "cash"
    paid_into: Purse = "cash"
