"""Reading on past damage of the file: what can't be read is a hole with its positions, and the rest is still read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kube_ledger.codec import Recorded, decode
from kube_ledger.errors import DecodeError, IntegrityError, KubeLedgerError
from kube_ledger.merkle import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.domain import Domain
    from kube_ledger.log import Log, Row


class Hole(NamedTuple):
    """The records `start … stop - 1` can't be read from the file."""

    start: int
    stop: int


def pages(log: Log, group_id: str, start: int, size: int) -> Iterator[list[Row] | Hole]:
    """The rows at `start <= position < size`, a page at a time, and the holes between them.

    Args:
        log: Where the records are.
        group_id: Whose.
        start: The first position.
        size: The position behind the last.
    """
    while start < size:
        try:
            for page in log.read(group_id, start, size):
                yield page
                start = page[-1].position + 1
        except IntegrityError:
            stop = _readable_from(log, group_id, start + 1, size)
            yield Hole(start, stop)
            start = stop
        else:
            return


def _readable_from(log: Log, group_id: str, start: int, size: int) -> int:
    """The first position from `start` on that can be read again: by leaps, then by halves.

    What is damaged is a page of the file and so a stretch of positions; two of them close together are taken for one.
    """
    unreadable, leap = start - 1, 1
    probe = start
    while probe < size and not _is_readable(log, group_id, probe):
        unreadable, leap = probe, 2 * leap
        probe += leap
    readable = min(probe, size)
    while readable - unreadable > 1:
        middle = (unreadable + readable) // 2
        if _is_readable(log, group_id, middle):
            readable = middle
        else:
            unreadable = middle
    return readable


def _is_readable(log: Log, group_id: str, position: int) -> bool:
    try:
        for _ in log.read(group_id, position, position + 1):
            pass
    except IntegrityError:
        return False
    return True


def check_row(row: Row, expected: int) -> None:
    """Nothing, if the row stands where it should and its record fits its leaf.

    Raises:
        IntegrityError: A position before it is missing, or it was changed.
    """
    if row.position != expected:
        raise missing(expected)
    if leaf_hash(row.record) != row.leaf:
        raise IntegrityError(
            "its leaf does not fit", problem_id="isinya tidak cocok dengan sidiknya", position=row.position
        )


def missing(position: int) -> IntegrityError:
    """The error of a position at which nothing stands, though the head says so."""
    return IntegrityError("it is missing", problem_id="catatannya tidak ada", position=position)


def entry_at(log: Log, group_id: str, domain: Domain, position: int) -> Recorded:
    """The entry at a position of a group's log.

    Raises:
        DecodeError: It can't be read, or nothing stands there.
    """
    for page in log.read(group_id, position, position + 1):
        for row in page:
            return decode(row.record, position=position, books=domain)
    raise DecodeError("nothing stands there", problem_id="tidak ada catatan di situ", position=position)


def readable(log: Log, group_id: str, domain: Domain, position: int) -> Recorded | None:
    """The same, or None where it can't be read."""
    try:
        return entry_at(log, group_id, domain, position)
    except KubeLedgerError:
        return None
