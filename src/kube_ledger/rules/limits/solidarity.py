"""Limits of solidarity money: the ceiling that the group decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import IksDisbursed

from .typed import above_ceiling, limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.errors import Refusal
    from kube_ledger.rules.standing import Limits, Standing


def _disbursed(standing: Standing, event: IksDisbursed) -> Iterator[Refusal]:
    # From whichever fund, and whether a decision is cited or not: the ceiling is what one case may cost.
    yield from above_ceiling(standing, event, "iks_ceiling")


LIMITS: Final[Limits] = {IksDisbursed: limit(_disbursed)}
