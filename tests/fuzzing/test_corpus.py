"""What fuzzing found worth keeping is read once more, quickly and without the fuzzer; and its laws can be broken."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgpack
import pytest

import format_examples
import fuzz_targets
from fuzz_targets import TARGETS
from kube_ledger import proofs
from kube_ledger.codec import pack
from kube_ledger.merkle import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 1.0
"""Of CPU time for one input: most need a millisecond."""


def kept(target: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_found_is_read_as_it_is_written_or_refused_with_our_own_error(target: str) -> None:
    read = []
    for data in kept(target):
        start = time.process_time()
        read.append(TARGETS[target](data))
        assert time.process_time() - start < SECONDS
    assert set(read) == {True, False}


def test_the_corpus_is_small() -> None:
    assert sorted(path.name for path in CORPUS.iterdir()) == sorted(TARGETS)
    assert sum(path.stat().st_size for path in CORPUS.rglob("*")) < 1_000_000


# Faults planted in what is read: each is noticed by the target on something that a fuzzer finds at once.


def longer_form(record: bytes) -> bytes:
    """The record with its format number in two bytes instead of one."""
    return record[:1] + b"\xcc\x01" + record[2:]


def leading_zero(head: str) -> bytes:
    return head.replace("\n7\n", "\n07\n").encode()


def lenient_base64(text: str, _what: object) -> bytes:
    import base64

    return base64.b64decode(text)


def with_other_root(receipt: str) -> bytes:
    head = format_examples.checkpoint(7)
    other = proofs.Checkpoint(head.origin, head.size, leaf_hash(b""))
    return receipt.replace(head.text, other.text).encode()


def stops(*_: object) -> None:
    raise KeyError("a member that nobody knows")


PLANTED: dict[str, tuple[str, bytes, str, Callable[..., Any]]] = {
    "a record in a longer form": (
        "record",
        longer_form(format_examples.records()[1]),
        "kube_ledger.codec.envelope.unpack",
        lambda data: msgpack.unpackb(data, use_list=False),
    ),
    "an audit that stops": (
        "audit",
        pack(format_examples.records()),
        "kube_ledger.audit.verify.Bookkeeper.take",
        stops,
    ),
    "a number with a leading zero": (
        "checkpoint",
        leading_zero(format_examples.checkpoint(7).text),
        "kube_ledger.proofs.checkpoint.decimal",
        lambda text, _: int(text),
    ),
    "base64 that ends in bits for nothing": (
        "note",
        f"a\n\n— b {'AAAAAAB='}\n".encode(),
        "kube_ledger.proofs.signature.unbase64",
        lenient_base64,
    ),
    "a proof that leads elsewhere": (
        "proof",
        b"\x01" + (0).to_bytes(8) + (2).to_bytes(8) + bytes(64),
        "fuzz_targets.rebuilt_root",
        lambda leaf, *_: leaf,
    ),
    "a receipt under a head that it does not lead to": (
        "receipt",
        with_other_root(format_examples.receipt(1)),
        "kube_ledger.audit.receipt.verify_inclusion",
        lambda *_: None,
    ),
}


@pytest.mark.parametrize(("target", "data", "place", "fault"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_noticed(
    monkeypatch: pytest.MonkeyPatch, target: str, data: bytes, place: str, fault: Callable[..., Any]
) -> None:
    TARGETS[target](data)
    monkeypatch.setattr(place, fault)
    with pytest.raises((AssertionError, KeyError)):
        TARGETS[target](data)


def test_an_error_of_another_kind_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (ValueError, RecursionError, MemoryError):

        def read(*_: object, kind: type[Exception] = kind, **__: object) -> None:
            raise kind

        monkeypatch.setattr(fuzz_targets, "decode", read)
        with pytest.raises(kind):
            fuzz_targets.record(b"")
