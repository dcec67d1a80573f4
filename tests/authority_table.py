"""The table of who may record what, by hand from EVENTS.md, and a group in which every event has its place.

Nothing here is read from the rules: what the page says stands in `ROWS` and `MAY`, word for word as far as words go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from book import JULY_1, JULY_7
from kube_ledger import events
from officers import CHAIR, FACILITATOR, MEMBER, SECRETARY, TREASURER, Officers, enrolment, key_of, revocation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from kube_ledger.events import Event

# The statement.

ROWS = {
    # "money events and their reversals are recorded by the treasurer
    #  (the pendamping may, when a decision sets `facilitator_may_record` true)"
    "money": """
        dues-paid expense-paid donation-received cash-deposited cash-withdrawn cash-difference-booked fund-transferred
        iks-contributed iks-disbursed
        order-taken order-cancelled sale-recorded payment-received sale-split share-paid
        pmt-funds-received pmt-funds-returned prize-received
        aid-received aid-spent
        """,
    # "meetings family, notes and month closings by secretary or chair"
    "words": """
        meeting-held idea-contributed problem-raised problem-resolved decision-made hope-stated evaluation-held
        note-added month-closed
        """,
    # "facilitation by the facilitator"
    "facilitation": "facilitation-done publication-posted bookkeeping-reviewed report-submitted visit-received",
    # "group and authority by chair or secretary with the other's approval"; "PersonErased needs two"
    "together": """
        group-formed fund-opened opening-balance-recorded member-joined member-left role-assigned role-ended
        activity-suspended activity-resumed
        key-enrolled key-revoked person-erased
        """,
    # "everything else by any officer"
    "rest": """
        cash-counted
        production-run goods-spoiled sample-given
        pmt-menu-set pmt-produced pmt-delivered pmt-spoiled bazaar-joined competition-entered competition-result
        cadre-service-done help-given training-held
        asset-received asset-donated asset-lent asset-returned asset-retired
        aid-proposed aid-verified aid-approved aid-rejected aid-accounted-for
        month-reopened
        """,
    # as what it takes back
    "of its original": "event-reversed",
}
MAY = {
    "money": {"treasurer"},
    "words": {"secretary", "chair"},
    "facilitation": {"facilitator"},
    "together": {"chair", "secretary"},
    "rest": {"chair", "secretary", "treasurer"},
}
OFFICERS = {"chair", "secretary", "treasurer"}
THE_OTHER = {"chair": "secretary", "secretary": "chair"}

ROW_OF = {name: row for row, names in ROWS.items() for name in names.split()}
DECIDING = {
    "member-joined",
    "member-left",
    "role-assigned",
    "role-ended",
    "decision-made",
    "key-enrolled",
    "key-revoked",
}
"""What changes who may record: two of them in one file would have to do with each other."""

HERS = {
    CHAIR: "chair",
    SECRETARY: "secretary",
    TREASURER: "treasurer",
    f"{TREASURER}~2": "treasurer",  # a second key of hers
    FACILITATOR: "facilitator",
    MEMBER: "nobody",
    "m06": "nobody",  # was treasurer for a day
    "m07": "nobody",  # was secretary, and left the group
}
"""Key in force → the office of whose it is."""

NO_KEYS = (f"{TREASURER}~1", "m05")
"""A key that was revoked, and one that was never enrolled."""


def expected(row: str, author: str, approvers: tuple[str, ...], *, facilitator_may: bool, large: bool) -> str | None:
    """What the page says of it: the code of the refusal, None = it is recorded."""
    may = MAY[row] | ({"facilitator"} if facilitator_may and row == "money" else set())
    if HERS[author] not in may:
        return "not-authorised"
    others = {HERS[name] for name in approvers if name.partition("~")[0] != author.partition("~")[0]}
    if row == "together" and THE_OTHER[HERS[author]] not in others:
        return "approval-missing"
    return "approval-missing" if large and not others & OFFICERS else None


# A group in which every event has its place.


class Signing(Officers):
    """A group that signs, with something of everything: whatever may be recorded can be, by whoever may."""

    def __init__(self, **rules: Any) -> None:
        super().__init__()
        self._who_was_in_office()
        self._money()
        self._work()
        self.tells(self.group.close_month("2019-05", occurred_on=self.day))
        self.decides_to_sign(**rules)

    def _who_was_in_office(self) -> None:
        """For some days nobody is treasurer, then m06, then m03 again; m07 is secretary for a day, and leaves."""
        days = [JULY_1.replace(day=day) for day in range(1, 7)]
        self.joins("m06", on=JULY_1)
        self.joins("m07", on=JULY_1)
        changes = [
            (2, TREASURER, "treasurer", False),
            (4, "m06", "treasurer", True),
            (5, "m06", "treasurer", False),
            (5, TREASURER, "treasurer", True),
            (2, SECRETARY, "secretary", False),
            (2, "m07", "secretary", True),
            (3, "m07", "secretary", False),
            (3, SECRETARY, "secretary", True),
        ]
        for day, person, role, takes in changes:
            change = events.RoleAssigned if takes else events.RoleEnded
            self.tells(change(occurred_on=days[day - 1], person_id=person, role=role))
        for name in ("m06", "m07", f"{TREASURER}~1", f"{TREASURER}~2"):
            self.tells(enrolment(self.day, name))
        self.tells(revocation(self.day, f"{TREASURER}~1"))
        self.leaves("m07", on=days[2])

    def _money(self) -> None:
        for fund, into, amount in (
            ("kas", "cash", 900_000),
            ("kas", "bank", 900_000),
            ("iks", "cash", 200_000),
            ("kas", "cash", 50_000),
            ("kas", "cash", 50_001),
        ):
            self.receives(amount, fund=fund, into=into)
        self.tells(events.PmtFundsReceived(occurred_on=self.day, amount=200_000, giver="Kelurahan", month="2019-07"))
        self.meets("w26", CHAIR)
        self.decides("d1")
        self.tells(self.opening(("cash", 5_000, None)))
        line = events.AidLine(description="oven", amount=200_000)
        self.tells(
            events.AidProposed(occurred_on=self.day, aid_id="a1", programme="UEP", amount=200_000, lines=[line]),
            events.AidReceived(occurred_on=self.day, aid_id="a1", amount=150_000),
        )

    def _work(self) -> None:
        day = self.day
        self.tells(
            events.ProblemRaised(occurred_on=day, problem_id="p1", text="kompor rusak"),
            events.ProductionRun(
                occurred_on=day, product="peyek", quantity=400, unit="bungkus", owner="group", workers=[]
            ),
            *(self.sale(f"s{number}", paid=number > 1) for number in range(1, 3)),
            self.sale("s3", lot_price=300_012),
            *(self.order(f"o{number}", deposit) for number, deposit in enumerate((0, 5_000, 50_000, 50_001))),
            events.AssetReceived(occurred_on=day, item="oven", quantity=3, source="Dinas", holder="group"),
            events.AssetLent(occurred_on=day, item="oven", quantity=1, person_id="rt-3"),
            events.PmtMenuSet(occurred_on=day, menu_id="mn1", issued_by="Puskesmas", dishes=["bubur", "telur", "susu"]),
            events.PmtProduced(occurred_on=day, batch_id="b1", menu_id="mn1", boxes=20, workers=[]),
            events.CompetitionEntered(
                occurred_on=day, competition_id="c1", name="Lomba KUBE", level="kota", days=1, participants=[]
            ),
            self.facilitation(),
            events.ActivitySuspended(occurred_on=day.replace(day=10), reason="libur"),
        )
        self.tells(self.group.split_sale(["s3"], occurred_on=day))

    # What is told more than once.

    def sale(self, sale_id: str, *, lot_price: int = 10_000, **other: Any) -> events.SaleRecorded:
        """Two packs of peyek."""
        sold = super().sale(sale_id, **other)
        return sold if lot_price == sold.lot_price else with_(sold, lot_price=lot_price)

    def order(self, order_id: str, deposit: int) -> Event:
        """Somebody orders nastar."""
        return events.OrderTaken(
            occurred_on=self.day, order_id=order_id, customer="Bu Tini", product="nastar", quantity=1, price=60_000,
            deposit=deposit,
        )  # fmt: skip

    def cancelled(self, order_id: str, refund: int) -> Event:
        """She changed her mind."""
        return events.OrderCancelled(
            occurred_on=self.day, order_id=order_id, refund=refund, kept=0, reason="batal acara"
        )

    def disbursed(self, amount: int, fund: Any = "iks") -> Event:
        """A member was ill."""
        return events.IksDisbursed(
            occurred_on=self.day, beneficiary_id="m05", reason="illness", amount=amount, fund=fund
        )

    def facilitation(self) -> Event:
        """The pendamping explained the cash book."""
        return events.FacilitationDone(
            occurred_on=self.day, facilitator_id=FACILITATOR, role="educational", topic="buku kas", members_reached=[]
        )


def with_(event: Any, **values: Any) -> Any:
    """The same event but for these values."""
    import attrs

    return attrs.evolve(event, **values)


class Case(NamedTuple):
    """One thing to tell, and the row of the table in which it is."""

    name: str
    row: str
    tell: Callable[[Signing], Event]

    @property
    def event_type(self) -> str:
        """The type that the case is of."""
        return self.name.partition(":")[0]


def told(cls_name: str, **fields: Any) -> Callable[[Signing], Event]:
    """An event of that class on the day that is written about."""
    return lambda book: getattr(events, cls_name)(occurred_on=book.day, **fields)


def on(day: int) -> date:
    """A day of July 2019."""
    return JULY_7.replace(day=day)


USUAL: dict[str, Callable[[Signing], Event]] = {
    # group
    "fund-opened": told("FundOpened", fund="duka", purpose="santunan", restricted=True),
    "opening-balance-recorded": lambda book: book.opening(("cash", 5_000, None)),
    "member-joined": lambda book: book.joining("m77"),
    "member-left": told("MemberLeft", member_id="m05"),
    "role-assigned": lambda _: events.RoleAssigned(occurred_on=on(3), person_id="m05", role="treasurer"),
    "role-ended": told("RoleEnded", person_id=TREASURER, role="treasurer"),
    "activity-suspended": told("ActivitySuspended", reason="pandemi"),
    "activity-resumed": lambda _: events.ActivityResumed(occurred_on=on(11), reason="selesai"),
    # meetings
    "meeting-held": lambda book: book.meeting("w99"),
    "idea-contributed": told("IdeaContributed", member_id="m05", text="katering"),
    "problem-raised": told("ProblemRaised", problem_id="p9", text="gas habis"),
    "problem-resolved": told("ProblemResolved", problem_id="p1", text="diperbaiki"),
    "decision-made": lambda book: book.decision("d-99"),
    "hope-stated": told("HopeStated", person_id="m05", text="modal"),
    "evaluation-held": told(
        "EvaluationHeld", kind="process", subject="pertemuan", findings="tepat waktu", participants=[]
    ),
    # kas
    "dues-paid": lambda book: book.dues("m05"),
    "expense-paid": lambda book: book.expense(10_000),
    "donation-received": lambda book: book.gift(10_000),
    "cash-deposited": told("CashDeposited", fund="kas", amount=5_000),
    "cash-withdrawn": told("CashWithdrawn", fund="kas", amount=5_000),
    "cash-counted": told("CashCounted", fund="kas", amount=5_000, counted_by=[CHAIR]),
    "cash-difference-booked": told("CashDifferenceBooked", fund="kas", difference=-500, explanation="kembalian"),
    "fund-transferred": lambda book: book.transfer(5_000, from_="kas", to="iks", decision="d1"),
    # solidarity
    "iks-contributed": told("IksContributed", member_id="m05", amount=1_000),
    "iks-disbursed": lambda book: book.disbursed(10_000),
    # sales
    "production-run": told("ProductionRun", product="nastar", quantity=5, unit="toples", owner="group", workers=[]),
    "goods-spoiled": told("GoodsSpoiled", product="peyek", quantity=1, reason="basi"),
    "order-taken": lambda book: book.order("o9", 1_000),
    "order-cancelled": lambda book: book.cancelled("o1", 5_000),
    "sale-recorded": lambda book: book.sale("s9"),
    "payment-received": told("PaymentReceived", sale_id="s1", amount=20_000),
    "sample-given": told("SampleGiven", product="peyek", quantity=1, place="Kelurahan"),
    "sale-split": lambda book: book.group.split_sale(["s2"], occurred_on=book.day),
    "share-paid": told("SharePaid", member_id="m05", amount=3_000),
    # programmes
    "pmt-menu-set": told("PmtMenuSet", menu_id="mn9", issued_by="Puskesmas", dishes=["bubur", "telur", "susu"]),
    "pmt-funds-received": told("PmtFundsReceived", amount=5_000, giver="Kelurahan", month="2019-07"),
    "pmt-funds-returned": told("PmtFundsReturned", amount=5_000, to="Kelurahan"),
    "pmt-produced": told("PmtProduced", batch_id="b9", menu_id="mn1", boxes=5, workers=[]),
    "pmt-delivered": told("PmtDelivered", batch_id="b1", post="Mawar", audience="toddlers", boxes=2, helpers=[]),
    "pmt-spoiled": told("PmtSpoiled", batch_id="b1", boxes=1, reason="basi"),
    "bazaar-joined": told("BazaarJoined", place="RPTRA", organiser="RW", participants=[]),
    "competition-entered": told(
        "CompetitionEntered", competition_id="c9", name="Lomba", level="kota", days=1, participants=[]
    ),
    "competition-result": told("CompetitionResult", competition_id="c1", contestant="group", rank=2),
    "prize-received": told("PrizeReceived", recipient="group", amount=5_000, items=[]),
    "cadre-service-done": told("CadreServiceDone", member_id="m05", post="posbindu", tasks=[]),
    "help-given": told("HelpGiven", member_id="m05", activity="bazar", task="angkut"),
    "training-held": told("TrainingHeld", organiser="Dinas", topic="kue", participants=[], certified=[]),
    # assets
    "asset-received": told("AssetReceived", item="wajan", quantity=1, source="Dinas", holder="group"),
    "asset-donated": told("AssetDonated", member_id="m05", item="wajan", quantity=1),
    "asset-lent": told("AssetLent", item="oven", quantity=1, person_id="rt-4"),
    "asset-returned": told("AssetReturned", item="oven", quantity=1, person_id="rt-3"),
    "asset-retired": told("AssetRetired", item="oven", quantity=1, reason="rusak"),
    # aid
    "aid-proposed": lambda book: events.AidProposed(
        occurred_on=book.day, aid_id="a9", programme="UEP", amount=5,
        lines=[events.AidLine(description="wajan", amount=5)],
    ),
    "aid-verified": told("AidVerified", aid_id="a1", by="Dinas"),
    "aid-approved": told("AidApproved", aid_id="a1", by="Dinas"),
    "aid-rejected": told("AidRejected", aid_id="a1", by="Dinas"),
    "aid-received": told("AidReceived", aid_id="a1", amount=5_000),
    "aid-spent": told("AidSpent", aid_id="a1", line=1, category="equipment", amount=5_000, description="oven"),
    "aid-accounted-for": told("AidAccountedFor", aid_id="a1", month="2019-07", evidence=["kuitansi"]),
    # facilitation
    "facilitation-done": lambda book: book.facilitation(),
    "publication-posted": told("PublicationPosted", facilitator_id=FACILITATOR, channel="Facebook", subject="bazar"),
    "bookkeeping-reviewed": told(
        "BookkeepingReviewed", facilitator_id=FACILITATOR, month="2019-06", reviewed_to=3, findings="rapi"
    ),
    "report-submitted": told(
        "ReportSubmitted", facilitator_id=FACILITATOR, month="2019-06", recipient="Dinas", copies=[],
        digest=bytes(32), cut_off=3,
    ),
    "visit-received": told("VisitReceived", visitor="Dinas", purpose="monitoring"),
    # authority
    "key-enrolled": lambda book: enrolment(book.day, "m05"),
    "key-revoked": lambda book: revocation(book.day, MEMBER, "ended"),
    "person-erased": told("PersonErased", person_id="m05"),
    # control
    "note-added": told("NoteAdded", target=0, text="lihat lampiran"),
    "month-closed": lambda book: book.group.close_month("2019-06", occurred_on=book.day),
    "month-reopened": told("MonthReopened", month="2019-05", decision_id="d1"),
}  # fmt: skip
"""Event type → an event of it that has nothing against it but who records it."""

OTHERWISE: dict[str, tuple[str, Callable[[Signing], Event]]] = {
    # It is the money that counts, not the type.
    "order-taken: without a deposit": ("rest", lambda book: book.order("o9", 0)),
    "order-cancelled: without a deposit": ("rest", lambda book: book.cancelled("o0", 0)),
    "sale-recorded: a member's own": ("rest", lambda book: book.sale("s9", owner="m05")),
    "sale-recorded: on credit": ("money", lambda book: book.sale("s9", paid=False)),
    "prize-received: the facilitator's": (
        "rest",
        told("PrizeReceived", recipient="facilitator", amount=9_000_000, items=[]),
    ),
    "prize-received: of things": ("rest", told("PrizeReceived", recipient="group", amount=0, items=["panci"])),
    "cash-difference-booked: found": (
        "money",
        told("CashDifferenceBooked", fund="kas", difference=500, explanation="kembalian"),
    ),
    "iks-disbursed: out of the kas": ("money", lambda book: book.disbursed(10_000, "kas")),
    "opening-balance-recorded: less": ("together", lambda book: book.opening(("cash", -5_000, None))),
    # Keys and offices of every kind.
    "key-enrolled: the log's": ("together", lambda book: enrolment(book.day, "log", "log")),
    "key-enrolled: a witness's": ("together", lambda book: enrolment(book.day, f"{FACILITATOR}~w", "witness")),
    "key-revoked: the treasurer's, lost": ("together", lambda book: revocation(book.day, f"{TREASURER}~2")),
    "role-ended: the facilitator's": ("together", told("RoleEnded", person_id=FACILITATOR, role="facilitator")),
    # A reversal is in the row of what it takes back.
    "event-reversed: money": ("money", lambda book: book.correction(book.first("donation-received"))),
    "event-reversed: a split": ("money", lambda book: book.correction(book.first("sale-split"))),
    "event-reversed: a meeting": ("words", lambda book: book.correction(book.first("meeting-held"))),
    "event-reversed: field work": ("facilitation", lambda book: book.correction(book.first("facilitation-done"))),
    "event-reversed: an opening balance": (
        "together",
        lambda book: book.correction(book.first("opening-balance-recorded")),
    ),
    "event-reversed: a thing": ("rest", lambda book: book.correction(book.first("pmt-produced"))),
    "event-reversed: an order without a deposit": ("rest", lambda book: book.correction(book.first("order-taken"))),
}
"""More of a type than the usual one: name → its row, and what is told."""


def cases() -> Iterator[Case]:
    """Every case of the table."""
    for name, tell in USUAL.items():
        yield Case(name, ROW_OF[name], tell)
    for name, (row, tell) in OTHERWISE.items():
        yield Case(name, row, tell)


def signatures(book: Signing, event: Event, names: tuple[str, ...]) -> list[str]:
    """What checking says of the event as these sign it, its author first."""
    draft = book.draft(event, by=names[0])
    return [refusal.code for refusal in book.group.check(draft, approvals=[draft.sign(key_of(one)) for one in names])]
