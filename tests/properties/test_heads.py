"""Heads that a ledger gives out: of its own log, under its own name, and signed only where it has a key for that."""

from __future__ import annotations

import io
import pickle
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closings import close, form, kept, note
from kube_ledger import Ledger, NoLogKey, ProofError
from kube_ledger.exchange import import_lines
from kube_ledger.proofs import (
    COSIGNATURE_KEY,
    Signer,
    consistency_proof,
    generate_key,
    open_checkpoint,
    origin,
    parse_checkpoint,
    verify_consistency,
)

LINE = b'{"type": "note-added", "occurred_on": "2020-01-07", "recorded_by": "x", "data": {"target": 0, "text": "a"}}\n'


@pytest.fixture(scope="module")
def key() -> Signer:
    return generate_key("pemasangan", lambda size: b"k" * size)


def test_a_signed_head_is_the_logs_own_under_its_own_name(key: Signer) -> None:
    with Ledger.in_memory(log_key=key) as ledger:
        for group_id in ("melati-3", "mawar-1"):
            group = ledger.group(group_id)
            form(group)
            head = group.signed_head()
            (leaf,) = ledger.log.leaves(group_id)
            assert head.checkpoint == group.checkpoint() == parse_checkpoint(group.checkpoint().text)
            assert (head.checkpoint.origin, head.checkpoint.size) == (origin(group_id, leaf), 1)
            assert open_checkpoint(head.note, key.under(head.checkpoint.origin).key) == head
            with pytest.raises(ProofError):
                open_checkpoint(head.note, key.key)
            assert group.verify(earlier=[head.checkpoint]) == []


def test_without_a_key_nothing_is_signed(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "x.kube") as ledger:
        form(ledger.group("melati-3"))
        with pytest.raises(NoLogKey) as caught:
            ledger.group("melati-3").signed_head()
    assert "x.kube" in caught.value.sentence


def test_before_anything_is_recorded_a_log_has_no_name(key: Signer) -> None:
    group = Ledger.in_memory(log_key=key).group("melati-3")
    for head in (group.checkpoint, group.signed_head):
        with pytest.raises(ProofError):
            head()


def test_a_witnesss_key_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    witness = generate_key("saksi", lambda size: b"w" * size, type=COSIGNATURE_KEY)
    path = tmp_path / "x.kube"
    for make in (Ledger.create, Ledger.open):
        with pytest.raises(ProofError, match="witness"):
            make(path, log_key=witness)
    with pytest.raises(ProofError, match="witness"):
        Ledger.in_memory(log_key=witness)
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_neither_shown_nor_pickled_with_the_ledger(key: Signer) -> None:
    ledger = Ledger.in_memory(log_key=key)
    assert "Private" not in repr(vars(ledger))
    with pytest.raises(TypeError):
        pickle.dumps(key.under("lain"))


@given(st.lists(st.sampled_from(("note", "close", "bulk", "open anew")), max_size=8))
def test_every_head_extends_every_earlier_head(steps: list[str]) -> None:
    """As anyone can check who is given the leaves between them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.kube"
        ledger = Ledger.create(path)
        group = ledger.group("melati-3")
        form(group)
        heads = [group.checkpoint()]
        months = iter(range(1, 13))
        for step in steps:
            if step == "note":
                note(group)
            elif step == "close":
                close(group, next(months))
            elif step == "bulk":
                import_lines(group, io.BytesIO(LINE * 3))
            else:
                ledger.close()
                ledger = Ledger.open(path)
                group = ledger.group("melati-3")
            heads.append(group.checkpoint())
            assert ledger.heads_fault is None
        with ledger:
            leaves = list(ledger.log.leaves("melati-3"))
            assert group.verify(earlier=heads) == []
            assert kept(path)["melati-3"][-1].checkpoint == heads[-1]
    assert len({head.origin for head in heads}) == 1
    for earlier, later in combinations(heads, 2):
        proof = consistency_proof(leaves[: later.size], earlier.size, later.size)
        verify_consistency(earlier.size, earlier.root, later.size, later.root, proof)
