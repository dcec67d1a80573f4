"""Lines of the families solidarity and sales."""

from . import registers
from .draw_group import Drawer
from .facts import of_type, standing
from .pen import Data, Pen
from .postings import first_run, quantity, sale_total, sums

PRODUCTS = ("peyek", "nastar", "bir-pletok")
CHANNELS = ("warung", "whatsapp", "facebook", "bazaar", "office", "friends", "order", "other")


def iks_contributed(pen: Pen) -> Data:
    """A solidarity contribution."""
    return {"member_id": pen.member(), "amount": pen.rupiah(30_000), **pen.perhaps_meeting(60), **pen.paid_into()}


def iks_disbursed(pen: Pen) -> Data | None:
    """Help for a member, past or present, out of iks or kas."""
    fund, account, amount = pen.purse(only="kas" if pen.chance(20) else "iks")
    if not any(there == fund for there, _, _ in pen.holdings()) and not pen.slips():
        return None
    ever = sorted(registers.ever_members(pen.facts))
    ceiling = registers.rule_in_force(pen.facts, "iks_ceiling", pen.day)
    if ceiling is not None and pen.chance(85):
        amount = min(amount, ceiling)
    data: Data = {
        "beneficiary_id": pen.either(ever, ["ghost"], "ghost"),
        "reason": pen.one_of(("illness", "calamity", "urgent-need")),
        "amount": amount,
        **pen.perhaps_decision(30),
        **pen.paid_from(account),
    }
    if fund != "iks" or pen.chance(50):
        data["fund"] = fund
    if pen.chance(20):
        data["detail"] = pen.word()
    return data


def owner(pen: Pen, group_percent: int) -> str:
    """The group, or a member with goods of her own."""
    return "group" if pen.chance(group_percent) or not pen.members() else pen.member()


def production_run(pen: Pen) -> Data:
    """Goods are made."""
    made = {"product": pen.one_of(PRODUCTS), "quantity": pen.integer(1, 60), "unit": "bungkus"}
    return {**made, "owner": owner(pen, 80), "workers": pen.some_members()}


