"""Recording: catch up with the log, judge each event in turn, append all or nothing."""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Final
from uuid import UUID

from attrs import evolve, frozen

from kube_ledger.audit import keys_of
from kube_ledger.codec import Recorded, decode, encode
from kube_ledger.days import day_in_zone
from kube_ledger.errors import (
    ConcurrencyError,
    Fault,
    IntegrityError,
    InvalidEvent,
    KubeLedgerError,
    Refusal,
    Refused,
    SensitiveInClear,
    UnknownType,
)
from kube_ledger.events import Erased, Event, GroupFormed, Locked, UnknownEvent
from kube_ledger.events.fields import text_problem
from kube_ledger.events.shapes import sealed_fields
from kube_ledger.ids import is_id
from kube_ledger.log import IDEMPOTENCY, Key
from kube_ledger.merkle import Frontier, leaf_hash, root
from kube_ledger.projections.base import known
from kube_ledger.rules import Standing, judge

from .same import same_call

if TYPE_CHECKING:
    from kube_ledger.log import Appending, Row

    from .views import Reader

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]

RETRY_SECONDS: Final = 30.0
MAX_META: Final = 8
MAX_KEY: Final = 200


@frozen
class Appended:
    """What a `record` call left in the log.

    Attributes:
        positions: Where its events stand.
        size: The group's size after them.
        root: The root of the group's tree at that size: 32 bytes.
        repeated: Whether the call had been recorded before under the same key, and nothing was written now.
    """

    positions: tuple[int, ...]
    size: int
    root: bytes
    repeated: bool


@frozen
class Call:
    """What a caller wants recorded as one unit.

    Raises:
        InvalidEvent: No event, something that is none, an author that is no id, a key or meta that can't be stored.
    """

    events: tuple[Event, ...]
    recorded_by: str
    key: str | None = None
    meta: tuple[tuple[str, str], ...] | None = None

    def __attrs_post_init__(self) -> None:
        faults = [*_event_faults(self.events), *_envelope_faults(self.recorded_by, self.key, self.meta)]
        if faults:
            raise InvalidEvent("record", faults)

    @classmethod
    def of(
        cls, events: Sequence[Event], recorded_by: str, key: str | None = None, meta: Mapping[str, str] | None = None
    ) -> Call:
        """The call from what a caller gives."""
        return cls(tuple(events), recorded_by, key, tuple(meta.items()) if meta else None)


def _event_faults(events: tuple[Event, ...]) -> list[Fault]:
    if not events:
        return [Fault("events", "there is nothing to record", "tidak ada yang dicatat")]
    return [
        Fault(f"events[{index}]", f"a {type(event).__name__} is no event", f"{type(event).__name__} bukan catatan")
        for index, event in enumerate(events)
        if not isinstance(event, Event) or isinstance(event, UnknownEvent)
    ]


def _envelope_faults(recorded_by: str, key: str | None, meta: tuple[tuple[str, str], ...] | None) -> list[Fault]:
    faults = []
    if type(recorded_by) is not str or not is_id(recorded_by):
        faults.append(Fault("recorded_by", f"{recorded_by!r:.80} is no id", f"{recorded_by!r:.80} bukan nomor/nama"))
    if key is not None:
        problem = ("no text", "bukan teks") if type(key) is not str else text_problem(key, longest=MAX_KEY)
        if problem is not None:
            faults.append(Fault("key", *problem))
    if meta is not None and len(meta) > MAX_META:
        faults.append(Fault("meta", f"{len(meta)} pairs, allowed are {MAX_META}", f"{len(meta)} pasang, boleh 8"))
    for name, value in meta or ():
        if type(name) is not str or not is_id(name):
            faults.append(Fault("meta", f"{name!r:.80} is no id", f"{name!r:.80} bukan nama"))
        problem = ("no text", "bukan teks") if type(value) is not str else text_problem(value, longest=MAX_KEY)
        if problem is not None:
            faults.append(Fault(f"meta.{name}", *problem))
    return faults


