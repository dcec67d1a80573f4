"""Limits of keys and erasing: a public key is enrolled once and revoked once, a person erased once, and for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import KeyEnrolled, KeyRevoked, PersonErased
from kube_ledger.rules.references import still_somebody, taken

from .typed import limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.rules.standing import Limits, Standing


def _enrolled(standing: Standing, event: KeyEnrolled) -> Iterator[Refusal]:
    from kube_ledger.proofs.keys import parse_vkey  # noqa: PLC0415  # only groups with keys need it

    key = parse_vkey(event.vkey)
    held = standing.keys.get(key.key_id)
    if held is not None:
        yield taken("vkey", key.key_id.hex(), held.position)
    yield from still_somebody(standing, event.person_id, "person_id")


def _revoked(standing: Standing, event: KeyRevoked) -> Iterator[Refusal]:
    held = standing.keys.get(event.key_id)
    if held is None or held.revoked_at is not None:
        yield Refusal("unknown-reference", field="key_id", reference=event.key_id.hex())


def _erased(standing: Standing, event: PersonErased) -> Iterator[Refusal]:
    yield from still_somebody(standing, event.person_id, "person_id")


LIMITS: Final[Limits] = {
    KeyEnrolled: limit(_enrolled),
    KeyRevoked: limit(_revoked),
    PersonErased: limit(_erased),
}
