"""Limits of aid: it is spent by the lines of its proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import AidSpent

from .typed import limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.rules.standing import Limits, Standing


def _spent(standing: Standing, event: AidSpent) -> Iterator[Refusal]:
    proposed = standing.aids.get(event.aid_id)
    if proposed is not None and event.line > proposed.lines:
        yield Refusal("unknown-reference", field="line", reference=event.line)


LIMITS: Final[Limits] = {AidSpent: limit(_spent)}
