"""Signed notes: text, a blank line, and a line for each signature. Text that nobody known signed says nothing.

Source: c2sp.org/signed-note; what it leaves open is as in golang.org/x/mod/sumdb/note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError

from ._strict import MAX_TEXT, require_list, shown, text_of
from .cosignature import verify_cosignature
from .keys import NOTE_KEY, as_keys
from .signature import Signature, parse_signature
from .signing import verify_signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .keys import VerifierKey
    from .signing import Signer

MAX_SIGNATURES: Final = 100
NOTE: Final = ("the note", "surat bertanda tangan")
TEXT: Final = ("the text to sign", "isi surat")


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who signed it.

    Attributes:
        text: What was signed, with its last LF.
        signatures: Those that were verified, one a key, in the order of the note.
        unverified: Those of keys that are not known: they say nothing.
    """

    text: str
    signatures: tuple[Signature, ...]
    unverified: tuple[Signature, ...]


def parse_note(text: str | bytes, vkeys: Sequence[str | VerifierKey]) -> Note:
    """Read a signed note and check the signatures of the keys that are known.

    Args:
        text: The note, at most 1,000,000 bytes and 100 signatures.
        vkeys: A list or tuple of verifier keys. The type of each says what its signature must be: of the text (0x01),
            or of the checkpoint in it with a time (0x04).

    Returns:
        The note; at least one signature is verified. A second line under the same key is left out, as are repeated
        lines of unknown keys.

    Raises:
        ProofError: It is no note, no signature is by a known key, that of a known key is wrong, or two of the known
            keys have the name and hash of a signature.
        MissingExtra: `cryptography` is not installed.
    """
    note = read_unverified(text)
    known: dict[tuple[str, bytes], list[VerifierKey]] = {}
    for key in as_keys(vkeys):
        known.setdefault((key.name, key.key_hash), []).append(key)
    verified: dict[tuple[str, bytes], Signature] = {}
    unknown: dict[Signature, None] = {}
    for signature in note.unverified:
        pair = (signature.name, signature.key_hash)
        keys = known.get(pair, ())
        if len(keys) > 1:
            raise ProofError(
                f"two keys are known as {shown(signature.name)}+{signature.key_hash.hex()}",
                problem_id=f"ada dua kunci dengan nama {shown(signature.name)}+{signature.key_hash.hex()}",
            )
        if not keys:
            unknown[signature] = None
        elif pair not in verified:
            _verify(note.text, keys[0], signature)
            verified[pair] = signature
    if not verified:
        raise ProofError(
            "no known key has signed the note", problem_id="surat ini tidak ditandatangani kunci yang dikenal"
        )
    return Note(note.text, tuple(verified.values()), tuple(unknown))


def _verify(text: str, key: VerifierKey, signature: Signature) -> None:
    try:
        if key.type == NOTE_KEY:
            verify_signature(key.public, text.encode(), signature.value)
        else:
            verify_cosignature(text, key, signature)
    except ProofError as error:
        raise ProofError(
            f"the signature of {shown(key.name)} is wrong: {error.problem}",
            problem_id=f"tanda tangan {shown(key.name)} salah: {error.problem_id}",
        ) from None


def read_unverified(text: str | bytes) -> Note:
    """Read a note without asking who signed it: every signature is among `unverified`, and the text says nothing yet.

    Raises:
        ProofError: It is no note, or has more than 100 signatures.
    """
    whole = text_of(text, NOTE)
    blank = whole.rfind("\n\n")  # the text may have blank lines of its own: the last one ends it
    block = whole[blank + 2 :]
    if blank < 0 or not block.endswith("\n"):
        raise ProofError(
            "a note is text, a blank line and signature lines",
            problem_id="surat bertanda tangan terdiri atas isi, satu baris kosong dan baris tanda tangan",
        )
    count = block.count("\n")
    if count > MAX_SIGNATURES:
        raise ProofError(
            f"the note has {count} signatures, at most {MAX_SIGNATURES} are read",
            problem_id=f"surat ini memuat {count} tanda tangan, paling banyak {MAX_SIGNATURES} yang dibaca",
        )
    lines = block.removesuffix("\n").split("\n")
    return Note(whole[: blank + 1], (), tuple(parse_signature(line) for line in lines))


def sign_note(text: str, signers: Sequence[Signer]) -> str:
    """Sign a text.

    Args:
        text: Whole lines: it ends in LF.
        signers: A list or tuple of at least one key, each of type `NOTE_KEY`.

    Returns:
        The note.

    Raises:
        ProofError: The text is not whole lines of UTF-8, too long, or a key is of another type.
    """
    signatures = []
    for signer in require_list(signers, ("the signers", "para penanda tangan")):
        if signer.key.type != NOTE_KEY:
            raise ProofError(
                "a witness's key cosigns heads and signs no notes",
                problem_id="kunci saksi hanya untuk ikut menandatangani kepala buku",
            )
        signatures.append(Signature(signer.key.name, signer.key.key_hash, signer.sign(text_of(text, TEXT).encode())))
    return format_note(text, signatures)


def add_signature(note: str | bytes, signature: Signature) -> str:
    """The note with one more signature at its end, such as a witness's; one under the same key gives way.

    Args:
        note: A signed note.
        signature: Over the note's text.

    Raises:
        ProofError: It is no note, or full.
    """
    read = read_unverified(note)
    pair = (signature.name, signature.key_hash)
    others = [item for item in read.unverified if (item.name, item.key_hash) != pair]
    return format_note(read.text, [*others, signature])


def format_note(text: str, signatures: Sequence[Signature]) -> str:
    """The note of a text and its signatures, in this order.

    Args:
        text: Whole lines, each with its LF.
        signatures: 1 to 100, over the text.

    Raises:
        ProofError: The text is not whole lines of UTF-8, there is no signature or more than 100, or it is too long.
    """
    body = text_of(text, TEXT)
    if not body.endswith("\n"):
        raise ProofError("the text to sign does not end in a line feed", problem_id="isi surat terpotong di akhir")
    if not 0 < len(signatures) <= MAX_SIGNATURES:
        raise ProofError(
            f"a note has 1 to {MAX_SIGNATURES} signatures",
            problem_id=f"surat memuat 1 sampai {MAX_SIGNATURES} tanda tangan",
        )
    return text_of(body + "\n" + "".join(signature.line for signature in signatures), NOTE, MAX_TEXT)
