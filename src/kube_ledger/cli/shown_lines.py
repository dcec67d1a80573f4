"""What an event says, line by line: labels in one column, values in another, within the width of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from kube_ledger.wording.harmless import harmless

from .screen import WIDTH
from .tables import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.exchange.described import Line

    from .asking import Ask

MARGIN: Final = 2
_WIDEST_LABEL: Final = 28


def show_lines(ask: Ask, lines: Sequence[Line]) -> None:
    """Labels and values, each value beside its label or, of a long one, below it."""
    labels = [" " * MARGIN * (1 + line.depth) + harmless(line.label) for line in lines]
    column = min(max(map(cell_len, labels)), _WIDEST_LABEL) + MARGIN
    for label, line in zip(labels, lines, strict=True):
        before = label + " " * (column - cell_len(label))
        if cell_len(label) + MARGIN > column:
            say(ask, label.lstrip(" "), before=" " * (cell_len(label) - cell_len(label.lstrip(" "))))
            before = " " * column
        say(ask, line.value, before=before)


def say(ask: Ask, text: str, style: str = "", *, before: str = "") -> None:
    """A text within 80 columns whatever is in it: words that are too long are broken."""
    indent = cell_len(before)
    for number, line in enumerate(wrapped(harmless(text), WIDTH - indent)):
        ask.screen.line(line, style, before=" " * indent if number else before)
