"""Buku Kegiatan, Buku Tamu and the feeding programme (PMT): what the group did in public, planned against done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import define, field, frozen

from kube_ledger.events import (
    BazaarJoined,
    CadreServiceDone,
    CompetitionEntered,
    CompetitionResult,
    Event,
    EventReversed,
    HelpGiven,
    PmtDelivered,
    PmtFundsReceived,
    PmtFundsReturned,
    PmtMenuSet,
    PmtProduced,
    PmtSpoiled,
    PrizeReceived,
    PublicationPosted,
    TrainingHeld,
    VisitReceived,
)

from .base import Projection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period


@define
class ProgrammesState:
    """What stands, by position, one table an event type."""

    menus: dict[int, PmtMenuSet] = field(factory=dict)
    produced: dict[int, PmtProduced] = field(factory=dict)
    delivered: dict[int, PmtDelivered] = field(factory=dict)
    spoiled: dict[int, PmtSpoiled] = field(factory=dict)
    received: dict[int, PmtFundsReceived] = field(factory=dict)
    returned: dict[int, PmtFundsReturned] = field(factory=dict)
    bazaars: dict[int, BazaarJoined] = field(factory=dict)
    contests: dict[int, CompetitionEntered] = field(factory=dict)
    results: dict[int, CompetitionResult] = field(factory=dict)
    prizes: dict[int, PrizeReceived] = field(factory=dict)
    services: dict[int, CadreServiceDone] = field(factory=dict)
    help: dict[int, HelpGiven] = field(factory=dict)
    trainings: dict[int, TrainingHeld] = field(factory=dict)
    posts: dict[int, PublicationPosted] = field(factory=dict)
    visits: dict[int, VisitReceived] = field(factory=dict)


_TABLES: Final[Mapping[type[Event], str]] = {
    PmtMenuSet: "menus",
    PmtProduced: "produced",
    PmtDelivered: "delivered",
    PmtSpoiled: "spoiled",
    PmtFundsReceived: "received",
    PmtFundsReturned: "returned",
    BazaarJoined: "bazaars",
    CompetitionEntered: "contests",
    CompetitionResult: "results",
    PrizeReceived: "prizes",
    CadreServiceDone: "services",
    HelpGiven: "help",
    TrainingHeld: "trainings",
    PublicationPosted: "posts",
    VisitReceived: "visits",
}
"""Event type → the table of the state that keeps it."""


class ActivityRow(NamedTuple):
    """One activity.

    Attributes:
        position: Where its entry stands.
        occurred_on: The day.
        kind: The event type.
        what: Its name, place or topic.
        by_whom: Who held or organised it, if said.
        people: The members who took part, sorted.
    """

    position: int
    occurred_on: date
    kind: str
    what: str
    by_whom: str | None
    people: tuple[str, ...]


class BatchRow(NamedTuple):
    """One batch of the feeding programme: boxes made, delivered by audience, spoiled, left."""

    position: int
    occurred_on: date
    batch_id: str
    menu: tuple[str, ...]
    boxes: int
    delivered: tuple[tuple[str, int], ...]
    spoiled: int
    left: int


class PrizeRow(NamedTuple):
    """One prize; the facilitator's own never was the group's money."""

    position: int
    occurred_on: date
    competition_id: str | None
    recipient: str
    amount: int
    items: tuple[str, ...]


class VisitRow(NamedTuple):
    """One visit."""

    position: int
    occurred_on: date
    visitor: str
    purpose: str


class Fulfilment(NamedTuple):
    """A month's plan against what was done: batches and boxes."""

    month: str
    batches_planned: int
    batches_made: int
    boxes_planned: int
    boxes_made: int
    boxes_delivered: int


@frozen
class ProgrammesAnswer:
    """Public work over a period; rows by day and position.

    Attributes:
        activities: Bazaars, contests, trainings, service at the posts, help, publications.
        batches: Those made in the period, with all that was delivered of them on any day.
        prizes: Given in the period.
        visits: Of the period.
        funds: Month → (received, returned), whole rupiah.
    """

    activities: tuple[ActivityRow, ...]
    batches: tuple[BatchRow, ...]
    prizes: tuple[PrizeRow, ...]
    visits: tuple[VisitRow, ...]
    funds: Mapping[str, tuple[int, int]]

    def fulfilment(self, month: str, *, batches: int, boxes: int) -> Fulfilment:
        """A month of this period against the caller's own plan.

        Args:
            month: `YYYY-MM`.
            batches: How many were planned.
            boxes: How many boxes, over all of them.
        """
        made = [row for row in self.batches if f"{row.occurred_on:%Y-%m}" == month]
        delivered = sum(number for row in made for _, number in row.delivered)
        return Fulfilment(month, batches, len(made), boxes, sum(row.boxes for row in made), delivered)


