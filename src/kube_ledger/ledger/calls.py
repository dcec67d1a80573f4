"""Calls: what a caller wants recorded as one unit, and which calls a group holds already."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from attrs import frozen

from kube_ledger.codec import Approval
from kube_ledger.codec.signed import command_of
from kube_ledger.errors import Fault, InvalidEvent, Refusal, Refused
from kube_ledger.events import Event, UnknownEvent
from kube_ledger.events.fields import other_kind
from kube_ledger.ids import is_id
from kube_ledger.log import IDEMPOTENCY, Key
from kube_ledger.text import text_problem
from kube_ledger.wording import shown

from .drafting import SIGNATURE_SIZE, signatures_on
from .same import same_call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kube_ledger.codec import Recorded
    from kube_ledger.log import Row

    from .drafting import Draft, DraftSignature
    from .views import Reader

MAX_META: Final = 8
MAX_KEY: Final = 200
CALL_PREFIX: Final = "call/"
"""A key that names a call by its id: how an export names the calls that had no key."""


@frozen
class Call:
    """Events to be recorded as one unit.

    Attributes:
        events: In order.
        authors: Who writes each of them down.
        key: The caller's name for the call.
        meta: The app's own pairs.
        draft: The commands that were signed of it, where it was drafted; they say all of the above.
        signatures: On the draft, the author's first.

    Raises:
        InvalidEvent: No event, something that is none, an author that is no id, a key or meta that can't be stored.
    """

    events: tuple[Event, ...]
    authors: tuple[str, ...]
    key: str | None = None
    meta: tuple[tuple[str, str], ...] | None = None
    draft: Draft | None = None
    signatures: tuple[DraftSignature, ...] = ()

    def __attrs_post_init__(self) -> None:
        faults = [*_event_faults(self.events), *_author_faults(self.authors), *key_faults(self.key)]
        faults.extend(_meta_faults(self.meta or ()))
        if faults:
            raise InvalidEvent("record", faults)

    @classmethod
    def of(
        cls, events: Sequence[Event], recorded_by: str, key: str | None = None, meta: Mapping[str, str] | None = None
    ) -> Call:
        """A call of one author."""
        return cls(tuple(events), (recorded_by,) * len(events), key, tuple(meta.items()) if meta else None)

    @classmethod
    def of_draft(cls, draft: Draft, signatures: Any) -> Call:
        """The call that was drafted, signed as it is to be recorded.

        Raises:
            InvalidEvent: The signatures are none on this draft.
        """
        first, events = draft.entries[0], draft.events
        authors = (first.recorded_by,) * len(events)
        return cls(events, authors, first.key, first.meta, draft, signatures_on(draft, signatures))

    def command(self, index: int) -> bytes | None:
        """What was signed of an event; None where the call was not drafted."""
        return None if self.draft is None else self.draft.commands[index]

    def approvals(self, index: int) -> tuple[Approval, ...]:
        """The signatures on an event, the author's first."""
        here = slice(SIGNATURE_SIZE * index, SIGNATURE_SIZE * (index + 1))
        return tuple(Approval(key_id, signature[here]) for key_id, signature in self.signatures)


def _event_faults(events: tuple[object, ...]) -> list[Fault]:
    if not events:
        return [Fault("events", "there is nothing to record", "tidak ada yang dicatat")]
    return [
        Fault(f"events[{index}]", *other_kind(event, "event", "catatan"))
        for index, event in enumerate(events)
        if not isinstance(event, Event) or isinstance(event, UnknownEvent)
    ]


def _author_faults(authors: Iterable[str]) -> list[Fault]:
    others = [author for author in authors if type(author) is not str or not is_id(author)]
    said = dict.fromkeys((shown(author, "en"), shown(author)) for author in others)
    return [Fault("recorded_by", f"{english} is no id", f"{id_} bukan nomor/nama singkat") for english, id_ in said]


def key_faults(key: object) -> list[Fault]:
    """What is wrong with a key."""
    return [] if key is None else _short_text_faults("key", key)


def _short_text_faults(path: str, value: object) -> list[Fault]:
    if type(value) is not str:
        return [Fault(path, *other_kind(value, "text", "teks"))]
    problem = text_problem(value, longest=MAX_KEY)
    return [] if problem is None else [Fault(path, *problem)]


def _meta_faults(meta: Sequence[tuple[str, str]]) -> list[Fault]:
    faults = []
    if len(meta) > MAX_META:
        faults.append(Fault("meta", f"{len(meta)} pairs, allowed are {MAX_META}", f"{len(meta)} pasang, boleh 8"))
    for name, value in meta:
        if type(name) is not str or not is_id(name):
            faults.append(Fault("meta", f"{shown(name, 'en')} is no id", f"{shown(name)} bukan nama singkat"))
        else:
            faults.extend(_short_text_faults(f"meta.{name}", value))
    return faults


Read = Callable[[int, int], "Iterable[Recorded]"]
"""(start, stop) → the entries there, in order."""


class HeldCalls:
    """Which calls a group holds, by id; read from the log when it is first asked, then kept up.

    Args:
        reader: The ledger's log and domain.
        group_id: The group.
    """

    def __init__(self, reader: Reader, group_id: str) -> None:
        self._reader = reader
        self._group_id = group_id
        self._calls: dict[UUID, Key] = {}
        self._done = 0

    def named(self, key: str, size: int, read: Read | None = None) -> Key | None:
        """The call that a key `call/<id>` names, among the first `size` entries; None if none does.

        Args:
            key: Any key.
            size: How many entries of the group there are.
            read: Reads them, where it must be done inside of a transaction; None = from the log.
        """
        call_id = _named_call(key)
        if call_id is None:
            return None
        if self._done < size:
            for entry in read(self._done, size) if read else self._reader.entries(self._group_id, self._done, size):
                if entry.index == 0:
                    self._calls[entry.call_id] = Key(IDEMPOTENCY, b"", entry.position, entry.count)
            self._done = size
        found = self._calls.get(call_id)
        return None if found is None or found.position >= size else found


def _named_call(key: str) -> UUID | None:
    if not key.startswith(CALL_PREFIX):
        return None
    text = key.removeprefix(CALL_PREFIX)
    try:
        call_id = UUID(text)
    except ValueError:
        return None
    return call_id if str(call_id) == text else None


def stored_call(call: Call, found: Key, rows: Iterable[Row], reader: Reader) -> list[Recorded]:
    """The entries that were recorded under the call's key. What is sealed there is compared where it can be opened.

    Args:
        call: What is to be recorded.
        found: What stands under its key.
        rows: The records there.
        reader: Whose domain reads them.

    Raises:
        Refused: `key-conflict`: they say something else.
    """
    stored = [reader.decoded(row) for row in rows]
    if not same_call(call.events, call.authors, stored):
        raise Refused(Refusal("key-conflict", field="key", key=call.key, position=found.position), call.events[0])
    return stored


def stored_draft(draft: Draft, found: Key, rows: Iterable[Row]) -> None:
    """Make sure that what was recorded under the draft's call id is the draft.

    Raises:
        Refused: `key-conflict`: it is something else.
    """
    if tuple(command_of(row.record) for row in rows) != draft.commands:
        named = f"{CALL_PREFIX}{draft.call_id}"
        raise Refused(Refusal("key-conflict", field="key", key=named, position=found.position), draft.events[0])
