"""A group's public keys as its log tells them, and the log's own key handed over from one to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from kube_ledger.errors import IntegrityError, ProofError
from kube_ledger.events import KeyEnrolled, KeyRevoked
from kube_ledger.merkle import Frontier

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.proofs import Signer, VerifierKey

    from .open import Ledger

Use = Literal["log", "person", "witness"]
Reason = Literal["lost", "stolen", "ended"]


class GroupKey(NamedTuple):
    """One key that a group's log has enrolled.

    Attributes:
        key: The public key, with the name and type that it was enrolled under.
        use: What its signatures count as: `log`, `person` or `witness`.
        person_id: Whose it is; None of the log's own.
        position: Where it was enrolled: it is in force from the next entry on.
        revoked_at: Where it was revoked: it is not in force behind that entry. None = it was not.
        reason: Why it was revoked.
    """

    key: VerifierKey
    use: Use
    person_id: str | None
    position: int
    revoked_at: int | None = None
    reason: Reason | None = None

    def is_in_force(self, position: int) -> bool:
        """Whether its signatures count at a position; of a head, at its size."""
        return self.position < position and (self.revoked_at is None or self.revoked_at >= position)


def group_keys(ledger: Ledger, group_id: str) -> tuple[GroupKey, ...]:
    """All keys of a group, revoked ones too, in the order of their enrolment.

    Raises:
        DecodeError: A record can't be read.
        IntegrityError: A record was changed, or a position is missing.
    """
    from kube_ledger.proofs import parse_vkey  # noqa: PLC0415  # who has no key needs no proofs

    held: dict[bytes, GroupKey] = {}
    for entry in ledger.group(group_id).entries():
        event, position = entry.event, entry.position
        assert position is not None  # it comes from the log
        if isinstance(event, KeyEnrolled):
            key = parse_vkey(event.vkey)
            held.setdefault(key.key_id, GroupKey(key, event.use, event.person_id, position))
        elif isinstance(event, KeyRevoked) and event.key_id in held and held[event.key_id].revoked_at is None:
            held[event.key_id] = held[event.key_id]._replace(revoked_at=position, reason=event.reason)
    return tuple(held.values())


def as_log_key(ledger: Ledger, group_id: str, key: VerifierKey) -> VerifierKey:
    """The same public key under the name of the group's log, which only its first entry gives.

    Raises:
        ProofError: Nothing was recorded yet, or it is a witness's key.
    """
    from kube_ledger.proofs import NOTE_KEY  # noqa: PLC0415  # who has no key needs no proofs

    if key.type != NOTE_KEY:
        raise ProofError("a witness's key can't be the log's", problem_id="kunci saksi tidak bisa menjadi kunci buku")
    return replace(key, name=_origin(ledger, group_id))


def rotation(
    ledger: Ledger, group_id: str, old: VerifierKey, new: VerifierKey, *, occurred_on: date, reason: Reason = "ended"
) -> tuple[KeyEnrolled, KeyRevoked]:
    """The two events by which a new log key follows an old one; they are to be recorded in one call. Writes nothing.

    Args:
        ledger: Where the group is.
        group_id: The group.
        old: The log's key of today.
        new: The one to follow.
        occurred_on: The day.
        reason: Why the old one ends.

    Raises:
        ProofError: The old key is not the log's, or revoked; the new one was enrolled before, or is a witness's.
    """
    keys = {held.key.key_id: held for held in group_keys(ledger, group_id)}
    held = keys.get(old.key_id)
    if held is None or held.use != "log" or held.revoked_at is not None:
        raise ProofError(
            "the old key is not one that the log signs with", problem_id="kunci lama bukan kunci buku yang berlaku"
        )
    if new.key_id in keys:
        raise ProofError("the new key was enrolled before", problem_id="kunci baru sudah pernah didaftarkan")
    enrolled = KeyEnrolled(occurred_on=occurred_on, vkey=as_log_key(ledger, group_id, new).text, use="log")
    return enrolled, KeyRevoked(occurred_on=occurred_on, key_id=old.key_id, reason=reason)


def handover(ledger: Ledger, group_id: str, old: Signer, new: Signer) -> str:
    """The head up to the enrolment of a new log key, signed by the old one and by the new one.

    It shows whoever knows the old key that its holder agreed to the new one: both are in force at that head, whose last
    entry enrols the new one. It can be made again as long as both private keys are there.

    Args:
        ledger: Where both are recorded.
        group_id: The group.
        old: The key that was the log's before.
        new: The key that followed it.

    Returns:
        A signed checkpoint with two signatures, the old key's first.

    Raises:
        ProofError: The log does not enrol the new key as its own while the old one is in force.
        IntegrityError: The head is not that of the log's leaves: nothing is signed over it.
    """
    from kube_ledger.proofs import Checkpoint, sign_note  # noqa: PLC0415  # who has no key needs no proofs

    keys = {held.key.key_id: held for held in group_keys(ledger, group_id) if held.use == "log"}
    before, after = keys.get(old.key.key_id), keys.get(new.key.key_id)
    if before is None or after is None or not before.is_in_force(after.position + 1):
        raise ProofError(
            "the new key was not enrolled as the log's while the old one was",
            problem_id="kunci baru tidak didaftarkan sebagai kunci buku selagi kunci lama berlaku",
        )
    origin, size = _origin(ledger, group_id), after.position + 1
    head = Checkpoint(origin, size, _root_at(ledger, group_id, size))
    return sign_note(head.text, [old.under(origin), new.under(origin)])


def _origin(ledger: Ledger, group_id: str) -> str:
    return ledger.group(group_id).checkpoint().origin


def _root_at(ledger: Ledger, group_id: str, size: int) -> bytes:
    head = ledger.log.head(group_id)
    tree, root = Frontier(), b""
    for leaf in ledger.log.leaves(group_id, 0, head.size):
        tree.add(leaf)
        if tree.size == size:
            root = tree.root()
    if (tree.size, tree.root()) != (head.size, head.root):
        raise IntegrityError(
            "the head is not that of the entries", problem_id="kepala buku tidak cocok dengan catatannya", position=size
        )
    return root
