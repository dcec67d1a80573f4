"""The ledger file as SQLite sees it: made whole, looked at before it is opened, connected to with our settings."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from kube_ledger.errors import NewerFormat, NoLedger, NoPermission, NotALedger

from .new_file import beside, new_file, refused_by_system
from .sqlite_failures import SQLITE_FAILED, failed_read, failed_write, primary_code
from .sqlite_journal import NEVER, SAY, is_put_away

if TYPE_CHECKING:
    from collections.abc import Callable

    from .sqlite_failures import SqliteFailed

APPLICATION_ID: Final = int.from_bytes(b"KUBE", "big")
FORMAT: Final = 1
OLDEST_SQLITE: Final = (3, 37)
_TABLES: Final = {
    "events": "SELECT group_number, position, leaf, record FROM events LIMIT 0",
    "keys": "SELECT group_number, kind, value, position, count FROM keys LIMIT 0",
    "heads": "SELECT group_number, group_id, size, root, frontier FROM heads LIMIT 0",
    "settings": "SELECT name, value FROM settings LIMIT 0",
}
_SETTINGS: Final = ("trusted_schema=OFF", "cell_size_check=ON", "recursive_triggers=ON", "temp_store=MEMORY")


def schema() -> list[str]:
    """The statements of `schema.sql`, one by one."""
    text = resources.files("kube_ledger.log").joinpath("schema.sql").read_text("utf-8")
    found, statement = [], ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return found


def guards() -> dict[str, str]:
    """Name → statement of every trigger of the schema."""
    words = ((statement[statement.index("CREATE") :], statement) for statement in schema())
    return {text.split()[2]: statement for text, statement in words if text.startswith("CREATE TRIGGER")}


def connect(
    file: Path, *, mode: Literal["ro", "rw"], busy_timeout: float, immutable: bool = False
) -> sqlite3.Connection:
    """A connection in autocommit mode that hands out text as bytes, usable by any thread under a lock of its owner.

    Raises:
        sqlite3.Error: As SQLite says it; callers put it in our words.
    """
    uri = f"{file.as_uri()}?mode={mode}{'&immutable=1' if immutable else ''}"
    connection = sqlite3.connect(uri, uri=True, timeout=busy_timeout, isolation_level=None, check_same_thread=False)
    try:
        connection.text_factory = bytes  # a flipped bit can turn a blob into text that is no UTF-8
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def make(path: str, fill: Callable[[sqlite3.Connection], None] | None = None) -> None:
    """Make a ledger file with the whole schema, and what `fill` puts in: there completely, or not at all.

    Args:
        path: Where it shall be.
        fill: Is given a connection within a transaction.

    Raises:
        LedgerExists: There is a file at `path`.
        NoPermission: The folder is missing or can't be written.
        DiskFull: There is no room.
    """
    with new_file(path) as temporary:
        try:
            build(path, temporary, fill)
        except SQLITE_FAILED as error:
            raise failed_write(path, error) from error


def build(path: str, temporary: str, fill: Callable[[sqlite3.Connection], None] | None = None) -> None:
    """Put the whole schema, and what `fill` puts in, into an empty file that nobody else knows.

    Raises:
        NotALedger: This SQLite is too old to.
        sqlite3.Error: As SQLite says it.
    """
    _require_sqlite(path)
    with closing(connect(Path(temporary), mode="rw", busy_timeout=0)) as connection:
        # Nobody knows the file yet and new_file syncs it: no journal is needed to get it whole.
        for setting in ("auto_vacuum=NONE", "journal_mode=OFF", "synchronous=OFF"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={FORMAT}")
        for statement in schema():
            connection.execute(statement)
        connection.execute(SAY, (NEVER,))
        if fill is not None:
            fill(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def inspect(path: str, file: Path, *, may_write: bool) -> None:
    """Nothing, if `file` is a ledger of a format we know; it is not changed, nor is its write-ahead log.

    The header is read through SQLite (immutable: no lock, no journal) and never by `open`: closing a plain descriptor
    drops every POSIX lock that this process holds on the file, those of other handles included, and the next process
    to close the ledger would then delete a journal still in use.

    Args:
        path: The path as given, for messages.
        file: The same without links, absolute.
        may_write: A transaction that a crash cut off, where there is no write-ahead log, may be undone.

    Raises:
        NoLedger: There is nothing.
        NotALedger: It is something else, or damaged.
        NewerFormat: It was written by a newer version.
        NoPermission: The system does not let us look.
    """
    _require_sqlite(path)
    _look_from_outside(path, file)
    application_id, version, page_size = _steady_header(path, file, may_write=may_write)
    if not has_journal(file) and _size(file) % page_size:  # SQLite itself would fill up the last page with zeros
        raise NotALedger(path, "the file is cut off", "berkasnya terpotong")
    if application_id != APPLICATION_ID:
        raise NotALedger(path, "a database of another application", "basis data milik aplikasi lain")
    if version > FORMAT:
        raise NewerFormat(path, version, FORMAT)
    if version < FORMAT:
        raise NotALedger(path, f"format {version} is not known", f"format {version} tidak dikenal")


def check_tables(path: str, connection: sqlite3.Connection) -> None:
    """Nothing, if the tables of the format are there; triggers are not asked for, so that tampering can be examined.

    Raises:
        NotALedger: A table or a column is missing, or the schema can't be read.
    """
    try:
        found = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        }
        missing = [name for name in _TABLES if name.encode() not in found]
        if missing:
            names = ", ".join(missing)
            raise NotALedger(path, f"without the table {names}", f"tabel {names} tidak ada")
        for statement in _TABLES.values():
            connection.execute(statement).fetchall()
    except SQLITE_FAILED as error:
        raise failed_read(path, error, ("its schema is damaged", "skemanya rusak")) from error


def has_journal(file: Path) -> bool:
    """Whether a journal beside the file holds anything."""
    return any(_size(other) for other in beside(file) if not other.name.endswith("-shm"))


def has_rollback_journal(file: Path) -> bool:
    """Whether a transaction may have to be undone: where the file system knows no write-ahead log."""
    return bool(_size(file.with_name(f"{file.name}-journal")))


def remove_idle_journal(file: Path) -> None:
    """Let SQLite take away the journal of a writer who was done, if a reader's connection was the last to close.

    Only SQLite can do it safely. What is still to be copied back stays as it is: it is not a reader's to change.
    """
    if has_rollback_journal(file) or not any(journal.exists() for journal in beside(file)):
        return
    try:
        if has_journal(file) and not _is_put_away(file):
            return
        with closing(connect(file, mode="rw", busy_timeout=0)) as connection:
            connection.execute("PRAGMA query_only=ON")
            connection.execute(_TABLES["heads"]).fetchall()
    except SQLITE_FAILED:
        return  # somebody is using it, or it is not ours to write: it stays


def _is_put_away(file: Path) -> bool:
    with (
        closing(connect(file, mode="ro", busy_timeout=0, immutable=True)) as main,
        closing(connect(file, mode="ro", busy_timeout=0)) as reader,
    ):
        return is_put_away(reader, main)


def _size(file: Path) -> int:
    return _state(file)[0]


def _require_sqlite(path: str) -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise NotALedger(
            path,
            f"SQLite {sqlite3.sqlite_version} is too old, {oldest} or later is needed",
            f"SQLite {sqlite3.sqlite_version} terlalu lama, perlu {oldest} atau lebih baru",
        )


def _look_from_outside(path: str, file: Path) -> None:
    try:
        status = file.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise NoLedger(path) from error
    except OSError as error:
        if error.errno == errno.ELOOP:  # links that lead round in a circle lead nowhere
            raise NoLedger(path) from error
        raise refused_by_system(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise NotALedger(path, "a folder, not a file", "ini folder, bukan berkas")
    if not stat.S_ISREG(status.st_mode):
        raise NotALedger(path, "no regular file", "bukan berkas biasa")
    if not status.st_size:
        raise NotALedger(path, "the file is empty", "berkasnya kosong")
    if not os.access(file, os.R_OK):
        raise NoPermission(path, "it may not be read", "tidak ada izin baca")


def _steady_header(path: str, file: Path, *, may_write: bool) -> tuple[int, int, int]:
    """The header of a file that others may be writing: it is damaged only if it is so while nothing changes.

    Where a journal is being copied back, or was left half copied by a crash, the file itself may be short; with the
    journal it is whole. Whoever copies may be done, and the journal gone, by the time that we look for it. A rollback
    journal that a crash left makes it whole only for who may write.
    """
    while True:
        before = _state(file)
        try:
            return _header(file, immutable=True)
        except SQLITE_FAILED as error:
            if has_journal(file):
                break
            if _state(file) == before:
                raise _not_a_database(path, error) from error
    try:
        return _header(file, immutable=False, mode="rw" if may_write and has_rollback_journal(file) else "ro")
    except SQLITE_FAILED as error:
        raise _not_a_database(path, error) from error


def _state(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _header(file: Path, *, immutable: bool, mode: Literal["ro", "rw"] = "ro") -> tuple[int, int, int]:
    with closing(connect(file, mode=mode, busy_timeout=1, immutable=immutable)) as connection:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        return application_id, version, page_size


def _not_a_database(path: str, error: SqliteFailed) -> Exception:
    if primary_code(error) == sqlite3.SQLITE_NOTADB:
        return NotALedger(
            path, "no SQLite file, or the head of it is damaged", "bukan berkas SQLite, atau kepala berkasnya rusak"
        )
    if primary_code(error) == sqlite3.SQLITE_CORRUPT:
        return NotALedger(path, "the file is cut off or damaged", "berkasnya terpotong atau rusak")
    return failed_read(path, error, ("the head of the file can't be read", "kepala berkasnya tidak terbaca"))
