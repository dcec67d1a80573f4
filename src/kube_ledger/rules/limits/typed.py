"""What limits are made of: most look at the event alone, and some compare an amount with a decided figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kube_ledger.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.rules.standing import Limit, Standing


def limit(judge: Callable[[Standing, Any], Iterator[Refusal]]) -> Limit:
    """A limit from a function of the standing and the event."""

    def judge_entry(standing: Standing, proposal: Recorded) -> Iterator[Refusal]:
        return judge(standing, proposal.event)

    return judge_entry


def above_ceiling(standing: Standing, event: Any, rule: str) -> Iterator[Refusal]:
    """The refusal of an amount above the figure that a decision in force that day sets.

    Args:
        standing: The group.
        event: What spends an `amount`.
        rule: The figure's name in `DecisionRules`.
    """
    found = standing.rule(rule, event.occurred_on)
    if found is not None and event.amount > found[0]:
        ceiling, decided = found
        yield Refusal("over-ceiling", field="amount", asked=event.amount, ceiling=ceiling, decision=decided.decision_id)
