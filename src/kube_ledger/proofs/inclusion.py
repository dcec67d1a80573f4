"""That a record is in the log: the proof that one leaf is part of a tree head.

Source: RFC 6962 section 2.1.1 (what the proof is), RFC 9162 section 2.1.3 (the same, and how it is checked).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError
from kube_ledger.merkle import node_hash

from ._strict import HASH, require_hash, require_list, require_number
from ._subtrees import middle_of, require_size, subtree_roots

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ._subtrees import Span

LEAF: Final = ("the leaf", "sidik catatan")
INDEX: Final = ("the index", "nomor catatan")
SIZE: Final = ("the size", "ukuran buku")
ROOT: Final = ("the root", "akar")
PROOF: Final = ("the proof", "bukti")


def verify_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes] | tuple[bytes, ...], root: bytes) -> None:
    """Check that the leaf at `index` is part of the tree of `size` leaves with this root.

    Args:
        leaf: The leaf hash, 32 bytes.
        index: The record's position, from 0.
        size: The number of leaves, from a signed head and never from the proof.
        proof: The hashes beside the path from leaf to root, in that order, 32 bytes each.
        root: The tree head, 32 bytes.

    Raises:
        ProofError: It is not, or something has another type, length or range.
    """
    require_hash(root, ROOT)
    if rebuilt_root(leaf, index, size, proof) != root:
        raise ProofError(
            f"leaf {index} is not in the tree of {size} with this root",
            problem_id=f"catatan nomor {index} ini tidak ada di buku berisi {size} catatan dengan akar tersebut",
        )


def rebuilt_root(leaf: bytes, index: int, size: int, proof: list[bytes] | tuple[bytes, ...]) -> bytes:
    """The root that the proof leads to, whatever was said; arguments as in `verify_inclusion`.

    By itself it proves nothing: the root must be one that somebody vouches for.

    Returns:
        32 bytes.

    Raises:
        ProofError: Something has another type, length or range than a proof for this index and size.
    """
    require_hash(leaf, LEAF)
    require_number(size, SIZE)
    require_number(index, INDEX)
    hashes = require_list(proof, PROOF)
    if index >= size:
        raise ProofError(
            f"there is no leaf {index} in a tree of {size}",
            problem_id=f"tidak ada catatan nomor {index} di buku berisi {size} catatan",
        )
    # Below `inner` the path runs inside full subtrees; above, along the right edge, where all siblings are left ones.
    inner = (index ^ (size - 1)).bit_length()
    length = inner + (index >> inner).bit_count()
    if len(hashes) != length:
        raise ProofError(
            f"the proof has {len(hashes)} hashes, {length} belong there",
            problem_id=f"bukti memuat {len(hashes)} sidik, seharusnya {length}",
        )
    node = leaf
    for level, sibling in enumerate(hashes):
        require_hash(sibling, HASH)
        is_right = level >= inner or index >> level & 1
        node = node_hash(sibling, node) if is_right else node_hash(node, sibling)
    return node


def inclusion_proof(leaves: Iterable[bytes], index: int, size: int | None = None) -> tuple[bytes, ...]:
    """The proof that `verify_inclusion` checks.

    Args:
        leaves: The log's leaf hashes in order, 32 bytes each; read once and not kept.
        index: The record's position, from 0.
        size: The number of leaves of the tree, which are the first of `leaves`; all, if not given (of an iterator, it
            must be).

    Returns:
        At most 63 hashes of 32 bytes, leaf's sibling first.

    Raises:
        ProofError: There are fewer leaves, the index is beyond them, or a leaf is not 32 bytes.
    """
    return inclusion_proofs(leaves, (index,), size)[0]


def inclusion_proofs(
    leaves: Iterable[bytes], indices: Sequence[int], size: int | None = None
) -> tuple[tuple[bytes, ...], ...]:
    """Several proofs in one pass over the leaves, as for the receipts of a month; see `inclusion_proof`.

    Args:
        leaves: The log's leaf hashes in order, 32 bytes each; read once and not kept.
        indices: The records' positions.
        size: The number of leaves of the tree, which are the first of `leaves`; all, if not given.

    Returns:
        One proof an index, in the order of `indices`.

    Raises:
        ProofError: There are fewer leaves, an index is beyond them, or a leaf is not 32 bytes.
    """
    size = require_size(leaves, size)
    paths = [_beside(require_number(index, INDEX), size) for index in indices]
    roots = subtree_roots(leaves, size, {span for path in paths for span in path})
    return tuple(tuple(roots[span] for span in path) for path in paths)


def _beside(index: int, size: int) -> list[Span]:
    """The subtrees beside the path from a leaf to the root, in that order."""
    if index >= size:
        raise ProofError(
            f"there is no leaf {index} in a tree of {size}",
            problem_id=f"tidak ada catatan nomor {index} di buku berisi {size} catatan",
        )
    spans: list[Span] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = middle_of(start, stop)
        if index < middle:
            spans.append((middle, stop))
            stop = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]
