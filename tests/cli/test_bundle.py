"""Bundles on the command line: written, checked without being restored, restored whole or not at all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

import format_examples
from command_line import GROUP, SIZE, founding, line
from format_examples import WITNESS, bundle_of, checkpoint, log_key, note, records, signer
from kube_ledger import Ledger, proofs
from kube_ledger.exchange import bundle_lines
from simpan import SIMPAN, LoanGiven
from support import rows_in

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube, Lines

LOG = log_key(records()[0])


@pytest.fixture(scope="module")
def year(told_book: Path) -> bytes:
    with Ledger.open(told_book, read_only=True) as ledger:
        return "".join(bundle_lines(ledger.log, GROUP, ledger.domain)).encode()


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example of the format, which has a head that log and witness signed."""
    path = tmp_path / "contoh.bundle"
    path.write_bytes(format_examples.bundle())
    return path


def written(path: Path, *texts: str) -> Path:
    path.write_text("".join(texts), "utf-8")
    return path


def left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_year_is_handed_over_checked_and_restored(kube: Kube, told_book: Path, tmp_path: Path, year: bytes) -> None:
    file, path = tmp_path / "melati.bundle", tmp_path / "salinan.kube"
    done = kube("ekspor", told_book, "--group", GROUP, "--format", "bundle", "-o", file)
    assert done == (0, f"1.319 catatan kelompok {GROUP} diekspor ke '{file}'.\n", "")
    assert file.read_bytes() == year
    checked = kube("periksa", file)
    assert checked.code == 0
    assert checked.out.startswith(f"Berkas utuh: 1.319 catatan kelompok {GROUP}, sidik ")
    assert "siapa pun bisa membuat" in checked.out
    done = kube("impor", path, file, "--group", GROUP)
    assert (done.code, done.out) == (0, f"1.319 catatan dari '{file}' dicatat ke '{path}'.\n")
    assert rows_in(path) == rows_in(told_book)
    again = kube("import", path, file, "--group", GROUP)
    assert again == (0, f"Tidak ada yang baru: 1.319 catatan dari '{file}' sudah pernah dicatat.\n", "")
    assert kube("import", path, file, "--group", GROUP, "--json").json == {
        "recorded": 0, "repeated": SIZE, "without_key": 0,
    }  # fmt: skip


def test_an_older_bundle_is_continued_by_a_newer_one(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    here, there, file = tmp_path / "a.kube", tmp_path / "b.kube", tmp_path / "a.bundle"
    for count, key in ((3, None), (4, "d1"), (5, "d2")):
        lines = founding() if key is None else [line("dues-paid", key=key, member_id="m01", amount=5_000)]
        assert kube("import", here, lines_file(lines), "--group", "a").code == 0
        assert kube("export", here, "--group", "a", "--format", "bundle", "-o", file).code == 0
        answer = kube("import", there, file, "--group", "a", "--json")
        new = 3 if key is None else 1
        assert answer.json == {"recorded": new, "repeated": count - new, "without_key": 0}
    assert rows_in(here) == rows_in(there)


def test_a_ledger_that_holds_others_entries_is_left_and_both_heads_are_shown(
    kube: Kube, lines_file: Lines, tmp_path: Path
) -> None:
    file = tmp_path / "a.bundle"
    heads = []
    for name, amount in (("a", 5_000), ("b", 7_000)):
        lines = [
            *founding()[:1],
            line("member-joined", key="m", member_id="m01", cadre=False, own_business=amount > 5_000),
        ]
        assert kube("import", tmp_path / f"{name}.kube", lines_file(lines), "--group", "g").code == 0
        heads.append(kube("checkpoint", tmp_path / f"{name}.kube", "--group", "g").out)
    assert kube("export", tmp_path / "a.kube", "--group", "g", "--format", "bundle", "-o", file).code == 0
    before = rows_in(tmp_path / "b.kube")
    done = kube("import", tmp_path / "b.kube", file, "--group", "g")
    assert (done.code, done.out) == (1, "")
    assert "Simpan keduanya sebagai bukti." in done.err
    shown = [text.strip() for text in done.err.splitlines()]
    for head in heads:
        assert all(text in shown for text in head.splitlines())
    answer = kube("import", tmp_path / "b.kube", file, "--group", "g", "--json")
    assert answer.code == 1
    assert answer.json["heads"] == [heads[1], heads[0]]
    assert [one["code"] for one in answer.json["refused"]] == ["fork"]
    assert rows_in(tmp_path / "b.kube") == before


def test_the_standard_input_may_be_a_bundle(shell: Kube, tmp_path: Path, year: bytes) -> None:
    done = shell("import", "x.kube", "-", "--group", GROUP, given=year)
    assert (done.code, done.out) == (0, "1.319 catatan dari 'masukan baku' dicatat ke 'x.kube'.\n")
    checked = shell("verify", "-", "--json", given=year)
    assert (checked.code, checked.json["groups"][0]["size"]) == (0, SIZE)
    bad = shell("import", "y.kube", "-", "--group", GROUP, given=year[:-9])
    assert (bad.code, bad.out) == (1, "")
    assert "barisnya terpotong" in bad.err
    assert left(tmp_path) == ["x.kube", "x.kube-head"]


def test_a_file_that_can_go_back_may_be_a_bundle_under_any_name_of_the_standard_input(
    kube: Kube, tmp_path: Path, year: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(year)))
    assert kube("import", tmp_path / "x.kube", "-", "--group", GROUP, "--json").json["recorded"] == SIZE


