"""How meetings change the standing: which ids are in use, what is decided, which problems are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.days import day_number
from kube_ledger.events import DecisionMade, MeetingHeld, ProblemRaised, ProblemResolved
from kube_ledger.projections.registers import Decided
from kube_ledger.rules.held import Raised

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

    from .typed import Registers

POLICY: Final = ("signing", "two_persons_above", "facilitator_may_record")
"""The rules of a decision that say who may record."""


def _meet(standing: Standing, event: MeetingHeld, position: int) -> None:
    standing.meetings[event.meeting_id] = position


def _unmeet(standing: Standing, event: MeetingHeld, target: int) -> None:
    # Another meeting may have taken the free id meanwhile; only the reversed one gives its own back.
    if standing.meetings.get(event.meeting_id) == target:
        del standing.meetings[event.meeting_id]


def _raise(standing: Standing, event: ProblemRaised, position: int) -> None:
    standing.problems[event.problem_id] = Raised(position)


def _unraise(standing: Standing, event: ProblemRaised, target: int) -> None:
    raised = standing.problems.get(event.problem_id)
    if raised is not None and raised.position == target:
        del standing.problems[event.problem_id]


def _resolve(standing: Standing, event: ProblemResolved, position: int) -> None:
    raised = standing.problems.get(event.problem_id)
    if raised is not None:
        standing.problems[event.problem_id] = raised._replace(resolved_at=position)


def _unresolve(standing: Standing, event: ProblemResolved, target: int) -> None:
    raised = standing.problems.get(event.problem_id)
    if raised is not None and raised.resolved_at == target:
        standing.problems[event.problem_id] = raised._replace(resolved_at=None)


def _decide(standing: Standing, event: DecisionMade, position: int) -> None:
    standing.decisions[event.decision_id] = Decided(
        event.decision_id, position, day_number(event.effective_from), event.supersedes, event.rules
    )
    if event.rules is not None and any(getattr(event.rules, name) is not None for name in POLICY):
        standing.decides_policy()


REGISTERS: Final[Registers] = {
    MeetingHeld: _meet,
    ProblemRaised: _raise,
    ProblemResolved: _resolve,
    DecisionMade: _decide,
}

REVERSALS: Final[Registers] = {
    MeetingHeld: _unmeet,
    ProblemRaised: _unraise,
    ProblemResolved: _unresolve,
}
