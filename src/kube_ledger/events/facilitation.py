"""The facilitator's (pendamping's) own work, by role and by the nine tasks, and those who came to see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .base import Event, event
from .fields import Digest, EarlierPosition, FacilitatorId, MemberId, Month, Text

FacilitatorRole = Literal["facilitative", "educational", "representational", "technical"]
FacilitatorTask = Literal[
    "form-group",
    "verify-candidates",
    "prepare-candidates",
    "budget-plan",
    "technical-guidance",
    "social-motivation",
    "accompany-business",
    "monitor",
    "write-reports",
]
"""The nine tasks of Permensos 2/2019, article 9."""


@event
class FacilitationDone(Event):
    """The facilitator worked with the group. Counts: the role and the task."""

    facilitator_id: FacilitatorId
    role: FacilitatorRole
    task: FacilitatorTask | None = None
    topic: Text
    members_reached: Sequence[MemberId]


@event
class PublicationPosted(Event):
    """The facilitator made the group known. Counts: the role representational."""

    facilitator_id: FacilitatorId
    channel: Text
    subject: Text


@event
class BookkeepingReviewed(Event):
    """The facilitator went through a month's books up to an entry. Counts: the role technical, the task monitor."""

    facilitator_id: FacilitatorId
    month: Month
    reviewed_to: EarlierPosition
    findings: Text


@event
class ReportSubmitted(Event):
    """A month's report was handed in; `digest` is that of the file.

    Counts: the role technical, the task write-reports.
    """

    facilitator_id: FacilitatorId
    month: Month
    recipient: Text
    copies: Sequence[Text]
    digest: Digest
    cut_off: EarlierPosition


@event
class VisitReceived(Event):
    """Somebody came to see the group."""

    visitor: Text
    purpose: Text
