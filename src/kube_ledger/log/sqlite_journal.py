"""What a ledger file says of its journal, so that a copy of the file without its journal is known for what it is.

What was recorded last stands in a second file, `-wal`, until SQLite copies it back. A main file alone is a sound ledger
all the same: an older one. So the main file says whether records may stand outside of it, in the row `journal` of
`settings`: a word, and how many times a journal was begun.

- `none`, or no row: all that was acknowledged is in this file.
- `begun`: on the way to the next one.
- `in use`: records may stand in the journal alone.

The row is copied back like any other; what counts is what the main file says at every moment, through every crash.
Hence the order. The first call after `none` enters `begun` with its records and is acknowledged when that was copied
back; so is every call until somebody who has seen it copied enters `in use` with a call of theirs. `none` is entered
only when the journal holds nothing that was not copied back: its page comes last. A call that fails leaves no trace.
"""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from .new_file import journal_size
from .sqlite_failures import SQLITE_FAILED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

NEVER: Final = "none 0"
"""What a new file says."""

SAY: Final = """
    INSERT INTO settings (name, value) VALUES ('journal', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"""

_NONE, _BEGUN, _IN_USE = "none", "begun", "in use"
_SAID: Final = "SELECT value FROM settings WHERE name = 'journal'"
_WORDS: Final = re.compile(rb"(none|begun|in use) ([0-9]{1,18})")
_JOURNAL_HEAD, _FRAME_HEAD = 32, 24
_TRIES: Final = 5
_BEGINNING_MILLISECONDS: Final = 200
_AGAIN_MILLISECONDS: Final = 20
_ENDING_MILLISECONDS: Final = 200


def left_behind(reader: sqlite3.Connection, file: Path) -> bool:
    """Whether a journal belongs to the file and is not there, or is too short to hold anything.

    Args:
        reader: Not in a transaction. Within one, nobody else can put the journal away between our two looks.
        file: What it is connected to.
    """
    try:
        reader.execute("BEGIN")
        try:
            ((page_size,),) = reader.execute("PRAGMA page_size").fetchall()
            word, _ = _said(reader)
            return word != _NONE and journal_size(file) < _JOURNAL_HEAD + _FRAME_HEAD + page_size
        finally:
            reader.execute("ROLLBACK")
    except SQLITE_FAILED:
        return False  # what it says can't be read: damage is not for us to name


class Journal:
    """What one log knows of its journal beside what the file says of it."""

    def __init__(self) -> None:
        self._copied: int | None = None

    def commit(self, writer: sqlite3.Connection) -> None:
        """Commit a transaction that wrote records; on return the main file says that a journal is in use.

        Where another program's reader keeps the journal from being copied back, the file says so later.

        Raises:
            sqlite3.Error: As SQLite says it; the transaction may be open.
        """
        word, number = _said(writer)
        if word == _IN_USE or not _has_wal(writer):
            writer.execute("COMMIT")
        elif word == _BEGUN and number == self._copied:
            writer.execute(SAY, (f"{_IN_USE} {number}",))
            writer.execute("COMMIT")
        elif word == _BEGUN:
            writer.execute("COMMIT")
            self._copy(writer, number, _AGAIN_MILLISECONDS)
        else:
            writer.execute(SAY, (f"{_BEGUN} {number + 1}",))
            writer.execute("COMMIT")
            self._copy(writer, number + 1, _BEGINNING_MILLISECONDS)

    def _copy(self, writer: sqlite3.Connection, number: int, patience: int) -> None:
        # What was committed is in the journal, durably: no trouble with copying it makes that undone.
        with suppress(*SQLITE_FAILED), _patience(writer, patience):
            if _copy_back(writer, "FULL"):
                self._copied = number


def put_away(writer: sqlite3.Connection, *, emptied: bool = False) -> bool:
    """Copy the journal back and let the file say so.

    Args:
        writer: Its transaction, if it is in one, is undone.
        emptied: Leave nothing in the journal either. Not while others may use it: the file says at any moment that what
            it holds is all there is, or there is something in the journal.

    Returns:
        Whether it worked: only then may the journal be taken away, which SQLite does for the last one to close.
    """
    try:
        with _patience(writer, _ENDING_MILLISECONDS):
            if writer.in_transaction:
                writer.execute("ROLLBACK")
            done = not _has_wal(writer) or _put_away(writer)
            if done and emptied:
                _copy_back(writer, "TRUNCATE")
            return done
    except SQLITE_FAILED:
        return False


def _put_away(writer: sqlite3.Connection) -> bool:
    for _ in range(_TRIES):
        version = _version(writer)
        if not _copy_back(writer, "FULL"):
            return False
        if _said(writer)[0] == _NONE:
            return True
        writer.execute("BEGIN IMMEDIATE")
        if _version(writer) == version:  # else somebody wrote since
            say_none(writer)
        writer.execute("COMMIT")
    return False


def is_put_away(connection: sqlite3.Connection, main: sqlite3.Connection) -> bool:
    """Whether the journal holds nothing more.

    Args:
        connection: Sees the journal.
        main: Sees the main file alone, as `immutable` does.
    """
    said = _said(connection)
    return said[0] == _NONE and said == _said(main)


def say_none(writer: sqlite3.Connection) -> None:
    """Let the file say that it holds everything."""
    _, number = _said(writer)
    writer.execute(SAY, (f"{_NONE} {number}",))


def _said(connection: sqlite3.Connection) -> tuple[str, int]:
    """The word and the number; what nobody of us wrote counts as nothing said."""
    found = connection.execute(_SAID).fetchall()
    said = _WORDS.fullmatch(found[0][0]) if found and isinstance(found[0][0], bytes) else None
    return (said[1].decode(), int(said[2])) if said else (_NONE, 0)


def _has_wal(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA journal_mode").fetchall() == [(b"wal",)])


def _version(connection: sqlite3.Connection) -> Any:
    """Changes when another connection commits, not by our own commits."""
    return connection.execute("PRAGMA data_version").fetchall()


def _copy_back(writer: sqlite3.Connection, mode: str) -> bool:
    """Whether the main file holds everything, durably; SQLite says -1 where it could not even begin."""
    ((_, frames, copied),) = writer.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
    return bool(frames == copied >= 0)


@contextmanager
def _patience(connection: sqlite3.Connection, milliseconds: int) -> Iterator[None]:
    """Wait no longer than this for others."""
    ((usual,),) = connection.execute("PRAGMA busy_timeout").fetchall()
    connection.execute(f"PRAGMA busy_timeout={min(usual, milliseconds)}")
    try:
        yield
    finally:
        with suppress(*SQLITE_FAILED):
            connection.execute(f"PRAGMA busy_timeout={usual}")
