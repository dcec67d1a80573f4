"""Whole rupiah: bounds and division without loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_RUPIAH: Final = 2**53 - 1
"""The largest amount of one event: every program that reads JSON reads it exactly."""

MAX_BALANCE: Final = 2**63 - 1
"""The largest sum of a balance row, either way: it fits a column of every database."""


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` by `weights` without losing or inventing a rupiah.

    Args:
        total: Whole rupiah, >= 0.
        weights: Shape `(n,)`, n >= 1, each >= 0, in joining order.

    Returns:
        Whole rupiah, shape `(n,)`; `sum(shares) == total` always.

    Raises:
        ValueError: `total` or a weight is negative, or all weights are 0.

    Source:
        Largest-remainder (Hare) apportionment; ties to the earlier member.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError(f"can't split {total} by weights {list(weights)}: all must be >= 0, one of them above")
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def split_equally(total: int, members: int) -> tuple[int, int]:
    """Equal shares and what is left over.

    Args:
        total: Whole rupiah, >= 0.
        members: How many share, >= 1.

    Returns:
        (each, remainder): `each * members + remainder == total`, `0 <= remainder < members`.

    Raises:
        ValueError: `total` is negative, or nobody shares.
    """
    if total < 0 or members < 1:
        raise ValueError(f"can't split {total} among {members}")
    return divmod(total, members)


def split_proceeds(proceeds: int, members: int, kas_percent: int) -> tuple[int, int]:
    """Divide proceeds: a percentage to the kas, the rest equally, what can't be divided to the kas too.

    Args:
        proceeds: Whole rupiah, >= 0.
        members: How many share, >= 0; with none, all goes to the kas.
        kas_percent: 0 to 100, of the proceeds.

    Returns:
        (kas_share, each): `kas_share + each * members == proceeds` always.

    Raises:
        ValueError: A figure is out of bounds.
    """
    if proceeds < 0 or members < 0 or not 0 <= kas_percent <= 100:  # noqa: PLR2004  # a percentage
        raise ValueError(f"can't divide {proceeds} among {members} with {kas_percent} % to the kas")
    if members == 0:
        return proceeds, 0
    kas_part = proceeds * kas_percent // 100
    each, remainder = split_equally(proceeds - kas_part, members)
    return kas_part + remainder, each
