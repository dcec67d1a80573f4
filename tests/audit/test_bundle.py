"""A bundle checked by itself: every fault under its code and at its line, nothing changed that goes unseen."""

from __future__ import annotations

import sys
from base64 import b64decode
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from format_examples import (
    CALLS,
    CHAIR,
    DAY,
    GROUP,
    TREASURER,
    WITNESS,
    base64,
    bundle,
    bundle_of,
    checkpoint,
    enrolled,
    entry_of,
    leaves,
    log_key,
    note,
    records,
    signed,
    signer,
)
from kube_ledger import merkle, proofs
from kube_ledger.audit.bundle import BundleAudit, verify_bundle
from kube_ledger.audit.bundle_lines import MAX_LINE
from kube_ledger.codec import Approval, Recorded, decode, encode
from kube_ledger.errors import MissingExtra, ProofError
from kube_ledger.events import DuesPaid, MemberJoined, NoteAdded, UnknownEvent

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE: Final = bundle()
LINES: Final = WHOLE.decode().splitlines()
FIRST: Final = 9
"""The number of the line of record 0: two of the file, two keys, four schemas."""


def checked(data: bytes, **given: Any) -> BundleAudit:
    return verify_bundle(BytesIO(data), **given)


def fault_of(data: bytes, **given: Any) -> tuple[str, int] | None:
    fault = checked(data, **given).fault
    if fault is None:
        return None
    for lang in ("id", "en"):
        assert str(fault.line) in fault.message(lang)  # type: ignore[arg-type]
    assert fault.message("id") != fault.message("en")
    return fault.code, fault.line


def place_of(data: bytes, **given: Any) -> tuple[str, str] | None:
    """The fault's code, and the line as `record 6`: its keyword and which of those it is, from 0."""
    found = fault_of(data, **given)
    if found is None:
        return None
    keywords = [line.split(" ")[0] for line in data.decode().splitlines()]
    keyword = keywords[found[1] - 1]
    return found[0], f"{keyword} {keywords[: found[1] - 1].count(keyword)}"


def written(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def with_line(number: int, *lines: str) -> bytes:
    """The example, its line of that number replaced."""
    return written([*LINES[: number - 1], *lines, *LINES[number:]])


def entries() -> list[Recorded]:
    return [decode(record, position=position) for position, record in enumerate(records())]


def dues(**changes: Any) -> Recorded:
    return evolve(entry_of(DuesPaid(occurred_on=DAY, member_id="m01", amount=5_000), 3, 0, 1), **changes)  # type: ignore[misc]


def with_last(*last: Recorded, behind: int = 6) -> bytes:
    """The first records of the example, then others; no heads."""
    return bundle_of([*records()[:behind], *map(encode, last)])


def noted(call: int, *, index: int = 0, count: int = 1, **changes: Any) -> Recorded:
    entry = entry_of(NoteAdded(occurred_on=DAY, target=0, text="catatan"), call, index, count)
    return evolve(entry, **changes)  # type: ignore[misc]


# What holds.


def test_the_example_holds_and_says_whose_it_is_how_far_and_who_signed() -> None:
    audit = checked(WHOLE)
    assert audit.fault is None
    assert (audit.group, audit.size, audit.root) == (GROUP, 7, merkle.root(leaves()))
    assert [(head.size, head.signed_by) for head in audit.heads] == [
        (3, ()),
        (7, (log_key(records()[0]).key.name, WITNESS.key.name)),
    ]


def test_a_bundle_without_records_and_one_without_heads_hold() -> None:
    assert checked(bundle_of([])) == BundleAudit(GROUP, 0, merkle.EMPTY_ROOT, (), None)
    assert checked(bundle_of(records())).fault is None


def test_without_signatures_nothing_asks_for_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    unsigned = bundle_of(records()[:6], heads=[checkpoint(3).text])
    signed_ones = (WHOLE, bundle_of(records()), bundle_of(records()[:6], heads=[note(5)]))
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    assert checked(unsigned).fault is None
    for data in signed_ones:
        with pytest.raises(MissingExtra):
            checked(data)


# Whatever is changed.


def span_of_words() -> list[range]:
    """Where the words of the schema lines stand, which nothing binds."""
    spans, at = [], 0
    for line in LINES:
        if line.startswith("schema "):
            spans.append(range(at + len(" ".join(line.split(" ")[:3])) + 1, at + len(line)))
        at += len(line.encode()) + 1
    return spans


def test_no_changed_bit_goes_unseen_but_in_words_that_nobody_acts_on() -> None:
    sound, words = checked(WHOLE), span_of_words()
    seen = 0
    for at in range(len(WHOLE)):
        changed = bytearray(WHOLE)
        changed[at] ^= 1 << at * 5 % 8
        audit = checked(bytes(changed))
        if audit.fault is None:
            assert any(at in span for span in words), at
            assert audit == sound
        else:
            seen += 1
    assert seen >= len(WHOLE) - sum(map(len, words))


def test_a_line_left_out_twice_or_elsewhere_is_seen_but_for_the_choice_of_heads_and_of_known_keys() -> None:
    sound = checked(WHOLE)
    log_line, heads = LINES.index(f"key {log_key(records()[0]).vkey}"), [len(LINES) - 3, len(LINES) - 2]
    for at in range(len(LINES)):
        without = checked(written([*LINES[:at], *LINES[at + 1 :]]))
        if at == log_line or at in heads:
            # The log's key stands in the records too; which heads somebody passes on is his choice.
            assert (without.fault, without.size, without.root) == (None, sound.size, sound.root)
        else:
            assert without.fault is not None, at
        assert fault_of(written([*LINES[: at + 1], *LINES[at:]])) is not None
        if at + 1 < len(LINES):
            assert fault_of(written([*LINES[:at], LINES[at + 1], LINES[at], *LINES[at + 2 :]])) is not None


@settings(max_examples=300)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_off_anywhere_is_seen(length: int) -> None:
    assert fault_of(WHOLE[:length]) is not None


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.builds(lambda cut, noise: WHOLE[:cut] + noise, st.integers(0, 4_000), st.binary()))
def test_whatever_the_bytes_the_answer_is_a_fault_and_no_exception(data: bytes) -> None:
    assert fault_of(data) is not None or data == WHOLE


