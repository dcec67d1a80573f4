"""The audit of one group: one pass over its records, everything recomputed, nothing trusted, no cache read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from attrs import frozen

from kube_ledger.codec import Recorded, decode
from kube_ledger.days import day_in_zone
from kube_ledger.errors import DecodeError, KubeLedgerError
from kube_ledger.events import Erased, Event, EventReversed, GroupFormed, Locked, UnknownEvent
from kube_ledger.events.shapes import sealed_fields
from kube_ledger.merkle import Frontier, leaf_hash
from kube_ledger.rules import Standing, judge

from .derived import DerivedKeys, head_findings
from .findings import Finding, bookkeeping, integrity

if TYPE_CHECKING:
    from uuid import UUID

    from kube_ledger.domain import Domain
    from kube_ledger.log import Log, Row

Progress = Callable[[int, int], None]
"""Called with how many records are done and how many there are."""

_DIGEST: Final = "digest-mismatch"


@frozen
class GroupAudit:
    """What the audit of one group says.

    Attributes:
        group: The group.
        size: How many records there are.
        root: The root of the tree over their recomputed leaves: 32 bytes.
        findings: In log order; those about the whole at the end.
    """

    group: str
    size: int
    root: bytes
    findings: tuple[Finding, ...]


def verify_group(log: Log, group_id: str, domain: Domain, *, progress: Progress | None = None) -> GroupAudit:
    """Check every record of a group: bytes, leaf, order, rules, digests; then keys and head.

    Args:
        log: Where the records are.
        group_id: The group.
        domain: What knows its event types.
        progress: Told now and then how far it is.

    Returns:
        All findings of both kinds; an empty tuple where all is well.
    """
    return _Audit(log, group_id, domain).run(progress)


@frozen
class _Call:
    """The call that a record belongs to, and where in it the next one must be."""

    call_id: UUID
    count: int
    next_index: int


class _Audit:
    def __init__(self, log: Log, group_id: str, domain: Domain) -> None:
        self.log = log
        self.group_id = group_id
        self.domain = domain
        self.standing = Standing(domain, domain.limits)
        self.stored = Frontier()
        self.recomputed = Frontier()
        self.keys = DerivedKeys(log.keys(group_id))
        self.call: _Call | None = None
        self.last: Recorded | None = None
        self.findings: list[Finding] = []

    def run(self, progress: Progress | None) -> GroupAudit:
        head = self.log.head(self.group_id)
        expected = 0
        try:
            for page in self.log.read(self.group_id):
                for row in page:
                    self._place(row, expected)
                    self._row(row)
                    expected = row.position + 1
                if progress is not None:
                    progress(expected, head.size)
        except KubeLedgerError as error:
            self._find(integrity("bytes-invalid", expected, problem=_problem(error)))
        if self.call is not None and self.call.next_index < self.call.count:
            self._find(integrity("order-broken", expected, problem="the last call is not whole"))
        self.findings.extend(self.keys.left())
        self.findings.extend(head_findings(head, self.stored, self.recomputed))
        return GroupAudit(self.group_id, self.recomputed.size, self.recomputed.root(), tuple(self.findings))

    def _find(self, finding: Finding) -> None:
        self.findings.append(finding)

    def _place(self, row: Row, expected: int) -> None:
        if row.position != expected:
            problem = f"{row.position} stands where {expected} should"
            self._find(integrity("order-broken", min(row.position, expected), problem=problem, expected=expected))

    def _row(self, row: Row) -> None:
        leaf = leaf_hash(row.record)
        self.recomputed.add(leaf)
        if len(row.leaf) == len(leaf):
            self.stored.add(row.leaf)
        if leaf != row.leaf:
            self._find(integrity("leaf-mismatch", row.position, expected=row.leaf.hex(), found=leaf.hex()))
        try:
            entry = decode(row.record, position=row.position, books=self.domain)
        except DecodeError as error:
            self._find(integrity("bytes-invalid", row.position, problem=error.problem))
            self.standing.size += 1
            self.call = None
            return
        self._entry(entry)
        self.last = entry

    def _entry(self, entry: Recorded) -> None:
        position = entry.position
        if entry.group_id != self.group_id:
            problem = f"it was recorded for {entry.group_id!r}"
            self._find(integrity("order-broken", position, problem=problem, expected=self.group_id))
        for problem in self._broken_call(entry):
            self._find(integrity("order-broken", position, problem=problem))
        for finding in self.keys.meets(entry):
            self._find(finding)
        if self.last is not None and entry.recorded_at < self.last.recorded_at:
            self._find(bookkeeping("clock-went-back", position))
        for name in _in_clear(entry.event):
            self._find(bookkeeping("sensitive-in-clear", position, field=name))
        self._judge(entry)
        self.standing.apply(entry)
        self.standing.settle()

    def _broken_call(self, entry: Recorded) -> Iterator[str]:
        call = self.call
        if call is not None and call.next_index < call.count:
            if (entry.call_id, entry.index, entry.count) != (call.call_id, call.next_index, call.count):
                yield "it does not continue the call before it"
        elif entry.index != 0:
            yield "its call does not begin here"
        self.call = _Call(entry.call_id, entry.count, entry.index + 1)

    def _judge(self, entry: Recorded) -> None:
        event = entry.event
        unknown = event.original if isinstance(event, EventReversed) else event
        if isinstance(unknown, UnknownEvent):
            self._find(integrity("unknown-version", entry.position, type=unknown.type, version=unknown.version))
            return
        zone = event.timezone if isinstance(event, GroupFormed) else self.standing.timezone
        today = day_in_zone(entry.recorded_at, zone)
        refusal = judge(self.standing, entry, today, self._lookup)
        if refusal is None:
            return
        if refusal.code == _DIGEST:
            self._find(integrity("digest-differs", entry.position, **refusal.facts))
        else:
            facts = {"refusal": refusal.code, "sentence": refusal.message("id"), "sentence_en": refusal.message("en")}
            self._find(integrity("rule-broken", entry.position, **facts))

    def _lookup(self, position: int) -> Recorded:
        for page in self.log.read(self.group_id, position, position + 1):
            for row in page:
                return decode(row.record, position=position, books=self.domain)
        raise DecodeError("nothing stands there", position=position)


def _in_clear(event: Event) -> Iterator[str]:
    if isinstance(event, UnknownEvent):
        return
    for field in sealed_fields(type(event)):
        value = getattr(event, field.name)
        if value is not None and not isinstance(value, Locked | Erased):
            yield field.name


def _problem(error: KubeLedgerError) -> str:
    return str(error)
