"""`book`: every book in the terminal, as CSV and as JSON; the same figures in all three."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

import pytest
from rich.cells import cell_len

from kube_ledger import Period, projections
from kube_ledger.cli import main
from kube_ledger.exchange.books import BOOKS, Book
from kube_ledger.exchange.books.table import columns, table
from kube_ledger.exchange.sample import record_sample
from kube_ledger.wording import LABELS

if TYPE_CHECKING:
    from pathlib import Path

    from kube_ledger.wording import Lang

OCTOBER = Period.of_month("2019-10")


@pytest.fixture(scope="module")
def melati(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "melati-3.kube"
    record_sample(path).close()
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kube_ledger", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


Asked = Callable[..., str]


@pytest.fixture
def asked(melati: Path, capfd: pytest.CaptureFixture[str]) -> Asked:
    """What the verb answers, within this process: starting one for each of many books would take minutes."""

    def ask(name: str, *more: str) -> str:
        assert main(["book", name, str(melati), "--group", "melati-3", *more]) == 0
        told = capfd.readouterr()
        assert told.err == ""
        return told.out

    return ask


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", BOOKS)
def test_every_book_fits_eighty_columns_and_has_words_for_all_it_shows(asked: Asked, name: str, lang: Lang) -> None:
    shown = asked(name, "--lang", lang)
    assert BOOKS[name].title(lang) in shown
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert "None" not in shown
    assert "column/" not in shown
    assert "book/" not in shown
    assert f"book/{name}" in LABELS


def test_a_figure_however_long_stands_on_one_line(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    shape = columns("date:day", "what", "in:money", "number:number")
    row = (date(2019, 10, 6), "iuran kas " * 20, -(10**25), 10**25)
    monkeypatch.setitem(cast("dict[str, Book]", BOOKS), "kas", Book("kas", lambda _: table(shape, [row])))
    words = asked("kas").split()
    assert {"06-10-2019", f"-10{'.000' * 8}", f"10{'.000' * 8}"} <= set(words)
    assert words.count("iuran") == 20


@pytest.mark.parametrize("name", BOOKS)
def test_csv_and_json_hold_what_the_table_holds(asked: Asked, name: str) -> None:
    found = json.loads(asked(name, "--json"))
    rows = list(csv.reader(io.StringIO(asked(name, "--csv", "-"), newline="")))
    assert rows[0] == found["columns"]
    written = [["" if cell is None else str(cell) for cell in row] for row in found["rows"]]
    assert [[cell.removeprefix("'") for cell in row] for row in rows[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in written
    ]


def test_the_cash_book_carries_over_and_closes_with_what_the_funds_hold(asked: Asked) -> None:
    rows = json.loads(asked("kas", "--from", "2019-10-01", "--to", "2019-10-31", "--fund", "kas", "--json"))["rows"]
    assert rows[0][2] == "Saldo pindahan"
    running = rows[0][-1]
    for row in rows[1:]:
        running += (row[4] or 0) - (row[5] or 0)
        assert row[6] == running
    with record_sample() as ledger:
        book = ledger.group("melati-3").view(projections.cash_book, period=OCTOBER)
    assert running == book.closing["kas"]


def test_a_book_as_of_a_position_holds_what_was_known_then(asked: Asked) -> None:
    then = json.loads(asked("jejak", "--position", "41", "--json"))["rows"]
    assert [row[0] for row in then] == list(range(42))


def test_a_correction_and_what_it_corrects_point_at_each_other(asked: Asked) -> None:
    rows = {row[0]: row for row in json.loads(asked("jejak", "--json"))["rows"]}
    corrections = [row for row in rows.values() if row[5] is not None]
    assert len(corrections) == 2
    for row in corrections:
        assert rows[row[5]][6] == row[0]


def test_the_alias_and_english_words(melati: Path) -> None:
    done = run("--lang", "en", "buku", "kas", str(melati), "--group", "melati-3", "--from", "2019-12-29")
    assert done.returncode == 0
    assert "Cash book" in done.stdout
    assert "Carried over" in done.stdout


def test_a_book_nobody_keeps_and_days_the_wrong_way_round_are_told_in_one_sentence(melati: Path) -> None:
    unknown = run("buku", "gaji", str(melati), "--group", "melati-3")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "gaji" in unknown.stderr
    assert "kas" in unknown.stderr
    backwards = run("buku", "kas", str(melati), "--group", "melati-3", "--from", "2019-10-31", "--to", "2019-10-01")
    assert backwards.returncode == 2
    assert "Traceback" not in unknown.stderr + backwards.stderr


def test_a_csv_file_is_written_whole_and_never_over_the_ledger(asked: Asked, melati: Path, tmp_path: Path) -> None:
    file = tmp_path / "kas.csv"
    assert "Buku Kas" in asked("kas", "--csv", str(file))
    assert file.read_text("utf-8").startswith("Tanggal,No.,Uraian,Dana,Masuk,Keluar,Saldo\r\n".replace("\r\n", "\n"))
    refused = run("buku", "kas", str(melati), "--group", "melati-3", "--csv", str(melati))
    assert refused.returncode == 2
