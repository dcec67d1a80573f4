"""The memory log: the reference that says, in lists and dicts, what every log does."""

from __future__ import annotations

import os
from contextlib import contextmanager
from threading import Lock, RLock
from typing import TYPE_CHECKING, Final, Self

from kube_ledger.errors import Busy, ConcurrencyError

from .damage import headless, torn
from .handle import Handle
from .protocol import BUSY_TIMEOUT_SECONDS, NO_HEAD, PAGE_ROWS, GroupHead, Head, Key, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kube_ledger.merkle import Frontier

    from .protocol import Copied, Log, Progress

MEMORY_PATH: Final = ":memory:"


class _Group:
    """One group's rows, keys and head."""

    __slots__ = ("head", "keys", "rows")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.keys: dict[tuple[int, bytes], Key] = {}
        self.head = NO_HEAD


class MemoryAppending:
    """`Appending` on lists: what is added lies beside the group until `commit` puts it in at once."""

    def __init__(self, log: MemoryLog, group_id: str, group: _Group, expected_size: int) -> None:
        self._log = log
        self._group_id = group_id
        self._group = group
        self._expected_size = expected_size
        self._rows: list[Row] = []
        self._keys: dict[tuple[int, bytes], Key] = {}
        self._over = False

    def add(self, records: Sequence[bytes], leaves: Sequence[bytes], keys: Sequence[Key]) -> None:
        """See `Appending.add`."""
        self._check()
        if len(records) != len(leaves):
            raise ValueError(f"{len(records)} records have {len(leaves)} leaves")
        size = self._size
        self._rows += [Row(size + n, *pair) for n, pair in enumerate(zip(records, leaves, strict=True))]
        for key in keys:
            if self.find_key(key.kind, key.value) is not None:
                self._over = True
                raise ConcurrencyError(self._expected_size, self._expected_size, group=self._group_id)
            self._keys[key.kind, key.value] = key

    def find_key(self, kind: int, value: bytes) -> Key | None:
        """See `Appending.find_key`."""
        self._check()
        return self._keys.get((kind, value)) or self._group.keys.get((kind, value))

    def read(self, start: int, stop: int) -> list[Row]:
        """See `Appending.read`."""
        self._check()
        return (self._group.rows + self._rows)[max(start, 0) : max(stop, 0)]

    def commit(self, frontier: Frontier) -> None:
        """See `Appending.commit`."""
        self._check()
        if frontier.size != self._size:
            raise ValueError(f"a frontier of {frontier.size} leaves is not that of {self._size} records")
        self._over = True
        self._log._enter(self._group_id, self._group, self._rows, self._keys, Head.of(frontier))  # noqa: SLF001  # its own log

    def end(self) -> None:
        """Nothing more goes in; the log calls it on leaving."""
        self._over = True

    @property
    def _size(self) -> int:
        return len(self._group.rows) + len(self._rows)

    def _check(self) -> None:
        self._log._handle.check()  # noqa: SLF001  # its own log
        if self._over:
            raise RuntimeError("this appending is over: it was committed, left, or failed")


