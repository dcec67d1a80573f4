"""What a witness says: at this time, the newest head of this log that I have seen is this one.

Source: c2sp.org/tlog-cosignature (cosignature/v1, Ed25519).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError

from ._strict import LARGEST, require_number
from .checkpoint import parse_checkpoint
from .keys import COSIGNATURE_KEY
from .signature import Signature
from .signing import SIGNATURE_SIZE, verify_signature

if TYPE_CHECKING:
    from .keys import VerifierKey
    from .signing import Signer

TIME: Final = ("the time of the cosignature", "waktu tanda tangan saksi")
_WORD: Final = 8


def sign_cosignature(text: str, signer: Signer, time: int) -> Signature:
    """Cosign a checkpoint. It does not look whether the log only grew: `witness.cosign` does, and calls this.

    Args:
        text: The three lines of the checkpoint.
        signer: A key of type `COSIGNATURE_KEY`.
        time: Seconds since 1970-01-01 UTC, from 1 to 2^63 − 1.

    Raises:
        ProofError: The text is no checkpoint, the key is of another type, or the time is out of range.
    """
    if signer.key.type != COSIGNATURE_KEY:
        raise ProofError("only a witness's key cosigns", problem_id="hanya kunci saksi yang dapat ikut menandatangani")
    require_number(time, TIME, 1)
    value = time.to_bytes(_WORD) + signer.sign(_message(text, time))
    return Signature(signer.key.name, signer.key.key_hash, value)


def verify_cosignature(text: str, key: VerifierKey, signature: Signature) -> int:
    """Check a witness's signature line.

    Args:
        text: The three lines of the checkpoint.
        key: The witness's verifier key, of type `COSIGNATURE_KEY`.
        signature: A line under that key's name and hash.

    Returns:
        The time that it carries, in seconds since 1970-01-01 UTC.

    Raises:
        ProofError: It is no cosignature of this text by this key.
        MissingExtra: `cryptography` is not installed.
    """
    time = cosigned_at(signature)
    if key.type != COSIGNATURE_KEY:
        raise ProofError("only a witness's key cosigns", problem_id="hanya kunci saksi yang dapat ikut menandatangani")
    verify_signature(key.public, _message(text, time), signature.value[_WORD:])
    return time


def cosigned_at(signature: Signature) -> int:
    """The time that a witness's signature line carries, in seconds since 1970-01-01 UTC.

    Raises:
        ProofError: It has another length than a time and a signature, or a time beyond 2^63 − 1.
    """
    time = int.from_bytes(signature.value[:_WORD])
    if len(signature.value) != _WORD + SIGNATURE_SIZE or time > LARGEST:
        raise ProofError(
            "a cosignature is a time of 8 bytes and a signature of 64",
            problem_id="tanda tangan saksi terdiri atas waktu 8 byte dan tanda tangan 64 byte",
        )
    return time


def _message(text: str, time: int) -> bytes:
    # The first line keeps it apart from whatever else the same key might sign.
    return f"cosignature/v1\ntime {time}\n{parse_checkpoint(text).text}".encode()
