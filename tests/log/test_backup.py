"""A backup: of one moment, compared before anybody sees it, a ledger of its own; damage is copied as it is."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

import pytest

from kube_ledger.errors import BackupFailed, Busy, DiskFull, LedgerExists, NoPermission, NotALedger, Poisoned
from kube_ledger.log import Copied, in_memory, open_existing, sqlite_backup
from kube_ledger.log import new_file as new_file_
from kube_ledger.log import sqlite as sqlite_log
from kube_ledger.log.sqlite import SqliteLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from kube_ledger.errors import KubeLedgerError
    from kube_ledger.log import Log

GROUP: Final = "melati-3"
RECORDS: Final = [b"%d" % number * 100 for number in range(2_000)]


@pytest.fixture
def ledger(tmp_path: Path, grow: Any) -> Path:
    """A closed ledger of two groups, some pages long."""
    path = tmp_path / "buku.kube"
    with SqliteLog.create(path) as log:
        grow(log, GROUP, RECORDS, [b"k"])
        grow(log, "mawar-1", [b"x"])
    return path


@pytest.fixture(params=["file", "memory"])
def log(request: Any, ledger: Path, grow: Any) -> Any:
    """A log of the two groups, in a file and in memory."""
    if request.param == "file":
        with SqliteLog(ledger) as found:
            yield found
    else:
        with in_memory() as made:
            grow(made, GROUP, RECORDS, [b"k"])
            grow(made, "mawar-1", [b"x"])
            yield made


def names(folder: Path) -> set[str]:
    """All files but the journal of the open ledger."""
    return {item.name for item in folder.iterdir()} - {"buku.kube-wal", "buku.kube-shm"}


def contents(log: Log) -> dict[str, Any]:
    return {
        group: (log.head(group), [row for page in log.read(group) for row in page], list(log.keys(group)))
        for group in log.groups()
    }


def failure(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("planted")
    error.sqlite_errorcode, error.sqlite_errorname = code, "SQLITE_PLANTED"
    return error


# What it is.


def test_it_says_what_it_holds_and_how_far_it_is(log: Log, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    seen: list[dict[str, Any]] = []
    target = tmp_path / "cadangan.kube"

    def check(copy: Log) -> None:
        assert not target.exists(), "it is looked at before it stands there"
        assert copy.read_only
        seen.append(contents(copy))

    copied = log.backup(str(target), check=check, progress=lambda *far: told.append(far))
    assert copied == Copied(2, 2_001)
    assert seen == [contents(log)]
    assert told
    assert told[-1][0] == told[-1][1] > 0
    assert told == sorted(told)


def test_it_goes_on_as_a_ledger_of_its_own_and_the_first_is_not_touched(log: Log, tmp_path: Path, grow: Any) -> None:
    target = tmp_path / "cadangan.kube"
    before = contents(log)
    log.backup(str(target))
    with open_existing(target) as copy:
        assert copy.doubt is None
        for record in (b"a", b"b", b"c"):
            grow(copy, GROUP, [record])
        assert copy.head(GROUP).size == 2_003
    with open_existing(target, read_only=True) as copy:
        assert copy.head(GROUP).size == 2_003
    assert contents(log) == before
    assert names(tmp_path) == {"buku.kube", "cadangan.kube"}


def test_it_is_of_one_moment_however_much_is_recorded_meanwhile(
    ledger: Path, tmp_path: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody records between any two portions."""
    monkeypatch.setattr(sqlite_backup, "_STEP_PAGES", 5)
    with SqliteLog(ledger) as log, SqliteLog(ledger) as other:
        before = contents(log)

        def write(*_: int) -> None:
            grow(other, GROUP, [b"later" * 500] * 9)
            grow(other, "mawar-1", [b"later"])

        log.backup(tmp_path / "cadangan.kube", progress=write)
        assert log.head("mawar-1").size > 10
        with SqliteLog(tmp_path / "cadangan.kube") as copy:
            assert contents(copy) == before


