"""The validating codec: events to arrays and to JSON objects and back, every fault named with its path.

cattrs does the walking and collects the faults; its own hooks are too forgiving for bytes that are hashed (12.9, "12"
and True pass for ints, sets come in hash order), so every hook here is ours. The shapes of `events.shapes` take the
place of types. Two wires: `array` is what the log stores, `json` what people exchange.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast

from cattrs import BaseConverter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    IterableValidationError,
    IterableValidationNote,
)

from kube_ledger.days import day_number, day_of_number, parse_day
from kube_ledger.errors import Fault
from kube_ledger.events.base import LOCKED, Erased, Event, Facts, Locked, UnknownEvent, redacted, unspoken
from kube_ledger.events.fields import DAY, Leaf, other_kind
from kube_ledger.events.shapes import (
    Choice,
    Embedded,
    FieldShape,
    Many,
    Nested,
    choice_problem,
    fields_of,
    length_problem,
    parts_of,
)
from kube_ledger.ids import is_type_name
from kube_ledger.wording import kind as kind_of

if TYPE_CHECKING:
    from kube_ledger.events.catalogue import Catalogue

Wire = Literal["array", "json"]
Hook = Callable[[Any, Any], Any]


class BadValue(ValueError):
    """One value that can't be read or written, in both languages."""

    def __init__(self, message: str, message_id: str) -> None:
        super().__init__(message)
        self.message_id = message_id


