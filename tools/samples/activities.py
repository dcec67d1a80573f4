"""What this group does beside meeting and selling: PMT, bazaars, contests, training, things, and the pendamping's work.

How often PMT is made, how many boxes and for whom is the study's (S); who does what, on which day, is an assumption.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from .book import Fact, fact
from .figures import figure
from .habits import FACILITATOR, SECRETARY, TREASURER, at, close_month

if TYPE_CHECKING:
    from datetime import date

    from .book import Book

GIVER: Final = "Kelurahan Galur"
PMT_TASKS: Final = ("shopping", "cooking", "cooking", "packing", "delivery")
FIRST_TEAM: Final = "m01 m04 m05 m07 m09"
SECOND_TEAM: Final = "m02 m03 m06 m08 m10"


class Delivery(NamedTuple):
    """Boxes brought to one post by members who help there."""

    post: str
    audience: str
    boxes: int
    helpers: str


# Twice a month 200 boxes (S): once for toddlers, once for posbindu and the elderly.
TODDLERS: Final = (
    Delivery("Pos balita 1", "toddlers", 100, "m01 m02"),
    Delivery("Pos balita 2", "toddlers", 100, "m04 m08"),
)
ELDERS: Final = (
    Delivery("Posbindu", "posbindu", 120, "m05 m08"),
    Delivery("Pos lansia", "elderly", 80, "m01 m04"),
)
# Another informant of the study: two posts 120, one post 80. The total is the same.
ELDERS_OTHERWISE: Final = (
    Delivery("Pos 1", "posbindu", 60, "m05"),
    Delivery("Pos 2", "posbindu", 60, "m08"),
    Delivery("Pos 3", "elderly", 80, "m01 m04"),
)


def note(book: Book, what: str, *facts: Fact) -> None:
    """Let the secretary write down what happened on a day, before the evening."""
    day = facts[0].occurred_on
    book.call(at(day, 18), SECRETARY, f"{what}/{day}", *facts)


# --- PMT --------------------------------------------------------------------------------------------------------------


def menu_and_funds(book: Book, day: date, *dishes: str) -> None:
    """Write down the month's menu of the puskesmas and the money of the kelurahan."""
    menu = fact("pmt-menu-set", day, menu_id=f"menu-{day:%Y-%m}", issued_by="Puskesmas Johar Baru", dishes=list(dishes))
    book.call(at(day, 12), SECRETARY, f"menu/{day}", menu)
    funds = fact("pmt-funds-received", day, amount=figure("pmt funds"), giver=GIVER, month=f"{day:%Y-%m}")
    book.call(at(day, 12), TREASURER, f"pmt-funds/{day}", funds)


def pmt(
    book: Book,
    day: date,
    deliveries: tuple[Delivery, ...],
    team: str,
    decision_id: str,
    *,
    spoiled: int = 0,
) -> None:
    """Write down a batch: what it cost, who made it, where it went.

    Args:
        book: Where to.
        day: On which it was bought, made and given out, 10.00 to 12.00 (S).
        deliveries: Where it went; their boxes are what was made.
        team: Five members, in the order of PMT_TASKS.
        decision_id: That lets PMT money be spent.
        spoiled: Boxes that did not reach the first of the posts.
    """
    batch = f"pmt-{day}"
    cost = "pmt toddlers" if deliveries is TODDLERS else "pmt elders"
    costs = (("ingredients", cost, "Bahan PMT sesuai menu"), ("transport", "pmt fare", "Ongkos belanja PMT"))
    spent = (
        fact(
            "expense-paid",
            day,
            fund="pmt",
            category=category,
            amount=figure(name),
            description=text,
            payee="Pasar" if category == "ingredients" else None,
            decision_id=decision_id,
        )
        for category, name, text in costs
    )
    book.call(at(day, 14), TREASURER, f"pmt-costs/{day}", *spent)
    boxes = sum(delivery.boxes for delivery in deliveries)
    workers = [{"member_id": member, "task": task} for member, task in zip(team.split(), PMT_TASKS, strict=True)]
    made = fact("pmt-produced", day, batch_id=batch, menu_id=f"menu-{day:%Y-%m}", boxes=boxes, workers=workers)
    lost = [fact("pmt-spoiled", day, batch_id=batch, boxes=spoiled, reason="Kotak penyok dan tumpah di jalan.")]
    given = [
        fact(
            "pmt-delivered",
            day,
            batch_id=batch,
            post=delivery.post,
            audience=delivery.audience,
            boxes=delivery.boxes - (spoiled if index == 0 else 0),
            helpers=delivery.helpers.split(),
        )
        for index, delivery in enumerate(deliveries)
    ]
    book.call(at(day, 15), SECRETARY, batch, made, *(lost if spoiled else []), *given)


