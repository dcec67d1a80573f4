"""`book`: any book of a group, as a table for people, as CSV for a spreadsheet, as JSON for a machine."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from kube_ledger.exchange import csv_lines
from kube_ledger.exchange.books import BOOKS

from . import options
from .asking import as_of, window
from .files import STANDARD, writing
from .naming import Naming
from .usage import Argument, Choice, Option

if TYPE_CHECKING:
    import click

    from kube_ledger.exchange.books import Table
    from kube_ledger.wording import Lang
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        Argument("name", type=Choice(words, BOOKS), metavar=words("metavar/book"), help=words("argument/book")),
        options.ledger(words),
        options.group(words),
        *options.window(words),
        Option(["--fund"], metavar=words("metavar/fund"), help=words("option/fund")),
        Option(["--csv"], metavar=words("metavar/file"), help=words("option/csv")),
        *options.point_of_view(words),
        options.with_names(words),
    ]


def run(
    ask: Ask,
    *,
    name: str,
    path: str,
    group: str,
    start: date | None,
    end: date | None,
    fund: str | None,
    csv: str | None,
    occurred_on: date | None,
    recorded_at: datetime | None,
    position: int | None,
    with_names: bool,
) -> int:
    """Show the book, or write it."""
    book, lang = BOOKS[name], ask.words.lang
    with ask.reading(path) as ledger:
        found = ask.group(ledger, group)
        view = as_of(found, occurred_on, recorded_at, position)
        table = book.table(found, as_of=view, period=window(start, end), fund=fund, lang=lang)
        # A file is for machines: an id in it stays an id.
        naming = Naming.of(ask, ledger, found, asked=with_names)
        table = (naming if csv is None else Naming(naming.names)).table(table)
        if csv is not None:
            with writing(csv, source=path) as stream:
                for line in csv_lines([column.heading(lang) for column in table.columns], table.rows):
                    stream.write(line.encode("utf-8"))
            if csv != STANDARD and not ask.as_json:
                ask.tell("book/written", title=book.title(lang), file=csv)
            return 0
        if ask.as_json:
            ask.answer(as_object(name, book.title(lang), table, lang))
            return 0
        from .shown_book import show_book  # noqa: PLC0415  # rich only for people

        show_book(ask, book, table)
    return 0


def as_object(name: str, title: str, table: Table, lang: Lang) -> dict[str, Any]:
    """The answer for a machine: days as `YYYY-MM-DD`, money as whole numbers, what is empty as null."""
    return {
        "book": name,
        "title": title,
        "columns": [column.heading(lang) for column in table.columns],
        "rows": [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in table.rows],
    }
