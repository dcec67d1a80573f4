"""Participation, as one table: what each event counts for, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from kube_ledger.codec import Counted
from kube_ledger.events import (
    AssetDonated,
    BazaarJoined,
    BookkeepingReviewed,
    CadreServiceDone,
    CompetitionEntered,
    DecisionMade,
    DuesPaid,
    EvaluationHeld,
    Event,
    FacilitationDone,
    HelpGiven,
    HopeStated,
    IdeaContributed,
    IksContributed,
    MeetingHeld,
    PmtDelivered,
    PmtProduced,
    ProblemRaised,
    ProductionRun,
    PublicationPosted,
    ReportSubmitted,
    SaleRecorded,
    TrainingHeld,
)

CountRule = Callable[[Any], Iterable[Counted]]
"""Takes an event of its type; what it yields twice counts once."""

DIMENSIONS: Final = (
    *("attendance", "decision", "idea", "hope", "labour", "skill"),
    *("social_service", "money", "goods", "learning", "solidarity"),
)
"""How a member takes part, in the order of the study's own tree."""

GROUP_FIGURES: Final = (
    *("meetings", "ideas", "decisions", "boxes_produced", "boxes_delivered", "trainings", "bazaars", "contests"),
)
"""What is counted for the group itself."""


def took_part(dimension: str, *people: str | None) -> Iterator[Counted]:
    """Each of these people (None is nobody) took part in one dimension."""
    for person in people:
        if person is not None:
            yield Counted("dimension", dimension, person)


def in_role(facilitator: str, role: str, task: str | None = None) -> Iterator[Counted]:
    """A facilitator acted in a role, perhaps at a task."""
    yield Counted("role", role, facilitator)
    if task is not None:
        yield Counted("task", task, facilitator)


def of_group(figure: str, times: int = 1) -> Counted:
    """So much for the group itself."""
    return Counted("group", figure, None, times)


COUNTS: Final[Mapping[type[Event], CountRule]] = {
    # meetings
    MeetingHeld: lambda e: (*took_part("attendance", *e.attendees), of_group("meetings")),
    IdeaContributed: lambda e: (*took_part("idea", e.member_id), of_group("ideas")),
    ProblemRaised: lambda e: took_part("decision", e.raised_by),
    DecisionMade: lambda e: (*took_part("decision", *e.participants), of_group("decisions")),
    HopeStated: lambda e: took_part("hope", e.person_id),
    EvaluationHeld: lambda e: took_part("decision", *e.participants),
    # kas
    DuesPaid: lambda e: took_part("money", e.member_id),
    # solidarity
    IksContributed: lambda e: took_part("solidarity", e.member_id),
    # sales
    ProductionRun: lambda e: (*took_part("skill", *e.workers), *took_part("labour", *e.workers)),
    SaleRecorded: lambda e: took_part("skill", e.seller_id),
    # programmes
    PmtProduced: lambda e: (
        *took_part("labour", *(work.member_id for work in e.workers)),
        of_group("boxes_produced", e.boxes),
    ),
    PmtDelivered: lambda e: (*took_part("social_service", *e.helpers), of_group("boxes_delivered", e.boxes)),
    BazaarJoined: lambda e: (*took_part("skill", *e.participants), of_group("bazaars")),
    CompetitionEntered: lambda e: (*took_part("skill", *e.participants), of_group("contests")),
    CadreServiceDone: lambda e: took_part("social_service", e.member_id),
    HelpGiven: lambda e: took_part("labour", e.member_id),
    TrainingHeld: lambda e: (*took_part("learning", *e.participants), of_group("trainings")),
    # assets
    AssetDonated: lambda e: took_part("goods", e.member_id),
    # facilitation
    FacilitationDone: lambda e: in_role(e.facilitator_id, e.role, e.task),
    PublicationPosted: lambda e: in_role(e.facilitator_id, "representational"),
    BookkeepingReviewed: lambda e: in_role(e.facilitator_id, "technical", "monitor"),
    ReportSubmitted: lambda e: in_role(e.facilitator_id, "technical", "write-reports"),
}
"""Event type → what it counts for; a type that is not in it counts for nothing."""
