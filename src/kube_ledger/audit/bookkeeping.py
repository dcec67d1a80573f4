"""What a careful treasurer would ask about the books: not that they were altered, but what in them is left open.

Everything is measured to the day of the last entry's recording, never to the reader's clock: the same log gives the
same findings for ever. What was reversed is asked about no more.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from kube_ledger.days import day_in_zone, day_number, last_of_month, month_of
from kube_ledger.events import (
    ActivityResumed,
    ActivitySuspended,
    AidAccountedFor,
    AidApproved,
    AidProposed,
    AidReceived,
    AidSpent,
    CashCounted,
    EventReversed,
    ExpensePaid,
    GroupFormed,
    IksDisbursed,
    MeetingHeld,
    MonthClosed,
    MonthReopened,
    PmtDelivered,
    PmtProduced,
    PmtSpoiled,
    SaleSplit,
)
from kube_ledger.journal import CASH, MEMBER_SHARES, PostingError
from kube_ledger.projections.registers import DatedFact, covers, intervals

from .day_sums import DaySums
from .findings import Finding, bookkeeping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.events import Event


@frozen(kw_only=True)
class Thresholds:
    """From where on a careful treasurer asks.

    Attributes:
        spending_undecided: Whole rupiah; a payment above it should cite a decision.
        share_unpaid_days: A member's share should be paid by then.
        boxes_unaccounted_days: A batch's boxes should be delivered or spoiled by then.
        month_unclosed_days: A month should be closed that long after its end.
        aid_unaccounted_days: Evidence should be there that long after aid was spent.
        recorded_late_days: An event should be written down by then.
    """

    spending_undecided: int = 100_000
    share_unpaid_days: int = 90
    boxes_unaccounted_days: int = 7
    month_unclosed_days: int = 31
    aid_unaccounted_days: int = 60
    recorded_late_days: int = 7


USUAL = Thresholds()


class _Counted(NamedTuple):
    fund: str
    counted: int
    books: int


class _Lot(NamedTuple):
    """A member's claim that one entry made."""

    day: date
    amount: int


