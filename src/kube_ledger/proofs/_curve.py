"""Whether 32 bytes are an Ed25519 public key that can stand for one person only.

Source: RFC 8032 sections 5.1 (the curve) and 5.1.3 (decoding a point).
"""

from __future__ import annotations

from typing import Final

from kube_ledger.errors import ProofError

_P: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE: Final = pow(2, (_P - 1) // 4, _P)
_NEUTRAL: Final = (0, 1)

_Point = tuple[int, int]


def require_point(public: bytes) -> None:
    """Check that a public key is a point in its only spelling, and no point of small order.

    Under a key of small order anyone can make signatures that verify, and a key with two spellings is two keys to
    whoever compares bytes.

    Args:
        public: 32 bytes.

    Raises:
        ProofError: It is not.
    """
    number = int.from_bytes(public, "little")
    is_negative, y = divmod(number, 1 << 255)
    if y >= _P:
        raise ProofError(
            "the public key is not in canonical form (y is not below p)",
            problem_id="kunci publiknya tidak ditulis dalam bentuk baku",
        )
    x = _x_of(y)
    if x is None:
        raise ProofError("the public key is no point of the curve", problem_id="kunci publiknya bukan kunci Ed25519")
    if x == 0 and is_negative:
        raise ProofError(
            "the public key is not in canonical form (a negative zero)",
            problem_id="kunci publiknya tidak ditulis dalam bentuk baku",
        )
    # The eight points of small order are those that three doublings lead to the neutral one.
    if _doubled(_doubled(_doubled((x, y)))) == _NEUTRAL:
        raise ProofError(
            "the public key has small order: anyone could sign under it",
            problem_id="kunci publiknya lemah: siapa pun bisa menandatangani dengannya",
        )


def _x_of(y: int) -> int | None:
    """One of the two x with −x² + y² = 1 + d·x²·y² (mod p), if there are any."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * _ROOT_OF_MINUS_ONE % _P
    return x if x * x % _P == square else None


def _doubled(point: _Point) -> _Point:
    x, y = point
    both = _D * x * x * y * y % _P
    return 2 * x * y * pow(1 + both, -1, _P) % _P, (y * y + x * x) * pow(1 - both, -1, _P) % _P
