"""What holds for every log. An adapter subclasses `LogContract` and says how to open itself."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger.errors import (
    Busy,
    Closed,
    ConcurrencyError,
    Forked,
    IntegrityError,
    KubeLedgerError,
    LedgerExists,
    NoPermission,
)
from kube_ledger.log import IDEMPOTENCY, NO_HEAD, SIGNED_CALL, Head, Key, Log, Row, open_existing
from kube_ledger.log.memory import MemoryLog
from kube_ledger.log.protocol import PAGE_ROWS
from kube_ledger.log.sqlite import SqliteLog
from kube_ledger.merkle import Frontier, leaf_hash, root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GROUP = "melati-3"


def tree_of(records: list[bytes]) -> Frontier:
    tree = Frontier()
    for record in records:
        tree.add(leaf_hash(record))
    return tree


def leaves_of(records: list[bytes]) -> list[bytes]:
    return [leaf_hash(record) for record in records]


def contents(log: Log) -> dict[str, Any]:
    """Everything a log shows of itself."""
    return {
        group_id: (log.head(group_id), [row for page in log.read(group_id) for row in page], list(log.keys(group_id)))
        for group_id in log.groups()
    }


EVERY_METHOD: dict[str, Callable[[Log], object]] = {
    "groups": lambda log: log.groups(),
    "head": lambda log: log.head(GROUP),
    "read": lambda log: list(log.read(GROUP)),
    "leaves": lambda log: list(log.leaves(GROUP)),
    "find_key": lambda log: log.find_key(GROUP, IDEMPOTENCY, b"k"),
    "keys": lambda log: list(log.keys(GROUP)),
    "append": lambda log: log.append(GROUP, [b"x"], [leaf_hash(b"x")], [], tree_of([b"x"]), 0),
    "appending": lambda log: log.appending(GROUP, 0).__enter__(),
    "stray": lambda log: log.stray(),
    "repair": lambda log: log.repair(GROUP, NO_HEAD, []),
    "backup": lambda log: log.backup("/nonexistent/never.kube"),
    "enter": lambda log: log.__enter__(),
}


class LogContract:
    """Tests for one kind of log."""

    @pytest.fixture
    def new(self, tmp_path: Path) -> Callable[[float], Log]:
        """Opens a new, empty log, given the seconds to wait for another writer."""
        raise NotImplementedError  # an adapter says how to open itself

    @pytest.fixture
    def log(self, new: Callable[[float], Log]) -> Iterator[Log]:
        with new(30.0) as log:
            yield log

    # an empty log

    def test_a_new_log_knows_no_group_and_no_record(self, log: Log) -> None:
        assert log.groups() == []
        assert log.head(GROUP) == NO_HEAD
        assert list(log.read(GROUP)) == []
        assert list(log.leaves(GROUP)) == []
        assert log.find_key(GROUP, IDEMPOTENCY, b"k") is None
        assert list(log.keys(GROUP)) == []
        assert log.stray() == 0
        assert isinstance(log.path, str)
        assert not log.read_only

    # append and read

    def test_what_was_appended_is_read_back_byte_for_byte_in_order(self, log: Log, grow: Any) -> None:
        records = [b"", bytes(range(256)), b"\x00", b"x" * 65_535, "kader \u2019 \u200f".encode()]
        grow(log, GROUP, records[:2])
        grow(log, GROUP, records[2:])
        rows = [row for page in log.read(GROUP) for row in page]
        assert rows == [Row(position, record, leaf_hash(record)) for position, record in enumerate(records)]
        assert all(type(row) is Row for row in rows)
        assert list(log.leaves(GROUP)) == leaves_of(records)
        assert log.head(GROUP) == Head(5, root(leaves_of(records)), tree_of(records).to_bytes())
        assert log.groups() == [GROUP]

    def test_leaves_and_heads_are_stored_as_given_not_worked_out(self, log: Log) -> None:
        log.append(GROUP, [b"a"], [b"\xff" * 32], [], tree_of([b"z"]), 0)
        assert [row for page in log.read(GROUP) for row in page] == [Row(0, b"a", b"\xff" * 32)]
        assert log.head(GROUP).root == leaf_hash(b"z")

    @pytest.mark.parametrize("size", [1, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 1, 2 * PAGE_ROWS + 1])
    def test_pages_hold_every_row_once_and_no_page_is_empty_or_too_long(self, log: Log, grow: Any, size: int) -> None:
        records = [b"%d" % n for n in range(size)]
        grow(log, GROUP, records)
        pages = list(log.read(GROUP))
        assert [row.position for page in pages for row in page] == list(range(size))
        assert all(0 < len(page) <= PAGE_ROWS for page in pages)
        assert list(log.leaves(GROUP)) == leaves_of(records)

    @pytest.mark.parametrize(
        ("start", "stop"),
        [(0, None), (3, None), (3, 7), (7, 3), (0, 0), (9, 10), (10, None), (11, 99), (-5, 2), (0, -1), (5, 1 << 70)],
    )
    def test_start_and_stop_are_positions_of_which_stop_is_the_first_left_out(
        self, log: Log, grow: Any, start: int, stop: int | None
    ) -> None:
        records = [b"%d" % n for n in range(10)]
        grow(log, GROUP, records)
        wanted = [n for n in range(10) if start <= n and (stop is None or n < stop)]
        assert [row.position for page in log.read(GROUP, start, stop) for row in page] == wanted
        assert list(log.leaves(GROUP, start, stop)) == [leaf_hash(records[n]) for n in wanted]

    def test_long_records_come_in_pages_that_fit_memory(self, log: Log, grow: Any) -> None:
        grow(log, GROUP, [b"x" * 60_000] * 200)
        pages = list(log.read(GROUP))
        assert [row.position for page in pages for row in page] == list(range(200))
        if not isinstance(log, MemoryLog):  # there they are in memory anyway
            assert max(sum(len(row.record) for row in page) for page in pages) <= 8 << 20

    def test_groups_do_not_see_each_other(self, log: Log, grow: Any) -> None:
        grow(log, "b", [b"1", b"2"], [b"k"])
        grow(log, "a", [b"3"], [b"k"])
        grow(log, "b", [b"4"])
        assert log.groups() == ["a", "b"]
        assert [row.record for page in log.read("a") for row in page] == [b"3"]
        assert [row.record for page in log.read("b") for row in page] == [b"1", b"2", b"4"]
        assert log.find_key("a", IDEMPOTENCY, b"k") == Key(IDEMPOTENCY, b"k", 0, 1)
        assert log.find_key("b", IDEMPOTENCY, b"k") == Key(IDEMPOTENCY, b"k", 0, 2)

    @pytest.mark.parametrize(
        "group_id", ["'; DROP TABLE events; --", "%", "_", "a\x00b", "mawar 7 ", "Mélati", "\U0001f33c", "", "x" * 5000]
    )
    def test_a_group_id_is_taken_literally(self, log: Log, grow: Any, group_id: str) -> None:
        grow(log, "another", [b"1"])
        grow(log, group_id, [b"2"], [b"'; --", b"%", b"\x00"])
        assert log.groups() == sorted(["another", group_id])
        assert [row.record for page in log.read(group_id) for row in page] == [b"2"]
        assert [key.value for key in log.keys(group_id)] == [b"\x00", b"%", b"'; --"]
        assert log.find_key(group_id, IDEMPOTENCY, b"_") is None

    def test_a_reader_holds_up_nobody_and_meets_what_came_meanwhile(self, log: Log, grow: Any) -> None:
        grow(log, GROUP, [b"x"] * (PAGE_ROWS + 1))
        pages = log.read(GROUP)
        next(pages)
        grow(log, GROUP, [b"y"])
        assert [row.record for page in pages for row in page] == [b"x", b"y"]

    # refusals

    @pytest.mark.parametrize("expected_size", [0, 1, 3, -1])
    def test_another_size_than_expected_is_a_concurrency_error_and_changes_nothing(
        self, log: Log, grow: Any, expected_size: int
    ) -> None:
        grow(log, GROUP, [b"1", b"2"])
        before = contents(log)
        with pytest.raises(ConcurrencyError) as caught:
            grow(log, GROUP, [b"3"], expected_size=expected_size)
        assert (caught.value.expected, caught.value.actual) == (expected_size, 2)
        assert caught.value.facts["group"] == GROUP
        assert contents(log) == before

    def test_a_group_that_is_not_there_has_size_zero(self, log: Log, grow: Any) -> None:
        with pytest.raises(ConcurrencyError):
            grow(log, GROUP, [b"1"], expected_size=1)
        assert log.groups() == []

    def test_a_key_enters_once_and_a_second_time_changes_nothing(self, log: Log, grow: Any) -> None:
        grow(log, GROUP, [b"1"], [b"k"])
        before = contents(log)
        with pytest.raises(ConcurrencyError) as caught:
            grow(log, GROUP, [b"2"], [b"other", b"k"])
        assert caught.value.expected == caught.value.actual == 1
        assert contents(log) == before
        with pytest.raises(ConcurrencyError):
            grow(log, GROUP, [b"2"], [b"twice", b"twice"])
        assert contents(log) == before
        grow(log, GROUP, [b"2"], [b"other"])

    def test_a_key_said_again_in_a_later_portion_is_refused(self, log: Log) -> None:
        with log.appending(GROUP, 0) as transaction:
            transaction.add([b"1"], leaves_of([b"1"]), [Key(0, b"k", 0, 2)])
            with pytest.raises(ConcurrencyError):
                transaction.add([b"2"], leaves_of([b"2"]), [Key(0, b"other", 0, 2), Key(0, b"k", 0, 2)])
        assert log.groups() == []

    def test_the_same_value_under_another_kind_is_another_key(self, log: Log) -> None:
        keys = [Key(SIGNED_CALL, b"k", 0, 1), Key(IDEMPOTENCY, b"k", 0, 1), Key(IDEMPOTENCY, b"a", 1, 1)]
        log.append(GROUP, [b"1", b"2"], leaves_of([b"1", b"2"]), keys, tree_of([b"1", b"2"]), 0)
        assert list(log.keys(GROUP)) == sorted(keys, key=lambda key: (key.position, key.kind, key.value))
        assert all(log.find_key(GROUP, key.kind, key.value) == key for key in keys)
        assert log.find_key(GROUP, 2, b"k") is None

    def test_what_does_not_fit_together_is_a_value_error_and_changes_nothing(self, log: Log) -> None:
        with pytest.raises(ValueError, match="leaves"):
            log.append(GROUP, [b"1", b"2"], leaves_of([b"1"]), [], tree_of([b"1"]), 0)
        with pytest.raises(ValueError, match="frontier"):
            log.append(GROUP, [b"1", b"2"], leaves_of([b"1", b"2"]), [], tree_of([b"1"]), 0)
        assert contents(log) == {}
        log.append(GROUP, [b"1"], leaves_of([b"1"]), [], tree_of([b"1"]), 0)

    def test_nothing_appended_makes_no_group(self, log: Log) -> None:
        log.append(GROUP, [], [], [], Frontier(), 0)
        assert log.groups() == []

    # appending

    def test_an_appending_sees_what_it_added_and_others_only_after_commit(self, log: Log, grow: Any) -> None:
        grow(log, GROUP, [b"1"], [b"old"])
        with log.appending(GROUP, 1) as transaction:
            transaction.add([b"2"], leaves_of([b"2"]), [Key(0, b"new", 1, 2)])
            transaction.add([b"3"], leaves_of([b"3"]), [])
            assert [row.record for row in transaction.read(0, 99)] == [b"1", b"2", b"3"]
            assert [row.position for row in transaction.read(1, 2)] == [1]
            assert transaction.read(2, 1) == []
            assert all(type(row) is Row for row in transaction.read(0, 3))
            assert transaction.find_key(0, b"old") == Key(0, b"old", 0, 1)
            assert transaction.find_key(0, b"new") == Key(0, b"new", 1, 2)
            assert transaction.find_key(0, b"none") is None
            assert log.head(GROUP).size == 1
            assert [row.record for page in log.read(GROUP) for row in page] == [b"1"]
            assert log.find_key(GROUP, 0, b"new") is None
            transaction.commit(tree_of([b"1", b"2", b"3"]))
            assert log.head(GROUP).size == 3
        assert [row.record for page in log.read(GROUP) for row in page] == [b"1", b"2", b"3"]

    def test_leaving_without_commit_undoes_all(self, log: Log, grow: Any) -> None:
        grow(log, GROUP, [b"1"])
        before = contents(log)
        for group_id, size in ((GROUP, 1), ("new", 0)):
            with log.appending(group_id, size) as transaction:
                transaction.add([b"2"], leaves_of([b"2"]), [Key(0, b"k", size, 1)])
            assert contents(log) == before
            with pytest.raises(ZeroDivisionError), log.appending(group_id, size) as transaction:  # noqa: PT012
                transaction.add([b"2"], leaves_of([b"2"]), [Key(0, b"k", size, 1)])
                raise ZeroDivisionError
            assert contents(log) == before
        grow(log, GROUP, [b"2"], [b"k"])

    def test_an_appending_that_is_over_takes_nothing_more(self, log: Log) -> None:
        with log.appending(GROUP, 0) as left:
            pass
        with log.appending(GROUP, 0) as committed:
            committed.add([b"1"], leaves_of([b"1"]), [Key(0, b"k", 0, 1)])
            committed.commit(tree_of([b"1"]))
            for over in (left, committed):
                self.assert_over(over)
        with log.appending(GROUP, 1) as failed:
            with pytest.raises(ConcurrencyError):
                failed.add([b"2"], leaves_of([b"2"]), [Key(0, b"k", 1, 1)])
            self.assert_over(failed)
        assert log.head(GROUP).size == 1

    def assert_over(self, over: Any) -> None:
        uses: list[Callable[[], object]] = [
            lambda: over.add([b"2"], leaves_of([b"2"]), []),
            lambda: over.commit(tree_of([b"1"])),
            lambda: over.read(0, 1),
            lambda: over.find_key(0, b"k"),
        ]
        for use in uses:
            with pytest.raises(RuntimeError, match="over"):
                use()

    def test_an_appending_within_another_of_the_same_thread_is_refused_not_waited_for(
        self, log: Log, grow: Any
    ) -> None:
        with log.appending(GROUP, 0) as transaction:
            with pytest.raises(RuntimeError, match="within"):
                grow(log, "other", [b"1"])
            transaction.add([b"1"], leaves_of([b"1"]), [])
            transaction.commit(tree_of([b"1"]))
        assert log.groups() == [GROUP]

    def test_others_read_while_one_appends_and_a_second_writer_is_told_busy(
        self, new: Callable[[float], Log], grow: Any
    ) -> None:
        with new(0.2) as log, ThreadPoolExecutor(1) as other:
            grow(log, GROUP, [b"1"])
            with log.appending(GROUP, 1) as transaction:
                transaction.add([b"2"], leaves_of([b"2"]), [])
                assert other.submit(lambda: contents(log)[GROUP][0].size).result() == 1
                started = monotonic()
                assert isinstance(other.submit(grow, log, "b", [b"1"]).exception(), Busy)
                assert monotonic() - started < 10
                transaction.commit(tree_of([b"1", b"2"]))
            assert other.submit(grow, log, "b", [b"1"]).result() == 0

    def test_threads_that_retry_leave_no_gap_and_lose_nothing(self, log: Log, grow: Any) -> None:
        def write(thread: int) -> list[tuple[int, bytes]]:
            acknowledged = []
            for n in range(20):
                record = b"%d/%d" % (thread, n)
                while True:
                    try:
                        acknowledged.append((grow(log, GROUP, [record], [record]), record))
                    except ConcurrencyError:
                        continue
                    break
            return acknowledged

        with ThreadPoolExecutor(8) as pool:
            acknowledged = [pair for pairs in pool.map(write, range(8)) for pair in pairs]
        rows = [row for page in log.read(GROUP) for row in page]
        assert [(row.position, row.record) for row in rows] == sorted(acknowledged)
        assert [row.position for row in rows] == list(range(160))
        assert log.head(GROUP) == Head.of(tree_of([row.record for row in rows]))

    # repair

    def test_repair_replaces_head_and_keys_and_no_record(self, log: Log, grow: Any) -> None:
        grow(log, GROUP, [b"1", b"2"], [b"k"])
        grow(log, "b", [b"3"], [b"k"])
        rows, other = contents(log)[GROUP][1], contents(log)["b"]
        for head, keys in ((Head(9, b"r", b"f"), [Key(1, b"z", 1, 1)]), (Head.of(tree_of([b"1", b"2"])), [])):
            log.repair(GROUP, head, iter(keys))
            assert contents(log) == {GROUP: (head, rows, keys), "b": other}
        grow(log, GROUP, [b"3"], [b"k"])

    def test_a_repair_that_fails_half_way_changes_nothing(self, log: Log, grow: Any) -> None:
        grow(log, GROUP, [b"1"], [b"k"])
        before = contents(log)

        def keys() -> Iterator[Key]:
            yield Key(0, b"z", 0, 1)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            log.repair(GROUP, NO_HEAD, keys())
        with pytest.raises(IntegrityError):
            log.repair("nobody", NO_HEAD, [])
        assert contents(log) == before
        with pytest.raises(ConcurrencyError):
            grow(log, GROUP, [b"2"], [b"k"])

    @pytest.mark.parametrize("lie", [0, 1, 3])
    def test_a_head_that_lies_stops_appending_for_good_and_overwrites_nothing(
        self, log: Log, grow: Any, lie: int
    ) -> None:
        grow(log, GROUP, [b"1", b"2"])
        log.repair(GROUP, Head.of(tree_of([b"x"] * lie)), [])
        rows = contents(log)[GROUP][1]
        with pytest.raises(IntegrityError) as caught:
            grow(log, GROUP, [b"3"])
        assert caught.value.position == min(lie, 2)
        assert contents(log)[GROUP][1] == rows

    # backup

    def test_a_backup_is_a_ledger_with_the_same_contents(self, log: Log, grow: Any, tmp_path: Path) -> None:
        grow(log, GROUP, [b"%d" % n for n in range(1000)], [b"k", b"l"])
        grow(log, "b", [b"3"], [b"k"])
        target = tmp_path / "copy.kube"
        before = set(tmp_path.iterdir())
        with log.appending(GROUP, 1000) as transaction:
            transaction.add([b"not yet"], leaves_of([b"not yet"]), [])
            log.backup(str(target))
        assert set(tmp_path.iterdir()) - before == {target}
        for read_only in (True, False):
            with open_existing(target, read_only=read_only) as copy:
                assert contents(copy) == contents(log)
                assert copy.stray() == 0
        with open_existing(target) as copy:
            grow(copy, GROUP, [b"more"])

    def test_a_backup_overwrites_nothing_and_leaves_nothing_half_done(
        self, log: Log, grow: Any, tmp_path: Path
    ) -> None:
        grow(log, GROUP, [b"1"])
        target = tmp_path / "copy.kube"
        target.write_bytes(b"precious")
        (tmp_path / "dangling").symlink_to("nowhere")
        before = set(tmp_path.iterdir())
        for taken in (target, tmp_path / "dangling", tmp_path):
            with pytest.raises(LedgerExists):
                log.backup(str(taken))
        with pytest.raises(NoPermission):
            log.backup(str(tmp_path / "no folder" / "copy.kube"))
        assert target.read_bytes() == b"precious"
        assert set(tmp_path.iterdir()) == before

    # letting go

    def test_after_close_every_method_says_closed_and_closing_twice_is_fine(
        self, new: Callable[[float], Log], grow: Any
    ) -> None:
        log = new(30.0)
        grow(log, GROUP, [b"x"] * (PAGE_ROWS + 1))
        pages, leaves = log.read(GROUP), log.leaves(GROUP)
        next(pages)
        with log.appending(GROUP, PAGE_ROWS + 1) as transaction:
            log.close()
            with pytest.raises(Closed):
                transaction.add([b"1"], leaves_of([b"1"]), [])
        log.close()
        assert log.path
        uses: list[Callable[[Log], object]] = [lambda _: next(pages), lambda _: next(leaves), *EVERY_METHOD.values()]
        for use in uses:
            with pytest.raises(Closed):
                use(log)

    def test_in_a_forked_child_every_method_says_forked_and_the_parent_goes_on(self, log: Log, grow: Any) -> None:
        grow(log, GROUP, [b"1"])
        methods: dict[str, Callable[[Log], object]] = {**EVERY_METHOD, "close": type(log).close}
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # newer Pythons warn of threads; the child uses none
            process = os.fork()
        if process == 0:
            answers = []
            try:
                for name, use in methods.items():
                    try:
                        use(log)
                    except Forked:
                        continue
                    except BaseException as error:  # noqa: BLE001
                        answers.append(f"{name}: {error!r}")
                    else:
                        answers.append(f"{name}: nothing")
                log.__exit__()
                os.write(writing, "; ".join(answers).encode() or b"all forked")
            finally:
                os._exit(0)
        os.waitpid(process, 0)
        os.close(writing)
        answer = os.read(reading, 10_000)
        os.close(reading)
        assert answer == b"all forked"
        grow(log, GROUP, [b"2"])
        assert log.head(GROUP).size == 2

    def test_close_waits_for_an_appending_of_another_thread(self, new: Callable[[float], Log]) -> None:
        log = new(30.0)
        entered = Event()

        def close() -> None:
            entered.wait()
            log.close()

        closing = Thread(target=close)
        closing.start()
        with log.appending(GROUP, 0) as transaction:
            entered.set()
            closing.join(0.1)
            assert closing.is_alive()
            transaction.add([b"1"], leaves_of([b"1"]), [])
            transaction.commit(tree_of([b"1"]))
        closing.join(10)
        assert not closing.is_alive()
        with pytest.raises(Closed):
            log.head(GROUP)

    def test_every_error_has_a_sentence_for_a_person(self, log: Log, grow: Any, tmp_path: Path) -> None:
        grow(log, GROUP, [b"1"], [b"k"])
        errors: list[KubeLedgerError] = []
        uses: list[Callable[[], object]] = [
            lambda: grow(log, GROUP, [b"1"], expected_size=7),
            lambda: log.backup(str(tmp_path)),
            lambda: log.backup("a\0b"),
            lambda: log.repair("nobody", NO_HEAD, []),
        ]
        for use in uses:
            with pytest.raises(KubeLedgerError) as caught:
                use()
            errors.append(caught.value)
        for error in errors:
            assert error.sentence.endswith(".")
            assert "{" not in error.sentence


class TestMemoryLog(LogContract):
    @pytest.fixture
    def new(self) -> Callable[[float], Log]:
        return lambda seconds: MemoryLog(busy_timeout=seconds)


class TestSqliteLog(LogContract):
    @pytest.fixture
    def new(self, tmp_path: Path) -> Callable[[float], Log]:
        return lambda seconds: SqliteLog.create(tmp_path / "buku.kube", busy_timeout=seconds)
