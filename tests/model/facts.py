"""Accepted events as plain values, and which of them an as-of sees."""

# ruff: noqa: SIM905 — the lists read as EVENTS.md writes them

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Line = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One event at its position; `original` is the entry that an event-reversed takes back.

    `author` is the vkey of the key that its author names, `signatures` are (vkey, whether it fits what it is under).
    """

    position: int
    type: str
    day: date
    data: dict[str, Any]
    recorded_at: datetime
    original: "Entry | None" = None
    author: str | None = None
    signatures: tuple[tuple[str, bool], ...] = ()


Facts = Sequence[Entry]

TYPES = frozenset(
    """
    group-formed fund-opened opening-balance-recorded member-joined member-left role-assigned role-ended
    activity-suspended activity-resumed
    meeting-held idea-contributed problem-raised problem-resolved decision-made hope-stated evaluation-held
    dues-paid expense-paid donation-received cash-deposited cash-withdrawn cash-counted cash-difference-booked
    fund-transferred
    iks-contributed iks-disbursed
    production-run goods-spoiled order-taken order-cancelled sale-recorded payment-received sample-given sale-split
    share-paid
    pmt-menu-set pmt-funds-received pmt-funds-returned pmt-produced pmt-delivered pmt-spoiled bazaar-joined
    competition-entered competition-result prize-received cadre-service-done help-given training-held
    asset-received asset-donated asset-lent asset-returned asset-retired
    aid-proposed aid-verified aid-approved aid-rejected aid-received aid-spent aid-accounted-for
    facilitation-done publication-posted bookkeeping-reviewed report-submitted visit-received
    key-enrolled key-revoked person-erased
    event-reversed note-added month-closed month-reopened
    """.split()
)

NOT_REVERSIBLE = frozenset(
    """
    group-formed fund-opened member-joined member-left role-assigned role-ended activity-suspended activity-resumed
    decision-made month-closed month-reopened event-reversed note-added key-enrolled key-revoked person-erased
    """.split()
)

# The order of EVENTS.md: of several reasons to say no, the first here is the answer.
PRECEDENCE = tuple(
    """
    unknown-type invalid-field key-conflict unknown-group group-exists digest-mismatch month-closed
    signature-missing signature-invalid key-not-in-force not-authorised approval-missing occurs-in-future
    unknown-member unknown-person not-a-member-then already-a-member role-taken unknown-fund fund-restricted
    unknown-reference duplicate-reference already-reversed not-reversible not-in-force
    over-ceiling already-split split-mismatch over-paid share-exceeds-balance insufficient-funds insufficient-stock
    unbalanced
    """.split()
)


def first_code(codes: Iterable[str]) -> str | None:
    """Give the code that comes first in `PRECEDENCE`, because a refusal names one."""
    return min(codes, key=PRECEDENCE.index, default=None)


def of_type(facts: Facts, *types: str) -> list[Entry]:
    """Keep the entries of these types, in position order."""
    return [entry for entry in facts if entry.type in types]


def reversed_positions(facts: Facts) -> set[int]:
    """Positions taken back; a reversal can't be reversed, so this is final."""
    return {entry.data["target"] for entry in of_type(facts, "event-reversed")}


def standing(facts: Facts) -> list[Entry]:
    """Entries that nothing took back."""
    gone = reversed_positions(facts)
    return [entry for entry in facts if entry.position not in gone]


def seen(
    facts: Facts,
    occurred_on: date | None = None,
    recorded_at: datetime | None = None,
    position: int | None = None,
) -> list[Entry]:
    """Keep what an as-of sees: the longest prefix recorded by then, positions 0 … N, days up to D."""
    prefix: list[Entry] = []
    for entry in facts:
        if recorded_at is not None and entry.recorded_at > recorded_at:
            break
        if position is not None and entry.position > position:
            break
        prefix.append(entry)
    return [entry for entry in prefix if occurred_on is None or entry.day <= occurred_on]


def month_of(day: date) -> str:
    """`YYYY-MM` of a day."""
    return f"{day.year:04d}-{day.month:02d}"


def month_start(month: str) -> date:
    """First day of a `YYYY-MM`."""
    return date(int(month[:4]), int(month[5:]), 1)


def month_end(month: str) -> date:
    """Last day of a `YYYY-MM`."""
    start = month_start(month)
    if start.month == 12:
        return date(start.year, 12, 31)
    return date.fromordinal(date(start.year, start.month + 1, 1).toordinal() - 1)
