"""What an author's device had verified when she signed stands in her entry: a history rewritten behind it is found.

The history is rewritten as well as it can be: all that is derived fits, no signature is broken, nothing else is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from kube_ledger import events
from kube_ledger.codec import Recorded, Seen, decode, encode
from kube_ledger.domain import KUBE
from kube_ledger.merkle import root
from officers import TREASURER, Officers
from signed_file import SignedFile, reasons
from tampering import with_leaf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEFORE, AFTER = 4, 3
"""Gifts that were recorded before the signed entry, and behind it."""


@pytest.fixture(scope="module")
def book() -> Officers:
    """Four gifts that nobody signed, one that the treasurer signed with all of them seen, and three more."""
    book = Officers()
    for number in range(BEFORE):
        book.receives(1_000 + number)
    book.signs(book.gift(50_000), by=TREASURER)
    for number in range(AFTER):
        book.receives(2_000 + number)
    return book


@pytest.fixture
def file(book: Officers, tmp_path: Path) -> Iterator[SignedFile]:
    with SignedFile(book, tmp_path / "buku.kube") as file:
        yield file


def signed_at(file: SignedFile) -> int:
    """Where the signed entry stands; it saw everything below it."""
    return file.size - AFTER - 1


def rewrite(file: SignedFile, *places: int) -> None:
    """Another donor at each of these positions; the sums are the same, and everything that is derived fits."""
    pairs = file.hand.pairs()
    for place in places:
        entry = decode(pairs[place][1], position=place, books=KUBE)
        assert isinstance(entry.event, events.DonationReceived)
        other = evolve(entry, event=evolve(entry.event, donor="Warung lain"))  # type: ignore[misc, call-arg]
        pairs[place] = with_leaf(encode(other))
    file.hand.put(pairs, head=True)


def forks(file: SignedFile) -> list[tuple[int | None, str]]:
    return reasons(file.audit())


def test_the_signed_entry_says_the_head_below_it(file: SignedFile) -> None:
    at = signed_at(file)
    pairs = file.hand.pairs()
    entry = decode(pairs[at][1], position=at, books=KUBE)
    assert entry.seen == Seen(at, root([leaf for leaf, _ in pairs[:at]]))
    assert forks(file) == []


@pytest.mark.parametrize("back", range(1, BEFORE + 1))
def test_rewritten_behind_what_she_saw_it_is_found_at_her_entry(file: SignedFile, back: int) -> None:
    """From the entry just below hers to the first gift of all."""
    at = signed_at(file)
    rewrite(file, at - back)
    assert forks(file) == [(at, "fork")]
    (finding,) = file.group.verify()
    assert finding.facts["size"] == at
    assert finding.facts["expected"] != finding.facts["found"]
    assert str(at) in finding.what("id")


@pytest.mark.parametrize("ahead", range(1, AFTER + 1))
def test_rewritten_after_it_her_entry_says_nothing(file: SignedFile, ahead: int) -> None:
    rewrite(file, signed_at(file) + ahead)
    assert forks(file) == []


def test_at_her_own_entry_it_is_her_signature_that_does_not_fit(file: SignedFile) -> None:
    rewrite(file, signed_at(file))
    assert forks(file) == [(signed_at(file), "signature-invalid")]


def test_everybody_who_saw_it_says_so(book: Officers, file: SignedFile) -> None:
    """Two more entries that were signed later saw it too; one that saw less than what was rewritten did not."""
    at = signed_at(file)
    leaves = [leaf for leaf, _ in file.hand.pairs()]

    def saw(size: int, place: int) -> Recorded:
        return file.entry(book.gift(1), TREASURER, place=place, seen=Seen(size, root(leaves[:size])))

    file.slip_in(saw(at, 0), saw(file.size, 1), saw(at - 1, 2), saw(at - 2, 3))
    assert forks(file) == []
    rewrite(file, at - 1)  # the last that the first one saw
    assert forks(file) == [(at, "fork"), (file.size, "fork"), (file.size + 1, "fork")]


def test_a_head_that_she_can_t_have_seen_is_found(book: Officers, file: SignedFile) -> None:
    for seen in (Seen(file.size + 1, bytes(32)), Seen(3, bytes(32))):
        file.slip_in(file.entry(book.gift(1), TREASURER, seen=seen))
        assert forks(file) == [(file.size, "fork")]
        file.restore()


def test_with_the_head_taken_out_of_her_entry_her_signature_does_not_fit(file: SignedFile) -> None:
    """So whoever rewrites the history can't take her word along."""
    at = signed_at(file)
    rewrite(file, at - 1)
    pairs = file.hand.pairs()
    entry = decode(pairs[at][1], position=at, books=KUBE)
    for seen in (None, Seen(at, root([leaf for leaf, _ in pairs[:at]]))):
        changed = [*pairs]
        changed[at] = with_leaf(encode(evolve(entry, seen=seen)))  # type: ignore[misc]
        file.hand.put(changed, head=True)
        assert forks(file) == [(at, "signature-invalid")]


def test_without_looking_at_what_she_saw_nobody_would_know(file: SignedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of all tests above."""
    rewrite(file, signed_at(file) - 1)
    assert forks(file) == [(signed_at(file), "fork")]
    monkeypatch.setattr("kube_ledger.audit.earlier.EarlierHeads.says", lambda *_: None)
    assert forks(file) == []