class Invalid(ValueError):
    """Everything wrong with a value."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.message}" for fault in self.faults))


G = TypeVar("G", bound=BaseValidationError)

MISSING: Final = object()


class Reference:
    """Reads and writes events of one catalogue on one wire.

    Args:
        catalogue: The types it knows.
        wire: `array` (items in field order, days as ints, bytes as they are) or `json` (objects, days as
            `YYYY-MM-DD`, bytes as base64).
    """

    def __init__(self, catalogue: Catalogue, wire: Wire) -> None:
        self.catalogue = catalogue
        self.wire = wire
        self._converter = BaseConverter(detailed_validation=True)
        for kind, raised, lowered in (
            (Leaf, self._raise_leaf, self._lower_leaf),
            (Choice, self._raise_choice, self._lower_choice),
            (Many, self._raise_many, self._lower_many),
            (Nested, self._raise_nested, self._lower_nested),
            (Embedded, self._raise_embedded, self._lower_embedded),
        ):
            self._converter.register_structure_hook_func(_is_a(kind), raised)
            self._converter.register_unstructure_hook_factory(_is_a(kind), lowered)

    def values(self, cls: type[Facts], given: Any, *, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The field values of an event or record, checked.

        Args:
            cls: The class they are for.
            given: On the array wire a tuple of items; on the json wire an object.
            left_out: Fields that may be missing and are then missing in the result, whatever the class says.

        Raises:
            Invalid: Every fault with its path.
        """
        try:
            return self._fields(cls, given, left_out=left_out)
        except Exception as error:  # noqa: BLE001  # whatever a value makes go wrong is that value's fault
            raise Invalid(_faults(error, "")) from None

    def event(self, cls: type[Event], occurred_on: date, given: Any) -> Event:
        """An event from its payload; its form is checked too.

        Raises:
            Invalid: Every fault with its path.
        """
        built = cls.trusted({"occurred_on": occurred_on, **self.values(cls, given)})
        faults = list(built.form())
        if faults:
            raise Invalid(faults)
        return built

    def value(self, field: FieldShape, item: Any) -> Any:
        """The value of one field that is there.

        Raises:
            Invalid: It is none of the field's; the value itself is not repeated.
        """
        try:
            return self._converter.structure(item, field.shape)  # type: ignore[arg-type]  # as in _raise_field
        except Exception:  # noqa: BLE001  # whatever a value makes go wrong is that value's fault
            raise Invalid([Fault(field.name, "not valid", "tidak sah")]) from None

    def lower(self, facts: Facts) -> Any:
        """An event's payload, or a record: a tuple of items, or an object without the fields that are None.

        Raises:
            Invalid: A field holds what its type can't (it was not built by its constructor).
        """
        try:
            return self._lower_facts(facts)
        except Exception as error:  # noqa: BLE001  # whatever a value makes go wrong is that value's fault
            raise Invalid(_faults(error, "")) from None

    # Reading.

    def _fields(
        self, cls: type[Facts], given: Any, *, left_out: frozenset[str] = frozenset(), original: bool = False
    ) -> dict[str, Any]:
        fields = fields_of(cls)
        items = self._items(cls, given)
        values, errors = {}, []
        for field, item in zip(fields, items, strict=True):
            try:
                if item is MISSING and field.name in left_out:
                    continue
                values[field.name] = self._raise_field(field, item, original=original)
            except Exception as error:  # noqa: BLE001  # whatever a value makes go wrong is that value's fault
                _note(error, AttributeValidationNote(f"of {cls.__name__}", field.name, field.shape))
                if field.sealed_subject is not None and item is not MISSING:
                    error.__kube_unspoken__ = True  # type: ignore[attr-defined]  # read by _faults below
                errors.append(error)
        errors.extend(self._unknown_names(cls, fields, given))
        if errors:
            raise _all_of(ClassValidationError, f"While reading {cls.__name__}", errors, cls)
        return values

    def _items(self, cls: type[Facts], given: Any) -> list[Any]:
        fields = fields_of(cls)
        if self.wire == "array":
            if type(given) is not tuple or len(given) != len(fields):
                there, there_id = (
                    (len(given), len(given)) if type(given) is tuple else (kind_of(given, "en"), kind_of(given))
                )
                raise BadValue(f"needs {len(fields)} items, has {there}", f"perlu {len(fields)} isian, ada {there_id}")
            return list(given)
        if type(given) is not dict:
            raise BadValue(*other_kind(given, "object", parts_of(cls)))
        return [given.get(field.name, MISSING) for field in fields]

    def _unknown_names(self, cls: type[Facts], fields: tuple[FieldShape, ...], given: Any) -> list[Exception]:
        if self.wire == "array":
            return []
        errors: list[Exception] = []
        known = {field.name for field in fields}
        for name in given:
            if name in known:
                continue
            error = BadValue(f"{cls.__name__} has no such field", "isian ini tidak dikenal")
            _note(error, AttributeValidationNote(f"of {cls.__name__}", str(name), Any))
            errors.append(error)
        return errors

    def _raise_field(self, field: FieldShape, item: Any, *, original: bool) -> Any:
        if original and field.sealed_subject is not None:
            if item is not None:
                raise BadValue("must be nil in an original", "harus kosong di catatan semula")
            return LOCKED
        if isinstance(item, Locked | Erased) and field.sealed_subject is not None:
            return item
        if item is MISSING:
            if field.required:
                raise BadValue("is missing", "belum diisi")
            return field.default
        if item is None and field.optional:
            return None
        return self._converter.structure(item, field.shape)  # type: ignore[arg-type]  # shapes take the place of types

    def _raise_leaf(self, value: Any, leaf: Any) -> Any:
        if leaf.python is date:
            value = self._raise_day(value)
        elif leaf.python is bytes and self.wire == "json":
            value = _from_base64(value)
        # A line of JSON is being written for the first time; an array may have been stored by an older machine.
        problem = leaf.problem(value, stored=self.wire == "array")
        if problem is not None:
            raise BadValue(*problem)
        return value

    def _raise_day(self, value: Any) -> Any:
        try:
            if self.wire == "array" and type(value) is int:
                return day_of_number(value)
            if self.wire == "json" and type(value) is str:
                return parse_day(value)
        except ValueError:
            shown = repr(value[:40]) if isinstance(value, str) else value
            raise BadValue(f"{shown} is no date YYYY-MM-DD", f"{shown} bukan tanggal TTTT-BB-HH") from None
        raise BadValue(*other_kind(value, "day", "tanggal"))

    def _raise_choice(self, value: Any, choice: Any) -> Any:
        problem = choice_problem(value, choice.values)
        if problem is not None:
            raise BadValue(*problem)
        return value

    def _raise_many(self, value: Any, many: Any) -> Any:
        if type(value) is not (tuple if self.wire == "array" else list):
            raise BadValue(*other_kind(value, "list", "daftar"))
        problem = length_problem(len(value), many.at_least)
        if problem is not None:
            raise BadValue(*problem)
        items, errors = [], []
        for index, item in enumerate(value):
            try:
                items.append(self._converter.structure(item, many.item))
            except Exception as error:  # noqa: BLE001  # whatever an item makes go wrong is that item's fault
                _note(error, IterableValidationNote(f"item {index}", index, many.item))
                errors.append(error)
        if errors:
            raise _all_of(IterableValidationError, "While reading a list", errors, tuple)
        return tuple(items)

    def _raise_nested(self, value: Any, nested: Any) -> Any:
        built = nested.cls.trusted(self._fields(nested.cls, value))
        faults = list(built.form())
        if faults:
            raise Invalid(faults)
        return built

    def _raise_embedded(self, value: Any, _: Any) -> Any:
        if self.wire == "json":
            raise BadValue("an original is filled in from the log", "catatan semula diisi dari buku")
        if type(value) is not tuple or [type(item) for item in value] != [str, int, int, tuple]:
            raise BadValue("no embedded event", "bukan catatan tersemat")
        type_, version, day, payload = value
        if not is_type_name(type_) or version < 1:
            raise BadValue("no name or version of an event type", "bukan nama atau versi jenis catatan")
        occurred_on = self._raise_leaf(day, DAY)
        known = self.catalogue.read(type_, version, payload)
        if known is None or len(known[1]) != len(fields_of(known[0])):
            return UnknownEvent(occurred_on=occurred_on, type=type_, version=version, payload=payload)
        cls, payload = known
        return cls.trusted({"occurred_on": occurred_on, **self._fields(cls, payload, original=True)})

    # Writing.

    def _lower_facts(self, facts: Facts) -> Any:
        lowered, errors = {}, []
        for field in fields_of(type(facts)):
            value = getattr(facts, field.name)
            try:
                lowered[field.name] = self._lower_field(field, value)
            except Exception as error:  # noqa: BLE001  # whatever a value makes go wrong is that value's fault
                _note(error, AttributeValidationNote(f"of {type(facts).__name__}", field.name, field.shape))
                if field.sealed_subject is not None:
                    error.__kube_unspoken__ = True  # type: ignore[attr-defined]  # read by _faults below
                errors.append(error)
        if errors:
            raise _all_of(ClassValidationError, f"While writing {type(facts).__name__}", errors, type(facts))
        if self.wire == "array":
            return tuple(lowered.values())
        return {name: value for name, value in lowered.items() if value is not None}

    def _lower_field(self, field: FieldShape, value: Any) -> Any:
        if value is None and field.optional:
            return None
        if isinstance(value, Locked | Erased) and field.sealed_subject is not None:
            return None if self.wire == "array" else {"sealed": True}
        return self._converter.unstructure(value, unstructure_as=field.shape)

    def _lower_leaf(self, leaf: Any) -> Callable[[Any], Any]:
        def lower(value: Any) -> Any:
            problem = leaf.problem(value, stored=True)
            if problem is not None:
                raise BadValue(*problem)
            if leaf.python is date:
                return day_number(value) if self.wire == "array" else value.isoformat()
            if leaf.python is bytes and self.wire == "json":
                return base64.b64encode(value).decode("ascii")
            return value

        return lower

    def _lower_choice(self, choice: Any) -> Callable[[Any], Any]:
        return lambda value: self._raise_choice(value, choice)

    def _lower_many(self, many: Any) -> Callable[[Any], Any]:
        def lower(values: Any) -> Any:
            if type(values) is not tuple:
                raise BadValue(*other_kind(values, "tuple", "daftar yang tetap"))
            problem = length_problem(len(values), many.at_least)
            if problem is not None:
                raise BadValue(*problem)
            lowered = [self._converter.unstructure(value, unstructure_as=many.item) for value in values]
            return tuple(lowered) if self.wire == "array" else lowered

        return lower

    def _lower_nested(self, nested: Any) -> Callable[[Any], Any]:
        def lower(value: Any) -> Any:
            if type(value) is not nested.cls:
                raise BadValue(*other_kind(value, nested.cls.__name__, parts_of(nested.cls)))
            return self._lower_facts(value)

        return lower

    def _lower_embedded(self, _: Any) -> Callable[[Any], Any]:
        def lower(event: Any) -> Any:
            if isinstance(event, UnknownEvent):
                stored: tuple[Any, ...] = (event.type, event.version, event.payload)
            else:
                stored = (event.event_type, event.event_version, self._lower_facts(redacted(event)))
            type_, version, payload = stored
            if self.wire == "array":
                return (type_, version, day_number(event.occurred_on), payload)
            return {"type": type_, "occurred_on": event.occurred_on.isoformat(), "data": _without_sealed(payload)}

        return lower


