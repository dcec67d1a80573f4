"""One signature line of a note: who says to have signed, and the bytes. Whether it is true is another matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kube_ledger.errors import ProofError

from ._strict import base64, is_name, shown, unbase64

SIGNATURE: Final = ("the signature", "tanda tangan")
_DASH: Final = "\N{EM DASH} "
_HASH: Final = 4


@dataclass(frozen=True, slots=True)
class Signature:
    """A line `— name base64(hash ‖ value)`.

    Attributes:
        name: The key's name.
        key_hash: The 4 bytes that tell keys of one name apart.
        value: What the key's type makes of it: 64 bytes, or 8 of a time and 64; of unknown keys any, at least one.

    Raises:
        ProofError: One of them is something else.
    """

    name: str
    key_hash: bytes
    value: bytes

    def __post_init__(self) -> None:
        if type(self.name) is not str or not is_name(self.name):
            raise ProofError(
                "a signature has a key's name: 1 to 255 bytes without spaces and plus signs",
                problem_id="tanda tangan memuat nama kunci: 1 sampai 255 byte tanpa spasi dan tanda tambah",
            )
        if type(self.key_hash) is not bytes or len(self.key_hash) != _HASH or type(self.value) is not bytes:
            raise ProofError("a signature has a hash of 4 bytes", problem_id="sidik kunci tanda tangan harus 4 byte")
        if not self.value:
            raise ProofError("the signature is empty", problem_id="tanda tangannya kosong")

    @property
    def line(self) -> str:
        """The line with its LF."""
        return f"{_DASH}{self.name} {base64(self.key_hash + self.value)}\n"


def parse_signature(line: str) -> Signature:
    """Read a signature line, without its LF.

    Raises:
        ProofError: It is none.
    """
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise ProofError(
            f"a signature line reads '{_DASH}name base64', not {shown(line)}",
            problem_id=f"baris tanda tangan ditulis '{_DASH}nama base64', bukan {shown(line)}",
        )
    data = unbase64(encoded, SIGNATURE)
    return Signature(name, data[:_HASH], data[_HASH:])
