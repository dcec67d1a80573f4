"""A bundle, checked by itself: a whole log as a text file, judged line by line, with no ledger and nothing trusted.

What is checked, in which order and under which code stands in docs/reference/format/bundle.md; rules are not judged
here: restoring does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from kube_ledger.codec.signed import command_of
from kube_ledger.errors import DecodeError
from kube_ledger.merkle import Frontier, leaf_hash
from kube_ledger.proofs import Checkpoint, Signature, VerifierKey, origin
from kube_ledger.proofs.keys import as_keys
from kube_ledger.rules.signatures import KnownKey, is_signed, signature_faults
from kube_ledger.wording import Lang, fill
from kube_ledger.wording.bundles import ADVICE, FAULTS

from .bundle_lines import (
    EndLine,
    GroupLine,
    HeadLine,
    KeyLine,
    Malformed,
    RecordLine,
    SchemaLine,
    head_sizes,
    read_bundle,
    read_own_head,
)
from .enrolled import EnrolledKeys
from .envelopes import read_envelope
from .signers import signer_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from kube_ledger.codec import Recorded

    from .bundle_lines import Line

Progress = Callable[[int], None]
"""Called now and then with how many records are done."""

_TOLD: Final = 1_000


@frozen
class BundleFault:
    """What is wrong with a bundle: the first such thing in the file.

    Attributes:
        code: One of those of the format page.
        line: The number of the line where it stands, from 1.
        facts: What its sentences are made of.
    """

    code: str
    line: int
    facts: Mapping[str, Any] = field(factory=dict)

    def what(self, lang: Lang = "id") -> str:
        """What was found."""
        return fill(FAULTS[self.code], {"line": self.line, **self.facts}, lang)

    def advice(self, lang: Lang = "id") -> str:
        """What to do."""
        return fill(ADVICE[self.code], self.facts, lang)

    def message(self, lang: Lang = "id") -> str:
        """Both."""
        return f"{self.what(lang)} {self.advice(lang)}"


@frozen
class CheckedHead:
    """A head of the bundle that holds.

    Attributes:
        size: How many records it vouches for.
        signed_by: The names of the keys that signed it; none of an unsigned head.
        is_trusted: Whether a key that was given is among them: the others stand in the file itself, where anybody who
            made it could put them.
    """

    size: int
    signed_by: tuple[str, ...]
    is_trusted: bool


@frozen
class BundleAudit:
    """What a bundle says, as far as it was read.

    Attributes:
        group: Whose log it is; None where the file does not come to say it.
        size: How many records were read and hold.
        root: The root of the tree over them: 32 bytes.
        heads: The heads that hold, smallest first.
        fault: Why no more was read; None: all of it holds.
    """

    group: str | None
    size: int
    root: bytes
    heads: tuple[CheckedHead, ...]
    fault: BundleFault | None


def verify_bundle(
    stream: BinaryIO,
    *,
    vkeys: Sequence[str | VerifierKey] = (),
    earlier: str | bytes | None = None,
    progress: Progress | None = None,
) -> BundleAudit:
    """Check a bundle in memory that does not grow with its records.

    Args:
        stream: The file, at its beginning; it is read twice, so it must be able to go back.
        vkeys: A list or tuple of keys whose signature on a head is trusted, beside those that the records enrol.
        earlier: A head that was kept, signed or not, and that this log must extend. Whoever gives it vouches for it.
        progress: Told now and then how many records are done.

    Returns:
        What it says, and the first fault.

    Raises:
        ProofError: A given key is none, or the given head is none of a group's log.
        MissingExtra: There are signatures, and `cryptography` is not installed.
    """
    known = None if earlier is None else read_own_head(earlier)[0]
    start = stream.tell()
    sizes = head_sizes(stream)
    stream.seek(start)
    return _Audit(as_keys(vkeys), known, sizes, progress).run(stream)


class _Fault(Exception):  # stops the reading; never leaves this file
    def __init__(self, fault: BundleFault) -> None:
        super().__init__(fault)
        self.fault = fault


class _Audit:
    def __init__(
        self, given: tuple[VerifierKey, ...], earlier: Checkpoint | None, sizes: set[int], progress: Progress | None
    ) -> None:
        self.given = given
        self.earlier = earlier
        self.progress = progress
        self.wanted = sizes | ({earlier.size} if earlier is not None else set())
        self.group: str | None = None
        self.leaf0 = b""
        self.keys: list[VerifierKey] = []
        self.enrolled = EnrolledKeys()
        self.schemas: dict[tuple[str, int], int] = {}
        self.unmet: dict[tuple[str, int], int] = {}
        self.tree = Frontier()
        self.roots: dict[int, bytes] = {}
        self.call: Recorded | None = None
        self.last_line = 0
        self.is_behind = False
        self.heads: list[CheckedHead] = []

    def run(self, stream: BinaryIO) -> BundleAudit:
        """The whole file, or up to its first fault."""
        fault = None
        try:
            for line in read_bundle(stream):
                self._line(line)
        except Malformed as bad:
            facts = {"problem": bad.problem, "problem_id": bad.problem_id}
            fault = BundleFault("bytes-invalid", bad.line, facts)
        except _Fault as stopped:
            fault = stopped.fault
        return BundleAudit(self.group, self.tree.size, self.tree.root(), tuple(self.heads), fault)

    def _line(self, line: Line) -> None:
        match line:
            case GroupLine():
                self.group = line.group_id
            case KeyLine():
                self.keys.append(line.key)
            case SchemaLine():
                self.schemas[line.type, line.version] = self.unmet[line.type, line.version] = line.line
            case RecordLine():
                self._record(line)
            case HeadLine():
                self._behind_records()
                self._head(line)
            case EndLine():
                self._behind_records()
                self._end(line)

    # Records.

    def _record(self, line: RecordLine) -> None:
        position = self.tree.size
        try:
            entry, event = read_envelope(line.record, position)
            if (event.type, event.version) not in self.schemas:
                raise DecodeError("its type has no schema line", problem_id="jenisnya tidak ada di baris schema")
            self.unmet.pop((event.type, event.version), None)
            self.enrolled.take(event, position)
        except DecodeError as error:
            raise _fault("bytes-invalid", line.line, error.problem, error.problem_id) from None
        self._continues(entry, line.line)
        self._signed(entry, line)
        leaf = leaf_hash(line.record)
        self.leaf0 = self.leaf0 or leaf
        self.tree.add(leaf)
        self.call, self.last_line = entry, line.line
        if self.tree.size in self.wanted:
            self.roots[self.tree.size] = self.tree.root()
        if self.progress is not None and self.tree.size % _TOLD == 0:
            self.progress(self.tree.size)

    def _continues(self, entry: Recorded, line: int) -> None:
        if entry.group_id != self.group:
            facts = (f"a record of the group '{entry.group_id}'", f"ini catatan kelompok '{entry.group_id}'")
            raise _fault("order-broken", line, *facts)
        before = self.call
        if before is not None and before.index < before.count - 1:
            due = (before.call_id, before.index + 1, before.count)
            if (entry.call_id, entry.index, entry.count) != due:
                facts = ("it does not continue the call before it", "ia tidak melanjutkan panggilan sebelumnya")
                raise _fault("order-broken", line, *facts)
        elif entry.index != 0:
            facts = ("its call does not begin before it", "awal panggilannya tidak ada")
            raise _fault("order-broken", line, *facts)

    def _signed(self, entry: Recorded, line: RecordLine) -> None:
        if not is_signed(entry):
            return
        fault = next(signature_faults(entry, command_of(line.record), lambda key_id: self._key(key_id, entry)), None)
        if fault is None:
            return
        if fault.code == "key-not-in-force":
            facts = (
                f"'{fault.signer}' is no person's key in force",
                f"'{fault.signer}' bukan kunci orang yang berlaku",
            )
            raise _fault("key-unknown", line.line, *facts)
        if fault.code == "signature-missing":
            facts = ("the author's is missing", "tanda tangan pencatatnya tidak ada")
        else:
            facts = (f"that of '{fault.signer}' does not fit", f"yang dari '{fault.signer}' tidak cocok dengan isinya")
        raise _fault("signature-invalid", line.line, *facts)

    def _key(self, key_id: bytes, entry: Recorded) -> KnownKey | None:
        key = self.enrolled.of_person(key_id, entry.position)
        return None if key is None else KnownKey(key, counts=True)

    # Behind the records.

    def _behind_records(self) -> None:
        if self.is_behind:
            return
        self.is_behind = True
        if self.call is not None and self.call.index < self.call.count - 1:
            facts = ("its call has more entries, which are missing", "panggilannya berisi catatan lain yang hilang")
            raise _fault("order-broken", self.last_line, *facts)
        for (type_, version), line in self.unmet.items():
            facts = (f"no record is of '{type_}' version {version}", f"tidak ada catatan '{type_}' versi {version}")
            raise _fault("bytes-invalid", line, *facts)

    def _head(self, line: HeadLine) -> None:
        self._begins_with(line.checkpoint, line.line)
        verified = [self._verified(line, signature) for signature in line.signatures]
        size = line.checkpoint.size
        if verified and not any(key in self.given or self.enrolled.is_of_log(key, size) for key in verified):
            facts = (
                "none of them is the log's at that size, or given to be trusted",
                "tidak satu pun kunci buku yang berlaku saat itu atau kunci yang disebut",
            )
            raise _fault("key-unknown", line.line, *facts)
        trusted = any(key in self.given for key in verified)
        self.heads.append(CheckedHead(size, tuple(key.name for key in verified), trusted))

    def _begins_with(self, head: Checkpoint, line: int) -> None:
        """That the records reach to the head, and lead to it."""
        if head.size > self.tree.size:
            raise _Fault(BundleFault("shorter-than-signed", line, {"expected": head.size, "found": self.tree.size}))
        if head.size == 0:
            return
        own = origin(str(self.group), self.leaf0)
        if head.origin != own:
            facts = (f"the head is of {head.origin}, the file of {own}", f"kepala itu milik {head.origin}, bukan {own}")
            raise _fault("fork", line, *facts)
        if head.root != self.roots[head.size]:
            facts = (
                f"at {head.size} entries the roots differ",
                f"pada {head.size} catatan, akarnya tidak sama",
            )
            raise _fault("fork", line, *facts)

    def _verified(self, line: HeadLine, signature: Signature) -> VerifierKey:
        """The key under which a signature line verifies."""
        pair = (signature.name, signature.key_hash)
        among = [key for key in (*self.given, *self.keys) if (key.name, key.key_hash) == pair]
        among += self.enrolled.named(*pair)
        if not among:
            facts = (f"nobody knows that of '{signature.name}'", f"kunci '{signature.name}' tidak dikenal")
            raise _fault("key-unknown", line.line, *facts)
        key = signer_of(line.checkpoint.text, signature, among)
        if key is not None:
            return key
        facts = (f"that of '{signature.name}' does not fit", f"tanda tangan '{signature.name}' tidak cocok")
        raise _fault("signature-invalid", line.line, *facts)

    def _end(self, line: EndLine) -> None:
        if line.size != self.tree.size:
            facts = (
                f"it says {line.size}, there are {self.tree.size}",
                f"disebut {line.size} catatan, adanya {self.tree.size}",
            )
            raise _fault("head-mismatch", line.line, *facts)
        if line.root != self.tree.root():
            raise _fault("head-mismatch", line.line, "the roots differ", "akarnya tidak sama")
        if self.earlier is not None:
            self._begins_with(self.earlier, line.line)


def _fault(code: str, line: int, problem: str, problem_id: str) -> _Fault:
    return _Fault(BundleFault(code, line, {"problem": problem, "problem_id": problem_id}))
