"""The log's key is replaced: both keys sign the head that enrols the new one, each while it is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from kube_ledger import IntegrityError, Ledger, ProofError, events, proofs
from kube_ledger.ledger import as_log_key, group_keys, handover, rotation
from kube_ledger.proofs import generate_key, open_checkpoint, parse_note, sign_note
from officers import CHAIR, SECRETARY, Officers
from tampering import MELATI, Hand, raw, write_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kube_ledger.proofs import Signer, VerifierKey

DAY: Final = date(2019, 8, 10)


def signer(seed: bytes) -> Signer:
    return generate_key("kunci", lambda size: seed * size)


OLD, NEW, THIRD = signer(b"o"), signer(b"n"), signer(b"t")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    path = tmp_path / "buku.kube"
    write_ledger(path)
    with Ledger.open(path) as opened:
        yield opened


def record(ledger: Ledger, *told: events.Event) -> tuple[int, ...]:
    return ledger.group(MELATI).record(*told, recorded_by="secretary").positions


def enrolled(ledger: Ledger, key: Signer) -> int:
    event = events.KeyEnrolled(occurred_on=DAY, vkey=as_log_key(ledger, MELATI, key.key).text, use="log")
    return record(ledger, event)[0]


def origin(ledger: Ledger) -> str:
    return ledger.group(MELATI).checkpoint().origin


def under(ledger: Ledger, key: Signer) -> VerifierKey:
    return replace(key.key, name=origin(ledger))


def rotated(ledger: Ledger, old: Signer, new: Signer) -> tuple[int, ...]:
    return record(ledger, *rotation(ledger, MELATI, old.key, new.key, occurred_on=DAY))


def test_the_old_key_signs_that_the_new_one_follows_and_everybody_who_knew_it_can_check(ledger: Ledger) -> None:
    first = enrolled(ledger, OLD)
    at, end = rotated(ledger, OLD, NEW)
    note = handover(ledger, MELATI, OLD, NEW)
    for known in (OLD, NEW):
        head = open_checkpoint(note, under(ledger, known)).checkpoint
        assert (head.origin, head.size) == (origin(ledger), at + 1)
    assert len(parse_note(note, [under(ledger, OLD), under(ledger, NEW)]).signatures) == 2
    # Who knows the old key alone sees in the head's last entry which key follows.
    proven = ledger.group(MELATI).receipt(at, note=note).check(vkeys=[under(ledger, OLD)])
    assert proven.entry.event == events.KeyEnrolled(occurred_on=DAY, vkey=under(ledger, NEW).text, use="log")
    # And both were in force at it.
    before, after = group_keys(ledger, MELATI)
    assert (before.position, before.revoked_at, before.reason) == (first, end, "ended")
    assert (after.position, after.revoked_at, after.use, after.person_id) == (at, None, "log", None)
    assert before.is_in_force(head.size)
    assert after.is_in_force(head.size)
    assert not before.is_in_force(head.size + 1)
    assert not after.is_in_force(head.size - 1)
    assert ledger.group(MELATI).verify() == []


def test_it_can_be_made_again_long_after_and_is_the_same(ledger: Ledger) -> None:
    enrolled(ledger, OLD)
    rotated(ledger, OLD, NEW)
    note = handover(ledger, MELATI, OLD, NEW)
    rotated(ledger, NEW, THIRD)
    record(ledger, events.NoteAdded(occurred_on=DAY, target=0, text="lanjut"))
    assert handover(ledger, MELATI, OLD, NEW) == note
    assert handover(ledger, MELATI, NEW, THIRD) != note


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (NEW, THIRD, "not one that the log signs with"),
        (OLD, OLD, "was enrolled before"),
        (OLD, generate_key("k", lambda size: b"w" * size, type=proofs.COSIGNATURE_KEY), "witness"),
    ],
)
def test_a_rotation_that_can_not_be_is_not_even_built(ledger: Ledger, old: Signer, new: Signer, said: str) -> None:
    enrolled(ledger, OLD)
    with pytest.raises(ProofError, match=said):
        rotation(ledger, MELATI, old.key, new.key, occurred_on=DAY)


def test_a_persons_key_or_a_revoked_one_is_not_the_logs(ledger: Ledger) -> None:
    record(ledger, events.KeyEnrolled(occurred_on=DAY, vkey=OLD.vkey, use="person", person_id="m01"))
    with pytest.raises(ProofError, match="not one that the log signs with"):
        rotation(ledger, MELATI, OLD.key, NEW.key, occurred_on=DAY)
    enrolled(ledger, NEW)
    record(ledger, events.KeyRevoked(occurred_on=DAY, key_id=NEW.key.key_id, reason="stolen"))
    with pytest.raises(ProofError, match="not one that the log signs with"):
        rotation(ledger, MELATI, NEW.key, THIRD.key, occurred_on=DAY)
    assert [held.is_in_force(ledger.group(MELATI).size) for held in group_keys(ledger, MELATI)] == [True, False]


def test_a_key_that_was_revoked_before_hands_nothing_over(ledger: Ledger) -> None:
    """Or a thief with the old key could name his own as its successor, once it was replaced."""
    enrolled(ledger, OLD)
    record(ledger, events.KeyRevoked(occurred_on=DAY, key_id=OLD.key.key_id, reason="stolen"))
    enrolled(ledger, NEW)
    for pair in ((OLD, NEW), (NEW, OLD), (NEW, THIRD), (THIRD, NEW)):
        with pytest.raises(ProofError, match="was not enrolled as the log's while"):
            handover(ledger, MELATI, *pair)


def test_nothing_is_signed_over_a_head_that_is_not_the_logs(tmp_path: Path) -> None:
    path = tmp_path / "buku.kube"
    write_ledger(path)
    with Ledger.open(path) as ledger:
        enrolled(ledger, OLD)
        rotated(ledger, OLD, NEW)
    with raw(path) as connection:
        Hand(connection).sql("UPDATE heads SET root = zeroblob(32) WHERE group_id = ?", MELATI)
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(IntegrityError):
        handover(ledger, MELATI, OLD, NEW)


def test_a_head_signed_by_one_of_them_is_no_handover(ledger: Ledger) -> None:
    """The control: what the check of both signatures is for."""
    enrolled(ledger, OLD)
    rotated(ledger, OLD, NEW)
    text = handover(ledger, MELATI, OLD, NEW).partition("\n\n")[0] + "\n"
    alone = sign_note(text, [NEW.under(origin(ledger))])
    open_checkpoint(alone, under(ledger, NEW))
    with pytest.raises(ProofError):
        open_checkpoint(alone, under(ledger, OLD))


def test_in_a_group_that_signs_the_officers_sign_the_change_and_the_log_keys_the_head() -> None:
    officers = Officers()
    ledger, group = officers.ledger, officers.group.group_id
    officers.tells(
        events.KeyEnrolled(occurred_on=officers.day, vkey=as_log_key(ledger, group, OLD.key).text, use="log")
    )
    officers.decides_to_sign()
    change = rotation(ledger, group, OLD.key, NEW.key, occurred_on=officers.day)
    assert officers.refuses(*change).code == "signature-missing"
    done = officers.signs(*change, by=SECRETARY, with_=[CHAIR])
    note = handover(ledger, group, OLD, NEW)
    for known in (OLD, NEW):
        key = replace(known.key, name=officers.group.checkpoint().origin)
        assert open_checkpoint(note, key).checkpoint.size == done.positions[0] + 1
    assert officers.group.verify() == []
