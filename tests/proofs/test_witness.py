"""The witness: cosigns what extends what was seen, once and again, and keeps the evidence where two heads disagree."""

from __future__ import annotations

import pickle
from contextlib import suppress
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import proofs
from kube_ledger.errors import ProofError
from kube_ledger.merkle import leaf_hash, root
from kube_ledger.proofs import Checkpoint, Fork, OlderHead, Seen

NOW: Final = 1_562_500_000
LEAVES: Final = [leaf_hash(bytes([number])) for number in range(40)]
FORKED: Final = [LEAVES[0], leaf_hash(b"rewritten"), *LEAVES[2:]]


def head(log: proofs.Signer, leaves: list[bytes], size: int) -> str:
    return proofs.sign_note(Checkpoint(log.key.name, size, root(leaves[:size])).text, [log])


def cosign(
    log: proofs.Signer, witness: proofs.Signer, seen: Seen | None, note: Any, proof: Any = (), **more: Any
) -> tuple[Seen, proofs.Signature]:
    return proofs.cosign(seen, note, proof, **{"vkey": log.vkey, "signer": witness, "time": NOW, **more})


@pytest.fixture(scope="session")
def five(log: proofs.Signer, witness: proofs.Signer) -> Seen:
    return cosign(log, witness, None, head(log, LEAVES, 5))[0]


def test_the_first_head_is_believed(log: proofs.Signer, witness: proofs.Signer) -> None:
    for size in (0, 1, 5):
        note = head(log, LEAVES, size)
        seen, signature = cosign(log, witness, None, note)
        assert (seen.origin, seen.size, seen.root, seen.note) == (log.key.name, size, root(LEAVES[:size]), note)
        opened = proofs.open_checkpoint(proofs.add_signature(note, signature), log.vkey, [witness.vkey])
        assert opened.cosigned == (proofs.Cosigned(witness.key, NOW),)
        with pytest.raises(ProofError):
            cosign(log, witness, None, note, (bytes(32),))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6).map(sorted))
def test_what_only_grows_is_cosigned_head_after_head(
    log: proofs.Signer, witness: proofs.Signer, sizes: list[int]
) -> None:
    seen: Seen | None = None
    for size in sizes:
        proof = () if seen is None else proofs.consistency_proof(LEAVES, seen.size, size)
        seen, signature = cosign(log, witness, seen, head(log, LEAVES, size), proof)
        assert seen.size == size
        assert proofs.verify_cosignature(seen.checkpoint.text, witness.key, signature) == NOW
        assert proofs.parse_seen(seen.text) == seen


def test_the_same_head_is_cosigned_again_at_its_own_time(
    log: proofs.Signer, witness: proofs.Signer, five: Seen
) -> None:
    again, signature = cosign(log, witness, five, head(log, LEAVES, 5), [], time=NOW + 1)
    assert again == five
    assert proofs.cosigned_at(signature) == NOW + 1
    with pytest.raises(ProofError):
        cosign(log, witness, five, head(log, LEAVES, 5), (bytes(32),))


@pytest.mark.parametrize("proof", [(), (bytes(32),), [bytes(32)] * 70])
def test_two_heads_of_one_size_are_a_fork_whatever_the_proof_is(
    log: proofs.Signer, witness: proofs.Signer, five: Seen, proof: Any
) -> None:
    """FAULTS B10."""
    other = head(log, FORKED, 5)
    with pytest.raises(Fork) as caught:
        cosign(log, witness, five, other, proof)
    fork = caught.value
    assert (fork.seen, fork.shown, fork.proof, fork.certain) == (five.note, other, tuple(proof), True)
    assert fork.root == root(FORKED[:5])
    for note in (fork.seen, fork.shown):
        assert proofs.open_checkpoint(note, log.vkey).checkpoint.size == 5
    again = pickle.loads(pickle.dumps(fork))
    assert (again.seen, again.shown, again.certain, again.sentence) == (fork.seen, other, True, fork.sentence)
    assert "two histories" in str(fork)
    assert "dua riwayat" in fork.sentence
    assert fork.code == "proof"


@pytest.mark.parametrize("seen_size", range(2, 10))
def test_a_history_that_was_rewritten_is_a_fork(log: proofs.Signer, witness: proofs.Signer, seen_size: int) -> None:
    """FAULTS B2, A17: rewritten, all derived rows recomputed, signed with the log's own key."""
    seen, _ = cosign(log, witness, None, head(log, LEAVES, seen_size))
    for size in (seen_size + 1, 16, 40):
        note = head(log, FORKED, size)
        with pytest.raises(Fork) as caught:
            cosign(log, witness, seen, note, proofs.consistency_proof(FORKED, seen_size, size))
        assert (caught.value.seen, caught.value.shown) == (seen.note, note)
        assert caught.value.root == (root(FORKED[:seen_size]) if caught.value.certain else None)
        # The proof of a full tree leaves out its root, so that it can't show by itself what else stands there.
        assert caught.value.certain == (seen_size not in (2, 4, 8))


