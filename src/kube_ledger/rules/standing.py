"""What the rules need to know of a group at a position: a fold kept up to date entry by entry, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kube_ledger.days import DEFAULT_ZONE, day_number, month_of
from kube_ledger.events import (
    ActivityResumed,
    ActivitySuspended,
    DecisionMade,
    Event,
    EventReversed,
    FundOpened,
    GroupFormed,
    MeetingHeld,
    MemberJoined,
    MemberLeft,
    MonthClosed,
    MonthReopened,
    OpeningBalanceRecorded,
    ProblemRaised,
    ProblemResolved,
    RoleAssigned,
    RoleEnded,
    UnknownEvent,
)
from kube_ledger.journal import CUSTOMER_DEPOSITS, FUNDS, RECEIVABLES, PostingError
from kube_ledger.projections.balances import Row, balances
from kube_ledger.projections.registers import DatedFact, Decided, Interval, covers, in_force, intervals

from .tables import Table, Undo, rollback

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Books, Recorded
    from kube_ledger.errors import Refusal

Limit = Callable[["Standing", "Recorded"], Iterator["Refusal"]]
"""Takes the standing and the entry to be; yields every reason against it that its event type knows."""

Limits = Mapping[type[Event], Limit]


class Stay(NamedTuple):
    """Dated facts of one person or thing, and the intervals they make."""

    facts: tuple[DatedFact, ...] = ()
    intervals: tuple[Interval, ...] = ()

    def with_fact(self, fact: DatedFact, *, last_day_included: bool = False) -> Stay:
        """The same with one more fact."""
        facts = (*self.facts, fact)
        return Stay(facts, intervals(facts, last_day_included=last_day_included))

    def on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return covers(self.intervals, day_number(day))


class Raised(NamedTuple):
    """A problem: where it was raised, and where it was resolved, if it was."""

    position: int
    resolved_at: int | None = None


NEVER: Final = Stay()
GROUP: Final = "group"


class Standing:
    """A group as the rules see it, after the entries so far.

    Args:
        books: The domain's postings and event types.
        limits: What each event type is bounded by.

    Attributes:
        size: How many entries; the next one's position.
        formed_at: The position of its forming; None = not formed.
        timezone: The IANA name of its zone.
        funds: Fund → whether it is restricted.
        members: Member → her stays.
        offices: (role, person) → her holdings.
        pauses: The suspensions, under `GROUP`.
        meetings: Meeting id → position, while it stands.
        decisions: Decision id → what it set.
        problems: Problem id → where it stands.
        sales: Sale id → position, while it stands.
        orders: Order id → position, while it stands.
        closed: Month → the position of its closing.
        reversed: Position → the position of its reversal.
        balances: (account, fund, party) → whole rupiah.
    """

    def __init__(self, books: Books, limits: Limits) -> None:
        self.books = books
        self.limits = limits
        self.size = 0
        self._undo: Undo = []
        self._group: Table[str, Any] = Table(self._undo)
        self.funds: Table[str, bool] = Table(self._undo, dict(FUNDS))
        self.members: Table[str, Stay] = Table(self._undo)
        self.offices: Table[tuple[str, str], Stay] = Table(self._undo)
        self.pauses: Table[str, Stay] = Table(self._undo)
        self.meetings: Table[str, int] = Table(self._undo)
        self.decisions: Table[str, Decided] = Table(self._undo)
        self.problems: Table[str, Raised] = Table(self._undo)
        self.sales: Table[str, int] = Table(self._undo)
        self.orders: Table[str, int] = Table(self._undo)
        self.closed: Table[str, int] = Table(self._undo)
        self.reversed: Table[int, int] = Table(self._undo)
        self.balances: Table[Row, int] = Table(self._undo)
        # Movements by month, so that a closing need not look at any entry again.
        self._moved: Table[tuple[str, Row], int] = Table(self._undo)

    # Growing and taking back.

    def mark(self) -> tuple[int, int]:
        """A place to come back to."""
        return len(self._undo), self.size

    def rollback(self, mark: tuple[int, int]) -> None:
        """Be again as at `mark`; costs what was applied since."""
        rollback(self._undo, mark[0])
        self.size = mark[1]

    def settle(self) -> None:
        """Forget how to take back what was applied so far: it is in the log."""
        self._undo.clear()

    def apply(self, recorded: Recorded) -> None:
        """Take one more entry in, whether a rule would allow it or not."""
        event = recorded.event
        if not isinstance(event, UnknownEvent):
            self._post(recorded)
            register = _REGISTERS.get(type(event))
            if register is not None:
                register(self, event, self.size)
        self.size += 1

    def _post(self, recorded: Recorded) -> None:
        try:
            postings = recorded.postings
        except (PostingError, LookupError):
            return  # an app's event that can't be posted moves nothing; judge and audit say so
        month = month_of(recorded.event.occurred_on)
        for account, fund, amount, party in postings:
            row = (account.name, fund, party)
            self.balances[row] = self.balances.get(row, 0) + amount
            self._moved[month, row] = self._moved.get((month, row), 0) + amount

    # What rules ask.

    @property
    def formed_at(self) -> int | None:
        """Where the group was formed."""
        at: int | None = self._group.get("formed_at")
        return at

    @property
    def timezone(self) -> str:
        """Where the group lives."""
        return str(self._group.get("timezone", DEFAULT_ZONE))

    def is_member(self, person: str, day: date) -> bool:
        """Whether she is a member on that day."""
        return self.members.get(person, NEVER).on(day)

    def was_member(self, person: str) -> bool:
        """Whether a joining of hers stands, even one that was undone."""
        return person in self.members

    def members_on(self, day: date) -> list[str]:
        """The members of a day, in the order in which they first joined the log."""
        return [person for person, stay in self.members.items() if stay.on(day)]

    def holders(self, role: str, day: date) -> list[str]:
        """Who holds a role on a day."""
        return [person for (held, person), stay in self.offices.items() if held == role and stay.on(day)]

    def was_in_role(self, person: str, role: str | None = None) -> bool:
        """Whether she ever held this role, or any."""
        return any(holder == person and role in (None, held) for held, holder in self._office_keys())

    def _office_keys(self) -> Iterator[tuple[str, str]]:
        return (key for key, _ in self.offices.items())

    def is_suspended(self, day: date) -> bool:
        """Whether the group's activity is suspended on that day."""
        return self.pauses.get(GROUP, NEVER).on(day)

    def in_force(self, day: date) -> list[Decided]:
        """The decisions in force on a day, by (effective_from, position)."""
        return in_force(list(self.decisions.values()), day_number(day))

    def rule(self, name: str, day: date) -> tuple[Any, Decided] | None:
        """The figure in force on a day and the decision that set it; None if none does."""
        for decided in reversed(self.in_force(day)):
            value = None if decided.rules is None else getattr(decided.rules, name)
            if value is not None:
                return value, decided
        return None

    def closing_digest(self, month: str) -> bytes:
        """The digest of the balances as of a month's last day and the entries so far: 32 bytes."""
        sums: dict[Row, int] = {}
        for (moved_in, row), amount in self._moved.items():
            if moved_in <= month:
                sums[row] = sums.get(row, 0) + amount
        return balances.digest(sums)


