"""Notulen, Daftar Hadir, Buku Keputusan: who met, what was raised and said, what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from attrs import define, field, frozen

from kube_ledger.days import day_number
from kube_ledger.events import (
    DecisionMade,
    DecisionRules,
    EvaluationHeld,
    EventReversed,
    HopeStated,
    IdeaContributed,
    MeetingHeld,
    MemberJoined,
    MemberLeft,
    ProblemRaised,
    ProblemResolved,
)

from .base import Projection
from .registers import DatedFact, Decided, covers, in_force, intervals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


class MeetingRow(NamedTuple):
    """One meeting.

    Attributes:
        position: Where its entry stands.
        occurred_on: The day.
        meeting_id: Its id.
        host_id: Who received the group.
        place: Where.
        present: The members who came, sorted.
        absent: The members of that day who did not, sorted.
        agenda: What it was about.
    """

    position: int
    occurred_on: date
    meeting_id: str
    host_id: str | None
    place: str | None
    present: tuple[str, ...]
    absent: tuple[str, ...]
    agenda: tuple[str, ...]


class ProblemRow(NamedTuple):
    """One problem; `resolved_on`, `answer` and `decision_id` are None while it is open."""

    position: int
    occurred_on: date
    problem_id: str
    text: str
    raised_by: str | None
    resolved_on: date | None
    answer: str | None
    decision_id: str | None


class DecisionRow(NamedTuple):
    """One decision, as it was made."""

    position: int
    occurred_on: date
    decision_id: str
    meeting_id: str
    topic: str
    text: str
    method: str
    participants: tuple[str, ...]
    effective_from: date
    supersedes: str | None
    rules: DecisionRules | None


class SayingRow(NamedTuple):
    """An idea, a hope or an evaluation: who said what."""

    position: int
    occurred_on: date
    kind: str
    person_id: str | None
    subject: str | None
    text: str


@define
class MeetingsState:
    """What stands, by position; membership as dated facts."""

    members: dict[str, list[DatedFact]] = field(factory=dict)
    meetings: dict[int, MeetingHeld] = field(factory=dict)
    raised: dict[int, ProblemRaised] = field(factory=dict)
    resolved: dict[int, ProblemResolved] = field(factory=dict)
    decisions: dict[int, DecisionMade] = field(factory=dict)
    ideas: dict[int, IdeaContributed] = field(factory=dict)
    hopes: dict[int, HopeStated] = field(factory=dict)
    evaluations: dict[int, EvaluationHeld] = field(factory=dict)


@frozen
class MeetingsAnswer:
    """The books of deliberation, each by day and position.

    Attributes:
        rows: The meetings.
        problems: Raised in the period, or still open in it.
        decisions: Made in the period.
        sayings: Ideas, hopes and evaluations of the period.
    """

    rows: tuple[MeetingRow, ...]
    problems: tuple[ProblemRow, ...]
    decisions: tuple[DecisionRow, ...]
    sayings: tuple[SayingRow, ...]
    _decided: tuple[DecisionRow, ...] = field(repr=False)

    def in_force(self, day: date) -> tuple[DecisionRow, ...]:
        """The decisions in force on a day, of all that this point of view sees, by (effective_from, position)."""
        by_position = {row.position: row for row in self._decided}
        decided = [
            Decided(row.decision_id, row.position, day_number(row.effective_from), row.supersedes, row.rules)
            for row in self._decided
        ]
        return tuple(by_position[found.position] for found in in_force(decided, day_number(day)))

    def rule(self, name: str, day: date) -> Any:
        """The figure that is in force on a day (`dues_amount`, `expense_limit`, …); None if no decision sets it."""
        for row in reversed(self.in_force(day)):
            value = None if row.rules is None else getattr(row.rules, name)
            if value is not None:
                return value
        return None

    @property
    def open_problems(self) -> tuple[ProblemRow, ...]:
        """The problems that nobody has resolved."""
        return tuple(row for row in self.problems if row.resolved_on is None)


class Meetings(Projection[MeetingsState, MeetingsAnswer]):
    """Meetings and what came of them; what was reversed is taken out of its own day."""

    name, version = "meetings", 1

    def initial(self) -> MeetingsState:
        """No meeting."""
        return MeetingsState()

    def apply(self, state: MeetingsState, recorded: Recorded) -> None:
        """Keep what was said and decided; take out what is reversed."""
        event, position = recorded.event, recorded.position
        match event:
            case MemberJoined() | MemberLeft():
                fact = DatedFact(day_number(event.occurred_on), position, isinstance(event, MemberJoined))
                state.members.setdefault(event.member_id, []).append(fact)
            case MeetingHeld():
                state.meetings[position] = event
            case ProblemRaised():
                state.raised[position] = event
            case ProblemResolved():
                state.resolved[position] = event
            case DecisionMade():
                state.decisions[position] = event
            case IdeaContributed():
                state.ideas[position] = event
            case HopeStated():
                state.hopes[position] = event
            case EvaluationHeld():
                state.evaluations[position] = event
            case EventReversed():
                _take_out(state, event.target)

    def answer(self, state: MeetingsState, period: Period | None = None) -> MeetingsAnswer:
        """The books over a period, or of all days."""
        decided = _by_day(_decision(position, event) for position, event in state.decisions.items())
        problems = _by_day(_problems(state))
        return MeetingsAnswer(
            rows=_within(period, _by_day(_meetings(state))),
            problems=tuple(row for row in problems if _concerns(row, period)),
            decisions=_within(period, decided),
            sayings=_within(period, _by_day(_sayings(state))),
            decided=decided,
        )


def _take_out(state: MeetingsState, target: int) -> None:
    kept: tuple[dict[int, Any], ...] = (
        *(state.meetings, state.raised, state.resolved),
        *(state.ideas, state.hopes, state.evaluations),
    )
    for table in kept:
        table.pop(target, None)


def _meetings(state: MeetingsState) -> Iterator[MeetingRow]:
    stays = {member: intervals(facts, last_day_included=True) for member, facts in state.members.items()}
    for position, event in state.meetings.items():
        day = day_number(event.occurred_on)
        there = {member for member, found in stays.items() if covers(found, day)}
        present = set(event.attendees)
        yield MeetingRow(
            position,
            event.occurred_on,
            event.meeting_id,
            event.host_id,
            event.place,
            tuple(sorted(present)),
            tuple(sorted(there - present)),
            tuple(event.agenda),
        )


def _problems(state: MeetingsState) -> Iterator[ProblemRow]:
    answers: dict[int, ProblemResolved] = {}
    for position, event in sorted(state.resolved.items()):
        asked = [at for at, raised in state.raised.items() if raised.problem_id == event.problem_id and at < position]
        if asked:
            answers[max(asked)] = event
    for position, raised in state.raised.items():
        answer = answers.get(position)
        yield ProblemRow(
            position,
            raised.occurred_on,
            raised.problem_id,
            raised.text,
            raised.raised_by,
            None if answer is None else answer.occurred_on,
            None if answer is None else answer.text,
            None if answer is None else answer.decision_id,
        )


def _concerns(row: ProblemRow, period: Period | None) -> bool:
    if period is None:
        return True
    return row.occurred_on <= period.end and (row.resolved_on is None or row.resolved_on >= period.start)


def _decision(position: int, event: DecisionMade) -> DecisionRow:
    return DecisionRow(
        position,
        event.occurred_on,
        event.decision_id,
        event.meeting_id,
        event.topic,
        event.text,
        event.method,
        tuple(event.participants),
        event.effective_from,
        event.supersedes,
        event.rules,
    )


def _sayings(state: MeetingsState) -> Iterator[SayingRow]:
    for position, idea in state.ideas.items():
        yield SayingRow(position, idea.occurred_on, "idea", idea.member_id, None, idea.text)
    for position, hope in state.hopes.items():
        yield SayingRow(position, hope.occurred_on, "hope", hope.person_id, None, hope.text)
    for position, held in state.evaluations.items():
        yield SayingRow(position, held.occurred_on, held.kind, None, held.subject, held.findings)


class _Dated(Protocol):
    @property
    def position(self) -> int: ...
    @property
    def occurred_on(self) -> date: ...


R = TypeVar("R", bound=_Dated)


def _by_day(rows: Iterable[R]) -> tuple[R, ...]:
    return tuple(sorted(rows, key=lambda row: (row.occurred_on, row.position)))


def _within(period: Period | None, rows: Iterable[R]) -> tuple[R, ...]:
    return tuple(row for row in rows if period is None or row.occurred_on in period)


meetings = Meetings()
