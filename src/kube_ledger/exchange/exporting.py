"""Export to JSON Lines: a group's entries as import takes them, each with where and when it was recorded."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from kube_ledger.codec import hidden
from kube_ledger.codec.reference import reference
from kube_ledger.events import EventReversed, NoteAdded, UnknownEvent
from kube_ledger.ledger import CALL_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from kube_ledger.codec import Recorded
    from kube_ledger.domain import Domain
    from kube_ledger.events import Event
    from kube_ledger.ledger import Group

# Line ends to some readers, though not to JSON Lines: written as escapes, they split no line anywhere.
_LINE_SEPARATORS: Final = {0x2028: r"\u2028", 0x2029: r"\u2029"}


def export_lines(group: Group) -> Iterator[str]:
    """The group's entries, one JSON object a line, each ending in LF.

    A call without a key gets the key `call/<call id>`, so that importing the file twice records it once; the events of
    a call that has several carry its id as `batch`. A sealed field is `{"sealed": true}`, whoever has its key, which
    import refuses: such a ledger moves by backup.

    Raises:
        DecodeError: A record can't be read.
        IntegrityError: A position is missing.
    """
    return lines_of(group.entries(), group.domain)


def lines_of(entries: Iterable[Recorded], domain: Domain) -> Iterator[str]:
    """The same for any entries of a domain."""
    for entry in entries:
        yield json.dumps(line_of(entry, domain), ensure_ascii=False).translate(_LINE_SEPARATORS) + "\n"


def line_of(entry: Recorded, domain: Domain) -> dict[str, Any]:
    """One entry as the object of its line."""
    event = hidden(entry)
    line: dict[str, Any] = {
        "type": event.type if isinstance(event, UnknownEvent) else event.event_type,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_by": entry.recorded_by,
    }
    if entry.index == 0:
        line["key"] = entry.key if entry.key is not None else f"{CALL_PREFIX}{entry.call_id}"
    if entry.count > 1:
        line["batch"] = str(entry.call_id)
    line["data"] = _data(event, domain)
    line["position"] = entry.position
    line["recorded_at"] = moment(entry.recorded_at)
    line["event_id"] = entry.event_id
    line["group"] = entry.group_id
    return line


def moment(value: datetime) -> str:
    """A moment in UTC as RFC 3339 with Z."""
    return value.isoformat().replace("+00:00", "Z")


def _data(event: Event, domain: Domain) -> Any:
    if isinstance(event, UnknownEvent):
        return _unknown(event)
    to_json = reference(domain.catalogue, "json")
    if not isinstance(event, EventReversed) or not isinstance(event.original, UnknownEvent):
        return to_json.lower(event)
    original = event.original
    # Something known is put in its place, for it can't be written as an event of ours.
    something = NoteAdded(occurred_on=event.occurred_on, target=0, text="-")
    data = to_json.lower(evolve(event, original=something))  # type: ignore[misc]  # @event made it
    shown = {"type": original.type, "occurred_on": original.occurred_on.isoformat(), "data": _unknown(original)}
    return {**data, "original": shown}


def _unknown(event: UnknownEvent) -> dict[str, Any]:
    return {"version": event.version, "payload": _plain(event.payload)}


def _plain(value: Any) -> Any:
    """A payload that nobody here understands, as JSON can hold it."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value if value is None or isinstance(value, int | str) else {"sealed": True}
