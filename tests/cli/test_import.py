"""`import`: all of a file or nothing of it, and every bad line named."""

from __future__ import annotations

import json
import os
import shutil
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from command_line import GROUP, SIZE, founding, line
from kube_ledger import Ledger, projections
from kube_ledger.cli import import_
from kube_ledger.exchange import beancount_lines, hledger_lines, import_lines, posting_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from command_line import Kube, Lines
    from kube_ledger import Group


SAMPLE = files("kube_ledger").joinpath("samples", "melati-3-2019.jsonl")

DUE = line("dues-paid", key="d1", member_id="m01", amount=5_000)
# What is wrong with a line, the path that names it and the code; each is one line of one file.
BAD: list[tuple[str, str | None, str]] = [
    ("bukan json", None, "invalid-field"),
    ("[1, 2]", None, "invalid-field"),
    ("{}", "type", "invalid-field"),
    ('{"type": 5}', "type", "invalid-field"),
    ('{"type": "dues-paid", "type": "dues-paid"}', "type", "invalid-field"),
    (line("dues-payd"), "type", "unknown-type"),
    (DUE.replace("5000", "5000.0"), "data.amount", "invalid-field"),
    (DUE.replace("5000", "5e3"), "data.amount", "invalid-field"),
    (DUE.replace("5000", "NaN"), "data.amount", "invalid-field"),
    (DUE.replace("5000", '"5000"'), "data.amount", "invalid-field"),
    (DUE.replace("5000", "true"), "data.amount", "invalid-field"),
    (DUE.replace("5000", "0"), "data.amount", "invalid-field"),
    (DUE.replace("5000", "9007199254740992"), "data.amount", "invalid-field"),
    (DUE.replace("2019-07-07", "07-07-2019"), "occurred_on", "invalid-field"),
    (DUE.replace("2019-07-07", "2019-02-30"), "occurred_on", "invalid-field"),
    (DUE.replace('"treasurer"', '"Bendahara Kita"'), "recorded_by", "invalid-field"),
    (DUE.replace('"key"', '"kunci"'), "kunci", "invalid-field"),
    (DUE.replace('"amount"', '"jumlah"'), "data.amount", "invalid-field"),
    (line("dues-paid"), "data.member_id", "invalid-field"),
    (json.dumps({**json.loads(DUE), "group": "mawar-1"}), "group", "invalid-field"),
    (line("member-left", member_id="m02", reason={"sealed": True}), "data.reason", "invalid-field"),
    (line("meeting-held", meeting_id="w1", attendees=["m01", 5], agenda=[]), "data.attendees[1]", "invalid-field"),
    (line("dues-paid", member_id="m77", amount=5_000), "data.member_id", "unknown-member"),
    (line("dues-paid", day="2999-01-01", member_id="m01", amount=5_000), "occurred_on", "occurs-in-future"),
    (line("event-reversed", target=99, reason="salah"), "data.target", "unknown-reference"),
    (line("expense-paid", fund="iks", category="other", amount=5, description="x"), "data.fund", "fund-restricted"),
]


@pytest.mark.parametrize("verb", ["import", "impor"])
def test_a_file_becomes_a_ledger(kube: Kube, lines_file: Lines, tmp_path: Path, verb: str) -> None:
    path, file = tmp_path / "baru.kube", lines_file([*founding(), DUE, line("note-added", target=0, text="ada")])
    done = kube(verb, path, file, "--group", "a")
    assert (done.code, done.err) == (0, "")
    assert f"5 catatan dari '{file}' dicatat ke '{path}'." in done.out
    assert "1 di antaranya tanpa kunci" in done.out
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.group("a").view(projections.balances).of("cash") == 5_000
    assert sorted(found.name for found in tmp_path.iterdir()) == ["baru.kube", "catatan.jsonl"]


