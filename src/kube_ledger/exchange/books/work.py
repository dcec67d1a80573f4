"""Books of work and things: kegiatan, PMT, tamu, hadiah, inventaris, stok; and the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events import EventReversed, UnknownEvent
from kube_ledger.projections import NOW, inventory, programmes, sales

from .table import Book, Cell, Question, Table, columns, table, together

if TYPE_CHECKING:
    from collections.abc import Iterator


def _activities(ask: Question) -> Table:
    book = ask.group.view(programmes, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.occurred_on, row.position, ask.word(row.kind), row.what, row.by_whom, together(row.people))
        for row in book.activities
    )
    return table(columns("date:day", "number:number", "kind", "what", "organiser", "people"), rows)


def _batches(ask: Question) -> Table:
    book = ask.group.view(programmes, as_of=ask.as_of, period=ask.period)
    rows = (
        (
            *(row.occurred_on, row.position, together(row.menu), row.boxes),
            together(f"{ask.word(audience)} {boxes}" for audience, boxes in row.delivered),
            *(row.spoiled or None, row.left or None),
        )
        for row in book.batches
    )
    shape = columns(
        *("date:day", "number:number", "menu", "boxes:number"), *("delivered-to", "spoiled:number", "boxes-left:number")
    )
    return table(shape, rows)


def _visits(ask: Question) -> Table:
    book = ask.group.view(programmes, as_of=ask.as_of, period=ask.period)
    rows = ((row.occurred_on, row.position, row.visitor, row.purpose) for row in book.visits)
    return table(columns("date:day", "number:number", "visitor", "purpose"), rows)


def _prizes(ask: Question) -> Table:
    book = ask.group.view(programmes, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.occurred_on, row.position, row.competition_id, ask.word(row.recipient), row.amount, together(row.items))
        for row in book.prizes
    )
    return table(columns("date:day", "number:number", "contest", "recipient", "amount:money", "items"), rows)


def _inventory(ask: Question) -> Table:
    book = ask.group.view(inventory, as_of=ask.as_of, period=ask.period)
    rows = ((row.item, row.owned, row.lent or None, row.at_hand) for row in book.rows)
    return table(columns("item", "owned:number", "lent:number", "at-hand:number"), rows)


def _inventory_moves(ask: Question) -> Table:
    book = ask.group.view(inventory, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.occurred_on, row.position, ask.word(row.kind), row.item, row.owned or None, row.lent or None, row.person)
        for row in book.moves
    )
    shape = columns("date:day", "number:number", "kind", "item", "owned:number", "lent:number", "person")
    return table(shape, rows)


def _stock(ask: Question) -> Table:
    book = ask.group.view(sales, as_of=ask.as_of)
    return table(columns("product", "quantity:number"), ((row.product, row.quantity) for row in book.stock))


def _trail(ask: Question) -> Table:
    return table(
        columns(
            "number:number",
            "date:day",
            "recorded-on:day",
            "kind",
            "recorded-by",
            "reverses:number",
            "reversed-by:number",
        ),
        _trail_rows(ask),
    )


def _trail_rows(ask: Question) -> Iterator[tuple[Cell, ...]]:
    entries = list((ask.as_of or NOW).seen(ask.group.entries()))
    corrected = {entry.event.target: entry.position for entry in entries if isinstance(entry.event, EventReversed)}
    for entry in entries:
        event = entry.event
        if ask.period is not None and event.occurred_on not in ask.period:
            continue
        kind = event.type if isinstance(event, UnknownEvent) else ask.word(event.event_type)
        target = event.target if isinstance(event, EventReversed) else None
        yield (
            *(entry.position, event.occurred_on, entry.recorded_at.date(), kind, entry.recorded_by),
            *(target, corrected.get(entry.position)),
        )


BOOKS: Final = (
    Book("kegiatan", _activities),
    Book("pmt", _batches),
    Book("tamu", _visits),
    Book("hadiah", _prizes),
    Book("inventaris", _inventory),
    Book("mutasi-barang", _inventory_moves),
    Book("stok", _stock),
    Book("jejak", _trail),
)
