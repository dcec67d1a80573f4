"""Limits of public work: no more boxes leave a batch than were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import PmtDelivered, PmtSpoiled

from .typed import limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.rules.standing import Limits, Standing


def short_of_boxes(standing: Standing, batch_id: str, boxes: int, field: str) -> Iterator[Refusal]:
    """The refusal of taking more boxes from a known batch than are left."""
    left = standing.boxes.get(batch_id, 0)
    if batch_id in standing.batches and left < boxes:
        yield Refusal("insufficient-stock", field=field, item=batch_id, holds=left, asked=boxes)


def _gone(standing: Standing, event: PmtDelivered | PmtSpoiled) -> Iterator[Refusal]:
    yield from short_of_boxes(standing, event.batch_id, event.boxes, "boxes")


LIMITS: Final[Limits] = {PmtDelivered: limit(_gone), PmtSpoiled: limit(_gone)}
