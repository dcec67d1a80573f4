"""Two heads of one log that can't both be true, in one file that anybody can check.

Three ways to see it: both have one size and two roots; the larger head itself proves that at the size of the smaller
its tree has another root; or both are logs of one group and begin with different records.

Source: RFC 9162 section 2.1.4 (the proof in it is that of `verify_consistency`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from kube_ledger.errors import ProofError

from ._strict import HASH, MAX_PROOF, base64, decimal, lines_of, require_hash, text_of, unhash
from .checkpoint import ROOT, parse_origin
from .consistency import rebuilt_roots
from .opening import read_head

if TYPE_CHECKING:
    from .checkpoint import Checkpoint

HEADER: Final = "kube-ledger/evidence/1"
EVIDENCE: Final = ("the evidence", "berkas bukti")
COUNT: Final = ("the number of lines", "jumlah baris")
_REMARK: Final = "#"
_MAX_LINES: Final = 200

Kind = Literal["two-roots", "other-past", "two-logs"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two heads that contradict each other. One that exists is true of these heads; who signed them it does not say.

    Attributes:
        seen: The head that was known first: a signed note, or its bare three lines.
        shown: The head that contradicts it.
        root: The root that the larger head's tree has at the size of the smaller, 32 bytes. None where the two are of
            two logs.
        proof: The consistency proof that leads from `root` to the larger head's.

    Raises:
        ProofError: They do not contradict each other, or that is not proven.
    """

    seen: str
    shown: str
    root: bytes | None
    proof: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        seen, shown = self.heads
        if seen.origin != shown.origin:
            if parse_origin(seen.origin)[0] != parse_origin(shown.origin)[0] or self.root is not None or self.proof:
                raise _none("they are heads of two groups", "keduanya kepala buku dua kelompok")
            return
        small, large = (shown, seen) if shown.size < seen.size else (seen, shown)
        root = require_hash(self.root, ROOT)
        if type(self.proof) is not tuple:
            raise _none("its proof is no tuple", "buktinya bukan daftar")
        if rebuilt_roots(small.size, root, large.size, large.root, self.proof) != (root, large.root):
            raise _none(
                "the proof does not lead to the larger head", "buktinya tidak sampai ke kepala yang lebih besar"
            )
        if root == small.root:
            raise _none("the larger head begins with the smaller", "yang satu memang kelanjutan yang lain")

    @property
    def heads(self) -> tuple[Checkpoint, Checkpoint]:
        """What was seen and what was shown, without their signatures."""
        return read_head(self.seen)[0], read_head(self.shown)[0]

    @property
    def kind(self) -> Kind:
        """`two-roots` at one size, `other-past` of the larger one, or `two-logs` of one group."""
        seen, shown = self.heads
        if seen.origin != shown.origin:
            return "two-logs"
        return "two-roots" if seen.size == shown.size else "other-past"

    @property
    def text(self) -> str:
        """The file, without remarks."""
        return self.with_remarks("")

    def with_remarks(self, remarks: str) -> str:
        """The file, with lines for people at its beginning that whoever reads it passes over.

        Args:
            remarks: Any text; its lines get a `#` each.
        """
        lines = [f"{_REMARK} {line}" if line else _REMARK for line in remarks.split("\n")] if remarks else []
        parts = [HEADER, *lines]
        for name, head in (("seen", self.seen), ("shown", self.shown)):
            body = lines_of(text_of(head, EVIDENCE), EVIDENCE)
            parts += [f"{name} {len(body)}", *body]
        parts.append(f"root {'-' if self.root is None else base64(self.root)}")
        parts += [base64(item) for item in self.proof]
        return text_of("".join(f"{part}\n" for part in parts), EVIDENCE)


def parse_evidence(text: str | bytes) -> Evidence:
    """Read evidence, and check that the heads in it contradict each other.

    Whose signatures stand under them is for `open_checkpoint` to say, with the log's key.

    Raises:
        ProofError: It is no such file, or proves nothing.
    """
    lines = lines_of(text_of(text, EVIDENCE), EVIDENCE)[::-1]
    if not lines or lines.pop() != HEADER:
        raise _form()
    while lines and lines[-1].startswith(_REMARK):
        lines.pop()
    seen, shown = _head(lines, "seen "), _head(lines, "shown ")
    if not lines or not lines[-1].startswith("root ") or len(lines) > MAX_PROOF + 1:
        raise _form()
    root = lines.pop().removeprefix("root ")
    proof = tuple(unhash(line, HASH) for line in reversed(lines))
    return Evidence(seen, shown, None if root == "-" else unhash(root, ROOT), proof)


def _head(lines: list[str], name: str) -> str:
    if not lines or not lines[-1].startswith(name):
        raise _form()
    count = decimal(lines.pop().removeprefix(name), COUNT)
    if not 0 < count <= min(len(lines), _MAX_LINES):
        raise _form()
    return "".join(f"{lines.pop()}\n" for _ in range(count))


def _form() -> ProofError:
    return ProofError(
        f"evidence begins with {HEADER}, then come the head that was seen, the one that was shown, a root and a proof",
        problem_id=f"berkas bukti diawali {HEADER}, lalu dua kepala buku, satu akar, dan buktinya",
    )


def _none(problem: str, problem_id: str) -> ProofError:
    return ProofError(
        f"this is no evidence of two histories: {problem}",
        problem_id=f"berkas ini bukan bukti adanya dua riwayat: {problem_id}",
    )