def test_the_group_must_be_that_of_the_file(kube: Kube, example: Path, tmp_path: Path) -> None:
    done = kube("import", tmp_path / "x.kube", example, "--group", "mawar-1")
    assert (done.code, done.out) == (1, "")
    assert done.err == "Berkas ini buku kelompok 'melati-3', bukan 'mawar-1' (baris 2). Sebutkan --group melati-3.\n"
    answer = kube("import", tmp_path / "x.kube", example, "--group", "mawar-1", "--json", "--lang", "en")
    (refused,) = answer.json["refused"]
    assert (refused["line"], refused["code"], refused["path"]) == (2, "invalid-field", "group")
    assert left(tmp_path) == ["contoh.bundle"]


@pytest.mark.parametrize("exists", [False, True], ids=["new", "existing"])
def test_a_bundle_that_was_changed_leaves_no_file_and_no_half_group(
    kube: Kube, lines_file: Lines, tmp_path: Path, *, exists: bool
) -> None:
    path, whole = tmp_path / "x.kube", format_examples.bundle()
    if exists:
        assert kube("import", path, lines_file(founding()), "--group", "a").code == 0
    before = path.read_bytes() if exists else b""
    names = left(tmp_path)
    file = tmp_path / "rusak.bundle"
    ends = [at for at, byte in enumerate(whole) if byte == 10]
    for at in sorted({*range(0, len(whole), 211), *ends}):
        changed = bytearray(whole)
        changed[at] ^= 0x05
        file.write_bytes(changed)
        words = whole[: at + 1].splitlines()[-1].startswith(b"schema ") and whole[at] != 10
        if words:
            continue
        done = kube("import", path, file, "--group", GROUP)
        assert (done.code, done.out) == (1, ""), at
        assert done.err.count("\n") == 1
        assert kube("verify", file).code == 1
        file.unlink()
        assert left(tmp_path) == names
    if exists:
        assert path.read_bytes() == before


def test_what_breaks_a_rule_is_said_in_the_words_of_the_rule(kube: Kube, tmp_path: Path) -> None:
    from kube_ledger.codec import encode
    from kube_ledger.events import DuesPaid

    dues = format_examples.entry_of(DuesPaid(occurred_on=format_examples.DAY, member_id="m77", amount=5), 3, 0, 1)
    file = tmp_path / "x.bundle"
    file.write_bytes(bundle_of([*records()[:6], encode(dues)]))
    assert kube("verify", file).code == 0
    done = kube("import", tmp_path / "x.kube", file, "--group", GROUP)
    assert done.code == 1
    assert "melanggar aturan: " in done.err
    assert "m77" in done.err
    assert left(tmp_path) == ["x.bundle"]


