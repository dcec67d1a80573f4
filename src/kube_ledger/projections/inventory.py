"""Buku Inventaris: what the group owns, what of it is lent and to whom, and how each thing came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import define, field, frozen

from kube_ledger.days import day_number, day_of_number
from kube_ledger.events import (
    AssetDonated,
    AssetLent,
    AssetReceived,
    AssetRetired,
    AssetReturned,
    Event,
    EventReversed,
)
from kube_ledger.events.fields import GROUP_OWNER

from .base import Projection

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


class ThingMove(NamedTuple):
    """One thing came, went, was lent or came back."""

    day: int
    kind: str
    item: str
    owned: int
    lent: int
    person: str | None
    value: int | None


@define
class InventoryState:
    """What stands, by position."""

    moves: dict[int, ThingMove] = field(factory=dict)


class InventoryRow(NamedTuple):
    """One item: owned, of that on loan, and at hand."""

    item: str
    owned: int
    lent: int
    at_hand: int


class InventoryMoveRow(NamedTuple):
    """One change: `owned` and `lent` are signed."""

    position: int
    occurred_on: date
    kind: str
    item: str
    owned: int
    lent: int
    person: str | None
    estimated_value: int | None


@frozen
class InventoryAnswer:
    """The register.

    Attributes:
        rows: What there is at the period's end, by item; an item that came and went shows with 0.
        moves: The changes of the period, by day and position. A member's own things are not in it.
    """

    rows: tuple[InventoryRow, ...]
    moves: tuple[InventoryMoveRow, ...]


class Inventory(Projection[InventoryState, InventoryAnswer]):
    """The group's things; only what it was given or what a member donated is its own."""

    name, version = "inventory", 1

    def initial(self) -> InventoryState:
        """Nothing."""
        return InventoryState()

    def apply(self, state: InventoryState, recorded: Recorded) -> None:
        """Keep each change; take out what is reversed."""
        event = recorded.event
        if isinstance(event, EventReversed):
            state.moves.pop(event.target, None)
            return
        move = _move(event)
        if move is not None:
            state.moves[recorded.position] = move

    def answer(self, state: InventoryState, period: Period | None = None) -> InventoryAnswer:
        """What there is at the end of a period, and what changed in it."""
        sums: dict[str, tuple[int, int]] = {}
        moves = []
        for position, move in state.moves.items():
            day = day_of_number(move.day)
            if period is not None and day > period.end:
                continue
            owned, lent = sums.get(move.item, (0, 0))
            sums[move.item] = (owned + move.owned, lent + move.lent)
            if period is None or day in period:
                row = InventoryMoveRow(
                    position, day, move.kind, move.item, move.owned, move.lent, move.person, move.value
                )
                moves.append(row)
        rows = [InventoryRow(item, owned, lent, owned - lent) for item, (owned, lent) in sorted(sums.items())]
        return InventoryAnswer(tuple(rows), tuple(sorted(moves, key=lambda row: (row.occurred_on, row.position))))


def _move(event: Event) -> ThingMove | None:
    day = day_number(event.occurred_on)
    match event:
        case AssetReceived() if event.holder == GROUP_OWNER:
            return ThingMove(day, event.event_type, event.item, event.quantity, 0, None, event.estimated_value)
        case AssetDonated():
            return ThingMove(day, event.event_type, event.item, event.quantity, 0, event.member_id, None)
        case AssetLent():
            return ThingMove(day, event.event_type, event.item, 0, event.quantity, event.person_id, None)
        case AssetReturned():
            return ThingMove(day, event.event_type, event.item, 0, -event.quantity, event.person_id, None)
        case AssetRetired():
            return ThingMove(day, event.event_type, event.item, -event.quantity, 0, None, None)
    return None


inventory = Inventory()
