"""`receipt --check --person`: whose signature the record itself bears, and what of it nobody has judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from command_line import GROUP
from officers import CHAIR, SECRETARY, TREASURER, Officers, key_of

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A payment that treasurer and chair signed, the enrolment of the treasurer's key, and an unsigned entry."""
    book = Officers()
    book.signs(book.gift(500_000), by=TREASURER, with_=[CHAIR])
    enrolled = next(
        entry.position for entry in book.group.entries() if getattr(entry.event, "person_id", None) == TREASURER
        and entry.event.event_type == "key-enrolled"
    )  # fmt: skip
    for name, at in (("kuitansi", book.group.size - 1), ("kunci", enrolled), ("tanpa", 0)):
        (tmp_path / name).write_text(book.group.receipt(at).to_text())
    for person in (CHAIR, SECRETARY, TREASURER):
        (tmp_path / f"{person}.vkey").write_text(f"{key_of(person).vkey}\n")
    return tmp_path


def test_without_a_key_it_says_that_the_signatures_were_not_judged(kube: Kube, files: Path) -> None:
    done = kube("receipt", "--check", files / "kuitansi")
    assert done.code == 0
    for person, whose in ((TREASURER, "pencatatnya"), (CHAIR, "penyetujunya")):
        key_id = key_of(person).key.key_id.hex()
        assert f"tanda tangan {whose} dengan kunci {key_id}, yang BELUM diperiksa" in plain(done.out)
    assert "BELUM diperiksa" not in kube("receipt", "--check", files / "tanpa").out
    assert max(map(len, done.out.splitlines())) <= 80


def test_with_her_key_it_says_that_it_is_hers(kube: Kube, files: Path) -> None:
    key = key_of(TREASURER).key
    for given in (files / f"{TREASURER}.vkey", key.text):
        done = kube("kuitansi", "--check", files / "kuitansi", "--person", given)
        assert done.code == 0
        assert f"Tanda tangan pencatatnya cocok dengan kunci {key.key_id.hex()} (melati-3/m03)" in plain(done.out)
        assert plain(done.out).count("BELUM diperiksa") == 1
    told = kube("receipt", "--check", files / "kuitansi", "--person", key.text, "--json").json["record_signatures"]
    assert told == [
        {"key_id": key.key_id.hex(), "author": True, "key": key.text, "person_id": None, "enrolled_at": None},
        {
            "key_id": key_of(CHAIR).key.key_id.hex(),
            "author": False, "key": None, "person_id": None, "enrolled_at": None,
        },
    ]  # fmt: skip


def test_with_the_receipt_that_enrols_the_key_it_names_the_person(kube: Kube, files: Path) -> None:
    done = kube("receipt", "--check", files / "kuitansi", "--person", files / "kunci")
    assert done.code == 0
    assert "yang didaftarkan buku ini untuk m03 pada catatan nomor" in plain(done.out)
    assert "kuitansi tidak bisa mengatakannya" in plain(done.out)
    english = kube("receipt", "--check", files / "kuitansi", "--person", files / "kunci", "--lang", "en")
    assert "Whether it was revoked after that, no receipt can say." in plain(english.out)


def test_a_key_that_has_not_signed_makes_it_no_proof(kube: Kube, files: Path) -> None:
    done = kube("receipt", "--check", files / "kuitansi", "--person", files / f"{SECRETARY}.vkey")
    assert done.code == 1
    assert "TIDAK TERBUKTI: kunci" in plain(done.out)
    assert "tidak menandatangani catatannya" in plain(done.out)
    unsigned = kube("receipt", "--check", files / "tanpa", "--person", files / f"{SECRETARY}.vkey")
    assert (unsigned.code, "tidak ditandatangani siapa pun" in plain(unsigned.out)) == (1, True)


def test_it_goes_with_a_check_only(kube: Kube, files: Path, book: Path) -> None:
    done = kube("receipt", book, 3, "--group", GROUP, "-o", files / "x", "--person", files / f"{CHAIR}.vkey")
    assert (done.code, done.out) == (2, "")
    assert "--person" in done.err
