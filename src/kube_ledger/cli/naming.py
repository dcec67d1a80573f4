"""`--with-names`: whom an id means, shown only where somebody asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kube_ledger.domain import Domain
    from kube_ledger.exchange.books import Table
    from kube_ledger.ledger import Group, Ledger

    from .asking import Ask

_OF_PEOPLE: Final = frozenset({"member", "person", "people", "present", "absent", "owner", "raised-by", "recorded-by"})
"""The columns of books that hold people's ids."""


class Naming:
    """Puts a name beside an id.

    Args:
        names: Id → name; empty where nobody asked for names.
        erased: Ids of those whose data was erased.
        said: What stands beside these instead.
    """

    def __init__(self, names: Mapping[str, str], erased: Collection[str] = (), said: str = "") -> None:
        self.names = names
        self._erased = frozenset(erased)
        self._said = said

    @classmethod
    def of(cls, ask: Ask, ledger: Ledger, group: Group, *, asked: bool) -> Naming:
        """The names in a ledger's list of people, where they were asked for; of who was erased, always that she was."""
        names = ledger.people.names() if asked else {}
        if ask.as_json:
            return cls(names)
        return cls(names, group.erased(), ask.words("people/data-erased"))

    def person(self, id_: str) -> str:
        """`Sari (m01)`; the id alone where no name is known or wanted; of who was erased, that she was."""
        if id_ in self._erased:
            return f"{id_} ({self._said})"
        name = self.names.get(id_)
        return id_ if name is None else f"{name} ({id_})"

    def party(self, domain: Domain, account: str, party: str) -> str:
        """The party of an account: a member may have a name, a sale or an order has none."""
        is_person = any(one.name == account and one.party == "member" for one in domain.accounts)
        return self.person(party) if is_person else party

    def among(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of these, for a machine: nobody's who is not in the answer."""
        return {id_: self.names[id_] for id_ in sorted({*ids}) if id_ in self.names}

    def table(self, table: Table) -> Table:
        """A book with names in its columns of people."""
        if not self.names and not self._erased:
            return table
        places = {number for number, column in enumerate(table.columns) if self._is_of_people(column)}
        rows = [
            tuple(self._cell(cell) if place in places else cell for place, cell in enumerate(row)) for row in table.rows
        ]
        return evolve(table, rows=tuple(rows))

    @staticmethod
    def _is_of_people(column: Any) -> bool:
        return not column.is_heading and column.name in _OF_PEOPLE

    def _cell(self, cell: Any) -> Any:
        """One id, or several with commas between them."""
        return ", ".join(map(self.person, cell.split(", "))) if isinstance(cell, str) else cell


NOBODY: Final = Naming({})
"""No names: what is shown unless they are asked for."""
