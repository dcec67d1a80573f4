"""The same entry has the same bytes in every process: under any hash seed, on every Python that is at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import kube_ledger
import specimens
from kube_ledger.codec import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

SOURCE: Final = Path(kube_ledger.__file__).parents[1]
NEEDED: Final = ("attrs", "cattrs", "msgpack", "uuid6", "typing_extensions")


def records_of(python: str, path: Sequence[Path], seed: str = "0") -> list[str]:
    """What another interpreter writes for the specimens."""
    found = subprocess.run(
        [python, "-X", "utf8", "-W", "error", str(Path(specimens.__file__))],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "PYTHONHASHSEED": seed,
            "PYTHONDONTWRITEBYTECODE": "1",
            "TZ": "Pacific/Auckland",
            "LC_ALL": "C",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.split()


def here() -> list[str]:
    """What this process writes."""
    return [encode(entry).hex() for entry in specimens.all_entries()]


@pytest.mark.parametrize("seed", ["0", "1", "random"])
def test_the_bytes_do_not_depend_on_the_hash_seed_zone_or_locale(seed: str) -> None:
    assert records_of(sys.executable, [SOURCE], seed) == here()


def interpreter(version: str) -> str | None:
    """A Python of that version on this machine."""
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return str(found[-1]) if found else None


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place to install what the codec needs, one folder a Python."""
    return tmp_path_factory.mktemp("packages")


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_the_bytes_do_not_depend_on_the_python(version: str, packages: Path) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    target = packages / version
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(target), *NEEDED],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        pytest.skip(f"nothing can be installed for Python {version}: {installed.stderr[-200:]}")
    for seed in ("0", "random"):
        assert records_of(python, [SOURCE, target], seed) == here()
