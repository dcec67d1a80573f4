"""What the standing holds about people and things: small values, replaced and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kube_ledger.days import day_number
from kube_ledger.projections.registers import DatedFact, Interval, covers, intervals

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.proofs.keys import VerifierKey


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

    def latest(self, day: date) -> bool:
        """Whether it holds by the fact that was recorded last of those effective by a day."""
        facts = [fact for fact in self.facts if fact.day <= day_number(day)]
        return bool(facts) and facts[-1].begins


class Sold(NamedTuple):
    """A sale, or a receivable that the books were opened with (whose total was not said)."""

    position: int
    owner: str
    total: int | None
    split_at: int | None = None


class Ordered(NamedTuple):
    """An order: where it was taken, and where it was cancelled, if it was."""

    position: int
    cancelled_at: int | None = None


class Stock(NamedTuple):
    """A product's stock: counted from the position of its first standing run, and what is there."""

    counted_from: int
    total: int


class StockMove(NamedTuple):
    """What one standing entry added to a product's stock."""

    change: int
    is_run: bool


class Things(NamedTuple):
    """An item: how many the group owns, and how many of them are on loan."""

    owned: int = 0
    lent: int = 0


class Proposed(NamedTuple):
    """Aid: where it was proposed, by how many lines, and where it was rejected, if it was."""

    position: int
    lines: int
    rejected_at: int | None = None


class Raised(NamedTuple):
    """A problem: where it was raised, and where it was resolved, if it was."""

    position: int
    resolved_at: int | None = None


class HeldKey(NamedTuple):
    """A public key: whose it is, for what, where it was enrolled, and where it was revoked, if it was.

    In force at a position: enrolled below it, and not revoked below it.
    """

    key: VerifierKey
    use: str
    person: str | None
    position: int
    revoked_at: int | None = None


NEVER: Final = Stay()
NO_THINGS: Final = Things()
GROUP: Final = "group"
FACILITATOR: Final = "facilitator"
"""The one office of somebody who is no member."""