def some_goods(pen: Pen) -> tuple[str, int]:
    """A product and a quantity that is there, where it is counted; by a slip one more."""
    product = pen.one_of(PRODUCTS)
    if first_run(pen.facts, product) is None:
        return product, pen.integer(1, 10)
    there = quantity(pen.facts, "stock", product)
    return product, there + 1 if pen.slips() or there <= 0 else pen.integer(1, max(1, there // 3))


def goods_spoiled(pen: Pen) -> Data:
    """Goods go bad."""
    product, number = some_goods(pen)
    return {"product": product, "quantity": number, "reason": pen.word()}


def sample_given(pen: Pen) -> Data:
    """Goods are given away."""
    product, number = some_goods(pen)
    return {"product": product, "quantity": number, "place": "kelurahan"}


def order_taken(pen: Pen) -> Data:
    """An order, with or without a deposit; by a slip one above the price."""
    price = pen.rupiah()
    deposit = pen.one_of((0, price // 2, price, pen.integer(0, price)))
    if pen.slips():
        deposit = price + 1
    due = {"due_on": pen.day.isoformat()} if pen.chance(50) else {}
    what = {"customer": "Kelurahan Galur", "product": pen.one_of(PRODUCTS), "quantity": pen.integer(1, 20)}
    return {"order_id": pen.new("order_id"), **what, "price": price, "deposit": deposit, **due, **pen.paid_into()}


def deposit_left(pen: Pen, order_id: str) -> int:
    """What an order's customer has paid beforehand and not used."""
    return -sums(pen.facts).get(("customer-deposits", "kas", order_id), 0)


def order_cancelled(pen: Pen) -> Data | None:
    """An open order is called off; its deposit goes back, stays, or both."""
    if not pen.open("order_id") and not pen.slips():
        return None
    order_id = pen.cited("order_id", still_open=True)
    left = deposit_left(pen, order_id)
    refund = pen.one_of((left, 0, left // 2)) if left > 0 else 0
    kept = max(left, 0) - refund + (1 if pen.slips() else 0)
    place = pen.paid_from(pen.one_of(("cash", "cash", "bank")))
    return {"order_id": order_id, "refund": refund, "kept": kept, "reason": pen.word(), **place}


def sale_recorded(pen: Pen) -> Data:
    """A sale, of the group or of a member, at times of an order."""
    product, number = some_goods(pen)
    lot_size = pen.one_of([size for size in (1, 2, 5) if size <= number])
    data: Data = {
        "sale_id": pen.new("sale_id"),
        "owner": owner(pen, 80),
        "product": product,
        "channel": pen.one_of(CHANNELS),
        "lots": max(1, number // lot_size),
        "lot_size": lot_size,
        "lot_price": pen.rupiah(30_000),
        "paid": pen.chance(60),
        **pen.paid_into(),
    }
    if pen.chance(50):
        data["seller_id"] = pen.member()
    if pen.open("order_id") and pen.chance(40):
        data["order_id"] = pen.cited("order_id", still_open=True)
        used = min(max(0, deposit_left(pen, data["order_id"])), data["lots"] * data["lot_price"])
        if data["owner"] == "group" and used > 0:
            data["deposit_used"] = used
    if pen.slips():
        data["deposit_used"] = pen.integer(0, 20_000)
    if pen.slips() and pen.chance(30):
        data["lot_price"] = 2**53 - 1
        data["lots"] = 2
    return data


def payment_received(pen: Pen) -> Data | None:
    """A customer pays what she owes, or a part; by a slip more."""
    owed = {sale_id: -credit for sale_id, credit in pen.party_balances("receivables").items()}
    if owed and not pen.slips():
        sale_id = pen.one_of(sorted(owed))
        amount = owed[sale_id] if pen.chance(50) else pen.integer(1, owed[sale_id])
        return {"sale_id": sale_id, "amount": amount + (1 if pen.slips() else 0), **pen.paid_into()}
    return {"sale_id": pen.cited("sale_id"), "amount": pen.rupiah(), **pen.paid_into()} if pen.chance(15) else None


def sale_split(pen: Pen) -> Data | None:
    """Proceeds are split among the members of the day; by a slip unevenly, twice, or without someone."""
    split = registers.sales_in_standing_splits(pen.facts)
    groups = [e for e in of_type(standing(pen.facts), "sale-recorded") if e.data["owner"] == "group"]
    free = [sale for sale in groups if sale.data["sale_id"] not in split]
    if not free or not pen.members():
        return None
    sales = pen.some_of(free[-4:], at_least=1)
    proceeds = sum(sale_total(sale) for sale in sales)
    sale_ids = [sale.data["sale_id"] for sale in sales]
    members = pen.members()
    percent = registers.rule_in_force(pen.facts, "kas_share_percent", pen.day)
    kas_share = proceeds * (pen.integer(0, 100) if percent is None else percent) // 100
    each, remainder = divmod(proceeds - kas_share, len(members))
    kas_share += remainder
    if pen.slips():
        kas_share += pen.one_of((1, -1, len(members)))
        kas_share = max(0, kas_share)
    if pen.slips():
        sale_ids.append(pen.either(sorted(split), sale_ids, "no-sale"))
    if pen.slips():
        sale_ids.append(pen.one_of(pen.given("sale_id")))
    if pen.slips():
        members = pen.some_members()
    shares: list[Data] = [{"member_id": member_id, "amount": each} for member_id in members]
    if shares and pen.slips():
        pen.one_of(shares)["amount"] += 1
    both = {"proceeds": proceeds, "kas_share": kas_share}
    return {"sale_ids": sale_ids, **both, "shares": shares, **pen.perhaps_decision(50)}


def share_paid(pen: Pen) -> Data | None:
    """A member, past or present, is paid her share, or a part; by a slip more."""
    due = pen.party_balances("member-shares")
    if due and not pen.slips():
        member_id = pen.one_of(sorted(due))
        amount = due[member_id] if pen.chance(50) else pen.integer(1, due[member_id])
        account = pen.one_of(("cash", "cash", "bank"))
        return {"member_id": member_id, "amount": amount + (1 if pen.slips() else 0), **pen.paid_from(account)}
    return {"member_id": pen.member(), "amount": pen.rupiah()} if pen.chance(15) else None


DRAWERS: dict[str, dict[str, tuple[int, Drawer]]] = {
    "solidarity": {"iks-contributed": (5, iks_contributed), "iks-disbursed": (5, iks_disbursed)},
    "sales": {
        "production-run": (4, production_run),
        "goods-spoiled": (1, goods_spoiled),
        "order-taken": (4, order_taken),
        "order-cancelled": (2, order_cancelled),
        "sale-recorded": (12, sale_recorded),
        "payment-received": (5, payment_received),
        "sample-given": (1, sample_given),
        "sale-split": (6, sale_split),
        "share-paid": (4, share_paid),
    },
}
