"""The command as a test calls it: in this process, or as people do; the sample's ledger; small files of lines."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from command_line import SECRET, Done, Kube, Lines
from kube_ledger.cli import main
from kube_ledger.exchange.sample import record_sample

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.fixture(scope="session")
def told_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "told.kube"
    record_sample(path).close()
    return path


@pytest.fixture
def book(told_book: Path, tmp_path: Path) -> Path:
    """The sample's ledger, a copy of the test's own."""
    return Path(shutil.copy(told_book, tmp_path / "melati-3.kube"))


@pytest.fixture
def kube(capsys: pytest.CaptureFixture[str]) -> Kube:
    """Runs the command in this process."""

    def run(*arguments: object) -> Done:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


@pytest.fixture
def shell(tmp_path: Path) -> Kube:
    """Runs `python -m kube_ledger` in a process of its own, in the test's folder."""

    def run(*arguments: object, given: bytes = b"", **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "kube_ledger", *(str(argument) for argument in arguments)],
            cwd=tmp_path,
            env={**os.environ, **environment},
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    return run


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with the passphrase."""
    path = tmp_path / "sandi"
    path.write_text(f"{SECRET}\n", "utf-8")
    return path


@pytest.fixture
def lines_file(tmp_path: Path) -> Lines:
    """Writes a file of lines."""

    def write(lines: Iterable[str], name: str = "catatan.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{one}\n" for one in lines), "utf-8")
        return path

    return write
