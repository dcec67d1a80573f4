"""An entry of the log: an event with its envelope, and what it means in the books of a domain."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol

from attrs import field, frozen

from kube_ledger.ids import event_id

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from kube_ledger.events.base import Event
    from kube_ledger.events.catalogue import Catalogue
    from kube_ledger.journal import Postings

UNPLACED: Final = -1
"""The position of an entry that was decoded outside a log."""


class Counted(NamedTuple):
    """One thing that an event counts for, on the event's own day.

    `dimension` is of a member, `role` and `task` of a facilitator, `group` of the group itself (person None).
    """

    axis: Literal["dimension", "role", "task", "group"]
    name: str
    person: str | None
    times: int = 1


class Approval(NamedTuple):
    """A signature on a command: the author's own comes first."""

    key_id: bytes
    signature: bytes


class Seen(NamedTuple):
    """The head that the author's device had verified when she signed."""

    size: int
    root: bytes


class SealedField(NamedTuple):
    """The ciphertext of one sensitive field: its number in the payload, whose it is, the key it was sealed with."""

    number: int
    subject: str
    key_id: bytes
    nonce: bytes
    ciphertext: bytes


class Books(Protocol):
    """What a domain knows of its events: their classes, postings and counts."""

    @property
    def catalogue(self) -> Catalogue:
        """The event types."""
        ...

    def postings_of(self, event: Event) -> Postings:
        """The event's postings, a function of the event alone.

        Raises:
            PostingError: They don't balance (an app's fault).
            UnknownType: The domain lacks the event's type.
        """
        ...

    def counts_of(self, event: Event) -> tuple[Counted, ...]:
        """What the event counts for, in a fixed order, each person and name once; of a reversal, negative times."""
        ...


@frozen(kw_only=True)
class Recorded:
    """One entry: the event and its envelope. Two are equal when their bytes are, seen with the same sealing keys.

    Attributes:
        event: What happened.
        position: Where it stands in its group's log, from 0; `UNPLACED` outside one. Not in the bytes.
        group_id: The group.
        call_id: The `record` call it came with.
        index: Its place in that call, from 0.
        count: How many events the call had.
        recorded_by: Who wrote it down: a person or a role.
        recorded_at: When, an aware moment in UTC, to the microsecond. Never used for order.
        key: The caller's key of the whole call, on the first of its events.
        meta: The app's own pairs of names and texts; nothing here reads them.
        actor_key: The id of the author's key, if she signed.
        seen: The head she had verified.
        approvals: Signatures, hers first.
        sealed: The ciphertexts of sensitive fields.
        books: What `postings` and `counts` are worked out by. Not in the bytes.
    """

    event: Event
    group_id: str
    call_id: UUID
    index: int = 0
    count: int = 1
    recorded_by: str
    recorded_at: datetime
    key: str | None = None
    meta: tuple[tuple[str, str], ...] | None = None
    actor_key: bytes | None = None
    seen: Seen | None = None
    approvals: tuple[Approval, ...] = ()
    sealed: tuple[SealedField, ...] = ()
    position: int = field(default=UNPLACED, eq=False)
    books: Books | None = field(default=None, eq=False, repr=False)

    @property
    def event_id(self) -> str:
        """The event's own id: `call-index`."""
        return event_id(self.call_id, self.index)

    @cached_property
    def postings(self) -> Postings:
        """The event's postings in these books.

        Raises:
            ValueError: The entry was decoded without books.
            PostingError: They don't balance (an app's fault).
            UnknownType: The domain lacks the event's type.
        """
        return self._books.postings_of(self.event)

    @cached_property
    def counts(self) -> tuple[Counted, ...]:
        """What the event counts for in these books.

        Raises:
            ValueError: The entry was decoded without books.
            UnknownType: The domain lacks the event's type.
        """
        return self._books.counts_of(self.event)

    @property
    def _books(self) -> Books:
        if self.books is None:
            raise ValueError("this entry was decoded without books: give decode(..., books=...) to see its postings")
        return self.books
