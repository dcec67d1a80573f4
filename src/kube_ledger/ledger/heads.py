"""The heads that a ledger gives out: what its log is at this moment, signed where it has a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.audit import checkpoint_of
from kube_ledger.errors import NoLogKey, ProofError

if TYPE_CHECKING:
    from kube_ledger.log import Log
    from kube_ledger.proofs import Checkpoint, SignedHead, Signer


class Heads:
    """Gives out the heads of one open ledger.

    Args:
        log: Where the records are.
        log_key: Signs heads, of every group under the name of its log; None = nothing is signed.
    """

    def __init__(self, log: Log, log_key: Signer | None) -> None:
        self._log = log
        self._log_key = log_key

    def checkpoint(self, group_id: str) -> Checkpoint:
        """See `Group.checkpoint`."""
        return checkpoint_of(self._log, group_id, self._log.head(group_id))

    def signed(self, group_id: str) -> SignedHead:
        """See `Group.signed_head`."""
        if self._log_key is None:
            raise NoLogKey(self._log.path)
        return _signed(self.checkpoint(group_id), self._log_key)


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


def _signed(head: Checkpoint, key: Signer) -> SignedHead:
    from kube_ledger.proofs import SignedHead, sign_note  # noqa: PLC0415  # who signs nothing needs no proofs

    return SignedHead(head, (), sign_note(head.text, [key.under(head.origin)]))
