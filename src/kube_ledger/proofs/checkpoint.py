"""A tree head as text: origin, size and root, three lines and no more.

Source: c2sp.org/tlog-checkpoint. Stricter: no extension lines, which nobody who watches the log could judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kube_ledger.errors import ProofError
from kube_ledger.ids import is_id
from kube_ledger.merkle import EMPTY_ROOT

from ._strict import (
    MAX_NAME,
    base64,
    decimal,
    lines_of,
    require_hash,
    require_number,
    shown,
    text_of,
    unhash,
)

CHECKPOINT: Final = ("the checkpoint", "kepala buku")
ORIGIN: Final = ("the origin", "nama asal buku")
SIZE: Final = ("the size", "ukuran buku")
ROOT: Final = ("the root", "akar")
LEAF: Final = ("leaf 0", "sidik catatan pertama")
_LINES: Final = 3
_OURS: Final = re.compile(r"kube-ledger/([^/]+)/([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: at this size, the log of this origin has this root.

    Attributes:
        origin: Which log it is: one line of 1 to 255 bytes; for ours, see `origin`.
        size: The number of leaves, 0 to 2^63 − 1.
        root: 32 bytes; at size 0 that of the empty tree.

    Raises:
        ProofError: One of them is something else.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if type(self.origin) is not str or not self.origin or "\n" in text_of(self.origin, ORIGIN, MAX_NAME):
            raise ProofError("the origin is one line", problem_id="nama asal buku harus satu baris")
        require_number(self.size, SIZE)
        require_hash(self.root, ROOT)
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise ProofError(
                "a head of size 0 has the root of the empty tree", problem_id="akar buku kosong tidak benar"
            )

    @property
    def text(self) -> str:
        """The three lines, each with its LF: what is signed."""
        return f"{self.origin}\n{self.size}\n{base64(self.root)}\n"


def parse_checkpoint(text: str | bytes) -> Checkpoint:
    """Read the text of a checkpoint, without signatures: `parse_note` gives it, and says who signed.

    Args:
        text: Three lines, each with its LF: origin, size, root.

    Raises:
        ProofError: It is anything else.
    """
    lines = lines_of(text_of(text, CHECKPOINT), CHECKPOINT)
    if len(lines) != _LINES:
        raise ProofError(
            f"a checkpoint has three lines, not {len(lines)}",
            problem_id=f"kepala buku terdiri atas tiga baris, bukan {len(lines)}",
        )
    return Checkpoint(lines[0], decimal(lines[1], SIZE), unhash(lines[2], ROOT))


def origin(group_id: str, leaf0: bytes) -> str:
    """What a group's log calls itself: `kube-ledger/<group_id>/<first 16 hex digits of leaf 0>`.

    The first record is part of the name, so that a log begun anew under the same id is another log.

    Args:
        group_id: The group's id.
        leaf0: The hash of the first record, 32 bytes.

    Raises:
        ProofError: The id is none, or the leaf not 32 bytes.
    """
    if type(group_id) is not str or not is_id(group_id):
        raise ProofError("the origin needs a group's id", problem_id="nama asal buku memerlukan nama kelompok")
    return f"kube-ledger/{group_id}/{require_hash(leaf0, LEAF).hex()[:16]}"


def parse_origin(text: str) -> tuple[str, str]:
    """The group's id and the first 16 hex digits of leaf 0, of an origin of ours.

    Raises:
        ProofError: It is no origin of ours.
    """
    found = _OURS.fullmatch(text_of(text, ORIGIN, MAX_NAME))
    if found is None or not is_id(found[1]):
        raise ProofError(
            f"{shown(str(text))} is not the origin of a group's log",
            problem_id=f"{shown(str(text))} bukan nama asal buku kelompok",
        )
    return found[1], found[2]
