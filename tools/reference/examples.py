"""One line of JSON for every event type: as the samples have it, or, where they have none, made up here."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.exchange.sample import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kube_ledger.events import Event

MADE_UP: Final[Mapping[str, Mapping[str, Any]]] = {
    "fund-opened": {"fund": "arisan", "purpose": "arisan bulanan", "restricted": True},
    "member-left": {"member_id": "m10"},
    "role-ended": {"person_id": "m03", "role": "treasurer"},
    "activity-resumed": {"reason": "boleh berkumpul lagi"},
    "key-enrolled": {
        "person_id": "m03",
        "vkey": "ibu-sari+f1c9ed0f+Afe5OlqVrFHhBDMEKbFYaQVBPpjT1ltbdScpynoodT6b",
        "use": "person",
    },
    "key-revoked": {"key_id": "AAECAwQFBgc=", "reason": "lost"},
    "person-erased": {"person_id": "m10"},
    "month-reopened": {"month": "2019-05", "decision_id": "buka-mei"},
    "aid-proposed": {
        "aid_id": "uep-2019",
        "programme": "UEP",
        "amount": 3_500_000,
        "lines": [{"description": "oven", "amount": 3_000_000}, {"description": "loyang", "amount": 500_000}],
    },
    "aid-verified": {"aid_id": "uep-2019", "by": "Dinas Sosial"},
    "aid-approved": {"aid_id": "uep-2019", "by": "Dinas Sosial", "amount": 3_000_000},
    "aid-rejected": {"aid_id": "uep-2019", "by": "Dinas Sosial", "reason": "anggaran habis"},
    "aid-received": {"aid_id": "uep-2019", "amount": 3_000_000},
    "aid-spent": {
        "aid_id": "uep-2019",
        "line": 1,
        "category": "equipment",
        "amount": 2_900_000,
        "description": "oven dua pintu",
    },
    "aid-accounted-for": {"aid_id": "uep-2019", "month": "2019-08", "evidence": ["kuitansi oven"]},
}
"""Stored name → the data of its example."""


@cache
def _told() -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    for name in SAMPLES:
        for line in (files("kube_ledger") / "samples" / f"{name}.jsonl").read_text("utf-8").splitlines():
            found = json.loads(line)
            told.setdefault(found["type"], found)
    return told


def example(cls: type[Event]) -> str:
    """The line of JSON that the reference shows for a type.

    Raises:
        KeyError: No sample has one, and none is made up.
    """
    told = _told().get(cls.event_type)
    if told is None:
        author = {"occurred_on": "2019-07-07", "recorded_by": "secretary"}
        return json.dumps({"type": cls.event_type, **author, "data": MADE_UP[cls.event_type]}, ensure_ascii=False)
    line = {name: told[name] for name in ("type", "occurred_on", "recorded_by", "data")}
    return json.dumps(line, ensure_ascii=False)
