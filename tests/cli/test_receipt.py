"""`receipt`: made from a ledger, checked without one; what is shown is what the record says."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import receipts
import specimens
from command_line import GROUP, SIZE, Done, founding, line
from kube_ledger import Ledger, events, proofs
from kube_ledger.audit.receipt import Receipt
from kube_ledger.audit.receipting import receipt_of
from kube_ledger.cli import main
from kube_ledger.codec import encode
from kube_ledger.events import EVENTS, DuesPaid, IksDisbursed, UnknownEvent
from kube_ledger.events.shapes import sealed_fields
from receipts import LOG, OTHER_LOG, WITNESS

if TYPE_CHECKING:
    from command_line import Kube, Lines
    from kube_ledger.events import Event

DUES: Final = 500
"""Where the sample has somebody's dues of 5.000."""


def keep(folder: Path, receipt: Receipt) -> list[Path]:
    """Its two forms as files."""
    paths = [folder / "kuitansi.txt", folder / "kuitansi.qr"]
    paths[0].write_bytes(receipt.to_text().encode())
    packed = receipt.to_qr()
    if packed is None:
        return paths[:1]
    paths[1].write_bytes(packed)
    return paths


def of_event(event: Event, **more: Any) -> Receipt:
    """The receipt of one event, alone in its log."""
    return receipt_of(receipts.stored([encode(specimens.bare_entry(event))]), GROUP, 0, **more)


def plain(text: str) -> str:
    """A text without line breaks and the blanks that set lines in."""
    return " ".join(text.split())


# Making.


def test_a_receipt_is_written_whole_and_its_code_told(kube: Kube, told_book: Path, tmp_path: Path) -> None:
    text, qr = tmp_path / "kuitansi.tlog-proof", tmp_path / "kuitansi.qr"
    done = kube("kuitansi", told_book, "--group", GROUP, DUES, "-o", text, "--qr", qr)
    with Ledger.open(told_book, read_only=True) as ledger:
        made = ledger.group(GROUP).receipt(DUES)
    assert (done.code, done.err) == (0, "")
    assert text.read_text("utf-8") == made.to_text()
    assert qr.read_bytes() == made.to_qr()
    assert f"Kuitansi catatan nomor 500 kelompok melati-3 ditulis ke '{text}'. Kode: {made.short_code}\n" in done.out
    assert f"Kepala bukunya ({SIZE:,} catatan) tidak ditandatangani".replace(",", ".") in done.out
    assert f"Isi kode QR ({len(qr.read_bytes())} byte) ditulis ke '{qr}'." in done.out
    assert sorted(tmp_path.iterdir()) == [qr, text]
    machine = kube("--json", "receipt", told_book, DUES, "--group", GROUP, "-o", text).json
    assert machine == {
        "group": GROUP,
        "position": DUES,
        "size": SIZE,
        "root": made.checkpoint.root.hex(),
        "signed": False,
        "code": made.short_code,
        "qr": len(qr.read_bytes()),
    }
    assert kube("receipt", told_book, DUES, "--group", GROUP, "-o", "-") == (0, made.to_text(), "")


@pytest.mark.parametrize("form", ["signed", "bare"])
def test_a_receipt_is_under_the_head_that_is_given(kube: Kube, told_book: Path, tmp_path: Path, form: str) -> None:
    signed = form == "signed"
    with Ledger.open(told_book, read_only=True) as ledger:
        group = ledger.group(GROUP)
        leaves = list(ledger.group(GROUP)._reader.log.leaves(GROUP, 0, 700))
        origin = group.checkpoint().origin
    head = proofs.Checkpoint(origin, 700, receipts.root(leaves))
    log = proofs.generate_key(origin, lambda size: b"k" * size)
    file, out = tmp_path / "kepala.txt", tmp_path / "kuitansi.txt"
    file.write_text(proofs.sign_note(head.text, [log]) if signed else head.text, "utf-8")
    done = kube("receipt", told_book, DUES, "--group", GROUP, "--head", file, "-o", out)
    assert (done.code, done.err) == (0, "")
    assert ("tidak ditandatangani" in done.out) == (not signed)
    assert Receipt.from_text(out.read_bytes()).checkpoint == head
    keys = ["--key", log.vkey] if signed else ["--head", file]
    checked = kube("receipt", "--check", out, *keys)
    assert checked.code == 0
    assert "TERBUKTI: catatan ini ada di buku kelompok melati-3" in plain(checked.out)
    assert "500 (mulai dari 0), di buku berisi 700 catatan" in plain(checked.out)
    refused = kube("receipt", told_book, 700, "--group", GROUP, "--head", file, "-o", tmp_path / "lain.txt")
    assert (refused.code, refused.out) == (2, "")
    assert "tidak ada catatan nomor 700: yang terakhir dari 700 catatan bernomor 699" in refused.err
    assert not (tmp_path / "lain.txt").exists()


