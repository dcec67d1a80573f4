"""An event that can't be is never built: every fault is named, with its path, and nothing sensitive is repeated."""

from __future__ import annotations

import pickle
from collections.abc import Sequence  # noqa: TC003  # the fields below are read when the program runs
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger import errors, events
from kube_ledger.codec.reference import Invalid, reference
from kube_ledger.errors import Fault, InvalidEvent
from kube_ledger.events import EVENTS, Erased, Event, Locked, UnknownEvent, base
from kube_ledger.events.base import LOCKED, redacted
from kube_ledger.events.catalogue import Catalogue
from kube_ledger.events.fields import Leaf
from kube_ledger.events.shapes import Choice, Embedded, Many, fields_of, sealed_fields
from specimens import DAY, full, sealed
from strategies import facts

SECRET: Final = "kanker stadium dua"
TOO_LONG: Final = (SECRET + " ") * 200


@events.event("test/care-given")
class CareGiven(Event):
    """An app's event with every form of sensitive field."""

    member_id: events.MemberId
    reason: events.Sealed[events.Text] = events.sealed(subject="member_id")
    kinds: events.Sealed[events.Role] | None = events.sealed(subject="member_id", default=None)
    details: events.Sealed[Sequence[events.Text]] = events.sealed(subject="member_id", default=())
    place: events.Text


OURS_AND_CARE: Final = Catalogue([*EVENTS, CareGiven])


def paths(error: InvalidEvent | Invalid) -> list[str]:
    """Where the faults are."""
    return [fault.path for fault in error.faults]


