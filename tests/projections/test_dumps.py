"""A state is written down from its type alone: whatever is equal is written equally, and comes back equal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import attrs
import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kube_ledger.events import EVENTS, DecisionRules, Event, EventReversed, Facts, MemberLeft, OpeningLine, UnknownEvent
from kube_ledger.events.shapes import sealed_fields
from kube_ledger.projections import Projection
from kube_ledger.projections.balances import balances
from kube_ledger.projections.dumps import dumping, order
from strategies import days, facts, whole_numbers

if TYPE_CHECKING:
    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Stay(NamedTuple):
    """A named tuple of a state."""

    start: int
    end: int | None


@attrs.define
class Member:
    """A mutable part of a state."""

    name: str
    stays: list[Stay]
    purse: Literal["cash", "bank"] = "cash"
    joined: date | None = None


keys = st.text(max_size=4)
stays = st.builds(Stay, whole_numbers(), st.none() | whole_numbers())
members = st.builds(Member, keys, st.lists(stays, max_size=2), st.sampled_from(["cash", "bank"]), st.none() | days())

KINDS: Final[dict[str, tuple[Any, st.SearchStrategy[Any]]]] = {
    "int": (int, whole_numbers()),
    "str": (str, st.text(max_size=5)),
    "bytes": (bytes, st.binary(max_size=5)),
    "None": (None, st.none()),
    "NoneType": (type(None), st.none()),
    "bool": (bool, st.booleans()),
    "date": (date, days()),
    "Literal": (Literal["a", "b"], st.sampled_from(["a", "b"])),
    "int | None": (int | None, st.none() | whole_numbers()),
    "int | str | None": (int | str | None, st.none() | whole_numbers() | st.text(max_size=3)),
    "bool | None": (bool | None, st.none() | st.booleans()),
    "date | None": (date | None, st.none() | days()),
    "tuple[int, str]": (tuple[int, str], st.tuples(whole_numbers(), keys)),
    "tuple[bool, ...]": (tuple[bool, ...], st.lists(st.booleans(), max_size=4).map(tuple)),
    "tuple[()]": (tuple[()], st.just(())),
    "list[date]": (list[date], st.lists(days(), max_size=3)),
    "Sequence[str]": (Sequence[str], st.lists(keys, max_size=3).map(tuple)),
    "set[int | None]": (set[int | None], st.sets(st.none() | whole_numbers(), max_size=5)),
    "set[tuple[str, bool]]": (set[tuple[str, bool]], st.sets(st.tuples(keys, st.booleans()), max_size=5)),
    "dict[str, int]": (dict[str, int], st.dictionaries(keys, whole_numbers(), max_size=5)),
    "dict[tuple[str, str | None], list[bool]]": (
        dict[tuple[str, str | None], list[bool]],
        st.dictionaries(st.tuples(keys, st.none() | keys), st.lists(st.booleans(), max_size=2), max_size=4),
    ),
    "dict[date, set[str]]": (dict[date, set[str]], st.dictionaries(days(), st.sets(keys, max_size=3), max_size=3)),
    "a named tuple": (Stay, stays),
    "an attrs class": (Member, members),
    "dict[str, an attrs class]": (dict[str, Member], st.dictionaries(keys, members, max_size=3)),
    "an attrs class | None": (Member | None, st.none() | members),
    "a record of an event": (DecisionRules, facts(DecisionRules)),
    "an opening line": (OpeningLine, facts(OpeningLine)),
}


def flat(value: Any) -> bool:
    """Whether a dump is made of nothing but int, str, bytes, None and tuples."""
    if type(value) is tuple:
        return all(map(flat, value))
    return value is None or type(value) in (int, str, bytes)


@pytest.mark.parametrize(("kind", "values"), KINDS.values(), ids=KINDS)
@settings(patient, max_examples=40)
@given(st.data())
def test_what_is_written_down_is_flat_and_comes_back(
    kind: Any, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(values)
    how = dumping(kind)
    dumped = how.dump(value)
    assert flat(dumped)
    loaded = how.load(dumped)
    assert loaded == value
    assert type(loaded) is type(value)
    assert how.dump(loaded) == dumped
    assert how.load(_through_bytes(dumped)) == value


def _through_bytes(dumped: Any) -> Any:
    return msgpack.unpackb(msgpack.packb(dumped), use_list=False)


HELD: Final = [cls for cls in EVENTS if cls is not EventReversed and not sealed_fields(cls)]


@pytest.mark.parametrize("cls", HELD, ids=lambda cls: cls.event_type)
@settings(patient, max_examples=5)
@given(st.data())
def test_a_state_may_hold_events(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(facts(cls))
    assert dumping(cls).load(dumping(cls).dump(event)) == event


@pytest.mark.parametrize("kind", [MemberLeft, EventReversed, Event, Facts, UnknownEvent, dict[int, Event]])
def test_a_state_has_no_place_for_what_is_sensitive_or_of_any_type(kind: Any) -> None:
    with pytest.raises(TypeError):
        dumping(kind)


def test_a_loaded_event_is_not_judged_again() -> None:
    line = OpeningLine.trusted({"account": "of-tomorrow", "fund": "kas", "party": None, "amount": 5})
    how = dumping(OpeningLine)
    assert how.load(how.dump(line)) == line


UNWRITABLE: Final[list[Any]] = [
    *(float, complex, object, Any, datetime, Decimal, type, list, dict, set, frozenset[int], list[float]),
    *(dict[str, object], tuple[int, float], int | float, date | Member, Stay | Member, Sequence, bytearray),
    *(set[Decimal], dict[float, int], "int", 5),
]


@pytest.mark.parametrize("kind", UNWRITABLE, ids=str)
def test_a_type_that_cannot_be_written_down_is_refused(kind: Any) -> None:
    with pytest.raises(TypeError):
        dumping(kind)


class _Counting(Projection[dict[str, int], int]):
    name, version = "test/counting", 1

    def initial(self) -> dict[str, int]:
        return {}

    def apply(self, state: dict[str, int], recorded: Recorded) -> None:
        state[recorded.group_id] = state.get(recorded.group_id, 0) + 1

    def answer(self, state: dict[str, int], period: Period | None = None) -> int:
        assert period is None
        return sum(state.values())


def test_a_projection_of_an_unwritable_state_is_refused_when_its_class_is_made() -> None:
    with pytest.raises(TypeError, match="can't be written down by itself"):

        class Averages(Projection[dict[str, float], float]):
            name, version = "test/averages", 1

    with pytest.raises(TypeError, match="can't be told apart when read back"):

        class Mixed(Projection[Stay | Member, int]):
            name, version = "test/mixed", 1


def test_unless_it_writes_it_down_itself() -> None:
    class Averages(Projection[dict[str, float], float]):
        name, version = "test/averages", 1

        def initial(self) -> dict[str, float]:
            return {}

        def dump(self, state: dict[str, float]) -> Any:
            return tuple((key, repr(value)) for key, value in sorted(state.items()))

        def load(self, dumped: Any) -> dict[str, float]:
            return {key: float(value) for key, value in dumped}

    averages = Averages()
    assert averages.load(averages.dump({"b": 1.5, "a": 2.0})) == {"a": 2.0, "b": 1.5}
    assert len(averages.digest({})) == 32


def test_a_projection_that_overrides_only_one_of_the_two_is_refused() -> None:
    with pytest.raises(TypeError, match="can't be written down by itself"):

        class Half(Projection[dict[str, float], float]):
            name, version = "test/half", 1

            def dump(self, state: dict[str, float]) -> Any:
                return tuple(state)


# Digests.


@patient
@given(st.dictionaries(keys, whole_numbers(), max_size=6), st.randoms(use_true_random=False))
def test_equal_states_have_equal_digests_whatever_order_they_grew_in(state: dict[str, int], random: Any) -> None:
    rows = list(state.items())
    random.shuffle(rows)
    assert _Counting().digest(dict(rows)) == _Counting().digest(state)


@patient
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["cash", "dues"]), st.sampled_from(["kas", "iks"]), st.none() | keys),
        whole_numbers().filter(bool),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_so_have_balances(state: dict[Any, int], random: Any) -> None:
    rows = list(state.items())
    random.shuffle(rows)
    assert balances.digest(dict(rows)) == balances.digest(state)


@patient
@given(st.sets(st.tuples(keys, st.none() | whole_numbers()), max_size=8), st.randoms(use_true_random=False))
def test_so_have_sets(state: set[Any], random: Any) -> None:
    how = dumping(set[tuple[str, int | None]])
    rows = list(state)
    random.shuffle(rows)
    assert how.dump(set(rows)) == how.dump(state)


@patient
@given(*[st.dictionaries(keys, whole_numbers(), max_size=3)] * 2)
def test_other_states_have_other_digests(one: dict[str, int], other: dict[str, int]) -> None:
    assert (_Counting().digest(one) == _Counting().digest(other)) is (one == other)


def test_a_digest_is_of_the_name_the_version_and_the_dump() -> None:
    state = {"b": 2, "a": 1}
    expected = b"kube-ledger/test/counting/1\n" + msgpack.packb([["a", 1], ["b", 2]])
    assert _Counting().digest(state) == sha256(expected).digest()

    class Later(_Counting):
        version = 2

    assert Later().digest(state) != _Counting().digest(state)


@patient
@given(
    st.lists(
        st.none()
        | whole_numbers()
        | keys
        | st.binary(max_size=3)
        | st.tuples(st.none() | keys, st.none() | whole_numbers())
    )
)
def test_dumps_of_all_kinds_have_an_order(values: list[Any]) -> None:
    ordered = sorted(values, key=order)
    assert [order(value) for value in ordered] == sorted(order(value) for value in values)
    ranks = [0 if value is None else (int, str, bytes, tuple).index(type(value)) + 1 for value in ordered]
    assert ranks == sorted(ranks)
