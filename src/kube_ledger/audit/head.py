"""The head beside the tree over the records: which stretch of the log is not the one that the head vouches for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kube_ledger.errors import NotALedger, ProofError
from kube_ledger.merkle import Frontier

from .findings import DERIVED, Finding, integrity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kube_ledger.log import Head, Log
    from kube_ledger.proofs import Checkpoint


class _Span(NamedTuple):
    """A perfect subtree of the head's tree: the positions `start … stop - 1` and its root."""

    start: int
    stop: int
    root: bytes


class HeadCheck:
    """Takes the leaves in log order and compares each perfect subtree of the head as soon as it is whole.

    A subtree agrees when the leaves that the records make give its root, or the leaves as they are stored do: then the
    head was written over these records, and which leaf changed since is said elsewhere. Subtrees in which a position
    is missing can't be compared; those behind them can.

    Attributes:
        tree: The tree over the leaves that the records make.
    """

    def __init__(self, head: Head) -> None:
        self.head = head
        self.tree = Frontier()
        self._own = _tree(head)
        self._spans = list(_spans(self._own))[::-1]
        self._apart: Frontier | None = None
        self._as_stored: Frontier | None = None
        self._differing: list[tuple[int, int]] = []

    def add(self, position: int, leaf: bytes, stored: bytes) -> None:
        """Take the record at a position.

        Args:
            position: Never lower than the one before.
            leaf: What the record makes.
            stored: What is stored as its leaf.
        """
        self._leave_behind(position)
        span = self._spans[-1] if self._spans else None
        if span is not None and position == span.start and self.tree.size != position:
            self._apart = Frontier()  # behind a gap the tree's own roots no longer fall on the head's
        growing = self._growing(span, position)
        if leaf != stored and growing is not None and self._as_stored is None:
            self._as_stored = growing.copy()
        self.tree.add(leaf)
        if growing is None:
            return
        if growing is not self.tree:
            growing.add(leaf)
        if self._as_stored is not None:
            self._as_stored.add(stored)
        if span is not None and position + 1 == span.stop:
            trees = [tree for tree in (growing, self._as_stored) if tree is not None]
            if span.root not in [tree.roots[-1] for tree in trees]:
                self._differing.append((span.start, span.stop))
            self._leave_behind(position + 1)

    def _growing(self, span: _Span | None, position: int) -> Frontier | None:
        """The tree whose last root will be the span's; None where a position of the span is missing."""
        if span is None:
            return None
        if self.tree.size == position:
            return self.tree
        if self._apart is not None and span.start + self._apart.size == position:
            return self._apart
        return None

    def _leave_behind(self, position: int) -> None:
        while self._spans and self._spans[-1].stop <= position:
            self._spans.pop()
            self._apart = self._as_stored = None

    def findings(self, size: int, *, intact: bool, steps_back: Sequence[int] = ()) -> Iterator[Finding]:
        """Where the head differs.

        Args:
            size: The position behind the last record.
            intact: Whether every record is there and as it was recorded.
            steps_back: Positions whose entry was recorded at an earlier time than the one before it.

        Yields:
            One for its size, one for each subtree that differs, one for its root.
        """
        head = self.head
        advice = DERIVED if intact and self._is_damaged_itself(size) else None
        if head.size != size:
            yield integrity(
                "head-mismatch",
                max(min(head.size, size), 0),
                advice=advice,
                expected=head.size,
                found=size,
                problem=f"the head says {head.size} entries, there are {size}",
                problem_id=f"kepala buku menyebut {head.size} catatan, isinya {size}",
            )
        for start, stop in self._stretches(size):
            yield _stretch(start, stop, steps_back, advice)
        is_whole = self.tree.size == size
        if head.root != self.tree.root() and (is_whole if self._own is None else head.root != self._own.root()):
            yield integrity(
                "head-mismatch",
                max(min(head.size, size) - 1, 0),
                advice=advice,
                expected=head.root.hex(),
                found=self.tree.root().hex(),
                problem="the root is another one",
                problem_id="akarnya berbeda",
            )

    def _stretches(self, size: int) -> list[tuple[int, int]]:
        """The half-open ranges that differ: the head's own subtrees, or all where the head does not show them."""
        if self.head.frontier == self.tree.to_bytes():
            return []  # where the size is wrong, its subtrees were looked for at the wrong places
        return [(0, max(size, 1))] if self._own is None else self._differing

    def _is_damaged_itself(self, size: int) -> bool:
        """Whether it is the head that is wrong: it contradicts itself, or still says these records in part.

        A head in order that says other records is evidence against them, and not to be rebuilt.
        """
        fits = [self.head.root == self.tree.root(), self.head.frontier == self.tree.to_bytes()]
        if all(fits) or (any(fits) and self.head.size == size):
            return True
        return self._own is None or self._own.root() != self.head.root


