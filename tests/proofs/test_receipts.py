"""Receipts: one record, proved under a signed head, as a file that checks offline.

The example's form is that of c2sp.org/tlog-proof (CC-BY-4.0).
"""

from __future__ import annotations

import pickle
from base64 import b64encode
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import proofs
from kube_ledger.errors import ProofError
from kube_ledger.merkle import root
from kube_ledger.proofs import Checkpoint, TlogProof

HASH: Final = b64encode(bytes(range(32))).decode()
NO_INDICES: Final = [
    *(
        "-5",
        "007",
        "+5",
        " 5",
        "5 ",
        "1_000",
        "\u0663",
        "5\r",
        "5.0",
        "",
        "1" * 20,
        "9223372036854775808",
        "9" * 65_000,
        "x",
    ),
    *("5 6", "0x1", "00"),
]


def receipt(log: proofs.Signer, leaves: list[bytes], index: int = 2, size: int = 7, **more: Any) -> TlogProof:
    head = Checkpoint(log.key.name, size, root(leaves[:size]))
    return TlogProof(
        index, proofs.inclusion_proof(leaves, index, size), proofs.sign_note(head.text, [log]), more.get("extra")
    )


def is_refused(text: Any) -> bool:
    try:
        proofs.parse_tlog_proof(text)
    except ProofError as error:
        return error.problem_id not in ("", "isinya tidak cocok", error.problem)
    return False


@pytest.mark.parametrize("extra", [None, b"x", b"catatan", bytes(36_864)])
def test_a_receipt_is_read_as_it_was_written_and_proves_its_record(
    log: proofs.Signer, leaves: list[bytes], extra: bytes | None
) -> None:
    for size in range(1, 9):
        for index in range(size):
            made = receipt(log, leaves, index, size, extra=extra)
            for text in (made.text, made.text.encode()):
                read = proofs.parse_tlog_proof(text)
                assert read == made
                assert read.text == made.text
                assert read.verify(leaves[index], log.vkey).checkpoint.size == size
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_receipt_has_the_lines_of_the_specification(log: proofs.Signer, leaves: list[bytes]) -> None:
    made = receipt(log, leaves, 2, 7, extra=b"catatan")
    hashes = [b64encode(item).decode() for item in made.proof]
    assert made.text.split("\n") == [
        "c2sp.org/tlog-proof@v1",
        "extra Y2F0YXRhbg==",
        "index 2",
        *hashes,
        "",
        *made.note.split("\n"),
    ]


def test_a_receipt_shows_its_witnesses(log: proofs.Signer, witness: proofs.Signer, leaves: list[bytes]) -> None:
    made = receipt(log, leaves)
    text = proofs.read_unverified(made.note).text
    note = proofs.add_signature(made.note, proofs.sign_cosignature(text, witness, 9))
    cosigned = proofs.parse_tlog_proof(TlogProof(made.index, made.proof, note).text)
    head = cosigned.verify(leaves[2], log.vkey, [witness.vkey])
    assert [each.key for each in head.cosigned] == [witness.key]
    assert made.verify(leaves[2], log.vkey, [witness.vkey]).cosigned == ()


def test_a_receipt_proves_no_other_record_position_or_head(
    log: proofs.Signer, witness: proofs.Signer, leaves: list[bytes]
) -> None:
    made = receipt(log, leaves)
    other = proofs.generate_key(log.key.name, lambda size: b"x" * size)
    forged = receipt(other, leaves)
    for wrong, leaf, vkey in (
        (made, leaves[3], log.vkey),
        (made, b"", log.vkey),
        (made, leaves[2], other.vkey),
        (made, leaves[2], witness.vkey),
        (forged, leaves[2], log.vkey),
        (TlogProof(3, made.proof, made.note), leaves[2], log.vkey),
        (TlogProof(2, made.proof[:-1], made.note), leaves[2], log.vkey),
        (TlogProof(2, (*made.proof, bytes(32)), made.note), leaves[2], log.vkey),
        (TlogProof(2, made.proof[::-1], made.note), leaves[2], log.vkey),
        (TlogProof(7, made.proof, made.note), leaves[2], log.vkey),
        (TlogProof(2, made.proof, receipt(log, leaves, 2, 6).note), leaves[2], log.vkey),
    ):
        with pytest.raises(ProofError):
            wrong.verify(leaf, vkey)


