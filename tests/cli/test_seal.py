"""Sealing keys on the command line: made once, asked for by whatever writes, and never left out by mistake."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from command_line import GROUP, SECRET, founding, line
from kube_ledger import Ledger
from kube_ledger.events import Locked
from kube_ledger.sealing import KeyFile
from planted import planted_under

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube

ILLNESS = "demam berdarah, dirawat"


def told() -> list[str]:
    """A group, and money for a member who is ill."""
    return [
        *founding(),
        line("iks-contributed", key="iks", member_id="m01", amount=100_000),
        line("iks-disbursed", key="aid", beneficiary_id="m01", reason="illness", detail=ILLNESS, amount=75_000),
    ]


@pytest.fixture
def path(kube: Kube, tmp_path: Path, secret: Path) -> Path:
    """Where a ledger will be whose keys are there already."""
    path = tmp_path / "buku" / "melati-3.kube"
    path.parent.mkdir()
    assert kube("keys", "seal", path, "--passphrase-file", secret).code == 0
    return path


def keys_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-keys")


def test_what_a_crash_left_before_its_first_write_is_no_file_of_keys(kube: Kube, tmp_path: Path, secret: Path) -> None:
    path = tmp_path / "melati-3.kube"
    keys_of(path).touch(0o644)
    assert kube("keys", "seal", path, "--passphrase-file", secret).code == 2, "somebody else's"
    keys_of(path).chmod(0o600)
    assert kube("keys", "seal", path, "--passphrase-file", secret).code == 0
    with KeyFile.open(path, SECRET, random=os.urandom, read_only=True) as keys:
        assert not keys.is_destroyed("m01")


def test_keys_are_made_once_for_their_owner_alone(kube: Kube, tmp_path: Path, secret: Path) -> None:
    path = tmp_path / "melati-3.kube"
    done = kube("keys", "seal", path, "--passphrase-file", secret, "--json")
    assert (done.code, done.json) == (0, {"path": str(path), "file": str(keys_of(path))})
    assert stat.S_IMODE(keys_of(path).stat().st_mode) == 0o600
    before = keys_of(path).read_bytes()
    again = kube("kunci", "segel", path, "--passphrase-file", secret)
    assert (again.code, again.out) == (2, "")
    assert "tidak ditimpa" in again.err
    assert keys_of(path).read_bytes() == before
    assert kube("keys", "seal", "postgresql://somewhere/books", "--passphrase-file", secret).code == 2


def test_what_is_imported_is_sealed_and_nowhere_in_clear(kube: Kube, path: Path, lines_file: Any, secret: Path) -> None:
    done = kube("import", path, lines_file(told()), "--group", GROUP, "--seal-passphrase-file", secret)
    assert (done.code, done.err) == (0, "")
    assert list(planted_under(path.parent, [ILLNESS])) == []
    with Ledger.open(path) as ledger:
        assert list(ledger.group(GROUP).entries())[-1].event.detail == Locked()  # type: ignore[attr-defined]
    with KeyFile.open(path, SECRET, random=os.urandom) as keys, Ledger.open(path, seal=keys) as ledger:
        assert list(ledger.group(GROUP).entries())[-1].event.detail == ILLNESS  # type: ignore[attr-defined]


def test_said_twice_nothing_is_new(kube: Kube, path: Path, lines_file: Any, secret: Path) -> None:
    for recorded, repeated in ((5, 0), (0, 5)):
        done = kube("import", path, lines_file(told()), "--group", GROUP, "--seal-passphrase-file", secret, "--json")
        assert done.json == {"recorded": recorded, "repeated": repeated, "without_key": 0}


@pytest.mark.parametrize("there", ["no ledger", "a ledger"])
def test_where_keys_are_nothing_is_written_without_them(
    kube: Kube, path: Path, lines_file: Any, secret: Path, there: str
) -> None:
    if there == "a ledger":
        kube("import", path, lines_file(founding()), "--group", GROUP, "--seal-passphrase-file", secret)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    wrong = secret.with_name("salah")
    wrong.write_text("mawar\n", "utf-8")
    for more in ((), ("--seal-passphrase-file", wrong), ("--seal-passphrase-file", secret.with_name("tidak-ada"))):
        done = kube("import", path, lines_file(told()), "--group", GROUP, *more)
        assert (done.code, done.out) == (2, "")
        assert done.err
        assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
    assert "--seal-passphrase-file" in kube("import", path, lines_file(told()), "--group", GROUP).err


def test_where_no_keys_are_a_passphrase_is_a_mistake(kube: Kube, tmp_path: Path, lines_file: Any, secret: Path) -> None:
    path = tmp_path / "melati-3.kube"
    done = kube("import", path, lines_file(told()), "--group", GROUP, "--seal-passphrase-file", secret)
    assert done.code == 2
    assert "kunci segel" in done.err
    assert not path.exists()
    assert kube("import", path, lines_file(told()), "--group", GROUP).code == 0
    assert kube("verify", path, "--seal-passphrase-file", secret).code == 2


def test_verify_opens_what_is_sealed_if_it_is_asked(
    kube: Kube, path: Path, lines_file: Any, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kube("import", path, lines_file(told()), "--group", GROUP, "--seal-passphrase-file", secret)
    opened: list[str] = []
    usual = KeyFile.key
    monkeypatch.setattr(KeyFile, "key", lambda keys, subject, id_: opened.append(subject) or usual(keys, subject, id_))
    before = keys_of(path).read_bytes()
    assert kube("verify", path).code == 0
    assert opened == []
    assert kube("verify", path, "--seal-passphrase-file", secret).code == 0
    assert set(opened) == {"m01"}
    assert keys_of(path).read_bytes() == before
