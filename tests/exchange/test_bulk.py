"""Many calls as one act: seen by nobody before it is whole, undone by whatever breaks it, in bounded memory."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from contextlib import contextmanager
from datetime import date
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import Ledger, Refused, events
from kube_ledger.errors import Busy, ReadOnly
from kube_ledger.exchange import import_lines
from kube_ledger.ledger import Call
from line_files import FORMED, Line, counts, dues, exported, file_of, gift, imported, joined, line
from support import GROUP, Clock, Ids, in_memory, rows_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kube_ledger import Group

START = [FORMED, joined("m01"), joined("m02")]
DAY = date(2019, 7, 7)


def donation(amount: int) -> events.DonationReceived:
    """A gift to kas."""
    return events.DonationReceived(occurred_on=DAY, fund="kas", amount=amount, donor="Warung Bu Tini")


def call(*amounts: int, key: str | None = None) -> Call:
    """A call of gifts."""
    return Call.of([donation(amount) for amount in amounts], "treasurer", key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger in which the group stands, at size 3."""
    path = tmp_path / "melati.kube"
    with Ledger.create(path, clock=Clock(), new_id=Ids()) as ledger:
        imported(ledger.group(GROUP), *START)
    return path


@pytest.fixture
def group(path: Path) -> Iterator[Group]:
    """The group in a handle of its own."""
    with Ledger.open(path, clock=Clock()) as ledger:
        yield ledger.group(GROUP)


class Stream(io.BytesIO):
    """A file; at some line something happens."""

    def __init__(self, content: bytes, at: int, what: Any) -> None:
        super().__init__(content)
        self._left = at
        self._what = what

    def readline(self, size: int | None = -1, /) -> bytes:
        self._left -= 1
        if self._left == 0:
            self._what()
        return super().readline(size)


def raising(error: BaseException) -> Any:
    """Something that raises."""

    def what(*_: object) -> None:
        raise error

    return what


MANY = [gift(number, key=f"k{number}") for number in range(1, 1_201)]


