"""Buku Kas: money in and out, day by day, with a running balance; one fund or all, cash and bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import define, field, frozen

from kube_ledger.days import day_number, day_of_number
from kube_ledger.events.shapes import sealed_fields
from kube_ledger.journal import BANK, CASH

from .base import Projection

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period
    from kube_ledger.events import Event


class CashMove(NamedTuple):
    """One entry's movement of one purse of one fund, as it is kept."""

    day: int
    position: int
    fund: str
    purse: str
    amount: int
    event_type: str
    person: str | None
    description: str | None


@define
class CashBookState:
    """All movements in log order."""

    moves: list[CashMove] = field(factory=list)


class CashLine(NamedTuple):
    """One line of the book.

    Attributes:
        occurred_on: Tanggal.
        position: No.
        fund: The fund.
        purse: `cash` or `bank`.
        event_type: What kind of entry; `wording.label` says it in words.
        person: The member it concerns, if one.
        description: The entry's own words, if it has any.
        amount: Whole rupiah; in positive, out negative.
        balance: What the fund's cash and bank hold together after it, in the order of the book.
    """

    occurred_on: date
    position: int
    fund: str
    purse: str
    event_type: str
    person: str | None
    description: str | None
    amount: int
    balance: int


@frozen
class CashBookAnswer:
    """The book over a period.

    Attributes:
        opening: Fund → what it held before the period.
        lines: By day and position.
        closing: Fund → what it holds after it. A late entry may let a balance in between show less than 0: limits are
            judged in the order of recording, the book is in the order of days.
    """

    opening: dict[str, int]
    lines: tuple[CashLine, ...]
    closing: dict[str, int]

    def of(self, fund: str) -> CashBookAnswer:
        """The same for one fund (buku kas pembantu)."""
        return CashBookAnswer(
            {fund: self.opening.get(fund, 0)},
            tuple(line for line in self.lines if line.fund == fund),
            {fund: self.closing.get(fund, 0)},
        )


_DESCRIBING: Final = ("description", "explanation", "donor", "giver", "product", "sale_id", "order_id", "reason")
"""Fields whose words tell what an entry was for, the most telling first; a sensitive one never does."""


def _described(event: Event) -> str | None:
    sensitive = {field.name for field in sealed_fields(type(event))}
    for name in _DESCRIBING:
        words = getattr(event, name, None)
        if name not in sensitive and isinstance(words, str):
            return words
    return None


class CashBook(Projection[CashBookState, CashBookAnswer]):
    """Every movement of cash and bank; a correction is a line of its own, on its own day."""

    name, version = "cash-book", 1

    def initial(self) -> CashBookState:
        """No movements."""
        return CashBookState()

    def apply(self, state: CashBookState, recorded: Recorded) -> None:
        """Take in what the entry moves in cash and bank."""
        event, sums, person = recorded.event, dict[tuple[str, str], int](), None
        for posting in recorded.postings:
            if posting.account in (CASH, BANK):
                key = (posting.fund, posting.account.name)
                sums[key] = sums.get(key, 0) + posting.amount
            elif posting.account.party == "member":
                person = posting.party
        for (fund, purse), amount in sums.items():
            if amount:
                day, text = day_number(event.occurred_on), _described(event)
                move = CashMove(day, recorded.position, fund, purse, amount, event.event_type, person, text)
                state.moves.append(move)

    def answer(self, state: CashBookState, period: Period | None = None) -> CashBookAnswer:
        """The book over a period, or from the first day on."""
        opening: dict[str, int] = {}
        held: dict[str, int] = {}
        lines = []
        for move in sorted(state.moves, key=lambda move: (move.day, move.position)):
            occurred_on = day_of_number(move.day)
            if period is not None and occurred_on > period.end:
                break
            held[move.fund] = held.get(move.fund, 0) + move.amount
            if period is not None and occurred_on < period.start:
                opening[move.fund] = held[move.fund]
                continue
            opening.setdefault(move.fund, 0)
            lines.append(
                CashLine(
                    occurred_on,
                    move.position,
                    move.fund,
                    move.purse,
                    move.event_type,
                    move.person,
                    move.description,
                    move.amount,
                    held[move.fund],
                )
            )
        return CashBookAnswer(dict(sorted(opening.items())), tuple(lines), dict(sorted(held.items())))


cash_book = CashBook()
