"""Limits of making and selling: deposits, stock, and what a right split is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import GoodsSpoiled, OrderCancelled, SaleRecorded, SaleSplit, SampleGiven
from kube_ledger.events.fields import GROUP_OWNER
from kube_ledger.journal import CUSTOMER_DEPOSITS
from kube_ledger.money import split_proceeds

from .typed import limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.rules.standing import Limits, Standing


def short_of_stock(standing: Standing, product: str, quantity: int, field: str) -> Iterator[Refusal]:
    """The refusal of taking more of a counted product than there is; what was never made here is not counted."""
    stock = standing.stock.get(product)
    if stock is not None and stock.total < quantity:
        yield Refusal("insufficient-stock", field=field, item=product, holds=stock.total, asked=quantity)


def _gone(standing: Standing, event: GoodsSpoiled | SampleGiven) -> Iterator[Refusal]:
    yield from short_of_stock(standing, event.product, event.quantity, "quantity")


def _deposit_differs(order_id: str, holds: int, asked: int, field: str) -> Refusal:
    account = CUSTOMER_DEPOSITS.name
    return Refusal("over-paid", field=field, account=account, party=order_id, holds=holds, asked=asked)


def _cancelled(standing: Standing, event: OrderCancelled) -> Iterator[Refusal]:
    left, given = standing.deposit_left(event.order_id), event.refund + event.kept
    if event.order_id in standing.orders and given != left:
        yield _deposit_differs(event.order_id, left, given, "refund")


def _sold(standing: Standing, event: SaleRecorded) -> Iterator[Refusal]:
    if event.owner != GROUP_OWNER:
        return
    if event.order_id is not None and event.order_id in standing.orders:
        usable = min(standing.deposit_left(event.order_id), event.lots * event.lot_price)
        if event.deposit_used != usable:
            yield _deposit_differs(event.order_id, usable, event.deposit_used, "deposit_used")
    yield from short_of_stock(standing, event.product, event.lots * event.lot_size, "lots")


def _split(standing: Standing, event: SaleSplit) -> Iterator[Refusal]:
    named: set[str] = set()
    for index, sale_id in enumerate(event.sale_ids):
        sold = standing.sales.get(sale_id)
        if sale_id in named or (sold is not None and sold.split_at is not None):
            at = None if sold is None else sold.split_at
            yield Refusal("already-split", field=f"sale_ids[{index}]", reference=sale_id, position=at)
        named.add(sale_id)
    yield from _mismatch(standing, event)


def _mismatch(standing: Standing, event: SaleSplit) -> Iterator[Refusal]:
    totals = [_total(standing, sale_id) for sale_id in dict.fromkeys(event.sale_ids)]
    if None in totals:
        yield _wrong("sale_ids", "a sale of the group with a known total", "bukan penjualan kelompok yang diketahui")
    sold = sum(total for total in totals if total is not None)
    if sold != event.proceeds:
        yield _wrong("proceeds", f"{sold}, which the named sales come to", f"{sold}, jumlah penjualan itu")
    left = event.proceeds - sum(share.amount for share in event.shares)
    if event.kas_share != left:
        yield _wrong("kas_share", f"{left}, which the shares leave", f"{left}, sisa setelah bagian anggota")
    members = standing.members_on(event.occurred_on)
    if sorted(share.member_id for share in event.shares) != sorted(members):
        yield _wrong("shares", f"each of {len(members)} members once", f"{len(members)} anggota, masing-masing sekali")
    if len({share.amount for share in event.shares}) > 1:
        yield _wrong("shares", "equal shares", "bagian yang sama besar")
    percent = standing.rule("kas_share_percent", event.occurred_on)
    if percent is not None:
        kas_share, _ = split_proceeds(event.proceeds, len(event.shares), percent[0])
        if event.kas_share != kas_share:
            yield _wrong("kas_share", f"{kas_share} at {percent[0]} %", f"{kas_share} menurut {percent[0]} %")


def _total(standing: Standing, sale_id: str) -> int | None:
    sold = standing.sales.get(sale_id)
    return None if sold is None or sold.owner != GROUP_OWNER else sold.total


def _wrong(field: str, wanted: str, wanted_id: str) -> Refusal:
    return Refusal("split-mismatch", field=field, wanted=wanted, wanted_id=wanted_id)


LIMITS: Final[Limits] = {
    GoodsSpoiled: limit(_gone),
    SampleGiven: limit(_gone),
    OrderCancelled: limit(_cancelled),
    SaleRecorded: limit(_sold),
    SaleSplit: limit(_split),
}
