"""The page of what tests do not reach names places and tests that exist, or it would say nothing."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    line.strip("|").split("|")
    for line in (ROOT / "docs" / "explanation" / "coverage.md").read_text("utf-8").splitlines()
    if line.startswith("| `")
]
PLACES = [place for row in ROWS for place in re.findall(r"`([^`]+)`", row[0])]
TESTS = [test for row in ROWS for test in re.findall(r"`(tests/[^`]+)`", row[-1])]


def find(place: str) -> object:
    """A module of ours, or what stands in one."""
    module, names = f"kube_ledger.{place}", list[str]()
    while True:
        try:
            found: object = import_module(module)
            break
        except ModuleNotFoundError:
            module, _, name = module.rpartition(".")
            names.insert(0, name)
    for name in names:
        found = getattr(found, name)
    return found


def is_there(test: str) -> bool:
    """Whether a test file, or a test in it, exists."""
    file, _, name = test.partition("::")
    path = ROOT / file
    return path.is_file() and (not name or f"def {name}(" in path.read_text("utf-8"))


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_named_is_there(place: str) -> None:
    find(place)


@pytest.mark.parametrize("test", TESTS)
def test_a_test_that_is_named_is_there(test: str) -> None:
    assert is_there(test)


@pytest.mark.parametrize("place", ["log.handle.Handle.chek", "log.handel", "ledger.guard.Guards"])
def test_a_place_that_is_not_there_is_noticed(place: str) -> None:
    with pytest.raises(AttributeError):
        find(place)
    assert not is_there(f"tests/docs/test_coverage_page.py::{place}")


def test_every_row_names_a_place_and_a_reason() -> None:
    assert ROWS
    assert all(len(row) == 3 and all(cell.strip() for cell in row) for row in ROWS)
