"""Who and what is known, and what holds on a day. Everything is read off the whole list, each time."""

from datetime import date

from .facts import Entry, Facts, of_type, standing

FUNDS = {"kas": False, "iks": True, "pmt": True, "uep": True}  # fund → restricted
FOREVER = date.max

Spell = tuple[date, date]


def moves(facts: Facts, key: str, value: str, starts: str, ends: str) -> list[Entry]:
    """Starts and ends of one person or role, in the order in which registers are folded."""
    found = [entry for entry in of_type(facts, starts, ends) if entry.data[key] == value]
    return sorted(found, key=lambda entry: (entry.day, entry.position))


def member_spells(facts: Facts, member_id: str) -> list[Spell]:
    """First and last days of each membership; both days belong to it."""
    spells: list[Spell] = []
    joined: date | None = None
    for move in moves(facts, "member_id", member_id, "member-joined", "member-left"):
        if move.type == "member-joined":
            joined = move.day if joined is None else joined
        elif joined is not None:
            if move.day > joined:  # leaving on the day of the join makes the spell empty
                spells.append((joined, move.day))
            joined = None
    if joined is not None:
        spells.append((joined, FOREVER))
    return spells


def ever_members(facts: Facts) -> set[str]:
    """Everyone with a MemberJoined, even if her membership turned out to be empty."""
    return {entry.data["member_id"] for entry in of_type(facts, "member-joined")}


def is_member(facts: Facts, member_id: str, day: date) -> bool:
    """Whether joined ≤ day ≤ left."""
    return any(first <= day <= last for first, last in member_spells(facts, member_id))


def members_on(facts: Facts, day: date) -> set[str]:
    """Members of a day."""
    return {member_id for member_id in ever_members(facts) if is_member(facts, member_id, day)}


def holds_role(facts: Facts, person_id: str, role: str, day: date) -> bool:
    """Whether assigned ≤ day < ended, folded for this person and role alone."""
    held = False
    for move in moves(facts, "person_id", person_id, "role-assigned", "role-ended"):
        if move.data["role"] == role and move.day <= day:
            held = move.type == "role-assigned"
    return held


def ever_in_role(facts: Facts, role: str | None = None) -> set[str]:
    """Everyone who was ever assigned this role, or any."""
    return {e.data["person_id"] for e in of_type(facts, "role-assigned") if role is None or e.data["role"] == role}


def holders(facts: Facts, role: str, day: date) -> set[str]:
    """Whoever holds a role on a day."""
    return {person_id for person_id in ever_in_role(facts, role) if holds_role(facts, person_id, role, day)}


def is_suspended(facts: Facts, day: date) -> bool:
    """Whether suspended ≤ day < resumed."""
    suspended = False
    for move in sorted(of_type(facts, "activity-suspended", "activity-resumed"), key=lambda e: (e.day, e.position)):
        if move.day <= day:
            suspended = move.type == "activity-suspended"
    return suspended


def funds(facts: Facts) -> dict[str, bool]:
    """Known funds, by position; the value says whether the fund is restricted."""
    opened = {entry.data["fund"]: bool(entry.data["restricted"]) for entry in of_type(facts, "fund-opened")}
    return {**opened, **FUNDS}


def decisions(facts: Facts) -> dict[str, Entry]:
    """Decisions by id; a decision can't be reversed."""
    return {entry.data["decision_id"]: entry for entry in of_type(facts, "decision-made")}


def effective_from(decision: Entry) -> date:
    """The day from which a decision holds."""
    return date.fromisoformat(decision.data["effective_from"])


def in_force(facts: Facts, decision_id: str, day: date) -> bool:
    """Whether a known decision is effective and no effective decision supersedes it (in force itself or not)."""
    known = decisions(facts)
    superseded = any(
        other.data.get("supersedes") == decision_id and effective_from(other) <= day for other in known.values()
    )
    return effective_from(known[decision_id]) <= day and not superseded


def rule_in_force(facts: Facts, rule: str, day: date) -> int | None:
    """Value of a rule from the latest decision in force that sets it."""
    setting = [
        decision
        for decision_id, decision in decisions(facts).items()
        if in_force(facts, decision_id, day) and (decision.data.get("rules") or {}).get(rule) is not None
    ]
    if not setting:
        return None
    latest = max(setting, key=lambda decision: (effective_from(decision), decision.position))
    return int(latest.data["rules"][rule])


def is_closed(facts: Facts, month: str) -> bool:
    """Whether the last word on a month, by position, is that it is closed."""
    words = [entry.type for entry in of_type(facts, "month-closed", "month-reopened") if entry.data["month"] == month]
    return bool(words) and words[-1] == "month-closed"


# Which event gives an id of each kind its meaning, and which one ends it.
DEFINED_BY = {
    "meeting_id": "meeting-held",
    "decision_id": "decision-made",
    "problem_id": "problem-raised",
    "order_id": "order-taken",
    "sale_id": "sale-recorded",
    "menu_id": "pmt-menu-set",
    "batch_id": "pmt-produced",
    "competition_id": "competition-entered",
    "aid_id": "aid-proposed",
}
ENDED_BY = {"problem_id": "problem-resolved", "order_id": "order-cancelled", "aid_id": "aid-rejected"}
OPENED_THROUGH = {"order_id": "customer-deposits", "sale_id": "receivables"}  # account of an opening line


def definer(facts: Facts, kind: str, value: str) -> Entry | None:
    """The standing event that made an id known; an opening line makes a sale or an order known."""
    for entry in standing(facts):
        if entry.type == DEFINED_BY[kind] and entry.data[kind] == value:
            return entry
        if entry.type == "opening-balance-recorded" and kind in OPENED_THROUGH:
            named = [x.get("party") for x in entry.data["lines"] if x["account"] == OPENED_THROUGH[kind]]
            if value in named:
                return entry
    return None


def is_open(facts: Facts, kind: str, value: str) -> bool:
    """Whether a known problem, order or aid has not been ended since it was made known."""
    start = definer(facts, kind, value)
    if start is None:
        return False
    ends = of_type(standing(facts), ENDED_BY[kind])
    return not any(end.data[kind] == value and end.position > start.position for end in ends)


def sales_in_standing_splits(facts: Facts) -> set[str]:
    """Sales whose proceeds were split; reversing the split frees them."""
    return {sale_id for split in of_type(standing(facts), "sale-split") for sale_id in split.data["sale_ids"]}
