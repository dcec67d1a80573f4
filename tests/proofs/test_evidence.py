"""Evidence: it exists only of two heads that contradict each other, and a third person can check it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import proofs
from kube_ledger.errors import ProofError
from kube_ledger.merkle import leaf_hash, root
from kube_ledger.proofs import Checkpoint, Evidence, Fork, consistency_proof

LEAVES = [leaf_hash(bytes([number])) for number in range(40)]
FORKED = [LEAVES[0], leaf_hash(b"rewritten"), *LEAVES[2:]]
ANEW = [leaf_hash(b"begun anew"), *LEAVES[1:]]


def bare(leaves: list[bytes], size: int, group: str = "melati-3") -> str:
    return Checkpoint(proofs.origin(group, leaves[0]), size, root(leaves[:size])).text


def signed(log: proofs.Signer, leaves: list[bytes], size: int) -> str:
    return proofs.sign_note(Checkpoint(log.key.name, size, root(leaves[:size])).text, [log])


@pytest.mark.parametrize("size", range(2, 20))
@pytest.mark.parametrize("later", [20, 32, 40])
def test_a_larger_head_proves_that_it_has_another_past(size: int, later: int) -> None:
    """Full trees too, whose root no consistency proof names: the evidence does."""
    proof = consistency_proof(FORKED, size, later)
    found = Evidence(bare(LEAVES, size), bare(FORKED, later), root(FORKED[:size]), proof)
    assert (found.kind, [head.size for head in found.heads]) == ("other-past", [size, later])
    assert Evidence(found.shown, found.seen, found.root, proof).kind == "other-past"
    assert proofs.parse_evidence(found.text) == found
    proofs.verify_consistency(size, root(FORKED[:size]), later, root(FORKED[:later]), proof)  # by hand


def test_the_heads_of_a_fork_are_evidence(log: proofs.Signer, witness: proofs.Signer) -> None:
    seen, _ = proofs.cosign(None, signed(log, LEAVES, 5), (), vkey=log.vkey, signer=witness, time=1)
    for note, proof in (
        (signed(log, FORKED, 5), ()),
        (signed(log, FORKED, 9), consistency_proof(FORKED, 5, 9)),
        (signed(log, FORKED, 3), consistency_proof(LEAVES, 3, 5)),
    ):
        with pytest.raises(Fork) as caught:
            proofs.cosign(seen, note, proof, vkey=log.vkey, signer=witness, time=1)
        fork = caught.value
        found = Evidence(fork.seen, fork.shown, fork.root, fork.proof)
        again = proofs.parse_evidence(found.text)
        for head in (again.seen, again.shown):
            proofs.open_checkpoint(head, log.vkey)  # the log's own signature stands under both
    assert Evidence(bare(LEAVES, 5), bare(FORKED, 5), root(FORKED[:5])).kind == "two-roots"


def test_two_logs_of_one_group_are_evidence_and_of_two_groups_are_not() -> None:
    assert Evidence(bare(LEAVES, 5), bare(ANEW, 9), None).kind == "two-logs"
    with pytest.raises(ProofError, match="two groups"):
        Evidence(bare(LEAVES, 5), bare(ANEW, 9, "mawar-1"), None)
    with pytest.raises(ProofError):
        Evidence(bare(LEAVES, 5), Checkpoint("somebody else's", 9, bytes(32)).text, None)
    with pytest.raises(ProofError):
        Evidence(bare(LEAVES, 5), bare(ANEW, 9), bytes(32))


@pytest.mark.parametrize(
    ("seen", "shown", "found", "proof"),
    [
        (bare(LEAVES, 5), bare(LEAVES, 9), root(LEAVES[:5]), consistency_proof(LEAVES, 5, 9)),
        (bare(LEAVES, 5), bare(LEAVES, 5), root(LEAVES[:5]), ()),
        (bare(LEAVES, 5), bare(FORKED, 9), root(LEAVES[:5]), consistency_proof(FORKED, 5, 9)),
        (bare(LEAVES, 5), bare(LEAVES, 9), root(FORKED[:5]), consistency_proof(LEAVES, 5, 9)),
        (bare(LEAVES, 5), bare(FORKED, 9), root(FORKED[:5]), consistency_proof(LEAVES, 5, 9)),
        (bare(LEAVES, 5), bare(FORKED, 9), root(FORKED[:5]), ()),
        (bare(LEAVES, 5), bare(FORKED, 5), bytes(32), ()),
        (bare(LEAVES, 5), bare(FORKED, 5), None, ()),
        (bare(LEAVES, 5), bare(FORKED, 5), root(FORKED[:5]), (bytes(32),)),
        (bare(LEAVES, 5), bare(FORKED, 5), root(FORKED[:5]), []),
        (bare(LEAVES, 5), "", root(FORKED[:5]), ()),
        (None, bare(FORKED, 5), root(FORKED[:5]), ()),
    ],
)
def test_what_proves_nothing_is_no_evidence(seen: Any, shown: Any, found: Any, proof: Any) -> None:
    with pytest.raises(ProofError):
        Evidence(seen, shown, found, proof)


def test_remarks_are_for_people_and_change_nothing() -> None:
    found = Evidence(bare(LEAVES, 5), bare(FORKED, 5), root(FORKED[:5]))
    text = found.with_remarks("Dua kepala buku:\n\nsimpan keduanya.")
    assert text.split("\n")[1:4] == ["# Dua kepala buku:", "#", "# simpan keduanya."]
    assert proofs.parse_evidence(text) == found


@given(st.data())
def test_nothing_but_a_proof_error_comes_out(data: st.DataObject) -> None:
    found = Evidence(bare(LEAVES, 5), bare(FORKED, 9), root(FORKED[:5]), consistency_proof(FORKED, 5, 9))
    text = found.text.encode()
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(start + 3, len(text))))
    changed = text[:start] + data.draw(st.binary(max_size=3)) + text[stop:]
    with suppress(ProofError):
        proofs.parse_evidence(changed)  # it exists, so it is true of the heads in it
    for wrong in ("", found.text[:-1], f"{found.text}\n", found.text.replace("seen 3", "seen 999"), None):
        with pytest.raises(ProofError):
            proofs.parse_evidence(wrong)  # type: ignore[arg-type]
