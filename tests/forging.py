"""Somebody who has the whole ledger, and the log's key too, and tells the group's history once more with other figures.

Nobody can do it better: the same calls by the same people at the same moments under the same ids, so that every record,
leaf, key, digest and head fits every other. What is then found is found by what was said before, and by nothing else.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings

import attrs

from kube_ledger import Ledger, proofs
from kube_ledger.errors import SensitiveInClear
from kube_ledger.events import CashCounted, Event, EventReversed, ExpensePaid, MonthClosed
from support import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from uuid import UUID

    from kube_ledger import Group
    from kube_ledger.codec import Recorded

GROUP = "melati-3"
CHANGED = 696
"""An expense of July, in the middle of the sample year: 60,000 rupiah of the kas for ginger and lemongrass."""

LOG_KEY = proofs.generate_key("kube-ledger", lambda size: b"l" * size)
WITNESS_KEY = proofs.generate_key("pendamping/p01", lambda size: b"w" * size, type=proofs.COSIGNATURE_KEY)


def retold(path: Path, entries: Iterable[Recorded], change: Callable[[Recorded], dict[str, Any]]) -> Path:
    """Record the same calls anew.

    Args:
        path: A new file.
        entries: The history as it was.
        change: An entry → the fields that are to say something else.
    """
    clock = Clock()
    ids: list[UUID] = []
    with Ledger.create(path, clock=clock, new_id=lambda: ids[-1]) as ledger, catch_warnings():
        group = ledger.group(GROUP)
        for call_id, together in groupby(entries, key=lambda entry: entry.call_id):
            call = list(together)
            clock.now = call[0].recorded_at
            ids.append(call_id)
            told = [_again(group, entry.event, change(entry)) for entry in call]
            with catch_warnings(action="ignore", category=SensitiveInClear):
                group.record(*told, recorded_by=call[0].recorded_by, key=call[0].key, meta=call[0].meta)
    return path


def _again(group: Group, event: Event, values: dict[str, Any]) -> Event:
    """The event with other values, and with what the books now say where it says what the books say."""
    match event:
        case MonthClosed():
            return group.close_month(event.month, occurred_on=event.occurred_on)
        case EventReversed():
            return group.reverse(
                event.target, reason=event.reason, occurred_on=event.occurred_on, decision_id=event.decision_id
            )
        case _:
            return attrs.evolve(event, **values)  # type: ignore[misc]


def more_for_ginger(more: int) -> Callable[[Recorded], dict[str, Any]]:
    """One expense larger by so much, and each count of the kas that came after it smaller: it went into a pocket."""

    def change(entry: Recorded) -> dict[str, Any]:
        event = entry.event
        if entry.position == CHANGED:
            assert isinstance(event, ExpensePaid)
            return {"amount": event.amount + more}
        if entry.position > CHANGED and isinstance(event, CashCounted) and event.fund == "kas":
            return {"amount": event.amount - more}
        return {}

    return change
