"""What an app's author may get wrong when she declares an event: each mistake is named, in words she can act on."""

from __future__ import annotations

from collections.abc import Sequence  # field types are read when the program runs
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest

from kube_ledger.errors import InvalidEvent
from kube_ledger.events import AtLeast, Event, Facts, MemberId, Rupiah, Sealed, Text, event, record, sealed
from kube_ledger.events.shapes import Many, fields_of, shape_of
from specimens import DAY

if TYPE_CHECKING:
    from kube_ledger.events import Id as Unimported


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Loan",
        "simpan/",
        "/loan",
        "a/b/c",
        "loan given",
        "-loan",
        "simpan/Loan",
        "z" * 65,
        "loan\n",
        "é",
        "a/" + "z" * 65,
    ],
)
def test_a_name_that_cannot_be_stored_is_refused_at_once(name: str) -> None:
    class Loan(Event):
        amount: Rupiah

    with pytest.raises(TypeError, match="can't name an event type: an id, or prefix/id"):
        event(name)(Loan)


@pytest.mark.parametrize("name", ["loan", "simpan/loan-given", "a/b", "z" * 64, "z" * 64 + "/" + "z" * 64])
def test_an_id_or_a_prefixed_id_names_an_event(name: str) -> None:
    class Loan(Event):
        amount: Rupiah

    made = event(name)(Loan)
    assert (made.event_type, made.event_version) == (name, 1)
    assert made(occurred_on=DAY, amount=5).amount == 5  # type: ignore[call-arg]  # the decorator was called by hand


def test_without_a_name_the_class_names_it() -> None:
    @event
    class LoanGivenBack(Event):
        amount: Rupiah

    @event()
    class LoanLost(Event):
        amount: Rupiah

    @event(version=3)
    class LoanFound(Event):
        amount: Rupiah

    assert [cls.event_type for cls in (LoanGivenBack, LoanLost, LoanFound)] == [
        *("loan-given-back", "loan-lost", "loan-found"),
    ]
    assert LoanFound.event_version == 3


@pytest.mark.parametrize("version", [0, -1, True, 1.0, "1", None])
def test_a_version_is_counted_from_1(version: Any) -> None:
    class Loan(Event):
        amount: Rupiah

    with pytest.raises(TypeError, match=r"is no version of 'a/b': they are counted from 1"):
        event("a/b", version=version)(Loan)


def test_a_class_that_is_no_event_is_refused() -> None:
    class Loan:
        amount: int

    with pytest.raises(TypeError, match="Loan must be a subclass of Event"):
        event(Loan)  # type: ignore[type-var]


class _Plain:
    """No type for a field."""


@pytest.mark.parametrize(
    "annotation",
    [
        *(int, str, bytes, bool, float, dict, list, set, tuple, datetime, Decimal, _Plain, object, Any, None),
        *(list[Text], tuple[Text, ...], dict[str, int], set[str], Sequence, Sequence[int], Literal[1, 2]),
        *(Literal["a", 1], Annotated[str, "a remark"], Annotated[str, AtLeast(3)]),
    ],
    ids=lambda annotation: getattr(annotation, "__name__", "") or "annotation",
)
def test_an_annotation_that_cannot_be_stored_is_no_shape(annotation: Any) -> None:
    with pytest.raises(TypeError, match=r"is no type for a field; use those of kube_ledger\.events"):
        shape_of(annotation)


def test_the_field_with_such_an_annotation_is_named() -> None:
    @event("app/thing")
    class Thing(Event):
        amount: Rupiah
        price: float

    with pytest.raises(TypeError, match=r"Thing.price: <class 'float'> is no type for a field"):
        Thing(occurred_on=DAY, amount=1, price=1.5)
    with pytest.raises(TypeError, match=r"Thing.price: "):
        fields_of(Thing)


def test_a_field_of_two_types_is_named() -> None:
    @event("app/thing")
    class Thing(Event):
        what: Text | Rupiah

    with pytest.raises(TypeError, match=r"Thing.what: a field has one type, or that type and None"):
        fields_of(Thing)


def test_a_type_imported_for_type_checkers_only_is_named() -> None:
    @event("app/thing")
    class Thing(Event):
        what: Unimported

    with pytest.raises(TypeError, match=r"Thing: name 'Unimported' is not defined: .* outside of `if TYPE_CHECKING`"):
        fields_of(Thing)


def test_a_sealed_type_without_sealed_is_named() -> None:
    @event("app/thing")
    class Thing(Event):
        member_id: MemberId
        what: Sealed[Text]

    with pytest.raises(TypeError, match=r"Thing.what: a field has one type"):
        fields_of(Thing)


def test_a_field_sealed_with_the_key_of_nobody_is_named() -> None:
    for nobody in ("beneficiary_id", "occurred_on"):
        with pytest.raises(TypeError, match=f"Thing.what: sealed with the key of '{nobody}', which is no field of it"):

            @event("app/thing")
            class Thing(Event):
                member_id: MemberId
                what: Sealed[Text] = sealed(subject=nobody)


@pytest.mark.parametrize("subject", ["who", "what"])
def test_a_field_sealed_with_the_key_of_a_sealed_field_is_named(subject: str) -> None:
    with pytest.raises(TypeError, match=f"Thing.what: sealed with the key of '{subject}', which is sealed itself"):

        @event("app/thing")
        class Thing(Event):
            member_id: MemberId
            who: Sealed[MemberId] = sealed(subject="member_id")
            what: Sealed[Text] = sealed(subject=subject)


def test_a_sealed_field_of_a_record_is_named() -> None:
    with pytest.raises(TypeError, match=r"Part.what: only a field of an event itself can be sealed"):

        @record()
        class Part(Facts):
            member_id: MemberId
            what: Sealed[Text] = sealed(subject="member_id")


def test_a_list_may_have_a_smallest_length() -> None:
    @event("app/menu")
    class MenuSet(Event):
        dishes: Annotated[Sequence[Text], AtLeast(3)]

    (field,) = fields_of(MenuSet)
    assert isinstance(field.shape, Many)
    assert field.shape.at_least == 3
    assert MenuSet(occurred_on=DAY, dishes=["a", "b", "c"]).dishes == ("a", "b", "c")
    with pytest.raises(InvalidEvent) as caught:
        MenuSet(occurred_on=DAY, dishes=["a", "b"])
    assert str(caught.value) == "MenuSet: dishes: 2 items, allowed are 3 to 4096"
