"""The two views that everything else is checked against, explain, and the digest."""

# ruff: noqa: C901, PLR0911, PLR0912 — `counted` is a table, read top to bottom

import hashlib
from datetime import date
from typing import Any

from . import registers
from .facts import Entry, Facts, of_type, standing
from .postings import postings, sums

Row = tuple[str, str, str | None, int]


def balance_rows(facts: Facts) -> list[Row]:
    """Rows (account, fund, party, amount), sorted by UTF-8 bytes, no party first."""
    rows = [(account, fund, party, amount) for (account, fund, party), amount in sums(facts).items()]
    return sorted(rows, key=lambda row: (row[0].encode(), row[1].encode(), b"" if row[2] is None else row[2].encode()))


def rows_digest(rows: list[Row]) -> bytes:
    """The digest of MonthClosed over these rows."""
    packed = _array(len(rows)) + b"".join(_array(4) + b"".join(_value(cell) for cell in row) for row in rows)
    return hashlib.sha256(b"kube-ledger/balances/1\n" + packed).digest()


def _array(length: int) -> bytes:
    """Head of a msgpack array, in its shortest form."""
    if length < 16:
        return bytes([0x90 | length])
    return b"\xdc" + length.to_bytes(2, "big") if length < 2**16 else b"\xdd" + length.to_bytes(4, "big")


