"""Making and opening a ledger file: whole or not at all, and nothing foreign is ever touched."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import log as logs
from kube_ledger.errors import (
    Busy,
    DiskFull,
    KubeLedgerError,
    LedgerExists,
    MissingExtra,
    NewerFormat,
    NoLedger,
    NoPermission,
    NotALedger,
    ReadOnly,
)
from kube_ledger.log import new_file, sqlite_file
from kube_ledger.log.sqlite import SqliteLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GROUP = "melati-3"
INDONESIAN = {
    *("tidak", "bukan", "berkas", "berkasnya", "kepala", "terpotong", "rusak", "tabel", "aplikasi", "lain", "biasa"),
    *("skemanya", "kosong", "dikenal", "ini", "foldernya", "namanya", "izin", "sistem", "media", "terbaca"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "buku.kube"


@pytest.fixture
def ledger(path: Path, grow: Any) -> Path:
    """A closed ledger of 100 records."""
    with SqliteLog.create(path) as log:
        grow(log, GROUP, [b"%d" % n for n in range(100)], [b"k"])
    return path


def names(folder: Path) -> set[str]:
    return {item.name for item in folder.iterdir()}


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {item.name: (item.read_bytes(), item.stat().st_mtime_ns) for item in folder.iterdir() if item.is_file()}


# create


def test_create_makes_one_file_that_holds_the_schema_by_itself(path: Path) -> None:
    log = SqliteLog.create(path)
    copy = path.with_name("copy.kube")
    copy.write_bytes(path.read_bytes())  # without -wal: the handle is still open
    with SqliteLog(copy) as copied:
        assert copied.groups() == []
    log.close()
    assert names(path.parent) == {"buku.kube", "copy.kube"}
    assert path.read_bytes()[68:72] == b"KUBE"
    assert path.read_bytes()[60:64] == (1).to_bytes(4, "big")
    assert path.read_bytes()[18:20] == b"\x02\x02"  # write-ahead log


def test_create_leaves_permissions_to_the_umask(path: Path) -> None:
    SqliteLog.create(path).close()
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask


def _file(path: Path) -> None:
    path.write_bytes(b"precious")


def _empty(path: Path) -> None:
    path.touch()


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def _folder(path: Path) -> None:
    path.mkdir()


def _ledger(path: Path) -> None:
    SqliteLog.create(path).close()


@pytest.mark.parametrize("there", [_file, _empty, _dangling, _folder, _ledger])
def test_create_refuses_whatever_stands_there_and_leaves_it_alone(path: Path, there: Callable[[Path], None]) -> None:
    there(path)
    before = snapshot(path.parent), names(path.parent)
    with pytest.raises(LedgerExists):
        SqliteLog.create(path)
    assert (snapshot(path.parent), names(path.parent)) == before


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_create_refuses_to_stand_beside_a_foreign_journal(path: Path, suffix: str) -> None:
    path.with_name(path.name + suffix).write_bytes(b"of another")
    with pytest.raises(LedgerExists) as caught:
        SqliteLog.create(path)
    assert caught.value.path.endswith(suffix)
    assert not path.exists()


def test_sqlite_would_replay_a_journal_left_behind_into_a_new_file(
    path: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: without the guard a new ledger is born with the old one's contents."""
    old = SqliteLog.create(path)
    grow(old, GROUP, [b"old"])
    left = path.with_name(path.name + "-wal").read_bytes()
    old.close()
    path.unlink()
    path.with_name(path.name + "-wal").write_bytes(left)
    monkeypatch.setattr(new_file, "beside", lambda _: [])
    with SqliteLog.create(path) as log:
        assert log.groups() != []


def test_create_where_no_folder_is_or_no_name_is_possible_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    before = names(tmp_path)
    for impossible in (tmp_path / "none" / "x.kube", tmp_path / "file" / "x.kube", tmp_path / ("x" * 300), "a\0b", ""):
        with pytest.raises(NoPermission) as caught:
            SqliteLog.create(impossible)
        assert caught.value.reason
        assert caught.value.reason not in caught.value.sentence
        assert not set(re.findall(r"\w+", caught.value.reason)) & INDONESIAN
    assert names(tmp_path) == before


