"""The books that such groups keep, each as a table with the words of the people who read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import money, people, work
from .table import Book, Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

BOOKS: Final[Mapping[str, Book]] = {book.name: book for book in (*money.BOOKS, *people.BOOKS, *work.BOOKS)}
"""Every book by the name it is asked for."""

__all__ = ["BOOKS", "Book", "Cell", "Column", "Table"]
