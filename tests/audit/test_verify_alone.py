"""`verify_bundle.py` is one file that needs nothing of ours: it runs from a folder of its own beside `cryptography`."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import format_examples
from format_examples import bundle_of, checkpoint, note, records, signer
from kube_ledger import proofs
from kube_ledger.audit import verify_bundle

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

SOURCE: Final = Path(verify_bundle.__file__)

# As `python -I verify_bundle.py …` where nothing but the given folder is installed.
ALONE: Final = """
import runpy, sys
folder, script, *sys.argv[1:] = sys.argv[1:]
sys.path.append(folder)
assert all(__import__("importlib.util").util.find_spec(name) is None for name in ("kube_ledger", "attrs", "msgpack"))
sys.argv[0] = script
runpy.run_path(script, run_name="__main__")
"""


def installed(folder: Path, *names: str) -> Path:
    """A folder with links to some installed packages and nothing else."""
    folder.mkdir()
    for name in names:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        place = origin.parent if origin.name == "__init__.py" else origin
        (folder / place.name).symlink_to(place, target_is_directory=place.is_dir())
    return folder


@pytest.fixture
def alone(tmp_path: Path) -> Run:
    """Runs a copy of the file, with `cryptography` unless told otherwise."""
    script = tmp_path / "copied" / "verify_bundle.py"
    script.parent.mkdir()
    shutil.copy(SOURCE, script)
    packages = installed(tmp_path / "with", "cryptography", "cffi", "_cffi_backend", "pycparser")
    nothing = installed(tmp_path / "without")

    def run(*arguments: object, extra: bool = True, given: bytes = b"") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", "-c", ALONE, packages if extra else nothing, script, *arguments]
        done = subprocess.run(
            list(map(str, command)), cwd=tmp_path, input=given, capture_output=True, timeout=60, check=False
        )
        return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "contoh.bundle"
    path.write_bytes(format_examples.bundle())
    return path


def test_it_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(SOURCE.read_text("utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert all(node.level == 0 for node in froms)
    found |= {str(node.module) for node in froms}
    assert {name.split(".")[0] for name in found} - sys.stdlib_module_names == {"cryptography"}


def test_copied_elsewhere_it_checks_a_bundle(alone: Run, example: Path) -> None:
    done = alone(example)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("UTUH: ")
    assert alone(example, "--lang", "en").stdout.startswith("INTACT: ")
    answer = json.loads(alone(example, "--json").stdout)
    assert (answer["outcome"], answer["group"], answer["size"]) == ("intact", "melati-3", 7)
    assert alone("-", "--json", given=example.read_bytes()).returncode == 0


def test_a_fault_is_named_with_its_line(alone: Run, tmp_path: Path) -> None:
    file = tmp_path / "rusak.bundle"
    whole = bundle_of(records())
    file.write_bytes(whole.replace(b"end 7", b"end 8"))
    done = alone(file)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"baris {whole.count(10)}: head-mismatch" in done.stdout
    answer = json.loads(alone(file, "--json").stdout)
    assert (answer["outcome"], answer["code"], answer["line"]) == ("fault", "head-mismatch", whole.count(10))


def test_trusted_keys_and_an_earlier_head_are_given_from_outside(alone: Run, tmp_path: Path) -> None:
    stranger, file, head = signer("orang-lain", b"x"), tmp_path / "x.bundle", tmp_path / "kepala.txt"
    text = proofs.sign_note(checkpoint(7).text, [stranger])
    file.write_bytes(bundle_of(records(), keys=[stranger.vkey], heads=[text]))
    assert alone(file).returncode == 1
    assert alone(file, "--trust", stranger.vkey).returncode == 0
    head.write_bytes(note(7).encode())
    shorter = tmp_path / "pendek.bundle"
    shorter.write_bytes(bundle_of(records()[:3]))
    assert json.loads(alone(shorter, "--head", head, "--json").stdout)["code"] == "shorter-than-signed"
    assert alone(file, "--trust", "x").returncode == 2
    assert alone(file, "--head", tmp_path / "none").returncode == 2


def test_without_cryptography_it_says_so_where_a_signature_stands(alone: Run, example: Path, tmp_path: Path) -> None:
    done = alone(example, extra=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "pip install cryptography" in done.stdout
    unsigned = tmp_path / "tanpa.bundle"
    unsigned.write_bytes(bundle_of(records()[:6], heads=[checkpoint(3).text]))
    assert alone(unsigned, extra=False).returncode == 0
