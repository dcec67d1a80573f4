"""Limits of the cash box: what may be spent without a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import ExpensePaid

from .typed import above_ceiling, limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.errors import Refusal
    from kube_ledger.rules.standing import Limits, Standing


def _expense(standing: Standing, event: ExpensePaid) -> Iterator[Refusal]:
    if event.decision_id is None:
        yield from above_ceiling(standing, event, "expense_limit")


LIMITS: Final[Limits] = {ExpensePaid: limit(_expense)}
