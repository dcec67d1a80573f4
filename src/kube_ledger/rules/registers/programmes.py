"""How public work changes the standing: menus, batches and their boxes, contests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import CompetitionEntered, PmtDelivered, PmtMenuSet, PmtProduced, PmtSpoiled

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

    from .typed import Registers


def _menu(standing: Standing, event: PmtMenuSet, position: int) -> None:
    standing.menus[event.menu_id] = position


def _unmenu(standing: Standing, event: PmtMenuSet, target: int) -> None:
    if standing.menus.get(event.menu_id) == target:
        del standing.menus[event.menu_id]


def _add_boxes(standing: Standing, batch_id: str, boxes: int) -> None:
    standing.boxes[batch_id] = standing.boxes.get(batch_id, 0) + boxes


def _produced(standing: Standing, event: PmtProduced, position: int) -> None:
    standing.batches[event.batch_id] = position
    _add_boxes(standing, event.batch_id, event.boxes)


def _unproduced(standing: Standing, event: PmtProduced, target: int) -> None:
    if standing.batches.get(event.batch_id) == target:
        del standing.batches[event.batch_id]
    _add_boxes(standing, event.batch_id, -event.boxes)


def _gone(standing: Standing, event: PmtDelivered | PmtSpoiled, _: int) -> None:
    _add_boxes(standing, event.batch_id, -event.boxes)


def _ungone(standing: Standing, event: PmtDelivered | PmtSpoiled, _: int) -> None:
    _add_boxes(standing, event.batch_id, event.boxes)


def _entered(standing: Standing, event: CompetitionEntered, position: int) -> None:
    standing.competitions[event.competition_id] = position


def _unentered(standing: Standing, event: CompetitionEntered, target: int) -> None:
    if standing.competitions.get(event.competition_id) == target:
        del standing.competitions[event.competition_id]


REGISTERS: Final[Registers] = {
    PmtMenuSet: _menu,
    PmtProduced: _produced,
    PmtDelivered: _gone,
    PmtSpoiled: _gone,
    CompetitionEntered: _entered,
}

REVERSALS: Final[Registers] = {
    PmtMenuSet: _unmenu,
    PmtProduced: _unproduced,
    PmtDelivered: _ungone,
    PmtSpoiled: _ungone,
    CompetitionEntered: _unentered,
}
