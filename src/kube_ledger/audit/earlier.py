"""Heads that were said earlier, held against the tree while it grows past their sizes.

A head is the one thing that a rewriting of the whole file can't carry along: it was printed in a report, kept by a
witness, or written by an author into her command (`seen`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError
from kube_ledger.merkle import EMPTY_ROOT, Frontier

from .findings import Finding, integrity
from .held_heads import HeldHead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.log import Log
    from kube_ledger.proofs import Checkpoint

# Each takes some hundred bytes; what authors saw is looked up in one more pass over the leaves, or several.
_AT_ONCE: Final = 65_536


class EarlierHeads:
    """Takes heads to begin with, authors' own as they come, and says which of them this log does not extend.

    Args:
        group_id: Whose.
        heads: The earlier heads of this group's log, of any size: as such, or as texts that were kept.

    Raises:
        ProofError: A head is of another group, or a text is no head.
    """

    def __init__(self, group_id: str, heads: Iterable[Checkpoint | str | bytes]) -> None:
        self._group_id = group_id
        self._told: list[tuple[str, Checkpoint]] = []
        self._leaf0: str | None = None
        self._roots: dict[int, bytes] = {0: EMPTY_ROOT}
        self._due: dict[int, list[Checkpoint]] = {}
        self._begun: dict[str, Checkpoint] = {}
        self._claims: list[tuple[int, bytes, int]] = []
        self._findings: list[Finding] = []
        self._told.extend(map(_read, heads))
        for head in dict.fromkeys(head for _, head in self._told):  # one that is given and kept is said once
            leaf0 = _of_group(head, group_id)
            self._begun.setdefault(leaf0, head)
            self._due.setdefault(head.size, []).append(head)

    def begins(self, leaf0: bytes) -> None:
        """The first record's leaf: it is part of the name that the heads were given."""
        self._leaf0 = leaf0.hex()[:16]
        for begun, head in self._begun.items():
            if head.size and begun != leaf0.hex()[:16]:
                problem = f"its first entry is another one than that of the head {head.origin}"
                problem_id = f"catatan pertamanya bukan yang dulu disahkan ({head.origin})"
                self._findings.append(
                    integrity(
                        "fork",
                        0,
                        size=head.size,
                        expected=begun,
                        found=leaf0.hex()[:16],
                        problem=problem,
                        problem_id=problem_id,
                    )
                )

    def grown(self, tree: Frontier) -> None:
        """The tree after one more leaf."""
        if tree.size not in self._due:
            return
        self._roots[tree.size] = tree.root()
        for head in self._due.pop(tree.size):
            if head.root != tree.root():
                self._findings.append(_fork(head.size - 1, head.size, head.root, tree.root()))

    def held(self, tree: Frontier, size: int) -> Iterator[HeldHead]:
        """What came of each head, in the order given; who signed it is not asked yet.

        Args:
            tree: The whole log's, as far as it could be followed.
            size: How many records there are.
        """
        for note, head in self._told:
            if self._leaf0 is None:
                yield HeldHead(note, None, head.size == 0)
                continue
            own = f"kube-ledger/{self._group_id}/{self._leaf0}"
            root = self._roots.get(head.size)
            if root is not None:
                is_same = head.size == 0 or (head.origin == own and head.root == root)
                yield HeldHead(note, _head(own, head.size, root), is_same)
            elif head.size > size == tree.size:
                yield HeldHead(note, _head(own, size, tree.root()), extended=False)
            else:
                yield HeldHead(note, None, None)

    def says(self, entry: Recorded) -> None:
        """What the author of this entry saw."""
        if entry.seen is not None:
            self._claims.append((entry.seen.size, entry.seen.root, entry.position))

    def findings(self, log: Log, group_id: str, size: int) -> Iterator[Finding]:
        """Every head that this log does not extend.

        Args:
            log: Where the leaves are.
            group_id: Whose.
            size: How many records there are.
        """
        yield from self._findings
        for head in (head for due, heads in sorted(self._due.items()) if due > size for head in heads):
            yield integrity(
                "shorter-than-signed",
                None,
                expected=head.size,
                found=size,
                root=head.root.hex(),
            )
        for start in range(0, len(self._claims), _AT_ONCE):
            yield from _contradicted(self._claims[start : start + _AT_ONCE], log, group_id)


def _read(told: Checkpoint | str | bytes) -> tuple[str, Checkpoint]:
    from kube_ledger.proofs import read_head  # noqa: PLC0415  # an audit without earlier heads needs no proofs

    if not isinstance(told, str | bytes):
        return told.text, told
    return told if isinstance(told, str) else told.decode(errors="replace"), read_head(told)[0]


def _head(origin: str, size: int, root: bytes) -> Checkpoint:
    from kube_ledger.proofs import Checkpoint  # noqa: PLC0415  # as above

    return Checkpoint(origin, size, root)


def _of_group(head: Checkpoint, group_id: str) -> str:
    from kube_ledger.proofs import parse_origin  # noqa: PLC0415  # an audit without earlier heads needs no proofs

    group, leaf0 = parse_origin(head.origin)
    if group != group_id:
        raise ProofError(
            f"the head is of the group {group!r}, not of {group_id!r}",
            problem_id=f"kepala buku ini milik kelompok {group!r}, bukan {group_id!r}",
        )
    return leaf0


def _contradicted(claims: list[tuple[int, bytes, int]], log: Log, group_id: str) -> Iterator[Finding]:
    """Claims that the leaves below them do not bear out; one pass, for all of them."""
    by_size = sorted(claims)
    tree = Frontier()
    leaves = log.leaves(group_id, 0, by_size[-1][0])
    for size, root, position in by_size:
        while size <= position and tree.size < size:
            leaf = next(leaves, None)
            if leaf is None:
                break
            tree.add(leaf)
        if size > position or tree.size != size or tree.root() != root:
            yield _fork(position, size, root, tree.root())


def _fork(position: int, size: int, expected: bytes, found: bytes) -> Finding:
    return integrity(
        "fork",
        position,
        size=size,
        expected=expected.hex(),
        found=found.hex(),
        problem=f"at {size} entries the root was {expected.hex()} and is {found.hex()}",
        problem_id=f"pada {size} catatan sidiknya dulu {expected.hex()}, sekarang {found.hex()}",
    )
