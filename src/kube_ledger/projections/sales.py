"""Buku Penjualan and Buku Bagi Hasil: sales, orders, what customers owe, stock, splits, what members are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import define, field, frozen

from kube_ledger.days import day_number
from kube_ledger.events import (
    DecisionMade,
    EventReversed,
    GoodsSpoiled,
    OrderCancelled,
    OrderTaken,
    Price,
    ProductionRun,
    SaleRecorded,
    SaleSplit,
    SampleGiven,
)
from kube_ledger.events.fields import GROUP_OWNER
from kube_ledger.journal import CUSTOMER_DEPOSITS, MEMBER_SHARES, RECEIVABLES

from .base import Projection
from .registers import Decided, in_force

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


@define
class SalesState:
    """What stands, by position; and the balances of parties by day."""

    sales: dict[int, SaleRecorded] = field(factory=dict)
    orders: dict[int, OrderTaken] = field(factory=dict)
    cancelled: dict[int, OrderCancelled] = field(factory=dict)
    splits: dict[int, SaleSplit] = field(factory=dict)
    runs: dict[int, ProductionRun] = field(factory=dict)
    gone: dict[int, tuple[str, int]] = field(factory=dict)
    decisions: dict[int, DecisionMade] = field(factory=dict)
    parties: dict[tuple[str, str], int] = field(factory=dict)


class SaleRow(NamedTuple):
    """One sale.

    Attributes:
        position: Where its entry stands.
        occurred_on: The day.
        sale_id: Its id.
        owner: `group`, or the member whose goods they were; hers is not the group's money.
        product: What.
        channel: Where.
        lots: How many lots.
        lot_size: Pieces in a lot.
        lot_price: Whole rupiah a lot. No price a piece is derived from it.
        total: Whole rupiah.
        customer: Who bought, if said.
        owed: What she still owes, whole rupiah.
        split: Whether its proceeds have been divided.
    """

    position: int
    occurred_on: date
    sale_id: str
    owner: str
    product: str
    channel: str
    lots: int
    lot_size: int
    lot_price: int
    total: int
    customer: str | None
    owed: int
    split: bool


class OrderRow(NamedTuple):
    """One order; `deposit_left` is what of its deposit is neither used nor returned."""

    position: int
    occurred_on: date
    order_id: str
    customer: str
    product: str
    quantity: int
    price: int
    deposit: int
    deposit_left: int
    due_on: date | None
    cancelled: bool


class SplitRow(NamedTuple):
    """One split: what came in, what the kas got, what each member got."""

    position: int
    occurred_on: date
    sale_ids: tuple[str, ...]
    proceeds: int
    kas_share: int
    each: int
    members: tuple[str, ...]


class ShareRow(NamedTuple):
    """What a member was given by splits, and what of it is not paid yet: whole rupiah."""

    member_id: str
    given: int
    owed: int


class StockRow(NamedTuple):
    """A product's stock, counted from the group's first standing run of it."""

    product: str
    quantity: int


@frozen
class SalesAnswer:
    """The books of selling; rows by day and position.

    Attributes:
        rows: The sales of the period.
        orders: The orders taken in the period.
        splits: The splits of the period.
        shares: Every member who was ever given a share, by id, over all days.
        stock: By product, over all days.
        receivables: Sale → what is owed, over all days, of those that are not 0.
    """

    rows: tuple[SaleRow, ...]
    orders: tuple[OrderRow, ...]
    splits: tuple[SplitRow, ...]
    shares: tuple[ShareRow, ...]
    stock: tuple[StockRow, ...]
    receivables: dict[str, int]
    _decided: tuple[Decided, ...] = field(alias="decided", repr=False)

    def prices(self, day: date) -> tuple[Price, ...]:
        """The price list in force on a day: of each product, channel and lot size the latest that a decision set."""
        found: dict[tuple[str, str, int], Price] = {}
        for decided in in_force(self._decided, day_number(day)):
            for price in () if decided.rules is None else decided.rules.prices or ():
                found[price.product, price.channel, price.lot_size] = price
        return tuple(found[key] for key in sorted(found))

    @property
    def turnover(self) -> int:
        """What the group's own sales of the period come to: whole rupiah."""
        return sum(row.total for row in self.rows if row.owner == GROUP_OWNER)


