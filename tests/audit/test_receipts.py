"""Receipts: what a member keeps proves her record, to anybody, offline."""

from __future__ import annotations

import pickle
import tracemalloc
from base64 import b32encode
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import specimens
from kube_ledger import KUBE, IntegrityError, Ledger, ProofError, proofs
from kube_ledger.audit.receipt import MAX_QR, MAX_RECORD, Receipt, read_receipt
from kube_ledger.audit.receipting import receipt_of
from kube_ledger.audit.short_code import ALPHABET, read_short_code, short_code
from kube_ledger.codec import encode
from kube_ledger.events import EVENTS, NoteAdded, UnknownEvent
from kube_ledger.exchange.sample import record_sample
from kube_ledger.log.protocol import Head, Row
from kube_ledger.merkle import leaf_hash, root
from kube_ledger.proofs import Checkpoint
from kube_ledger.proofs.inclusion import rebuilt_root
from receipts import (
    DAY,
    GROUP,
    LEAVES,
    LOG,
    ORIGIN,
    OTHER_LOG,
    RECORDS,
    WITNESS,
    entry_of,
    note,
    qr,
    receipt,
    stored,
    unsigned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


# What it proves.


def test_a_receipt_of_any_record_under_any_head_is_read_as_it_was_written_and_proves_its_record() -> None:
    for size in range(1, len(RECORDS) + 1):
        for index in range(size):
            for made in (receipt(index, size, cosigned=True), receipt(index, size), unsigned(index, size)):
                for read in (
                    Receipt.from_text(made.to_text()),
                    read_receipt(made.to_text().encode()),
                    Receipt.from_qr(qr(made)),
                    read_receipt(qr(made)),
                    pickle.loads(pickle.dumps(made)),
                ):
                    assert read == made
                    assert read.to_text() == made.to_text()
                    proven = read.check(vkeys=[LOG.vkey] if made.signatures else [])
                    assert proven.entry == entry_of(index)
                    assert (proven.entry.position, proven.size, proven.root) == (index, size, root(LEAVES[:size]))
                    assert read.short_code == short_code(LEAVES[index])


def test_every_entry_of_a_ledger_has_a_receipt_under_the_head_of_now() -> None:
    with record_sample(name="melati-3-2020") as ledger:
        group = ledger.group(GROUP)
        for position in range(0, group.size, 29):
            made = group.receipt(position)
            assert (made.checkpoint, made.signatures) == (group.checkpoint(), ())
            assert made.check().entry == next(group.entries(position))
            early = group.receipt(position, note=group.receipt(0).head)
            assert early == made


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_every_type_of_event_is_shown_by_its_receipt(cls: type[Any]) -> None:
    for entry in specimens.entries_of(cls).values():
        made = receipt_of(stored([encode(entry)]), GROUP, 0)
        assert Receipt.from_text(made.to_text()).check().entry == entry


def test_a_type_that_nobody_here_knows_stays_readable() -> None:
    event = UnknownEvent(occurred_on=DAY, type="simpan/loan-given", version=3, payload=("m01", 5_000))
    made = receipt_of(stored([encode(specimens.bare_entry(event))]), GROUP, 0)
    assert Receipt.from_qr(qr(made)).check().entry.event == event


def test_where_the_head_is_signed_the_file_is_the_one_of_the_specification() -> None:
    made = receipt(cosigned=True)
    read = proofs.parse_tlog_proof(made.to_text())
    assert read.extra == RECORDS[2]
    assert read.verify(LEAVES[2], LOG.vkey, [WITNESS.vkey]).checkpoint == made.checkpoint
    assert read.text == made.to_text()


def test_where_the_head_is_not_signed_its_three_lines_stand_alone() -> None:
    made = unsigned()
    assert made.head == made.checkpoint.text
    assert made.to_text().endswith(f"\n\n{made.checkpoint.text}")
    with pytest.raises(ProofError):
        proofs.parse_tlog_proof(made.to_text())


# Who signed.


def test_it_says_which_of_the_given_keys_signed_its_head() -> None:
    made = receipt(cosigned=True)
    nobody, log = made.check(), made.check(vkeys=[LOG.vkey])
    both = made.check(vkeys=(OTHER_LOG.key, LOG.key, LOG.vkey), witnesses=[WITNESS.vkey])
    witness = made.check(witnesses=[WITNESS.key])
    assert (nobody.signed_by, nobody.cosigned, nobody.unchecked) == ((), (), 2)
    assert (log.signed_by, log.cosigned, log.unchecked) == ((LOG.key,), (), 1)
    assert (both.signed_by, both.cosigned, both.unchecked) == ((LOG.key,), (proofs.Cosigned(WITNESS.key, 9),), 0)
    assert (witness.signed_by, witness.cosigned, witness.unchecked) == ((), (proofs.Cosigned(WITNESS.key, 9),), 1)
    assert receipt().check(vkeys=[LOG.vkey], witnesses=[WITNESS.vkey]).cosigned == ()


def test_a_log_may_have_changed_its_key() -> None:
    newer = proofs.generate_key(ORIGIN, lambda size: b"n" * size)
    head = receipt().checkpoint
    made = receipt_of(stored(), GROUP, 2, proofs.sign_note(head.text, [newer, LOG]))
    assert made.check(vkeys=[newer.vkey]).signed_by == (newer.key,)
    assert made.check(vkeys=[LOG.vkey, newer.vkey]).signed_by == (LOG.key, newer.key)
    assert Receipt.from_qr(qr(made)) == made
    forged = proofs.Signature(LOG.key.name, LOG.key.key_hash, bytes(64))
    half = Receipt(made.record, made.index, made.proof, made.checkpoint, (made.signatures[0], forged))
    assert half.check(vkeys=[newer.vkey]).signed_by == (newer.key,)
    with pytest.raises(ProofError, match="is wrong"):
        half.check(vkeys=[newer.vkey, LOG.vkey])


@pytest.mark.parametrize(
    ("made", "keys", "said"),
    [
        (unsigned(), {"vkeys": [LOG.vkey]}, "nobody has signed"),
        (unsigned(), {"witnesses": [WITNESS.vkey]}, "nobody has signed"),
        (receipt(), {"vkeys": [OTHER_LOG.vkey]}, "mawar-1"),
        (receipt(), {"vkeys": [proofs.generate_key(ORIGIN, lambda size: b"x" * size).vkey]}, "none of the given"),
        (receipt(), {"witnesses": [WITNESS.vkey]}, "none of the given"),
        (receipt(cosigned=True), {"vkeys": [OTHER_LOG.vkey], "witnesses": [WITNESS.vkey]}, "mawar-1"),
        (receipt(cosigned=True), {"vkeys": [WITNESS.vkey]}, "witness"),
        (receipt(cosigned=True), {"witnesses": [LOG.vkey]}, "no witness's"),
        (receipt(cosigned=True), {"vkeys": [LOG.vkey], "witnesses": [LOG.vkey]}, "as a witness's"),
        (receipt(), {"vkeys": ["x"]}, "name"),
        (receipt(), {"vkeys": LOG.vkey}, "list or tuple"),
    ],
)
def test_a_key_that_is_given_must_have_signed(made: Receipt, keys: dict[str, Any], said: str) -> None:
    with pytest.raises(ProofError, match=said) as caught:
        made.check(**keys)
    assert caught.value.problem_id != "isinya tidak cocok"


def test_a_signature_that_was_changed_proves_nothing() -> None:
    made = receipt()
    (signature,) = made.signatures
    forged = proofs.Signature(signature.name, signature.key_hash, bytes(64))
    with pytest.raises(ProofError, match="is wrong"):
        Receipt(made.record, made.index, made.proof, made.checkpoint, (forged,)).check(vkeys=[LOG.vkey])


def test_a_head_from_elsewhere_must_be_the_receipts_own() -> None:
    made = unsigned()
    head = made.checkpoint
    assert made.check(head=head).signed_by == ()
    for other, said in (
        (Checkpoint(head.origin, 8, root(LEAVES[:8])), "given one has size 8"),
        (Checkpoint(head.origin, 7, bytes(32)), "two histories"),
        (Checkpoint(OTHER_LOG.key.name, 7, head.root), "mawar-1"),
    ):
        with pytest.raises(ProofError, match=said):
            made.check(head=other)


def test_a_record_of_another_group_or_none_proves_nothing() -> None:
    for record, said in ((encode(entry_of(1, "mawar-1")), "mawar-1"), (b"\xc1", "can't be read"), (b"x", "read")):
        made = receipt_of(stored([RECORDS[0], record]), GROUP, 1)
        for read in (Receipt.from_text(made.to_text()), Receipt.from_qr(qr(made))):
            with pytest.raises(ProofError, match=said):
                read.check()


# How large it is.


def synthetic(record: bytes, index: int, size: int, group: str, *, cosigned: bool = False) -> Receipt:
    """A receipt of any size: its hashes are none of a log's, and lead to a root all the same."""
    inner = (index ^ (size - 1)).bit_length()
    proof = tuple(sha256(bytes([level])).digest() for level in range(inner + (index >> inner).bit_count()))
    origin = f"kube-ledger/{group}/{leaf_hash(record)[:8].hex()}"
    head = Checkpoint(origin, size, rebuilt_root(leaf_hash(record), index, size, proof))
    lines = [proofs.Signature(origin, b"hash", bytes(64))]
    if cosigned:
        lines.append(proofs.Signature("pendamping/p01", b"wash", bytes(72)))
    return Receipt(record, index, proof, head, tuple(lines))


def longest_path(size: int) -> int:
    """The last of the indices in a tree of this size whose proof has most hashes."""
    return size - 1 if size & (size - 1) == 0 else (1 << (size - 1).bit_length() - 1) - 1


def test_up_to_ten_thousand_records_a_signed_receipt_of_250_bytes_fits_a_qr_code() -> None:
    record, group, largest = b"r" * 250, "g" * 64, 0
    for size in range(1, 10_001):
        packed = synthetic(record, longest_path(size), size, group).to_qr()
        assert packed is not None, size
        largest = max(largest, len(packed))
    assert largest == 881
    assert len(qr(synthetic(record, longest_path(10_000), 10_000, GROUP))) == 824


def test_the_path_that_is_measured_is_the_longest() -> None:
    for size in range(1, 130):
        lengths = [len(synthetic(b"r", index, size, GROUP).proof) for index in range(1, size)] or [0]
        assert len(synthetic(b"r", longest_path(size), size, GROUP).proof) == max(lengths)


def test_at_a_million_records_a_receipt_fits_where_its_record_is_short() -> None:
    size = 1 << 20
    assert len(qr(synthetic(b"r" * 130, size - 1, size, GROUP))) <= MAX_QR
    fitting = [length for length in range(1, 251) if synthetic(b"r" * length, size - 1, size, GROUP).to_qr()]
    assert fitting == list(range(1, 131))
    assert synthetic(b"r" * 250, size - 1, size, GROUP).short_code


def test_a_cosignature_is_in_the_qr_code_only_where_there_is_room() -> None:
    for length, kept in ((100, 2), (232, 2), (233, 1), (250, 1), (325, 1), (326, 0)):
        made = synthetic(b"r" * length, 8_191, 10_000, GROUP, cosigned=True)
        packed = made.to_qr()
        found = 0 if packed is None else len(Receipt.from_qr(packed).signatures)
        assert found == kept, length
    witnessed = synthetic(b"r" * 100, 8_191, 10_000, GROUP, cosigned=True)
    backwards = Receipt(
        witnessed.record, witnessed.index, witnessed.proof, witnessed.checkpoint, witnessed.signatures[::-1]
    )
    assert Receipt.from_qr(qr(backwards)) == witnessed, "the log's own signature comes first"


def test_the_largest_record_has_a_receipt_and_no_qr_code() -> None:
    made = synthetic(b"r" * MAX_RECORD, 8_191, 10_000, GROUP)
    assert made.to_qr() is None
    assert Receipt.from_text(made.to_text()) == made
    with pytest.raises(ProofError, match="1 to 36864 bytes"):
        synthetic(b"r" * (MAX_RECORD + 1), 8_191, 10_000, GROUP)


def test_a_size_beyond_what_a_qr_code_can_hold_has_none() -> None:
    size = 2**62 + 1
    made = synthetic(b"r", size - 1, size, GROUP)
    assert made.to_qr() is None
    assert Receipt.from_text(made.to_text()) == made


# Making one.


@pytest.mark.parametrize("form", ["signed", "bare", "bytes"])
def test_a_receipt_is_under_the_head_that_is_given(form: str) -> None:
    text = note(5) if form == "signed" else proofs.read_unverified(note(5)).text
    made = receipt_of(stored(), GROUP, 2, text.encode() if form == "bytes" else text)
    assert made.checkpoint == Checkpoint(ORIGIN, 5, root(LEAVES[:5]))
    assert made.head == text


@pytest.mark.parametrize(
    ("position", "given_note", "said"),
    [
        (9, None, "no entry 9: the last of 9 is 8"),
        *((position, None, "whole number from 0") for position in (-1, True, "2", None, 2**64)),
        (5, note(5), "no entry 5: the last of 5 is 4"),
        (2, note(5).replace("melati-3", "melati-4"), "melati-4"),
        (2, Checkpoint(ORIGIN, 10, bytes(32)).text, "has only 9"),
        (2, Checkpoint(ORIGIN, 7, bytes(32)).text, "another root"),
        (2, Checkpoint(proofs.origin(GROUP, bytes(32)), 7, bytes(32)).text, "this is kube-ledger/melati-3/"),
        *((2, text, None) for text in ("", "x", "a\n\nb", b"\xff", note(5)[:-1], 5)),
    ],
)
def test_what_has_no_receipt_is_said(position: Any, given_note: Any, said: str | None) -> None:
    with pytest.raises(ProofError, match=said) as caught:
        receipt_of(stored(), GROUP, position, given_note)
    assert caught.value.problem_id != "isinya tidak cocok"


def test_a_group_that_has_nothing_has_no_receipt() -> None:
    with pytest.raises(ProofError, match="nothing has been recorded yet"):
        Ledger.in_memory().group(GROUP).receipt(0)


class Changed:
    """A log in which somebody changed something.

    Args:
        size: How many records it says it has.
        record: The one at every position.
        leaf: What is stored beside it.
        position: Where it says the record stands, if not where it was asked.
    """

    def __init__(self, size: int, record: bytes | None, leaf: bytes, position: int | None = None) -> None:
        self._size, self._record, self._leaf, self._position = size, record, leaf, position

    def head(self, _: str) -> Head:
        return Head(self._size, bytes(32), b"")

    def leaves(self, _: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        return (self._leaf for _ in range(start, self._size if stop is None else stop))

    def read(self, _: str, start: int, __: int) -> Iterator[list[Row]]:
        if self._record is not None:
            yield [Row(start if self._position is None else self._position, self._record, self._leaf)]


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (Changed(9, RECORDS[2], LEAVES[3]), "leaf does not fit"),
        (Changed(9, None, LEAVES[2]), "missing"),
        (Changed(9, RECORDS[2], LEAVES[2], 3), "missing"),
        (Changed(9, RECORDS[2], LEAVES[2]), "do not make the root"),
    ],
)
def test_no_receipt_is_made_of_what_was_changed(log: Any, said: str) -> None:
    with pytest.raises(IntegrityError, match=said) as caught:
        receipt_of(log, GROUP, 2)
    assert caught.value.position == 2