def test_types_of_an_app_ask_for_its_domain(kube: Kube, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "a.kube", domain=SIMPAN) as ledger:
        group = ledger.group(GROUP)
        group.record(*(entry for entry in _formed()), recorded_by="chair")
        data = "".join(bundle_lines(ledger.log, GROUP, SIMPAN)).encode()
    file = tmp_path / "a.bundle"
    assert kube("export", tmp_path / "a.kube", "--group", GROUP, "--format", "bundle", "-o", file).code == 0
    assert file.read_bytes() != data
    assert kube("verify", file).code == 0
    done = kube("import", tmp_path / "b.kube", file, "--group", GROUP)
    assert (done.code, done.out) == (1, "")
    assert "--domain" in done.err
    assert left(tmp_path) == ["a.bundle", "a.kube"]
    assert kube("import", tmp_path / "b.kube", file, "--group", GROUP, "--domain", "simpan:SIMPAN").code == 0
    assert rows_in(tmp_path / "a.kube") == rows_in(tmp_path / "b.kube")


def _formed() -> list[object]:
    from kube_ledger import events

    day = format_examples.DAY
    place = {"kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat"}
    return [
        events.GroupFormed(occurred_on=day, name="KUBE", formed_by="Dinas", business="katering", **place),
        events.MemberJoined(occurred_on=day, member_id="m01", cadre=False, own_business=True),
        events.DonationReceived(occurred_on=day, fund="kas", amount=100_000, donor="Warung"),
        LoanGiven(occurred_on=day, member_id="m01", amount=30_000),
    ]


# Checking.


def test_a_checked_bundle_says_who_signed_how_much(kube: Kube, example: Path) -> None:
    done = kube("verify", example)
    assert done.code == 0
    assert "Sampai catatan ke-7 disahkan dengan tanda tangan:" in done.out
    assert "pendamping/p01" in done.out
    assert "siapa pun bisa membuat" not in done.out
    (group,) = kube("verify", example, "--json").json["groups"]
    assert group == {
        "group": GROUP,
        "size": 7,
        "root": checkpoint(7).root.hex(),
        "findings": [],
        "heads": [{"size": 3, "signed_by": []}, {"size": 7, "signed_by": [LOG.key.name, WITNESS.key.name]}],
    }


def test_entries_behind_the_last_signed_head_are_said_to_be_nobodys(kube: Kube, tmp_path: Path) -> None:
    file = tmp_path / "x.bundle"
    file.write_bytes(bundle_of(records(), heads=[note(5)]))
    assert "2 catatan sesudahnya belum disahkan siapa pun." in kube("verify", file).out
    assert "Nobody has vouched for the 2 entries" in kube("verify", file, "--lang", "en").out


def test_a_fault_is_a_finding_with_its_line(kube: Kube, tmp_path: Path) -> None:
    file = tmp_path / "x.bundle"
    file.write_bytes(bundle_of(records(), heads=[checkpoint(3).text]).replace(b"end 7", b"end 8"))
    done = kube("verify", file)
    assert done.code == 1
    assert " ".join(done.out.split()).startswith(f"Berkas '{file}' TIDAK bisa dipercaya. - Isi berkas ini tidak cocok")
    assert "Saran: Mintalah salinan yang utuh." in done.out
    answer = kube("verify", file, "--json", "--lang", "en")
    assert answer.code == 1
    (finding,) = answer.json["groups"][0]["findings"]
    assert finding.pop("line") == file.read_bytes().count(b"\n")
    assert finding == {
        "kind": "integrity",
        "code": "head-mismatch",
        "position": None,
        "what": "The records are not those that the file was closed with (line 15): it says 8, there are 7.",
        "expected": None,
        "advice": "Ask for an intact copy.",
    }


