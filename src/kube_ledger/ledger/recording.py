"""Recording: catch up with the log, judge each event in turn, append all or nothing."""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from attrs import evolve, frozen

from kube_ledger.audit import keys_of
from kube_ledger.audit.reading import check_row, missing
from kube_ledger.codec import Recorded, Seen, decode, encode, open_fields
from kube_ledger.codec.envelope import encode_command
from kube_ledger.codec.limits import MAX_INT
from kube_ledger.days import from_us
from kube_ledger.errors import (
    ConcurrencyError,
    DecodeError,
    IntegrityError,
    InvalidEvent,
    ProofError,
    Refusal,
    Refused,
    SensitiveInClear,
)
from kube_ledger.events import MonthClosed
from kube_ledger.log import IDEMPOTENCY, SIGNED_CALL, Head
from kube_ledger.merkle import Frontier, leaf_hash, root
from kube_ledger.projections.base import known
from kube_ledger.rules import Lookup, Standing, judge

from .calls import Call, HeldCalls, stored_call, stored_draft
from .drafting import Draft
from .guard import Guard
from .sealed import as_stored

if TYPE_CHECKING:
    from kube_ledger.log import Row

    from .heads import Heads
    from .views import Reader

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]

RETRY_SECONDS: Final = 30.0
LAST_MOMENT: Final = from_us(MAX_INT)

# How large a record is belongs to its form: it is said before what comes behind `invalid-field`.
_BEFORE_SIZE: Final = ("unknown-type", "invalid-field")


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


