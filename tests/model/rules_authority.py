"""Who signs and who may: the chapter "authority" of EVENTS.md, read off the whole list each time."""

# ruff: noqa: SIM905 — the lists read as EVENTS.md writes them

from base64 import b64decode
from collections.abc import Iterator
from datetime import date
from typing import Any

from . import registers
from .facts import Entry, Facts, of_type
from .postings import postings
from .rules_references import key_id_of, revoked_keys

GROUP = frozenset(
    """
    group-formed fund-opened opening-balance-recorded member-joined member-left role-assigned role-ended
    activity-suspended activity-resumed
    """.split()
)
MEETINGS = frozenset(
    """
    meeting-held idea-contributed problem-raised problem-resolved decision-made hope-stated evaluation-held
    """.split()
)
FACILITATION = frozenset(
    "facilitation-done publication-posted bookkeeping-reviewed report-submitted visit-received".split()
)
AUTHORITY = frozenset("key-enrolled key-revoked person-erased".split())
OFFICES = ("chair", "secretary", "treasurer")


def signature_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the signatures themselves, whether the group signs or not."""
    if proposal.author is None:
        return
    if proposal.author not in [vkey for vkey, _ in proposal.signatures]:
        yield "signature-missing"
        return
    for vkey, is_good in proposal.signatures:
        if owner(facts, vkey) is None:
            yield "key-not-in-force"
        if not is_good and enrolment(facts, key_id_of(vkey)) is not None:  # of a key nobody knows nothing can be said
            yield "signature-invalid"


def enrolment(facts: Facts, key_id: bytes) -> dict[str, Any] | None:
    """What enrolled a key."""
    for entry in of_type(facts, "key-enrolled"):
        if key_id_of(entry.data["vkey"]) == key_id:
            return entry.data
    return None


def owner(facts: Facts, vkey: str) -> str | None:
    """Whose key it is, if it is a person's and in force."""
    found = enrolment(facts, key_id_of(vkey))
    if found is None or found["use"] != "person" or key_id_of(vkey) in revoked_keys(facts):
        return None
    return str(found["person_id"])


def has_key(facts: Facts, person_id: str) -> bool:
    """Whether any key of hers is in force."""
    return any(owner(facts, entry.data["vkey"]) == person_id for entry in of_type(facts, "key-enrolled"))


def authority_codes(proposal: Entry, facts: Facts, today: date) -> Iterator[str]:
    """Yield what the group's own policy says against it."""
    if proposal.type == "decision-made" and (proposal.data.get("rules") or {}).get("signing") == "signed":
        for office in OFFICES:
            if not any(has_key(facts, person) for person in holders_now(facts, office, today)):
                yield "key-not-in-force"
    if rule_now(facts, "signing", today) != "signed":
        return
    if proposal.author is None:
        yield "signature-missing"
        return
    author = owner(facts, proposal.author)
    if author is None:
        return
    approvers = {owner(facts, vkey) for vkey, _ in proposal.signatures if vkey != proposal.author} - {author, None}
    if not may_record(author, proposal, facts, today):
        yield "not-authorised"
    if not has_approval(author, approvers, proposal, facts, today):
        yield "approval-missing"


def rule_now(facts: Facts, rule: str, today: date) -> Any:
    """The latest recorded that is in force today and says it."""
    said = None
    for decision_id, decision in registers.decisions(facts).items():  # in the order of their positions
        value = (decision.data.get("rules") or {}).get(rule)
        if value is not None and registers.in_force(facts, decision_id, today):
            said = value
    return said


def holders_now(facts: Facts, role: str, today: date) -> set[str]:
    """Whoever has a role by the latest recorded about her and it; an officer must be a member in the same sense."""
    holders: set[str] = set()
    for move in of_type(facts, "role-assigned", "role-ended"):
        if move.data["role"] == role and move.day <= today:
            (holders.add if move.type == "role-assigned" else holders.discard)(move.data["person_id"])
    if role == "facilitator":
        return holders
    return holders & members_now(facts, today)


def members_now(facts: Facts, today: date) -> set[str]:
    """Whoever is a member by the latest recorded about her."""
    members: set[str] = set()
    for move in of_type(facts, "member-joined", "member-left"):
        if move.day <= today:
            (members.add if move.type == "member-joined" else members.discard)(move.data["member_id"])
    return members


def subject_of(proposal: Entry) -> str:
    """The type that decides: a reversal's original; where nothing stands, the tests put a note into the reversal."""
    if proposal.type != "event-reversed":
        return proposal.type
    return "note-added" if proposal.original is None else proposal.original.type


def may_record(author: str, proposal: Entry, facts: Facts, today: date) -> bool:
    """Whether one of her offices may record it."""
    held = {role for role in (*OFFICES, "facilitator") if author in holders_now(facts, role, today)}
    subject = subject_of(proposal)
    if subject in GROUP | AUTHORITY:
        return bool(held & {"chair", "secretary"})
    if subject in MEETINGS | {"note-added", "month-closed"}:
        return bool(held & {"secretary", "chair"})
    if subject in FACILITATION:
        return "facilitator" in held
    if postings(proposal):
        helped = rule_now(facts, "facilitator_may_record", today) is True and "facilitator" in held
        return "treasurer" in held or helped
    return bool(held & set(OFFICES))


def has_approval(author: str, approvers: set[str | None], proposal: Entry, facts: Facts, today: date) -> bool:
    """Whether everybody whose approval it needs approves."""
    limit = rule_now(facts, "two_persons_above", today)
    out = -sum(amount for account, _, _, amount in postings(proposal) if account in ("cash", "bank"))
    if limit is not None and out > limit:
        officers = {person for office in OFFICES for person in holders_now(facts, office, today)}
        if not approvers & officers:
            return False
    if subject_of(proposal) not in GROUP | AUTHORITY:
        return True
    others = set()
    for mine, other in (("chair", "secretary"), ("secretary", "chair")):
        if author in holders_now(facts, mine, today):
            others |= holders_now(facts, other, today)
    if approvers & others:
        return True
    return who_lost_a_key(proposal, facts) in others and bool(approvers & holders_now(facts, "facilitator", today))


def who_lost_a_key(proposal: Entry, facts: Facts) -> str | None:
    """Who can't sign for herself just now."""
    d = proposal.data
    if proposal.type == "key-revoked" and d["reason"] in ("lost", "stolen"):
        found = enrolment(facts, b64decode(d["key_id"]))
        return found.get("person_id") if found is not None else None
    if proposal.type == "key-enrolled" and d["use"] == "person" and not has_key(facts, d["person_id"]):
        return str(d["person_id"])
    return None
