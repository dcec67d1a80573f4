"""`people` and `--with-names`: names are written down beside the ledger, and shown only where somebody asks."""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

import pytest

from command_line import GROUP, founding, line
from kube_ledger.sealing import KeyFile

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube, Lines

NAMES = {"m01": "Siti Zubaidah", "m02": "Sri Wahyuni"}


@pytest.fixture
def book(kube: Kube, lines_file: Lines, tmp_path: Path) -> str:
    """A ledger of two members, one of whom paid, with names for both."""
    path = str(tmp_path / "x.kube")
    told = [
        *founding(),
        line("meeting-held", key="w", meeting_id="w", attendees=["m01", "m02"], agenda=[]),
        line("dues-paid", key="d", member_id="m01", amount=5_000, meeting_id="w"),
        line("iks-contributed", key="i", member_id="m02", amount=2_000),
    ]
    assert kube("import", path, lines_file(told), "--group", GROUP).code == 0
    for id_, name in NAMES.items():
        assert kube("people", "add", path, "--id", id_, "--name", name).code == 0
    return path


def test_people_are_added_changed_and_listed(kube: Kube, book: str) -> None:
    added = kube("orang", "tambah", book, "--name", "Rina", "--phone", "0812 3456 7890", "--nik", "3171012345678901")
    assert added.code == 0
    (id_,) = [word.strip(".") for word in added.out.split() if word.startswith("p")]
    shown = kube("orang", book).out
    assert all(text in shown for text in ("Daftar nama", "Siti Zubaidah", "Rina", id_, "+6281234567890"))
    changed = kube("orang", "ubah", book, "--id", id_, "--name", "Ibu Rina", "--phone", "", "--json")
    assert changed.json == {"id": id_}
    assert kube("people", book, "--json").json == {
        "people": [
            {"id": id_, "name": "Ibu Rina", "phone": None, "nik": "3171012345678901"},
            *({"id": one, "name": NAMES[one], "phone": None, "nik": None} for one in ("m01", "m02")),
        ]
    }


def test_without_names_yet_it_says_so(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    path = str(tmp_path / "y.kube")
    kube("import", path, lines_file(founding()), "--group", GROUP)
    assert "Belum ada nama" in kube("people", path).out
    assert kube("people", path, "--lang", "en").out.count("No name") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "{book}"], "--name belum diisi"),
        (["change", "{book}", "--name", "A"], "--id belum diisi"),
        (["buang", "{book}"], "satu buku saja"),
        (["hapus", "{book}"], "nomor orangnya"),
        (["hapus", "{book}", "m01", "--name", "A"], "--name tidak dipakai"),
        (["add", "{book}", "--by", "chair", "--name", "A"], "--by hanya untuk"),
        (["add", "{book}", "m09", "--name", "A"], "satu buku saja"),
        (["add"], "satu buku saja"),
        (["{book}", "--name", "A"], "--name hanya untuk"),
        (["add", "{book}", "--name", "A", "--id", "m01"], "'m01' sudah dipakai"),
        (["change", "{book}", "--name", "A", "--id", "m77"], "nomor 'm77'"),
        (["add", "{book}", "--name", "A", "--nik", "3171"], "nik: bukan NIK"),
        (["add", "{book}", "--name", "A", "--phone", "x"], "phone: bukan nomor telepon"),
        (["{book}.missing"], "Tidak ada buku"),
    ],
)
def test_what_can_not_be_is_said_in_a_sentence(kube: Kube, book: str, arguments: list[str], said: str) -> None:
    done = kube("people", *(word.format(book=book) for word in arguments))
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert len(kube("people", book, "--json").json["people"]) == 2


ASKED = [
    ["replay", "{book}", "--group", GROUP],
    ["explain", "{book}", "dues", "--group", GROUP, "--party", "m01"],
    ["book", "hadir", "{book}", "--group", GROUP],
    ["book", "iuran", "{book}", "--group", GROUP, "--csv", "-"],
    ["export", "{book}", "--group", GROUP, "--format", "csv", "-o", "-"],
]


@pytest.mark.parametrize("arguments", ASKED, ids=lambda arguments: "-".join(arguments[:2]))
def test_names_are_shown_where_they_are_asked_for_only(kube: Kube, book: str, arguments: list[str]) -> None:
    filled = [word.format(book=book) for word in arguments]
    without, with_names = kube(*filled), kube(*filled, "--with-names")
    assert (without.code, with_names.code) == (0, 0)
    assert not any(word in without.out for name in NAMES.values() for word in name.split())
    assert "Siti" in with_names.out


