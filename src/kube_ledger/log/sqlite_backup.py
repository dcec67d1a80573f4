"""A ledger file copied as it was at one moment, page by page, while others go on writing.

Only through SQLite: a descriptor of our own on a file that this process has open would drop its locks when it closes.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.errors import BackupFailed

from .protocol import Copied
from .sqlite_failures import SQLITE_FAILED, failed_read, primary_code, reason, waited_out
from .sqlite_file import connect
from .sqlite_journal import say_none

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kube_ledger.errors import KubeLedgerError

    from .protocol import Progress
    from .sqlite_failures import SqliteFailed, Words

HEADS_AND_ENDS: Final = """
    SELECT group_number, group_id, size, root, frontier,
        (SELECT max(position) FROM events WHERE events.group_number = heads.group_number)
    FROM heads ORDER BY group_number"""
"""What a copy must have in common with its original at least."""

_STEP_PAGES: Final = 1_024
_OF_READING: Final = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def copy_pages(source: sqlite3.Connection, temporary: str, names: tuple[str, str], progress: Progress | None) -> Copied:
    """Fill a new file with all that a ledger holds, damage included, and compare the two.

    Args:
        source: Not in a transaction; everything is read within one.
        temporary: An empty file that nobody else knows, and whose maker sees to it that it is durable.
        names: What the ledger and its copy are called in messages.
        progress: Told now and then how many pages are done, of how many.

    Raises:
        BackupFailed: The copy can't be written, or is not like the ledger.
        DiskFull: There is no room.
        NotALedger: The medium does not give the ledger's bytes.
        Busy: Somebody holds the ledger alone.
    """
    path, target = names

    def told(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # from here on it shows this one moment
        with closing(connect(Path(temporary), mode="rw", busy_timeout=0)) as copy:
            for setting in ("journal_mode=OFF", "synchronous=OFF"):
                copy.execute(f"PRAGMA {setting}")
            source.backup(copy, pages=_STEP_PAGES, progress=told)
            unreadable = _let_it_say_that_it_is_whole(copy)
        return _compared(source, temporary, target) if unreadable is None else Copied(0, 0, unreadable)
    except SQLITE_FAILED as error:
        if primary_code(error) in _DAMAGE or getattr(error, "sqlite_errorcode", 0) in _OF_READING:
            raise failed_read(path, error, ("it can't be copied", "tidak bisa disalin")) from error
        raise not_written(target, error) from error


def not_written(target: str, error: SqliteFailed) -> KubeLedgerError:
    """What it is called when a copy can't be written: nothing is lost by it."""
    return waited_out(target, error) or BackupFailed(target, *reason(error))


def require_same(rows: Iterable[Any], others: Iterable[Any], target: str) -> tuple[int, int]:
    """Nothing, if two ledgers have the same heads and as many records.

    Args:
        rows: Of the original, as `HEADS_AND_ENDS` gives them.
        others: Of the copy.
        target: What the copy is called in messages.

    Returns:
        How many groups there are, and how many entries.

    Raises:
        BackupFailed: They differ.
    """
    groups = entries = 0
    for row, other in zip_longest(rows, others):
        if row != other:
            raise BackupFailed(target, "the copy is not like the ledger", "salinannya tidak sama dengan bukunya")
        groups += 1
        entries += 0 if row[-1] is None else row[-1] + 1
    return groups, entries


def heads_and_ends(temporary: str) -> Iterator[Any]:
    """Those of a file that nobody else knows."""
    with closing(connect(Path(temporary), mode="ro", busy_timeout=0, immutable=True)) as copy:
        yield from copy.execute(HEADS_AND_ENDS)


def _let_it_say_that_it_is_whole(copy: sqlite3.Connection) -> Words | None:
    """What keeps the copy from saying it, if anything does: then it says what the damaged ledger said."""
    try:
        say_none(copy)
    except SQLITE_FAILED as error:
        if primary_code(error) not in _DAMAGE:
            raise
        return reason(error)
    return None


def _compared(source: sqlite3.Connection, temporary: str, target: str) -> Copied:
    try:
        for _ in source.execute(HEADS_AND_ENDS):
            pass
    except SQLITE_FAILED as error:
        if primary_code(error) not in _DAMAGE:
            raise
        return Copied(0, 0, reason(error))  # the copy can't be read either: it has the same pages
    try:
        return Copied(*require_same(source.execute(HEADS_AND_ENDS), heads_and_ends(temporary), target))
    except SQLITE_FAILED as error:
        raise BackupFailed(target, *reason(error)) from error
