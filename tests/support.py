"""What tests share: lines of the model as events, a clock and ids in the test's own hand, answers as plain values."""

from __future__ import annotations

import sqlite3
from base64 import b64decode
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import attrs
from hypothesis import strategies as st

from kube_ledger import AsOf, Ledger, Refused, projections
from kube_ledger.domain import KUBE
from kube_ledger.errors import InvalidEvent
from kube_ledger.events import Event, EventReversed, Facts, MonthClosed, NoteAdded
from kube_ledger.events.fields import Leaf
from kube_ledger.events.shapes import Many, Nested, Shape, fields_of
from kube_ledger.rules.tables import Table
from model.histories import ALL_FAMILIES, Seeded, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kube_ledger import Group, Period
    from kube_ledger.domain import Domain
    from kube_ledger.projections import BalancesAnswer, ParticipationAnswer
    from kube_ledger.rules import Standing
    from model import Model
    from model.histories import Offer

START = datetime(2019, 7, 7, 3, tzinfo=UTC)
GROUP = "melati-3"
PROJECTIONS: tuple[projections.Projection[Any, Any], ...] = (
    *(projections.balances, projections.cash_book, projections.dues),
    *(projections.members, projections.meetings, projections.participation),
)


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **by: float) -> None:
        """Let time pass, as of `timedelta`."""
        self.now += timedelta(**by)


class Ids:
    """Ids of version 7, one after the other: two of these tell the same ones."""

    def __init__(self) -> None:
        self.told = 0

    def __call__(self) -> UUID:
        self.told += 1
        return UUID(int=self.told << 80 | 7 << 76 | 2 << 62 | self.told)


def in_memory(clock: Clock | None = None, *, domain: Domain = KUBE) -> Ledger:
    """A ledger of the process with a clock and ids of the test's own."""
    return Ledger.in_memory(domain=domain, clock=clock or Clock(), new_id=Ids())


# Events, and lines into events.

E = TypeVar("E", bound=Event)


def changed(event: E, **fields: Any) -> E:
    """The same event but for these fields; checked like any."""
    made: E = attrs.evolve(event, **fields)  # type: ignore[misc]  # mypy does not see that it is an attrs class
    return made


def event_of(
    line: Mapping[str, Any], group: Group, *, pending: Sequence[Event] = (), digest: bytes | None = None
) -> Event:
    """The event that a JSON line of the model tells.

    Args:
        line: As of EVENTS.md, JSON Lines.
        group: Fills in the original of a reversal and the digest of a closing.
        pending: Events of the same call in front of it, which the group doesn't hold yet.
        digest: Of a closing, where the group can't know it because of them.

    Raises:
        InvalidEvent: The constructor says no.
    """
    cls = KUBE.catalogue.find(line["type"])
    assert cls is not None, f"no class for {line['type']}"
    day, data = date.fromisoformat(line["occurred_on"]), line["data"]
    if cls is EventReversed:
        return _reversal(data, day, group, pending)
    if cls is MonthClosed and "digest" not in data:
        if digest is None:
            return group.close_month(data["month"], occurred_on=day)
        return MonthClosed(occurred_on=day, month=data["month"], digest=digest)
    return cls(occurred_on=day, **_values(cls, data))


def _reversal(data: Mapping[str, Any], day: date, group: Group, pending: Sequence[Event]) -> Event:
    target, size = data["target"], group.size
    if target < size:
        return group.reverse(
            **{"position": target, **{k: v for k, v in data.items() if k != "target"}}, occurred_on=day
        )
    # Nothing stands there: whatever is embedded, the reference must be refused.
    nothing = NoteAdded(occurred_on=day, target=0, text="tidak ada")
    original = pending[target - size] if target - size < len(pending) else nothing
    return EventReversed(occurred_on=day, original=original, **data)


def _values(cls: type[Facts], data: Mapping[str, Any]) -> dict[str, Any]:
    shapes = {field.name: field.shape for field in fields_of(cls)}
    return {name: _value(shapes[name], value) for name, value in data.items()}


def _value(shape: Shape, value: Any) -> Any:
    match shape:
        case _ if value is None:
            return None
        case Leaf(python=kind) if kind is date:
            return date.fromisoformat(value)
        case Leaf(python=kind) if kind is bytes:
            return b64decode(value)
        case Many(item=item):
            return [_value(item, part) for part in value]
        case Nested(cls=cls):
            return cls(**_values(cls, value))
        case _:
            return value


