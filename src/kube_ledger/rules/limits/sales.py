"""Limits of making and selling: deposits, stock, and what a right split is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import GoodsSpoiled, OrderCancelled, SaleRecorded, SaleSplit, SampleGiven
from kube_ledger.events.fields import GROUP_OWNER
from kube_ledger.journal import CUSTOMER_DEPOSITS
from kube_ledger.money import split_proceeds
from kube_ledger.wording import rupiah

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


def already_split(field: str, sale_id: str, position: int | None) -> Refusal:
    """The refusal of a sale that the entry at `position` has split, or that is named twice at once (None)."""
    how, how_id = ("is named twice", "disebut dua kali")
    if position is not None:
        how, how_id = ("has been split already", "sudah dibagi")
    return Refusal("already-split", field=field, reference=sale_id, position=position, how=how, how_id=how_id)


def _split(standing: Standing, event: SaleSplit) -> Iterator[Refusal]:
    named: set[str] = set()
    for index, sale_id in enumerate(event.sale_ids):
        sold = standing.sales.get(sale_id)
        if sale_id in named or (sold is not None and sold.split_at is not None):
            at = None if sold is None else sold.split_at
            yield already_split(f"sale_ids[{index}]", sale_id, at)
        named.add(sale_id)
    yield from _mismatch(standing, event)


def _mismatch(standing: Standing, event: SaleSplit) -> Iterator[Refusal]:
    totals = {sale_id: _total(standing, sale_id) for sale_id in event.sale_ids}
    for sale_id, total in totals.items():
        if total is None:
            yield no_sale_to_split("sale_ids", sale_id)
    sold = sum(total for total in totals.values() if total is not None)
    if sold != event.proceeds:
        amount = rupiah(sold)
        yield _wrong("proceeds", f"{amount}, which the named sales come to", f"{amount}, jumlah penjualan yang disebut")
    left = event.proceeds - sum(share.amount for share in event.shares)
    if left < 0:
        amount = rupiah(event.proceeds)
        yield _wrong("shares", f"{amount} in all at most", f"seluruhnya paling banyak {amount}")
    elif event.kas_share != left:
        amount = rupiah(left)
        yield _wrong("kas_share", f"{amount}, which the shares leave", f"{amount}, sisa setelah bagian anggota")
    members = standing.members_on(event.occurred_on)
    if sorted(share.member_id for share in event.shares) != sorted(members):
        count = len(members)
        yield _wrong("shares", f"each of {count} members once", f"setiap anggota ({count} orang) disebut satu kali")
    if len({share.amount for share in event.shares}) > 1:
        yield _wrong("shares", "as much for each member as for the others", "sama besar untuk semua anggota")
    percent = standing.rule("kas_share_percent", event.occurred_on)
    if percent is not None:
        kas_share, _ = split_proceeds(event.proceeds, len(event.shares), percent[0])
        if event.kas_share != kas_share:
            amount = rupiah(kas_share)
            wanted_id = f"{amount}, menurut keputusan bahwa bagian kas {percent[0]} %"
            yield _wrong("kas_share", f"{amount}, by the decided {percent[0]} %", wanted_id)


def _total(standing: Standing, sale_id: str) -> int | None:
    sold = standing.sales.get(sale_id)
    return None if sold is None or sold.owner != GROUP_OWNER else sold.total


def no_sale_to_split(field: str, sale_id: str) -> Refusal:
    """The refusal of a known sale that is not the group's, or whose total nobody knows."""
    wanted = f"a sale of the group with a known total, unlike '{sale_id}'"
    return _wrong(field, wanted, f"penjualan milik kelompok yang jumlahnya diketahui, dan '{sale_id}' bukan")


def _wrong(field: str, wanted: str, wanted_id: str) -> Refusal:
    return Refusal("split-mismatch", field=field, wanted=wanted, wanted_id=wanted_id)


LIMITS: Final[Limits] = {
    GoodsSpoiled: limit(_gone),
    SampleGiven: limit(_gone),
    OrderCancelled: limit(_cancelled),
    SaleRecorded: limit(_sold),
    SaleSplit: limit(_split),
}
