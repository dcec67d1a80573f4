"""Restatement: what was said about a period then, what is said now, and the entries that made the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from .movements import Movement, MovementsAnswer, movements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period

    from .base import AsOf


class Changed(NamedTuple):
    """One account of one fund whose figures differ."""

    then: Movement
    now: Movement


@frozen
class Restatement:
    """A period seen from two points of view.

    Attributes:
        period: The days.
        then: What was said.
        now: What is said.
        changes: The rows that differ, by account and fund.
        entries: The entries that `now` sees and `then` did not, and that move money on or before the period's last
            day, in log order. Those before its first day move openings only.
    """

    period: Period
    then: MovementsAnswer
    now: MovementsAnswer
    changes: tuple[Changed, ...]
    entries: tuple[Recorded, ...]


def restate(entries: Iterable[Recorded], period: Period, then: AsOf, now: AsOf) -> Restatement:
    """Compare two points of view on a period.

    Args:
        entries: A group's entries in order of position.
        period: The days.
        then: The earlier point of view.
        now: The later one.
    """
    told = list(now.seen(entries))
    known = list(then.seen(told))
    before = movements.answer(movements.fold(known), period)
    after = movements.answer(movements.fold(told), period)
    pairs = sorted({(row.account, row.fund) for row in (*before.rows, *after.rows)})
    changes = [Changed(before.of(account, fund=fund), after.of(account, fund=fund)) for account, fund in pairs]
    positions = {entry.position for entry in known}
    made = [
        entry
        for entry in told
        if entry.position not in positions and entry.event.occurred_on <= period.end and len(entry.postings)
    ]
    differing = tuple(changed for changed in changes if changed.then != changed.now)
    return Restatement(period, before, after, differing, tuple(made))
