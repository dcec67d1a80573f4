"""The JSON side of the reference codec: what people type is checked as strictly as bytes, every fault at once."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kube_ledger.codec.reference import Invalid, reference
from kube_ledger.events import (
    EVENTS,
    DecisionMade,
    DuesPaid,
    Erased,
    Event,
    EventReversed,
    MemberLeft,
    MonthClosed,
    NoteAdded,
    OpeningBalanceRecorded,
)
from kube_ledger.events.base import LOCKED
from kube_ledger.events.catalogue import OURS
from kube_ledger.events.fields import Leaf
from kube_ledger.events.shapes import Choice, Many, fields_of
from specimens import DAY, full, sealed
from strategies import facts

JSON: Final = reference(OURS, "json")
ARRAY: Final = reference(OURS, "array")
TYPED: Final = [cls for cls in EVENTS if cls is not EventReversed]

each_event = pytest.mark.parametrize("cls", TYPED, ids=lambda cls: cls.event_type)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def faults_of(cls: type[Event], given_: Any) -> dict[str, str]:
    """The faults of an object by their paths."""
    with pytest.raises(Invalid) as caught:
        JSON.values(cls, given_)
    for fault in caught.value.faults:
        assert fault.message
        assert fault.message_id
        assert fault.message != fault.message_id
    found = {fault.path: fault.message for fault in caught.value.faults}
    assert len(found) == len(caught.value.faults), "a fault named twice"
    return found


def data_of(cls: type[Event]) -> dict[str, Any]:
    """The specimen as an object."""
    lowered: dict[str, Any] = JSON.lower(full(cls))
    return lowered


@each_event
@settings(patient, max_examples=12)
@given(st.data())
def test_an_event_comes_back_from_its_json(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(facts(cls))
    text = json.dumps(JSON.lower(event), ensure_ascii=data.draw(st.booleans()), allow_nan=False)
    assert JSON.event(cls, event.occurred_on, json.loads(text)) == event


@each_event
@settings(patient, max_examples=8)
@given(st.data())
def test_both_wires_read_the_same_event(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(facts(cls))
    assert ARRAY.event(cls, event.occurred_on, ARRAY.lower(event)) == event
    assert JSON.event(cls, event.occurred_on, JSON.lower(event)) == event


@each_event
def test_what_is_optional_or_has_a_default_may_be_left_out(cls: type[Event]) -> None:
    needed = {name: value for name, value in data_of(cls).items() if _field(cls, name).required}
    values = JSON.values(cls, needed)
    for field in fields_of(cls):
        if not field.required:
            assert values[field.name] == field.default


def _field(cls: type[Event], name: str) -> Any:
    return next(field for field in fields_of(cls) if field.name == name)


@each_event
def test_whatever_is_missing_is_named_all_at_once(cls: type[Event]) -> None:
    needed = [field.name for field in fields_of(cls) if field.required]
    assert faults_of(cls, {}) == dict.fromkeys(needed, "is missing")


@each_event
def test_a_name_that_is_not_known_is_named(cls: type[Event]) -> None:
    found = faults_of(cls, {**data_of(cls), "amonut": 5, "occurred_on": "2019-07-07", "": None})
    assert list(found) == ["amonut", "occurred_on", ""]
    assert found["amonut"] == f"{cls.__name__} has no such field"


NUMBERS: Final[list[Any]] = [5.0, 5.5, -0.0, True, False, "5", "\u0663", None, [], {}, 1e3, 2**53, -(2**53), 10**400]


@each_event
def test_no_number_is_a_float_a_bool_a_text_or_nothing(cls: type[Event]) -> None:
    for field in fields_of(cls):
        if isinstance(field.shape, Leaf) and field.shape.python is int:
            for wrong in NUMBERS:
                if wrong is None and field.optional:
                    continue
                assert list(faults_of(cls, {**data_of(cls), field.name: wrong})) == [field.name]


@each_event
def test_no_text_is_a_number_and_no_list_an_object(cls: type[Event]) -> None:
    for field in fields_of(cls):
        wrongs: list[Any] = [5, True, 1.5]
        if isinstance(field.shape, Many):
            wrongs += ["m01", None, ("m01",), {}]
        elif isinstance(field.shape, Choice | Leaf):
            wrongs += [[], ["m01"], {}]
            if isinstance(field.shape, Leaf) and field.shape.python in (int, bool):
                continue
        for wrong in wrongs:
            assert field.name in {
                path.partition("[")[0] for path in faults_of(cls, {**data_of(cls), field.name: wrong})
            }


@pytest.mark.parametrize("given_", [None, [], "x", 5, ("m01", 5)])
def test_data_is_an_object(given_: Any) -> None:
    assert list(faults_of(DuesPaid, given_)) == [""]


def test_a_choice_names_its_words() -> None:
    found = faults_of(DuesPaid, {"member_id": "m01", "amount": 5, "paid_into": "kas"})
    assert found == {"paid_into": "'kas' is none of cash, bank"}


def test_many_faults_are_named_with_their_paths_in_order() -> None:
    line = {"account": "cash", "fund": "kas", "amount": 5_000}
    lines = [
        line,
        {"account": "opening", "amount": 0.5, "of": 1},
        {**line, "party": "M 01"},
        5,
        {**line, "amount": True},
    ]
    assert faults_of(OpeningBalanceRecorded, {"lines": lines, "note": "x"}) == {
        "lines[1].account": "'opening' is no account to open",
        "lines[1].fund": "is missing",
        "lines[1].amount": "a float is no rupiah",
        "lines[1].of": "OpeningLine has no such field",
        "lines[2].party": "'M 01' is no id (1 to 64 of a-z 0-9 . _ -)",
        "lines[3]": "an int is no object",
        "lines[4].amount": "a bool is no rupiah",
        "note": "OpeningBalanceRecorded has no such field",
    }


# Days, months, bytes.


def _decision(day: Any) -> dict[str, Any]:
    return {**data_of(DecisionMade), "effective_from": day}


@pytest.mark.parametrize("day", ["2019-07-07", "0001-01-01", "9999-12-31", "2020-02-29"])
def test_a_day_is_written_in_one_form(day: str) -> None:
    assert JSON.values(DecisionMade, _decision(day))["effective_from"] == date.fromisoformat(day)


@pytest.mark.parametrize(
    "day",
    [
        *("", "2019-7-7", "20190707", "2019-W27-7", "07-07-2019", "2019-07-07T00:00", "2019-02-29", "2019-07-07 "),
        *(18_084, 18_084.0, None, True, [], {}, date(2019, 7, 7), "\u0662\u0660\u0661\u0669-\u0660\u0667-\u0660\u0667"),
    ],
)
def test_no_other_form_is_a_day(day: Any) -> None:
    found = faults_of(DecisionMade, _decision(day))
    assert list(found) == ["effective_from"]
    assert "nothing" not in found["effective_from"] or day is None


@pytest.mark.parametrize(
    "month", ["2019-7", "201907", "2019-13", "0000-01", "2019-07-01", 201_907, "Juli 2019", None, 2019.07]
)
def test_no_other_form_is_a_month(month: Any) -> None:
    digest = base64.b64encode(bytes(32)).decode()
    assert list(faults_of(MonthClosed, {"month": month, "digest": digest})) == ["month"]


DIGEST: Final = base64.b64encode(bytes(range(32))).decode()

NO_DIGESTS: Final[list[Any]] = [
    *("", DIGEST[:-1], DIGEST + "=", DIGEST + "\n", " " + DIGEST, DIGEST.rstrip("="), DIGEST[:-2] + "9=", "x" * 44),
    *(
        base64.b64encode(bytes(31)).decode(),
        base64.b64encode(bytes(33)).decode(),
        bytes(32).hex(),
        5,
        None,
        [],
        bytes(32),
    ),
    *(base64.urlsafe_b64encode(b"\xff" * 32).decode(), DIGEST[:10] + "\n" + DIGEST[10:], "é" * 44, DIGEST.encode()),
]


def test_bytes_are_canonical_base64() -> None:
    assert JSON.values(MonthClosed, {"month": "2019-07", "digest": DIGEST})["digest"] == bytes(range(32))
    assert base64.b64decode(DIGEST[:-2] + "9=") == bytes(range(32)), "a second form that Python's own decoder takes"


@pytest.mark.parametrize("digest", NO_DIGESTS, ids=range(len(NO_DIGESTS)))
def test_no_other_form_is_taken_for_bytes(digest: Any) -> None:
    assert list(faults_of(MonthClosed, {"month": "2019-07", "digest": digest})) == ["digest"]


# What is filled in, sealed or embedded.


def test_a_field_that_is_filled_in_from_the_log_may_be_left_out() -> None:
    assert JSON.values(MonthClosed, {"month": "2019-07"}, left_out=frozenset({"digest"})) == {"month": "2019-07"}
    values = JSON.values(EventReversed, {"target": 3, "reason": "keliru"}, left_out=frozenset({"original"}))
    assert values == {"target": 3, "reason": "keliru", "decision_id": None}


def test_but_is_checked_where_it_is_given() -> None:
    with pytest.raises(Invalid) as caught:
        JSON.values(MonthClosed, {"month": "2019-07", "digest": "x"}, left_out=frozenset({"digest"}))
    assert [fault.path for fault in caught.value.faults] == ["digest"]


def test_an_original_is_never_read_from_json() -> None:
    given_ = JSON.lower(full(EventReversed))
    assert given_["original"] == {
        "type": "dues-paid",
        "occurred_on": "2019-07-07",
        "data": {"member_id": "m01", "amount": 5_000, "meeting_id": "meeting-id", "paid_into": "bank"},
    }
    assert faults_of(EventReversed, given_) == {"original": "an original is filled in from the log"}


@pytest.mark.parametrize("reason", ["sakit", None, LOCKED, Erased()], ids=["said", "not said", "locked", "erased"])
def test_the_original_of_a_reversal_shows_nothing_sensitive(reason: Any) -> None:
    left = MemberLeft(occurred_on=DAY, member_id="m01", reason=reason)
    lowered = JSON.lower(EventReversed(occurred_on=DAY, target=3, original=left, reason="keliru"))
    assert lowered["original"] == {"type": "member-left", "occurred_on": "2019-07-07", "data": {"member_id": "m01"}}


@pytest.mark.parametrize("why", [LOCKED, Erased()], ids=["locked", "erased"])
def test_a_sealed_field_is_said_to_be_sealed_and_is_never_read(why: Any) -> None:
    lowered = JSON.lower(MemberLeft(occurred_on=DAY, member_id="m01", reason=why))
    assert lowered == {"member_id": "m01", "reason": {"sealed": True}}
    assert list(faults_of(MemberLeft, lowered)) == ["reason"]
    assert sealed(MemberLeft) is not None


def test_a_field_that_is_none_is_left_out_and_one_with_a_default_is_written() -> None:
    lowered = JSON.lower(DuesPaid(occurred_on=DAY, member_id="m01", amount=5))
    assert lowered == {"member_id": "m01", "amount": 5, "paid_into": "cash"}


def test_an_unassigned_code_point_is_refused_in_json_where_a_stored_one_is_read() -> None:
    assert list(faults_of(NoteAdded, {"target": 0, "text": "a\u0378"})) == ["text"]
    assert ARRAY.values(NoteAdded, (0, "a\u0378"))["text"] == "a\u0378"


def test_the_forms_between_fields_are_checked_too() -> None:
    with pytest.raises(Invalid) as caught:
        JSON.event(MonthClosed, date(2019, 6, 30), {"month": "2019-07", "digest": DIGEST})
    assert [fault.path for fault in caught.value.faults] == ["month"]
