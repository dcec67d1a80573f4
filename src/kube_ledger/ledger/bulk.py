"""Many calls as one act: all of a file, or nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final, Self

from attrs import evolve, frozen

from kube_ledger.audit import keys_of
from kube_ledger.codec import Recorded, decode
from kube_ledger.errors import ConcurrencyError, Refusal, Refused
from kube_ledger.events import Event
from kube_ledger.log import IDEMPOTENCY
from kube_ledger.merkle import leaf_hash

from .calls import Call, stored_call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.log import Appending, Key

    from .recording import Recorder

Complete = Callable[[Event], Event]

PORTION: Final = 512
"""How many records wait in memory at most."""


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

    While it is open nobody else records into the ledger file. Memory stays bounded however much is offered.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._reader = recorder.reader
        self._exits = ExitStack()
        self._waiting: list[Recorded] = []
        self._records: list[bytes] = []
        self._waiting_keys: dict[bytes, Key] = {}
        self._committed = False
        self._start = 0

    def __enter__(self) -> Self:
        with ExitStack() as exits:
            exits.enter_context(self._recorder.lock)
            self._appending = exits.enter_context(self._begun())
            self._exits = exits.pop_all()
        return self

    @contextmanager
    def _begun(self) -> Iterator[Appending]:
        while True:
            self._recorder.catch_up()
            self._start = self._recorder.standing.size
            opening = self._reader.log.appending(self._recorder.group_id, self._start)
            try:
                appending = opening.__enter__()
            except ConcurrencyError:
                continue  # somebody recorded between catching up and the lock
            with ExitStack() as exits:
                exits.push(opening.__exit__)
                yield appending
            return

    def __exit__(self, *exception: object) -> None:
        if not self._committed:
            self._recorder.restart()
        self._exits.__exit__(*exception)  # type: ignore[arg-type]  # passed on as it came

    @property
    def size(self) -> int:
        """The group's size with what was offered and not refused."""
        return self._recorder.standing.size

    def entry(self, position: int) -> Recorded | None:
        """The entry at a position, of the log or of what was offered; None where nothing stands."""
        if self._waiting and position >= self._waiting[0].position:
            index = position - self._waiting[0].position
            return self._waiting[index] if index < len(self._waiting) else None
        for row in self._appending.read(position, position + 1):
            return decode(row.record, position=position, books=self._reader.domain)
        return None

    def closing_digest(self, month: str) -> bytes:
        """The digest of the balances as of a month's end, with what was offered so far."""
        return self._recorder.standing.closing_digest(month)

    def offer(self, call: Call, complete: Complete | None = None) -> Offered:
        """Judge a call and keep what is not refused.

        Args:
            call: Its events.
            complete: Takes each event just before it is judged and gives the one to judge, with what must be filled in
                from the books as they then are.

        Once something was refused the bulk can't be committed, but goes on judging, so that every fault is named: a
        refused event takes no position and does not touch the judgement of those behind it.
        """
        try:
            if self._is_repeated(call):
                return Offered(repeated=len(call.events))
        except Refused as refused:
            return Offered(refusals=(refused.refusal,))
        recorder, refusals, taken = self._recorder, [], 0
        for proposal in recorder.proposals(call):
            event = proposal.event if complete is None else complete(proposal.event)
            placed = evolve(proposal, event=event, position=recorder.standing.size)
            judged = recorder.judged(placed, self._lookup)
            if isinstance(judged, Refusal):
                refusals.append(judged.at(proposal.index))
                continue
            recorder.standing.apply(placed)
            self._keep(placed, judged)
            taken += 1
        recorder.warn(call)
        recorder.standing.settle()
        return Offered(recorded=taken, refusals=tuple(refusals))

    def commit(self) -> None:
        """Make it durable; nothing may have been refused."""
        self._flush()
        if self.size > self._start:
            self._appending.commit(self._recorder.tree)
        self._committed = True

    def _is_repeated(self, call: Call) -> bool:
        if call.key is None:
            return False
        value = call.key.encode()
        found = self._waiting_keys.get(value) or self._appending.find_key(IDEMPOTENCY, value)
        found = found or self._recorder.held.named(call.key, self._start)
        if found is None:
            return False
        self._flush()
        rows = self._appending.read(found.position, found.position + found.count)
        stored_call(call, found, rows, self._reader)
        return True

    def _lookup(self, position: int) -> Recorded:
        found = self.entry(position)
        if found is None:
            raise LookupError(position)
        return found

    def _keep(self, entry: Recorded, record: bytes) -> None:
        self._waiting.append(entry)
        self._records.append(record)
        self._waiting_keys.update((key.value, key) for key in keys_of(entry) if key.kind == IDEMPOTENCY)
        if len(self._waiting) >= PORTION:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        leaves = [leaf_hash(record) for record in self._records]
        for leaf in leaves:
            self._recorder.tree.add(leaf)
        self._appending.add(self._records, leaves, [key for entry in self._waiting for key in keys_of(entry)])
        self._waiting.clear()
        self._records = []
        self._waiting_keys.clear()