def test_importing_again_says_that_nothing_is_new(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    path, file = tmp_path / "x.kube", lines_file([*founding(), DUE])
    assert kube("import", path, file, "--group", "a", "--json").json == {"recorded": 4, "repeated": 0, "without_key": 0}
    again = kube("import", path, file, "--group", "a")
    assert again == (0, f"Tidak ada yang baru: 4 catatan dari '{file}' sudah pernah dicatat.\n", "")
    assert kube("import", path, file, "--group", "a", "--json").json == {"recorded": 0, "repeated": 4, "without_key": 0}
    more = lines_file([*founding(), DUE, line("dues-paid", key="d2", member_id="m02", amount=5_000)])
    some = kube("import", path, more, "--group", "a")
    assert "1 catatan dari" in some.out
    assert "4 catatan lain sudah pernah dicatat" in some.out


@pytest.mark.parametrize("exists", [False, True], ids=["new", "existing"])
def test_every_bad_line_is_named_and_nothing_is_written(
    kube: Kube, lines_file: Lines, tmp_path: Path, *, exists: bool
) -> None:
    path = tmp_path / "x.kube"
    if exists:
        assert kube("import", path, lines_file(founding()), "--group", "a").code == 0
    before = path.read_bytes() if exists else b""
    file = lines_file([*founding(), *(text for text, _, _ in BAD), DUE])
    done = kube("import", path, file, "--group", "a")
    assert (done.code, done.out) == (1, "")
    heading, *named = done.err.splitlines()
    assert heading.startswith(f"'{file}' ditolak: ")
    for number, (text, field, _) in enumerate(BAD, start=4):
        where = f"catatan.jsonl baris {number}" + (f", {field}: " if field else ": ")
        assert [one for one in named if one.startswith(where)], text
    answer = kube("import", path, file, "--group", "a", "--json")
    assert answer.code == 1
    assert list(answer.json) == ["refused"]
    found = {(one["line"], one["path"], one["code"]) for one in answer.json["refused"]}
    assert {(number, field, code) for number, (_, field, code) in enumerate(BAD, start=4)} <= found
    assert {number for number, _, _ in found} == set(range(4, 4 + len(BAD)))
    assert len(named) == len(answer.json["refused"])
    left = ["catatan.jsonl", "x.kube"] if exists else ["catatan.jsonl"]
    assert sorted(one.name for one in tmp_path.iterdir()) == left
    if exists:
        assert path.read_bytes() == before


def test_a_refusal_is_told_in_the_language_asked_for(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    file = lines_file(["bukan json"])
    english = kube("--lang", "en", "import", tmp_path / "x.kube", file, "--group", "a", "--json").json["refused"][0]
    indonesian = kube("import", tmp_path / "x.kube", file, "--group", "a", "--json").json["refused"][0]
    assert english["message"].startswith("not JSON")
    assert indonesian["message"].startswith("bukan JSON")
    assert (indonesian["line"], indonesian["code"], indonesian["path"]) == (1, "invalid-field", None)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\n\n  \n"),
        lambda text: text.rstrip(b"\n"),
        lambda text: b"\xef\xbb\xbf\r\n" + text.replace(b"\n", b"\r\n").rstrip(),
    ],
    ids=["BOM", "CRLF", "blank lines", "no last newline", "all of it"],
)
def test_what_editors_do_to_a_file_does_no_harm(
    kube: Kube, lines_file: Lines, tmp_path: Path, spoilt: Callable[[bytes], bytes]
) -> None:
    file = lines_file([*founding(), DUE])
    file.write_bytes(spoilt(file.read_bytes()))
    assert kube("import", tmp_path / "x.kube", file, "--group", "a", "--json").json["recorded"] == 4


