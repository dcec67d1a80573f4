"""Correcting and closing: what keeps the books honest once they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.days import first_of_month
from kube_ledger.errors import Fault

from .base import Event, event
from .fields import DecisionId, Digest, EarlierPosition, Month, Text

if TYPE_CHECKING:
    from collections.abc import Iterator


@event
class EventReversed(Event):
    """An entry was wrong: its postings are negated on this event's own day, its counts taken out of its own day.

    Both stay visible. Made by `group.reverse(position, ...)`, never typed: `original` is the entry at `target`, with
    its sensitive fields `Locked`.
    """

    target: EarlierPosition
    original: Event
    reason: Text
    decision_id: DecisionId | None = None


@event
class NoteAdded(Event):
    """A remark on an entry; nothing moves."""

    target: EarlierPosition
    text: Text


def _month_has_begun(event_: MonthClosed) -> Iterator[Fault]:
    if event_.occurred_on < first_of_month(event_.month):
        yield Fault("month", "is closed before it began", "ditutup sebelum dimulai")


@event(form=_month_has_begun)
class MonthClosed(Event):
    """A month's books were closed: nothing more can be dated in it. Made by `group.close_month(...)`.

    `digest` is that of the balances as of the month's last day and the position before this event.
    """

    month: Month
    digest: Digest


@event
class MonthReopened(Event):
    """A closed month was opened again by a decision."""

    month: Month
    decision_id: DecisionId
