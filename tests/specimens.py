"""One fixed example of every event, full and bare, and the records they become: the same on every machine.

Needs nothing but kube_ledger, so that another interpreter can run it: `python tests/specimens.py` prints each record in
hex. `python tests/specimens.py --update` writes the golden files of new types; a golden file that stands is never
overwritten: format 1 does not change.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import attrs

from kube_ledger.codec import Approval, Recorded, SealedField, Seen, encode
from kube_ledger.codec.reference import reference
from kube_ledger.events import EVENTS, AidLine, AidProposed, Event, Facts, KeyEnrolled
from kube_ledger.events.base import LOCKED
from kube_ledger.events.catalogue import OURS
from kube_ledger.events.fields import Leaf
from kube_ledger.events.kas import DuesPaid
from kube_ledger.events.shapes import Choice, Embedded, FieldShape, Many, Nested, Shape, fields_of

DAY: Final = date(2019, 7, 7)
MOMENT: Final = datetime(2019, 7, 7, 12, 34, 56, 789_012, tzinfo=UTC)
CALL: Final = UUID("0197e6a0-1d2c-7abc-8def-0123456789ab")
GOLDEN: Final = Path(__file__).parent / "codec" / "golden"

_GIVEN: Final[dict[str, Any]] = {
    "amount": 5_000,
    "difference": -2_500,
    "month": "2019-07",
    "timezone": "Asia/Makassar",
    "account": "receivables",
    "party": "s-01",
    "fund": "kas",
    "from_fund": "pmt",
    "to_fund": "kas",
    "member_id": "m01",
    "lot_size": 3,
    "lot_price": 10_000,
    "owner": "group",
    "vkey": "ibu-sari+f1c9ed0f+Afe5OlqVrFHhBDMEKbFYaQVBPpjT1ltbdScpynoodT6b",
    "holder": "group",
}
"""Values by the field's name; all others follow from the field's shape."""

_FITTED: Final[dict[type[Event], dict[str, Any]]] = {
    KeyEnrolled: {"person_id": "m01", "use": "person"},
    AidProposed: {"amount": 5_000, "lines": (AidLine(description="oven é 7%", amount=5_000),)},
}
"""Values of a type whose fields must fit each other."""


def full(cls: type[Event]) -> Event:
    """An event with every field given."""
    given = {field.name: _value(field) for field in fields_of(cls)}
    return cls(occurred_on=DAY, **(given | _FITTED.get(cls, {})))


def bare(cls: type[Event]) -> Event:
    """An event with no field that may be left out, lists as short as they may be."""
    given = {field.name: _value(field, bare=True) for field in fields_of(cls) if field.required}
    return cls(occurred_on=DAY, **(given | _FITTED.get(cls, {})))


def sealed(cls: type[Event]) -> Event | None:
    """The full event with its sensitive fields sealed; None if it has none."""
    fields = [field.name for field in fields_of(cls) if field.sealed_subject is not None]
    return attrs.evolve(full(cls), **dict.fromkeys(fields, LOCKED)) if fields else None  # type: ignore[misc]


def _value(field: FieldShape, *, bare: bool = False) -> Any:
    if field.name in _GIVEN and not isinstance(field.shape, Many | Nested | Embedded):
        return _GIVEN[field.name]
    return _of_shape(field.shape, field.name, bare=bare)


def _of_shape(shape: Shape, name: str, *, bare: bool = False) -> Any:
    match shape:
        case Choice(values):
            return values[-1]
        case Many(item, at_least):
            count = at_least if bare else max(at_least, 2)
            return tuple(_of_shape(item, f"{name}-{index}") for index in range(count))
        case Nested(cls):
            return _record(cls)
        case Embedded():
            return full(DuesPaid)
        case Leaf(name="key id"):
            return bytes(range(8))
        case Leaf(name="id"):
            return name.replace("_", "-")
        case Leaf(python=python):
            found: dict[type, Any] = {str: f"{name} é 7%", int: 7, bool: True, bytes: b"\xa5" * 32}
            return date(2019, 8, 1) if python is date else found[python]


def _record(cls: type[Facts]) -> Facts:
    return cls(**{field.name: _value(field) for field in fields_of(cls)})


def entry(event: Event) -> Recorded:
    """An entry around the event with every part of an envelope."""
    names = [field.name for field in fields_of(type(event))]
    locked = [number for number, name in enumerate(names) if getattr(event, name) == LOCKED]
    return Recorded(
        event=event,
        group_id="melati-3",
        call_id=CALL,
        index=0,
        count=2,
        recorded_by="secretary",
        recorded_at=MOMENT,
        key="meeting/w27",
        meta=(("device", "hp-2"),),
        actor_key=bytes(range(8)),
        seen=Seen(41, bytes(range(32))),
        approvals=(Approval(bytes(range(8)), bytes(range(64))),),
        sealed=tuple(SealedField(number, "m01", b"k" * 16, b"n" * 12, b"c" * 32) for number in locked),
    )


def bare_entry(event: Event) -> Recorded:
    """An entry with nothing that may be left out."""
    return Recorded(event=event, group_id="melati-3", call_id=CALL, recorded_by="treasurer", recorded_at=MOMENT)


def entries_of(cls: type[Event]) -> dict[str, Recorded]:
    """The specimens of one type by what they show."""
    found = {"full": entry(full(cls)), "bare": bare_entry(bare(cls))}
    hidden = sealed(cls)
    return found if hidden is None else {**found, "sealed": entry(hidden)}


def all_entries() -> list[Recorded]:
    """The specimens of all types."""
    return [one for cls in EVENTS for one in entries_of(cls).values()]


def golden_path(cls: type[Event]) -> Path:
    """Where a type's golden file is; an app's prefix becomes part of the name."""
    return GOLDEN / f"{cls.event_type.replace('/', '__')}.{cls.event_version}.txt"


def golden_text(cls: type[Event]) -> str:
    """What a type's golden file holds: a paragraph a specimen, its record in hex, its event as JSON Lines data."""
    parts = [f"# {cls.event_type}, version {cls.event_version}, in format 1. Written once; never changed.\n"]
    for name, one in entries_of(cls).items():
        data = json.dumps(reference(OURS, "json").lower(one.event), ensure_ascii=False)
        parts.append(f"{name}\nrecord {encode(one).hex()}\ndata {data}\n")
    return "\n".join(parts)


def main() -> None:
    """Print the records, or write the golden files that are missing."""
    if sys.argv[1:] == ["--update"]:
        for cls in EVENTS:
            if not golden_path(cls).exists():
                golden_path(cls).write_text(golden_text(cls), "utf-8")
                sys.stdout.write(f"wrote {golden_path(cls)}\n")
        return
    for one in all_entries():
        sys.stdout.write(f"{encode(one).hex()}\n")


if __name__ == "__main__":
    main()
