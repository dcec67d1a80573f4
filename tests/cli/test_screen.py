"""What people see: nothing that others wrote steers the terminal, and long work shows how far it is."""

from __future__ import annotations

import ast
import io
import re
import string
import sys
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from command_line import GROUP, founding, line
from kube_ledger.cli import progress
from kube_ledger.cli.progress import Progress
from kube_ledger.cli.screen import Screen
from kube_ledger.cli.tables import GAP, Column, Table, wrapped
from kube_ledger.wording import SENTENCES, rupiah
from kube_ledger.wording.harmless import harmless
from kube_ledger.wording.interface import INTERFACE, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_line import Kube, Lines


STYLES = {f"bold {colour}" for colour in ("cyan", "green", "red", "yellow")}
CLI = Path(progress.__file__).parent
STEERING: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff]")
HOSTILE: Final = {
    "colour": "\x1b[31mmerah\x1b[0m",
    "clear screen": "\x1b[2J\x1b[H",
    "title": "\x1b]0;judul\x07",
    "8-bit CSI": "\x9b31m",
    "back": "Rp 5.000\b\b\b\b\bRp 9.000",
    "line": "baris\rlain\nlagi\x0b\x0c\x85\u2028\u2029",
    "nothing": "a\x00b",
    "turned": "\u202eRp 000.9\u202c \u2066x\u2069 \u200f\u061c",
    "half a character": "\ud800",
    "markup": "[bold red]tebal[/] [link=file:///etc/passwd]x[/link] :smile:",
}


@given(st.text())
def test_harmless_text_holds_nothing_that_steers(text: str) -> None:
    shown = harmless(text)
    assert harmless(shown) == shown
    for character in shown:
        assert unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in (
            *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"),
        )


