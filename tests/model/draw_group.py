"""Lines of the families group, meetings, kas and control. A drawer gives None where it has nothing to tell."""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta

from . import registers
from .facts import NOT_REVERSIBLE, month_end, month_of, month_start, of_type, reversed_positions, seen
from .pen import CATEGORIES, FACILITATORS, MEMBERS, Data, Pen
from .rules_references import key_id_of
from .views import balance_rows, rows_digest

Drawer = Callable[[Pen], Data | None]
ROLES = ("chair", "secretary", "treasurer", "facilitator")

# An opening line's form: a party too many, one too few, equity itself, nothing, no account, a party outside kas.
FORM_FAULTS: tuple[Data, ...] = (
    {"account": "cash", "party": "m01"},
    {"account": "receivables", "party": None},
    {"account": "opening"},
    {"amount": 0},
    {"account": "no-account"},
    {"account": "member-shares", "party": "m01", "fund": "iks"},
)


def group_formed(pen: Pen) -> Data | None:
    """The beginning; a second one only by a slip."""
    if of_type(pen.facts, "group-formed") and not pen.chance(10):
        return None
    zone = {} if pen.chance(80) else {"timezone": pen.one_of(("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"))}
    names = {"name": "KUBE Melati 3", "kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat"}
    return {**names, "formed_by": "Dinas Sosial", "business": "katering", **zone}


def fund_opened(pen: Pen) -> Data | None:
    """A fund of the group's own, restricted or not."""
    name = f"dana-{len(of_type(pen.facts, 'fund-opened')) + 1}"
    if name > "dana-4":
        return None
    if pen.chance(5):
        name = pen.one_of(sorted(registers.funds(pen.facts)))
    return {"fund": name, "purpose": pen.word(), "restricted": pen.chance(60)}


def opening_balance(pen: Pen) -> Data:
    """Balances carried over; receivables, shares and deposits name their party."""
    lines: list[Data] = []
    for _ in range(pen.integer(0, 5)):
        account = pen.one_of(("cash", "bank", "receivables", "member-shares", "customer-deposits", "equipment", "dues"))
        sign = 1 if account in ("cash", "bank", "receivables", "equipment") else -1
        if pen.slips():
            sign = -sign
        line: Data = {"account": account, "fund": pen.fund(), "amount": sign * pen.rupiah()}
        if account in ("receivables", "member-shares", "customer-deposits"):
            line["fund"] = "kas"
        if account == "receivables":
            line["party"] = pen.new("sale_id")
        if account == "customer-deposits":
            line["party"] = pen.new("order_id")
        if account == "member-shares":
            line["party"] = pen.either(sorted(registers.ever_members(pen.facts)), ["ghost"], "ghost")
        rows = [(other["account"], other["fund"], other.get("party")) for other in lines]
        if (line["account"], line["fund"], line.get("party")) not in rows:
            lines.append(line)
    if lines and pen.chance(6):
        line = pen.one_of(lines)
        line.update(pen.one_of(FORM_FAULTS))
    return {"lines": lines}


def member_joined(pen: Pen) -> Data | None:
    """A new member, or one who comes back; by a slip one who is in."""
    inside = pen.members()
    outside = [member_id for member_id in MEMBERS if member_id not in inside]
    if not outside or (pen.slips() and inside):
        return {"member_id": pen.one_of(inside or MEMBERS), "cadre": False, "own_business": True}
    member_id = pen.one_of(outside)
    if pen.slips():
        member_id = pen.one_of((*FACILITATORS, "group"))
    return {"member_id": member_id, "cadre": pen.chance(50), "own_business": pen.chance(50)}


def member_left(pen: Pen) -> Data | None:
    """A member leaves; at times on the very day of joining, which undoes it."""
    if len(pen.members()) < 3 and not pen.slips():
        return None
    return {"member_id": pen.member(), **({"reason": pen.word()} if pen.chance(30) else {})}