class Recorder:
    """The writing side of one group: its standing and its tree, kept up with the log.

    Args:
        reader: The ledger's log and domain.
        group_id: The group.
        clock: The moment of writing, with a zone.
        new_id: A new call's id.
        warned: Called once something sensitive is about to be stored in clear.
    """

    def __init__(self, reader: Reader, group_id: str, clock: Clock, new_id: NewId, warned: Callable[[], bool]) -> None:
        self.reader = reader
        self.group_id = group_id
        self.clock = clock
        self.new_id = new_id
        self.lock = RLock()
        self._warned = warned
        self._restart()

    def _restart(self) -> None:
        self.standing = Standing(self.reader.domain, self.reader.domain.limits)
        self.tree = Frontier()

    # Keeping up.

    def catch_up(self) -> None:
        """Take in what the log holds beyond the standing.

        Raises:
            IntegrityError: A record does not fit its leaf, a position is missing, or the tree does not fit the head;
                not in quarantine.
            UnknownType: The domain lacks the type of an event.
        """
        log, quarantine = self.reader.log, self.reader.quarantine
        head = log.head(self.group_id)
        if head.size < self.standing.size:
            self._restart()  # a repaired head, or a file put in another's place
        if head.size == self.standing.size:
            return
        try:
            for page in log.read(self.group_id, self.standing.size, head.size):
                for position, record, leaf in page:
                    if position != self.standing.size and not quarantine:
                        raise IntegrityError("it is missing", position=self.standing.size)
                    self._take(position, record, leaf)
            if not quarantine and (self.standing.size != head.size or self.tree.root() != head.root):
                raise IntegrityError("the records do not fit the head", position=head.size - 1)
        except BaseException:
            self._restart()
            raise
        self.standing.settle()

    def _take(self, position: int, record: bytes, leaf: bytes) -> None:
        quarantine = self.reader.quarantine
        self.tree.add(leaf)
        try:
            if leaf_hash(record) != leaf:
                raise IntegrityError("its leaf does not fit", position=position)
            entry = known(decode(record, position=position, books=self.reader.domain))
        except UnknownType:
            raise
        except KubeLedgerError as error:
            if quarantine:
                self.standing.size = position + 1  # it keeps its place; nobody knows what it said
                return
            problem = error.problem if isinstance(error, IntegrityError) else str(error)
            raise IntegrityError(problem, position=position) from None
        self.standing.apply(entry)

    # Recording.

    def record(self, call: Call, expected_size: int | None = None) -> Appended:
        """Append a call; see `Group.record`."""
        deadline = time.monotonic() + RETRY_SECONDS
        with self.lock:
            while True:
                self.catch_up()
                repeated = self.repeated(call, None)
                if repeated is not None:
                    return repeated
                if expected_size is not None and expected_size != self.standing.size:
                    raise ConcurrencyError(expected_size, self.standing.size, group=self.group_id)
                try:
                    return self._append(call)
                except ConcurrencyError as error:
                    if expected_size is not None:
                        raise ConcurrencyError(expected_size, error.actual, group=self.group_id) from None
                    if time.monotonic() > deadline:
                        raise
                # Other writers are at it: let one of them finish first.
                time.sleep(random.uniform(0, 0.002))  # noqa: S311  # a pause, not a secret

    def _append(self, call: Call) -> Appended:
        mark = self.standing.mark()
        try:
            entries = self.judged(call)
            records = [encode(entry) for entry in entries]
            leaves = [leaf_hash(record) for record in records]
            grown = self.tree.copy()
            for leaf in leaves:
                grown.add(leaf)
            keys = [key for entry in entries for key in keys_of(entry)]
            self.reader.log.append(self.group_id, records, leaves, keys, grown, mark[1])
        except BaseException:
            self.standing.rollback(mark)
            raise
        self.standing.settle()
        self.tree = grown
        positions = tuple(entry.position for entry in entries)
        return Appended(positions, grown.size, grown.root(), repeated=False)

    def judged(self, call: Call) -> list[Recorded]:
        """The call's entries, each judged against the standing after those before it, and taken into it.

        Raises:
            Refused: A rule says no to one; the standing holds those before it.
        """
        entries: list[Recorded] = []
        proposals = self.proposals(call)
        for proposal in proposals:
            refusal = self.refusal(proposal, entries)
            if refusal is not None:
                raise Refused(refusal.at(proposal.index), proposal.event)
            self.standing.apply(proposal)
            entries.append(proposal)
        self._warn(call)
        return entries

    def refusals(self, call: Call) -> Iterator[Refusal]:
        """The first refusal of each event; those that are not refused are taken into the standing."""
        entries: list[Recorded] = []
        for proposal in self.proposals(call):
            placed = evolve(proposal, position=self.standing.size)
            refusal = self.refusal(placed, entries)
            if refusal is not None:
                yield refusal.at(proposal.index)
                continue
            self.standing.apply(placed)
            entries.append(placed)

    def proposals(self, call: Call) -> list[Recorded]:
        """The call's entries to be, from the standing's next position on."""
        call_id, moment = self.new_id(), self.clock()
        if moment.tzinfo is None:
            raise ValueError("the clock must give moments with a zone")
        return [
            Recorded(
                event=event,
                group_id=self.group_id,
                call_id=call_id,
                index=index,
                count=len(call.events),
                recorded_by=call.recorded_by,
                recorded_at=moment.astimezone(UTC),
                key=call.key if index == 0 else None,
                meta=call.meta,
                position=self.standing.size + index,
                books=self.reader.domain,
            )
            for index, event in enumerate(call.events)
        ]

    def refusal(self, proposal: Recorded, pending: Sequence[Recorded] = ()) -> Refusal | None:
        """The first reason against an entry at the standing's next position."""
        event = proposal.event
        zone = event.timezone if isinstance(event, GroupFormed) else self.standing.timezone
        today = day_in_zone(proposal.recorded_at, zone)
        if self.reader.domain.catalogue.find(event.event_type) is not type(event):
            return Refusal("unknown-type", type=event.event_type)
        refusal = judge(self.standing, proposal, today, self._lookup(pending))
        if refusal is not None and refusal.code == "invalid-field":
            return refusal
        try:
            encode(proposal)
        except InvalidEvent as error:
            first = error.faults[0]
            return Refusal("invalid-field", field=first.path, problem=first.message, problem_id=first.message_id)
        return refusal

    def _lookup(self, pending: Sequence[Recorded]) -> Callable[[int], Recorded]:
        def lookup(position: int) -> Recorded:
            if pending and position >= pending[0].position:
                return pending[position - pending[0].position]
            found = self.reader.entry(self.group_id, position)
            if found is None:
                raise IntegrityError("it is missing", position=position)
            return found

        return lookup

    def _warn(self, call: Call) -> None:
        if any(_in_clear(event) for event in call.events) and self._warned():
            warnings.warn(SensitiveInClear("sensitive fields are stored in clear: no sealing keys"), stacklevel=5)

    # Repeating.

    def repeated(self, call: Call, appending: Appending | None) -> Appended | None:
        """The answer of a call that was recorded under the same key before; None if it is new.

        Args:
            call: What is to be recorded.
            appending: An open transaction to look into as well.

        Raises:
            Refused: Something else was recorded under this key.
        """
        if call.key is None:
            return None
        found = self._find_key(call.key, appending)
        if found is None:
            return None
        stop = found.position + found.count
        stored = [
            decode(row.record, position=row.position, books=self.reader.domain)
            for row in self._rows(found.position, stop, appending)
        ]
        if not same_call(call.events, call.recorded_by, stored):
            refusal = Refusal("key-conflict", field="key", key=call.key, position=found.position)
            raise Refused(refusal, call.events[0])
        leaves = self.reader.log.leaves(self.group_id, 0, stop) if appending is None else ()
        return Appended(tuple(range(found.position, stop)), stop, root(leaves), repeated=True)

    def _find_key(self, key: str, appending: Appending | None) -> Key | None:
        value = key.encode()
        if appending is not None:
            return appending.find_key(IDEMPOTENCY, value)
        return self.reader.log.find_key(self.group_id, IDEMPOTENCY, value)

    def _rows(self, start: int, stop: int, appending: Appending | None) -> list[Row]:
        if appending is not None:
            return appending.read(start, stop)
        return [row for page in self.reader.log.read(self.group_id, start, stop) for row in page]


def _in_clear(event: Event) -> bool:
    values = [getattr(event, field.name) for field in sealed_fields(type(event))]
    return any(value is not None and not isinstance(value, Locked | Erased) for value in values)
