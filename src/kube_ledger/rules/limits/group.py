"""Limits of the group's own events: opening balances, joining, offices, pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import (
    ActivityResumed,
    ActivitySuspended,
    FundOpened,
    MemberJoined,
    OpeningBalanceRecorded,
    RoleAssigned,
    RoleEnded,
)
from kube_ledger.journal import CUSTOMER_DEPOSITS, MEMBER_SHARES, RECEIVABLES
from kube_ledger.rules.held import FACILITATOR, NEVER
from kube_ledger.rules.references import still_somebody, taken

from .typed import limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.rules.held import Ordered, Sold
    from kube_ledger.rules.standing import Limits, Standing
    from kube_ledger.rules.tables import Table


def _fund_opened(standing: Standing, event: FundOpened) -> Iterator[Refusal]:
    if event.fund in standing.funds:
        yield taken("fund", event.fund, None)


def _opening(standing: Standing, event: OpeningBalanceRecorded) -> Iterator[Refusal]:
    registers: dict[str, Table[str, Sold] | Table[str, Ordered]] = {
        RECEIVABLES.name: standing.sales,
        CUSTOMER_DEPOSITS.name: standing.orders,
    }
    for index, line in enumerate(event.lines):
        known = registers[line.account].get(line.party or "") if line.account in registers else None
        if known is not None:
            yield taken(f"lines[{index}].party", line.party, known.position)
        if line.account == MEMBER_SHARES.name and not standing.was_member(line.party or ""):
            yield Refusal("unknown-member", field=f"lines[{index}].party", person=line.party)


def _joined(standing: Standing, event: MemberJoined) -> Iterator[Refusal]:
    held = (
        "member"
        if standing.is_member(event.member_id, event.occurred_on)
        else FACILITATOR
        if event.member_id in standing.holders(FACILITATOR, event.occurred_on)
        else None
    )
    if held is not None:
        yield Refusal(
            "already-a-member", field="member_id", person=event.member_id, occurred_on=event.occurred_on, held=held
        )
    yield from still_somebody(standing, event.member_id, "member_id")


def _role_assigned(standing: Standing, event: RoleAssigned) -> Iterator[Refusal]:
    person, day = event.person_id, event.occurred_on
    is_member = standing.is_member(person, day)
    if event.role == FACILITATOR and is_member:
        yield Refusal("already-a-member", field="person_id", person=person, occurred_on=day, held="member")
    if event.role != FACILITATOR and not is_member:
        code = "not-a-member-then" if standing.was_member(person) else "unknown-member"
        yield Refusal(code, field="person_id", person=person, occurred_on=day)
    for holder in standing.holders(event.role, day):
        yield Refusal("role-taken", field="role", role=event.role, holder=holder, occurred_on=day)


def _role_ended(standing: Standing, event: RoleEnded) -> Iterator[Refusal]:
    if not standing.offices.get((event.role, event.person_id), NEVER).on(event.occurred_on):
        yield Refusal("unknown-reference", field="role", reference=f"{event.role} {event.person_id}")


def _suspended(standing: Standing, event: ActivitySuspended) -> Iterator[Refusal]:
    if standing.is_suspended(event.occurred_on):
        yield taken("occurred_on", event.occurred_on, None)


def _resumed(standing: Standing, event: ActivityResumed) -> Iterator[Refusal]:
    if not standing.is_suspended(event.occurred_on):
        yield Refusal("unknown-reference", field="occurred_on", reference=event.occurred_on)


LIMITS: Final[Limits] = {
    FundOpened: limit(_fund_opened),
    OpeningBalanceRecorded: limit(_opening),
    MemberJoined: limit(_joined),
    RoleAssigned: limit(_role_assigned),
    RoleEnded: limit(_role_ended),
    ActivitySuspended: limit(_suspended),
    ActivityResumed: limit(_resumed),
}
