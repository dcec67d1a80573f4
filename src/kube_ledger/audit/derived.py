"""What is derived from the records and must agree with them: the key table and the head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.log import IDEMPOTENCY, SIGNED_CALL, Key
from kube_ledger.merkle import Frontier

from .findings import Finding, integrity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.log import Head


def keys_of(entry: Recorded) -> list[Key]:
    """The entries that a record makes in its group's key table."""
    found = []
    if entry.index == 0:
        if entry.key is not None:
            found.append(Key(IDEMPOTENCY, entry.key.encode(), entry.position, entry.count))
        if entry.actor_key is not None:
            found.append(Key(SIGNED_CALL, entry.call_id.bytes, entry.position, entry.count))
    return found


class DerivedKeys:
    """The stored key table beside the one that the records make; both come in order of position.

    Args:
        stored: The table, by position, kind and value.
    """

    def __init__(self, stored: Iterable[Key]) -> None:
        self._stored = iter(stored)
        self._next = next(self._stored, None)

    def meets(self, entry: Recorded) -> Iterator[Finding]:
        """What disagrees up to this entry."""
        wanted = keys_of(entry)
        for key in wanted:
            yield from self._strangers(key)
            if self._next == key:
                self._next = next(self._stored, None)
            else:
                yield integrity("key-mismatch", entry.position, problem=f"the key of entry {entry.position} is missing")
        if not wanted:
            yield from self._strangers(Key(-1, b"", entry.position + 1, 0))

    def left(self) -> Iterator[Finding]:
        """What the table holds beyond the last entry."""
        while self._next is not None:
            yield _stranger(self._next)
            self._next = next(self._stored, None)

    def _strangers(self, until: Key) -> Iterator[Finding]:
        while self._next is not None and _place(self._next) < _place(until):
            yield _stranger(self._next)
            self._next = next(self._stored, None)


def _place(key: Key) -> tuple[int, int, bytes]:
    return (key.position, key.kind, key.value)


def _stranger(key: Key) -> Finding:
    return integrity("key-mismatch", key.position, problem=f"a key for entry {key.position} that no record has")


def head_findings(head: Head, stored: Frontier, recomputed: Frontier) -> Iterator[Finding]:
    """Where the head differs from the tree over the records.

    Args:
        head: As it is stored.
        stored: The tree over the leaves as they are stored.
        recomputed: The tree over the leaves that the records make.

    A head that fits either tree was written over these records; which leaf changed since is said elsewhere.
    """
    if head.size != recomputed.size:
        at = min(head.size, recomputed.size)
        yield integrity("head-mismatch", at, expected=head.size, found=recomputed.size)
        return
    fits = [tree for tree in (recomputed, stored) if head.root == tree.root() or head.frontier == tree.to_bytes()]
    tree = fits[0] if fits else recomputed
    if head.frontier != tree.to_bytes():
        start, stop = _differing(head, tree)
        advice = "derived" if fits else None
        yield integrity("frontier-mismatch", start, last=stop - 1, advice=advice)
    if head.root != tree.root():
        advice = "derived" if fits else None
        at = max(head.size - 1, 0)
        yield integrity("head-mismatch", at, expected=head.root.hex(), found=tree.root().hex(), advice=advice)


def _differing(head: Head, tree: Frontier) -> tuple[int, int]:
    """The positions under the first root that differs."""
    try:
        roots = head.tree().roots
    except ValueError:
        return 0, max(head.size, 1)
    for mine, theirs, span in zip(tree.roots, roots, tree.spans(), strict=True):
        if mine != theirs:
            return span
    return 0, max(head.size, 1)