def test_nothing_is_seen_by_another_handle_before_it_is_whole(group: Group, path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with Ledger.open(path, read_only=True) as other:

        def look() -> None:
            seen.append((other.group(GROUP).size, len(list(other.group(GROUP).entries()))))

        import_lines(group, Stream(file_of(*MANY), 1_150, look))
        look()
    assert seen == [(3, 3), (1_203, 1_203)]


BREAKS: dict[str, BaseException] = {
    "the keyboard": KeyboardInterrupt(),
    "the stream": OSError(5, "Input/output error"),
    "memory": MemoryError(),
    "the end": SystemExit(1),
}


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("at", [1, 700, 1_201])
def test_what_breaks_in_leaves_nothing_and_the_group_goes_on(name: str, at: int, group: Group, path: Path) -> None:
    before = rows_in(path)
    with pytest.raises(type(BREAKS[name])):
        import_lines(group, Stream(file_of(*MANY), at, raising(BREAKS[name])))
    assert rows_in(path) == before
    assert (group.size, len(list(group.entries()))) == (3, 3)
    assert group.record(donation(1), recorded_by="treasurer", key="k1").positions == (3,)
    assert counts(imported(group, *MANY)) == (1_199, 1, 0)
    assert group.verify() == []


def test_an_interruption_while_a_line_is_judged_leaves_nothing(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = group._recorder
    judged, asked = recorder.judged, 0

    def interrupted(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == 600:
            raise KeyboardInterrupt
        return judged(*given)

    monkeypatch.setattr(recorder, "judged", interrupted)
    with pytest.raises(KeyboardInterrupt):
        imported(group, *MANY)
    monkeypatch.undo()
    assert counts(imported(group, *MANY)) == (1_200, 0, 0)
    assert group.verify() == []


def test_a_failing_progress_undoes_all_and_a_working_one_is_told_which_line_was_read(group: Group) -> None:
    with pytest.raises(ZeroDivisionError):
        import_lines(group, io.BytesIO(file_of(*MANY)), progress=raising(ZeroDivisionError()))
    assert group.size == 3
    told: list[int] = []
    import_lines(group, io.BytesIO(file_of(*MANY, gift(1, key="x"), *([b""] * 2_500), *MANY)), progress=told.append)
    assert told == [1_000, 3_702, 4_702]


def test_a_refused_file_takes_nothing_back_that_stood(group: Group, path: Path) -> None:
    before = rows_in(path)
    assert imported(group, *MANY, dues("ghost")).refused
    assert rows_in(path) == before
    assert counts(imported(group, *MANY)) == (1_200, 0, 0)


def test_another_writer_waits_and_then_stands_behind_it(group: Group, path: Path) -> None:
    sizes: list[tuple[int, ...]] = []

    def record() -> None:
        with Ledger.open(path, clock=Clock()) as other:
            sizes.append(other.group(GROUP).record(donation(7), recorded_by="m01").positions)

    writer = Thread(target=record)
    import_lines(group, Stream(file_of(*MANY), 1_000, writer.start))
    writer.join()
    assert sizes == [(1_203,)]
    assert (group.size, group.verify()) == (1_204, [])
    assert group.record(donation(8), recorded_by="m01").positions == (1_204,)


def test_another_thread_of_the_same_handle_waits_too(group: Group) -> None:
    positions: list[tuple[int, ...]] = []
    writer = Thread(target=lambda: positions.append(group.record(donation(7), recorded_by="m01").positions))
    import_lines(group, Stream(file_of(*MANY), 1_000, writer.start))
    writer.join()
    assert positions == [(1_203,)]
    assert group.verify() == []


def test_who_recorded_before_it_began_is_taken_in_first(
    group: Group, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = group._reader.log
    overtaken: list[int] = []
    appending = log.appending

    @contextmanager
    def late(group_id: str, expected_size: int) -> Iterator[Any]:
        if len(overtaken) < 3:
            overtaken.append(expected_size)
            with Ledger.open(path, clock=Clock()) as other:
                other.group(GROUP).record(donation(9), recorded_by="m01")
        with appending(group_id, expected_size) as transaction:
            yield transaction

    monkeypatch.setattr(log, "appending", late)
    assert counts(imported(group, gift(1), line("event-reversed", {"target": 5, "reason": "x"}))) == (2, 0, 2)
    assert overtaken == [3, 4, 5]
    assert (group.size, group.verify()) == (8, [])


def test_a_ledger_open_for_reading_takes_nothing(path: Path) -> None:
    before = path.read_bytes()
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(ReadOnly):
        imported(ledger.group(GROUP), gift(1))
    assert path.read_bytes() == before


# The bulk itself.


def test_a_bulk_that_is_left_without_a_commit_is_undone(group: Group) -> None:
    with group.bulk() as bulk:
        assert bulk.offer(call(1, 2, key="a")).recorded == 2
        assert (bulk.size, group.size) == (5, 3)
        assert bulk.entry(4) is not None
        assert bulk.entry(5) is None
        assert bulk.entry(0) is not None
        assert bulk.entry(-1) is None
    assert group.size == 3
    with group.bulk() as bulk:
        assert bulk.offer(call(1, 2, key="a")).recorded == 2
        assert bulk.offer(call(1, 2, key="a")).repeated == 2
        bulk.commit()
        assert group.size == 5
    assert group.record(donation(1), donation(2), recorded_by="treasurer", key="a").repeated
    assert group.verify() == []


def test_a_bulk_of_which_something_was_refused_cant_be_committed(group: Group) -> None:
    for refused in (
        call(1, key="start"),
        Call.of([events.DuesPaid(occurred_on=DAY, member_id="ghost", amount=1)], "m01"),
    ):
        group.record(donation(9), recorded_by="treasurer", key="start")
        with group.bulk() as bulk:
            bulk.offer(call(1))
            assert len(bulk.offer(refused).refusals) == 1
            assert bulk.offer(call(2)).recorded == 1
            with pytest.raises(RuntimeError, match="whole or not at all"):
                bulk.commit()
        assert group.size == 4
    with group.bulk() as bulk:
        assert bulk.offer(call(1, 2), passed_over=[1]).recorded == 1
        with pytest.raises(RuntimeError, match="whole or not at all"):
            bulk.commit()
    assert group.size == 4


def test_a_bulk_whose_offer_was_interrupted_cant_be_committed(group: Group) -> None:
    def interrupted(index: int, event: events.Event) -> events.Event:
        if index == 1:
            raise KeyboardInterrupt
        return event

    with group.bulk() as bulk:
        bulk.offer(call(1))
        with pytest.raises(KeyboardInterrupt):
            bulk.offer(call(2, 3), interrupted)
        with pytest.raises(RuntimeError, match="interrupted"):
            bulk.commit()
    assert group.size == 3
    assert group.record(donation(1), recorded_by="m01").positions == (3,)


def test_a_bulk_that_is_over_or_was_not_entered_takes_nothing(group: Group) -> None:
    bulk = group.bulk()
    with pytest.raises(RuntimeError, match="not open"):
        bulk.offer(call(1))
    with bulk:
        bulk.offer(call(1))
        bulk.commit()
        for late in (lambda: bulk.offer(call(2)), bulk.commit):
            with pytest.raises(RuntimeError, match="not open"):
                late()
    with pytest.raises(RuntimeError, match="not open"):
        bulk.offer(call(1))
    assert group.size == 4


def test_a_bulk_in_which_all_was_repeated_writes_nothing(group: Group, path: Path) -> None:
    assert counts(imported(group, *MANY)) == (1_200, 0, 0)
    before = rows_in(path)
    assert counts(imported(group, *MANY)) == (0, 1_200, 0)
    assert counts(imported(group, *exported(group).splitlines())) == (0, 1_203, 0)
    assert rows_in(path) == before


def test_a_call_larger_than_a_portion_is_one_call(group: Group) -> None:
    lines: list[Line] = [{**gift(number), "batch": "b"} for number in range(1, 1_300)]
    lines[0]["key"] = "b"
    lines.append(line("event-reversed", {"target": 3, "reason": "dobel"}, batch="b"))
    assert counts(imported(group, *lines)) == (1_300, 0, 0)
    assert {(entry.call_id, entry.count) for entry in group.entries(3)} == {(next(group.entries(3)).call_id, 1_300)}
    assert counts(imported(group, *lines)) == (0, 1_300, 0)
    assert imported(group, *lines[:-1]).refused[0].code == "key-conflict"
    assert group.verify() == []


@pytest.mark.filterwarnings("error::kube_ledger.errors.SensitiveInClear")
def test_a_warning_that_is_an_error_undoes_it_and_is_given_once(group: Group) -> None:
    left = line("member-left", {"member_id": "m02", "reason": "pindah"})
    with pytest.raises(Warning, match="sensitive"):
        imported(group, gift(1), left)
    assert group.size == 3
    assert counts(imported(group, gift(1), left)) == (2, 0, 2)


def test_a_writer_that_never_ends_is_busy_for_the_others(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(path) as ledger, Ledger.open(path) as other, ledger.group(GROUP).bulk() as bulk:
        monkeypatch.setattr(other._reader.log, "_busy_timeout", 0.1)
        other._reader.log._writer.execute("PRAGMA busy_timeout=100")  # type: ignore[attr-defined]  # a SQLite log
        bulk.offer(call(1))
        with pytest.raises(Busy), other.group(GROUP).bulk():
            pass
        assert other.group(GROUP).size == 3
        bulk.commit()


# Much.


def long_file(count: int) -> Iterator[bytes]:
    """So many lines, never all at once."""
    yield from (file_of({**one, "key": f"start/{number}"}) for number, one in enumerate(START))
    for number in range(count - len(START)):
        yield file_of(dues("m01" if number % 2 else "m02", 1 + number % 50_000, key=f"dues/{number}"))


class Lines(io.RawIOBase):
    """A stream over lines that are made when they are read."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)

    def readline(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002
        return next(self._lines, b"")


@pytest.mark.slow
def test_memory_is_flat_in_the_number_of_lines(tmp_path: Path) -> None:
    peaks = {}
    for count in (1_000, 5_000, 20_000):
        with Ledger.create(tmp_path / f"{count}.kube") as ledger:
            tracemalloc.start()
            assert import_lines(ledger.group(GROUP), Lines(long_file(count))).recorded == count  # type: ignore[arg-type]
            peaks[count] = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    print({count: f"{peak / 2**20:.1f} MiB" for count, peak in peaks.items()})  # noqa: T201
    assert peaks[20_000] < peaks[5_000] * 1.25 + 2**19


@pytest.mark.slow
def test_twenty_thousand_lines_are_imported_said_again_and_moved_in_seconds(tmp_path: Path) -> None:
    content = b"".join(long_file(20_000))
    with Ledger.create(tmp_path / "a.kube") as ledger, Ledger.create(tmp_path / "b.kube") as other:
        mine, copy = ledger.group(GROUP), other.group(GROUP)
        for what, target in (("import", mine), ("said again", mine), ("its own export", mine), ("a copy", copy)):
            if what == "its own export":
                content = exported(mine)
            lines, started = io.BytesIO(content), time.process_time()
            done = import_lines(target, lines)
            print(f"{what}: 20,000 lines in {time.process_time() - started:.2f} s of CPU time")  # noqa: T201
            assert done.recorded + done.repeated == 20_000
            assert time.process_time() - started < 30


KILLED = """
import io, os, sys
from kube_ledger import Ledger
from kube_ledger.exchange import import_lines
path, file = sys.argv[1:]
def progress(number):
    print(number, flush=True)
with Ledger.open(path) as ledger, open(file, "rb") as stream:
    import_lines(ledger.group("melati-3"), stream, progress=progress)
    print("done", flush=True)
"""


@pytest.mark.slow
def test_a_kill_in_the_middle_of_an_import_leaves_nothing(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    file.write_bytes(b"".join(list(long_file(15_000))[len(START) :]))
    seed = int(os.environ.get("KILL_SEED", "0")) or random.randrange(10**6)
    print(f"KILL_SEED={seed}")  # noqa: T201
    chance = random.Random(seed)
    before = rows_in(path)
    killed = 0
    for _ in range(10):
        child = subprocess.Popen([sys.executable, "-c", KILLED, str(path), str(file)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()  # a thousand lines are read
        time.sleep(chance.uniform(0, 1.2))
        child.send_signal(signal.SIGKILL)
        done = b"done" in child.stdout.read()
        child.stdout.close()
        killed += child.wait() == -signal.SIGKILL and not done
        with Ledger.open(path) as ledger:
            group = ledger.group(GROUP)
            assert group.size == (15_000 if done else 3)
            assert group.verify() == []
            if done:
                break
            assert rows_in(path) == before
    assert killed >= 5, "the import was over before it could be killed: the file is too short"
    with Ledger.open(path) as ledger, file.open("rb") as stream:
        done_after = import_lines(ledger.group(GROUP), stream)
        assert done_after.recorded + done_after.repeated == 14_997
        assert ledger.group(GROUP).verify() == []


def test_a_bulk_of_one_group_leaves_the_others_alone() -> None:
    ledger = in_memory()
    for name in ("a", "b"):
        assert counts(imported(ledger.group(name), *START)) == (3, 0, 3)
    with ledger.group("a").bulk() as bulk:
        bulk.offer(call(1, key="k"))
        bulk.commit()
    assert (ledger.group("a").size, ledger.group("b").size) == (4, 3)
    assert not ledger.group("b").record(donation(2), recorded_by="m01", key="k").repeated
    with pytest.raises(Refused, match="key"):
        ledger.group("a").record(donation(2), recorded_by="treasurer", key="k")
