"""A receipt says whose signature its record bears: by a key that is given, or by the receipt that enrols it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from book import JULY_7
from kube_ledger import ProofError, events, proofs
from kube_ledger.audit.receipt import Receipt
from kube_ledger.audit.receipting import receipt_of
from kube_ledger.audit.record_signatures import PersonKey, RecordSignature
from kube_ledger.codec import Approval, encode
from officers import CHAIR, SECRETARY, TREASURER, Officers, enrolment, key_of, revocation
from receipts import LOG, WITNESS, stored
from support import GROUP

if TYPE_CHECKING:
    from kube_ledger.codec import Recorded


@pytest.fixture(scope="module")
def officers() -> Officers:
    """A payment that the treasurer recorded and the chair approved stands last."""
    book = Officers()
    book.decides_to_sign(two_persons_above=100_000)
    book.receives_signed(500_000)
    book.signs(book.expense(150_000), by=TREASURER, with_=[CHAIR])
    return book


@pytest.fixture(scope="module")
def paid(officers: Officers) -> Receipt:
    return officers.group.receipt(officers.group.size - 1)


def enrolled(officers: Officers, person: str) -> Receipt:
    """The receipt of the entry that enrols her key."""
    at = next(
        entry.position
        for entry in officers.group.entries()
        if isinstance(entry.event, events.KeyEnrolled) and entry.event.person_id == person
    )
    return officers.group.receipt(at)


def refused(receipt: Receipt, *persons: object) -> str:
    with pytest.raises(ProofError) as caught:
        receipt.check(persons=persons)  # type: ignore[arg-type]
    return caught.value.problem


def test_without_a_key_every_signature_is_named_and_none_is_judged(paid: Receipt) -> None:
    told = paid.check().record_signatures
    assert told == (
        RecordSignature(key_of(TREASURER).key.key_id, is_author=True, by=None),
        RecordSignature(key_of(CHAIR).key.key_id, is_author=False, by=None),
    )


def test_a_key_that_is_given_has_signed_as_author_or_as_who_approves(paid: Receipt) -> None:
    treasurer, chair = key_of(TREASURER), key_of(CHAIR)
    author, other = paid.check(persons=[treasurer.vkey]).record_signatures
    assert author == RecordSignature(treasurer.key.key_id, is_author=True, by=PersonKey(treasurer.key))
    assert other.by is None
    author, other = paid.check(persons=(chair.key, treasurer.key)).record_signatures
    assert (author.by, other.by) == (PersonKey(treasurer.key), PersonKey(chair.key))
    assert Receipt.from_qr(paid.to_qr() or b"").check(persons=[treasurer.key]).record_signatures[0].by is not None


def test_who_has_not_signed_is_refused(officers: Officers, paid: Receipt) -> None:
    stranger = key_of(SECRETARY)
    assert (
        refused(paid, stranger.key) == f"the key {stranger.key.key_id.hex()} (melati-3/m02) has not signed the record"
    )
    assert "has not signed" in refused(paid, key_of(TREASURER).key, stranger.key)
    assert refused(paid, WITNESS.key) == "'pendamping/p01' is a witness's key: it signs no records"
    assert refused(officers.group.receipt(0), stranger.key) == "nobody has signed the record"
    assert "verifier key reads" in refused(paid, "m03")
    with pytest.raises(ProofError, match="no list or tuple"):
        paid.check(persons=stranger.vkey)


def changed(entry: Recorded, *approvals: Approval) -> Receipt:
    """The same entry with other signatures, alone in its log."""
    return receipt_of(stored([encode(evolve(entry, approvals=approvals))]), GROUP, 0)  # type: ignore[misc]


def test_a_signature_of_other_bytes_is_refused_by_its_key_and_named_without(paid: Receipt) -> None:
    entry = paid.check().entry
    author, approver = entry.approvals
    treasurer, chair = key_of(TREASURER).key, key_of(CHAIR).key
    bent = Approval(author.key_id, author.signature[:-1] + bytes([author.signature[-1] ^ 1]))
    assert (
        refused(changed(entry, bent, approver), treasurer)
        == "the signature of 'melati-3/m03' on the record does not fit"
    )
    assert changed(entry, bent, approver).check(persons=[chair]).record_signatures[0].by is None
    swapped = changed(entry, author, Approval(chair.key_id, key_of(CHAIR).sign(b"something else")))
    assert "'melati-3/m01'" in refused(swapped, chair)


def test_without_the_authors_own_signature_no_other_counts(paid: Receipt) -> None:
    entry = paid.check().entry
    alone = changed(entry, entry.approvals[1])
    assert [one.is_author for one in alone.check().record_signatures] == [False]
    assert refused(alone, key_of(CHAIR).key) == "the author's own signature on the record is missing"


def test_the_receipt_that_enrols_a_key_says_whose_it_is(officers: Officers, paid: Receipt) -> None:
    proof = enrolled(officers, TREASURER)
    (author, other) = paid.check(persons=[proof]).record_signatures
    assert author.by == PersonKey(key_of(TREASURER).key, TREASURER, proof.index)
    assert other.by is None
    assert "has not signed" in refused(paid, enrolled(officers, SECRETARY))


def test_only_one_of_the_same_head_and_below_it_does(officers: Officers, paid: Receipt) -> None:
    proof = enrolled(officers, TREASURER)
    log = officers.ledger.log
    earlier = officers.group.size - 1
    head = proofs.Checkpoint(paid.checkpoint.origin, earlier, proofs_root(list(log.leaves(GROUP, 0, earlier))))
    assert "under another head" in refused(paid, receipt_of(log, GROUP, proof.index, head.text))
    assert "not below entry" in refused(officers.group.receipt(proof.index), proof)
    assert refused(paid, officers.group.receipt(1)) == "entry 1 enrols no person's key"


def proofs_root(leaves: list[bytes]) -> bytes:
    from kube_ledger.merkle import root

    return root(leaves)


def test_a_key_of_another_use_is_no_persons() -> None:
    book = Officers()
    book.tells(enrolment(JULY_7, "buku", use="log"))
    log_at = book.group.size - 1
    book.signs(book.gift(1_000), by=TREASURER)
    assert "enrols no person's key" in refused(book.group.receipt(log_at + 1), book.group.receipt(log_at))


def test_what_was_revoked_in_between_no_receipt_knows() -> None:
    book = Officers()
    book.signs(book.gift(1_000), by=TREASURER)
    book.tells(revocation(JULY_7, TREASURER))
    last = book.group.receipt(book.last("donation-received"))
    assert last.check(persons=[enrolled(book, TREASURER)]).record_signatures[0].by is not None
    assert LOG.key not in last.check().signed_by
