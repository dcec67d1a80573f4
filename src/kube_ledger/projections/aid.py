"""Aid (UEP): what was proposed line by line, what came, what each line cost, for which months there is evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import define, field, frozen

from kube_ledger.days import month_of
from kube_ledger.events import (
    AidAccountedFor,
    AidApproved,
    AidProposed,
    AidReceived,
    AidRejected,
    AidSpent,
    AidVerified,
    EventReversed,
)

from .base import Projection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


@define
class AidState:
    """What stands, by position."""

    proposed: dict[int, AidProposed] = field(factory=dict)
    verified: dict[int, AidVerified] = field(factory=dict)
    approved: dict[int, AidApproved] = field(factory=dict)
    rejected: dict[int, AidRejected] = field(factory=dict)
    received: dict[int, AidReceived] = field(factory=dict)
    spent: dict[int, AidSpent] = field(factory=dict)
    accounted: dict[int, AidAccountedFor] = field(factory=dict)

    def tables(self) -> tuple[dict[int, Any], ...]:
        """All of them."""
        return (
            *(self.proposed, self.verified, self.approved, self.rejected),
            *(self.received, self.spent, self.accounted),
        )


class AidLineRow(NamedTuple):
    """One line of a proposal: planned and spent, whole rupiah."""

    number: int
    description: str
    planned: int
    spent: int
    left: int


class AidRow(NamedTuple):
    """One proposal and what became of it.

    Attributes:
        aid_id: Its id.
        programme: Of which programme.
        stage: `proposed`, `verified`, `approved` or `rejected`.
        proposed: Whole rupiah asked for.
        approved: Whole rupiah approved, 0 before.
        received: Whole rupiah.
        spent: Whole rupiah.
        left: Received and not spent.
        lines: The budget plan, line by line.
        evidence: Month → what was handed in.
        months_without_evidence: Months in which money was spent and nothing handed in.
    """

    aid_id: str
    programme: str
    stage: str
    proposed: int
    approved: int
    received: int
    spent: int
    left: int
    lines: tuple[AidLineRow, ...]
    evidence: Mapping[str, tuple[str, ...]]
    months_without_evidence: tuple[str, ...]


@frozen
class AidAnswer:
    """All aid; the totals are 0 where there is none, and a report shows them all the same.

    Attributes:
        rows: By id.
        received: Whole rupiah over all.
        spent: Whole rupiah over all.
        left: What is not spent.
    """

    rows: tuple[AidRow, ...]
    received: int
    spent: int
    left: int


class Aid(Projection[AidState, AidAnswer]):
    """Aid as it stands."""

    name, version = "aid", 1

    def initial(self) -> AidState:
        """Nothing proposed."""
        return AidState()

    def apply(self, state: AidState, recorded: Recorded) -> None:
        """Keep each step; take out what is reversed."""
        event, position = recorded.event, recorded.position
        match event:
            case AidProposed():
                state.proposed[position] = event
            case AidVerified():
                state.verified[position] = event
            case AidApproved():
                state.approved[position] = event
            case AidRejected():
                state.rejected[position] = event
            case AidReceived():
                state.received[position] = event
            case AidSpent():
                state.spent[position] = event
            case AidAccountedFor():
                state.accounted[position] = event
            case EventReversed():
                for table in state.tables():
                    table.pop(event.target, None)

    def answer(self, state: AidState, period: Period | None = None) -> AidAnswer:
        """Every proposal, with what was received and spent in a period, or on all days."""

        def inside(event: Any) -> bool:
            return period is None or event.occurred_on in period

        rows = []
        for _, proposal in sorted(state.proposed.items()):
            received = [one for one in _of(state.received, proposal) if inside(one)]
            spent = [one for one in _of(state.spent, proposal) if inside(one)]
            rows.append(_row(state, proposal, sum(one.amount for one in received), spent))
        received_total, spent_total = sum(row.received for row in rows), sum(row.spent for row in rows)
        ordered = tuple(sorted(rows, key=lambda row: row.aid_id))
        return AidAnswer(ordered, received_total, spent_total, received_total - spent_total)


def _of(table: dict[int, Any], proposal: AidProposed) -> list[Any]:
    return [event for _, event in sorted(table.items()) if event.aid_id == proposal.aid_id]


def _row(state: AidState, proposal: AidProposed, received: int, spent: list[AidSpent]) -> AidRow:
    approvals = _of(state.approved, proposal)
    approved = (approvals[-1].amount or proposal.amount) if approvals else 0
    evidence: dict[str, tuple[str, ...]] = {}
    for handed_in in _of(state.accounted, proposal):
        evidence[handed_in.month] = (*evidence.get(handed_in.month, ()), *handed_in.evidence)
    months = sorted({month_of(one.occurred_on) for one in spent})
    lines = []
    for number, line in enumerate(proposal.lines, start=1):
        used = sum(one.amount for one in spent if one.line == number)
        lines.append(AidLineRow(number, line.description, line.amount, used, line.amount - used))
    total = sum(one.amount for one in spent)
    return AidRow(
        proposal.aid_id,
        proposal.programme,
        _stage(state, proposal),
        proposal.amount,
        approved,
        received,
        total,
        received - total,
        tuple(lines),
        dict(sorted(evidence.items())),
        tuple(month for month in months if not evidence.get(month)),
    )


def _stage(state: AidState, proposal: AidProposed) -> str:
    if _of(state.rejected, proposal):
        return "rejected"
    if _of(state.approved, proposal):
        return "approved"
    return "verified" if _of(state.verified, proposal) else "proposed"


aid = Aid()