def test_what_is_no_receipt_is_refused(log: proofs.Signer, leaves: list[bytes]) -> None:
    """FAULTS C7."""
    made = receipt(log, leaves)
    note, first = made.note, "c2sp.org/tlog-proof@v1\n"
    assert not is_refused(f"{first}index 2\n{HASH}\n\n{note}")
    assert not is_refused(f"{first}index 2\n\n{note}")
    assert not is_refused(f"{first}extra eA==\nindex 2\n\n{note}")
    assert not is_refused(f"{first}index 2\n" + f"{HASH}\n" * 63 + f"\n{note}")
    for text in (
        f"index 2\n{HASH}\n\n{note}",
        f"c2sp.org/tlog-proof@v2\nindex 2\n{HASH}\n\n{note}",
        f"c2sp.org/tlog-proof@v1 \nindex 2\n{HASH}\n\n{note}",
        f"c2sp.org/tlog-proof@v1 index 2\n{HASH}\n\n{note}",
        f"c2sp.org/tlog-proof@v10index 2\n{HASH}\n\n{note}",
        f"\ufeff{first}index 2\n{HASH}\n\n{note}",
        f" {first}index 2\n{HASH}\n\n{note}",
        f"{first}\n{note}",
        f"{first}\nindex 2\n{HASH}\n\n{note}",
        f"{first}{HASH}\n\n{note}",
        f"{first}index\n{HASH}\n\n{note}",
        f"{first}Index 2\n{HASH}\n\n{note}",
        f"{first}index 2\nindex 2\n{HASH}\n\n{note}",
        *(f"{first}index {index}\n{HASH}\n\n{note}" for index in NO_INDICES),
        f"{first}index 2\n{b64encode(bytes(64)).decode()}\n\n{note}",
        f"{first}index 2\n{b64encode(bytes(31)).decode()}\n\n{note}",
        f"{first}index 2\n{HASH[:-1]}\n\n{note}",
        f"{first}index 2\n{HASH} \n\n{note}",
        f"{first}index 2\n!!notbase64!!\n\n{note}",
        f"{first}index 2\n{'A' * 65_536}\n\n{note}",
        f"{first}index 2\n" + f"{HASH}\n" * 64 + f"\n{note}",
        f"{first}index 2\n" + f"{HASH}\n" * 20_000 + f"\n{note}",
        f"{first}extra !!notbase64!!\nindex 2\n\n{note}",
        f"{first}extra \nindex 2\n\n{note}",
        f"{first}extra\nindex 2\n\n{note}",
        f"{first}extra eA\nindex 2\n\n{note}",
        f"{first}extra eB==\nindex 2\n\n{note}",
        f"{first}extra  eA==\nindex 2\n\n{note}",
        f"{first}extra eA==\nextra eA==\nindex 2\n\n{note}",
        f"{first}index 2\nextra eA==\n\n{note}",
        f"{first}extra {'A' * 65_536}\nindex 2\n\n{note}",
        f"{first}extra {b64encode(bytes(36_865)).decode()}\nindex 2\n\n{note}",
        f"{first}index 2\n{HASH}\n{note}",
        f"{first}index 2\n{HASH}\n\n\n{note}",
        f"{first}index 2\n{HASH}\n\n",
        f"{first}index 2\n{HASH}\n",
        f"{first}index 2\n{HASH}\n\n{note[:-1]}",
        f"{first}index 2\n{HASH}\n\n{note}\n",
        f"{first}index 2\n{HASH}\n\n{proofs.read_unverified(note).text}",
        f"{first}index 2\n{HASH}\n\n{proofs.sign_note('a' + chr(10), [log])}",
        f"{first}index 2\n{HASH}\n\n{note}".replace("\n", "\r\n"),
        "",
        "x" * 10**7,
        b"\xff" + made.text.encode(),
        *(None, 5, [made.text], bytearray(made.text.encode())),
    ):
        assert is_refused(text), text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("index", value) for value in (-1, 2**63, True, "2", 2.0, None)),
        *(("proof", value) for value in ([], (b"",), (bytes(31),), (HASH,), (bytes(32),) * 64, None, bytes(32))),
        *(("note", value) for value in ("", "a\n", b"x", None)),
        *(("extra", value) for value in (b"", bytes(36_865), "x", bytearray(b"x"))),
    ],
)
def test_a_receipt_that_cannot_be_written_cannot_be_built(
    log: proofs.Signer, leaves: list[bytes], field: str, value: Any
) -> None:
    made = receipt(log, leaves)
    parts: dict[str, Any] = {"index": made.index, "proof": made.proof, "note": made.note, "extra": None}
    with pytest.raises(ProofError):
        TlogProof(**{**parts, field: value})


def test_a_receipt_is_no_longer_than_can_be_read(log: proofs.Signer, leaves: list[bytes]) -> None:
    made = receipt(log, leaves)
    for more, is_taken in ((740_000, True), (749_000, False)):
        note = proofs.add_signature(made.note, proofs.Signature("x", bytes(4), b"x" * more))
        if is_taken:
            assert proofs.parse_tlog_proof(TlogProof(2, made.proof, note, b"x" * 9_000).text).note == note
        else:
            with pytest.raises(ProofError, match="1000000"):
                TlogProof(2, made.proof, note, b"x" * 9_000)


def test_a_receipt_holds_its_note_as_text(log: proofs.Signer, leaves: list[bytes]) -> None:
    made = receipt(log, leaves)
    with pytest.raises(ProofError):
        TlogProof(made.index, made.proof, made.note.encode())  # type: ignore[arg-type]


@given(st.data())
def test_a_receipt_changed_anywhere_proves_nothing_else(
    log: proofs.Signer, leaves: list[bytes], data: st.DataObject
) -> None:
    made = receipt(log, leaves)
    text = made.text.encode()
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(start + 3, len(text))))
    changed = text[:start] + data.draw(st.binary(max_size=3)) + text[stop:]
    try:
        read = proofs.parse_tlog_proof(changed)
        assert read.text.encode() == changed
        read.verify(leaves[2], log.vkey)
    except ProofError:
        return
    assert (read.index, read.proof, read.note) == (made.index, made.proof, made.note)


@given(st.text() | st.binary())
def test_nothing_but_a_proof_error_comes_out_of_a_receipt(text: str | bytes) -> None:
    assert is_refused(text)
