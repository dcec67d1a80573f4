"""How things change the standing: what is in the inventory, and what of it is on loan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import AssetDonated, AssetLent, AssetReceived, AssetRetired, AssetReturned
from kube_ledger.events.fields import GROUP_OWNER
from kube_ledger.rules.held import NO_THINGS

if TYPE_CHECKING:
    from kube_ledger.events import Event
    from kube_ledger.rules.standing import Standing

    from .typed import Registers


def change_of(event: Event) -> tuple[str, int, int] | None:
    """What an event changes: (item, inventory, on loan); None if nothing."""
    match event:
        case AssetReceived() if event.holder == GROUP_OWNER:
            return event.item, event.quantity, 0
        case AssetDonated():
            return event.item, event.quantity, 0
        case AssetLent():
            return event.item, 0, event.quantity
        case AssetReturned():
            return event.item, 0, -event.quantity
        case AssetRetired():
            return event.item, -event.quantity, 0
    return None


def _add(standing: Standing, event: Event, sign: int) -> None:
    change = change_of(event)
    if change is not None:
        item, owned, lent = change
        things = standing.things.get(item, NO_THINGS)
        standing.things[item] = things._replace(owned=things.owned + sign * owned, lent=things.lent + sign * lent)


def _done(standing: Standing, event: Event, _: int) -> None:
    _add(standing, event, 1)


def _undone(standing: Standing, event: Event, _: int) -> None:
    _add(standing, event, -1)


_TYPES: Final = (AssetReceived, AssetDonated, AssetLent, AssetReturned, AssetRetired)

REGISTERS: Final[Registers] = dict.fromkeys(_TYPES, _done)

REVERSALS: Final[Registers] = dict.fromkeys(_TYPES, _undone)
