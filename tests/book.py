"""Given, when, then in a bookkeeper's words: a book that tells what happened, and asks why something was refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from support import GROUP, Clock, in_memory

from kube_ledger import Refused, events, projections
from kube_ledger.domain import KUBE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger import Refusal
    from kube_ledger.domain import Domain
    from kube_ledger.events import Event

ANY = "any field"
JULY_1, JULY_7, JULY_14 = date(2019, 7, 1), date(2019, 7, 7), date(2019, 7, 14)


class Book:
    """The book of one group, on one day after the other.

    Args:
        formed: Whether the group was formed, on 1 July 2019.
        members: Who joined on that day.
        domain: What the ledger knows.

    Attributes:
        group: The group itself.
        day: The day that is written about, unless told otherwise.
    """

    def __init__(self, *members: str, formed: bool = True, domain: Domain = KUBE) -> None:
        self.clock = Clock(datetime(2019, 7, 14, 3, tzinfo=UTC))
        self.ledger = in_memory(self.clock, domain=domain)
        self.group = self.ledger.group(GROUP)
        self.day = JULY_7
        if formed:
            self.tells(self.forming(on=JULY_1))
        for member in members:
            self.joins(member, on=JULY_1)

    # Given.

    def tells(self, *told: Event, by: str = "secretary") -> int:
        """This was recorded; the position of its first event."""
        return self.group.record(*told, recorded_by=by).positions[0]

    def it_is(self, day: date, hour: int = 10) -> None:
        """That day has come, at that hour in Jakarta."""
        self.clock.now = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(hour=hour - 7)

    def joins(self, member: str, *, on: date | None = None) -> int:
        """She became a member."""
        return self.tells(self.joining(member, on=on))

    def leaves(self, member: str, *, on: date | None = None) -> int:
        """She left."""
        return self.tells(events.MemberLeft(occurred_on=on or self.day, member_id=member))

    def meets(self, meeting: str, *attendees: str) -> int:
        """They met."""
        return self.tells(self.meeting(meeting, *attendees))

    def decides(self, decision: str, *, meeting: str = "w27", **rules: Any) -> int:
        """They decided, in a meeting that may be new; with the rules that the decision sets."""
        if self.group.check(self.meeting(meeting), recorded_by="secretary") == []:
            self.meets(meeting)
        return self.tells(self.decision(decision, meeting=meeting, **rules))

    def receives(self, amount: int, *, fund: str = "kas", into: Any = "cash") -> int:
        """A gift came in."""
        return self.tells(self.gift(amount, fund=fund, into=into), by="treasurer")

    # What may be told, or refused.

    def forming(self, *, on: date | None = None, **other: Any) -> Event:
        """The group's beginning."""
        words = {"name": "KUBE Melati 3", "kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat"}
        words |= {"formed_by": "Dinas Sosial", "business": "katering", **other}
        return events.GroupFormed(occurred_on=on or self.day, **words)

    def joining(self, member: str, *, on: date | None = None) -> Event:
        """A member joins."""
        return events.MemberJoined(occurred_on=on or self.day, member_id=member, cadre=False, own_business=True)

    def meeting(self, meeting: str, *attendees: str) -> Event:
        """A meeting."""
        return events.MeetingHeld(
            occurred_on=self.day, meeting_id=meeting, attendees=list(attendees), agenda=["iuran kas"]
        )

    def decision(
        self, decision: str, *, meeting: str = "w27", since: date | None = None, supersedes: str | None = None, **rules: Any
    ) -> Event:
        """A decision."""
        return events.DecisionMade(
            occurred_on=self.day,
            decision_id=decision,
            meeting_id=meeting,
            topic="aturan",
            text="disepakati",
            method="consensus",
            participants=[],
            effective_from=since or self.day,
            supersedes=supersedes,
            rules=events.DecisionRules(**rules) if rules else None,
        )

    def gift(self, amount: int, *, fund: str = "kas", into: Any = "cash", on: date | None = None) -> Event:
        """A gift."""
        return events.DonationReceived(
            occurred_on=on or self.day, fund=fund, amount=amount, donor="Warung Bu Tini", paid_into=into
        )

    def expense(self, amount: int, *, fund: str = "kas", on: date | None = None, **other: Any) -> Event:
        """Something was bought."""
        return events.ExpensePaid(
            occurred_on=on or self.day, fund=fund, category="ingredients", amount=amount, description="beras", **other
        )

    def dues(self, member: str, amount: int = 5_000, *, on: date | None = None, meeting: str | None = None) -> Event:
        """Dues."""
        return events.DuesPaid(occurred_on=on or self.day, member_id=member, amount=amount, meeting_id=meeting)

    def transfer(self, amount: int, *, from_: str, to: str, decision: str, **other: Any) -> Event:
        """Money goes to another fund."""
        return events.FundTransferred(
            occurred_on=self.day, from_fund=from_, to_fund=to, amount=amount, decision_id=decision, **other
        )

    def opening(self, *lines: tuple[str, int, str | None]) -> Event:
        """What the group began with in kas: (account, amount, party)."""
        made: Sequence[events.OpeningLine] = [
            events.OpeningLine(account=account, fund="kas", amount=amount, party=party)
            for account, amount, party in lines
        ]
        return events.OpeningBalanceRecorded(occurred_on=self.day, lines=made)

    def correction(self, position: int, *, on: date | None = None, decision: str | None = None) -> Event:
        """An entry is taken back."""
        return self.group.reverse(position, reason="salah catat", occurred_on=on or self.day, decision_id=decision)

    # Then.

    def refuses(self, *told: Event, by: str = "treasurer") -> Refusal:
        """Why this can't be recorded; checking says the same, and nothing was written."""
        before = self.group.size, self.group.root
        checked = self.group.check(*told, recorded_by=by)
        try:
            self.group.record(*told, recorded_by=by)
        except Refused as refused:
            assert (self.group.size, self.group.root) == before
            assert checked[0] == refused.refusal
            assert refused.sentence == refused.refusal.sentence
            return refused.refusal
        raise AssertionError(f"nobody refused {told}")

    def holds(self, account: str, fund: str | None = None) -> int:
        """A balance."""
        return self.group.view(projections.balances).of(account, fund=fund)


def says(refusal: Refusal, code: str, *words: str, field: str | None = ANY, **facts: Any) -> None:
    """The refusal has this code and these facts, and its Indonesian sentence names these words."""
    assert refusal.code == code
    assert field is ANY or refusal.field == field
    assert {name: refusal.facts.get(name) for name in facts} == facts
    for word in words:
        assert word in refusal.sentence, f"{word!r} is not said in: {refusal.sentence}"
    assert "{" not in refusal.sentence
    assert refusal.message("en") != refusal.sentence