def _broken(cls: type[Event]) -> dict[str, Any]:
    """A value for every field that no field takes."""
    return {field.name: 2.5 for field in fields_of(cls)}


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_every_fault_is_named_at_once_in_the_order_of_the_fields(cls: type[Event]) -> None:
    with pytest.raises(InvalidEvent) as caught:
        cls(occurred_on=2.5, **_broken(cls))  # type: ignore[arg-type]
    assert paths(caught.value) == ["occurred_on", *(field.name for field in fields_of(cls))]
    assert all(path in str(caught.value) and path in caught.value.sentence for path in paths(caught.value))


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
@settings(deadline=None, max_examples=10)
@given(st.data())
def test_exactly_the_broken_fields_are_named(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(facts(cls))
    names = [field.name for field in fields_of(cls)]
    broken = data.draw(st.sets(st.sampled_from(names), min_size=1))
    given_ = {name: 2.5 if name in broken else getattr(event, name) for name in names}
    with pytest.raises(InvalidEvent) as caught:
        cls(occurred_on=event.occurred_on, **given_)
    assert paths(caught.value) == [name for name in names if name in broken]


def test_a_fault_in_a_list_names_the_item() -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.MeetingHeld(occurred_on=DAY, meeting_id="W27", attendees=["m01", "M 02", "group"], agenda=["", "iuran"])
    assert paths(caught.value) == ["meeting_id", "attendees[1]", "attendees[2]", "agenda[0]"]


def test_a_fault_in_a_record_of_a_list_names_item_and_field() -> None:
    line = {"account": "cash", "fund": "kas", "amount": 5_000}
    bad = {"account": "opening", "fund": "KAS", "amount": 2.5}
    with pytest.raises(Invalid) as caught:
        reference(Catalogue(EVENTS), "json").values(
            events.OpeningBalanceRecorded, {"lines": [line, bad, 5, {**line, "amount": 0, "party": "m01"}]}
        )
    assert paths(caught.value) == [
        *("lines[1].account", "lines[1].fund", "lines[1].amount"),
        *("lines[2]", "lines[3].amount"),
    ]


def test_a_fault_between_the_fields_of_a_record_is_named_inside_it() -> None:
    with pytest.raises(Invalid) as caught:
        reference(Catalogue(EVENTS), "json").values(
            events.OpeningBalanceRecorded, {"lines": [{"account": "cash", "fund": "kas", "amount": 1, "party": "m01"}]}
        )
    assert paths(caught.value) == ["lines[0].party"]


def test_a_fault_two_records_deep_names_the_whole_way() -> None:
    price = {"product": "", "channel": "shop", "lot_size": 0, "lot_price": 1}
    data = {"decision_id": "d1", "meeting_id": "w27", "topic": "harga", "text": "harga", "method": "vote"}
    with pytest.raises(Invalid) as caught:
        reference(Catalogue(EVENTS), "json").values(
            events.DecisionMade,
            {**data, "participants": [], "effective_from": "2019-07-07", "rules": {"prices": [price], "signing": 1}},
        )
    assert paths(caught.value) == [
        *("rules.prices[0].product", "rules.prices[0].channel", "rules.prices[0].lot_size", "rules.signing"),
    ]


def test_an_invalid_event_is_a_value_error_with_a_code_and_pickles() -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.DuesPaid(occurred_on=DAY, member_id="m01", amount=0)
    error = caught.value
    assert isinstance(error, ValueError)
    assert error.code == "invalid-field"
    again = pickle.loads(pickle.dumps(error))
    assert (again.faults, str(again), again.sentence) == (error.faults, str(error), error.sentence)
    assert str(error) == "DuesPaid: amount: 0 is not between 1 and 9007199254740991"


def test_a_number_too_long_to_write_out_is_refused_like_any_other() -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.DuesPaid(occurred_on=DAY, member_id="m01", amount=10**5_000)
    assert paths(caught.value) == ["amount"]
    assert len(str(caught.value)) < 200


def test_a_value_of_a_hundred_thousand_characters_does_not_fill_the_message() -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.DuesPaid(occurred_on=DAY, member_id="M" * 100_000, amount=1, paid_into="x" * 100_000)  # type: ignore[arg-type]
    assert len(str(caught.value)) < 1_000


def test_a_fault_seen_from_outside_has_the_longer_path() -> None:
    assert Fault("amount", "m", "i").under("lines[0]").path == "lines[0].amount"
    assert Fault("[0].amount", "m", "i").under("lines").path == "lines[0].amount"
    assert Fault("", "m", "i").under("lines").path == "lines"


# What is sensitive.


def _care(**given_: Any) -> CareGiven:
    return CareGiven(**{"occurred_on": DAY, "member_id": "m01", "reason": SECRET, "place": "puskesmas", **given_})


def assert_says_nothing_of(secret: str, *said: str) -> None:
    """None of the texts has the secret in it."""
    for text in said:
        assert secret not in text, f"says the secret: {text}"


def test_a_sensitive_value_shows_in_no_repr() -> None:
    care = _care(kinds="chair", details=[SECRET])
    assert_says_nothing_of(SECRET, repr(care), str(care), f"{care}", repr([care]))
    assert "m01" in repr(care)
    assert "reason" not in repr(care)


SPOILT: Final[list[dict[str, Any]]] = [
    {"reason": TOO_LONG},
    {"reason": SECRET + "\n"},
    {"reason": SECRET.encode()},
    {"kinds": SECRET},
    {"details": [SECRET, SECRET + "\u202e"]},
    {"details": SECRET},
    {"details": [[SECRET]]},
    {"reason": [SECRET], "place": ""},
]


@pytest.mark.parametrize("spoilt", SPOILT, ids=range(len(SPOILT)))
def test_a_fault_of_a_sensitive_field_does_not_repeat_what_it_says(spoilt: dict[str, Any]) -> None:
    with pytest.raises(InvalidEvent) as caught:
        _care(**spoilt)
    error = caught.value
    assert_says_nothing_of(SECRET, str(error), error.sentence, repr(error), repr(error.faults), repr(error.facts))
    assert set(spoilt) <= {path.partition("[")[0] for path in paths(error)}


@pytest.mark.parametrize("spoilt", SPOILT, ids=range(len(SPOILT)))
@pytest.mark.parametrize("wire", ["array", "json"])
def test_nor_does_a_fault_found_by_the_codec(spoilt: dict[str, Any], wire: Any) -> None:
    held: Any = {"member_id": "m01", "reason": SECRET, "kinds": None, "details": [], "place": "x", **spoilt}
    if wire == "array":
        held = tuple(tuple(value) if isinstance(value, list) else value for value in held.values())
    with pytest.raises(Invalid) as caught:
        reference(OURS_AND_CARE, wire).event(CareGiven, DAY, held)
    error = caught.value
    assert_says_nothing_of(SECRET, str(error), repr(error), repr(error.faults), repr(error.__cause__))


@pytest.mark.parametrize("wire", ["array", "json"])
def test_nor_does_a_fault_found_when_writing(wire: Any) -> None:
    built = CareGiven.trusted(
        {"occurred_on": DAY, "member_id": "m01", "reason": TOO_LONG, "kinds": SECRET, "details": (SECRET + "\n",)}
        | {"place": "x"}
    )
    with pytest.raises(Invalid) as caught:
        reference(OURS_AND_CARE, wire).lower(built)
    assert_says_nothing_of(SECRET, str(caught.value), repr(caught.value.faults))
    assert {path.partition("[")[0] for path in paths(caught.value)} == {"reason", "kinds", "details"}


def test_the_same_assertion_goes_red_where_the_field_is_not_sealed() -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.RoleAssigned(occurred_on=DAY, person_id=SECRET, role="chair")
    with pytest.raises(AssertionError, match="says the secret"):
        assert_says_nothing_of(SECRET, str(caught.value))


def test_an_event_of_an_unknown_type_does_not_show_what_it_holds() -> None:
    unknown = UnknownEvent(occurred_on=DAY, type="clinic/visit", version=2, payload=("m01", SECRET))
    assert_says_nothing_of(SECRET, repr(unknown), str(unknown))
    assert "clinic/visit" in repr(unknown)


@pytest.mark.parametrize("why", [Locked(), Erased()], ids=["locked", "erased"])
def test_a_sensitive_field_may_say_why_it_cannot_be_read(why: Locked | Erased) -> None:
    care = _care(reason=why, kinds=why, details=why)
    assert care.reason == why
    assert pickle.loads(pickle.dumps(care)) == care
    assert hash(care) == hash(_care(reason=why, kinds=why, details=why))


@pytest.mark.parametrize("why", [Locked(), Erased()], ids=["locked", "erased"])
@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_no_other_field_may(cls: type[Event], why: Locked | Erased) -> None:
    event = full(cls)
    for field in fields_of(cls):
        if field.sealed_subject is None:
            given_ = {one.name: getattr(event, one.name) for one in fields_of(cls)}
            with pytest.raises(InvalidEvent) as caught:
                cls(occurred_on=DAY, **{**given_, field.name: why})
            assert paths(caught.value)[0] == field.name


def test_locked_and_erased_are_values_and_differ() -> None:
    assert Locked() == LOCKED
    assert Erased() == Erased()
    assert Locked() != Erased()  # type: ignore[comparison-overlap]
    assert pickle.loads(pickle.dumps(LOCKED)) == LOCKED


def test_redacted_locks_every_sensitive_field_given_or_not_and_nothing_else() -> None:
    hidden = redacted(_care(kinds=None, details=[SECRET]))
    assert (hidden.reason, hidden.kinds, hidden.details) == (LOCKED, LOCKED, LOCKED)
    assert (hidden.member_id, hidden.place, hidden.occurred_on) == ("m01", "puskesmas", DAY)
    assert redacted(hidden) == hidden
    dues = events.DuesPaid(occurred_on=DAY, member_id="m01", amount=1)
    assert redacted(dues) is dues


def test_the_sensitive_fields_of_ours_are_those_of_the_reference() -> None:
    found = {(cls.__name__, field.name, field.sealed_subject) for cls in EVENTS for field in sealed_fields(cls)}
    of_first_families = {("MemberLeft", "reason", "member_id")}
    of_later_families = {
        ("IksDisbursed", "reason", "beneficiary_id"),
        ("IksDisbursed", "detail", "beneficiary_id"),
    }
    assert of_first_families <= found <= of_first_families | of_later_families


@pytest.mark.parametrize("given_", [SECRET, None, LOCKED, Erased()])
def test_a_reversal_holds_its_original_with_sensitive_fields_locked(given_: Any) -> None:
    left = events.MemberLeft(occurred_on=DAY, member_id="m01", reason=given_)
    reversal = events.EventReversed(occurred_on=DAY, target=3, original=left, reason="keliru")
    assert reversal.original == events.MemberLeft(occurred_on=DAY, member_id="m01", reason=LOCKED)
    assert_says_nothing_of(SECRET, repr(reversal))


@pytest.mark.parametrize(
    "wrong",
    [None, "dues-paid", ("dues-paid", 1), UnknownEvent(occurred_on=DAY, type="a/b", version=1, payload=()), Event],
)
def test_only_a_known_event_can_be_an_original(wrong: Any) -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.EventReversed(occurred_on=DAY, target=3, original=wrong, reason="keliru")
    assert paths(caught.value) == ["original"]


def test_every_shape_of_a_field_is_met_by_the_broken_value() -> None:
    shapes = {type(field.shape) for cls in EVENTS for field in fields_of(cls)}
    assert {Leaf, Choice, Many, Embedded} <= shapes


def test_a_sealed_specimen_exists_for_every_event_with_a_sensitive_field() -> None:
    for cls in EVENTS:
        assert (sealed(cls) is None) is (not sealed_fields(cls))


def test_the_words_for_a_hidden_fault_name_the_path_only() -> None:
    (hidden,) = base.unspoken([Fault("reason", f"{SECRET} is no text", f"{SECRET} bukan teks")])
    assert hidden.path == "reason"
    assert_says_nothing_of(SECRET, hidden.message, hidden.message_id)
    assert isinstance(InvalidEvent("X", [hidden]), errors.KubeLedgerError)
