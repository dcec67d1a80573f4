"""Tables that can be taken back: each change leaves its old value in a list, so that undoing costs what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Iterator

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_ABSENT: Final = object()

Undo = list[tuple[dict[Any, Any], Any, Any]]
"""(table, key, the value it had), in the order of the changes."""


class Table(Generic[K, V]):
    """A dict whose changes are written into an undo list. Its values must never be changed in place."""

    __slots__ = ("_rows", "_undo")

    def __init__(self, undo: Undo, rows: dict[K, V] | None = None) -> None:
        self._rows: dict[K, V] = {} if rows is None else rows
        self._undo = undo

    def __setitem__(self, key: K, value: V) -> None:
        self._undo.append((self._rows, key, self._rows.get(key, _ABSENT)))
        self._rows[key] = value

    def __delitem__(self, key: K) -> None:
        self._undo.append((self._rows, key, self._rows.pop(key)))

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    @overload
    def get(self, key: K) -> V | None: ...
    @overload
    def get(self, key: K, default: D) -> V | D: ...
    def get(self, key: K, default: Any = None) -> Any:
        """The value of a key, or the default."""
        return self._rows.get(key, default)

    def values(self) -> Iterator[V]:
        """All values, in the order of their keys' first entry."""
        return iter(self._rows.values())

    def items(self) -> Iterator[tuple[K, V]]:
        """All rows."""
        return iter(self._rows.items())


def rollback(undo: Undo, mark: int) -> None:
    """Take back every change since the list was `mark` long, the last one first."""
    while len(undo) > mark:
        rows, key, value = undo.pop()
        if value is _ABSENT:
            del rows[key]
        else:
            rows[key] = value
