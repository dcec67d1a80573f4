"""That the log only ever grew: the proof that a later tree head begins with an earlier one.

Source: RFC 6962 section 2.1.2 (what the proof is), RFC 9162 section 2.1.4 (the same, and how it is checked).
Stricter than both: a head of size 0 has the root of the empty tree, and two heads of one size need no proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError
from kube_ledger.merkle import EMPTY_ROOT, node_hash

from ._strict import HASH, require_hash, require_list, require_number
from ._subtrees import middle_of, require_size, subtree_roots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._subtrees import Span

EARLIER: Final = ("the earlier size", "ukuran buku yang lama")
LATER: Final = ("the later size", "ukuran buku yang baru")
EARLIER_ROOT: Final = ("the earlier root", "akar yang lama")
LATER_ROOT: Final = ("the later root", "akar yang baru")
PROOF: Final = ("the proof", "bukti")


def verify_consistency(
    size1: int, root1: bytes, size2: int, root2: bytes, proof: list[bytes] | tuple[bytes, ...]
) -> None:
    """Check that the tree of `size2` leaves begins with the tree of `size1` leaves.

    Args:
        size1: The number of leaves of the earlier head.
        root1: Its root, 32 bytes.
        size2: The number of leaves of the later head, at least `size1`.
        root2: Its root, 32 bytes.
        proof: Hashes of 32 bytes; none where `size1` is 0 or equals `size2`.

    Raises:
        ProofError: It does not, or something has another type, length or range.
    """
    old, new = rebuilt_roots(size1, root1, size2, root2, proof)
    if new != root2:
        raise ProofError(
            f"the proof does not lead to the root of the later head, of size {size2}",
            problem_id=f"bukti tidak sampai ke akar kepala buku yang baru, berisi {size2} catatan",
        )
    if old != root1:
        raise ProofError(
            f"the log of size {size2} does not begin with the head of size {size1}",
            problem_id=f"buku berisi {size2} catatan tidak diawali kepala buku berisi {size1} catatan",
        )


def rebuilt_roots(
    size1: int, root1: bytes, size2: int, root2: bytes, proof: list[bytes] | tuple[bytes, ...]
) -> tuple[bytes, bytes]:
    """The two roots that the proof leads to, whatever was said; arguments as in `verify_consistency`.

    Where the second is `root2` and the first is not `root1`, the later head itself proves that it begins with another
    head than the earlier one: its root commits to all hashes on the way.

    Returns:
        The roots at `size1` and at `size2`, 32 bytes each.

    Raises:
        ProofError: Something has another type, length or range than a proof for these sizes.
    """
    require_number(size1, EARLIER)
    require_number(size2, LATER)
    require_hash(root1, EARLIER_ROOT)
    require_hash(root2, LATER_ROOT)
    hashes = [require_hash(item, HASH) for item in _of_length(proof, size1, size2)]
    if size1 == 0:
        return EMPTY_ROOT, root2 if size2 else EMPTY_ROOT
    if size1 == size2:
        return root2, root2
    last, inner = _shape(size1, size2)
    # The earlier tree's last full subtree is where both ways begin; where it is the whole earlier tree, it is root1.
    seed = root1 if last == 0 else hashes.pop(0)
    old = new = seed
    for level, sibling in enumerate(hashes):
        if level >= inner or last >> level & 1:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    return old, new


def _shape(size1: int, size2: int) -> tuple[int, int]:
    """Which the earlier tree's last full subtree is, among those of its width, and how far its path runs inside."""
    level = (size1 & -size1).bit_length() - 1
    last = (size1 - 1) >> level
    return last, (last ^ (size2 - 1) >> level).bit_length()


def _of_length(proof: object, size1: int, size2: int) -> list[bytes] | tuple[bytes, ...]:
    hashes = require_list(proof, PROOF)
    if size1 > size2:
        raise ProofError(
            f"a log of {size2} does not begin with one of {size1}",
            problem_id=f"buku berisi {size2} catatan tidak mungkin diawali buku berisi {size1} catatan",
        )
    length = 0
    if 0 < size1 < size2:
        last, inner = _shape(size1, size2)
        length = (last > 0) + inner + (last >> inner).bit_count()
    if len(hashes) != length:
        raise ProofError(
            f"the proof has {len(hashes)} hashes, {length} belong there",
            problem_id=f"bukti memuat {len(hashes)} sidik, seharusnya {length}",
        )
    return hashes


def consistency_proof(leaves: Iterable[bytes], size1: int, size2: int | None = None) -> tuple[bytes, ...]:
    """The proof that `verify_consistency` checks.

    Args:
        leaves: The log's leaf hashes in order, 32 bytes each; read once and not kept.
        size1: The number of leaves of the earlier head.
        size2: That of the later head; all leaves, if not given (of an iterator, it must be).

    Returns:
        At most 64 hashes of 32 bytes; none where `size1` is 0 or equals `size2`.

    Raises:
        ProofError: `size1` is beyond `size2`, there are fewer leaves, or a leaf is not 32 bytes.
    """
    size2 = require_size(leaves, size2)
    if require_number(size1, EARLIER) > size2:
        raise ProofError(
            f"a log of {size2} does not begin with one of {size1}",
            problem_id=f"buku berisi {size2} catatan tidak mungkin diawali buku berisi {size1} catatan",
        )
    spans = _between(size1, size2) if size1 else []
    roots = subtree_roots(leaves, size2, spans)
    return tuple(roots[span] for span in spans)


def _between(size1: int, size2: int) -> list[Span]:
    """The subtrees that the later tree is made of, seen from the end of the earlier one (SUBPROOF of RFC 6962)."""
    spans: list[Span] = []
    start, stop = 0, size2
    while stop != size1:
        middle = middle_of(start, stop)
        if size1 <= middle:
            spans.append((middle, stop))
            stop = middle
        else:
            spans.append((start, middle))
            start = middle
    if start:
        spans.append((start, stop))
    return spans[::-1]
