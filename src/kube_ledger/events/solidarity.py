"""IKS (Iuran Kesetiakawanan Sosial): money that members give so that one of them is helped when she needs it."""

from __future__ import annotations

from typing import Literal

from kube_ledger.journal import IKS

from .base import Event, Sealed, event, sealed
from .fields import DecisionId, MeetingId, MemberId, PastMemberId, Purse, Rupiah, Text

IksReason = Literal["illness", "calamity", "urgent-need"]


@event
class IksContributed(Event):
    """A member gave to the solidarity fund.

    Postings: cash or bank +, `contributions` −, in iks, of the member. Counts: solidarity.
    """

    member_id: MemberId
    amount: Rupiah
    meeting_id: MeetingId | None = None
    paid_into: Purse = "cash"


@event
class IksDisbursed(Event):
    """The group gave solidarity money to a member, or to one who had to leave; why is hers alone to know.

    Postings: `solidarity` + of the member, cash or bank −, in `fund`.
    """

    beneficiary_id: PastMemberId
    reason: Sealed[IksReason] = sealed(subject="beneficiary_id")
    amount: Rupiah
    fund: Literal["iks", "kas"] = IKS
    decision_id: DecisionId | None = None
    detail: Sealed[Text] | None = sealed(subject="beneficiary_id", default=None)
    paid_from: Purse = "cash"
