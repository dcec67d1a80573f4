"""How aid changes the standing: which proposals are open, and how many lines they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import AidProposed, AidRejected
from kube_ledger.rules.held import Proposed

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

    from .typed import Registers


def _proposed(standing: Standing, event: AidProposed, position: int) -> None:
    standing.aids[event.aid_id] = Proposed(position, len(event.lines))


def _unproposed(standing: Standing, event: AidProposed, target: int) -> None:
    proposed = standing.aids.get(event.aid_id)
    if proposed is not None and proposed.position == target:
        del standing.aids[event.aid_id]


def _rejected(standing: Standing, event: AidRejected, position: int) -> None:
    proposed = standing.aids.get(event.aid_id)
    if proposed is not None:
        standing.aids[event.aid_id] = proposed._replace(rejected_at=position)


def _unrejected(standing: Standing, event: AidRejected, target: int) -> None:
    proposed = standing.aids.get(event.aid_id)
    if proposed is not None and proposed.rejected_at == target:
        standing.aids[event.aid_id] = proposed._replace(rejected_at=None)


REGISTERS: Final[Registers] = {AidProposed: _proposed, AidRejected: _rejected}

REVERSALS: Final[Registers] = {AidProposed: _unproposed, AidRejected: _unrejected}