# How events change the registers: one function a type.

Register = Callable[[Standing, Any, int], None]


def _form(standing: Standing, event: GroupFormed, position: int) -> None:
    standing._group["formed_at"] = position  # noqa: SLF001  # the registers below are the standing's own
    standing._group["timezone"] = event.timezone  # noqa: SLF001


def _open_fund(standing: Standing, event: FundOpened, _: int) -> None:
    standing.funds[event.fund] = event.restricted


def _open_balance(standing: Standing, event: OpeningBalanceRecorded, position: int) -> None:
    for register, party in opened_parties(standing, event):
        register[party] = position


def opened_parties(standing: Standing, event: OpeningBalanceRecorded) -> Iterator[tuple[Table[str, int], str]]:
    """The sales and orders that opening lines make known, with the register each belongs in."""
    registers = {RECEIVABLES.name: standing.sales, CUSTOMER_DEPOSITS.name: standing.orders}
    for line in event.lines:
        if line.account in registers and line.party is not None:
            yield registers[line.account], line.party


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


def _meet(standing: Standing, event: MeetingHeld, position: int) -> None:
    standing.meetings[event.meeting_id] = position


def _raise(standing: Standing, event: ProblemRaised, position: int) -> None:
    standing.problems[event.problem_id] = Raised(position)


def _resolve(standing: Standing, event: ProblemResolved, position: int) -> None:
    raised = standing.problems.get(event.problem_id)
    if raised is not None:
        standing.problems[event.problem_id] = raised._replace(resolved_at=position)


def _decide(standing: Standing, event: DecisionMade, position: int) -> None:
    standing.decisions[event.decision_id] = Decided(
        event.decision_id, position, day_number(event.effective_from), event.supersedes, event.rules
    )


def _close(standing: Standing, event: MonthClosed, position: int) -> None:
    standing.closed[event.month] = position


def _reopen(standing: Standing, event: MonthReopened, _: int) -> None:
    if event.month in standing.closed:
        del standing.closed[event.month]


def _reverse(standing: Standing, event: EventReversed, position: int) -> None:
    standing.reversed[event.target] = position
    take_back = _REVERSALS.get(type(event.original))
    if take_back is not None:
        take_back(standing, event.original, event.target)


def _drop(register: Table[str, int], key: str, position: int) -> None:
    # Another event may have taken a free id meanwhile; only the reversed one gives its own back.
    if register.get(key) == position:
        del register[key]


def _unmeet(standing: Standing, event: MeetingHeld, target: int) -> None:
    _drop(standing.meetings, event.meeting_id, target)


def _unopen(standing: Standing, event: OpeningBalanceRecorded, target: int) -> None:
    for register, party in opened_parties(standing, event):
        _drop(register, party, target)


def _unraise(standing: Standing, event: ProblemRaised, target: int) -> None:
    raised = standing.problems.get(event.problem_id)
    if raised is not None and raised.position == target:
        del standing.problems[event.problem_id]


def _unresolve(standing: Standing, event: ProblemResolved, target: int) -> None:
    raised = standing.problems.get(event.problem_id)
    if raised is not None and raised.resolved_at == target:
        standing.problems[event.problem_id] = raised._replace(resolved_at=None)


_REGISTERS: Final[Mapping[type[Event], Register]] = {
    GroupFormed: _form,
    FundOpened: _open_fund,
    OpeningBalanceRecorded: _open_balance,
    MemberJoined: _join_or_leave,
    MemberLeft: _join_or_leave,
    RoleAssigned: _take_office,
    RoleEnded: _take_office,
    ActivitySuspended: _pause,
    ActivityResumed: _pause,
    MeetingHeld: _meet,
    ProblemRaised: _raise,
    ProblemResolved: _resolve,
    DecisionMade: _decide,
    MonthClosed: _close,
    MonthReopened: _reopen,
    EventReversed: _reverse,
}

_REVERSALS: Final[Mapping[type[Event], Register]] = {
    OpeningBalanceRecorded: _unopen,
    MeetingHeld: _unmeet,
    ProblemRaised: _unraise,
    ProblemResolved: _unresolve,
}
