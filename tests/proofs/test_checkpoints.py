"""Heads as text: three lines in one spelling, signed by the log under its own name, cosigned by witnesses.

Facts carried over: the checkpoint of c2sp.org/tlog-checkpoint (CC-BY-4.0), and a signed one with its key from
FiloSottile/torchwood, `cmd/litewitness/testdata` (BSD-3-Clause); no code of theirs is used.
"""

from __future__ import annotations

import pickle
from base64 import b64encode
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kube_ledger import proofs
from kube_ledger.errors import ProofError
from kube_ledger.merkle import EMPTY_ROOT, leaf_hash, root
from kube_ledger.proofs import Checkpoint, Signature

DASH: Final = "\N{EM DASH}"
SOFA: Final = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SIGSUM: Final = "sigsum.org/v1/tree/985ea163f5af026723561354f51f2ebcdcf2af809ce254ccfb64aa9aadd80f90"
SIGSUM_KEY: Final = bytes.fromhex("52c05edad1bf5feffa81354faae59a655d9a9a1a793ed2f62c39c26c0be2aecd")
SIGSUM_NOTE: Final = (
    f"{SIGSUM}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
    f"{DASH} {SIGSUM} 7BKT0gOfNZ1J0So9unY3BZtm2YkPIoNYM/dce0Z2avJDs8dxN6ts9bOSwwrVrbjm6P9K3ZxpK6jJngOG6YvGGzV/lwo=\n"
)
ROOT: Final = b64encode(bytes(range(32))).decode()
EMPTY: Final = b64encode(EMPTY_ROOT).decode()

NO_DECIMALS: Final = [
    *("007", "+5", " 5", "5 ", "1_000", "\u0663", "5\r", "5.0", "", "1" * 20, "00", "01", "-1", "-0", "0x5", "5e3"),
    *(
        "\u00b2",
        "\uff15",
        "five",
        "5,000",
        "5\t",
        "5\0",
        "5\x00",
        "\ufeff5",
        "5\u00a0",
        "9223372036854775808",
        "9" * 19,
    ),
    *("18446744073709551616", "9" * 10_000, "1" + "0" * 5_000, "5L", "0b1", "5\n6"),
]


def is_refused(text: Any) -> bool:
    try:
        proofs.parse_checkpoint(text)
    except ProofError as error:
        return error.problem_id not in ("", "isinya tidak cocok", error.problem)
    return False


def checkpoint_of(leaves: list[bytes], size: int) -> Checkpoint:
    return Checkpoint(proofs.origin("melati-3", leaves[0]), size, root(leaves[:size]))


# Three lines.


def test_the_checkpoint_of_the_specification_is_read_and_written_back() -> None:
    sofa = proofs.parse_checkpoint(SOFA)
    assert (sofa.origin, sofa.size, len(sofa.root)) == ("example.com/behind-the-sofa", 20_852_163, 32)
    assert sofa.text == SOFA
    assert proofs.parse_checkpoint(SOFA.encode()) == sofa == pickle.loads(pickle.dumps(sofa))


@pytest.mark.parametrize("size", NO_DECIMALS, ids=lambda text: ascii(text)[:24])
def test_a_size_is_written_in_one_way(size: str) -> None:
    """FAULTS C1."""
    with pytest.raises(ProofError, match=r"in plain digits|three lines|control character"):
        proofs.parse_checkpoint(f"x\n{size}\n{ROOT}\n")


@pytest.mark.parametrize("size", [1, 9, 10, 2**31, 2**53, 2**63 - 1])
def test_any_other_size_is_read(size: int) -> None:
    assert proofs.parse_checkpoint(f"x\n{size}\n{ROOT}\n") == Checkpoint("x", size, bytes(range(32)))


