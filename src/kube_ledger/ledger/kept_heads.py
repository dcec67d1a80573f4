"""The text of a side file: the newest head of each group, and the newest signed one where that is another.

    kube-ledger/heads/1

    kube-ledger/melati-3/23651e24c1b46d33
    7
    RRjSmKmce2YmduzCOkoH/zNtTyyWhVQhsFPVO2m1I60=

    — kube-ledger/melati-3/23651e24c1b46d33 5p1rCPq2+MjQ…

    end <SHA-256 of all before this line>

It is read at every opening, so it is read by one expression, without the parsers of proofs: whatever that takes is
canonical, and what is written again from it are the same bytes.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from kube_ledger.errors import ProofError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kube_ledger.proofs import Checkpoint

HEADER: Final = b"kube-ledger/heads/1\n"
_ANY_VERSION: Final = b"kube-ledger/heads/"
_LARGEST: Final = 2**63 - 1
_LAST: Final = "[AEIMQUYcgkosw048]"  # the last digit before one =, with no bit that stands for nothing
_FORM: Final = (
    r"kube-ledger/([a-z0-9][a-z0-9._-]{0,63})/([0-9a-f]{16})\n"
    r"([1-9][0-9]{0,18})\n"
    rf"([A-Za-z0-9+/]{{42}}{_LAST}=)\n"
    rf"(\n— kube-ledger/\1/\2 [A-Za-z0-9+/]{{90}}{_LAST}=\n)?"
)
_HEAD: Final = re.compile(_FORM, re.ASCII)
_NEXT: Final = re.compile(rf"\n{_FORM}", re.ASCII)
_END: Final = re.compile(rb"\nend ([0-9a-f]{64})\n")
_END_SIZE: Final = len("\nend \n") + 64


class KeptHead(NamedTuple):
    """One head: which log it is of, how far it reached, its root, and the log's signature if it has one."""

    group_id: str
    leaf0: str
    size: int
    root: bytes
    text: str
    is_signed: bool

    @property
    def checkpoint(self) -> Checkpoint:
        """The head as proofs know it."""
        from kube_ledger.proofs import Checkpoint  # noqa: PLC0415  # opening a ledger needs no proofs

        return Checkpoint(self.text.partition("\n")[0], self.size, self.root)

    @classmethod
    def of(cls, text: str) -> KeptHead:
        """A head of ours: a note that its log alone signed, or the bare three lines."""
        found = _HEAD.fullmatch(text)
        assert found is not None, "a head that the ledger gives out has this form"
        return _kept(found)


Heads: TypeAlias = "Mapping[str, tuple[KeptHead, ...]]"
"""Group → its newest head, and before it the newest signed one where that is smaller."""


def parse(data: bytes) -> dict[str, tuple[KeptHead, ...]]:
    """What a side file says.

    Raises:
        ProofError: It is none, of a newer version, or damaged. Nothing of it can be relied on then.
    """
    if not data.startswith(HEADER):
        if data.startswith(_ANY_VERSION):
            raise ProofError("a newer version wrote it", problem_id="ditulis aplikasi yang lebih baru")
        raise ProofError("it holds no heads", problem_id="isinya bukan kepala buku")
    body, end = data[:-_END_SIZE], _END.fullmatch(data[-_END_SIZE:])
    if end is None or sha256(body).hexdigest().encode() != end[1]:
        raise _damaged()
    try:
        return _by_group(body[len(HEADER) :].decode())
    except UnicodeDecodeError:
        raise _damaged() from None


def _by_group(text: str) -> dict[str, tuple[KeptHead, ...]]:
    heads: dict[str, tuple[KeptHead, ...]] = {}
    before: KeptHead | None = None
    place = 0
    for found in _NEXT.finditer(text):
        head = _kept(found, 1)
        if found.start() != place or head.size > _LARGEST or not _may_follow(before, head):
            raise _damaged()
        heads[head.group_id] = (head,) if before is None or before.group_id != head.group_id else (before, head)
        before, place = head, found.end()
    if place != len(text):
        raise _damaged()
    return heads


def _may_follow(before: KeptHead | None, head: KeptHead) -> bool:
    if before is None or before.group_id < head.group_id:
        return True
    newer = before.leaf0 == head.leaf0 and before.size < head.size
    return newer and before.group_id == head.group_id and before.is_signed and not head.is_signed


def _kept(found: re.Match[str], start: int = 0) -> KeptHead:
    group_id, leaf0, size, root, signed = found.groups()
    return KeptHead(group_id, leaf0, int(size), a2b_base64(root), found[0][start:], signed is not None)


def _damaged() -> ProofError:
    return ProofError("it is damaged", problem_id="isinya rusak")


def render(heads: Heads) -> bytes:
    """The text of a side file, always the same for the same heads."""
    every = [head for group_id in sorted(heads) for head in heads[group_id]]
    body = HEADER + "".join(f"\n{head.text}" for head in every).encode()
    return body + f"\nend {sha256(body).hexdigest()}\n".encode()


def joined(kept: Iterable[KeptHead], new: KeptHead) -> tuple[KeptHead, ...]:
    """What is to be kept of a group, once a head more is known; nothing larger ever gives way to something smaller.

    Raises:
        ProofError: The new one and what is kept are not of one log.
    """
    by_size: dict[int, KeptHead] = {}
    for head in (*kept, new):
        other = by_size.get(head.size, head)
        if (head.leaf0, head.root) != (other.leaf0, other.root):
            raise of_another_log(head)
        if head.is_signed or not other.is_signed:
            by_size[head.size] = head
    if len({head.leaf0 for head in by_size.values()}) > 1:
        raise of_another_log(new)
    newest = by_size[max(by_size)]
    signed = [head for head in by_size.values() if head.is_signed]
    if newest.is_signed or not signed:
        return (newest,)
    return max(signed, key=lambda head: head.size), newest


def of_another_log(head: KeptHead) -> ProofError:
    """What is wrong where heads are kept that the log of this one does not extend."""
    return ProofError(
        f"it holds a head of the group {head.group_id!r} that this log does not extend",
        problem_id=f"di dalamnya ada kepala kelompok {head.group_id!r} yang bukan milik buku ini",
    )