def test_an_earlier_head_is_held_against_it_before_it_is_restored(kube: Kube, example: Path, tmp_path: Path) -> None:
    head = written(tmp_path / "kepala.txt", checkpoint(5).text)
    assert "kelanjutan kepala buku" in kube("verify", example, "--checkpoint", head).out
    other = written(tmp_path / "lain.txt", proofs.Checkpoint(checkpoint(5).origin, 5, bytes(32)).text)
    beyond = written(tmp_path / "lebih.txt", proofs.Checkpoint(checkpoint(5).origin, 8, bytes(32)).text)
    for file, code in ((other, "fork"), (beyond, "shorter-than-signed")):
        (finding,) = kube("verify", example, "--checkpoint", file, "--json").json["groups"][0]["findings"]
        assert finding["code"] == code
        done = kube("import", tmp_path / "x.kube", example, "--group", GROUP, "--checkpoint", file)
        assert (done.code, done.out) == (1, "")
        assert not (tmp_path / "x.kube").exists()
    assert kube("import", tmp_path / "x.kube", example, "--group", GROUP, "--checkpoint", head).code == 0
    no_head = written(tmp_path / "bukan.txt", "x")
    for verb in (["verify", example], ["import", tmp_path / "y.kube", example, "--group", GROUP]):
        done = kube(*verb, "--checkpoint", no_head)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_signature_counts_by_a_key_that_is_trusted(kube: Kube, tmp_path: Path) -> None:
    stranger = signer("orang-lain", b"x")
    file, key = tmp_path / "x.bundle", written(tmp_path / "kunci.txt", f"{WITNESS.vkey}\r\n{stranger.vkey}\r\n")
    text = proofs.sign_note(checkpoint(7).text, [stranger])
    file.write_bytes(bundle_of(records(), keys=[stranger.vkey], heads=[text]))
    done = kube("verify", file)
    assert done.code == 1
    assert "--trust" in done.out
    assert kube("import", tmp_path / "x.kube", file, "--group", GROUP).code == 1
    assert kube("verify", file, "--trust", key).code == 0
    assert kube("import", tmp_path / "x.kube", file, "--group", GROUP, "--trust", key).code == 0


def test_the_logs_key_is_trusted_whatever_name_its_file_has(
    kube: Kube, example: Path, told_book: Path, tmp_path: Path
) -> None:
    key = written(tmp_path / "buku.vkey", f"{LOG.under('buku').vkey}\n")
    other = written(tmp_path / "lain.vkey", f"{signer('buku', b'x').vkey}\n")
    assert "siapa" not in kube("periksa", example, "--trust", key).out
    assert "siapa" in kube("periksa", example, "--trust", other).out
    unknown = tmp_path / "x.bundle"
    unknown.write_bytes(bundle_of(records()[:3], heads=[proofs.sign_note(checkpoint(3).text, [LOG])]))
    for call in (("verify", unknown), ("import", tmp_path / "x.kube", unknown, "--group", GROUP)):
        assert kube(*call, "--trust", other).code == 1
        assert kube(*call, "--trust", key).code == 0
    head = written(tmp_path / "kepala.txt", own_head(told_book))
    call = ("export", told_book, "--group", GROUP, "--format", "bundle", "-o", tmp_path / "b.bundle", "--head", head)
    assert kube(*call).code == 2
    assert kube(*call, "--trust", key).code == 0


def own_head(path: Path) -> str:
    """The head of now, signed with the key of the example."""
    with Ledger.open(path, read_only=True) as ledger:
        head = ledger.group(GROUP).checkpoint()
    return proofs.sign_note(head.text, [LOG.under(head.origin)])


