"""Plausible histories of a group: line after line, most of them accepted, every refusal met in time."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from . import draw_business, draw_group, draw_work, registers
from .choices import Choices, Drawn, Seeded
from .draw_group import Drawer
from .facts import Line, month_of, of_type
from .model import Model
from .pen import Pen, today_of

__all__ = ["ALL_FAMILIES", "FIRST_FAMILIES", "Choices", "Drawn", "Offer", "Seeded", "histories", "next_line", "walk"]

DRAWERS: dict[str, dict[str, tuple[int, Drawer]]] = {
    **draw_group.DRAWERS,
    **draw_business.DRAWERS,
    **draw_work.DRAWERS,
}
FIRST_FAMILIES = frozenset({"group", "meetings", "kas", "control"})
ALL_FAMILIES = frozenset(DRAWERS)
WRITERS = ("treasurer", "secretary", "chair", "f01")
FEW = 4  # below this many members, joining comes first
TRIES = 12  # drawers asked before any that has something to tell will do


@dataclass(frozen=True)
class Offer:
    """A line, the moment it was offered, and what the model said (None: accepted)."""

    line: Line
    recorded_at: datetime
    answer: str | None


def next_line(choices: Choices, model: Model, *, families: AbstractSet[str], recorded_at: datetime) -> Line:
    """Draw a line that the group might write down at this moment. Nothing is offered to the model."""
    pen = Pen(model, choices, recorded_at, today_of(model, recorded_at))
    _pick_day(pen)
    types = {name: weighted for family in sorted(families) for name, weighted in DRAWERS[family].items()}
    urn = [name for name, (weight, _) in types.items() for _ in range(weight)]
    formed = bool(of_type(model.facts, "group-formed"))
    for attempt in range(TRIES):
        name = choices.one_of(urn)
        if not formed and attempt == 0 and "group-formed" in types and choices.chance(85):
            name = "group-formed"
        elif formed and "member-joined" in types and len(pen.members()) < FEW and choices.chance(50):
            name = "member-joined"
        data = types[name][1](pen)
        if data is not None:
            return _line(pen, name, data)
    for name, (_, drawer) in types.items():  # every family has a type that can always be told
        data = drawer(pen)
        if data is not None:
            return _line(pen, name, data)
    raise ValueError(f"no line to draw from families {sorted(families)}")


def _line(pen: Pen, name: str, data: dict[str, Any]) -> Line:
    """The line around the data; the pen's day may have moved while the data was drawn."""
    writer = pen.one_of(WRITERS)
    return {"type": name, "occurred_on": pen.day.isoformat(), "recorded_by": writer, "data": data}


def _pick_day(pen: Pen) -> None:
    """Set the day: mostly lately, at times long ago or to come; seldom before the group or in a closed month."""
    today = pen.day
    if pen.chance(45):
        pen.day -= timedelta(days=pen.integer(1, 5))
    elif pen.chance(15):
        pen.day -= timedelta(days=pen.integer(5, 60))
    if pen.chance(1):
        pen.day = today + timedelta(days=pen.integer(1, 3))
    formed = of_type(pen.facts, "group-formed")
    joined = of_type(pen.facts, "member-joined")
    if formed and pen.day < formed[0].day and not pen.slips():
        pen.day = min(today, (joined or formed)[0].day)
    if registers.is_closed(pen.facts, month_of(pen.day)) and pen.chance(85):
        pen.day = today


def walk(
    choices: Choices,
    *,
    families: AbstractSet[str] = ALL_FAMILIES,
    offers: int = 100,
    started_at: datetime = datetime(2019, 1, 7, 3, tzinfo=UTC),
    model: Model | None = None,
) -> Iterator[Offer]:
    """Offer line after line to a model, days apart, and tell its answers; the clock may once in a while go back."""
    group = Model() if model is None else model
    recorded_at = started_at
    for _ in range(offers):
        line = next_line(choices, group, families=families, recorded_at=recorded_at)
        yield Offer(line, recorded_at, group.offer(line, recorded_at))
        hours = choices.integer(0, 48) if choices.chance(60) else choices.integer(0, 2)
        recorded_at += timedelta(hours=hours, microseconds=choices.integer(0, 999_999))
        if choices.chance(1):
            recorded_at -= timedelta(hours=choices.integer(0, 6))


@st.composite
def histories(
    draw: st.DrawFn, *, families: AbstractSet[str] = ALL_FAMILIES, min_offers: int = 1, max_offers: int = 40
) -> list[Offer]:
    """Histories of a new group: accepted and refused lines, with the model's answer to each."""
    offers = draw(st.integers(min_offers, max_offers))
    return list(walk(Drawn(draw), families=families, offers=offers))