def test_a_machine_gets_the_names_in_the_answer_and_no_others(kube: Kube, book: str) -> None:
    kube("people", "add", book, "--id", "m99", "--name", "Orang Lain")
    assert kube("replay", book, "--group", GROUP, "--json", "--with-names").json["names"] == NAMES
    explained = kube("explain", book, "dues", "--group", GROUP, "--party", "m01", "--json", "--with-names").json
    assert explained["names"] == {"m01": NAMES["m01"]}
    assert "names" not in kube("replay", book, "--group", GROUP, "--json").json


def test_names_stand_in_a_column_of_their_own(kube: Kube, book: str) -> None:
    out = kube("export", book, "--group", GROUP, "--format", "csv", "-o", "-", "--with-names").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {(row["party"], row["party_name"]) for row in rows} == {("", ""), *NAMES.items()}


@pytest.mark.parametrize("form", ["jsonl", "hledger", "beancount"])
def test_other_exports_hold_no_names(kube: Kube, book: str, form: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = kube("export", book, "--group", GROUP, "--format", form, "-o", str(target), "--with-names")
    assert (done.code, target.exists()) == (2, False)
    assert kube("export", book, "--group", GROUP, "--format", form, "-o", str(target)).code == 0
    assert not any(name.encode() in target.read_bytes() for name in NAMES.values())


# Erasing.


def test_an_erased_person_reads_data_dihapus_and_no_figure_changes(kube: Kube, book: str) -> None:
    before = kube("replay", book, "--group", GROUP, "--json").json
    done = kube("orang", "hapus", book, "m01")
    assert done.code == 0
    assert all(said in done.out for said in ("Data pribadi m01 dihapus", "melati-3", "nomor 6", "Yang masih ada"))
    assert f"{book}-people" in done.out.replace("\n", "")
    after = kube("replay", book, "--group", GROUP, "--json").json
    assert (before["balances"], before["participation"]) == (after["balances"], after["participation"])
    assert before["digest"] == after["digest"]
    for arguments in (["replay"], ["replay", "--with-names"], ["book", "members"]):
        shown = kube(*arguments, book, "--group", GROUP).out if arguments != ["book", "members"] else ""
        assert not shown or "m01 (data dihapus)" in shown
        assert NAMES["m01"] not in shown
    assert "m01 (data erased)" in kube("replay", book, "--group", GROUP, "--lang", "en").out
    explained = kube("explain", book, "dues", "--group", GROUP, "--with-names").out
    assert "data dihapus" in explained
    assert kube("verify", book).code == 0
    assert [one["id"] for one in kube("people", book, "--json").json["people"]] == ["m02"]


def test_erasing_is_said_to_a_machine_and_twice_is_fine(kube: Kube, book: str) -> None:
    done = kube("people", "erase", book, "--id", "m01", "--by", "chair", "--json")
    assert done.json == {
        "id": "m01",
        "groups": [{"group": GROUP, "position": 6}],
        "key_destroyed": None,
        "name_erased": True,
        "in_clear": [],
        "remains": ["record", "key-copies", "name-copies", "exports", "texts", "disk"],
    }
    again = kube("people", "erase", book, "m01", "--json")
    assert again.code == 0
    assert again.json == {**done.json, "name_erased": False}
    assert kube("verify", book, "--json").json["groups"][0]["size"] == 7


def test_what_was_written_in_clear_is_named_first(kube: Kube, book: str, lines_file: Lines) -> None:
    told = [line("iks-disbursed", key="s", beneficiary_id="m02", reason="illness", amount=1_000)]
    assert kube("import", book, lines_file(told), "--group", GROUP).code == 0
    done = kube("people", "erase", book, "m02")
    assert done.out.index("6 (melati-3)") < done.out.index("Di buku tetap ada")


@pytest.mark.parametrize("wrong", ["m0l", "group"])
def test_whom_nobody_knows_is_not_said_to_be_erased_and_can_still_come(kube: Kube, book: str, wrong: str) -> None:
    with KeyFile.create(book, "sandi", random=os.urandom, cost=14) as keys:
        done = kube("orang", "hapus", book, wrong)
        assert (done.code, f"'{wrong}'" in done.err, done.out) == (2, True, "")
        assert not keys.is_destroyed(wrong)
        keys.key_for("klien-1")  # an app may seal for somebody who is in no group
    assert kube("orang", "hapus", book, "klien-1", "--json").json["key_destroyed"] is True
    assert kube("orang", "hapus", book, "klien-1").code == 0


def test_a_refused_erasure_destroys_nothing(kube: Kube, book: str) -> None:
    done = kube("people", "erase", book, "m01", "--occurred-on", "2119-07-07")
    assert done.code == 1
    assert NAMES["m01"] in kube("people", book).out