def _tree(head: Head) -> Frontier | None:
    try:
        return head.tree()
    except ValueError:
        return None


def _spans(tree: Frontier | None) -> Iterator[_Span]:
    if tree is not None:
        for (start, stop), root in zip(tree.spans(), tree.roots, strict=True):
            yield _Span(start, stop, root)


def _stretch(start: int, stop: int, steps_back: Sequence[int], advice: str | None) -> Finding:
    """A stretch that differs, at its start or where the times of recording hint at a swap or an insertion."""
    problem = "entries were swapped, inserted or replaced, or the head is damaged"
    problem_id = "ada catatan yang ditukar, disisipkan atau diganti, atau kepala bukunya rusak"
    position = start
    for step in steps_back:
        if start < step < stop:
            position = step - 1
            problem = f"an entry was probably swapped or inserted, for time runs backwards from {position} to {step}"
            problem_id = (
                f"mungkin ada catatan yang ditukar atau disisipkan, karena waktunya mundur dari {position} ke {step}"
            )
            break
    return integrity(
        "frontier-mismatch",
        position,
        advice=advice,
        first=start,
        last=stop - 1,
        problem=problem,
        problem_id=problem_id,
    )


def checkpoint_of(log: Log, group_id: str, head: Head) -> Checkpoint:
    """A group's head under the log's own name, as it is printed, kept, or signed.

    Raises:
        ProofError: Nothing was recorded yet, so the log has no name.
    """
    from kube_ledger.proofs import Checkpoint, origin  # noqa: PLC0415  # an audit without heads of others needs no proofs

    return Checkpoint(origin(group_id, next(log.leaves(group_id, 0, 1), b"")), head.size, head.root)


def require_of_log(head: Checkpoint, name: str | None, size: int) -> None:
    """Nothing, if a head may be one of this log: what is left is to compare its root.

    Args:
        head: It.
        name: The log's origin; None while it has none, having no records.
        size: How many records it has.

    Raises:
        ProofError: It is another log's, or vouches for more.
    """
    if name is not None and head.origin != name:
        raise ProofError(
            f"the head is of the log {head.origin}, this is {name}",
            problem_id=f"kepala buku ini milik {head.origin}, bukunya {name}",
        )
    if head.size > size:
        raise ProofError(
            f"the head vouches for {head.size} entries, this log has only {size}",
            problem_id=f"kepala buku menyebut {head.size} catatan, buku ini hanya berisi {size}",
        )


def another_root(head: Checkpoint) -> ProofError:
    """The error of a log that is not the one that the head vouches for."""
    return ProofError(
        f"at {head.size} entries this log has another root than the head: keep both as evidence",
        problem_id=f"pada {head.size} catatan, sidik buku ini lain daripada kepala bukunya: simpan keduanya",
    )


def stray(log: Log) -> Finding | None:
    """What lies in the ledger that belongs to no group's head; None where there is no such thing."""
    try:
        count = log.stray()
    except NotALedger as error:
        return of_the_whole(
            f"records or keys can't be counted ({error.reason})",
            f"catatan atau kunci tidak bisa dihitung ({error.reason_id})",
            reason=error.reason,
        )
    if not count:
        return None
    return of_the_whole(
        f"{count} records or keys belong to no group of this ledger",
        f"{count} catatan atau kunci tidak termasuk kelompok mana pun di buku ini",
        found=count,
    )


def of_the_whole(problem: str, problem_id: str, **facts: Any) -> Finding:
    """A finding about heads that names no position."""
    return integrity("head-mismatch", None, problem=problem, problem_id=problem_id, **facts)
