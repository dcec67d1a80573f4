"""The readers of proofs with one check switched off each: what that check keeps out gets in, so it is needed."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, Final

import pytest

from kube_ledger import proofs
from kube_ledger.errors import ProofError
from kube_ledger.merkle import leaf_hash, root
from kube_ledger.proofs import Checkpoint, Fork, Signature, TlogProof, VerifierKey

if TYPE_CHECKING:
    from collections.abc import Callable

PETER: Final = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ROOT: Final = b64encode(bytes(range(32))).decode()


def module(name: str) -> Any:
    """A file of the package: the package exports functions of the same names."""
    return sys.modules[f"kube_ledger.proofs.{name}"]


def is_refused(use: Callable[[], object]) -> bool:
    try:
        use()
    except ProofError:
        return True
    return False


@pytest.mark.parametrize("size", ["007", "+5", " 5", "1_000", "٣", "000"])
def test_with_pythons_own_numbers_a_size_would_have_many_spellings(size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """C1."""

    def read() -> Checkpoint:
        return proofs.parse_checkpoint(f"x\n{size}\n{ROOT}\n")

    assert is_refused(read)
    monkeypatch.setattr(module("checkpoint"), "decimal", lambda text, _: int(text))
    if size == "000":
        assert is_refused(read)  # another check says that the empty tree has a root of its own
    else:
        assert read().size == int(size)


def test_without_a_limit_a_note_of_thousands_of_signatures_would_be_read(
    log: proofs.Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C4."""
    note = proofs.sign_note("x\n", [log])
    line = note.split("\n")[-2]
    many = note + "".join(f"{line}\n" for _ in range(5_000))
    assert is_refused(lambda: proofs.parse_note(many, [log.vkey]))
    monkeypatch.setattr(module("note"), "MAX_SIGNATURES", 100_000)
    assert proofs.parse_note(many, [log.vkey]).text == "x\n"


def test_without_its_hash_a_vkey_would_go_by_any_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """C6."""

    class Whatever(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            return True

        def __ne__(self, other: object) -> bool:
            return False

    class Loose(bytes):
        def hex(self, *_: Any) -> str:
            return Whatever(super().hex())

    other = PETER.replace("PeterNeumann", "EnochRoot")
    assert is_refused(lambda: proofs.parse_vkey(other))
    monkeypatch.setattr(VerifierKey, "key_hash", property(lambda _: Loose(4)))
    assert proofs.parse_vkey(other).name == "EnochRoot"


@pytest.mark.parametrize(
    ("line", "lenient"),
    [
        ("index 02", ("decimal", lambda text, _: int(text))),
        ("extra eA\nindex 2", ("unbase64", lambda text, _: b64decode(text + "==="))),
        ("extra e A = =\nindex 2", ("unbase64", lambda text, _: b64decode(text))),
    ],
)
def test_with_lenient_readers_a_receipt_would_have_many_spellings(
    line: str, lenient: tuple[str, Any], log: proofs.Signer, leaves: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7."""
    note = proofs.sign_note(Checkpoint(log.key.name, 7, root(leaves[:7])).text, [log])

    def read() -> TlogProof:
        return proofs.parse_tlog_proof(f"c2sp.org/tlog-proof@v1\n{line}\n\n{note}")

    assert is_refused(read)
    monkeypatch.setattr(module("tlog_proof"), *lenient)
    assert read().index == 2


def test_without_the_look_at_the_earlier_root_entries_could_be_put_before_the_old_history(
    leaves: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """B4: three entries before the three that there were; the proof is the honest one of the new tree."""
    shifted = [leaf_hash(b"before %d" % number) for number in range(3)] + leaves[:3]
    proof = proofs.consistency_proof(shifted, 3)

    def verify() -> bool:
        proofs.verify_consistency(3, root(leaves[:3]), 6, root(shifted), proof)
        return True

    assert is_refused(verify)
    real = module("consistency").rebuilt_roots
    monkeypatch.setattr(module("consistency"), "rebuilt_roots", lambda *given: (given[1], real(*given)[1]))
    assert verify()


def test_without_the_look_at_what_it_saw_a_witness_would_cosign_two_histories(
    log: proofs.Signer, witness: proofs.Signer, leaves: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """B2, B10, A17."""
    forked = [leaves[0], leaf_hash(b"rewritten"), *leaves[2:]]

    def cosign(seen: Any, some: list[bytes]) -> Any:
        note = proofs.sign_note(Checkpoint(log.key.name, 5, root(some[:5])).text, [log])
        return proofs.cosign(seen, note, (), vkey=log.vkey, signer=witness, time=9)[0]

    seen = cosign(None, leaves)
    with pytest.raises(Fork):
        cosign(seen, forked)
    monkeypatch.setattr(module("witness"), "_require_extension", lambda *_: None)
    assert cosign(seen, forked).root == root(forked[:5])


def test_without_the_look_at_roles_a_witnesss_key_would_sign_for_the_log(
    log: proofs.Signer, leaves: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """B14: the pendamping's key, enrolled under the log's name."""
    cosigner = proofs.generate_key(log.key.name, lambda size: b"w" * size, type=proofs.COSIGNATURE_KEY)
    text = Checkpoint(log.key.name, 5, root(leaves[:5])).text
    note = proofs.add_signature(proofs.sign_note(text, [log]), proofs.sign_cosignature(text, cosigner, 1))
    assert is_refused(lambda: proofs.open_checkpoint(note, cosigner.vkey))
    monkeypatch.setattr(module("opening"), "_require_roles", lambda *_: None)
    assert proofs.open_checkpoint(note, cosigner.vkey).checkpoint.text == text


def test_without_the_type_in_the_hash_a_signature_could_be_put_under_another_role(
    log: proofs.Signer, witness: proofs.Signer, leaves: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """B14: a cosignature without its time, under the same key as one that signs notes; only the message differs."""
    text = Checkpoint(log.key.name, 5, root(leaves[:5])).text
    as_note = VerifierKey(witness.key.name, proofs.NOTE_KEY, witness.key.public)
    value = proofs.sign_cosignature(text, witness, 1).value[8:]
    note = proofs.add_signature(proofs.sign_note(text, [log]), Signature(as_note.name, as_note.key_hash, value))
    assert is_refused(lambda: proofs.parse_note(note, [as_note]))
    monkeypatch.setattr(module("cosignature"), "_message", lambda text, _: text.encode())
    value = proofs.sign_cosignature(text, witness, 1).value[8:]
    note = proofs.add_signature(proofs.sign_note(text, [log]), Signature(as_note.name, as_note.key_hash, value))
    assert len(proofs.parse_note(note, [as_note]).signatures) == 1
