"""A signed head, opened: what the log says, and which witnesses say that they saw it grow to this.

Source: c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kube_ledger.errors import ProofError

from ._strict import shown, text_of
from .checkpoint import CHECKPOINT, Checkpoint, parse_checkpoint
from .cosignature import cosigned_at
from .keys import COSIGNATURE_KEY, NOTE_KEY, VerifierKey, as_key, as_keys
from .note import format_note, parse_note, read_unverified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .signature import Signature


@dataclass(frozen=True, slots=True)
class Cosigned:
    """That a witness cosigned.

    Attributes:
        key: The witness's key.
        time: When, by the witness's own clock: seconds since 1970-01-01 UTC.
    """

    key: VerifierKey
    time: int


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head that the log signed.

    Attributes:
        checkpoint: Origin, size and root.
        cosigned: The given witnesses that cosigned it, in the order given.
        note: The note with the log's own signature only.
    """

    checkpoint: Checkpoint
    cosigned: tuple[Cosigned, ...]
    note: str


def open_checkpoint(
    note: str | bytes, vkey: str | VerifierKey, witnesses: Sequence[str | VerifierKey] = ()
) -> SignedHead:
    """Read a checkpoint that the log must have signed and witnesses may have.

    How many witnesses are enough is for the caller to say.

    Args:
        note: The signed checkpoint.
        vkey: The log's key, of type `NOTE_KEY`; its name is the log's origin.
        witnesses: A list or tuple of the witnesses' keys, of type `COSIGNATURE_KEY`.

    Raises:
        ProofError: The log has not signed it, the key is another log's, a known signature is wrong, it is no
            checkpoint, or a key is of the wrong type or given twice: a witness's key never counts as the log's, nor
            for two.
        MissingExtra: `cryptography` is not installed.
    """
    log, known = as_key(vkey), as_keys(witnesses)
    _require_roles(log, known)
    opened = parse_note(note, (log, *known))
    checkpoint = parse_checkpoint(opened.text)
    if log.name != checkpoint.origin:
        raise ProofError(
            f"the checkpoint is of {shown(checkpoint.origin)}, the key is of {shown(log.name)}",
            problem_id=f"kepala buku ini milik {shown(checkpoint.origin)}, kuncinya milik {shown(log.name)}",
        )
    signed = {(signature.name, signature.key_hash): signature for signature in opened.signatures}
    own = signed.get((log.name, log.key_hash))
    if own is None:
        raise ProofError(
            "the log has not signed the checkpoint", problem_id="kepala buku ini tidak ditandatangani bukunya"
        )
    cosigned = [
        Cosigned(witness, cosigned_at(signature))
        for witness in known
        if (signature := signed.get((witness.name, witness.key_hash))) is not None
    ]
    return SignedHead(checkpoint, tuple(cosigned), format_note(opened.text, (own,)))


def read_head(note: str | bytes) -> tuple[Checkpoint, tuple[Signature, ...]]:
    """Read a head that was kept: a signed checkpoint, or its bare three lines. Who signed it is not asked.

    Args:
        note: The whole text.

    Returns:
        The head, and the signatures that stand under it, none of them checked.

    Raises:
        ProofError: It is neither.
    """
    text = text_of(note, CHECKPOINT)
    if "\n\n" not in text:
        return parse_checkpoint(text), ()
    read = read_unverified(text)
    return parse_checkpoint(read.text), read.unverified


def _require_roles(log: VerifierKey, witnesses: tuple[VerifierKey, ...]) -> None:
    if log.type != NOTE_KEY:
        raise ProofError("a witness's key can't be the log's", problem_id="kunci saksi tidak bisa menjadi kunci buku")
    seen = {log.public}
    for witness in witnesses:
        if witness.type != COSIGNATURE_KEY:
            raise ProofError(
                f"the key of {shown(witness.name)} is not a witness's",
                problem_id=f"kunci {shown(witness.name)} bukan kunci saksi",
            )
        if witness.public in seen:
            raise ProofError(
                f"the key of {shown(witness.name)} is given twice",
                problem_id=f"kunci {shown(witness.name)} dipakai dua kali",
            )
        seen.add(witness.public)
