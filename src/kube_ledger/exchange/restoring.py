"""A bundle back into a ledger: the same records at the same positions, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kube_ledger.audit.bundle import BundleFault, verify_bundle
from kube_ledger.audit.bundle_lines import EndLine, Malformed, RecordLine, read_bundle
from kube_ledger.codec import decode
from kube_ledger.errors import DecodeError, Refusal, UnknownType
from kube_ledger.merkle import leaf_hash
from kube_ledger.projections.base import known
from kube_ledger.proofs import Checkpoint, origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from kube_ledger.audit.bundle import BundleAudit, Progress
    from kube_ledger.audit.bundle_lines import Line
    from kube_ledger.ledger import Bulk, Group
    from kube_ledger.proofs import VerifierKey

_GROUP_LINE: Final = 2
_TOLD: Final = 1_000
_CHANGED: Final = ("the file changed while it was read", "berkasnya berubah sewaktu dibaca")


@frozen
class Restored:
    """What restoring did.

    Attributes:
        recorded: How many entries were written.
        repeated: How many of the bundle the group held already.
        fault: Why the bundle is refused; if it is, nothing was written.
        heads: Where the group holds other entries than the bundle: its head and the bundle's, both to be kept.
    """

    recorded: int
    repeated: int
    fault: BundleFault | None = None
    heads: tuple[Checkpoint, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing was written because something is wrong."""
        return self.fault is not None


class _Stopped(Exception):  # leaves the transaction, which then is undone
    def __init__(self, code: str, line: int, *heads: Checkpoint, **facts: Any) -> None:
        super().__init__(code)
        self.restored = Restored(0, 0, BundleFault(code, line, facts), heads)


def restore_bundle(
    group: Group,
    stream: BinaryIO,
    *,
    vkeys: Sequence[str | VerifierKey] = (),
    earlier: str | bytes | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Write a bundle's records into a group as they are, as one act.

    The bundle is verified first; then every rule is judged again at every position, on the day that each record
    carries. A group that holds the beginning of the bundle already is continued; one that holds all of it, or more, is
    left as it is.

    Args:
        group: The group that the bundle is of.
        stream: The file, at its beginning; it is read several times, so it must be able to go back.
        vkeys: As of `verify_bundle`.
        earlier: As of `verify_bundle`.
        progress: Told now and then how many records are done, those of the first reading counted too.

    Returns:
        What was written; or the first thing that is wrong, and then nothing is written.

    Raises:
        ProofError: A given key is none, or the given head is none.
        MissingExtra: There are signatures, and `cryptography` is not installed.
        KubeLedgerError: The ledger itself can't be read or written.
    """
    start = stream.tell()
    audit = verify_bundle(stream, vkeys=vkeys, earlier=earlier, progress=progress)
    if audit.fault is not None:
        return Restored(0, 0, audit.fault)
    if audit.group != group.group_id:
        facts = {"expected": group.group_id, "found": audit.group}
        return Restored(0, 0, BundleFault("invalid-field", _GROUP_LINE, facts))
    stream.seek(start)
    try:
        with group.bulk() as bulk:
            held = bulk.size
            lines = read_bundle(stream)
            repeated = _pass_over_held(bulk, lines, audit)
            if repeated == audit.size:
                return Restored(0, repeated)
            for line in lines:
                if isinstance(line, RecordLine):
                    _restore(bulk, group, line)
                    if progress is not None and bulk.size % _TOLD == 0:
                        progress(audit.size + bulk.size)
            if bulk.root != audit.root:
                raise _Stopped("head-mismatch", _GROUP_LINE, problem=_CHANGED[0], problem_id=_CHANGED[1])
            bulk.commit()
            return Restored(bulk.size - held, held)
    except _Stopped as stopped:
        return stopped.restored
    except Malformed as bad:  # it was whole when it was verified
        facts = {"problem": f"{_CHANGED[0]} ({bad.problem})", "problem_id": f"{_CHANGED[1]} ({bad.problem_id})"}
        return Restored(0, 0, BundleFault("bytes-invalid", bad.line, facts))


def _pass_over_held(bulk: Bulk, lines: Iterator[Line], audit: BundleAudit) -> int:
    """Read on to the first record that the group lacks, or to the end; how many it holds of the bundle."""
    first_here = first_there = b""
    for position, leaf in enumerate(bulk.leaves()):
        line = next(one for one in lines if isinstance(one, RecordLine | EndLine))
        if isinstance(line, EndLine):
            return position
        found = leaf_hash(line.record)
        first_here, first_there = first_here or leaf, first_there or found
        if found != leaf:
            raise _Stopped(
                "fork",
                line.line,
                Checkpoint(origin(bulk.group_id, first_here), bulk.size, bulk.root),
                Checkpoint(origin(bulk.group_id, first_there), audit.size, audit.root),
                problem=f"entry {position} of this ledger is another one",
                problem_id=f"catatan nomor {position} di buku ini lain",
            )
    return bulk.size


def _restore(bulk: Bulk, group: Group, line: RecordLine) -> None:
    position = bulk.size
    try:
        entry = known(decode(line.record, position=position, books=group.domain))
    except UnknownType as error:
        raise _Stopped("unknown-type", line.line, position=position, type=error.type, version=error.version) from None
    except DecodeError as error:
        problem, problem_id = error.problem, error.problem_id
        refusal: Refusal | None = Refusal("invalid-field", field="data", problem=problem, problem_id=problem_id)
    else:
        refusal = bulk.restore(entry, line.record)
    if refusal is not None:
        sentences = {"sentence": refusal.message("id"), "sentence_en": refusal.message("en")}
        raise _Stopped("rule-broken", line.line, position=position, refusal=refusal.code, **sentences)
