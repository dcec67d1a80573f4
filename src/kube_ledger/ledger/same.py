"""When a call that comes twice says the same: the question behind every idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from kube_ledger.events import Erased, Event, EventReversed, Locked, MonthClosed
from kube_ledger.events.shapes import sealed_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kube_ledger.codec import Recorded

FILLED_IN: Final[Mapping[type[Event], str]] = {EventReversed: "original", MonthClosed: "digest"}
"""Event type → the field that is filled in from the books when a call is built, so at one moment or at another."""


def same_event(mine: Event, stored: Event) -> bool:
    """Whether two events say the same; a sensitive field counts only where both can be read."""
    if type(mine) is not type(stored):
        return False
    sealed = {field.name for field in sealed_fields(type(mine))}
    for attribute in attrs.fields(type(mine)):
        name = attribute.name
        if name == FILLED_IN.get(type(mine)):
            continue
        here, there = getattr(mine, name), getattr(stored, name)
        if name in sealed and (isinstance(here, Locked | Erased) or isinstance(there, Locked | Erased)):
            continue
        if here != there:
            return False
    return True


def same_call(events: Sequence[Event], authors: Sequence[str], stored: Sequence[Recorded]) -> bool:
    """Whether a call's events, each by its author, are those of a stored call."""
    return len(events) == len(stored) and all(
        entry.recorded_by == author and same_event(event, entry.event)
        for event, author, entry in zip(events, authors, stored, strict=True)
    )
