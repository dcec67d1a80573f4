"""Tables as text: CSV that a spreadsheet opens without running anything that was written into it.

Source: RFC 4180; OWASP ASVS 1.2.10 (formula injection).
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from kube_ledger.projections.base import known

from .exporting import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kube_ledger.ledger import Group
    from kube_ledger.projections import AsOf

Cell = str | int | date | datetime | bool | None

# What a spreadsheet may take for the start of a formula, also behind spaces or quotes, also in full width.
_FORMULA: Final = re.compile(r"[\s\"'\u200b\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20|%]")

POSTING_COLUMNS: Final = (
    *("position", "occurred_on", "recorded_at", "type", "event_id"),
    *("account", "fund", "party", "amount"),
)


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that looks like it gets an apostrophe in front."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A table as CSV, one line at a time, each ending in CR LF; numbers stay numbers, negative ones too.

    Args:
        columns: The heading.
        rows: Cells: text, whole numbers, days (`YYYY-MM-DD`), moments (RFC 3339), yes or no (1, 0), None (empty).
    """
    yield _line([safe_text(column) for column in columns])
    for row in rows:
        yield _line([_cell(cell) for cell in row])


def posting_lines(group: Group, *, as_of: AsOf | None = None, names: Mapping[str, str] | None = None) -> Iterator[str]:
    """Every posting of the group as CSV, in log order: amounts in whole rupiah, debit positive.

    Args:
        group: Whose.
        as_of: The point of view.
        names: Person's id → name, for a last column of names; None = no such column.

    Raises:
        UnknownType: The ledger holds events that its domain lacks.
    """
    columns = POSTING_COLUMNS if names is None else (*POSTING_COLUMNS, "party_name")
    yield from csv_lines(columns, _postings(group, as_of, names))


def _postings(group: Group, as_of: AsOf | None, names: Mapping[str, str] | None) -> Iterator[tuple[Cell, ...]]:
    entries = group.entries() if as_of is None else as_of.seen(group.entries())
    for entry in map(known, entries):
        event = entry.event
        for account, fund, amount, party in entry.postings:
            name = names.get(party) if names and party is not None and account.party == "member" else None
            yield (
                *(entry.position, event.occurred_on, entry.recorded_at, event.event_type, entry.event_id),
                *(account.name, fund, party, amount),
                *(() if names is None else (name,)),
            )


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, datetime):
        return moment(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return safe_text(cell)


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
