"""The ledger that every audit test tampers with: a fresh copy, an open handle on it, and a hand at a SQLite shell."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from kube_ledger import Ledger
from tampering import Books, Hand, raw, write_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file as it was written, without triggers; not to be touched."""
    return write_ledger(tmp_path_factory.mktemp("audit") / "buku.kube")


@pytest.fixture
def path(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the closed file."""
    return shutil.copyfile(pristine, tmp_path / "buku.kube")


@pytest.fixture
def hand(path: Path) -> Iterator[Hand]:
    """Somebody at a SQLite shell on the copy."""
    with raw(path) as connection:
        yield Hand(connection)


@pytest.fixture
def books(path: Path, hand: Hand) -> Iterator[Books]:
    """The copy, open, with somebody at a SQLite shell on it."""
    with Ledger.open(path) as ledger:
        yield Books(path, ledger, hand)
