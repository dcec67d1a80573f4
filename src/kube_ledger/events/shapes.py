"""From a class's annotations to what its fields are made of: read once a class, by constructor, codec and rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from kube_ledger.errors import Fault
from kube_ledger.wording import label, shown

from .fields import MAX_ITEMS, Leaf, other_kind

if TYPE_CHECKING:
    from .base import Facts

K = TypeVar("K")
V = TypeVar("V")


def remembered(function: Callable[[K], V]) -> Callable[[K], V]:
    """Ask a pure function of a class once a class.

    `functools.cache`, typed by its argument: a type checker that looks for `__hash__` on a class finds that of its
    instances.

    Args:
        function: Of one argument.
    """
    return cache(function)


SEALED_SUBJECT: Final = "kube_ledger.sealed_subject"
"""The metadata name under which `sealed(subject=...)` keeps the field that names the person."""


@frozen
class Choice:
    """One of a few words."""

    values: tuple[str, ...]


@frozen
class AtLeast:
    """Annotates a sequence with its smallest length: `Annotated[Sequence[Text], AtLeast(3)]`."""

    items: int


@frozen
class Many:
    """A tuple of values of one shape."""

    item: Shape
    at_least: int = 0


@frozen
class Nested:
    """A record of its own fields."""

    cls: type[Facts]


@frozen
class Embedded:
    """A whole event of any type."""


Shape = Leaf | Choice | Many | Nested | Embedded


@frozen
class FieldShape:
    """One field of an event or record.

    Attributes:
        name: The field's name, in the API, in JSON and in the docs.
        shape: What its value is made of.
        optional: Whether None stands for "not given".
        required: Whether the constructor has no default.
        default: That default otherwise.
        sealed_subject: The field that names the person whose key seals this one; None = not sensitive.
    """

    name: str
    shape: Shape
    optional: bool
    required: bool
    default: Any
    sealed_subject: str | None


@remembered
def fields_of(cls: type[Facts]) -> tuple[FieldShape, ...]:
    """The fields of an event or record class, in the order of the payload; `occurred_on` is not among them.

    Raises:
        TypeError: A field's annotation is none that can be stored.
    """
    try:
        hints = get_type_hints(cls, include_extras=True)
    except NameError as error:
        reason = "field types are read when the program runs; import them outside of `if TYPE_CHECKING`"
        raise TypeError(f"{cls.__name__}: {error}: {reason}") from None
    return tuple(
        _field(cls, attribute, hints[attribute.name])
        for attribute in attrs.fields(cls)
        if attribute.name != "occurred_on"
    )


def sealed_fields(cls: type[Facts]) -> tuple[FieldShape, ...]:
    """The sensitive ones."""
    return tuple(field for field in fields_of(cls) if field.sealed_subject is not None)


def _field(cls: type[Facts], attribute: attrs.Attribute[Any], annotation: Any) -> FieldShape:
    subject = attribute.metadata.get(SEALED_SUBJECT)
    try:
        inner, optional = _without_none(annotation, drop_sealed=subject is not None)
        shape = shape_of(inner)
    except TypeError as error:
        raise TypeError(f"{cls.__name__}.{attribute.name}: {error}") from None
    return FieldShape(
        name=attribute.name,
        shape=shape,
        optional=optional,
        required=attribute.default is attrs.NOTHING,
        default=None if attribute.default is attrs.NOTHING else attribute.default,
        sealed_subject=subject,
    )


def check_subjects(cls: type[Facts], *, is_event: bool) -> None:
    """Look at whose keys a class's fields are to be sealed with, when it is defined: annotations are not read.

    Args:
        cls: As attrs made it.
        is_event: It is no record inside one.

    Raises:
        TypeError: A field is sealed where none can be, or with the key of something that names nobody.
    """
    sealing = {attribute.name: attribute.metadata.get(SEALED_SUBJECT) for attribute in attrs.fields(cls)}
    for name, subject in sealing.items():
        if subject is None:
            continue
        path = f"{cls.__name__}.{name}"
        if not is_event:
            raise TypeError(f"{path}: only a field of an event itself can be sealed, not one of a record inside it")
        if subject not in sealing or subject == "occurred_on":
            raise TypeError(f"{path}: sealed with the key of {subject!r}, which is no field of it")
        if sealing[subject] is not None:
            raise TypeError(
                f"{path}: sealed with the key of {subject!r}, which is sealed itself: nobody could tell whose"
            )


def _without_none(annotation: Any, *, drop_sealed: bool) -> tuple[Any, bool]:
    from .base import Erased, Locked  # noqa: PLC0415  # base builds its classes with this module

    if get_origin(annotation) not in (Union, UnionType):
        return annotation, False
    members = get_args(annotation)
    dropped = (NoneType, Locked, Erased) if drop_sealed else (NoneType,)
    kept = [member for member in members if member not in dropped]
    if len(kept) != 1:
        raise TypeError(f"a field has one type, or that type and None, not {annotation}")
    inner, optional = _without_none(kept[0], drop_sealed=drop_sealed)
    return inner, optional or NoneType in members


def shape_of(annotation: Any) -> Shape:
    """What a value of this annotation is made of.

    Raises:
        TypeError: It is none of the types of `events.fields`, a Literal of words, a Sequence of those, or a record.
    """
    from .base import Event, Facts  # noqa: PLC0415  # base builds its classes with this module

    origin = get_origin(annotation)
    if origin is Annotated:
        base, *extras = get_args(annotation)
        for extra in extras:
            if isinstance(extra, Leaf):
                return extra
            if isinstance(extra, AtLeast) and get_origin(base) is Sequence:
                return Many(shape_of(get_args(base)[0]), extra.items)
    if origin is Sequence:
        return Many(shape_of(get_args(annotation)[0]))
    if origin is Literal and all(type(word) is str for word in get_args(annotation)):
        return Choice(get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Event):
        return Embedded()
    if isinstance(annotation, type) and issubclass(annotation, Facts):
        return Nested(annotation)
    raise TypeError(f"{annotation!r} is no type for a field; use those of kube_ledger.events")


Checker = Callable[[Any, str, list[Fault]], Any]
"""Takes a value, its path and the list that faults are put in; returns the value to hold (a list as a tuple)."""


def checker(shape: Shape) -> Checker:
    """The function that checks a value of this shape as a constructor receives it."""
    match shape:
        case Leaf():
            return _leaf_checker(shape)
        case Choice(values):
            return _choice_checker(values)
        case Many(item, at_least):
            return _many_checker(checker(item), at_least)
        case Nested(cls):
            return _instance_checker(cls)
        case Embedded():
            return _event_checker


def _leaf_checker(leaf: Leaf) -> Checker:
    python, leaf_check = leaf.python, leaf.check

    def check(value: Any, path: str, faults: list[Fault]) -> Any:
        problem = leaf_check(value) if type(value) is python else leaf.problem(value)
        if problem is not None:
            faults.append(Fault(path, *problem))
        return value

    return check


def _choice_checker(values: tuple[str, ...]) -> Checker:
    def check(value: Any, path: str, faults: list[Fault]) -> Any:
        problem = choice_problem(value, values)
        if problem is not None:
            faults.append(Fault(path, *problem))
        return value

    return check


def choice_problem(value: object, values: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with a word of a choice; None if it is one of them."""
    if type(value) is str and value in values:
        return None
    words = [word if label(word) == word else f"{word} ({label(word)})" for word in values]
    return (
        f"{shown(value, 'en')} is none of {', '.join(values)}",
        f"{shown(value)} bukan salah satu dari {', '.join(words)}",
    )


