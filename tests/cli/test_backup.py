"""`backup` and `ledger.backup`: a copy that is a ledger, audited before it stands there where that is asked."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

from command_line import GROUP, SIZE, founding, line
from kube_ledger import Ledger, LedgerExists, ReadOnly, events
from simpan import SIMPAN, LoanGiven

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube, Lines

DUES: Final = 500
DAY: Final = date(2019, 7, 7)


def tampered(book: Path, statement: str) -> Path:
    """The ledger with one thing changed by somebody who knows SQL."""
    with closing(sqlite3.connect(book)) as connection:
        connection.executescript(f"DROP TRIGGER events_stay_as_they_are; {statement}")
    return book


CHANGED: Final = f"UPDATE events SET record = CAST(record || x'00' AS BLOB) WHERE position = {DUES}"


def test_a_backup_is_a_ledger_with_the_same_records(kube: Kube, book: Path, tmp_path: Path) -> None:
    to = tmp_path / "cadangan.kube"
    done = kube("cadangkan", book, to)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"Buku '{book}' disalin ke '{to}': 1 kelompok, 1.319 catatan.\n"
    assert kube("verify", to).out == kube("verify", book).out
    assert kube("export", to, "--group", GROUP, "--format", "jsonl", "-o", "-") == kube(
        "export", book, "--group", GROUP, "--format", "jsonl", "-o", "-"
    )
    assert sorted(tmp_path.iterdir()) == [to, book]


def test_it_goes_on_under_the_same_keys(kube: Kube, book: Path, lines_file: Lines, tmp_path: Path) -> None:
    to = tmp_path / "cadangan.kube"
    more = lines_file([line("note-added", day="2020-01-05", key="catatan", target=0, text="lanjut")])
    assert kube("import", book, more, "--group", GROUP).code == 0
    assert kube("backup", book, to).code == 0
    assert kube("import", to, more, "--group", GROUP, "--json").json["repeated"] == 1
    more = lines_file([line("note-added", day="2020-01-05", target=0, text="lagi")])
    assert kube("import", to, more, "--group", GROUP, "--json").json["recorded"] == 1
    assert kube("verify", to, "--json").json["groups"][0]["size"] == SIZE + 2


def test_with_verify_every_entry_of_the_copy_is_looked_at(kube: Kube, book: Path, tmp_path: Path) -> None:
    done = kube("backup", book, tmp_path / "a.kube", "--verify")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("Setiap catatan di salinannya sudah diperiksa: utuh.\n")
    machine = kube("--json", "backup", book, tmp_path / "b.kube").json
    assert machine == {
        "path": str(tmp_path / "b.kube"), "groups": 1, "entries": SIZE,
        "unreadable": None, "doubt": None, "broken": None,
    }  # fmt: skip
    assert kube("--json", "backup", book, tmp_path / "c.kube", "--verify").json["broken"] == []


def test_a_damaged_ledger_is_copied_as_it_is_and_said_to_be_damaged(kube: Kube, book: Path, tmp_path: Path) -> None:
    tampered(book, CHANGED)
    found = kube("verify", book, "--json").json["groups"][0]["findings"]
    done = kube("backup", book, tmp_path / "a.kube", "--verify")
    assert (done.code, done.err) == (1, "")
    assert "bukunya RUSAK" in done.out
    assert f"kube-ledger periksa {tmp_path / 'a.kube'}\n" in done.out
    assert "utuh" not in done.out
    machine = kube("backup", book, tmp_path / "b.kube", "--verify", "--json")
    assert machine.code == 1
    (broken,) = machine.json["broken"]
    assert broken["findings"] == found
    for copy in ("a.kube", "b.kube"):
        with closing(sqlite3.connect(tmp_path / copy)) as one, closing(sqlite3.connect(book)) as other:
            rows = "SELECT * FROM events"
            assert one.execute(rows).fetchall() == other.execute(rows).fetchall()
    assert kube("backup", book, tmp_path / "c.kube").code == 0, "without the audit nothing is said of it"


@pytest.mark.parametrize("asked", [[], ["--verify"]])
def test_where_not_even_the_groups_can_be_read_it_is_copied_and_said(
    kube: Kube, book: Path, tmp_path: Path, asked: list[str]
) -> None:
    with closing(sqlite3.connect(book)) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'heads'")
    data = bytearray(book.read_bytes())
    data[(page - 1) * 4096] = 0xFF
    book.write_bytes(data)
    done = kube("backup", book, tmp_path / "a.kube", *asked)
    assert (done.code, done.err) == (1, "")
    assert "RUSAK: daftar kelompoknya tidak terbaca (SQLITE_CORRUPT)" in done.out
    assert "utuh" not in done.out
    assert kube("--json", "backup", book, tmp_path / "b.kube").json["unreadable"] == "SQLITE_CORRUPT"
    assert kube("verify", tmp_path / "a.kube").code == kube("verify", book).code != 0


def test_a_ledger_without_its_journal_is_said_to_lack_the_latest_entries(
    kube: Kube, lines_file: Lines, tmp_path: Path
) -> None:
    whole, copy = tmp_path / "x.kube", tmp_path / "tanpa.kube"
    assert kube("import", whole, lines_file(founding()), "--group", GROUP).code == 0
    with Ledger.open(whole) as ledger:
        for text in ("a", "b"):
            note = events.NoteAdded(occurred_on=DAY, target=0, text=text)
            ledger.group(GROUP).record(note, recorded_by="secretary")
        shutil.copy(whole, copy)
    done = kube("backup", copy, tmp_path / "a.kube")
    assert done.code == 0
    assert "catatan terakhir mungkin tidak ada di sini" in done.err
    assert "tidak ada pula di salinan ini" in done.out
    said = kube("backup", copy, tmp_path / "b.kube", "--json", "--lang", "en").json
    assert "its journal '-wal' was not copied with it" in said["doubt"]
    assert said["entries"] == 4


def test_a_ledger_cut_off_is_copied_with_the_heads_that_say_so(kube: Kube, book: Path, tmp_path: Path) -> None:
    """A backup washes nothing clean: the copy is in doubt as the ledger is."""
    earlier, copy = tmp_path / "lama.kube", tmp_path / "a.kube"
    assert kube("backup", book, earlier).code == 0
    with Ledger.open(book) as ledger:
        note = events.NoteAdded(occurred_on=date(2020, 1, 5), target=0, text="lanjut")
        ledger.group(GROUP).record(note, recorded_by="secretary")
        ledger.group(GROUP).checkpoint()
    assert not earlier.with_name("lama.kube-head").exists()
    earlier.replace(book)
    done = kube("backup", book, copy)
    assert done.code == 0
    assert "tidak ada pula di salinan ini" in done.out
    assert copy.with_name("a.kube-head").read_bytes() == book.with_name(f"{book.name}-head").read_bytes()
    with Ledger.open(copy) as ledger:
        assert ledger.doubt is not None
        with pytest.raises(ReadOnly):
            ledger.group(GROUP).record(note, recorded_by="secretary")


def test_entries_of_an_app_that_is_not_here_are_no_damage(kube: Kube, tmp_path: Path, lines_file: Lines) -> None:
    path = tmp_path / "x.kube"
    assert kube("import", path, lines_file(founding()), "--group", GROUP).code == 0
    with Ledger.open(path, domain=SIMPAN) as ledger:
        group = ledger.group(GROUP)
        group.record(
            events.DonationReceived(occurred_on=DAY, fund="kas", amount=9_000, donor="x"),
            LoanGiven(occurred_on=DAY, member_id="m01", amount=1_000),
            recorded_by="treasurer",
        )
    done = kube("backup", path, tmp_path / "a.kube", "--verify")
    assert done.code == 0
    assert "berjenis yang tidak dikenal program ini (simpan/loan-given)" in done.out


@pytest.mark.parametrize("way", ["file", "memory"])
def test_a_program_backs_up_what_it_has_open(tmp_path: Path, told_book: Path, way: str) -> None:
    to, told = tmp_path / "cadangan.kube", list[tuple[int, int]]()
    with Ledger.open(told_book, read_only=True) if way == "file" else Ledger.in_memory() as ledger:
        done = ledger.backup(to, verify=True, progress=lambda *far: told.append(far))
        assert (done.path, done.is_damaged, done.audits) == (str(to), False, ())
        assert (done.groups, done.entries) == ((1, SIZE) if way == "file" else (0, 0))
        with pytest.raises(LedgerExists):
            ledger.backup(to)
    assert bool(told) == (way == "file")
    with Ledger.open(to) as copy:
        assert len(copy.groups()) == done.groups


def test_who_stops_it_finds_nothing_half_made(book: Path, tmp_path: Path) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    def stop_at_the_audit(_: int, total: int) -> None:
        if total == SIZE:
            raise KeyboardInterrupt

    with Ledger.open(book) as ledger:
        with pytest.raises(KeyboardInterrupt):
            ledger.backup(tmp_path / "a.kube", progress=stop)
        with pytest.raises(KeyboardInterrupt):
            ledger.backup(tmp_path / "a.kube", verify=True, progress=stop_at_the_audit)
    assert list(tmp_path.iterdir()) == [book]


FULL = """
set -e
mount -t tmpfs -o size=128k tmpfs "$1"
cd "$1"
"$2" -m kube_ledger backup "$3" cadangan.kube || echo "code $?"
ls -A
"""


def test_on_a_full_disk_it_says_so_and_leaves_nothing(book: Path, tmp_path: Path) -> None:
    own_mounts = ["unshare", "--mount", "--map-root-user"]
    if subprocess.run([*own_mounts, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no private mount namespace here: the full disk was not tried")
    (tmp_path / "kecil").mkdir()
    command = [*own_mounts, "bash", "-c", FULL, "bash", tmp_path / "kecil", sys.executable, book]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "code 2\n")
    assert (
        done.stderr
        == "Tempat penyimpanan 'cadangan.kube' penuh; tidak ada yang dicatat. Kosongkan ruang lalu ulangi.\n"
    )
