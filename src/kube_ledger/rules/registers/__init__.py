"""How each event type changes what the rules need to know: one file a family of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import EventReversed

from . import aid, assets, authority, control, group, meetings, programmes, sales

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

    from .typed import Registers

REVERSALS: Final[Registers] = {
    **group.REVERSALS,
    **meetings.REVERSALS,
    **sales.REVERSALS,
    **programmes.REVERSALS,
    **assets.REVERSALS,
    **aid.REVERSALS,
}
"""Event type → how its reversal takes back what it changed."""


def _reverse(standing: Standing, event: EventReversed, position: int) -> None:
    standing.reversed[event.target] = position
    take_back = REVERSALS.get(type(event.original))
    if take_back is not None:
        take_back(standing, event.original, event.target)


REGISTERS: Final[Registers] = {
    **group.REGISTERS,
    **meetings.REGISTERS,
    **sales.REGISTERS,
    **programmes.REGISTERS,
    **assets.REGISTERS,
    **aid.REGISTERS,
    **authority.REGISTERS,
    **control.REGISTERS,
    EventReversed: _reverse,
}
"""Event type → how it changes the standing; a type that is not in it changes no register."""
