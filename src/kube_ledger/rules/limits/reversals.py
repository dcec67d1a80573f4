"""What a reversal leaves must be possible: the reasons against it that postings can't show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.events import (
    AssetDonated,
    AssetLent,
    AssetReceived,
    AssetRetired,
    AssetReturned,
    Event,
    PmtProduced,
    ProductionRun,
    SaleRecorded,
)
from kube_ledger.events.fields import GROUP_OWNER

from .assets import short_of_things
from .programmes import short_of_boxes
from .sales import already_split, short_of_stock

if TYPE_CHECKING:
    from kube_ledger.errors import Refusal
    from kube_ledger.rules.standing import Standing

Remains = Callable[["Standing", Any, int], Iterator["Refusal"]]
"""Takes the standing, the original and its position."""


def _unmade(standing: Standing, original: ProductionRun, _: int) -> Iterator[Refusal]:
    if original.owner == GROUP_OWNER:
        yield from short_of_stock(standing, original.product, original.quantity, "target")


def _unsold(standing: Standing, original: SaleRecorded, target: int) -> Iterator[Refusal]:
    sold = standing.sales.get(original.sale_id)
    if sold is not None and sold.position == target and sold.split_at is not None:
        yield already_split("target", original.sale_id, sold.split_at)


def _unboxed(standing: Standing, original: PmtProduced, _: int) -> Iterator[Refusal]:
    yield from short_of_boxes(standing, original.batch_id, original.boxes, "target")


def _things(standing: Standing, original: Event, _: int) -> Iterator[Refusal]:
    yield from short_of_things(standing, original, -1, "target")


REVERSALS: Final[Mapping[type[Event], Remains]] = {
    ProductionRun: _unmade,
    SaleRecorded: _unsold,
    PmtProduced: _unboxed,
    **dict.fromkeys((AssetReceived, AssetDonated, AssetLent, AssetReturned, AssetRetired), _things),
}