# --- Public activities and things -------------------------------------------------------------------------------------


def bazaar(day: date, place: str, organiser: str, participants: str) -> Fact:
    """Return a bazaar at which the group had a stall."""
    return fact("bazaar-joined", day, place=place, organiser=organiser, participants=participants.split())


def cadre(day: date, member_id: str, post: str, *tasks: str) -> Fact:
    """Return the work of a cadre at a post."""
    return fact("cadre-service-done", day, member_id=member_id, post=post, tasks=list(tasks))


def helped(day: date, member_id: str, activity: str, task: str) -> Fact:
    """Return the help of a member, whether or not she comes to meetings."""
    return fact("help-given", day, member_id=member_id, activity=activity, task=task)


def training(day: date, topic: str, participants: str, certified: str) -> Fact:
    """Return a training by Dinas Sosial; only some members went (S)."""
    return fact(
        "training-held",
        day,
        organiser="Dinas Sosial DKI Jakarta",
        topic=topic,
        participants=participants.split(),
        certified=certified.split(),
    )


def got(day: date, item: str, quantity: int, source: str, *, holder: str = "group", value: int | None = None) -> Fact:
    """Return things received, by the group or by a member for herself."""
    return fact(
        "asset-received", day, item=item, quantity=quantity, source=source, holder=holder, estimated_value=value
    )


# --- The pendamping ---------------------------------------------------------------------------------------------------


def guide(book: Book, day: date, role: str, task: str | None, topic: str, *, reached: str) -> None:
    """Write down a piece of the pendamping's work, in one of her four roles."""
    work = {"facilitator_id": FACILITATOR, "role": role, "task": task, "topic": topic}
    by_facilitator(book, "guided", fact("facilitation-done", day, **work, members_reached=reached.split()))


def posted(day: date, channel: str, subject: str) -> Fact:
    """Return what the pendamping published."""
    return fact("publication-posted", day, facilitator_id=FACILITATOR, channel=channel, subject=subject)


def by_facilitator(book: Book, what: str, *facts: Fact) -> None:
    """Let the pendamping write down her own work of a day, before the evening."""
    day = facts[0].occurred_on
    book.call(at(day, 17), "facilitator", f"{what}/{day}", *facts)


def end_month(book: Book, month: str, day: date, findings: str) -> None:
    """Let the pendamping review the books and send the report (S: every month, with a copy to the kecamatan); close.

    No report is part of the sample: the digest is that of a fixed text, which stands for the file.
    """
    last = len(book.lines) - 1
    stands_for = f"laporan kegiatan KUBE Melati 3, {month}"
    digest = base64.b64encode(hashlib.sha256(stands_for.encode()).digest()).decode()
    by = {"facilitator_id": FACILITATOR, "month": month}
    by_facilitator(
        book,
        "report",
        fact("bookkeeping-reviewed", day, **by, reviewed_to=last, findings=findings),
        fact(
            "report-submitted",
            day,
            **by,
            recipient="Dinas Sosial DKI Jakarta",
            copies=["Kecamatan Johar Baru"],
            digest=digest,
            cut_off=last,
        ),
    )
    close_month(book, month, day)
