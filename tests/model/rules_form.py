"""`invalid-field` across fields: what a constructor can say without knowing the group."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from .facts import Entry, month_start
from .postings import ACCOUNTS

MAX_INT = 2**53 - 1
MAX_LIST = 4_096
WITH_PARTY = frozenset({"receivables", "member-shares", "customer-deposits"})
PERSON_FIELDS = ("member_id", "person_id", "host_id", "raised_by", "seller_id", "beneficiary_id", "facilitator_id")
PEOPLE_FIELDS = ("attendees", "participants", "workers", "helpers", "certified", "members_reached", "counted_by")


def form_codes(proposal: Entry) -> Iterator[str]:
    """Yield `invalid-field` for every fault between fields."""
    if any(form_faults(proposal)):
        yield "invalid-field"


def form_faults(proposal: Entry) -> Iterator[bool]:
    """One truth value a fault that EVENTS.md names."""
    d = proposal.data
    yield any(isinstance(value, list) and len(value) > MAX_LIST for value in d.values())
    yield "group" in named_people(d)
    match proposal.type:
        case "fund-transferred":
            yield d["from_fund"] == d["to_fund"]
        case "opening-balance-recorded":
            yield any(opening_line_fault(line) for line in d["lines"])
        case "iks-disbursed":
            yield (d.get("fund") or "iks") not in ("iks", "kas")
        case "order-taken":
            yield d["deposit"] > d["price"]
        case "sale-recorded":
            yield d["lots"] * d["lot_size"] > MAX_INT
            yield d["lots"] * d["lot_price"] > MAX_INT
            uses = (d.get("deposit_used") or 0) > 0
            yield uses and (d.get("order_id") is None or d["owner"] != "group")
        case "pmt-menu-set":
            yield len(d["dishes"]) < 3
        case "aid-proposed":
            yield sum(line["amount"] for line in d["lines"]) != d["amount"]
        case "key-enrolled":
            yield (d["use"] == "log") != (d.get("person_id") is None)
            yield d["use"] != "witness" and b64decode(d["vkey"].split("+", 2)[2])[0] == 4
        case "month-closed":
            yield proposal.day < month_start(d["month"])
        case _:
            pass


def named_people(d: dict[str, Any]) -> set[str]:
    """Every id that stands where a person must; an owner or holder may be the group."""
    people = {d[field] for field in PERSON_FIELDS if d.get(field) is not None}
    for field in PEOPLE_FIELDS:
        people |= {person["member_id"] if isinstance(person, dict) else person for person in d.get(field) or []}
    return people | {share["member_id"] for share in d.get("shares") or []}


def opening_line_fault(line: dict[str, Any]) -> bool:
    """Whether a line breaks the form: account, amount, party where needed and only there, kas for these."""
    needs_party = line["account"] in WITH_PARTY
    return (
        line["account"] not in ACCOUNTS
        or line["account"] == "opening"
        or line["amount"] == 0
        or needs_party != (line.get("party") is not None)
        or (needs_party and line["fund"] != "kas")
    )
