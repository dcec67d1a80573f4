"""Many calls as one act: all of a file, or nothing of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, Self
from uuid import UUID

from attrs import evolve, frozen

from kube_ledger.audit import keys_of
from kube_ledger.audit.reading import check_row, missing
from kube_ledger.codec.signed import command_of
from kube_ledger.errors import ConcurrencyError, DecodeError, Refusal, Refused
from kube_ledger.events import Event, MonthClosed
from kube_ledger.log import IDEMPOTENCY, Head
from kube_ledger.merkle import leaf_hash

from .calls import Call, stored_call
from .recording import RETRY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.log import Appending, Key

    from .recording import Recorder

Complete = Callable[[int, Event], Event]
"""(index in the call, the event) → the event to judge."""

PORTION: Final = 512
"""So many records wait in memory, and those of one more call."""


@frozen
class Offered:
    """What became of one call of a bulk.

    Attributes:
        recorded: How many events it adds.
        repeated: How many had been recorded before under its key.
        refusals: Why events of it are refused, each with its `index`.
    """

    recorded: int = 0
    repeated: int = 0
    refusals: tuple[Refusal, ...] = ()


class Bulk:
    """An open transaction on one group: offer calls, then commit; leaving without it undoes everything.

    While it is open nobody else records into the ledger file. Memory stays bounded by the largest call, however many
    are offered.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._reader = recorder.reader
        self._exits = ExitStack()
        self._start = 0
        self._is_open = False
        self._is_whole = True
        self._closes_a_month = False
        self._head_to_keep: Head | None = None
        self._waiting: list[Recorded] = []
        self._records: list[bytes] = []
        self._keys: dict[tuple[int, bytes], Key] = {}

    def __enter__(self) -> Self:
        with ExitStack() as exits:
            exits.enter_context(self._recorder.lock)
            self._appending = self._begun(exits)
            self._exits = exits.pop_all()
        self._is_open = True
        return self

    def _begun(self, exits: ExitStack) -> Appending:
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            self._recorder.catch_up()
            self._start = self._recorder.standing.size
            try:
                return exits.enter_context(self._reader.log.appending(self._recorder.group_id, self._start))
            except ConcurrencyError:
                # Somebody recorded between catching up and the lock.
                if time.monotonic() > deadline:
                    raise

    def __exit__(self, *exception: object) -> None:
        if self._is_open:
            self._is_open = False
            self._recorder.restart()  # its standing and tree hold what is undone now
        self._exits.__exit__(*exception)  # type: ignore[arg-type]  # passed on as it came
        if self._head_to_keep is not None:
            self._recorder.keep_head(self._head_to_keep)

    @property
    def group_id(self) -> str:
        """The group's id."""
        return self._recorder.group_id

    @property
    def size(self) -> int:
        """The group's size with what was offered and not refused."""
        return self._recorder.standing.size

    def entry(self, position: int) -> Recorded | None:
        """The entry at a position, of the log or of what was offered; None where nothing stands."""
        if self._waiting and position >= self._waiting[0].position:
            index = position - self._waiting[0].position
            return self._waiting[index] if index < len(self._waiting) else None
        return next(self._entries(position, position + 1), None)

    def closing_digest(self, month: str) -> bytes:
        """The digest of the balances as of a month's end, with what was offered so far."""
        return self._recorder.standing.closing_digest(month)

    def offer(self, call: Call, complete: Complete | None = None, *, passed_over: Collection[int] = ()) -> Offered:
        """Judge a call and keep what is not refused.

        Args:
            call: Its events.
            complete: Asked just before an event is judged, to fill in what comes from the books as they then are.
            passed_over: The indexes of events that the caller has refused: they are part of what the call says, but
                are not judged.

        Raises:
            ValueError: The call is a draft.

        Once something was refused the bulk can't be committed, but goes on judging, so that every fault is named: a
        refused event takes no position and does not touch the judgement of those behind it, and the key of a call that
        is not whole stands for nothing.
        """
        self._check_open()
        if call.draft is not None:
            raise ValueError("a draft is recorded by itself, with record: its author saw the group as it is")
        was_whole, self._is_whole = self._is_whole, False  # so it stays if this is interrupted
        try:
            offered = self._repeated(call) or self._judged(call, complete, passed_over)
        except Refused as refused:
            offered = Offered(refusals=(refused.refusal,))
        self._is_whole = was_whole and not offered.refusals and not passed_over
        return offered

    def _judged(self, call: Call, complete: Complete | None, passed_over: Collection[int]) -> Offered:
        recorder, refusals, keys, taken = self._recorder, [], [], 0
        for proposal in recorder.proposals(call):
            if proposal.index in passed_over:
                continue
            event = proposal.event if complete is None else complete(proposal.index, proposal.event)
            placed = evolve(proposal, event=event, position=recorder.standing.size)
            judged = recorder.judged(placed, self._lookup)
            if isinstance(judged, Refusal):
                refusals.append(judged.at(proposal.index))
                continue
            recorder.standing.apply(placed)
            self._closes_a_month |= isinstance(event, MonthClosed)
            self._waiting.append(placed)
            self._records.append(judged)
            keys += keys_of(placed)
            taken += 1
        if not refusals and not passed_over:
            self._keys.update(((key.kind, key.value), key) for key in keys)
        if self._reader.sealer is None:
            recorder.warn(self._waiting[len(self._waiting) - taken :])
        recorder.standing.settle()
        if len(self._waiting) >= PORTION:
            self._flush()
        return Offered(recorded=taken, refusals=tuple(refusals))

    def restore(self, entry: Recorded, record: bytes) -> Refusal | None:
        """Judge an entry that was recorded elsewhere, on the day that it carries, and keep its record as it is.

        Args:
            entry: At this group's next position, of this domain's types.
            record: Its bytes.

        Returns:
            The first reason against it; then the bulk can't be committed.

        Raises:
            ValueError: It is of another position or group.
        """
        self._check_open()
        recorder = self._recorder
        if (entry.position, entry.group_id) != (self.size, recorder.group_id):
            raise ValueError(f"entry {entry.position} of {entry.group_id!r} can't stand here at {self.size}")
        was_whole, self._is_whole = self._is_whole, False  # so it stays if this is interrupted
        keys = {(key.kind, key.value): key for key in keys_of(entry)}
        refusal = next(filter(None, map(self._taken, keys.values())), None)
        refusal = refusal or recorder.refusal(entry, self._lookup, command_of(record))
        if refusal is not None:
            return refusal
        recorder.standing.apply(entry)
        recorder.standing.settle()
        recorder.warn([entry])  # whoever has keys here: it comes as it was recorded
        self._closes_a_month |= isinstance(entry.event, MonthClosed)
        self._waiting.append(entry)
        self._records.append(record)
        self._keys.update(keys)
        if len(self._waiting) >= PORTION:
            self._flush()
        self._is_whole = was_whole
        return None

    def leaves(self) -> Iterator[bytes]:
        """The leaf hashes of what the group held before, in order."""
        for first in range(0, self._start, PORTION):
            for row in self._appending.read(first, min(first + PORTION, self._start)):
                yield row.leaf

    @property
    def root(self) -> bytes:
        """The root of the group's tree with what was offered and not refused: 32 bytes."""
        self._flush()
        return self._recorder.tree.root()

    def commit(self) -> None:
        """Make it durable; nothing more can be offered.

        Raises:
            RuntimeError: Something was refused or interrupted: a bulk is written whole or not at all.
        """
        self._check_open()
        if not self._is_whole:
            raise RuntimeError("something of this bulk was refused or interrupted: it is written whole or not at all")
        self._flush()
        if self.size > self._start:
            self._appending.commit(self._recorder.tree)
            if self._closes_a_month:
                self._head_to_keep = Head.of(self._recorder.tree)
        self._is_open = False

    def _check_open(self) -> None:
        if not self._is_open:
            raise RuntimeError("this bulk is not open: enter it first; once committed or left it is over")

    def _taken(self, key: Key) -> Refusal | None:
        """Why a key can't be entered: another call stands under it."""
        found = self._keys.get((key.kind, key.value)) or self._appending.find_key(key.kind, key.value)
        if found is None:
            return None
        shown = key.value.decode() if key.kind == IDEMPOTENCY else str(UUID(bytes=key.value))
        return Refusal("key-conflict", field="key", key=shown, position=found.position)

    def _repeated(self, call: Call) -> Offered | None:
        if call.key is None:
            return None
        value = call.key.encode()
        found = self._keys.get((IDEMPOTENCY, value)) or self._appending.find_key(IDEMPOTENCY, value)
        found = found or self._recorder.held.named(call.key, self._start, self._entries)
        if found is None:
            return None
        self._flush()
        rows = self._appending.read(found.position, found.position + found.count)
        stored_call(call, found, rows, self._reader)
        return Offered(repeated=len(call.events))

    def _entries(self, start: int, stop: int) -> Iterator[Recorded]:
        """Entries as the transaction sees them, those that wait left out; in quarantine damaged ones too."""
        for first in range(start, stop, PORTION):
            for position, row in enumerate(self._appending.read(first, min(first + PORTION, stop)), first):
                if not self._reader.quarantine:
                    check_row(row, position)
                try:
                    yield self._reader.decoded(row)
                except DecodeError:
                    if not self._reader.quarantine:
                        raise

    def _lookup(self, position: int) -> Recorded:
        found = self.entry(position)
        if found is None:
            raise missing(position)
        return found

    def _flush(self) -> None:
        if not self._waiting:
            return
        leaves = [leaf_hash(record) for record in self._records]
        for leaf in leaves:
            self._recorder.tree.add(leaf)
        self._appending.add(self._records, leaves, list(self._keys.values()))
        self._waiting.clear()
        self._records = []
        self._keys.clear()
