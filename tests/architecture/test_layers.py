"""Imports only point down: both contracts of `pyproject.toml`, held by import-linter, and each broken on purpose."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOWN = "Imports only point down"
APART = "What happened, how it is judged and what it adds up to know no storage, no names, no keys"

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> tuple[int, str]:
    """Run import-linter over the package in `folder`/src by the contracts in `folder`/pyproject.toml."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "samples"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_code_keeps_both_contracts() -> None:
    code, said = lint(ROOT)
    assert code == 0, said
    assert "Contracts: 2 kept, 0 broken." in said


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("wording/names.py", "import kube_ledger.errors", DOWN),
        ("errors/base.py", "import kube_ledger.ids", DOWN),
        ("money.py", "import kube_ledger.days", DOWN),
        ("log/memory.py", "import kube_ledger.events", DOWN),
        ("events/kas.py", "import kube_ledger.codec", DOWN),
        ("projections/dues.py", "import kube_ledger.rules", DOWN),
        ("audit/verify.py", "import kube_ledger.ledger", DOWN),
        ("ledger/group.py", "import kube_ledger.exchange", DOWN),
        ("rules/funds.py", "import kube_ledger.log", APART),
        ("events/kas.py", "import sqlite3", APART),
        ("domain.py", "import psycopg", APART),
    ],
)
def test_an_import_that_points_up_or_aside_is_found(copy: Path, file: str, line: str, broken: str) -> None:
    path = copy / "src" / "kube_ledger" / file
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    code, said = lint(copy)
    assert code != 0
    assert f"{broken} BROKEN" in " ".join(said.split())
    assert line.split()[1] in said


def test_a_module_without_a_layer_is_found(copy: Path) -> None:
    (copy / "src" / "kube_ledger" / "stranger.py").write_text('"""Nobody knows where this belongs."""\n', "utf-8")
    code, said = lint(copy)
    assert code != 0
    assert "stranger" in said


def test_whatever_keeps_records_names_or_keys_is_forbidden_to_the_middle() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (forbidden,) = [contract["forbidden_modules"] for contract in contracts if contract["type"] == "forbidden"]
    package = ROOT / "src" / "kube_ledger"
    keepers = [name for name in ("log", "people", "sealing") if [*package.glob(f"{name}.py"), *package.glob(name)]]
    assert {"sqlite3", "psycopg", *(f"kube_ledger.{name}" for name in keepers)} == set(forbidden)
