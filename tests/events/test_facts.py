"""What holds for every event class, whatever its fields: it is a frozen value that was checked when it was built."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kube_ledger import events
from kube_ledger.errors import InvalidEvent
from kube_ledger.events import EVENTS, Event
from kube_ledger.events.shapes import Many, Nested, fields_of
from specimens import DAY, bare, full
from strategies import arguments, facts

if TYPE_CHECKING:
    from collections.abc import Iterator

each_event = pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)


@each_event
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_event_is_built_from_its_fields_and_keeps_them(cls: type[Event], data: st.DataObject) -> None:
    given_ = data.draw(arguments(cls))
    event = cls(**given_)
    for field in fields_of(cls):
        expected = given_.get(field.name, field.default)
        held = getattr(event, field.name)
        assert held == (held if field.name == "original" else expected)
    assert event.occurred_on == given_["occurred_on"]


@each_event
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_event_is_an_equal_value_after_pickling_and_copying(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(facts(cls, may_lock=True))
    for same in (pickle.loads(pickle.dumps(event)), copy.deepcopy(event), copy.copy(event), attrs.evolve(event)):  # type: ignore[misc]
        assert same == event
        assert hash(same) == hash(event)
        assert type(same) is cls


@each_event
def test_no_field_of_an_event_can_be_set_added_or_removed(cls: type[Event]) -> None:
    event = full(cls)
    for name in ["occurred_on", *(field.name for field in fields_of(cls))]:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(event, name, getattr(event, name))
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(event, name)
    with pytest.raises(AttributeError):
        event.note = "x"  # type: ignore[attr-defined]
    assert not hasattr(event, "__dict__")


@each_event
def test_an_event_takes_keyword_arguments_only(cls: type[Event]) -> None:
    with pytest.raises(TypeError, match="positional argument"):
        cls(DAY)  # type: ignore[call-arg]


@each_event
def test_a_required_field_left_out_is_a_type_error(cls: type[Event]) -> None:
    given_ = {field.name: getattr(full(cls), field.name) for field in fields_of(cls)}
    for field in fields_of(cls):
        if field.required:
            rest = {name: value for name, value in given_.items() if name != field.name}
            with pytest.raises(TypeError, match=field.name):
                cls(occurred_on=DAY, **rest)
    with pytest.raises(TypeError, match="occurred_on"):
        cls(**given_)


@each_event
def test_events_have_no_methods_of_their_own(cls: type[Event]) -> None:
    own = {name for name, value in vars(cls).items() if callable(value) and not name.startswith("_")}
    assert own <= {"form"}


@each_event
def test_every_event_says_in_a_docstring_what_happened(cls: type[Event]) -> None:
    assert cls.__doc__
    assert not cls.__doc__.startswith("Method generated")


def _lists() -> Iterator[Any]:
    for cls in EVENTS:
        for field in fields_of(cls):
            if isinstance(field.shape, Many):
                yield pytest.param(cls, field.name, id=f"{cls.event_type}.{field.name}")


@pytest.mark.parametrize(("cls", "name"), list(_lists()))
def test_a_list_becomes_a_tuple_and_nothing_else_is_taken_for_one(cls: type[Event], name: str) -> None:
    event = full(cls)
    given_ = {field.name: getattr(event, field.name) for field in fields_of(cls)}
    items = list(given_[name])
    built = cls(occurred_on=DAY, **{**given_, name: items})
    items.append("changed later")
    assert built == event
    assert type(getattr(built, name)) is tuple
    for wrong in ("m01", b"m01", {"m01"}, {"m01": 1}, iter(given_[name]), None, 5, range(2)):
        with pytest.raises(InvalidEvent) as caught:
            cls(occurred_on=DAY, **{**given_, name: wrong})
        assert [fault.path for fault in caught.value.faults] == [name]


def test_a_subclass_of_list_or_tuple_is_refused() -> None:
    class Names(list[str]):
        pass

    class Pair(tuple[str, ...]):
        __slots__ = ()

    for wrong in (Names(["m01"]), Pair(["m01"])):
        with pytest.raises(InvalidEvent):
            events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=wrong, agenda=[])


@pytest.mark.parametrize("count", [0, 1, 4_096])
def test_a_list_may_be_empty_and_holds_up_to_4096(count: int) -> None:
    event = events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["m01"] * count, agenda=[])
    assert len(event.attendees) == count


def test_a_list_of_4097_is_refused() -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["m01"] * 4_097, agenda=[])
    assert [fault.path for fault in caught.value.faults] == ["attendees"]


def _records() -> Iterator[Any]:
    for cls in EVENTS:
        for field in fields_of(cls):
            shape = field.shape.item if isinstance(field.shape, Many) else field.shape
            if isinstance(shape, Nested):
                yield pytest.param(shape.cls, id=f"{cls.event_type}.{field.name}")


@pytest.mark.parametrize("record", list(_records()))
@settings(deadline=None, max_examples=10)
@given(st.data())
def test_a_record_inside_an_event_is_frozen_hashable_and_pickles(record: type[Any], data: st.DataObject) -> None:
    built = data.draw(facts(record))
    assert pickle.loads(pickle.dumps(built)) == built
    assert hash(built) == hash(attrs.evolve(built))
    assert not hasattr(built, "__dict__")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(built, fields_of(record)[0].name, None)


def test_a_dict_is_not_taken_for_a_record() -> None:
    line = {"account": "cash", "fund": "kas", "amount": 5_000}
    with pytest.raises(InvalidEvent) as caught:
        events.OpeningBalanceRecorded(occurred_on=DAY, lines=[line])  # type: ignore[list-item]
    assert [fault.path for fault in caught.value.faults] == ["lines[0]"]


@each_event
def test_events_of_other_classes_or_days_are_not_equal(cls: type[Event]) -> None:
    event = full(cls)
    assert all(other is cls or full(other) != event for other in EVENTS)
    assert attrs.evolve(event, occurred_on=DAY.replace(year=2020)) != event  # type: ignore[misc]
    assert bare(cls) == bare(cls)
