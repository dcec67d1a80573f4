"""Signed notes: who signed is found out, or nobody has.

Facts carried over: keys, texts and signatures of golang.org/x/mod `sumdb/note/note_test.go` (BSD-3-Clause) and of
c2sp.org/signed-note (CC-BY-4.0); no code of theirs is used.
"""

from __future__ import annotations

import base64
import pickle
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kube_ledger import proofs
from kube_ledger.errors import ProofError
from kube_ledger.proofs import Signature

if TYPE_CHECKING:
    from collections.abc import Sequence

PETER: Final = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH: Final = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT: Final = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS: Final = (
    "\N{EM DASH} PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCHS: Final = (
    "\N{EM DASH} EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
PETERS_SEED: Final = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
DASH: Final = "\N{EM DASH}"


def refusal(text: Any, vkeys: Any) -> str:
    """Why a note is refused, or nothing."""
    try:
        proofs.parse_note(text, vkeys)
    except ProofError as error:
        assert error.problem_id not in ("", "isinya tidak cocok", error.problem)  # noqa: PT017
        return error.problem
    return ""


def lines(signatures: Sequence[Signature]) -> list[str]:
    return [signature.line for signature in signatures]


def test_the_example_of_the_specification_verifies() -> None:
    vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    note = (
        f"This is an example message.\n\n{DASH} example.com/foo "
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    assert proofs.parse_note(note, [vkey]).text == "This is an example message.\n"
    assert "wrong" in refusal(note.replace("example message", "exemple message"), [vkey])


def test_signatures_of_known_keys_are_verified_and_the_others_kept_apart() -> None:
    note = f"{TEXT}\n{PETERS}{ENOCHS}"
    one = proofs.parse_note(note, [PETER])
    assert (one.text, lines(one.signatures), lines(one.unverified)) == (TEXT, [PETERS], [ENOCHS])
    both = proofs.parse_note(note.encode(), (ENOCH, proofs.parse_vkey(PETER)))
    assert (both.text, lines(both.signatures), lines(both.unverified)) == (TEXT, [PETERS, ENOCHS], [])
    none = proofs.read_unverified(note)
    assert (none.text, lines(none.signatures), lines(none.unverified)) == (TEXT, [], [PETERS, ENOCHS])
    assert "no known key" in refusal(note, [])
    assert pickle.loads(pickle.dumps(both)) == both
    with pytest.raises(FrozenInstanceError):
        both.text = ""  # type: ignore[misc]


def test_a_key_given_twice_is_ambiguous_where_it_matters() -> None:
    assert "two keys" in refusal(f"{TEXT}\n{ENOCHS}", [ENOCH, PETER, ENOCH])
    assert proofs.parse_note(f"{TEXT}\n{PETERS}", [ENOCH, PETER, ENOCH]).text == TEXT


def test_a_repeated_signature_counts_once() -> None:
    altered = f"{ENOCHS[:60]}ABCD{ENOCHS[60:]}"
    note = proofs.parse_note(f"{TEXT}\n{PETERS}{PETERS}{ENOCHS}{ENOCHS}{altered}", [PETER])
    assert lines(note.signatures) == [PETERS]
    assert lines(note.unverified) == [ENOCHS, altered]
    assert "wrong" in refusal(f"{TEXT}\n{PETERS}{altered}", [PETER, ENOCH])
    # As in Go: of two lines under one key the first decides.
    of_peter = f"{PETERS[:60]}ABCD{PETERS[60:]}"
    assert lines(proofs.parse_note(f"{TEXT}\n{PETERS}{of_peter}", [PETER]).signatures) == [PETERS]
    assert "wrong" in refusal(f"{TEXT}\n{of_peter}{PETERS}", [PETER])
    assert "wrong" in refusal(f"{TEXT}\n{PETERS[:60]}ABCD{PETERS[60:]}", [PETER])


def test_a_name_alone_or_a_hash_alone_makes_no_known_key() -> None:
    for changed in (PETERS.replace("PeterNeumann", "CarmenSandiego"), PETERS.replace("x08g", "xxxx")):
        assert "no known key" in refusal(f"{TEXT}\n{changed}", [PETER])
        note = proofs.parse_note(f"{TEXT}\n{changed}{ENOCHS}", [PETER, ENOCH])
        assert (lines(note.signatures), lines(note.unverified)) == ([ENOCHS], [changed])


def test_blank_lines_belong_to_the_text_but_for_the_last(log: proofs.Signer) -> None:
    """FAULTS C4."""
    for text in (
        "a\n\nb\n",
        "a\n\n\n\nb\n\n",
        "\n",
        "\n\n",
        "\n\na\n",
        f"a\n\n{DASH} x AAAAAAAA\n",
        "a\u2028b\u0085\x7f\n",
    ):
        note = proofs.sign_note(text, [log])
        assert proofs.parse_note(note, [log.vkey]).text == text


@pytest.mark.parametrize("count", [1, 2, 16, 17, 100])
def test_so_many_signatures_are_read(log: proofs.Signer, count: int) -> None:
    """FAULTS C4: 17 accepted."""
    others = [Signature(f"other{number}", bytes(4), b"x" * 64) for number in range(count - 1)]
    own = proofs.read_unverified(proofs.sign_note(TEXT, [log])).unverified
    note = proofs.format_note(TEXT, [*others, *own])
    read = proofs.parse_note(note, [log.vkey])
    assert (read.signatures, read.unverified) == (own, tuple(others))


@pytest.mark.parametrize("count", [0, 101, 10_000])
def test_so_many_signatures_are_not(log: proofs.Signer, count: int) -> None:
    """FAULTS C4: none, and 10,000, which are counted before one of them is looked at."""
    note = f"{TEXT}\n{PETERS * count}"
    assert refusal(note, [PETER])
    assert refusal(note, [])
    assert refusal(f"{TEXT}\n" + f"{DASH} x \n" * max(count, 101), [log.vkey]).startswith("the note has")
    with pytest.raises(ProofError):
        proofs.format_note(TEXT, [Signature("x", bytes(4), b"x")] * count)


def test_a_note_too_long_is_refused() -> None:
    assert "1000000" in refusal("a" * 10**7, [])
    assert "1000000" in refusal(b"\xff" * 10**7, [])
    assert "1000000" in refusal("\N{EM DASH}" * 333_334, [])
    assert refusal(f"{'a' * (10**6 - len(PETERS.encode()) - 2)}\n\n{PETERS}", [PETER]).startswith("the signature of")
    assert "1000000" in refusal(f"{'a' * (10**6 - len(PETERS.encode()) - 1)}\n\n{PETERS}", [PETER])


@pytest.mark.parametrize(
    "note",
    [
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n\n",
        f"{TEXT}\n{PETERS[:-1]}",
        f"{TEXT}\n{PETERS}\n",
        f"{TEXT}\n{PETERS}Unexpected line.\n",
        f"{TEXT}\nUnexpected line.\n{PETERS}",
        f"{TEXT}{PETERS}",
        f"{TEXT[:-1]}{PETERS}",
        PETERS,
        f"\n{PETERS}",
        "",
        "\n",
        "\n\n",
        f"\x01{TEXT}\n{PETERS}",
        f"{TEXT}\n{PETERS}".replace("\n", "\r\n"),
        f"{TEXT}\n{PETERS}".replace("\n\n", "\n\r\n"),
        f"{TEXT}\t\n{PETERS}",
        f"{TEXT}\n{PETERS}\0",
        f"\ud800{TEXT}\n{PETERS}",
        b"\xff" + f"{TEXT}\n{PETERS}".encode(),
        f"{TEXT}\n{PETERS}".encode("utf-16"),
        f"{TEXT}\n{PETERS}".encode().replace(b"\xe2\x80\x94", b"-"),
        f"{TEXT}\n" + PETERS.replace(DASH, "\N{EN DASH}"),
        f"{TEXT}\n" + PETERS.replace(f"{DASH} ", DASH),
        f"{TEXT}\n" + PETERS.replace(f"{DASH} ", f"{DASH}\u00a0"),
        f"{TEXT}\n" + PETERS.replace(f"{DASH} ", f" {DASH} "),
        f"{TEXT}\n" + PETERS.replace("PeterNeumann", "Bad Name"),
        f"{TEXT}\n" + PETERS.replace("PeterNeumann", ""),
        f"{TEXT}\n" + PETERS.replace("PeterNeumann", "Peter+Neumann"),
        f"{TEXT}\n" + PETERS.replace("PeterNeumann", "Peter\u2028Neumann"),
        f"{TEXT}\n" + PETERS.replace("PeterNeumann", "P" * 256),
        f"{TEXT}\n" + PETERS.replace("PeterNeumann ", "PeterNeumann"),
        f"{TEXT}\n" + PETERS.replace("PeterNeumann ", "PeterNeumann  "),
        f"{TEXT}\n" + PETERS.replace("AM=\n", "AM\n"),
        f"{TEXT}\n" + PETERS.replace("AM=\n", "AN=\n"),
        f"{TEXT}\n" + PETERS.replace("AM=\n", "AM= \n"),
        f"{TEXT}\n" + PETERS.replace("AM=\n", "AM==\n"),
        f"{TEXT}\n" + PETERS.replace("x08go/", "x08go_"),
        f"{TEXT}\n{DASH} PeterNeumann \n",
        f"{TEXT}\n{DASH} PeterNeumann x08g\n",
        f"{TEXT}\n{DASH} PeterNeumann x08gow==\n",
        *(None, 5, [TEXT], bytearray(TEXT.encode()), object()),
    ],
    ids=lambda note: ascii(note)[-40:] if type(note) is str else type(note).__name__,
)
def test_what_is_no_note_is_refused(note: Any) -> None:
    assert refusal(note, [PETER])
    with pytest.raises(ProofError):
        proofs.read_unverified(note)


@pytest.mark.parametrize(
    "vkeys", [None, PETER, 5, {PETER}, iter([PETER]), [None], [""], [PETER[:-1]], [PETER, 5]], ids=range(9)
)
def test_keys_come_in_a_list(vkeys: Any) -> None:
    assert refusal(f"{TEXT}\n{PETERS}", vkeys)


def test_every_change_to_a_signed_text_is_found() -> None:
    note = f"{TEXT}\n{PETERS}".encode()
    for place in range(len(TEXT)):
        for bit in range(8):
            changed = bytes([note[place] ^ 1 << bit])
            assert refusal(note[:place] + changed + note[place + 1 :], [PETER])


@pytest.mark.slow
def test_every_changed_bit_of_a_note_is_found() -> None:
    note = f"{TEXT}\n{PETERS}".encode()
    for place in range(len(note)):
        for bit in range(8):
            assert refusal(note[:place] + bytes([note[place] ^ 1 << bit]) + note[place + 1 :], [PETER])
        assert refusal(note[:place], [PETER])


def test_signing_writes_what_go_writes() -> None:
    signer = proofs.generate_key("PeterNeumann", lambda size: PETERS_SEED[:size])
    assert proofs.sign_note(TEXT, [signer]) == f"{TEXT}\n{PETERS}"


def test_a_new_signature_stands_last_and_replaces_one_of_the_same_key(log: proofs.Signer) -> None:
    note = f"{TEXT}\n{PETERS}{ENOCHS}"
    (own,) = proofs.read_unverified(proofs.sign_note(TEXT, [log])).unverified
    assert proofs.add_signature(note, own) == note + own.line
    (peters,) = proofs.read_unverified(f"{TEXT}\n{PETERS}").unverified
    assert proofs.add_signature(note, peters) == f"{TEXT}\n{ENOCHS}{PETERS}"
    full = proofs.format_note(TEXT, [Signature(f"x{number}", bytes(4), b"x") for number in range(100)])
    with pytest.raises(ProofError):
        proofs.add_signature(full, own)


@pytest.mark.parametrize("text", ["", "abc", "a\r\n", "a\tb\n", "\ud800\n", None, 5, b"\xff\n", "a" * 10**6 + "\n"])
def test_what_is_no_whole_lines_of_text_is_not_signed(log: proofs.Signer, text: Any) -> None:
    with pytest.raises(ProofError):
        proofs.sign_note(text, [log])


def test_only_note_keys_sign_notes(log: proofs.Signer, witness: proofs.Signer) -> None:
    for signers in ([witness], [log, witness], [], log, None):
        with pytest.raises(ProofError):
            proofs.sign_note(TEXT, signers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "key_hash", "value"),
    [
        ("a b", bytes(4), b"x"),
        ("", bytes(4), b"x"),
        ("a+b", bytes(4), b"x"),
        ("a\nb", bytes(4), b"x"),
        (b"a", bytes(4), b"x"),
        ("a", bytes(3), b"x"),
        ("a", bytes(5), b"x"),
        ("a", "abcd", b"x"),
        ("a", bytes(4), b""),
        ("a", bytes(4), "x"),
        ("a", bytes(4), None),
    ],
)
def test_a_signature_can_be_written_on_one_line(name: Any, key_hash: Any, value: Any) -> None:
    with pytest.raises(ProofError):
        Signature(name, key_hash, value)


NAMES: Final = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="+"), min_size=1, max_size=20
)
SIGNATURES: Final = st.builds(Signature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=100))
TEXTS: Final = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=5)


@given(TEXTS, st.lists(SIGNATURES, min_size=1, max_size=5))
def test_a_note_is_read_as_it_was_written(texts: list[str], signatures: list[Signature]) -> None:
    text = "".join(f"{line}\n" for line in texts)
    note = proofs.format_note(text, signatures)
    read = proofs.read_unverified(note)
    assert (read.text, list(read.unverified)) == (text, signatures)
    assert proofs.format_note(read.text, read.unverified) == note


PIECES: Final = st.sampled_from(
    [
        TEXT,
        "\n",
        "\n\n",
        f"{DASH} ",
        DASH,
        " ",
        "PeterNeumann",
        PETERS,
        ENOCHS,
        PETERS[:60],
        PETERS[60:],
        "=",
        "+",
        "\r",
        "a",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join) | st.binary())
@example(f"{TEXT}\n{PETERS}")
def test_nothing_but_a_proof_error_comes_out_of_a_note(text: str | bytes) -> None:
    try:
        note = proofs.parse_note(text, [PETER])
    except ProofError as error:
        assert error.sentence.startswith("Bukti tidak sah")  # noqa: PT017
    else:
        assert note.text == TEXT
