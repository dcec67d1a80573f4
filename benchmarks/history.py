"""A plain history to measure with: a group of ten that meets every week and pays its dues, as long as is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

from kube_ledger import events

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.events import Event

MEMBERS = tuple(f"m{number:02d}" for number in range(1, 11))
START = date(1990, 1, 7)


def forming() -> list[Event]:
    """The group and its members."""
    formed = events.GroupFormed(
        occurred_on=START,
        name="KUBE Melati 3",
        kelurahan="Galur",
        kecamatan="Johar Baru",
        city="Jakarta Pusat",
        formed_by="Dinas Sosial",
        business="katering",
    )
    joined = [
        events.MemberJoined(occurred_on=START, member_id=member, cadre=False, own_business=True) for member in MEMBERS
    ]
    return [formed, *joined]


def weeks() -> Iterator[Event]:
    """Meetings, dues and an expense, week after week: twelve events each."""
    for week in count():
        day, meeting = START + timedelta(days=week % 1_500 * 7), f"w{week}"
        yield events.MeetingHeld(occurred_on=day, meeting_id=meeting, attendees=list(MEMBERS), agenda=["iuran kas"])
        for member in MEMBERS:
            yield events.DuesPaid(occurred_on=day, member_id=member, amount=5_000, meeting_id=meeting)
        yield events.ExpensePaid(
            occurred_on=day, fund="kas", category="ingredients", amount=20_000, description="belanja bahan kue"
        )