def test_size_0_goes_with_the_root_of_nothing() -> None:
    assert proofs.parse_checkpoint(f"x\n0\n{EMPTY}\n").size == 0
    assert is_refused(f"x\n0\n{ROOT}\n")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "\n",
            "\n\n\n",
            "x",
            f"x\n5\n{ROOT}",
            f"x\n5\n{ROOT}\n\n",
            f"x\n5\n{ROOT}\nextension\n",
            f"x\n5\n\n{ROOT}\n",
        ),
        *(f"\n5\n{ROOT}\n", f"x\n{ROOT}\n5\n", "x\n5\n", f"5\n{ROOT}\n", f"\nx\n5\n{ROOT}\n", f"x\n5\n{ROOT}\n "),
        *(
            f"x\r\n5\r\n{ROOT}\r\n",
            f"x\r5\r{ROOT}\r",
            f"x\x0b5\x0b{ROOT}\x0b",
            f"x\u20285\u2028{ROOT}\u2028",
            f"x\ty\n5\n{ROOT}\n",
        ),
        *(f"{'x' * 256}\n5\n{ROOT}\n", f"{DASH * 86}\n5\n{ROOT}\n", f"x\0\n5\n{ROOT}\n", f"x\ud800\n5\n{ROOT}\n"),
        *(f"x\n5\n{ROOT[:-1]}\n", f"x\n5\n{ROOT}=\n", f"x\n5\n{ROOT} \n", f"x\n5\n {ROOT}\n", f"x\n5\n{ROOT[:-2]}9=\n"),
        *(
            f"x\n5\n{ROOT[:-4]}\n",
            f"x\n5\n{ROOT}{ROOT}\n",
            f"x\n5\n{b64encode(bytes(33)).decode()}\n",
            "x\n5\n!!!!\n",
            "x\n5\n\n",
        ),
        *(
            f"x\n5\n{b64encode(bytes(31)).decode()}\n",
            f"x\n5\n{b64encode(bytes([255] * 32)).decode().replace('/', '_')}\n",
        ),
        *(
            b"\xff\n5\n" + ROOT.encode() + b"\n",
            f"x\n5\n{ROOT}\n".encode("utf-16"),
            None,
            5,
            ["x", "5", ROOT],
            bytearray(b"x"),
        ),
        SIGSUM_NOTE,
        "x" * 10**7,
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_what_is_not_three_lines_is_refused(text: Any) -> None:
    assert is_refused(text)


@pytest.mark.parametrize("origin", ["x", "x" * 255, DASH * 85, "example log+origin", " x ", "x\u2028y"], ids=ascii)
def test_an_origin_is_any_one_line(origin: str) -> None:
    assert proofs.parse_checkpoint(f"{origin}\n5\n{ROOT}\n").origin == origin


@pytest.mark.parametrize(
    ("origin", "size", "head"),
    [
        ("", 5, bytes(32)),
        ("a\nb", 5, bytes(32)),
        ("a\rb", 5, bytes(32)),
        ("\ud800", 5, bytes(32)),
        ("x" * 256, 5, bytes(32)),
        (b"x", 5, bytes(32)),
        (None, 5, bytes(32)),
        ("x", -1, bytes(32)),
        ("x", 2**63, bytes(32)),
        ("x", 10**5_000, bytes(32)),
        ("x", True, bytes(32)),
        ("x", "5", bytes(32)),
        ("x", 5.0, bytes(32)),
        ("x", None, bytes(32)),
        ("x", 5, bytes(31)),
        ("x", 5, ROOT),
        ("x", 5, bytearray(32)),
        ("x", 0, bytes(32)),
    ],
    ids=lambda value: ascii(value)[:12] if not isinstance(value, int) else "int",
)
def test_a_head_that_cannot_be_written_cannot_be_built(origin: Any, size: Any, head: Any) -> None:
    with pytest.raises(ProofError):
        Checkpoint(origin, size, head)