# Every code at its line.

HEAD3: Final = len(LINES) - 2
HEAD7: Final = len(LINES) - 1
END: Final = len(LINES)


def head_line(text: str) -> str:
    return f"head {base64(text.encode())}"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"kube-ledger/bundle/1", 1),
        (b"\xef\xbb\xbf" + WHOLE, 1),
        (WHOLE.replace(b"bundle/1", b"bundle/2", 1), 1),
        (WHOLE.replace(b"\n", b"\r\n"), 1),
        (WHOLE[:-1], END),
        (WHOLE + b"\n", END + 1),
        (WHOLE + b"end", END + 1),
        (with_line(2, "group Melati"), 2),
        (with_line(2, "group melati-3 "), 2),
        (with_line(2, ""), 2),
        (with_line(2, LINES[1], LINES[1]), 3),
        (with_line(2), 2),
        (with_line(3, LINES[2] + "A"), 3),
        (with_line(5, "schema dues-paid 01 x"), 5),
        (with_line(5, "schema dues-paid 0 x"), 5),
        (with_line(5, "schema dues-paid 1 "), 5),
        (with_line(5, "schema dues-paid 1"), 5),
        (with_line(5, "schema dues-paid 1  x"), 5),
        (with_line(5, "schema Dues 1 x"), 5),
        (with_line(5, "schema dues-paid 9007199254740992 x"), 5),
        (with_line(5, "schema dues-paid 1 \x7f"), 5),
        (with_line(5, "schema aaa 1 nobody's", *LINES[4:5]), 5),
        (with_line(8), FIRST),
        (with_line(FIRST, "record "), FIRST),
        (with_line(FIRST, "record AA"), FIRST),
        (with_line(FIRST, LINES[FIRST - 1] + " "), FIRST),
        (with_line(FIRST, LINES[FIRST - 1].replace("==", "")), FIRST),
        (with_line(FIRST, f"record {base64(bytes(65_536))}"), FIRST),
        (with_line(FIRST, f"record {'A' * (MAX_LINE - 6)}"), FIRST),
        (with_line(HEAD3, head_line(checkpoint(3).text.replace("\n3\n", "\n03\n"))), HEAD3),
        (with_line(HEAD3, head_line(checkpoint(3).text + "\n")), HEAD3),
        (with_line(HEAD3, head_line(checkpoint(3).text + "x\n")), HEAD3),
        (with_line(HEAD3, head_line(proofs.Checkpoint(checkpoint(3).origin, 0, merkle.EMPTY_ROOT).text)), HEAD3),
        (with_line(HEAD7, LINES[HEAD3 - 1]), HEAD7),
        (with_line(HEAD3, LINES[HEAD7 - 1]), HEAD7),
        (with_line(END, f"end 07 {base64(checkpoint(7).root)}"), END),
        (with_line(END, f"end 7 {base64(checkpoint(7).root[:31])}"), END),
        (with_line(END, f"end 7 {base64(checkpoint(7).root)} "), END),
        (with_line(END), END),
    ],
)
def test_a_line_in_another_form_is_bytes_invalid(data: bytes, line: int) -> None:
    assert fault_of(data) == ("bytes-invalid", line)


