"""Programs that nobody here wrote agree with our balances, and object to a planted fault."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kube_ledger import AsOf, Ledger, projections
from kube_ledger.exchange import beancount_lines, hledger_lines, import_lines, posting_lines
from kube_ledger.exchange.beancount import component
from model import Model
from model.choices import Seeded
from model.histories import ALL_FAMILIES, walk

if TYPE_CHECKING:
    from kube_ledger.ledger import Group

HISTORIES = 200
OFFERS = 60
YEARS = ("melati-3-2019", "melati-3-2020")
LATER = datetime(2030, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.SensitiveInClear")

Write = Callable[..., Iterator[str]]


def needed(program: str) -> str:
    found = shutil.which(program)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"CI needs {program}")
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@cache
def histories() -> tuple[Group, ...]:
    """Random groups, each accepted line by line by the independent model."""
    groups = []
    ledger = Ledger.in_memory(clock=lambda: LATER)
    for seed in range(HISTORIES):
        model = Model(f"g{seed}")
        started = datetime(2019, 1, 7, 12, tzinfo=UTC)
        for _ in walk(Seeded(seed), families=ALL_FAMILIES, offers=OFFERS, started_at=started, model=model):
            pass
        lines = "".join(json.dumps(line) + "\n" for line, _ in model.entries)
        group = ledger.group(f"g{seed}")
        assert not import_lines(group, io.BytesIO(lines.encode())).refused
        groups.append(group)
    return tuple(groups)


@cache
def year(name: str) -> Group:
    group = Ledger.in_memory(clock=lambda: LATER).group("melati-3")
    sample = resources.files("kube_ledger") / "samples" / f"{name}.jsonl"
    with sample.open("rb") as stream:
        assert not import_lines(group, stream).refused
    return group


def ours(groups: tuple[Group, ...], path: Callable[[str, str, str | None, str], str]) -> dict[str, int]:
    """account path → balance, of all groups."""
    return {
        path(row.account, row.fund, row.party, group.group_id): row.amount
        for group in groups
        for row in group.view(projections.balances).rows
    }


def written(folder: Path, name: str, write: Write, groups: tuple[Group, ...]) -> Path:
    """All groups in one file, which declares the commodity once: starting a program for each would take minutes."""
    lines = [line for group in groups for line in write(group, under=group.group_id)]
    declared = [number for number, line in enumerate(lines) if "commodity" in line]
    kept = [line for number, line in enumerate(lines) if number not in declared[1:]]
    file = folder / name
    file.write_text("".join(kept), "utf-8")
    return file


def hledger_path(account: str, fund: str, party: str | None, group: str) -> str:
    return ":".join([group, account, fund, *([party] if party else [])])


def hledger_balances(program: str, file: Path) -> dict[str, int]:
    run = subprocess.run(
        [program, "-f", file, "balance", "--flat", "--no-total", "-O", "csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = list(csv.reader(io.StringIO(run.stdout)))[1:]
    # The first part is the kind, which our rows leave out.
    return {path.partition(":")[2]: int(amount.split()[0]) for path, amount in rows if amount != "0"}


def test_hledger_agrees_on_two_hundred_histories(tmp_path: Path) -> None:
    program = needed("hledger")
    file = written(tmp_path, "all.journal", hledger_lines, histories())
    subprocess.run([program, "-f", file, "check", "--strict"], capture_output=True, check=True)
    assert hledger_balances(program, file) == ours(histories(), hledger_path)


@pytest.mark.parametrize("name", YEARS)
def test_hledger_agrees_on_the_sample_years_at_every_months_end(name: str, tmp_path: Path) -> None:
    program = needed("hledger")
    group = year(name)
    file = written(tmp_path, "year.journal", hledger_lines, (group,))
    text = file.read_text("utf-8")
    assert text.count("month-end") >= 6, "every month asserts its balances"
    subprocess.run([program, "-f", file, "check", "--strict"], capture_output=True, check=True)
    assert hledger_balances(program, file) == ours((group,), hledger_path)


@pytest.mark.parametrize("name", YEARS)
@pytest.mark.parametrize("fault", ["a rupiah", "a transaction"])
def test_hledger_objects_to_a_planted_fault(name: str, fault: str, tmp_path: Path) -> None:
    program = needed("hledger")
    file = written(tmp_path, "year.journal", hledger_lines, (year(name),))
    file.write_text(planted(file.read_text("utf-8"), fault, "\n    "), "utf-8")
    assert subprocess.run([program, "-f", file, "check"], capture_output=True, check=False).returncode != 0


def planted(text: str, fault: str, indent: str) -> str:
    """A rupiah more on both sides of one transaction, or that transaction dropped."""
    blocks = text.split("\n\n")
    at = next(number for number, block in enumerate(blocks) if "dues-paid" in block)
    if fault == "a transaction":
        del blocks[at]
    else:
        assert indent in blocks[at]
        blocks[at] = blocks[at].replace("  5000 IDR", "  5001 IDR").replace("  -5000 IDR", "  -5001 IDR")
    return "\n\n".join(blocks)


def beancount_path(account: str, fund: str, party: str | None, group: str) -> str:
    return ":".join(component(part) for part in [group, account, fund, *([party] if party else [])])


def beancount_says(file: Path) -> tuple[list[str], dict[str, int]]:
    run = subprocess.run(
        [sys.executable, Path(__file__).with_name("beancount_says.py"), file],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(run.stdout)
    return said["errors"], {path.partition(":")[2]: amount for path, amount in said["balances"].items() if amount}


def beancount_needed() -> None:
    try:
        import beancount  # noqa: F401  # looked for, not used: its licence keeps it in another process
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail("CI needs beancount")
        pytest.skip("beancount is not installed")


def test_beancount_agrees_on_two_hundred_histories(tmp_path: Path) -> None:
    beancount_needed()
    file = written(tmp_path, "all.beancount", beancount_lines, histories())
    errors, balances = beancount_says(file)
    assert errors == []
    assert balances == ours(histories(), beancount_path)


@pytest.mark.parametrize("name", YEARS)
def test_beancount_agrees_on_the_sample_years_and_objects_to_planted_faults(name: str, tmp_path: Path) -> None:
    beancount_needed()
    file = written(tmp_path, "year.beancount", beancount_lines, (year(name),))
    errors, balances = beancount_says(file)
    assert errors == []
    assert balances == ours((year(name),), beancount_path)
    text = file.read_text("utf-8")
    for fault in ("a rupiah", "a transaction"):
        file.write_text(planted(text, fault, "\n  "), "utf-8")
        assert beancount_says(file)[0], fault


@pytest.mark.parametrize("groups", [histories, lambda: (year(YEARS[0]),), lambda: (year(YEARS[1]),)])
def test_sql_over_the_exported_postings_agrees(groups: Callable[[], tuple[Group, ...]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE postings (grp, account, fund, party, amount INTEGER)")
        for group in groups():
            for row in csv.DictReader(io.StringIO("".join(posting_lines(group)))):
                cells = (group.group_id, row["account"], row["fund"], row["party"] or None, int(row["amount"]))
                connection.execute("INSERT INTO postings VALUES (?, ?, ?, ?, ?)", cells)
        found = connection.execute(
            "SELECT grp, account, fund, party, sum(amount) FROM postings GROUP BY 1, 2, 3, 4 HAVING sum(amount) != 0"
        ).fetchall()
        expected = [(group.group_id, *row) for group in groups() for row in group.view(projections.balances).rows]
        assert sorted(found, key=str) == sorted(expected, key=str)
        assert connection.execute(
            "SELECT count(*) FROM (SELECT sum(amount) AS s FROM postings GROUP BY grp, fund) WHERE s"
        ).fetchone() == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("name", YEARS)
def test_ledger_agrees_on_the_sample_years(name: str, tmp_path: Path) -> None:
    program = needed("ledger")
    group = year(name)
    file = written(tmp_path, "year.journal", hledger_lines, (group,))
    command = [
        program,
        "-f",
        file,
        "balance",
        "--flat",
        "--no-total",
        "--balance-format",
        "%(account)\t%(quantity(display_total))\n",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.split("\t") for line in run.stdout.splitlines() if line.strip()]
    assert {path.partition(":")[2]: int(amount) for path, amount in rows} == ours((group,), hledger_path)
    file.write_text(planted(file.read_text("utf-8"), "a rupiah", "\n    "), "utf-8")
    assert subprocess.run([program, "-f", file, "balance"], capture_output=True, check=False).returncode != 0


def test_a_journal_as_of_a_position_holds_what_was_known_then(tmp_path: Path) -> None:
    program = needed("hledger")
    group = year(YEARS[0])
    then = AsOf(position=200)
    file = tmp_path / "then.journal"
    file.write_text("".join(hledger_lines(group, as_of=then, under=group.group_id)), "utf-8")
    expected = {
        hledger_path(row.account, row.fund, row.party, group.group_id): row.amount
        for row in group.view(projections.balances, as_of=then).rows
    }
    assert hledger_balances(program, file) == expected
