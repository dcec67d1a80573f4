"""Lines of the families programmes, assets, aid and facilitation."""

from base64 import b64encode

from . import registers
from .draw_group import Drawer
from .pen import CATEGORIES, Data, Pen
from .postings import quantity

ITEMS = ("wajan", "panci", "tenda")
FACILITATOR_ROLES = ("facilitative", "educational", "representational", "technical")
TASKS = (
    "form-group", "verify-candidates", "prepare-candidates", "budget-plan", "technical-guidance",
    "social-motivation", "accompany-business", "monitor", "write-reports",
)  # fmt: skip


def pmt_menu_set(pen: Pen) -> Data:
    """A menu of the puskesmas; by a slip of two dishes."""
    dishes = ["nasi tim", "sup ayam", "pisang"]
    return {"menu_id": pen.new("menu_id"), "issued_by": "Puskesmas", "dishes": dishes[: 2 if pen.slips() else 3]}


def pmt_funds_received(pen: Pen) -> Data:
    """Money of the kelurahan."""
    return {"amount": pen.rupiah(2_000_000), "giver": "Kelurahan Galur", "month": pen.month(), **pen.paid_into()}


def pmt_funds_returned(pen: Pen) -> Data | None:
    """What is over goes back."""
    fund, account, amount = pen.purse(only="pmt")
    if not any(there == fund for there, _, _ in pen.holdings()) and not pen.slips():
        return None
    return {"amount": amount, "to": "Kelurahan Galur", **pen.paid_from(account)}


def pmt_produced(pen: Pen) -> Data | None:
    """Boxes are cooked."""
    if not pen.known("menu_id") and not pen.slips():
        return None
    tasks = ("shopping", "cooking", "packing", "delivery", "other")
    workers = [{"member_id": member_id, "task": pen.one_of(tasks)} for member_id in pen.some_members()]
    made = {"menu_id": pen.cited("menu_id"), "boxes": pen.integer(1, 200)}
    return {"batch_id": pen.new("batch_id"), **made, "workers": workers}


def some_boxes(pen: Pen) -> Data:
    """A batch and a number of boxes that it has; by a slip one more."""
    full = [batch_id for batch_id in pen.known("batch_id") if quantity(pen.facts, "boxes", batch_id) > 0]
    batch_id = pen.either(full, pen.given("batch_id"), "no-batch")
    there = quantity(pen.facts, "boxes", batch_id)
    return {"batch_id": batch_id, "boxes": there + 1 if there <= 0 or pen.slips() else pen.integer(1, there)}


def pmt_delivered(pen: Pen) -> Data | None:
    """Boxes are brought to a post."""
    if not pen.known("batch_id") and not pen.slips():
        return None
    audience = pen.one_of(("toddlers", "pregnant", "posbindu", "elderly"))
    return {**some_boxes(pen), "post": "Pos 1", "audience": audience, "helpers": pen.some_members()}


def pmt_spoiled(pen: Pen) -> Data | None:
    """Boxes go bad."""
    if not pen.known("batch_id") and not pen.slips():
        return None
    return {**some_boxes(pen), "reason": pen.word()}


def bazaar_joined(pen: Pen) -> Data:
    """A stall at a bazaar."""
    return {"place": "Monas", "organiser": "Dinas Sosial", "participants": pen.some_members()}


def competition_entered(pen: Pen) -> Data:
    """A contest."""
    contest = {"name": "Lomba KUBE", "level": "DKI Jakarta", "days": pen.integer(1, 3)}
    return {"competition_id": pen.new("competition_id"), **contest, "participants": pen.some_members()}


def competition_result(pen: Pen) -> Data | None:
    """A place in a contest."""
    if not pen.known("competition_id") and not pen.slips():
        return None
    contestant = pen.one_of(("group", "facilitator"))
    return {"competition_id": pen.cited("competition_id"), "contestant": contestant, "rank": pen.integer(1, 3)}


def prize_received(pen: Pen) -> Data:
    """A prize, of the group or of the facilitator."""
    contest = {"competition_id": pen.cited("competition_id")} if pen.known("competition_id") else {}
    amount = 0 if pen.chance(20) else pen.rupiah(9_100_000)
    whose = {"recipient": pen.one_of(("group", "facilitator")), "amount": amount, "items": ["piala"]}
    return {**contest, **whose, **pen.paid_into()}


