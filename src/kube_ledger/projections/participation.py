"""Participation: how often each person took part, in what, and out of how many times she could have.

Attendance is one dimension of many; an absent member is still bound by the decisions, and her help counts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from attrs import define, field, frozen

from kube_ledger.days import day_number
from kube_ledger.events import (
    ActivityResumed,
    ActivitySuspended,
    DuesPaid,
    EventReversed,
    MeetingHeld,
    MemberJoined,
    MemberLeft,
    PmtDelivered,
    PmtProduced,
)

from .base import Projection
from .counts import DIMENSIONS, GROUP_FIGURES
from .registers import DatedFact, Interval, covers, intervals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


class Gathering(NamedTuple):
    """Something that members could come to, or lend a hand in."""

    day: int
    reference: str
    people: tuple[str, ...]


@define
class ParticipationState:
    """Dated facts and counts; gatherings by position, so that a reversal finds its target."""

    members: dict[str, list[DatedFact]] = field(factory=dict)
    suspensions: list[DatedFact] = field(factory=list)
    meetings: dict[int, Gathering] = field(factory=dict)
    dues: dict[tuple[str, str], int] = field(factory=dict)
    batches: dict[int, Gathering] = field(factory=dict)
    helped: dict[tuple[str, str], int] = field(factory=dict)
    counted: dict[tuple[int, str, str, str | None], int] = field(factory=dict)


@frozen
class MemberParticipation:
    """One member over a window.

    Attributes:
        counts: Dimension → how many events; only what is not 0.
        meetings_held: Meetings on days on which she was a member and the group not suspended.
        meetings_attended: Of those, the ones she came to.
        dues_meetings: Of those, the ones she paid dues for.
        batches: PMT batches, under the same condition.
        batches_helped: Of those, the ones she worked for or helped to deliver.
    """

    counts: Mapping[str, int]
    meetings_held: int = 0
    meetings_attended: int = 0
    dues_meetings: int = 0
    batches: int = 0
    batches_helped: int = 0

    @property
    def attendance_rate(self) -> Fraction | None:
        """Exact, in [0, 1]; None where there was nothing to attend."""
        return _rate(self.meetings_attended, self.meetings_held)

    @property
    def dues_rate(self) -> Fraction | None:
        """Exact, in [0, 1]; None where there was no meeting."""
        return _rate(self.dues_meetings, self.meetings_held)

    @property
    def batch_rate(self) -> Fraction | None:
        """Exact, in [0, 1]; None where there was no batch."""
        return _rate(self.batches_helped, self.batches)


@frozen
class FacilitatorParticipation:
    """One facilitator over a window: how often in which of the four roles, and at which of the nine tasks."""

    roles: Mapping[str, int]
    tasks: Mapping[str, int]


@frozen
class ParticipationTotals:
    """Participation without persons: that of several groups can be added.

    Attributes:
        members: How many members.
        counts: Dimension → events, over all members.
        meetings_held: Meetings that could be attended, over all members; the next two out of these.
        group: The group's own figures.
        roles: Of all facilitators.
        tasks: Of all facilitators.
    """

    members: int
    counts: Mapping[str, int]
    meetings_held: int
    meetings_attended: int
    dues_meetings: int
    batches: int
    batches_helped: int
    group: Mapping[str, int]
    roles: Mapping[str, int]
    tasks: Mapping[str, int]

    def __add__(self, other: ParticipationTotals) -> ParticipationTotals:
        return ParticipationTotals(
            self.members + other.members,
            _sum([self.counts, other.counts]),
            self.meetings_held + other.meetings_held,
            self.meetings_attended + other.meetings_attended,
            self.dues_meetings + other.dues_meetings,
            self.batches + other.batches,
            self.batches_helped + other.batches_helped,
            _sum([self.group, other.group]),
            _sum([self.roles, other.roles]),
            _sum([self.tasks, other.tasks]),
        )


@frozen
class ParticipationAnswer:
    """Participation over a window of days.

    Attributes:
        members: Everyone whose joining this point of view sees, by id.
        group: `meetings ideas decisions boxes_produced boxes_delivered trainings bazaars contests`, zeros included.
        facilitators: Those who did something in the window, by id.
    """

    members: Mapping[str, MemberParticipation]
    group: Mapping[str, int]
    facilitators: Mapping[str, FacilitatorParticipation]

    def roll_up(self) -> ParticipationTotals:
        """The same without persons: m03 here is not m03 in another group."""
        people = self.members.values()
        return ParticipationTotals(
            len(people),
            _sum(one.counts for one in people),
            sum(one.meetings_held for one in people),
            sum(one.meetings_attended for one in people),
            sum(one.dues_meetings for one in people),
            sum(one.batches for one in people),
            sum(one.batches_helped for one in people),
            self.group,
            _sum(one.roles for one in self.facilitators.values()),
            _sum(one.tasks for one in self.facilitators.values()),
        )


class Participation(Projection[ParticipationState, ParticipationAnswer]):
    """Counts of what stands, and the days on which each member could take part."""

    name, version = "participation", 1

    def initial(self) -> ParticipationState:
        """Nobody did anything."""
        return ParticipationState()

    def apply(self, state: ParticipationState, recorded: Recorded) -> None:
        """Add what the entry counts for; of a reversal, take it out of its original's own day."""
        event, position = recorded.event, recorded.position
        fact = event.original if isinstance(event, EventReversed) else event
        day = day_number(fact.occurred_on)
        for axis, name, person, times in recorded.counts:
            key = (day, axis, name, person)
            state.counted[key] = state.counted.get(key, 0) + times
            if not state.counted[key]:
                del state.counted[key]
        match event:
            case MemberJoined() | MemberLeft():
                begins = isinstance(event, MemberJoined)
                state.members.setdefault(event.member_id, []).append(DatedFact(day, position, begins))
            case ActivitySuspended() | ActivityResumed():
                state.suspensions.append(DatedFact(day, position, isinstance(event, ActivitySuspended)))
            case MeetingHeld():
                state.meetings[position] = Gathering(day, event.meeting_id, tuple(event.attendees))
            case DuesPaid(meeting_id=str(meeting_id)):
                _add(state.dues, (meeting_id, event.member_id), 1)
            case EventReversed(original=DuesPaid(meeting_id=str(meeting_id), member_id=member_id)):
                _add(state.dues, (meeting_id, member_id), -1)
            case PmtProduced():
                workers = tuple(work.member_id for work in event.workers)
                state.batches[position] = Gathering(day, event.batch_id, workers)
            case PmtDelivered():
                _helped(state, event, 1)
            case EventReversed(original=PmtDelivered() as delivered):
                _helped(state, delivered, -1)
            case EventReversed():
                state.meetings.pop(event.target, None)
                state.batches.pop(event.target, None)

    def answer(self, state: ParticipationState, period: Period | None = None) -> ParticipationAnswer:
        """Counts and denominators over a window of days, or over all."""
        first, last = (None, None) if period is None else (day_number(period.start), day_number(period.end))

        def inside(day: int) -> bool:
            return (first is None or day >= first) and (last is None or day <= last)

        counts: dict[str | None, dict[tuple[str, str], int]] = {}
        for (day, axis, name, person), times in state.counted.items():
            if inside(day):
                _add(counts.setdefault(person, {}), (axis, name), times)
        paused = intervals(state.suspensions)
        meetings = [held for held in state.meetings.values() if inside(held.day) and not covers(paused, held.day)]
        batches = [made for made in state.batches.values() if inside(made.day) and not covers(paused, made.day)]
        members = {
            member: _member(
                member,
                _named(counts.get(member, {}), "dimension", DIMENSIONS),
                intervals(facts, last_day_included=True),
                meetings=meetings,
                batches=batches,
                state=state,
            )
            for member, facts in sorted(state.members.items())
        }
        group = dict.fromkeys(GROUP_FIGURES, 0) | _named(counts.get(None, {}), "group", GROUP_FIGURES)
        return ParticipationAnswer(members, group, _facilitators(counts))


