"""What the command line says: name → the text, Indonesian first, English second; and the few who fill them in.

Formats in braces: see `wording._Filling`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from . import SENTENCES, fill
from .backups import BACKUPS
from .bundles import BUNDLES
from .interface_help import HELP
from .keys import KEYS
from .privacy import PRIVACY
from .receipts import RECEIPTS
from .witness import WITNESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from . import Lang

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "stopped": ("Dihentikan atas permintaan.", "Stopped as you asked."),
    "usage": ("{problem} Bantuan: {command} --help", "{problem} Help: {command} --help"),
    "usage/extra": ("Isian '{given}' berlebih.", "'{given}' is too much."),
    "usage/choice": ("'{given}' bukan salah satu dari {choices}", "'{given}' is none of {choices}"),
    "usage/natural": ("'{given}' bukan bilangan bulat mulai 0", "'{given}' is no whole number from 0"),
    "usage/day": ("'{given}' bukan tanggal TTTT-BB-HH, misalnya 2019-07-07", "'{given}' is no date like 2019-07-07"),
    "usage/moment": (
        "'{given}' bukan tanggal dan jam, misalnya 2019-07-07T20:00",
        "'{given}' is no date and time like 2019-07-07T20:00",
    ),
    "usage/missing-option": ("Pilihan {name} belum diisi.", "The option {name} is missing."),
    "usage/missing-argument": ("{name} belum diisi.", "{name} is missing."),
    "usage/bad-value": ("{name} tidak benar: {problem}.", "{name} is not right: {problem}."),
    "usage/no-option": ("Pilihan {given} tidak dikenal.{hint}", "There is no option {given}.{hint}"),
    "usage/no-verb": ("Perintah '{given}' tidak dikenal.{hint}", "There is no command '{given}'.{hint}"),
    "usage/hint": (" Mungkin maksudnya {near}?", " Perhaps {near} was meant?"),
    "usage/no-value": ("Pilihan {name} tidak memakai isian.", "The option {name} takes no value."),
    "usage/value-missing": ("Pilihan {name} perlu isian.", "The option {name} needs a value."),
    "file/missing": (
        "Berkas '{path}' atau foldernya tidak ada. Periksa namanya.",
        "The file '{path}' or its folder is not there. Check its name.",
    ),
    "file/is-folder": (
        "'{path}' itu folder, bukan berkas. Sebutkan berkasnya.",
        "'{path}' is a folder, not a file. Name the file.",
    ),
    "file/not-folder": (
        "Bagian dari '{path}' bukan folder. Periksa namanya.",
        "A part of '{path}' is no folder. Check the name.",
    ),
    "file/denied": (
        "Berkas '{path}' tidak boleh dibuka: tidak ada izin. Periksa izin berkas dan foldernya.",
        "'{path}' may not be opened: permission denied. Check the permissions of the file and its folder.",
    ),
    "file/read-only": (
        "Berkas '{path}' tidak bisa ditulis: media ini hanya bisa dibaca. Pilih tempat lain.",
        "'{path}' can't be written: the medium is read-only. Choose another place.",
    ),
    "file/full": (
        "Tempat penyimpanan untuk '{path}' penuh. Kosongkan ruang lalu ulangi.",
        "There is no room for '{path}'. Free some space and try again.",
    ),
    "file/too-long": ("Nama '{path}' terlalu panjang.", "The name '{path}' is too long."),
    "file/too-many": (
        "Terlalu banyak berkas terbuka, jadi '{path}' tidak bisa dibuka. Tutup yang lain lalu ulangi.",
        "Too many files are open, so '{path}' can't be. Close others and try again.",
    ),
    "file/other": (
        "Berkas '{path}' gagal dibaca atau ditulis ({reason}). Periksa medianya lalu ulangi.",
        "'{path}' could not be read or written ({reason}). Check the medium and try again.",
    ),
    "checkpoint/other-key": (
        (
            "Kunci '{path}' ({key_id}) bukan kunci buku yang berlaku di kelompok {group}, jadi kepala bukunya tidak "
            "ditandatangani. Lihat kunci yang berlaku dengan perintah kunci daftar."
        ),
        (
            "The key '{path}' ({key_id}) is not one that the log of the group {group} signs with now, so its head was "
            "not signed. See those that count with keys list."
        ),
    ),
    "checkpoint/unreadable": (
        "'{path}' bukan kepala buku dan bukan kuitansi: {problem}. Periksa nama berkasnya.",
        "'{path}' holds neither a head nor a receipt: {problem}. Check the file's name.",
    ),
    "checkpoint/unsigned": (
        "Kepala buku ini tidak ditandatangani. Simpan di tempat lain, misalnya di laporan bulanan.",
        "This head is not signed. Keep it elsewhere, such as in the monthly report.",
    ),
    "checkpoint/written": ("Kepala buku ditulis ke '{file}'.", "The head was written to '{file}'."),
    "key/unusable": (
        "Kunci '{path}' tidak bisa dipakai: {problem}.",
        "The key '{path}' can't be used: {problem}.",
    ),
    "key/passphrase": ("Kata sandi kunci '{path}': ", "Passphrase of the key '{path}': "),
    "key/no-terminal": (
        "Kata sandi kunci '{path}' tidak bisa ditanyakan di sini. Sebutkan berkasnya dengan {option}.",
        "The passphrase of the key '{path}' can't be asked for here. Name a file of it with {option}.",
    ),
    "key/no-key": (
        "Kata sandi diberikan tanpa kunci. Sebutkan berkas kuncinya dengan --key.",
        "A passphrase was given without a key. Name the key's file with --key.",
    ),
    "input/none": ("Tidak ada masukan baku. Sebutkan berkasnya.", "There is no standard input. Name the file."),
    "output/full": (
        "Hasil tidak bisa ditulis: tempat penyimpanannya penuh. Kosongkan ruang lalu ulangi.",
        "The output can't be written: there is no room. Free some space and try again.",
    ),
    "output/other": (
        "Hasil tidak bisa ditulis ({reason}). Periksa tujuannya lalu ulangi.",
        "The output can't be written ({reason}). Check where it goes and try again.",
    ),
    "output/is-ledger": (
        "'{path}' adalah buku yang sedang dibaca dan tidak boleh ditimpa. Pilih nama lain untuk hasil ekspor.",
        "'{path}' is the ledger that is being read and must not be overwritten. Choose another name for the export.",
    ),
    "output/is-database": (
        "'{path}' adalah basis data (mungkin buku lain) dan tidak ditimpa. Pilih nama lain untuk hasil ekspor.",
        "'{path}' is a database (perhaps another ledger) and is not overwritten. Choose another name for the export.",
    ),
    "output/is-kept": (
        "'{path}' berisi kunci rahasia atau kepala buku yang harus tetap ada, jadi tidak ditimpa. Pilih nama lain.",
        "'{path}' holds a private key, or heads that must stay, so it is not overwritten. Choose another name.",
    ),
    "domain/form": (
        "'{domain}' bukan nama domain. Tulis sebagai paket.modul:NAMA, misalnya simpan:SIMPAN.",
        "'{domain}' is no domain's name. Write package.module:NAME, as in simpan:SIMPAN.",
    ),
    "domain/no-module": (
        "Modul '{module}' untuk domain '{domain}' tidak ditemukan. Periksa ejaannya, atau pasang paketnya.",
        "There is no module '{module}' for the domain '{domain}'. Check the spelling, or install its package.",
    ),
    "domain/failed": (
        "Modul domain '{domain}' gagal dimuat ({kind}: {problem}). Ini kesalahan aplikasi; hubungi pembuatnya.",
        "The module of domain '{domain}' failed to load ({kind}: {problem}). This is a fault of the application.",
    ),
    "domain/none-there": (
        "Tidak ada domain di '{domain}'. Periksa nama di belakang titik dua.",
        "There is no domain at '{domain}'. Check the name behind the colon.",
    ),
    "no-group": (
        "Kelompok '{group}' tidak ada dalam buku '{path}'. Yang ada: {held}.",
        "There is no group '{group}' in the ledger '{path}'. It holds: {held}.",
    ),
    "no-group/none": (
        "Kelompok '{group}' tidak ada: buku '{path}' belum memuat kelompok.",
        "There is no group '{group}': the ledger '{path}' holds none yet.",
    ),
    "period/backwards": (
        "Rentang tanggal terbalik: {start:day} lebih akhir daripada {end:day}. Tukar --from dan --to.",
        "The period is the wrong way round: {start:day} is after {end:day}. Swap --from and --to.",
    ),
    "moment/bounds": (
        "Waktu {moment} di luar jangkauan. Pilih waktu di antara tahun 1 dan 9999.",
        "The time {moment} is out of range. Choose one between the years 1 and 9999.",
    ),
    "import/format": (
        (
            "'{file}' tidak bisa diimpor: hanya berkas .jsonl (satu catatan per baris) atau .bundle, atau - untuk "
            "masukan baku."
        ),
        "'{file}' can't be imported: only a .jsonl file (one event a line) or a .bundle, or - for the standard input.",
    ),
    "explain/no-account": (
        "Tidak ada akun '{account}'. Akun yang ada: {accounts}.",
        "There is no account '{account}'. The accounts are: {accounts}.",
    ),
}

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    # import and export
    "import/standard-input": ("masukan baku", "standard input"),
    "import/refused": (
        "'{file}' ditolak: {faults:number} kesalahan di {lines:number} baris, jadi tidak ada yang dicatat.",
        "'{file}' is refused: {faults:number} faults in {lines:number} lines, so nothing was recorded.",
    ),
    "import/bad-line": ("{file} baris {line}: {problem}", "{file} line {line}: {problem}"),
    "import/bad-field": ("{file} baris {line}, {path}: {problem}", "{file} line {line}, {path}: {problem}"),
    "import/recorded": (
        "{recorded:number} catatan dari '{file}' dicatat ke '{path}'.",
        "{recorded:number} events of '{file}' were recorded in '{path}'.",
    ),
    "import/some-repeated": (
        "{repeated:number} catatan lain sudah pernah dicatat dan tidak diulang.",
        "{repeated:number} others had been recorded before and are not repeated.",
    ),
    "import/all-repeated": (
        "Tidak ada yang baru: {repeated:number} catatan dari '{file}' sudah pernah dicatat.",
        "Nothing is new: the {repeated:number} events of '{file}' had been recorded before.",
    ),
    "import/nothing": (
        "'{file}' tidak memuat catatan; tidak ada yang dicatat.",
        "'{file}' holds no event; nothing was recorded.",
    ),
    "import/without-key": (
        "{without_key:number} di antaranya tanpa kunci (key): kalau berkas ini diimpor lagi, tercatat dua kali.",
        "{without_key:number} of them have no key: if this file is imported again, they are recorded twice.",
    ),
    "book/empty": ("Belum ada isinya.", "There is nothing in it yet."),
    "book/written": ("{title} ditulis ke '{file}'.", "{title} was written to '{file}'."),
    "export/done": (
        "{exported:number} catatan kelompok {group} diekspor ke '{file}'.",
        "{exported:number} events of the group {group} were exported to '{file}'.",
    ),
    # replay and explain
    "replay/title": (
        "Kelompok {group}: {size:number} catatan, sidik {root}",
        "Group {group}: {size:number} entries, root {root}",
    ),
    "replay/occurred-on": ("Dilihat per {day:day} (tanggal kejadian).", "As of {day:day} (day of the event)."),
    "replay/recorded-at": (
        "Hanya yang sudah dicatat pada {moment}, waktu kelompok.",
        "Only what had been recorded by {moment}, the group's time.",
    ),
    "replay/position": (
        "Hanya catatan nomor 0 sampai {position:number}.",
        "Only the entries 0 to {position:number}.",
    ),
    "replay/below-zero": (
        "Catatan terlambat bisa membuat kas suatu hari tampak kurang dari nol: batas dinilai menurut urutan mencatat.",
        "A late entry may let a day's cash show less than zero: limits are judged in the order of recording.",
    ),
    "replay/no-money": ("Belum ada uang yang tercatat.", "No money has been recorded."),
    "replay/no-members": ("Belum ada anggota yang tercatat.", "No member has been recorded."),
    "replay/rates": (
        "a/b: a dari b kali yang bisa ia ikuti. Iuran yang tidak dibayar bukan utang.",
        "a/b: a out of b times she could take part. Dues not paid are no debt.",
    ),
    "replay/group-figures": ("Kelompok: {figures}.", "The group: {figures}."),
    "replay/facilitator": ("Pendamping {person}: {figures}.", "Facilitator {person}: {figures}."),
    "window/all": ("seluruh masa", "all days"),
    "window/since": ("sejak {start:day}", "since {start:day}"),
    "window/until": ("sampai {end:day}", "until {end:day}"),
    "window/between": ("{start:day} sampai {end:day}", "{start:day} to {end:day}"),
    "explain/title": (
        "{what}: {total:rp}, dari {lines:number} catatan",
        "{what}: {total:rp}, made of {lines:number} entries",
    ),
    "explain/title-credit": (
        "{what}: {total:rp} (kredit), dari {lines:number} catatan",
        "{what}: {total:rp} (credit), made of {lines:number} entries",
    ),
    "explain/fund": ("dana {fund}", "fund {fund}"),
    "explain/party": ("pihak {party}", "party {party}"),
    # verify
    "verify/intact": (
        "Catatan utuh: {size:number} catatan kelompok {group}, sidik {root}.",
        "Records intact: {size:number} entries of the group {group}, root {root}.",
    ),
    "verify/unknown-types": (
        (
            "Tetapi {unknown:number} di antaranya berjenis yang tidak dikenal program ini ({types:list}), "
            "jadi belum semuanya bisa diperiksa. "
            "Perbarui aplikasi, atau sebutkan domain aplikasi yang mencatatnya dengan --domain."
        ),
        (
            "But {unknown:number} of them are of types that this program does not know ({types:list}), "
            "so not all could be checked. "
            "Update the application, or name the domain of the one that recorded them with --domain."
        ),
    ),
    "verify/broken": (
        "Catatan TIDAK utuh: {findings:number} temuan pada {size:number} catatan kelompok {group}.",
        "Records NOT intact: {findings:number} findings in {size:number} entries of the group {group}.",
    ),
    "verify/whole": (
        "Buku secara keseluruhan TIDAK utuh: {findings:number} temuan di luar kelompok mana pun.",
        "The ledger as a whole is NOT intact: {findings:number} findings that concern no group.",
    ),
    "repair/mended": (
        "Kelompok {group} diperbaiki: {mended:number} temuan pada data turunan hilang, catatannya tidak disentuh.",
        "The group {group} is repaired: {mended:number} findings about derived data are gone; no record was touched.",
    ),
    "repair/refused": (
        "Kelompok {group} TIDAK diperbaiki: {refused:number} temuan menyangkut catatannya sendiri, jadi bukti.",
        "The group {group} is NOT repaired: {refused:number} findings concern the records themselves, so are evidence.",
    ),
    "repair/nothing": (
        "Kelompok {group}: tidak ada data turunan yang perlu diperbaiki.",
        "The group {group}: nothing that is derived needs repair.",
    ),
    "verify/bookkeeping": (
        "{findings:number} hal yang perlu ditanyakan bendahara:",
        "{findings:number} things that a treasurer should ask about:",
    ),
    "verify/bookkeeping-hint": (
        "Ada {findings:number} hal pembukuan yang perlu ditanyakan; lihat dengan --strict.",
        "There are {findings:number} bookkeeping questions; --strict shows them.",
    ),
    "unauthorised/title": (
        "{entries:number} catatan dibuat tanpa wewenang (nomor {positions}). Saldo dengan dan tanpa catatan itu:",
        "{entries:number} entries were recorded by nobody entitled to ({positions}). Balances with and without them:",
    ),
    "unauthorised/reversals": (
        "Pembetulannya (nomor {positions}) dikeluarkan bersamanya.",
        "Their reversals ({positions}) are left out together with them.",
    ),
    "unauthorised/more": ("{listed} dan {more:number} lagi", "{listed} and {more:number} more"),
    "unauthorised/nothing-moved": (
        "Saldonya sama dengan dan tanpa catatan itu.",
        "The balances are the same with and without them.",
    ),
    "unauthorised/incomplete": (
        "Tidak semua catatan terbaca: saldo ini baru dari catatan yang terbaca. Periksa lagi setelah bukunya pulih.",
        "Not every entry could be read: these balances are of those that could. Verify again once they are restored.",
    ),
    "unauthorised/unchecked": (
        "Wewenang para pencatat tidak diperiksa: untuk memeriksa tanda tangan, pasang kube-ledger[proofs].",
        "Who was entitled to record was not checked: to check signatures, install kube-ledger[proofs].",
    ),
    "verify/advice": ("Saran", "Advice"),
    "verify/no-groups": ("Buku '{path}' belum memuat kelompok.", "The ledger '{path}' holds no group yet."),
    "progress/replay": ("Memutar ulang catatan", "Replaying entries"),
    "progress/import": ("Membaca baris", "Reading lines"),
    "progress/export": ("Mengekspor catatan", "Exporting entries"),
    "progress/verify": ("Memeriksa catatan", "Verifying entries"),
    # demo
    "demo/title": (
        "Buku contoh kelompok {group}: {size:number} catatan",
        "The sample book of the group {group}: {size:number} entries",
    ),
    "demo/root": ("Sidik: {root}", "Root: {root}"),
    "demo/sample": (
        "Cara kerjanya menurut penelitian lapangan 2020; jumlah uangnya pengandaian.",
        "How it works is from a field study of 2020; the amounts are assumptions.",
    ),
    "demo/try-replay": (
        "kube-ledger putar-ulang {path} --group {group}",
        "kube-ledger --lang en replay {path} --group {group}",
    ),
    "demo/try-past": (
        "kube-ledger putar-ulang {path} --group {group} --occurred-on 2019-03-31",
        "kube-ledger --lang en replay {path} --group {group} --occurred-on 2019-03-31",
    ),
    "demo/try-explain": (
        "kube-ledger jelaskan {path} cash --group {group} --fund iks",
        "kube-ledger --lang en explain {path} cash --group {group} --fund iks",
    ),
    "demo/try-strict": ("kube-ledger periksa {path} --strict", "kube-ledger --lang en verify {path} --strict"),
    "demo/try-export": (
        "kube-ledger ekspor {path} --group {group} --format jsonl -o melati-3.jsonl",
        "kube-ledger --lang en export {path} --group {group} --format jsonl -o melati-3.jsonl",
    ),
    "cash-book/opening": ("Saldo sebelumnya", "Brought forward"),
    "cash-book/closing": ("Jumlah dan saldo akhir", "Totals and closing balance"),
    "cash-book/members": ("{members:number} anggota", "{members:number} members"),
}

TABLES: Final[Mapping[str, tuple[str, str]]] = {
    "heading/funds": ("Dana", "Funds"),
    "heading/other-balances": ("Saldo akun lain", "Other balances"),
    "heading/participation": ("Partisipasi ({window})", "Participation ({window})"),
    "heading/cash-book": ("Buku Kas, {month} (Rp)", "Cash book, {month} (Rp)"),
    "heading/dues": ("Buku Iuran, {month} (Rp)", "Dues, {month} (Rp)"),
    "heading/verified": ("Pemeriksaan", "Verification"),
    "heading/next": ("Coba berikutnya", "What to try next"),
    "column/fund": ("Dana", "Fund"),
    "column/account": ("Akun", "Account"),
    "column/debit": ("Debit", "Debit"),
    "column/credit": ("Kredit", "Credit"),
    "column/with": ("Dengan", "With"),
    "column/without": ("Tanpa", "Without"),
    "column/total": ("Jumlah", "Total"),
    "column/amount": ("Jumlah", "Amount"),
    "column/member": ("Anggota", "Member"),
    "column/attended": ("Hadir", "Came"),
    "column/dues": ("Iuran", "Dues"),
    "short/attendance": ("Hadir", "Came"),
    "short/decision": ("Putusan", "Decided"),
    "short/idea": ("Usulan", "Ideas"),
    "short/hope": ("Harapan", "Hopes"),
    "short/labour": ("Tenaga", "Labour"),
    "short/skill": ("Mahir", "Skill"),
    "short/social_service": ("Sosial", "Social"),
    "short/money": ("Iuran", "Dues"),
    "short/goods": ("Barang", "Goods"),
    "short/learning": ("Belajar", "Taught"),
    "short/solidarity": ("IKS", "IKS"),
}

_MORE: Final[Mapping[str, tuple[str, str]]] = {**RECEIPTS, **WITNESS, **BACKUPS, **BUNDLES, **KEYS, **PRIVACY}
INTERFACE: Final[Mapping[str, tuple[str, str]]] = {**HELP, **FAULTS, **ANSWERS, **TABLES, **_MORE}


class Words:
    """The texts in one language.

    Args:
        lang: Which.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, name: str, /, **facts: Any) -> str:
        """A text with its figures filled in; of a stable code, its sentence.

        Raises:
            KeyError: There is no such text.
        """
        pair = INTERFACE.get(name) or SENTENCES[name]
        return fill(pair, facts, self.lang)
