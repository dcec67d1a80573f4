"""Who of those one knows has signed a head: the log itself with one of its keys, witnesses that saw it grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.errors import ProofError
from kube_ledger.proofs import (
    COSIGNATURE_KEY,
    Cosigned,
    cosigned_at,
    format_note,
    open_checkpoint,
    parse_note,
    verify_cosignature,
    verify_signature,
)
from kube_ledger.proofs.keys import as_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kube_ledger.proofs import Checkpoint, Signature, VerifierKey

Signers = tuple[tuple["VerifierKey", ...], tuple[Cosigned, ...]]
"""The log's keys that signed, and the witnesses that cosigned."""


def signers_of(
    checkpoint: Checkpoint,
    signatures: Sequence[Signature],
    vkeys: Sequence[str | VerifierKey],
    witnesses: Sequence[str | VerifierKey],
) -> Signers:
    """Check a head's signatures by the keys that are given.

    Args:
        checkpoint: The head.
        signatures: Its signature lines.
        vkeys: A list or tuple of keys that the log may have signed with: it may have changed its key.
        witnesses: A list or tuple of witnesses' keys.

    Returns:
        Those that signed, in the order given; none where no key is given.

    Raises:
        ProofError: Keys of the log are given and none of them signed; only witnesses are, and none of them; a signature
            of a given key is wrong; a key is of the wrong type, or given both as the log's and as a witness's.
        MissingExtra: `cryptography` is not installed, and there is a signature to be checked.
    """
    logs, known = tuple(dict.fromkeys(as_keys(vkeys))), tuple(dict.fromkeys(as_keys(witnesses)))
    if {key.public for key in logs} & {key.public for key in known}:
        raise ProofError(
            "one key is given as the log's and as a witness's",
            problem_id="satu kunci disebut sebagai kunci buku dan juga kunci saksi",
        )
    if not logs and not known:
        return (), ()
    lines = {(signature.name, signature.key_hash) for signature in signatures}
    own = tuple(key for key in logs if (key.name, key.key_hash) in lines)
    seen = tuple(key for key in known if (key.name, key.key_hash) in lines)
    if not own and (logs or not seen):
        raise _not_signed(checkpoint, signatures, logs)
    note = format_note(checkpoint.text, signatures)
    if not own:
        return (), _cosigned(note, seen)
    heads = [open_checkpoint(note, key, known) for key in own]
    return own, heads[0].cosigned


def signer_of(text: str, signature: Signature, among: Iterable[VerifierKey]) -> VerifierKey | None:
    """The first of some keys under which a head's signature line verifies; None: under none of them.

    Args:
        text: The head's three lines.
        signature: The line.
        among: Keys with its name and hash, of which there may be several: the hash has 4 bytes.

    Raises:
        MissingExtra: `cryptography` is not installed.
    """
    for key in among:
        try:
            if key.type == COSIGNATURE_KEY:
                verify_cosignature(text, key, signature)
            else:
                verify_signature(key.public, text.encode(), signature.value)
        except ProofError:
            continue
        return key
    return None


def _cosigned(note: str, witnesses: tuple[VerifierKey, ...]) -> tuple[Cosigned, ...]:
    for key in witnesses:
        if key.type != COSIGNATURE_KEY:
            raise ProofError("a log's key is no witness's", problem_id="kunci buku bukan kunci saksi")
    signed = {(one.name, one.key_hash): one for one in parse_note(note, witnesses).signatures}
    return tuple(Cosigned(key, cosigned_at(signed[key.name, key.key_hash])) for key in witnesses)


def _not_signed(checkpoint: Checkpoint, signatures: Sequence[Signature], logs: tuple[VerifierKey, ...]) -> ProofError:
    if not signatures:
        return ProofError("nobody has signed its head", problem_id="kepala bukunya tidak ditandatangani siapa pun")
    if logs and all(key.name != checkpoint.origin for key in logs):
        return ProofError(
            f"its head is of {checkpoint.origin}, the given key of {logs[0].name}",
            problem_id=f"kepala bukunya milik {checkpoint.origin}, kunci yang disebut milik {logs[0].name}",
        )
    return ProofError(
        "none of the given keys has signed its head",
        problem_id="kepala bukunya tidak ditandatangani kunci yang disebut",
    )
