"""Answers for people: headings, sentences and tables that look good with and without colour, 80 columns wide."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from kube_ledger.wording.harmless import harmless

from .tables import GAP, Column, Table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kube_ledger.wording.interface import Words

WIDTH: Final = 80


class _Paper(Console):
    """A console that leaves a closed pipe to whoever runs the command."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704  # rich calls this while it handles the error


class Screen:
    """Prints for people. Nothing in a text of others is read as markup, colour or cursor movement.

    Args:
        words: The language.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self._console = _Paper(file=sys.stdout, markup=False, emoji=False, highlight=False)
        if not self._console.is_terminal or self._console.width > WIDTH:
            self._console.width = WIDTH
        self._rule = "─" if _writes("─", self._console.encoding) else "-"

    def heading(self, text: str) -> None:
        """A title above what follows."""
        self._console.print()
        self._console.print(Text(harmless(text), style="bold cyan"))

    def line(self, text: str, style: str = "", *, before: str = "") -> None:
        """A sentence, wrapped between words.

        Args:
            text: The sentence.
            style: How it is shown.
            before: What stands in front of its first line; further ones are set in as far.
        """
        indent = cell_len(before)
        # A word that is too long is a path or a name to copy: the terminal may break it, a line break would spoil it.
        lines = wrapped(harmless(text), self._console.width - indent, breaks=False)
        shown = before + f"\n{' ' * indent}".join(lines)
        self._console.print(Text(shown, style=style), soft_wrap=True)

    def command(self, text: str) -> None:
        """A command to copy, whole on its line."""
        self._console.print(Text(f"  {harmless(text)}"), soft_wrap=True)

    def blank(self) -> None:
        """An empty line."""
        self._console.print()

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, total: Sequence[str] | None = None
    ) -> None:
        """A table; one that is too wide comes in parts, each with the first column: no figure is ever cut.

        Args:
            columns: Their headings.
            rows: Texts, as many as columns; a sum below zero is shown in red.
            total: The last row, set apart.
        """
        body = [[harmless(text) for text in row] for row in rows]
        foot = None if total is None else [harmless(text) for text in total]
        table = Table([column._replace(heading=harmless(column.heading)) for column in columns], body, foot)
        for number, part in enumerate(table.parts(self._console.width)):
            if number:
                self.blank()
            self._print(part)

    def _print(self, table: Table) -> None:
        widths = table.widths(self._console.width)
        rule = self._rule * (sum(widths) + GAP * (len(widths) - 1))
        self._styled([table.headings], table, widths, "bold")
        self._plain([rule])
        for below_zero, rows in groupby(table.rows, key=lambda row: any(map(_is_below_zero, row))):
            if below_zero:
                self._styled(rows, table, widths, "")
            else:  # by far the most: a book of many thousand lines must not take minutes
                self._plain("".join(line) for row in rows for line in table.lines(row, widths))
        if table.total is not None:
            self._plain([rule])
            self._styled([table.total], table, widths, "bold")

    def _plain(self, lines: Iterable[str]) -> None:
        self._console.file.writelines(f"{line.rstrip()}\n" for line in lines)

    def _styled(self, rows: Iterable[Sequence[str]], table: Table, widths: Sequence[int], style: str) -> None:
        for row in rows:
            red = [f"{style} red" if _is_below_zero(text) else style for text in row]
            for line in table.lines(row, widths):
                text = Text.assemble(*zip(line, red, strict=True))
                text.rstrip()
                self._console.print(text, soft_wrap=True)


def _writes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _is_below_zero(text: str) -> bool:
    return text.startswith("-Rp")
