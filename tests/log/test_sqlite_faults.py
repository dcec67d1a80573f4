"""Killed, cut off, out of room, out of luck: what was acknowledged is there, what was not is whole or absent.

Each fault has its control: the same test without the guard goes red.
"""

from __future__ import annotations

import random
import re
import signal
import sqlite3
import subprocess
import time
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from faults.system_calls import (
    APPENDER,
    GROUP,
    NIGHTLY,
    assert_a_copy_without_the_journal_is_known_for_it,
    assert_every_acknowledged_call_is_there_whole,
    assert_whole,
    at,
    calls_about,
    names_beside,
    needs_strace,
    traced,
)
from kube_ledger.errors import ConcurrencyError, DiskFull, IntegrityError, KubeLedgerError, NotALedger, Poisoned
from kube_ledger.log import Key
from kube_ledger.log import sqlite as sqlite_log
from kube_ledger.log.sqlite import SqliteLog
from kube_ledger.merkle import Frontier, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "buku.kube"


@pytest.fixture
def ledger(path: Path, grow: Any) -> Path:
    with SqliteLog.create(path) as log:
        grow(log, GROUP, [b"%d" % n for n in range(100)], [b"k"])
    return path


# the storage fails while writing

IO_ERROR = """
import resource, time
store = SqliteLog(sys.argv[1])
grow(store, "melati-3", [b"before"])
resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(sys.argv[1] + "-wal"), resource.RLIM_INFINITY))
def attempt(use):
    try:
        return use()
    except errors.KubeLedgerError as error:
        return type(error).__name__
print(attempt(lambda: grow(store, "melati-3", [b"x" * 9000])))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(attempt(lambda: grow(store, "melati-3", [b"after"])))
for use in (store.groups, store.stray, lambda: store.head("melati-3"), lambda: list(store.read("melati-3")),
            lambda: list(store.leaves("melati-3")), lambda: store.find_key("melati-3", 0, b"k"),
            lambda: list(store.keys("melati-3")), lambda: store.repair("melati-3", log.NO_HEAD, []),
            lambda: store.backup(sys.argv[1] + ".copy"), lambda: store.appending("melati-3", 0).__enter__()):
    print(attempt(use))
store.close()
store.close()
"""


def test_after_a_failed_write_a_handle_does_nothing_more(ledger: Path, child: Any, grow: Any) -> None:
    assert child.says(IO_ERROR, ledger) == ["Poisoned"] * 12
    with SqliteLog(ledger) as log:
        assert assert_whole(log)[100:] == [b"before"]
        grow(log, GROUP, [b"x" * 9000])
    assert [item.name for item in ledger.parent.iterdir()] == [ledger.name]


