"""Buku IKS: who gave to the solidarity fund, who was helped, and what is left. Why somebody was helped is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import define, field, frozen

from kube_ledger.days import day_number, day_of_number
from kube_ledger.events import EventReversed, IksContributed, IksDisbursed
from kube_ledger.journal import BANK, CASH, IKS

from .base import Projection

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


class Given(NamedTuple):
    """A contribution or a disbursement that stands; the second has a fund."""

    day: int
    person: str
    amount: int
    fund: str | None
    decision_id: str | None
    meeting_id: str | None


@define
class SolidarityState:
    """What stands, by position; and the fund's money by day."""

    contributions: dict[int, Given] = field(factory=dict)
    disbursements: dict[int, Given] = field(factory=dict)
    money: dict[int, int] = field(factory=dict)


class ContributionRow(NamedTuple):
    """A member gave."""

    position: int
    occurred_on: date
    member_id: str
    amount: int
    meeting_id: str | None


class DisbursementRow(NamedTuple):
    """A member was helped; from the fund `iks` or `kas`."""

    position: int
    occurred_on: date
    beneficiary_id: str
    amount: int
    fund: str
    decision_id: str | None


@frozen
class SolidarityAnswer:
    """The register over a period; what was reversed is taken out.

    Attributes:
        contributions: By day and position.
        disbursements: By day and position.
        contributed: Member → whole rupiah, of those who gave, by id.
        opening: What the iks fund held before the period, cash and bank.
        closing: What it holds after it.
    """

    contributions: tuple[ContributionRow, ...]
    disbursements: tuple[DisbursementRow, ...]
    contributed: dict[str, int]
    opening: int
    closing: int


class Solidarity(Projection[SolidarityState, SolidarityAnswer]):
    """Contributions and disbursements, and the money of the iks fund."""

    name, version = "solidarity", 1

    def initial(self) -> SolidarityState:
        """Nobody gave, nobody was helped."""
        return SolidarityState()

    def apply(self, state: SolidarityState, recorded: Recorded) -> None:
        """Take in what was given, and what moved the fund's money."""
        event, position = recorded.event, recorded.position
        day = day_number(event.occurred_on)
        if isinstance(event, IksContributed):
            state.contributions[position] = Given(day, event.member_id, event.amount, None, None, event.meeting_id)
        elif isinstance(event, IksDisbursed):
            given = Given(day, event.beneficiary_id, event.amount, event.fund, event.decision_id, None)
            state.disbursements[position] = given
        elif isinstance(event, EventReversed):
            state.contributions.pop(event.target, None)
            state.disbursements.pop(event.target, None)
        for posting in recorded.postings:
            if posting.fund == IKS and posting.account in (CASH, BANK):
                state.money[day] = state.money.get(day, 0) + posting.amount

    def answer(self, state: SolidarityState, period: Period | None = None) -> SolidarityAnswer:
        """The register over a period, or over all days."""
        contributions = [
            ContributionRow(position, day_of_number(given.day), given.person, given.amount, given.meeting_id)
            for position, given in state.contributions.items()
            if period is None or day_of_number(given.day) in period
        ]
        disbursements = [
            DisbursementRow(
                position, day_of_number(given.day), given.person, given.amount, given.fund or IKS, given.decision_id
            )
            for position, given in state.disbursements.items()
            if period is None or day_of_number(given.day) in period
        ]
        contributed: dict[str, int] = {}
        for row in contributions:
            contributed[row.member_id] = contributed.get(row.member_id, 0) + row.amount
        first, last = (None, None) if period is None else (day_number(period.start), day_number(period.end))
        return SolidarityAnswer(
            contributions=tuple(sorted(contributions, key=lambda row: (row.occurred_on, row.position))),
            disbursements=tuple(sorted(disbursements, key=lambda row: (row.occurred_on, row.position))),
            contributed=dict(sorted(contributed.items())),
            opening=sum(amount for day, amount in state.money.items() if first is not None and day < first),
            closing=sum(amount for day, amount in state.money.items() if last is None or day <= last),
        )


solidarity = Solidarity()
