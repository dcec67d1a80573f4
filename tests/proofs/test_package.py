"""The package as a whole: names in order and explained, every error in both languages, nothing heavy loaded."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from kube_ledger import proofs

FOLDER: Final = Path(proofs.__file__).parent
FILES: Final = sorted(FOLDER.glob("*.py"))
ALLOWED: Final = {"errors", "ids", "merkle", "money", "days", "wording"}


def one_language_only(source: str) -> list[int]:
    """The lines where an error is raised without its Indonesian words."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", None) == "ProofError"
        and "problem_id" not in {keyword.arg for keyword in node.keywords}
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_error_is_said_in_both_languages(path: Path) -> None:
    assert one_language_only(path.read_text("utf-8")) == []


def test_an_error_in_one_language_is_seen() -> None:
    assert one_language_only('raise ProofError("x")\nraise ProofError("x", problem_id="y")') == [1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_knows_only_what_is_below(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module.startswith("kube_ledger"):
                assert module.split(".")[1] in ALLOWED
            elif module.startswith("cryptography"):
                assert path.name == "signing.py"
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith(("kube_ledger", "cryptography")) for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_trimmed_or_split_by_pythons_idea_of_a_line(path: Path) -> None:
    called = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert called.isdisjoint({"strip", "lstrip", "rstrip", "splitlines", "isdigit", "isdecimal", "isnumeric"})


def test_names_are_sorted_and_explained() -> None:
    def in_order(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)

    assert list(proofs.__all__) == sorted(set(proofs.__all__), key=in_order)
    for name in proofs.__all__:
        value: Any = getattr(proofs, name)
        if inspect.isclass(value):
            assert (vars(value).get("__doc__") or "").strip()
            assert not (value.__doc__ or "").startswith(f"{name}(")
        elif inspect.isfunction(value):
            text = inspect.getdoc(value) or ""
            assert text
            parameters = inspect.signature(value).parameters
            if len(parameters) > 1 and "Args:" in text:
                assert all(f"{parameter}:" in text for parameter in parameters), name


def test_reading_loads_no_extra() -> None:
    program = "import sys, kube_ledger.proofs; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert {"cryptography", "attrs", "attr", "cattrs", "msgpack", "sqlite3"}.isdisjoint(done.stdout.split())
