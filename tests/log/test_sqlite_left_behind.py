"""A12: the main file copied without its journal is known for an older ledger, and a whole one is never taken for it."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger.errors import Doubt, NoPermission, Poisoned, ReadOnly
from kube_ledger.log import in_memory
from kube_ledger.log import sqlite_connections as connections_
from kube_ledger.log import sqlite_journal as journal_
from kube_ledger.log.sqlite import SqliteLog

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP = "melati-3"


@pytest.fixture
def ledger(tmp_path: Path, grow: Any) -> Path:
    """A closed ledger of 3 records."""
    path = tmp_path / "buku.kube"
    with SqliteLog.create(path) as log:
        grow(log, GROUP, [b"0", b"1", b"2"], [b"k"])
    return path


def copied(ledger: Path, name: str = "salinan.kube", *, journal: bool = False) -> Path:
    """The main file as it lies there, in a folder of its own; with its journal if so wanted."""
    folder = ledger.with_name(f"{name}-folder")
    folder.mkdir()
    copy = folder / name
    # By another program: this process holds the file through SQLite, and would drop its own locks.
    for suffix in ("", "-wal") if journal else ("",):
        subprocess.run(["cp", f"{ledger}{suffix}", f"{copy}{suffix}"], check=True)
    return copy


def names(folder: Path) -> set[str]:
    return {item.name for item in folder.iterdir()}


def records_in(path: Path) -> list[bytes]:
    with SqliteLog(path, read_only=True) as log:
        return [row.record for page in log.read(GROUP) for row in page]


def says(path: Path) -> Doubt | None:
    with SqliteLog(path, read_only=True) as log:
        return log.doubt


# What is left behind.


def test_a_copy_without_the_journal_is_read_only_and_says_why(ledger: Path, grow: Any) -> None:
    with SqliteLog(ledger) as log:
        assert log.doubt is None
        for number in range(4):
            grow(log, GROUP, [b"new %d" % number], [b"k%d" % number])
        copy = copied(ledger)
    before = copy.read_bytes()
    for read_only in (False, True):
        with SqliteLog(copy, read_only=read_only) as log:
            assert log.read_only
            english, indonesian = (log.doubt.message("en"), log.doubt.sentence) if log.doubt else ("", "")
            assert "'-wal' was not copied" in english
            assert "tidak ikut tersalin" in indonesian
            assert [row.record for page in log.read(GROUP) for row in page] == [b"0", b"1", b"2", b"new 0"]
            for use in (
                lambda log=log: grow(log, GROUP, [b"x"]),
                lambda log=log: log.appending(GROUP, 4).__enter__(),
                lambda log=log: log.repair(GROUP, log.head(GROUP), []),
            ):
                with pytest.raises(ReadOnly) as caught:
                    use()
                assert (english in str(caught.value), indonesian in caught.value.sentence) == (True, True)
        assert copy.read_bytes() == before
        assert names(copy.parent) == {copy.name}
    assert says(ledger) is None
    assert len(records_in(ledger)) == 7


def test_without_the_word_in_the_file_it_would_pass_for_a_whole_ledger(
    ledger: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a commit that does not say that a journal is in use."""
    monkeypatch.setattr(journal_.Journal, "commit", lambda _, writer: writer.execute("COMMIT"))
    with SqliteLog(ledger) as log:
        grow(log, GROUP, [b"new"])
        copy = copied(ledger)
    with SqliteLog(copy) as log:
        assert log.doubt is None
        grow(log, GROUP, [b"welcome"])
    assert records_in(copy) == [b"0", b"1", b"2", b"welcome"]


