"""`checkpoint` and `verify --checkpoint`: three lines that are kept, and held against the log later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kube_ledger.proofs import parse_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube

GROUP = "melati-3"


def test_a_head_is_three_lines_and_says_that_it_is_not_signed(kube: Kube, told_book: Path, tmp_path: Path) -> None:
    done = kube("checkpoint", told_book, "--group", GROUP)
    head = parse_checkpoint(done.out)
    assert (done.code, head.size) == (0, 1_319)
    assert "tidak ditandatangani" in done.err
    machine = json.loads(kube("kepala", told_book, "--group", GROUP, "--json").out)
    assert machine == {
        "group": GROUP, "origin": head.origin, "size": head.size, "root": head.root.hex(), "signed": False,
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
