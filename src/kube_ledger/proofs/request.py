"""What a log says to its witness: since the size that you saw, it has grown to this head, and here is the proof.

Source: c2sp.org/tlog-witness (the body of add-checkpoint). A head that the log did not sign stands there as its bare
three lines, which is ours and not C2SP's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kube_ledger.errors import ProofError

from ._strict import HASH, MAX_PROOF, base64, decimal, lines_of, require_number, require_proof, shown, text_of, unhash
from .opening import read_head

REQUEST: Final = ("the request to a witness", "permintaan kepada saksi")
OLD: Final = ("the old size", "ukuran lama")
_OLD: Final = "old "


@dataclass(frozen=True, slots=True)
class CheckpointRequest:
    """A head to cosign. Built or read, it is well-formed; whether it is true is for `cosign` to say.

    Attributes:
        old: The size that the witness is said to have seen last, at most that of the head.
        proof: The consistency proof from there to the head, at most 63 hashes of 32 bytes; none where none is needed.
        note: The head: a signed note, or its bare three lines.

    Raises:
        ProofError: One of them is something else.
    """

    old: int
    proof: tuple[bytes, ...]
    note: str

    def __post_init__(self) -> None:
        require_number(self.old, OLD)
        require_proof(self.proof)
        if type(self.note) is not str:
            raise ProofError("the head's note is not text", problem_id="kepala bukunya harus berupa teks")
        head, _ = read_head(self.note)
        if self.old > head.size:
            raise ProofError(
                f"a log of {head.size} has not grown from {self.old}",
                problem_id=f"buku berisi {head.size} catatan tidak mungkin tumbuh dari {self.old} catatan",
            )
        if self.proof and self.old in (0, head.size):
            raise ProofError("no proof is needed, and one stands there", problem_id="ada bukti yang tidak diperlukan")
        text_of(self.text, REQUEST)

    @property
    def text(self) -> str:
        """The request as a file or as the body of add-checkpoint."""
        hashes = "".join(f"{base64(item)}\n" for item in self.proof)
        return f"{_OLD}{self.old}\n{hashes}\n{self.note}"


def parse_request(text: str | bytes) -> CheckpointRequest:
    """Read a request to a witness.

    Args:
        text: The line `old <size>`, a line for each hash, a blank line, and the head.

    Raises:
        ProofError: It is anything else.
    """
    whole = text_of(text, REQUEST)
    blank = whole.find("\n\n")
    if not whole.startswith(_OLD) or blank < 0:
        raise ProofError(
            f"a request begins with 'old' and a size, and a blank line stands before its head, not {shown(whole)}",
            problem_id=f"permintaan kepada saksi diawali 'old', baris kosong, lalu kepala buku; ini {shown(whole)}",
        )
    first, *lines = lines_of(whole[: blank + 1], REQUEST)
    proof = tuple(unhash(line, HASH) for line in lines[: MAX_PROOF + 1])
    return CheckpointRequest(decimal(first.removeprefix(_OLD), OLD), proof, whole[blank + 2 :])
