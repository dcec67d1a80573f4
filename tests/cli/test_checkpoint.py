"""`checkpoint` and `verify --checkpoint`: three lines that are kept, and held against the log later."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

from closings import FORMED, contents, kept, note, put_back, saved, sizes
from kube_ledger import Ledger
from kube_ledger.events import KeyEnrolled, KeyRevoked
from kube_ledger.proofs import Signer, generate_key, open_checkpoint, parse_checkpoint, sign_note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from command_line import Kube, Lines

GROUP = "melati-3"
PASSPHRASE = "kata sandi panjang"
FORMING = json.dumps(
    {"type": "group-formed", "occurred_on": "2019-01-07", "recorded_by": "chair", "key": "start", "data": FORMED}
)


def closing(month: int) -> str:
    """The line that closes a month of 2019."""
    data = {"month": f"2019-{month:02}"}
    return json.dumps({"type": "month-closed", "occurred_on": "2019-12-31", "recorded_by": "chair", "data": data})


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


def test_what_is_no_head_is_named(kube: Kube, told_book: Path, tmp_path: Path) -> None:
    for name, text in (("ada.txt", kube("checkpoint", told_book, "--group", GROUP).out), ("rusak.txt", "x\n")):
        (tmp_path / name).write_text(text, "ascii")
    for lang in ("id", "en"):
        done = kube(
            *("verify", told_book, "--lang", lang),
            *("--checkpoint", tmp_path / "ada.txt", "--checkpoint", tmp_path / "rusak.txt"),
        )
        assert (done.code, done.out) == (2, "")
        assert str(tmp_path / "rusak.txt") in done.err


@pytest.mark.parametrize(
    "typed",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.removesuffix("\n"),
        lambda text: "\ufeff" + text.replace("\n", "\r\n").removesuffix("\r\n"),
    ],
)
@pytest.mark.parametrize("is_signed", [False, True])
def test_a_head_that_a_person_typed_is_read_however_her_editor_ends_lines(  # noqa: PLR0917  # a case, its fixtures
    kube: Kube, told_book: Path, tmp_path: Path, key: Signer, is_signed: object, typed: Callable[[str], str]
) -> None:
    text = kube("checkpoint", told_book, "--group", GROUP).out
    own = key.under(text.partition("\n")[0])
    path = tmp_path / "diketik.txt"
    path.write_bytes(typed(sign_note(text, [own]) if is_signed else text).encode())
    done = kube("verify", told_book, "--checkpoint", path, "--key", own.vkey, "--json")
    (held,) = json.loads(done.out)["groups"][0]["heads"]
    assert (done.code, held["extended"]) == (0, True)
    assert held["signed_by"] == ([own.vkey] if is_signed else [])


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


# Kept beside the ledger.


def test_a_head_that_is_printed_is_kept_beside_the_ledger(  # its fixtures
    kube: Kube, book: Path, tmp_path: Path, key_file: Path
) -> None:
    assert kube("checkpoint", book, "--group", GROUP).code == 0
    assert sizes(book) == [(1_319, False)]
    call = ("checkpoint", book, "--group", GROUP, "--key", key_file, "--passphrase-file", tmp_path / "sandi.txt")
    assert kube(*call).code == 0
    assert sizes(book) == [(1_319, True)]


def test_an_import_signs_the_head_of_a_months_close(  # its fixtures
    kube: Kube, lines_file: Lines, tmp_path: Path, key_file: Path, key: Signer
) -> None:
    path = tmp_path / "baru.kube"
    call = ("import", path, lines_file([FORMING, closing(1)]), "--group", GROUP)
    done = kube(*call, "--key", key_file, "--passphrase-file", tmp_path / "sandi.txt")
    assert (done.code, done.err) == (0, "")
    ((head,),) = kept(path).values()
    assert open_checkpoint(head.text, key.under(head.checkpoint.origin).key).checkpoint.size == 2
    assert kube("import", path, lines_file([closing(2)]), "--group", GROUP).code == 0
    assert sizes(path) == [(2, True), (3, False)]
    assert {file.name for file in tmp_path.iterdir()} == {
        *("baru.kube", "baru.kube-head", "catatan.jsonl", "kunci.pem", "sandi.txt")
    }


def test_a_refused_import_leaves_no_head(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    path = tmp_path / "baru.kube"
    assert kube("import", path, lines_file([FORMING, closing(1), "x"]), "--group", GROUP).code == 1
    assert [file.name for file in tmp_path.iterdir()] == ["catatan.jsonl"]


def test_a_new_ledger_is_not_made_under_the_heads_of_an_old_one(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    path = tmp_path / "baru.kube"
    file = lines_file([FORMING, closing(1)])
    assert kube("import", path, file, "--group", GROUP).code == 0
    path.unlink()
    for call in (("import", path, file, "--group", GROUP), ("demo", path)):
        done = kube(*call)
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
        assert "masih ada kepala dari buku lain" in done.err
    assert not path.exists()


@pytest.fixture
def shorter(book: Path) -> Path:
    """The sample's ledger, with the head of one that had an entry more."""
    old = saved(book)
    with Ledger.open(book) as ledger:
        note(ledger.group(GROUP))
        ledger.group(GROUP).checkpoint()
    put_back(old, book)
    return book


def test_every_verb_says_that_a_ledger_is_shorter_than_it_was(kube: Kube, shorter: Path) -> None:
    before = contents(shorter.parent)
    for verb in (
        ("replay", shorter, "--group", GROUP),
        ("explain", shorter, "cash", "--group", GROUP),
        ("book", "kas", shorter, "--group", GROUP),
        ("checkpoint", shorter, "--group", GROUP),
        ("export", shorter, "--group", GROUP, "--format", "jsonl", "-o", "-"),
        ("receipt", shorter, "7", "--group", GROUP, "-o", "-"),
    ):
        done = kube(*verb)
        assert done.code == 0, verb
        assert "1.319 catatan, padahal" in done.err, verb
        assert "pernah 1.320" in done.err
        english = kube("--lang", "en", *verb)
        assert "entries are missing" in english.err
    assert contents(shorter.parent) == before


