"""Whoever reads that an attack is found can look up the test that tries it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "explanation" / name for name in ("attacks.md", "threats.md")]


def rows(text: str) -> list[str]:
    """The rows of all tables, without their headings."""
    return [line for line in text.splitlines() if re.match(r"\| (?!what they could do|---)", line)]


def untried(text: str) -> list[str]:
    """What names a test that is not there, and the rows that name none."""
    told = re.findall(r"`(tests/[^`]+)`", text)
    missing = [name for name in told if not is_test(name)]
    return missing + [row for row in rows(text) if "`tests/" not in row.rsplit("|", 2)[1]]


def is_test(name: str) -> bool:
    path, _, function = name.partition("::")
    file = ROOT / path
    return file.is_file() and re.search(rf"^def {function}\(", file.read_text("utf-8"), re.MULTILINE) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_claim_that_something_is_found_names_the_test_that_tries_it(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(rows(text)) > 20
    assert untried(text) == []


@pytest.mark.parametrize(
    "part",
    [
        *("The book's file", "The log's key", "An officer's key", "The pendamping's device", "The app", "Our library"),
        *("The file of sealing keys", "The file of names", "A backup"),
    ],
)
def test_every_part_has_its_rows_among_the_threats(part: str) -> None:
    told = rows(PAGES[1].read_text("utf-8"))
    assert any(row.startswith((f"| **{part}.", f"| **{part}**")) for row in told)


@pytest.mark.parametrize(
    "line",
    [
        "| read it | nobody | |",
        "| read it | she does | `tests/audit/test_attacks.py::test_nothing` |",
        "*Nobody notices* (`tests/audit/test_nothing.py::test_nothing`).",
    ],
)
def test_a_claim_without_its_test_is_noticed(line: str) -> None:
    assert untried(line) != []
