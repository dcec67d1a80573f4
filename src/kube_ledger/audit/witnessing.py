"""The witness at work: cosigns a head that extends what she remembers, and keeps it before she answers.

Whatever else she is shown she keeps too, and says what it is: an older head, one that the proof does not connect, or
one that contradicts what she has seen. Only the last is evidence, and only then is it kept as such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from kube_ledger.errors import ProofError
from kube_ledger.proofs import (
    Evidence,
    Fork,
    OlderHead,
    add_signature,
    cosign,
    format_note,
    open_checkpoint,
    parse_origin,
    read_head,
)
from kube_ledger.wording import fill
from kube_ledger.wording.witness import REMARKS

from .growth import checked_head, proof_between, require_head_of
from .head import checkpoint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from kube_ledger.log import Log
    from kube_ledger.proofs import Checkpoint, Signature, Signer, VerifierKey

    from .witness_store import Memory, WitnessStore

Verdict = Literal["cosigned", "fork", "unproven", "older", "other-start"]


@frozen
class Answer:
    """What the witness says of a head. Nothing but `cosigned` moves her memory.

    Attributes:
        verdict: `cosigned`: it extends what she remembers. `fork`: it contradicts that, for certain. `unproven`: the
            proof does not lead from what she remembers to it; that may be the proof's fault. `older`: it is smaller
            than what she remembers. `other-start`: the proof begins at another size than she remembers.
        shown: The head that she was shown: a signed note, or its bare three lines.
        seen: The head that it was held against, the same way; None where she had seen none.
        note: The head with her cosignature; None where she gave none.
        evidence: Two heads that can't both be true: those of a fork; beside a cosigned one, where that contradicts a
            head that the log's key has signed too and that she was shown, but never cosigned.
        evidence_file: Where she keeps them.
        is_first: She had never seen this log, and believed the head as it is.
        signed_by: The log's keys that have signed the head; none where nobody known did.
        both_signed: Of evidence: one known key of the log has signed both heads.
        is_prefix: Of an older head: True where what she remembers is known to begin with it, None where that is not
            known.
        agreed: Of a fork or an older head: the largest size that she remembers at which the two histories are still
            known to be one.
        reason: Why the proof does not hold, in English and in Indonesian.
    """

    verdict: Verdict
    shown: str
    seen: str | None = None
    note: str | None = None
    evidence: Evidence | None = None
    evidence_file: Path | None = None
    is_first: bool = False
    signed_by: tuple[VerifierKey, ...] = ()
    both_signed: bool = False
    is_prefix: bool | None = None
    agreed: int | None = None
    reason: tuple[str, str] | None = None

    @property
    def head(self) -> Checkpoint:
        """The head that she was shown."""
        return read_head(self.shown)[0]


@frozen
class _Shown:
    """A head that is to be judged, and what is known of its log beside it.

    Attributes:
        note: It.
        head: What it says.
        signed_by: The keys that must have signed it, and did.
        own: The largest head of this log that is known.
        own_note: The same as text.
        roots: The roots of this log at some sizes.
        prove: The consistency proof between two sizes.
    """

    note: str
    head: Checkpoint
    signed_by: tuple[VerifierKey, ...]
    own: Checkpoint
    own_note: str
    roots: Mapping[int, bytes]
    prove: Callable[[int, int], tuple[bytes, ...]]

    @property
    def log_key(self) -> VerifierKey | None:
        """The log's key of now."""
        return self.signed_by[-1] if self.signed_by else None

    def contradicts(self, notes: Iterable[str]) -> Evidence | None:
        """Evidence of the first of these heads that the log does not go through; None where it goes through all."""
        for note in notes:
            head = read_head(note)[0]
            root = self.roots.get(head.size)
            if root is not None and root != head.root:
                is_within = head.size <= self.head.size
                text, size = (self.note, self.head.size) if is_within else (self.own_note, self.own.size)
                return Evidence(note, text, root, self.prove(head.size, size))
        return None


