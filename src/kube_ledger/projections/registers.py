"""Who is what on a day: dated facts folded into intervals of days, one meaning for rules, folds and reports.

Days are numbers (days since 1970-01-01). A fact is (day, position, begins); facts are folded in the order of day, then
position, so that a late entry takes its place by the day it is about. An interval is half open: first day, first day
after (None = still running).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kube_ledger.events import DecisionRules


class DatedFact(NamedTuple):
    """Something began, or ended, on a day."""

    day: int
    position: int
    begins: bool


Interval = tuple[int, int | None]


def intervals(facts: Iterable[DatedFact], *, last_day_included: bool = False) -> tuple[Interval, ...]:
    """The intervals that dated facts describe.

    Args:
        facts: In any order.
        last_day_included: Whether the day of an ending still belongs to it (a member's last day does, a role's not).

    Returns:
        Half-open intervals in order. An ending on the day of its beginning leaves none, which undoes a wrong entry; a
        beginning while running and an ending while not change nothing.
    """
    found: list[Interval] = []
    start: int | None = None
    for fact in sorted(facts):
        if fact.begins and start is None:
            start = fact.day
        elif not fact.begins and start is not None:
            if fact.day > start:
                found.append((start, fact.day + last_day_included))
            start = None
    if start is not None:
        found.append((start, None))
    return tuple(found)


def covers(found: Iterable[Interval], day: int) -> bool:
    """Whether a day lies in one of the intervals."""
    return any(start <= day and (end is None or day < end) for start, end in found)


class Decided(NamedTuple):
    """A decision as it matters later: when it takes effect, what it replaces, what it sets."""

    decision_id: str
    position: int
    effective_from: int
    supersedes: str | None
    rules: DecisionRules | None


def in_force(decisions: Sequence[Decided], day: int) -> list[Decided]:
    """The decisions in force on a day, by (effective_from, position).

    A decision is in force from its `effective_from` on, until one that supersedes it takes effect; it stays
    superseded when its successor is superseded in turn.
    """
    effective = sorted(
        (decided for decided in decisions if decided.effective_from <= day),
        key=lambda decided: (decided.effective_from, decided.position),
    )
    superseded = {decided.supersedes for decided in effective}
    return [decided for decided in effective if decided.decision_id not in superseded]
