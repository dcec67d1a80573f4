"""The witness: remembers of each log the newest head that it cosigned, and cosigns only what extends it.

Stateless: what was seen is given and handed back. The caller keeps it, before the cosignature is handed on, and lets
nobody else cosign from the same state meanwhile.

Source: c2sp.org/tlog-witness (add-checkpoint).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError
from kube_ledger.merkle import EMPTY_ROOT

from ._strict import require_list, shown, text_of
from .checkpoint import CHECKPOINT, Checkpoint
from .consistency import PROOF, rebuilt_roots, verify_consistency
from .cosignature import sign_cosignature
from .opening import open_checkpoint, read_head

if TYPE_CHECKING:
    from .keys import VerifierKey
    from .signature import Signature
    from .signing import Signer

HEADER: Final = "kube-ledger/seen/1"
SEEN: Final = ("what the witness has seen", "ingatan saksi")


class Fork(ProofError):
    """Two heads that one log signed and that are not shown to be of one history. Keep both: they are the evidence.

    Attributes:
        seen: The note of the head that was cosigned before.
        shown: The note of the head that was shown now.
        proof: The consistency proof that was given with it.
        root: Where it is certain, the root that the larger head has at the size of the smaller: another one than that.
            None where it is not.
        certain: True: the log has two histories, and whoever has its key can see so from these three (two roots at one
            size, or the proof leads to the root of the larger head and to another one than that of the smaller). False:
            the proof leads nowhere, so it may also be the proof that is wrong: ask for it again, and if none can be
            made, the history was rewritten.
    """

    def __init__(self, seen: str, shown: str, proof: tuple[bytes, ...], *, root: bytes | None) -> None:
        certain = root is not None
        if certain:
            problem = "the log has signed two histories: keep both heads as evidence and cosign nothing"
            problem_id = "buku ini menandatangani dua riwayat yang berbeda: simpan kedua kepala buku sebagai bukti"
        else:
            problem = "the proof does not connect the head with the one seen before: keep both and ask for it again"
            problem_id = (
                "bukti tidak menyambung ke kepala buku yang pernah dilihat: simpan keduanya dan minta bukti lagi"
            )
        super().__init__(problem, problem_id=problem_id)
        self.seen = seen
        self.shown = shown
        self.proof = proof
        self.root = root
        self.certain = certain


class OlderHead(ProofError):
    """A head smaller than one that was cosigned before: nothing to cosign. By itself no sign of a fork.

    Attributes:
        seen_size: The size that was cosigned.
        size: The size that was shown.
        consistent: True: a proof was given, and the larger head begins with this one. None: that is not known.
    """

    def __init__(self, seen_size: int, size: int, *, consistent: bool | None) -> None:
        super().__init__(
            f"size {seen_size} was cosigned already, this head has only {size}",
            problem_id=f"kepala buku berisi {seen_size} catatan sudah ditandatangani, yang ini baru berisi {size}",
        )
        self.seen_size = seen_size
        self.size = size
        self.consistent = consistent


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest head of one log that a witness cosigned.

    Attributes:
        checkpoint: Origin, size and root.
        note: The same as the log signed it, with the log's signature: half of the evidence, should it fork. Of a log
            that does not sign, its three lines.

    Raises:
        ProofError: The note is not one of this checkpoint.
    """

    checkpoint: Checkpoint
    note: str

    def __post_init__(self) -> None:
        if type(self.note) is not str or read_head(self.note)[0] != self.checkpoint:
            raise ProofError(
                "what the witness has seen does not fit its note",
                problem_id="ingatan saksi tidak cocok dengan suratnya",
            )

    @property
    def origin(self) -> str:
        """Which log it is."""
        return self.checkpoint.origin

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """The root, 32 bytes."""
        return self.checkpoint.root

    @property
    def text(self) -> str:
        """What to keep: a header line and the note."""
        return f"{HEADER}\n{self.note}"


def parse_seen(text: str | bytes) -> Seen:
    """Read what `Seen.text` wrote.

    Raises:
        ProofError: It is anything else.
    """
    whole = text_of(text, SEEN)
    if not whole.startswith(f"{HEADER}\n"):
        raise ProofError(
            f"what a witness has seen begins with {HEADER}, not {shown(whole)}",
            problem_id=f"ingatan saksi diawali {HEADER}, bukan {shown(whole)}",
        )
    note = whole.removeprefix(f"{HEADER}\n")
    return Seen(read_head(note)[0], note)


def cosign(
    seen: Seen | None,
    note: str | bytes,
    proof: list[bytes] | tuple[bytes, ...],
    *,
    vkey: str | VerifierKey | None,
    signer: Signer,
    time: int,
) -> tuple[Seen, Signature]:
    """Cosign a head, if it extends what was seen.

    Args:
        seen: What was seen of this log; None the first time, when the head is believed as it is.
        note: The head, signed by the log; without `vkey` its three lines will do.
        proof: The consistency proof from the smaller of both heads to the larger; empty where none is needed. With a
            head smaller than the one seen it may be given, and then decides whether there is a fork.
        vkey: The log's key, of type `NOTE_KEY`; None of a log that does not sign, or whose key is not known: then
            nobody vouches for what is shown, and a cosignature says no more than that it extends what was seen.
        signer: The witness's key, of type `COSIGNATURE_KEY`.
        time: Now, in seconds since 1970-01-01 UTC, from 1.

    Returns:
        What is seen now, and the signature line to add to the note.

    Raises:
        Fork: Both heads can't be, or are not shown to be, of one history.
        OlderHead: The head is smaller than the one seen.
        ProofError: The head is not signed by the log or is of another log than the one seen, the proof has not the form
            of one for these sizes, a key is of the wrong type or the log's own, or the time is none.
        MissingExtra: `cryptography` is not installed.
    """
    if vkey is None:
        new = Seen(read_head(note)[0], text_of(note, CHECKPOINT))
    else:
        # The witness's own key among the known ones: it may not be the log's.
        head = open_checkpoint(note, vkey, (signer.key,))
        new = Seen(head.checkpoint, head.note)
    if seen is None:
        verify_consistency(0, EMPTY_ROOT, new.size, new.root, proof)
    else:
        _require_extension(seen, new, proof)
    return new, sign_cosignature(new.checkpoint.text, signer, time)


def _require_extension(seen: Seen, new: Seen, proof: list[bytes] | tuple[bytes, ...]) -> None:
    if seen.origin != new.origin:
        raise ProofError(
            f"the head is of {shown(new.origin)}, seen was one of {shown(seen.origin)}",
            problem_id=f"kepala buku ini milik {shown(new.origin)}, yang pernah dilihat milik {shown(seen.origin)}",
        )
    hashes = tuple(require_list(proof, PROOF))
    if new.size == seen.size and new.root != seen.root:
        raise Fork(seen.note, new.note, hashes, root=new.root)  # whatever the proof is
    if 0 < new.size < seen.size and not hashes:
        raise OlderHead(seen.size, new.size, consistent=None)
    first, last = (new, seen) if new.size < seen.size else (seen, new)
    old, later = rebuilt_roots(first.size, first.root, last.size, last.root, hashes)
    if (old, later) != (first.root, last.root):
        raise Fork(seen.note, new.note, hashes, root=old if later == last.root else None)
    if new.size < seen.size:
        raise OlderHead(seen.size, new.size, consistent=True)