def test_a_bundle_is_known_by_its_first_line_too(kube: Kube, example: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "lampiran.txt"
    renamed.write_bytes(example.read_bytes())
    assert kube("verify", renamed, "--json").json == kube("verify", example, "--json").json


@pytest.mark.parametrize("text", ["", " \n", "x", "kube-ledger/a+00000000+AA==", "\x00\x01"])
def test_a_file_of_keys_that_holds_none_is_said_in_one_sentence(
    kube: Kube, example: Path, tmp_path: Path, text: str
) -> None:
    key = written(tmp_path / "kunci.txt", text)
    for verb in (["verify", example], ["import", tmp_path / "y.kube", example, "--group", GROUP]):
        done = kube(*verb, "--trust", key)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert f"'{key}'" in done.err
    assert kube("verify", example, "--trust", tmp_path / "none.txt").code == 2


# Heads that go with it.


def test_heads_are_taken_along_with_the_keys_that_they_are_signed_with(
    kube: Kube, example: Path, tmp_path: Path
) -> None:
    path, out = tmp_path / "x.kube", tmp_path / "keluar.bundle"
    assert kube("import", path, example, "--group", GROUP).code == 0
    export = ["export", path, "--group", GROUP, "--format", "bundle", "-o", out]
    three = written(tmp_path / "tiga.txt", checkpoint(3).text)
    signed = written(tmp_path / "tujuh.txt", note(7, witnessed=True))
    key = written(tmp_path / "kunci.txt", WITNESS.vkey)
    done = kube(*export, "--head", signed)
    assert (done.code, done.out) == (2, "")
    assert "pendamping/p01" in done.err
    assert not out.exists()
    assert kube(*export, "--head", signed, "--head", three, "--trust", key).code == 0
    assert out.read_bytes() == example.read_bytes()
    other = written(tmp_path / "lain.txt", proofs.Checkpoint(checkpoint(5).origin, 5, bytes(32)).text)
    done = kube(*export, "--head", other)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert out.read_bytes() == example.read_bytes()


def test_options_that_do_not_go_together_are_named(kube: Kube, example: Path, told_book: Path, tmp_path: Path) -> None:
    key = written(tmp_path / "kunci.txt", WITNESS.vkey)
    for arguments in (
        ["verify", example, "--strict"],
        ["verify", example, "--repair"],
        ["verify", example, "--group", GROUP],
        ["verify", told_book, "--trust", key],
        ["import", tmp_path / "y.kube", tmp_path / "x.jsonl", "--group", GROUP, "--trust", key],
        ["import", tmp_path / "y.kube", tmp_path / "x.jsonl", "--group", GROUP, "--checkpoint", key],
        ["export", told_book, "--group", GROUP, "--format", "csv", "-o", tmp_path / "y", "--head", key],
        ["export", told_book, "--group", GROUP, "--format", "csv", "-o", tmp_path / "y", "--trust", key],
    ):
        written(tmp_path / "x.jsonl", "")
        done = kube(*arguments)
        assert (done.code, done.out) == (2, "")
        assert str(arguments[-1 if str(arguments[-1]).startswith("--") else -2]) in done.err


def test_a_bundle_that_is_not_there_is_said(kube: Kube, tmp_path: Path) -> None:
    for verb in (
        ["verify", tmp_path / "x.bundle"],
        ["import", tmp_path / "y.kube", tmp_path / "x.bundle", "--group", "a"],
    ):
        done = kube(*verb)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert "x.bundle" in done.err
    (tmp_path / "map.bundle").mkdir()
    assert kube("verify", tmp_path / "map.bundle").code == 2
    assert left(tmp_path) == ["map.bundle"]


def test_what_a_bundle_names_steers_no_terminal(kube: Kube, tmp_path: Path) -> None:
    file = tmp_path / "x.bundle"
    evil = signer("\x9b31mx\u202e", b"x")
    file.write_bytes(bundle_of(records(), heads=[proofs.sign_note(checkpoint(7).text, [evil])]))
    for arguments in ([], ["--json"]):
        done = kube("verify", file, *arguments)
        assert done.code == 1
        assert not {"\x9b", "\u202e"} & set(done.out + done.err)
