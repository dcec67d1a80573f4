"""Tables of text: how wide, what stands beside what, how a row becomes lines. No figure is ever cut."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP: Final = 2
"""How far columns stand apart."""

NARROWEST: Final = 12
"""How narrow a growing column becomes at most."""


class Column(NamedTuple):
    """A column of a table; `grows` = takes the room that the others leave, and wraps its words."""

    heading: str
    justify: Literal["left", "right"] = "left"
    grows: bool = False


class Table:
    """Columns, rows of as many texts, and perhaps a last row set apart.

    Args:
        columns: At most one of them grows.
        rows: Harmless texts.
        total: The last row.
    """

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], total: Sequence[str] | None = None
    ) -> None:
        self.columns = columns
        self.headings = [column.heading for column in columns]
        self.rows = rows
        self.total = total
        body = [self.headings, *rows, *([] if total is None else [total])]
        self._natural = [max(cell_len(row[place]) for row in body) for place in range(len(columns))]

    def parts(self, room: int) -> Iterator[Table]:
        """The tables that stand one below the other, each with the first column, as many columns as there is room for.

        Args:
            room: How many cells a line has.
        """
        needed = [
            min(natural, NARROWEST) if column.grows else natural
            for column, natural in zip(self.columns, self._natural, strict=True)
        ]
        part, used = [0], needed[0]
        for place in range(1, len(self.columns)):
            used += GAP + needed[place]
            if used > room and len(part) > 1:
                yield self._part(part)
                part, used = [0], needed[0] + GAP + needed[place]
            part.append(place)
        yield self._part(part)

    def _part(self, places: Sequence[int]) -> Table:
        if len(places) == len(self.columns):
            return self
        rows = [[row[place] for place in places] for row in self.rows]
        total = None if self.total is None else [self.total[place] for place in places]
        return Table([self.columns[place] for place in places], rows, total)

    def widths(self, room: int) -> list[int]:
        """How wide each column is: as its widest text, but the one that grows no wider than there is room for."""
        over = sum(self._natural) + GAP * (len(self.columns) - 1) - room
        return [
            max(natural - max(over, 0), min(natural, NARROWEST)) if column.grows else natural
            for column, natural in zip(self.columns, self._natural, strict=True)
        ]

    def lines(self, row: Sequence[str], widths: Sequence[int]) -> Iterator[list[str]]:
        """The lines of one row, each a list of texts as wide as their columns and what parts them."""
        cells = [
            _wrapped(text, width) if column.grows else [text]
            for text, width, column in zip(row, widths, self.columns, strict=True)
        ]
        for number in range(max(len(cell) for cell in cells)):
            texts = [cell[number] if number < len(cell) else "" for cell in cells]
            yield [
                _padded(text, width, column.justify) + (" " * GAP if place < len(widths) - 1 else "")
                for place, (text, width, column) in enumerate(zip(texts, widths, self.columns, strict=True))
            ]


def _wrapped(text: str, width: int) -> list[str]:
    if cell_len(text) <= width:
        return [text]
    # Letters that take two cells: half as many of them fit, and none is lost.
    letters = width if cell_len(text) == len(text) else max(width // 2, 1)
    return textwrap.wrap(text, letters, break_on_hyphens=False) or [""]


def _padded(text: str, width: int, justify: str) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if justify == "right" else text + blanks
