"""Who is what on a day: intervals of days out of dated facts, against a day-by-day oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger.projections.registers import DatedFact, Decided, covers, in_force, intervals

if TYPE_CHECKING:
    from collections.abc import Sequence

SPAN = range(-1, 14)

dated = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=8).flatmap(
    lambda rows: st.permutations([DatedFact(day, position, begins) for position, (day, begins) in enumerate(rows)])
)


def naive(facts: Sequence[DatedFact], day: int, *, last_day_included: bool) -> bool:
    """Whether it holds on a day, by the words of the reference: one fact after the other, by day and position."""
    spans: list[list[int | None]] = []
    for fact in sorted(facts, key=lambda fact: (fact.day, fact.position)):
        running = bool(spans) and spans[-1][1] is None
        if fact.begins and not running:
            spans.append([fact.day, None])
        if not fact.begins and running:
            spans[-1][1] = fact.day
    for start, end in spans:
        assert start is not None
        if end is None and start <= day:
            return True
        if end is not None and end > start and start <= day and (day < end or (last_day_included and day == end)):
            return True
    return False


@settings(deadline=None)
@given(dated, st.booleans())
def test_intervals_hold_on_the_days_that_the_facts_say(facts: list[DatedFact], last_day_included: bool) -> None:  # noqa: FBT001
    found = intervals(facts, last_day_included=last_day_included)
    for day in SPAN:
        assert covers(found, day) is naive(facts, day, last_day_included=last_day_included)


@settings(deadline=None)
@given(dated, st.booleans())
def test_intervals_come_in_order_and_only_the_last_runs_on(facts: list[DatedFact], last_day_included: bool) -> None:  # noqa: FBT001
    found = intervals(facts, last_day_included=last_day_included)
    assert list(found) == sorted(found, key=lambda one: one[0])
    assert all(end is not None and start < end for start, end in found[:-1])


@settings(deadline=None)
@given(dated, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_does_not_matter(facts: list[DatedFact], random: object) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert intervals(shuffled) == intervals(facts)


def fact(day: int, position: int, what: str) -> DatedFact:
    return DatedFact(day, position, what == "begins")


@pytest.mark.parametrize(
    ("facts", "member", "role"),
    [
        ([], (), ()),
        ([fact(3, 0, "begins")], ((3, None),), ((3, None),)),
        ([fact(3, 0, "begins"), fact(7, 1, "ends")], ((3, 8),), ((3, 7),)),
        ([fact(3, 0, "begins"), fact(3, 1, "ends")], (), ()),
        ([fact(3, 0, "begins"), fact(3, 1, "ends"), fact(5, 2, "begins")], ((5, None),), ((5, None),)),
        ([fact(3, 0, "begins"), fact(5, 1, "begins"), fact(7, 2, "ends")], ((3, 8),), ((3, 7),)),
        ([fact(7, 0, "ends")], (), ()),
        ([fact(7, 0, "begins"), fact(3, 1, "begins"), fact(5, 2, "ends")], ((3, 6), (7, None)), ((3, 5), (7, None))),
        ([fact(3, 0, "begins"), fact(5, 1, "ends"), fact(5, 2, "begins")], ((3, 6), (5, None)), ((3, 5), (5, None))),
    ],
    ids=[
        *("nothing", "joined", "joined and left", "undone", "undone and joined later", "joined twice", "left only"),
        *("a late entry takes its place by its day", "left and joined on one day"),
    ],
)
def test_a_members_last_day_belongs_to_her_and_a_roles_does_not(
    facts: list[DatedFact], member: tuple[object, ...], role: tuple[object, ...]
) -> None:
    assert intervals(facts, last_day_included=True) == member
    assert intervals(facts) == role


# Decisions.

names = st.sampled_from(["d1", "d2", "d3", "d4"])


@st.composite
def decisions(draw: st.DrawFn) -> list[Decided]:
    found: list[Decided] = []
    for position, name in enumerate(draw(st.lists(names, unique=True, max_size=4))):
        earlier = st.sampled_from([decided.decision_id for decided in found]) if found else st.none()
        found.append(Decided(name, position, draw(st.integers(0, 6)), draw(st.none() | earlier), None))
    return found


@settings(deadline=None)
@given(decisions(), st.integers(-1, 8))
def test_a_decision_is_in_force_from_its_day_until_one_that_supersedes_it_takes_effect(
    made: list[Decided], day: int
) -> None:
    found = in_force(made, day)
    for decided in made:
        begun = decided.effective_from <= day
        superseded = any(other.supersedes == decided.decision_id and other.effective_from <= day for other in made)
        assert (decided in found) is (begun and not superseded)
    assert found == sorted(found, key=lambda decided: (decided.effective_from, decided.position))


def test_a_superseded_decision_stays_so_when_its_successor_is_superseded() -> None:
    first = Decided("d1", 0, 1, None, None)
    second = Decided("d2", 1, 2, "d1", None)
    third = Decided("d3", 2, 3, "d2", None)
    assert [in_force([first, second, third], day) for day in range(4)] == [[], [first], [second], [third]]


def test_the_latest_comes_last_by_its_day_then_by_its_position() -> None:
    late = Decided("d1", 5, 1, None, None)
    early = Decided("d2", 3, 1, None, None)
    later = Decided("d3", 0, 2, None, None)
    assert in_force([later, late, early], 9) == [early, late, later]
