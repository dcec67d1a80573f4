"""Reading one line of JSON Lines: what it must look like before anybody asks what it means."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kube_ledger.codec.reference import Invalid, reference
from kube_ledger.days import parse_day
from kube_ledger.errors import Fault
from kube_ledger.events import EventReversed
from kube_ledger.events.fields import ID, SHORT_TEXT, TEXT, Leaf
from kube_ledger.ledger.same import FILLED_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from typing import BinaryIO

    from kube_ledger.domain import Domain
    from kube_ledger.events import Event

LONGEST_LINE: Final = 256 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_LINE_END: Final = b"\r\n"

_READ: Final = ("type", "occurred_on", "recorded_by", "key", "batch", "data", "group")
_IGNORED: Final = ("position", "recorded_at", "event_id")
KNOWN: Final = frozenset({*_READ, *_IGNORED})

_MAX_PATH: Final = 200
_MAX_NAME: Final = 80
_MAX_DIGITS: Final = 640
"""Python may be set to read no int longer than this."""


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
    for number in count(1):
        raw = stream.readline(LONGEST_LINE + len(_BOM) + len(_LINE_END))
        if not raw:
            return
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
            found = _JSON.decode(body.decode("utf-8"))
        except UnicodeDecodeError:
            return [_bad(number, None, "not UTF-8", "bukan UTF-8")]
        except json.JSONDecodeError as error:
            at = error.pos + 1
            return [_bad(number, None, f"not JSON (character {at})", f"bukan JSON (karakter ke-{at})")]
        except RecursionError:
            return [_bad(number, None, "nested too deep", "bertingkat terlalu dalam")]
        if type(found) is not dict:
            return [_bad(number, None, "no JSON object", "bukan objek JSON")]
        faults = [*_odd(found), *_unknown_names(found)]
        type_ = found.get("type")
        if type(type_) is not str and not any(fault.path == "type" for fault in faults):
            faults.append(Fault("type", *(_NO_TEXT if "type" in found else _NOT_GIVEN)))
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
        batch = _taken(faults, "batch", found, _as(TEXT), optional=True)
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
                fault if fault.path == "occurred_on" else fault.under("data")
                for fault in cls.trusted({"occurred_on": occurred_on, **values}).form()
            )
        if faults:
            return [_bad(number, fault.path, fault.message, fault.message_id) for fault in faults]
        return GoodLine(number, cls, occurred_on, recorded_by, key, batch, values)

    def _values(self, cls: type[Event], data: Any) -> dict[str, Any]:
        if data is _MISSING:
            raise Invalid([Fault("", *_NOT_GIVEN)])
        left_out = FILLED_IN.get(cls)
        if left_out is None:
            return self._reference.values(cls, data)
        if cls is EventReversed and type(data) is dict:
            data = {name: value for name, value in data.items() if name != left_out}
        return self._reference.values(cls, data, left_out=frozenset({left_out}))


_MISSING: Final = object()
_NOT_GIVEN: Final = ("is missing", "belum diisi")
_NO_TEXT: Final = ("is no text", "bukan teks")

# What JSON allows and we do not is put where it was found, so that its path can be told.
_TWICE: Final = _Odd("stands twice", "tertulis dua kali")
_NOT_WHOLE: Final = _Odd(
    "is no whole number: no fraction, no exponent", "bukan bilangan bulat: tanpa koma, titik, atau eksponen"
)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name] = _TWICE if name in found else value
    return found


def _whole(digits: str) -> int:
    # Of more digits than Python may read: a number of about that size, which is out of every bound as well.
    if len(digits) <= _MAX_DIGITS:
        return int(digits)
    size = 1 << (len(digits) * 10 // 3)
    return -size if digits.startswith("-") else size


def _not_whole(_: str) -> _Odd:
    return _NOT_WHOLE


_JSON: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_not_whole, parse_constant=_not_whole
)


def _odd(found: dict[str, Any]) -> Iterator[Fault]:
    """Every odd value in the order of the line; not recursive, because JSON may nest deeper than Python calls."""
    waiting: list[tuple[str, Any]] = [("", found)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _Odd):
            yield Fault(path, value.message, value.message_id)
            continue
        parts = value.items() if type(value) is dict else enumerate(value)
        inner = [(_step(path, name), part) for name, part in parts if isinstance(part, dict | list | _Odd)]
        waiting.extend(reversed(inner))


def _step(path: str, name: str | int) -> str:
    """The path one level deeper; where it is long enough to find the place, it grows no more."""
    if len(path) > _MAX_PATH:
        return path
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name[:_MAX_NAME]}" if path else name[:_MAX_NAME] or "''"


def _unknown_names(found: dict[str, Any]) -> Iterator[Fault]:
    for name in found:
        if name not in KNOWN:
            yield Fault(_step("", name), "is not known on a line", "tidak dikenal pada baris catatan")


def _printable(text: str, longest: int) -> str:
    """A text that may hold anything, as it can be shown and sent."""
    shown = text if len(text) <= longest else f"{text[:longest]}…"
    return shown if shown.isprintable() else ascii(shown)[1:-1]


def _taken(
    faults: list[Fault], name: str, found: dict[str, Any], read: Callable[[Any], Any], *, optional: bool = False
) -> Any:
    if name not in found:
        if not optional:
            faults.append(Fault(name, *_NOT_GIVEN))
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
    return BadLine(number, "invalid-field", _printable(path, _MAX_PATH) if path else None, message, message_id)


def _unknown_type(number: int, type_: str) -> BadLine:
    shown = _printable(type_, _MAX_NAME)
    message = f"the event type '{shown}' is not known"
    return BadLine(number, "unknown-type", "type", message, f"jenis catatan '{shown}' tidak dikenal")