def length_problem(length: int, at_least: int) -> tuple[str, str] | None:
    """What is wrong with the length of a list; None if it fits."""
    if at_least <= length <= MAX_ITEMS:
        return None
    return (
        f"{length} items, allowed are {at_least} to {MAX_ITEMS}",
        f"berisi {length}, boleh {at_least} sampai {MAX_ITEMS}",
    )


def _many_checker(item: Checker, at_least: int) -> Checker:
    def check(value: Any, path: str, faults: list[Fault]) -> Any:
        if type(value) is list:
            value = tuple(value)
        if type(value) is not tuple:
            faults.append(Fault(path, *other_kind(value, "list", "daftar")))
            return value
        problem = length_problem(len(value), at_least)
        if problem is not None:
            faults.append(Fault(path, *problem))
            return value
        return tuple([item(part, f"{path}[{index}]", faults) for index, part in enumerate(value)])

    return check


def parts_of(cls: type[Facts]) -> str:
    """A record in Indonesian, by its fields: those a person may have seen in a file, the class's name never."""
    return f"rincian berisi {', '.join(repr(field.name) for field in fields_of(cls))}"


def _instance_checker(cls: type[Facts]) -> Checker:
    def check(value: Any, path: str, faults: list[Fault]) -> Any:
        if type(value) is not cls:
            faults.append(Fault(path, *other_kind(value, cls.__name__, parts_of(cls))))
        return value

    return check


def _event_checker(value: Any, path: str, faults: list[Fault]) -> Any:
    from .base import Event, UnknownEvent, redacted  # noqa: PLC0415  # base builds its classes with this module

    if not isinstance(value, Event) or isinstance(value, UnknownEvent):
        faults.append(Fault(path, *other_kind(value, "event", "catatan")))
        return value
    return redacted(value)