class Sales(Projection[SalesState, SalesAnswer]):
    """Selling as it stands: what was reversed is taken out of its own day."""

    name, version = "sales", 1

    def initial(self) -> SalesState:
        """Nothing made, nothing sold."""
        return SalesState()

    def apply(self, state: SalesState, recorded: Recorded) -> None:
        """Keep what was made, ordered, sold, divided; take out what is reversed."""
        event, position = recorded.event, recorded.position
        match event:
            case SaleRecorded():
                state.sales[position] = event
            case OrderTaken():
                state.orders[position] = event
            case OrderCancelled():
                state.cancelled[position] = event
            case SaleSplit():
                state.splits[position] = event
            case ProductionRun():
                state.runs[position] = event
            case GoodsSpoiled() | SampleGiven():
                state.gone[position] = (event.product, event.quantity)
            case DecisionMade():
                state.decisions[position] = event
            case EventReversed():
                _take_out(state, event.target)
        for posting in recorded.postings:
            if posting.account in (RECEIVABLES, CUSTOMER_DEPOSITS, MEMBER_SHARES) and posting.party is not None:
                key = (posting.account.name, posting.party)
                state.parties[key] = state.parties.get(key, 0) + posting.amount
                if not state.parties[key]:
                    del state.parties[key]

    def answer(self, state: SalesState, period: Period | None = None) -> SalesAnswer:
        """The books over a period, or over all days; what is owed and in stock is of this point of view."""
        return SalesAnswer(
            rows=tuple(row for row in _sales(state) if period is None or row.occurred_on in period),
            orders=tuple(row for row in _orders(state) if period is None or row.occurred_on in period),
            splits=tuple(row for row in _splits(state) if period is None or row.occurred_on in period),
            shares=_shares(state),
            stock=_stock(state),
            receivables={
                party: amount
                for (account, party), amount in sorted(state.parties.items())
                if account == RECEIVABLES.name
            },
            decided=tuple(
                Decided(event.decision_id, position, day_number(event.effective_from), event.supersedes, event.rules)
                for position, event in sorted(state.decisions.items())
            ),
        )


def _take_out(state: SalesState, target: int) -> None:
    kept: tuple[dict[int, Any], ...] = (
        *(state.sales, state.orders, state.cancelled),
        *(state.splits, state.runs, state.gone),
    )
    for table in kept:
        table.pop(target, None)


def _in_order(table: dict[int, Any]) -> list[tuple[int, Any]]:
    return sorted(table.items(), key=lambda item: (item[1].occurred_on, item[0]))


def _sales(state: SalesState) -> list[SaleRow]:
    divided = {sale_id for event in state.splits.values() for sale_id in event.sale_ids}
    return [
        SaleRow(
            position,
            event.occurred_on,
            event.sale_id,
            event.owner,
            event.product,
            event.channel,
            event.lots,
            event.lot_size,
            event.lot_price,
            event.lots * event.lot_price,
            event.customer,
            state.parties.get((RECEIVABLES.name, event.sale_id), 0),
            event.sale_id in divided,
        )
        for position, event in _in_order(state.sales)
    ]


def _orders(state: SalesState) -> list[OrderRow]:
    ended = {
        (event.order_id, max(at for at, order in state.orders.items() if order.order_id == event.order_id and at < end))
        for end, event in state.cancelled.items()
        if any(order.order_id == event.order_id and at < end for at, order in state.orders.items())
    }
    return [
        OrderRow(
            position,
            event.occurred_on,
            event.order_id,
            event.customer,
            event.product,
            event.quantity,
            event.price,
            event.deposit,
            -state.parties.get((CUSTOMER_DEPOSITS.name, event.order_id), 0),
            event.due_on,
            (event.order_id, position) in ended,
        )
        for position, event in _in_order(state.orders)
    ]


def _splits(state: SalesState) -> list[SplitRow]:
    return [
        SplitRow(
            position,
            event.occurred_on,
            tuple(event.sale_ids),
            event.proceeds,
            event.kas_share,
            event.shares[0].amount if event.shares else 0,
            tuple(share.member_id for share in event.shares),
        )
        for position, event in _in_order(state.splits)
    ]


def _shares(state: SalesState) -> tuple[ShareRow, ...]:
    given: dict[str, int] = {}
    for event in state.splits.values():
        for share in event.shares:
            given[share.member_id] = given.get(share.member_id, 0) + share.amount
    owed = {party: -amount for (account, party), amount in state.parties.items() if account == MEMBER_SHARES.name}
    people = sorted(given.keys() | owed.keys())
    return tuple(ShareRow(person, given.get(person, 0), owed.get(person, 0)) for person in people)


def _stock(state: SalesState) -> tuple[StockRow, ...]:
    first: dict[str, int] = {}
    moves: list[tuple[str, int, int]] = []
    for position, run in sorted(state.runs.items()):
        if run.owner == GROUP_OWNER:
            first.setdefault(run.product, position)
            moves.append((run.product, position, run.quantity))
    moves.extend((product, position, -quantity) for position, (product, quantity) in state.gone.items())
    moves.extend(
        (sale.product, position, -sale.lots * sale.lot_size)
        for position, sale in state.sales.items()
        if sale.owner == GROUP_OWNER
    )
    sums = dict.fromkeys(sorted(first), 0)
    for product, position, change in moves:
        if product in first and position >= first[product]:
            sums[product] += change
    return tuple(StockRow(product, quantity) for product, quantity in sums.items())


sales = Sales()
