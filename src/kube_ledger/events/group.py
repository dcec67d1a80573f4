"""The group itself: how it came to be, its funds and opening balances, who belongs to it, when it rests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kube_ledger.days import DEFAULT_ZONE
from kube_ledger.errors import Fault
from kube_ledger.journal import ACCOUNTS, KAS

from .base import Event, Facts, Sealed, event, record, sealed
from .fields import AccountName, AnyPersonId, Difference, Flag, FundId, Id, MemberId, Role, Text, TimeZone


@event
class GroupFormed(Event):
    """The group was formed. Its first event; nothing can be recorded before it.

    `timezone` is the IANA name of the zone whose calendar its days are in.
    """

    name: Text
    kelurahan: Text
    kecamatan: Text
    city: Text
    formed_by: Text
    business: Text
    timezone: TimeZone = DEFAULT_ZONE


@event
class FundOpened(Event):
    """The group keeps one more fund apart; money in a restricted one is for its purpose only."""

    fund: Id
    purpose: Text
    restricted: Flag


def _party_fits(line: OpeningLine) -> Iterator[Fault]:
    account = ACCOUNTS[line.account]
    if account.party_needed and line.party is None:
        yield Fault("party", f"{account.name} needs a {account.party}", "akun ini perlu menyebut pihaknya")
    if not account.party_needed and line.party is not None:
        yield Fault("party", f"{account.name} opens without a party", "akun ini dibuka tanpa pihak")
    if account.party_needed and line.fund != KAS:
        yield Fault("fund", f"{account.name} stands in the fund kas only", "akun ini hanya ada di dana kas")


@record(form=_party_fits)
class OpeningLine(Facts):
    """One balance that the group starts its books with; debit positive."""

    account: AccountName
    fund: FundId
    party: Id | None = None
    amount: Difference


@event
class OpeningBalanceRecorded(Event):
    """What the group owned and owed when its books were opened.

    Postings: the lines, balanced by `opening` in each fund.
    """

    lines: Sequence[OpeningLine]


@event
class MemberJoined(Event):
    """A person became a member. `cadre`: she serves at the posyandu or posbindu; `own_business`: she also trades."""

    member_id: AnyPersonId
    cadre: Flag
    own_business: Flag


@event
class MemberLeft(Event):
    """A member left; the day is her last as a member."""

    member_id: MemberId
    reason: Sealed[Text] | None = sealed(subject="member_id", default=None)


@event
class RoleAssigned(Event):
    """A member became chair, secretary or treasurer, or an outsider the group's facilitator (pendamping)."""

    person_id: AnyPersonId
    role: Role


@event
class RoleEnded(Event):
    """A person's role ended; on that day she no longer holds it."""

    person_id: AnyPersonId
    role: Role


@event
class ActivitySuspended(Event):
    """The group paused its activities; from that day on they count in no denominator."""

    reason: Text


@event
class ActivityResumed(Event):
    """The group took its activities up again on that day."""

    reason: Text
