"""`replay`: the books folded from the first entry on, seen from a moment of the caller's choice."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.audit.unauthorised import may_be_unauthorised, of_entries, unauthorised
from kube_ledger.errors import MissingExtra
from kube_ledger.exchange.exporting import moment
from kube_ledger.projections import balances, participation

from . import options
from .asking import as_of, window
from .naming import Naming
from .progress import Progress
from .unauthorised import show_unauthorised, unauthorised_as_object

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    import click

    from kube_ledger.audit import Unauthorised
    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period
    from kube_ledger.ledger import Group
    from kube_ledger.log import Log
    from kube_ledger.projections import AsOf, BalancesAnswer, ParticipationAnswer
    from kube_ledger.wording.interface import Words

    from .asking import Ask

_PORTION: Final = 1_000
_FIGURES: Final = ("meetings_held", "meetings_attended", "dues_meetings", "batches", "batches_helped")


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger(words),
        options.group(words),
        *options.point_of_view(words),
        *options.window(words),
        options.with_names(words),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    group: str,
    occurred_on: date | None,
    recorded_at: datetime | None,
    position: int | None,
    start: date | None,
    end: date | None,
    with_names: bool,
) -> int:
    """Show balances and participation."""
    period = window(start, end)
    with ask.reading(path) as ledger:
        found = ask.group(ledger, group)
        replayed = Replayed(ask, ledger.log, found, as_of(found, occurred_on, recorded_at, position), period)
        naming = Naming.of(ask, ledger, found, asked=with_names)
        if ask.as_json:
            names = {"names": naming.among(replayed.people())} if with_names else {}
            ask.answer({**replayed.as_object(), **names})
            return 0
        from .shown_books import show_books  # noqa: PLC0415  # rich only for people

        show_books(ask, found, replayed, naming)
        if replayed.unchecked:
            ask.screen.line(ask.words("unauthorised/unchecked"))
        elif replayed.unauthorised is not None:
            show_unauthorised(ask, found.domain, replayed.unauthorised)
    return 0


class Replayed:
    """Balances and participation of one moment, from one pass over the entries.

    Where anything is signed, or was to be, other passes find what nobody was allowed to record.

    Args:
        ask: For the progress that is shown.
        log: Where the records are.
        group: The group.
        view: The point of view.
        period: The window of participation.
    """

    def __init__(self, ask: Ask, log: Log, group: Group, view: AsOf, period: Period | None) -> None:
        self.group_id, self.view, self.period = group.group_id, view, period
        self._may_be_unauthorised = False
        self.size, self.root = _head(group)
        books, shares = balances.initial(), participation.initial()
        with Progress(ask.words, "progress/replay") as progress:
            for done, portion in _portions(view.seen(self._watched(_until(group, self.size)))):
                books, shares = balances.fold(portion, books), participation.fold(portion, shares)
                progress(done, self.size)
        self.balances: BalancesAnswer = balances.answer(books)
        self.digest: bytes = balances.digest(books)
        self.participation: ParticipationAnswer = participation.answer(shares, period)
        self.unchecked = False
        self.unauthorised: Unauthorised | None = None
        if self._may_be_unauthorised:
            try:
                self.unauthorised = self._without(log, group)
            except MissingExtra:
                self.unchecked = True

    def _watched(self, entries: Iterator[Recorded]) -> Iterator[Recorded]:
        for entry in entries:
            self._may_be_unauthorised = self._may_be_unauthorised or may_be_unauthorised(entry)
            yield entry

    def _without(self, log: Log, group: Group) -> Unauthorised | None:
        """What nobody was allowed to record of what is seen, and the balances with and without it."""
        positions = unauthorised(log, self.group_id, group.domain, self.size)
        if not positions:
            return None
        rows = (((row.account, row.fund, row.party), row.amount) for row in self.balances.rows)
        return of_entries(positions, self.view.seen(_until(group, self.size)), rows)

    def people(self) -> Iterator[str]:
        """The ids in the answer that may be people's."""
        yield from (row.party for row in self.balances.rows if row.party is not None)
        yield from self.participation.members
        yield from self.participation.facilitators

    def as_object(self) -> dict[str, Any]:
        """The answer for a machine."""
        view = self.view
        more: dict[str, Any] = {}
        if self.unchecked:
            more["unauthorised"] = None
        elif self.unauthorised is not None:
            more["unauthorised"] = unauthorised_as_object(self.unauthorised)
        return {
            "group": self.group_id,
            "size": self.size,
            "root": self.root.hex(),
            "as_of": {
                "occurred_on": None if view.occurred_on is None else view.occurred_on.isoformat(),
                "recorded_at": None if view.recorded_at is None else moment(view.recorded_at),
                "position": view.position,
            },
            "balances": [row._asdict() for row in self.balances.rows],
            "participation": {
                "members": {
                    member: {"counts": dict(one.counts), **{name: getattr(one, name) for name in _FIGURES}}
                    for member, one in self.participation.members.items()
                },
                "group": dict(self.participation.group),
                "facilitators": {
                    person: {"roles": dict(one.roles), "tasks": dict(one.tasks)}
                    for person, one in self.participation.facilitators.items()
                },
            },
            "digest": self.digest.hex(),
            **more,
        }


def _head(group: Group) -> tuple[int, bytes]:
    """Size and root of the same head, while others may be recording."""
    while True:
        size, root = group.size, group.root
        if group.size == size:
            return size, root


def _until(group: Group, size: int) -> Iterator[Recorded]:
    """The entries that the head covers: what is recorded meanwhile is not in this answer."""
    return islice(group.entries(), size)


def _portions(entries: Iterator[Recorded]) -> Iterator[tuple[int, list[Recorded]]]:
    while portion := list(islice(entries, _PORTION)):
        yield portion[-1].position + 1, portion