def role_assigned(pen: Pen) -> Data:
    """A vacant role is taken; by a slip one that has its holder, or by the wrong kind of person."""
    vacant = [role for role in ROLES if not registers.holders(pen.facts, role, pen.day)]
    role = pen.either(vacant, ROLES, "chair")
    outsiders = [x for x in FACILITATORS if x not in pen.members()] or ["f03"]
    right, wrong = (outsiders, pen.members() or ["m01"]) if role == "facilitator" else (pen.members(), outsiders)
    return {"person_id": pen.either(right, wrong, "ghost"), "role": role}


def role_ended(pen: Pen) -> Data | None:
    """A holder stops; by a slip someone who holds nothing."""
    held = [(person, role) for role in ROLES for person in sorted(registers.holders(pen.facts, role, pen.day))]
    if held and not pen.slips():
        person, role = pen.one_of(held)
        return {"person_id": person, "role": role}
    return {"person_id": pen.member(), "role": pen.one_of(ROLES)} if pen.chance(20) else None


def suspended(pen: Pen) -> Data | None:
    """Activity stops, where it runs."""
    if registers.is_suspended(pen.facts, pen.day) and not pen.slips():
        return None
    return {"reason": pen.word()}


def resumed(pen: Pen) -> Data | None:
    """Activity goes on, where it stopped."""
    if not registers.is_suspended(pen.facts, pen.day) and not pen.slips():
        return None
    return {"reason": pen.word()}


def meeting_held(pen: Pen) -> Data:
    """A meeting, with those who came."""
    host = {"host_id": pen.person()} if pen.chance(60) else {}
    return {"meeting_id": pen.new("meeting_id"), **host, "attendees": pen.some_members(), "agenda": [pen.word()]}


def idea_contributed(pen: Pen) -> Data:
    """An idea, mostly in a meeting."""
    return {"member_id": pen.member(), **pen.perhaps_meeting(70), "text": pen.word()}


def problem_raised(pen: Pen) -> Data:
    """A problem, with or without a name to it."""
    raiser = {"raised_by": pen.member()} if pen.chance(60) else {}
    return {"problem_id": pen.new("problem_id"), "text": pen.word(), **raiser}


def problem_resolved(pen: Pen) -> Data | None:
    """An open problem is solved."""
    if not pen.open("problem_id") and not pen.slips():
        return None
    return {"problem_id": pen.cited("problem_id", still_open=True), "text": pen.word(), **pen.perhaps_decision(30)}


def decision_made(pen: Pen) -> Data | None:
    """A decision, at times with rules, at times in the place of an earlier one."""
    if not pen.known("meeting_id") and not pen.slips():
        return None
    data: Data = {
        "decision_id": pen.new("decision_id"),
        "meeting_id": pen.cited("meeting_id"),
        "topic": pen.word(),
        "text": pen.word(),
        "method": pen.one_of(("consensus", "vote")),
        "participants": pen.some_members(),
        "effective_from": (pen.day + timedelta(days=pen.integer(-10, 10) if pen.chance(30) else 0)).isoformat(),
    }
    made = pen.given("decision_id")
    if made and pen.chance(25):
        data["supersedes"] = pen.either(made[-4:], ["no-decision"], "no-decision")
    if pen.chance(50):
        price = {"product": "peyek", "channel": "bazaar", "lot_size": 2, "lot_price": 15_000}
        rules = {
            "dues_amount": 5_000,
            "kas_share_percent": pen.integer(0, 100),
            "iks_ceiling": pen.rupiah(200_000),
            "expense_limit": pen.rupiah(200_000),
            "prices": [price] * pen.integer(0, 2),
        }
        data["rules"] = {rule: rules[rule] for rule in pen.some_of(sorted(rules))}
    return data


def hope_stated(pen: Pen) -> Data:
    """A hope of anyone known."""
    return {"person_id": pen.person(), "text": pen.word()}


def evaluation_held(pen: Pen) -> Data:
    """An evaluation of a process or an outcome."""
    said = {"kind": pen.one_of(("process", "outcome")), "subject": pen.word(), "findings": pen.word()}
    return {**said, **pen.perhaps_meeting(50), "participants": pen.some_members()}


def dues_paid(pen: Pen) -> Data:
    """Dues, mostly of a meeting."""
    amount = 5_000 if pen.chance(80) else pen.rupiah(20_000)
    return {"member_id": pen.member(), "amount": amount, **pen.perhaps_meeting(85), **pen.paid_into()}