def test_a_receipt_too_long_for_a_qr_code_says_so_and_is_made(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    long = line("note-added", target=0, text="panjang " * 200)
    assert kube("import", tmp_path / "x.kube", lines_file([*founding(), long]), "--group", GROUP).code == 0
    done = kube("receipt", tmp_path / "x.kube", 3, "--group", GROUP, "-o", tmp_path / "k", "--qr", tmp_path / "q")
    assert done.code == 0
    assert "terlalu panjang untuk kode QR" in done.out
    assert not (tmp_path / "q").exists()
    assert kube("receipt", "--check", tmp_path / "k").code == 0


def test_what_was_there_stays_when_nothing_can_be_made(kube: Kube, book: Path, tmp_path: Path) -> None:
    (tmp_path / "k").write_text("lama")
    for asked in ([str(SIZE), "-o", tmp_path / "k"], [DUES, "-o", tmp_path / "nix" / "k"], [DUES, "-o", book]):
        done = kube("receipt", book, "--group", GROUP, *asked)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert (tmp_path / "k").read_text() == "lama"
    assert kube("verify", book).code == 0


def test_who_makes_a_receipt_with_personal_data_in_clear_is_told(kube: Kube, told_book: Path, tmp_path: Path) -> None:
    with Ledger.open(told_book, read_only=True) as ledger:
        helped = next(one for one in ledger.group(GROUP).entries() if isinstance(one.event, IksDisbursed))
    done = kube("receipt", told_book, helped.position, "--group", GROUP, "-o", tmp_path / "k")
    assert "memuat data pribadi (alasan" in done.out
    shown = kube("receipt", "--check", tmp_path / "k").out
    assert "(data pribadi, tidak ditampilkan)" in shown
    assert not re.search("sakit|musibah|mendesak", shown)


# Checking.


@pytest.mark.parametrize("place", [0, 1])
def test_a_signed_receipt_is_shown_and_proven(kube: Kube, tmp_path: Path, place: int) -> None:
    path = keep(tmp_path, receipts.receipt(cosigned=True))[place]
    done = kube("kuitansi", "--check", path, "--key", LOG.vkey)
    assert (done.code, done.err) == (0, "")
    code = receipts.receipt().short_code
    root = receipts.receipt().checkpoint.root
    shown = [
        "",
        "Kuitansi kelompok melati-3",
        "  kejadian          iuran kas",
        "  tanggal kejadian  7 Juli 2019",
        "  dicatat oleh      bendahara (treasurer)",
        "  dicatat pada      7 Juli 2019 pukul 19.34 WIB",
        "  anggota           m02",
        "  jumlah            Rp 5.002 (lima ribu dua rupiah)",
        "  masuk ke          kas tunai",
        "  nomor catatan     2 (mulai dari 0), di buku berisi 7 catatan",
        f"  sidik buku        {root.hex()[:16]} {root.hex()[16:32]} {root.hex()[32:48]}",
        f"                    {root.hex()[48:]}",
        f"  kode              {code}",
        "",
        "Kepala buku (tiga baris yang dicetak di laporan bulanan):",
        f"  {receipts.ORIGIN}",
        "  7",
        f"  {b64encode(root).decode()}",
        "",
        "TERBUKTI: catatan ini ada di buku kelompok melati-3, dan kepala bukunya",
        f"ditandatangani buku itu (kunci {LOG.key.name}+{LOG.key.key_hash.hex()}).",
    ]
    assert done.out.split("\n")[:-1] == shown
    assert kube("kuitansi", "--check", path, "--key", LOG.vkey, "--code", code.lower().replace("0", "o")).code == 0


@pytest.mark.parametrize("place", [0, 1])
def test_a_machine_is_told_the_same(kube: Kube, tmp_path: Path, place: int) -> None:
    made = receipts.receipt(cosigned=True)
    path = keep(tmp_path, made)[place]
    assert kube("receipt", "--check", path, "--key", LOG.vkey, "--key", WITNESS.vkey, "--json").json == {
        "proven": True,
        "signed_by": [LOG.vkey],
        "witnesses": [{"key": WITNESS.vkey, "time": 9}],
        "unchecked_signatures": 0,
        "record_signatures": [],
        "group": GROUP,
        "position": 2,
        "size": 7,
        "root": made.checkpoint.root.hex(),
        "head": made.checkpoint.text,
        "code": made.short_code,
        "type": "dues-paid",
        "occurred_on": "2019-07-07",
        "recorded_by": "treasurer",
        "recorded_at": "2019-07-07T12:34:56.789012Z",
        "event_id": "00000000-0002-7000-8000-000000000000-0",
        "data": {"member_id": "m02", "amount": 5_002, "paid_into": "cash"},
    }
    assert kube("receipt", "--check", path, "--key", OTHER_LOG.vkey, "--json").json["proven"] is False


@pytest.mark.parametrize(
    ("receipt", "keys", "said"),
    [
        (receipts.unsigned(), [], "kepala itu tidak ditandatangani, jadi siapa pun bisa membuatnya"),
        (receipts.receipt(), [], "tanda tangannya belum diperiksa"),
        (receipts.receipt(cosigned=True), [LOG], "ditandatangani buku itu (kunci"),
        (
            receipts.receipt(cosigned=True),
            [WITNESS],
            "pendamping/p01 ikut menandatangani kepala buku ini pada 1 Januar",
        ),
        (receipts.receipt(cosigned=True), [WITNESS], "dan kepala bukunya ditandatangani saksi di atas."),
        (receipts.receipt(cosigned=True), [LOG, WITNESS], "ditandatangani buku itu (kunci"),
        (receipts.receipt(), [LOG, WITNESS], "Saksi pendamping/p01 TIDAK ikut menandatangani"),
    ],
)
def test_the_last_sentence_says_who_vouches_for_it(
    kube: Kube, tmp_path: Path, receipt: Receipt, keys: list[proofs.Signer], said: str
) -> None:
    for path in keep(tmp_path, receipt):
        done = kube("receipt", "--check", path, *(word for key in keys for word in ("--key", key.vkey)))
        assert (done.code, done.err) == (0, "")
        assert said in plain(done.out)
        english = kube("--lang", "en", "receipt", "--check", path, *(w for key in keys for w in ("--key", key.vkey)))
        assert "PROVEN" in english.out.upper()
        assert not re.search("tidak|catatan|buku|ditandatangani", english.out)


def test_a_witness_whose_clock_is_beyond_all_calendars_is_named_without_it(kube: Kube, tmp_path: Path) -> None:
    text = receipts.receipt().checkpoint.text
    for time in (1, 2**62, 253_402_300_799):
        note = proofs.add_signature(receipts.note(7), proofs.sign_cosignature(text, WITNESS, time))
        path = keep(tmp_path, receipt_of(receipts.stored(), GROUP, 2, note))[0]
        done = kube("receipt", "--check", path, "--key", LOG.vkey, "--key", WITNESS.vkey)
        assert done.code == 0
        assert "Saksi pendamping/p01 ikut menandatangani kepala buku ini" in plain(done.out)


def forged(**fields: Any) -> Receipt:
    """A receipt in which something was written anew, its proof led to a head of its own."""
    entry = receipts.entry_of(2)
    event = DuesPaid(**{"occurred_on": receipts.DAY, "member_id": "m02", "amount": 5_002, **fields})
    records = [*receipts.RECORDS[:2], encode(specimens.attrs.evolve(entry, event=event)), *receipts.RECORDS[3:]]
    return receipt_of(receipts.stored(records[:7]), GROUP, 2)


def test_what_is_not_proven_says_why_and_shows_nothing_of_it(kube: Kube, tmp_path: Path) -> None:
    signed = receipts.receipt()
    changed = Path(tmp_path / "ubah")
    record = encode(receipts.entry_of(2))
    cheating = signed.to_text().replace(b64encode(record).decode(), b64encode(forged(amount=500_000).record).decode())
    changed.write_text(cheating, "utf-8")
    transplanted = tmp_path / "tempel"
    false = forged(amount=500_000)
    transplanted.write_text(
        Receipt(false.record, 2, false.proof, false.checkpoint, signed.signatures).to_text(), encoding="utf-8"
    )
    whole = keep(tmp_path, signed)[0]
    nothing = tmp_path / "kosong"
    nothing.write_bytes(b"")
    for path, asked, said in (
        (changed, ["--key", LOG.vkey], "dengan akar tersebut"),
        (changed, [], "dengan akar tersebut"),
        (transplanted, ["--key", LOG.vkey], "tanda tangannya tidak cocok"),
        (whole, ["--key", OTHER_LOG.vkey], "kunci yang disebut milik kube-ledger/mawar-1"),
        (whole, ["--code", "0000-0000-0000-0000"], f"kodenya {signed.short_code}, bukan 0000-0000-0000-0000"),
        (nothing, [], "kuitansi diawali c2sp.org/tlog-proof@v1"),
    ):
        done = kube("receipt", "--check", path, *asked)
        assert (done.code, done.err) == (1, "")
        assert done.out.startswith("TIDAK TERBUKTI: ")
        assert said in plain(done.out)
        assert "Rp" not in done.out
        machine = kube("--json", "receipt", "--check", path, *asked)
        assert (machine.code, machine.json["proven"]) == (1, False)
        english = kube("--lang", "en", "receipt", "--check", path, *asked)
        assert english.out.startswith("NOT proven: ")
        assert not re.search("tidak|catatan|kuitansi|kunci", english.out)


def test_the_logs_key_is_taken_from_its_file_whatever_it_is_called_there(kube: Kube, tmp_path: Path) -> None:
    (signed,) = keep(tmp_path, receipts.receipt())[:1]
    for name, key, code in (("buku", LOG, 0), (LOG.key.name, LOG, 0), ("buku", OTHER_LOG, 1)):
        file = tmp_path / "kunci.vkey"
        file.write_bytes(f"\ufeff{key.under(name).vkey}\r\n".encode())
        for told in (file, key.under(name).vkey):
            assert kube("receipt", "--check", signed, "--key", told).code == code
    cosigned = keep(tmp_path, receipts.receipt(cosigned=True))[0]
    assert kube("receipt", "--check", cosigned, "--key", WITNESS.vkey, "--key", LOG.under("buku").vkey).code == 0


def test_a_position_that_is_not_there_is_said_with_the_last_one_that_is(
    kube: Kube, told_book: Path, tmp_path: Path
) -> None:
    done = kube("kuitansi", told_book, SIZE, "--group", GROUP, "-o", tmp_path / "k.txt")
    assert (done.code, done.out, list(tmp_path.iterdir())) == (2, "", [])
    assert f"yang terakhir dari {SIZE} catatan bernomor {SIZE - 1}" in done.err


def test_a_head_of_the_report_decides_about_an_unsigned_receipt(kube: Kube, tmp_path: Path) -> None:
    head = tmp_path / "kepala.txt"
    head.write_text(receipts.unsigned().head, "utf-8")
    for receipt, code in ((receipts.unsigned(), 0), (forged(amount=500_000), 1), (receipts.unsigned(2, 8), 1)):
        for path in keep(tmp_path, receipt):
            assert kube("receipt", "--check", path, "--head", head).code == code
            assert kube("receipt", "--check", path).code == 0


def test_a_check_needs_no_ledger_and_reads_the_standard_input(shell: Kube) -> None:
    made = receipts.receipt()
    for data in (made.to_text().encode(), receipts.qr(made)):
        done = shell("receipt", "--check", "-", "--key", LOG.vkey, given=data)
        assert (done.code, done.err) == (0, "")
        assert "TERBUKTI" in done.out
    assert shell("receipt", "--check", "-").code == 1


def test_no_table_of_ours_is_asked_when_a_machine_asks(shell: Kube) -> None:
    done = shell("receipt", "--check", "-", "--json", given=receipts.receipt().to_text().encode())
    assert done.json["unchecked_signatures"] == 1


def test_an_unknown_type_is_named_and_nothing_of_it_shown(kube: Kube, tmp_path: Path) -> None:
    event = UnknownEvent(occurred_on=receipts.DAY, type="simpan/loan-given", version=2, payload=("sakit keras", 5_000))
    for path in keep(tmp_path, of_event(event)):
        done = kube("receipt", "--check", path)
        assert done.code == 0
        assert "Jenis catatan 'simpan/loan-given' versi 2 belum dikenal program ini" in plain(done.out)
        machine = kube("receipt", "--check", path, "--json")
        assert (machine.json["type"], machine.json["data"]) == ("simpan/loan-given", None)
        assert "sakit" not in done.out + machine.out


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_every_type_of_event_is_shown_in_both_languages(kube: Kube, tmp_path: Path, cls: type[Event]) -> None:
    for entry in specimens.entries_of(cls).values():
        receipt = receipt_of(receipts.stored([encode(entry)]), GROUP, 0)
        for lang in ("id", "en"):
            done = kube("receipt", "--check", keep(tmp_path, receipt)[0], "--lang", lang)
            assert (done.code, done.err) == (0, "")
            assert max(map(cell_len, done.out.splitlines())) <= 80
        machine = kube("receipt", "--check", keep(tmp_path, receipt)[0], "--json").json
        for field in sealed_fields(cls):
            assert machine["data"].get(field.name) in ({"private": True}, None)


# Whatever is in it.


NASTY: Final = ("\u2028", "\u200e", "\u061c", "\u206f", "\N{RIGHT-TO-LEFT MARK}")


def test_no_text_of_others_steers_the_terminal_or_leaves_the_paper(kube: Kube, tmp_path: Path) -> None:
    texts = ["x" * 2_000, "kata " * 400, "".join(NASTY), "会議" * 500, "TERBUKTI: " * 100]
    for text in texts:
        for path in keep(tmp_path, of_event(events.NoteAdded(occurred_on=receipts.DAY, target=0, text=text))):
            done = kube("receipt", "--check", path)
            assert done.code == 0
            assert max(map(cell_len, done.out.splitlines())) <= 80
            assert not set(NASTY) & set(done.out)
            assert done.out.count("\x1b") == 0


def test_long_ids_and_names_stay_on_the_paper_too(kube: Kube, tmp_path: Path) -> None:
    group, member = "g" * 64, "m" * 64
    event = DuesPaid(occurred_on=receipts.DAY, member_id=member, amount=2**53 - 1, meeting_id="w" * 64)
    entry = specimens.attrs.evolve(specimens.bare_entry(event), group_id=group, recorded_by="p" * 64)
    log = receipts.stored([encode(entry)], group)
    head = receipt_of(log, group, 0).checkpoint
    keys = [proofs.generate_key(head.origin, lambda size: b"n" * size)]
    witness = proofs.generate_key("\N{CYRILLIC SMALL LETTER A}\x9b\u202e" * 20, lambda _: b"w" * 32, type=4)
    note = proofs.add_signature(proofs.sign_note(head.text, keys), proofs.sign_cosignature(head.text, witness, 9))
    path = keep(tmp_path, receipt_of(log, group, 0, note))[0]
    done = kube("receipt", "--check", path, "--key", keys[0].vkey, "--key", witness.vkey)
    assert done.code == 0
    assert max(map(cell_len, done.out.splitlines())) <= 80
    assert not {"\x9b", "\u202e"} & set(done.out)
    assert "sembilan kuadriliun" in plain(done.out)


def checked(folder: Path, data: bytes, capsys: pytest.CaptureFixture[str], *keys: str) -> Done:
    path = folder / "kuitansi"
    path.write_bytes(data)
    capsys.readouterr()
    code = main(["receipt", "--check", str(path), *keys])
    return Done(code, *capsys.readouterr())


@settings(suppress_health_check=[*HealthCheck])
@given(st.data())
def test_a_receipt_changed_anywhere_gets_a_sentence_or_shows_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: st.DataObject
) -> None:
    made = receipts.receipt(2, 5, cosigned=True)
    whole = data.draw(st.sampled_from([made.to_text().encode(), receipts.qr(made)]))
    place = data.draw(st.integers(0, 8 * len(whole) - 1))
    changed = bytearray(whole)
    changed[place // 8] ^= 1 << place % 8
    before = checked(tmp_path, whole, capsys, "--key", LOG.vkey)
    after = checked(tmp_path, bytes(changed), capsys, "--key", LOG.vkey)
    assert before.code == 0
    assert after == before or (after.code == 1 and after.out.startswith("TIDAK TERBUKTI: "))


@settings(suppress_health_check=[*HealthCheck])
@given(st.binary(max_size=2_000))
@example(b"\x98" + b"\x91" * 899)
@example(b"c2sp.org/tlog-proof@v1\nextra \x1b[2J\nindex 0\n\nx\n0\nx\n")
@example(b"x" * 1_000_001)
def test_whatever_the_file_holds_there_is_a_sentence_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    done = checked(tmp_path, data, capsys)
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("TIDAK TERBUKTI: ")
    assert done.out.replace("\n", "").isprintable()
