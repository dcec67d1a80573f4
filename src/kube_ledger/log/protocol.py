"""What every log does, in the words of its contract. A log only moves bytes: it knows no event, no rule, no clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self, TypeAlias

from kube_ledger.merkle import EMPTY_ROOT, Frontier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from kube_ledger.errors import Doubt

Progress: TypeAlias = Callable[[int, int], None]
"""Is told how much is done, of how much."""

IDEMPOTENCY: Final = 0
"""The kind of a caller's own key."""

SIGNED_CALL: Final = 1
"""The kind of a signed command's call id: it enters once."""

BUSY_TIMEOUT_SECONDS: Final = 30.0
"""How long a writer waits for another one, unless told otherwise."""

PAGE_ROWS: Final = 512
"""How many records a page of `read` holds at most."""


class Head(NamedTuple):
    """Where a group's log ends: how many records, their tree's root, and the frontier that grows it.

    The three come from one another and from the records; a log stores them as they were given.
    """

    size: int
    root: bytes
    frontier: bytes

    @classmethod
    def of(cls, frontier: Frontier) -> Head:
        """The head of a tree."""
        return cls(frontier.size, frontier.root(), frontier.to_bytes())

    def tree(self) -> Frontier:
        """The frontier, ready to grow.

        Raises:
            ValueError: Its length does not fit the size.
        """
        return Frontier.from_bytes(self.size, self.frontier)


NO_HEAD: Final = Head(0, EMPTY_ROOT, b"")


class GroupHead(NamedTuple):
    """What is said of a group's log from outside: how many records, their root, and the leaf of the first one."""

    group_id: str
    size: int
    root: bytes
    leaf0: bytes


class Key(NamedTuple):
    """One entry of a group's key table: `value` stands for the call of `count` records from `position` on."""

    kind: int
    value: bytes
    position: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks a key for


class Row(NamedTuple):
    """One stored record with its leaf hash, as they are in the store, right or wrong."""

    position: int
    record: bytes
    leaf: bytes


class Copied(NamedTuple):
    """What a backup holds.

    Attributes:
        groups: How many groups.
        entries: How many records they have.
        unreadable: Why neither is known: the ledger is damaged where it says so, and its copy is too.
    """

    groups: int
    entries: int
    unreadable: tuple[str, str] | None = None


class Appending(Protocol):
    """One open transaction on one group: what is added is there for all after `commit`, or for nobody."""

    def add(self, records: Sequence[bytes], leaves: Sequence[bytes], keys: Sequence[Key]) -> None:
        """Put records behind those there are, each with its leaf; enter keys. After an error nothing more goes in.

        Raises:
            ConcurrencyError: A key stands already; `actual` is `expected` then.
            IntegrityError: The store refuses what it should take: it was tampered with.
        """
        ...

    def find_key(self, kind: int, value: bytes) -> Key | None:
        """As of the log, and what this transaction added."""
        ...

    def read(self, start: int, stop: int) -> list[Row]:
        """Rows at `start <= position < stop`, those of this transaction included."""
        ...

    def commit(self, frontier: Frontier) -> None:
        """Make it durable under the new head. After it returns the records survive a power cut.

        Raises:
            ValueError: The frontier is not that of all records with those added.
        """
        ...


class SideFile(Protocol):
    """A small file of a caller's that goes with a log: what was once said of it. It may lag behind, and never leads."""

    @property
    def path(self) -> str:
        """Where it is, for messages."""
        ...

    def read(self) -> bytes | None:
        """All of it; None where there is none.

        Raises:
            HeadsDamaged: It can't be read, is larger than any such file, or is no file.
        """
        ...

    def update(self, change: Callable[[bytes | None], bytes | None]) -> None:
        """Replace it by what `change` makes of it, durably and at once; None = leave it as it is.

        Nobody else writes to the log or to this file meanwhile, in this process or another.

        Raises:
            HeadsDamaged: As of `read`; nothing is replaced.
            HeadsNotKept: It could not be written; what was there is there.
            KubeLedgerError: As of `Log.append`, where the log can't be held.
        """
        ...


Examine: TypeAlias = "Callable[[Log], Doubt | None]"
"""Asked while a log is opened and before it may be written to: why it may not hold all that was recorded, if so."""