class Witness:
    """Her memory and her opened key.

    Args:
        store: Her memory.
        signer: Its key, as `store.signer` gives it.

    Raises:
        ProofError: The key is another one.
    """

    def __init__(self, store: WitnessStore, signer: Signer) -> None:
        if signer.key != store.key:
            raise ProofError("the key is not this witness's", problem_id="kuncinya bukan kunci saksi ini")
        self.store = store
        self._signer = signer

    def see(
        self,
        note: str | bytes,
        proof: Sequence[bytes] = (),
        *,
        time: int,
        old: int | None = None,
        vkey: VerifierKey | None = None,
        another_log: bool = False,
    ) -> Answer:
        """Judge a head that comes with its proof, as in a `CheckpointRequest`.

        Args:
            note: The head: a signed note, or its bare three lines.
            proof: The consistency proof from the head that she remembers to this one.
            time: Now, in seconds since 1970-01-01 UTC.
            old: The size that the proof begins at, if that is said.
            vkey: The log's key, if it is known. Once known it is remembered, and must have signed from then on; another
                one is taken in its place only where both have signed.
            another_log: Though she remembers a log of a group of this name that began with another record, take this
                one for that of another group.

        Raises:
            ProofError: It is no head, or not signed by the log's known key.
            NotAWitness: Her memory is damaged.
            Busy: Another process is at it.
            DiskFull: There is no room; nothing was answered.
        """
        text, head = _read(note)
        with self.store.locked():
            memory = self.store.finished(head.origin)
            signed_by = self._signers(text, memory, vkey)
            shown = _Shown(text, head, signed_by, head, text, {head.size: head.root}, lambda *_: ())
            return self._judged(memory, shown, list(proof), old, time, another_log=another_log)

    def see_log(
        self,
        log: Log,
        group_id: str,
        *,
        time: int,
        note: str | bytes | None = None,
        vkey: VerifierKey | None = None,
        another_log: bool = False,
    ) -> Answer:
        """Judge a log that lies there whole: every leaf is held against its record, every head of hers against both.

        Args:
            log: Where the records are.
            group_id: Whose.
            time: As of `see`.
            note: A head of this log to cosign, such as one that it has signed; None = the head of now, unsigned.
            vkey: As of `see`.
            another_log: As of `see`.

        Raises:
            IntegrityError: A record is missing or was changed, or they do not make the log's own head.
            ProofError: As of `see`; or the given head is not one of this log.
        """
        with self.store.locked():
            memory = self.store.finished(checkpoint_of(log, group_id, log.head(group_id)).origin)
            kept = {read_head(one)[0].size for one in (*memory.heads, *memory.shown)}
            given = None if note is None else _read(note)
            own, roots = checked_head(log, group_id, kept if given is None else {*kept, given[1].size})
            if given is not None:
                require_head_of(own, roots, given[1])
            text, head = (own.text, own) if given is None else given
            signed_by = self._signers(text, memory, vkey)
            shown = _Shown(
                text,
                head,
                signed_by,
                own,
                own.text,
                roots,
                lambda first, last: proof_between(log, group_id, first, last),
            )
            answer = self._judged(memory, shown, None, None, time, another_log=another_log)
            return evolve(answer, agreed=_agreed(memory, roots))

    def _signers(self, text: str, memory: Memory, vkey: VerifierKey | None) -> tuple[VerifierKey, ...]:
        """The log's key of before and that of now, after both were seen to have signed."""
        keys = tuple(dict.fromkeys(key for key in (memory.log_key, vkey) if key is not None))
        if keys and not read_head(text)[1]:
            raise ProofError(
                "the log's key is known, so it must have signed its head: ask for one that checkpoint --key signed",
                problem_id=(
                    "kunci buku ini sudah dikenal, jadi kepala bukunya harus ditandatangani buku itu; mintalah kepala "
                    "buku yang dibuat dengan perintah kepala --key"
                ),
            )
        for key in keys:
            open_checkpoint(text, key, (self._signer.key,))
        return keys

    def _judged(
        self,
        memory: Memory,
        shown: _Shown,
        proof: list[bytes] | None,
        old: int | None,
        time: int,
        *,
        another_log: bool,
    ) -> Answer:
        seen = memory.seen
        if seen is None and not another_log:
            other = self._other_log(shown.head)
            if other is not None:
                return self._fork(shown, Evidence(other, shown.note, None))
        evidence = shown.contradicts(memory.heads)
        if evidence is not None:
            return self._fork(shown, evidence)
        answer = Answer("cosigned", shown.note, None if seen is None else seen.note, signed_by=shown.signed_by)
        if seen is not None and old not in (None, seen.size):
            if shown.head.size > seen.size:
                return self._kept(memory, evolve(answer, verdict="other-start"))
            proof = []  # it proves nothing about what she remembers, and to that no proof is needed
        if proof is None:
            proof = _between(shown, 0 if seen is None else seen.size)
        try:
            _, signature = cosign(
                seen, shown.note, proof if seen else [], vkey=shown.log_key, signer=self._signer, time=time
            )
        except Fork as fork:
            if fork.root is not None:
                return self._fork(shown, Evidence(fork.seen, fork.shown, fork.root, fork.proof))
            return self._kept(memory, evolve(answer, verdict="unproven", reason=(fork.problem, fork.problem_id)))
        except OlderHead as older:
            is_known = older.consistent or shown.head in [read_head(one)[0] for one in memory.heads]
            return self._kept(memory, evolve(answer, verdict="older", is_prefix=True if is_known else None))
        except ProofError as error:
            if seen is None:
                raise
            return self._kept(memory, evolve(answer, verdict="unproven", reason=(error.problem, error.problem_id)))
        return self._cosigned(memory, shown, answer, signature)

    def _cosigned(self, memory: Memory, shown: _Shown, answer: Answer, signature: Signature) -> Answer:
        """Keep, then answer. The same head again is kept anew only where the log's signature is new under it."""
        seen = memory.seen
        is_signed = bool(read_head(shown.note)[1])
        note = add_signature(shown.note, signature) if is_signed else format_note(shown.head.text, (signature,))
        evidence = shown.contradicts(self._claims(memory, shown))
        if evidence is not None:
            answer = self._with(evidence, answer)
        if seen is None or seen.checkpoint != shown.head or shown.log_key != memory.log_key:
            self.store.keep_cosigned(note, shown.log_key)
        return evolve(answer, note=note, is_first=seen is None)

    def _kept(self, memory: Memory, answer: Answer) -> Answer:
        if answer.head not in [read_head(note)[0] for note in memory.heads]:
            self.store.keep_shown(answer.shown)
        return answer

    def _fork(self, shown: _Shown, evidence: Evidence) -> Answer:
        return self._with(evidence, Answer("fork", shown.note, evidence.seen, signed_by=shown.signed_by))

    def _with(self, evidence: Evidence, answer: Answer) -> Answer:
        """Keep evidence, then say so."""
        seen, shown = evidence.heads
        facts = {"group": parse_origin(seen.origin)[0], "seen": seen.size, "shown": shown.size}
        remarks = fill(REMARKS[evidence.kind], {**facts, "small": min(seen.size, shown.size)})
        path = self.store.keep_evidence(evidence, remarks)
        both = any(_is_signed(evidence.seen, key) and _is_signed(evidence.shown, key) for key in answer.signed_by)
        return evolve(answer, evidence=evidence, evidence_file=path, both_signed=both)

    def _other_log(self, head: Checkpoint) -> str | None:
        """The newest head that she cosigned of a log of the same group's name that began with another record."""
        group_id, _ = parse_origin(head.origin)
        for memory in self.store.memories():
            if memory.group_id == group_id and memory.origin != head.origin and memory.heads:
                return memory.heads[-1]
        return None

    def _claims(self, memory: Memory, shown: _Shown) -> list[str]:
        """Heads that she was shown and that the log's key signed: with one that contradicts them it signed two pasts.

        Those that nobody known signed are nobody's word, for anybody could have made them. Those of which she keeps
        evidence already are left out: that was said, and what she cosigned goes on.
        """
        told = {note for _, one in self.store.evidence(memory.group_id) for note in (one.seen, one.shown)}
        return [
            note for note in memory.shown if note not in told and any(_is_signed(note, key) for key in shown.signed_by)
        ]


def _read(note: str | bytes) -> tuple[str, Checkpoint]:
    head, _ = read_head(note)
    parse_origin(head.origin)
    return note if isinstance(note, str) else note.decode(), head


def _is_signed(note: str, key: VerifierKey) -> bool:
    try:
        open_checkpoint(note, key)
    except ProofError:
        return False
    return True


def _between(shown: _Shown, remembered: int) -> list[bytes]:
    """The proof between what she remembers and the head, as far as the log reaches."""
    first, last = sorted((remembered, shown.head.size))
    return list(shown.prove(first, last)) if 0 < first < last <= shown.own.size else []


def _agreed(memory: Memory, roots: Mapping[int, bytes]) -> int | None:
    known = [read_head(note)[0] for note in memory.heads]
    return max((head.size for head in known if roots.get(head.size) == head.root), default=None)