def _value(value: str | int | None) -> bytes:
    """A msgpack nil, str or int, in its shortest form."""
    if value is None:
        return b"\xc0"
    if isinstance(value, str):
        raw = value.encode()
        return (bytes([0xA0 | len(raw)]) if len(raw) < 32 else b"\xd9" + bytes([len(raw)])) + raw
    if -32 <= value < 128:
        return value.to_bytes(1, "big", signed=value < 0)
    for power in range(4):  # 1, 2, 4, 8 bytes
        bits = 8 << power
        if 0 <= value < 2**bits:
            return bytes([0xCC + power]) + value.to_bytes(bits // 8, "big")
        if -(2 ** (bits - 1)) <= value < 0:
            return bytes([0xD0 + power]) + value.to_bytes(bits // 8, "big", signed=True)
    raise ValueError(value)


def explained(facts: Facts, account: str, fund: str | None, party: str | None) -> list[tuple[int, int]]:
    """One (position, amount) an event; a reversal is a line of its own."""
    lines = [
        (
            entry.position,
            sum(
                amount
                for posted_account, posted_fund, posted_party, amount in postings(entry)
                if posted_account == account and fund in (None, posted_fund) and party in (None, posted_party)
            ),
        )
        for entry in facts
    ]
    return [line for line in lines if line[1] != 0]


def counted(entry: Entry) -> dict[str, set[str]]:
    """Dimension → whom the event counts for; a set, because a name twice counts once."""
    d = entry.data
    match entry.type:
        case "meeting-held":
            return {"attendance": set(d["attendees"])}
        case "idea-contributed":
            return {"idea": {d["member_id"]}}
        case "problem-raised":
            return {"decision": {d["raised_by"]}} if d.get("raised_by") is not None else {}
        case "decision-made" | "evaluation-held":
            return {"decision": set(d["participants"])}
        case "hope-stated":
            return {"hope": {d["person_id"]}}
        case "dues-paid":
            return {"money": {d["member_id"]}}
        case "iks-contributed":
            return {"solidarity": {d["member_id"]}}
        case "production-run":
            return {"skill": set(d["workers"]), "labour": set(d["workers"])}
        case "sale-recorded":
            return {"skill": {d["seller_id"]}} if d.get("seller_id") is not None else {}
        case "pmt-produced":
            return {"labour": {work["member_id"] for work in d["workers"]}}
        case "pmt-delivered":
            return {"social_service": set(d["helpers"])}
        case "bazaar-joined" | "competition-entered":
            return {"skill": set(d["participants"])}
        case "cadre-service-done":
            return {"social_service": {d["member_id"]}}
        case "help-given":
            return {"labour": {d["member_id"]}}
        case "training-held":
            return {"learning": set(d["participants"])}
        case "asset-donated":
            return {"goods": {d["member_id"]}}
        case _:
            return {}


def facilitation(entry: Entry) -> tuple[str, str | None] | None:
    """Role and task that a facilitator's event counts as."""
    match entry.type:
        case "facilitation-done":
            return entry.data["role"], entry.data.get("task")
        case "publication-posted":
            return "representational", None
        case "bookkeeping-reviewed":
            return "technical", "monitor"
        case "report-submitted":
            return "technical", "write-reports"
        case _:
            return None


def participation(facts: Facts, start: date, end: date) -> dict[str, Any]:
    """Counts of the events that stand, in the window, as JSON of `replay --json`."""
    everything = standing(facts)
    inside = [entry for entry in everything if start <= entry.day <= end]
    members = sorted(registers.ever_members(facts))
    return {
        "members": {member_id: member_figures(facts, everything, inside, member_id) for member_id in members},
        "group": group_figures(inside),
        "facilitators": facilitator_figures(inside),
    }


def member_figures(facts: Facts, everything: Facts, inside: Facts, member_id: str) -> dict[str, Any]:
    """One member's counts and denominators."""
    counts: dict[str, int] = {}
    for entry in inside:
        for dimension, people in counted(entry).items():
            if member_id in people:
                counts[dimension] = counts.get(dimension, 0) + 1

    def could_take_part(entry: Entry) -> bool:
        return registers.is_member(facts, member_id, entry.day) and not registers.is_suspended(facts, entry.day)

    meetings = [entry for entry in of_type(inside, "meeting-held") if could_take_part(entry)]
    batches = [entry for entry in of_type(inside, "pmt-produced") if could_take_part(entry)]
    paid_for = {e.data.get("meeting_id") for e in of_type(everything, "dues-paid") if e.data["member_id"] == member_id}
    delivered = {e.data["batch_id"] for e in of_type(everything, "pmt-delivered") if member_id in e.data["helpers"]}
    return {
        "counts": dict(sorted(counts.items())),
        "meetings_held": len(meetings),
        "meetings_attended": sum(member_id in meeting.data["attendees"] for meeting in meetings),
        "dues_meetings": sum(meeting.data["meeting_id"] in paid_for for meeting in meetings),
        "batches": len(batches),
        "batches_helped": sum(
            member_id in {work["member_id"] for work in batch.data["workers"]} or batch.data["batch_id"] in delivered
            for batch in batches
        ),
    }


def group_figures(inside: Facts) -> dict[str, int]:
    """The group's own figures, each by the day of its event, zeros shown."""
    return {
        "meetings": len(of_type(inside, "meeting-held")),
        "ideas": len(of_type(inside, "idea-contributed")),
        "decisions": len(of_type(inside, "decision-made")),
        "boxes_produced": sum(entry.data["boxes"] for entry in of_type(inside, "pmt-produced")),
        "boxes_delivered": sum(entry.data["boxes"] for entry in of_type(inside, "pmt-delivered")),
        "trainings": len(of_type(inside, "training-held")),
        "bazaars": len(of_type(inside, "bazaar-joined")),
        "contests": len(of_type(inside, "competition-entered")),
    }


def facilitator_figures(inside: Facts) -> dict[str, dict[str, dict[str, int]]]:
    """Roles and tasks of each facilitator who did something in the window."""
    figures: dict[str, dict[str, dict[str, int]]] = {}
    for entry in inside:
        work = facilitation(entry)
        if work is None:
            continue
        own = figures.setdefault(entry.data["facilitator_id"], {"roles": {}, "tasks": {}})
        role, task = work
        own["roles"][role] = own["roles"].get(role, 0) + 1
        if task is not None:
            own["tasks"][task] = own["tasks"].get(task, 0) + 1
    return figures