@given(
    st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32), min_size=1, max_size=60),
    st.integers(1, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_a_head_is_read_as_it_was_written(origin: str, size: int, head: bytes) -> None:
    checkpoint = Checkpoint(origin, size, head)
    assert proofs.parse_checkpoint(checkpoint.text) == checkpoint


@given(
    st.lists(st.sampled_from(["x", "5", "0", ROOT, EMPTY, "\n", "=", " "]) | st.text(max_size=3)).map("".join)
    | st.binary()
)
@example(SOFA)
def test_what_is_read_is_written_back_the_same(text: str | bytes) -> None:
    try:
        read = proofs.parse_checkpoint(text)
    except ProofError:
        return
    assert read.text == (text if isinstance(text, str) else text.decode())


# Origins.


def test_an_origin_of_ours_names_the_group_and_its_first_record(leaves: list[bytes]) -> None:
    origin = proofs.origin("melati-3", leaves[0])
    assert origin == f"kube-ledger/melati-3/{leaf_hash(bytes(1)).hex()[:16]}"
    assert proofs.parse_origin(origin) == ("melati-3", leaves[0].hex()[:16])
    assert origin != proofs.origin("melati-3", leaves[1])


@pytest.mark.parametrize("group", ["", "Melati", "a/b", "a b", "-a", "x" * 65, "a\n", None, 5, b"a"])
def test_only_a_group_has_an_origin(group: Any) -> None:
    with pytest.raises(ProofError):
        proofs.origin(group, bytes(32))
    with pytest.raises(ProofError):
        proofs.origin("melati-3", group)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "kube-ledger/melati-3/0123456789abcde",
            "kube-ledger/melati-3/0123456789abcdef0",
            "kube-ledger//0123456789abcdef",
        ),
        *(
            "kube-ledger/melati-3/0123456789ABCDEF",
            "kube-ledger/Melati/0123456789abcdef",
            "kube-ledger/a/b/0123456789abcdef",
        ),
        *(
            "example.com/log",
            "kube-ledger/melati-3/0123456789abcdef\n",
            "xkube-ledger/a/0123456789abcdef",
            None,
            5,
            "\ud800",
        ),
    ],
)
def test_other_origins_are_not_ours(text: Any) -> None:
    with pytest.raises(ProofError):
        proofs.parse_origin(text)


# Cosignatures.


def test_a_cosignature_is_of_the_head_and_the_time(leaves: list[bytes], witness: proofs.Signer) -> None:
    text = checkpoint_of(leaves, 5).text
    signature = proofs.sign_cosignature(text, witness, 1_679_315_147)
    assert (signature.name, signature.key_hash, len(signature.value)) == (witness.key.name, witness.key.key_hash, 72)
    assert proofs.verify_cosignature(text, witness.key, signature) == 1_679_315_147 == proofs.cosigned_at(signature)
    signed = f"cosignature/v1\ntime 1679315147\n{text}".encode()
    proofs.verify_signature(witness.key.public, signed, signature.value[8:])
    other = checkpoint_of(leaves, 6).text
    for wrong_text, value in (
        (other, signature.value),
        (text, (1_679_315_148).to_bytes(8, "big") + signature.value[8:]),
        (text, signature.value[8:]),
        (text, signature.value + b"x"),
        (text, b"\x80" + signature.value[1:]),
        (text, signature.value[:-1]),
        (text + "extension\n", signature.value),
    ):
        with pytest.raises(ProofError):
            proofs.verify_cosignature(wrong_text, witness.key, Signature(witness.key.name, witness.key.key_hash, value))


@pytest.mark.parametrize("time", [0, -1, 2**63, 2**64, 10**5_000, True, 1.0, "1", None], ids=lambda _: "time")
def test_a_cosignature_has_a_time(leaves: list[bytes], witness: proofs.Signer, time: Any) -> None:
    with pytest.raises(ProofError):
        proofs.sign_cosignature(checkpoint_of(leaves, 5).text, witness, time)


def test_the_largest_time_is_cosigned(leaves: list[bytes], witness: proofs.Signer) -> None:
    text = checkpoint_of(leaves, 5).text
    for time in (1, 2**63 - 1):
        assert proofs.verify_cosignature(text, witness.key, proofs.sign_cosignature(text, witness, time)) == time


def test_a_time_beyond_63_bits_is_refused_though_it_is_signed(leaves: list[bytes], witness: proofs.Signer) -> None:
    text = checkpoint_of(leaves, 5).text
    for time, is_taken in ((0, True), (2**63 - 1, True), (2**63, False), (2**64 - 1, False)):
        value = time.to_bytes(8, "big") + witness.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        signature = Signature(witness.key.name, witness.key.key_hash, value)
        if is_taken:
            assert proofs.verify_cosignature(text, witness.key, signature) == time
        else:
            with pytest.raises(ProofError):
                proofs.verify_cosignature(text, witness.key, signature)


@pytest.mark.parametrize("length", [1, 7, 8, 64, 71, 73, 100])
def test_only_a_cosignature_carries_a_time(length: int) -> None:
    with pytest.raises(ProofError, match="a time of 8 bytes"):
        proofs.cosigned_at(Signature("x", bytes(4), bytes(length)))