def test_verify_finds_it(kube: Kube, shorter: Path) -> None:
    done = kube("periksa", shorter)
    assert done.code == 1
    assert "lebih pendek" in done.out
    machine = json.loads(kube("verify", shorter, "--json").out)
    assert [one["code"] for one in machine["groups"][0]["findings"] if one["kind"] == "integrity"] == [
        "shorter-than-signed"
    ]


def test_nothing_is_imported_into_it_or_signed_for_it(  # its fixtures
    kube: Kube, shorter: Path, lines_file: Lines, tmp_path: Path, key_file: Path
) -> None:
    before = contents(shorter.parent)
    signing = ("--key", key_file, "--passphrase-file", tmp_path / "sandi.txt")
    for call in (
        ("import", shorter, lines_file([closing(1)]), "--group", GROUP),
        ("checkpoint", shorter, "--group", GROUP, *signing),
    ):
        done = kube(*call)
        assert (done.code, done.out) == (2, "")
        assert "Tidak ada yang dicatat. Ada catatan yang hilang" in done.err
        assert "Traceback" not in done.err
    assert {name: before[name] for name in ("melati-3.kube", "melati-3.kube-head")} == {
        name: contents(shorter.parent)[name] for name in ("melati-3.kube", "melati-3.kube-head")
    }


def test_a_copy_without_its_journal_is_said_and_found(kube: Kube, book: Path, tmp_path: Path) -> None:
    with Ledger.open(book) as ledger:
        for _ in range(3):
            note(ledger.group(GROUP))
        (tmp_path / "salinan").mkdir()
        copy = tmp_path / "salinan" / "melati-3.kube"
        subprocess.run(["cp", book, copy], check=True)  # another program, which drops no locks of ours
    done = kube("verify", copy)
    assert done.code == 1
    assert "tidak lengkap" in done.err
    assert "tidak ikut tersalin" in done.out
    machine = json.loads(kube("verify", copy, "--group", GROUP, "--json").out)
    assert [(one["group"], [found["code"] for found in one["findings"]]) for one in machine["groups"][1:]] == [
        (None, ["left-behind"])
    ]
    assert "tidak lengkap" in kube("replay", copy, "--group", GROUP).err


def test_damaged_heads_are_said_once_and_found(kube: Kube, book: Path) -> None:
    book.with_name("melati-3.kube-head").write_bytes(b"x")
    done = kube("verify", book)
    assert done.code == 1
    assert done.err.count("tidak bisa dipakai") == 1
    assert "heads-damaged" not in done.out
    assert "Tidak diketahui apakah ada catatan yang hilang" in " ".join(done.out.split())
    assert kube("replay", book, "--group", GROUP).code == 0
    printed = kube("checkpoint", book, "--group", GROUP)
    assert (printed.code, parse_checkpoint(printed.out).size) == (0, 1_319)
    assert "tidak bisa dipakai" in printed.err
    assert book.with_name("melati-3.kube-head").read_bytes() == b"x"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_where_nothing_can_be_written_the_head_is_printed_all_the_same(kube: Kube, book: Path) -> None:
    book.parent.chmod(0o500)
    try:
        assert kube("checkpoint", book, "--group", GROUP).code == 0
    finally:
        book.parent.chmod(0o700)
    assert not book.with_name("melati-3.kube-head").exists()


def test_a_ledger_that_may_only_be_read_gives_out_its_head(
    kube: Kube, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and usual(path, mode))
    assert parse_checkpoint(kube("checkpoint", book, "--group", GROUP).out).size == 1_319
    assert not book.with_name("melati-3.kube-head").exists()


def test_a_key_that_is_not_the_logs_now_signs_no_head(kube: Kube, book: Path, tmp_path: Path, key: Signer) -> None:
    """Whoever checks that head would say that somebody else signed it, and call the books not intact."""
    (tmp_path / "sandi.txt").write_text(PASSPHRASE + "\n", "utf-8")
    (tmp_path / "kunci.pem").write_text(key.to_pem(PASSPHRASE), "ascii")
    call = (
        *("checkpoint", book, "--group", GROUP, "--key", tmp_path / "kunci.pem"),
        *("--passphrase-file", tmp_path / "sandi.txt"),
    )
    other = generate_key("lain", lambda size: b"o" * size)

    def record(event: type[KeyEnrolled | KeyRevoked], **fields: object) -> None:
        with Ledger.open(book) as ledger:
            day = date(2020, 1, 5)
            ledger.group(GROUP).record(event(occurred_on=day, **fields), recorded_by="secretary")

    assert kube(*call).code == 0  # no key is enrolled yet: this one may be meant
    origin = kube("checkpoint", book, "--group", GROUP).out.partition("\n")[0]
    record(KeyEnrolled, vkey=other.under(origin).vkey, use="log")
    kept_before = kept(book)
    done = kube(*call)
    assert (done.code, done.out) == (2, "")
    assert f"'{tmp_path / 'kunci.pem'}' ({key.key.key_id.hex()})" in done.err
    assert kept(book) == kept_before
    record(KeyEnrolled, vkey=key.under(origin).vkey, use="log")
    assert kube(*call).code == 0
    record(KeyRevoked, key_id=key.key.key_id, reason="lost")
    assert kube(*call).code == 2
