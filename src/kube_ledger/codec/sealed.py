"""Between an event and its sealed fields: which are to be sealed, what of each, and the event again once they open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import attrs
from attrs import evolve

from kube_ledger.errors import DecodeError, Fault, InvalidEvent, KeyDestroyed, SealBroken
from kube_ledger.events.base import LOCKED, Erased, Event, Locked, UnknownEvent, in_clear
from kube_ledger.events.catalogue import OURS
from kube_ledger.events.fields import Leaf
from kube_ledger.events.shapes import Choice, FieldShape, Shape, fields_of, sealed_fields
from kube_ledger.ids import is_id

from .limits import pack, unpack
from .record import Recorded, SealedField
from .reference import Invalid, reference

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from .record import Books

SHORT, LONG = 256, 8_192
"""How large the sealed form of a field is at least: what is never long, and what may be."""

Place = tuple[str, bytes, int, str, int, int]
"""Group, call id, index, stored type and version, field number: where a sealed value stands."""


class Opener(Protocol):
    """Opens sealed values; `kube_ledger.sealing.Sealer` does."""

    def open(self, place: Any, subject: str, sealed: tuple[bytes, bytes, bytes]) -> bytes | Literal["locked", "erased"]:
        """The value's bytes, or why there are none.

        Raises:
            SealBroken: It does not open though the key is there.
        """
        ...


class Sealer(Opener, Protocol):
    """Seals values too."""

    def seal(self, place: Any, subject: str, value: bytes, least: int) -> tuple[bytes, bytes, bytes]:
        """Key id, nonce and ciphertext of a value.

        Raises:
            KeyDestroyed: The person's key was destroyed.
            ValueError: The value is too long.
        """
        ...

    def sized(self, subject: str, value: bytes, least: int) -> tuple[bytes, bytes, bytes]:
        """Something of the same size, without a key.

        Raises:
            KeyDestroyed: The person's key was destroyed.
            ValueError: The value is too long.
        """
        ...


def sealed_entry(entry: Recorded, sealer: Sealer, *, dry: bool = False, erased: Container[str] = ()) -> Recorded:
    """The entry with every sensitive value sealed for the person it is about; its event still shows them.

    Args:
        entry: The entry to be; nothing of it is sealed yet.
        sealer: Seals.
        erased: For whom nothing may be sealed any more, though a copy of her key should turn up.
        dry: Make no key and seal nothing: fill in what is as large, to see whether it fits.

    Raises:
        InvalidEvent: The field that names the person holds none, or her key was destroyed, or the value is too long.
    """
    event = entry.event
    wanted = {*in_clear(event)}
    if not wanted:
        return entry
    catalogue = OURS if entry.books is None else entry.books.catalogue
    try:
        items = reference(catalogue, "array").lower(event)
    except Invalid as error:
        raise InvalidEvent(type(event).__name__, error.faults) from None
    made = []
    for number, field in enumerate(fields_of(type(event))):
        if field.name not in wanted:
            continue
        subject = _subject(event, field)
        value, least = pack(items[number]), _least(field.shape)
        place = _place(entry, event.event_type, event.event_version, number)
        try:
            if subject in erased:
                raise KeyDestroyed(subject)
            parts = sealer.sized(subject, value, least) if dry else sealer.seal(place, subject, value, least)
        except KeyDestroyed as destroyed:
            raise InvalidEvent(type(event).__name__, [_destroyed(field, destroyed)]) from None
        except ValueError:
            raise InvalidEvent(type(event).__name__, [Fault(field.name, *_TOO_LONG)]) from None
        made.append(SealedField(number, subject, *parts))
    return evolve(entry, sealed=tuple(made))


def _destroyed(field: FieldShape, destroyed: KeyDestroyed) -> Fault:
    return Fault(field.name, str(destroyed), destroyed.sentence)


_TOO_LONG: Final = ("too long to be sealed", "terlalu panjang untuk disegel")
_NOBODY: Final = ("names nobody, so what is sensitive about her can't be sealed", "belum menyebut orangnya")


def _subject(event: Event, field: FieldShape) -> str:
    name = field.sealed_subject
    assert name is not None  # it is a sealed field
    subject = getattr(event, name)
    if type(subject) is not str or not is_id(subject):
        raise InvalidEvent(type(event).__name__, [Fault(name, *_NOBODY)])
    return subject


def _least(shape: Shape) -> int:
    """By the kind of field alone, so that the stored length tells nothing of what a text says."""
    return SHORT if isinstance(shape, Choice) or (isinstance(shape, Leaf) and shape.name != "text") else LONG


def _place(entry: Recorded, type_: str, version: int, number: int) -> Place:
    return (entry.group_id, entry.call_id.bytes, entry.index, type_, version, number)


def marks_for(sealed: tuple[Any, ...]) -> dict[int, Locked]:
    """For each sealed item a `Locked` of its own, so that it is known again behind an upcaster that moved it."""
    return {item[0]: Locked() for item in sealed}


def _marked(event: Event, marks: Mapping[int, Locked]) -> Iterator[tuple[FieldShape, int]]:
    """The sealed fields of an event of today, each with the number under which it was stored."""
    numbers = {id(mark): number for number, mark in marks.items()}
    for field in sealed_fields(type(event)):
        number = numbers.get(id(getattr(event, field.name)))
        if number is not None:
            yield field, number


def opened_entry(
    entry: Recorded, marks: Mapping[int, Locked], stored: tuple[str, int], opener: Opener, books: Books | None
) -> Recorded:
    """The entry with the values of those sealed fields whose keys are there.

    Args:
        entry: As it was decoded, each sealed field `Locked` by its mark.
        marks: Number in the payload → its mark.
        stored: The type and version that the payload was stored under.
        opener: Opens.
        books: The domain.

    Raises:
        SealBroken: One does not open though its key is there, or is sealed for another person than the event names, or
            what it holds is no value of the field.
    """
    if isinstance(entry.event, UnknownEvent):
        return entry
    to_event = reference(OURS if books is None else books.catalogue, "array")
    items = {item.number: item for item in entry.sealed}
    opened: dict[str, Any] = {}
    for field, number in _marked(entry.event, marks):
        item = items[number]
        if item.subject != getattr(entry.event, field.sealed_subject or ""):
            raise SealBroken(field.name, position=entry.position)
        try:
            value = opener.open(
                _place(entry, *stored, number), item.subject, (item.key_id, item.nonce, item.ciphertext)
            )
            if isinstance(value, bytes):
                opened[field.name] = to_event.value(field, unpack(value))
            elif value == "erased":
                opened[field.name] = Erased()
        except (SealBroken, DecodeError, Invalid):
            raise SealBroken(field.name, position=entry.position) from None
    event = _with(entry.event, opened)
    if any(not isinstance(value, Erased) for value in opened.values()) and list(event.form()):
        raise SealBroken(position=entry.position)
    return evolve(entry, event=event)


def unfit_seals(entry: Recorded, opener: Opener) -> Iterator[Fault]:
    """What is wrong with the ciphertexts of an entry that was sealed elsewhere: here they must open.

    Args:
        entry: The entry to be, of today's form.
        opener: Has the keys.

    Yields:
        For each ciphertext that does not open a fault.
    """
    fields = fields_of(type(entry.event))
    for item in entry.sealed:
        field = fields[item.number]
        place = _place(entry, entry.event.event_type, entry.event.event_version, item.number)
        try:
            value = opener.open(place, item.subject, (item.key_id, item.nonce, item.ciphertext))
        except SealBroken:
            value = "locked"
        if isinstance(value, bytes):
            continue
        if value == "erased":
            yield _destroyed(field, KeyDestroyed(item.subject))
        else:
            yield Fault(field.name, *_SEALED_ELSEWHERE)


_SEALED_ELSEWHERE: Final = (
    "is sealed so that it does not open with this ledger's keys: draft it anew with them",
    "disegel dengan kunci lain sehingga tidak bisa dibuka di buku ini: buat konsepnya lagi dengan kunci buku ini",
)


def open_fields(entry: Recorded) -> list[str]:
    """The sensitive fields whose values stand in the entry's record for everybody to read."""
    if isinstance(entry.event, UnknownEvent):
        return []
    names = [field.name for field in fields_of(type(entry.event))]
    stored = {names[item.number] for item in entry.sealed}
    return [name for name in in_clear(entry.event) if name not in stored]


def hidden(entry: Recorded) -> Event:
    """The entry's event as somebody without keys sees it: for whatever leaves the group."""
    if not entry.sealed or isinstance(entry.event, UnknownEvent):
        return entry.event
    return _with(entry.event, dict.fromkeys(in_clear(entry.event), LOCKED))


def _with(event: Event, changes: Mapping[str, Any]) -> Event:
    if not changes:
        return event
    values = {attribute.name: getattr(event, attribute.name) for attribute in attrs.fields(type(event))}
    return type(event).trusted({**values, **changes})