def test_what_is_no_head_is_not_cosigned(log: proofs.Signer, leaves: list[bytes], witness: proofs.Signer) -> None:
    for text in ("a\n", f"x\n007\n{ROOT}\n", f"x\n5\n{ROOT}\nextension\n"):
        with pytest.raises(ProofError):
            proofs.sign_cosignature(text, witness, 1)
    text = checkpoint_of(leaves, 5).text
    with pytest.raises(ProofError, match="only a witness's key"):
        proofs.sign_cosignature(text, log, 1)
    with pytest.raises(ProofError, match="only a witness's key"):
        proofs.verify_cosignature(text, log.key, proofs.sign_cosignature(text, witness, 1))


# Signed heads.


def test_a_head_of_another_implementation_opens() -> None:
    key = proofs.VerifierKey(SIGSUM, proofs.NOTE_KEY, SIGSUM_KEY)
    head = proofs.open_checkpoint(SIGSUM_NOTE, key)
    assert (head.checkpoint.size, head.cosigned, head.note) == (1, (), SIGSUM_NOTE)


def test_a_head_says_who_signed_and_who_cosigned(
    log: proofs.Signer, witness: proofs.Signer, office: proofs.Signer, leaves: list[bytes]
) -> None:
    checkpoint = checkpoint_of(leaves, 5)
    alone = proofs.sign_note(checkpoint.text, [log])
    cosigned = proofs.add_signature(alone, proofs.sign_cosignature(checkpoint.text, witness, 1_562_500_000))
    head = proofs.open_checkpoint(cosigned, log.vkey, [office.vkey, witness.vkey])
    assert head.checkpoint == checkpoint
    assert head.cosigned == (proofs.Cosigned(witness.key, 1_562_500_000),)
    assert head.note == alone
    assert proofs.open_checkpoint(cosigned, log.vkey).cosigned == ()
    assert proofs.open_checkpoint(alone, log.vkey, [witness.vkey]).cosigned == ()
    note = proofs.parse_note(cosigned, [log.vkey, witness.vkey])
    assert [signature.name for signature in note.signatures] == [log.key.name, witness.key.name]
    both = proofs.add_signature(cosigned, proofs.sign_cosignature(checkpoint.text, office, 7))
    assert [each.time for each in proofs.open_checkpoint(both, log.key, (office.key, witness.key)).cosigned] == [
        7,
        1_562_500_000,
    ]


def test_a_witness_is_no_log_and_a_log_no_witness(
    log: proofs.Signer, witness: proofs.Signer, leaves: list[bytes]
) -> None:
    """FAULTS B14: a valid signature in another role counts for nothing, whichever way the type is swapped."""
    text = checkpoint_of(leaves, 5).text
    alone = proofs.sign_note(text, [log])
    # The pendamping's key, enrolled under the log's name, and its signature of the plain text.
    as_log = proofs.generate_key(log.key.name, lambda size: b"w" * size)
    cosigner = proofs.generate_key(log.key.name, lambda size: b"w" * size, type=proofs.COSIGNATURE_KEY)
    with pytest.raises(ProofError, match="no known key"):
        proofs.open_checkpoint(proofs.sign_note(text, [as_log]), log.vkey)
    with pytest.raises(ProofError, match="can't be the log's"):
        proofs.open_checkpoint(alone, witness.vkey)
    with pytest.raises(ProofError, match="can't be the log's"):
        proofs.open_checkpoint(proofs.add_signature(alone, proofs.sign_cosignature(text, cosigner, 1)), cosigner.vkey)
    with pytest.raises(ProofError, match="not a witness's"):
        proofs.open_checkpoint(alone, log.vkey, [as_log.vkey])
    # The type byte swapped, with the hash that belongs to it: the signature of one type under the other's line.
    cosignature = proofs.sign_cosignature(text, witness, 1)
    as_note = proofs.VerifierKey(witness.key.name, proofs.NOTE_KEY, witness.key.public)
    for value in (cosignature.value, cosignature.value[8:]):
        forged = proofs.add_signature(alone, Signature(as_note.name, as_note.key_hash, value))
        with pytest.raises(ProofError, match="wrong"):
            proofs.parse_note(forged, [log.vkey, as_note])
    plain = witness.sign(text.encode())
    for value in (plain, bytes(8) + plain):
        forged = proofs.add_signature(alone, Signature(witness.key.name, witness.key.key_hash, value))
        with pytest.raises(ProofError, match="wrong"):
            proofs.open_checkpoint(forged, log.vkey, [witness.vkey])
    # And without its hash changed, the swapped vkey is none.
    swapped = witness.vkey.replace(
        b64encode(b"\x04" + witness.key.public).decode(), b64encode(b"\x01" + witness.key.public).decode()
    )
    with pytest.raises(ProofError):
        proofs.parse_note(alone, [log.vkey, swapped])


