"""The heads that a ledger gives out: signed where it has a key, and kept beside it, so that it can't become less.

The file beside the ledger may lag behind, for it is written when what it says is durable already; it never leads. A log
that is shorter than it, or another one, is therefore not what was recorded.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from kube_ledger.audit import checkpoint_of
from kube_ledger.errors import (
    Doubt,
    HeadsDamaged,
    HeadsNotKept,
    HeadsWarning,
    IntegrityError,
    KubeLedgerError,
    NoLogKey,
    NotALedger,
    ProofError,
    ReadOnly,
)
from kube_ledger.log import GroupHead
from kube_ledger.merkle import root

from .kept_heads import KeptHead, joined, of_another_log, parse, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from kube_ledger.log import Head, Log, SideFile
    from kube_ledger.proofs import Checkpoint, SignedHead, Signer

    from .kept_heads import Heads as Kept


class Heads:
    """What one open ledger says of its logs, and what it remembers having said.

    Args:
        log_key: Signs heads, of every group under the name of its log; None = nothing is signed.

    Attributes:
        fault: Why the heads beside the ledger could not be used, or the last one not kept.
    """

    def __init__(self, log_key: Signer | None) -> None:
        self._log_key = log_key
        self.fault: HeadsDamaged | HeadsNotKept | None = None

    # What was said before.

    def examine(self, log: Log) -> Doubt | None:
        """Whether the log is less than, or another one than, the newest heads that are kept beside it.

        What a head smaller than the log says is left to the audit, which has the leaves at hand.
        """
        # The heads first: what is recorded in between only makes the log longer.
        kept = self._kept(log)
        if self.fault is not None:
            self._warn(self.fault)
        try:
            return _contradiction(log, kept) if kept else None
        except NotALedger:
            return None  # a damaged table of heads is the audit's to name

    def earlier(self, log: Log) -> dict[str, list[Checkpoint]]:
        """Group → the heads that are kept of it, for the audit to hold against its leaves."""
        return {group_id: [head.checkpoint for head in heads] for group_id, heads in self._kept(log).items()}

    def _kept(self, log: Log) -> Kept:
        side = log.side_file
        if side is None:
            return {}
        try:
            kept = _read(side, side.read())
        except HeadsDamaged as error:
            self.fault = error
            return {}
        if isinstance(self.fault, HeadsDamaged):  # somebody put it right
            self.fault = None
        return kept

    # What is said now.

    def checkpoint(self, log: Log, group_id: str) -> Checkpoint:
        """See `Group.checkpoint`."""
        head = _sound(log, group_id)
        checkpoint = checkpoint_of(log, group_id, head)
        if not log.read_only:
            self._keep(log, group_id, lambda: self._to_keep(checkpoint))
        return checkpoint

    def signed(self, log: Log, group_id: str) -> SignedHead:
        """See `Group.signed_head`."""
        if self._log_key is None:
            raise NoLogKey(log.path)
        if log.doubt is not None:
            raise ReadOnly(log.path, doubt=log.doubt)
        head = _sound(log, group_id)
        signed = _signed(checkpoint_of(log, group_id, head), self._log_key)
        if not log.read_only:
            self._keep(log, group_id, lambda: KeptHead.of(signed.note))
        return signed

    def keep(self, log: Log, group_id: str, head: Head) -> None:
        """Keep a head of records that are durable. What goes wrong is said, and not raised: they are recorded.

        Args:
            log: Where it can be kept, if anywhere.
            group_id: Whose head it is.
            head: As it stands, or stood, in the log.
        """
        self._keep(log, group_id, lambda: self._to_keep(checkpoint_of(log, group_id, head)))

    def _keep(self, log: Log, group_id: str, to_keep: Callable[[], KeptHead]) -> None:
        side = log.side_file
        if side is None:
            return
        fault: HeadsDamaged | HeadsNotKept | None = None

        @cache
        def root_at(size: int) -> bytes:
            return root(log.leaves(group_id, 0, size))

        try:
            kept = to_keep()
            if _with(side, side.read(), kept, root_at) is not None:
                side.update(lambda data: _with(side, data, kept, root_at))
        except (HeadsDamaged, HeadsNotKept) as error:
            fault = error
        except KubeLedgerError as error:
            fault = HeadsNotKept(side.path, str(error), error.sentence)
        self.fault = fault
        if fault is not None:
            self._warn(fault)

    def _to_keep(self, checkpoint: Checkpoint) -> KeptHead:
        return KeptHead.of(checkpoint.text if self._log_key is None else _signed(checkpoint, self._log_key).note)

    @staticmethod
    def _warn(fault: HeadsDamaged | HeadsNotKept) -> None:
        # Where warnings are errors, it would look as if nothing had been recorded: `fault` says it all the same.
        with suppress(HeadsWarning):
            warnings.warn(HeadsWarning(fault), stacklevel=2)


def require_log_key(key: Signer | None) -> None:
    """Nothing, if the key can sign a log's heads, or there is none.

    Raises:
        ProofError: It is a witness's.
    """
    if key is None:
        return
    from kube_ledger.proofs import NOTE_KEY  # noqa: PLC0415  # who has no key needs no proofs

    if key.key.type != NOTE_KEY:
        raise ProofError("a witness's key can't be the log's", problem_id="kunci saksi tidak bisa menjadi kunci buku")


def _sound(log: Log, group_id: str) -> Head:
    """The head of now, unless it contradicts itself: a damaged one would be held against the ledger for ever.

    Raises:
        IntegrityError: It does.
    """
    head = log.head(group_id)
    try:
        if head.tree().root() == head.root:
            return head
    except ValueError:
        pass
    raise IntegrityError(
        "the head contradicts itself", problem_id="kepala buku sendiri rusak", position=max(head.size - 1, 0)
    )


def _signed(head: Checkpoint, key: Signer) -> SignedHead:
    from kube_ledger.proofs import SignedHead, sign_note  # noqa: PLC0415  # who signs nothing needs no proofs

    return SignedHead(head, (), sign_note(head.text, [key.under(head.origin)]))


def _read(side: SideFile, data: bytes | None) -> Kept:
    try:
        return {} if data is None else parse(data)
    except ProofError as error:
        raise HeadsDamaged(side.path, error.problem, error.problem_id) from None


def _with(side: SideFile, data: bytes | None, head: KeptHead, root_at: Callable[[int], bytes]) -> bytes | None:
    """The side file with one more head; None where that adds nothing.

    Raises:
        HeadsDamaged: It can't be read.
        HeadsNotKept: The log does not extend what it says, which is then the only evidence.
    """
    heads = dict(_read(side, data))
    before = heads.get(head.group_id, ())
    try:
        heads[head.group_id] = joined(before, head)
        if any(other.size < head.size and other.root != root_at(other.size) for other in before):
            raise of_another_log(head)
    except ProofError as error:
        raise HeadsNotKept(side.path, error.problem, error.problem_id) from None
    return None if heads[head.group_id] == before else render(heads)


def _contradiction(log: Log, kept: Kept) -> Doubt | None:
    found = {here.group_id: here for here in log.heads()}
    nothing = GroupHead("", 0, b"", b"")
    for group_id, heads in kept.items():
        here, newest = found.get(group_id, nothing), heads[-1]
        is_other = here.leaf0[:8].hex() not in {newest.leaf0, ""}
        if is_other or (here.size == newest.size and here.root != newest.root):
            return _doubt("fork", log, group_id, size=newest.size)
        if here.size < newest.size:
            return _doubt("shorter-than-signed", log, group_id, expected=newest.size, found=here.size)
    return None


def _doubt(code: str, log: Log, group_id: str, **sizes: int) -> Doubt:
    heads = None if log.side_file is None else log.side_file.path
    return Doubt(code, {"path": log.path, "heads": heads, "group": group_id, **sizes})