def told(group: Group, line: Mapping[str, Any], *, key: str | None = None) -> str | None:
    """Record a line: None where it was, else the code of its refusal. `check` must have said the same before."""
    try:
        event = event_of(line, group)
    except InvalidEvent as error:
        return error.code
    checked = [refusal.code for refusal in group.check(event, recorded_by=line["recorded_by"])]
    code = None
    try:
        group.record(event, recorded_by=line["recorded_by"], key=key)
    except Refused as refused:
        code = refused.code
    assert checked == [code] * (code is not None), f"check said {checked}, record {code}"
    return code


def lives(*, min_offers: int = 1, max_offers: int = 60) -> st.SearchStrategy[list[Offer]]:
    """Lives of a group, drawn from a seed: quicker than `model.histories.histories`, longer, and they shrink less."""
    seeds, lengths = st.integers(0, 2**32 - 1), st.integers(min_offers, max_offers)
    return st.builds(
        lambda seed, offers: list(walk(Seeded(seed), families=ALL_FAMILIES, offers=offers)), seeds, lengths
    )


def recorded(history: Iterable[Offer], ledger: Ledger | None = None, clock: Clock | None = None) -> Group:
    """A group to which a whole history was offered, the refused lines too; each call under a key of its own."""
    clock = clock or Clock()
    group = (ledger or in_memory(clock)).group(GROUP)
    for number, offer in enumerate(history):
        clock.now = offer.recorded_at
        told(group, offer.line, key=f"line/{number}")
    return group


# Answers and states as plain values.


def rows_of(answer: BalancesAnswer) -> list[tuple[Any, ...]]:
    """The rows of balances as plain tuples."""
    return [tuple(row) for row in answer.rows]


def participation_of(answer: ParticipationAnswer) -> dict[str, Any]:
    """Participation as `replay --json` shows it."""
    figures = ("meetings_held", "meetings_attended", "dues_meetings", "batches", "batches_helped")
    return {
        "members": {
            member: {"counts": dict(one.counts), **{figure: getattr(one, figure) for figure in figures}}
            for member, one in answer.members.items()
        },
        "group": dict(answer.group),
        "facilitators": {
            person: {"roles": dict(one.roles), "tasks": dict(one.tasks)} for person, one in answer.facilitators.items()
        },
    }


def agree(group: Group, model: Model, as_of: Mapping[str, Any], window: Period) -> None:
    """The group and the model show the same from a point of view, and over a window of days."""
    seen_from = AsOf(**as_of)
    assert rows_of(group.view(projections.balances, as_of=seen_from)) == model.balances(**as_of)
    assert group.digest(projections.balances, as_of=seen_from) == model.balances_digest(**as_of)
    shown = participation_of(group.view(projections.participation, as_of=seen_from, period=window))
    assert shown == model.participation(window.start, window.end, **as_of)


def agree_on_shares(
    group: Group, model: Model, asked: tuple[str, str | None, str | None], as_of: Mapping[str, Any]
) -> None:
    """The group and the model make a figure, of (account, fund, party), of the same shares."""
    account, fund, party = asked
    explained = group.explain(account, fund=fund, party=party, as_of=AsOf(**as_of))
    expected = model.explain(account, fund, party, **as_of)
    assert [(line.position, line.share) for line in explained.lines] == expected
    assert explained.total == sum(share for _, share in expected)


def standing_of(group: Group) -> Standing:
    """What the group's rules know, kept up with the log."""
    recorder = group._recorder
    recorder.catch_up()
    return recorder.standing


def tables_of(standing: Standing) -> dict[str, Any]:
    """Everything that a standing holds, as a plain copy."""
    return {
        name: dict(value.items()) if isinstance(value, Table) else value
        for name, value in vars(standing).items()
        if isinstance(value, Table | int)
    }


def everything_shown(group: Group, as_of: AsOf | None = None) -> dict[str, Any]:
    """Every answer of every projection, with its digest."""
    return {one.name: (group.view(one, as_of=as_of), group.digest(one, as_of=as_of)) for one in PROJECTIONS}


def everything_of(group: Group, path: Path | None = None) -> dict[str, Any]:
    """All that a call may change: head, what the rules know, what is shown, and what stands in the file.

    What the rules know is looked at as it is: catching up would mend what a call left behind.
    """
    standing = group._recorder.standing
    return {
        "size": group.size,
        "root": group.root,
        "tree": group._recorder.tree.to_bytes(),
        "standing": tables_of(standing),
        "undo": len(standing._undo),
        "shown": everything_shown(group),
        "rows": None if path is None else rows_in(path),
    }


def rows_in(path: Path) -> dict[str, list[Any]]:
    """Every row of every table of a SQLite ledger."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}


@contextmanager
def new_path() -> Iterator[Path]:
    """Where a ledger may be made; in memory where the system offers that: what is asked here is not durability."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "melati-3.kube"
