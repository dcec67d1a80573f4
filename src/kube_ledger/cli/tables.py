"""Tables of text: how wide, what stands beside what, how a row becomes lines. No figure is cut, no text is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rich.cells import cell_len, chop_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GAP: Final = 2
"""How far columns stand apart."""

NARROWEST: Final = 12
"""How narrow long texts become for the sake of others, unless the line itself is short."""

_WORDS: Final = re.compile(" *[^ ]+")
_HYPHENATED: Final = re.compile("[^ -]*-+|[^ -]+")


class Column(NamedTuple):
    """A column of a table; `wraps` = its texts may take several lines, as a figure or a day never does."""

    heading: str
    justify: Literal["left", "right"] = "left"
    wraps: bool = False


class Table:
    """Columns, rows of as many texts, and perhaps a last row set apart; widths are cells of a terminal.

    Args:
        columns: Any heading may take several lines.
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
        self._cells = [*rows, *([] if total is None else [total])]
        body = [self.headings, *self._cells]
        self._natural = [max(cell_len(row[place]) for row in body) for place in range(len(columns))]

    def parts(self, room: int) -> Iterator[Table]:
        """The tables that stand one below the other, each with the first column: as few as there is room for.

        Args:
            room: How many cells a line has.
        """
        least = self._least(room)
        found = _beside(least, room)
        # Of as few parts, those in which the texts are least squeezed.
        for comfortable in range(NARROWEST + 1, _most(room) + 1):
            wider = [max(low, min(high, comfortable)) for low, high in zip(least, self._natural, strict=True)]
            if len(parts := _beside(wider, room)) > len(found):
                break
            found = parts
        for places in found:
            yield self._part(places)

    def _least(self, room: int) -> list[int]:
        """How narrow each column may become."""
        return [
            min(natural, _most(room), max(NARROWEST, self._longest(place)))
            if column.wraps
            else max(min(cell_len(column.heading), _most(room)), *(cell_len(row[place]) for row in self._cells), 0)
            for place, (column, natural) in enumerate(zip(self.columns, self._natural, strict=True))
        ]

    def _longest(self, place: int) -> int:
        """How wide the widest is of what no line should end within."""
        longest = 0
        for row in [self.headings, *self._cells]:
            if cell_len(row[place]) > longest:
                longest = max(longest, *(cell_len(part) for part in _HYPHENATED.findall(row[place])), 0)
        return longest

    def _part(self, places: Sequence[int]) -> Table:
        if len(places) == len(self.columns):
            return self
        rows = [[row[place] for place in places] for row in self.rows]
        total = None if self.total is None else [self.total[place] for place in places]
        return Table([self.columns[place] for place in places], rows, total)

    def widths(self, room: int) -> list[int]:
        """How wide each column is: as its widest text, but where there is no room for that, the longest give way."""
        widths = self._least(room)
        for _ in range(room - sum(widths) - GAP * (len(widths) - 1)):
            wanting = [place for place, width in enumerate(widths) if width < self._natural[place]]
            if not wanting:
                break
            widths[min(wanting, key=widths.__getitem__)] += 1
        return widths

    def lines(self, row: Sequence[str], widths: Sequence[int]) -> Iterator[list[str]]:
        """The lines of one row, each a list of texts as wide as their columns and what parts them."""
        cells = [wrapped(text, width) for text, width in zip(row, widths, strict=True)]
        for number in range(max(len(cell) for cell in cells)):
            texts = [cell[number] if number < len(cell) else "" for cell in cells]
            yield [
                _padded(text, width, column.justify) + (" " * GAP if place < len(widths) - 1 else "")
                for place, (text, width, column) in enumerate(zip(texts, widths, self.columns, strict=True))
            ]


def _most(room: int) -> int:
    """How wide a column may insist on being: three stand side by side."""
    return max(room * 3 // 10, 2)


def _beside(widths: Sequence[int], room: int) -> list[list[int]]:
    """Which columns stand side by side, the first in each part."""
    parts, used = [[0]], widths[0]
    for place in range(1, len(widths)):
        used += GAP + widths[place]
        if used > room and len(parts[-1]) > 1:
            parts.append([0])
            used = widths[0] + GAP + widths[place]
        parts[-1].append(place)
    return parts


def wrapped(text: str, width: int, *, breaks: bool = True) -> list[str]:
    """The lines of a text, each at most so many cells wide; only blanks at which a line ends are not in them.

    Args:
        text: Without line breaks.
        width: >= 2, as wide characters are.
        breaks: Whether a word that is longer than a line is broken, behind a hyphen if it can be; else it juts out.
    """
    return [text] if cell_len(text) <= width else list(_filled(_WORDS.findall(text), width, breaks=breaks))


def _filled(pieces: Iterable[str], width: int, *, breaks: bool) -> Iterator[str]:
    line = ""
    for piece in pieces:
        if cell_len(line + piece) <= width:
            line += piece
            continue
        if line:
            yield line
        *full, line = _broken(piece.lstrip(" "), width) if breaks else [piece.lstrip(" ")]
        yield from full
    yield line


def _broken(word: str, width: int) -> list[str]:
    if cell_len(word) <= width:
        return [word]
    parts = _HYPHENATED.findall(word)
    return chop_cells(word, width) if len(parts) == 1 else list(_filled(parts, width, breaks=True))


def _padded(text: str, width: int, justify: str) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if justify == "right" else text + blanks