@pytest.mark.parametrize("wrong", ["bit", "other", "order"])
def test_a_proof_that_leads_nowhere_is_not_called_a_rewriting(
    log: proofs.Signer, witness: proofs.Signer, five: Seen, wrong: str
) -> None:
    proof = list(proofs.consistency_proof(LEAVES, 5, 9))
    if wrong == "bit":
        proof[1] = bytes([proof[1][0] ^ 1]) + proof[1][1:]
    elif wrong == "other":
        proof = list(proofs.consistency_proof(FORKED, 5, 9))
    else:
        proof[0], proof[1] = proof[1], proof[0]
    note = head(log, LEAVES, 9)
    with pytest.raises(Fork, match="ask for it again") as caught:
        cosign(log, witness, five, note, proof)
    assert not caught.value.certain
    assert (caught.value.seen, caught.value.shown, caught.value.proof) == (five.note, note, tuple(proof))
    assert "minta bukti lagi" in caught.value.sentence
    assert cosign(log, witness, five, note, proofs.consistency_proof(LEAVES, 5, 9))[0].size == 9


@pytest.mark.parametrize(
    "proof", [None, 5, b"", (b"",), [bytes(31)] * 5, ("x" * 32,), (), (bytes(32),), [bytes(32)] * 70]
)
def test_what_is_no_proof_for_these_sizes_is_no_fork(
    log: proofs.Signer, witness: proofs.Signer, five: Seen, proof: Any
) -> None:
    with pytest.raises(ProofError) as caught:
        cosign(log, witness, five, head(log, LEAVES, 9), proof)
    assert not isinstance(caught.value, Fork)


def test_an_older_head_is_not_cosigned_and_says_nothing_by_itself(
    log: proofs.Signer, witness: proofs.Signer, five: Seen
) -> None:
    for leaves in (LEAVES, FORKED):
        for size in range(1, 5):
            with pytest.raises(OlderHead) as caught:
                cosign(log, witness, five, head(log, leaves, size))
            older = caught.value
            assert (older.seen_size, older.size, older.consistent) == (5, size, None)
    assert "5" in older.sentence
    assert pickle.loads(pickle.dumps(older)).consistent is None


def test_an_older_head_with_its_proof_is_older_or_a_fork(
    log: proofs.Signer, witness: proofs.Signer, five: Seen
) -> None:
    for size in range(5):
        with pytest.raises(OlderHead) as caught:
            cosign(log, witness, five, head(log, LEAVES, size), proofs.consistency_proof(LEAVES, size, 5))
        assert caught.value.consistent is True
    note = head(log, FORKED, 3)
    with pytest.raises(Fork) as forked:
        cosign(log, witness, five, note, proofs.consistency_proof(LEAVES, 3, 5))
    assert (forked.value.seen, forked.value.shown, forked.value.certain) == (five.note, note, True)
    with pytest.raises(Fork) as unsure:
        cosign(log, witness, five, note, proofs.consistency_proof(FORKED, 3, 5))
    assert not unsure.value.certain
    with pytest.raises(ProofError) as malformed:
        cosign(log, witness, five, note, (bytes(32),))
    assert not isinstance(malformed.value, Fork | OlderHead)


def test_only_the_logs_own_head_is_cosigned(log: proofs.Signer, witness: proofs.Signer, five: Seen) -> None:
    other = proofs.generate_key(log.key.name, lambda size: b"x" * size)
    text = proofs.read_unverified(head(log, LEAVES, 5)).text
    mawar = proofs.generate_key(proofs.origin("mawar-1", LEAVES[0]), lambda size: b"m" * size)
    for seen, note, more in (
        (five, head(other, LEAVES, 5), {}),
        (None, head(other, LEAVES, 5), {}),
        (five, head(log, LEAVES, 5), {"vkey": other.vkey}),
        (five, head(log, LEAVES, 5), {"vkey": witness.vkey}),
        (five, head(mawar, LEAVES, 5), {"vkey": mawar.vkey}),
        (five, text, {}),
        (five, proofs.format_note(text, [proofs.sign_cosignature(text, witness, 1)]), {}),
        (five, head(log, LEAVES, 5), {"signer": log}),
        (five, head(log, LEAVES, 5), {"time": 0}),
        (five, head(log, LEAVES, 5), {"time": True}),
        (five, head(log, LEAVES, 5), {"time": 2**63}),
        (five, None, {}),
    ):
        with pytest.raises(ProofError) as caught:
            cosign(log, witness, seen, note, **more)
        assert not isinstance(caught.value, Fork | OlderHead)


