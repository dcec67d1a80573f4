"""The SQLite log: one file, many processes, every acknowledged record on the disk before it is acknowledged."""

from __future__ import annotations

import os
import weakref
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

from kube_ledger.errors import BackupFailed, Busy, Doubt, NoLedger, NoPermission, NotALedger, Poisoned, ReadOnly

from .damage import headless
from .handle import Handle
from .new_file import HEADS, identity, new_file, read_beside
from .protocol import BUSY_TIMEOUT_SECONDS
from .side_file import BesideFile
from .sqlite_appending import ENTER_KEY, SET_HEAD, SqliteAppending
from .sqlite_backup import copy_pages
from .sqlite_connections import Connections
from .sqlite_failures import SQLITE_FAILED, failed_read, failed_write, reason
from .sqlite_file import check_tables, connect, guards, has_journal, has_rollback_journal, inspect, make
from .sqlite_journal import Journal, left_behind
from .sqlite_reading import SqliteReading

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kube_ledger.merkle import Frontier

    from .protocol import Copied, Examine, GroupHead, Head, Key, Log, Progress, Row
    from .sqlite_failures import SqliteFailed

_TRIES: Final = 5
_ASKED_TO_READ: Final = ("it was opened with read_only=True", "diminta hanya membaca")


class SqliteLog:
    """A log in one SQLite file that exists; `create` makes one.

    Other threads read while one writes; other processes too. A handle that failed to write says so ever after.

    Args:
        path: The file.
        read_only: Never change the file; what others write is seen.
        busy_timeout: How many seconds to wait for another writer, in this process or another, before `Busy`.
        examine: Asked before it may be written to; where it is in doubt, the log is read-only.

    Raises:
        NoLedger: There is nothing at `path`.
        NotALedger: There is something else, or a ledger too damaged to open.
        NewerFormat: A newer version wrote it.
        NoPermission: The system lets us not read it, or not write it.
        Busy: Another process holds it.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        read_only: bool = False,
        busy_timeout: float = BUSY_TIMEOUT_SECONDS,
        examine: Examine | None = None,
    ) -> None:
        self._handle = Handle(os.fsdecode(path))
        self._read_only = read_only
        self._busy_timeout = busy_timeout
        self._file = _resolved(self.path)
        inspect(self.path, self._file, may_write=not read_only)
        self._doubt: Doubt | None = None
        self._journal = Journal()
        self._writing = False
        self._rolls_back = False
        self._held = Connections(self._handle, self._file)
        self._reading = SqliteReading(self.path, self._reading_alone)
        self._side_file = BesideFile(self.path, self._file, self._alone)
        try:
            self._open(examine)
        except SQLITE_FAILED as error:
            self._held.let_go()
            raise failed_read(self.path, error, ("it can't be opened", "tidak bisa dibuka")) from error
        except BaseException:
            self._held.let_go()
            raise
        weakref.finalize(self, self._held.forget)

    @classmethod
    def create(cls, path: str | os.PathLike[str], *, busy_timeout: float = BUSY_TIMEOUT_SECONDS) -> Self:
        """Make a new ledger file and open it.

        Raises:
            LedgerExists: There is a file at `path`, were it empty.
            NoPermission: The folder is missing or can't be written.
            DiskFull: There is no room.
        """
        make(os.fsdecode(path))
        return cls(path, busy_timeout=busy_timeout)

    @property
    def path(self) -> str:
        """The path as it was given."""
        return self._handle.path

    @property
    def read_only(self) -> bool:
        """Whether writing raises `ReadOnly`."""
        return self._read_only

    @property
    def doubt(self) -> Doubt | None:
        """See `Log.doubt`: the journal that the file speaks of is not beside it, or whoever was asked has a doubt."""
        return self._doubt

    @property
    def side_file(self) -> BesideFile:
        """See `Log.side_file`."""
        return self._side_file

    def groups(self) -> list[str]:
        """See `Log.groups`."""
        return self._reading.groups()

    def heads(self) -> list[GroupHead]:
        """See `Log.heads`."""
        return self._reading.heads()

    def head(self, group_id: str) -> Head:
        """See `Log.head`."""
        return self._reading.head(group_id)

    def read(self, group_id: str, start: int = 0, stop: int | None = None) -> Iterator[list[Row]]:
        """See `Log.read`.

        Raises:
            IntegrityError: While iterating: the record at its `position` can't be read; all before it were given.
        """
        self._handle.check()
        return self._reading.rows(group_id, start, stop)

    def leaves(self, group_id: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See `Log.leaves`; raises as `read` does."""
        self._handle.check()
        return self._reading.leaves(group_id, start, stop)

    def find_key(self, group_id: str, kind: int, value: bytes) -> Key | None:
        """See `Log.find_key`."""
        return self._reading.find_key(group_id, kind, value)

    def keys(self, group_id: str) -> Iterator[Key]:
        """See `Log.keys`."""
        self._handle.check()
        return self._reading.keys(group_id)

    def stray(self) -> int:
        """See `Log.stray`."""
        return self._reading.stray()

    def append(  # noqa: PLR0917  # the order of the protocol
        self,
        group_id: str,
        records: Sequence[bytes],
        leaves: Sequence[bytes],
        keys: Sequence[Key],
        frontier: Frontier,
        expected_size: int,
    ) -> None:
        """See `Log.append`."""
        with self._transaction() as writer:
            transaction = SqliteAppending(writer, self._journal, self._handle, group_id, expected_size)
            transaction.add(records, leaves, keys)
            transaction.commit(frontier)

    @contextmanager
    def appending(self, group_id: str, expected_size: int) -> Iterator[SqliteAppending]:
        """See `Log.appending`; other writers wait until it is left."""
        with self._transaction() as writer:
            transaction = SqliteAppending(writer, self._journal, self._handle, group_id, expected_size)
            try:
                yield transaction
            finally:
                transaction.end()

    def repair(self, group_id: str, head: Head, keys: Iterable[Key]) -> None:
        """See `Log.repair`; puts back the triggers too, where they were dropped or changed.

        Raises:
            IntegrityError: The group has no head at all, so it is not known which records are its own.
        """
        with self._transaction() as writer:
            try:
                found = writer.execute("SELECT group_number FROM heads WHERE group_id = ?", (group_id,)).fetchall()
                if not found:
                    raise headless(group_id)
                ((number,),) = found
                triggers = guards()
                for name in triggers:
                    writer.execute(f"DROP TRIGGER IF EXISTS {name}")
                writer.execute("DELETE FROM keys WHERE group_number = ?", (number,))
                writer.executemany(ENTER_KEY, ((number, *key) for key in keys))
                writer.execute(SET_HEAD, (*head, number))
                for statement in triggers.values():
                    writer.execute(statement)
                self._journal.commit(writer)
            except SQLITE_FAILED as error:
                raise self._failed(error) from error

    def backup(
        self,
        path: str | os.PathLike[str],
        *,
        check: Callable[[Log], object] | None = None,
        progress: Progress | None = None,
    ) -> Copied:
        """See `Log.backup`; others read and write meanwhile."""
        self._handle.check()
        target = os.fsdecode(path)
        self._check_in_place()
        # Read before the records: what was signed since is not in it, and the copy never lacks what its heads promise.
        heads = read_beside(self._file, HEADS, self.path)
        with new_file(target, like=self._file, with_it={} if heads is None else {HEADS: heads}) as temporary:
            copied = self._copied(temporary, target, progress)
            checked(temporary, target, check)
        return copied

    def _copied(self, temporary: str, target: str, progress: Progress | None) -> Copied:
        for _ in range(_TRIES):
            immutable, before = self._is_immutable(), _last_change(self._file)
            try:
                source = self._connected(immutable=immutable)
            except SQLITE_FAILED as error:
                raise failed_read(self.path, error, ("it can't be opened", "tidak bisa dibuka")) from error
            with closing(source):
                self._check_in_place()
                copied = copy_pages(source, temporary, (self.path, target), progress)
            if not immutable or (not has_journal(self._file) and _last_change(self._file) == before):
                return copied
        raise Busy(self.path)  # somebody who may write did so, each time

    def close(self) -> None:
        """Let go of the file; the last to do so leaves no journal behind. Twice is fine."""
        if not self._handle.closed:
            self._handle.check_process()
            with self._held.write_lock, self._held.read_lock:
                self._handle.closed = True
                self._held.let_go()

    def __enter__(self) -> Self:
        self._handle.check()
        return self

    def __exit__(self, *_: object) -> None:
        if not self._handle.forked:  # a child that leaves the block leaves its parent's log alone
            self.close()

    @property
    def _writer(self) -> sqlite3.Connection | None:
        return self._held.writer

    @property
    def _reader(self) -> sqlite3.Connection:
        assert self._held.reader is not None, "the handle was checked before"
        return self._held.reader

    def _open(self, examine: Examine | None) -> None:
        if not self._read_only:
            self._check_writable()
        self._held.reader = self._open_reader()
        check_tables(self.path, self._reader)
        while left_behind(self._reader, self._file):
            if not (self._held.immutable and self._changed()):
                self._doubt = Doubt("left-behind", {"path": self.path})
                break
            self._look_anew()
        if self._doubt is None and examine is not None:
            self._doubt = examine(self)
        # Not even a connection that could write: closing it would tidy away what may be evidence.
        self._read_only = self._read_only or self._doubt is not None
        if not self._read_only:
            self._held.writer = self._open_writer()
            if self._rolls_back:
                self._look_anew()
        self._held.identity = identity(self._file)

    def _check_writable(self) -> None:
        if not os.access(self._file, os.W_OK):
            raise NoPermission(self.path, "it may not be written", "tidak ada izin tulis")
        if not os.access(self._file.parent, os.W_OK):
            raise NoPermission(self.path, "its folder may not be written", "tidak ada izin tulis pada foldernya")

    def _open_writer(self) -> sqlite3.Connection:
        connection = connect(self._file, mode="rw", busy_timeout=self._busy_timeout)
        try:
            (journal,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
            if journal == b"wal":
                connection.execute("PRAGMA synchronous=FULL")
            else:
                self._rolls_back = True
                connection.execute("PRAGMA journal_mode=DELETE")
                connection.execute("PRAGMA synchronous=EXTRA")
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_reader(self) -> sqlite3.Connection:
        if self._read_only:
            self._held.immutable = self._is_immutable()
            self._seen = _last_change(self._file)
        return self._connected(immutable=self._held.immutable)

    def _is_immutable(self) -> bool:
        """Who can't write can't take away the files of a journal again; where there is none, none is needed."""
        if not self._read_only:
            return False
        writable = os.access(self._file, os.W_OK) and os.access(self._file.parent, os.W_OK)
        return not writable and not has_journal(self._file)

    def _connected(self, *, immutable: bool) -> sqlite3.Connection:
        connection = connect(self._file, mode=self._reader_mode(), busy_timeout=self._busy_timeout, immutable=immutable)
        connection.execute("PRAGMA query_only=ON")
        return connection

    def _reader_mode(self) -> Literal["ro", "rw"]:
        """One that may not write leaves a write-ahead log alone when it closes; a rollback journal needs who may."""
        return "rw" if not self._read_only and (self._rolls_back or has_rollback_journal(self._file)) else "ro"

    @contextmanager
    def _reading_alone(self) -> Iterator[sqlite3.Connection]:
        self._handle.check()
        with self._held.read_lock:
            self._handle.check()
            if self._held.immutable and (has_journal(self._file) or self._changed()):
                self._look_anew()
            yield self._reader

    def _changed(self) -> bool:
        return _last_change(self._file) != self._seen

    def _look_anew(self) -> None:
        """Somebody who may write did so: what the connection remembers is old."""
        try:
            reader = self._open_reader()
        except SQLITE_FAILED as error:
            raise failed_read(self.path, error, ("it can't be opened again", "tidak bisa dibuka lagi")) from error
        self._reader.close()
        self._held.reader = reader

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._handle.check()
        if not self._held.write_lock.acquire(timeout=self._busy_timeout):
            raise Busy(self.path)
        try:
            self._handle.check()
            writer = self._writer
            if writer is None:
                raise ReadOnly(self.path, *_ASKED_TO_READ, doubt=self._doubt)
            if self._writing:
                raise RuntimeError("this thread is within an appending of the same log already")
            self._check_in_place()
            self._writing = True
            try:
                self._begin(writer)
                yield writer
            finally:
                self._writing = False
                self._roll_back(writer)
        finally:
            self._held.write_lock.release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold off everybody else who writes; within an appending of this thread they are held off already."""
        self._handle.check()
        if not self._held.write_lock.acquire(timeout=self._busy_timeout):
            raise Busy(self.path)
        try:
            with nullcontext() if self._writing else self._transaction():
                yield
        finally:
            self._held.write_lock.release()

    def _begin(self, writer: sqlite3.Connection) -> None:
        try:
            writer.execute("BEGIN IMMEDIATE")
        except SQLITE_FAILED as error:
            raise self._failed(error) from error

    def _roll_back(self, writer: sqlite3.Connection) -> None:
        """Undo what was not committed; nothing to do after a commit or after SQLite did it by itself."""
        if self._handle.closed or self._handle.forked or not writer.in_transaction:
            return
        try:
            writer.execute("ROLLBACK")
        except SQLITE_FAILED as error:
            self._handle.poison(Poisoned(self.path, *reason(error)))

    def _check_in_place(self) -> None:
        """What is written to a file that was moved away or replaced would be acknowledged and gone."""
        if identity(self._file) != self._held.identity:
            error = Poisoned(self.path, "its file was moved or replaced", "berkasnya dipindah atau diganti")
            self._handle.poison(error)
            raise error

    def _failed(self, error: SqliteFailed) -> Exception:
        ours = failed_write(self.path, error)
        self._handle.poison(ours)
        return ours


def checked(temporary: str, target: str, check: Callable[[Log], object] | None) -> None:
    """Show a new copy to whoever wants to see it before it stands at its place.

    Raises:
        BackupFailed: It can't be opened.
    """
    if check is None:
        return
    try:
        copy = SqliteLog(temporary, read_only=True)
    except NotALedger as error:
        raise BackupFailed(target, error.reason, error.reason_id) from error
    with copy:
        check(copy)


def _last_change(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _resolved(path: str) -> Path:
    """The file itself: SQLite keeps the journals beside it, not beside a link to it."""
    try:
        if path:
            return Path(path).resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a loop of links, a NUL in the name
        raise NoLedger(path) from error
    raise NoLedger(path)