class Log(Protocol):
    """An append-only store of records, group by group, each with a head.

    Positions are 0-based and gap-free in each group; they are given under the group's head, in the same transaction.
    There is no order across groups. A record is acknowledged only when it is durable; a call is whole or not there.
    Safe for threads. In a forked child every method raises `Forked`; after `close`, `Closed`; after a failed write,
    `Poisoned`.
    """

    @property
    def path(self) -> str:
        """Where it is, for messages."""
        ...

    @property
    def read_only(self) -> bool:
        """Whether writing raises `ReadOnly`."""
        ...

    @property
    def doubt(self) -> Doubt | None:
        """Why it may not hold all that was recorded in it; such a log is read-only. None where there is no doubt."""
        ...

    @property
    def side_file(self) -> SideFile | None:
        """The file that goes with it; None where there is no place for one."""
        ...

    def groups(self) -> list[str]:
        """The ids of all groups that have a head, sorted."""
        ...

    def head(self, group_id: str) -> Head:
        """The group's head; `NO_HEAD` where nothing was recorded."""
        ...

    def heads(self) -> list[GroupHead]:
        """Every group's head, in one pass and in no order; a group without a first record has an empty `leaf0`.

        Raises:
            NotALedger: They can't be read.
        """
        ...

    def read(self, group_id: str, start: int = 0, stop: int | None = None) -> Iterator[list[Row]]:
        """Rows in order of position, `start <= position < stop`, a page at a time; no transaction between pages.

        A page is never empty. Rows come as they are stored: a gap or a wrong leaf is for the audit to find.

        Raises:
            IntegrityError: While iterating: the record at `position` can't be read; all before it were given.
        """
        ...

    def leaves(self, group_id: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The leaf hashes alone, in order."""
        ...

    def find_key(self, group_id: str, kind: int, value: bytes) -> Key | None:
        """The entry of the key table, if there is one."""
        ...

    def keys(self, group_id: str) -> Iterator[Key]:
        """The whole key table of a group, in order of position, kind and value."""
        ...

    def append(  # noqa: PLR0917  # the order of the design
        self,
        group_id: str,
        records: Sequence[bytes],
        leaves: Sequence[bytes],
        keys: Sequence[Key],
        frontier: Frontier,
        expected_size: int,
    ) -> None:
        """Add one call, all or nothing, and make it durable.

        Raises:
            ConcurrencyError: The group's size is not `expected_size`; or a key stands already, and the sizes are equal.
            IntegrityError: Head and records disagree: no retry helps, `repair` may.
            ValueError: Records, leaves and frontier do not fit together.
            Busy: Another process held the store for too long.
            DiskFull: Nothing was written.
            Poisoned: The storage failed; the outcome shows after reopening.
            ReadOnly: The log is open for reading.
        """
        ...

    def appending(self, group_id: str, expected_size: int) -> AbstractContextManager[Appending]:
        """The same for more than fits memory: add in portions, then `commit`; leaving without it undoes all.

        Raises:
            ConcurrencyError: As of `append`, on entering.
        """
        ...

    def stray(self) -> int:
        """How many records and keys belong to no head, or stand before position 0: none unless tampered with."""
        ...

    def repair(self, group_id: str, head: Head, keys: Iterable[Key]) -> None:
        """Replace what is derived: the head and the key table. Never touches a record or a leaf.

        Raises:
            IntegrityError: The group has no head: which records are its own is not known.
        """
        ...

    def backup(
        self, path: str, *, check: Callable[[Log], object] | None = None, progress: Progress | None = None
    ) -> Copied:
        """Write a consistent copy of the whole log to a new file, complete or not there at all.

        A damaged log is copied as it is. The last signed heads that are kept beside it come along, older or the same.

        Args:
            path: Where there is no file yet.
            check: Is given the copy, open for reading, before it stands at `path`; what it raises undoes the copy.
            progress: Told now and then how much is copied.

        Raises:
            LedgerExists: There is a file at `path`, or one that would belong to it.
            BackupFailed: The copy can't be written, or is not like the log.
            DiskFull: There is no room.
            NoPermission: The system does not let us write there.
            NotALedger: The log's own bytes can't be read from the medium.
        """
        ...

    def close(self) -> None:
        """Let go of it. Twice is fine."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
