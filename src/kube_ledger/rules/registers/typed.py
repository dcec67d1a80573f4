"""What a register function is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kube_ledger.events import Event

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

Register = Callable[["Standing", Any, int], None]
"""Takes the standing, the event and its position (of a reversal: the original and the reversal's target)."""

Registers = Mapping[type[Event], Register]
