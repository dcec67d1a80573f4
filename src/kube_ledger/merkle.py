"""The tree of RFC 6962 over one group's records: leaves, root, and the frontier that grows it.

Source: RFC 6962 section 2.1 (Merkle hash trees, SHA-256, domain-separated by one byte).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    """SHA-256(0x00 ‖ record): 32 bytes."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right): 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The tree head over leaf hashes in log order: 32 bytes; that of no leaves is SHA-256 of nothing.

    Raises:
        ValueError: A leaf hash is not 32 bytes long.
    """
    frontier = Frontier()
    for leaf in leaf_hashes:
        if len(leaf) != HASH_SIZE:
            raise ValueError(f"a leaf hash has 32 bytes, not {len(leaf)}")
        frontier.add(leaf)
    return frontier.root()


class Frontier:
    """The roots of the perfect subtrees that a tree of `size` leaves is made of, largest first.

    Adding a leaf costs one hash on average; no inner node is ever stored.

    Args:
        size: The number of leaves so far.
        roots: One hash for every 1 in the binary digits of `size`, largest subtree first.

    Raises:
        ValueError: The number of roots is not that of the ones in `size`, or one is not 32 bytes long.
    """

    __slots__ = ("_roots", "size")

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if size < 0 or size.bit_count() != len(roots) or any(len(item) != HASH_SIZE for item in roots):
            raise ValueError(f"a frontier of {size} leaves has {max(size, 0).bit_count()} roots of 32 bytes")
        self.size = size
        self._roots = list(roots)

    def add(self, leaf: bytes) -> None:
        """Take one more leaf hash."""
        roots, node, size = self._roots, leaf, self.size
        while size & 1:
            node = node_hash(roots.pop(), node)
            size >>= 1
        roots.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The tree head: 32 bytes."""
        if not self._roots:
            return EMPTY_ROOT
        node = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            node = node_hash(left, node)
        return node

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The subtree roots, largest first."""
        return tuple(self._roots)

    def spans(self) -> list[tuple[int, int]]:
        """The half-open range of positions under each root, in the order of `roots`."""
        spans, start = [], 0
        for bit in reversed(range(self.size.bit_length())):
            if self.size >> bit & 1:
                spans.append((start, start + (1 << bit)))
                start += 1 << bit
        return spans

    def copy(self) -> Frontier:
        """An independent frontier of the same tree."""
        return Frontier(self.size, self._roots)

    def to_bytes(self) -> bytes:
        """The roots one after another: 32 bytes each."""
        return b"".join(self._roots)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> Frontier:
        """What `to_bytes` wrote, for a tree of `size` leaves.

        Raises:
            ValueError: The length does not fit the size.
        """
        if len(data) % HASH_SIZE:
            raise ValueError("a frontier is a multiple of 32 bytes")
        return cls(size, [data[start : start + HASH_SIZE] for start in range(0, len(data), HASH_SIZE)])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frontier) and (self.size, self._roots) == (other.size, other._roots)

    __hash__ = None  # type: ignore[assignment]  # it changes
