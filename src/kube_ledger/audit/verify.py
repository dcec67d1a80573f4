"""The audit of one group: one pass over its records, everything recomputed, nothing trusted, no cache read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from kube_ledger.codec import Recorded, decode
from kube_ledger.codec.signed import command_of
from kube_ledger.errors import DecodeError, KubeLedgerError
from kube_ledger.events import EventReversed, UnknownEvent
from kube_ledger.events.base import in_clear
from kube_ledger.merkle import leaf_hash
from kube_ledger.rules import Standing, first, reasons
from kube_ledger.rules.authority import CODES
from kube_ledger.rules.signatures import held_key, is_signed, signature_faults

from .bookkeeping import USUAL, Bookkeeper, Thresholds
from .derived import KeyCheck
from .earlier import EarlierHeads
from .findings import CONSEQUENCE, UNSURE, Finding, bookkeeping, integrity
from .head import HeadCheck, stray
from .held_heads import HeldHead, with_signers
from .reading import Hole, entry_at, pages, readable
from .seals import broken_seals
from .signed import signed_wrongly
from .unauthorised import LeftOut, Unauthorised

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from kube_ledger.codec import Opener
    from kube_ledger.domain import Domain
    from kube_ledger.errors import Refusal
    from kube_ledger.events import Event
    from kube_ledger.log import Log, Row
    from kube_ledger.proofs import Checkpoint, VerifierKey

Progress = Callable[[int, int], None]
"""Called with how many records are done and how many there are."""

OPEN_END: Final = 2**53

_DIGEST: Final = "digest-mismatch"
# Figures that differ from one consequence of the same damage to the next.
_FIGURES: Final = frozenset({"holds", "asked", "occurred_on", "today"})


@frozen
class GroupAudit:
    """What the audit of one group says.

    Attributes:
        group: The group; None: the ledger as a whole, of which no group is to blame.
        size: How many records were read.
        root: The root of the tree over their recomputed leaves: 32 bytes.
        findings: Those about entries and keys in log order, those about the head behind them.
        heads: What came of the earlier heads, in the order in which they were given.
        unauthorised: The entries that nobody was allowed to record, and the books with and without them; None where
            there are none.
    """

    group: str | None
    size: int
    root: bytes
    findings: tuple[Finding, ...]
    heads: tuple[HeldHead, ...] = ()
    unauthorised: Unauthorised | None = None


def verify_group(
    log: Log,
    group_id: str,
    domain: Domain,
    *,
    thresholds: Thresholds = USUAL,
    progress: Progress | None = None,
    earlier: Iterable[Checkpoint | str | bytes] = (),
    vkeys: Sequence[VerifierKey] = (),
    opener: Opener | None = None,
) -> GroupAudit:
    """Check every record of a group: bytes, leaf, order, rules, digests; then keys and head.

    What others record meanwhile is left to the next audit.

    Args:
        log: Where the records are.
        group_id: The group.
        domain: What knows its event types.
        thresholds: From where on the bookkeeping findings ask.
        progress: Told now and then how far it is.
        earlier: Heads of this group that were said before, which the log must extend: as such, or as they were kept, a
            signed note or its bare three lines.
        vkeys: Keys that may have signed these heads, beside those that the log itself enrols.
        opener: Opens sealed fields, to see whether they open where they stand. Nothing else depends on it.

    Returns:
        All findings of both kinds; an empty tuple where all is well.

    Raises:
        NotALedger: The group's head can't be read at all.
        Busy: Somebody else holds the log.
        ProofError: An earlier head is of another group, or none.
        MissingExtra: A head is signed by a known key, and `cryptography` is not installed.
    """
    return _Audit(log, group_id, domain, thresholds, EarlierHeads(group_id, earlier), opener).run(progress, vkeys)


@frozen
class _Call:
    """The call that a record belongs to, and where in it the next one must be."""

    call_id: UUID
    count: int
    next_index: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing more of it is to come."""
        return self.next_index >= self.count


