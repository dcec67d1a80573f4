"""Whose signatures count: the author's first, then every approver's, by the keys in force at the entry's position.

The reference is "Signatures" and "Keys" of the page on records. Nothing here asks what a signer may record: the table
of `authority` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from kube_ledger.codec.signed import approver_message, author_message
from kube_ledger.errors import ProofError, Refusal

if TYPE_CHECKING:
    from kube_ledger.codec import Recorded
    from kube_ledger.proofs.keys import VerifierKey

    from .held import HeldKey
    from .standing import Standing


class KnownKey(NamedTuple):
    """A key that the records below the entry enrol, and whether a signature of it counts there.

    It does if it is a person's and in force; the log's own and a witness's never sign a command.
    """

    key: VerifierKey
    counts: bool


KeyOf = Callable[[bytes], KnownKey | None]
"""Key id → the key; None where no record below enrols it."""


class SignatureFault(NamedTuple):
    """What is wrong with one signature: none of the author's, a key that does not count, or other bytes than these.

    `signer` is the key's name, or its id in hex where nobody knows it.
    """

    code: Literal["signature-missing", "key-not-in-force", "signature-invalid"]
    signer: str | None = None


def is_signed(entry: Recorded) -> bool:
    """Whether anybody claims to have signed it."""
    return entry.actor_key is not None or bool(entry.approvals)


def signature_faults(entry: Recorded, command: bytes, key_of: KeyOf) -> Iterator[SignatureFault]:
    """Everything that is wrong with an entry's signatures, in their order; nothing of one that nobody signed.

    Args:
        entry: With its actor's key and approvals.
        command: The bytes of its command, exactly as they were signed.
        key_of: The keys that count at its position.

    Raises:
        MissingExtra: There is a signature to check, and `cryptography` is not installed.
    """
    if not is_signed(entry):
        return
    if entry.actor_key is None or not entry.approvals or entry.approvals[0].key_id != entry.actor_key:
        yield SignatureFault("signature-missing")
        return
    message = author_message(command)
    for approval in entry.approvals:
        known = key_of(approval.key_id)
        signer = approval.key_id.hex() if known is None else known.key.name
        if known is None or not known.counts:
            yield SignatureFault("key-not-in-force", signer)
        if known is not None and not _fits(known.key, message, approval.signature):
            yield SignatureFault("signature-invalid", signer)
        message = approver_message(command)


def _fits(key: VerifierKey, message: bytes, signature: bytes) -> bool:
    from kube_ledger.proofs import verify_signature  # noqa: PLC0415  # only where there is a signature to check

    try:
        verify_signature(key.public, message, signature)
    except ProofError:
        return False
    return True


def counts(held: HeldKey) -> bool:
    """Whether a signature of the key counts from here on: it is a person's and in force."""
    return held.use == "person" and held.revoked_at is None


def held_key(standing: Standing, key_id: bytes) -> KnownKey | None:
    """A key as the group holds it at the standing's next position."""
    held = standing.keys.get(key_id)
    return None if held is None else KnownKey(held.key, counts(held))


def check_signatures(standing: Standing, proposal: Recorded, command: bytes) -> Iterator[Refusal]:
    """The reasons against an entry that its signatures give."""
    event_type = proposal.event.event_type
    for fault in signature_faults(proposal, command, lambda key_id: held_key(standing, key_id)):
        if fault.code == "key-not-in-force":
            yield Refusal(fault.code, person=fault.signer)
        else:
            yield Refusal(fault.code, type=event_type)
