"""A ledger whose sensitive fields are sealed: what was told in it, and who opens it again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from kube_ledger import Ledger, events
from support import GROUP, Clock

if TYPE_CHECKING:
    from pathlib import Path

    from kube_ledger import Group
    from kube_ledger.sealing import KeyFile

DAY = date(2019, 7, 7)
SECRET = "demam berdarah, dirawat"
REASON: Literal["illness"] = "illness"  # by a name: a traceback shows the lines of a call
LEFT = "pindah karena sakit jantung"


@frozen
class Told:
    """The ledger and where it is."""

    path: Path
    keys: KeyFile
    ledger: Ledger

    @property
    def group(self) -> Group:
        """The group."""
        return self.ledger.group(GROUP)

    def opened(self, **other: Any) -> Ledger:
        """The same ledger once more; without keys unless they are given."""
        return Ledger.open(self.path, clock=Clock(datetime(2019, 7, 14, 3, tzinfo=UTC)), **other)


def aid(member: str = "m01", detail: str | None = SECRET, amount: int = 1_000, **other: Any) -> events.IksDisbursed:
    """Solidarity money for somebody who is ill."""
    return events.IksDisbursed(
        occurred_on=DAY, beneficiary_id=member, reason=REASON, amount=amount, detail=detail, **other
    )


def beginning() -> list[events.Event]:
    """A group with two members and something in its solidarity fund."""
    words = {"kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat", "formed_by": "Dinas Sosial"}
    return [
        events.GroupFormed(occurred_on=DAY, name="KUBE", business="katering", **words),
        *(events.MemberJoined(occurred_on=DAY, member_id=m, cadre=False, own_business=True) for m in ("m01", "m02")),
        events.IksContributed(occurred_on=DAY, member_id="m01", amount=100_000),
    ]
