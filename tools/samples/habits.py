"""How this group writes its book: who records what at which hour, meetings with their dues, money, goods, orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from .book import JAKARTA, Fact, fact, stop
from .figures import figure, price_list, price_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .book import Book

MEMBERS: Final = tuple(f"m{number:02}" for number in range(1, 11))
OFFICERS: Final = {"m01": "chair", "m02": "secretary", "m03": "treasurer"}
FACILITATOR: Final = "p01"
CHAIR, SECRETARY, TREASURER = OFFICERS.values()
# Which members are cadres or have a business of their own is an assumption; the study says "most" have one.
CADRES: Final = frozenset({"m01", "m02", "m04", "m05", "m08"})
WITHOUT_A_BUSINESS: Final = frozenset({"m06", "m10"})

FORMED_ON: Final = date(2016, 7, 1)
FIRST_MEETING: Final = date(2019, 1, 6)
WEEKLY: Final = ("pembukaan dan doa", "iuran kas")


def at(day: date, hour: int) -> datetime:
    """Return a moment of that hour in Jakarta; minute and second vary with the day."""
    spread = day.toordinal() * 1_117 + hour * 389
    return datetime.combine(day, time(hour, spread % 60, spread // 60 % 60), JAKARTA)


def begin(book: Book, day: date) -> None:
    """Open a book with what has stood since 2016: the group, its members and roles."""
    joined = (
        fact("member-joined", FORMED_ON, member_id=m, cadre=m in CADRES, own_business=m not in WITHOUT_A_BUSINESS)
        for m in MEMBERS
    )
    roles = ({**OFFICERS, FACILITATOR: "facilitator"}).items()
    assigned = (fact("role-assigned", FORMED_ON, person_id=person, role=role) for person, role in roles)
    formed = fact(
        "group-formed",
        FORMED_ON,
        name="KUBE Melati 3",
        kelurahan="Galur",
        kecamatan="Johar Baru",
        city="Jakarta Pusat",
        formed_by="Dinas Sosial DKI Jakarta",
        business="katering, kue basah, kue kering",
    )
    book.call(at(day, 19), SECRETARY, "start", formed, *joined, *assigned)


def close_month(book: Book, month: str, day: date) -> None:
    """Close a month; its digest is filled in when the sample is imported."""
    book.call(at(day, 20), SECRETARY, f"close/{month}", fact("month-closed", day, month=month))


# --- Meetings ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meeting:
    """A weekly meeting: the day and, as a list in one string, who was not there."""

    day: date
    absent: str = ""

    @property
    def meeting_id(self) -> str:
        """The id of the meeting: its day."""
        return self.day.isoformat()

    @property
    def present(self) -> list[str]:
        """Those who came."""
        return [member for member in MEMBERS if member not in self.absent.split()]

    @property
    def host(self) -> str:
        """The member at whose house the group met: each in turn (S: at a member's house, agreed beforehand)."""
        return MEMBERS[(self.day - FIRST_MEETING).days // 7 % len(MEMBERS)]

    def decision(
        self,
        decision_id: str,
        topic: str,
        text: str,
        *,
        rules: dict[str, Any] | None = None,
        supersedes: str | None = None,
    ) -> Fact:
        """Return what those present agreed on, in force from that day."""
        return fact(
            "decision-made",
            self.day,
            decision_id=decision_id,
            meeting_id=self.meeting_id,
            topic=topic,
            text=text,
            method="consensus",
            participants=self.present,
            effective_from=self.day,
            supersedes=supersedes,
            rules=rules,
        )

    def prices(self, decision_id: str, text: str, *, supersedes: str | None = None) -> Fact:
        """Return the decision on the price list of that day."""
        listed = [
            {name: value for name, value in price._asdict().items() if name != "source"}
            for price in price_list(self.day)
        ]
        return self.decision(decision_id, "harga jual", text, rules={"prices": listed}, supersedes=supersedes)

    def idea(self, member_id: str, text: str) -> Fact:
        """Return an idea that a member put forward."""
        return fact("idea-contributed", self.day, member_id=member_id, meeting_id=self.meeting_id, text=text)

    def problem(self, problem_id: str, raised_by: str, text: str) -> Fact:
        """Return a problem that a member brought up."""
        return fact("problem-raised", self.day, problem_id=problem_id, text=text, raised_by=raised_by)

    def solved(self, problem_id: str, text: str, decision_id: str | None = None) -> Fact:
        """Return how a problem ended."""
        return fact("problem-resolved", self.day, problem_id=problem_id, text=text, decision_id=decision_id)

    def hope(self, person_id: str, text: str) -> Fact:
        """Return a hope that someone stated."""
        return fact("hope-stated", self.day, person_id=person_id, text=text)

    def evaluation(self, kind: str, subject: str, findings: str) -> Fact:
        """Return an evaluation by those present."""
        return fact(
            "evaluation-held",
            self.day,
            kind=kind,
            subject=subject,
            findings=findings,
            meeting_id=self.meeting_id,
            participants=self.present,
        )

    def dues(self, member_id: str, amount: int | None = None) -> Fact:
        """Return the dues that a member paid for this meeting."""
        paid_amount = figure("dues") if amount is None else amount
        return fact("dues-paid", self.day, member_id=member_id, amount=paid_amount, meeting_id=self.meeting_id)


def hold(
    book: Book,
    meeting: Meeting,
    agenda: Sequence[str],
    findings: str,
    *also: Fact,
    unpaid: str = "",
    sent: str = "",
    typed: Mapping[str, int] | None = None,
    iks: bool = False,
    no_iks: str = "",
    written_later: bool = False,
) -> None:
    """Write a meeting down: the secretary its minutes, then the treasurer the dues.

    Args:
        book: Where to.
        meeting: Day and attendance.
        agenda: What was on the table.
        findings: Of the evaluation of the process, which is held at each meeting (S).
        also: Decisions, ideas, problems, hopes of the evening.
        unpaid: Who came and paid nothing.
        sent: Who was absent and sent the money along.
        typed: Amounts entered by mistake, by member.
        iks: Those who came gave to the solidarity fund, too.
        no_iks: Except these.
        written_later: The books were written the next morning, not the same evening.
    """
    day = meeting.day
    if meeting.host not in meeting.present or (day - FIRST_MEETING).days % 7:
        stop(f"meeting {day}: no Sunday, or the host is away")
    held = fact(
        "meeting-held",
        day,
        meeting_id=meeting.meeting_id,
        host_id=meeting.host,
        attendees=meeting.present,
        agenda=list(agenda),
    )
    process = meeting.evaluation("process", "jalannya pertemuan", findings)
    written, hour = (day + timedelta(days=1), 7) if written_later else (day, 19)
    book.call(at(written, hour), SECRETARY, f"meeting/{day}", held, *also, process)
    payers = sorted({*meeting.present, *sent.split()} - {*unpaid.split()})
    dues = [meeting.dues(member, (typed or {}).get(member)) for member in payers]
    book.call(at(written, hour + 1), TREASURER, f"dues/{day}", *dues)
    if iks:
        amount, meeting_id = figure("iks contribution"), meeting.meeting_id
        givers = [member for member in meeting.present if member not in no_iks.split()]
        given = (fact("iks-contributed", day, member_id=m, amount=amount, meeting_id=meeting_id) for m in givers)
        book.call(at(written, hour + 1), TREASURER, f"iks/{day}", *given)


# --- Money ------------------------------------------------------------------------------------------------------------


def enter(book: Book, day: date, what: str, *facts: Fact) -> range:
    """Let the treasurer write down in the evening what happened that day; return the positions."""
    return book.call(at(day, 21), TREASURER, f"{what}/{day}", *facts)


def spend(
    day: date,
    category: str,
    name: str,
    description: str,
    payee: str | None = None,
    *,
    decision_id: str | None = None,
    paid_from: str | None = None,
) -> Fact:
    """Return an expense of the kas."""
    return fact(
        "expense-paid",
        day,
        fund="kas",
        category=category,
        amount=figure(name),
        description=description,
        payee=payee,
        decision_id=decision_id,
        paid_from=paid_from,
    )


def give(day: date, fund: str, name: str, donor: str) -> Fact:
    """Return a donation in cash."""
    return fact("donation-received", day, fund=fund, amount=figure(name), donor=donor)


def to_bank(day: date, fund: str, name: str) -> Fact:
    """Return a deposit of cash at the bank."""
    return fact("cash-deposited", day, fund=fund, amount=figure(name))


def count_cash(book: Book, day: date, missing: int = 0) -> None:
    """Count the cash of the three funds, of which the kas may miss some."""
    counted = {fund: book.cash_on(fund, day) for fund in ("kas", "iks", "pmt")}
    counted["kas"] -= missing
    counts = (
        fact("cash-counted", day, fund=fund, amount=amount, counted_by=["m03", "m02"])
        for fund, amount in counted.items()
    )
    enter(book, day, "count", *counts)


# --- Goods, sales, orders, and what becomes of the proceeds -----------------------------------------------------------


def made(day: date, product: str, quantity: int, unit: str, workers: str, *, owner: str = "group") -> Fact:
    """Return a production run."""
    return fact(
        "production-run", day, product=product, quantity=quantity, unit=unit, owner=owner, workers=workers.split()
    )


def spoiled(day: date, product: str, quantity: int, reason: str) -> Fact:
    """Return goods of the group that were spoiled."""
    return fact("goods-spoiled", day, product=product, quantity=quantity, reason=reason)


def sample(day: date, product: str, quantity: int, place: str) -> Fact:
    """Return goods of the group given away for people to taste."""
    return fact("sample-given", day, product=product, quantity=quantity, place=place)


def sold(
    day: date,
    number: int,
    product: str,
    channel: str,
    lots: int,
    *,
    seller: str,
    owner: str = "group",
    customer: str | None = None,
    paid: bool = True,
    paid_into: str | None = None,
) -> Fact:
    """Return the sale of that number on that day, at the price agreed on.

    A member's own goods (owner) are sold at the same stall and never touch the group's books.
    """
    price = price_of(product, channel, day)
    return fact(
        "sale-recorded",
        day,
        sale_id=f"{day}-{number}",
        owner=owner,
        product=product,
        channel=channel,
        lots=lots,
        lot_size=price.lot_size,
        lot_price=price.lot_price,
        seller_id=seller,
        customer=customer,
        paid=paid,
        paid_into=paid_into,
    )


@dataclass(frozen=True)
class Order:
    """An order for so many of a product; `each` and `advance` name figures."""

    order_id: str
    customer: str
    product: str
    quantity: int
    each: str
    advance: str
    due_on: date

    def taken(self, day: date, paid_into: str | None = None) -> Fact:
        """Return the order and the deposit that came with it."""
        return fact(
            "order-taken",
            day,
            order_id=self.order_id,
            customer=self.customer,
            product=self.product,
            quantity=self.quantity,
            price=self.quantity * figure(self.each),
            deposit=figure(self.advance),
            due_on=self.due_on,
            paid_into=paid_into,
        )

    def delivered(self, seller: str) -> Fact:
        """Return the sale on the day it is due: the deposit is used, the rest is paid in cash."""
        return fact(
            "sale-recorded",
            self.due_on,
            sale_id=self.order_id,
            owner="group",
            product=self.product,
            channel="order",
            lots=self.quantity,
            lot_size=1,
            lot_price=figure(self.each),
            seller_id=seller,
            customer=self.customer,
            order_id=self.order_id,
            deposit_used=figure(self.advance),
            paid=True,
        )


def pay(book: Book, day: date, members: str) -> list[Fact]:
    """Return the payment to each of these members of all that she is owed."""
    rows = book.model.balances()
    owed = {party: -amount for account, _, party, amount in rows if account == "member-shares"}
    return [fact("share-paid", day, member_id=member, amount=owed[member]) for member in members.split()]


def split(book: Book, day: date, sales: str, *, percent: str, decision_id: str, paid: Iterable[str]) -> None:
    """Divide the proceeds of sales equally among all members; who is not paid at once is owed her share.

    Args:
        book: Where to.
        day: Of the split.
        sales: Their ids, in one string.
        percent: The figure of what the kas gets.
        decision_id: The decision that says so.
        paid: Who gets hers at once.
    """
    proceeds = book.proceeds(sales.split())
    to_kas = proceeds * figure(percent) // 100
    each, remainder = divmod(proceeds - to_kas, len(MEMBERS))
    divided = fact(
        "sale-split",
        day,
        sale_ids=sales.split(),
        proceeds=proceeds,
        kas_share=to_kas + remainder,
        shares=[{"member_id": member, "amount": each} for member in MEMBERS],
        decision_id=decision_id,
    )
    enter(book, day, "split", divided, *(fact("share-paid", day, member_id=m, amount=each) for m in paid))
