"""What an event is: a fact in the past tense, frozen, with fields that were checked when it was built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeAlias, TypeVar, dataclass_transform, overload

import attrs
from attrs import frozen

from kube_ledger.errors import Fault, InvalidEvent
from kube_ledger.ids import is_type_name

from .fields import DAY, Day
from .shapes import SEALED_SUBJECT, Checker, check_subjects, checker, fields_of, remembered, sealed_fields

T = TypeVar("T")
F = TypeVar("F", bound="Facts")


@frozen
class Locked:
    """A sensitive value that is there, sealed, and that nobody here holds the key to."""


@frozen
class Erased:
    """A sensitive value whose key was destroyed at the person's request: it can never be read again."""


LOCKED: Final = Locked()

Sealed: TypeAlias = T | Locked | Erased
"""A sensitive field's type: the value itself where it can be opened, else why it can't."""


@overload
def sealed(*, subject: str) -> Any: ...
@overload
def sealed(*, subject: str, default: T) -> T: ...
def sealed(*, subject: str, default: Any = attrs.NOTHING) -> Any:
    """Declare a field sensitive: it is sealed with the key of the person that the field `subject` names.

    Args:
        subject: The name of the event's own field that holds the person's id.
        default: As of any field.

    Returns:
        A field that never shows in a repr.
    """
    return attrs.field(default=default, repr=False, metadata={SEALED_SUBJECT: subject})


Form = Callable[[Any], Iterable[Fault]]
"""What must hold between the fields of one event: yields each fault."""


def _form_of_nothing(_: object) -> Iterable[Fault]:
    return ()


class Facts:
    """A frozen value with checked fields: an event, or a record inside one."""

    __slots__ = ()

    form: ClassVar[Form] = staticmethod(_form_of_nothing)

    if TYPE_CHECKING:
        # Every subclass is made by `record` or `event`, and so by attrs.
        __attrs_attrs__: ClassVar[Any]

    def __attrs_post_init__(self) -> None:
        faults: list[Fault] = []
        for name, optional, is_sealed, check in _checks(type(self)):
            value = getattr(self, name)
            if (value is None and optional) or (is_sealed and isinstance(value, Locked | Erased)):
                continue
            found: list[Fault] = []
            held = check(value, name, found)
            faults.extend(unspoken(found) if is_sealed else found)
            if held is not value:
                object.__setattr__(self, name, held)
        if not faults:
            faults.extend(self.form())
        if faults:
            raise InvalidEvent(type(self).__name__, faults)

    @classmethod
    def trusted(cls, values: dict[str, Any]) -> Self:
        """Build without checks, from values that were checked before: for decoders only."""
        built = cls.__new__(cls)
        for name, value in values.items():
            object.__setattr__(built, name, value)
        return built


def unspoken(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The same faults without the values: what is wrong with a sensitive field must not repeat what it says."""
    for fault in faults:
        yield Fault(fault.path, "not valid (sensitive, so not shown)", "tidak sah (isian peka, tidak ditampilkan)")


@remembered
def _checks(cls: type[Facts]) -> tuple[tuple[str, bool, bool, Checker], ...]:
    fields = [
        (field.name, field.optional, field.sealed_subject is not None, checker(field.shape)) for field in fields_of(cls)
    ]
    if issubclass(cls, Event):
        fields.insert(0, ("occurred_on", False, False, checker(DAY)))
    return tuple(fields)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field, sealed))
def record(*, form: Form = _form_of_nothing) -> Callable[[type[F]], type[F]]:
    """Make a class a record: a part of an event that has fields of its own.

    Args:
        form: What must hold between its fields.
    """

    def make(cls: type[F]) -> type[F]:
        made: type[F] = attrs.define(cls, frozen=True, slots=True, kw_only=True)
        check_subjects(made, is_event=any(base.__name__ == "Event" for base in made.__mro__))
        made.form = form
        return made

    return make


@record()
class Event(Facts):
    """The base of all events. `occurred_on` is the day it happened in the group's calendar."""

    event_type: ClassVar[str]
    event_version: ClassVar[int]

    occurred_on: Day


E = TypeVar("E", bound=Event)


@overload
def event(cls: type[E], /) -> type[E]: ...
@overload
def event(
    name: str | None = None, /, *, version: int = 1, form: Form = _form_of_nothing
) -> Callable[[type[E]], type[E]]: ...
@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field, sealed))
def event(
    target: type[E] | str | None = None, /, *, version: int = 1, form: Form = _form_of_nothing
) -> type[E] | Callable[[type[E]], type[E]]:
    """Make a class an event: frozen, slots, keyword-only, checked when built.

    Args:
        target: The stored name of an app's event, `prefix/name`; none for ours, named after the class.
        version: The version of its payload; a change of fields is a new version with an upcaster.
        form: What must hold between its fields; yields each `Fault`.

    Raises:
        TypeError: The name or version can't be stored, or the class is no `Event`.

    Example:
        `@event("simpan/loan-given")` above `class LoanGiven(Event): ...`
    """

    def make(cls: type[E]) -> type[E]:
        if not issubclass(cls, Event):
            raise TypeError(f"{cls.__name__} must be a subclass of Event")
        name = target if isinstance(target, str) else _kebab(cls.__name__)
        if not is_type_name(name):
            raise TypeError(f"{name!r} can't name an event type: an id, or prefix/id")
        if type(version) is not int or version < 1:
            raise TypeError(f"{version!r} is no version of {name!r}: they are counted from 1")
        made: type[E] = record(form=form)(cls)
        made.event_type = name
        made.event_version = version
        return made

    return make(target) if isinstance(target, type) else make


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


@record()
class UnknownEvent(Event):
    """An event of a type or version that the domain at hand lacks: kept whole, understood by none.

    Attributes:
        type: Its stored name.
        version: Its stored version.
        payload: What the decoder found, arrays as tuples. Not shown: nobody here knows which of it is sensitive.
    """

    type: str
    version: int
    payload: tuple[Any, ...] = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        """There is nothing to check it by."""


def redacted(event_: E) -> E:
    """The same event with every sensitive field `Locked`, whether it was given or not."""
    fields = sealed_fields(type(event_))
    if not fields:
        return event_
    values = {attribute.name: getattr(event_, attribute.name) for attribute in attrs.fields(type(event_))}
    values.update((field.name, LOCKED) for field in fields)
    return type(event_).trusted(values)


def in_clear(event_: Event) -> Iterator[str]:
    """The names of the sensitive fields whose values stand in the event for everybody to read."""
    if isinstance(event_, UnknownEvent):
        return
    for field in sealed_fields(type(event_)):
        value = getattr(event_, field.name)
        if value is not None and not isinstance(value, Locked | Erased):
            yield field.name
