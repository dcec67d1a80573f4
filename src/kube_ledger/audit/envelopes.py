"""Reading a record as to its envelope only: whoever wrote it, and whatever its type means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.codec import decode
from kube_ledger.events.base import UnknownEvent
from kube_ledger.events.catalogue import Catalogue

if TYPE_CHECKING:
    from kube_ledger.codec import Books, Counted, Recorded
    from kube_ledger.events import Event
    from kube_ledger.journal import Postings


class _NoTypes:
    """Books that know no type."""

    def __init__(self) -> None:
        self.catalogue = Catalogue(())

    def postings_of(self, event: Event) -> Postings:
        """Nothing asks."""
        raise NotImplementedError  # no money is posted or anybody counted where no event is understood

    def counts_of(self, event: Event) -> tuple[Counted, ...]:
        """Nothing asks."""
        raise NotImplementedError  # no money is posted or anybody counted where no event is understood


_NO_TYPES: Final[Books] = _NoTypes()


def read_envelope(record: bytes, position: int) -> tuple[Recorded, UnknownEvent]:
    """A record's entry, and its event as stored: type, version and payload, none of them understood.

    Args:
        record: Its bytes.
        position: Where it stands.

    Raises:
        DecodeError: The bytes are no record of format 1.
    """
    entry = decode(record, position=position, books=_NO_TYPES)
    event = entry.event
    assert isinstance(event, UnknownEvent)  # books without types read no other
    return entry, event