class Recorder:
    """The writing side of one group: its standing and its tree, kept up with the log.

    Args:
        reader: The ledger's log and domain.
        group_id: The group.
        clock: The moment of writing, with a zone.
        new_id: A new call's id.
        warned: Called once something sensitive is about to be stored in clear.
        heads: What gives out the group's heads.
    """

    def __init__(  # noqa: PLR0917  # made in one place
        self, reader: Reader, group_id: str, clock: Clock, new_id: NewId, warned: Callable[[], bool], heads: Heads
    ) -> None:
        self.reader = reader
        self.group_id = group_id
        self.heads = heads
        self.clock = clock
        self.new_id = new_id
        self.lock = Guard(reader.log.path)
        self.held = HeldCalls(reader, group_id)
        self._warned = warned
        self.restart()

    def restart(self) -> None:
        """Forget the standing; the next catching up reads the log from its start."""
        self.standing = Standing(self.reader.domain, self.reader.domain.limits)
        self.tree = Frontier()

    # Keeping up.

    def catch_up(self) -> None:
        """Take in what the log holds beyond the standing.

        In quarantine what can be read is taken as it reads and the rest is passed over; the tree then grows from the
        head as it is stored, so that every head goes on extending those before it.

        Raises:
            IntegrityError: A record does not fit its leaf, a position is missing, or the tree does not fit the head;
                in quarantine: the last record is missing, or the head contradicts itself.
            UnknownType: The domain lacks the type of an event.
        """
        log, quarantine = self.reader.log, self.reader.quarantine
        head = log.head(self.group_id)
        if head.size < self.standing.size:
            self.restart()  # a repaired head, or a file put in another's place
        if head.size == self.standing.size:
            return
        try:
            for page in log.read(self.group_id, self.standing.size, head.size):
                for row in page:
                    self._take(row)
            if self.standing.size != head.size:
                raise missing(self.standing.size)  # in quarantine too: nothing can be joined to a tail that is cut off
            if quarantine:
                self.tree = _tree_of(head, self.tree)
            elif self.tree.root() != head.root:
                raise IntegrityError(
                    "the records do not fit the head",
                    problem_id="isi buku tidak cocok dengan kepalanya",
                    position=head.size - 1,
                )
        except BaseException:
            self.restart()
            raise
        self.standing.settle()

    def _take(self, row: Row) -> None:
        quarantine = self.reader.quarantine
        if not quarantine:
            check_row(row, self.standing.size)
        self.tree.add(row.leaf)
        self.standing.size = row.position
        try:
            entry = known(decode(row.record, position=row.position, books=self.reader.domain))
        except DecodeError as error:
            if not quarantine:
                raise IntegrityError(error.problem, problem_id=error.problem_id, position=row.position) from None
            self.standing.size += 1  # it keeps its place; nobody knows what it said
            return
        self.standing.apply(entry)

    # Recording.

    def record(self, call: Call, expected_size: int | None = None) -> Appended:
        """Append a call; see `Group.record`."""
        deadline = time.monotonic() + RETRY_SECONDS
        with self.lock:
            while True:
                self.catch_up()
                repeated = self.repeated(call)
                if repeated is not None:
                    return repeated
                if call.draft is not None and call.draft.seen is not None:
                    self._check_seen(call.draft.seen)
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
            entries, records = self._judged(call)
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
        if any(isinstance(entry.event, MonthClosed) for entry in entries):
            self.keep_head(Head.of(grown))
        positions = tuple(entry.position for entry in entries)
        return Appended(positions, grown.size, grown.root(), repeated=False)

    def keep_head(self, head: Head) -> None:
        """Keep the head of a month's close beside the ledger."""
        self.heads.keep(self.reader.log, self.group_id, head)

    def _judged(self, call: Call) -> tuple[list[Recorded], list[bytes]]:
        """The call's entries and records, each judged after those before it and taken into the standing."""
        entries: list[Recorded] = []
        records = []
        for proposal in self.proposals(call):
            judged = self.judged(proposal, self._lookup(entries), call.command(proposal.index))
            if isinstance(judged, Refusal):
                raise Refused(judged.at(proposal.index), proposal.event)
            self.standing.apply(proposal)
            entries.append(proposal)
            records.append(judged)
        if self.reader.sealer is None:
            self.warn(entries)
        return entries, records

    def refusals(self, call: Call) -> Iterator[Refusal]:
        """The first refusal of each event; those that are not refused are taken into the standing."""
        entries: list[Recorded] = []
        for proposal in self.proposals(call):
            placed = evolve(proposal, position=self.standing.size)
            judged = self.judged(placed, self._lookup(entries), call.command(proposal.index), dry=True)
            if isinstance(judged, Refusal):
                yield judged.at(proposal.index)
                continue
            self.standing.apply(placed)
            entries.append(placed)

    def proposals(self, call: Call) -> list[Recorded]:
        """The call's entries to be, from the standing's next position on."""
        moment = self.clock()
        if moment.tzinfo is None or moment > LAST_MOMENT:
            raise ValueError(f"the clock must give moments with a zone, before {LAST_MOMENT.year}: {moment}")
        if call.draft is not None:
            return [
                evolve(
                    entry,
                    approvals=call.approvals(entry.index),
                    recorded_at=moment.astimezone(UTC),
                    position=self.standing.size + entry.index,
                    books=self.reader.domain,
                )
                for entry in call.draft.entries
            ]
        call_id = self.new_id()
        return [
            Recorded(
                event=event,
                group_id=self.group_id,
                call_id=call_id,
                index=index,
                count=len(call.events),
                recorded_by=call.authors[index],
                recorded_at=moment.astimezone(UTC),
                key=call.key if index == 0 else None,
                meta=call.meta,
                position=self.standing.size + index,
                books=self.reader.domain,
            )
            for index, event in enumerate(call.events)
        ]

    def drafted(self, call: Call, actor_key: bytes, seen: Seen | None) -> Draft:
        """The commands of a call for its author to sign.

        Args:
            call: Its events.
            actor_key: The id of her key.
            seen: The head that her device has verified; None = the one that this handle has.
        """
        with self.lock:
            self.catch_up()
            if seen is not None:
                self._check_seen(seen)
            elif self.standing.size:
                seen = Seen(self.standing.size, self.tree.root())
            proposals = self.proposals(call)
        whole = (self.sealed(evolve(one, actor_key=actor_key, seen=seen)) for one in proposals)
        commands = map(encode_command, whole)
        return Draft(tuple(commands), self.reader.domain, self.reader.sealer)

    def _check_seen(self, seen: Seen) -> None:
        """That the log goes on from the head that an author's device has verified."""
        if seen.size <= self.standing.size:
            leaves = self.reader.log.leaves(self.group_id, 0, seen.size)
            if seen.root == (self.tree.root() if seen.size == self.tree.size else root(leaves)):
                return
            problem = f"the author's device saw another history: at {seen.size} entries the roots differ"
            problem_id = f"pencatatnya melihat isi buku yang lain: pada {seen.size} catatan, akarnya tidak sama"
        else:
            problem = f"the author's device saw {seen.size} entries, this log holds {self.standing.size}"
            problem_id = f"pencatatnya melihat {seen.size} catatan, buku ini hanya berisi {self.standing.size}"
        raise ProofError(problem, problem_id=problem_id)

    def judged(
        self, proposal: Recorded, lookup: Lookup, command: bytes | None = None, *, dry: bool = False
    ) -> bytes | Refusal:
        """The record of an entry at the standing's next position, or the first reason against it.

        Args:
            proposal: The entry to be.
            lookup: Reads an entry below it.
            command: What was signed of it, where it was.
            dry: It is not to be recorded: no key is made for it.
        """
        refusal = self.refusal(proposal, lookup, command)
        if refusal is not None and refusal.code in _BEFORE_SIZE:
            return refusal
        try:
            # Nobody gets a key for something that is refused.
            record = encode(self.sealed(proposal, command, dry=dry or refusal is not None))
        except InvalidEvent as error:
            first = error.faults[0]
            return Refusal("invalid-field", field=first.path, problem=first.message, problem_id=first.message_id)
        return record if refusal is None else refusal

    def refusal(self, proposal: Recorded, lookup: Lookup, command: bytes | None = None) -> Refusal | None:
        """The first reason of the rules against an entry at the standing's next position, on the day it carries."""
        return judge(self.standing, proposal, self.standing.recorded_on(proposal), lookup, command)

    def sealed(self, entry: Recorded, command: bytes | None = None, *, dry: bool = False) -> Recorded:
        """The entry as it is to be stored; see `as_stored`."""
        return as_stored(entry, self.reader.sealer, self.standing.erased, command, dry=dry)

    def _lookup(self, pending: Sequence[Recorded]) -> Callable[[int], Recorded]:
        def lookup(position: int) -> Recorded:
            if pending and position >= pending[0].position:
                return pending[position - pending[0].position]
            found = self.reader.entry(self.group_id, position)
            if found is None:
                raise missing(position)
            return found

        return lookup

    def warn(self, entries: Iterable[Recorded]) -> None:
        """Warn once a ledger when something sensitive is stored in clear."""
        if any(map(open_fields, entries)) and self._warned():
            warnings.warn(SensitiveInClear("sensitive fields are stored in clear: no sealing keys"), stacklevel=6)

    # Repeating.

    def repeated(self, call: Call) -> Appended | None:
        """The answer of a call that was recorded under the same key or signed call id before; None if it is new.

        Raises:
            Refused: Something else was recorded under it.
        """
        log = self.reader.log
        found = None
        if call.key is not None:
            found = log.find_key(self.group_id, IDEMPOTENCY, call.key.encode())
            found = found or self.held.named(call.key, self.standing.size)
        if found is None and call.draft is not None:
            found = log.find_key(self.group_id, SIGNED_CALL, call.draft.call_id.bytes)
        if found is None:
            return None
        stop = found.position + found.count
        rows = [row for page in log.read(self.group_id, found.position, stop) for row in page]
        if found.kind == IDEMPOTENCY:
            stored_call(call, found, rows, self.reader)
        elif call.draft is not None:
            stored_draft(call.draft, found, rows)
        positions = tuple(range(found.position, stop))
        return Appended(positions, stop, root(log.leaves(self.group_id, 0, stop)), repeated=True)


def _tree_of(head: Head, leaves: Frontier) -> Frontier:
    """The tree that a damaged group's next record continues: the head's own, else that of the stored leaves.

    Raises:
        IntegrityError: Neither is the head's.
    """
    try:
        own = head.tree()
        if own.root() == head.root:
            return own
    except ValueError:
        pass
    if leaves.size == head.size and (leaves.root() == head.root or leaves.to_bytes() == head.frontier):
        return leaves
    raise IntegrityError(
        "the head contradicts itself", problem_id="kepala buku sendiri rusak", position=max(head.size - 1, 0)
    )
