"""Making a receipt from a log: one record, and one pass over the leaves up to the head, none of which is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import IntegrityError, ProofError
from kube_ledger.merkle import leaf_hash
from kube_ledger.proofs import Signature, inclusion_proof, read_head
from kube_ledger.proofs.inclusion import rebuilt_root

from .head import another_root, checkpoint_of, require_of_log
from .reading import check_row, missing
from .receipt import Receipt

if TYPE_CHECKING:
    from kube_ledger.log import Log

_LARGEST: Final = 2**63 - 1


def receipt_of(log: Log, group_id: str, position: int, note: str | bytes | None = None) -> Receipt:
    """The receipt of the record at a position.

    Args:
        log: Where the records are.
        group_id: Whose.
        position: Which, from 0.
        note: A head of this group's log, larger than `position`: a signed note or the bare three lines. None = the
            head of now, unsigned.

    Raises:
        ProofError: There is no such position under the head, the note is no head or another log's, or the log is not
            the one that the head vouches for.
        IntegrityError: The record, or what the log's own head is made of, was changed.
    """
    stored = log.head(group_id)
    if type(position) is not int or not 0 <= position < stored.size:
        raise _no_position(position, stored.size)
    head = checkpoint_of(log, group_id, stored)
    signatures: tuple[Signature, ...] = ()
    if note is not None:
        name = head.origin
        head, signatures = read_head(note)
        require_of_log(head, name, stored.size)
        if position >= head.size:
            raise _no_position(position, head.size)
    record = _record(log, group_id, position)
    proof = inclusion_proof(log.leaves(group_id, 0, head.size), position, head.size)
    if rebuilt_root(leaf_hash(record), position, head.size, proof) != head.root:
        if note is None:
            raise IntegrityError(
                "the leaves do not make the root of the head",
                problem_id="sidik catatan tidak cocok dengan kepala buku",
                position=position,
            )
        raise another_root(head)
    return Receipt(record, position, proof, head, signatures)


def _no_position(position: object, size: int) -> ProofError:
    if type(position) is not int or not 0 <= position <= _LARGEST:
        return ProofError("a position is a whole number from 0", problem_id="nomor catatan harus bilangan mulai 0")
    if size == 0:
        return ProofError("nothing has been recorded yet", problem_id="belum ada catatan")
    return ProofError(
        f"there is no entry {position}: the last of {size} is {size - 1}",
        problem_id=f"tidak ada catatan nomor {position}: yang terakhir dari {size} catatan bernomor {size - 1}",
    )


def _record(log: Log, group_id: str, position: int) -> bytes:
    for page in log.read(group_id, position, position + 1):
        for row in page:
            check_row(row, position)
            return row.record
    raise missing(position)