@pytest.mark.parametrize("step", ["_sync", "_put", "sync_folder"])
def test_a_create_that_fails_leaves_no_temporary_file(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_file, step, fail)
    with pytest.raises(DiskFull):
        SqliteLog.create(path)
    assert names(path.parent) <= {path.name}
    if path.exists():  # it was put there, but who asked was not told so: it is whole
        SqliteLog(path).close()


def test_where_the_file_system_knows_no_links_create_still_overwrites_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    SqliteLog.create(path).close()
    before = path.read_bytes()
    with pytest.raises(FileExistsError):  # as for one who was a moment later than another
        new_file._put(path, path)
    with pytest.raises(LedgerExists):
        SqliteLog.create(path)
    assert path.read_bytes() == before
    assert names(path.parent) == {path.name}


RACE = """
path, go = sys.argv[1:]
print("ready", flush=True)
while not os.path.exists(go):
    pass
try:
    with SqliteLog.create(path) as made:
        grow(made, "mine", [b"%d" % os.getpid()])
    print("made")
except errors.LedgerExists:
    print("exists")
"""


def test_of_processes_that_create_at_once_exactly_one_wins(tmp_path: Path, child: Any) -> None:
    for turn in range(5):
        path, go = tmp_path / f"{turn}.kube", tmp_path / f"go{turn}"
        processes = [child.start(RACE, path, go) for _ in range(4)]
        for process in processes:
            assert process.stdout.readline() == "ready\n"
        go.touch()
        answers = {process.pid: process.communicate(timeout=60)[0].strip() for process in processes}
        assert sorted(answers.values()) == ["exists", "exists", "exists", "made"]
        with SqliteLog(path) as log:
            (winner,) = [pid for pid, answer in answers.items() if answer == "made"]
            assert [row.record for page in log.read("mine") for row in page] == [b"%d" % winner]
    assert not [name for name in names(tmp_path) if name.endswith(".new")]


# open


def test_open_of_nothing_says_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    before = names(tmp_path)
    for missing in ("none.kube", "none/x.kube", "file/x.kube", "dangling", "loop"):
        for read_only in (False, True):
            with pytest.raises(NoLedger) as caught:
                SqliteLog(tmp_path / missing, read_only=read_only)
            assert caught.value.path == str(tmp_path / missing)
    for name in ("", "a\0b"):
        with pytest.raises(NoLedger):
            SqliteLog(name)
    assert names(tmp_path) == before


def _text(path: Path) -> None:
    path.write_text("tanggal;jumlah\n2019-07-07;5000\n" * 50)


def _short_text(path: Path) -> None:
    path.write_text("hi")


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE events (group_number, position, leaf, record)")


def _wal_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE events (group_number, position, leaf, record)")


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as here:
        here.bind(str(path))


def _damaged(change: Callable[[bytearray], None]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        SqliteLog.create(path).close()
        data = bytearray(path.read_bytes())
        change(data)
        path.write_bytes(data)

    return make


def _set(offset: int, value: bytes) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        data[offset : offset + len(value)] = value

    return change


def _cut(length: int) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        del data[length:]

    return change


def _without(table: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        SqliteLog.create(path).close()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"DROP TABLE {table}")

    return make


def _view(path: Path) -> None:
    _without("events")(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW events AS SELECT 1 AS group_number, 2 AS position, 3 AS leaf, 4 AS record")


def _renamed_column(path: Path) -> None:
    SqliteLog.create(path).close()
    with closing(sqlite3.connect(path)) as connection:
        for name in sqlite_file.guards():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("ALTER TABLE events RENAME COLUMN leaf TO hash")


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        (_folder, "folder"),
        (_empty, "kosong"),
        (_text, "bukan berkas SQLite"),
        (_short_text, "bukan berkas SQLite"),
        (_fifo, "bukan berkas biasa"),
        (_socket, "bukan berkas biasa"),
        (_other_database, "aplikasi lain"),
        (_wal_database, "aplikasi lain"),
        (_damaged(_set(0, b"SQLite format 4\x00")), "kepala"),
        (_damaged(_set(16, b"\x01\x01")), "kepala"),
        (_damaged(_set(16, b"\x00\x00")), "kepala"),
        (_damaged(_set(21, b"\x41")), "kepala"),
        (_damaged(_set(68, b"KUBF")), "aplikasi lain"),
        (_damaged(_set(60, b"\x00\x00\x00\x00")), "format 0"),
        (_damaged(_set(60, b"\xff\xff\xff\xff")), "format -1"),
        (_damaged(_cut(50)), "terpotong"),
        (_damaged(_cut(100)), "terpotong"),
        (_damaged(_cut(4096)), "terpotong"),
        (_damaged(_set(100, b"\x00" * 3000)), "rusak"),
        (_without("events"), "tabel events"),
        (_without("keys"), "tabel keys"),
        (_without("heads"), "tabel heads"),
        (_without("settings"), "tabel settings"),
        (_view, "tabel events"),
        (_renamed_column, "skemanya"),
    ],
)
def test_open_of_something_else_says_what_is_wrong_and_leaves_it_alone(
    path: Path, there: Callable[[Path], None], reason: str
) -> None:
    there(path)
    before = snapshot(path.parent), names(path.parent)
    for read_only in (True, False):
        with pytest.raises(NotALedger) as caught:
            SqliteLog(path, read_only=read_only)
        assert reason in caught.value.reason_id
        assert reason in caught.value.sentence
        assert f"({caught.value.reason})" in str(caught.value)
        assert not set(re.findall(r"\w+", str(caught.value))) & INDONESIAN
        assert caught.value.path == str(path)
        assert (snapshot(path.parent), names(path.parent)) == before


