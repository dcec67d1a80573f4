"""What a log hands to its witness: old size, proof and head, in one spelling."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import proofs
from kube_ledger.errors import ProofError
from kube_ledger.merkle import leaf_hash, root
from kube_ledger.proofs import Checkpoint, CheckpointRequest
from kube_ledger.proofs._strict import base64

LEAVES = [leaf_hash(bytes([number])) for number in range(40)]


def bare(size: int) -> str:
    return Checkpoint(proofs.origin("melati-3", LEAVES[0]), size, root(LEAVES[:size])).text


@pytest.fixture(scope="session")
def request_(log: proofs.Signer) -> CheckpointRequest:
    note = proofs.sign_note(Checkpoint(log.key.name, 13, root(LEAVES[:13])).text, [log])
    return CheckpointRequest(5, proofs.consistency_proof(LEAVES, 5, 13), note)


def test_a_request_is_what_c2sp_says(request_: CheckpointRequest) -> None:
    lines = request_.text.split("\n")
    assert lines[0] == "old 5"
    assert lines[1 : 1 + len(request_.proof)] == [base64(item) for item in request_.proof]
    assert lines[1 + len(request_.proof)] == ""
    assert request_.text.endswith(f"\n\n{request_.note}")


@pytest.mark.parametrize(("old", "size"), [(0, 7), (7, 7), (1, 7), (5, 13), (1, 40), (0, 0)])
def test_what_is_written_is_read(old: int, size: int) -> None:
    proof = proofs.consistency_proof(LEAVES, old, size) if 0 < old < size else ()
    told = CheckpointRequest(old, proof, bare(size) if size else Checkpoint("x", 0, root([])).text)
    for text in (told.text, told.text.encode()):
        assert proofs.parse_request(text) == told


@pytest.mark.parametrize(
    ("old", "proof", "note"),
    [
        (8, (), bare(7)),
        (-1, (), bare(7)),
        (True, (), bare(7)),
        (0, (bytes(32),), bare(7)),
        (7, (bytes(32),), bare(7)),
        (5, (bytes(31),), bare(7)),
        (5, [bytes(32)], bare(7)),
        (5, (bytes(32),) * 64, bare(7)),
        (5, (), bare(7)[:-1]),
        (5, (), None),
        (5, (), bare(7).encode()),
    ],
)
def test_what_can_not_be_is_refused(old: Any, proof: Any, note: Any) -> None:
    with pytest.raises(ProofError):
        CheckpointRequest(old, proof, note)


def test_it_has_one_spelling(request_: CheckpointRequest) -> None:
    text = request_.text
    for wrong in (
        *("", "old 5\n", text.replace("old 5", "old 05"), text.replace("old 5", "old  5"), text[1:]),
        *(text.replace("old 5", "old +5"), text.replace("old 5\n", "old 5\r\n"), text.replace("old 5", "Old 5")),
        *(text.replace("\n\n", "\n"), text.replace("\n\n", "\n\n\n"), text[:-1], f"{text}\n", None, 5),
        "old 5\n" + "".join(f"{base64(bytes(32))}\n" for _ in range(64)) + f"\n{bare(40)}",
    ):
        with pytest.raises(ProofError):
            proofs.parse_request(wrong)  # type: ignore[arg-type]


@given(st.data())
def test_nothing_but_a_proof_error_comes_out(request_: CheckpointRequest, data: st.DataObject) -> None:
    text = request_.text.encode()
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(start + 3, len(text))))
    changed = text[:start] + data.draw(st.binary(max_size=3)) + text[stop:]
    with suppress(ProofError):
        assert proofs.parse_request(changed).text.encode() == changed