def _helped(state: ParticipationState, event: PmtDelivered, times: int) -> None:
    for helper in dict.fromkeys(event.helpers):
        _add(state.helped, (event.batch_id, helper), times)


def _member(
    member: str,
    counts: Mapping[str, int],
    stays: tuple[Interval, ...],
    *,
    meetings: list[Gathering],
    batches: list[Gathering],
    state: ParticipationState,
) -> MemberParticipation:
    could_attend = [held for held in meetings if covers(stays, held.day)]
    could_help = [made for made in batches if covers(stays, made.day)]
    return MemberParticipation(
        counts=counts,
        meetings_held=len(could_attend),
        meetings_attended=sum(member in held.people for held in could_attend),
        dues_meetings=sum((held.reference, member) in state.dues for held in could_attend),
        batches=len(could_help),
        batches_helped=sum(member in made.people or (made.reference, member) in state.helped for made in could_help),
    )


def _facilitators(
    counts: Mapping[str | None, Mapping[tuple[str, str], int]],
) -> dict[str, FacilitatorParticipation]:
    found = {}
    for person, figures in sorted(counts.items(), key=lambda item: item[0] or ""):
        if person is not None and any(axis in ("role", "task") for axis, _ in figures):
            found[person] = FacilitatorParticipation(_named(figures, "role"), _named(figures, "task"))
    return found


def _named(figures: Mapping[tuple[str, str], int], axis: str, order: tuple[str, ...] = ()) -> dict[str, int]:
    """The figures of one axis that are not 0, ours in their usual order, an app's behind them by name."""
    names = {name: times for (found, name), times in figures.items() if found == axis and times}
    return {name: names[name] for name in (*(one for one in order if one in names), *sorted(names.keys() - {*order}))}


def _add(sums: dict[tuple[str, str], int], key: tuple[str, str], times: int) -> None:
    sums[key] = sums.get(key, 0) + times
    if not sums[key]:
        del sums[key]


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in parts:
        for name, times in part.items():
            sums[name] = sums.get(name, 0) + times
    return sums


def _rate(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


participation = Participation()
