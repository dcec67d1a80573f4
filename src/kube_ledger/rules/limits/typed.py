"""Most limits look at the event alone: this makes one of a function that does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.errors import Refusal
    from kube_ledger.rules.standing import Limit, Standing


def limit(judge: Callable[[Standing, Any], Iterator[Refusal]]) -> Limit:
    """A limit from a function of the standing and the event."""

    def judge_entry(standing: Standing, proposal: Recorded) -> Iterator[Refusal]:
        return judge(standing, proposal.event)

    return judge_entry
