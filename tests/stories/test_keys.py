"""Keys: whose signature counts from where on."""

from __future__ import annotations

from typing import Final

import pytest

from book import Book, says
from kube_ledger import InvalidEvent, events
from kube_ledger.proofs import parse_vkey

LOG: Final = "kube-ledger/melati-3/0123456789abcdef+cc72dc69+AccC8CyEnEylkTfiXfj1cGI/66h2pG4LNkEpxJnczVJ6"
SARI: Final = "ibu-sari+f1c9ed0f+Afe5OlqVrFHhBDMEKbFYaQVBPpjT1ltbdScpynoodT6b"
SARI_AS_WITNESS: Final = "ibu-sari+5d683ed1+BPe5OlqVrFHhBDMEKbFYaQVBPpjT1ltbdScpynoodT6b"


def enrolled(book: Book, vkey: str, use: str, person: str | None = None) -> events.KeyEnrolled:
    return events.KeyEnrolled(occurred_on=book.day, vkey=vkey, use=use, person_id=person)  # type: ignore[arg-type]


def revoked(book: Book, vkey: str) -> events.KeyRevoked:
    return events.KeyRevoked(occurred_on=book.day, key_id=parse_vkey(vkey).key_id, reason="lost")


def test_a_key_is_enrolled_once_and_revoked_once() -> None:
    book = Book("m01")
    says(book.refuses(revoked(book, SARI)), "unknown-reference", parse_vkey(SARI).key_id.hex(), field="key_id")
    book.tells(enrolled(book, LOG, "log"), enrolled(book, SARI, "person", "m01"))
    says(book.refuses(enrolled(book, SARI, "person", "m01")), "duplicate-reference", field="vkey")
    book.tells(revoked(book, SARI))
    says(book.refuses(revoked(book, SARI)), "unknown-reference", field="key_id")
    says(book.refuses(enrolled(book, SARI, "person", "m01")), "duplicate-reference", field="vkey")
    assert book.group.verify() == []


def test_the_same_public_key_is_no_other_key_under_another_name_or_type() -> None:
    book = Book("m01")
    book.tells(enrolled(book, SARI, "person", "m01"))
    says(book.refuses(enrolled(book, SARI_AS_WITNESS, "witness", "m01")), "duplicate-reference", field="vkey")


def test_a_key_of_somebody_whom_nobody_knows_is_refused() -> None:
    book = Book("m01")
    says(book.refuses(enrolled(book, SARI, "person", "m77")), "unknown-person", "m77", field="person_id")
    book.tells(events.RoleAssigned(occurred_on=book.day, person_id="ibu-sari", role="facilitator"))
    book.tells(enrolled(book, SARI_AS_WITNESS, "witness", "ibu-sari"))


@pytest.mark.parametrize(
    ("vkey", "use", "person", "path"),
    [
        (LOG, "log", "m01", "person_id"),
        (SARI, "person", None, "person_id"),
        (SARI, "witness", None, "person_id"),
        (SARI_AS_WITNESS, "person", "m01", "vkey"),
        (SARI_AS_WITNESS, "log", None, "vkey"),
        (SARI.replace("f1", "f2"), "person", "m01", "vkey"),
        (SARI + " ", "person", "m01", "vkey"),
        ("ibu-sari", "person", "m01", "vkey"),
    ],
)
def test_a_key_that_can_not_be_is_not_even_built(vkey: str, use: str, person: str | None, path: str) -> None:
    with pytest.raises(InvalidEvent) as caught:
        enrolled(Book(), vkey, use, person)
    assert [fault.path for fault in caught.value.faults] == [path]
    assert caught.value.faults[0].message_id


@pytest.mark.parametrize("use", ["person", "witness"])
def test_what_enrols_or_revokes_a_key_is_not_reversed(use: str) -> None:
    book = Book("m01")
    first = book.tells(enrolled(book, SARI, use, "m01"))
    second = book.tells(revoked(book, SARI))
    says(book.refuses(book.correction(first)), "not-reversible", "key-revoked")
    says(book.refuses(book.correction(second)), "not-reversible", "key-enrolled")


def test_a_repeated_or_undone_call_leaves_keys_as_they_were() -> None:
    book = Book("m01")
    refused = book.refuses(enrolled(book, SARI, "person", "m01"), enrolled(book, SARI, "person", "m01"))
    says(refused, "duplicate-reference", field="vkey")
    book.tells(enrolled(book, SARI, "person", "m01"))
    book.refuses(revoked(book, SARI), revoked(book, SARI))
    book.tells(revoked(book, SARI))