def test_lines_have_a_longest_length_and_a_largest_number() -> None:
    longest = f"schema dues-paid 1 {'x' * (MAX_LINE - 19)}"
    assert fault_of(with_line(5, longest)) is None
    assert fault_of(with_line(5, longest + "x")) == ("bytes-invalid", 5)
    keys = [signer(f"k{number}", bytes([number % 250 + 1])).vkey for number in range(1_001)]
    assert fault_of(bundle_of(records(), keys=keys[:1_000])) is None
    assert fault_of(bundle_of(records(), keys=keys)) == ("bytes-invalid", 1_003)
    schemas = [f"schema x{number:04} 1 x" for number in range(4_097)]
    assert fault_of(written([*LINES[:2], *schemas])) == ("bytes-invalid", 2 + 4_097)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (bundle_of([encode(evolve(entries()[0], group_id="mawar-1"))]), "record 0"),  # type: ignore[misc]
        (with_line(FIRST + 1), "record 1"),
        (with_line(FIRST + 2), "record 2"),
        (with_line(FIRST), "record 0"),
        (with_last(noted(3, index=1, count=2)), "record 6"),
        (with_last(noted(3, count=3), noted(3, index=1, count=2)), "record 7"),
        (with_last(noted(3, count=2), noted(3, index=0, count=2)), "record 7"),
        (with_last(noted(3, count=2), noted(3, index=1, count=2, call_id=CALLS[1])), "record 7"),
        (with_last(noted(3, count=2)), "record 6"),
    ],
)
def test_a_record_of_another_group_or_a_call_torn_apart_is_order_broken(data: bytes, place: str) -> None:
    assert place_of(data) == ("order-broken", place)


@pytest.mark.parametrize(
    "last",
    [
        evolve(signed(dues()), actor_key=None),  # type: ignore[misc]
        evolve(signed(dues()), approvals=()),  # type: ignore[misc]
        evolve(signed(dues()), approvals=signed(dues()).approvals[::-1]),  # type: ignore[misc]
        evolve(signed(dues()), actor_key=CHAIR.key.key_id),  # type: ignore[misc]
        evolve(signed(dues()), recorded_by="chair"),  # type: ignore[misc]
        evolve(signed(dues()), approvals=(Approval(TREASURER.key.key_id, bytes(64)),)),  # type: ignore[misc]
        evolve(signed(dues()), approvals=(*signed(dues()).approvals, signed(dues()).approvals[0])),  # type: ignore[misc]
    ],
)
def test_a_signature_on_a_record_that_is_missing_or_does_not_fit_is_signature_invalid(last: Recorded) -> None:
    assert place_of(with_last(signed(dues()))) is None
    assert place_of(with_last(last)) == ("signature-invalid", "record 6")


def revoked(key: proofs.Signer, call: int) -> Recorded:
    event = UnknownEvent(occurred_on=DAY, type="key-revoked", version=1, payload=(key.key.key_id, "lost"))
    return entry_of(event, call, 0, 1)


def test_a_record_signed_with_a_key_that_does_not_count_there_is_key_unknown() -> None:
    again = evolve(dues(), call_id=CALLS[0])  # type: ignore[misc]
    assert place_of(with_last(signed(dues()), behind=4)) == ("key-unknown", "record 4")  # the treasurer has none yet
    assert place_of(with_last(revoked(TREASURER, 1), signed(dues()))) == ("key-unknown", "record 7")
    assert place_of(with_last(revoked(CHAIR, 1), signed(dues()))) == ("key-unknown", "record 7")
    assert place_of(with_last(signed(dues()), revoked(TREASURER, 1), noted(2))) is None
    assert place_of(with_last(signed(dues()), revoked(TREASURER, 1), signed(again))) == ("key-unknown", "record 8")
    back = entry_of(enrolled("m02", TREASURER, "person"), 2, 0, 1)
    assert place_of(with_last(revoked(TREASURER, 1), back, signed(dues()))) == ("key-unknown", "record 8")
    for use in ("log", "witness"):
        other = entry_of(enrolled(None if use == "log" else "m02", TREASURER, use), 1, 0, 1)
        assert place_of(with_last(other, signed(dues()), behind=3)) == ("key-unknown", "record 4")


