"""The standing of the rules: grown and taken back, it is as before; read from the log, as if it had grown live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import Recorded
from kube_ledger.domain import KUBE
from kube_ledger.errors import InvalidEvent
from kube_ledger.rules import Standing
from support import GROUP, Clock, Ids, event_of, in_memory, lives, recorded, standing_of, tables_of

if TYPE_CHECKING:
    from kube_ledger import Group, Refusal
    from kube_ledger.events import Event
    from model.histories import Offer

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")


def events_of(offers: list[Offer], group: Group) -> list[Event]:
    """The lines that make an event at all, whether a rule would take it or not."""
    events = []
    for offer in offers:
        try:
            events.append(event_of(offer.line, group))
        except InvalidEvent:
            continue
    return events


def judgement(events: list[Event], group: Group) -> list[list[Refusal]]:
    """What the rules say to each event alone, and to all of them together."""
    alone = [group.check(event, recorded_by="chair") for event in events]
    return [*alone, group.check(*events, recorded_by="chair") if events else []]


@given(lives(min_offers=10), st.data())
def test_a_standing_taken_back_is_as_before(life: list[Offer], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(life)))
    clock = Clock()
    group = recorded(life[:cut], in_memory(clock), clock)
    clock.goes_on(days=60)
    events = events_of(life[cut:], group)
    standing = standing_of(group)
    tables, said = tables_of(standing), judgement(events, group)
    assert tables_of(standing) == tables, "checking leaves no trace"
    mark, ids = standing.mark(), Ids()
    for event in events:  # a refused one too: a standing takes in whatever stands in the log
        standing.apply(
            Recorded(
                event=event,
                group_id=GROUP,
                call_id=ids(),
                recorded_by="chair",
                books=KUBE,
                recorded_at=clock.now,
                position=standing.size,
            )
        )
    assert standing.size == tables["size"] + len(events)
    standing.rollback(mark)
    assert tables_of(standing) == tables
    assert judgement(events, group) == said


@given(lives())
def test_a_standing_read_from_the_log_is_the_one_that_grew_live(life: list[Offer]) -> None:
    group = recorded(life)
    fresh = Standing(KUBE, KUBE.limits)
    for entry in group.entries():
        fresh.apply(entry)
    assert tables_of(fresh) == tables_of(standing_of(group))