class MemoryLog:
    """A log that lives as long as the process: for trying things out, for tests, and as the measure of the others.

    Args:
        busy_timeout: How many seconds to wait for another thread's appending before `Busy`.
    """

    def __init__(self, *, busy_timeout: float = BUSY_TIMEOUT_SECONDS) -> None:
        self._busy_timeout = busy_timeout
        self._handle = Handle(MEMORY_PATH)
        self._groups: dict[str, _Group] = {}
        self._lock = Lock()  # held while the dicts are looked at or changed
        self._write_lock = RLock()  # held for a whole appending
        self._writing = False

    @property
    def path(self) -> str:
        """`:memory:`, for messages."""
        return self._handle.path

    @property
    def read_only(self) -> bool:
        """Never."""
        return False

    @property
    def doubt(self) -> None:
        """See `Log.doubt`: it is the only one of its records."""

    @property
    def side_file(self) -> None:
        """See `Log.side_file`: nothing outlasts it."""

    def groups(self) -> list[str]:
        """See `Log.groups`."""
        self._handle.check()
        with self._lock:
            return sorted(self._groups)

    def heads(self) -> list[GroupHead]:
        """See `Log.heads`."""
        self._handle.check()
        with self._lock:
            return [
                GroupHead(group_id, group.head.size, group.head.root, group.rows[0].leaf if group.rows else b"")
                for group_id, group in self._groups.items()
            ]

    def head(self, group_id: str) -> Head:
        """See `Log.head`."""
        return self._group(group_id).head

    def read(self, group_id: str, start: int = 0, stop: int | None = None) -> Iterator[list[Row]]:
        """See `Log.read`."""
        self._handle.check()
        return self._pages(group_id, max(start, 0), None if stop is None else max(stop, 0))

    def leaves(self, group_id: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See `Log.leaves`."""
        return (row.leaf for page in self.read(group_id, start, stop) for row in page)

    def find_key(self, group_id: str, kind: int, value: bytes) -> Key | None:
        """See `Log.find_key`."""
        return self._group(group_id).keys.get((kind, value))

    def keys(self, group_id: str) -> Iterator[Key]:
        """See `Log.keys`."""
        with self._lock:
            found = list(self._group(group_id, locked=True).keys.values())
        return iter(sorted(found, key=lambda key: (key.position, key.kind, key.value)))

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
        with self.appending(group_id, expected_size) as transaction:
            transaction.add(records, leaves, keys)
            transaction.commit(frontier)

    @contextmanager
    def appending(self, group_id: str, expected_size: int) -> Iterator[MemoryAppending]:
        """See `Log.appending`."""
        with self._writing_alone():
            group = self._group(group_id)
            if len(group.rows) != group.head.size:
                raise torn(group.head.size, len(group.rows))
            if group.head.size != expected_size:
                raise ConcurrencyError(expected_size, group.head.size, group=group_id)
            transaction = MemoryAppending(self, group_id, group, expected_size)
            try:
                yield transaction
            finally:
                transaction.end()

    def stray(self) -> int:
        """See `Log.stray`: nothing can go astray here."""
        self._handle.check()
        return 0

    def repair(self, group_id: str, head: Head, keys: Iterable[Key]) -> None:
        """See `Log.repair`.

        Raises:
            IntegrityError: There is no such group.
        """
        with self._writing_alone():
            if group_id not in self._groups:
                raise headless(group_id)
            group = self._groups[group_id]
            table = {(key.kind, key.value): key for key in keys}
            with self._lock:
                group.head, group.keys = head, table

    def backup(
        self,
        path: str | os.PathLike[str],
        *,
        check: Callable[[Log], object] | None = None,
        progress: Progress | None = None,
    ) -> Copied:
        """See `Log.backup`: writes a SQLite ledger."""
        from .sqlite_from_memory import write  # noqa: PLC0415  # sqlite3 only where it is used

        self._handle.check()
        with self._lock:  # rows are only ever added, the rest is replaced: these are of one moment
            groups = [
                (group_id, group.head, group.rows[:], list(group.keys.values()))
                for group_id, group in sorted(self._groups.items())
            ]
        return write(groups, os.fsdecode(path), check, progress)

    def close(self) -> None:
        """Let go of everything. Twice is fine."""
        if not self._handle.closed:
            self._handle.check_process()
            with self._write_lock, self._lock:
                self._handle.closed = True
                self._groups = {}

    def __enter__(self) -> Self:
        self._handle.check()
        return self

    def __exit__(self, *_: object) -> None:
        if not self._handle.forked:
            self.close()

    def _group(self, group_id: str, *, locked: bool = False) -> _Group:
        self._handle.check()
        if locked:
            return self._groups.get(group_id) or _Group()
        with self._lock:
            return self._groups.get(group_id) or _Group()

    def _pages(self, group_id: str, start: int, stop: int | None) -> Iterator[list[Row]]:
        while page := self._group(group_id).rows[
            start : start + PAGE_ROWS if stop is None else min(stop, start + PAGE_ROWS)
        ]:
            yield page
            start += len(page)

    def _enter(
        self, group_id: str, group: _Group, rows: list[Row], keys: dict[tuple[int, bytes], Key], head: Head
    ) -> None:
        if not rows and not keys:
            return
        with self._lock:
            group.rows += rows
            group.keys |= keys
            group.head = head
            self._groups[group_id] = group

    @contextmanager
    def _writing_alone(self) -> Iterator[None]:
        self._handle.check()
        if not self._write_lock.acquire(timeout=self._busy_timeout):
            raise Busy(self.path)
        try:
            self._handle.check()
            if self._writing:
                raise RuntimeError("this thread is within an appending of the same log already")
            self._writing = True
            try:
                yield
            finally:
                self._writing = False
        finally:
            self._write_lock.release()
