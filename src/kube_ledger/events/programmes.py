"""Public work: supplementary feeding (PMT), bazaars, contests, training, serving at the posts, helping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from .base import Event, Facts, event, record
from .fields import (
    BatchId,
    CompetitionId,
    Count,
    MemberId,
    MenuId,
    Month,
    NewBatchId,
    NewCompetitionId,
    NewMenuId,
    Purse,
    Rupiah,
    RupiahOrZero,
    Text,
)
from .shapes import AtLeast


@event
class PmtMenuSet(Event):
    """The puskesmas set a menu for the supplementary feeding."""

    menu_id: NewMenuId
    issued_by: Text
    dishes: Annotated[Sequence[Text], AtLeast(3)]


@event
class PmtFundsReceived(Event):
    """Money for a month's supplementary feeding came in.

    Postings: cash or bank +, `grants` −, in pmt.
    """

    amount: Rupiah
    giver: Text
    month: Month
    paid_into: Purse = "cash"


@event
class PmtFundsReturned(Event):
    """Feeding money that was left over went back to its giver.

    Postings: `grant-refunds` +, cash or bank −, in pmt.
    """

    amount: Rupiah
    to: Text
    paid_from: Purse = "cash"


@record()
class PmtWork(Facts):
    """What one member did for a batch."""

    member_id: MemberId
    task: Literal["shopping", "cooking", "packing", "delivery", "other"]


@event
class PmtProduced(Event):
    """A batch of boxes was made. Boxes +. Counts: labour, for the workers."""

    batch_id: NewBatchId
    menu_id: MenuId
    boxes: Count
    workers: Sequence[PmtWork]


@event
class PmtDelivered(Event):
    """Boxes of a batch were handed out. Boxes −. Counts: social_service, for the helpers."""

    batch_id: BatchId
    post: Text
    audience: Literal["toddlers", "pregnant", "posbindu", "elderly"]
    boxes: Count
    helpers: Sequence[MemberId]


@event
class PmtSpoiled(Event):
    """Boxes of a batch were spoiled. Boxes −."""

    batch_id: BatchId
    boxes: Count
    reason: Text


@event
class BazaarJoined(Event):
    """The group had a stall at a bazaar. Counts: skill, for those who took part."""

    place: Text
    organiser: Text
    participants: Sequence[MemberId]


@event
class CompetitionEntered(Event):
    """The group entered a contest. Counts: skill, for those who took part."""

    competition_id: NewCompetitionId
    name: Text
    level: Text
    days: Count
    participants: Sequence[MemberId]


@event
class CompetitionResult(Event):
    """What place the group, or the facilitator in a contest of her own, came to."""

    competition_id: CompetitionId
    contestant: Literal["group", "facilitator"]
    rank: Count


@event
class PrizeReceived(Event):
    """A prize was given: to the group, or to the facilitator, and then it is hers and moves nothing here.

    Postings of the group's: cash or bank +, `prizes` −, in kas.
    """

    competition_id: CompetitionId | None = None
    recipient: Literal["group", "facilitator"]
    amount: RupiahOrZero
    items: Sequence[Text]
    paid_into: Purse = "cash"


@event
class CadreServiceDone(Event):
    """A member served at a health post. Counts: social_service."""

    member_id: MemberId
    post: Text
    tasks: Sequence[Text]


@event
class HelpGiven(Event):
    """A member lent a hand. Counts: labour."""

    member_id: MemberId
    activity: Text
    task: Text


@event
class TrainingHeld(Event):
    """Members were trained; a certificate stays with her who earned it. Counts: learning, for the participants."""

    organiser: Text
    topic: Text
    participants: Sequence[MemberId]
    certified: Sequence[MemberId]
