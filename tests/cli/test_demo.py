"""The demo: the sample told call by call, always the same bytes, and shown within 80 columns."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from command_line import GROUP, SIZE
from kube_ledger import Ledger, LedgerExists, projections
from kube_ledger.exchange import export_lines
from kube_ledger.exchange.sample import SAMPLES, record_sample

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube


ROOT = "6e4163eb7af3b3fa353af912e77464b2c0546881d11410a43548ef103d3db552"
ROOT_2020 = "ed751864cc684e52bdab71d869dacdb8978e68a1a7d1ec20ffae2ed32e7233c8"
# As the page of the samples says.
BALANCES = {
    "melati-3-2019": {
        ("cash", "kas"): 2_007_510,
        ("bank", "kas"): 10_430_000,
        ("cash", "iks"): 350_000,
        ("bank", "iks"): 300_000,
        ("cash", "pmt"): 60_000,
        ("receivables", "kas"): 300_000,
        ("customer-deposits", "kas"): -250_000,
        ("member-shares", "kas"): -69_480,
    },
    "melati-3-2020": {
        ("cash", "kas"): 2_932_190,
        ("bank", "kas"): 10_530_000,
        ("cash", "iks"): 480_000,
        ("bank", "iks"): 315_000,
        ("cash", "pmt"): 0,
        ("receivables", "kas"): 0,
        ("customer-deposits", "kas"): 0,
        ("member-shares", "kas"): -4 * 85_440,
    },
}


@pytest.mark.parametrize(("name", "size", "root"), [("melati-3-2019", SIZE, ROOT), ("melati-3-2020", 353, ROOT_2020)])
def test_a_sample_always_has_the_same_root(name: str, size: int, root: str) -> None:
    with record_sample(name=name) as ledger:
        group = ledger.group(SAMPLES[name])
        assert (group.size, group.root.hex()) == (size, root)


def test_a_file_and_memory_hold_the_same_sample(told_book: Path) -> None:
    with record_sample() as in_memory, Ledger.open(told_book, read_only=True) as in_file:
        here, there = in_memory.group(GROUP), in_file.group(GROUP)
        assert list(export_lines(here)) == list(export_lines(there))
        assert here.root == there.root


@pytest.mark.parametrize("name", BALANCES)
def test_a_sample_holds_what_its_page_says(name: str) -> None:
    with record_sample(name=name) as ledger:
        answer = ledger.group(GROUP).view(projections.balances)
    for (account, fund), amount in BALANCES[name].items():
        assert answer.of(account, fund=fund) == amount


def test_the_sample_is_told_by_its_own_people_at_its_own_moments() -> None:
    with record_sample() as ledger:
        entries = list(ledger.group(GROUP).entries())
    assert {entry.recorded_by for entry in entries} >= {"secretary", "treasurer"}
    assert entries[0].recorded_at == datetime(2019, 1, 2, 12, 8, 42, tzinfo=UTC)
    assert entries[-1].recorded_at.date() == date(2020, 1, 5)
    assert all(one.recorded_at <= other.recorded_at for one, other in pairwise(entries))


def test_each_call_of_the_sample_has_an_id_of_version_7_that_tells_its_moment() -> None:
    with record_sample() as ledger:
        entries = list(ledger.group(GROUP).entries())
    ids = list(dict.fromkeys(entry.call_id for entry in entries))
    assert len(ids) == 388
    assert ids == sorted(ids)
    for entry in entries:
        assert (entry.call_id.version, entry.call_id.variant) == (7, "specified in RFC 4122")
        assert entry.call_id.int >> 80 == int(entry.recorded_at.timestamp() * 1_000)


def test_when_the_story_is_over_the_clock_is_the_machines_again() -> None:
    with record_sample() as ledger:
        group = ledger.group(GROUP)
        reversal = group.reverse(SIZE - 2, reason="salah ketik", occurred_on=datetime.now(UTC).date())
        group.record(reversal, recorded_by="treasurer")
        last = list(group.entries(since=SIZE))[-1]
    assert abs((datetime.now(UTC) - last.recorded_at).total_seconds()) < 60


def test_a_sample_is_never_written_over_a_file(tmp_path: Path) -> None:
    taken = tmp_path / "ada.kube"
    taken.write_bytes(b"punya orang lain")
    with pytest.raises(LedgerExists):
        record_sample(taken)
    assert taken.read_bytes() == b"punya orang lain"


@pytest.mark.parametrize("verb", ["demo", "contoh"])
def test_the_demo_makes_the_ledger_and_shows_it(kube: Kube, tmp_path: Path, verb: str) -> None:
    path = tmp_path / "coba.kube"
    done = kube(verb, path)
    assert (done.code, done.err) == (0, "")
    assert {found.name for found in tmp_path.iterdir()} == {"coba.kube", "coba.kube-head"}
    for shown in (
        ROOT,
        "Buku Kas, Desember 2019",
        "Buku Iuran, Desember 2019",
        "Partisipasi",
        "Catatan utuh: 1.319 catatan",
    ):
        assert shown in done.out
    assert re.search(r"Kas +Rp 2.007.510 +Rp 10.430.000 +Rp 12.437.510", done.out)
    assert re.search(r"m04 +5.000 +5.000 +· +5.000 +5.000 +20.000", done.out)
    assert re.search(r"m09 +37/52 +36/52", done.out)
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.group(SAMPLES["melati-3-2019"]).root.hex() == ROOT


def test_the_demo_speaks_english_too(kube: Kube, tmp_path: Path) -> None:
    done = kube("demo", tmp_path / "x.kube", "--lang", "en")
    assert done.code == 0
    assert "Cash book, December 2019" in done.out
    assert "Records intact: 1.319 entries" in done.out


def test_the_demo_answers_a_machine(kube: Kube, tmp_path: Path) -> None:
    done = kube("--json", "demo", tmp_path / "x.kube")
    assert (done.json["group"], done.json["size"], done.json["root"]) == (GROUP, SIZE, ROOT)


def test_the_cash_book_of_the_demo_runs_to_its_closing_balance(kube: Kube, tmp_path: Path) -> None:
    out = kube("demo", tmp_path / "x.kube").out
    book = out[out.index("Buku Kas") : out.index("Dana\n")]
    opening, *_ = re.findall(r"Saldo sebelumnya +([\d.]+)", book)
    came, went, closing = re.findall(r"Jumlah dan saldo akhir +([\d.]+) +([\d.]+) +([\d.]+)", book)[0]

    def plain(shown: str) -> int:
        return int(shown.replace(".", ""))

    assert plain(opening) + plain(came) - plain(went) == plain(closing) == 12_437_510


def test_what_to_try_next_works_as_it_stands(shell: Kube, tmp_path: Path) -> None:
    path = tmp_path / "buku ibu-ibu.kube"
    shown = shell("demo", path).out
    commands = [shlex.split(line) for line in shown.splitlines() if line.startswith("  kube-ledger ")]
    assert len(commands) == 5
    for _, *arguments in commands:
        assert str(path) in arguments
        assert shell(*arguments).code == ("--strict" in arguments), arguments


def test_the_demo_fits_eighty_columns(kube: Kube, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number, lang in enumerate(("id", "en")):
        out = kube("--lang", lang, "demo", f"{number}.kube").out
        assert [line for line in out.splitlines() if len(line.rstrip()) > 80 and "kube-ledger" not in line] == []


def test_the_demo_refuses_what_is_there_and_leaves_nothing_behind(kube: Kube, tmp_path: Path) -> None:
    taken = tmp_path / "ada.kube"
    taken.write_bytes(b"punya orang lain")
    done = kube("demo", taken)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Di '{taken}' sudah ada berkas. Buka buku itu, atau pilih nama lain.\n"
    assert [found.name for found in tmp_path.iterdir()] == ["ada.kube"]
    assert taken.read_bytes() == b"punya orang lain"


def test_the_demo_says_that_its_folder_is_missing(kube: Kube, tmp_path: Path) -> None:
    done = kube("demo", tmp_path / "tidak" / "ada.kube")
    assert (done.code, done.out) == (2, "")
    assert "foldernya tidak ada" in done.err
