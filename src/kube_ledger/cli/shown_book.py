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
    columns = [
        Column(
            column.heading(lang),
            "right" if column.kind in ("money", "number") else "left",
            wraps=column.kind == "text",
        )
        for column in table.columns
    ]
    screen.table(columns, rows)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    return f"{'-' if cell < 0 else ''}{number(abs(cell))}" if isinstance(cell, int) else cell