class Programmes(Projection[ProgrammesState, ProgrammesAnswer]):
    """Public work as it stands."""

    name, version = "programmes", 1

    def initial(self) -> ProgrammesState:
        """Nothing done."""
        return ProgrammesState()

    def apply(self, state: ProgrammesState, recorded: Recorded) -> None:
        """Keep what was done; take out what is reversed."""
        event, position = recorded.event, recorded.position
        if isinstance(event, EventReversed):
            for name in _TABLES.values():
                getattr(state, name).pop(event.target, None)
        elif type(event) in _TABLES:
            getattr(state, _TABLES[type(event)])[position] = event

    def answer(self, state: ProgrammesState, period: Period | None = None) -> ProgrammesAnswer:
        """The books over a period, or over all days."""

        def inside(day: date) -> bool:
            return period is None or day in period

        return ProgrammesAnswer(
            activities=_in_order(row for row in _activities(state) if inside(row.occurred_on)),
            batches=_in_order(row for row in _batches(state) if inside(row.occurred_on)),
            prizes=_in_order(
                PrizeRow(at, one.occurred_on, one.competition_id, one.recipient, one.amount, tuple(one.items))
                for at, one in state.prizes.items()
                if inside(one.occurred_on)
            ),
            visits=_in_order(
                VisitRow(at, one.occurred_on, one.visitor, one.purpose)
                for at, one in state.visits.items()
                if inside(one.occurred_on)
            ),
            funds=_funds(state, inside),
        )


def _in_order(rows: Any) -> tuple[Any, ...]:
    return tuple(sorted(rows, key=lambda row: (row.occurred_on, row.position)))


def _activities(state: ProgrammesState) -> list[ActivityRow]:
    found = []

    def add(at: int, event: Any, what: str, by_whom: str | None, people: Any) -> None:
        row = ActivityRow(at, event.occurred_on, event.event_type, what, by_whom, tuple(sorted(set(people))))
        found.append(row)

    for at, bazaar in state.bazaars.items():
        add(at, bazaar, bazaar.place, bazaar.organiser, bazaar.participants)
    for at, contest in state.contests.items():
        add(at, contest, contest.name, contest.level, contest.participants)
    for at, training in state.trainings.items():
        add(at, training, training.topic, training.organiser, training.participants)
    for at, service in state.services.items():
        add(at, service, service.post, None, [service.member_id])
    for at, help_ in state.help.items():
        add(at, help_, f"{help_.activity}: {help_.task}", None, [help_.member_id])
    for at, post in state.posts.items():
        add(at, post, f"{post.channel}: {post.subject}", post.facilitator_id, [])
    return found


def _batches(state: ProgrammesState) -> list[BatchRow]:
    menus = {menu.menu_id: tuple(menu.dishes) for _, menu in sorted(state.menus.items())}
    rows = []
    for at, batch in state.produced.items():
        delivered: dict[str, int] = {}
        for one in state.delivered.values():
            if one.batch_id == batch.batch_id:
                delivered[one.audience] = delivered.get(one.audience, 0) + one.boxes
        spoiled = sum(one.boxes for one in state.spoiled.values() if one.batch_id == batch.batch_id)
        left = batch.boxes - sum(delivered.values()) - spoiled
        menu = menus.get(batch.menu_id, ())
        by_audience = tuple(sorted(delivered.items()))
        rows.append(BatchRow(at, batch.occurred_on, batch.batch_id, menu, batch.boxes, by_audience, spoiled, left))
    return rows


def _funds(state: ProgrammesState, inside: Any) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for one in state.received.values():
        if inside(one.occurred_on):
            received, returned = sums.get(one.month, (0, 0))
            sums[one.month] = (received + one.amount, returned)
    for back in state.returned.values():
        if inside(back.occurred_on):
            month = f"{back.occurred_on:%Y-%m}"
            received, returned = sums.get(month, (0, 0))
            sums[month] = (received, returned + back.amount)
    return dict(sorted(sums.items()))


programmes = Programmes()