def test_page_by_page_without_its_one_reading_it_would_be_of_no_moment(
    ledger: Path, tmp_path: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: what is recorded meanwhile gets in."""
    monkeypatch.setattr(sqlite_backup, "_STEP_PAGES", 5)
    usual = sqlite_log.SqliteLog._connected

    class Forgetful:
        """A connection that does not keep what it reads at one moment."""

        def __init__(self, connection: sqlite3.Connection) -> None:
            self.connection = connection

        def execute(self, statement: str, *values: Any) -> Any:
            return self.connection.execute("SELECT 1" if statement == "BEGIN" else statement, *values)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.connection, name)

    monkeypatch.setattr(SqliteLog, "_connected", lambda self, **more: Forgetful(usual(self, **more)))
    written: list[int] = []
    with SqliteLog(ledger) as log:
        before = contents(log)
        with SqliteLog(ledger) as other:

            def write(*_: int) -> None:
                if len(written) < 3:
                    written.append(grow(other, "mawar-1", [b"later"]))

            log.backup(tmp_path / "cadangan.kube", progress=write)
    with SqliteLog(tmp_path / "cadangan.kube") as copy:
        assert contents(copy) != before


def test_while_it_is_made_others_record_and_are_not_kept_waiting(ledger: Path, tmp_path: Path, grow: Any) -> None:
    begun, go_on = Event(), Event()

    def wait(*_: int) -> None:
        begun.set()
        assert go_on.wait(30)

    with SqliteLog(ledger, busy_timeout=0.1) as log:
        thread = Thread(target=lambda: log.backup(tmp_path / "cadangan.kube", progress=wait))
        thread.start()
        assert begun.wait(30)
        try:
            assert grow(log, GROUP, [b"meanwhile"]) == 2_000
            assert log.head(GROUP).size == 2_001
        finally:
            go_on.set()
            thread.join()
        with SqliteLog(tmp_path / "cadangan.kube") as copy:
            assert copy.head(GROUP).size == 2_000


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o444])
def test_what_is_private_stays_private(ledger: Path, mode: int) -> None:
    ledger.chmod(mode)
    ledger.with_name("buku.kube-head").write_bytes(b"heads")
    mask = os.umask(0o022)
    try:
        with SqliteLog(ledger, read_only=True) as log:
            log.backup(ledger.with_name("cadangan.kube"))
    finally:
        os.umask(mask)
    for name in ("cadangan.kube", "cadangan.kube-head"):
        assert stat.S_IMODE(ledger.with_name(name).stat().st_mode) == (mode & 0o044 | 0o600)


def test_a_reader_of_a_medium_that_it_can_not_write_copies_what_was_there_at_one_moment(
    ledger: Path, tmp_path: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads without locks. Whoever may write and does so meanwhile is noticed, and it begins anew."""
    may_write = [False]
    monkeypatch.setattr(os, "access", lambda _, asked: may_write[0] or asked == os.R_OK)
    left = [b"a", b"b", b"c"]

    def write(*_: int) -> None:
        may_write[0] = True
        with SqliteLog(ledger) as other:
            while left:
                grow(other, GROUP, [left.pop()])
        may_write[0] = False

    with SqliteLog(ledger, read_only=True) as log:
        assert log._held.immutable
        assert log.backup(tmp_path / "cadangan.kube", progress=write) == Copied(2, 2_004)
        with pytest.raises(Busy):
            log.backup(tmp_path / "lain.kube", progress=lambda *_: os.utime(ledger))
    may_write[0] = True
    with SqliteLog(tmp_path / "cadangan.kube") as copy:
        assert [row.record for page in copy.read(GROUP, 2_000) for row in page] == [b"c", b"b", b"a"]
    assert names(tmp_path) == {"buku.kube", "cadangan.kube"}


# Its side files.


def test_heads_come_along_as_they_were_before_the_records_and_names_and_keys_do_not(
    ledger: Path, grow: Any, tmp_path: Path
) -> None:
    side = {suffix: ledger.with_name(ledger.name + suffix) for suffix in ("-head", "-people", "-keys", "-cache")}
    for suffix, file in side.items():
        file.write_bytes(suffix.encode())
    with SqliteLog(ledger) as log:

        def sign(*_: int) -> None:
            side["-head"].write_bytes(b"of later")

        (tmp_path / "to").mkdir()
        log.backup(tmp_path / "to" / "cadangan.kube", progress=sign)
        assert names(tmp_path / "to") == {"cadangan.kube", "cadangan.kube-head"}
        assert (tmp_path / "to" / "cadangan.kube-head").read_bytes() == b"-head"
        grow(log, GROUP, [b"goes on"])


@pytest.mark.parametrize("suffix", ["", "-head", "-wal", "-shm", "-journal"])
def test_what_stands_there_is_neither_overwritten_nor_taken_for_a_part_of_it(ledger: Path, suffix: str) -> None:
    ledger.with_name("buku.kube-head").write_bytes(b"heads")
    taken = ledger.with_name(f"cadangan.kube{suffix}")
    taken.write_bytes(b"precious")
    before = names(ledger.parent)
    with SqliteLog(ledger) as log:
        with pytest.raises(LedgerExists) as caught:
            log.backup(ledger.with_name("cadangan.kube"))
        with pytest.raises(LedgerExists):
            log.backup(ledger)
    assert caught.value.path == str(taken)
    assert taken.read_bytes() == b"precious"
    assert names(ledger.parent) == before


def test_heads_that_can_not_be_read_stop_it(ledger: Path) -> None:
    ledger.with_name("buku.kube-head").mkdir()
    with SqliteLog(ledger) as log, pytest.raises(NoPermission) as caught:
        log.backup(ledger.with_name("cadangan.kube"))
    assert caught.value.path.endswith("buku.kube-head")
    assert names(ledger.parent) == {"buku.kube", "buku.kube-head"}


# What fails.


def fail_with(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


STEPS: dict[str, tuple[Any, str]] = {
    "reading the heads": (sqlite_log, "read_beside"),
    "making the temporary file": (new_file_, "_reserve"),
    "connecting to the ledger": (SqliteLog, "_connected"),
    "connecting to the copy": (sqlite_backup, "connect"),
    "letting it say that it is whole": (sqlite_backup, "say_none"),
    "comparing": (sqlite_backup, "require_same"),
    "reading the copy's heads": (sqlite_backup, "heads_and_ends"),
    "showing it": (sqlite_log, "checked"),
    "syncing it": (new_file_, "_sync"),
    "putting it in place": (new_file_, "_put"),
}
FAULTS: dict[str, tuple[BaseException, type[BaseException]]] = {
    "full": (OSError(errno.ENOSPC, "no space"), DiskFull),
    "refused": (OSError(errno.EACCES, "permission denied"), NoPermission),
    "stopped": (KeyboardInterrupt(), KeyboardInterrupt),
}


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (step, fault)
        for step in STEPS
        for fault in FAULTS
        # These two have their own words for what fails; that is tested elsewhere.
        if fault == "stopped" or step not in {"reading the heads", "connecting to the ledger"}
    ],
)
def test_where_a_step_fails_the_ledger_is_as_it_was_and_nothing_is_at_the_place(
    ledger: Path, grow: Any, monkeypatch: pytest.MonkeyPatch, step: str, fault: str
) -> None:
    error, called = FAULTS[fault]
    ledger.with_name("buku.kube-head").write_bytes(b"heads")
    target = ledger.with_name("cadangan.kube")
    with SqliteLog(ledger) as log:
        grow(log, GROUP, [b"in the journal"])
        grow(log, GROUP, [b"in the journal alone"])
        before, there = contents(log), names(ledger.parent)
        with monkeypatch.context() as planted:
            planted.setattr(*STEPS[step], fail_with(error))
            with pytest.raises(called):
                log.backup(target, check=lambda _: None)
        assert names(ledger.parent) == there
        assert contents(log) == before
        grow(log, GROUP, [b"goes on"])
        assert log.backup(target).entries == 2_004
    assert names(ledger.parent) == {"buku.kube", "buku.kube-head", "cadangan.kube", "cadangan.kube-head"}


