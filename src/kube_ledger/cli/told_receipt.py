"""A proven receipt for a machine; what is sensitive stays out of it, sealed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kube_ledger.events import EventReversed, UnknownEvent
from kube_ledger.events.shapes import sealed_fields
from kube_ledger.exchange.exporting import line_of

if TYPE_CHECKING:
    from kube_ledger.audit.receipt import Proven, Receipt
    from kube_ledger.audit.record_signatures import RecordSignature
    from kube_ledger.codec import Recorded
    from kube_ledger.domain import Domain

_PRIVATE: Final = {"private": True}
_ENVELOPE: Final = ("type", "occurred_on", "recorded_by", "recorded_at", "event_id")


def as_object(receipt: Receipt, proven: Proven, domain: Domain) -> dict[str, Any]:
    """The entry as an export has it, without its key and what is sensitive, and who vouches for its head."""
    line = line_of(proven.entry, domain)
    return {
        "proven": True,
        "signed_by": [key.text for key in proven.signed_by],
        "witnesses": [{"key": one.key.text, "time": one.time} for one in proven.cosigned],
        "unchecked_signatures": proven.unchecked,
        "record_signatures": [_signature(one) for one in proven.record_signatures],
        "group": receipt.group_id,
        "position": receipt.index,
        "size": proven.size,
        "root": proven.root.hex(),
        "head": receipt.checkpoint.text,
        "code": receipt.short_code,
        **{name: line[name] for name in _ENVELOPE},
        "data": _data(proven.entry, line["data"]),
    }


def _signature(one: RecordSignature) -> dict[str, Any]:
    by = one.by
    return {
        "key_id": one.key_id.hex(),
        "author": one.is_author,
        "key": None if by is None else by.key.text,
        "person_id": None if by is None else by.person_id,
        "enrolled_at": None if by is None else by.enrolled_at,
    }


def _data(entry: Recorded, data: dict[str, Any]) -> dict[str, Any] | None:
    event = entry.event
    if isinstance(event, UnknownEvent):
        return None  # nobody here knows what of it is sensitive
    hidden: dict[str, Any] = {
        field.name: _PRIVATE for field in sealed_fields(type(event)) if data.get(field.name) is not None
    }
    if isinstance(event, EventReversed) and isinstance(event.original, UnknownEvent):
        hidden["original"] = {**data["original"], "data": None}
    return {**data, **hidden}
