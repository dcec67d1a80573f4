"""Code → the sentence for a person: Indonesian first, English second. Data only.

A sentence says what is, what was asked, and what to do. Formats in braces: see `wording._Filling`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import heads
from .backups import ERRORS as OF_BACKUPS
from .privacy import ERRORS as OF_PRIVACY
from .privacy import REMAINS
from .witness import ERRORS as OF_WITNESSES

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "unknown-type": (
        "Jenis catatan '{type}' tidak dikenal. Periksa ejaannya, atau perbarui aplikasi.",
        "The event type '{type}' is not known. Check its spelling, or update the application.",
    ),
    "invalid-field": (
        "Isian '{field}' tidak benar: {problem_id}. Perbaiki isian itu lalu catat lagi.",
        "The field '{field}' is not valid: {problem}. Correct it and record again.",
    ),
    "key-conflict": (
        "Kunci '{key}' sudah dipakai untuk catatan lain{position:place}. Pakai kunci baru untuk catatan baru.",
        "The key '{key}' already stands for another entry{position:place}. Use a new key for a new entry.",
    ),
    "unknown-group": (
        "Kelompok '{group}' belum dibentuk dalam buku ini. Catat dulu pembentukannya (group-formed).",
        "The group '{group}' has not been formed in this ledger. Record its group-formed first.",
    ),
    "group-exists": (
        "Kelompok '{group}' sudah dibentuk. Pembentukan hanya dicatat satu kali.",
        "The group '{group}' has been formed already. A group is formed once.",
    ),
    "digest-mismatch": (
        "Sidik saldo penutupan bulan {month:month} tidak cocok dengan buku. Tutup bulan lewat close_month.",
        "The digest given for closing {month} does not match the books. Build the event with close_month.",
    ),
    "month-closed": (
        (
            "Bulan {month:month} sudah ditutup, jadi tanggal {occurred_on:day} tidak bisa dicatat lagi. "
            "Catat dengan tanggal di bulan yang masih terbuka, atau buka kembali bulan itu dengan keputusan."
        ),
        (
            "{month:month} is closed, so nothing more can be dated {occurred_on:day}. "
            "Date it in an open month, or reopen that month by a decision."
        ),
    ),
    "signature-missing": (
        "'{type:word}' belum ditandatangani pencatatnya. Tanda tangani dulu dengan kunci pencatat.",
        "'{type:word}' carries no signature of its author. Sign it with the author's key.",
    ),
    "signature-invalid": (
        "Tanda tangan pada '{type:word}' tidak cocok dengan isinya. Tanda tangani lagi; jangan ubah isinya sesudah itu.",
        "The signature on '{type:word}' does not fit what it says. Sign again, and change nothing afterwards.",
    ),
    "key-not-in-force": (
        "Kunci '{person:word}' tidak berlaku pada saat pencatatan. Daftarkan kuncinya dulu (key-enrolled).",
        "No key of '{person:word}' is in force at the time of recording. Enrol one first (key-enrolled).",
    ),
    "not-authorised": (
        "'{person}' tidak berwenang mencatat '{type:word}'. Mintalah pengurus yang berwenang mencatatnya.",
        "'{person}' may not record '{type:word}'. Ask an officer who may.",
    ),
    "approval-missing": (
        "'{type:word}' perlu persetujuan pengurus kedua. Mintalah tanda tangannya lalu catat lagi.",
        "'{type:word}' needs the approval of a second officer. Get that signature, then record again.",
    ),
    "occurs-in-future": (
        "Tanggal kejadian {occurred_on:day} belum tiba (hari ini {today:day}). Periksa tanggalnya.",
        "The date {occurred_on:day} has not come yet (today is {today:day}). Check the date.",
    ),
    "unknown-member": (
        "'{person}' tidak pernah menjadi anggota kelompok ini. Periksa nomornya, atau catat dulu ia bergabung.",
        "'{person}' was never a member of this group. Check the id, or record the joining first.",
    ),
    "unknown-person": (
        "'{person}' tidak dikenal: bukan anggota dan bukan pengurus. Periksa nomornya.",
        "'{person}' is not known here: never a member, never in a role. Check the id.",
    ),
    "not-a-member-then": (
        "'{person}' bukan anggota pada {occurred_on:day}. Periksa tanggalnya atau orangnya.",
        "'{person}' was not a member on {occurred_on:day}. Check the date or the person.",
    ),
    "already-a-member": (
        (
            "'{person}' pada {occurred_on:day} sudah tercatat sebagai {held:word}. Anggota tidak bergabung dua kali, "
            "dan pendamping bukan anggota."
        ),
        "'{person}' is {held:word} already on {occurred_on:day}. A member joins once, and a facilitator is no member.",
    ),
    "role-taken": (
        "Jabatan {role:word} pada {occurred_on:day} dipegang '{holder}'. Akhiri dulu jabatannya (role-ended).",
        "The role {role} is held by '{holder}' on {occurred_on:day}. End it first (role-ended).",
    ),
    "unknown-fund": (
        "Dana '{fund}' belum dibuka. Periksa ejaannya, atau buka dulu dengan fund-opened.",
        "The fund '{fund}' has not been opened. Check its spelling, or open it with fund-opened.",
    ),
    "fund-restricted": (
        (
            "Dana {fund:word} terikat: uangnya tidak boleh keluar lewat '{type:word}'. "
            "Pakai dana lain, atau pindahkan dengan keputusan dan persetujuan pemberi."
        ),
        (
            "The fund {fund} is restricted: its money can't leave by '{type}'. "
            "Use another fund, or transfer it by a decision with the giver's consent."
        ),
    ),
    "unknown-reference": (
        "Rujukan {field} = '{reference}' tidak ada dalam buku. Periksa nomornya, atau catat dulu yang dirujuk.",
        "The reference {field} = '{reference}' does not stand in the books. Check it, or record what it refers to.",
    ),
    "duplicate-reference": (
        "{field} = '{reference}' sudah ada dalam buku{position:place}. Periksa lagi, atau pakai yang lain.",
        "{field} = '{reference}' stands in the books already{position:place}. Check it, or use another.",
    ),
    "already-reversed": (
        "Catatan nomor {target} sudah dibetulkan oleh nomor {position}. Satu catatan hanya dibetulkan sekali.",
        "Entry {target} has been reversed already, by entry {position}. An entry is reversed once.",
    ),
    "not-reversible": (
        "Catatan nomor {target} ({type:word}) tidak bisa dibatalkan: {instead_id}.",
        "Entry {target} ({type}) can't be reversed: {instead}.",
    ),
    "not-in-force": (
        "Keputusan '{reference}' tidak berlaku pada {occurred_on:day}. Rujuk keputusan yang berlaku hari itu.",
        "The decision '{reference}' is not in force on {occurred_on:day}. Cite one that is.",
    ),
    "over-ceiling": (
        (
            "Jumlah {asked:rp} melebihi batas {ceiling:rp} menurut keputusan '{decision}'. "
            "Kurangi jumlahnya, atau ambil keputusan baru dan rujuklah."
        ),
        (
            "The amount {asked:rp} is above the limit of {ceiling:rp} set by decision '{decision}'. "
            "Lower it, or decide anew and cite the decision."
        ),
    ),
    "already-split": (
        "Penjualan '{reference}' {how_id}{position:place}. Satu penjualan hanya dibagi satu kali.",
        "The sale '{reference}' {how}{position:place}. A sale is split once.",
    ),
    "split-mismatch": (
        "Bagi hasil tidak cocok pada {field:field}: seharusnya {wanted_id}. Hitung ulang pembagiannya (split_sale).",
        "The split is not right at {field}: it should be {wanted}. Build it with split_sale.",
    ),
    "over-paid": (
        "Pada {account:word} '{party}' tinggal {holds:rp}, dicatat {asked:rp}. Periksa jumlahnya.",
        "{account} of '{party}' holds {holds:rp}, {asked:rp} was asked. Check the amount.",
    ),
    "share-exceeds-balance": (
        "Bagian '{party}' yang belum dibayar {holds:rp}, diminta {asked:rp}. Periksa jumlahnya.",
        "The unpaid share of '{party}' is {holds:rp}, {asked:rp} was asked. Check the amount.",
    ),
    "insufficient-funds": (
        (
            "Uang {account:word} dana {fund:word} tinggal {holds:rp}, diminta {asked:rp}. "
            "Periksa jumlahnya, atau catat dulu uang yang masuk."
        ),
        (
            "The {account} of fund {fund} holds {holds:rp}, {asked:rp} was asked. "
            "Check the amount, or record first what came in."
        ),
    ),
    "insufficient-stock": (
        "Persediaan '{item}' tinggal {holds:number}, diminta {asked:number}. Periksa jumlahnya.",
        "There are {holds:number} of '{item}', {asked:number} were asked. Check the quantity.",
    ),
    "unbalanced": (
        "Jurnal catatan '{type}' tidak benar: {problem_id}. Ini kesalahan aplikasi; hubungi pembuatnya.",
        "The postings of '{type}' are not right: {problem}. This is a fault of the application.",
    ),
}

ERRORS: Final[Mapping[str, tuple[str, str]]] = {
    "unworded": ("Terjadi kesalahan '{code}'.", "Something went wrong: '{code}'."),
    "concurrency": (
        (
            "Buku kelompok '{group}' berisi {actual} catatan, bukan {expected}: ada yang mencatat lebih dulu. "
            "Baca lagi lalu ulangi."
        ),
        "group '{group}' is at size {actual}, not {expected}: someone else recorded first; read again and retry",
    ),
    "busy": (
        "Buku '{path}' sedang dipakai proses lain dan tidak kunjung bebas. Tunggu sebentar lalu ulangi.",
        "the ledger '{path}' is held by another process and did not become free; wait and retry",
    ),
    "outcome-unknown": (
        "Sambungan terputus saat menyimpan, jadi belum pasti tersimpan atau tidak. Ulangi dengan kunci yang sama.",
        "the connection was lost while committing, so the outcome is not known; retry with the same key",
    ),
    "poisoned": (
        (
            "Penyimpanan '{path}' gagal ({reason_id}), jadi buku ini ditutup demi keamanan. "
            "Buka lagi, lalu ulangi dengan kunci yang sama."
        ),
        (
            "writing to '{path}' failed ({reason}), so this handle is closed for safety; "
            "reopen the ledger and retry with the same key"
        ),
    ),
    "disk-full": (
        "Tempat penyimpanan '{path}' penuh; tidak ada yang dicatat. Kosongkan ruang lalu ulangi.",
        "the disk of '{path}' is full; nothing was recorded; free some space and retry",
    ),
    "no-ledger": (
        "Tidak ada buku di '{path}'. Periksa nama berkasnya, atau buat buku baru.",
        "there is no ledger at '{path}'; check the path, or create one",
    ),
    "ledger-exists": (
        "Di '{path}' sudah ada berkas. Buka buku itu, atau pilih nama lain.",
        "there is a file at '{path}' already; open it, or choose another name",
    ),
    "not-a-ledger": (
        "'{path}' bukan buku kube-ledger yang bisa dibaca ({reason_id}). Periksa namanya, atau pakai cadangan.",
        "'{path}' is no readable kube-ledger file ({reason}); check the path, or go on with a backup",
    ),
    "newer-format": (
        "Buku '{path}' memakai format {found}, aplikasi ini mengenal sampai format {known}: perbarui aplikasi.",
        "'{path}' has format {found}, this version knows up to {known}: update the application",
    ),
    "no-permission": (
        "Berkas '{path}' tidak boleh dibuka ({reason_id}). Periksa izin berkas dan foldernya.",
        "'{path}' may not be opened ({reason}); check the permissions of the file and its folder",
    ),
    "read-only": (
        "Di buku '{path}' tidak ada yang bisa dicatat ({reason_id}). Bacalah saja, atau atasi sebabnya.",
        "nothing can be recorded in the ledger '{path}' ({reason}); read it, or see to the reason",
    ),
    "decode": (
        "Ada catatan yang tidak terbaca{position:place}: {problem_id}. Jalankan periksa untuk melihat seluruh keadaannya.",
        "a record can't be decoded{position:place}: {problem}; run verify to see the whole state",
    ),
    "integrity": (
        "Catatan nomor {position} tidak utuh: {problem_id}. Jalankan periksa; mencatat hanya bisa dalam mode karantina.",
        "the record at position {position} is damaged: {problem}; run verify; recording needs quarantine=True",
    ),
    "unknown-event-type": (
        (
            "Buku memuat jenis catatan '{type}' versi {version}{position:place} yang belum dikenal aplikasi ini: "
            "butuh versi lebih baru."
        ),
        (
            "the ledger holds events of type '{type}' version {version}{position:place} that this domain lacks: "
            "a newer version or the app's own domain is needed"
        ),
    ),
    "proof": ("Bukti tidak sah: {problem_id}.", "the proof does not hold: {problem}"),
    "closed": ("Buku '{path}' sudah ditutup. Buka lagi untuk memakainya.", "the ledger '{path}' is closed; reopen it"),
    "forked": (
        "Buku '{path}' dibuka di proses lain. Buka sendiri di proses ini.",
        "the ledger '{path}' was opened in another process; open it again in this one",
    ),
    "missing-extra": (
        "Bagian ini butuh paket tambahan: pasang dengan pip install 'kube-ledger[{extra}]'.",
        "this needs an extra: install it with pip install 'kube-ledger[{extra}]'",
    ),
    "invalid-value": ("Isian tidak benar: {faults_id}. Perbaiki lalu ulangi.", "not valid: {faults}"),
    "invalid-domain": (
        "Domain '{domain}' tidak tersusun dengan benar. Ini kesalahan aplikasi; hubungi pembuatnya.",
        "the domain '{domain}' is not right: {problem}",
    ),
    "no-period": (
        "Laporan '{projection}' tidak memakai rentang tanggal.",
        "the projection '{projection}' takes no period: {instead}",
    ),
    "sensitive-in-clear": (
        "Isian peka disimpan terbuka, karena buku ini dibuka tanpa kunci penyegel.",
        "sensitive fields are stored in clear, because this ledger was opened without sealing keys",
    ),
}

FINDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "finding/bytes-invalid": (
        "Isi catatan nomor {position} tidak terbaca: {problem_id}.",
        "the bytes of entry {position} can't be read: {problem}",
    ),
    "finding/leaf-mismatch": (
        "Catatan nomor {position} atau sidiknya telah berubah sejak dicatat: keduanya tidak cocok.",
        "entry {position} or its leaf was changed after it was recorded: they do not match",
    ),
    "finding/frontier-mismatch": (
        "Rangkaian catatan nomor {first} sampai {last} tidak cocok dengan kepala buku: {problem_id}.",
        "the sequence of entries {first} to {last} does not match the head: {problem}",
    ),
    "finding/head-mismatch": (
        "Kepala buku tidak cocok dengan catatannya: {problem_id}.",
        "the head does not match the entries: {problem}",
    ),
    "finding/key-mismatch": (
        "Daftar kunci tidak cocok dengan catatan: {problem_id}.",
        "the key table does not match the entries: {problem}",
    ),
    "finding/order-broken": (
        "Urutan catatan rusak di nomor {position}: {problem_id}.",
        "the order of entries is broken at {position}: {problem}",
    ),
    "finding/unknown-version": (
        "Catatan nomor {position} berjenis '{type}' versi {version}, belum dikenal aplikasi ini.",
        "entry {position} is of type '{type}' version {version}, which this domain lacks",
    ),
    "finding/rule-broken": (
        "Catatan nomor {position} melanggar aturan. {sentence}",
        "entry {position} breaks a rule: {sentence_en}",
    ),
    "finding/digest-differs": (
        "Sidik saldo penutupan {month:month} (nomor {position}) tidak cocok dengan buku.",
        "the digest of the closing of {month:month} (entry {position}) does not match the books",
    ),
    **heads.FINDINGS,
    "finding/signature-invalid": (
        "Tanda tangan{position:place} tidak sah: {problem_id}.",
        "a signature does not hold{position:place}: {problem}",
    ),
    "finding/key-unknown": (
        "Tanda tangan{position:place} memakai kunci yang tidak berlaku: {problem_id}.",
        "a signature is by a key that does not count{position:place}: {problem}",
    ),
    "finding/sensitive-in-clear": (
        "Catatan nomor {position} memuat isian peka ({field:word}) yang tidak disegel.",
        "entry {position} holds a sensitive field ({field:word}) in clear",
    ),
    "finding/clock-went-back": (
        "Catatan nomor {position} bertanda waktu lebih awal daripada catatan sebelumnya.",
        "entry {position} was recorded at an earlier time than the one before it",
    ),
    "finding/cash-count-differs": (
        "Uang tunai dana {fund:word} dihitung {counted:rp}, menurut buku {expected:rp} (nomor {position}).",
        "The cash of fund {fund} was counted as {counted:rp}, the books say {expected:rp} (entry {position}).",
    ),
    "finding/spending-undecided": (
        "Pengeluaran {amount:rp} (nomor {position}) di atas {limit:rp} tanpa menyebut keputusan.",
        "The payment of {amount:rp} (entry {position}) is above {limit:rp} and cites no decision.",
    ),
    "finding/split-undecided": (
        "Bagi hasil (nomor {position}) tanpa menyebut keputusan.",
        "The split (entry {position}) cites no decision.",
    ),
    "finding/share-unpaid": (
        "Bagian '{person}' sebesar {amount:rp} sejak nomor {position} belum dibayarkan.",
        "The share of '{person}', {amount:rp} since entry {position}, has not been paid.",
    ),
    "finding/boxes-unaccounted": (
        "Pada PMT '{batch}' (nomor {position}) masih ada {left:number} kotak yang tidak tercatat ke mana.",
        "Of the batch '{batch}' (entry {position}) {left:number} boxes are neither delivered nor spoiled.",
    ),
    "finding/month-unclosed": ("Bulan {month:month} belum ditutup.", "{month:month} has not been closed."),
    "finding/aid-unaccounted": (
        "Belanja bantuan '{aid}' sebesar {amount:rp} (nomor {position}) belum ada buktinya.",
        "For the {amount:rp} spent of aid '{aid}' (entry {position}) there is no evidence.",
    ),
    "finding/aid-over-approved": (
        "Bantuan '{aid}' mencapai {amount:rp} di nomor {position}, yang disetujui {expected:rp}.",
        "The aid '{aid}' comes to {amount:rp} at entry {position}, approved were {expected:rp}.",
    ),
    "finding/met-while-suspended": (
        "Ada pertemuan pada {occurred_on:day} (nomor {position}) saat kegiatan dihentikan sementara.",
        "There was a meeting on {occurred_on:day} (entry {position}) while activity was suspended.",
    ),
    "finding/recorded-late": (
        "Kejadian {occurred_on:day} (nomor {position}) baru dicatat {days:number} hari kemudian.",
        "What happened on {occurred_on:day} (entry {position}) was recorded {days:number} days later.",
    ),
}

ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "integrity": (
        "Simpan berkas ini sebagai bukti, jangan dipakai mencatat, dan bandingkan dengan cadangan terakhir.",
        "Keep this file as evidence, record nothing more in it, and compare it with the last backup.",
    ),
    "derived": (
        "Catatannya sendiri utuh; bangun ulang data turunannya dengan periksa --repair.",
        "The entries themselves are intact; rebuild what is derived with verify --repair.",
    ),
    "consequence": (
        (
            "Pulihkan dulu catatan nomor {cause}, lalu periksa lagi: temuan ini mungkin hanya akibatnya, "
            "dan akibat yang sama tidak diulang."
        ),
        (
            "Restore entry {cause} first, then verify again: this may only be a consequence of it, "
            "and the same consequence is not repeated."
        ),
    ),
    "unsure": (
        (
            "Perbarui aplikasi dulu, lalu periksa lagi: catatan nomor {cause} belum dikenal, "
            "jadi temuan ini belum pasti, dan akibat yang sama tidak diulang."
        ),
        (
            "Update the application first, then verify again: entry {cause} is not known, "
            "so this is not certain, and the same consequence is not repeated."
        ),
    ),
    "update": (
        "Perbarui aplikasi, atau buka dengan aplikasi yang mencatatnya, lalu periksa lagi.",
        "Update the application, or open it with the one that recorded it, then verify again.",
    ),
    "bookkeeping": (
        "Tanyakan kepada pencatatnya, lalu catat penjelasan atau pembetulannya.",
        "Ask whoever recorded it, then record an explanation or a correction.",
    ),
    "privacy": (
        "Pasang kunci penyegel agar isian peka berikutnya tersegel.",
        "Set up sealing keys, so that further sensitive fields are sealed.",
    ),
    "count": (
        "Cari sebabnya; bila tidak ditemukan, bukukan selisihnya dengan keputusan.",
        "Look for the cause; if there is none, book the difference by a decision.",
    ),
    "decide": (
        "Bahas di pertemuan dan catat keputusannya; tambahkan catatan yang menunjuk ke sana.",
        "Put it before the meeting and record the decision; add a note that points to it.",
    ),
    "pay": ("Bayarkan bagiannya, lalu catat.", "Pay the share, then record it."),
    "boxes": (
        "Catat ke mana kotaknya: dibagikan atau rusak.",
        "Record what became of the boxes: delivered or spoiled.",
    ),
    "close": ("Tutup bulan itu setelah semua catatannya lengkap.", "Close that month once all its entries are in."),
    "evidence": (
        "Kumpulkan buktinya dan catat pertanggungjawaban bulan itu.",
        "Collect the evidence and record the accounting of that month.",
    ),
    "clock": (
        "Periksa jam dan tanggal gawai pencatat.",
        "Check the clock and the date of the recording device.",
    ),
    **heads.ADVICE,
}

_MORE: Final[Mapping[str, tuple[str, str]]] = {
    **OF_BACKUPS,
    **OF_PRIVACY,
    **REMAINS,
    **OF_WITNESSES,
    **heads.DOUBTS,
    **heads.KEEPING,
}
SENTENCES: Final[Mapping[str, tuple[str, str]]] = {**REFUSALS, **ERRORS, **_MORE, **FINDINGS}
