"""The lines of a sample as they grow. The model of the tests judges each: a story that no ledger takes stops here."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from model import Model

JAKARTA: Final = timezone(timedelta(hours=7))
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def stop(message: str) -> NoReturn:
    """End the run: the story can't be told this way."""
    raise SystemExit(message)


class Fact(NamedTuple):
    """One event to be written down."""

    type: str
    occurred_on: date
    data: dict[str, Any]


def fact(kind: str, occurred_on: date, /, **data: object) -> Fact:
    """Return an event; fields given as None are left out, dates are written as text."""
    written = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    return Fact(kind, occurred_on, {name: value for name, value in written.items() if value is not None})


@dataclass
class Book:
    """A sample as it grows: its lines, and what only this script knows: the keys in use and the time of the last call.

    All that a ledger refuses is the model's to say.
    """

    lines: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    model: Model = field(default_factory=Model)
    keys: set[str] = field(default_factory=set)
    last_call: datetime = LONG_AGO

    def call(self, recorded_at: datetime, recorded_by: str, key: str, *facts: Fact) -> range:
        """Write facts down as one call; return their positions."""
        if key in self.keys or recorded_at < self.last_call:
            stop(f"{key}: the key is in use, or {recorded_at} is before the call above it")
        self.keys.add(key)
        self.last_call = recorded_at
        start = len(self.lines)
        for index, one in enumerate(facts):
            line: dict[str, Any] = {"type": one.type, "occurred_on": one.occurred_on.isoformat()}
            line |= {"recorded_by": recorded_by}
            line |= {"key": key} if index == 0 else {}
            line |= {"batch": key} if len(facts) > 1 else {}
            line |= {"recorded_at": recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "data": one.data}
            refused = self.model.offer(line, recorded_at)
            if refused:
                stop(f"line {len(self.lines) + 1}: {refused}: {json.dumps(line, ensure_ascii=False)}")
            self.facts.append(one)
            self.lines.append(json.dumps(line, ensure_ascii=False))
        return range(start, len(self.lines))

    def cash_on(self, fund: str, day: date) -> int:
        """Return the fund's cash over the entries so far that are dated that day or before: what a count asserts."""
        rows = self.model.balances(occurred_on=day)
        return sum(amount for account, of_fund, _, amount in rows if (account, of_fund) == ("cash", fund))

    def position_of(self, kind: str, occurred_on: date, /, **data: object) -> int:
        """Return the position of the one entry of that type and day that holds these fields."""
        wanted = [
            position
            for position, one in enumerate(self.facts)
            if (one.type, one.occurred_on) == (kind, occurred_on) and data.items() <= one.data.items()
        ]
        if len(wanted) != 1:
            stop(f"{kind} of {occurred_on}: one entry wanted, {len(wanted)} found")
        return wanted[0]

    def inventory(self) -> dict[str, int]:
        """Return how many of each item the group owns, in the order in which they came, lent ones too."""
        owned: Counter[str] = Counter()
        for one in self.facts:
            signed = {"asset-received": 1, "asset-donated": 1, "asset-retired": -1}.get(one.type, 0)
            if signed and one.data.get("holder", "group") == "group":
                owned[one.data["item"]] += signed * one.data["quantity"]
        return {item: quantity for item, quantity in owned.items() if quantity}

    def proceeds(self, sale_ids: Iterable[str]) -> int:
        """Return what these sales brought in; of one that was corrected, the later entry counts."""
        totals = {
            one.data["sale_id"]: one.data["lots"] * one.data["lot_price"]
            for one in self.facts
            if one.type == "sale-recorded"
        }
        return sum(totals[sale_id] for sale_id in sale_ids)