def test_a_record_can_not_be_signed_with_the_key_that_it_enrols() -> None:
    own = signed(entry_of(enrolled("m02", TREASURER, "person"), 1, 0, 1))
    own = evolve(own, approvals=own.approvals[:1])  # type: ignore[misc]
    assert place_of(with_last(own, behind=3)) == ("key-unknown", "record 3")


@pytest.mark.parametrize(
    ("version", "payload"),
    [
        (2, ("m01", CHAIR.vkey, "person")),
        (1, (None, CHAIR.vkey, "person")),
        (1, ("m01", CHAIR.vkey, "log")),
        (1, ("group", CHAIR.vkey, "person")),
        (1, ("M01", CHAIR.vkey, "person")),
        (1, ("m01", CHAIR.vkey, "owner")),
        (1, ("m01", CHAIR.vkey + "A", "person")),
        (1, ("m01", WITNESS.vkey, "person")),
        (1, ("m01", CHAIR.vkey)),
        (1, (1, CHAIR.vkey, "person")),
    ],
)
def test_a_key_that_is_none_is_bytes_invalid(version: int, payload: tuple[Any, ...]) -> None:
    event = UnknownEvent(occurred_on=DAY, type="key-enrolled", version=version, payload=payload)
    assert place_of(with_last(entry_of(event, 1, 0, 1), behind=3)) == ("bytes-invalid", "record 3")
    bad = UnknownEvent(occurred_on=DAY, type="key-revoked", version=1, payload=(bytes(7), "lost"))
    assert place_of(with_last(entry_of(bad, 1, 0, 1), behind=3)) == ("bytes-invalid", "record 3")


# Heads.


def head_of(size: int, root: bytes | None = None, name: str | None = None) -> str:
    return proofs.Checkpoint(name or checkpoint(7).origin, size, root or checkpoint(min(size, 7)).root).text


def test_a_head_beyond_the_records_and_a_head_of_other_records_are_said() -> None:
    other = proofs.origin(GROUP, bytes(32))
    elsewhere = proofs.origin("mawar-1", leaves()[0])
    for text, code in (
        (head_of(8), "shorter-than-signed"),
        (head_of(8, name=other), "shorter-than-signed"),
        (head_of(7, name=other), "fork"),
        (head_of(7, name=elsewhere), "fork"),
        (head_of(7, bytes(32)), "fork"),
        (head_of(6, checkpoint(7).root), "fork"),
    ):
        assert place_of(bundle_of(records(), heads=[text])) == (code, "head 0")
        assert place_of(bundle_of(records()), earlier=text) == (code, "end 0")
    assert place_of(bundle_of([], heads=[head_of(7)])) == ("shorter-than-signed", "head 0")


@pytest.mark.parametrize(
    "name", ["example.com/log", "kube-ledger/melati-3/23651E24C1B46D33", "kube-ledger/Melati/0123456789abcdef"]
)
def test_a_head_of_another_kind_of_log_is_none(name: str) -> None:
    assert place_of(bundle_of(records(), heads=[head_of(7, name=name)])) == ("bytes-invalid", "head 0")
    with pytest.raises(ProofError):
        checked(WHOLE, earlier=head_of(7, name=name))


def test_an_earlier_head_that_was_kept_must_be_extended() -> None:
    for size in range(1, 8):
        for kept in (checkpoint(size).text, note(size), note(size).encode()):
            assert place_of(WHOLE, earlier=kept) is None
    assert place_of(bundle_of(records()[:3]), earlier=note(7)) == ("shorter-than-signed", "end 0")
    rewritten = [*records()[:6], encode(dues(recorded_by="chair"))]
    assert place_of(bundle_of(rewritten)) is None
    assert place_of(bundle_of(rewritten), earlier=note(7)) == ("fork", "end 0")
    assert place_of(bundle_of(rewritten), earlier=note(6)) is None
    empty = proofs.Checkpoint(checkpoint(1).origin, 0, merkle.EMPTY_ROOT).text
    assert place_of(bundle_of([]), earlier=empty) is None
    with pytest.raises(ProofError):
        checked(WHOLE, earlier="a head")


def signed_by(key: proofs.Signer, size: int = 7) -> str:
    return proofs.sign_note(checkpoint(size).text, [key])


