"""Making and selling: runs, orders with deposits, sales, and dividing what came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kube_ledger.errors import Fault
from kube_ledger.money import MAX_RUPIAH

from .base import Event, Facts, event, record
from .fields import (
    GROUP_OWNER,
    Channel,
    Count,
    Day,
    DecisionId,
    Flag,
    MemberId,
    NewOrderId,
    NewSaleId,
    OpenOrderId,
    Owner,
    PastMemberId,
    Purse,
    Rupiah,
    RupiahOrZero,
    SaleId,
    Text,
)


@event
class ProductionRun(Event):
    """Goods were made, for the group or by a member for herself.

    Stock + if the group's. Counts: skill and labour, for the workers.
    """

    product: Text
    quantity: Count
    unit: Text
    owner: Owner
    workers: Sequence[MemberId]


@event
class GoodsSpoiled(Event):
    """Goods of the group were spoiled. Stock −."""

    product: Text
    quantity: Count
    reason: Text


def _deposit_fits(event_: OrderTaken) -> Iterator[Fault]:
    if event_.deposit > event_.price:
        yield Fault("deposit", "is more than the price", "lebih besar daripada harganya")


@event(form=_deposit_fits)
class OrderTaken(Event):
    """A customer ordered, perhaps with a deposit; the order is open until cancelled.

    Postings: the deposit: cash or bank +, `customer-deposits` −, in kas, of the order.
    """

    order_id: NewOrderId
    customer: Text
    product: Text
    quantity: Count
    price: Rupiah
    deposit: RupiahOrZero
    due_on: Day | None = None
    paid_into: Purse = "cash"


@event
class OrderCancelled(Event):
    """An open order came to nothing; what is left of its deposit is given back or kept.

    Postings: `customer-deposits` + of the order, cash or bank − what is refunded, `sales` − what is kept, in kas.
    """

    order_id: OpenOrderId
    refund: RupiahOrZero
    kept: RupiahOrZero
    reason: Text
    paid_from: Purse = "cash"


def _sale_adds_up(event_: SaleRecorded) -> Iterator[Fault]:
    if event_.lots * event_.lot_price > MAX_RUPIAH:
        yield Fault("lot_price", "lots × lot_price is too large", "lots × lot_price terlalu besar")
    if event_.lots * event_.lot_size > MAX_RUPIAH:
        yield Fault("lot_size", "lots × lot_size is too large", "lots × lot_size terlalu besar")
    if event_.deposit_used and (event_.order_id is None or event_.owner != GROUP_OWNER):
        yield Fault(
            "deposit_used", "needs an order and the group as owner", "perlu pesanan, dan kelompok sebagai pemilik"
        )


@event(form=_sale_adds_up)
class SaleRecorded(Event):
    """Goods were sold: so many lots at a lot's price. A member's own sale never touches the group's books.

    Postings of a group's sale, in kas: the deposit used from `customer-deposits`, the rest to cash or bank if paid,
    else to `receivables` of the sale; `sales` − the total. Stock −. Counts: skill, for the seller.
    """

    sale_id: NewSaleId
    owner: Owner
    product: Text
    channel: Channel
    lots: Count
    lot_size: Count
    lot_price: Rupiah
    seller_id: MemberId | None = None
    customer: Text | None = None
    order_id: OpenOrderId | None = None
    deposit_used: RupiahOrZero = 0
    paid: Flag
    paid_into: Purse = "cash"


@event
class PaymentReceived(Event):
    """A customer paid what she owed for a sale, or a part of it.

    Postings: cash or bank +, `receivables` −, in kas, of the sale.
    """

    sale_id: SaleId
    amount: Rupiah
    paid_into: Purse = "cash"


@event
class SampleGiven(Event):
    """Goods of the group were given away for people to taste. Stock −."""

    product: Text
    quantity: Count
    place: Text


@record()
class Share(Facts):
    """What one member gets of a split."""

    member_id: MemberId
    amount: RupiahOrZero


@event
class SaleSplit(Event):
    """The proceeds of sales were divided: equal shares for the members of that day, the rest to the kas.

    Postings: `distributions` +, `member-shares` − each member's share, in kas. Made by `group.split_sale(...)`.
    """

    sale_ids: Sequence[SaleId]
    proceeds: Rupiah
    kas_share: RupiahOrZero
    shares: Sequence[Share]
    decision_id: DecisionId | None = None


@event
class SharePaid(Event):
    """A member was paid what she was owed of splits; she may have left meanwhile.

    Postings: `member-shares` + of the member, cash or bank −, in kas.
    """

    member_id: PastMemberId
    amount: Rupiah
    paid_from: Purse = "cash"
