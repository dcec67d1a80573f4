"""What is said about receipts (kuitansi): name → the text, Indonesian first, English second. Data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "verb/receipt": ("buat atau periksa kuitansi satu catatan", "make or check the receipt of one entry"),
    "verb/receipt/help": (
        (
            "Membuat kuitansi: berkas kecil yang membuktikan bahwa catatan NOMOR ada di buku kelompoknya, untuk "
            "disimpan anggota. Dengan --check kuitansi diperiksa, tanpa buku dan tanpa jaringan; yang ditampilkan "
            "adalah isi catatannya sendiri."
        ),
        (
            "Make a receipt: a small file that proves that the entry at POSITION is in its group's log, for a member "
            "to keep. With --check a receipt is checked, without a ledger and without a network; what is shown is "
            "the record itself."
        ),
    ),
    "metavar/position": ("NOMOR", "POSITION"),
    "metavar/vkey": ("KUNCI", "VKEY"),
    "metavar/code": ("KODE", "CODE"),
    "argument/position": ("nomor catatan, mulai 0", "the entry's position, from 0"),
    "option/receipt-output": (
        "berkas kuitansi yang dibuat; - untuk keluaran baku",
        "the receipt's file to write; - is the standard output",
    ),
    "option/receipt-head": (
        "berkas kepala buku (bertanda tangan, atau tiga barisnya) yang dipakai; dengan --check: harus sama",
        "a file with the head to use (signed, or its three lines); with --check: it must be this one",
    ),
    "option/qr": ("tulis juga isi kode QR ke berkas ini, kalau muat", "also write a QR code's bytes, where they fit"),
    "option/check": (
        "periksa kuitansi di berkas ini (teks atau isi kode QR); - untuk masukan baku",
        "check the receipt in this file (its text or a QR code's bytes); - is the standard input",
    ),
    "option/vkey": (
        "kunci publik buku atau saksi yang harus menandatangani; boleh berkali-kali",
        "a public key, of the log or a witness, that must have signed; may be repeated",
    ),
    "option/signer": (
        "kunci publik orang yang harus menandatangani catatannya, atau kuitansi pendaftaran kunci itu",
        "the public key of a person who must have signed the record, or the receipt that enrols it; may be repeated",
    ),
    "option/code": (
        "kode yang dibacakan lewat telepon: harus kode kuitansi ini",
        "the code that somebody read out: it must be the receipt's",
    ),
}

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "receipt/not-with-check": (
        "Isian {given} tidak dipakai bersama --check.",
        "{given} does not go with --check.",
    ),
    "receipt/only-with-check": (
        "Pilihan {given} hanya dipakai bersama --check.",
        "The option {given} goes with --check only.",
    ),
    "receipt/same-file": (
        "'{path}' disebut dua kali. Pilih nama berkas yang berbeda.",
        "'{path}' is named twice. Choose different files.",
    ),
}

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    # making
    "receipt/made": (
        "Kuitansi catatan nomor {position:number} kelompok {group} ditulis ke '{file}'. Kode: {code}",
        "The receipt of entry {position:number} of the group {group} was written to '{file}'. Code: {code}",
    ),
    "receipt/made-unsigned": (
        "Kepala bukunya ({size:number} catatan) tidak ditandatangani: cetak juga kepala buku itu di laporan bulanan.",
        "Its head ({size:number} entries) is not signed: print that head in the monthly report too.",
    ),
    "receipt/made-qr": (
        "Isi kode QR ({bytes:number} byte) ditulis ke '{file}'.",
        "The QR code's content ({bytes:number} bytes) was written to '{file}'.",
    ),
    "receipt/no-qr": (
        "Kuitansi ini terlalu panjang untuk kode QR, jadi '{file}' tidak ditulis. Pakai berkas teksnya dan kodenya.",
        "This receipt is too long for a QR code, so '{file}' was not written. Use its text file and its code.",
    ),
    "receipt/private": (
        "Kuitansi ini memuat data pribadi ({fields}) secara terbuka. Berikan hanya kepada yang bersangkutan.",
        "This receipt holds personal data ({fields}) in clear. Give it to the person concerned only.",
    ),
    # checking
    "receipt/title": ("Kuitansi kelompok {group}", "Receipt of the group {group}"),
    "receipt/kind": ("kejadian", "event"),
    "receipt/day": ("tanggal kejadian", "occurred on"),
    "receipt/recorded-by": ("dicatat oleh", "recorded by"),
    "receipt/recorded-at": ("dicatat pada", "recorded at"),
    "receipt/place": ("nomor catatan", "position"),
    "receipt/place-of": (
        "{position:number} (mulai dari 0), di buku berisi {size:number} catatan",
        "{position:number} (from 0), in a log of {size:number} entries",
    ),
    "receipt/root": ("sidik buku", "root"),
    "receipt/code": ("kode", "code"),
    "receipt/head": (
        "Kepala buku (tiga baris yang dicetak di laporan bulanan):",
        "Head (the three lines that the monthly report prints):",
    ),
    "receipt/author": ("pencatatnya", "its author"),
    "receipt/approver": ("penyetujunya", "who approves it"),
    "receipt/signature-unjudged": (
        (
            "Catatan ini memuat tanda tangan {whose} dengan kunci {key_id}, yang BELUM diperiksa: sebutkan kunci "
            "publik orangnya (--person)."
        ),
        (
            "The record bears a signature of {whose} by the key {key_id}, which was NOT judged: give that person's "
            "public key (--person)."
        ),
    ),
    "receipt/signature-of-key": (
        "Tanda tangan {whose} cocok dengan kunci {key_id} ({called}) yang Anda sebutkan.",
        "The signature of {whose} is of the key {key_id} ({called}) that you gave.",
    ),
    "receipt/signature-of-person": (
        (
            "Tanda tangan {whose} cocok dengan kunci {key_id}, yang didaftarkan buku ini untuk {person} pada catatan "
            "nomor {position:number}. Apakah kunci itu dicabut sesudahnya, kuitansi tidak bisa mengatakannya."
        ),
        (
            "The signature of {whose} is of the key {key_id}, which this log enrolled for {person} at entry "
            "{position:number}. Whether it was revoked after that, no receipt can say."
        ),
    ),
    "receipt/author-missing": (
        "Catatan ini menyebut kunci pencatat {key_id}, tetapi tanda tangannya TIDAK ada.",
        "The record names the author's key {key_id}, but bears NO signature of it.",
    ),
    "receipt/moment": ("{day:day} pukul {clock}", "{day:day} {clock}"),
    "receipt/unknown": (
        "Jenis catatan '{type}' versi {version} belum dikenal program ini, jadi isinya tidak ditampilkan.",
        "This program does not know events of type '{type}' version {version}, so what it says is not shown.",
    ),
    "receipt/witnessed": (
        "Saksi {witness} ikut menandatangani kepala buku ini.",
        "The witness {witness} cosigned this head.",
    ),
    "receipt/witnessed-at": (
        "Saksi {witness} ikut menandatangani kepala buku ini pada {moment}.",
        "The witness {witness} cosigned this head at {moment}.",
    ),
    "receipt/not-witnessed": (
        "Saksi {witness} TIDAK ikut menandatangani kepala buku ini.",
        "The witness {witness} has NOT cosigned this head.",
    ),
    "receipt/proven-signed": (
        "TERBUKTI: catatan ini ada di buku kelompok {group}, dan kepala bukunya ditandatangani buku itu (kunci {key}).",
        "PROVEN: this record is in the log of the group {group}, and the log has signed its head (key {key}).",
    ),
    "receipt/proven-witnessed": (
        "TERBUKTI: catatan ini ada di buku kelompok {group}, dan kepala bukunya ditandatangani saksi di atas.",
        "PROVEN: this record is in the log of the group {group}, and the witnesses above have signed its head.",
    ),
    "receipt/proven-head": (
        "TERBUKTI: catatan ini ada di buku kelompok {group}, dan kepala bukunya sama dengan yang ada di '{file}'.",
        "PROVEN: this record is in the log of the group {group}, and its head is the one in '{file}'.",
    ),
    "receipt/proven-unchecked": (
        (
            "Terbukti ada di buku dengan kepala di atas, tetapi tanda tangannya belum diperiksa: sebutkan kunci "
            "publik buku (--key), atau cocokkan ketiga baris kepala buku itu dengan yang tercetak di laporan bulanan."
        ),
        (
            "Proven to be in the log with the head above, but its signatures were not checked: give the log's public "
            "key (--key), or compare the three lines with the head printed in the monthly report."
        ),
    ),
    "receipt/proven-unsigned": (
        (
            "Terbukti ada di buku dengan kepala di atas, tetapi kepala itu tidak ditandatangani, jadi siapa pun bisa "
            "membuatnya: cocokkan ketiga barisnya dengan kepala buku yang tercetak di laporan bulanan."
        ),
        (
            "Proven to be in the log with the head above, but that head is not signed, so anybody could have made it: "
            "compare its three lines with the head printed in the monthly report."
        ),
    ),
    "receipt/not-proven": (
        "TIDAK TERBUKTI: {problem}. Kuitansi ini bukan bukti; minta kuitansi baru dari pencatat buku.",
        "NOT proven: {problem}. This receipt proves nothing; ask whoever keeps the books for a new one.",
    ),
    "receipt/other-code": ("kodenya {own}, bukan {told}", "its code is {own}, not {told}"),
}

VALUES: Final[Mapping[str, tuple[str, str]]] = {
    "value/private": ("(data pribadi, tidak ditampilkan)", "(personal data, not shown)"),
    "value/yes": ("ya", "yes"),
    "value/no": ("tidak", "no"),
    "value/empty": ("tidak ada", "none"),
    "value/unknown": ("(jenis yang belum dikenal)", "(of a type that is not known)"),
}

RECEIPTS: Final[Mapping[str, tuple[str, str]]] = {**HELP, **FAULTS, **ANSWERS}
