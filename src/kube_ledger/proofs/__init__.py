"""Proofs that the log only grew and that a record is in it; signed heads, witnesses and keys. Knows no events.

Stateless, and complete by itself: only signing and checking signatures needs the extra `proofs` (`cryptography`).
Every text is read in its one canonical form; whatever does not hold raises `ProofError`.
"""

from .checkpoint import Checkpoint, origin, parse_checkpoint, parse_origin
from .consistency import consistency_proof, verify_consistency
from .cosignature import cosigned_at, sign_cosignature, verify_cosignature
from .evidence import Evidence, parse_evidence
from .inclusion import inclusion_proof, inclusion_proofs, verify_inclusion
from .keys import COSIGNATURE_KEY, NOTE_KEY, VerifierKey, enroll, key_id, parse_key_id, parse_vkey
from .note import Note, add_signature, format_note, parse_note, read_unverified, sign_note
from .opening import Cosigned, SignedHead, open_checkpoint, read_head
from .request import CheckpointRequest, parse_request
from .signature import Signature
from .signing import NO_PASSPHRASE, Signer, generate_key, load_key, load_key_as, verify_signature
from .tlog_proof import TlogProof, parse_tlog_proof
from .witness import Fork, OlderHead, Seen, cosign, parse_seen

__all__ = [
    "COSIGNATURE_KEY",
    "NOTE_KEY",
    "NO_PASSPHRASE",
    "Checkpoint",
    "CheckpointRequest",
    "Cosigned",
    "Evidence",
    "Fork",
    "Note",
    "OlderHead",
    "Seen",
    "Signature",
    "SignedHead",
    "Signer",
    "TlogProof",
    "VerifierKey",
    "add_signature",
    "consistency_proof",
    "cosign",
    "cosigned_at",
    "enroll",
    "format_note",
    "generate_key",
    "inclusion_proof",
    "inclusion_proofs",
    "key_id",
    "load_key",
    "load_key_as",
    "open_checkpoint",
    "origin",
    "parse_checkpoint",
    "parse_evidence",
    "parse_key_id",
    "parse_note",
    "parse_origin",
    "parse_request",
    "parse_seen",
    "parse_tlog_proof",
    "parse_vkey",
    "read_head",
    "read_unverified",
    "sign_cosignature",
    "sign_note",
    "verify_consistency",
    "verify_cosignature",
    "verify_inclusion",
    "verify_signature",
]
