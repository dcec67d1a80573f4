"""Who may be named, what may be cited, which ids are free."""

from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from . import registers
from .facts import NOT_REVERSIBLE, Entry, Facts, of_type, reversed_positions

MEMBER_LISTS = ("attendees", "participants", "workers", "helpers", "certified", "members_reached")
OFFICES = ("chair", "secretary", "treasurer")
EVER_A_MEMBER_IS_ENOUGH = ("share-paid",)


def members_named(proposal: Entry) -> set[str]:
    """Everyone who has to be a member on the event's day."""
    d = proposal.data
    named: set[str] = set()
    if "member_id" in d and proposal.type != "member-joined" and proposal.type not in EVER_A_MEMBER_IS_ENOUGH:
        named.add(d["member_id"])
    for field in MEMBER_LISTS:
        named |= {member["member_id"] if isinstance(member, dict) else member for member in d.get(field) or []}
    named |= {d[field] for field in ("seller_id", "raised_by") if d.get(field) is not None}
    named |= {d[field] for field in ("owner", "holder") if d.get(field, "group") != "group"}
    named |= {share["member_id"] for share in d.get("shares") or []}
    if proposal.type == "role-assigned" and d["role"] in OFFICES:
        named.add(d["person_id"])
    return named


def people_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the people named."""
    ever = registers.ever_members(facts)
    named = members_named(proposal)
    if (named | past_members_named(proposal)) - ever:
        yield "unknown-member"
    if any(not registers.is_member(facts, member_id, proposal.day) for member_id in named & ever):
        yield "not-a-member-then"
    if persons_named(proposal) - ever - registers.ever_in_role(facts):
        yield "unknown-person"
    facilitator_id = proposal.data.get("facilitator_id")
    if facilitator_id is not None and facilitator_id not in registers.ever_in_role(facts, "facilitator"):
        yield "unknown-person"
    yield from role_codes(proposal, facts)


def past_members_named(proposal: Entry) -> set[str]:
    """Everyone of whom it is enough that she ever was a member: what is owed or given outlasts membership."""
    d = proposal.data
    match proposal.type:
        case "share-paid":
            return {d["member_id"]}
        case "iks-disbursed":
            return {d["beneficiary_id"]}
        case "opening-balance-recorded":
            return {line.get("party") for line in d["lines"] if line["account"] == "member-shares"}
        case _:
            return set()


def persons_named(proposal: Entry) -> set[str]:
    """Everyone who must ever have been a member or in a role."""
    d = proposal.data
    persons = set(d.get("counted_by") or [])
    if d.get("host_id") is not None:
        persons.add(d["host_id"])
    if proposal.type in ("hope-stated", "key-enrolled", "person-erased") and d.get("person_id") is not None:
        persons.add(d["person_id"])
    return persons


def role_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with joining and with taking a role."""
    d, day = proposal.data, proposal.day
    if proposal.type == "member-joined":
        member_id = d["member_id"]
        if registers.is_member(facts, member_id, day) or registers.holds_role(facts, member_id, "facilitator", day):
            yield "already-a-member"
    if proposal.type == "role-assigned":
        if d["role"] == "facilitator" and registers.is_member(facts, d["person_id"], day):
            yield "already-a-member"
        if registers.holders(facts, d["role"], day):
            yield "role-taken"


def reference_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with ids cited and ids given."""
    d = proposal.data
    for kind, defined_by in registers.DEFINED_BY.items():
        if d.get(kind) is None:
            continue
        if proposal.type != defined_by:
            yield from citation_codes(kind, d[kind], proposal, facts)
        elif registers.definer(facts, kind, d[kind]) is not None:
            yield "duplicate-reference"
    if d.get("supersedes") is not None and d["supersedes"] not in registers.decisions(facts):
        yield "unknown-reference"
    if any(registers.definer(facts, "sale_id", sale_id) is None for sale_id in d.get("sale_ids") or []):
        yield "unknown-reference"
    if any(d[field] >= proposal.position for field in ("target", "reviewed_to", "cut_off") if field in d):
        yield "unknown-reference"
    who = d.get("member_id") if proposal.type == "member-joined" else d.get("person_id")
    if proposal.type in ("member-joined", "key-enrolled", "person-erased") and who in erased(facts):
        yield "duplicate-reference"
    yield from special_reference_codes(proposal, facts)


def citation_codes(kind: str, value: str, proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with one id cited: not known, no longer open, or a decision not in force that day."""
    ended = kind in registers.ENDED_BY and not registers.is_open(facts, kind, value)
    if ended or registers.definer(facts, kind, value) is None:
        yield "unknown-reference"
    elif kind == "decision_id" and not registers.in_force(facts, value, proposal.day):
        yield "not-in-force"


def special_reference_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with references that are not ids of the table."""
    d, day = proposal.data, proposal.day
    match proposal.type:
        case "role-ended" if not registers.holds_role(facts, d["person_id"], d["role"], day):
            yield "unknown-reference"
        case "activity-suspended" if registers.is_suspended(facts, day):
            yield "duplicate-reference"
        case "activity-resumed" if not registers.is_suspended(facts, day):
            yield "unknown-reference"
        case "key-enrolled" if key_id_of(d["vkey"]) in enrolled_keys(facts):
            yield "duplicate-reference"
        case "key-revoked" if b64decode(d["key_id"]) not in enrolled_keys(facts) - revoked_keys(facts):
            yield "unknown-reference"
        case "month-closed" if registers.is_closed(facts, d["month"]):
            yield "duplicate-reference"
        case "month-reopened" if not registers.is_closed(facts, d["month"]):
            yield "unknown-reference"
        case "fund-opened" if d["fund"] in registers.funds(facts):
            yield "duplicate-reference"
        case "opening-balance-recorded":
            yield from opening_party_codes(d["lines"], facts)
        case "aid-spent":
            proposed = registers.definer(facts, "aid_id", d["aid_id"])
            if proposed is not None and d["line"] > len(proposed.data["lines"]):
                yield "unknown-reference"
        case _:
            pass


def key_id_of(vkey: str) -> bytes:
    """The first 8 bytes of SHA-256 over a fixed text and the public key, which stands behind the type byte."""
    return sha256(b"kube-ledger/key/1\n" + b64decode(vkey.split("+", 2)[2])[1:]).digest()[:8]


def enrolled_keys(facts: Facts) -> set[bytes]:
    """Every key ever enrolled."""
    return {key_id_of(entry.data["vkey"]) for entry in of_type(facts, "key-enrolled")}


def erased(facts: Facts) -> set[str]:
    """Everybody whose data was erased."""
    return {entry.data["person_id"] for entry in of_type(facts, "person-erased")}


def revoked_keys(facts: Facts) -> set[bytes]:
    """Every key ever revoked."""
    return {b64decode(entry.data["key_id"]) for entry in of_type(facts, "key-revoked")}


def opening_party_codes(lines: list[dict[str, Any]], facts: Facts) -> Iterator[str]:
    """Yield `duplicate-reference` for a party already known as a sale or an order."""
    for line in lines:
        for kind, account in registers.OPENED_THROUGH.items():
            if line["account"] == account and registers.definer(facts, kind, line.get("party", "")) is not None:
                yield "duplicate-reference"


def reversal_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with taking an entry back, apart from what it leaves."""
    original = proposal.original
    if proposal.type != "event-reversed" or original is None:
        return
    if original.position in reversed_positions(facts):
        yield "already-reversed"
    if original.type in NOT_REVERSIBLE or proposal.day < original.day:
        yield "not-reversible"
