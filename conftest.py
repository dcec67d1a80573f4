"""The README and the documentation are tests: Python blocks are run, console blocks too and their output compared.

Each document runs in an empty folder of its own, its blocks one after the other in one namespace. A console block that
calls somebody else's program is skipped where that program is not installed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from sybil import Sybil
from sybil.integration.pytest import SybilItem
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

if TYPE_CHECKING:
    from sybil import Example

OUTSIDE: Final = ("hledger", "ledger", "bean-check")
"""Programs of others that the documentation calls."""


def _enter_empty_folder(namespace: dict[str, Any]) -> None:
    namespace["_before"] = Path.cwd()
    namespace["_folder"] = folder = tempfile.TemporaryDirectory(prefix="kube-ledger-docs-")
    os.chdir(folder.name)


def _leave_folder(namespace: dict[str, Any]) -> None:
    os.chdir(namespace["_before"])
    namespace["_folder"].cleanup()


def _program(name: str) -> list[str]:
    """How a program is called from here; skips the block if it is not installed."""
    if name == "kube-ledger":
        return [sys.executable, "-m", "kube_ledger"]
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return [found]


def _run_console(example: Example) -> str | None:
    """Each `$ program ...` line, and the output below it; `...` stands for any text."""
    for step in re.split(r"^\$ ", str(example.parsed), flags=re.MULTILINE)[1:]:
        line, _, expected = step.partition("\n")
        program, *arguments = shlex.split(line)
        if program not in ("kube-ledger", *OUTSIDE):
            return f"not a command of ours: {line}"
        done = subprocess.run(
            [*_program(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        pattern = re.escape(expected.strip()).replace(r"\.\.\.", "(?s:.*?)")
        if re.fullmatch(pattern, done.stdout.strip()) is None:
            return f"$ {line}\nexpected:\n{expected}\nshown (exit code {done.returncode}):\n{done.stdout}"
    return None


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), CodeBlockParser("console", _run_console)],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    setup=_enter_empty_folder,
    teardown=_leave_folder,
).pytest()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a document's blocks together and in order, whatever shuffles the tests."""
    blocks = [item for item in items if isinstance(item, SybilItem)]
    blocks.sort(key=lambda item: (str(item.path), item.example.line))
    items[:] = [*blocks, *(item for item in items if not isinstance(item, SybilItem))]