def expense_paid(pen: Pen) -> Data | None:
    """An expense out of a purse that may pay it; by a slip out of any."""
    fund, account, amount = pen.purse(without=() if pen.slips() else ("iks", "uep"))
    if not pen.holdings() and not pen.slips():
        return None
    limit = registers.rule_in_force(pen.facts, "expense_limit", pen.day)
    cites = pen.perhaps_decision(85 if limit is not None and amount > limit else 30)
    what = {"category": pen.one_of(CATEGORIES), "amount": amount, "description": pen.word()}
    return {"fund": fund, **what, **cites, **pen.paid_from(account)}


def donation_received(pen: Pen) -> Data:
    """A gift to any fund."""
    return {"fund": pen.fund(), "amount": pen.rupiah(), "donor": "Warung Bu Tini", **pen.paid_into()}


def cash_deposited(pen: Pen) -> Data | None:
    """Cash is taken to the bank."""
    there = [(fund, amount) for fund, account, amount in pen.holdings() if account == "cash"]
    if not there:
        return None
    fund, holds = pen.one_of(there)
    return {"fund": fund, "amount": holds + 1 if pen.slips() else pen.integer(1, holds)}


def cash_withdrawn(pen: Pen) -> Data | None:
    """Cash is fetched from the bank."""
    there = [(fund, amount) for fund, account, amount in pen.holdings() if account == "bank"]
    if not there:
        return None
    fund, holds = pen.one_of(there)
    return {"fund": fund, "amount": holds + 1 if pen.slips() else pen.integer(1, holds)}


def cash_counted(pen: Pen) -> Data:
    """The box is counted by anyone known."""
    return {"fund": pen.fund(), "amount": pen.integer(0, 500_000), "counted_by": [pen.person()]}


def cash_difference(pen: Pen) -> Data:
    """A difference is booked; one too many at times."""
    difference = pen.integer(1, 5_000) * pen.one_of((1, -1))
    return {"fund": pen.fund(), "difference": difference, "explanation": pen.word()}


def fund_transferred(pen: Pen) -> Data | None:
    """Money goes over to another fund by decision, with consent where it is restricted."""
    if not pen.holdings() or not registers.decisions(pen.facts):
        return None
    fund, account, amount = pen.purse()
    others = [other for other in sorted(registers.funds(pen.facts)) if other != fund]
    to_fund = pen.either(others, [fund, fund], "no-fund")
    consent = {"consent": "surat lurah"} if pen.chance(85) else {}
    ways = {**pen.paid_from(account), **pen.paid_into()}
    return {"from_fund": fund, "to_fund": to_fund, "amount": amount, "decision_id": pen.decision(), **consent, **ways}


def event_reversed(pen: Pen) -> Data | None:
    """An entry is taken back: mostly a late one that stands, by a slip any, or none that exists."""
    gone = reversed_positions(pen.facts)
    good = [e for e in pen.facts if e.type not in NOT_REVERSIBLE and e.position not in gone]
    if not good and not pen.slips():
        return None
    target = pen.one_of(good[-25:]).position if good else len(pen.facts)
    if pen.slips() and pen.facts:
        target = pen.one_of(pen.facts).position
    if pen.slips() and gone:
        target = pen.one_of(sorted(gone))
    if pen.slips():
        target = pen.position()
    if target < len(pen.facts) and not pen.slips():
        pen.day = max(pen.day, pen.facts[target].day)
    return {"target": target, "reason": pen.word(), **pen.perhaps_decision(15)}


def note_added(pen: Pen) -> Data:
    """A remark on an earlier entry."""
    return {"target": pen.position(), "text": pen.word()}


def month_closed(pen: Pen) -> Data | None:
    """A month that is over is closed; by a slip one that runs, is closed, or has not begun."""
    past = sorted({month_of(entry.day) for entry in pen.facts if month_end(month_of(entry.day)) < pen.day})
    still_open = [month for month in past if not registers.is_closed(pen.facts, month)]
    month = pen.either(still_open, [*past, month_of(pen.day)], month_of(pen.day + timedelta(days=45)))
    if month_start(month) > pen.day and not pen.chance(30):
        return None
    data: Data = {"month": month}
    if pen.chance(30):
        digest = rows_digest(balance_rows(seen(pen.facts, occurred_on=month_end(month))))
        data["digest"] = b64encode(bytes(32) if pen.chance(15) else digest).decode()
    return data


