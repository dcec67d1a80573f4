"""The connections of one open SQLite log, and how they are let go: also when nobody remembers to close."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock, RLock
from typing import TYPE_CHECKING, Final

from .new_file import identity
from .sqlite_failures import SQLITE_FAILED
from .sqlite_file import remove_idle_journal
from .sqlite_journal import put_away

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from .handle import Handle

_LEAVING_SECONDS: Final = 0.2


class Connections:
    """What a log holds of its file.

    Args:
        handle: The log's.
        file: Without links, absolute.
    """

    def __init__(self, handle: Handle, file: Path) -> None:
        self.handle = handle
        self.file = file
        self.identity: tuple[int, int] | None = None
        self.write_lock = RLock()
        self.read_lock = Lock()
        self.writer: sqlite3.Connection | None = None
        self.reader: sqlite3.Connection | None = None
        self.immutable = False

    def forget(self) -> None:
        """Close what nobody closed before it went out of sight, or before the process ended.

        Else SQLite closed it by itself and took the journal away, without a word in the file that it is not needed.
        """
        if self.handle.closed or self.handle.forked or not self.write_lock.acquire(timeout=_LEAVING_SECONDS):
            return
        try:
            if self.read_lock.acquire(timeout=_LEAVING_SECONDS):
                try:
                    self.handle.closed = True
                    self.let_go()
                finally:
                    self.read_lock.release()
        finally:
            self.write_lock.release()

    def let_go(self) -> None:
        """Close the connections: the last to do so takes the journal away, unless it is still needed."""
        writer, reader = self.writer, self.reader
        self.writer = self.reader = None
        in_place = self.identity is None or identity(self.file) == self.identity
        # Storage that failed is not trusted with copying back: whoever opens the file next reads the journal itself.
        away = writer is None or ((not self.handle.poisoned or not in_place) and put_away(writer, emptied=not in_place))
        # SQLite copies the journal back and takes it away when the last connection closes, if that one may write. The
        # reader may not: where it is the last, the journal stays.
        for connection in (reader, writer) if away else (writer, reader):
            if connection is not None:
                with suppress(*SQLITE_FAILED):
                    connection.close()
        if writer is None and reader is not None and not self.immutable:
            remove_idle_journal(self.file)
