"""The memory log as a ledger file: what a backup of it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .new_file import new_file
from .protocol import Copied
from .sqlite import checked
from .sqlite_backup import heads_and_ends, not_written, require_same
from .sqlite_failures import SQLITE_FAILED
from .sqlite_file import build

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from .protocol import Head, Key, Log, Progress, Row

    Groups = Sequence[tuple[str, Head, Sequence[Row], Sequence[Key]]]


def write(groups: Groups, path: str, check: Callable[[Log], object] | None, progress: Progress | None) -> Copied:
    """Write groups, each with its head, rows and keys, to a new ledger file; see `Log.backup`."""
    total = sum(len(rows) for _, _, rows, _ in groups)

    def fill(connection: sqlite3.Connection) -> None:
        done = 0
        for number, (group_id, head, rows, keys) in enumerate(groups, 1):
            connection.execute("INSERT INTO heads VALUES (?, ?, ?, ?, ?)", (number, group_id, *head))
            connection.executemany(
                "INSERT INTO events VALUES (?, ?, ?, ?)", ((number, row.position, row.leaf, row.record) for row in rows)
            )
            connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", ((number, *key) for key in keys))
            done += len(rows)
            if progress is not None:
                progress(done, total)

    with new_file(path) as temporary:
        try:
            build(path, temporary, fill)
            copied = Copied(*require_same(_heads_and_ends(groups), heads_and_ends(temporary), path))
        except SQLITE_FAILED as error:
            raise not_written(path, error) from error
        checked(temporary, path, check)
    return copied


def _heads_and_ends(groups: Groups) -> Iterator[Any]:
    for number, (group_id, head, rows, _) in enumerate(groups, 1):
        yield number, group_id.encode(), *head, rows[-1].position if rows else None