@pytest.mark.parametrize(
    "content", [b"\x00\xff\xfe\n" * 3, b"\x89PNG\r\n\x1a\n\x00\x00", b"x" * 300_000, b'{"type": "\xff"}'],
    ids=["zeros", "a picture", "one long line", "no UTF-8"],
)  # fmt: skip
def test_a_file_of_anything_else_is_refused_line_by_line(kube: Kube, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "gambar.jsonl"
    file.write_bytes(content)
    done = kube("import", tmp_path / "x.kube", file, "--group", "a")
    assert (done.code, done.out) == (1, "")
    assert "gambar.jsonl baris 1: " in done.err
    assert [found.name for found in tmp_path.iterdir()] == ["gambar.jsonl"]


def test_an_empty_file_records_nothing_and_says_so(kube: Kube, tmp_path: Path) -> None:
    file = tmp_path / "kosong.jsonl"
    file.touch()
    path = tmp_path / "x.kube"
    assert kube("import", path, file, "--group", "a") == (
        0,
        f"'{file}' tidak memuat catatan; tidak ada yang dicatat.\n",
        "",
    )
    assert kube("import", path, file, "--group", "a", "--json").json == {"recorded": 0, "repeated": 0, "without_key": 0}


def test_the_standard_input_is_a_file_too(shell: Kube, tmp_path: Path) -> None:
    given = "".join(f"{one}\n" for one in founding()).encode()
    done = shell("import", "x.kube", "-", "--group", "a", given=given)
    assert done == (0, "3 catatan dari 'masukan baku' dicatat ke 'x.kube'.\n", "")
    assert (tmp_path / "x.kube").exists()
    bad = shell("import", "y.kube", "-", "--group", "a", given=b"x\n")
    assert bad.code == 1
    assert "masukan baku baris 1: " in bad.err
    assert not (tmp_path / "y.kube").exists()


@pytest.mark.parametrize("name", ["catatan.csv", "catatan.xlsx", "catatan", "catatan.jsonl.gz"])
def test_another_form_of_file_is_no_error_of_its_lines(
    kube: Kube, lines_file: Lines, tmp_path: Path, name: str
) -> None:
    file = lines_file(founding(), name)
    done = kube("import", tmp_path / "x.kube", file, "--group", "a")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"'{file}' tidak bisa diimpor: hanya berkas .jsonl")
    assert not (tmp_path / "x.kube").exists()