def test_leaves_are_streamed_and_none_is_kept() -> None:
    log: Any = Changed(100_000, RECORDS[2], LEAVES[2])
    tracemalloc.start()
    with pytest.raises(IntegrityError):
        receipt_of(log, GROUP, 2)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 18


def test_an_apps_own_events_are_read_through_its_own_domain() -> None:
    event = NoteAdded(occurred_on=DAY, target=0, text="catatan")
    made = receipt_of(stored([encode(specimens.bare_entry(event))]), GROUP, 0)
    bare = KUBE.extended(name="x:X")
    assert made.check(books=bare).entry.books is bare


# Its name.


@given(st.binary(min_size=32, max_size=32))
def test_the_short_code_is_the_first_80_bits_in_crockfords_base32(leaf: bytes) -> None:
    letters = b32encode(leaf[:10]).translate(bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode()))
    code = short_code(leaf)
    assert code.replace("-", "") == letters.decode()
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]
    heard = code.replace("0", "o").replace("1", "l").lower()
    for told in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), heard, heard.replace("l", "I")):
        assert read_short_code(told) == code


@pytest.mark.parametrize(
    "told", ["", "x", "0" * 15, "0" * 17, "U" * 16, "0" * 15 + "\u017f", "\u0131" * 16, "0000-0000-0000-000!"]
)
def test_what_is_no_code_is_refused(told: str) -> None:
    with pytest.raises(ProofError, match="16 letters and digits"):
        read_short_code(told)


def test_codes_of_different_records_differ() -> None:
    codes = {receipt(index, 9).short_code for index, _ in zip(count(), RECORDS, strict=False)}
    assert len(codes) == len(RECORDS)
