"""The page `books.md`: every book, its titles and its columns, in both languages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from kube_ledger import Ledger, events
from kube_ledger.exchange.books import BOOKS

if TYPE_CHECKING:
    from kube_ledger import Group
    from kube_ledger.exchange.books import Book, Column
    from kube_ledger.exchange.books.table import Kind

HEAD: Final = """\
# Books

<!-- Written by tools/make_reference.py: change the books or the script, never this page. -->

A book is a table made from a group's entries, with the words of the people who read it. It is asked for by its name:

```python
from datetime import date
from kube_ledger import Period
from kube_ledger.exchange import csv_lines
from kube_ledger.exchange.books import BOOKS
from kube_ledger.exchange.sample import record_sample

with record_sample(name="melati-3-2019") as ledger:         # a year of the sample group, in memory
    melati = ledger.group("melati-3")
    december = Period.of_month("2019-12")
    book = BOOKS["kas"].table(melati, period=december, fund="iks", lang="en")
    assert [column.heading("en") for column in book.columns][-3:] == ["In", "Out", "Balance"]
    assert book.rows[-1][-1] == 650_000
    lines = csv_lines([column.heading() for column in book.columns], book.rows)
    assert next(lines).startswith("Tanggal,No.,Uraian,")
```

`as_of` asks from an earlier point of view, `period` for a window of days, `fund` for one fund (of `kas` and `mutasi`,
which are kept by fund), `lang` for the language of the words. A cell is a text, a day, a whole number, or None where
there is nothing; in a column of money a number is whole rupiah. `csv_lines` writes any table as CSV that no spreadsheet
takes for formulas.
"""

FORMED: Final = date(2019, 7, 7)

KINDS: Final[dict[Kind, str]] = {"text": "text", "day": "day", "money": "rupiah", "number": "number"}

A_DAY: Final = ("*day and month of a meeting*, a column each", "*day and month of a meeting*, a column each")


def page() -> str:
    """The whole page."""
    with Ledger.in_memory() as ledger:
        group = ledger.group("melati-3")
        group.record(*_beginning(), recorded_by="secretary")
        rows = "".join(f"| `{book.name}` | {book.title('id')} | {book.title('en')} |\n" for book in BOOKS.values())
        sections = "\n".join(_section(book, group) for book in BOOKS.values())
    return f"{HEAD}\n| name | Indonesian | English |\n| --- | --- | --- |\n{rows}\n{sections}"


def _beginning() -> list[events.Event]:
    """As little as gives every book all of its columns: the book of dues has one for each meeting."""
    return [
        events.GroupFormed(
            occurred_on=FORMED,
            name="KUBE Melati 3",
            kelurahan="Galur",
            kecamatan="Johar Baru",
            city="Jakarta Pusat",
            formed_by="Dinas Sosial",
            business="katering",
        ),
        events.MemberJoined(occurred_on=FORMED, member_id="m01", cadre=False, own_business=True),
        events.MeetingHeld(occurred_on=FORMED, meeting_id="w27", attendees=["m01"], agenda=["iuran"]),
        events.DuesPaid(occurred_on=FORMED, member_id="m01", amount=5_000, meeting_id="w27"),
    ]


def _section(book: Book, group: Group) -> str:
    rows = "".join(_row(column) for column in book.table(group).columns)
    return (
        f"## {book.title('id')} · `{book.name}`\n\n"
        f"{book.title('en')}.\n\n| Indonesian | English | kind |\n| --- | --- | --- |\n{rows}"
    )


def _row(column: Column) -> str:
    indonesian, english = A_DAY if column.is_heading else (column.heading("id"), column.heading("en"))
    return f"| {indonesian} | {english} | {KINDS[column.kind]} |\n"