def test_witnesses_alone_do_not_make_a_head(
    log: proofs.Signer, witness: proofs.Signer, office: proofs.Signer, leaves: list[bytes]
) -> None:
    text = checkpoint_of(leaves, 5).text
    note = proofs.format_note(text, [proofs.sign_cosignature(text, signer, 1) for signer in (witness, office)])
    with pytest.raises(ProofError, match="the log has not signed"):
        proofs.open_checkpoint(note, log.vkey, [witness.vkey, office.vkey])


def test_a_public_key_counts_once(log: proofs.Signer, witness: proofs.Signer, leaves: list[bytes]) -> None:
    text = checkpoint_of(leaves, 5).text
    twin = proofs.generate_key("another/name", lambda size: b"w" * size, type=proofs.COSIGNATURE_KEY)
    own = proofs.generate_key("its/witness", lambda size: b"l" * size, type=proofs.COSIGNATURE_KEY)
    note = proofs.sign_note(text, [log])
    for signer in (witness, twin, own):
        note = proofs.add_signature(note, proofs.sign_cosignature(text, signer, 1))
    for witnesses in ([witness.vkey, twin.vkey], [witness.vkey, witness.vkey], [own.vkey]):
        with pytest.raises(ProofError, match="given twice"):
            proofs.open_checkpoint(note, log.vkey, witnesses)


def test_a_log_signs_for_its_own_origin_only(log: proofs.Signer, leaves: list[bytes]) -> None:
    other = Checkpoint(proofs.origin("mawar-1", leaves[0]), 5, root(leaves[:5]))
    with pytest.raises(ProofError, match="the checkpoint is of"):
        proofs.open_checkpoint(proofs.sign_note(other.text, [log]), log.vkey)


def test_a_wrong_cosignature_of_a_known_witness_refuses_the_note(
    log: proofs.Signer, witness: proofs.Signer, leaves: list[bytes]
) -> None:
    five, six = checkpoint_of(leaves, 5).text, checkpoint_of(leaves, 6).text
    note = proofs.add_signature(proofs.sign_note(six, [log]), proofs.sign_cosignature(five, witness, 1))
    assert proofs.open_checkpoint(note, log.vkey).checkpoint.size == 6
    with pytest.raises(ProofError, match="wrong"):
        proofs.open_checkpoint(note, log.vkey, [witness.vkey])


@pytest.mark.parametrize("text", ["a\n", f"x\n5\n{ROOT}\nextension\n", "\n"])
def test_a_signed_note_need_not_be_a_head(log: proofs.Signer, text: str) -> None:
    note = proofs.sign_note(text, [log])
    assert proofs.parse_note(note, [log.vkey]).text == text
    with pytest.raises(ProofError):
        proofs.open_checkpoint(note, log.vkey)


@given(st.data())
def test_nothing_but_a_proof_error_comes_out_of_a_changed_head(
    log: proofs.Signer, witness: proofs.Signer, leaves: list[bytes], data: st.DataObject
) -> None:
    text = checkpoint_of(leaves, 5).text
    note = proofs.add_signature(proofs.sign_note(text, [log]), proofs.sign_cosignature(text, witness, 1)).encode()
    start = data.draw(st.integers(0, len(note)))
    stop = data.draw(st.integers(start, min(start + 3, len(note))))
    changed = note[:start] + data.draw(st.binary(max_size=3)) + note[stop:]
    try:
        head = proofs.open_checkpoint(changed, log.vkey, [witness.vkey])
    except ProofError:
        return
    # What is still taken lost nothing but the cosignature's name, or nothing at all.
    assert head.checkpoint == checkpoint_of(leaves, 5)
    assert head.cosigned in ((), (proofs.Cosigned(witness.key, 1),))
