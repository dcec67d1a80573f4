"""Files of JSON Lines for the tests of the exchange layer: lines as dicts, a group to import them into."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.exchange import Imported, export_lines, import_lines
from support import GROUP, in_memory

if TYPE_CHECKING:
    from kube_ledger import Group
    from support import Clock

Line = dict[str, Any]

DAY = "2019-07-07"
TEXTS = ("name", "kelurahan", "kecamatan", "city", "formed_by", "business")


def line(type_: str, data: Line | None = None, /, **envelope: Any) -> Line:
    """A line as a careful writer puts it; `envelope` changes what stands around the data."""
    return {"type": type_, "occurred_on": DAY, "recorded_by": "treasurer", **envelope, "data": data or {}}


FORMED = line("group-formed", dict.fromkeys(TEXTS, "KUBE Melati 3"), occurred_on="2019-01-01")


def joined(member: str, **envelope: Any) -> Line:
    """A member joins on the day the group was formed."""
    data = {"member_id": member, "cadre": False, "own_business": True}
    return line("member-joined", data, **{"occurred_on": "2019-01-01", **envelope})


def dues(member: str = "m01", amount: int = 5_000, **envelope: Any) -> Line:
    """Dues of a member."""
    return line("dues-paid", {"member_id": member, "amount": amount}, **envelope)


def gift(amount: int = 5_000, **envelope: Any) -> Line:
    """A gift to kas."""
    return line("donation-received", {"fund": "kas", "amount": amount, "donor": "Warung Bu Tini"}, **envelope)


def expense(amount: int, **envelope: Any) -> Line:
    """An expense out of kas."""
    data = {"fund": "kas", "category": "other", "amount": amount, "description": "gas"}
    return line("expense-paid", data, **envelope)


def file_of(*lines: Line | str | bytes) -> bytes:
    """A file: each line a dict, or its text or bytes as they are."""
    return b"".join(_bytes(one) + b"\n" for one in lines)


def _bytes(one: Line | str | bytes) -> bytes:
    if isinstance(one, bytes):
        return one
    return (one if isinstance(one, str) else json.dumps(one)).encode("utf-8")


def imported(group: Group, *lines: Line | str | bytes) -> Imported:
    """Import these lines as one file."""
    return import_lines(group, io.BytesIO(file_of(*lines)))


def refused(group: Group, *lines: Line | str | bytes) -> list[tuple[int, str, str | None]]:
    """Import lines that are refused: (line, code, path) of all that is wrong. Nothing may be written."""
    before = (group.size, group.root)
    done = imported(group, *lines)
    assert (group.size, group.root) == before, "a refused file was written"
    assert done.refused, "nothing was refused"
    assert (done.recorded, done.repeated, done.without_key) == (0, 0, 0)
    return [(bad.line, bad.code, bad.path) for bad in done.refused]


def counts(done: Imported) -> tuple[int, int, int]:
    """(recorded, repeated, without_key) of a file that was taken."""
    assert done.refused == ()
    return done.recorded, done.repeated, done.without_key


def exported(group: Group) -> bytes:
    """The group's export as a file."""
    return "".join(export_lines(group)).encode("utf-8")


def new_group(clock: Clock | None = None) -> Group:
    """A group in memory that nothing is recorded of."""
    return in_memory(clock).group(GROUP)


def small_group(clock: Clock | None = None) -> Group:
    """A group with three members, a meeting, and Rp 100.000 in kas, at size 6."""
    group = new_group(clock)
    meeting = line("meeting-held", {"meeting_id": "w27", "attendees": ["m01", "m02"], "agenda": []})
    lines = [FORMED, *(joined(member) for member in ("m01", "m02", "m03")), meeting, gift(100_000)]
    assert counts(imported(group, *lines)) == (6, 0, 6)
    return group


GOOD: Final = json.dumps(dues())
HUGE: Final = "9" * 5_000


def raw(**given: str) -> str:
    """The good line with the JSON texts of some fields put in or replaced; `data` fields by their own names."""
    envelope = {"type": '"dues-paid"', "occurred_on": f'"{DAY}"', "recorded_by": '"treasurer"'}
    data = {"member_id": '"m01"', "amount": "5000"}
    for name, text in given.items():
        part = data if name in ("member_id", "amount", "meeting_id", "paid_into", "extra", "original") else envelope
        part[name] = text
    inner = "{" + ", ".join(f'"{name}": {text}' for name, text in data.items()) + "}"
    envelope.setdefault("data", inner)
    return "{" + ", ".join(f'"{name}": {text}' for name, text in envelope.items()) + "}"


def idea(text: str) -> Line:
    """A line whose text is at stake."""
    return line("idea-contributed", {"member_id": "m01", "text": text})


def met(**data: Any) -> Line:
    """A meeting with some fields changed."""
    return line("meeting-held", {"meeting_id": "w28", "attendees": ["m01"], "agenda": ["iuran"], **data})


def opening(**row: Any) -> Line:
    """An opening balance of one line with some fields changed."""
    return line("opening-balance-recorded", {"lines": [{"account": "cash", "fund": "kas", "amount": 1, **row}]})


def decided(**rules: Any) -> Line:
    """A decision that sets some rules."""
    what = {"decision_id": "d1", "meeting_id": "w27", "topic": "iuran", "text": "tetap", "method": "vote"}
    return line("decision-made", {**what, "participants": ["m01"], "effective_from": DAY, "rules": rules})


PRICE: Final = {"product": "kue", "channel": "bazaar", "lot_size": 3, "lot_price": 10_000}


def closed(**data: Any) -> Line:
    """A closing of January with some fields changed."""
    return line("month-closed", {"month": "2019-01", **data})
