"""The page of faults has a row for each fault, and every row names tests and controls that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "faults.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| [A-F]\d+ \|", line)
]
ALL = {
    *("A1", "A2", "A3", "A5", "A9", "A10", "A12", "A14", "A16", "A17", "A18", "A22", "A26"),
    *("B1", "B2", "B4", "B5", "B8", "B10", "B14", "B17"),
    *("C1", "C4", "C6", "C7"),
    *("D1", "D2", "D4", "D5", "D7", "D8"),
    *("E1", "E3", "E4", "E7", "E8", "E11"),
    *("F1", "F8"),
}
"""What can happen and is promised to be survived."""


def named_in(text: str) -> list[str]:
    return re.findall(r"`(tests/[^`]+)`", text)


@cache
def names_in(file: Path) -> frozenset[str]:
    """The tests of a file, in classes too, that pytest collects."""
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    return name.split("::")[-1] in names_in(ROOT / file)


def test_every_fault_has_one_row_and_the_rows_are_in_order() -> None:
    rows = [row[0] for row in ROWS]
    assert set(rows) == ALL
    assert rows == sorted(rows, key=lambda row: (row[0], int(row[1:])))
    assert len(rows) == len(ALL)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_what_happens_and_names_a_test_and_a_control(row: list[str]) -> None:
    assert len(row) == 5
    assert all(row)
    for cell in row[3:]:
        assert named_in(cell), f"{row[0]} names none"


@pytest.mark.parametrize("test", sorted(set(named_in(PAGE))))
def test_a_test_that_is_named_is_there(test: str) -> None:
    assert is_there(test)


@pytest.mark.parametrize("test", ["tests/faults/test_clock.py::test_a_clok", "tests/faults/test_clok.py::test_a_clock"])
def test_a_test_that_is_not_there_is_noticed(test: str) -> None:
    assert not is_there(test)
