"""A receipt that was changed anywhere proves nothing else; whatever is no receipt is refused, and never otherwise."""

from __future__ import annotations

from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import ProofError, proofs
from kube_ledger.audit.receipt import Receipt, read_receipt
from kube_ledger.audit.receipting import receipt_of
from kube_ledger.codec import encode, pack
from kube_ledger.errors import DecodeError
from kube_ledger.proofs import Checkpoint
from receipts import GROUP, LOG, ORIGIN, RECORDS, WITNESS, entry_of, qr, receipt, stored, unsigned


def shown(read: Receipt, **keys: Any) -> tuple[Any, ...]:
    """Everything that a checker shows of it."""
    proven = read.check(**keys)
    return proven, read.short_code, read.checkpoint


def turned(data: bytes, bit: int) -> bytes:
    """The same but for one bit."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def survivors(data: bytes, **keys: Any) -> list[int]:
    """The bits that can be turned round without a refusal, and then show something else."""
    whole = shown(read_receipt(data), **keys)
    found = []
    for bit in range(8 * len(data)):
        try:
            if shown(read_receipt(turned(data, bit)), **keys) != whole:
                found.append(bit)
        except ProofError:
            pass
    return found


SIGNED: Final = receipt(2, 5, cosigned=True)
FORMS: Final = [pytest.param(SIGNED.to_text().encode(), id="text"), pytest.param(qr(SIGNED), id="qr")]


@pytest.mark.parametrize("data", FORMS)
def test_one_bit_changed_anywhere_is_refused_or_shows_the_same(data: bytes) -> None:
    assert survivors(data, vkeys=[LOG.key]) == []


@pytest.mark.parametrize("data", FORMS)
def test_one_bit_changed_anywhere_loses_a_witness_at_most(data: bytes) -> None:
    proven, *rest = shown(SIGNED, vkeys=[LOG.key], witnesses=[WITNESS.key])
    alone = evolve(proven, cosigned=(), unchecked=1)
    lost = survivors(data, vkeys=[LOG.key], witnesses=[WITNESS.key])
    assert lost
    for bit in lost:
        assert shown(read_receipt(turned(data, bit)), vkeys=[LOG.key], witnesses=[WITNESS.key]) == (alone, *rest)


@pytest.mark.parametrize("index", [0, 2])
def test_one_bit_of_an_unsigned_receipt_is_refused_by_the_head_in_the_report(index: int) -> None:
    made = unsigned(index, 5)
    assert survivors(made.to_text().encode(), head=made.checkpoint) == []
    assert survivors(qr(made), head=made.checkpoint) == []


def test_one_bit_of_an_unsigned_receipt_shows_another_head_or_the_same_record() -> None:
    """Whoever compares the three lines sees it: no change leaves the head and alters the record."""
    made = unsigned(2, 5)
    for data in (made.to_text().encode(), qr(made)):
        for bit in survivors(data):
            assert read_receipt(turned(data, bit)).checkpoint != made.checkpoint


def _anything(*_: object, **__: object) -> None:
    return None


@pytest.mark.parametrize("data", FORMS)
def test_without_looking_at_signatures_a_changed_bit_would_go_unseen(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kube_ledger.audit.receipt.signers_of", lambda *_: ((LOG.key,), ()))
    assert survivors(data, vkeys=[LOG.key])


def test_without_the_proof_a_changed_record_would_go_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kube_ledger.audit.receipt.verify_inclusion", _anything)
    assert survivors(SIGNED.to_text().encode(), vkeys=[LOG.key])


def test_without_the_group_in_the_record_another_groups_record_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    made = receipt_of(stored([RECORDS[0], encode(entry_of(1, "mawar-1"))]), GROUP, 1)
    monkeypatch.setattr(Receipt, "group_id", "mawar-1")
    assert made.check().entry.group_id == "mawar-1"


def test_record_0_is_the_one_that_the_log_is_named_after() -> None:
    made = unsigned(0, 5)
    origin = f"kube-ledger/{GROUP}/{'0' * 16}"
    with pytest.raises(ProofError, match="named after"):
        Receipt(made.record, 0, made.proof, Checkpoint(origin, 5, made.checkpoint.root))
    with pytest.raises(ProofError, match="named after"):
        Receipt.from_text(made.to_text().replace(made.checkpoint.origin, origin))


def test_a_receipt_of_one_record_is_none_of_another() -> None:
    made = receipt()
    parts: dict[str, Any] = {
        "record": made.record,
        "index": made.index,
        "proof": made.proof,
        "checkpoint": made.checkpoint,
        "signatures": made.signatures,
    }
    assert Receipt(**parts) == made
    wrong: list[tuple[str, Any]] = [
        ("record", RECORDS[3]),
        *(("record", value) for value in (b"", "x", None, bytearray(RECORDS[2]))),
        *(("index", value) for value in (3, 7, -1, True, "2", 2**63, 2**64)),
        *(("proof", value) for value in ((), made.proof[:-1], made.proof[::-1], (*made.proof, bytes(32)))),
        *(("proof", value) for value in (list(made.proof), (b"",) * 3, ("",) * 3, None)),
        *(("checkpoint", value) for value in (receipt(2, 6).checkpoint, None, made.checkpoint.text)),
        ("checkpoint", Checkpoint("kantor", 7, made.checkpoint.root)),
        *(("signatures", value) for value in (None, ["x"], ("x",), made.signatures * 101)),
    ]
    for name, value in wrong:
        with pytest.raises(ProofError) as caught:
            Receipt(**{**parts, name: value})
        assert caught.value.problem_id != "isinya tidak cocok"


def is_refused(data: Any) -> bool:
    try:
        read_receipt(data).check()
    except ProofError as error:
        return error.problem_id not in ("", "isinya tidak cocok")
    return False


def test_what_is_no_receipt_is_refused() -> None:
    made = receipt()
    text, packed = made.to_text().encode(), qr(made)
    record = proofs.parse_tlog_proof(text).text.split("\n")[1].encode()
    for data in (
        *(b"", b"\x98", b"x", bytes(99), b"\xff" * 99, text[:-1], text + b"\n", b"\xef\xbb\xbf" + text),
        *(text.replace(b"\n", b"\r\n"), text.replace(record + b"\n", b""), text + text, b"x" * 1_000_001),
        *(packed[:-1], packed + b"\x00", b"\x99" + packed[1:] + b"\x00", packed * 2, b"\x98" + bytes(899)),
        *(b"\x98" + b"\xdd\xff\xff\xff\xff" * 9, b"\x98" + b"\x91" * 890, b"\x98" + b"\xdc\xff\xff" * 290),
    ):
        assert is_refused(data)
    for value in (None, 5, "x", bytearray(packed)):
        with pytest.raises(ProofError):
            Receipt.from_qr(value)  # type: ignore[arg-type]
    for value in (None, 5, bytearray(text)):
        with pytest.raises(ProofError):
            Receipt.from_text(value)  # type: ignore[arg-type]


def parts_of(made: Receipt) -> list[Any]:
    lines = tuple((None, one.key_hash + one.value) for one in made.signatures)
    leaf0 = bytes.fromhex(made.checkpoint.origin[-16:])
    head: list[Any] = ["kube-ledger/receipt/1", made.group_id, leaf0, made.checkpoint.size]
    return [*head, made.index, b"".join(made.proof), made.record, lines]


def test_a_qr_code_has_one_form() -> None:
    made = receipt()
    parts = parts_of(made)
    assert pack(tuple(parts)) == qr(made)
    ((_, value),) = parts[7]
    witness = ("pendamping/p01", b"wash" + bytes(72))
    wrong: list[tuple[int, Any]] = [
        *((0, item) for item in ("kube-ledger/receipt/2", "", None, b"kube-ledger/receipt/1", "x" * 99)),
        *((1, item) for item in ("", "A", "m/x", None, b"melati-3", "m" * 65)),
        *((2, item) for item in (bytes(7), bytes(9), b"", "a", None)),
        *((3, item) for item in (0, 2, -1, True, None, "7", 2**53 - 1)),
        *((4, item) for item in (7, -1, False, None, "2")),
        *((5, item) for item in (parts[5][:-1], parts[5][:-32], parts[5] + bytes(32), b"", None, ())),
        *((6, item) for item in (b"", None, "x")),
        *((7, item) for item in (None, ((None,),), (None,), ((None, b""),), ((None, b"abcd"),), ((5, value),))),
        *((7, item) for item in (((ORIGIN, value),), (("a b", value),), (("", value),), ((None, "x"),), (value,))),
        (7, (witness, (None, value))),
        (7, ((None, value, value),)),
    ]
    for place, item in wrong:
        assert is_refused(pack((*parts[:place], item, *parts[place + 1 :]))), (place, item)
    assert is_refused(pack(tuple(parts[:-1])))
    assert is_refused(pack((*parts, None)))
    assert not is_refused(pack((*parts[:7], ((None, value), witness))))


def test_what_is_missing_or_newer_is_named() -> None:
    made = receipt()
    parts = parts_of(made)
    with pytest.raises(ProofError, match="begins with 'kube-ledger/receipt/2'"):
        Receipt.from_qr(pack(("kube-ledger/receipt/2", *parts[1:])))
    without = "\n".join(line for line in made.to_text().split("\n") if not line.startswith("extra "))
    with pytest.raises(ProofError, match="holds no record"):
        Receipt.from_text(without)


VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=40) | st.binary(max_size=99),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=8,
)


@given(st.data())
def test_only_a_proof_error_comes_out_of_a_qr_code(data: st.DataObject) -> None:
    parts = parts_of(SIGNED)
    for _ in range(data.draw(st.integers(1, 3))):
        parts[data.draw(st.integers(0, 7))] = data.draw(VALUES)
    try:
        packed = pack(tuple(parts))
    except DecodeError:
        return
    whole = shown(SIGNED)
    try:
        assert shown(read_receipt(packed)) != whole or packed == qr(SIGNED)
    except ProofError:
        return


@given(st.text() | st.binary())
def test_only_a_proof_error_comes_out_of_anything(given_: str | bytes) -> None:
    data = given_.encode("utf-8", "surrogatepass") if isinstance(given_, str) else given_
    for bytes_ in (data, b"\x98" + data, b"\x98\xb5kube-ledger/receipt/1" + data, b"c2sp.org/tlog-proof@v1\n" + data):
        assert is_refused(bytes_)


@given(st.data())
def test_what_is_changed_anywhere_is_refused_or_read_as_it_stands(data: st.DataObject) -> None:
    given_ = data.draw(st.sampled_from([SIGNED.to_text().encode(), qr(SIGNED), unsigned().to_text().encode()]))
    start = data.draw(st.integers(0, len(given_)))
    stop = data.draw(st.integers(start, min(start + 3, len(given_))))
    changed = given_[:start] + data.draw(st.binary(max_size=3)) + given_[stop:]
    try:
        read = read_receipt(changed)
        read.check()
    except ProofError:
        return
    assert changed in (read.to_text().encode(), read.to_qr())
