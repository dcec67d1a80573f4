"""What stands in a payload, said in one line: so that a file of records can be read where our program is not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from kube_ledger.events.fields import Leaf
from kube_ledger.events.shapes import Choice, Embedded, FieldShape, Many, Nested, Shape, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kube_ledger.events.base import Facts
    from kube_ledger.events.catalogue import Catalogue

UNKNOWN: Final = "not known to the program that wrote this file"
_NOTHING: Final = "no fields"
_STORED_AS: Final[Mapping[type, str]] = {
    str: "str",
    int: "int",
    bool: "bool",
    bytes: "bin",
    date: "int, days since 1970-01-01",
}


def schema_words(catalogue: Catalogue, type_: str, version: int) -> str:
    """The fields of a payload in order, each with its kind, in plain English.

    Args:
        catalogue: The types that are known; older versions than today's are not described.
        type_: The stored name.
        version: The stored version.

    Returns:
        One line, as in `member_id: id (str); amount: rupiah (int); meeting_id: id (str) or nil`.
    """
    cls = catalogue.find(type_)
    if cls is None or cls.event_version != version:
        return UNKNOWN
    return _fields(cls) or _NOTHING


def _fields(cls: type[Facts]) -> str:
    return "; ".join(f"{field.name}: {_kind(field)}" for field in fields_of(cls))


def _kind(field: FieldShape) -> str:
    kind = _shape(field.shape)
    if field.optional:
        kind += " or nil"
    if field.sealed_subject is not None:
        kind += f", sensitive (nil where sealed for {field.sealed_subject})"
    return kind


def _shape(shape: Shape) -> str:
    match shape:
        case Leaf():
            return f"{shape.name} ({_STORED_AS[shape.python]})"
        case Choice(values):
            return f"one of {', '.join(values)} (str)"
        case Many(item):
            return f"array of {_shape(item)}"
        case Nested(cls):
            return f"[{_fields(cls)}]"
        case Embedded():
            return "event [type (str), version (int), occurred_on (int, days since 1970-01-01), payload (array)]"
