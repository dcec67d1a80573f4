"""A walk over many groups leaves little behind, pushes nothing out, and answers as each group does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from founding import formed
from kube_ledger import Ledger, events, projections
from kube_ledger.ledger import views

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = date(2019, 7, 7)
GROUPS = [f"melati-{number}" for number in range(10)]
ENTRIES = 4


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """Ten groups of four entries, and room for the states of two of them."""
    monkeypatch.setattr(views, "KEPT_ENTRIES", 2 * ENTRIES)
    with Ledger.in_memory() as made:
        for number, group_id in enumerate(GROUPS):
            made.group(group_id).record(
                formed(DAY),
                events.MemberJoined(occurred_on=DAY, member_id="m01", cadre=False, own_business=True),
                *(events.DuesPaid(occurred_on=DAY, member_id="m01", amount=1_000 + number) for _ in range(2)),
                recorded_by="treasurer",
            )
        yield made


def kept(ledger: Ledger) -> list[str]:
    return [group_id for group_id, _ in ledger._reader._states]


def test_a_walk_leaves_no_more_behind_than_there_is_room_for(ledger: Ledger) -> None:
    for projection in (projections.balances, projections.participation):
        told = dict(ledger.views(projection))
        assert list(told) == GROUPS
        assert kept(ledger) == GROUPS[:2]
    for group_id, answer in ledger.views(projections.balances):
        assert answer == ledger.group(group_id).view(projections.balances)


def test_a_walk_pushes_out_nothing_that_was_asked_for_by_name(ledger: Ledger) -> None:
    named = GROUPS[4:8]
    for group_id in named:
        ledger.group(group_id).view(projections.balances)
    list(ledger.views(projections.balances))
    assert sorted(kept(ledger)) == named


def test_what_is_kept_grows_with_its_group_on_a_walk(ledger: Ledger) -> None:
    list(ledger.views(projections.balances))
    first = ledger.group(GROUPS[0])
    first.record(events.DuesPaid(occurred_on=DAY, member_id="m01", amount=500), recorded_by="treasurer")
    told = dict(ledger.views(projections.balances))
    assert told[GROUPS[0]].of("cash", fund="kas") == 2_500
    assert told[GROUPS[1]].of("cash", fund="kas") == 2_002
    assert sorted(kept(ledger)) == GROUPS[:2]
