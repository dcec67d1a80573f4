"""What every file of the package keeps to, whatever it is about."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "kube_ledger"
FILES = sorted((ROOT / "src").rglob("*.py"))
LONGEST = 450
ALONE = PACKAGE / "audit" / "verify_bundle.py"
"""One file by its purpose: an auditor copies it, reads it from top to bottom, and needs nothing else."""

# Who is handed a clock, a source of ids and the command line; everything else is below and reads none of them.
ABOVE = ("__main__", "cli", "testing", "reports", "scale", "exchange", "ledger")
BELOW = [path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0].removesuffix(".py") not in ABOVE]

CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
TELLING_TIME = {"datetime", "date", "time", "dt"}
CHANCE = {"urandom", "getrandom", "uuid1", "uuid4", "uuid6", "uuid7", "uuid8"}
SURROUNDINGS = {"environ", "environb", "getenv", "getlogin", "gethostname", "getlocale"}
MODULES = {"time", "random", "secrets", "locale", "platform", "socket"}

# The default source of call ids is a function of `ids`; only `ledger` hands it on.
ALLOWED = {("ids.py", "uuid7")}


def named(path: Path) -> str:
    return path.relative_to(ROOT / "src").as_posix()


def last_name(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def reads_of_the_world(source: str) -> set[str]:
    """Every name in a module through which a clock, chance or the environment comes in."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names):
                found.update(alias.name for alias in names if alias.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                if module.split(".")[0] in MODULES:
                    found.add(module)
                found.update(alias.name for alias in names if alias.name in CLOCKS | CHANCE | SURROUNDINGS)
            case ast.Attribute(value=asked, attr=name) if name in CLOCKS and last_name(asked) in TELLING_TIME:
                found.add(name)
            case ast.Attribute(attr=name) if name in CHANCE | SURROUNDINGS:
                found.add(name)
            case _:
                pass
    return found


@pytest.mark.parametrize("path", [path for path in FILES if path != ALONE], ids=named)
def test_a_file_is_one_idea_and_fits_a_readers_head(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", BELOW, ids=named)
def test_below_ledger_nothing_reads_a_clock_or_chance_or_the_environment(path: Path) -> None:
    allowed = {name for file, name in ALLOWED if path == PACKAGE / file}
    assert reads_of_the_world(path.read_text("utf-8")) <= allowed


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from datetime import datetime\nx = datetime.now()", "now"),
        ("from datetime import date\nx = date.today()", "today"),
        ("import datetime as dt\nx = dt.datetime.now(dt.UTC)", "now"),
        ("import time", "time"),
        ("from time import monotonic", "time"),
        ("import random as dice", "random"),
        ("import os\nx = os.environ.get('HOME')", "environ"),
        ("from os import urandom", "urandom"),
        ("from uuid import uuid4", "uuid4"),
    ],
)
def test_a_planted_read_of_the_world_is_seen(source: str, name: str) -> None:
    assert name in reads_of_the_world(source)


def test_nothing_is_left_to_do_in_a_comment() -> None:
    marks = ("TODO", "FIXME", "XXX", "HACK")
    left = [
        f"{named(path)}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if any(mark in line for mark in marks)
    ]
    assert left == []
