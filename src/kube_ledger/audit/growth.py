"""How a log grew: its roots at earlier sizes, and the proof between two of them, from leaves that its records make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.errors import IntegrityError, ProofError
from kube_ledger.merkle import EMPTY_ROOT, Frontier
from kube_ledger.proofs import CheckpointRequest, consistency_proof, read_head

from .head import checkpoint_of
from .reading import check_row, missing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kube_ledger.log import Log
    from kube_ledger.proofs import Checkpoint


def checked_leaves(log: Log, group_id: str, size: int) -> Iterator[bytes]:
    """The leaf hashes of the first records, each held against its record.

    Args:
        log: Where the records are.
        group_id: Whose.
        size: How many.

    Raises:
        IntegrityError: A record is missing or was changed.
    """
    expected = 0
    for page in log.read(group_id, 0, size):
        for row in page:
            check_row(row, expected)
            yield row.leaf
            expected += 1
    if expected < size:
        raise missing(expected)


def roots_at(log: Log, group_id: str, sizes: Collection[int]) -> dict[int, bytes]:
    """The roots that the records make, in one pass.

    Args:
        log: Where the records are.
        group_id: Whose.
        sizes: Each from 0 to the size of the log.

    Raises:
        IntegrityError: A record is missing or was changed.
    """
    roots = dict.fromkeys(sizes, EMPTY_ROOT)
    tree = Frontier()
    for leaf in checked_leaves(log, group_id, max(roots, default=0)):
        tree.add(leaf)
        if tree.size in roots:
            roots[tree.size] = tree.root()
    return roots


def checked_head(log: Log, group_id: str, sizes: Collection[int] = ()) -> tuple[Checkpoint, dict[int, bytes]]:
    """The log's head of now, held against its records, and roots at earlier sizes from the same pass.

    Args:
        log: Where the records are.
        group_id: Whose.
        sizes: Which earlier sizes; those that the log has not reached are left out.

    Raises:
        IntegrityError: A record is missing or was changed, or they do not make the head.
        ProofError: Nothing was recorded yet.
    """
    stored = log.head(group_id)
    head = checkpoint_of(log, group_id, stored)
    roots = roots_at(log, group_id, {stored.size, *(size for size in sizes if size <= stored.size)})
    if roots[stored.size] != stored.root:
        raise IntegrityError(
            "the records do not make the root of the head",
            problem_id="catatan-catatannya tidak cocok dengan kepala buku",
            position=max(stored.size - 1, 0),
        )
    return head, roots


def proof_between(log: Log, group_id: str, size1: int, size2: int) -> tuple[bytes, ...]:
    """The consistency proof between two sizes that the log has reached.

    Raises:
        IntegrityError: A record is missing or was changed.
        ProofError: `size1` is beyond `size2`.
    """
    return consistency_proof(checked_leaves(log, group_id, size2), size1, size2)


def request_since(log: Log, group_id: str, since: int, note: str | bytes | None = None) -> CheckpointRequest:
    """What to hand to a witness who has seen the log at a size.

    Args:
        log: Where the records are.
        group_id: Whose.
        since: The size that she has seen, 0 the first time.
        note: A head of this log, at least as large: a signed note or the bare three lines. None = the head of now,
            unsigned.

    Raises:
        ProofError: The log, or the given head, is smaller, or the head is not one of this log.
        IntegrityError: A record is missing or was changed, or they do not make the log's own head.
    """
    given = None if note is None else read_head(note)[0]
    head, roots = checked_head(log, group_id, () if given is None else (given.size,))
    if given is not None:
        require_head_of(head, roots, given)
    size = head.size if given is None else given.size
    if since > size:
        raise ProofError(
            f"a log of {size} has not grown from {since}",
            problem_id=f"buku berisi {size} catatan tidak mungkin tumbuh dari {since} catatan",
        )
    text = head.text if note is None else note.decode() if isinstance(note, bytes) else note
    return CheckpointRequest(since, proof_between(log, group_id, since, size), text)


def require_head_of(own: Checkpoint, roots: dict[int, bytes], given: Checkpoint) -> None:
    """Nothing, if a head is one of the log with this head and these roots.

    Raises:
        ProofError: It is another log's, larger, or has another root.
    """
    if given.origin != own.origin:
        raise ProofError(
            f"the head is of the log {given.origin}, this is {own.origin}",
            problem_id=f"kepala buku ini milik {given.origin}, bukunya {own.origin}",
        )
    if given.size > own.size:
        raise ProofError(
            f"the head vouches for {given.size} entries, this log has only {own.size}",
            problem_id=f"kepala buku menyebut {given.size} catatan, buku ini hanya berisi {own.size}",
        )
    if roots[given.size] != given.root:
        raise ProofError(
            f"at {given.size} entries this log has another root than the head: keep both as evidence",
            problem_id=f"pada {given.size} catatan, sidik buku ini lain daripada kepala bukunya: simpan keduanya",
        )