def test_where_the_ledger_can_not_have_its_name_its_heads_do_not_keep_theirs(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.with_name("buku.kube-head").write_bytes(b"heads")
    there = names(ledger.parent)
    usual = os.link
    seen: list[str] = []

    def race(source: Path, target: Path) -> None:
        if target.suffix == ".kube":
            seen.extend(names(ledger.parent) - there)
            target.write_bytes(b"somebody else's")
        usual(source, target)

    monkeypatch.setattr(os, "link", race)
    with SqliteLog(ledger) as log, pytest.raises(LedgerExists):
        log.backup(ledger.with_name("cadangan.kube"))
    assert "cadangan.kube-head" in seen, "never is the ledger there without them"
    assert names(ledger.parent) == there | {"cadangan.kube"}
    assert ledger.with_name("cadangan.kube").read_bytes() == b"somebody else's"


def test_where_files_have_no_second_names_it_is_put_in_place_or_nothing_is(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", fail_with(OSError(errno.EPERM, "no links here")))
    target = ledger.with_name("cadangan.kube")
    with SqliteLog(ledger) as log:
        with monkeypatch.context() as planted:
            planted.setattr(Path, "replace", fail_with(OSError(errno.EIO, "broken")))
            with pytest.raises(NoPermission):
                log.backup(target)
        assert names(ledger.parent) == {"buku.kube"}
        assert log.backup(target) == Copied(2, 2_001)
    with SqliteLog(target) as copy:
        assert copy.head(GROUP).size == 2_000


def test_a_copy_that_is_not_like_the_ledger_is_none(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = sqlite_backup.say_none
    changes = [
        "UPDATE heads SET root = x'00' WHERE group_number = 1",
        "UPDATE heads SET frontier = x'' WHERE group_number = 1",
        "DROP TRIGGER events_stay; DELETE FROM events WHERE group_number = 1 AND position = 1999",
        "DROP TRIGGER heads_stay; DELETE FROM heads WHERE group_number = 2",
        "INSERT INTO heads VALUES (3, 'anggrek-2', 0, x'', x'')",
    ]
    with SqliteLog(ledger) as log:
        for change in changes:

            def spoil(copy: sqlite3.Connection, change: str = change) -> None:
                usual(copy)
                copy.executescript(change)

            monkeypatch.setattr(sqlite_backup, "say_none", spoil)
            with pytest.raises(BackupFailed, match="not like the ledger"):
                log.backup(ledger.with_name("cadangan.kube"))
            assert names(ledger.parent) == {"buku.kube"}


@pytest.mark.parametrize(
    ("code", "called", "of"),
    [
        (sqlite3.SQLITE_IOERR_READ, NotALedger, "buku.kube"),
        (sqlite3.SQLITE_IOERR_SHORT_READ, NotALedger, "buku.kube"),
        (sqlite3.SQLITE_IOERR_WRITE, BackupFailed, "cadangan.kube"),
        (sqlite3.SQLITE_FULL, DiskFull, "cadangan.kube"),
        (sqlite3.SQLITE_CANTOPEN, NoPermission, "cadangan.kube"),
    ],
)
def test_who_is_to_blame_is_named(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, code: int, called: type[KubeLedgerError], of: str
) -> None:
    monkeypatch.setattr(sqlite_backup, "say_none", fail_with(failure(code)))
    with SqliteLog(ledger) as log:
        with pytest.raises(called) as caught:
            log.backup(ledger.with_name("cadangan.kube"))
        assert caught.value.facts["path"] == str(ledger.with_name(of))
        assert log.head(GROUP).size == 2_000, "the handle is as good as before"
    assert names(ledger.parent) == {"buku.kube"}


def test_a_file_that_was_moved_away_is_not_mistaken_for_the_one_in_its_place(ledger: Path) -> None:
    with SqliteLog(ledger) as log, SqliteLog(ledger, read_only=True) as reader:
        log.backup(ledger.with_name("lama.kube"))
        ledger.with_name("lama.kube").replace(ledger)
        for handle in (log, reader):
            with pytest.raises(Poisoned):
                handle.backup(ledger.with_name("cadangan.kube"))
    assert not ledger.with_name("cadangan.kube").exists()


# Damage.


def page_of(ledger: Path, table: str) -> int:
    with closing(sqlite3.connect(ledger)) as connection:
        ((number,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,))
    return int(number)


def spoil_page(ledger: Path, number: int) -> bytes:
    data = bytearray(ledger.read_bytes())
    data[(number - 1) * 4096 : (number - 1) * 4096 + 8] = b"\xff" * 8
    ledger.write_bytes(data)
    return bytes(data)


@pytest.mark.parametrize("table", ["events", "keys", "heads"])
def test_a_damaged_ledger_is_copied_as_it_is_page_by_page(ledger: Path, table: str) -> None:
    written = spoil_page(ledger, page_of(ledger, table))
    own = {1, page_of(ledger, "settings")}
    target = ledger.with_name("cadangan.kube")
    with SqliteLog(ledger, read_only=True) as log:
        copied = log.backup(target)
    assert copied == Copied(2, 2_001) if table == "keys" else copied.unreadable is not None
    copy = target.read_bytes()
    assert len(copy) == len(written)
    for number in set(range(1, len(copy) // 4096 + 1)) - own:
        place = slice((number - 1) * 4096, number * 4096)
        assert copy[place] == written[place]
    assert ledger.read_bytes() == written
    assert names(ledger.parent) == {"buku.kube", "cadangan.kube"}


def test_where_not_even_its_settings_can_be_changed_it_is_copied_too(ledger: Path) -> None:
    written = spoil_page(ledger, page_of(ledger, "settings"))
    with SqliteLog(ledger, read_only=True) as log:
        assert log.backup(ledger.with_name("cadangan.kube")).unreadable is not None
    assert ledger.with_name("cadangan.kube").read_bytes()[4096:] == written[4096:]