def test_a_log_that_does_not_sign_has_its_three_lines_cosigned(
    log: proofs.Signer, witness: proofs.Signer, five: Seen
) -> None:
    def bare(leaves: list[bytes], size: int) -> str:
        return Checkpoint(log.key.name, size, root(leaves[:size])).text

    seen, signature = cosign(log, witness, None, bare(LEAVES, 5), vkey=None)
    assert seen == Seen(five.checkpoint, bare(LEAVES, 5))
    assert proofs.parse_seen(seen.text) == seen
    assert proofs.verify_cosignature(seen.note, witness.key, signature) == NOW
    grown, _ = cosign(log, witness, seen, bare(LEAVES, 9), proofs.consistency_proof(LEAVES, 5, 9), vkey=None)
    assert grown.size == 9
    with pytest.raises(Fork) as caught:
        cosign(log, witness, grown, bare(FORKED, 9), vkey=None)
    assert (caught.value.seen, caught.value.shown) == (grown.note, bare(FORKED, 9))
    signed = head(log, LEAVES, 9)  # by a key that is not known here: it is kept as it stands
    assert cosign(log, witness, grown, signed, vkey=None)[0].note == signed
    for wrong in ("", bare(LEAVES, 5)[:-1], None, five.text):
        with pytest.raises(ProofError):
            cosign(log, witness, None, wrong, vkey=None)
    with pytest.raises(ProofError):
        cosign(log, witness, None, bare(LEAVES, 5), vkey=None, signer=log)


def test_a_witness_is_somebody_else_than_the_log(log: proofs.Signer) -> None:
    twin = proofs.generate_key("pendamping/p02", lambda size: b"l" * size, type=proofs.COSIGNATURE_KEY)
    with pytest.raises(ProofError, match="twice"):
        cosign(log, twin, None, head(log, LEAVES, 5))


def test_what_was_seen_keeps_the_logs_signature_and_no_other(
    log: proofs.Signer, witness: proofs.Signer, office: proofs.Signer
) -> None:
    plain = head(log, LEAVES, 5)
    text = proofs.read_unverified(plain).text
    note = proofs.add_signature(plain, proofs.sign_cosignature(text, office, 1))
    note = proofs.add_signature(note, proofs.Signature("stranger", bytes(4), b"x" * 5_000))
    assert cosign(log, witness, None, note)[0].note == plain


# What is kept.


def test_what_was_seen_is_a_header_and_the_note(five: Seen) -> None:
    assert five.text == f"kube-ledger/seen/1\n{five.note}"
    for text in (five.text, five.text.encode()):
        assert proofs.parse_seen(text) == five
    assert pickle.loads(pickle.dumps(five)) == five


def test_what_was_not_written_by_the_witness_is_refused(log: proofs.Signer, five: Seen) -> None:
    for text in (
        *("", five.note, five.text[:-1], f"{five.text}\n", f" {five.text}", five.text.replace("\n", "\r\n")),
        five.text.replace("seen/1", "seen/2"),
        five.text.replace("\n5\n", "\n05\n"),
        f"kube-ledger/seen/1\n{proofs.sign_note('a' + chr(10), [log])}",
        f"kube-ledger/seen/1\n{five.checkpoint.text}\n",
        *(None, 5, bytearray(five.text.encode()), b"\xff", "x" * 10**7),
    ):
        with pytest.raises(ProofError) as caught:
            proofs.parse_seen(text)  # type: ignore[arg-type]
        assert caught.value.problem_id != "isinya tidak cocok"
    with pytest.raises(ProofError):
        Seen(five.checkpoint, head(log, LEAVES, 6))
    with pytest.raises(ProofError):
        Seen(five.checkpoint, five.note.encode())  # type: ignore[arg-type]


@given(st.data())
def test_nothing_but_a_proof_error_comes_out_of_what_was_kept(five: Seen, data: st.DataObject) -> None:
    text = five.text.encode()
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(start + 3, len(text))))
    changed = text[:start] + data.draw(st.binary(max_size=3)) + text[stop:]
    with suppress(ProofError):
        assert proofs.parse_seen(changed).text.encode() == changed
