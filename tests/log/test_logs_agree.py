"""One machine drives the memory log, the SQLite log and a model of lists: they do the same at every step."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kube_ledger.errors import ConcurrencyError, LedgerExists
from kube_ledger.log import Head, Key, Log, Row, open_existing
from kube_ledger.log.memory import MemoryLog
from kube_ledger.log.sqlite import SqliteLog
from kube_ledger.merkle import Frontier, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable

GROUPS = st.sampled_from(["melati-3", "mawar-7", "a'b", "%"])
RECORDS = st.lists(st.binary(max_size=40), max_size=4)
VALUES = st.sampled_from([b"", b"k", b"l", b"\x00\xff"])
KEYS = st.lists(st.tuples(st.integers(0, 1), VALUES), max_size=2)
OFF_BY = st.sampled_from([0, 0, 0, -1, 1, 5])


class Model:
    """What a log is, in a dict of lists and a dict."""

    def __init__(self) -> None:
        self.records: dict[str, list[bytes]] = {}
        self.keys: dict[str, dict[tuple[int, bytes], Key]] = {}

    def size(self, group_id: str) -> int:
        return len(self.records.get(group_id, []))

    def accepts(self, group_id: str, keys: list[Key], expected_size: int) -> bool:
        names = [(key.kind, key.value) for key in keys]
        taken = self.keys.get(group_id, {})
        return expected_size == self.size(group_id) and len(set(names)) == len(names) and not taken.keys() & set(names)

    def enter(self, group_id: str, records: list[bytes], keys: list[Key]) -> None:
        if records or keys:
            self.records.setdefault(group_id, []).extend(records)
            self.keys.setdefault(group_id, {}).update({(key.kind, key.value): key for key in keys})

    def tree(self, group_id: str, more: list[bytes]) -> Frontier:
        tree = Frontier()
        for record in [*self.records.get(group_id, []), *more]:
            tree.add(leaf_hash(record))
        return tree


def outcome(use: Callable[[], object]) -> str:
    try:
        use()
    except ConcurrencyError as error:
        return f"concurrency {error.expected} {error.actual}"
    return "done"


class LogsAgree(RuleBasedStateMachine):
    """The rules are what a caller does; the invariant compares everything that can be read."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "buku.kube"
        self.copies = 0
        self.model = Model()
        self.memory = MemoryLog()
        self.sqlite = SqliteLog.create(self.path)

    @property
    def logs(self) -> tuple[Log, Log]:
        return self.memory, self.sqlite

    def teardown(self) -> None:
        for log in self.logs:
            log.close()
        left = {item.name for item in self.folder.iterdir()}
        shutil.rmtree(self.folder)
        assert not {name for name in left if name.endswith(("-wal", "-shm", ".new"))}

    def both(self, use: Callable[[Log], object], expected: str) -> None:
        assert [outcome(lambda log=log: use(log)) for log in self.logs] == [expected, expected]  # type: ignore[misc]

    @initialize(records=RECORDS)
    def begin(self, records: list[bytes]) -> None:
        self.append("melati-3", records, [], 0)

    @rule(group_id=GROUPS, records=RECORDS, names=KEYS, off_by=OFF_BY)
    def append(self, group_id: str, records: list[bytes], names: list[tuple[int, bytes]], off_by: int) -> None:
        size = self.model.size(group_id)
        keys = [Key(kind, value, size, len(records)) for kind, value in names]
        leaves = [leaf_hash(record) for record in records]
        tree = self.model.tree(group_id, records)
        accepted = self.model.accepts(group_id, keys, size + off_by)
        actual = size if off_by else size + off_by
        expected = "done" if accepted else f"concurrency {size + off_by} {actual}"
        self.both(lambda log: log.append(group_id, records, leaves, keys, tree, size + off_by), expected)
        if accepted:
            self.model.enter(group_id, records, keys)

    @rule(group_id=GROUPS, portions=st.lists(RECORDS, max_size=3), names=KEYS, commit=st.booleans())
    def append_in_portions(
        self,
        group_id: str,
        portions: list[list[bytes]],
        names: list[tuple[int, bytes]],
        commit: bool,  # noqa: FBT001
    ) -> None:
        size = self.model.size(group_id)
        records = [record for portion in portions for record in portion]
        keys = [Key(kind, value, size, len(records)) for kind, value in names]
        accepted = self.model.accepts(group_id, keys, size)

        def use(log: Log) -> None:
            with log.appending(group_id, size) as transaction:
                for portion in portions:
                    transaction.add(portion, [leaf_hash(record) for record in portion], [])
                assert [row.record for row in transaction.read(size, size + 99)] == records
                transaction.add([], [], keys)
                assert all(transaction.find_key(key.kind, key.value) == key for key in keys)
                if commit:
                    transaction.commit(self.model.tree(group_id, records))

        self.both(use, "done" if accepted else f"concurrency {size} {size}")
        if accepted and commit:
            self.model.enter(group_id, records, keys)

    @rule(group_id=GROUPS, records=RECORDS)
    def append_with_a_wrong_frontier(self, group_id: str, records: list[bytes]) -> None:
        size = self.model.size(group_id)
        leaves = [leaf_hash(record) for record in records]
        tree = self.model.tree(group_id, [*records, b"one more"])
        for log in self.logs:
            try:
                log.append(group_id, records, leaves, [], tree, size)
            except ValueError:
                continue
            raise AssertionError(log)

    @rule(group_id=GROUPS)
    def repair(self, group_id: str) -> None:
        if group_id in self.model.records:
            keys = list(self.model.keys[group_id].values())
            head = Head.of(self.model.tree(group_id, []))
            self.both(lambda log: log.repair(group_id, head, keys), "done")

    @rule()
    def reopen(self) -> None:
        self.sqlite.close()
        assert not self.path.with_name(f"{self.path.name}-wal").exists()
        self.sqlite = SqliteLog(self.path)

    @rule(use_memory=st.booleans())
    def go_on_with_a_backup(self, use_memory: bool) -> None:  # noqa: FBT001
        self.copies += 1
        target = self.folder / f"copy {self.copies}.kube"
        self.logs[0 if use_memory else 1].backup(str(target))
        for log in self.logs:
            try:
                log.backup(str(target))
            except LedgerExists:
                continue
            raise AssertionError(log)
        self.sqlite.close()
        self.path = target
        self.sqlite = SqliteLog(target)

    @invariant()
    def all_agree(self) -> None:
        records, keys = self.model.records, self.model.keys
        reader = open_existing(self.path, read_only=True)
        with reader:
            for log in (*self.logs, reader):
                assert log.groups() == sorted(records)
                assert log.stray() == 0
                for group_id in ("melati-3", "mawar-7", "a'b", "%"):
                    rows = [
                        Row(position, record, leaf_hash(record))
                        for position, record in enumerate(records.get(group_id, []))
                    ]
                    assert log.head(group_id) == Head.of(self.model.tree(group_id, []))
                    assert [row for page in log.read(group_id) for row in page] == rows
                    assert list(log.leaves(group_id)) == [row.leaf for row in rows]
                    found: list[Any] = sorted(keys.get(group_id, {}).values(), key=lambda key: (key[2], key[0], key[1]))
                    assert list(log.keys(group_id)) == found
                    assert all(log.find_key(group_id, key.kind, key.value) == key for key in found)
                    assert log.find_key(group_id, 0, b"never") is None


TestLogsAgree = LogsAgree.TestCase
TestLogsAgree.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
