"""CSV that a spreadsheet opens: text is never a formula, numbers stay numbers (FAULTS G1)."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger.exchange import csv_lines, safe_text

if TYPE_CHECKING:
    from pathlib import Path

NASTY = [
    "=1+1", "+62", "-5", "@SUM(A1)", "\tx", "\r=1", "＝1+1", "＋1", "－1", "＠x", " =1", '"=1', "'=1", "|calc", "%x",  # noqa: RUF001
    '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "\u200b=1", "\ufeff=1",
]  # fmt: skip
HARMLESS = ["iuran", "Rp 5.000", "a=b", "5-6", "m01", "", "<script>", "'; DROP TABLE", "Bu Siti, RT 03"]


@pytest.mark.parametrize("text", NASTY)
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_numbers_stay_numbers_negative_ones_too_and_days_and_nothing() -> None:
    row = [-5_000, 9_100_000, 0, date(2019, 7, 7), datetime(2019, 7, 7, 1, 2, 3, tzinfo=UTC), None, True, "-5"]
    lines = list(csv_lines(["a"] * 8, [row]))
    assert lines[1] == "-5000,9100000,0,2019-07-07,2019-07-07T01:02:03Z,,1,'-5\r\n"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=20), min_size=1, max_size=5))
def test_what_is_written_is_read_back_by_any_csv_reader(cells: list[str]) -> None:
    text = "".join(csv_lines(cells, [cells]))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [[safe_text(cell) for cell in cells]] * 2


def test_a_round_trip_through_libreoffice_runs_nothing_and_keeps_every_figure(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs LibreOffice")
        pytest.skip("LibreOffice is not installed")
    texts = [text for text in NASTY if text.isprintable()]
    rows = [(text, -5_000 - number, 10**12 + number) for number, text in enumerate(texts)]
    source = tmp_path / "buku.csv"
    source.write_text("".join(csv_lines(["Uraian", "Keluar", "Masuk"], rows)), "utf-8", newline="")
    # Comma, quotes, UTF-8, from line 1, formulas evaluated: as a spreadsheet opens it for a person.
    options = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1"
    command = [program, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", options]
    subprocess.run([*command, "--convert-to", "ods", "--outdir", tmp_path, source], check=True, capture_output=True)
    back = tmp_path / "back"
    back_options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    subprocess.run(
        [*command[:3], "--convert-to", back_options, "--outdir", back, tmp_path / "buku.ods"],
        check=True,
        capture_output=True,
    )
    with (back / "buku.csv").open(encoding="utf-8", newline="") as stream:
        read = list(csv.reader(stream))[1:]
    assert [[int(cell) for cell in row[1:]] for row in read] == [[out, into] for _, out, into in rows]
    for (text, _, _), row in zip(rows, read, strict=True):
        assert row[0] in (f"'{text}", text), "neither run nor changed"
