"""Lives of groups that sign: offices change hands, keys are lost, decisions set who may, and people sign, or err."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from . import registers, rules_authority
from .choices import Choices
from .facts import Line, of_type
from .histories import ALL_FAMILIES, Offer, next_line
from .keys import KEYS
from .model import Model
from .pen import Pen, today_of
from .rules_references import key_id_of, revoked_keys

ROLES = ("chair", "secretary", "treasurer", "facilitator")
TRIES = 5  # who should sign is found by trying, as the model alone knows


def beginning() -> list[Line]:
    """Ten people, four offices, a key for each of the first six: nobody signs yet."""
    day = "2019-01-07"
    place = {"name": "KUBE Melati 3", "kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat"}
    told: list[tuple[str, dict[str, Any]]] = [
        ("group-formed", {**place, "formed_by": "Dinas Sosial", "business": "katering"}),
        *(
            ("member-joined", {"member_id": f"m{number:02d}", "cadre": False, "own_business": True})
            for number in range(1, 7)
        ),
        *(
            ("role-assigned", {"person_id": person, "role": role})
            for person, role in zip(("m01", "m02", "m03", "f01"), ROLES, strict=True)
        ),
        *(
            ("key-enrolled", {"person_id": person, "vkey": KEYS[person], "use": "person"})
            for person in ("m01", "m02", "m03", "m04", "f01")
        ),
        ("donation-received", {"fund": "kas", "amount": 900_000, "donor": "Kelurahan"}),
        ("meeting-held", {"meeting_id": "w1", "attendees": [], "agenda": []}),
    ]
    return [{"type": name, "occurred_on": day, "recorded_by": "chair", "data": data} for name, data in told]


def policy_line(pen: Pen) -> Line:
    """A decision about who may record."""
    rules: dict[str, Any] = {}
    if pen.chance(70):
        rules["signing"] = "signed" if pen.chance(85) else "none"
    if pen.chance(40):
        rules["two_persons_above"] = pen.rupiah(100_000)
    if pen.chance(25):
        rules["facilitator_may_record"] = pen.chance(60)
    made = pen.given("decision_id")
    data = {
        "decision_id": pen.new("decision_id"),
        "meeting_id": pen.cited("meeting_id"),
        "topic": "tanda tangan",
        "text": pen.word(),
        "method": "consensus",
        "participants": [],
        "effective_from": (pen.day + timedelta(days=pen.integer(-9, 4) if pen.chance(40) else 0)).isoformat(),
        "rules": rules,
    }
    if made and pen.chance(20):
        data["supersedes"] = pen.one_of(made[-3:])
    return {"type": "decision-made", "data": data}


def office_line(pen: Pen) -> Line:
    """An office is given up or taken, now and then long ago; or its holder leaves the group."""
    if pen.chance(40):
        pen.day -= timedelta(days=pen.integer(0, 20))
    role = pen.one_of(ROLES)
    held = sorted(registers.holders(pen.facts, role, pen.day))
    if held and pen.chance(15):
        return {"type": "member-left", "data": {"member_id": held[0]}}
    if held:
        return {"type": "role-ended", "data": {"person_id": held[0], "role": role}}
    person = pen.one_of(("f01", "f02")) if role == "facilitator" else pen.member()
    return {"type": "role-assigned", "data": {"person_id": person, "role": role}}


def key_line(pen: Pen) -> Line:
    """A key is enrolled, mostly of who needs one, or revoked, mostly because it is lost."""
    facts = pen.facts
    known = {key_id_of(entry.data["vkey"]) for entry in of_type(facts, "key-enrolled")}
    gone = revoked_keys(facts)
    standing = [name for name, vkey in KEYS.items() if key_id_of(vkey) in known - gone]
    fresh = [name for name, vkey in KEYS.items() if key_id_of(vkey) not in known]
    if standing and (pen.chance(45) or not fresh):
        vkey = KEYS[pen.one_of(standing)]
        reason = pen.one_of(("lost", "lost", "stolen", "ended"))
        return {"type": "key-revoked", "data": {"key_id": b64encode(key_id_of(vkey)).decode(), "reason": reason}}
    in_office = {entry.data["person_id"] for entry in of_type(facts, "role-assigned")}
    needy = [n for n in fresh if n[:3] in in_office and not rules_authority.has_key(facts, n[:3])]
    name = pen.one_of(needy) if needy and pen.chance(80) else pen.one_of(fresh or list(KEYS))
    use = "person" if pen.chance(95) else "witness"
    return {"type": "key-enrolled", "data": {"person_id": name[:3], "vkey": KEYS[name], "use": use}}


def drawn_line(choices: Choices, model: Model, recorded_at: datetime) -> Line:
    """A line of any family, with more about offices, keys and policy than lives have."""
    pen = Pen(model, choices, recorded_at, today_of(model, recorded_at))
    if not choices.chance(25):
        return next_line(choices, model, families=ALL_FAMILIES, recorded_at=recorded_at)
    line = choices.one_of((policy_line, office_line, office_line, key_line, key_line))(pen)
    return {**line, "occurred_on": pen.day.isoformat(), "recorded_by": "chair"}


def signatures(choices: Choices, model: Model, line: Line, recorded_at: datetime) -> Line:
    """The line as somebody signs it, mostly so that nobody objects; at times nobody signs, or a signature is bad."""
    today = today_of(model, recorded_at)
    signs = rules_authority.rule_now(model.facts, "signing", today) == "signed"
    if not choices.chance(95 if signs else 20):
        return line
    held = [name for name, vkey in KEYS.items() if rules_authority.owner(model.facts, vkey) is not None] or list(KEYS)
    roles = {role: sorted(rules_authority.holders_now(model.facts, role, today)) for role in ROLES}
    officers = [name for name in held if any(name[:3] in people for people in roles.values())] or held
    signed = line
    for _ in range(TRIES):
        from_ = officers if choices.chance(92) else list(KEYS)
        author = choices.one_of(from_)
        others = [choices.one_of(from_) for _ in range(choices.integer(0, 2))]
        names = list(dict.fromkeys((author, *others)))
        signed = {**line, "author": KEYS[author], "signatures": [[KEYS[name], True] for name in names]}
        code = model.judge(signed, recorded_at)
        if code not in ("not-authorised", "approval-missing", "key-not-in-force") or choices.chance(15):
            break
    if choices.chance(3):
        signed["signatures"][choices.integer(0, len(signed["signatures"]) - 1)][1] = False
    if choices.chance(1):
        signed["signatures"].pop(0)
    return signed


def walk_signed(choices: Choices, *, offers: int, model: Model) -> Iterator[Offer]:
    """Offer line after line to a model of a group that mostly signs, and tell its answers."""
    recorded_at = datetime(2019, 1, 7, 3, tzinfo=UTC)
    for line in beginning():
        yield Offer(line, recorded_at, model.offer(line, recorded_at))
    pen = Pen(model, choices, recorded_at, today_of(model, recorded_at))
    first = {**policy_line(pen), "occurred_on": "2019-01-07", "recorded_by": "chair"}
    first["data"] = {**first["data"], "effective_from": "2019-01-07", "rules": {"signing": "signed"}}
    yield Offer(first, recorded_at, model.offer(first, recorded_at))
    for _ in range(offers):
        line = signatures(choices, model, drawn_line(choices, model, recorded_at), recorded_at)
        yield Offer(line, recorded_at, model.offer(line, recorded_at))
        recorded_at += timedelta(hours=choices.integer(0, 30), microseconds=choices.integer(0, 999_999))
        if choices.chance(3):
            recorded_at -= timedelta(hours=choices.integer(0, 60))
