"""Reading one line of JSON Lines: what it must look like before anybody asks what it means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kube_ledger.codec.reference import Invalid, reference
from kube_ledger.days import parse_day
from kube_ledger.errors import Fault
from kube_ledger.events import Event, EventReversed, MonthClosed
from kube_ledger.events.fields import ID, SHORT_TEXT, Leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from typing import BinaryIO

    from kube_ledger.domain import Domain

LONGEST_LINE: Final = 256 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_READ: Final = ("type", "occurred_on", "recorded_by", "key", "batch", "data")
_IGNORED: Final = ("position", "recorded_at", "event_id")
KNOWN: Final = frozenset({*_READ, *_IGNORED, "group"})

FILLED_IN: Final[Mapping[type[Event], str]] = {EventReversed: "original", MonthClosed: "digest"}
"""Event type → the field that is filled in from the books."""


@frozen
class BadLine:
    """One thing wrong with one line.

    Attributes:
        line: Its number, from 1.
        code: The refusal's code.
        path: The field, as in `data.shares[0].amount`; None where it is about the whole line.
        message: What is wrong, in English.
        message_id: The same in Indonesian.
    """

    line: int
    code: str
    path: str | None
    message: str
    message_id: str


@frozen
class GoodLine:
    """A line whose form is right; what it says has yet to be judged.

    Attributes:
        line: Its number, from 1.
        cls: The event's class.
        occurred_on: The day.
        recorded_by: The author.
        key: The call's key, if given.
        batch: The call's name in this file, if it has several lines.
        values: The event's fields; one that is filled in from the books may be missing.
    """

    line: int
    cls: type[Event]
    occurred_on: date
    recorded_by: str
    key: str | None
    batch: str | None
    values: dict[str, Any]


class _Odd:
    """Something that JSON allows and we do not, put where it was found."""

    def __init__(self, message: str, message_id: str) -> None:
        self.message = message
        self.message_id = message_id


def raw_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, with their numbers; None for one that is too long. Never holds more than one."""
    number = 0
    while raw := stream.readline(LONGEST_LINE + 3):
        number += 1
        body = raw.removeprefix(_BOM) if number == 1 else raw
        body = body.removesuffix(b"\n").removesuffix(b"\r")
        too_long = len(body) > LONGEST_LINE
        while not raw.endswith(b"\n") and (raw := stream.readline(LONGEST_LINE)):
            too_long = True
        if too_long:
            yield number, None
        elif body.strip(b" \t\r"):
            yield number, body


class LineReader:
    """Reads lines of one group into a domain's event classes.

    Args:
        group_id: The group that the file must be of.
        domain: The types it may use.
    """

    def __init__(self, group_id: str, domain: Domain) -> None:
        self._group_id = group_id
        self._domain = domain
        self._reference = reference(domain.catalogue, "json")

    def read(self, number: int, body: bytes | None) -> GoodLine | list[BadLine]:
        """One line.

        Args:
            number: Its number, from 1.
            body: Its bytes; None = too long.

        Returns:
            What it says, or everything that is wrong with its form.
        """
        if body is None:
            return [_bad(number, None, "longer than 256 KiB", "lebih panjang dari 256 KiB")]
        try:
            found = _parsed(body)
        except UnicodeDecodeError:
            return [_bad(number, None, "not UTF-8", "bukan UTF-8")]
        except (ValueError, RecursionError):
            return [_bad(number, None, "not JSON", "bukan JSON")]
        if type(found) is not dict:
            return [_bad(number, None, "no JSON object", "bukan objek JSON")]
        faults = [*_odd(found, ""), *_unknown_names(found)]
        type_ = found.get("type")
        if type(type_) is not str and not any(fault.path == "type" for fault in faults):
            faults.append(Fault("type", "is no text", "bukan teks"))
        if faults:
            return [_bad(number, fault.path, fault.message, fault.message_id) for fault in faults]
        cls = self._domain.catalogue.find(str(type_))
        if cls is None:
            return [_unknown_type(number, str(type_))]
        return self._fields(number, cls, found)

    def _fields(self, number: int, cls: type[Event], found: dict[str, Any]) -> GoodLine | list[BadLine]:
        faults: list[Fault] = []
        occurred_on = _taken(faults, "occurred_on", found, _day)
        recorded_by = _taken(faults, "recorded_by", found, _as(ID))
        key = _taken(faults, "key", found, _as(SHORT_TEXT), optional=True)
        batch = _taken(faults, "batch", found, _as(SHORT_TEXT), optional=True)
        if "group" in found and found["group"] != self._group_id:
            expected = f"not {self._group_id}, the group asked for"
            faults.append(Fault("group", expected, f"bukan {self._group_id}, kelompok yang diminta"))
        values: dict[str, Any] = {}
        try:
            values = self._values(cls, found.get("data", _MISSING))
        except Invalid as error:
            faults.extend(fault.under("data") for fault in error.faults)
        if not faults:
            faults.extend(
                fault if fault.path in _READ else fault.under("data")
                for fault in cls.trusted({"occurred_on": occurred_on, **values}).form()
            )
        if faults:
            return [_bad(number, fault.path, fault.message, fault.message_id) for fault in faults]
        return GoodLine(number, cls, occurred_on, recorded_by, key, batch, values)

    def _values(self, cls: type[Event], data: Any) -> dict[str, Any]:
        if data is _MISSING:
            raise Invalid([Fault("", "is missing", "belum diisi")])
        left_out = FILLED_IN.get(cls)
        if left_out is None:
            return self._reference.values(cls, data)
        if cls is EventReversed and type(data) is dict:
            data = {name: value for name, value in data.items() if name != left_out}
        return self._reference.values(cls, data, left_out=frozenset({left_out}))


