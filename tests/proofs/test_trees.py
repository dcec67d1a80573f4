"""Inclusion and consistency: what is built verifies, what is changed in one place does not.

The proofs that are expected come from a reading of RFC 6962 section 2.1 word for word, recursive and by lists of
leaves. The eight leaves and the proofs over them are facts from transparency-dev/merkle, `proof/verify_test.go`
(Apache-2.0), which has them from google/certificate-transparency (Apache-2.0); no code of theirs is used.
"""

from __future__ import annotations

import itertools
import random
import tracemalloc
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger.errors import ProofError
from kube_ledger.merkle import EMPTY_ROOT, leaf_hash, root
from kube_ledger.proofs import (
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    verify_consistency,
    verify_inclusion,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Proof = tuple[bytes, ...]
LARGEST: Final = 300
LEAVES: Final = tuple(sha256(b"\x00%d" % number).digest() for number in range(LARGEST + 1))


# The words of RFC 6962, section 2.1.


def half(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


@cache
def mth(start: int, stop: int) -> bytes:
    if start == stop:
        return sha256(b"").digest()
    if stop - start == 1:
        return LEAVES[start]
    middle = start + half(stop - start)
    return sha256(b"\x01" + mth(start, middle) + mth(middle, stop)).digest()


def path(index: int, start: int, stop: int) -> Proof:
    if stop - start == 1:
        return ()
    middle = start + half(stop - start)
    if index < middle:
        return (*path(index, start, middle), mth(middle, stop))
    return (*path(index, middle, stop), mth(start, middle))


def subproof(size: int, start: int, stop: int, *, is_known: bool) -> Proof:
    if start + size == stop:
        return () if is_known else (mth(start, stop),)
    middle = start + half(stop - start)
    if start + size <= middle:
        return (*subproof(size, start, middle, is_known=is_known), mth(middle, stop))
    return (*subproof(start + size - middle, middle, stop, is_known=False), mth(start, middle))


def turns(index: int, size: int) -> str:
    """On which side the siblings of a path stand: all that its sizes do to the check of a proof."""
    if size == 1:
        return ""
    middle = half(size)
    return turns(index, middle) + "r" if index < middle else turns(index - middle, size - middle) + "l"


def seeded_turns(size1: int, size2: int, *, is_known: bool = True) -> str:
    """The same of a consistency proof: where it begins, and on which side its hashes stand."""
    if size1 == size2:
        return "k" if is_known else "s"
    middle = half(size2)
    if size1 <= middle:
        return seeded_turns(size1, middle, is_known=is_known) + "r"
    return seeded_turns(size1 - middle, size2 - middle, is_known=False) + "l"


def built(index: int, size: int) -> tuple[bytes, int, int, Proof, bytes]:
    return LEAVES[index], index, size, path(index, 0, size), mth(0, size)


def extended(size1: int, size2: int) -> tuple[int, bytes, int, bytes, Proof]:
    proof = subproof(size1, 0, size2, is_known=True) if size1 else ()
    return size1, mth(0, size1), size2, mth(0, size2), proof


def is_told(error: ProofError) -> bool:
    """Whether an error says in both languages what is wrong."""
    return bool(error.problem) and error.problem_id not in ("", "isinya tidak cocok", error.problem)


def accepts(check: Callable[..., None], arguments: tuple[Any, ...]) -> bool:
    try:
        check(*arguments)
    except ProofError as error:
        return not is_told(error)
    return True


# The classic tree.

CLASSIC: Final = [
    leaf_hash(bytes.fromhex(text))
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
CLASSIC_INCLUSION: Final = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
CLASSIC_CONSISTENCY: Final = {
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
    (6, 7): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}


@pytest.mark.parametrize(("index", "size"), CLASSIC_INCLUSION)
def test_the_classic_tree_has_its_classic_inclusion_proofs(index: int, size: int) -> None:
    proof = inclusion_proof(CLASSIC, index, size)
    assert [item.hex() for item in proof] == list(CLASSIC_INCLUSION[index, size])
    verify_inclusion(CLASSIC[index], index, size, proof, root(CLASSIC[:size]))


@pytest.mark.parametrize(("size1", "size2"), CLASSIC_CONSISTENCY)
def test_the_classic_tree_has_its_classic_consistency_proofs(size1: int, size2: int) -> None:
    proof = consistency_proof(CLASSIC, size1, size2)
    assert [item.hex() for item in proof] == list(CLASSIC_CONSISTENCY[size1, size2])
    verify_consistency(size1, root(CLASSIC[:size1]), size2, root(CLASSIC[:size2]), proof)


# All sizes.


def test_every_inclusion_proof_up_to_300_leaves_verifies() -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            verify_inclusion(*built(index, size))


def test_every_consistency_proof_up_to_300_leaves_verifies() -> None:
    for size2 in range(LARGEST + 1):
        for size1 in range(size2 + 1):
            verify_consistency(*extended(size1, size2))


@pytest.mark.parametrize("size", [*range(34), 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 300])
def test_what_is_built_is_what_the_rfc_says(size: int) -> None:
    assert inclusion_proofs(LEAVES, range(size), size) == tuple(path(index, 0, size) for index in range(size))
    for size1 in {*range(min(size, 34) + 1), size, size - 1 if size else 0, size // 2}:
        assert consistency_proof(LEAVES, size1, size) == extended(size1, size)[-1]


@pytest.mark.slow
def test_every_proof_built_up_to_300_leaves_is_what_the_rfc_says() -> None:
    for size2 in range(LARGEST + 1):
        assert inclusion_proofs(LEAVES, range(size2), size2) == tuple(path(index, 0, size2) for index in range(size2))
        for size1 in range(size2 + 1):
            assert consistency_proof(LEAVES, size1, size2) == extended(size1, size2)[-1]


# One change, anywhere.


def flipped(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(32, "big")


def changed_proofs(proof: Proof, bits: list[int], more: Proof) -> Iterator[Proof]:
    """The proof with a bit flipped, a hash too many, too few, twice, or two in another order."""
    for place, item in enumerate(proof):
        for bit in bits:
            yield (*proof[:place], flipped(item, bit), *proof[place + 1 :])
        yield (*proof[:place], *proof[place + 1 :])
        yield (*proof[:place], item, *proof[place:])
    for place in range(len(proof) + 1):
        for item in more:
            yield (*proof[:place], item, *proof[place:])
    for one, two in itertools.combinations(range(len(proof)), 2):
        swapped = list(proof)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        yield tuple(swapped)
    if len(proof) > 1:
        yield proof[::-1]


def wrongly_included(index: int, size: int, bits: list[int]) -> list[tuple[Any, ...]]:
    """Every changed proof of inclusion that is taken all the same."""
    leaf, _, _, proof, head = built(index, size)
    more = (leaf, head, bytes(32), LEAVES[-1])
    cases: list[tuple[Any, ...]] = [(leaf, index, size, other, head) for other in changed_proofs(proof, bits, more)]
    cases += [(flipped(leaf, bit), index, size, proof, head) for bit in bits]
    cases += [(leaf, index, size, proof, flipped(head, bit)) for bit in bits]
    cases += [(leaf, other, size, proof, head) for other in {index - 1, index + 1, index ^ 2, size, size + index}]
    # The proof alone can't tell sizes apart that lay the same path: sizes come from signed heads.
    cases += [
        (leaf, index, other, proof, head)
        for other in (size - 1, size + 1, 2 * size, size // 2, 0)
        if other <= index or turns(index, other) != turns(index, size)
    ]
    return [case for case in cases if accepts(verify_inclusion, case)]


def wrongly_consistent(size1: int, size2: int, bits: list[int]) -> list[tuple[Any, ...]]:
    """Every changed proof of consistency that is taken all the same."""
    _, root1, _, root2, proof = extended(size1, size2)
    more = (root1, root2, bytes(32), LEAVES[-1])
    cases: list[tuple[Any, ...]] = [(size1, root1, size2, root2, other) for other in changed_proofs(proof, bits, more)]
    cases += [(size1, flipped(root1, bit), size2, root2, proof) for bit in bits]
    if size1:  # anything extends the empty tree
        cases += [(size1, root1, size2, flipped(root2, bit), proof) for bit in bits]
    if root1 != root2:
        cases.append((size1, root2, size2, root1, proof))
    if 0 < size1 < size2:
        cases += [
            (other, root1, size2, root2, proof)
            for other in {size1 - 1, size1 + 1, size1 ^ 2, 0, size2}
            if other in (0, size2) or seeded_turns(other, size2) != seeded_turns(size1, size2)
        ]
        cases += [
            (size1, root1, other, root2, proof)
            for other in {size2 - 1, size2 + 1, 2 * size2, size2 // 2, size1}
            if other <= size1 or seeded_turns(size1, other) != seeded_turns(size1, size2)
        ]
        cases += [(size2, root2, size1, root1, proof), (size1, root1, size2, root2, ())]
    return [case for case in cases if accepts(verify_consistency, case)]


def test_no_change_to_a_small_proof_of_inclusion_is_taken() -> None:
    for size in range(1, 34):
        for index in range(size):
            assert wrongly_included(index, size, [0, 100, 255]) == []


def test_no_change_to_a_small_proof_of_consistency_is_taken() -> None:
    for size2 in range(34):
        for size1 in range(size2 + 1):
            assert wrongly_consistent(size1, size2, [0, 100, 255]) == []


def test_no_change_to_a_larger_proof_is_taken() -> None:
    chance = random.Random(6962)
    for size in chance.sample(range(34, LARGEST + 1), 60):
        bits = [chance.randrange(256)]
        assert wrongly_included(chance.randrange(size), size, bits) == []
        assert wrongly_consistent(chance.randrange(size + 1), size, bits) == []


@pytest.mark.slow
def test_no_change_to_any_bit_or_order_of_a_proof_is_taken() -> None:
    for size in range(1, 10):
        for other in range(size):
            assert wrongly_included(other, size, list(range(256))) == []
            assert wrongly_consistent(other, size, list(range(256))) == []
    for size in range(10, 120):
        for other in range(size):
            assert wrongly_included(other, size, [other % 256]) == []
            assert wrongly_consistent(other, size, [other % 256]) == []


# Forgeries and odd arguments.


def test_the_same_assertions_go_red_with_careless_verifiers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: one lets hashes that are too many go, one takes equal sizes for equal heads, one reads as Python."""

    checks = verify_inclusion, verify_consistency

    def too_many(leaf: bytes, index: int, size: int, proof: Any, head: bytes) -> None:
        inner = (index ^ (size - 1)).bit_length()
        checks[0](leaf, index, size, proof[: inner + (index >> inner).bit_count()], head)

    def equal_sizes(size1: int, root1: bytes, size2: int, root2: bytes, proof: Any) -> None:
        if size1 != size2:
            checks[1](size1, root1, size2, root2, proof)

    def from_the_end(leaf: bytes, index: int, size: int, proof: Any, head: bytes) -> None:
        checks[0](leaf, range(size)[index], size, proof, head)

    assert accepts(from_the_end, (*built(3, 7)[:1], -4, *built(3, 7)[2:]))
    with monkeypatch.context() as patch:
        patch.setitem(globals(), "verify_inclusion", too_many)
        assert wrongly_included(3, 7, [0])
    with monkeypatch.context() as patch:
        patch.setitem(globals(), "verify_consistency", equal_sizes)
        assert wrongly_consistent(5, 5, [0])


@pytest.mark.parametrize("size1", range(1, 8))
def test_entries_put_before_the_old_history_are_not_an_extension(size1: int) -> None:
    """FAULTS B4: with `[old_root, left]`, or any other hashes of both trees, in any order."""
    before = LEAVES[100 : 100 + size1]
    shifted = [*before, *LEAVES[:size1]]
    old, new = root(LEAVES[:size1]), root(shifted)
    assert not accepts(verify_consistency, (size1, old, 2 * size1, new, (old, root(before))))
    pool = {old, new, root(before), *shifted, *inclusion_proof(shifted, 0), *inclusion_proof(shifted, size1)}
    for length in range(4):
        for proof in itertools.product(sorted(pool)[:12], repeat=length):
            assert not accepts(verify_consistency, (size1, old, 2 * size1, new, proof))


def test_equal_heads_need_no_proof_and_bear_none() -> None:
    """FAULTS B8."""
    one, two = mth(0, 5), mth(0, 6)
    verify_consistency(5, one, 5, one, ())
    verify_consistency(5, one, 5, one, [])
    for arguments in (
        (5, one, 5, two, ()),
        (5, one, 5, one, (one,)),
        (6, two, 5, one, ()),
        (6, two, 5, one, extended(5, 6)[-1]),
        (5, one, 6, two, ()),
    ):
        assert not accepts(verify_consistency, arguments)


def test_only_the_empty_tree_has_size_0() -> None:
    """FAULTS B8: without a proof, and with the root of nothing."""
    head = mth(0, 5)
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())
    verify_consistency(0, EMPTY_ROOT, 5, head, ())
    for arguments in (
        (0, head, 5, head, ()),
        (0, head, 0, head, ()),
        (0, EMPTY_ROOT, 0, head, ()),
        (0, head, 0, EMPTY_ROOT, ()),
        (0, EMPTY_ROOT, 5, head, (head,)),
        (0, EMPTY_ROOT, 0, EMPTY_ROOT, (EMPTY_ROOT,)),
        (0, b"", 5, head, ()),
        (0, b"", 0, b"", ()),
        (5, head, 0, EMPTY_ROOT, ()),
        (1, LEAVES[0], 0, EMPTY_ROOT, ()),
    ):
        assert not accepts(verify_consistency, arguments)
    assert not accepts(verify_inclusion, (LEAVES[0], 0, 0, (), EMPTY_ROOT))
    assert not accepts(verify_inclusion, (EMPTY_ROOT, 0, 0, (), EMPTY_ROOT))


class Stubborn:
    """Raises when one looks inside."""

    def __len__(self) -> int:
        raise RuntimeError

    def __iter__(self) -> Iterator[bytes]:
        raise RuntimeError

    def __getitem__(self, place: int) -> bytes:
        raise RuntimeError


NO_NUMBERS: Final[list[Any]] = [
    *(-1, -(2**63), 2**63, 2**64, 2**64 + 3, 10**5_000, -(10**5_000)),
    *(True, False, None, 3.0, float("nan"), "3", b"3", [], (3,), 3j, object()),
]
NO_HASHES: Final[list[Any]] = [
    *(b"", b"x", bytes(31), bytes(33), bytes(64), bytearray(32), memoryview(bytes(32))),
    *("x" * 32, "0" * 64, None, 0, 32, [0] * 32, tuple(bytes(32)), object()),
]
NO_PROOFS: Final[list[Any]] = [
    *(None, 0, b"", bytes(32), bytes(96), "", {}, set(), frozenset(), range(3), object(), Stubborn()),
    *(itertools.repeat(bytes(32)), iter(()), (item for item in ()), {bytes(32): 1}, memoryview(bytes(96))),
]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_what_is_no_size_is_refused_at_once(value: Any) -> None:
    """FAULTS B5."""
    leaf, index, size, proof, head = built(3, 7)
    one = extended(3, 7)
    for arguments in ((leaf, value, size, proof, head), (leaf, index, value, proof, head)):
        assert not accepts(verify_inclusion, arguments)
    for place in (0, 2):
        assert not accepts(verify_consistency, (*one[:place], value, *one[place + 1 :]))
    for call in (
        lambda: inclusion_proof(LEAVES, value, 5),
        lambda: consistency_proof(LEAVES, value, 5),
        lambda: inclusion_proof(LEAVES, 0, value) if value is not None else inclusion_proof(iter(LEAVES), 0),
    ):
        with pytest.raises(ProofError):
            call()


@pytest.mark.parametrize("value", NO_HASHES, ids=range(len(NO_HASHES)))
def test_what_is_no_hash_is_refused(value: Any) -> None:
    """FAULTS B5."""
    leaf, index, size, proof, head = built(3, 7)
    one = extended(3, 7)
    for arguments in (
        (value, index, size, proof, head),
        (leaf, index, size, proof, value),
        *((leaf, index, size, (*proof[:place], value, *proof[place + 1 :]), head) for place in range(len(proof))),
    ):
        assert not accepts(verify_inclusion, arguments)
    for place in (1, 3):
        assert not accepts(verify_consistency, (*one[:place], value, *one[place + 1 :]))
    for place in range(len(one[-1])):
        changed = (*one[-1][:place], value, *one[-1][place + 1 :])
        assert not accepts(verify_consistency, (*one[:-1], changed))
    with pytest.raises(ProofError):
        inclusion_proof([*LEAVES[:2], value], 0)


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_the_right_bytes_in_another_type_are_refused(kind: Callable[[bytes], Any]) -> None:
    leaf, index, size, proof, head = built(3, 7)
    assert not accepts(verify_inclusion, (kind(leaf), index, size, proof, head))
    assert not accepts(verify_inclusion, (leaf, index, size, proof, kind(head)))
    assert not accepts(verify_inclusion, (leaf, index, size, tuple(map(kind, proof)), head))
    for size1 in (3, 4, 7):
        _, root1, size2, root2, hashes = extended(size1, 7)
        assert not accepts(verify_consistency, (size1, kind(root1), size2, root2, hashes))
        assert not accepts(verify_consistency, (size1, root1, size2, kind(root2), hashes))


@pytest.mark.parametrize("value", NO_PROOFS, ids=range(len(NO_PROOFS)))
def test_what_is_no_list_of_hashes_is_refused_at_once(value: Any) -> None:
    """FAULTS B5: a generator without end is not asked for its first item."""
    leaf, index, size, _, head = built(3, 7)
    assert not accepts(verify_inclusion, (leaf, index, size, value, head))
    assert not accepts(verify_inclusion, (LEAVES[0], 0, 1, value, LEAVES[0]))
    assert not accepts(verify_consistency, (*extended(3, 7)[:-1], value))
    assert not accepts(verify_consistency, (*extended(7, 7)[:-1], value))


@pytest.mark.parametrize("count", [0, 1, 2, 5, 1_000_000])
def test_a_proof_of_another_length_is_refused_before_anything_is_hashed(count: int) -> None:
    many = [bytes(32)] * count
    leaf, index, size, _, head = built(3, 7)
    with pytest.raises(ProofError, match=f"the proof has {count} hashes, 3 belong there"):
        verify_inclusion(leaf, index, size, many, head)
    with pytest.raises(ProofError, match=f"the proof has {count} hashes, 4 belong there"):
        verify_consistency(3, mth(0, 3), 7, head, many)


@pytest.mark.parametrize("size", [2**31 + 1, 2**62, 2**62 + 1, 2**63 - 2, 2**63 - 1])
def test_a_tree_of_any_size_is_walked_in_63_steps(size: int) -> None:
    chance = random.Random(size)
    for index in (0, 1, size // 2, size - 2, size - 1, chance.randrange(size)):
        sides = turns(index, size)
        proof = [chance.randbytes(32) for _ in sides]
        node = LEAVES[0]
        for side, sibling in zip(sides, proof, strict=True):
            node = sha256(b"\x01" + (sibling + node if side == "l" else node + sibling)).digest()
        verify_inclusion(LEAVES[0], index, size, proof, node)
        assert not accepts(verify_inclusion, (LEAVES[0], index ^ 1, size, proof, node))


# Building.


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=80), st.data())
def test_whatever_the_leaves_are_their_proofs_verify(leaves: list[bytes], data: st.DataObject) -> None:
    sizes = st.integers(0, len(leaves))
    one, two, three = sorted(data.draw(st.tuples(sizes, sizes, sizes)))
    heads = {size: root(leaves[:size]) for size in (one, two, three)}
    for first, second in ((one, two), (two, three), (one, three)):
        proof = consistency_proof(iter(leaves), first, second)
        verify_consistency(first, heads[first], second, heads[second], proof)
    index = data.draw(st.integers(0, len(leaves) - 1))
    verify_inclusion(leaves[index], index, len(leaves), inclusion_proof(leaves, index), root(leaves))


def test_a_proof_needs_its_leaves() -> None:
    for call in (
        lambda: inclusion_proof(LEAVES[:4], 4),
        lambda: inclusion_proof(LEAVES[:4], 3, 5),
        lambda: inclusion_proof(LEAVES[:4], 4, 5),
        lambda: inclusion_proof(iter(LEAVES[:4]), 0, 5),
        lambda: inclusion_proof((), 0),
        lambda: consistency_proof(LEAVES[:4], 5),
        lambda: consistency_proof(LEAVES[:4], 4, 5),
        lambda: consistency_proof(iter(LEAVES[:4]), 0, 5),
        lambda: consistency_proof(LEAVES[:4], 4, 3),
        lambda: consistency_proof(iter(LEAVES[:4]), 2),
    ):
        with pytest.raises(ProofError):
            call()


@pytest.mark.slow
def test_the_receipts_of_many_records_take_one_pass_and_little_memory() -> None:
    size = 250_000
    indices = range(0, size, 2_500)

    def leaves() -> Iterator[bytes]:
        return (sha256(b"%d" % number).digest() for number in range(size))

    tracemalloc.start()
    try:
        proofs = inclusion_proofs(leaves(), indices, size)
        extension = consistency_proof(leaves(), size - 1, size)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**21
    head = root(leaves())
    for index, proof in zip(indices, proofs, strict=True):
        verify_inclusion(sha256(b"%d" % index).digest(), index, size, proof, head)
    verify_consistency(size - 1, root(itertools.islice(leaves(), size - 1)), size, head, extension)
