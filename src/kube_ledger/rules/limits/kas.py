"""Limits of the cash box: what may be spent without a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import ExpensePaid

from .typed import limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.rules.standing import Limits, Standing


def _expense(standing: Standing, event: ExpensePaid) -> Iterator[Refusal]:
    if event.decision_id is None:
        yield from above_ceiling(standing, event, "expense_limit")


def above_ceiling(standing: Standing, event: ExpensePaid, rule: str) -> Iterator[Refusal]:
    """The refusal of an amount above the figure that a decision in force that day sets."""
    found = standing.rule(rule, event.occurred_on)
    if found is not None and event.amount > found[0]:
        ceiling, decided = found
        yield Refusal("over-ceiling", field="amount", asked=event.amount, ceiling=ceiling, decision=decided.decision_id)


LIMITS: Final[Limits] = {ExpensePaid: limit(_expense)}