def month_reopened(pen: Pen) -> Data | None:
    """A closed month is opened again by decision."""
    months = sorted({entry.data["month"] for entry in of_type(pen.facts, "month-closed")})
    closed = [month for month in months if registers.is_closed(pen.facts, month)]
    if not registers.decisions(pen.facts) or (not closed and not pen.slips()):
        return None
    return {"month": pen.either(closed, months, pen.month()), "decision_id": pen.decision()}


# One public key stands in two of them, once as a person's and once as a witness's.
VKEYS = (
    "kube-ledger/melati-3/0123456789abcdef+cc72dc69+AccC8CyEnEylkTfiXfj1cGI/66h2pG4LNkEpxJnczVJ6",
    "ibu-sari+f1c9ed0f+Afe5OlqVrFHhBDMEKbFYaQVBPpjT1ltbdScpynoodT6b",
    "ibu-sari+5d683ed1+BPe5OlqVrFHhBDMEKbFYaQVBPpjT1ltbdScpynoodT6b",
    "pendamping+868538c5+BIy9/cX8fZo934GdNW8NVhco4ZPafSqkkLvXpfDm6gjN",
)


def key_enrolled(pen: Pen) -> Data | None:
    """A key of the log, of a person or of a witness; by a slip for the wrong use."""
    vkey = pen.one_of(VKEYS)
    use = "log" if vkey.startswith("kube-ledger") else "witness" if "+B" in vkey else "person"
    use = pen.one_of(("log", "person", "witness")) if pen.slips() else use
    person = {} if (use == "log") != pen.slips() else {"person_id": pen.person()}
    return {**person, "vkey": vkey, "use": use}


def key_revoked(pen: Pen) -> Data | None:
    """A key is lost, stolen or no longer used."""
    enrolled = [entry.data["vkey"] for entry in of_type(pen.facts, "key-enrolled")]
    if not enrolled and not pen.slips():
        return None
    vkey = pen.either(enrolled, VKEYS, VKEYS[0])
    return {"key_id": b64encode(key_id_of(vkey)).decode(), "reason": pen.one_of(("lost", "stolen", "ended"))}


def person_erased(pen: Pen) -> Data | None:
    """Somebody's data is erased; most lives have none of it, so that most people are still there."""
    return {"person_id": pen.person()} if pen.chance(30) or pen.slips() else None


DRAWERS: dict[str, dict[str, tuple[int, Drawer]]] = {
    "group": {
        "group-formed": (1, group_formed),
        "fund-opened": (3, fund_opened),
        "opening-balance-recorded": (4, opening_balance),
        "member-joined": (6, member_joined),
        "member-left": (3, member_left),
        "role-assigned": (5, role_assigned),
        "role-ended": (3, role_ended),
        "activity-suspended": (2, suspended),
        "activity-resumed": (3, resumed),
    },
    "meetings": {
        "meeting-held": (8, meeting_held),
        "idea-contributed": (3, idea_contributed),
        "problem-raised": (3, problem_raised),
        "problem-resolved": (3, problem_resolved),
        "decision-made": (7, decision_made),
        "hope-stated": (2, hope_stated),
        "evaluation-held": (2, evaluation_held),
    },
    "kas": {
        "dues-paid": (14, dues_paid),
        "expense-paid": (8, expense_paid),
        "donation-received": (5, donation_received),
        "cash-deposited": (3, cash_deposited),
        "cash-withdrawn": (3, cash_withdrawn),
        "cash-counted": (2, cash_counted),
        "cash-difference-booked": (2, cash_difference),
        "fund-transferred": (4, fund_transferred),
    },
    "authority": {
        "key-enrolled": (1, key_enrolled),
        "key-revoked": (1, key_revoked),
        "person-erased": (1, person_erased),
    },
    "control": {
        "event-reversed": (12, event_reversed),
        "note-added": (2, note_added),
        "month-closed": (2, month_closed),
        "month-reopened": (2, month_reopened),
    },
}
