"""The seal itself: what goes in comes out, there and nowhere else; its length tells nothing; one bit off is found."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger import KeyDestroyed, MissingExtra, SealBroken
from kube_ledger.sealing import SIZES, KeyFile, Place, Sealer, check_provider, sealer
from kube_ledger.sealing.sealer import TAG_SIZE, Sealed

HERE = Place("melati-3", bytes(range(16)), 0, "iks-disbursed", 1, 5)
ELSEWHERE = [
    HERE._replace(group_id="mawar-1"),
    HERE._replace(call_id=bytes(16)),
    HERE._replace(place=1),
    HERE._replace(type="member-left"),
    HERE._replace(version=2),
    HERE._replace(number=1),
]


@pytest.fixture(scope="module")
def keys() -> KeyFile:
    return KeyFile.in_memory(random=os.urandom)


@pytest.fixture(scope="module")
def seals(keys: KeyFile) -> Sealer:
    return Sealer(keys, os.urandom)


VECTORS = [
    line.split() for line in Path(__file__).with_name("aes_256_gcm_siv.txt").read_text().splitlines() if line[0] != "#"
]


@pytest.mark.parametrize("vector", VECTORS, ids=map(str, range(len(VECTORS))))
def test_the_cipher_is_that_of_rfc_8452(vector: list[str]) -> None:
    result, key, nonce, bound, plain, expected = ("" if part == "-" else part for part in vector)
    made = sealer.cipher()(bytes.fromhex(key))
    arguments = bytes.fromhex(nonce), bytes.fromhex(plain), bytes.fromhex(bound)
    assert (made.encrypt(*arguments).hex() == expected) == (result == "valid")
    if result == "valid":
        assert made.decrypt(bytes.fromhex(nonce), bytes.fromhex(expected), bytes.fromhex(bound)).hex() == plain
    else:
        with pytest.raises(InvalidTag):
            made.decrypt(bytes.fromhex(nonce), bytes.fromhex(expected), bytes.fromhex(bound))


def test_there_are_vectors_of_both_kinds() -> None:
    assert Counter(vector[0] for vector in VECTORS) == {"valid": 31, "invalid": 34}


@given(value=st.binary(max_size=9_000), least=st.sampled_from(SIZES))
@settings(deadline=None)
def test_what_is_sealed_opens_in_its_place(seals: Sealer, value: bytes, least: int) -> None:
    sealed = seals.seal(HERE, "m01", value, least)
    assert seals.open(HERE, "m01", sealed) == value
    assert len(sealed.ciphertext) - TAG_SIZE == next(size for size in SIZES if size >= least and size > len(value))
    assert [len(part) for part in seals.sized("m01", value, least)] == [len(part) for part in sealed]
    assert value not in sealed.ciphertext or len(value) < 4


@pytest.mark.parametrize("least", SIZES)
def test_the_length_is_the_same_whatever_is_said(seals: Sealer, least: int) -> None:
    lengths = {len(seals.seal(HERE, "m01", b"x" * size, least).ciphertext) for size in (0, 1, 100, least - 1)}
    assert lengths == {least + TAG_SIZE}


def test_what_is_too_long_is_refused(seals: Sealer) -> None:
    assert seals.open(HERE, "m01", seals.seal(HERE, "m01", b"x" * 32_767, 256)) == b"x" * 32_767
    for attempt in (
        lambda: seals.seal(HERE, "m01", b"x" * 32_768, 256),
        lambda: seals.sized("m01", b"x" * 32_768, 256),
    ):
        with pytest.raises(ValueError, match="at most 32767"):
            attempt()


@pytest.mark.parametrize("place", ELSEWHERE, ids=str)
def test_a_ciphertext_opens_in_no_other_place(seals: Sealer, place: Place) -> None:
    sealed = seals.seal(HERE, "m01", b"flu", 256)
    with pytest.raises(SealBroken):
        seals.open(place, "m01", sealed)


def test_every_changed_bit_is_found(seals: Sealer) -> None:
    sealed = seals.seal(HERE, "m01", b"flu", 256)
    for number in (1, 2):
        part = sealed[number]
        for bit in range(8 * len(part)):
            changed = bytearray(part)
            changed[bit // 8] ^= 1 << bit % 8
            parts = [*sealed]
            parts[number] = bytes(changed)
            with pytest.raises(SealBroken):
                seals.open(HERE, "m01", Sealed(*parts))


def test_every_changed_bit_of_what_it_is_bound_to_is_found(seals: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seals.seal(HERE, "m01", b"flu", 256)
    bound = sealer.associated(HERE, "m01", sealed.key_id)
    monkeypatch.setattr(sealer, "associated", lambda *_: bound)
    assert seals.open(HERE, "m01", sealed) == b"flu"
    for bit in range(8 * len(bound)):
        changed = bytearray(bound)
        changed[bit // 8] ^= 1 << bit % 8
        monkeypatch.setattr(sealer, "associated", lambda *_, to=bytes(changed): to)
        with pytest.raises(SealBroken):
            seals.open(HERE, "m01", sealed)


def test_everything_that_it_is_bound_to_stands_in_it() -> None:
    told = [sealer.associated(place, "m01", bytes(16)) for place in (HERE, *ELSEWHERE)]
    told += [sealer.associated(HERE, "m02", bytes(16)), sealer.associated(HERE, "m01", bytes(15) + b"1")]
    assert len(set(told)) == len(ELSEWHERE) + 3


@pytest.mark.parametrize("cut", [0, 1, 15, 16, 271, 273])
def test_another_length_is_found(seals: Sealer, cut: int) -> None:
    sealed = seals.seal(HERE, "m01", b"flu", 256)
    with pytest.raises(SealBroken):
        seals.open(HERE, "m01", sealed._replace(ciphertext=sealed.ciphertext.ljust(cut, b"0")[:cut]))
    for nonce in (b"", bytes(11), bytes(13)):
        with pytest.raises(SealBroken):
            seals.open(HERE, "m01", sealed._replace(nonce=nonce))


@pytest.mark.parametrize("padded", [bytes(256), b"flu" + bytes(253), b"flu\x80".ljust(255, b"\0") + b"x"])
def test_padding_that_nobody_wrote_is_found(seals: Sealer, keys: KeyFile, padded: bytes) -> None:
    key = keys.key_for("m01")
    nonce = bytes(12)
    made = sealer.cipher()(key.key).encrypt(nonce, padded, sealer.associated(HERE, "m01", key.key_id))
    with pytest.raises(SealBroken):
        seals.open(HERE, "m01", Sealed(key.key_id, nonce, made))


def test_who_is_said_to_be_another_person_is_locked_out(seals: Sealer) -> None:
    sealed = seals.seal(HERE, "m01", b"flu", 256)
    seals.seal(HERE, "m02", b"flu", 256)
    assert seals.open(HERE, "m02", sealed) == "locked"
    assert seals.open(HERE, "m01", sealed._replace(key_id=bytes(16))) == "locked"


def test_another_persons_key_opens_nothing(keys: KeyFile) -> None:
    class Mixing:
        """A provider that does not look whose key it is."""

        key_for = staticmethod(keys.key_for)
        is_destroyed = staticmethod(keys.is_destroyed)
        destroy = staticmethod(keys.destroy)

        @staticmethod
        def key(subject: str, key_id: bytes) -> bytes:  # noqa: ARG004
            return keys.key_for("m01").key

    mixing = Sealer(Mixing(), os.urandom)
    sealed = mixing.seal(HERE, "m01", b"flu", 256)
    with pytest.raises(SealBroken):
        mixing.open(HERE, "m02", sealed)


def test_once_a_key_is_destroyed_nothing_opens_or_is_sealed() -> None:
    keys = KeyFile.in_memory(random=os.urandom)
    seals = Sealer(keys, os.urandom)
    hers, other = seals.seal(HERE, "m01", b"flu", 256), seals.seal(HERE, "m02", b"flu", 256)
    assert keys.destroy("m01")
    assert not keys.destroy("m01")
    assert seals.open(HERE, "m01", hers) == "erased"
    assert seals.open(HERE, "m02", other) == b"flu"
    for attempt in (lambda: seals.seal(HERE, "m01", b"flu", 256), lambda: seals.sized("m01", b"flu", 256)):
        with pytest.raises(KeyDestroyed):
            attempt()


def test_the_same_value_twice_looks_different(seals: Sealer) -> None:
    assert len({seals.seal(HERE, "m01", b"flu", 256).ciphertext for _ in range(20)}) == 20


def test_a_source_that_repeats_itself_gives_nothing_away_but_that(keys: KeyFile) -> None:
    # What AES-GCM would not survive: the same nonce for two values.
    stuck = Sealer(keys, bytes)
    one, other = stuck.seal(HERE, "m01", b"flu", 256), stuck.seal(HERE, "m01", b"tbc", 256)
    assert one.nonce == other.nonce
    same = [a == b for a, b in zip(one.ciphertext, other.ciphertext, strict=True)]
    assert sum(same) < 20


def test_a_source_that_gives_too_little_is_refused(keys: KeyFile) -> None:
    with pytest.raises(ValueError, match="12 bytes"):
        Sealer(keys, lambda size: bytes(size - 1)).seal(HERE, "m01", b"flu", 256)


def test_without_the_cipher_the_extra_is_named(keys: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    with pytest.raises(MissingExtra):
        Sealer(keys, os.urandom)


def test_a_key_file_in_memory_keeps_the_contract() -> None:
    keys = KeyFile.in_memory(random=os.urandom)
    check_provider(lambda: keys)