@given(st.text(st.characters(categories=["L", "N", "P", "Sm", "Sc", "Zs", "Mn"])))
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("is_terminal", [True, False], ids=["terminal", "pipe"])
def test_a_hostile_text_is_shown_and_does_nothing(
    monkeypatch: pytest.MonkeyPatch, text: str, *, is_terminal: bool
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("TERM", "xterm-256color")
    if is_terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
    screen = Screen(Words("id"))
    screen.heading(text)
    screen.line(text, "bold green", before="  - ")
    screen.table([Column(text), Column("x", "right", wraps=True)], [[text, text]], total=[text, text])
    shown = out.getvalue()
    # Only what the screen itself says in colours may stand in it.
    shown = re.sub(r"\x1b\[(0|1|31|32|33|1;3[0-9])m", "", shown)
    assert not STEERING.search(shown)
    if text == HOSTILE["markup"]:
        assert "[bold red]tebal[/]" in shown
        assert ":smile:" in shown


def test_a_hostile_path_or_line_is_named_and_does_nothing(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    evil = "\x1b[31mx\u202e"
    done = kube("verify", tmp_path / evil)
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err
    assert "�[31mx�" in done.err
    file = lines_file([line(f"{evil}"), line("dues-paid", **{evil: "5"}), f'{{"{evil}": 1}}', evil])
    for arguments in ([], ["--json"]):
        bad = kube("import", tmp_path / "x.kube", file, "--group", "a", *arguments)
        assert bad.code == 1
        assert not re.search("[\x1b\u202e]", bad.out + bad.err)


def test_a_hostile_argument_of_bytes_is_named(shell: Kube) -> None:
    done = shell("verify", b"\xff\xfe.kube".decode("utf-8", "surrogateescape"))
    assert done.code == 2
    assert done.err.startswith("Tidak ada buku di '")


def test_markup_in_an_entry_is_shown_as_it_was_written(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    said = "[red]Warung[/red] [link=x]y[/link] :warning:"
    money = line("donation-received", key="d", fund="kas", amount=100_000, donor=said)
    path = tmp_path / "x.kube"
    assert kube("import", path, lines_file([*founding(), money]), "--group", "a").code == 0
    shown = kube("explain", path, "cash", "--group", "a").out
    assert all(word in shown for word in said.split())


@pytest.mark.parametrize("arguments", [["replay"], ["explain", "dues"], ["verify", "--strict"]], ids=" ".join)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_tables_fit_eighty_columns_and_carry_no_colour_into_a_pipe(
    shell: Kube, told_book: Path, arguments: list[str], lang: str
) -> None:
    verb, *rest = arguments
    done = shell("--lang", lang, verb, told_book, *rest, "--group", GROUP, COLUMNS="200", TERM="xterm-256color")
    assert done.code == ("--strict" in arguments)
    assert "\x1b" not in done.out
    tables = [row for row in done.out.splitlines() if re.match(r"(m\d\d|[ \d]{3} |─)", row)]
    assert all(len(row) <= 80 for row in tables)


def test_many_ways_of_taking_part_still_fit(kube: Kube, told_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kube_ledger.projections import participation
    from kube_ledger.projections.counts import DIMENSIONS
    from kube_ledger.projections.participation import MemberParticipation, ParticipationAnswer

    one = MemberParticipation(dict.fromkeys(DIMENSIONS, 123), 52, 49, 51, 24, 23)
    answer = ParticipationAnswer({f"m{number:02}": one for number in range(1, 21)}, {"meetings": 52}, {})
    monkeypatch.setattr(type(participation), "answer", lambda *_: answer)
    out = kube("replay", told_book, "--group", GROUP).out
    rows = [row for row in out.splitlines() if row.startswith("m")]
    assert max(len(row) for row in rows) <= 80
    for number in range(1, 21):
        together = " ".join(row for row in rows if row.startswith(f"m{number:02}"))
        assert together.count("123") == 9
        assert {"49/52", "51/52", "23/24"} <= set(together.split())


# Progress.


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("patience", [0.0, 100.0])
@pytest.mark.parametrize("kind", [Terminal, io.StringIO])
def test_progress_is_shown_on_a_terminal_when_it_lasts(
    monkeypatch: pytest.MonkeyPatch, patience: float, kind: type[io.StringIO]
) -> None:
    err = kind()
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", patience)
    monkeypatch.setenv("TERM", "xterm")
    with Progress(Words("id"), "progress/verify") as shown:
        for done in (1_000, 2_000):
            shown(done, 3_000)
    assert ("Memeriksa catatan" in err.getvalue()) is (patience == 0.0 and kind is Terminal)


def test_progress_makes_room_for_what_is_said_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    err = Terminal()
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with Progress(Words("id"), "progress/verify") as shown:
        shown(1_000, 3_000)
        shown.rest()
        before = err.getvalue()
        shown.rest()
        assert err.getvalue() == before, "what is not there can't be taken away"
        shown(2_000, 3_000)
        assert "Memeriksa catatan" in err.getvalue().removeprefix(before)


def test_an_answer_is_the_same_while_progress_is_shown(
    kube: Kube, told_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = kube("replay", told_book, "--group", GROUP, "--json")
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    for verb in (["replay"], ["verify"], ["export", "--format", "jsonl", "-o", "-"]):
        kube(verb[0], told_book, *verb[1:], "--group", GROUP)
    assert kube("replay", told_book, "--group", GROUP, "--json").out == quiet.out


# Words.


def constants(tree: ast.AST) -> Iterator[str]:
    """The texts in code, docstrings left out."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def code_texts() -> dict[str, list[str]]:
    files = sorted(CLI.rglob("*.py"))
    return {str(path.relative_to(CLI)): list(constants(ast.parse(path.read_text("utf-8")))) for path in files}


def test_no_sentence_for_people_stands_in_the_code() -> None:
    sentences = {
        name: [text for text in texts if re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}", text) and text not in STYLES]
        for name, texts in code_texts().items()
    }
    assert {name: found for name, found in sentences.items() if found} == {}


def test_every_text_is_used_and_every_text_used_is_there() -> None:
    said = {text for texts in code_texts().values() for text in texts}
    made = {f"verb/{group}{verb}{more}" for verb in said for group in ("", "keys/") for more in ("", "/help")}
    made |= {f"demo/try-{one}" for one in said}
    put_together = tuple(text for text in said if text.endswith("/") and text not in {"verb/", "keys/"})
    made |= {name for name in INTERFACE if name.startswith(put_together)}
    made |= {name for name in INTERFACE if name.startswith("short/")}
    assert sorted(set(INTERFACE) - said - made) == []
    slashed = {text for text in said if re.fullmatch(r"[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*", text)}
    assert sorted(slashed - set(INTERFACE)) == []


def fields(template: str) -> set[tuple[str | None, str | None]]:
    return {(name, form) for _, name, form, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("name", sorted(INTERFACE))
def test_a_text_says_the_same_in_both_languages(name: str) -> None:
    indonesian, english = INTERFACE[name]
    assert indonesian
    assert english
    assert fields(indonesian) == fields(english)


def test_words_of_the_interface_and_of_the_library_do_not_clash() -> None:
    assert set(INTERFACE).isdisjoint(SENTENCES)


def test_a_text_that_is_not_there_is_a_fault_of_ours() -> None:
    words: Any = Words("id")
    with pytest.raises(KeyError):
        words("tidak/ada")


# Tables.


FIGURES = st.integers(-(10**20), 10**20).map(rupiah)
TEXTS = st.text(st.sampled_from("ab1- é会🎂\u0301"), max_size=30) | st.text(
    st.characters(exclude_categories=["Cc", "Cs"])
)


@given(st.data())
def test_a_table_loses_no_figure_and_no_text_and_keeps_its_width(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    wraps = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    columns = [
        Column(data.draw(TEXTS).replace("\n", " "), data.draw(st.sampled_from(["left", "right"])), wraps=one)
        for one in wraps
    ]
    kinds = [TEXTS if one else FIGURES for one in wraps]
    rows = data.draw(st.lists(st.tuples(*kinds), max_size=4))
    room = data.draw(st.integers(20, 120))
    parts = list(Table(columns, rows).parts(room))
    assert [column for number, part in enumerate(parts) for column in part.columns[bool(number) :]] == columns
    for part in parts:
        widths = part.widths(room)
        # Two figures side by side that are wider than the line: neither is cut.
        assert sum(widths) + GAP * (len(widths) - 1) <= room or len(widths) <= 2
        for row in [part.headings, *part.rows]:
            lines = list(part.lines(row, widths))
            for text, column, width, cells in zip(row, part.columns, widths, zip(*lines, strict=True), strict=True):
                assert all(cell_len(cell.rstrip(" ")) <= width for cell in cells)
                assert without_blanks("".join(cells)) == without_blanks(text)
                if not column.wraps and row is not part.headings:
                    assert text in cells[0]


def without_blanks(text: str) -> str:
    return text.replace(" ", "")


def test_a_column_of_texts_wraps_its_words_beside_the_others() -> None:
    columns = [Column("No.", "right"), Column("Uraian", wraps=True), Column("Jumlah", "right")]
    table = Table(columns, [["7", "Bahan kue untuk pesanan lebaran", "Rp 64.000"]])
    lines = ["".join(line) for line in table.lines(table.rows[0], table.widths(32))]
    assert lines == [
        "  7  Bahan kue untuk   Rp 64.000",
        "     pesanan lebaran            ",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Bahan kue untuk pesanan", ["Bahan kue", "untuk", "pesanan"]),
        ("ke nasi-kotak-februari", ["ke", "nasi-", "kotak-", "februari"]),
        ("pertanggungjawaban", ["pertanggun", "gjawaban"]),
        ("会議記録帳簿", ["会議記録帳", "簿"]),
        (" " * 11, [""]),
        ("a" + " " * 11 + "b", ["a", "b"]),
    ],
    ids=["words", "hyphens", "one word", "wide", "blanks", "blanks between"],
)
def test_a_text_is_wrapped_where_it_reads_best(text: str, lines: list[str]) -> None:
    assert wrapped(text, 10) == lines


def test_texts_give_way_before_a_table_falls_into_more_parts() -> None:
    columns = [Column("Tanggal"), Column("Acara", wraps=True), Column("Kesimpulan", wraps=True)]
    agenda, decided = "iuran kas, belanja bersama, daftar harga", "Iuran kas Rp 5.000 tiap anggota tiap pertemuan."
    table = Table(columns, [["06-01-2019", agenda, decided]])
    (part,) = table.parts(60)
    lines = ["".join(line).rstrip() for line in part.lines(part.rows[0], part.widths(60))]
    assert lines == [
        "06-01-2019  iuran kas, belanja       Iuran kas Rp 5.000 tiap",
        "            bersama, daftar harga    anggota tiap pertemuan.",
    ]


def test_a_sentence_is_as_wide_as_its_letters_and_a_path_in_it_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    path = "/buku/" + "melati-" * 20 + "3.kube"
    Screen(Words("id")).line(f"{'会議 ' * 30}{path}", before="  - ")
    first, second, third = out.getvalue().splitlines()
    assert (cell_len(first), second[:6], third) == (78, "    会議", f"    {path}")


def test_a_book_of_many_lines_is_printed_in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    rows = [[str(number), "Iuran kas m01", "Rp 5.000"] for number in range(20_000)]
    start = time.process_time()
    Screen(Words("id")).table([Column("No.", "right"), Column("Uraian", wraps=True), Column("Jumlah", "right")], rows)
    assert time.process_time() - start < 5
    assert out.getvalue().count("\n") == 20_002
