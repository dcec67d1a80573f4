"""What holds for every page: links lead somewhere, guarantees name tests that exist, nothing of a machine shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
]
GUARANTEES = ROOT / "docs" / "guarantees.md"


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    yield from (target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    assert [target for target in links(page) if not (page.parent / target.split("#")[0]).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_shows_a_path_of_a_machine(page: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:home|work|root|tmp|Users|var)/\S*", page.read_text("utf-8")) == []


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    reached = {(index.parent / target.split("#")[0]).resolve() for target in links(index)}
    assert [named(page) for page in sorted((ROOT / "docs").rglob("*.md")) if page not in {*reached, index}] == []


def delivered() -> list[str]:
    """The rows of guarantees above the rule: what is promised today."""
    above = GUARANTEES.read_text("utf-8").split("\n---\n")[0]
    return [line for line in above.splitlines() if re.match(r"\| \d+ \|", line)]


def functions() -> set[str]:
    """Every test of the suite, `tests/.../test_x.py::test_name`."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        found.update(f"{named(path)}::{name}" for name in re.findall(r"^ *def (test_\w+)", text, re.MULTILINE))
        found.update(f"{named(path)}::{name}" for name in re.findall(r"^(Test\w+) *=", text, re.MULTILINE))
    return found


def unproved(rows: list[str], tests: set[str]) -> list[str]:
    """The rows that name no test, or one that is not there."""
    return [row for row in rows if not (told := re.findall(r"`(tests/[^`]+)`", row)) or not tests.issuperset(told)]


def test_every_guarantee_names_the_test_that_proves_it() -> None:
    assert delivered()
    assert unproved(delivered(), functions()) == []


def test_a_guarantee_without_its_test_is_noticed() -> None:
    tests = {"tests/x/test_x.py::test_it"}
    assert unproved(["| 1 | true | `tests/x/test_x.py::test_it` |"], tests) == []
    assert unproved(["| 1 | true | |"], tests) != []
    assert unproved(["| 1 | true | `tests/x/test_x.py::test_other` |"], tests) != []


def test_each_of_the_twenty_guarantees_stands_once() -> None:
    numbers = re.findall(r"^\| (\d+) \|", GUARANTEES.read_text("utf-8"), re.MULTILINE)
    assert sorted(map(int, numbers)) == list(range(1, 21))
