"""Format 1: a record and its command, item by item. What is hashed, signed and kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from kube_ledger.days import day_number, day_of_number, from_us, to_us
from kube_ledger.errors import DecodeError, Fault, InvalidEvent
from kube_ledger.events.base import Erased, Event, Locked, UnknownEvent
from kube_ledger.events.catalogue import OURS, Catalogue
from kube_ledger.events.control import EventReversed
from kube_ledger.events.shapes import fields_of
from kube_ledger.ids import is_id, is_type_name
from kube_ledger.text import text_problem

from .limits import FORMAT, MAX_META, MAX_PAYLOAD, MAX_RECORD, pack, unpack
from .record import UNPLACED, Approval, Books, Recorded, SealedField, Seen
from .reference import Invalid, reference
from .sealed import marks_for, opened_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from .sealed import Opener

KEY_LENGTH: Final = 200
COMMAND_ITEMS: Final = 12
_ORIGINAL: Final = [field.name for field in fields_of(EventReversed)].index("original")


def encode(recorded: Recorded) -> bytes:
    """The record of an entry: a function of it, so that equal entries have equal bytes.

    Raises:
        InvalidEvent: The event is too large to store, or holds what its types can't.
        DecodeError: The envelope holds what can't be stored.
    """
    record = pack(
        (
            FORMAT,
            encode_command(recorded),
            tuple(tuple(_approval(tuple(approval))) for approval in recorded.approvals),
            to_us(recorded.recorded_at),
        )
    )
    if len(record) > MAX_RECORD:
        raise _too_large(recorded.event, len(record), MAX_RECORD)
    return record


def encode_command(recorded: Recorded) -> bytes:
    """The part of a record that its author signs: all but the approvals and the time of recording.

    Raises:
        InvalidEvent: As of `encode`.
        DecodeError: As of `encode`.
    """
    event = recorded.event
    type_, version, payload = _stored(event, recorded.books)
    if recorded.sealed:
        payload = _without(payload, {field.number for field in recorded.sealed})
    command = (
        type_,
        version,
        recorded.group_id,
        (recorded.call_id.bytes, recorded.index, recorded.count),
        recorded.recorded_by,
        recorded.actor_key,
        recorded.key,
        day_number(event.occurred_on),
        None if recorded.seen is None else tuple(recorded.seen),
        recorded.meta,
        payload,
        tuple(tuple(field) for field in recorded.sealed),
    )
    _check_command(command)
    _check_sealed(event, recorded.sealed, may_be_open=True)
    size = _payload_size(type_, payload)
    if size > MAX_PAYLOAD:
        raise _too_large(event, size, MAX_PAYLOAD)
    return pack(command)


def decode(
    record: bytes, *, position: int | None = None, books: Books | None = None, opener: Opener | None = None
) -> Recorded:
    """Read a record, strictly: `encode(decode(record)) == record` for every record of today's versions.

    Args:
        record: The stored bytes.
        position: Where they stand in their group's log.
        books: The domain whose types to read and whose postings to show; without it, our own types and no postings.
        opener: Opens sealed fields: those whose keys it has show their values, those whose keys were destroyed read
            `Erased`. Without it all of them are `Locked`.

    Returns:
        The entry; its event is an `UnknownEvent` where the type or version is not known.

    Raises:
        DecodeError: The bytes are no record of format 1; names the position and what is wrong.
        SealBroken: A sealed field does not open though its key is there. Without `opener` the record can be read.
    """
    catalogue = OURS if books is None else books.catalogue
    try:
        return _decode(record, UNPLACED if position is None else position, books, catalogue, opener)
    except DecodeError as error:
        raise DecodeError(error.problem, problem_id=error.problem_id, position=position) from None
    except Invalid as error:
        problem_id = "; ".join(f"{fault.path}: {fault.message_id}" for fault in error.faults)
        raise DecodeError(str(error), problem_id=problem_id, position=position) from None


def _decode(record: bytes, position: int, books: Books | None, catalogue: Catalogue, opener: Opener | None) -> Recorded:
    outer = unpack(record)
    _expect(_is_array(outer) and len(outer) > 0 and type(outer[0]) is int, "no record")
    _expect(outer[0] == FORMAT, f"format {outer[0]}, known is {FORMAT}")
    _expect([type(item) for item in outer[1:]] == [bytes, tuple, int], "a record has four items")
    _, packed, approvals, recorded_at_us = outer
    command = unpack(packed)
    _check_command(command)
    type_, version, group_id, call, recorded_by, actor_key, key, day, seen, meta, payload, sealed = command
    size = _payload_size(type_, payload)
    _expect(size <= MAX_PAYLOAD, f"a payload of {size} bytes, allowed are {MAX_PAYLOAD}")
    marks = marks_for(sealed)
    event = _event(catalogue, type_, version, day, _with_locks(payload, marks))
    entry = Recorded(
        event=event,
        group_id=group_id,
        call_id=UUID(bytes=call[0]),
        index=call[1],
        count=call[2],
        recorded_by=recorded_by,
        recorded_at=_moment(recorded_at_us),
        key=key,
        meta=meta,
        actor_key=actor_key,
        seen=None if seen is None else Seen(*seen),
        approvals=tuple(_approval(item) for item in approvals),
        sealed=tuple(SealedField(*item) for item in sealed),
        position=position,
        books=books,
    )
    # An upcaster may move what is sealed, so the numbers are held against payloads of today only.
    if isinstance(event, UnknownEvent) or (type_, version) == (event.event_type, event.event_version):
        _check_sealed(event, entry.sealed)
    return opened_entry(entry, marks, (type_, version), opener, books) if marks and opener is not None else entry


def _stored(event: Event, books: Books | None) -> tuple[str, int, Any]:
    if isinstance(event, UnknownEvent):
        return event.type, event.version, _with_nils(event.payload)
    catalogue = OURS if books is None else books.catalogue
    try:
        return event.event_type, event.event_version, reference(catalogue, "array").lower(event)
    except Invalid as error:
        raise InvalidEvent(type(event).__name__, error.faults) from None


def _event(catalogue: Catalogue, type_: str, version: int, day: int, payload: tuple[Any, ...]) -> Event:
    occurred_on = _day(day)
    try:
        known = catalogue.read(type_, version, payload)
    except Exception as error:  # noqa: BLE001  # an app's upcaster may fail as it likes on a payload that was tampered with
        raise DecodeError(f"{type_!r} version {version} can't be read as today's ({type(error).__name__})") from None
    # More or fewer items than today's version has are what a version of tomorrow would have: kept, and not understood.
    if known is None or len(known[1]) != len(fields_of(known[0])):
        return UnknownEvent(occurred_on=occurred_on, type=type_, version=version, payload=payload)
    cls, payload = known
    return reference(catalogue, "array").event(cls, occurred_on, payload)


def _with_locks(payload: tuple[Any, ...], marks: Mapping[int, Locked]) -> tuple[Any, ...]:
    if not marks:
        return payload
    items = list(payload)
    for number, mark in marks.items():
        _expect(number < len(items) and items[number] is None, "a sealed field that is not nil in the payload")
        items[number] = mark
    return tuple(items)


def _without(payload: tuple[Any, ...], numbers: Collection[int]) -> tuple[Any, ...]:
    return tuple(None if number in numbers else item for number, item in enumerate(payload))


def _with_nils(payload: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(None if isinstance(item, Locked) else item for item in payload)


def _check_sealed(event: Event, sealed: tuple[SealedField, ...], *, may_be_open: bool = False) -> None:
    """A field reads as sealed exactly where a ciphertext stands for it; one that was opened shows its value instead."""
    values = (
        event.payload
        if isinstance(event, UnknownEvent)
        else [getattr(event, field.name) for field in fields_of(type(event))]
    )
    locked = {number for number, value in enumerate(values) if isinstance(value, Locked | Erased)}
    numbers = {field.number for field in sealed}
    if may_be_open and not isinstance(event, UnknownEvent):
        fields = fields_of(type(event))
        locked |= {
            number
            for number in numbers
            if number < len(fields) and fields[number].sealed_subject is not None and values[number] is not None
        }
    wrong = sorted(locked ^ numbers)
    _expect(not wrong, f"item {wrong[:1]} of the payload: sealed without a ciphertext, or the reverse")


def _check_command(command: Any) -> None:
    _expect(_is_array(command) and len(command) == COMMAND_ITEMS, f"a command has {COMMAND_ITEMS} items")
    type_, version, group_id, call, recorded_by, actor_key, key, day, seen, meta, payload, sealed = command
    _expect(type(type_) is str and is_type_name(type_), "the type is no name")
    _expect(type(version) is int and version >= 1, "the type's version is no number")
    _expect(type(group_id) is str and is_id(group_id), "the group is no id")
    _expect(_is_array(call) and [type(item) for item in call] == [bytes, int, int], "the call is incomplete")
    _expect(len(call[0]) == 16 and 0 <= call[1] < call[2], "the call's id, index and count don't fit")  # noqa: PLR2004
    _expect(type(recorded_by) is str and is_id(recorded_by), "recorded_by is no id")
    _expect(actor_key is None or _is_bytes(actor_key, 8), "the actor's key is no key id")
    _expect(key is None or (type(key) is str and text_problem(key, longest=KEY_LENGTH, stored=True) is None), "bad key")
    _expect(key is None or call[1] == 0, "a key behind the first event of its call")
    _expect(type(day) is int, "occurred_on is no day")
    _expect(seen is None or _is_seen(seen), "seen is no head")
    _expect(meta is None or _is_meta(meta), "meta is no list of pairs")
    _expect(_is_array(payload), "the payload is no list")
    _expect(_is_array(sealed) and all(_is_sealed(item) for item in sealed), "sealed is no list of ciphertexts")
    numbers = [item[0] for item in sealed]
    _expect(numbers == sorted(set(numbers)), "sealed fields out of order")


def _is_array(value: object) -> bool:
    return type(value) is tuple


def _is_bytes(value: Any, size: int) -> bool:
    return type(value) is bytes and len(value) == size


def _is_seen(seen: Any) -> bool:
    return (
        _is_array(seen)
        and len(seen) == 2  # noqa: PLR2004  # size and root
        and type(seen[0]) is int
        and seen[0] >= 0
        and _is_bytes(seen[1], 32)
    )


def _is_meta(meta: Any) -> bool:
    return _is_array(meta) and 1 <= len(meta) <= MAX_META and all(_is_meta_pair(pair) for pair in meta)


def _is_meta_pair(pair: Any) -> bool:
    return (
        _is_array(pair)
        and [type(item) for item in pair] == [str, str]
        and is_id(pair[0])
        and text_problem(pair[1], longest=KEY_LENGTH, stored=True) is None
    )


def _is_sealed(item: Any) -> bool:
    return (
        _is_array(item)
        and [type(part) for part in item] == [int, str, bytes, bytes, bytes]
        and item[0] >= 0
        and is_id(item[1])
        and len(item[2]) == 16  # noqa: PLR2004  # a key id
    )


def _approval(item: Any) -> Approval:
    _expect(_is_array(item) and len(item) == 2, "an approval has two items")  # noqa: PLR2004
    _expect(_is_bytes(item[0], 8) and _is_bytes(item[1], 64), "an approval is a key id and a signature")
    return Approval(*item)


def _day(number: int) -> Any:
    try:
        return day_of_number(number)
    except ValueError as error:
        raise DecodeError(str(error)) from None


def _moment(us: int) -> datetime:
    try:
        return from_us(us)
    except ValueError as error:
        raise DecodeError(str(error)) from None


def _payload_size(type_: str, payload: tuple[Any, ...]) -> int:
    """What counts against the limit: a reversal repeats an event that had been measured itself."""
    if type_ == EventReversed.event_type and len(payload) > _ORIGINAL:
        payload = (*payload[:_ORIGINAL], *payload[_ORIGINAL + 1 :])
    return len(pack(payload))


def _too_large(event: Event, size: int, largest: int) -> InvalidEvent:
    fault = Fault(
        "data", f"{size} bytes when stored, allowed are {largest}", f"{size} byte bila disimpan, boleh {largest}"
    )
    return InvalidEvent(type(event).__name__, [fault])


def _expect(holds: bool, problem: str) -> None:  # noqa: FBT001  # reads as a sentence
    if not holds:
        raise DecodeError(problem)
