"""SQLite or the system says no at one statement: it is said in our words, and nothing half done is built on."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger.errors import (
    BackupFailed,
    Busy,
    DiskFull,
    KubeLedgerError,
    LedgerExists,
    NoPermission,
    NotALedger,
    Poisoned,
    ReadOnly,
)
from kube_ledger.log import Key, sqlite_backup, sqlite_file
from kube_ledger.log.sqlite import SqliteLog
from kube_ledger.log.sqlite_failures import failed_read, failed_write
from kube_ledger.merkle import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kube_ledger.log import Appending

GROUP = "melati-3"


@pytest.fixture
def ledger(tmp_path: Path, grow: Any) -> Path:
    """A closed ledger of three records and a key."""
    path = tmp_path / "buku.kube"
    with SqliteLog.create(path) as log:
        grow(log, GROUP, [b"0", b"1", b"2"], [b"k"])
    return path


def names(folder: Path) -> set[str]:
    return {item.name for item in folder.iterdir()}


def failure(code: int, name: str = "SQLITE_X") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("it did not work")
    error.sqlite_errorcode, error.sqlite_errorname = code, name
    return error


IO_ERROR = failure(sqlite3.SQLITE_IOERR, "SQLITE_IOERR")

# What a code is called.

CODES: dict[int, tuple[type[KubeLedgerError], type[KubeLedgerError]]] = {
    sqlite3.SQLITE_READONLY: (ReadOnly, ReadOnly),
    sqlite3.SQLITE_CANTOPEN: (NoPermission, NoPermission),
    sqlite3.SQLITE_PERM: (NoPermission, NoPermission),
    sqlite3.SQLITE_FULL: (DiskFull, DiskFull),
    sqlite3.SQLITE_BUSY_SNAPSHOT: (Busy, Busy),
    sqlite3.SQLITE_IOERR_SHMSIZE: (DiskFull, Poisoned),
    sqlite3.SQLITE_IOERR: (NotALedger, Poisoned),
}


@pytest.mark.parametrize(("code", "called"), CODES.items())
def test_what_sqlite_says_has_a_name_of_ours(
    code: int, called: tuple[type[KubeLedgerError], type[KubeLedgerError]]
) -> None:
    error = failure(code)
    assert (type(failed_read("x", error, ("in English", "bahasa"))), type(failed_write("x", error))) == called


# One statement of an appending.


class Failing:
    """A connection on which statements of one kind fail."""

    def __init__(self, connection: sqlite3.Connection, statement: str) -> None:
        self.connection = connection
        self.statement = statement

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def execute(self, sql: str, *values: Any) -> Any:
        if sql.strip().startswith(self.statement):
            raise IO_ERROR
        return self.connection.execute(sql, *values)


def find(appending: Appending) -> object:
    return appending.find_key(0, b"k")


def read(appending: Appending) -> object:
    return appending.read(0, 3)


def add_a_key_that_stands(appending: Appending) -> None:
    appending.add([b"3"], [leaf_hash(b"3")], [Key(0, b"k", 3, 1)])


STATEMENTS: dict[str, tuple[str, Callable[[Appending], object]]] = {
    "the group's end": ("SELECT group_number, size", find),
    "a key": ("SELECT kind", find),
    "records": ("SELECT position", read),
    "the key that was refused": ("SELECT kind", add_a_key_that_stands),
}


@pytest.mark.parametrize(("statement", "use"), STATEMENTS.values(), ids=STATEMENTS)
def test_where_the_storage_fails_within_an_appending_the_handle_is_poisoned_and_nothing_written(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, statement: str, use: Callable[[Appending], object]
) -> None:
    with SqliteLog(ledger) as log:
        monkeypatch.setattr(log._held, "writer", Failing(log._held.writer, statement))
        with pytest.raises(Poisoned, match="SQLITE_IOERR"), log.appending(GROUP, 3) as appending:
            use(appending)
        with pytest.raises(Poisoned):
            log.head(GROUP)
    with SqliteLog(ledger) as log:
        assert log.head(GROUP).size == 3


def test_where_nothing_can_be_undone_the_handle_is_poisoned(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SqliteLog(ledger) as log:
        monkeypatch.setattr(log._held, "writer", Failing(log._held.writer, "ROLLBACK"))
        with log.appending(GROUP, 3) as appending:
            appending.add([b"3"], [leaf_hash(b"3")], [])
        with pytest.raises(Poisoned, match="SQLITE_IOERR"):
            log.head(GROUP)
    with SqliteLog(ledger) as log:
        assert [row.record for page in log.read(GROUP) for row in page] == [b"0", b"1", b"2"]


def test_an_appending_that_could_not_take_everything_takes_nothing_more(ledger: Path, grow: Any) -> None:
    with SqliteLog(ledger) as log:
        with log.appending(GROUP, 3) as appending:
            with pytest.raises(OverflowError):
                appending.add([b"3"], [leaf_hash(b"3")], [Key(0, b"new", 2**70, 1)])
            with pytest.raises(RuntimeError, match="over"):
                appending.add([b"3"], [leaf_hash(b"3")], [])
        assert log.head(GROUP).size == 3
        grow(log, GROUP, [b"3"], [b"new"])


# Making, opening, copying.


def test_a_file_that_another_program_writes_with_a_rollback_journal_is_busy(ledger: Path) -> None:
    """Readers may come in meanwhile; going over to a write-ahead log must wait."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        assert other.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            SqliteLog(ledger, busy_timeout=0.1)
        other.execute("ROLLBACK")
    with SqliteLog(ledger) as log:
        assert log.head(GROUP).size == 3


