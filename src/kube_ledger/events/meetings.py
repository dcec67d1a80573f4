"""Meetings and deliberation: who came, what was said, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .base import Event, Facts, event, record
from .fields import (
    Channel,
    Count,
    Day,
    Flag,
    MeetingId,
    MemberId,
    NewDecisionId,
    NewMeetingId,
    NewProblemId,
    OpenProblemId,
    PastDecisionId,
    Percent,
    PersonId,
    Rupiah,
    Text,
)
from .fields import DecisionId as CitedDecisionId


@event
class MeetingHeld(Event):
    """The group met.

    Counts: attendance, for those who came.
    """

    meeting_id: NewMeetingId
    host_id: PersonId | None = None
    place: Text | None = None
    attendees: Sequence[MemberId]
    agenda: Sequence[Text]


@event
class IdeaContributed(Event):
    """A member put forward an idea.

    Counts: idea.
    """

    member_id: MemberId
    meeting_id: MeetingId | None = None
    text: Text


@event
class ProblemRaised(Event):
    """A problem was put before the group; it stays open until resolved.

    Counts: decision, for the member who raised it.
    """

    problem_id: NewProblemId
    text: Text
    raised_by: MemberId | None = None


@event
class ProblemResolved(Event):
    """An open problem found its answer."""

    problem_id: OpenProblemId
    text: Text
    decision_id: CitedDecisionId | None = None


@record()
class Price(Facts):
    """What a lot of a product costs on a channel. No price per piece is ever derived from it."""

    product: Text
    channel: Channel
    lot_size: Count
    lot_price: Rupiah


@record()
class DecisionRules(Facts):
    """The figures that a decision sets; what it does not name stays as it was.

    `dues_amount` and `prices` are advice and refuse nothing; `kas_share_percent` is of a split's proceeds,
    `iks_ceiling` bounds one disbursement, `expense_limit` an expense that cites no decision.
    """

    dues_amount: Rupiah | None = None
    kas_share_percent: Percent | None = None
    iks_ceiling: Rupiah | None = None
    expense_limit: Rupiah | None = None
    prices: Sequence[Price] | None = None
    signing: Literal["none", "signed"] | None = None
    two_persons_above: Rupiah | None = None
    facilitator_may_record: Flag | None = None


@event
class DecisionMade(Event):
    """The group decided, by consensus or by vote; in force from `effective_from` until superseded.

    Counts: decision, for those who took part.
    """

    decision_id: NewDecisionId
    meeting_id: MeetingId
    topic: Text
    text: Text
    method: Literal["consensus", "vote"]
    participants: Sequence[MemberId]
    effective_from: Day
    supersedes: PastDecisionId | None = None
    rules: DecisionRules | None = None


@event
class HopeStated(Event):
    """A member or the facilitator said what she hopes for.

    Counts: hope.
    """

    person_id: PersonId
    text: Text


@event
class EvaluationHeld(Event):
    """The group looked back: on how it worked (process) or what came of it (outcome).

    Counts: decision, for those who took part.
    """

    kind: Literal["process", "outcome"]
    subject: Text
    findings: Text
    meeting_id: MeetingId | None = None
    participants: Sequence[MemberId]
