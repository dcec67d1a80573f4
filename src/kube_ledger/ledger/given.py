"""What a caller gives to be recorded, as one call: events and who records them, or a draft and its signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.codec import Seen
from kube_ledger.errors import Fault, InvalidEvent, ProofError

from .calls import Call
from .drafting import KEY_ID_SIZE, Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kube_ledger.events import Event
    from kube_ledger.proofs import Checkpoint

    from .group import Group


def call_of(
    said: tuple[Event | Draft, ...],
    recorded_by: str | None,
    key: str | None,
    meta: Mapping[str, str] | None,
    approvals: object,
    *,
    group: Group,
) -> Call:
    """Either of the two ways to say it.

    Raises:
        InvalidEvent: It is neither, or a draft of another group.
    """
    if len(said) == 1 and isinstance(said[0], Draft):
        return Call.of_draft(_own(said[0], (recorded_by, key, meta), group), approvals)
    if approvals is not None:
        raise InvalidEvent("record", [Fault("approvals", "go with a draft alone", "hanya untuk satu konsep catatan")])
    # What is no event, and who is nobody, is said there.
    return Call.of(said, recorded_by, key, meta)  # type: ignore[arg-type]


def _own(draft: Draft, given: tuple[object, ...], group: Group) -> Draft:
    """A draft of this group, read with its ledger's domain."""
    faults = []
    if draft.group_id != group.group_id:
        faults.append(Fault("group", f"it is of {draft.group_id!r}", f"konsep ini milik kelompok {draft.group_id!r}"))
    if any(one is not None for one in given):
        problem_id = "konsep catatan sudah memuat pencatat, kunci dan meta"
        faults.append(Fault("draft", "it says itself who records it, its key and its meta", problem_id))
    if faults:
        raise InvalidEvent("record", faults)
    return draft if draft.domain is group.domain else Draft(draft.commands, group.domain)


def key_id_of(value: object) -> bytes:
    """The id of a key.

    Raises:
        InvalidEvent: It is none.
    """
    if type(value) is not bytes or len(value) != KEY_ID_SIZE:
        raise InvalidEvent("draft", [Fault("actor_key", "is no key id of 8 bytes", "bukan nomor kunci (8 byte)")])
    return value


def seen_of(head: Checkpoint, own: Callable[[], Checkpoint]) -> Seen:
    """A head as a command names it.

    Args:
        head: What the author's device has verified.
        own: Gives the head of now.

    Raises:
        ProofError: It is of another log.
    """
    origin = own().origin
    if head.origin != origin:
        raise ProofError(
            f"the head is of {head.origin}, this log is {origin}",
            problem_id=f"kepala buku ini milik {head.origin}, bukan {origin}",
        )
    return Seen(head.size, head.root)