_MISSING: Final = object()


def _parsed(body: bytes) -> Any:
    return json.loads(
        body.decode("utf-8"),
        object_pairs_hook=_object,
        parse_float=lambda text: _Odd(f"{text[:40]} is no whole number", f"{text[:40]} bukan bilangan bulat"),
        parse_constant=lambda text: _Odd(f"{text} is no value", f"{text} bukan nilai"),
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name] = _Odd("stands twice", "tertulis dua kali") if name in found else value
    return found


def _odd(value: Any, path: str) -> Iterator[Fault]:
    if isinstance(value, _Odd):
        yield Fault(path, value.message, value.message_id)
    elif type(value) is dict:
        for name, inner in value.items():
            yield from _odd(inner, f"{path}.{_shown(name)}" if path else _shown(name))
    elif type(value) is list:
        for index, inner in enumerate(value):
            yield from _odd(inner, f"{path}[{index}]")


def _unknown_names(found: dict[str, Any]) -> Iterator[Fault]:
    for name in found:
        if name not in KNOWN:
            yield Fault(_shown(name), "is not known on a line", "tidak dikenal pada baris catatan")


def _shown(name: str) -> str:
    """A name that may hold anything, as it can be printed."""
    shown = name[:80]
    return shown if shown.isprintable() and shown else ascii(shown)


def _taken(
    faults: list[Fault], name: str, found: dict[str, Any], read: Callable[[Any], Any], *, optional: bool = False
) -> Any:
    if name not in found:
        if not optional:
            faults.append(Fault(name, "is missing", "belum diisi"))
        return None
    value = found[name]
    if value is None and optional:
        return None
    result = read(value)
    if isinstance(result, _Odd):
        faults.append(Fault(name, result.message, result.message_id))
        return None
    return result


def _day(value: Any) -> Any:
    try:
        if type(value) is str:
            return parse_day(value)
    except ValueError:
        pass
    return _Odd("is no date YYYY-MM-DD", "bukan tanggal TTTT-BB-HH")


def _as(leaf: Leaf) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        problem = leaf.problem(value)
        return value if problem is None else _Odd(*problem)

    return read


def _bad(number: int, path: str | None, message: str, message_id: str) -> BadLine:
    return BadLine(number, "invalid-field", path or None, message, message_id)


def _unknown_type(number: int, type_: str) -> BadLine:
    shown = _shown(type_)
    return BadLine(
        number,
        "unknown-type",
        "type",
        f"the event type {shown!r} is not known",
        f"jenis catatan {shown!r} tidak dikenal",
    )
