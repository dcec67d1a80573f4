"""A record's name for people: 16 letters and digits to read out over the telephone.

Source: Crockford's base32 (crockford.com/base32): no I, L, O and U; what sounds or looks alike is read as one.
"""

from __future__ import annotations

from typing import Final

from kube_ledger.errors import ProofError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIZE: Final = 10
"""How many bytes of the leaf hash it stands for."""

_BITS: Final = 5
_LENGTH: Final = SIZE * 8 // _BITS
_GROUP: Final = 4
_HEARD: Final = str.maketrans("OIL", "011", " -")


def short_code(leaf: bytes) -> str:
    """The first 10 bytes of a leaf hash, as `7ZQ4-0XKB-P3VN-9D1E`."""
    number = int.from_bytes(leaf[:SIZE])
    digits = [ALPHABET[number >> _BITS * place & 31] for place in reversed(range(_LENGTH))]
    return "-".join("".join(digits[start : start + _GROUP]) for start in range(0, _LENGTH, _GROUP))


def read_short_code(text: str) -> str:
    """The code as `short_code` writes it, from what somebody heard or copied.

    Args:
        text: In capitals or not, O for 0 and I or L for 1, with or without hyphens and blanks.

    Raises:
        ProofError: It is not 16 letters and digits of that alphabet.
    """
    # Plain letters only: Unicode has others that become these when they are made capitals.
    heard = text.upper().translate(_HEARD) if text.isascii() else ""
    if len(heard) != _LENGTH or not set(heard) <= set(ALPHABET):
        raise ProofError(
            f"a code is {_LENGTH} letters and digits without U, in four groups",
            problem_id=f"kode terdiri atas {_LENGTH} huruf dan angka tanpa U, dalam empat kelompok",
        )
    return "-".join(heard[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
