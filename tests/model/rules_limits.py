"""Limits: funds, ceilings, splits, deposits, balances, quantities."""

from collections import defaultdict
from collections.abc import Iterator

from . import registers
from .facts import Entry, Facts
from .postings import Key, first_run, moves_of, postings, quantity, sale_total, sums

MAX_ROW = 2**63 - 1


def fund_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the funds named."""
    d = proposal.data
    known = registers.funds(facts)
    named = {d[field] for field in ("fund", "from_fund", "to_fund") if d.get(field) is not None}
    if proposal.type == "opening-balance-recorded":
        named = {line["fund"] for line in d["lines"]}
    if proposal.type != "fund-opened" and named - set(known):
        yield "unknown-fund"
    # iks pays only IksDisbursed, uep only AidSpent; pmt and a group's own restricted funds take an ExpensePaid.
    if proposal.type == "expense-paid" and d["fund"] in ("iks", "uep"):
        yield "fund-restricted"
    if proposal.type == "fund-transferred" and known.get(d["from_fund"], False) and d.get("consent") is None:
        yield "fund-restricted"


def ceiling_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield `over-ceiling` where a rule in force on the event's day sets a lower one."""
    d, day = proposal.data, proposal.day
    if proposal.type == "iks-disbursed":
        ceiling = registers.rule_in_force(facts, "iks_ceiling", day)
        if ceiling is not None and d["amount"] > ceiling:
            yield "over-ceiling"
    if proposal.type == "expense-paid" and d.get("decision_id") is None:
        limit = registers.rule_in_force(facts, "expense_limit", day)
        if limit is not None and d["amount"] > limit:
            yield "over-ceiling"


def split_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with a split, and with taking back a sale that is split."""
    original = proposal.original
    split_already = registers.sales_in_standing_splits(facts)
    if original is not None and original.type == "sale-recorded" and original.data["sale_id"] in split_already:
        yield "already-split"
    if proposal.type != "sale-split":
        return
    sale_ids = proposal.data["sale_ids"]
    if len(set(sale_ids)) < len(sale_ids) or set(sale_ids) & split_already:
        yield "already-split"
    if not split_is_right(proposal, facts):
        yield "split-mismatch"


def split_is_right(proposal: Entry, facts: Facts) -> bool:
    """Whether sales, proceeds, kas share, members and shares agree, as EVENTS.md says under `split_sale`."""
    d, day = proposal.data, proposal.day
    sales = [registers.definer(facts, "sale_id", sale_id) for sale_id in d["sale_ids"]]
    totals = 0
    for sale in sales:
        if sale is None:
            return True  # unknown-reference comes first; nothing can be said about the sum
        if sale.type != "sale-recorded" or sale.data["owner"] != "group":
            return False  # an opening receivable or a member's own sale
        totals += sale_total(sale)
    named = [share["member_id"] for share in d["shares"]]
    amounts = [share["amount"] for share in d["shares"]]
    if d["proceeds"] != totals or d["proceeds"] != d["kas_share"] + sum(amounts):
        return False
    if sorted(named) != sorted(registers.members_on(facts, day)) or len(set(amounts)) > 1:
        return False
    percent = registers.rule_in_force(facts, "kas_share_percent", day)
    if percent is None:
        return True
    kas_part = d["proceeds"] * percent // 100
    rest = d["proceeds"] - kas_part
    remainder = rest % len(named) if named else rest  # nobody to divide by: all of it stays
    return bool(d["kas_share"] == kas_part + remainder)


def deposit_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield `over-paid` where a deposit isn't settled as it must be."""
    d = proposal.data
    order_id = d.get("order_id")
    if order_id is None:
        return
    left = -sums(facts).get(("customer-deposits", "kas", order_id), 0)
    if proposal.type == "order-cancelled" and d["refund"] + d["kept"] != left:
        yield "over-paid"
    groups = proposal.type == "sale-recorded" and d["owner"] == "group"
    if groups and (d.get("deposit_used") or 0) != min(left, sale_total(proposal)):
        yield "over-paid"


def balance_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the balances that the event would leave, over all days, in log order."""
    before = sums(facts)
    change: dict[Key, int] = defaultdict(int)
    for account, fund, party, amount in postings(proposal):
        change[account, fund, party] += amount
    for key, amount in change.items():
        left = before.get(key, 0) + amount
        account = key[0]
        if abs(left) > MAX_ROW:
            yield "invalid-field"
        if account in ("cash", "bank") and left < 0:
            yield "insufficient-funds"
        if account == "receivables" and left < 0:
            yield "over-paid"
        if account == "customer-deposits" and left > 0:
            yield "over-paid"
        if account == "member-shares" and left > 0:
            yield "share-exceeds-balance"


def quantity_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield `insufficient-stock` for stock, boxes, inventory and loans that can't be."""
    for kind, name, change in moves_of(proposal):
        if kind == "stock":
            since = first_run(facts, name)
            moved_at = proposal.position if proposal.original is None else proposal.original.position
            counted = since is not None and moved_at >= since
            if counted and change < 0 and quantity(facts, "stock", name) + change < 0:
                yield "insufficient-stock"
        elif kind == "boxes":
            if quantity(facts, "boxes", name) + change < 0:
                yield "insufficient-stock"
        else:
            owned = quantity(facts, "inventory", name) + (change if kind == "inventory" else 0)
            lent = quantity(facts, "loan", name) + (change if kind == "loan" else 0)
            if lent < 0 or owned - lent < 0:
                yield "insufficient-stock"
