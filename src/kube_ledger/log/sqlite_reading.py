"""Reading a SQLite log, a page at a time: no transaction is held between pages, and damage is named by position."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.errors import IntegrityError, NotALedger

from .protocol import NO_HEAD, PAGE_ROWS, GroupHead, Head, Key, Row
from .sqlite_appending import FIND_KEY
from .sqlite_failures import SQLITE_FAILED, failed_read, failed_record

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from .sqlite_failures import Words

_PAGE_BYTES: Final = 2 << 20
_PART_ROWS: Final = 64
_PAGE_LEAVES: Final = 4096
_PAGE_KEYS: Final = 16_384
_LAST: Final = (1 << 63) - 1

# What a flipped bit turned into text, number or NULL comes as bytes all the same: the leaf will not match.
_ROWS: Final = """
    SELECT position, ifnull(CAST(record AS BLOB), x''), ifnull(CAST(leaf AS BLOB), x'')
    FROM events WHERE group_number = ? AND position >= ? AND position < ? ORDER BY position LIMIT ?"""
_LEAVES: Final = """
    SELECT position, ifnull(CAST(leaf AS BLOB), x'')
    FROM events WHERE group_number = ? AND position >= ? AND position < ? ORDER BY position LIMIT ?"""
_NUMBER: Final = "SELECT group_number FROM heads WHERE group_id = ?"
# Names from the table itself, each with what the index makes of it: heads are looked up by the index.
_GROUPS: Final = """
    SELECT CAST(group_id AS BLOB),
        group_number IS (SELECT found.group_number FROM heads AS found WHERE found.group_id = heads.group_id)
    FROM heads NOT INDEXED"""
_HEAD: Final = """
    SELECT CAST(size AS INTEGER), CAST(root AS BLOB), CAST(frontier AS BLOB) FROM heads WHERE group_id = ?"""
_HEADS: Final = """
    SELECT CAST(group_id AS BLOB), ifnull(CAST(size AS INTEGER), 0), ifnull(CAST(root AS BLOB), x''),
        ifnull((SELECT CAST(leaf AS BLOB) FROM events
            WHERE events.group_number = heads.group_number AND position = 0), x'')
    FROM heads NOT INDEXED"""
_KEYS: Final = """
    SELECT kind, value, position, count FROM keys
    WHERE group_number = ? AND (position, kind, value) > (?, ?, ?) ORDER BY position, kind, value LIMIT ?"""
# The numbers in use are found by leaps from one to the next, not by reading every record.
_STRAY: Final = """
    WITH RECURSIVE
    in_events (number) AS (
        SELECT min(group_number) FROM events
        UNION ALL
        SELECT (SELECT min(group_number) FROM events WHERE group_number > number) FROM in_events
        WHERE number IS NOT NULL
    ),
    in_keys (number) AS (
        SELECT min(group_number) FROM keys
        UNION ALL
        SELECT (SELECT min(group_number) FROM keys WHERE group_number > number) FROM in_keys WHERE number IS NOT NULL
    )
    SELECT
        (SELECT ifnull(sum((SELECT count(*) FROM events WHERE group_number = number)), 0) FROM in_events
            WHERE number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM heads WHERE group_number = number))
        + (SELECT ifnull(sum((SELECT count(*) FROM keys WHERE group_number = number)), 0) FROM in_keys
            WHERE number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM heads WHERE group_number = number))
        + (SELECT ifnull(sum((SELECT count(*) FROM events WHERE events.group_number = heads.group_number
            AND position < 0)), 0) FROM heads)"""

_LIST_OF_GROUPS: Final[Words] = ("the list of groups", "daftar kelompok")
_HEAD_OF_GROUP: Final[Words] = ("the group's head", "kepala kelompok")
_KEY_TABLE: Final[Words] = ("the table of keys", "daftar kunci")


class SqliteReading:
    """The reading half of a SQLite log.

    Args:
        path: The path as given, for messages.
        connection: Called for each statement: a context that holds a connection alone and checks the handle before.
    """

    def __init__(self, path: str, connection: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._path = path
        self._connection = connection

    def groups(self) -> list[str]:
        """See `Log.groups`."""
        found = self._all(_GROUPS, (), _LIST_OF_GROUPS)
        try:
            names = sorted(group_id.decode() for group_id, _ in found)
        except (UnicodeDecodeError, AttributeError) as error:
            raise _nameless(self._path) from error
        if not all(agrees for _, agrees in found):
            raise NotALedger(
                self._path,
                "the list of groups does not match its index",
                "daftar kelompok tidak cocok dengan indeksnya",
            )
        return names

    def heads(self) -> list[GroupHead]:
        """See `Log.heads`."""
        try:
            found = self._all(_HEADS, (), _LIST_OF_GROUPS)
            return [GroupHead(group_id.decode(), *rest) for group_id, *rest in found]
        except (UnicodeDecodeError, AttributeError) as error:
            raise _nameless(self._path) from error

    def head(self, group_id: str) -> Head:
        """See `Log.head`."""
        found = self._all(_HEAD, (group_id,), _HEAD_OF_GROUP)
        if not found:
            return NO_HEAD
        size, root, frontier = found[0]
        return Head(size or 0, root or b"", frontier or b"")

    def rows(self, group_id: str, start: int, stop: int | None) -> Iterator[list[Row]]:
        """See `Log.read`."""
        for page in self._pages(_ROWS, group_id, start, stop, PAGE_ROWS):
            yield list(map(tuple.__new__, repeat(Row), page))

    def leaves(self, group_id: str, start: int, stop: int | None) -> Iterator[bytes]:
        """See `Log.leaves`."""
        for page in self._pages(_LEAVES, group_id, start, stop, _PAGE_LEAVES):
            for _, leaf in page:
                yield leaf

    def find_key(self, group_id: str, kind: int, value: bytes) -> Key | None:
        """See `Log.find_key`."""
        number = self._number(group_id)
        found = [] if number is None else self._all(FIND_KEY, (number, kind, value), _KEY_TABLE)
        return Key(*found[0]) if found else None

    def keys(self, group_id: str) -> Iterator[Key]:
        """See `Log.keys`."""
        number = self._number(group_id)
        after: tuple[Any, ...] = (-_LAST, -_LAST, b"")
        page: list[Any] = [after]
        while number is not None and page:
            page = self._all(_KEYS, (number, *after, _PAGE_KEYS), _KEY_TABLE)
            for kind, value, position, count in page:
                yield Key(kind, value, position, count)
                after = (position, kind, value)

    def stray(self) -> int:
        """See `Log.stray`."""
        ((found,),) = self._all(_STRAY, (), ("the table of records or of keys", "tabel catatan atau kunci"))
        return int(found)

    def _number(self, group_id: str) -> int | None:
        found = self._all(_NUMBER, (group_id,), _HEAD_OF_GROUP)
        return found[0][0] if found else None

    def _all(self, statement: str, parameters: tuple[Any, ...], what: Words) -> list[Any]:
        with self._connection() as connection:
            try:
                return connection.execute(statement, parameters).fetchall()
            except SQLITE_FAILED as error:
                english, id_ = what
                unreadable = (f"{english} can't be read", f"{id_} tidak terbaca")
                raise failed_read(self._path, error, unreadable) from error

    def _pages(self, statement: str, group_id: str, start: int, stop: int | None, limit: int) -> Iterator[list[Any]]:
        number = self._number(group_id)
        start, stop = max(start, 0), _LAST if stop is None else min(stop, _LAST)
        more = number is not None
        page: list[Any] = []
        while more and start < stop:
            try:
                page, more = self._page(statement, (number, start, stop, limit))
                sound = not page or type(page[-1][0]) is int
            except SQLITE_FAILED:
                sound = False
            if not sound:  # what stands before the damage is still given, and the place is named
                for row in self._one_by_one(statement, number, start, stop):
                    yield [row]
                return
            if page:
                start = page[-1][0] + 1
                yield page

    def _page(self, statement: str, parameters: tuple[Any, ...]) -> tuple[list[Any], bool]:
        """A page, and whether more may follow: it ends early where long records would fill the memory."""
        with self._connection() as connection:
            cursor = connection.execute(statement, parameters)
            page: list[Any] = []
            size = 0
            while part := cursor.fetchmany(_PART_ROWS):
                page += part
                size += sum([len(row[1]) for row in part])
                if size > _PAGE_BYTES:
                    break
            cursor.close()
            return page, len(page) == parameters[-1] or size > _PAGE_BYTES

    def _one_by_one(self, statement: str, number: int | None, start: int, stop: int) -> Iterator[Any]:
        while start < stop:
            try:
                page, _ = self._page(statement, (number, start, stop, 1))
            except SQLITE_FAILED as error:
                raise failed_record(self._path, error, start) from error
            if not page or page[0][0] != start:  # skipped, for its position can't be read
                raise IntegrityError(
                    "it can't be read from the file", problem_id="tidak terbaca dari berkas", position=start
                )
            start += 1
            yield page[0]


def _nameless(path: str) -> NotALedger:
    return NotALedger(path, "a group's name can't be read", "nama kelompok tidak terbaca")
