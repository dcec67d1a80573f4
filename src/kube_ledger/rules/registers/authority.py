"""How keys, and erased people, change the standing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import KeyEnrolled, KeyRevoked, PersonErased
from kube_ledger.rules.held import HeldKey

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Standing

    from .typed import Registers


def _enrol(standing: Standing, event: KeyEnrolled, position: int) -> None:
    from kube_ledger.proofs.keys import parse_vkey  # noqa: PLC0415  # only groups with keys need it

    key = parse_vkey(event.vkey)
    if key.key_id not in standing.keys:
        standing.keys[key.key_id] = HeldKey(key, event.use, event.person_id, position)


def _revoke(standing: Standing, event: KeyRevoked, position: int) -> None:
    held = standing.keys.get(event.key_id)
    if held is not None and held.revoked_at is None:
        standing.keys[event.key_id] = held._replace(revoked_at=position)


def _erase(standing: Standing, event: PersonErased, position: int) -> None:
    if event.person_id not in standing.erased:
        standing.erased[event.person_id] = position


REGISTERS: Final[Registers] = {KeyEnrolled: _enrol, KeyRevoked: _revoke, PersonErased: _erase}