def test_a_newer_format_says_so_and_is_not_touched(path: Path) -> None:
    _damaged(_set(60, (99).to_bytes(4, "big")))(path)
    before = snapshot(path.parent)
    with pytest.raises(NewerFormat) as caught:
        SqliteLog(path)
    assert (caught.value.found, caught.value.known) == (99, 1)
    assert "perbarui aplikasi" in caught.value.sentence
    assert snapshot(path.parent) == before


def test_every_shorter_file_is_refused_with_a_reason(ledger: Path) -> None:
    whole = ledger.read_bytes()
    for length in (*range(0, 200, 7), *range(200, len(whole), 509), len(whole) - 1):
        ledger.write_bytes(whole[:length])
        with pytest.raises(NotALedger):
            SqliteLog(ledger)
        assert ledger.read_bytes() == whole[:length]


def test_missing_triggers_do_not_keep_an_auditor_out(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        for name in sqlite_file.guards():
            connection.execute(f"DROP TRIGGER {name}")
    with SqliteLog(ledger) as log:
        assert log.head(GROUP).size == 100


def test_repair_puts_back_triggers_that_were_dropped_or_changed(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("DROP TRIGGER events_stay")
        connection.execute("DROP TRIGGER keys_stay")
        connection.execute("CREATE TRIGGER keys_stay BEFORE DELETE ON keys BEGIN SELECT 1; END")
    with SqliteLog(ledger) as log:
        log.repair(GROUP, log.head(GROUP), list(log.keys(GROUP)))
    with closing(sqlite3.connect(ledger)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    assert set(dict(found)) == set(sqlite_file.guards())
    assert all(sql in sqlite_file.guards()[name] for name, sql in found)


def test_an_older_sqlite_is_named(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    uses: list[Callable[[], object]] = [lambda: SqliteLog(ledger), lambda: SqliteLog.create(tmp_path / "new.kube")]
    for use in uses:
        with pytest.raises(NotALedger, match=r"3\.37"):
            use()


# settings


def test_connections_are_set_for_durability_and_distrust(ledger: Path) -> None:
    with SqliteLog(ledger, busy_timeout=12.5) as log:
        assert log._writer is not None
        for connection in (log._writer, log._reader):
            settings = {
                name: connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "trusted_schema", "cell_size_check", "recursive_triggers", "busy_timeout")
            }
            assert settings == {
                "journal_mode": b"wal",
                "trusted_schema": 0,
                "cell_size_check": 1,
                "recursive_triggers": 1,
                "busy_timeout": 12_500,
            }
        assert log._writer.execute("PRAGMA synchronous").fetchone() == (2,)
        assert log._reader.execute("PRAGMA query_only").fetchone() == (1,)


def test_where_wal_is_refused_every_commit_syncs_file_and_folder(
    path: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dot-file locks of SQLite have no shared memory, so it refuses WAL there."""
    real = sqlite3.connect

    def without_shared_memory(file: str, **options: Any) -> Any:
        return real(f"{file}&vfs=unix-dotfile", **options)

    monkeypatch.setattr(sqlite3, "connect", without_shared_memory)
    with SqliteLog.create(path, busy_timeout=1) as log:
        assert log._writer is not None
        assert log._writer.execute("PRAGMA journal_mode").fetchone() == (b"delete",)
        assert log._writer.execute("PRAGMA synchronous").fetchone() == (3,)
        grow(log, GROUP, [b"1"])
        grow(log, GROUP, [b"2"])
        assert [row.record for page in log.read(GROUP) for row in page] == [b"1", b"2"]
    assert names(path.parent) == {path.name}


# Where WAL is refused; killed once its first page says that the file is longer, and before it is.
CUT_OFF = """
import resource, sqlite3
real = sqlite3.connect
sqlite3.connect = lambda file, **options: real(f"{file}&vfs=unix-dotfile", **options)
store = SqliteLog.create(sys.argv[1])
grow(store, "melati-3", [b"acknowledged"])
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(sys.argv[1]), resource.RLIM_INFINITY))
grow(store, "melati-3", [bytes(9000)])
"""


def test_where_wal_is_refused_a_commit_that_was_cut_off_is_undone_by_who_may_write(path: Path, child: Any) -> None:
    assert child.run(CUT_OFF, path).returncode == -signal.SIGXFSZ
    assert path.with_name(f"{path.name}-journal").stat().st_size
    with pytest.raises(ReadOnly, match="can't be written"):
        SqliteLog(path, read_only=True)
    with SqliteLog(path) as log:
        assert [row.record for page in log.read(GROUP) for row in page] == [b"acknowledged"]


def test_schema_is_strict_and_clustered_by_group_and_position(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        tables = {
            name: (without_rowid, strict)
            for _, name, kind, _, without_rowid, strict in connection.execute("PRAGMA table_list").fetchall()
            if kind == "table" and not name.startswith("sqlite_")
        }
    assert tables == {"events": (1, 1), "keys": (1, 1), "heads": (0, 1), "settings": (1, 1)}


# closing


def test_the_last_handle_to_close_leaves_one_file(ledger: Path, grow: Any) -> None:
    first, second, reader = SqliteLog(ledger), SqliteLog(ledger), SqliteLog(ledger, read_only=True)
    grow(first, GROUP, [b"more"])
    grow(second, GROUP, [b"and more"])
    assert reader.head(GROUP).size == 102
    first.close()
    assert reader.head(GROUP).size == 102
    reader.close()
    grow(second, GROUP, [b"still"])
    second.close()
    assert names(ledger.parent) == {ledger.name}
    with SqliteLog(ledger) as log:
        assert log.head(GROUP).size == 103


@pytest.mark.parametrize("last", ["reader", "writer"])
def test_a_reader_may_come_first_and_go_last(ledger: Path, grow: Any, last: str) -> None:
    with SqliteLog(ledger, read_only=True) as other:
        assert other.head(GROUP).size == 100
    reader = SqliteLog(ledger, read_only=True)
    writer = SqliteLog(ledger)
    grow(writer, GROUP, [b"more"])
    assert reader.head(GROUP).size == 101
    for log in (reader, writer) if last == "writer" else (writer, reader):
        log.close()
    with SqliteLog(ledger) as log:
        assert log.head(GROUP).size == 101
    assert names(ledger.parent) == {ledger.name}


# reading only


def test_a_reader_writes_nothing_and_sees_what_others_write(ledger: Path, grow: Any) -> None:
    before = snapshot(ledger.parent)
    with SqliteLog(ledger, read_only=True) as log:
        assert log.read_only
        for use in (
            lambda: grow(log, GROUP, [b"x"]),
            lambda: log.appending(GROUP, 100).__enter__(),
            lambda: log.repair(GROUP, log.head(GROUP), []),
        ):
            with pytest.raises(ReadOnly):
                use()
        assert [row.position for page in log.read(GROUP) for row in page] == list(range(100))
    assert snapshot(ledger.parent) == before
    with SqliteLog(ledger, read_only=True) as log:
        with SqliteLog(ledger) as writer:
            grow(writer, GROUP, [b"more"])
            assert log.head(GROUP).size == 101
        assert log.head(GROUP).size == 101
    assert names(ledger.parent) == {ledger.name}


CRASH = """
store = SqliteLog(sys.argv[1])
grow(store, sys.argv[2], [b"acknowledged"])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_reader_sees_what_a_killed_writer_left_in_the_journal_and_leaves_it_there(ledger: Path, child: Any) -> None:
    assert child.run(CRASH, ledger, GROUP).returncode == -9
    before = {name: data for name, (data, _) in snapshot(ledger.parent).items() if not name.endswith("-shm")}
    assert set(before) == {ledger.name, f"{ledger.name}-wal"}
    with SqliteLog(ledger, read_only=True) as log:
        assert log.head(GROUP).size == 101
    after = {name: data for name, (data, _) in snapshot(ledger.parent).items() if not name.endswith("-shm")}
    assert after == before
    with SqliteLog(ledger) as log:
        assert log.head(GROUP).size == 101
    assert names(ledger.parent) == {ledger.name}


def test_a_file_shorter_than_its_header_says_opens_if_the_journal_completes_it(path: Path, grow: Any) -> None:
    """As after a crash while the journal was copied back."""
    log = SqliteLog.create(path)
    grow(log, GROUP, [b"x" * 500])
    grow(log, GROUP, [b"x" * 500] * 99)
    pages = len(path.read_bytes()) // 4096
    journal = path.with_name(path.name + "-wal").read_bytes()
    log.close()
    whole = path.read_bytes()
    assert len(whole) // 4096 > pages
    path.write_bytes(whole[: pages * 4096])
    with pytest.raises(NotALedger):
        SqliteLog(path)
    path.with_name(path.name + "-wal").write_bytes(journal)
    with SqliteLog(path) as log:
        assert [row.position for page in log.read(GROUP) for row in page] == list(range(100))


# permission; root may do anything, so another user tries

AS_NOBODY = """
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
path, mode = sys.argv[1:]
try:
    store = log.open_existing(path, read_only=mode == "read") if mode != "create" else log.create(path)
except errors.KubeLedgerError as error:
    print(type(error).__name__, error.reason_id)
    sys.exit()
print("open", store.head("melati-3").size, flush=True)
for line in sys.stdin:
    print(store.head("melati-3").size, sum(map(len, store.read("melati-3"))), flush=True)
store.close()
"""


@pytest.fixture
def shelf(ledger: Path) -> Iterator[Path]:
    """A folder that other users reach, with the ledger in it."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    shutil.copy(ledger, folder / "buku.kube")
    (folder / "buku.kube").chmod(0o644)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("file", "folder", "mode", "answer"),
    [
        (0o000, 0o755, "read", "NoPermission tidak ada izin baca"),
        (0o000, 0o755, "write", "NoPermission tidak ada izin baca"),
        (0o444, 0o777, "write", "NoPermission tidak ada izin tulis"),
        (0o666, 0o555, "write", "NoPermission tidak ada izin tulis pada foldernya"),
        (0o666, 0o000, "read", "NoPermission tidak ada izin"),
        (0o444, 0o555, "read", "open 100"),
        (0o444, 0o777, "read", "open 100"),
        (0o666, 0o777, "write", "open 100"),
        (0o666, 0o555, "create", "NoPermission tidak ada izin"),
    ],
)
def test_what_the_system_forbids_is_said_so(  # noqa: PLR0917  # as many as the table has columns
    shelf: Path, child: Any, file: int, folder: int, mode: str, answer: str
) -> None:
    path = shelf / ("new.kube" if mode == "create" else "buku.kube")
    (shelf / "buku.kube").chmod(file)
    shelf.chmod(folder)
    done = subprocess.run(
        child.command(AS_NOBODY, path, mode),
        env=child.environment,
        text=True,
        capture_output=True,
        input="",
        check=True,
    )
    assert done.stdout.strip() == answer
    shelf.chmod(0o755)
    assert names(shelf) == {"buku.kube"}


def test_a_reader_who_may_not_write_the_folder_still_sees_a_writer_begin(shelf: Path, child: Any, grow: Any) -> None:
    reader = child.start(AS_NOBODY, shelf / "buku.kube", "read", stdin=subprocess.PIPE)

    def ask() -> str:
        reader.stdin.write("?\n")
        reader.stdin.flush()
        return str(reader.stdout.readline().strip())

    assert reader.stdout.readline().strip() == "open 100"
    assert ask() == "100 100"
    with SqliteLog(shelf / "buku.kube") as log:
        grow(log, GROUP, [b"x" * 1000] * 50)
        assert ask() == "150 150"
        grow(log, GROUP, [b"y"])
        assert ask() == "151 151"
    assert ask() == "151 151"
    SqliteLog(shelf / "buku.kube").close()
    assert ask() == "151 151"
    reader.communicate(timeout=60)
    SqliteLog(shelf / "buku.kube").close()  # who may write clears away what the reader had to leave
    assert names(shelf) == {"buku.kube"}


# names


@pytest.mark.parametrize("name", ["a b", "50%", "100%25", "what?x=1&mode=rw", "#1", "büku", "buku;--", ":memory:", "-"])
def test_a_file_name_is_taken_literally(tmp_path: Path, grow: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with logs.create(name) as log:
        assert log.path == name
        grow(log, GROUP, [b"1"])
    assert names(tmp_path) == {name}
    with logs.open_existing(name) as log:
        monkeypatch.chdir("/")  # where the process goes later does not matter
        assert log.head(GROUP).size == 1
        grow(log, GROUP, [b"2"])
    with logs.open_existing(tmp_path / name, read_only=True) as log:
        assert log.head(GROUP).size == 2


def test_a_link_leads_to_the_ledger_itself(ledger: Path, tmp_path: Path, grow: Any) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.kube"
    link.symlink_to(ledger)
    with SqliteLog(link) as log, SqliteLog(ledger) as same:
        grow(log, GROUP, [b"more"])
        assert same.head(GROUP).size == 101
    assert names(link.parent) == {"link.kube"}


def test_a_url_asks_for_its_extra() -> None:
    for use in (logs.create, logs.open_existing):
        with pytest.raises(MissingExtra) as caught:
            use("postgresql://localhost/kube")
        assert caught.value.name == "postgres"


def test_importing_the_log_loads_no_sqlite(child: Any) -> None:
    script = "import kube_ledger.log as l; l.in_memory(); sys.exit('sqlite3' in sys.modules)"
    done = subprocess.run([*child.command("")[:1], "-c", f"import sys; {script}"], env=child.environment, check=False)
    assert done.returncode == 0


# other processes


def test_a_writer_elsewhere_is_waited_for_and_then_called_busy(ledger: Path, grow: Any) -> None:
    with SqliteLog(ledger, busy_timeout=0.2) as log, closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            grow(log, GROUP, [b"x"])
        assert log.head(GROUP).size == 100
        other.execute("ROLLBACK")
        grow(log, GROUP, [b"x"])


def test_every_reason_stands_in_a_sentence(tmp_path: Path) -> None:
    uses: list[Callable[[], object]] = [
        lambda: SqliteLog(tmp_path),
        lambda: SqliteLog(tmp_path / "x"),
        lambda: SqliteLog.create(tmp_path),
    ]
    for use in uses:
        with pytest.raises(KubeLedgerError) as caught:
            use()
        assert str(tmp_path) in caught.value.sentence


# While others write.


def malformed() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def test_a_file_that_changes_while_its_header_is_read_is_looked_at_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process copied its journal back, and took it away, between our reading and our looking for it."""
    SqliteLog.create(path).close()
    header, failures = sqlite_file._header, [malformed(), malformed()]

    def while_others_write(file: Path, *, immutable: bool, mode: Any = "ro") -> tuple[int, int, int]:
        if failures:
            os.utime(file, ns=(0, len(failures)))
            raise failures.pop()
        return header(file, immutable=immutable, mode=mode)

    monkeypatch.setattr(sqlite_file, "_header", while_others_write)
    SqliteLog(path).close()
    assert not failures


def test_a_file_at_rest_that_cant_be_read_is_damaged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteLog.create(path).close()
    looks = []

    def damaged(file: Path, *, immutable: bool, mode: Any = "ro") -> tuple[int, int, int]:
        assert mode == "ro"
        looks.append((file, immutable))
        raise malformed()

    monkeypatch.setattr(sqlite_file, "_header", damaged)
    with pytest.raises(NotALedger, match="cut off or damaged"):
        SqliteLog(path)
    assert len(looks) == 1