def test_the_suffix_may_be_written_large(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    assert kube("import", tmp_path / "x.kube", lines_file(founding(), "A.JSONL"), "--group", "a").code == 0


def test_the_sample_file_can_be_imported_as_it_stands(kube: Kube, tmp_path: Path, told_book: Path) -> None:
    file = tmp_path / "melati.jsonl"
    file.write_bytes(SAMPLE.read_bytes())
    path = tmp_path / "x.kube"
    assert kube("import", path, file, "--group", GROUP, "--json").json == {
        "recorded": SIZE,
        "repeated": 0,
        "without_key": 0,
    }
    asked = ("replay", "--group", GROUP, "--json")
    assert kube(*asked, path).json["digest"] == kube(*asked, told_book).json["digest"]


@pytest.mark.parametrize("verb", ["export", "ekspor"])
def test_what_is_exported_and_imported_is_the_same_book(kube: Kube, told_book: Path, tmp_path: Path, verb: str) -> None:
    file, path = tmp_path / "keluar.jsonl", tmp_path / "salinan.kube"
    done = kube(verb, told_book, "--group", GROUP, "--format", "jsonl", "-o", file)
    assert done == (0, f"1.319 catatan kelompok {GROUP} diekspor ke '{file}'.\n", "")
    assert kube("import", path, file, "--group", GROUP).code == 0
    with Ledger.open(told_book, read_only=True) as told, Ledger.open(path, read_only=True) as copied:
        here, there = told.group(GROUP), copied.group(GROUP)
        for projection in (projections.balances, projections.participation, projections.dues, projections.cash_book):
            assert here.digest(projection) == there.digest(projection)
    assert kube("import", path, file, "--group", GROUP, "--json").json["repeated"] == SIZE
    assert kube("import", told_book, file, "--group", GROUP, "--json").json["repeated"] == SIZE
    assert kube("verify", path).code == 0


def test_an_export_goes_to_the_standard_output_and_nothing_else_does(shell: Kube, told_book: Path) -> None:
    done = shell("export", told_book, "--group", GROUP, "--format", "jsonl", "--output", "-", PYTHONIOENCODING="ascii")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert len(lines) == SIZE
    assert all(json.loads(one)["group"] == GROUP for one in lines)


@pytest.mark.parametrize(
    ("form", "lines"), [("hledger", hledger_lines), ("beancount", beancount_lines), ("csv", posting_lines)]
)
def test_the_books_go_to_other_bookkeepers_as_the_library_writes_them(
    kube: Kube, told_book: Path, tmp_path: Path, form: str, lines: Callable[[Group], Iterable[str]]
) -> None:
    file = tmp_path / "buku.txt"
    assert kube("export", told_book, "--group", GROUP, "--format", form, "-o", file).code == 0
    with Ledger.open(told_book, read_only=True) as ledger:
        assert file.read_bytes() == "".join(lines(ledger.group(GROUP))).encode()


def test_an_older_export_is_replaced_only_by_a_whole_one(
    kube: Kube, told_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("yang lama")
    file.chmod(0o640)

    def torn(_: object) -> object:
        yield "{}\n"
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("kube_ledger.cli.export.FORMATS", {"jsonl": torn})
        done = kube("export", told_book, "--group", GROUP, "--format", "jsonl", "-o", file)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Tempat penyimpanan untuk '{file}' penuh. Kosongkan ruang lalu ulangi.\n"
    assert file.read_text() == "yang lama"
    assert [found.name for found in tmp_path.iterdir()] == ["x.jsonl"]
    assert kube("export", told_book, "--group", GROUP, "--format", "jsonl", "-o", file, "--json").json == {
        "exported": SIZE
    }
    assert len(file.read_text("utf-8").splitlines()) == SIZE
    assert file.stat().st_mode & 0o777 == 0o640


def test_who_is_reading_an_older_export_goes_on_reading_it(kube: Kube, told_book: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("yang lama")
    with file.open() as reader:
        assert kube("export", told_book, "--group", GROUP, "--format", "jsonl", "-o", file).code == 0
        assert reader.read() == "yang lama"
    assert len(file.read_text("utf-8").splitlines()) == SIZE


def test_an_export_follows_a_link_and_keeps_it(kube: Kube, told_book: Path, tmp_path: Path) -> None:
    (tmp_path / "asli.jsonl").touch()
    link = tmp_path / "tautan.jsonl"
    link.symlink_to("asli.jsonl")
    assert kube("export", told_book, "--group", GROUP, "--format", "jsonl", "-o", link).code == 0
    assert link.is_symlink()
    assert len((tmp_path / "asli.jsonl").read_text("utf-8").splitlines()) == SIZE


@pytest.mark.parametrize("how", ["itself", "a link", "a hard link", "a journal", "another ledger"])
def test_an_export_never_replaces_a_ledger(kube: Kube, book: Path, tmp_path: Path, how: str) -> None:
    target = {"itself": book, "a journal": book.with_name(f"{book.name}-wal")}.get(how, tmp_path / "sasaran.jsonl")
    if how == "a link":
        target.symlink_to(book)
    elif how == "a hard link":
        os.link(book, target)
    elif how == "another ledger":
        shutil.copy(book, target)
    before = book.read_bytes()
    done = kube("export", book, "--group", GROUP, "--format", "jsonl", "-o", target)
    assert (done.code, done.out) == (2, "")
    assert f"'{target}' adalah " in done.err
    assert book.read_bytes() == before
    assert kube("verify", book).code == 0


def test_an_export_may_go_to_a_device(kube: Kube, told_book: Path) -> None:
    assert kube("export", told_book, "--group", GROUP, "--format", "jsonl", "-o", "/dev/null").code == 0


def test_two_imports_of_a_new_ledger_leave_one_whole(
    kube: Kube, lines_file: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, file = tmp_path / "x.kube", lines_file(founding())

    def overtaken(*_: object, **__: object) -> object:
        with Ledger.create(path) as other:
            other.group("b")
        return import_lines(*_, **__)  # type: ignore[arg-type]

    monkeypatch.setattr(import_, "import_lines", overtaken)
    done = kube("import", path, file, "--group", "a")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Di '{path}' sudah ada berkas. Buka buku itu, atau pilih nama lain.\n"
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.groups() == []
    assert sorted(found.name for found in tmp_path.iterdir()) == ["catatan.jsonl", "x.kube"]


def test_a_ledger_grows_by_import_beside_other_groups(kube: Kube, lines_file: Lines, book: Path) -> None:
    assert kube("import", book, lines_file(founding()), "--group", "mawar-1").code == 0
    assert [one["group"] for one in kube("verify", book, "--json").json["groups"]] == ["mawar-1", GROUP]
