"""What a book is: tables of columns with names for people, made from views."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from kube_ledger import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kube_ledger.days import Period
    from kube_ledger.domain import Domain
    from kube_ledger.ledger import Group
    from kube_ledger.projections import AsOf

Kind = Literal["text", "day", "money", "number"]
Cell = str | int | date | None


@frozen
class Column:
    """One column.

    Attributes:
        name: Its name in `wording`, or the heading itself where `is_heading`.
        kind: `money` is whole rupiah, `number` any other figure.
        is_heading: Whether the name is a date or an id that is shown as it is.
    """

    name: str
    kind: Kind = "text"
    is_heading: bool = False

    def heading(self, lang: wording.Lang = "id") -> str:
        """What stands above it."""
        return self.name if self.is_heading else wording.label(f"column/{self.name}", lang)


def columns(*names: str) -> tuple[Column, ...]:
    """Columns from `name` (text) or `name:kind`."""
    found = []
    for one in names:
        name, _, kind = one.partition(":")
        found.append(Column(name, kind or "text"))  # type: ignore[arg-type]  # the kinds are written here below
    return tuple(found)


@frozen
class Table:
    """One table of a book.

    Attributes:
        columns: The columns; every row has as many cells.
        rows: Cells; None is empty.
        leading: How many columns are repeated when a page is too narrow for all.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    leading: int = 1


@frozen
class Question:
    """What a book is asked.

    Attributes:
        group: Whose.
        as_of: The point of view.
        period: The window of days.
        fund: One fund, for the books that are kept by fund.
        lang: The language of the words in it.
    """

    group: Group
    as_of: AsOf | None = None
    period: Period | None = None
    fund: str | None = None
    lang: wording.Lang = "id"

    def word(self, name: str | None) -> str | None:
        """The word for a name of ours or of an app."""
        return None if name is None else self.domain.label(name, self.lang)

    @property
    def domain(self) -> Domain:
        """The group's domain."""
        return self.group.domain


Answer = Callable[[Question], Table]


@frozen
class Book:
    """One book.

    Attributes:
        name: What it is asked for by; its title is in `wording`.
        answer: Makes its table.
    """

    name: str
    answer: Answer = field(repr=False)

    def title(self, lang: wording.Lang = "id") -> str:
        """Its title."""
        return wording.label(f"book/{self.name}", lang)

    def table(
        self,
        group: Group,
        *,
        as_of: AsOf | None = None,
        period: Period | None = None,
        fund: str | None = None,
        lang: wording.Lang = "id",
    ) -> Table:
        """The book over a period, from a point of view."""
        return self.answer(Question(group, as_of, period, fund, lang))


def table(shape: Sequence[Column], rows: Iterable[Sequence[Cell]], *, leading: int = 1) -> Table:
    """A table from its columns and rows."""
    return Table(tuple(shape), tuple(tuple(row) for row in rows), leading)


def together(names: Iterable[str]) -> str | None:
    """Several names in one cell."""
    return ", ".join(names) or None
