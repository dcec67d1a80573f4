"""Durable append on SQLite, 1, 100 and 1,000 events a call, beside raw sqlite3 into the same tables.

The other side writes records, leaves and heads that were made before into a ledger file of the same schema: the same
triggers, the same key index, the same durability, one transaction a call. It judges nothing, encodes nothing, hashes
nothing: it is the floor under any append of this schema.
"""

from __future__ import annotations

import sqlite3
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from history import forming, weeks
from measure import Ratio, ratio, table

from kube_ledger import Ledger

if TYPE_CHECKING:
    from kube_ledger.log import Row

CALLS = {1: 300, 100: 20, 1_000: 5}
"""Events a call → how many calls are measured."""

ADD = "INSERT INTO events VALUES (1, ?, ?, ?)"


def measured(size: int, calls: int, folder: Path) -> Ratio:
    """The ratio for calls of one size."""
    portions = [list(islice(weeks_, size)) for weeks_ in [weeks()] for _ in range(calls)]
    numbers = iter(range(1_000_000))
    first = made(folder / "first.kube", portions)

    def ours() -> None:
        made(folder / f"ours-{next(numbers)}.kube", portions)

    def raw() -> None:
        path = folder / f"raw-{next(numbers)}.kube"
        Ledger.create(path).close()
        written(path, first, size)

    return ratio(f"append, {size:,} a call", ours, raw)


def made(path: Path, portions: list[list[object]]) -> list[Row]:
    """Record all portions in a new ledger; its rows."""
    with Ledger.create(path) as ledger:
        group = ledger.group("melati-3")
        group.record(*forming(), recorded_by="secretary", key="start")
        for number, portion in enumerate(portions):
            group.record(*portion, recorded_by="treasurer", key=f"call-{number}")  # type: ignore[arg-type]  # events
        return [row for page in ledger.log.read("melati-3") for row in page]


def written(path: Path, rows: list[Row], size: int) -> None:
    """Write the same rows with nothing but sqlite3."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    start = len(forming())
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO heads VALUES (1, 'melati-3', ?, ?, ?)", (start, rows[0].leaf, rows[0].leaf))
    connection.executemany(ADD, [(position, leaf, record) for position, record, leaf in rows[:start]])
    connection.execute("COMMIT")
    for at in range(start, len(rows), size):
        portion = rows[at : at + size]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(ADD, [(position, leaf, record) for position, record, leaf in portion])
        connection.execute("INSERT INTO keys VALUES (1, 0, ?, ?, ?)", (b"call-%d" % at, at, len(portion)))
        connection.execute(
            "UPDATE heads SET size = ?, root = ?, frontier = ? WHERE group_number = 1",
            (at + len(portion), portion[0].leaf, portion[0].leaf),
        )
        connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for size, calls in CALLS.items():
            below = Path(folder) / str(size)
            below.mkdir()
            rows.append(measured(size, calls, below))
    table(rows, "CPU time as a multiple of raw sqlite3")
