"""Participation, as one table: what each event counts for, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from kube_ledger.codec import Counted
from kube_ledger.events import (
    DecisionMade,
    DuesPaid,
    EvaluationHeld,
    Event,
    HopeStated,
    IdeaContributed,
    IksContributed,
    MeetingHeld,
    ProblemRaised,
    ProductionRun,
    SaleRecorded,
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
}
"""Event type → what it counts for; a type that is not in it counts for nothing."""