class Bookkeeper:
    """Takes a group's entries in order of position, then says what is left open.

    Args:
        thresholds: From where on it asks.
    """

    def __init__(self, thresholds: Thresholds = USUAL) -> None:
        self._limits = thresholds
        self._zone = "UTC"
        self._today = date.min
        self._standing: dict[int, Event] = {}
        self._counts: dict[int, _Counted] = {}
        self._cash: dict[str, DaySums] = {}
        self._lots: dict[str, dict[int, _Lot]] = {}
        self._paid: dict[str, int] = {}
        self._months: dict[str, int] = {}
        self._closed: set[str] = set()
        self._pauses: list[DatedFact] = []
        self._late: list[Finding] = []

    def take(self, entry: Recorded) -> None:
        """Look at one more entry of a known type."""
        event, position = entry.event, entry.position
        if isinstance(event, GroupFormed):
            self._zone = event.timezone
        self._today = day_in_zone(entry.recorded_at, self._zone)
        self._months.setdefault(month_of(event.occurred_on), position)
        late = (self._today - event.occurred_on).days
        if late > self._limits.recorded_late_days:
            self._late.append(bookkeeping("recorded-late", position, occurred_on=event.occurred_on, days=late))
        match event:
            case CashCounted():
                books = self._cash.setdefault(event.fund, DaySums()).up_to(event.occurred_on)
                self._counts[position] = _Counted(event.fund, event.amount, books)
            case MonthClosed():
                self._closed.add(event.month)
            case MonthReopened():
                self._closed.discard(event.month)
            case ActivitySuspended() | ActivityResumed():
                begins = isinstance(event, ActivitySuspended)
                self._pauses.append(DatedFact(day_number(event.occurred_on), position, begins))
            case EventReversed():
                self._standing.pop(event.target, None)
                self._counts.pop(event.target, None)
            case _ if isinstance(event, _ASKED):
                self._standing[position] = event
        self._post(entry)

    def _post(self, entry: Recorded) -> None:
        day = entry.event.occurred_on
        try:
            postings = entry.postings
        except (PostingError, LookupError):
            return  # an app's event that can't be posted; the rules say so
        for account, fund, amount, party in postings:
            if account == CASH:
                self._cash.setdefault(fund, DaySums()).add(day, amount)
            elif account == MEMBER_SHARES and party is not None:
                self._take_share(entry, party, amount)

    def _take_share(self, entry: Recorded, person: str, amount: int) -> None:
        """A claim (amount < 0) or its payment (> 0); a reversal takes back the very thing that its target made."""
        event, lots = entry.event, self._lots.setdefault(person, {})
        if isinstance(event, EventReversed) and amount > 0:
            lots.pop(event.target, None)
        elif isinstance(event, EventReversed) or amount > 0:
            self._paid[person] = self._paid.get(person, 0) + amount
        else:
            before = lots.get(entry.position)  # a split may name her twice
            lots[entry.position] = _Lot(event.occurred_on, -amount + (before.amount if before is not None else 0))

    def findings(self) -> list[Finding]:
        """Everything left open, by position."""
        found = [
            *self._late,
            *self._cash_counts(),
            *self._undecided(),
            *self._unpaid_shares(),
            *self._boxes(),
            *self._open_months(),
            *self._aid(),
            *self._meetings(),
        ]
        return sorted(found, key=lambda finding: (finding.position or 0, finding.code))

    def _is_over(self, day: date, days: int) -> bool:
        return self._today > day + timedelta(days=days)

    def _cash_counts(self) -> Iterator[Finding]:
        for position, counted in self._counts.items():
            if counted.counted != counted.books:
                yield bookkeeping(
                    "cash-count-differs",
                    position,
                    fund=counted.fund,
                    counted=counted.counted,
                    expected=counted.books,
                    difference=counted.counted - counted.books,
                )

    def _undecided(self) -> Iterator[Finding]:
        for position, event in self._standing.items():
            if isinstance(event, SaleSplit) and event.decision_id is None:
                yield bookkeeping("split-undecided", position)
            if (
                isinstance(event, ExpensePaid | IksDisbursed)
                and event.decision_id is None
                and event.amount > self._limits.spending_undecided
            ):
                limit = self._limits.spending_undecided
                yield bookkeeping("spending-undecided", position, amount=event.amount, limit=limit)

    def _unpaid_shares(self) -> Iterator[Finding]:
        """The oldest claim of each member that payments, oldest first, have not reached, if it is old enough."""
        for person, lots in sorted(self._lots.items()):
            paid = self._paid.get(person, 0)
            overdue, first = 0, None
            for position, lot in lots.items():
                unpaid = max(lot.amount - paid, 0)
                paid = max(paid - lot.amount, 0)
                if unpaid and self._is_over(lot.day, self._limits.share_unpaid_days):
                    overdue += unpaid
                    first = position if first is None else first
            if first is not None:
                yield bookkeeping("share-unpaid", first, person=person, amount=overdue)

    def _boxes(self) -> Iterator[Finding]:
        gone: dict[str, int] = {}
        for event in self._standing.values():
            if isinstance(event, PmtDelivered | PmtSpoiled):
                gone[event.batch_id] = gone.get(event.batch_id, 0) + event.boxes
        for position, event in self._standing.items():
            if isinstance(event, PmtProduced) and self._is_over(event.occurred_on, self._limits.boxes_unaccounted_days):
                left = event.boxes - gone.get(event.batch_id, 0)
                if left > 0:
                    yield bookkeeping("boxes-unaccounted", position, batch=event.batch_id, left=left)

    def _open_months(self) -> Iterator[Finding]:
        for month, position in sorted(self._months.items()):
            if month not in self._closed and self._is_over(last_of_month(month), self._limits.month_unclosed_days):
                yield bookkeeping("month-unclosed", position, month=month)

    def _aid(self) -> Iterator[Finding]:
        accounted = {
            (event.aid_id, event.month)
            for event in self._standing.values()
            if isinstance(event, AidAccountedFor) and event.evidence
        }
        approved = self._approved()
        received: dict[str, int] = {}
        spent: dict[str, int] = {}
        for position, event in sorted(self._standing.items()):
            if not isinstance(event, AidReceived | AidSpent):
                continue
            sums = received if isinstance(event, AidReceived) else spent
            before = sums.get(event.aid_id, 0)
            sums[event.aid_id] = before + event.amount
            limit = approved.get(event.aid_id, 0)
            if before <= limit < sums[event.aid_id]:
                total = sums[event.aid_id]
                yield bookkeeping("aid-over-approved", position, aid=event.aid_id, amount=total, expected=limit)
            if (
                isinstance(event, AidSpent)
                and (event.aid_id, month_of(event.occurred_on)) not in accounted
                and self._is_over(event.occurred_on, self._limits.aid_unaccounted_days)
            ):
                yield bookkeeping("aid-unaccounted", position, aid=event.aid_id, amount=event.amount)

    def _approved(self) -> dict[str, int]:
        """Aid → what was approved: the last approval's own amount, or all that was proposed."""
        proposed: dict[str, int] = {}
        approved: dict[str, int] = {}
        for _, event in sorted(self._standing.items()):
            if isinstance(event, AidProposed):
                proposed[event.aid_id] = event.amount
            elif isinstance(event, AidApproved):
                approved[event.aid_id] = proposed.get(event.aid_id, 0) if event.amount is None else event.amount
        return approved

    def _meetings(self) -> Iterator[Finding]:
        paused = intervals(self._pauses)
        for position, event in self._standing.items():
            if isinstance(event, MeetingHeld) and covers(paused, day_number(event.occurred_on)):
                yield bookkeeping("met-while-suspended", position, occurred_on=event.occurred_on)


_ASKED = (
    *(ExpensePaid, IksDisbursed, SaleSplit, MeetingHeld, PmtProduced, PmtDelivered, PmtSpoiled),
    *(AidProposed, AidApproved, AidReceived, AidSpent, AidAccountedFor),
)