class _Audit:
    def __init__(  # noqa: PLR0917  # made in one place
        self,
        log: Log,
        group_id: str,
        domain: Domain,
        thresholds: Thresholds,
        earlier: EarlierHeads,
        opener: Opener | None,
    ) -> None:
        self.opener = opener
        self.log = log
        self.group_id = group_id
        self.domain = domain
        self.standing = Standing(domain, domain.limits)
        self.head = HeadCheck(log.head(group_id))
        # No method of its own: an audit that held itself would stay, with all it holds, until the collector comes by.
        self.keys = KeyCheck(log, group_id, partial(readable, log, group_id, domain))
        self.expected = 0
        self.call: _Call | None = None
        self.call_is_known = True
        self.foreign: tuple[int, str] | None = None
        self.last_moment: datetime | None = None
        self.steps_back: list[int] = []
        self.cause: tuple[str, int] | None = None
        self.said: set[tuple[object, ...]] = set()
        self.intact = True
        self.findings: list[Finding] = []
        self.bookkeeper = Bookkeeper(thresholds)
        self.left_out = LeftOut(domain)
        self.earlier = earlier

    def run(self, progress: Progress | None, vkeys: Sequence[VerifierKey]) -> GroupAudit:
        """The whole audit."""
        size = max(self.head.head.size, 0)
        for part in self._parts(size):
            if isinstance(part, Hole):
                self._hole(part)
            else:
                for row in part:
                    self._row(row)
            if progress is not None:
                progress(self.expected, self.head.head.size)
        if self.call is not None and not self.call.is_whole and self.call_is_known:
            self._damage(
                "order-broken",
                self.expected - 1,
                problem="its call has more entries, which are missing",
                problem_id="panggilannya berisi catatan lain yang hilang",
            )
        self.findings.extend(self.keys.left(self.expected))
        self.findings.extend(self.bookkeeper.findings())
        self.findings.sort(key=_in_log_order)
        if not self.intact:
            self.findings = [evolve(one, advice_code="integrity") if one.is_derived else one for one in self.findings]
        self.findings.extend(self.head.findings(self.expected, intact=self.intact, steps_back=self.steps_back))
        self.findings.extend(self.earlier.findings(self.log, self.group_id, self.expected))
        heads = [
            with_signers(held, self.standing.keys.values(), vkeys)
            for held in self.earlier.held(self.head.tree, self.expected)
        ]
        self.findings.extend(finding for held in heads for finding in held.findings())
        self.findings.extend(self._without_head())
        tree = self.head.tree
        unauthorised = self.left_out.beside(self.standing.balances.items(), complete=self.cause is None)
        return GroupAudit(self.group_id, tree.size, tree.root(), tuple(self.findings), tuple(heads), unauthorised)

    def _parts(self, size: int) -> Iterator[list[Row] | Hole]:
        """What the head speaks of, then what stands behind it, unless it was recorded meanwhile."""
        yield from pages(self.log, self.group_id, 0, size)
        for part in pages(self.log, self.group_id, max(size, self.expected), OPEN_END):
            if isinstance(part, Hole) or self.log.head(self.group_id).size != self.head.head.size:
                return  # nobody says that there is anything in such a hole
            yield part

    def _without_head(self) -> Iterator[Finding]:
        """A group that has no head, in a ledger that holds records of no group."""
        if self.head.head.size == 0 and self.expected == 0 and self.group_id not in self.log.groups():
            found = stray(self.log)
            if found is not None:
                yield found

    def _damage(self, code: str, position: int, **facts: Any) -> None:
        """A record is not there or not as it was recorded; what the rules say later may follow from that."""
        self.findings.append(integrity(code, position, **facts))
        self.intact = False
        if self.cause is None or self.cause[0] == UNSURE:
            self.cause = (CONSEQUENCE, position)

    # One record.

    def _hole(self, hole: Hole) -> None:
        last = hole.stop - 1
        self._damage(
            "bytes-invalid",
            hole.start,
            last=last,
            problem=f"the file is damaged there, up to entry {last}",
            problem_id=f"berkasnya rusak di situ, sampai nomor {last}",
        )
        self._pass_over(hole.start, hole.stop)

    def _pass_over(self, start: int, stop: int) -> None:
        self.keys.pass_over(start, stop)
        self.call, self.call_is_known = None, False
        self.expected = self.standing.size = stop

    def _row(self, row: Row) -> None:
        if type(row.position) is not int:
            self._damage(
                "order-broken",
                self.expected,
                problem="a record has no position",
                problem_id="ada catatan tanpa nomor",
            )
            return
        position = row.position
        if position != self.expected:
            self._gap(position)
        self.standing.size = position
        self.expected = position + 1
        leaf = leaf_hash(row.record)
        self.head.add(position, leaf, row.leaf)
        if position == 0:
            self.earlier.begins(leaf)
        self.earlier.grown(self.head.tree)
        if leaf != row.leaf:
            self._damage("leaf-mismatch", position, expected=row.leaf.hex(), found=leaf.hex())
            self.call, self.call_is_known = None, False
        try:
            entry = decode(row.record, position=position, books=self.domain)
        except DecodeError as error:
            self._damage("bytes-invalid", position, problem=error.problem, problem_id=error.problem_id)
            self._pass_over(position, position + 1)
            return
        self._entry(entry, row.record, is_sound=leaf == row.leaf)
        if entry.sealed and self.opener is not None:
            self.findings.extend(broken_seals(row, self.domain, self.opener))

    def _gap(self, position: int) -> None:
        missing = range(self.expected, position)
        self._damage(
            "order-broken",
            min(self.expected, position),
            expected=self.expected,
            found=position,
            problem=f"{len(missing)} entries are missing before entry {position}",
            problem_id=f"{len(missing)} catatan hilang sebelum nomor {position}",
        )
        self._pass_over(self.expected, position)

    def _entry(self, entry: Recorded, record: bytes, *, is_sound: bool) -> None:
        position = entry.position
        self.earlier.says(entry)
        self._belongs(entry)
        if is_sound:
            self._continues(entry)
            if self.last_moment is not None and entry.recorded_at < self.last_moment:
                self.findings.append(bookkeeping("clock-went-back", position))
                self.steps_back.append(position)
            self.last_moment = entry.recorded_at
        is_forged = is_sound and self._signed(entry, record)
        self.findings.extend(self.keys.meets(entry))
        self.findings.extend(bookkeeping("sensitive-in-clear", position, field=name) for name in in_clear(entry.event))
        unknown = _unknown(entry.event)
        if unknown is not None:
            self.findings.append(integrity("unknown-version", position, type=unknown.type, version=unknown.version))
            self.cause = self.cause or (UNSURE, position)
            self.standing.size += 1
        else:
            today = self.standing.recorded_on(entry)
            is_unauthorised = self._judge(entry, today) or is_forged
            if self.cause is None:  # after damage nobody can say whose right was lost with it
                self.left_out.take(entry, today, record, is_broken=is_unauthorised)
            self.standing.apply(entry)
            self.bookkeeper.take(entry)
        self.standing.settle()

    def _belongs(self, entry: Recorded) -> None:
        """Entries of another group in a row are one finding."""
        if entry.group_id == self.group_id:
            self.foreign = None
            return
        if self.foreign is None or self.foreign[1] != entry.group_id:
            self.foreign = (len(self.findings), entry.group_id)
            self._damage("order-broken", entry.position)
        place, _ = self.foreign
        first = self.findings[place].position
        self.findings[place] = integrity(
            "order-broken",
            first,
            expected=self.group_id,
            found=entry.group_id,
            problem=f"entries {first} to {entry.position} were recorded for the group {entry.group_id!r}",
            problem_id=f"catatan nomor {first} sampai {entry.position} milik kelompok {entry.group_id!r}",
        )

    def _continues(self, entry: Recorded) -> None:
        call, known = self.call, self.call_is_known
        self.call, self.call_is_known = _Call(entry.call_id, entry.count, entry.index + 1), True
        if not known:
            return
        if call is not None and not call.is_whole:
            if (entry.call_id, entry.index, entry.count) != (call.call_id, call.next_index, call.count):
                self._damage(
                    "order-broken",
                    entry.position,
                    problem="it does not continue the call before it",
                    problem_id="ia tidak melanjutkan panggilan sebelumnya",
                )
        elif entry.index != 0:
            self._damage(
                "order-broken",
                entry.position,
                problem=f"it is number {entry.index} of a call that does not begin before it",
                problem_id=f"ia bagian ke-{entry.index} dari panggilan yang awalnya tidak ada",
            )

    # Signatures.

    def _signed(self, entry: Recorded, record: bytes) -> bool:
        """By the keys in force at its position, is it signed wrongly? Of a damaged record nobody can say."""
        if not is_signed(entry):
            return False
        faults = list(signature_faults(entry, command_of(record), lambda key_id: held_key(self.standing, key_id)))
        for fault in faults:
            advice = None
            facts: dict[str, Any] = {}
            if self.cause is not None:
                if fault in self.said:
                    continue
                self.said.add(fault)
                advice, facts["cause"] = self.cause
            self.findings.append(signed_wrongly(fault, entry.position, advice, facts))
        return bool(faults)

    # Rules.

    def _judge(self, entry: Recorded, today: date) -> bool:
        """Say the first rule that it breaks; was nobody allowed to record it?"""
        try:
            found = reasons(self.standing, entry, today, self._lookup)
        except KubeLedgerError:
            return False  # what it refers to can't be read, and that was said where it stands
        refusal = first(found)
        if refusal is not None:
            self._broken(entry, refusal)
        return any(one.code in CODES for one in found)

    def _broken(self, entry: Recorded, refusal: Refusal) -> None:
        advice = None
        facts: dict[str, Any] = {}
        if self.cause is not None:
            consequence = _named(refusal)
            if consequence in self.said:
                return
            self.said.add(consequence)
            advice, position = self.cause
            facts["cause"] = position
        if refusal.code == _DIGEST:
            self.findings.append(integrity("digest-differs", entry.position, advice=advice, **facts, **refusal.facts))
            return
        facts.update(refusal=refusal.code, sentence=refusal.message("id"), sentence_en=refusal.message("en"))
        self.findings.append(integrity("rule-broken", entry.position, advice=advice, **facts))

    def _lookup(self, position: int) -> Recorded:
        return entry_at(self.log, self.group_id, self.domain, position)


def _in_log_order(finding: Finding) -> tuple[bool, int]:
    return (finding.position is None, finding.position or 0)


def _unknown(event: Event) -> UnknownEvent | None:
    """The event itself or the one it reverses, where that is of no known type and version."""
    event = event.original if isinstance(event, EventReversed) else event
    return event if isinstance(event, UnknownEvent) else None


def _named(refusal: Refusal) -> tuple[object, ...]:
    """What a refusal is about, without its figures: the same for every consequence of one damage."""
    return (refusal.code, *(str(value) for name, value in refusal.facts.items() if name not in _FIGURES))
