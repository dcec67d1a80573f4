"""A book as a table for people, within 80 columns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kube_ledger.wording import number

from .tables import Column

if TYPE_CHECKING:
    from kube_ledger.exchange.books import Book, Cell, Table

    from .asking import Ask


def show_book(ask: Ask, book: Book, table: Table) -> None:
    """The title and the table; a book with nothing in it says so."""
    screen, lang = ask.screen, ask.words.lang
    screen.heading(book.title(lang))
    if not table.rows:
        screen.line(ask.words("book/empty"))
        return
    rows = [[_shown(cell) for cell in row] for row in table.rows]
    growing = _longest_text(table, rows)
    columns = [
        Column(
            column.heading(lang),
            "right" if column.kind in ("money", "number") else "left",
            grows=place == growing,
        )
        for place, column in enumerate(table.columns)
    ]
    screen.table(columns, rows)


def _longest_text(table: Table, rows: list[list[str]]) -> int | None:
    """Which column takes the room that the others leave: of the texts, the one with the longest cell."""
    texts = [place for place, column in enumerate(table.columns) if column.kind == "text"]
    return max(texts, key=lambda place: max(len(row[place]) for row in rows), default=None)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    return f"{'-' if cell < 0 else ''}{number(abs(cell))}" if isinstance(cell, int) else cell
