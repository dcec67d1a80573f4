"""How making and selling change the standing: sales, orders, stock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import (
    GoodsSpoiled,
    OrderCancelled,
    OrderTaken,
    ProductionRun,
    SaleRecorded,
    SaleSplit,
    SampleGiven,
)
from kube_ledger.events.fields import GROUP_OWNER
from kube_ledger.rules.held import Ordered, Sold, Stock, StockMove

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

    from .typed import Registers


# Stock: counted from the first standing run of the group on; what was sold before is not in it.


def _move(standing: Standing, product: str, position: int, change: int, *, is_run: bool = False) -> None:
    standing.stock_moves[product, position] = StockMove(change, is_run)
    stock = standing.stock.get(product)
    if stock is not None:
        standing.stock[product] = Stock(stock.counted_from, stock.total + change)
    elif is_run:
        standing.stock[product] = Stock(position, change)


def _take_back(standing: Standing, product: str, target: int) -> None:
    move = standing.stock_moves.get((product, target))
    if move is None:
        return
    del standing.stock_moves[product, target]
    stock = standing.stock.get(product)
    if stock is None or target < stock.counted_from:
        return
    if target > stock.counted_from:
        standing.stock[product] = Stock(stock.counted_from, stock.total - move.change)
    else:
        _count_from_the_next_run(standing, product, target)


def _count_from_the_next_run(standing: Standing, product: str, after: int) -> None:
    later = [(at, move) for (made, at), move in standing.stock_moves.items() if made == product and at > after]
    runs = [at for at, move in later if move.is_run]
    if runs:
        first = min(runs)
        standing.stock[product] = Stock(first, sum(move.change for at, move in later if at >= first))
    else:
        del standing.stock[product]


def _made(standing: Standing, event: ProductionRun, position: int) -> None:
    if event.owner == GROUP_OWNER:
        _move(standing, event.product, position, event.quantity, is_run=True)


def _gone(standing: Standing, event: GoodsSpoiled | SampleGiven, position: int) -> None:
    _move(standing, event.product, position, -event.quantity)


def _unmoved(standing: Standing, event: ProductionRun | GoodsSpoiled | SampleGiven, target: int) -> None:
    _take_back(standing, event.product, target)


# Sales and orders.


def _sold(standing: Standing, event: SaleRecorded, position: int) -> None:
    standing.sales[event.sale_id] = Sold(position, event.owner, event.lots * event.lot_price)
    if event.owner == GROUP_OWNER:
        _move(standing, event.product, position, -event.lots * event.lot_size)


def _unsold(standing: Standing, event: SaleRecorded, target: int) -> None:
    standing.drop_sale(event.sale_id, target)
    _take_back(standing, event.product, target)


def _ordered(standing: Standing, event: OrderTaken, position: int) -> None:
    standing.orders[event.order_id] = Ordered(position)


def _unordered(standing: Standing, event: OrderTaken, target: int) -> None:
    standing.drop_order(event.order_id, target)


def _cancelled(standing: Standing, event: OrderCancelled, position: int) -> None:
    order = standing.orders.get(event.order_id)
    if order is not None:
        standing.orders[event.order_id] = order._replace(cancelled_at=position)


def _uncancelled(standing: Standing, event: OrderCancelled, target: int) -> None:
    order = standing.orders.get(event.order_id)
    if order is not None and order.cancelled_at == target:
        standing.orders[event.order_id] = order._replace(cancelled_at=None)


def _split(standing: Standing, event: SaleSplit, position: int) -> None:
    for sale_id in event.sale_ids:
        sold = standing.sales.get(sale_id)
        if sold is not None:
            standing.sales[sale_id] = sold._replace(split_at=position)


def _unsplit(standing: Standing, event: SaleSplit, target: int) -> None:
    for sale_id in event.sale_ids:
        sold = standing.sales.get(sale_id)
        if sold is not None and sold.split_at == target:
            standing.sales[sale_id] = sold._replace(split_at=None)


REGISTERS: Final[Registers] = {
    ProductionRun: _made,
    GoodsSpoiled: _gone,
    SampleGiven: _gone,
    OrderTaken: _ordered,
    OrderCancelled: _cancelled,
    SaleRecorded: _sold,
    SaleSplit: _split,
}

REVERSALS: Final[Registers] = {
    ProductionRun: _unmoved,
    GoodsSpoiled: _unmoved,
    SampleGiven: _unmoved,
    OrderTaken: _unordered,
    OrderCancelled: _uncancelled,
    SaleRecorded: _unsold,
    SaleSplit: _unsplit,
}
