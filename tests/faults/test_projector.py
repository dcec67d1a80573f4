"""FAULTS A26: a projection that fails after its event was committed: the event stays, the view is built anew."""

from __future__ import annotations

import pytest

from book import Book
from kube_ledger import Period, Recorded, projections
from kube_ledger.projections import Projection


class Moody(Projection[list[int], int]):
    """Counts amounts, and fails in the middle of an entry when told to."""

    name, version = "test/moody", 1
    fails_at: int | None = None

    def initial(self) -> list[int]:
        return [0]

    def apply(self, state: list[int], recorded: Recorded) -> None:
        state[0] += 1
        if recorded.position == self.fails_at:
            raise RuntimeError("planted")

    def answer(self, state: list[int], period: Period | None = None) -> int:
        assert period is None
        return state[0]


def test_the_event_stays_and_the_view_is_rebuilt_and_equal_to_a_fresh_one() -> None:
    book, moody = Book("m01"), Moody()
    assert book.group.view(moody) == 2
    moody.fails_at = 3
    book.receives(10_000)
    book.receives(5_000)
    with pytest.raises(RuntimeError, match="planted"):
        book.group.view(moody)
    assert book.group.size == 4
    assert book.holds("cash") == 15_000
    with pytest.raises(RuntimeError, match="planted"):
        book.group.view(moody)
    moody.fails_at = None
    assert book.group.view(moody) == 4
    assert book.group.view(projections.balances).of("cash") == 15_000


def test_a_state_kept_through_the_failure_would_count_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The biting control: with the half-grown state kept, the figure is wrong."""
    book, moody = Book("m01"), Moody()
    assert book.group.view(moody) == 2
    kept = dict(book.group._reader._states)
    moody.fails_at = 2
    book.receives(10_000)
    with pytest.raises(RuntimeError):
        book.group.view(moody)
    moody.fails_at = None
    monkeypatch.setattr(book.group._reader, "_states", type(book.group._reader._states)(kept))
    assert book.group.view(moody) != 3
