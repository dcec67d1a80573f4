"""The facilitator's work: in which of her four roles, at which of the nine tasks, and what she reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, get_args

from attrs import define, field, frozen

from kube_ledger.events import (
    BookkeepingReviewed,
    EventReversed,
    FacilitationDone,
    PublicationPosted,
    ReportSubmitted,
)
from kube_ledger.events.facilitation import FacilitatorRole, FacilitatorTask

from .base import Projection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period

ROLES: tuple[str, ...] = get_args(FacilitatorRole)
TASKS: tuple[str, ...] = get_args(FacilitatorTask)


@define
class FacilitationState:
    """What stands, by position."""

    done: dict[int, FacilitationDone] = field(factory=dict)
    posts: dict[int, PublicationPosted] = field(factory=dict)
    reviews: dict[int, BookkeepingReviewed] = field(factory=dict)
    reports: dict[int, ReportSubmitted] = field(factory=dict)


class WorkRow(NamedTuple):
    """One piece of work: `task` is None where it belongs to none of the nine."""

    position: int
    occurred_on: date
    facilitator_id: str
    role: str
    task: str | None
    topic: str
    members_reached: tuple[str, ...]


class ReportRow(NamedTuple):
    """One report handed in: of which month, to whom, resting on which entries."""

    position: int
    occurred_on: date
    facilitator_id: str
    month: str
    recipient: str
    copies: tuple[str, ...]
    digest: bytes
    cut_off: int


@frozen
class FacilitationAnswer:
    """The facilitator's work over a period; rows by day and position.

    Attributes:
        rows: All of it.
        reports: What was handed in.
        roles: Each of the four → how often, zeros included.
        tasks: Each of the nine → how often, zeros included.
    """

    rows: tuple[WorkRow, ...]
    reports: tuple[ReportRow, ...]
    roles: Mapping[str, int]
    tasks: Mapping[str, int]


class Facilitation(Projection[FacilitationState, FacilitationAnswer]):
    """The facilitator's work as it stands."""

    name, version = "facilitation", 1

    def initial(self) -> FacilitationState:
        """Nothing done."""
        return FacilitationState()

    def apply(self, state: FacilitationState, recorded: Recorded) -> None:
        """Keep each piece of work; take out what is reversed."""
        event, position = recorded.event, recorded.position
        match event:
            case FacilitationDone():
                state.done[position] = event
            case PublicationPosted():
                state.posts[position] = event
            case BookkeepingReviewed():
                state.reviews[position] = event
            case ReportSubmitted():
                state.reports[position] = event
            case EventReversed():
                state.done.pop(event.target, None)
                state.posts.pop(event.target, None)
                state.reviews.pop(event.target, None)
                state.reports.pop(event.target, None)

    def answer(self, state: FacilitationState, period: Period | None = None) -> FacilitationAnswer:
        """The work of a period, or of all days."""
        rows = sorted(
            (row for row in _work(state) if period is None or row.occurred_on in period),
            key=lambda row: (row.occurred_on, row.position),
        )
        reports = sorted(
            (
                ReportRow(
                    *(at, one.occurred_on, one.facilitator_id, one.month),
                    *(one.recipient, tuple(one.copies), one.digest, one.cut_off),
                )
                for at, one in state.reports.items()
                if period is None or one.occurred_on in period
            ),
            key=lambda row: (row.occurred_on, row.position),
        )
        roles, tasks = dict.fromkeys(ROLES, 0), dict.fromkeys(TASKS, 0)
        for row in rows:
            roles[row.role] += 1
            if row.task is not None:
                tasks[row.task] += 1
        return FacilitationAnswer(tuple(rows), tuple(reports), roles, tasks)


def _work(state: FacilitationState) -> list[WorkRow]:
    rows = [
        WorkRow(at, one.occurred_on, one.facilitator_id, one.role, one.task, one.topic, tuple(one.members_reached))
        for at, one in state.done.items()
    ]
    rows.extend(
        WorkRow(at, post.occurred_on, post.facilitator_id, "representational", None, post.subject, ())
        for at, post in state.posts.items()
    )
    rows.extend(
        WorkRow(at, review.occurred_on, review.facilitator_id, "technical", "monitor", review.findings, ())
        for at, review in state.reviews.items()
    )
    rows.extend(
        WorkRow(at, report.occurred_on, report.facilitator_id, "technical", "write-reports", report.recipient, ())
        for at, report in state.reports.items()
    )
    return rows


facilitation = Facilitation()
