"""The command line's help: name → the text, Indonesian first, English second. Data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "help/usage": ("Pemakaian", "Usage"),
    "help/options-there": ("[PILIHAN]", "[OPTIONS]"),
    "help/verb-there": ("[PILIHAN] PERINTAH [ISIAN]…", "[OPTIONS] COMMAND [ARGUMENTS]…"),
    "help/arguments": ("Isian", "Arguments"),
    "help/options": ("Pilihan", "Options"),
    "help/verbs": ("Perintah", "Commands"),
    "help/command": (
        (
            "Buku kelompok usaha bersama (KUBE): apa yang terjadi dicatat sekali dan tidak pernah diubah, setiap "
            "angka dihitung dari catatan, dan siapa pun bisa memeriksa bahwa catatannya utuh."
        ),
        (
            "The book of a joint business group (KUBE): what happened is recorded once and never changed, every "
            "figure is computed from the records, and anybody can verify that they are intact."
        ),
    ),
    "help/epilog": (
        "Kode keluar: 0 selesai dan catatan utuh; 1 ditolak, atau catatan tidak utuh; 2 tidak bisa dijalankan.",
        "Exit codes: 0 done and the records intact; 1 refused, or records not intact; 2 it could not run.",
    ),
    # verbs, in a line
    "verb/demo": ("buku contoh satu kelompok, dicatat lalu ditampilkan", "a sample group's book, recorded and shown"),
    "verb/import": ("catat satu berkas, semua atau tidak sama sekali", "record a file, all of it or nothing"),
    "verb/export": ("tulis catatan satu kelompok ke berkas", "write a group's entries to a file"),
    "verb/replay": ("saldo dan partisipasi, kini atau pada saat lain", "balances and participation, now or then"),
    "verb/explain": ("dari catatan mana sebuah saldo berasal", "which entries a balance is made of"),
    "verb/book": ("tampilkan satu buku: kas, iuran, hadir, …", "show one book: cash, dues, attendance, …"),
    "verb/verify": ("periksa apakah catatan utuh", "verify that the records are intact"),
    "verb/checkpoint": ("cetak kepala buku untuk disimpan", "print the head, to be kept"),
    # verbs, at length
    "verb/demo/help": (
        (
            "Membuat buku contoh di BUKU (KUBE Melati 3, sepanjang 2019), lalu menampilkan Buku Kas, "
            "dana, Buku Iuran, partisipasi, dan hasil pemeriksaan."
        ),
        (
            "Make a sample ledger at PATH (KUBE Melati 3 in 2019), then show its cash book, funds, "
            "dues, participation and what verification says."
        ),
    ),
    "verb/import/help": (
        (
            "Mencatat semua baris BERKAS (JSON Lines, satu catatan per baris) ke BUKU, yang dibuat kalau belum "
            "ada. Kalau satu baris saja salah, semua baris yang salah disebutkan dan tidak ada yang dicatat. "
            "Berkas yang sama boleh diimpor lagi: yang punya kunci (key) tidak tercatat dua kali. Bundel (berkas "
            ".bundle) diperiksa dulu, lalu dipulihkan persis seperti aslinya: nomor, waktu dan sidiknya sama."
        ),
        (
            "Record all lines of FILE (JSON Lines, one event a line) in PATH, which is made if it is missing. If "
            "a single line is wrong, every wrong line is named and nothing is recorded. The same file may be "
            "imported again: what has a key is not recorded twice. A bundle (a .bundle file) is checked first and "
            "then restored exactly as it was: the same positions, times and root."
        ),
    ),
    "verb/export/help": (
        (
            "Menulis semua catatan satu kelompok ke berkas yang bisa diimpor lagi. Berkas lama diganti hanya "
            "kalau yang baru selesai ditulis. Bentuk bundle memuat seluruh buku beserta buktinya: siapa pun bisa "
            "memeriksanya tanpa program ini."
        ),
        (
            "Write all entries of a group to a file that can be imported again. An existing file is replaced only"
            " when the new one is complete. The format bundle holds the whole log with its proofs: anybody can check "
            "it without this program."
        ),
    ),
    "verb/replay/help": (
        (
            "Menghitung ulang dana, saldo, dan partisipasi dari catatan pertama. Dua waktu bisa dipilih: kapan "
            "kejadiannya (--occurred-on) dan kapan dicatatnya (--recorded-at)."
        ),
        (
            "Fold funds, balances and participation from the first entry on. Two times can be chosen: when it "
            "happened (--occurred-on) and when it was written down (--recorded-at)."
        ),
    ),
    "verb/explain/help": (
        "Menunjukkan setiap catatan yang membentuk saldo sebuah akun, misalnya cash (kas tunai) atau dues (iuran kas).",
        "Show every entry that a balance of an account is made of, such as cash or dues.",
    ),
    "verb/book/help": (
        (
            "Menampilkan satu buku, seluruhnya atau dalam rentang tanggal, menurut catatan kini atau pada saat lain; "
            "dengan --csv ditulis ke berkas untuk lembar kerja."
        ),
        (
            "Show one book, all of it or a range of days, from now or from another point of view; with --csv it is "
            "written to a file for a spreadsheet."
        ),
    ),
    "verb/checkpoint/help": (
        (
            "Mencetak tiga baris: nama buku, jumlah catatan dan sidiknya. Simpan di tempat lain: dengan tiga baris ini "
            "siapa pun kelak bisa memeriksa bahwa tidak ada catatan lama yang diubah (periksa --checkpoint). "
            "Dengan --key, tiga baris itu ditandatangani."
        ),
        (
            "Print three lines: the log's name, the number of entries and their root. Keep them elsewhere: with them "
            "anybody can check later that no earlier entry was changed (verify --checkpoint). With --key they are "
            "signed."
        ),
    ),
    "verb/verify/help": (
        (
            "Memeriksa setiap catatan: isinya, sidiknya, urutannya, dan apakah semua aturan dipatuhi. Tanpa "
            "--repair tidak ada yang diubah. Berkas .bundle juga bisa diperiksa, tanpa memulihkannya."
        ),
        (
            "Check every entry: its bytes, its leaf, its order, and that all rules were kept. Without --repair, "
            "it changes nothing. A .bundle file can be checked too, without restoring it."
        ),
    ),
    # arguments and options
    "metavar/book": ("NAMA", "NAME"),
    "argument/book": (
        "nama bukunya: kas, iuran, iks, hadir, notulen, penjualan, …",
        "the book's name: kas, iuran, iks, hadir, notulen, penjualan, …",
    ),
    "option/csv": (
        "tulis sebagai CSV ke berkas ini; - untuk keluaran baku",
        "write it as CSV to this file; - is the standard output",
    ),
    "metavar/path": ("BUKU", "PATH"),
    "metavar/file": ("BERKAS", "FILE"),
    "metavar/group": ("KELOMPOK", "ID"),
    "metavar/account": ("AKUN", "ACCOUNT"),
    "metavar/fund": ("DANA", "FUND"),
    "metavar/party": ("PIHAK", "PARTY"),
    "metavar/day": ("TANGGAL", "DATE"),
    "metavar/moment": ("WAKTU", "TIME"),
    "metavar/domain": ("PAKET.MODUL:NAMA", "PACKAGE.MODULE:NAME"),
    "argument/path": ("berkas buku, misalnya melati-3.kube", "the ledger's file, such as melati-3.kube"),
    "argument/file": (
        "berkas .jsonl atau .bundle; - untuk masukan baku",
        "a .jsonl or .bundle file; - is the standard input",
    ),
    "argument/path-or-bundle": (
        "berkas buku, misalnya melati-3.kube, atau berkas .bundle",
        "the ledger's file, such as melati-3.kube, or a .bundle file",
    ),
    "argument/account": ("nama akun: cash, bank, dues, …", "the account's name: cash, bank, dues, …"),
    "option/help": ("tampilkan bantuan ini", "show this help"),
    "option/version": ("tampilkan versi", "show the version"),
    "option/lang": ("bahasa: id (bawaan) atau en", "language: id (the default) or en"),
    "option/json": ("jawaban untuk program (JSON)", "an answer for programs (JSON)"),
    "option/domain": ("domain aplikasi lain, misalnya simpan:SIMPAN", "an app's own domain, such as simpan:SIMPAN"),
    "option/group": ("kelompok yang dimaksud (wajib)", "the group (needed)"),
    "option/one-group": ("satu kelompok saja; tanpa ini semua", "one group only; all without it"),
    "option/format": ("bentuk berkas (wajib)", "the form of the file (needed)"),
    "option/output": (
        "berkas hasil (wajib); - untuk keluaran baku",
        "the file to write (needed); - is the standard output",
    ),
    "option/occurred-on": ("hanya kejadian sampai tanggal ini", "only what happened by this day"),
    "option/recorded-at": (
        "hanya yang sudah dicatat pada saat ini; tanpa zona berarti waktu kelompok",
        "only what had been written down by this moment; without a zone, the group's time",
    ),
    "option/position": ("hanya catatan nomor 0 sampai N", "only the entries 0 to N"),
    "option/from": ("hari pertama rentang tanggal", "first day of the window"),
    "option/to": ("hari terakhir rentang tanggal", "last day of the window"),
    "option/fund": ("satu dana saja: kas, iks, …", "one fund only: kas, iks, …"),
    "option/party": ("satu anggota, penjualan, atau pesanan saja", "one member, sale or order only"),
    "option/strict": (
        "tampilkan juga hal pembukuan yang perlu ditanyakan, dan anggap sebagai temuan",
        "also show what a careful treasurer would ask, and count it as a finding",
    ),
    "option/log-key": (
        "berkas kunci buku: kepala buku ditandatangani dengannya",
        "file of the log's key: heads are signed with it",
    ),
    "option/passphrase-file": (
        "berkas berisi kata sandi kunci; tanpa ini ditanyakan",
        "file that holds the key's passphrase; else it is asked for",
    ),
    "option/seal-passphrase-file": (
        "berkas berisi kata sandi kunci segel di samping buku",
        "file that holds the passphrase of the sealing keys beside the ledger",
    ),
    "option/head-file": ("tulis kepala buku ke berkas ini", "write the head to this file"),
    "option/checkpoint": (
        "berkas kepala buku yang dulu dicetak atau disimpan, atau kuitansi: buku ini harus kelanjutannya",
        "a file with an earlier head, printed or kept, or a receipt: the log must extend it",
    ),
    "option/repair": (
        "bangun dulu kepala buku dan daftar kunci dari catatannya, kalau catatannya utuh",
        "first rebuild head and key table from the entries, if these are intact",
    ),
}
