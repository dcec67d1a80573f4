"""Limits of things: only what is there and not lent can be lent or retired, only what was lent comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import AssetLent, AssetRetired, AssetReturned
from kube_ledger.rules.held import NO_THINGS
from kube_ledger.rules.registers.assets import change_of

from .typed import limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.events import Event
    from kube_ledger.rules.standing import Limits, Standing


def short_of_things(standing: Standing, event: Event, sign: int, field: str) -> Iterator[Refusal]:
    """The refusal of an event (sign 1) or its reversal (−1) that would leave less than nothing, at hand or on loan."""
    change = change_of(event)
    if change is None:
        return
    item, owned, lent = change[0], sign * change[1], sign * change[2]
    things = standing.things.get(item, NO_THINGS)
    if things.lent + lent < 0:
        yield Refusal("insufficient-stock", field=field, item=item, holds=things.lent, asked=-lent)
    at_hand = things.owned - things.lent
    if at_hand + owned - lent < 0:
        yield Refusal("insufficient-stock", field=field, item=item, holds=at_hand, asked=lent - owned)


def _moved(standing: Standing, event: AssetLent | AssetReturned | AssetRetired) -> Iterator[Refusal]:
    yield from short_of_things(standing, event, 1, "quantity")


LIMITS: Final[Limits] = dict.fromkeys((AssetLent, AssetReturned, AssetRetired), limit(_moved))
