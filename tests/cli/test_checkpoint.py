"""`checkpoint` and `verify --checkpoint`: three lines that are kept, and held against the log later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kube_ledger.proofs import Signer, generate_key, open_checkpoint, parse_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube

GROUP = "melati-3"
PASSPHRASE = "kata sandi panjang"


@pytest.fixture(scope="session")
def key() -> Signer:
    return generate_key("pemasangan", lambda size: b"k" * size)


@pytest.fixture
def key_file(key: Signer, tmp_path: Path) -> Path:
    """The key as it is kept, and beside it its passphrase."""
    (tmp_path / "sandi.txt").write_text(PASSPHRASE + "\n", "utf-8")
    path = tmp_path / "kunci.pem"
    path.write_text(key.to_pem(PASSPHRASE), "ascii")
    return path


def test_a_head_is_three_lines_and_says_that_it_is_not_signed(kube: Kube, told_book: Path, tmp_path: Path) -> None:
    done = kube("checkpoint", told_book, "--group", GROUP)
    head = parse_checkpoint(done.out)
    assert (done.code, head.size) == (0, 1_319)
    assert "tidak ditandatangani" in done.err
    machine = json.loads(kube("kepala", told_book, "--group", GROUP, "--json").out)
    assert machine == {
        "group": GROUP, "origin": head.origin, "size": head.size, "root": head.root.hex(), "signed": False,
        "note": None,
    }  # fmt: skip
    (tmp_path / "head.txt").write_text(done.out, "ascii")
    assert kube("verify", told_book, "--checkpoint", tmp_path / "head.txt").code == 0


@pytest.mark.parametrize(
    ("size", "root", "code"),
    [("1319", "A" * 43 + "=", "fork"), ("1320", "A" * 43 + "=", "shorter-than-signed"), ("7", "A" * 43 + "=", "fork")],
)
def test_a_head_that_the_log_does_not_extend_is_a_finding(  # noqa: PLR0917  # a case and its fixtures
    kube: Kube, told_book: Path, tmp_path: Path, size: str, root: str, code: str
) -> None:
    name = kube("checkpoint", told_book, "--group", GROUP).out.partition("\n")[0]
    (tmp_path / "head.txt").write_text(f"{name}\n{size}\n{root}\n", "ascii")
    done = kube("verify", told_book, "--checkpoint", tmp_path / "head.txt", "--json")
    assert done.code == 1
    assert [one["code"] for one in json.loads(done.out)["groups"][0]["findings"] if one["kind"] == "integrity"] == [
        code
    ]
    assert "pernah disahkan" in kube("verify", told_book, "--checkpoint", tmp_path / "head.txt").out


@pytest.mark.parametrize(
    "text", ["", "x", "kube-ledger/melati-3/0\n7\nAA==\n", "a\n\n— b c\n", "\xff" * 9, "x" * (1 << 20)]
)
def test_what_is_no_head_is_said_in_one_sentence(kube: Kube, told_book: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "head.txt").write_text(text, "latin-1", errors="replace")
    done = kube("verify", told_book, "--checkpoint", tmp_path / "head.txt")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    assert kube("verify", told_book, "--checkpoint", tmp_path / "none.txt").code == 2


# Signed.


def test_with_a_key_the_head_is_signed_under_the_logs_own_name(
    kube: Kube, told_book: Path, tmp_path: Path, key: Signer, key_file: Path
) -> None:
    call = ("checkpoint", told_book, "--group", GROUP, "--key", key_file, "--passphrase-file", tmp_path / "sandi.txt")
    done = kube(*call)
    assert (done.code, done.err) == (0, "")
    name = done.out.partition("\n")[0]
    opened = open_checkpoint(done.out, key.under(name).key)
    assert (opened.checkpoint.size, opened.note) == (1_319, done.out)
    said = kube(*call, "-o", tmp_path / "head.txt")
    assert (said.code, said.err) == (0, "")
    assert str(tmp_path / "head.txt") in said.out
    assert (tmp_path / "head.txt").read_bytes().decode() == done.out
    assert kube("verify", told_book, "--checkpoint", tmp_path / "head.txt").code == 0
    machine = json.loads(kube(*call, "--json").out)
    assert (machine["signed"], machine["note"]) == (True, done.out)


def test_an_unsigned_head_goes_to_a_file_too_and_says_so(kube: Kube, told_book: Path, tmp_path: Path) -> None:
    done = kube("checkpoint", told_book, "--group", GROUP, "--output", tmp_path / "head.txt")
    assert done.code == 0
    assert "tidak ditandatangani" in done.err
    assert parse_checkpoint((tmp_path / "head.txt").read_bytes()).size == 1_319
    assert json.loads(kube("checkpoint", told_book, "--group", GROUP, "-o", "-", "--json").out)["signed"] is False


def test_the_passphrase_is_asked_for_without_an_echo(
    kube: Kube, told_book: Path, key: Signer, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or PASSPHRASE)
    done = kube("checkpoint", told_book, "--group", GROUP, "--key", key_file)
    assert done.code == 0
    assert open_checkpoint(done.out, key.under(done.out.partition("\n")[0]).key).checkpoint.size == 1_319
    assert [str(key_file) in prompt for prompt in asked] == [True]
    monkeypatch.setattr("getpass.getpass", lambda _: "salah")
    wrong = kube("checkpoint", told_book, "--group", GROUP, "--key", key_file)
    assert (wrong.code, wrong.out) == (2, "")
    assert "kata sandinya salah" in wrong.err


def test_where_nobody_can_be_asked_it_says_what_to_do(shell: Kube, told_book: Path, key_file: Path) -> None:
    done = shell("checkpoint", told_book, "--group", GROUP, "--key", key_file, given=b"kata sandi panjang\n")
    assert (done.code, done.out) == (2, "")
    assert "--passphrase-file" in done.err
    assert "Traceback" not in done.err
    assert PASSPHRASE not in done.err


@pytest.mark.parametrize("content", [b"", b"x", b"\xff" * 40, b"-----BEGIN PRIVATE KEY-----\nAA==\n"])
def test_a_key_that_is_none_is_said_in_one_sentence(
    kube: Kube, told_book: Path, tmp_path: Path, key_file: Path, content: bytes
) -> None:
    key_file.write_bytes(content)
    call = ("checkpoint", told_book, "--group", GROUP)
    done = kube(*call, "--key", key_file, "--passphrase-file", tmp_path / "sandi.txt")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert str(key_file) in done.err
    for options in (("--key", tmp_path / "none.pem"), ("--passphrase-file", tmp_path / "sandi.txt")):
        assert kube(*call, *options).code == 2