def cadre_service(pen: Pen) -> Data:
    """Service at a health post."""
    return {"member_id": pen.member(), "post": "Posbindu", "tasks": ["menimbang"]}


def help_given(pen: Pen) -> Data:
    """A hand lent."""
    return {"member_id": pen.member(), "activity": pen.word(), "task": pen.word()}


def training_held(pen: Pen) -> Data:
    """A training; some are certified."""
    who = pen.some_members()
    return {"organiser": "Dinas Sosial", "topic": pen.word(), "participants": who, "certified": pen.some_of(who)}


def asset_received(pen: Pen) -> Data:
    """A thing comes, to the group or to a member."""
    holder = "group" if pen.chance(70) or not pen.members() else pen.member()
    value = {"estimated_value": pen.rupiah()} if pen.chance(40) else {}
    number = pen.integer(1, 10)
    return {"item": pen.one_of(ITEMS), "quantity": number, "source": "Dinas Sosial", "holder": holder, **value}


def asset_donated(pen: Pen) -> Data:
    """A member gives a thing."""
    return {"member_id": pen.member(), "item": pen.one_of(ITEMS), "quantity": pen.integer(1, 4)}


def some_of_item(pen: Pen, *, lent: bool) -> Data | None:
    """An item and a number of it that is in the house, or lent; by a slip one more."""
    item = pen.one_of(ITEMS)
    out = quantity(pen.facts, "loan", item)
    there = out if lent else quantity(pen.facts, "inventory", item) - out
    if pen.slips():
        return {"item": item, "quantity": there + 1}
    return {"item": item, "quantity": pen.integer(1, there)} if there > 0 else None


def asset_lent(pen: Pen) -> Data | None:
    """A thing is lent, to anyone."""
    some = some_of_item(pen, lent=False)
    return None if some is None else {**some, "person_id": pen.either(pen.members(), ["tetangga"], "tetangga")}


def asset_returned(pen: Pen) -> Data | None:
    """A thing comes back."""
    some = some_of_item(pen, lent=True)
    return None if some is None else {**some, "person_id": pen.either(pen.members(), ["tetangga"], "tetangga")}


def asset_retired(pen: Pen) -> Data | None:
    """A thing is worn out."""
    some = some_of_item(pen, lent=False)
    return None if some is None else {**some, "reason": pen.word()}


def aid_proposed(pen: Pen) -> Data:
    """A proposal with its lines; by a slip a wrong sum."""
    lines = [{"description": pen.word(), "amount": pen.rupiah(2_000_000)} for _ in range(pen.integer(1, 3))]
    total = sum(line["amount"] for line in lines if isinstance(line["amount"], int))
    amount = total + 1 if pen.slips() else total
    return {"aid_id": pen.new("aid_id"), "programme": "UEP", "amount": amount, "lines": lines}


def about_aid(pen: Pen) -> Data | None:
    """An open aid to speak of."""
    if not pen.open("aid_id") and not pen.slips():
        return None
    return {"aid_id": pen.cited("aid_id", still_open=True)}


def aid_verified(pen: Pen) -> Data | None:
    """The office has looked at it."""
    aid = about_aid(pen)
    return None if aid is None else {**aid, "by": "Dinas Sosial"}


def aid_approved(pen: Pen) -> Data | None:
    """The office says yes, to a sum or to all of it."""
    aid = about_aid(pen)
    amount = {"amount": pen.rupiah(2_000_000)} if pen.chance(50) else {}
    return None if aid is None else {**aid, "by": "Dinas Sosial", **amount}


def aid_rejected(pen: Pen) -> Data | None:
    """The office says no."""
    aid = about_aid(pen)
    return None if aid is None else {**aid, "by": "Dinas Sosial", **({"reason": pen.word()} if pen.chance(50) else {})}


def aid_received(pen: Pen) -> Data | None:
    """The money comes, as a rule to the bank."""
    aid = about_aid(pen)
    place = {"paid_into": "cash"} if pen.chance(20) else {}
    return None if aid is None else {**aid, "amount": pen.rupiah(2_000_000), **place}