def test_a_head_counts_by_the_logs_key_in_force_there_or_by_a_key_that_was_given() -> None:
    log, stranger = log_key(records()[0]), signer("orang-lain", b"x")
    assert place_of(bundle_of(records(), heads=[signed_by(log)])) is None
    assert place_of(bundle_of(records(), heads=[signed_by(log, 4)])) is None
    assert place_of(bundle_of(records(), heads=[signed_by(log, 3)])) == ("key-unknown", "head 0")
    assert place_of(bundle_of(records(), heads=[signed_by(log, 3)]), vkeys=[log.vkey]) is None
    alone = bundle_of(records(), heads=[signed_by(stranger)])
    assert place_of(alone) == ("key-unknown", "head 0")
    listed = bundle_of(records(), keys=[stranger.vkey], heads=[signed_by(stranger)])
    assert place_of(listed) == ("key-unknown", "head 0")  # nobody trusts a key for standing there
    assert place_of(listed, vkeys=[stranger.vkey]) is None
    assert place_of(bundle_of(records(), heads=[signed_by(TREASURER)])) == ("key-unknown", "head 0")
    both = proofs.format_note(
        checkpoint(7).text,
        [*proofs.read_unverified(signed_by(log)).unverified, *proofs.read_unverified(signed_by(stranger)).unverified],
    )
    assert place_of(bundle_of(records(), heads=[both])) == ("key-unknown", "head 0")
    assert place_of(bundle_of(records(), keys=[stranger.vkey], heads=[both])) is None
    gone = [*records()[:6], encode(revoked(log, 1))]
    text = proofs.Checkpoint(checkpoint(1).origin, 7, merkle.root(map(merkle.leaf_hash, gone))).text
    late, before = proofs.sign_note(text, [log]), signed_by(log, 6)
    assert place_of(bundle_of(gone, heads=[before])) is None
    assert place_of(bundle_of(gone, heads=[late])) == ("key-unknown", "head 0")


def test_a_witness_does_not_count_as_the_log_whatever_its_key_says() -> None:
    # The same public key under the log's name, as a witness's: another vkey, which was not enrolled.
    as_witness = signer(checkpoint(7).origin, b"l", proofs.COSIGNATURE_KEY)
    text = checkpoint(7).text
    cosigned = proofs.format_note(text, [proofs.sign_cosignature(text, as_witness, 5)])
    assert place_of(bundle_of(records(), keys=[as_witness.vkey], heads=[cosigned])) == ("key-unknown", "head 0")


@pytest.mark.parametrize("change", [lambda value: bytes(len(value)), lambda value: value[:-1], lambda _: b"x"])
def test_a_signature_on_a_head_that_does_not_fit_is_signature_invalid(change: Callable[[bytes], bytes]) -> None:
    own, other = proofs.read_unverified(note(7, witnessed=True)).unverified
    keys = [WITNESS.vkey]
    for wrong in ([own, _changed(other, change)], [_changed(own, change), other]):
        text = proofs.format_note(checkpoint(7).text, wrong)
        assert place_of(bundle_of(records(), keys=keys, heads=[text])) == ("signature-invalid", "head 0")


def _changed(signature: proofs.Signature, change: Callable[[bytes], bytes]) -> proofs.Signature:
    return proofs.Signature(signature.name, signature.key_hash, change(signature.value))


def test_the_end_must_be_that_of_the_records() -> None:
    for wrong in (f"end 6 {base64(checkpoint(7).root)}", f"end 7 {base64(checkpoint(6).root)}"):
        assert fault_of(with_line(END, wrong)) == ("head-mismatch", END)


def test_a_payload_that_only_its_type_forbids_is_not_the_verifiers_matter() -> None:
    odd = UnknownEvent(occurred_on=DAY, type="dues-paid", version=1, payload=("m01", "lima ribu"))
    assert fault_of(with_last(entry_of(odd, 3, 0, 1))) is None


def test_the_first_fault_in_the_file_is_the_one_that_is_said() -> None:
    lines = [*LINES]
    lines[END - 1] = f"end 6 {base64(checkpoint(7).root)}"
    assert fault_of(written(lines)) == ("head-mismatch", END)
    lines[HEAD7 - 1] = head_line(head_of(7, bytes(32)))
    assert fault_of(written(lines)) == ("fork", HEAD7)
    lines[FIRST + 5] = lines[FIRST + 5].replace("A", "B", 1)
    assert fault_of(written(lines)) == ("bytes-invalid", FIRST + 6)


def test_it_reads_from_where_the_stream_stands() -> None:
    stream = BytesIO(b"before\n" + WHOLE)
    stream.readline()
    assert verify_bundle(stream).fault is None


def test_a_bundle_of_a_member_more_has_another_root() -> None:
    more = evolve(noted(3), event=MemberJoined(occurred_on=DAY, member_id="m03", cadre=False, own_business=True))  # type: ignore[misc]
    audit = checked(with_last(more))
    assert audit.fault is None
    assert audit.root != checkpoint(7).root
    assert b64decode(LINES[-1].split()[2]) == checkpoint(7).root
    assert sha256(WHOLE).digest() == sha256(bundle()).digest()
