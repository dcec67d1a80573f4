"""Who signed the record of a receipt: its author and those who approved it, judged by keys of persons that are given.

A receipt holds no such key and needs none: whoever checks it has the key from elsewhere, or a second receipt, under the
same head, of the entry that enrols it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kube_ledger.errors import ProofError
from kube_ledger.events import KeyEnrolled
from kube_ledger.proofs.keys import NOTE_KEY, VerifierKey, parse_vkey
from kube_ledger.rules.signatures import KnownKey, signature_faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.codec import Recorded


class PersonKey(NamedTuple):
    """A key to judge the signatures of records by.

    Attributes:
        key: It.
        person_id: Whose it is, as the entry at `enrolled_at` says; None of a key that was given as such.
        enrolled_at: Where the log enrols it.
    """

    key: VerifierKey
    person_id: str | None = None
    enrolled_at: int | None = None


class RecordSignature(NamedTuple):
    """A signature that a record bears.

    Attributes:
        key_id: The 8 bytes by which the record names its key.
        is_author: Whether it is the author's own; else it is one of who approves.
        by: The key that it was judged by, and fits. None: nobody judged it, so it says nothing.
    """

    key_id: bytes
    is_author: bool
    by: PersonKey | None


def enrolled_by(entry: Recorded) -> PersonKey:
    """The key that an entry enrols.

    Raises:
        ProofError: It enrols none, or not a person's.
    """
    event = entry.event
    if not isinstance(event, KeyEnrolled) or event.use != "person":
        raise ProofError(
            f"entry {entry.position} enrols no person's key",
            problem_id=f"catatan nomor {entry.position} tidak mendaftarkan kunci orang",
        )
    return PersonKey(parse_vkey(event.vkey), event.person_id, entry.position)


def record_signatures(entry: Recorded, command: bytes, keys: Sequence[PersonKey]) -> tuple[RecordSignature, ...]:
    """All signatures of a record, in their order, judged where their key is given.

    Args:
        entry: What the record says.
        command: The bytes of its command, exactly as they were signed.
        keys: Those that must have signed.

    Raises:
        ProofError: One of the keys has not signed, its signature does not fit, or it is a witness's; or keys are given
            and the author's own signature is missing.
        MissingExtra: `cryptography` is not installed, and there is a key to judge by.
    """
    known = {one.key.key_id: one for one in keys}
    for one in keys:
        _require_signed(entry, one.key)
    for fault in signature_faults(entry, command, lambda key_id: _known(known.get(key_id))):
        if fault.code == "signature-invalid":
            raise ProofError(
                f"the signature of {fault.signer!r} on the record does not fit",
                problem_id=f"tanda tangan {fault.signer!r} pada catatannya tidak cocok dengan isinya",
            )
        if fault.code == "signature-missing" and keys:
            raise ProofError(
                "the author's own signature on the record is missing",
                problem_id="tanda tangan pencatatnya sendiri tidak ada",
            )
    return tuple(
        RecordSignature(one.key_id, number == 0 and one.key_id == entry.actor_key, known.get(one.key_id))
        for number, one in enumerate(entry.approvals)
    )


def _known(one: PersonKey | None) -> KnownKey | None:
    return None if one is None else KnownKey(one.key, counts=True)


def _require_signed(entry: Recorded, key: VerifierKey) -> None:
    if key.type != NOTE_KEY:
        raise ProofError(
            f"{key.name!r} is a witness's key: it signs no records",
            problem_id=f"{key.name!r} kunci saksi, yang tidak menandatangani catatan",
        )
    if not entry.approvals:
        raise ProofError("nobody has signed the record", problem_id="catatannya tidak ditandatangani siapa pun")
    if key.key_id not in {one.key_id for one in entry.approvals}:
        raise ProofError(
            f"the key {key.key_id.hex()} ({key.name}) has not signed the record",
            problem_id=f"kunci {key.key_id.hex()} ({key.name}) tidak menandatangani catatannya",
        )
