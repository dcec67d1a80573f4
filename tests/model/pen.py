"""A pen writes one line of a group's life: mostly what could have happened, now and then a slip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from . import registers
from .choices import Choices
from .facts import Entry, Facts, month_of, of_type, standing
from .model import Model
from .postings import sums

T = TypeVar("T")
Data = dict[str, Any]

MEMBERS = tuple(f"m{number:02d}" for number in range(1, 13))
FACILITATORS = ("f01", "f02")
WORDS = ("iuran", "beli wadah", "harga peyek", "pos balita", "nastar", "kerja bakti", "modal", "arisan")
CATEGORIES = ("ingredients", "equipment", "transport", "wages", "samples", "other")
SLIP = 4  # percent, at each place where a line can be wrong


@dataclass
class Pen:
    """What a drawer of lines may ask: the group's state, the day being written about, and chance."""

    model: Model
    choices: Choices
    recorded_at: datetime
    day: date
    slip_percent: int = SLIP

    @property
    def facts(self) -> Facts:
        """All entries so far."""
        return self.model.facts

    def slips(self) -> bool:
        """Whether the writer errs here."""
        return self.choices.chance(self.slip_percent)

    def chance(self, percent: int) -> bool:
        """True about so many times in a hundred."""
        return self.choices.chance(percent)

    def integer(self, lo: int, hi: int) -> int:
        """Any whole number lo … hi."""
        return self.choices.integer(lo, hi)

    def one_of(self, seq: Sequence[T]) -> T:
        """Any item."""
        return self.choices.one_of(seq)

    def some_of(self, seq: Sequence[T], at_least: int = 0) -> list[T]:
        """A few different items, in their order."""
        chosen = [item for item in seq if self.chance(60)]
        return chosen if len(chosen) >= at_least else list(seq[:at_least])

    def word(self) -> str:
        """Any short text."""
        return self.one_of(WORDS)

    # people

    def members(self) -> list[str]:
        """Members of the line's day."""
        return sorted(registers.members_on(self.facts, self.day))

    def member(self) -> str:
        """A member of the day, or by a slip anyone."""
        return self.either(self.members(), sorted(registers.ever_members(self.facts)), "ghost")

    def some_members(self, at_least: int = 0) -> list[str]:
        """A few members of the day; by a slip one who isn't, or one twice."""
        chosen = self.some_of(self.members(), at_least)
        if self.slips():
            chosen.append(self.member())
        if self.slips():
            chosen.append(self.one_of([*sorted(registers.ever_members(self.facts)), "ghost"]))
        return chosen

    def person(self) -> str:
        """Anyone known, or by a slip someone who isn't."""
        known = sorted(registers.ever_members(self.facts) | registers.ever_in_role(self.facts))
        return self.either(known, ["stranger"], "stranger")

    def facilitator(self) -> str:
        """Anyone who ever was facilitator, or by a slip a member."""
        known = sorted(registers.ever_in_role(self.facts, "facilitator"))
        return self.either(known, [*sorted(registers.ever_members(self.facts)), "f09"], "f09")

    # ids

    def either(self, good: Sequence[str], near: Sequence[str], wrong: str) -> str:
        """One of the good; by a slip (or for want of good ones) one of the near misses, or plainly wrong."""
        if good and not self.slips():
            return self.one_of(good)
        return self.one_of([*near, wrong])

    def given(self, kind: str) -> list[str]:
        """Ids of this kind that any entry ever gave, reversed or not, in log order."""
        ids = [e.data[kind] for e in of_type(self.facts, registers.DEFINED_BY[kind])]
        if kind in registers.OPENED_THROUGH:
            account = registers.OPENED_THROUGH[kind]
            for entry in of_type(self.facts, "opening-balance-recorded"):
                ids += [line["party"] for line in entry.data["lines"] if line["account"] == account]
        return list(dict.fromkeys(ids))

    def known(self, kind: str) -> list[str]:
        """Ids of this kind that stand."""
        return [value for value in self.given(kind) if registers.definer(self.facts, kind, value) is not None]

    def open(self, kind: str) -> list[str]:
        """Ids of this kind that stand and have not ended."""
        return [value for value in self.given(kind) if registers.is_open(self.facts, kind, value)]

    def cited(self, kind: str, *, still_open: bool = False) -> str:
        """An id to cite, mostly one of the latest; by a slip one reversed, ended or never given."""
        good = self.open(kind) if still_open else self.known(kind)
        return self.either(good[-8:], self.given(kind), f"no-{kind[:-3]}")

    def new(self, kind: str) -> str:
        """An id to give: mostly fresh, at times one free again, by a slip one in use."""
        given = self.given(kind)
        free = sorted(set(given) - set(self.known(kind)))
        if free and self.chance(50):
            return self.one_of(free)
        if given and self.slips():
            return self.one_of(given)
        return f"{kind[:-3]}-{len(given) + 1}"

    def decision(self) -> str:
        """A decision to cite: in force that day, or by a slip another, or none."""
        known = list(registers.decisions(self.facts))
        good = [decision_id for decision_id in known if registers.in_force(self.facts, decision_id, self.day)]
        out = [decision_id for decision_id in known if decision_id not in good]
        return self.either(good, [*out, *out, *known], "no-decision")

    def perhaps_decision(self, percent: int) -> Data:
        """`decision_id`, where the writer cites one."""
        return {"decision_id": self.decision()} if self.chance(percent) else {}

    def perhaps_meeting(self, percent: int) -> Data:
        """`meeting_id`, where the writer cites one."""
        return {"meeting_id": self.cited("meeting_id")} if self.chance(percent) and self.known("meeting_id") else {}

    # money

    def fund(self) -> str:
        """A fund; by a slip one that was never opened."""
        return self.either(["kas", "kas", *sorted(registers.funds(self.facts))], ["no-fund"], "no-fund")

    def rupiah(self, highest: int = 200_000) -> int:
        """A usual amount, in steps of 500."""
        return 500 * self.integer(1, max(1, highest // 500))

    def holdings(self, *, without: Sequence[str] = ()) -> list[tuple[str, str, int]]:
        """(fund, cash or bank, amount) where there is any."""
        return sorted(
            (fund, account, amount)
            for (account, fund, _), amount in sums(self.facts).items()
            if account in ("cash", "bank") and fund not in without
        )

    def purse(self, *, only: str | None = None, without: Sequence[str] = ()) -> tuple[str, str, int]:
        """A fund, a place and an amount to take out of it: mostly what it holds or less, by a slip more."""
        there = [x for x in self.holdings(without=without) if only in (None, x[0])]
        if not there:
            return only or "kas", "cash", self.rupiah()
        fund, account, holds = self.one_of(there)
        if self.slips():
            return fund, account, holds + self.integer(1, 50_000)
        if self.chance(5):
            return fund, account, holds
        return fund, account, self.integer(1, max(1, min(holds, 300_000) // 2))

    def paid_from(self, account: str) -> Data:
        """The field, left out at times where it is the default."""
        return {} if account == "cash" and self.chance(50) else {"paid_from": account}

    def paid_into(self) -> Data:
        """Cash mostly, with the default left out at times."""
        return {} if self.chance(60) else {"paid_into": self.one_of(("cash", "cash", "bank"))}

    def party_balances(self, account: str) -> dict[str, int]:
        """What each party of an account has, credit positive, zeros dropped."""
        return {party: -amount for (acc, _, party), amount in sums(self.facts).items() if acc == account and party}

    # entries

    def standing(self) -> list[Entry]:
        """Entries that nothing took back."""
        return standing(self.facts)

    def month(self) -> str:
        """A month near the day."""
        return month_of(self.day - timedelta(days=self.integer(0, 40)))

    def position(self) -> int:
        """A position below the line's own; by a slip not."""
        if self.slips() or not self.facts:
            return len(self.facts) + self.integer(0, 3)
        return self.integer(0, len(self.facts) - 1)


def today_of(model: Model, recorded_at: datetime) -> date:
    """The day of a moment, in the group's zone."""
    return recorded_at.astimezone(ZoneInfo(model.zone())).date()
