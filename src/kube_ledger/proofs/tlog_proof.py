"""A receipt as text: one record's inclusion proof and the signed head it leads to, to check offline.

Source: c2sp.org/tlog-proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError

from ._strict import (
    HASH,
    base64,
    decimal,
    lines_of,
    require_number,
    require_proof,
    text_of,
    unbase64,
    unhash,
)
from .checkpoint import parse_checkpoint
from .inclusion import INDEX, verify_inclusion
from .note import read_unverified
from .opening import open_checkpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .keys import VerifierKey
    from .opening import SignedHead

HEADER: Final = "c2sp.org/tlog-proof@v1"
MAX_EXTRA: Final = 36_864
"""The most bytes of extra data: a payload and its envelope fit; its line stays below 50,000 characters."""

RECEIPT: Final = ("the receipt", "kuitansi")
EXTRA: Final = ("the extra data", "data tambahan")


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A receipt. Built or read, it is well-formed; whether it is true is for `verify` to say.

    Attributes:
        index: The record's position, from 0.
        proof: Its inclusion proof, at most 63 hashes of 32 bytes.
        note: The signed checkpoint, as it was given.
        extra: 1 to 36,864 bytes that nothing vouches for, or None.

    Raises:
        ProofError: One of them is something else.
    """

    index: int
    proof: tuple[bytes, ...]
    note: str
    extra: bytes | None = None

    def __post_init__(self) -> None:
        require_number(self.index, INDEX)
        require_proof(self.proof)
        if self.extra is not None and (type(self.extra) is not bytes or not 0 < len(self.extra) <= MAX_EXTRA):
            raise ProofError(
                f"the extra data is not 1 to {MAX_EXTRA} bytes",
                problem_id=f"data tambahan harus 1 sampai {MAX_EXTRA} byte",
            )
        if type(self.note) is not str:
            raise ProofError("the checkpoint's note is not text", problem_id="kepala bukunya harus berupa teks")
        parse_checkpoint(read_unverified(self.note).text)
        text_of(self.text, RECEIPT)

    @property
    def text(self) -> str:
        """The receipt as a file, `.tlog-proof`."""
        return format_proof(self.index, self.proof, self.note, self.extra)

    def verify(self, leaf: bytes, vkey: str | VerifierKey, witnesses: Sequence[str | VerifierKey] = ()) -> SignedHead:
        """Check that a record is in the log that this key signs for.

        Args:
            leaf: The leaf hash of the record that the receipt is said to be of, 32 bytes.
            vkey: The log's key; see `open_checkpoint`.
            witnesses: The witnesses' keys; how many are enough is for the caller to say.

        Returns:
            The head that the record is under, and which witnesses cosigned it.

        Raises:
            ProofError: It is not, or the head is not signed by the log.
            MissingExtra: `cryptography` is not installed.
        """
        head = open_checkpoint(self.note, vkey, witnesses)
        verify_inclusion(leaf, self.index, head.checkpoint.size, self.proof, head.checkpoint.root)
        return head


def format_proof(index: int, proof: tuple[bytes, ...], head: str, extra: bytes | None = None) -> str:
    """The file of a receipt: index and proof, a blank line, and the head as it is given; nothing is checked."""
    told = "" if extra is None else f"extra {base64(extra)}\n"
    hashes = "".join(f"{base64(item)}\n" for item in proof)
    return f"{HEADER}\n{told}index {index}\n{hashes}\n{head}"


def parse_tlog_proof(text: str | bytes) -> TlogProof:
    """Read a receipt.

    Args:
        text: The file: at most 1,000,000 bytes.

    Raises:
        ProofError: It is none, or has more than 63 hashes, or extra data of more than 36,864 bytes.
    """
    index, proof, head, extra = parse_proof(text)
    return TlogProof(index, proof, head, extra)


def parse_proof(text: str | bytes) -> tuple[int, tuple[bytes, ...], str, bytes | None]:
    """Read the lines of a receipt's file as far as its head, which is left as it stands.

    Returns:
        Index, hashes of 32 bytes, whatever stands behind the blank line, and the extra data or None.

    Raises:
        ProofError: It is no such file.
    """
    whole = text_of(text, RECEIPT)
    blank = whole.find("\n\n")
    if not whole.startswith(f"{HEADER}\n") or blank < 0:
        raise ProofError(
            f"a receipt begins with {HEADER}, and a blank line stands before its checkpoint",
            problem_id=f"kuitansi diawali {HEADER}, dan kepala bukunya didahului satu baris kosong",
        )
    lines = lines_of(whole[len(HEADER) + 1 : blank + 1], RECEIPT)
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = unbase64(lines.pop(0).removeprefix("extra "), EXTRA)
    if not lines or not lines[0].startswith("index "):
        raise ProofError("the receipt has no index line", problem_id="kuitansi tidak memuat nomor catatan (index)")
    index = decimal(lines[0].removeprefix("index "), INDEX)
    return index, tuple(unhash(line, HASH) for line in lines[1:]), whole[blank + 2 :], extra
