"""Buku Iuran: who paid dues at which meeting. What was not paid is no debt and shows as nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import define, field, frozen

from kube_ledger.days import day_number, day_of_number
from kube_ledger.events import DuesPaid, EventReversed, MeetingHeld, MemberJoined

from .base import Projection

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


class Payment(NamedTuple):
    """One payment that stands."""

    day: int
    member_id: str
    amount: int
    meeting_id: str | None


@define
class DuesState:
    """What stands, by position."""

    payments: dict[int, Payment] = field(factory=dict)
    meetings: dict[int, tuple[int, str]] = field(factory=dict)
    members: set[str] = field(factory=set)


class DuesColumn(NamedTuple):
    """One meeting of the grid."""

    meeting_id: str
    occurred_on: date


class DuesRow(NamedTuple):
    """One member of the grid.

    Attributes:
        member_id: The member.
        paid: Whole rupiah per column, in the order of the columns; 0 = nothing paid.
        elsewhere: What she paid in the period for no meeting of it.
        total: All of it.
    """

    member_id: str
    paid: tuple[int, ...]
    elsewhere: int
    total: int


@frozen
class DuesAnswer:
    """The grid of members and meetings.

    Attributes:
        columns: The period's meetings, by day.
        rows: Everyone who was ever a member, by id.
        total: What the grid adds up to.
    """

    columns: tuple[DuesColumn, ...]
    rows: tuple[DuesRow, ...]
    total: int

    def of(self, member_id: str) -> int:
        """What a member paid in the period."""
        return sum(row.total for row in self.rows if row.member_id == member_id)


class Dues(Projection[DuesState, DuesAnswer]):
    """Dues that stand: a reversed payment is taken out of the grid."""

    name, version = "dues", 1

    def initial(self) -> DuesState:
        """Nobody, nothing."""
        return DuesState()

    def apply(self, state: DuesState, recorded: Recorded) -> None:
        """Take in a payment, a meeting, a member, or take one out again."""
        event, position = recorded.event, recorded.position
        day = day_number(event.occurred_on)
        if isinstance(event, DuesPaid):
            state.payments[position] = Payment(day, event.member_id, event.amount, event.meeting_id)
        elif isinstance(event, MeetingHeld):
            state.meetings[position] = (day, event.meeting_id)
        elif isinstance(event, MemberJoined):
            state.members.add(event.member_id)
        elif isinstance(event, EventReversed):
            state.payments.pop(event.target, None)
            state.meetings.pop(event.target, None)

    def answer(self, state: DuesState, period: Period | None = None) -> DuesAnswer:
        """The grid over the meetings of a period and the payments for them, whenever they were made.

        A payment for no meeting of the grid counts by its own day.
        """
        columns = [
            DuesColumn(meeting_id, day_of_number(day))
            for day, meeting_id in sorted(state.meetings.values())
            if period is None or day_of_number(day) in period
        ]
        place = {column.meeting_id: number for number, column in enumerate(columns)}
        grid = {member: [0] * len(columns) for member in state.members}
        elsewhere = dict.fromkeys(state.members, 0)
        held = {meeting_id for _, meeting_id in state.meetings.values()}
        for payment in state.payments.values():
            if payment.meeting_id in place:
                grid[payment.member_id][place[payment.meeting_id]] += payment.amount
            elif payment.meeting_id not in held and (period is None or day_of_number(payment.day) in period):
                elsewhere[payment.member_id] += payment.amount
        rows = [
            DuesRow(member, tuple(paid), elsewhere[member], sum(paid) + elsewhere[member])
            for member, paid in sorted(grid.items())
        ]
        return DuesAnswer(tuple(columns), tuple(rows), sum(row.total for row in rows))


dues = Dues()
