"""How the group's own events change the standing: funds, members, offices, pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.days import day_number
from kube_ledger.events import (
    ActivityResumed,
    ActivitySuspended,
    FundOpened,
    GroupFormed,
    MemberJoined,
    MemberLeft,
    OpeningBalanceRecorded,
    RoleAssigned,
    RoleEnded,
)
from kube_ledger.events.fields import GROUP_OWNER
from kube_ledger.journal import CUSTOMER_DEPOSITS, RECEIVABLES
from kube_ledger.projections.registers import DatedFact
from kube_ledger.rules.held import GROUP, NEVER, Ordered, Sold

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

    from .typed import Registers


def _form(standing: Standing, event: GroupFormed, position: int) -> None:
    standing.form(position, event.timezone)


def _open_fund(standing: Standing, event: FundOpened, _: int) -> None:
    standing.funds[event.fund] = event.restricted


def _open_balance(standing: Standing, event: OpeningBalanceRecorded, position: int) -> None:
    for line in event.lines:
        if line.account == RECEIVABLES.name and line.party is not None:
            standing.sales[line.party] = Sold(position, GROUP_OWNER, None)
        elif line.account == CUSTOMER_DEPOSITS.name and line.party is not None:
            standing.orders[line.party] = Ordered(position)


def _unopen_balance(standing: Standing, event: OpeningBalanceRecorded, target: int) -> None:
    for line in event.lines:
        if line.account == RECEIVABLES.name and line.party is not None:
            standing.drop_sale(line.party, target)
        elif line.account == CUSTOMER_DEPOSITS.name and line.party is not None:
            standing.drop_order(line.party, target)


def _join_or_leave(standing: Standing, event: MemberJoined | MemberLeft, position: int) -> None:
    fact = DatedFact(day_number(event.occurred_on), position, isinstance(event, MemberJoined))
    stay = standing.members.get(event.member_id, NEVER)
    standing.members[event.member_id] = stay.with_fact(fact, last_day_included=True)


def _take_office(standing: Standing, event: RoleAssigned | RoleEnded, position: int) -> None:
    fact = DatedFact(day_number(event.occurred_on), position, isinstance(event, RoleAssigned))
    key = (event.role, event.person_id)
    standing.offices[key] = standing.offices.get(key, NEVER).with_fact(fact)


def _pause(standing: Standing, event: ActivitySuspended | ActivityResumed, position: int) -> None:
    fact = DatedFact(day_number(event.occurred_on), position, isinstance(event, ActivitySuspended))
    standing.pauses[GROUP] = standing.pauses.get(GROUP, NEVER).with_fact(fact)


REGISTERS: Final[Registers] = {
    GroupFormed: _form,
    FundOpened: _open_fund,
    OpeningBalanceRecorded: _open_balance,
    MemberJoined: _join_or_leave,
    MemberLeft: _join_or_leave,
    RoleAssigned: _take_office,
    RoleEnded: _take_office,
    ActivitySuspended: _pause,
    ActivityResumed: _pause,
}

REVERSALS: Final[Registers] = {OpeningBalanceRecorded: _unopen_balance}