def aid_spent(pen: Pen) -> Data | None:
    """The money is spent on a line of the proposal; by a slip on none."""
    aid = about_aid(pen)
    fund, account, amount = pen.purse(only="uep")
    if aid is None or (not any(there == fund for there, _, _ in pen.holdings()) and not pen.slips()):
        return None
    proposed = registers.definer(pen.facts, "aid_id", aid["aid_id"])
    lines = 1 if proposed is None else len(proposed.data["lines"])
    what = {"category": pen.one_of(CATEGORIES), "amount": amount, "description": pen.word()}
    place = {} if account == "bank" and pen.chance(50) else {"paid_from": account}
    return {**aid, "line": lines + 1 if pen.slips() else pen.integer(1, lines), **what, **place}


def aid_accounted_for(pen: Pen) -> Data | None:
    """Evidence is handed in."""
    aid = about_aid(pen)
    return None if aid is None else {**aid, "month": pen.month(), "evidence": ["nota"]}


def with_facilitator(pen: Pen) -> Data | None:
    """Whoever is or was facilitator."""
    if not registers.ever_in_role(pen.facts, "facilitator") and not pen.slips():
        return None
    return {"facilitator_id": pen.facilitator()}


def facilitation_done(pen: Pen) -> Data | None:
    """The facilitator's own work."""
    who = with_facilitator(pen)
    task = {"task": pen.one_of(TASKS)} if pen.chance(70) else {}
    reached = pen.some_members()
    role = pen.one_of(FACILITATOR_ROLES)
    return None if who is None else {**who, "role": role, **task, "topic": pen.word(), "members_reached": reached}


def publication_posted(pen: Pen) -> Data | None:
    """She writes about the group."""
    who = with_facilitator(pen)
    return None if who is None else {**who, "channel": "Facebook", "subject": pen.word()}


def bookkeeping_reviewed(pen: Pen) -> Data | None:
    """She looks through the books up to a position."""
    who = with_facilitator(pen)
    rest = {"month": pen.month(), "reviewed_to": pen.position(), "findings": pen.word()}
    return None if who is None else {**who, **rest}


def report_submitted(pen: Pen) -> Data | None:
    """She hands in a report."""
    who = with_facilitator(pen)
    file = {"digest": b64encode(bytes([pen.integer(0, 255)] * 32)).decode(), "cut_off": pen.position()}
    rest = {"month": pen.month(), "recipient": "Dinas Sosial", "copies": ["Kecamatan"], **file}
    return None if who is None else {**who, **rest}


def visit_received(pen: Pen) -> Data:
    """Someone comes to see."""
    return {"visitor": "Kecamatan Johar Baru", "purpose": pen.word()}


DRAWERS: dict[str, dict[str, tuple[int, Drawer]]] = {
    "programmes": {
        "pmt-menu-set": (2, pmt_menu_set),
        "pmt-funds-received": (3, pmt_funds_received),
        "pmt-funds-returned": (1, pmt_funds_returned),
        "pmt-produced": (4, pmt_produced),
        "pmt-delivered": (6, pmt_delivered),
        "pmt-spoiled": (2, pmt_spoiled),
        "bazaar-joined": (1, bazaar_joined),
        "competition-entered": (2, competition_entered),
        "competition-result": (1, competition_result),
        "prize-received": (2, prize_received),
        "cadre-service-done": (1, cadre_service),
        "help-given": (1, help_given),
        "training-held": (1, training_held),
    },
    "assets": {
        "asset-received": (3, asset_received),
        "asset-donated": (2, asset_donated),
        "asset-lent": (4, asset_lent),
        "asset-returned": (3, asset_returned),
        "asset-retired": (2, asset_retired),
    },
    "aid": {
        "aid-proposed": (3, aid_proposed),
        "aid-verified": (1, aid_verified),
        "aid-approved": (1, aid_approved),
        "aid-rejected": (1, aid_rejected),
        "aid-received": (3, aid_received),
        "aid-spent": (4, aid_spent),
        "aid-accounted-for": (1, aid_accounted_for),
    },
    "facilitation": {
        "facilitation-done": (2, facilitation_done),
        "publication-posted": (1, publication_posted),
        "bookkeeping-reviewed": (1, bookkeeping_reviewed),
        "report-submitted": (1, report_submitted),
        "visit-received": (1, visit_received),
    },
}
