"""How closings change the standing; corrections are taken in where all registers are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import MonthClosed, MonthReopened

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

    from .typed import Registers


def _close(standing: Standing, event: MonthClosed, position: int) -> None:
    standing.closed[event.month] = position


def _reopen(standing: Standing, event: MonthReopened, _: int) -> None:
    if event.month in standing.closed:
        del standing.closed[event.month]


REGISTERS: Final[Registers] = {MonthClosed: _close, MonthReopened: _reopen}
