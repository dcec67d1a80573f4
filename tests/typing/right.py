"""What a user writes, and the types that it has. Checked, never run."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, assert_type

from kube_ledger import (
    KUBE,
    Appended,
    AsOf,
    Domain,
    Doubt,
    Group,
    Ledger,
    Period,
    Recorded,
    Refusal,
    events,
    projections,
)
from kube_ledger.events import Erased, Event, Locked, MemberId, Rupiah, Sealed, Text, event, record, sealed
from kube_ledger.journal import KAS, Account, Postings, nothing, transfer
from kube_ledger.projections import Projection
from kube_ledger.proofs import Checkpoint, SignedHead

DAY = date(2019, 7, 7)


def recording(ledger: Ledger) -> None:
    melati = ledger.group("melati-3")
    assert_type(melati, Group)
    held = events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["m01", "m02"], agenda=("iuran",))
    assert_type(held.attendees, Sequence[str])
    assert_type(held.host_id, str | None)
    paid = events.DuesPaid(occurred_on=DAY, member_id="m01", amount=5_000)
    assert_type(paid.paid_into, Literal["cash", "bank"])
    assert_type(melati.record(held, paid, recorded_by="treasurer", key="w27"), Appended)
    assert_type(melati.check(paid, recorded_by="treasurer"), list[Refusal])
    assert_type(melati.checkpoint(), Checkpoint)
    assert_type(melati.signed_head(), SignedHead)
    assert_type(ledger.doubt, Doubt | None)
    assert_type(melati.reverse(3, reason="salah", occurred_on=DAY), events.EventReversed)


def asking(group: Group) -> None:
    assert_type(group.view(projections.balances), projections.BalancesAnswer)
    assert_type(group.view(projections.balances, as_of=AsOf(position=3)).of("cash", fund="kas"), int)
    assert_type(group.view(projections.dues, period=Period.of_month("2019-07")), projections.DuesAnswer)
    assert_type(group.explain("cash").total, int)
    for entry in group.entries():
        assert_type(entry, Recorded)
        assert_type(entry.postings, Postings)


def reading_a_sensitive_field(left: events.MemberLeft) -> str:
    assert_type(left.reason, str | Locked | Erased | None)
    return left.reason if isinstance(left.reason, str) else ""


@record()
class Instalment(events.Facts):
    month: events.Month
    amount: Rupiah


@event("simpan/loan-agreed")
class LoanAgreed(Event):
    member_id: MemberId
    instalments: Sequence[Instalment]
    purpose: Sealed[Text] | None = sealed(subject="member_id", default=None)


@event("simpan/talk-held", version=1)
class TalkHeld(Event):
    text: Text


LOANS = Account("simpan/loans", kind="asset", party="member")


def total(agreed: LoanAgreed) -> Postings:
    amount = sum(instalment.amount for instalment in agreed.instalments)
    return transfer(amount, to=LOANS, from_=Account("cash", "asset"), fund=KAS, party=agreed.member_id)


SIMPAN = KUBE.extended(
    name="simpan:SIMPAN",
    events=[LoanAgreed, TalkHeld],
    accounts=[LOANS],
    postings={LoanAgreed: total, TalkHeld: nothing},
)
assert_type(SIMPAN, Domain)


class Talks(Projection[list[str], tuple[str, ...]]):
    name, version = "simpan/talks", 1

    def initial(self) -> list[str]:
        return []

    def apply(self, state: list[str], recorded: Recorded) -> None:
        if isinstance(recorded.event, TalkHeld):
            state.append(recorded.event.text)

    def answer(self, state: list[str], period: Period | None = None) -> tuple[str, ...]:
        return tuple(state)


def generic(group: Group, asked: Projection[Any, Sequence[str]]) -> Sequence[str]:
    return group.view(asked)


def using(group: Group) -> None:
    assert_type(group.view(Talks()), tuple[str, ...])
    generic(group, Talks())
    agreed = LoanAgreed(occurred_on=DAY, member_id="m01", instalments=[Instalment(month="2019-08", amount=50_000)])
    assert_type(agreed.instalments[0].amount, int)
