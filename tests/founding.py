"""How a group begins, in most stories; it needs nothing else of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.events import GroupFormed

if TYPE_CHECKING:
    from datetime import date


def formed(day: date, name: str = "KUBE Melati 3") -> GroupFormed:
    """A catering group of the field study's quarter."""
    return GroupFormed(
        occurred_on=day,
        name=name,
        kelurahan="Galur",
        kecamatan="Johar Baru",
        city="Jakarta Pusat",
        formed_by="Dinas Sosial",
        business="katering",
    )
