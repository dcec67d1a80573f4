"""The tree of RFC 6962, against its well-known vectors and a second, naive tree.

The eight leaves and their roots are facts from the test of google/certificate-transparency (Apache-2.0), as carried
over by transparency-dev/merkle (Apache-2.0); no code of theirs is used.
"""

from __future__ import annotations

import pickle
from hashlib import sha256
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash, root

LEAVES: Final = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]

ROOTS: Final = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive(leaves: list[bytes]) -> bytes:
    """The tree head by the words of RFC 6962: split at the largest power of two below the size."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + naive(leaves[:half]) + naive(leaves[half:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_classic_tree_has_its_classic_roots(size: int) -> None:
    assert root(map(leaf_hash, LEAVES[:size])).hex() == ROOTS[size]
    assert naive([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size]


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"") == sha256(b"\x00").digest()
    assert node_hash(b"a", b"b") == sha256(b"\x01ab").digest()
    assert sha256(b"").digest() == EMPTY_ROOT
    assert leaf_hash(bytes(64)) != node_hash(bytes(32), bytes(32))


def test_a_frontier_grows_into_the_root_of_all_leaves_at_every_size_to_300() -> None:
    leaves = [leaf_hash(number.to_bytes(2, "big")) for number in range(300)]
    frontier = Frontier()
    for size in range(301):
        assert frontier.size == size
        assert frontier.root() == naive(leaves[:size])
        assert len(frontier.roots) == size.bit_count()
        assert frontier.spans() == _spans(size)
        for (start, stop), part in zip(frontier.spans(), frontier.roots, strict=True):
            assert part == naive(leaves[start:stop])
        again = Frontier.from_bytes(size, frontier.to_bytes())
        assert again == frontier
        assert again.root() == frontier.root()
        if size < 300:
            frontier.add(leaves[size])


def _spans(size: int) -> list[tuple[int, int]]:
    spans, start = [], 0
    while start < size:
        width = 1 << (size - start).bit_length() - 1
        spans.append((start, start + width))
        start += width
    return spans


@settings(deadline=None)
@given(st.lists(st.binary(max_size=3), max_size=40), st.integers(0, 40))
def test_growing_on_from_a_kept_frontier_is_growing_at_once(records: list[bytes], at: int) -> None:
    leaves = [leaf_hash(record) for record in records]
    first = Frontier()
    for leaf in leaves[:at]:
        first.add(leaf)
    kept = Frontier.from_bytes(first.size, first.to_bytes())
    for leaf in leaves[at:]:
        kept.add(leaf)
    assert kept.root() == root(leaves)


def test_a_copy_grows_alone_and_a_frontier_pickles() -> None:
    frontier = Frontier()
    frontier.add(leaf_hash(b"a"))
    copy = frontier.copy()
    copy.add(leaf_hash(b"b"))
    assert (frontier.size, copy.size) == (1, 2)
    assert frontier.root() == leaf_hash(b"a")
    assert pickle.loads(pickle.dumps(copy)) == copy
    assert copy != frontier
    with pytest.raises(TypeError):
        hash(frontier)


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=3), min_size=1, max_size=30), st.data())
def test_a_change_to_any_record_changes_the_root(records: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(records) - 1))
    other = data.draw(st.binary(max_size=3).filter(lambda record: record != records[at]))
    changed = [*records[:at], other, *records[at + 1 :]]
    assert root(map(leaf_hash, changed)) != root(map(leaf_hash, records))


@pytest.mark.parametrize(
    ("size", "roots"),
    [
        *((-1, []), (0, [bytes(32)]), (1, []), (2, [bytes(32), bytes(32)]), (3, [bytes(32)]), (1, [bytes(31)])),
        *((1, [bytes(33)]), (2**64, [])),
    ],
)
def test_a_frontier_has_one_root_of_32_bytes_for_every_one_in_its_size(size: int, roots: list[bytes]) -> None:
    with pytest.raises(ValueError, match="a frontier of"):
        Frontier(size, roots)


@pytest.mark.parametrize(("size", "data"), [(1, b""), (0, bytes(32)), (1, bytes(31)), (1, bytes(64)), (3, bytes(33))])
def test_bytes_that_do_not_fit_the_size_are_no_frontier(size: int, data: bytes) -> None:
    with pytest.raises(ValueError, match="a frontier"):
        Frontier.from_bytes(size, data)


@pytest.mark.parametrize("leaf", [b"", b"x" * 31, b"x" * 33])
def test_a_leaf_hash_of_another_length_is_no_leaf(leaf: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        root([leaf])