@cache
def reference(catalogue: Catalogue, wire: Wire) -> Reference:
    """The one of a catalogue and wire, made on first use."""
    return Reference(catalogue, wire)


def _is_a(kind: type) -> Callable[[Any], bool]:
    return lambda shape: isinstance(shape, kind)


def _without_sealed(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if value != {"sealed": True}}


def _from_base64(value: Any) -> bytes:
    if type(value) is not str:
        raise BadValue(*other_kind(value, "base64 text", "teks base64"))
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise BadValue("not base64", "bukan base64") from None
    if base64.b64encode(data).decode("ascii") != value:
        raise BadValue("not canonical base64", "bukan base64 baku")
    return data


def _all_of(kind: type[G], message: str, errors: list[Exception], cls: type) -> G:
    # The groups of cattrs take one argument more than those of the standard library that they are.
    return cast("Callable[[str, list[Exception], type], G]", kind)(message, errors, cls)


def _note(error: BaseException, note: str) -> None:
    error.__notes__ = [*getattr(error, "__notes__", []), note]


def _faults(error: BaseException, path: str) -> list[Fault]:
    """Every fault under an exception of cattrs, with its path."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, bare = error.group_exceptions()
        faults = [fault for part in bare for fault in _faults(part, path)]
        for part, note in noted:
            if isinstance(note, AttributeValidationNote):
                inner = f"{path}.{note.name}" if path else note.name
            else:
                inner = f"{path}[{note.index}]"
            found = _faults(part, inner)
            faults.extend(unspoken(found) if getattr(part, "__kube_unspoken__", False) else found)
        return faults
    if isinstance(error, Invalid):
        return [fault.under(path) if path else fault for fault in error.faults]
    if isinstance(error, BadValue):
        return [Fault(path, str(error), error.message_id)]
    return [Fault(path, f"not valid ({type(error).__name__})", "tidak sah")]
