"""A small SQLite file of its own beside a ledger: names, or keys. Private, and overwritten where it is deleted from.

`people` and `sealing` keep theirs with it. Unlike the log it is changed in place, and never copied with the ledger.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import weakref
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, ClassVar, Final

from kube_ledger.errors import (
    Busy,
    Closed,
    DiskFull,
    Forked,
    KubeLedgerError,
    NewerFormat,
    NoPermission,
    ReadOnly,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MODE: Final = 0o600
_PATIENCE: Final = 30.0
_SETTINGS: Final = (
    *("trusted_schema=OFF", "cell_size_check=ON", "recursive_triggers=ON", "temp_store=MEMORY"),
    # A deleted name or key must not stand on in a free page.
    *("secure_delete=ON", "synchronous=EXTRA"),
)
_AT_ONCE: Final = 65_536
_HEADER: Final = 28
_PRIMARY: Final = 0xFF
_WAIT: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_FAILED: Final = (sqlite3.Error, UnicodeDecodeError)
_Failed = sqlite3.Error | UnicodeDecodeError


class SideFileUnusable(KubeLedgerError):
    """A file beside the ledger, of names or keys, is something else or damaged; the ledger itself is not concerned.

    Attributes:
        path: Where it is.
        reason: What is wrong with it, for the engineer.
        reason_id: The same in Indonesian.
    """

    code: ClassVar[str] = "side-file"

    def __init__(self, path: str, reason: str, reason_id: str) -> None:
        super().__init__(path=path, reason=reason, reason_id=reason_id)
        self.path = path
        self.reason = reason
        self.reason_id = reason_id


class PrivateFile:
    """One such file, made with its first write; safe for threads, not for a forked child.

    Args:
        path: Where it is; None = in memory, gone with the object.
        application_id: Which kind of file it is, as SQLite stores it.
        version: Of its schema.
        schema: The statements that make an empty one.
        read_only: Never write.
    """

    def __init__(
        self, path: Path | None, *, application_id: int, version: int, schema: Sequence[str], read_only: bool = False
    ) -> None:
        self._file = path
        self._application_id = application_id
        self._version = version
        self._schema = schema
        self._read_only = read_only
        self._lock = RLock()
        self._process = os.getpid()
        self._held: sqlite3.Connection | None = None
        self._is_closed = False

    @property
    def path(self) -> str:
        """Where it is."""
        return ":memory:" if self._file is None else str(self._file)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to read with; None where nothing was written yet.

        Raises:
            SideFileUnusable: Something else is there, or it is damaged.
            NewerFormat: A newer version wrote it.
            NoPermission: The system does not let us read it.
            Busy: Another process held it for too long.
        """
        with self._guarded():
            if self._held is None and not self._is_there():
                yield None
                return
            connection = self._connection()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            yield connection if version else None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection within a transaction: committed when the block ends well, else undone.

        What stood there before is in no file afterwards. SQLite's journal holds the old pages, and to remove it would
        leave them on the disk for who looks there; so it is kept until it was overwritten with zeros.

        Raises:
            ReadOnly: It was opened for reading, or can't be written.
            DiskFull: There is no room; nothing was changed.
            SideFileUnusable: As of `reading`.
            NewerFormat: As of `reading`.
            NoPermission: As of `reading`.
            Busy: As of `reading`.
        """
        with self._guarded():
            if self._read_only:
                raise ReadOnly(self.path, "it was opened for reading", "dibuka hanya untuk dibaca")
            connection = self._connection()
            try:
                # Exclusive: nobody else begins a journal of his own before ours is overwritten.
                _set(connection, "locking_mode=EXCLUSIVE", "journal_mode=PERSIST")
                connection.execute("BEGIN EXCLUSIVE")
                try:
                    self._build(connection)
                    yield connection
                    connection.execute("COMMIT")
                except (sqlite3.Error, OSError):
                    raise
                except BaseException:
                    if connection.in_transaction:  # else it was stopped when it was written already
                        connection.execute("ROLLBACK")
                    self._put_away_journal(connection)
                    raise
                self._put_away_journal(connection)
            except sqlite3.Error:
                self._drop(connection)
                raise
            except OSError as error:
                self._drop(connection)
                raise self._no_storage(error) from None

    def close(self) -> None:
        """Let go of it. Twice is fine."""
        if os.getpid() != self._process:
            return
        with self._lock:
            self._is_closed = True
            if self._held is not None:
                self._held.close()
                self._held = None

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        if os.getpid() != self._process:
            raise Forked(self.path)
        with self._lock:
            if self._is_closed:
                raise Closed(self.path)
            try:
                yield
            except _FAILED as error:
                raise self._failed(error) from None  # a chained message of SQLite may name a value

    def _drop(self, connection: sqlite3.Connection) -> None:
        """Let go of a connection whose storage failed: what its journal still holds, the next one puts back."""
        if self._file is not None:
            connection.close()
            self._held = None
        elif connection.in_transaction:
            connection.execute("ROLLBACK")

    def _put_away_journal(self, connection: sqlite3.Connection) -> None:
        """Overwrite it, have SQLite remove it, and give the lock back, which goes with the next look into the file."""
        self._overwrite_journal()
        _set(connection, "locking_mode=NORMAL", "journal_mode=DELETE", "schema_version")

    def _overwrite_journal(self) -> None:
        """Zeros over the journal of a transaction that is over, while the file is still ours alone.

        Of one that is over SQLite has cleared the header. One that has a header yet is needed to mend the file.
        """
        if self._file is None:
            return
        try:
            journal = os.open(f"{self._file}-journal", os.O_RDWR)
        except FileNotFoundError:
            return
        try:
            if any(os.read(journal, _HEADER)):
                return
            os.lseek(journal, 0, os.SEEK_SET)
            left = os.fstat(journal).st_size
            while left:
                left -= os.write(journal, bytes(min(left, _AT_ONCE)))
            os.fsync(journal)
        finally:
            os.close(journal)

    def _is_there(self) -> bool:
        """Whether anything was written: a file without a byte is one that a crash left before its first write."""
        if self._file is None:
            return False
        try:
            found = self._file.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise self._no_permission(error) from None
        if not stat.S_ISREG(found.st_mode):
            raise SideFileUnusable(self.path, "no regular file", "bukan berkas biasa")
        return found.st_size > 0

    def _connection(self) -> sqlite3.Connection:
        if self._held is None:
            self._held = self._opened()
        return self._held

    def _opened(self) -> sqlite3.Connection:
        if self._file is None:
            connection = self._prepared("file::memory:")
            weakref.finalize(self, connection.close)  # what is gone with the object needs nobody to close it
            return connection
        was_there = self._is_there()
        if not was_there:
            self._reserve(self._file)
        connection = self._prepared(f"{self._file.as_uri()}?mode={'ro' if self._read_only else 'rw'}")
        try:
            if was_there:
                self._check(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepared(self, uri: str) -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            _set(connection, *_SETTINGS)
        except BaseException:
            connection.close()
            raise
        return connection

    def _reserve(self, file: Path) -> None:
        """Make the file before SQLite does: nobody else may read it, not even for a moment."""
        try:
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, _MODE))
        except OSError as error:
            raise self._no_permission(error) from None

    def _check(self, connection: sqlite3.Connection) -> None:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if not application_id and not version and not connection.execute("SELECT 1 FROM sqlite_schema").fetchall():
            return  # somebody is about to make its first write
        if application_id != self._application_id:
            raise SideFileUnusable(self.path, "a file of another kind", "berkas jenis lain")
        if version > self._version:
            raise NewerFormat(self.path, version, self._version)
        if version < self._version:
            raise SideFileUnusable(self.path, f"format {version} is not known", f"format {version} tidak dikenal")
        if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise SideFileUnusable(self.path, "it is damaged", "berkasnya rusak")

    def _build(self, connection: sqlite3.Connection) -> None:
        """The schema, in the transaction of the first write: it is there whole or not at all."""
        if connection.execute("PRAGMA user_version").fetchone() != (0,):
            return
        connection.execute(f"PRAGMA application_id={self._application_id}")
        connection.execute(f"PRAGMA user_version={self._version}")
        for statement in self._schema:
            connection.execute(statement)

    def _no_permission(self, error: OSError) -> KubeLedgerError:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return NoPermission(self.path, "its folder is not there", "foldernya tidak ada")
        name = error.strerror or "the system refuses"
        return NoPermission(self.path, name, "ditolak sistem")

    def _no_storage(self, error: OSError) -> KubeLedgerError:
        if error.errno == errno.ENOSPC:
            return DiskFull(self.path)
        name = errno.errorcode.get(error.errno or 0, "EIO")
        return SideFileUnusable(self.path, f"its storage failed ({name})", f"penyimpanannya gagal ({name})")

    def _failed(self, error: _Failed) -> KubeLedgerError:
        """SQLite's error in our words, without its message."""
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
        if code in _WAIT:
            return Busy(self.path)
        if code == sqlite3.SQLITE_FULL:
            return DiskFull(self.path)
        if code == sqlite3.SQLITE_READONLY:
            return ReadOnly(self.path, "its file can't be written", "berkasnya tidak bisa ditulis")
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
            return NoPermission(self.path, "the system refuses to open it", "sistem menolak membukanya")
        name = getattr(error, "sqlite_errorname", None) or type(error).__name__
        return SideFileUnusable(self.path, f"it is damaged ({name})", f"berkasnya rusak ({name})")


def _set(connection: sqlite3.Connection, *settings: str) -> None:
    for setting in settings:
        connection.execute(f"PRAGMA {setting}").fetchall()


def beside_ledger(path: str, suffix: str) -> Path:
    """Where a file of a ledger's own is: beside the file that the ledger's path leads to.

    Args:
        path: The ledger's.
        suffix: What is put behind its name.
    """
    file = Path(path).resolve()
    return file.with_name(file.name + suffix)
