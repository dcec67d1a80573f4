"""Whose signature counts: keys that are enrolled and revoked in the books themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kube_ledger.errors import Fault

from .base import Event, event
from .fields import KeyId, PersonId, VKey

if TYPE_CHECKING:
    from collections.abc import Iterator

WITNESS_ONLY = 0x04
"""The type byte of a key that signs cosignatures and nothing else."""


def _use_fits(enrolled: KeyEnrolled) -> Iterator[Fault]:
    from kube_ledger.proofs.keys import parse_vkey  # noqa: PLC0415  # only who enrols a key needs it

    if (enrolled.use == "log") == (enrolled.person_id is not None):
        yield Fault(
            "person_id",
            "stands exactly with the uses person and witness",
            "diisi hanya untuk pemakaian orang dan saksi",
        )
    if enrolled.use != "witness" and parse_vkey(enrolled.vkey).type == WITNESS_ONLY:
        yield Fault("vkey", "is a witness's key, good for nothing else", "kunci saksi, tidak untuk pemakaian lain")


@event(form=_use_fits)
class KeyEnrolled(Event):
    """A public key counts from here on: the log's own, a person's, or a witness's.

    `vkey` is a C2SP verifier key of Ed25519; its type is 0x01, of a witness 0x04 too.
    """

    person_id: PersonId | None = None
    vkey: VKey
    use: Literal["log", "person", "witness"]


@event
class KeyRevoked(Event):
    """A key counts no more; what it signed at lower positions stays signed."""

    key_id: KeyId
    reason: Literal["lost", "stolen", "ended"]


@event
class PersonErased(Event):
    """A person's data was erased: what was sealed for her reads `Erased` for ever, and her id is nobody's any more."""

    person_id: PersonId
