"""The page on adding an event keeps its word: its blocks make a copy of the package that knows the new type.

Where a place is left out, the one that the page names complains.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs" / "how-to" / "add-an-event.md").read_text("utf-8")
EDIT: Final = re.compile(
    r"^In `(?P<file>[^`]+)`, (?P<how>below|in place of) `(?P<line>[^`]+)`:\n\n```py\n(?P<text>.*?)```$",
    re.DOTALL | re.MULTILINE,
)
COPIED: Final = ("src", "tests", "tools", "docs", "conftest.py", "pyproject.toml")
NOT_COPIED: Final = shutil.ignore_patterns("__pycache__", ".hypothesis")


class Edit(NamedTuple):
    """One block of the page: what to write where."""

    file: str
    how: str
    line: str
    text: str


def sections() -> dict[str, list[Edit]]:
    """Number of a place → its edits."""
    parts = re.split(r"^## (\d)\. ", PAGE, flags=re.MULTILINE)[1:]
    return {
        number: [Edit(*found.groups()) for found in EDIT.finditer(body)]
        for number, body in zip(parts[::2], parts[1::2], strict=True)
    }


def program() -> str:
    """The program at the end of the page."""
    (block,) = re.findall(r"^## Try it\n\n```py\n(.*?)```$", PAGE, re.DOTALL | re.MULTILINE)
    return str(block)


def apply(edit: Edit, root: Path) -> None:
    """Do literally what the page says."""
    path = root / edit.file
    lines = path.read_text("utf-8").splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.strip() == edit.line]
    assert len(places) == 1, f"{edit.file} has {len(places)} lines {edit.line!r}"
    (at,) = places
    lines[at] = lines[at] + edit.text if edit.how == "below" else edit.text
    path.write_text("".join(lines), "utf-8")


def copy(folder: Path, *, without: str = "") -> Path:
    """A copy of what the page touches, edited by it but for one place."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
        else:
            shutil.copy(ROOT / name, folder / name)
    for number, edits in sections().items():
        if number != without:
            for edit in edits:
                apply(edit, folder)
    return folder


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy, which finds the copy's package."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def suites(root: Path) -> subprocess.CompletedProcess[str]:
    """What the package's own tests say of the new type, its words, its row and its golden file."""
    asked = ("asset-sold or condition or AssetSold or a_family_has", "-p", "no:cacheprovider", "-p", "no:randomly")
    files = ("tests/unit/test_wording.py", "tests/events/test_catalogue.py", "tests/codec/test_golden.py")
    return run(root, "-m", "pytest", "-q", "-k", *asked, *files)


def test_every_block_of_the_page_is_one_that_this_test_reads() -> None:
    read = sum(map(len, sections().values())) + 1
    assert PAGE.count("```py\n") == read
    assert [number for number, edits in sections().items() if edits] == ["1", "2", "3", "4", "5", "6", "7", "8"]


def test_the_new_event_is_recorded_counted_limited_and_taken_back(tmp_path: Path) -> None:
    root = copy(tmp_path)
    where = run(root, "-c", "import kube_ledger; print(kube_ledger.__file__)")
    assert where.stdout.startswith(str(root)), where.stderr
    done = run(root, "-c", program())
    assert done.returncode == 0, done.stderr
    lacking = run(root, "tools/make_reference.py", "--check")
    assert lacking.returncode == 1
    assert "events.md" in lacking.stdout
    for command in (["tests/specimens.py", "--update"], ["tools/make_reference.py"]):
        made = run(root, *command)
        assert made.returncode == 0, made.stderr
    assert (root / "tests" / "codec" / "golden" / "asset-sold.1.txt").exists()
    reference = (root / "docs" / "reference" / "events.md").read_text("utf-8")
    section = reference.split("### AssetSold · `asset-sold`\n")[1].split("\n### ")[0]
    assert "`insufficient-stock`" in section
    assert "| `condition` | text | required |" in section
    held = suites(root)
    assert held.returncode == 0, held.stdout


@pytest.mark.parametrize(
    ("forgotten", "complaint"),
    [
        ("1", "ImportError: cannot import name 'AssetSold'"),
        ("2", r"InvalidDomain: .*postings for \['AssetSold'\], which are no events of it"),
        ("3", r"InvalidDomain: .*no postings for \['AssetSold'\]: give them, or say `nothing`"),
        ("4", r'assert .*counts == \{"skill": 1\}'),
        ("5", r'assert .* == \[\("oven", 1\)\]'),
        ("6", r'assert .* == "barang dijual"'),
    ],
)
def test_where_a_place_is_forgotten_the_program_stops(forgotten: str, complaint: str, tmp_path: Path) -> None:
    root = copy(tmp_path, without=forgotten)
    (root / "program.py").write_text(program(), "utf-8")
    done = run(root, "program.py")
    assert done.returncode != 0
    assert re.search(complaint, done.stderr), done.stderr


def test_forgotten_words_rows_and_golden_files_are_named_by_the_packages_own_tests(tmp_path: Path) -> None:
    root = copy(tmp_path, without="6")
    for edit in sections()["7"]:
        path = root / edit.file
        path.write_text(path.read_text("utf-8").replace(edit.text, ""), "utf-8")
    held = suites(root)
    assert held.returncode == 1, held.stdout + held.stderr
    for said in (
        "no word for the event asset-sold",
        "no word for the field condition",
        "test_a_family_has_the_events_of_the_reference_in_its_order[assets]",
        "no golden file asset-sold.1.txt: run `python tests/specimens.py --update`",
    ):
        assert said in held.stdout, held.stdout
