"""The inner nodes that a proof is made of, recomputed from the leaves: no inner node is ever stored."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.errors import ProofError
from kube_ledger.merkle import Frontier, node_hash

from ._strict import require_hash, require_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Span = tuple[int, int]
"""A subtree by the half-open range of its leaves."""

LEAF: Final = ("a leaf", "sidik catatan")
SIZE: Final = ("the size", "ukuran buku")


def middle_of(start: int, stop: int) -> int:
    """Where a subtree of at least two leaves parts: after the largest power of two below their number."""
    return start + (1 << (stop - start - 1).bit_length() - 1)


def require_size(leaves: Any, size: int | None) -> int:
    """The size of the tree to prove something about.

    Raises:
        ProofError: It is no size, or not given although `leaves` has no length.
    """
    if size is None:
        try:
            size = len(leaves)
        except TypeError:
            raise ProofError("leaves without a length need a size", problem_id="ukuran bukunya belum disebut") from None
    return require_number(size, SIZE)


def subtree_roots(leaves: Iterable[bytes], size: int, spans: Collection[Span]) -> dict[Span, bytes]:
    """The roots over some subtrees of a tree, in one pass over its leaves.

    Args:
        leaves: Leaf hashes in order, 32 bytes each; the first `size` are read, and none is kept.
        size: The number of leaves of the tree.
        spans: Subtrees of that tree.

    Returns:
        One hash a span.

    Raises:
        ProofError: There are fewer than `size` leaves, or one is not 32 bytes.
    """
    starts: dict[int, list[int]] = {}
    for start, stop in spans:
        starts.setdefault(stop, []).append(start)
    found: dict[Span, bytes] = {}
    tree = Frontier()
    for leaf in islice(leaves, size):
        require_hash(leaf, LEAF)
        stop = tree.size + 1
        for start in starts.get(stop, ()):
            found[start, stop] = _root_from(tree, leaf, start)
        tree.add(leaf)
    if tree.size < size:
        raise ProofError(
            f"there are {tree.size} leaves, not {size}", problem_id=f"hanya ada {tree.size} catatan, bukan {size}"
        )
    return found


def _root_from(tree: Frontier, leaf: bytes, start: int) -> bytes:
    """The root over the leaves from `start` to the last of `tree`, and `leaf` behind it."""
    node = leaf
    for (first, _), left in zip(reversed(tree.spans()), reversed(tree.roots), strict=True):
        if first < start:
            break
        node = node_hash(left, node)
    return node