def test_saying_it_only_in_the_journal_would_not_do(ledger: Path, grow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of copying back before the acknowledgement."""
    monkeypatch.setattr(journal_.Journal, "_copy", lambda *_: None)
    with SqliteLog(ledger) as log:
        grow(log, GROUP, [b"new"])
        copy = copied(ledger)
    assert says(copy) is None
    assert records_in(copy) == [b"0", b"1", b"2"]


def test_a_ledger_just_made_and_written_to_is_no_empty_ledger_welcome(tmp_path: Path, grow: Any) -> None:
    path = tmp_path / "buku.kube"
    with SqliteLog.create(path) as log:
        assert says(copied(path, "empty.kube")) is None
        for name in ("a", "b", "c"):
            grow(log, name, [b"x"])
        copy = copied(path)
    with SqliteLog(copy) as log:
        assert log.doubt is not None
        assert log.groups() == ["a"]


KILLED = """
store = SqliteLog(sys.argv[1])
for call in range(int(sys.argv[2])):
    grow(store, "melati-3", [b"new %d" % call])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("calls", [1, 2, 9])
def test_after_a_crash_the_file_needs_its_journal_and_is_whole_with_it(ledger: Path, child: Any, calls: int) -> None:
    assert child.run(KILLED, ledger, calls).returncode == -9
    assert says(copied(ledger)) is not None
    whole = copied(ledger, "beide.kube", journal=True)
    for path in (whole, ledger):
        with SqliteLog(path) as log:
            assert log.doubt is None
            assert log.head(GROUP).size == 3 + calls
        assert names(path.parent) - {folder.name for folder in ledger.parent.glob("*-folder")} == {path.name}
        assert says(path) is None


@pytest.mark.parametrize("length", [0, 1, 31, 32, 56, 4151])
def test_a_journal_too_short_for_one_page_is_none(ledger: Path, child: Any, length: int) -> None:
    child.run(KILLED, ledger, 2)
    copy = copied(ledger, journal=True)
    journal = copy.with_name(f"{copy.name}-wal")
    journal.write_bytes(journal.read_bytes()[:length])
    with SqliteLog(copy) as log:
        assert log.doubt is not None
        assert log.head(GROUP).size == 4
    assert not journal.exists() or journal.stat().st_size == length > 0


AS_NOBODY = """
os.setgid(65534)
os.setuid(65534)
store = SqliteLog(sys.argv[1], read_only=True)
print(store.doubt is not None, store.head("melati-3").size)
try:
    SqliteLog(sys.argv[1])
except errors.NoPermission:
    print("no permission")
"""


@pytest.mark.parametrize("whole", [False, True])
def test_it_is_seen_on_a_medium_that_can_not_be_written_too(
    ledger: Path,
    child: Any,
    grow: Any,
    whole: bool,  # noqa: FBT001
) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can become somebody else")
    with SqliteLog(ledger) as log:
        grow(log, GROUP, [b"a"])
        grow(log, GROUP, [b"b"])
        copy = copied(ledger)
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        shutil.copy(ledger if whole else copy, folder / "buku.kube")
        (folder / "buku.kube").chmod(0o444)
        folder.chmod(0o555)
        assert child.says(AS_NOBODY, folder / "buku.kube") == [f"{not whole} {5 if whole else 4}", "no permission"]
        assert names(folder) == {"buku.kube"}
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_backup_of_what_is_left_goes_on(ledger: Path, grow: Any) -> None:
    """Where the journal is lost for good, somebody has to be able to go on, knowingly and in another file."""
    with SqliteLog(ledger) as log:
        grow(log, GROUP, [b"a"])
        grow(log, GROUP, [b"lost"])
        copy = copied(ledger)
    with SqliteLog(copy) as log:
        log.backup(copy.with_name("weiter.kube"))
    with SqliteLog(copy.with_name("weiter.kube")) as log:
        assert log.doubt is None
        grow(log, GROUP, [b"b"])
    assert records_in(copy.with_name("weiter.kube")) == [b"0", b"1", b"2", b"a", b"b"]


# What is not.


def test_whatever_lies_there_whole_is_not_called_left_behind(ledger: Path, grow: Any) -> None:
    with SqliteLog(ledger) as log:
        assert says(copied(ledger, "open.kube")) is None, "nothing was written yet"
        grow(log, GROUP, [b"a"])
        log.backup(ledger.with_name("backup.kube"))
        assert says(ledger) is None, "its journal is beside it"
    assert says(copied(ledger, "closed.kube")) is None
    assert says(ledger.with_name("backup.kube")) is None
    with in_memory() as memory:
        grow(memory, GROUP, [b"a"])
        memory.backup(str(ledger.with_name("memory.kube")))
        assert memory.doubt is None
    assert says(ledger.with_name("memory.kube")) is None


def test_opening_without_writing_changes_no_byte(ledger: Path, grow: Any) -> None:
    before = ledger.read_bytes()
    for read_only in (True, False):
        with SqliteLog(ledger, read_only=read_only) as log:
            assert log.head(GROUP).size == 3
        assert ledger.read_bytes() == before
    with SqliteLog(ledger) as log, suppress(ZeroDivisionError), log.appending(GROUP, 3) as transaction:
        transaction.add([b"x"], [bytes(32)], [])
        transaction.read(0, 1 // 0)
    assert ledger.read_bytes() == before
    with SqliteLog(ledger) as log:
        grow(log, GROUP, [b"a"])
    assert ledger.read_bytes() != before


def test_a_file_that_never_said_anything_is_whole_and_begins_to_say_it(ledger: Path, grow: Any) -> None:
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("DELETE FROM settings")
    with SqliteLog(ledger) as log:
        assert log.doubt is None
        grow(log, GROUP, [b"a"])
        assert says(copied(ledger)) is not None
    assert says(ledger) is None


@pytest.mark.parametrize(
    "value", ["x'00'", "7", "'nonsense'", "'in use'", "'in use x'", "'in use 9999999999999999999'"]
)
def test_a_word_that_nobody_of_us_wrote_says_nothing(ledger: Path, grow: Any, value: str) -> None:
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute(f"UPDATE settings SET value = {value} WHERE name = 'journal'")
    with SqliteLog(ledger) as log:
        assert log.doubt is None
        grow(log, GROUP, [b"a"])
        grow(log, GROUP, [b"b"])
        assert says(copied(ledger)) is not None
    assert says(ledger) is None


SLOPPY = """
store = SqliteLog(sys.argv[1])
grow(store, "melati-3", [b"a"])
grow(store, "melati-3", [b"b"])
"""


def test_who_ends_without_closing_leaves_a_whole_file(ledger: Path, child: Any) -> None:
    child.says(SLOPPY, ledger)
    assert names(ledger.parent) == {ledger.name}
    assert says(ledger) is None
    assert len(records_in(ledger)) == 5


def test_without_the_word_on_leaving_sqlite_would_take_the_journal_away_unsaid(ledger: Path, child: Any) -> None:
    """The control of the test above: the connections are closed, the last one that may write, and nothing is said.

    Left to themselves some Pythons close them at their end, and in this order; later ones leave everything as it is.
    """
    unsaid = "import kube_ledger.log.sqlite_connections as c\n"
    unsaid += "c.Connections.forget = lambda self: (self.reader.close(), self.writer.close())\n"
    child.says(unsaid + SLOPPY, ledger)
    assert names(ledger.parent) == {ledger.name}
    assert says(ledger) is not None
    assert len(records_in(ledger)) == 5


def test_a_log_that_goes_out_of_sight_is_closed(ledger: Path, grow: Any) -> None:
    log = SqliteLog(ledger)
    grow(log, GROUP, [b"a"])
    del log
    gc.collect()
    assert names(ledger.parent) == {ledger.name}
    assert says(ledger) is None


FORKED = """
store = SqliteLog(sys.argv[1])
grow(store, "melati-3", [b"a"])
grow(store, "melati-3", [b"b"])
if os.fork() == 0:
    sys.exit()
os.wait()
print(store.head("melati-3").size, os.path.exists(sys.argv[1] + "-wal"))
grow(store, "melati-3", [b"c"])
"""


def test_a_forked_child_that_ends_does_not_say_that_the_journal_is_done(ledger: Path, child: Any) -> None:
    assert child.says(FORKED, ledger) == ["5 True"]
    assert says(ledger) is None
    assert len(records_in(ledger)) == 6


def test_of_several_handles_none_closes_the_journal_for_the_others(ledger: Path, grow: Any) -> None:
    first, second = SqliteLog(ledger), SqliteLog(ledger)
    for number in range(3):
        grow(first, GROUP, [b"first"])
        grow(second, GROUP, [b"second"])
        assert says(copied(ledger, f"both {number}.kube")) is not None
    first.close()
    assert says(copied(ledger, "between.kube")) is None, "all is in the file, and nobody wrote since"
    grow(second, GROUP, [b"alone"])
    assert records_in(copied(ledger, "at once.kube"))[-1] == b"alone", "copied back before it was acknowledged"
    grow(second, GROUP, [b"again"])
    assert says(copied(ledger, "again.kube")) is not None
    second.close()
    assert says(ledger) is None
    assert len(records_in(ledger)) == 11


def test_a_foreign_reader_in_the_way_stops_nobody_and_the_file_says_it_later(ledger: Path, grow: Any) -> None:
    with SqliteLog(ledger) as log:
        with closing(sqlite3.connect(ledger, isolation_level=None)) as foreign:
            foreign.execute("BEGIN")
            foreign.execute("SELECT count(*) FROM events").fetchall()
            for number in range(3):
                grow(log, GROUP, [b"%d" % number])
            foreign.execute("ROLLBACK")
        grow(log, GROUP, [b"now"])
        assert says(copied(ledger)) is not None
        grow(log, GROUP, [b"and"])
    assert says(ledger) is None
    assert len(records_in(ledger)) == 8


def test_a_foreign_reader_that_stays_keeps_the_journal_there(ledger: Path, grow: Any) -> None:
    log = SqliteLog(ledger)
    grow(log, GROUP, [b"a"])
    with closing(sqlite3.connect(ledger, isolation_level=None)) as foreign:
        foreign.execute("BEGIN")
        foreign.execute("SELECT count(*) FROM events").fetchall()
        grow(log, GROUP, [b"b"])
        log.close()
        assert says(ledger) is None
        assert len(records_in(ledger)) == 5
        with SqliteLog(ledger) as again:
            grow(again, GROUP, [b"c"])
        foreign.execute("ROLLBACK")
        SqliteLog(ledger).close()
        assert says(copied(ledger)) is None
    assert says(ledger) is None


def test_storage_that_failed_is_left_with_its_journal_for_who_opens_it_next(
    ledger: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> bool:
        return False

    for number in range(2):  # as after a failed write, and as after a failed copying back
        log = SqliteLog(ledger)
        grow(log, GROUP, [b"a"])
        grow(log, GROUP, [b"b"])
        if number:
            monkeypatch.setattr(connections_, "put_away", failing)
        else:
            log._handle.poison(Poisoned(str(ledger), "planted", "ditanam"))
        log.close()
        monkeypatch.undo()
        assert names(ledger.parent) >= {ledger.name, f"{ledger.name}-wal"}
        with SqliteLog(ledger) as log:
            assert log.doubt is None
        assert names(ledger.parent) == {ledger.name}
    assert len(records_in(ledger)) == 7


def test_taking_the_journal_away_without_the_word_would_call_a_whole_file_left_behind(
    ledger: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above, and of every test that looks for a doubt after a fault."""
    monkeypatch.setattr(connections_, "put_away", lambda *_, **__: True)
    with SqliteLog(ledger) as log:
        grow(log, GROUP, [b"a"])
        grow(log, GROUP, [b"b"])
    assert names(ledger.parent) == {ledger.name}
    assert says(ledger) is not None
    assert len(records_in(ledger)) == 5


@pytest.mark.parametrize("how", ["moved", "replaced"])
def test_a_file_moved_away_is_whole_and_no_journal_of_it_lies_beside_another(ledger: Path, grow: Any, how: str) -> None:
    elsewhere = ledger.with_name("elsewhere.kube")
    log = SqliteLog(ledger)
    log.backup(ledger.with_name("old.kube"))
    grow(log, GROUP, [b"a"])
    grow(log, GROUP, [b"b"])
    ledger.rename(elsewhere)
    if how == "replaced":
        ledger.with_name("old.kube").rename(ledger)
    with pytest.raises(Poisoned):
        grow(log, GROUP, [b"c"])
    log.close()
    assert ledger.with_name(f"{ledger.name}-wal").stat().st_size == 0
    assert says(elsewhere) is None
    assert len(records_in(elsewhere)) == 5
    if how == "replaced":
        assert len(records_in(ledger)) == 3


CLOSERS = """
for call in range(int(sys.argv[3])):
    with SqliteLog(sys.argv[1]) as store:
        record = b"%s/%d" % (sys.argv[2].encode(), call)
        grow_with_patience(store, "melati-3", [record])
        grow_with_patience(store, "melati-3", [record])
        assert store.doubt is None
"""


def open_and_close_in_processes(ledger: Path, child: Any, *, processes: int, calls: int) -> None:
    started = [child.start(CLOSERS, ledger, f"p{number}", calls, stderr=subprocess.PIPE) for number in range(processes)]
    assert [process.communicate(timeout=300)[1] for process in started] == [""] * processes
    assert names(ledger.parent) == {ledger.name}
    assert says(ledger) is None
    assert len(records_in(ledger)) == 3 + processes * calls * 2


def test_processes_that_open_and_close_all_the_time_leave_a_whole_file(ledger: Path, child: Any) -> None:
    open_and_close_in_processes(ledger, child, processes=3, calls=15)


@pytest.mark.slow
def test_many_processes_that_open_and_close_all_the_time_leave_a_whole_file(ledger: Path, child: Any) -> None:
    open_and_close_in_processes(ledger, child, processes=6, calls=100)


def test_where_it_may_not_be_written_that_is_said_first(
    ledger: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqliteLog(ledger) as log:
        grow(log, GROUP, [b"a"])
        grow(log, GROUP, [b"b"])
        copy = copied(ledger)
    writable: Callable[..., bool] = lambda _, mode: mode != 2  # noqa: E731
    monkeypatch.setattr("os.access", writable)
    with pytest.raises(NoPermission):
        SqliteLog(copy)
