"""The sample ledgers, recorded call by call as the group would have: for the demo, docs and tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from uuid import UUID
from warnings import catch_warnings

from kube_ledger.domain import KUBE
from kube_ledger.errors import SensitiveInClear
from kube_ledger.events import EventReversed, MonthClosed
from kube_ledger.ids import uuid7
from kube_ledger.ledger import Ledger

from .lines import LineReader, raw_lines

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from kube_ledger.events import Event
    from kube_ledger.ledger import Group

    from .lines import GoodLine

SAMPLES: Final[Mapping[str, str]] = {"melati-3-2019": "melati-3", "melati-3-2020": "melati-3"}
"""Sample → the group whose book it is."""


class _Told:
    """The clock and the ids of a story: each call at its own moment, its id made of that and its number.

    When the story is over they are the machine's.
    """

    def __init__(self) -> None:
        self.moment: datetime | None = None
        self.calls = 0

    def clock(self) -> datetime:
        return self.moment or datetime.now(UTC)

    def new_id(self) -> UUID:
        if self.moment is None:
            return uuid7()
        self.calls += 1
        milliseconds = int(self.moment.timestamp() * 1_000)
        return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | self.calls)


def record_sample(path: str | os.PathLike[str] | None = None, name: str = "melati-3-2019") -> Ledger:
    """Record a sample: the same calls by the same people at the same moments, so always the same bytes and root.

    Args:
        path: A file that does not exist yet; None = in memory.
        name: One of `SAMPLES`.

    Returns:
        The open ledger.

    Raises:
        LedgerExists: There is a file at `path`.
        NoPermission: Its folder is missing or can't be written.
    """
    told = _Told()
    if path is None:
        ledger = Ledger.in_memory(clock=told.clock, new_id=told.new_id)
    else:
        ledger = Ledger.create(path, clock=told.clock, new_id=told.new_id)
    try:
        group = ledger.group(SAMPLES[name])
        for moment, lines in _calls(name):
            told.moment = moment
            events = [_event(group, line) for line in lines]
            with catch_warnings(action="ignore", category=SensitiveInClear):  # it tells of nobody
                group.record(*events, recorded_by=lines[0].recorded_by, key=lines[0].key)
    except BaseException:
        ledger.close()
        raise
    told.moment = None
    return ledger


def _calls(name: str) -> Iterator[tuple[datetime, list[GoodLine]]]:
    """When each call was recorded, and its lines."""
    reader = LineReader(SAMPLES[name], KUBE)
    told: list[tuple[datetime, GoodLine]] = []
    with files("kube_ledger").joinpath("samples", f"{name}.jsonl").open("rb") as stream:
        for number, body in raw_lines(cast("BinaryIO", stream)):
            line = reader.read(number, body)
            if body is None or isinstance(line, list):
                raise ValueError(f"sample {name}, line {number}: {line}")
            told.append((datetime.fromisoformat(json.loads(body)["recorded_at"]), line))
    for _, call in groupby(told, key=lambda one: one[1].batch or str(one[1].line)):
        together = list(call)
        yield together[0][0], [line for _, line in together]


def _event(group: Group, line: GoodLine) -> Event:
    """The line's event; what comes from the books is filled in from them."""
    values = line.values
    if line.cls is EventReversed:
        return group.reverse(
            values["target"],
            reason=values["reason"],
            occurred_on=line.occurred_on,
            decision_id=values.get("decision_id"),
        )
    if line.cls is MonthClosed:
        return group.close_month(values["month"], occurred_on=line.occurred_on)
    return line.cls(occurred_on=line.occurred_on, **values)