@pytest.mark.parametrize(
    ("code", "made", "copied"),
    [(sqlite3.SQLITE_FULL, DiskFull, DiskFull), (sqlite3.SQLITE_IOERR, Poisoned, BackupFailed)],
)
def test_where_sqlite_fails_in_the_midst_of_making_or_copying_no_file_is_left(
    ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    made: type[KubeLedgerError],
    copied: type[KubeLedgerError],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure(code)

    with SqliteLog(ledger) as log:
        before = names(ledger.parent)
        monkeypatch.setattr(sqlite_file, "connect", fail)
        monkeypatch.setattr(sqlite_backup, "connect", fail)
        for use, called in ((SqliteLog.create, made), (log.backup, copied)):
            with pytest.raises(called):
                use(ledger.with_name("new.kube"))
            assert names(ledger.parent) == before


def test_a_header_that_others_hold_is_busy_and_not_damaged(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_: object, **__: object) -> None:
        raise failure(sqlite3.SQLITE_BUSY)

    monkeypatch.setattr(sqlite_file, "_header", held)
    with pytest.raises(Busy):
        SqliteLog(ledger)


def test_no_ledger_beside_a_journal_is_no_ledger_either_and_both_keep_their_bytes(tmp_path: Path) -> None:
    text, files = b"tanggal;jumlah\n2019-07-07;5000\n" * 50, [tmp_path / "buku.kube", tmp_path / "buku.kube-wal"]
    for file in files:
        file.write_bytes(text)
    with pytest.raises(NotALedger, match="no SQLite file"):
        SqliteLog(files[0])
    assert [file.read_bytes() for file in files] == [text, text]


@pytest.mark.parametrize(
    ("number", "is_made"),
    [(errno.EINVAL, True), (errno.ENOTSUP, True), (errno.EIO, False)],
    ids=["EINVAL", "ENOTSUP", "EIO"],
)
def test_a_file_system_that_syncs_no_folders_is_no_reason_to_make_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, is_made: bool
) -> None:
    sync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    if is_made:
        SqliteLog.create(tmp_path / "buku.kube").close()
    else:
        with pytest.raises(NoPermission, match="Input/output"):
            SqliteLog.create(tmp_path / "buku.kube")
        with pytest.raises(LedgerExists):  # it stands there whole, though nobody could say that it will after a crash
            SqliteLog.create(tmp_path / "buku.kube")


# Reading.


def test_a_list_of_groups_that_its_index_contradicts_is_not_shown(ledger: Path) -> None:
    """One letter of the name in the index, which stands behind the table."""
    data = ledger.read_bytes()
    assert data.count(GROUP.encode()) == 2
    place = data.rindex(GROUP.encode())
    ledger.write_bytes(data[:place] + b"n" + data[place + 1 :])
    with SqliteLog(ledger) as log, pytest.raises(NotALedger, match="does not match its index"):
        log.groups()