def test_without_the_poison_a_handle_would_go_on(ledger: Path, grow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control, with a failed COMMIT: only `poison` keeps the handle from going on."""

    class Failing:
        def __init__(self, connection: Any) -> None:
            self.connection = connection

        def __getattr__(self, name: str) -> Any:
            return getattr(self.connection, name)

        def execute(self, statement: str, parameters: Any = ()) -> Any:
            if statement == "COMMIT":
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC"
                raise error
            return self.connection.execute(statement, parameters)

    for guarded in (True, False):
        with SqliteLog(ledger) as log:
            if not guarded:
                monkeypatch.setattr(type(log._handle), "poison", lambda *_: None)
            real = log._writer
            log._held.writer = Failing(real)  # type: ignore[assignment]
            with pytest.raises(Poisoned, match="FSYNC"):
                grow(log, GROUP, [b"lost"])
            log._held.writer = real
            if guarded:
                with pytest.raises(Poisoned):
                    grow(log, GROUP, [b"next"])
            else:
                grow(log, GROUP, [b"next"])
    with SqliteLog(ledger) as log:
        assert assert_whole(log)[100:] == [b"next"]


# the disk is full

FULL = """
import subprocess
folder = sys.argv[1]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=640k", "none", folder], check=True)
path = folder + "/buku.kube"
store = log.create(path)
ballast = open(folder + "/ballast", "wb")
ballast.write(bytes(300_000))
ballast.flush()
acknowledged = 0
record = bytes(1000)
while True:
    try:
        grow(store, "melati-3", [record] * 5, [b"key %d" % acknowledged])
        acknowledged += 1
    except errors.DiskFull as error:
        print("full", error.sentence)
        break
for use in (lambda: grow(store, "melati-3", [record] * 50), lambda: store.backup(folder + "/copy.kube")):
    try:
        use()
    except errors.DiskFull:
        print("still full")
print(store.head("melati-3").size == acknowledged * 5 == sum(map(len, store.read("melati-3"))))
os.unlink(folder + "/ballast")
ballast.close()
grow(store, "melati-3", [record] * 5, [b"key %d" % acknowledged])
print(store.head("melati-3").size == acknowledged * 5 + 5)
store.close()
print(sorted(os.listdir(folder)))
store = log.open_existing(path)
rows = [row for page in store.read("melati-3") for row in page]
print([row.position for row in rows] == list(range(acknowledged * 5 + 5)), acknowledged > 3)
"""


def test_on_a_full_disk_nothing_is_written_and_after_making_room_the_same_handle_goes_on(
    tmp_path: Path, child: Any
) -> None:
    own_mounts = ["unshare", "--mount", "--map-root-user"]
    if subprocess.run([*own_mounts, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no private mount namespace here: the full disk was not tried")
    lines = child.says(FULL, tmp_path, before=own_mounts)
    assert lines[0].startswith("full Tempat penyimpanan")
    assert lines[1:] == ["still full", "still full", "True", "True", "['buku.kube']", "True True"]


@pytest.mark.parametrize("use", ["append", "repair"])
def test_a_full_disk_half_way_leaves_no_transaction_open(ledger: Path, grow: Any, use: str) -> None:
    with SqliteLog(ledger) as log:
        assert log._writer is not None
        (pages,) = log._writer.execute("PRAGMA page_count").fetchone()
        log._writer.execute(f"PRAGMA max_page_count={pages}")  # SQLite's own way to run out of room

        def fill() -> None:
            if use == "append":
                grow(log, GROUP, [b"x" * 9000] * 10, [b"z"])
            else:
                log.repair(GROUP, log.head(GROUP), (Key(0, b"%d" % n, 0, 1) for n in range(5000)))

        with pytest.raises(DiskFull):
            fill()
        assert not log._writer.in_transaction
        assert len(assert_whole(log)) == 100
        log._writer.execute("PRAGMA max_page_count=100000")
        grow(log, GROUP, [b"x" * 9000] * 10, [b"z"])
        assert len(assert_whole(log)) == 110
        assert log.find_key(GROUP, 0, b"k") is not None


# killed, or the sync failed, between any two system calls


def kill_at_every_system_call(tmp_path: Path, child: Any, *, among: Sequence[str] = (), beside: bool) -> None:
    """A1 and A12: at every system call about the file or its journals, while opening, appending and closing."""
    SqliteLog.create(tmp_path / "count.kube").close()
    count = calls_about(tmp_path / "count.kube", child.command(APPENDER, tmp_path / "count.kube", 3), child.environment)
    assert count["pwrite64"] > 20
    assert count["fdatasync"] > 6
    found, killed = set(), 0
    for call in among or count:
        for when in range(1, count[call] + 5):
            path = tmp_path / f"{call}-{when}.kube"
            SqliteLog.create(path).close()
            with ExitStack() as stack:
                if beside:
                    assert stack.enter_context(SqliteLog(path)).groups() == []
                done = child.run(APPENDER, path, 3, before=at(path, call, f"signal=SIGKILL:when={when}"))
                if not beside:  # a file that this process has open is not to be read past SQLite
                    assert_a_copy_without_the_journal_is_known_for_it(path, done.stdout)
            if beside:
                assert_a_copy_without_the_journal_is_known_for_it(path, done.stdout)
                assert not names_beside(path)
            found.add(assert_every_acknowledged_call_is_there_whole(path, done.stdout))
            assert not names_beside(path)
            if done.returncode == 0:
                break
            killed += 1
        else:
            pytest.fail("it never ended untouched")
    assert found == {0, 1, 2, 3}
    assert killed > 0.8 * sum(count[call] for call in among or count)


@needs_strace
@pytest.mark.slow
def test_killed_at_any_system_call_no_acknowledged_call_is_missing_and_none_is_half_there(
    tmp_path: Path, child: Any
) -> None:
    kill_at_every_system_call(tmp_path, child, beside=False)


@needs_strace
@pytest.mark.slow
def test_killed_at_any_system_call_beside_another_handle_nothing_is_missing_or_called_left_behind(
    tmp_path: Path, child: Any
) -> None:
    writing = ("pwrite64", "fdatasync", "ftruncate", "unlink")
    kill_at_every_system_call(tmp_path, child, among=writing, beside=True)


@needs_strace
@pytest.mark.slow
def test_a_sync_that_fails_poisons_the_handle_and_the_retry_enters_once(tmp_path: Path, child: Any) -> None:
    """A3: the n-th fdatasync fails with EIO. The call is not acknowledged; saying it again after reopening is safe."""
    script = """
    path = sys.argv[1]
    store = SqliteLog(path)
    for call in range(3):
        try:
            grow(store, "melati-3", [b"%d" % call], [b"key %d" % call])
        except errors.Poisoned as error:
            print("poisoned", error.reason)
            try:
                store.head("melati-3")
            except errors.Poisoned:
                print("stays poisoned")
            store.close()
            store = SqliteLog(path)
            if store.find_key("melati-3", 0, b"key %d" % call) is None:
                grow(store, "melati-3", [b"%d" % call], [b"key %d" % call])
    store.close()
    """
    poisoned, untouched = 0, 0
    for when in range(1, 100):
        path = tmp_path / f"{when}.kube"
        SqliteLog.create(path).close()
        done = child.run(script, path, before=traced(f"fdatasync:error=EIO:when={when}", trace="fdatasync"))
        assert done.returncode == 0, done.stderr
        with SqliteLog(path) as log:
            assert assert_whole(log) == [b"0", b"1", b"2"]
            assert len(list(log.keys(GROUP))) == 3
        lines = done.stdout.splitlines()
        assert lines in ([], ["poisoned SQLITE_IOERR_FSYNC", "stays poisoned"])
        poisoned += bool(lines)
        untouched = 0 if lines else untouched + 1
        if untouched > 4:  # a sync that fails while closing poisons nobody; behind the last one nothing fails
            break
    assert poisoned >= 3


@needs_strace
def test_every_acknowledgement_comes_after_a_sync_of_what_it_acknowledges(ledger: Path, child: Any) -> None:
    with SqliteLog(ledger):
        trace = child.run(APPENDER, ledger, 5, before=traced()).stderr
    assert unsynced_acknowledgements(trace) == (5, 0)


@needs_strace
def test_with_synchronous_normal_acknowledgements_come_unsynced(ledger: Path, child: Any) -> None:
    """The control of the test above."""
    weaker = "\n    store._writer.execute('PRAGMA synchronous=NORMAL')\n"
    script = APPENDER.replace("store = SqliteLog(path)\n", f"store = SqliteLog(path){weaker.replace('    ', '')}")
    assert script != APPENDER
    with SqliteLog(ledger):
        trace = child.run(script, ledger, 5, before=traced()).stderr
    acknowledged, unsynced = unsynced_acknowledgements(trace)
    assert acknowledged == 5
    assert unsynced >= 4


def unsynced_acknowledgements(trace: str) -> tuple[int, int]:
    """How many calls were acknowledged, and how many of them while bytes written to the journal were not synced."""
    dirty = acknowledged = unsynced = 0
    for line in trace.splitlines():
        if re.search(r"pwrite64\(\d+<[^>]*-wal>", line):
            dirty = 1
        elif re.search(r"(fdatasync|fsync)\(\d+<[^>]*-wal>", line):
            dirty = 0
        elif "ack " in line and "write(1" in line:
            acknowledged += 1
            unsynced += dirty
    return acknowledged, unsynced


CREATOR = """
made = SqliteLog.create(sys.argv[1])
os.write(1, b"made\\n")
for n in range(2):
    grow(made, "melati-3", [b"%d" % n])
made.backup(sys.argv[1] + ".copy")
os.write(1, b"copied\\n")
"""


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("call", ["pwrite64", "fsync", "fdatasync", "ftruncate", "link", "unlink"])
def test_killed_while_making_a_file_it_is_whole_or_not_there(tmp_path: Path, child: Any, call: str) -> None:
    inject = traced(f"{call}:signal=SIGKILL:when=1+", trace=call)
    for when in range(1, 2000):
        path = tmp_path / f"{when}.kube"
        done = child.run(CREATOR, path, before=[part.replace("when=1+", f"when={when}") for part in inject])
        for name, word in ((path, "made"), (path.with_name(f"{path.name}.copy"), "copied")):
            assert name.exists() or word not in done.stdout
            if name.exists():
                with SqliteLog(name) as log:
                    assert assert_whole(log) == [b"0", b"1"][: 2 if word == "copied" else log.head(GROUP).size]
        if done.returncode == 0:
            break
    else:
        pytest.fail("it never ended untouched")
    assert when > 2


@needs_strace
def test_a_new_file_is_synced_before_it_has_its_name_and_its_folder_after(tmp_path: Path, child: Any) -> None:
    path = tmp_path / "buku.kube"
    trace = child.run("SqliteLog.create(sys.argv[1])", path, before=traced(trace="fsync,fdatasync,link")).stderr
    calls = [line.split(None, 1)[1] for line in trace.splitlines() if str(tmp_path) in line]
    steps = [call.split("(")[0] + (" folder" if f"<{tmp_path}>" in call else "") for call in calls]
    named = steps.index("link")
    assert "fsync" in steps[:named]
    assert "fsync folder" in steps[named + 1 :]


# many at once

WRITER = """
path, name, calls = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = SqliteLog(path)
for call in range(calls):
    record = b"%s %d" % (name.encode(), call)
    position = grow_with_patience(store, "melati-3", [record], [record])
    os.write(1, b"%d %s\\n" % (position, record))
"""


def acknowledged_by(processes: list[Any]) -> list[tuple[int, bytes]]:
    lines = [line for process in processes for line in process.communicate(timeout=300)[0].splitlines()]
    return [(int(line.split(" ", 1)[0]), line.split(" ", 1)[1].encode()) for line in lines]


def append_from_processes(path: Path, child: Any, *, processes: int, calls: int) -> None:
    SqliteLog.create(path).close()
    started = [child.start(WRITER, path, f"p{n}", calls) for n in range(processes)]
    acknowledged = acknowledged_by(started)
    assert [process.returncode for process in started] == [0] * processes
    with SqliteLog(path) as log:
        records = assert_whole(log)
    assert sorted(acknowledged) == list(enumerate(records))
    assert len(records) == processes * calls
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_processes_that_append_to_one_file_lose_nothing_and_leave_no_gap(path: Path, child: Any) -> None:
    append_from_processes(path, child, processes=3, calls=60)


@pytest.mark.slow
def test_eight_processes_with_a_thousand_appends_each(path: Path, child: Any) -> None:
    """A18."""
    append_from_processes(path, child, processes=8, calls=1000)


def kill_at_random(path: Path, child: Any, seed: int, rounds: int) -> None:
    """A2: two writers, one killed after a random time; nothing acknowledged is missing."""
    chance = random.Random(seed)
    SqliteLog.create(path).close()
    acknowledged: list[tuple[int, bytes]] = []
    for turn in range(rounds):
        processes = [child.start(WRITER, path, f"{turn}-{n}", 30) for n in range(2)]
        time.sleep(chance.uniform(0.05, 0.35))
        victim = chance.choice(processes)
        victim.send_signal(signal.SIGKILL)
        acknowledged += acknowledged_by(processes)
        assert {process.returncode for process in processes} <= {0, -9}
    with SqliteLog(path) as log:
        records = assert_whole(log)
    assert set(acknowledged) <= set(enumerate(records)), f"seed {seed}"
    assert len(set(records)) == len(records)
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_writers_killed_at_random_lose_nothing_acknowledged(path: Path, child: Any) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    kill_at_random(path, child, seed, 3)


@pytest.mark.slow
def test_two_hundred_rounds_of_killing_lose_nothing_acknowledged(path: Path, child: Any) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    kill_at_random(path, child, seed, 200)


OPEN_AND_CLOSE = "SqliteLog(sys.argv[1]).close()"
SIZE = "print(SqliteLog(sys.argv[1], read_only=True).head('melati-3').size)"


@contextmanager
def two_handles(path: Path, look: Callable[[Path], None]) -> Iterator[SqliteLog]:
    """One handle at work, and a second look at the same file from the same process."""
    with SqliteLog(path) as log:
        assert log.head(GROUP).size == 100
        look(path)
        yield log


def test_opening_a_second_handle_takes_no_lock_from_the_first(ledger: Path, child: Any, grow: Any) -> None:
    """POSIX drops all locks of a process on a file with any descriptor that it closes; SQLite alone knows to wait.

    Without the lock the other process believes to be the last one, and deletes the journal that we write to.
    """
    with two_handles(ledger, lambda path: SqliteLog(path).close()) as log:
        child.says(OPEN_AND_CLOSE, ledger)
        grow(log, GROUP, [b"copied back at once"])
        grow(log, GROUP, [b"acknowledged"])
        assert child.says(SIZE, ledger) == ["102"]
        assert ledger.with_name(f"{ledger.name}-wal").exists()
    with SqliteLog(ledger) as log:
        assert assert_whole(log)[100:] == [b"copied back at once", b"acknowledged"]


def test_reading_the_header_with_open_would_lose_an_acknowledged_record(ledger: Path, child: Any, grow: Any) -> None:
    """The control: what the test above would show had `inspect` used `open`."""
    with two_handles(ledger, lambda path: path.open("rb").close()) as log:
        child.says(OPEN_AND_CLOSE, ledger)
        journal = ledger.with_name(f"{ledger.name}-wal")
        lost = not journal.exists()
        grow(log, GROUP, [b"copied back at once"])
        grow(log, GROUP, [b"acknowledged"])
        lost = lost and child.says(SIZE, ledger) == ["101"]
    assert lost


@pytest.mark.parametrize("replaced", [True, False])
def test_a_file_that_was_moved_away_or_replaced_takes_no_more_records(ledger: Path, grow: Any, replaced: bool) -> None:  # noqa: FBT001
    with SqliteLog(ledger) as log:
        log.backup(str(ledger.with_name("old.kube")))
        if replaced:
            ledger.with_name("old.kube").replace(ledger)
        else:
            ledger.rename(ledger.with_name("elsewhere.kube"))
        with pytest.raises(Poisoned, match="moved or replaced") as caught:
            grow(log, GROUP, [b"x"])
        with pytest.raises(Poisoned) as again:
            log.head(GROUP)
        assert "(berkasnya dipindah atau diganti)" in caught.value.sentence
        assert (str(again.value), again.value.sentence) == (str(caught.value), caught.value.sentence)


def test_without_the_look_at_the_file_an_acknowledged_record_would_go_with_the_old_one(
    ledger: Path, grow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    with SqliteLog(ledger) as log:
        log.backup(str(ledger.with_name("old.kube")))
        ledger.with_name("old.kube").replace(ledger)
        monkeypatch.setattr(sqlite_log, "identity", lambda _: log._held.identity)
        grow(log, GROUP, [b"acknowledged"])
    for item in ledger.parent.iterdir():
        if item != ledger:
            item.unlink()
    with SqliteLog(ledger, read_only=True) as log:
        assert log.head(GROUP).size == 100


# fork

FORK = """
store = SqliteLog(sys.argv[1])
records = [b"%d" % n + bytes(1000) for n in range(6000)]
tree = store.head("melati-3").tree()
leaves = [leaf_hash(record) for record in records]
for leaf in leaves:
    tree.add(leaf)
with store.appending("melati-3", 100) as transaction:
    transaction.add(records, leaves, [])
    process = os.fork()
    if process == 0:
        try:
            transaction.commit(tree)
        except errors.Forked:
            print("forked", flush=True)
        sys.exit()  # an ordinary end: the child takes its copy of the connections down
    os.waitpid(process, 0)
    transaction.commit(tree)
store.close()
print("committed")
"""


def test_a_child_forked_within_an_appending_neither_commits_nor_harms_it(ledger: Path, child: Any) -> None:
    assert child.says(FORK, ledger) == ["forked", "committed"]
    with SqliteLog(ledger) as log:
        assert len(assert_whole(log)) == 6100


# damage


def page_of(path: Path, record: bytes) -> int:
    return path.read_bytes().index(record) // 4096


@pytest.fixture
def long_ledger(path: Path, grow: Any) -> Path:
    with SqliteLog.create(path) as log:
        grow(log, GROUP, [b"record %06d " % n + b"x" * 300 for n in range(2000)])
        grow(log, "other", [b"fine"])
    return path


def test_reading_gives_all_before_a_damaged_page_and_names_where_it_stopped(long_ledger: Path) -> None:
    data = bytearray(long_ledger.read_bytes())
    page = page_of(long_ledger, b"record 001200 ")
    first = min(int(found) for found in re.findall(rb"record (\d{6}) ", data[page * 4096 : page * 4096 + 4096]))
    data[page * 4096 : page * 4096 + 8] = b"\xff" * 8
    long_ledger.write_bytes(data)
    with SqliteLog(long_ledger) as log:
        for read in (
            lambda: [row.position for page in log.read(GROUP) for row in page],
            lambda: list(log.leaves(GROUP)),
        ):
            with pytest.raises(IntegrityError) as caught:
                read()
            assert first - 40 <= caught.value.position <= first
        given: list[int] = []
        with pytest.raises(IntegrityError) as caught:
            given.extend(row.position for page in log.read(GROUP) for row in page)
        given = []
        position = caught.value.position
        for rows in log.read(GROUP, 0, position):
            given += [row.position for row in rows]
        assert given == list(range(position))
        assert [row.record for page in log.read("other") for row in page] == [b"fine"]
        assert [row.position for page in log.read(GROUP, 1999) for row in page] == [1999]


@pytest.mark.parametrize(
    ("table", "use"),
    [
        ("heads", lambda log: log.head(GROUP)),
        ("heads", lambda log: log.groups()),
        ("keys", lambda log: log.find_key(GROUP, 0, b"k")),
        ("keys", lambda log: list(log.keys(GROUP))),
        ("events", lambda log: log.stray()),
    ],
)
def test_a_damaged_table_is_named(ledger: Path, table: str, use: Callable[[SqliteLog], object]) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    data = bytearray(ledger.read_bytes())
    data[(page - 1) * 4096 : (page - 1) * 4096 + 100] = b"\xff" * 100
    ledger.write_bytes(data)
    with SqliteLog(ledger, read_only=True) as log, pytest.raises(NotALedger, match="can't be read") as caught:
        use(log)
    assert "tidak terbaca" in caught.value.sentence


def test_appending_to_a_damaged_page_poisons(ledger: Path, grow: Any) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'keys'").fetchone()
    data = bytearray(ledger.read_bytes())
    data[(page - 1) * 4096 : (page - 1) * 4096 + 100] = b"\xff" * 100
    ledger.write_bytes(data)
    with SqliteLog(ledger) as log:
        with pytest.raises(Poisoned, match="CORRUPT"):
            grow(log, GROUP, [b"x"], [b"z"])
        with pytest.raises(Poisoned):
            log.head(GROUP)


def read_everything(path: Path) -> list[bytes]:
    """As an auditor does; whatever is wrong with the file must come as one of our errors."""
    with SqliteLog(path, read_only=True) as log:
        log.stray()
        rows = []
        for group_id in log.groups():
            assert all(isinstance(part, bytes) for part in log.head(group_id)[1:])
            list(log.keys(group_id))
            rows += [row for page in log.read(group_id) for row in page]
        assert {type(part) for row in rows for part in row[1:]} <= {bytes}
        assert all(isinstance(leaf, bytes) for group_id in log.groups() for leaf in log.leaves(group_id))
        return [row.record for row in rows]


def flip_bits(ledger: Path, grow: Any, flips: int) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    chance = random.Random(seed)
    whole = ledger.read_bytes()
    used = [offset for offset in range(len(whole)) if whole[offset]]
    outcomes = {"read": 0, "error": 0}
    for _ in range(flips):
        offset, bit = chance.choice(used), chance.randrange(8)
        data = bytearray(whole)
        data[offset] ^= 1 << bit
        ledger.write_bytes(data)
        try:
            read_everything(ledger)
            outcomes["read"] += 1
        except KubeLedgerError as error:
            outcomes["error"] += 1
            error.sentence.encode()
        except Exception as error:
            raise AssertionError(f"seed {seed}, byte {offset}, bit {bit}") from error
        try:
            with SqliteLog(ledger) as log:
                grow(log, "new group", [b"x"], [b"k"])
        except ConcurrencyError as error:  # it would be retried for ever
            raise AssertionError(f"seed {seed}, byte {offset}, bit {bit}") from error
        except (KubeLedgerError, ValueError):
            pass
        for suffix in ("-wal", "-shm"):
            ledger.with_name(ledger.name + suffix).unlink(missing_ok=True)
    assert all(outcomes.values())


def test_a_flipped_bit_anywhere_gives_an_error_of_ours_or_bytes_to_verify(ledger: Path, grow: Any) -> None:
    flip_bits(ledger, grow, 300)


@pytest.mark.slow
def test_thousands_of_flipped_bits(ledger: Path, grow: Any) -> None:
    flip_bits(ledger, grow, 10_000 if NIGHTLY else 2_000)


def set_type_of_leaf(ledger: Path, position: int, column_type: int) -> bytes:
    """Overwrite the one byte that says what a leaf is; gives the leaf."""
    leaf = leaf_hash(b"%d" % position)
    data = bytearray(ledger.read_bytes())
    at = data.index(leaf)
    data[at - 6 + data[at - 6 : at].index(76)] = column_type  # 76 is a blob of 32 bytes
    ledger.write_bytes(data)
    return leaf


@pytest.mark.parametrize("column_type", [0, 1, 6, 12, 74])
def test_a_column_of_another_length_names_the_record(ledger: Path, column_type: int) -> None:
    leaf = set_type_of_leaf(ledger, 42, column_type)
    with SqliteLog(ledger) as log:
        assert [row.position for page in log.read(GROUP, 0, 42) for row in page] == list(range(42))
        with pytest.raises(IntegrityError) as caught:
            list(log.read(GROUP))
        assert caught.value.position == 42
        found = list(log.leaves(GROUP))  # SQLite looks only as far as the leaf and takes what it finds
        assert found[42] != leaf
        assert {type(item) for item in found} == {bytes}
        assert [row.position for page in log.read(GROUP, 43) for row in page] == list(range(43, 100))


@pytest.mark.parametrize("position", [42, 99])
def test_a_position_that_can_not_be_read_is_named(ledger: Path, position: int) -> None:
    data = bytearray(ledger.read_bytes())
    at = data.index(leaf_hash(b"%d" % position))
    assert data[at - 6 : at] == bytes([5, 9, 1, 76, 16, position])  # header length; 1, integer, 32 bytes, 2 bytes
    data[at - 4] = 0  # the position is NULL
    ledger.write_bytes(data)
    with SqliteLog(ledger) as log:
        assert len(list(log.leaves(GROUP, 0, position))) == position
        for read in (log.read, log.leaves):
            with pytest.raises(IntegrityError) as caught:
                list(read(GROUP, 0, position + 1))
            assert caught.value.position == position


def test_an_empty_blob_turned_into_a_number_by_one_bit_is_bytes_that_do_not_match(path: Path) -> None:
    """The number 0 takes no room either, so that SQLite finds nothing wrong."""
    with SqliteLog.create(path) as log:
        tree = Frontier()
        tree.add(leaf_hash(b""))
        log.append(GROUP, [b""], [leaf_hash(b"")], [], tree, 0)
    data = bytearray(path.read_bytes())
    at = data.index(leaf_hash(b"")) - 1
    assert data[at] == 12  # a blob of no bytes
    data[at] ^= 4
    path.write_bytes(data)
    with SqliteLog(path) as log:
        assert [row.record for page in log.read(GROUP) for row in page] == [b"0"]


def test_a_blob_turned_into_text_by_one_bit_is_still_bytes(ledger: Path) -> None:
    """The lowest bit of a column's type says blob or text; Python would try to read UTF-8 and fail without a code."""
    leaf = set_type_of_leaf(ledger, 42, 77)
    with closing(sqlite3.connect(ledger)) as connection:
        assert connection.execute("SELECT typeof(leaf) FROM events WHERE position = 42").fetchone() == ("text",)
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("SELECT leaf FROM events WHERE position = 42").fetchone()
    with SqliteLog(ledger) as log:
        assert list(log.leaves(GROUP, 42, 43)) == [leaf]
        assert [row.leaf for page in log.read(GROUP, 42, 43) for row in page] == [leaf]


@pytest.mark.slow
def test_a_journal_cut_off_anywhere_keeps_a_prefix_of_whole_calls(path: Path, grow: Any, tmp_path: Path) -> None:
    """A10: what the cut takes is taken call by call; a kept head then shows that some are missing."""
    log = SqliteLog.create(path)
    for call in range(10):
        grow(log, GROUP, [b"%d/%d" % (call, part) for part in range(3)], [b"key %d" % call])
    main, journal = path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()
    log.close()
    sizes = set()
    frames = range(32, len(journal) + 1, 4120)
    for length in sorted({0, 31, len(journal), *(frame + off for frame in frames for off in (-1, 0, 1, 24))}):
        copy = tmp_path / "cut.kube"
        copy.write_bytes(main)
        copy.with_name("cut.kube-wal").write_bytes(journal[:length])
        with SqliteLog(copy) as cut:
            assert (cut.doubt is not None) == (length < 32 + 4120)
            cut._doubt = None
            records = assert_whole(cut)
        assert records == [b"%d/%d" % (call, part) for call in range(len(records) // 3) for part in range(3)]
        sizes.add(len(records))
    assert sizes == {3 * call for call in range(1, 11)}  # the first call is in the main file before its acknowledgement
