"""A person is erased once, for ever; the id is nobody's afterwards."""

from __future__ import annotations

import pytest

from book import Book, says
from kube_ledger import events
from officers import Officers, enrolment


@pytest.fixture
def book() -> Book:
    return Book("m01", "m02")


def erased(book: Book, person: str = "m01") -> events.PersonErased:
    return events.PersonErased(occurred_on=book.day, person_id=person)


def test_somebody_is_erased_once(book: Book) -> None:
    position = book.tells(erased(book))
    says(book.refuses(erased(book)), "duplicate-reference", "m01", field="person_id", position=position)
    book.tells(erased(book, "m02"))


def test_only_somebody_can_be(book: Book) -> None:
    says(book.refuses(erased(book, "m99")), "unknown-person", field="person_id")
    book.tells(events.RoleAssigned(occurred_on=book.day, person_id="ibu-rina", role="facilitator"))
    book.tells(erased(book, "ibu-rina"))


def test_she_does_not_join_again_and_gets_no_key(book: Book) -> None:
    book.leaves("m01")
    position = book.tells(erased(book))
    book.it_is(book.day.replace(day=20))
    book.day = book.day.replace(day=20)
    says(book.refuses(book.joining("m01")), "duplicate-reference", field="member_id", position=position)
    says(book.refuses(enrolment(book.day, "m01")), "duplicate-reference", field="person_id", position=position)
    book.tells(enrolment(book.day, "m02"))
    book.joins("m03")


def test_while_she_is_a_member_her_dues_are_taken_all_the_same(book: Book) -> None:
    book.tells(erased(book))
    book.tells(book.dues("m01"), by="treasurer")
    assert book.holds("cash") == 5_000


def test_nothing_takes_it_back(book: Book) -> None:
    position = book.tells(erased(book))
    says(book.refuses(book.correction(position)), "not-reversible", "nomor lain")


def test_taken_back_within_a_refused_call_it_did_not_happen(book: Book) -> None:
    book.refuses(erased(book), book.joining("m02"))
    book.tells(erased(book))


def test_an_erased_person_slipped_in_twice_is_found() -> None:
    officers = Officers()
    officers.tells(erased(officers, "m04"))
    found = officers.slips_in_unsigned(erased(officers, "m04"), by="m01")
    assert [(one.code, one.facts["refusal"]) for one in found] == [("rule-broken", "duplicate-reference")]
