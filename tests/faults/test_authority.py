"""E4 and E8: nobody approves of her own proposal, and nobody records what is not her office's.

Each is refused at append and, written straight into the file, found where it stands; with its guard switched off the
same would be taken.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from authority_table import signatures
from kube_ledger import events
from officers import CHAIR, MEMBER, SECRETARY, TREASURER, Officers, enrolment, key_of
from signed_file import SignedFile, reasons

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kube_ledger.events import Event

RULES = sys.modules["kube_ledger.rules.authority"]
STANDING = sys.modules["kube_ledger.rules.standing"].Standing
SECOND = f"{TREASURER}~2"


@pytest.fixture
def book() -> Officers:
    """The group signs, and above 10,000 two persons do; the treasurer has two keys."""
    book = Officers()
    book.receives(500_000)
    book.tells(enrolment(book.day, SECOND))
    book.decides_to_sign(two_persons_above=10_000)
    return book


@pytest.fixture
def paid(book: Officers) -> Event:
    return book.expense(100_000)


@pytest.fixture
def file(book: Officers, tmp_path: Path) -> Iterator[SignedFile]:
    with SignedFile(book, tmp_path / "buku.kube") as file:
        yield file


def in_the_file(file: SignedFile, event: Event, *names: str) -> list[str]:
    """What an audit finds of the entry where it stands, and nowhere else."""
    file.slip_in_all((event, names))
    found = reasons(file.audit())
    file.restore()
    assert {position for position, _ in found} <= {file.size}
    return [reason for _, reason in found]


# E4.


def test_with_her_own_key_again_she_does_not_approve(book: Officers, paid: Event, file: SignedFile) -> None:
    draft = book.draft(paid, by=TREASURER)
    hers = draft.sign(key_of(TREASURER))
    assert [one.code for one in book.group.check(draft, approvals=[hers, hers])] == ["approval-missing"]
    assert in_the_file(file, paid, TREASURER, TREASURER) == ["approval-missing"]
    assert in_the_file(file, paid, TREASURER, CHAIR) == []


@pytest.mark.parametrize("keys", [(TREASURER, SECOND), (SECOND, TREASURER)])
def test_with_another_key_of_hers_she_does_not_approve(
    book: Officers, paid: Event, file: SignedFile, keys: tuple[str, ...]
) -> None:
    assert signatures(book, paid, keys) == ["approval-missing"]
    assert in_the_file(file, paid, *keys) == ["approval-missing"]


def test_without_asking_whose_key_it_is_her_second_one_would_approve(
    book: Officers, paid: Event, file: SignedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the two tests above."""

    def by_keys(standing: object, proposal: object, _: str) -> set[str]:
        people = (RULES._person(standing, one.key_id) for one in proposal.approvals[1:])  # type: ignore[attr-defined]
        return {person for person in people if person is not None}

    monkeypatch.setattr(RULES, "_approvers", by_keys)
    assert signatures(book, paid, (TREASURER, SECOND)) == []
    assert in_the_file(file, paid, TREASURER, SECOND) == []
    assert in_the_file(file, paid, TREASURER, TREASURER) == []


def changed(book: Officers) -> None:
    """The chair gives her office up, and the treasurer takes it."""
    book.signs(events.RoleEnded(occurred_on=book.day, person_id=CHAIR, role="chair"), by=SECRETARY, with_=(CHAIR,))
    book.tells_past_the_rules(events.RoleAssigned(occurred_on=book.day, person_id=TREASURER, role="chair"))


def test_from_an_office_that_she_took_meanwhile_she_does_not_approve(
    book: Officers, paid: Event, tmp_path: Path
) -> None:
    """She is chair by now; the draft was signed when she was not."""
    waiting = book.draft(paid, by=TREASURER)
    both = [waiting.sign(key_of(name)) for name in (TREASURER, SECOND)]
    changed(book)
    assert [one.code for one in book.group.check(waiting, approvals=both)] == ["approval-missing"]
    alone = book.joining("m77")
    assert signatures(book, alone, (TREASURER, SECOND)) == ["approval-missing"]
    assert signatures(book, alone, (TREASURER, SECRETARY)) == []
    with SignedFile(book, tmp_path / "buku.kube") as file:
        file.slip_in_all((paid, (TREASURER, SECOND)), (alone, (TREASURER, SECOND)))
        found = [one for one in reasons(file.audit()) if one[0] is not None and one[0] >= file.size]
        assert found == [(file.size, "approval-missing"), (file.size + 1, "approval-missing")]


