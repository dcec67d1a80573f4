"""Buku Anggota and Buku Pengurus: who belongs, since when, and who holds which office."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import define, field, frozen

from kube_ledger.days import day_number, day_of_number
from kube_ledger.events import MemberJoined, MemberLeft, RoleAssigned, RoleEnded

from .base import Projection
from .registers import DatedFact, Interval, intervals

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


@define
class MembersState:
    """Dated facts: of members, and of (role, person)."""

    members: dict[str, list[DatedFact]] = field(factory=dict)
    described: dict[str, tuple[bool, bool]] = field(factory=dict)
    offices: dict[tuple[str, str], list[DatedFact]] = field(factory=dict)


class MemberRow(NamedTuple):
    """One stay of a member; who left and came back has two.

    Attributes:
        member_id: The member.
        joined: First day.
        left: Last day; None = still there.
        cadre: Whether she serves at the posyandu or posbindu, as last said.
        own_business: Whether she trades herself, as last said.
    """

    member_id: str
    joined: date
    left: date | None
    cadre: bool
    own_business: bool


class OfficeRow(NamedTuple):
    """One holding of an office, from `since` to the day before `until` (None = still held)."""

    role: str
    person_id: str
    since: date
    until: date | None


@frozen
class MembersAnswer:
    """The two books.

    Attributes:
        rows: By first day and id.
        offices: By first day, role and person.
    """

    rows: tuple[MemberRow, ...]
    offices: tuple[OfficeRow, ...]

    def on(self, day: date) -> tuple[str, ...]:
        """The ids of the members of a day, sorted."""
        return tuple(
            sorted({row.member_id for row in self.rows if row.joined <= day and (row.left is None or day <= row.left)})
        )

    def holder(self, role: str, day: date) -> str | None:
        """Who holds an office on a day; the earlier assigned where a late entry made two."""
        for office in self.offices:
            if office.role == role and office.since <= day and (office.until is None or day < office.until):
                return office.person_id
        return None


def _overlaps(interval: Interval, period: Period | None) -> bool:
    if period is None:
        return True
    start, end = interval
    return start <= day_number(period.end) and (end is None or end > day_number(period.start))


class Members(Projection[MembersState, MembersAnswer]):
    """Membership and offices as dated facts."""

    name, version = "members", 1

    def initial(self) -> MembersState:
        """Nobody."""
        return MembersState()

    def apply(self, state: MembersState, recorded: Recorded) -> None:
        """Take in a joining, a leaving, an office given or ended."""
        event, position = recorded.event, recorded.position
        day = day_number(event.occurred_on)
        if isinstance(event, MemberJoined | MemberLeft):
            fact = DatedFact(day, position, isinstance(event, MemberJoined))
            state.members.setdefault(event.member_id, []).append(fact)
            if isinstance(event, MemberJoined):
                state.described[event.member_id] = (event.cadre, event.own_business)
        elif isinstance(event, RoleAssigned | RoleEnded):
            fact = DatedFact(day, position, isinstance(event, RoleAssigned))
            state.offices.setdefault((event.role, event.person_id), []).append(fact)

    def answer(self, state: MembersState, period: Period | None = None) -> MembersAnswer:
        """The stays and offices of all days, or those that touch a period."""
        rows = [
            MemberRow(member, day_of_number(start), _last(end), *state.described[member])
            for member, facts in state.members.items()
            for start, end in intervals(facts, last_day_included=True)
            if _overlaps((start, end), period)
        ]
        offices = [
            OfficeRow(role, person, day_of_number(start), None if end is None else day_of_number(end))
            for (role, person), facts in state.offices.items()
            for start, end in intervals(facts)
            if _overlaps((start, end), period)
        ]
        return MembersAnswer(
            tuple(sorted(rows, key=lambda row: (row.joined, row.member_id))),
            tuple(sorted(offices, key=lambda row: (row.since, row.role, row.person_id))),
        )


def _last(end: int | None) -> date | None:
    return None if end is None else day_of_number(end - 1)


members = Members()
