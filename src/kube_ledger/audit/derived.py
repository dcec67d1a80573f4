"""The key table beside the keys that the records make: it is derived from them and must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import KubeLedgerError
from kube_ledger.log import IDEMPOTENCY, SIGNED_CALL, Key

from .findings import Finding, integrity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.log import Log

    Entry = Callable[[int], Recorded | None]

_KEY_TYPES: Final = (int, bytes, int, int)


def keys_of(entry: Recorded) -> list[Key]:
    """The entries that a record makes in its group's key table."""
    found = []
    if entry.index == 0:
        if entry.key is not None:
            found.append(Key(IDEMPOTENCY, entry.key.encode(), entry.position, entry.count))
        if entry.actor_key is not None:
            found.append(Key(SIGNED_CALL, entry.call_id.bytes, entry.position, entry.count))
    return found


class KeyCheck:
    """Walks the stored table and the records side by side; both come in order of position.

    Args:
        log: Where the table is.
        group_id: Whose.
        entry: Reads the entry at a position; None where none can be read.
    """

    def __init__(self, log: Log, group_id: str, entry: Entry) -> None:
        self._log = log
        self._group_id = group_id
        self._entry = entry
        self._stored: Iterator[Key] | None = None
        self._next: Key | None = None
        self._unmet: dict[tuple[int, bytes], Key] = {}
        self._misplaced: dict[tuple[int, bytes], int] = {}
        self._unreadable: list[Finding] = []
        self._readable = True
        self._shift = 0
        self._advance()

    def meets(self, entry: Recorded) -> Iterator[Finding]:
        """What disagrees about this entry's own keys."""
        self._come_to(entry.position + 1)
        for key in keys_of(entry):
            stored = self._take(key)
            if stored is not None:
                yield from self._compare(stored, key)
            elif self._readable:
                yield self._missing(key)

    def pass_over(self, start: int, stop: int) -> None:
        """Say nothing of the keys of records that are not there or can't be read: nobody knows what those held."""
        self._come_to(start)
        while self._next is not None and self._next.position < stop:
            self._advance()

    def left(self, size: int) -> Iterator[Finding]:
        """What the table holds that no record has.

        What stands for entries that the head speaks of and that are missing at the end, or that others recorded since
        the audit began, is no stranger.

        Args:
            size: The first position without an entry.
        """
        yield from (_stranger(key, size) for key in self._unmet.values())
        grown = size
        while self._next is not None:
            if self._next.position >= grown:
                grown = max(size, self._log.head(self._group_id).size)  # read after the key, so it knows of its entry
            if self._next[:2] not in self._misplaced and not size <= self._next.position < grown:
                yield _stranger(self._next, size)
            self._advance()
        yield from self._unreadable

    def _come_to(self, stop: int) -> None:
        """Let the stored keys of positions below `stop` wait for the record that has them."""
        while self._next is not None and self._next.position < stop:
            if self._next[:2] not in self._misplaced:
                self._unmet[self._next[:2]] = self._next
            self._advance()

    def _take(self, key: Key) -> Key | None:
        """The stored key of that name, where it has come or comes next."""
        found = self._unmet.pop(key[:2], None)
        if found is None and self._next is not None and self._next[:2] == key[:2]:
            found = self._next
            self._advance()
        return found

    def _compare(self, stored: Key, key: Key) -> Iterator[Finding]:
        shift = stored.position - key.position
        if shift not in {0, self._shift}:
            yield _misplaced(stored, key)
        self._shift = shift
        if stored.count != key.count:
            yield integrity(
                "key-mismatch",
                key.position,
                expected=key.count,
                found=stored.count,
                problem=f"the call at entry {key.position} has {key.count} entries, the table says {stored.count}",
                problem_id=f"panggilan di nomor {key.position} berisi {key.count} catatan, bukan {stored.count}",
            )

    def _missing(self, key: Key) -> Finding:
        position = key.position
        found = self._find(key)
        if found is None:
            return integrity(
                "key-mismatch",
                position,
                problem=f"the key of entry {position} is missing",
                problem_id=f"kunci catatan nomor {position} tidak ada",
            )
        before = self._misplaced.get(key[:2])
        if before is None and found.position < position and self._holds(found.position, key):
            before = found.position
        if before is not None:
            return entered_twice(position, before)
        self._misplaced[key[:2]] = position
        return _misplaced(found, key)

    def _find(self, key: Key) -> Key | None:
        try:
            return self._log.find_key(self._group_id, key.kind, key.value)
        except KubeLedgerError:
            return None

    def _holds(self, position: int, key: Key) -> bool:
        entry = self._entry(position)
        return entry is not None and key[:2] in [one[:2] for one in keys_of(entry)]

    def _advance(self) -> None:
        """Go on to the next stored key that is one at all; the table may be as damaged as anything."""
        try:
            if self._stored is None:
                self._stored = iter(self._log.keys(self._group_id))
            for key in self._stored:
                if tuple(map(type, key)) == _KEY_TYPES:
                    self._next = key
                    return
                problem = "an entry of the table can't be read", "satu baris daftar tidak terbaca"
                self._unreadable.append(_whole_table(*problem))
        except KubeLedgerError:
            self._readable = False
            self._unreadable.append(_whole_table("the rest of it can't be read", "sisanya tidak terbaca"))
        self._next = None


def _whole_table(problem: str, problem_id: str) -> Finding:
    return integrity("key-mismatch", None, problem=problem, problem_id=problem_id)


def _misplaced(stored: Key, key: Key) -> Finding:
    """A key at another place; where the same holds for those behind it, it is said once."""
    return integrity(
        "key-mismatch",
        key.position,
        expected=key.position,
        found=stored.position,
        problem=f"the key of entry {key.position} stands for entry {stored.position}",
        problem_id=f"kunci catatan nomor {key.position} tertulis untuk nomor {stored.position}",
    )


def _stranger(key: Key, size: int) -> Finding:
    """A stored key that no record has, at the place it names, if there is such a place."""
    return integrity(
        "key-mismatch",
        key.position if 0 <= key.position < size else None,
        problem=f"a key stands for entry {key.position} that no entry has",
        problem_id=f"ada kunci untuk nomor {key.position} yang tidak dimiliki catatan mana pun",
    )


def entered_twice(position: int, before: int) -> Finding:
    """A key that two records have: no table can hold it for both."""
    return integrity(
        "order-broken",
        position,
        problem=f"its key was entered before, with entry {before}",
        problem_id=f"kuncinya sudah dipakai catatan nomor {before}",
    )