def test_without_asking_whose_office_it_is_the_one_that_she_took_would_approve(
    book: Officers, paid: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    changed(book)
    monkeypatch.setattr(
        RULES, "_approvers", lambda standing, proposal, _: {RULES._person(standing, proposal.approvals[-1].key_id)}
    )
    assert signatures(book, paid, (TREASURER, SECOND)) == []


# E8.


def removed(book: Officers) -> None:
    """The treasurer leaves the group; nobody ended her office."""
    book.signs(events.MemberLeft(occurred_on=book.day, member_id=TREASURER), by=CHAIR, with_=(SECRETARY,))


def test_the_treasurer_records_no_minutes(book: Officers, file: SignedFile) -> None:
    minutes = book.meeting("w99")
    assert signatures(book, minutes, (TREASURER, CHAIR, SECRETARY)) == ["not-authorised"]
    assert in_the_file(file, minutes, TREASURER, CHAIR, SECRETARY) == ["not-authorised"]
    assert in_the_file(file, minutes, SECRETARY) == []


def test_the_secretary_records_no_cash(book: Officers, file: SignedFile) -> None:
    for money in (book.gift(5_000), book.expense(5_000), book.dues("m05")):
        assert signatures(book, money, (SECRETARY, TREASURER, CHAIR)) == ["not-authorised"]
        assert in_the_file(file, money, SECRETARY, TREASURER, CHAIR) == ["not-authorised"]
        assert in_the_file(file, money, TREASURER) == []


def test_without_the_table_the_secretary_would_record_cash_and_the_treasurer_minutes(
    book: Officers, file: SignedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the two tests above."""
    monkeypatch.setattr(RULES, "_right", lambda *_: RULES.ANY_OFFICER)
    for event, author in ((book.gift(5_000), SECRETARY), (book.meeting("w99"), TREASURER)):
        assert signatures(book, event, (author,)) == []
        assert in_the_file(file, event, author) == []


def test_who_was_removed_acts_no_more(book: Officers, tmp_path: Path) -> None:
    gift = book.gift(5_000)
    waiting = book.draft(gift, by=TREASURER)
    signature = waiting.sign(key_of(TREASURER))
    assert book.group.check(waiting, approvals=[signature]) == []
    removed(book)
    assert [one.code for one in book.group.check(waiting, approvals=[signature])] == ["not-authorised"]
    assert signatures(book, gift, (SECOND,)) == ["not-authorised"]
    large = book.decision("d-chair")
    assert signatures(book, large, (MEMBER,)) == ["not-authorised"]
    with SignedFile(book, tmp_path / "buku.kube") as file:
        assert in_the_file(file, gift, TREASURER) == ["not-authorised"]
        assert in_the_file(file, book.meeting("w99"), SECRETARY) == []


def test_without_asking_who_is_a_member_she_would_act_on(
    book: Officers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    removed(book)

    def by_office_alone(self: object, office: str, person: str, today: object) -> bool:
        held = self.offices.get((office, person))  # type: ignore[attr-defined]
        return held is not None and held.latest(today)

    monkeypatch.setattr(STANDING, "acts_as", by_office_alone)
    assert signatures(book, book.gift(5_000), (TREASURER,)) == []
    with SignedFile(book, tmp_path / "buku.kube") as file:
        assert in_the_file(file, book.gift(5_000), TREASURER) == []


def test_without_judging_what_is_in_the_log_none_of_it_would_be_found(
    book: Officers, file: SignedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of all that is found in the file."""
    assert in_the_file(file, book.gift(5_000), SECRETARY) == ["not-authorised"]
    monkeypatch.setattr(sys.modules["kube_ledger.rules.judge"], "check_authority", lambda *_: iter(()))
    assert in_the_file(file, book.gift(5_000), SECRETARY) == []
