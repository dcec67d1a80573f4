"""One group of a ledger: the consistency boundary. Record, check, view, explain, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from kube_ledger.audit import USUAL, Finding, Thresholds, of_the_copy, verify_group
from kube_ledger.days import Period, is_month
from kube_ledger.errors import Fault, InvalidEvent, Refusal, Refused
from kube_ledger.events import EventReversed, MonthClosed
from kube_ledger.projections import NOW, AsOf, Explanation, Projection, Restatement, explain, restate
from kube_ledger.projections.base import known
from kube_ledger.wording import shown

from .bulk import Bulk
from .calls import Call
from .given import call_of, key_id_of, seen_of
from .splitting import split_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from kube_ledger.audit import Progress
    from kube_ledger.audit.receipt import Receipt
    from kube_ledger.codec import Recorded
    from kube_ledger.domain import Domain
    from kube_ledger.events import Event, SaleSplit
    from kube_ledger.proofs import Checkpoint, CheckpointRequest, SignedHead, VerifierKey

    from .drafting import Draft
    from .recording import Appended, Recorder

S = TypeVar("S")
A = TypeVar("A")


class Group:
    """One group of an open ledger; got by `ledger.group(id)`. Safe for threads."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._reader = recorder.reader

    @property
    def group_id(self) -> str:
        """The group's id."""
        return self._recorder.group_id

    @property
    def recorder(self) -> Recorder:
        """What judges and writes: for the other parts of `ledger`."""
        return self._recorder

    @property
    def domain(self) -> Domain:
        """What its ledger knows."""
        return self._reader.domain

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._reader.log.head(self.group_id).size

    @property
    def root(self) -> bytes:
        """The root of the group's tree: 32 bytes."""
        return self._reader.log.head(self.group_id).root

    @overload
    def record(
        self,
        *events: Event,
        recorded_by: str,
        key: str | None = None,
        meta: Mapping[str, str] | None = None,
        expected_size: int | None = None,
    ) -> Appended: ...
    @overload
    def record(
        self, draft: Draft, /, *, approvals: Sequence[tuple[bytes, bytes]], expected_size: int | None = None
    ) -> Appended: ...
    def record(
        self,
        *events: Event | Draft,
        recorded_by: str | None = None,
        key: str | None = None,
        meta: Mapping[str, str] | None = None,
        expected_size: int | None = None,
        approvals: Sequence[tuple[bytes, bytes]] | None = None,
    ) -> Appended:
        """Write events as one unit: all of them or none.

        Args:
            *events: What happened, in order; each is judged after those before it. Or one draft, which says itself who
                records it, under which key, with which meta.
            recorded_by: Who writes it down: a person or a role.
            key: The caller's own name for this call, up to 200 characters. Said again with the same events, it is
                answered as before and nothing is written.
            meta: Up to 8 names and texts of the app's own (never personal data).
            expected_size: Write only if the group has this many entries. Without it, a call that was overtaken is
                judged again and retried.
            approvals: The signatures on a draft, its author's among them, each as `draft.sign` gives it: a key id and
                64 bytes for each event.

        Returns:
            Where the events stand, and the group's size and root after them. A draft that was recorded before is
            answered as before, with a key or without.

        Raises:
            Refused: A rule says no to one of the events; nothing is written.
            InvalidEvent: The call itself is not valid.
            ConcurrencyError: The size is not the expected one.
            ProofError: The author of a draft had seen another history than this log has.
            Busy: Another process held the ledger for too long.
            DiskFull: Nothing is written.
            Poisoned: The storage failed: reopen, and say it again with the same key.
            ReadOnly: The ledger is open for reading.
            IntegrityError: The stored records are damaged.
            UnknownType: The ledger holds events that its domain lacks.
            MissingExtra: There are signatures to check, and `cryptography` is not installed.
        """
        call = call_of(events, recorded_by, key, meta, approvals, group=self)
        return self._recorder.record(call, expected_size)

    @overload
    def check(self, *events: Event, recorded_by: str) -> list[Refusal]: ...
    @overload
    def check(self, draft: Draft, /, *, approvals: Sequence[tuple[bytes, bytes]]) -> list[Refusal]: ...
    def check(
        self,
        *events: Event | Draft,
        recorded_by: str | None = None,
        approvals: Sequence[tuple[bytes, bytes]] | None = None,
    ) -> list[Refusal]:
        """Judge events as `record` would, and write nothing.

        Args:
            *events: As of `record`.
            recorded_by: As of `record`.
            approvals: As of `record`; a draft can be checked while signatures on it are still missing.

        Returns:
            The first refusal of each event that would be refused, with its `index`; a refused event does not touch the
            judgement of those behind it.

        Raises:
            InvalidEvent: The call itself is not valid.
            MissingExtra: There are signatures to check, and `cryptography` is not installed.
        """
        recorder, call = self._recorder, call_of(events, recorded_by, None, None, approvals, group=self)
        with recorder.lock:
            recorder.catch_up()
            mark = recorder.standing.mark()
            try:
                return list(recorder.refusals(call))
            finally:
                recorder.standing.rollback(mark)

    def draft(
        self,
        *events: Event,
        recorded_by: str,
        actor_key: bytes,
        key: str | None = None,
        meta: Mapping[str, str] | None = None,
        seen: Checkpoint | None = None,
    ) -> Draft:
        """The exact bytes of a call, for its author to sign and for others to approve. It judges and writes nothing.

        Args:
            *events: What happened, in order.
            recorded_by: Who writes it down: a person or a role.
            actor_key: The id of the author's key, 8 bytes: `signer.key.key_id`.
            key: As of `record`.
            meta: As of `record`.
            seen: The head that the author's device has verified: her signature then vouches for all entries below it.
                None = the head of now, as this handle has read and checked it.

        Raises:
            InvalidEvent: The call itself is not valid.
            ProofError: The head is of another log, or one that this log does not extend.
            IntegrityError: The stored records are damaged.
            UnknownType: The ledger holds events that its domain lacks.
        """
        call = Call.of(events, recorded_by, key, meta)
        own = None if seen is None else seen_of(seen, self.checkpoint)
        return self._recorder.drafted(call, key_id_of(actor_key), own)

    def bulk(self) -> Bulk:
        """Many calls as one act, in bounded memory: a context manager to offer calls to and then commit."""
        return Bulk(self._recorder)

    def entries(self, since: int = 0) -> Iterator[Recorded]:
        """The entries from a position on, in order, as they are read.

        Raises:
            ValueError: `since` is below 0.
            DecodeError: A record can't be read.
            IntegrityError: A record was changed, or a position is missing.
        """
        if since < 0:
            raise ValueError(f"positions begin at 0, not at {since}")
        return self._reader.entries(self.group_id, since)

    def view(self, projection: Projection[Any, A], *, as_of: AsOf | None = None, period: Period | None = None) -> A:
        """A projection's answer.

        Args:
            projection: One of `kube_ledger.projections`, or an app's own.
            as_of: The point of view; None = everything recorded so far.
            period: The window of days; None = all days.

        Returns:
            A frozen value.

        Raises:
            NoPeriod: The projection knows no window.
            UnknownType: The ledger holds events that its domain lacks.
            DecodeError: A record can't be read.
            IntegrityError: A record was changed, or a position is missing.
        """
        return self._reader.view(self.group_id, projection, as_of, period)

    def digest(self, projection: Projection[Any, Any], *, as_of: AsOf | None = None) -> bytes:
        """The digest of a projection's state: 32 bytes, the same on every machine for the same entries."""
        return self._reader.digest(self.group_id, projection, as_of)

    def explain(
        self, account: str, *, fund: str | None = None, party: str | None = None, as_of: AsOf | None = None
    ) -> Explanation:
        """The entries that a balance is made of; their shares add up to it exactly.

        Args:
            account: The account's name, as in `cash`.
            fund: One fund; None = all.
            party: One member, sale or order; None = all.
            as_of: The point of view.

        Raises:
            InvalidEvent: The domain has no such account.
            UnknownType: The ledger holds events that its domain lacks.
        """
        if account not in {known.name for known in self._reader.domain.accounts}:
            fault = Fault("account", f"there is no account {shown(account, 'en')}", f"tidak ada akun {shown(account)}")
            raise InvalidEvent("explain", [fault])
        entries = self._reader.seen(self.group_id, as_of or NOW)
        return explain(entries, account, fund=fund, party=party)

    def checkpoint(self) -> Checkpoint:
        """The head of now, to be printed and kept: its `text` is three lines.

        A ledger that may be written to keeps it beside itself as well, signed if it was opened with its log key.

        Raises:
            ProofError: Nothing was recorded yet, so the log has no name.
            IntegrityError: The head is damaged.
        """
        return self._recorder.heads.checkpoint(self._reader.log, self.group_id)

    def signed_head(self) -> SignedHead:
        """The head of now, signed by the ledger's log key under the log's own name: its `note` is what to hand on.

        It is kept as of `checkpoint`.

        Raises:
            NoLogKey: The ledger was opened without one.
            ReadOnly: The ledger is in doubt: nothing is signed that may not be all.
            ProofError: Nothing was recorded yet, so the log has no name.
            IntegrityError: The head is damaged.
        """
        return self._recorder.heads.signed(self._reader.log, self.group_id)

    def request_to_witness(self, since: int, *, note: str | bytes | None = None) -> CheckpointRequest:
        """What to hand to a witness: a head, and the proof that the log only grew since she saw it.

        Args:
            since: How many entries it had then; 0 the first time.
            note: A head of this group to be cosigned, as a signed note or its bare three lines. None = the head of
                now, unsigned.

        Raises:
            ProofError: The log, or the given head, has fewer entries; or that head is not one of this log.
            IntegrityError: The stored records are damaged.
        """
        from kube_ledger.audit.growth import request_since  # noqa: PLC0415  # only who asks a witness needs proofs

        return request_since(self._reader.log, self.group_id, since, note)

    def receipt(self, position: int, *, note: str | bytes | None = None) -> Receipt:
        """The receipt (kuitansi) of the entry at a position: its record, and the proof that a head contains it.

        Args:
            position: Which, from 0.
            note: A head of this group that is larger than `position`, as a signed note or its bare three lines; the
                proof is for that head. None = the head of now, unsigned.

        Raises:
            ProofError: There is no such entry, the note is no head of this log, or is one that the log does not extend.
            IntegrityError: The stored records are damaged.
        """
        from kube_ledger.audit.receipting import receipt_of  # noqa: PLC0415  # only receipts and heads need proofs

        return receipt_of(self._reader.log, self.group_id, position, note)

    def erased(self) -> frozenset[str]:
        """The ids of those whose data was erased, as the log says."""
        return self._reader.erased(self.group_id)

    def verify(
        self,
        *,
        strict: bool = False,
        thresholds: Thresholds = USUAL,
        progress: Progress | None = None,
        earlier: Sequence[Checkpoint | str | bytes] = (),
        vkeys: Sequence[VerifierKey] = (),
    ) -> list[Finding]:
        """Check every record, leaf, key and the head, and replay every rule.

        Args:
            strict: Also what a careful treasurer would ask (the bookkeeping findings).
            thresholds: From where on she asks.
            progress: Told now and then how many records are done, of how many.
            earlier: Heads of this group that were said before, as `checkpoint` gives them, or as texts that were kept;
                the log must extend them, and those that are kept beside the ledger.
            vkeys: Keys that may have signed these heads, beside those that the log itself enrols.

        Returns:
            The findings in log order; empty = the records are intact.

        Raises:
            ProofError: An earlier head is of another group, or none.
        """
        log, heads = self._reader.log, self._recorder.heads
        audit = verify_group(
            log,
            self.group_id,
            self._reader.domain,
            thresholds=thresholds,
            progress=progress,
            earlier=[*earlier, *heads.earlier(log).get(self.group_id, ())],
            vkeys=vkeys,
            opener=self._reader.sealer,
        )
        findings = (*audit.findings, *of_the_copy(log, heads.fault))
        return [finding for finding in findings if strict or finding.kind == "integrity"]

    def reverse(
        self, position: int, *, reason: str, occurred_on: date, decision_id: str | None = None
    ) -> EventReversed:
        """Build the correction of an entry; it writes nothing: give it to `record`.

        Args:
            position: Where the wrong entry stands.
            reason: Why.
            occurred_on: The day of the correction, not before the entry's own.
            decision_id: The decision it follows, if one.

        Raises:
            Refused: `unknown-reference`: nothing stands there.
            InvalidEvent: A field is not valid.
            UnknownType: The domain lacks the entry's type.
        """
        entry = self._reader.entry(self.group_id, position) if type(position) is int and position >= 0 else None
        if entry is None:
            raise Refused(Refusal("unknown-reference", field="target", reference=position), None)
        return EventReversed(
            occurred_on=occurred_on,
            target=position,
            original=known(entry).event,
            reason=reason,
            decision_id=decision_id,
        )

    def split_sale(
        self,
        sale_ids: Sequence[str],
        *,
        occurred_on: date,
        members: Sequence[str] | None = None,
        kas_share_percent: int | None = None,
        decision_id: str | None = None,
    ) -> SaleSplit:
        """Build the split of sales' proceeds; it writes nothing: give it to `record`.

        The kas gets its percentage, rounded down; the rest is divided equally; what can't be divided goes to the kas.

        Args:
            sale_ids: The group's sales, none of them split before.
            occurred_on: The day of the split.
            members: Who shares; None = the members of that day, in the order in which they joined.
            kas_share_percent: 0 to 100; None = the percentage in force that day, 0 if none was decided.
            decision_id: The decision it follows, if one.

        Raises:
            Refused: `unknown-reference`: a sale is not in the books; `split-mismatch`: a sale's total is not known.
            InvalidEvent: A figure is not valid.
        """
        with self._recorder.lock:
            self._recorder.catch_up()
            return split_of(
                self._recorder.standing,
                sale_ids,
                occurred_on=occurred_on,
                members=members,
                kas_share_percent=kas_share_percent,
                decision_id=decision_id,
            )

    def restatement(self, month: str, then: AsOf, now: AsOf | None = None) -> Restatement:
        """What was said about a month then, what is said now, and the entries that made the difference.

        Args:
            month: `YYYY-MM`.
            then: The earlier point of view, as in `AsOf(position=41)`.
            now: The later one; None = everything recorded so far.

        Raises:
            ValueError: Not a month.
            UnknownType: The ledger holds events that its domain lacks.
        """
        entries = self._reader.seen(self.group_id, NOW)
        return restate(entries, Period.of_month(month), then, now or NOW)

    def close_month(self, month: str, *, occurred_on: date) -> MonthClosed:
        """Build a month's closing with the digest of today's books; it writes nothing: give it to `record`.

        Args:
            month: `YYYY-MM`.
            occurred_on: The day of closing, not before the month began.

        Raises:
            InvalidEvent: Not a month, or it had not begun.
        """
        if type(month) is not str or not is_month(month):
            fault = Fault("month", f"{shown(month, 'en')} is no month YYYY-MM", f"{shown(month)} bukan bulan TTTT-BB")
            raise InvalidEvent("close_month", [fault])
        with self._recorder.lock:
            self._recorder.catch_up()
            digest = self._recorder.standing.closing_digest(month)
        return MonthClosed(occurred_on=occurred_on, month=month, digest=digest)
