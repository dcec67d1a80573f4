"""What each event does to the accounts and to the counted quantities."""

# ruff: noqa: SIM905, C901, PLR0911, PLR0912 — tables, read top to bottom

from collections import defaultdict
from collections.abc import Iterable

from .facts import Entry, Facts, of_type, standing

Key = tuple[str, str, str | None]  # account, fund, party
Posting = tuple[str, str, str | None, int]

ACCOUNTS = frozenset(
    """
    cash bank receivables member-shares customer-deposits opening transfers distributions
    dues contributions sales prizes grants donations cash-over
    ingredients equipment transport wages samples other solidarity grant-refunds cash-short
    """.split()
)


def postings(entry: Entry) -> list[Posting]:
    """Signed postings of one event, debit positive, zeros left out."""
    if entry.type == "event-reversed":
        if entry.original is None:  # a target that isn't there; another rule says so
            return []
        return [(account, fund, party, -amount) for account, fund, party, amount in postings(entry.original)]
    return [posting for posting in _all_postings(entry) if posting[3] != 0]


def _all_postings(entry: Entry) -> list[Posting]:
    """The table of EVENTS.md, zeros included."""
    d = entry.data
    amount: int = d.get("amount") or 0
    into: str = d.get("paid_into") or ("bank" if entry.type == "aid-received" else "cash")
    out: str = d.get("paid_from") or ("bank" if entry.type == "aid-spent" else "cash")
    match entry.type:
        case "opening-balance-recorded":
            return _opening(entry)
        case "dues-paid":
            return [(into, "kas", None, amount), ("dues", "kas", d["member_id"], -amount)]
        case "expense-paid":
            return [(d["category"], d["fund"], None, amount), (out, d["fund"], None, -amount)]
        case "donation-received":
            return [(into, d["fund"], None, amount), ("donations", d["fund"], None, -amount)]
        case "cash-deposited":
            return [("bank", d["fund"], None, amount), ("cash", d["fund"], None, -amount)]
        case "cash-withdrawn":
            return [("cash", d["fund"], None, amount), ("bank", d["fund"], None, -amount)]
        case "cash-difference-booked":
            other = "cash-over" if d["difference"] > 0 else "cash-short"
            return [("cash", d["fund"], None, d["difference"]), (other, d["fund"], None, -d["difference"])]
        case "fund-transferred":
            return [
                (out, d["from_fund"], None, -amount),
                ("transfers", d["from_fund"], None, amount),
                (into, d["to_fund"], None, amount),
                ("transfers", d["to_fund"], None, -amount),
            ]
        case "iks-contributed":
            return [(into, "iks", None, amount), ("contributions", "iks", d["member_id"], -amount)]
        case "iks-disbursed":
            fund = d.get("fund") or "iks"
            return [("solidarity", fund, d["beneficiary_id"], amount), (out, fund, None, -amount)]
        case "order-taken":
            return [(into, "kas", None, d["deposit"]), ("customer-deposits", "kas", d["order_id"], -d["deposit"])]
        case "order-cancelled":
            return [
                ("customer-deposits", "kas", d["order_id"], d["refund"] + d["kept"]),
                (out, "kas", None, -d["refund"]),
                ("sales", "kas", None, -d["kept"]),
            ]
        case "sale-recorded":
            return _sale(entry, into)
        case "payment-received":
            return [(into, "kas", None, amount), ("receivables", "kas", d["sale_id"], -amount)]
        case "sale-split":
            shared = sum(share["amount"] for share in d["shares"])
            each = [("member-shares", "kas", share["member_id"], -share["amount"]) for share in d["shares"]]
            return [("distributions", "kas", None, shared), *each]
        case "share-paid":
            return [("member-shares", "kas", d["member_id"], amount), (out, "kas", None, -amount)]
        case "pmt-funds-received":
            return [(into, "pmt", None, amount), ("grants", "pmt", None, -amount)]
        case "pmt-funds-returned":
            return [("grant-refunds", "pmt", None, amount), (out, "pmt", None, -amount)]
        case "prize-received":
            if d["recipient"] == "group":
                return [(into, "kas", None, amount), ("prizes", "kas", None, -amount)]
            return []  # the facilitator's prize is hers
        case "aid-received":
            return [(into, "uep", None, amount), ("grants", "uep", None, -amount)]
        case "aid-spent":
            return [(d["category"], "uep", None, amount), (out, "uep", None, -amount)]
        case _:
            return []


