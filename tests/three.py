"""One group kept three times at once: in a SQLite file through two handles, in memory, and by the naive model."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from kube_ledger import Ledger, Period, Refused
from kube_ledger.days import last_of_month
from model import Model
from support import GROUP, START, Clock, Ids, agree, agree_on_shares, event_of, in_memory, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kube_ledger import Appended, Group
    from kube_ledger.events import Event
    from model.facts import Line

ACCOUNTS = ("cash", "bank", "dues", "opening", "receivables", "member-shares", "transfers", "equipment")
FUNDS = (None, "kas", "iks", "dana-1")


@attrs.frozen
class Said:
    """A call that was recorded, and the answer that it got."""

    events: tuple[Event, ...]
    recorded_by: str
    key: str
    answer: Appended


class Three:
    """The three keepers. After each call they have answered alike, or an assertion says who did not.

    Args:
        path: Where the SQLite file shall be.
    """

    def __init__(self, path: Path) -> None:
        self.clock = Clock(START)
        self.model = Model()
        self.told: Counter[str | None] = Counter()
        self.said: list[Said] = []
        self._path = path
        self._ids = Ids()
        self._memory = in_memory(self.clock)
        self.memory = self._memory.group(GROUP)
        self._handles = [Ledger.create(path, clock=self.clock, new_id=self._ids), self._opened()]
        self.files = [ledger.group(GROUP) for ledger in self._handles]

    def _opened(self) -> Ledger:
        return Ledger.open(self._path, clock=self.clock, new_id=self._ids)

    def close(self) -> None:
        """Let go of the files."""
        for ledger in (*self._handles, self._memory):
            ledger.close()

    def reopen(self, number: int) -> None:
        """Close one of the two handles and open it again: what it knew, it must read anew."""
        self._handles[number].close()
        self._handles[number] = self._opened()
        self.files[number] = self._handles[number].group(GROUP)

    @property
    def file(self) -> Group:
        """The handle whose turn it is."""
        return self.files[self.told.total() % 2]

    @property
    def groups(self) -> tuple[Group, Group]:
        """Memory, and the handle whose turn it is."""
        return self.memory, self.file

    # Telling.

    def offer(self, line: Line) -> str | None:
        """Offer one line to all; the code that all answered."""
        expected = self.model.judge(line, self.clock.now)
        for group in self.groups:
            code = told(group, line)
            assert code == expected, f"{group} said {code}, the model {expected}: {line}"
        self.model.offer(line, self.clock.now)
        self.told[expected] += 1
        return expected

    def offer_together(self, lines: Sequence[Line], codes: Sequence[str | None], draft: Model, key: str) -> None:
        """Offer lines as one call.

        Args:
            lines: None of them invalid by its form; all by one hand.
            codes: What the draft answered to each in turn, not minding those that it refused.
            draft: A copy of the model that was offered the lines.
            key: The call's key.
        """
        by = lines[0]["recorded_by"]
        expected = [(code, index) for index, code in enumerate(codes) if code is not None]
        for group in self.groups:
            events = tuple(self._together(lines, codes, group, draft))
            checked = [(refusal.code, refusal.index) for refusal in group.check(*events, recorded_by=by)]
            assert checked == expected, f"check said {checked}, the model {expected}"
            size = group.size
            answer = refusal = None
            try:
                answer = group.record(*events, recorded_by=by, key=key)
            except Refused as refused:
                refusal = (refused.code, refused.index)
            assert refusal == (expected[0] if expected else None)
            assert group.size == size + (0 if expected else len(events))
            assert answer is None or answer.positions == tuple(range(size, size + len(events)))
        if answer is not None:
            self.model = draft
            self.said.append(Said(events, by, key, answer))
        self.told.update(codes if not expected else [expected[0][0]])

    def _together(
        self, lines: Sequence[Line], codes: Sequence[str | None], group: Group, draft: Model
    ) -> Iterator[Event]:
        taken: list[Event] = []
        for line, code in zip(lines, codes, strict=True):
            digest = None
            if line["type"] == "month-closed":
                before = group.size + len(taken) - 1
                digest = draft.balances_digest(occurred_on=last_of_month(line["data"]["month"]), position=before)
            event = event_of(line, group, pending=taken, digest=digest)
            if code is None:
                taken.append(event)
            yield event

    def say_again(self, said: Said) -> None:
        """A call that stands is said again: the same answer, and nothing is written."""
        for group in self.groups:
            answer = group.record(*said.events, recorded_by=said.recorded_by, key=said.key)
            assert answer == attrs.evolve(said.answer, repeated=True)

    def say_otherwise(self, said: Said) -> None:
        """Something else under its key, or the same by another: refused before any rule."""
        for events, by in ((said.events[:-1] or said.events * 2, said.recorded_by), (said.events, "another")):
            for group in self.groups:
                with pytest.raises(Refused) as caught:
                    group.record(*events, recorded_by=by, key=said.key)
                assert caught.value.code == "key-conflict"

    # Asking.

    def agree(self) -> None:
        """All heads, and all that is shown as of now."""
        size, root = self.memory.size, self.memory.root
        assert size == len(self.model.entries)
        for group in self.files:
            assert (group.size, group.root) == (size, root)
        self.agree_on({})

    def agree_on(self, as_of: dict[str, Any], window: Period | None = None) -> None:
        """What is shown from a point of view, over a window."""
        days = sorted(entry.day for entry in self.model.facts) or [START.date()]
        window = window or Period(days[0], days[-1])
        for group in self.groups:
            agree(group, self.model, as_of, window)

    def agree_on_shares(self, asked: tuple[str, str | None, str | None], as_of: dict[str, Any]) -> None:
        """What a figure, of (account, fund, party), is made of."""
        for group in self.groups:
            agree_on_shares(group, self.model, asked, as_of)
