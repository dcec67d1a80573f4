"""One open transaction of a SQLite log: records go in under the group's head, or nothing does."""

from __future__ import annotations

import sqlite3
from itertools import count, repeat
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ConcurrencyError, IntegrityError

from .damage import torn
from .protocol import Head, Key, Row
from .sqlite_failures import SQLITE_FAILED, failed_write, primary_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.errors import KubeLedgerError
    from kube_ledger.merkle import Frontier

    from .handle import Handle
    from .sqlite_failures import SqliteFailed
    from .sqlite_journal import Journal

ENTER_KEY: Final = "INSERT INTO keys (group_number, kind, value, position, count) VALUES (?, ?, ?, ?, ?)"
SET_HEAD: Final = "UPDATE heads SET size = ?, root = ?, frontier = ? WHERE group_number = ?"
FIND_KEY: Final = "SELECT kind, value, position, count FROM keys WHERE group_number = ? AND kind = ? AND value = ?"
_ADD_RECORD: Final = "INSERT INTO events (group_number, position, leaf, record) VALUES (?, ?, ?, ?)"
_ADD_HEAD: Final = "INSERT INTO heads (group_number, group_id, size, root, frontier) VALUES (?, ?, ?, ?, ?)"
_END: Final = """
    SELECT group_number, size, (SELECT max(position) FROM events WHERE events.group_number = heads.group_number)
    FROM heads WHERE group_id = ?"""
# Numbers of records whose head was taken away are not given again: those records are somebody's evidence.
_FREE_NUMBER: Final = """
    SELECT 1 + max(
        ifnull((SELECT max(group_number) FROM heads), 0),
        ifnull((SELECT max(group_number) FROM events), 0),
        ifnull((SELECT max(group_number) FROM keys), 0))"""
_ROWS: Final = """
    SELECT position, ifnull(CAST(record AS BLOB), x''), ifnull(CAST(leaf AS BLOB), x'')
    FROM events WHERE group_number = ? AND position >= ? AND position < ? ORDER BY position"""


class SqliteAppending:
    """`Appending` within a transaction that its log has begun and will roll back unless `commit` came through.

    Args:
        connection: In a transaction.
        journal: Commits it.
        handle: Asked before every step, told of a failed one.
        group_id: The group to append to.
        expected_size: How many records it has, as the caller believes.

    Raises:
        ConcurrencyError: It has another size.
        IntegrityError: Its head and its records do not agree: appending would lean on a lie.
    """

    def __init__(
        self, connection: sqlite3.Connection, journal: Journal, handle: Handle, group_id: str, expected_size: int
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._handle = handle
        self._group_id = group_id
        self._expected_size = expected_size
        self._over = False
        self._new = False
        self._number: int | None = None
        try:
            found = connection.execute(_END, (group_id,)).fetchall()
        except SQLITE_FAILED as error:
            raise self._failed(error) from error
        self._size = 0
        if found:
            self._number, self._size, last = found[0]
            records = 0 if last is None else last + 1
            if records != self._size:
                raise torn(self._size, records)
        if self._size != expected_size:
            raise ConcurrencyError(expected_size, self._size, group=group_id)

    def add(self, records: Sequence[bytes], leaves: Sequence[bytes], keys: Sequence[Key]) -> None:
        """Put records behind those there are; see `Appending.add`."""
        self._check()
        if len(records) != len(leaves):
            raise ValueError(f"{len(records)} records have {len(leaves)} leaves")
        if not records and not keys:
            return
        changes: int | None = None  # before the keys
        try:
            number = self._number_to_use()
            self._connection.executemany(_ADD_RECORD, zip(repeat(number), count(self._size), leaves, records))
            self._size += len(records)
            if keys:
                changes = self._connection.total_changes
                self._connection.executemany(ENTER_KEY, [(number, *key) for key in keys])
        except SQLITE_FAILED as error:
            self._over = True
            if primary_code(error) != sqlite3.SQLITE_CONSTRAINT:
                raise self._failed(error) from error
            if changes is not None and self._refused_as_standing(keys, self._connection.total_changes - changes):
                raise ConcurrencyError(self._expected_size, self._expected_size, group=self._group_id) from error
            raise IntegrityError(
                f"nothing can be appended to it ({error})", problem_id="tidak bisa disambung", position=self._size
            ) from error
        except BaseException:
            self._over = True
            raise

    def find_key(self, kind: int, value: bytes) -> Key | None:
        """The entry of the key table, those of this transaction included."""
        self._check()
        if self._number is None:
            return None
        try:
            found = self._connection.execute(FIND_KEY, (self._number, kind, value)).fetchall()
        except SQLITE_FAILED as error:
            raise self._failed(error) from error
        return Key(*found[0]) if found else None

    def read(self, start: int, stop: int) -> list[Row]:
        """Rows at `start <= position < stop`, those of this transaction included."""
        self._check()
        if self._number is None or start >= stop:
            return []
        try:
            rows = self._connection.execute(_ROWS, (self._number, max(start, 0), min(stop, self._size))).fetchall()
        except SQLITE_FAILED as error:
            raise self._failed(error) from error
        return [Row(*row) for row in rows]

    def commit(self, frontier: Frontier) -> None:
        """Make it durable under the new head; see `Appending.commit`."""
        self._check()
        if frontier.size != self._size:
            raise ValueError(f"a frontier of {frontier.size} leaves is not that of {self._size} records")
        self._over = True
        try:
            if self._number is None:  # nothing was added to what is not there
                self._connection.execute("COMMIT")
            else:
                self._write_head(self._number, Head.of(frontier))
                self._journal.commit(self._connection)
        except SQLITE_FAILED as error:
            raise self._failed(error) from error

    def _write_head(self, number: int, head: Head) -> None:
        if self._new:
            self._connection.execute(_ADD_HEAD, (number, self._group_id, *head))
        else:
            self._connection.execute(SET_HEAD, (*head, number))

    def _number_to_use(self) -> int:
        if self._number is None:
            number: int
            ((number,),) = self._connection.execute(_FREE_NUMBER).fetchall()
            self._number, self._new = number, True
        return self._number

    def _refused_as_standing(self, keys: Sequence[Key], entered: int) -> bool:
        """Whether the first key not entered stands already: if not, a damaged trigger refused it."""
        refused = keys[min(entered, len(keys) - 1)]  # a foreign trigger may have changed rows of its own
        try:
            return bool(self._connection.execute(FIND_KEY, (self._number, refused.kind, refused.value)).fetchall())
        except SQLITE_FAILED as error:
            raise self._failed(error) from error

    def _check(self) -> None:
        self._handle.check()
        if self._over:
            raise RuntimeError("this appending is over: it was committed, left, or failed")

    def end(self) -> None:
        """Nothing more goes in; the log calls it on leaving."""
        self._over = True

    def _failed(self, error: SqliteFailed) -> KubeLedgerError:
        ours = failed_write(self._handle.path, error)
        self._handle.poison(ours)
        return ours