def _opening(entry: Entry) -> list[Posting]:
    """The lines, balanced by `opening` in each fund."""
    lines: list[Posting] = [
        (line["account"], line["fund"], line.get("party"), line["amount"]) for line in entry.data["lines"]
    ]
    by_fund: dict[str, int] = defaultdict(int)
    for _, fund, _, amount in lines:
        by_fund[fund] += amount
    return [*lines, *(("opening", fund, None, -amount) for fund, amount in by_fund.items())]


def sale_total(entry: Entry) -> int:
    """Lots times lot price."""
    return int(entry.data["lots"] * entry.data["lot_price"])


def _sale(entry: Entry, into: str) -> list[Posting]:
    """A group's sale; a member's own never touches the books."""
    d = entry.data
    if d["owner"] != "group":
        return []
    total = sale_total(entry)
    used: int = d.get("deposit_used") or 0
    rest: Posting = (
        (into, "kas", None, total - used) if d["paid"] else ("receivables", "kas", d["sale_id"], total - used)
    )
    return [("customer-deposits", "kas", d.get("order_id"), used), rest, ("sales", "kas", None, -total)]


def sums(entries: Iterable[Entry]) -> dict[Key, int]:
    """Balance of every account, fund and party, zeros dropped."""
    totals: dict[Key, int] = defaultdict(int)
    for entry in entries:
        for account, fund, party, amount in postings(entry):
            totals[account, fund, party] += amount
    return {key: amount for key, amount in totals.items() if amount != 0}


# Quantities. A move is (kind, name, change); kind is stock (product), boxes (batch), inventory (item), loan (item).
Move = tuple[str, str, int]


def moves_of(entry: Entry) -> list[Move]:
    """What one event changes in stock, boxes, inventory and loans; a reversal negates."""
    d = entry.data
    match entry.type:
        case "event-reversed" if entry.original is not None:
            return [(kind, name, -change) for kind, name, change in moves_of(entry.original)]
        case "production-run" if d["owner"] == "group":
            return [("stock", d["product"], d["quantity"])]
        case "goods-spoiled" | "sample-given":
            return [("stock", d["product"], -d["quantity"])]
        case "sale-recorded" if d["owner"] == "group":
            return [("stock", d["product"], -d["lots"] * d["lot_size"])]
        case "pmt-produced":
            return [("boxes", d["batch_id"], d["boxes"])]
        case "pmt-delivered" | "pmt-spoiled":
            return [("boxes", d["batch_id"], -d["boxes"])]
        case "asset-received" if d["holder"] == "group":
            return [("inventory", d["item"], d["quantity"])]
        case "asset-donated":
            return [("inventory", d["item"], d["quantity"])]
        case "asset-retired":
            return [("inventory", d["item"], -d["quantity"])]
        case "asset-lent":
            return [("loan", d["item"], d["quantity"])]
        case "asset-returned":
            return [("loan", d["item"], -d["quantity"])]
        case _:
            return []


def first_run(facts: Facts, product: str) -> int | None:
    """Position of the first standing run by the group: stock is counted from there, if at all."""
    for entry in of_type(standing(facts), "production-run"):
        if entry.data["owner"] == "group" and entry.data["product"] == product:
            return entry.position
    return None


def quantity(facts: Facts, kind: str, name: str) -> int:
    """How many there are; of stock only what moved since the first standing run (0 where it is not counted)."""
    since: int | None = 0
    if kind == "stock":
        since = first_run(facts, name)
        if since is None:
            return 0
    return sum(
        change
        for entry in standing(facts)
        if since is not None and entry.position >= since and entry.type != "event-reversed"
        for moved_kind, moved_name, change in moves_of(entry)
        if (moved_kind, moved_name) == (kind, name)
    )
