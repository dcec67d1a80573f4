"""Heads that a ledger gives out: of its own log, under its own name, and signed only where it has a key for that."""

from __future__ import annotations

import pickle
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import Ledger, NoLogKey, ProofError, events
from kube_ledger.proofs import COSIGNATURE_KEY, Signer, generate_key, open_checkpoint, origin, parse_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2019, 7, 7)
FORMED: dict[str, Any] = {
    "name": "KUBE Melati 3", "kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat",
    "formed_by": "Dinas Sosial", "business": "katering",
}  # fmt: skip


@pytest.fixture(scope="module")
def key() -> Signer:
    return generate_key("pemasangan", lambda size: b"k" * size)


def form(ledger: Ledger, group_id: str) -> None:
    ledger.group(group_id).record(events.GroupFormed(occurred_on=DAY, **FORMED), recorded_by="secretary")


def test_a_signed_head_is_the_logs_own_under_its_own_name(key: Signer) -> None:
    with Ledger.in_memory(log_key=key) as ledger:
        for group_id in ("melati-3", "mawar-1"):
            form(ledger, group_id)
            group = ledger.group(group_id)
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
        form(ledger, "melati-3")
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
