"""What is said about the witness (saksi): name → the text, Indonesian first, English second. Data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ERRORS: Final[Mapping[str, tuple[str, str]]] = {
    "not-a-witness": (
        "Folder saksi '{path}' tidak bisa dipakai ({reason_id}). Periksa nama foldernya; jangan menghapus isinya.",
        "'{path}' can't be used as a witness's memory ({reason}); check its name, and delete nothing in it",
    ),
}

REMARKS: Final[Mapping[str, tuple[str, str]]] = {
    "two-roots": (
        (
            "BUKTI: dua kepala buku kelompok {group} yang tidak mungkin sama-sama benar.\n"
            "Keduanya menyebut {seen:number} catatan, tetapi sidiknya berbeda: jadi isinya berbeda.\n"
            "'seen' adalah kepala buku yang lebih dulu dilihat saksi, 'shown' yang ditunjukkan kemudian.\n"
            "Simpan berkas ini. Kirimkan salinannya ke kantor pendamping; jangan diubah."
        ),
        (
            "EVIDENCE: two heads of the log of the group {group} that can't both be true.\n"
            "Both say {seen:number} entries, and their roots differ: so the entries do.\n"
            "'seen' is the head that the witness saw first, 'shown' the one that came later. Keep this file."
        ),
    ),
    "other-past": (
        (
            "BUKTI: dua kepala buku kelompok {group} yang tidak mungkin sama-sama benar.\n"
            "'seen' ({seen:number} catatan) lebih dulu dilihat saksi, 'shown' ({shown:number} catatan) ditunjukkan "
            "kemudian.\n"
            "Yang lebih panjang seharusnya memuat yang lebih pendek, tetapi pada {small:number} catatan sidiknya lain\n"
            "('root'; baris-baris sesudahnya membuktikannya): catatan lama telah diganti.\n"
            "Simpan berkas ini. Kirimkan salinannya ke kantor pendamping; jangan diubah."
        ),
        (
            "EVIDENCE: two heads of the log of the group {group} that can't both be true.\n"
            "'seen' ({seen:number} entries) was seen first, 'shown' ({shown:number} entries) came later.\n"
            "The longer one should contain the shorter, and has another root at {small:number} entries\n"
            "('root'; the lines behind it prove that): earlier entries were replaced. Keep this file."
        ),
    ),
    "two-logs": (
        (
            "Dua buku dengan nama kelompok yang sama, {group}, tetapi catatan pertamanya berbeda.\n"
            "Mungkin bukunya dimulai ulang dari awal, mungkin ini kelompok lain yang kebetulan bernama sama.\n"
            "'seen' ({seen:number} catatan) lebih dulu dilihat saksi, 'shown' ({shown:number} catatan) ditunjukkan "
            "kemudian.\n"
            "Simpan berkas ini dan tanyakan ke kantor pendamping."
        ),
        (
            "Two logs of one group's name, {group}, that begin with different entries.\n"
            "Perhaps the log was begun anew, perhaps another group has the same name.\n"
            "'seen' ({seen:number} entries) was seen first, 'shown' ({shown:number} entries) came later.\n"
            "Keep this file."
        ),
    ),
}

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "verb/witness": ("ikut menandatangani buku yang hanya bertambah", "cosign a log that has only grown"),
    "verb/witness/help": (
        (
            "Dipakai pendamping di gawainya sendiri. Saksi mengingat kepala buku terakhir tiap kelompok di folder "
            "SAKSI, "
            "dan ikut menandatangani kepala buku baru hanya kalau buku itu kelanjutan dari yang diingatnya. Kalau "
            "ada dua "
            "kepala buku yang tidak mungkin sama-sama benar, keduanya disimpan sebagai bukti dan ditampilkan. DARI "
            "adalah "
            "berkas buku (.kube), permintaan dari bendahara (kepala --since), atau kepala buku saja."
        ),
        (
            "For the facilitator, on her own device. The witness remembers each group's last head in the folder STORE, "
            "and cosigns a new head only if the log extends what she remembers. Of two heads that can't both be true "
            "she "
            "keeps both as evidence and shows them. FROM is a ledger file, a treasurer's request (checkpoint --since), "
            "or a head alone."
        ),
    ),
    "metavar/store": ("SAKSI", "STORE"),
    "metavar/from": ("DARI", "FROM"),
    "metavar/name": ("NAMA", "NAME"),
    "argument/store": ("folder ingatan saksi", "the folder of the witness's memory"),
    "argument/from": (
        "berkas buku, permintaan, atau kepala buku; - untuk masukan baku",
        "a ledger file, a request or a head; - is the standard input",
    ),
    "option/head-key": (
        "kunci publik buku atau saksi (atau berkasnya) untuk memeriksa kepala buku itu; boleh berkali-kali",
        "a public key of the log or a witness (or its file) to check that head with; may be repeated",
    ),
    "option/since": (
        "untuk saksi yang terakhir melihat N catatan: sertakan bukti bahwa buku hanya bertambah sejak itu",
        "for a witness who has last seen N entries: with the proof that the log only grew since then",
    ),
    "option/witness-group": ("kelompoknya, kalau DARI berkas buku", "the group, where FROM is a ledger file"),
    "option/witness-head": (
        "kepala buku yang dipakai, misalnya yang ditandatangani bukunya; tanpa ini yang sekarang",
        "the head to cosign, such as one that the log signed; without it that of now",
    ),
    "option/witness-key": (
        "kunci publik buku (atau berkasnya); sekali dikenal, buku itu harus selalu bertanda tangan",
        "the log's public key (or its file); once it is known, the log must always have signed",
    ),
    "option/witness-output": (
        "berkas untuk kepala buku bertanda tangan saksi; tanpa ini ke keluaran baku",
        "the file for the cosigned head; without it, to the standard output",
    ),
    "option/create": (
        "buat folder saksi dan kuncinya, sekali saja; NAMA tanpa spasi, misalnya pendamping/ibu-rina",
        "make the folder and its key, once; NAME has no spaces, such as pendamping/ibu-rina",
    ),
    "option/list": ("tampilkan apa yang diingat saksi", "show what the witness remembers"),
    "option/another-log": (
        "ini buku kelompok lain yang kebetulan bernama sama, bukan buku yang dimulai ulang",
        "this is the log of another group of the same name, not one that was begun anew",
    ),
}

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "witness/alone": (
        "Pilihan {given} tidak dipakai bersama {with_}.",
        "The option {given} does not go with {with_}.",
    ),
    "witness/other-group": (
        "'{path}' berisi kepala buku kelompok {held}, bukan {group}.",
        "'{path}' holds a head of the group {held}, not of {group}.",
    ),
    "witness/unreadable": (
        "'{path}' bukan berkas buku, bukan permintaan kepada saksi, dan bukan kepala buku: {problem}.",
        "'{path}' is no ledger file, no request to a witness and no head: {problem}.",
    ),
    "witness/key": (
        "Kunci saksi di '{path}' tidak bisa dipakai: {problem}.",
        "The witness's key in '{path}' can't be used: {problem}.",
    ),
}

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "checkpoint/requested": (
        "Permintaan untuk saksi yang sudah melihat {since:number} catatan ditulis ke '{file}'. Kirimkan kepada saksi.",
        "The request to a witness who has seen {since:number} entries was written to '{file}'. Send it to her.",
    ),
    "witness/created": (
        "Folder saksi '{path}' dibuat. Simpan kata sandinya baik-baik: tanpa itu kunci saksi tidak bisa dipakai lagi.",
        "The witness's folder '{path}' is made. Keep its passphrase: without it the key can't be used again.",
    ),
    "witness/hand-out": (
        "Kunci publiknya, untuk dibagikan ke kantor dan bendahara:",
        "Its public key, to hand out to the office and the treasurer:",
    ),
    "witness/unknown-log": (
        (
            "Buku kelompok {group} BARU bagi saksi ini: belum pernah dilihat, jadi kepala bukunya ({size:number} "
            "catatan, "
            "kode {code}) dipercaya apa adanya. Cocokkan dulu kodenya dengan kantor atau laporan bulanan; kalau ragu, "
            "hentikan dengan Ctrl-C."
        ),
        (
            "The log of the group {group} is NEW to this witness: she has never seen it, so its head ({size:number} "
            "entries, code {code}) is believed as it is. Compare the code with the office or the monthly report first; "
            "if in doubt, stop with Ctrl-C."
        ),
    ),
    "witness/first": (
        "Saksi {witness} mulai mengingat buku kelompok {group} dari {size:number} catatan, dan menandatanganinya.",
        "The witness {witness} remembers the log of the group {group} from {size:number} entries on, and cosigned it.",
    ),
    "witness/grown": (
        (
            "Buku kelompok {group} hanya bertambah: dari {seen:number} menjadi {size:number} catatan, tidak ada "
            "catatan "
            "lama yang berubah. Saksi {witness} menandatanganinya."
        ),
        (
            "The log of the group {group} has only grown: from {seen:number} to {size:number} entries, no earlier "
            "entry "
            "was changed. The witness {witness} cosigned it."
        ),
    ),
    "witness/again": (
        "Kepala buku kelompok {group} masih sama: {size:number} catatan. Saksi {witness} menandatanganinya lagi.",
        "The head of the group {group} is the same: {size:number} entries. The witness {witness} cosigned it again.",
    ),
    "witness/log-signed": (
        "Buku itu sendiri juga menandatanganinya (kunci {key}).",
        "The log itself has signed it too (key {key}).",
    ),
    "witness/log-unsigned": (
        "Buku itu sendiri TIDAK menandatangani kepala ini: yang menandatangani hanya saksi.",
        "The log itself has NOT signed this head: only the witness has.",
    ),
    "witness/log-unchecked": (
        (
            "Tanda tangan lain pada kepala buku ini tidak diperiksa, karena kuncinya tidak dikenal saksi. Mintalah "
            "berkas kunci publik buku (.vkey) langsung dari pemegangnya, cocokkan nomor kuncinya lewat telepon "
            "(kunci lihat BERKAS), lalu ulangi dengan --key BERKAS. Kunci yang tertulis di buku itu sendiri tidak "
            "membuktikan apa-apa tentang buku itu."
        ),
        (
            "Other signatures under this head were not checked, for the witness does not know their keys. Ask whoever "
            "holds the log's key for its public key's file (.vkey), compare the key's id over the telephone (keys "
            "show FILE), then call this again with --key FILE. A key that stands in the book itself proves nothing "
            "about that book."
        ),
    ),
    "witness/written": (
        "Kepala buku bertanda tangan saksi ditulis ke '{file}'. Kirimkan kembali kepada bendahara.",
        "The cosigned head was written to '{file}'. Send it back to the treasurer.",
    ),
    "witness/telephone": ("Untuk dibacakan lewat telepon:", "To be read out over the telephone:"),
    "witness/refused": (
        "DITOLAK, tidak ditandatangani: {problem}. Ingatan saksi tidak berubah.",
        "REFUSED, not cosigned: {problem}. The witness's memory is as it was.",
    ),
    "witness/two-roots": (
        (
            "BERHENTI. Ada dua kepala buku kelompok {group} yang sama-sama menyebut {size:number} catatan, tetapi "
            "isinya "
            "berbeda. Keduanya tidak mungkin sama-sama benar."
        ),
        (
            "STOP. There are two heads of the group {group} that both say {size:number} entries, of different content. "
            "They can't both be true."
        ),
    ),
    "witness/other-past": (
        (
            "BERHENTI. Catatan lama kelompok {group} telah diganti: pada {small:number} catatan pertama isinya bukan "
            "lagi "
            "yang dulu dilihat saksi. Kedua kepala buku di bawah tidak mungkin sama-sama benar."
        ),
        (
            "STOP. Earlier entries of the group {group} were replaced: the first {small:number} are no longer those "
            "that "
            "the witness saw. The two heads below can't both be true."
        ),
    ),
    "witness/two-logs": (
        (
            "BERHENTI. Saksi sudah mengingat buku lain milik kelompok {group}, dengan catatan pertama yang berbeda. "
            "Mungkin bukunya dimulai ulang, mungkin ini kelompok lain yang bernama sama: tanyakan ke kantor. Kalau "
            "benar "
            "kelompok lain, ulangi dengan --another-log."
        ),
        (
            "STOP. The witness remembers another log of the group {group}, with another first entry. Perhaps it was "
            "begun anew, perhaps this is another group of the same name: ask the office. If it is another group, "
            "repeat "
            "with --another-log."
        ),
    ),
    "witness/agreed": (
        "Sampai {agreed:number} catatan keduanya masih sama.",
        "Up to {agreed:number} entries both are still the same.",
    ),
    "witness/who": (
        "Kedua kepala buku ditandatangani kunci buku itu sendiri.",
        "Both heads are signed with the log's own key.",
    ),
    "witness/who-unknown": (
        (
            "Tidak kedua-duanya ditandatangani kunci buku yang dikenal, jadi ini belum membuktikan siapa yang "
            "menggantinya."
        ),
        "They are not both signed with a known key of the log, so this does not prove who replaced them.",
    ),
    "witness/evidence": (
        "Keduanya disimpan sebagai bukti di '{file}'. Jangan dihapus; kirimkan salinannya ke kantor.",
        "Both are kept as evidence in '{file}'. Do not delete it; send a copy to the office.",
    ),
    "witness/also": (
        (
            "PERHATIAN: kepala buku ini sambung dengan yang diingat saksi, tetapi tidak dengan kepala buku lain yang "
            "juga "
            "ditandatangani buku itu. Keduanya tidak mungkin sama-sama benar."
        ),
        (
            "NOTE: this head extends what the witness remembers, but not another head that the log has signed too. "
            "These two can't both be true."
        ),
    ),
    "witness/unproven": (
        (
            "Belum bisa ditandatangani: bukti sambungan dari {seen:number} ke {size:number} catatan tidak cocok. "
            "Mungkin "
            "berkasnya rusak di jalan; belum ada yang bisa disalahkan. Minta lagi kepada bendahara: permintaan baru "
            "(kepala --since {seen}), atau berkas bukunya."
        ),
        (
            "Not cosigned yet: the proof from {seen:number} to {size:number} entries does not hold. Perhaps the file "
            "was "
            "damaged on its way; nobody is to blame yet. Ask the treasurer for another request (checkpoint --since "
            "{seen}), or for the ledger file."
        ),
    ),
    "witness/other-start": (
        (
            "Belum bisa ditandatangani: bukti sambungan ini dimulai dari ukuran lain. Saksi terakhir melihat "
            "{seen:number} catatan; minta kepada bendahara permintaan yang baru (kepala --since {seen})."
        ),
        (
            "Not cosigned yet: this proof begins at another size. The witness has last seen {seen:number} entries; ask "
            "the treasurer for a new request (checkpoint --since {seen})."
        ),
    ),
    "witness/older-known": (
        (
            "Ini kepala buku yang lebih lama: {size:number} catatan, sedangkan saksi sudah melihat {seen:number}. "
            "Isinya "
            "cocok dengan awal buku yang diingat saksi, jadi tidak ada yang salah; tidak ada yang perlu ditandatangani."
        ),
        (
            "This head is older: {size:number} entries, and the witness has seen {seen:number} already. It is how "
            "the log "
            "that she remembers began, so nothing is wrong, and there is nothing to cosign."
        ),
    ),
    "witness/older-unknown": (
        (
            "Buku ini lebih pendek daripada yang pernah dilihat saksi: {size:number} catatan, dulu sudah "
            "{seen:number}. "
            "Mungkin ini salinan lama, mungkin buku dikembalikan ke cadangan lama. Jangan mencatat di buku ini sebelum "
            "jelas; minta berkas buku yang terbaru kepada bendahara."
        ),
        (
            "This log is shorter than the witness has seen it: {size:number} entries, and {seen:number} already then. "
            "Perhaps it is an old copy, perhaps it was put back to an old backup. Record nothing in it until that is "
            "clear; ask the treasurer for the latest ledger file."
        ),
    ),
    "witness/damaged": (
        "Berkas bukunya sendiri rusak, jadi tidak ditandatangani. Periksa dengan: kube-ledger periksa {path}",
        "The ledger file itself is damaged, so nothing is cosigned. Check it: kube-ledger verify {path}",
    ),
    "witness/seen-head": ("Yang lebih dulu dilihat saksi:", "What the witness saw first:"),
    "witness/shown-head": ("Yang ditunjukkan kemudian:", "What was shown later:"),
    "witness/list": (
        "Saksi {witness} mengingat {logs:number} buku:",
        "The witness {witness} remembers {logs:number} logs:",
    ),
    "witness/list-nothing": (
        "Saksi {witness} belum mengingat buku apa pun.",
        "The witness {witness} remembers no log.",
    ),
    "witness/list-log": (
        "{group}: {size:number} catatan, kode {code}, ditandatangani {moment}; {heads:number} kepala buku disimpan.",
        "{group}: {size:number} entries, code {code}, cosigned {moment}; {heads:number} heads are kept.",
    ),
    "witness/list-shown-only": (
        "{group}: belum ada yang ditandatangani; {shown:number} kepala buku pernah ditunjukkan.",
        "{group}: nothing cosigned yet; {shown:number} heads were shown.",
    ),
    "witness/list-evidence": (
        "BUKTI di '{file}': kepala buku kelompok {group}, {seen:number} dan {shown:number} catatan, tidak cocok.",
        "EVIDENCE in '{file}': heads of the group {group}, {seen:number} and {shown:number} entries, do not fit.",
    ),
}

HEADS: Final[Mapping[str, tuple[str, str]]] = {
    "head/group": ("kelompok", "group"),
    "head/size": ("catatan", "entries"),
    "head/code": ("kode", "code"),
    "head/extended": (
        "Buku ini kelanjutan dari kepala buku di '{file}': {size:number} catatan pertamanya masih persis sama.",
        "The log extends the head in '{file}': its first {size:number} entries are exactly what they were.",
    ),
    "head/unknown": (
        "Buku ini terlalu rusak untuk dicocokkan dengan kepala buku di '{file}' ({size:number} catatan).",
        "The log is too damaged to be held against the head in '{file}' ({size:number} entries).",
    ),
    "head/then": ("Yang dulu disahkan (di '{file}'):", "What was said before (in '{file}'):"),
    "head/now": ("Buku ini sekarang:", "This log now:"),
    "head/keep": (
        "Simpan kedua kepala buku ini sebagai bukti, dan tunjukkan ke kantor.",
        "Keep both heads as evidence, and show them to the office.",
    ),
    "head/unsigned": ("Kepala buku itu tidak ditandatangani siapa pun.", "Nobody has signed that head."),
    "head/signed": (
        "Kepala buku itu ditandatangani buku ini sendiri (kunci {key}).",
        "That head is signed by this log itself (key {key}).",
    ),
    "head/cosigned": (
        "Kepala buku itu ditandatangani saksi {witness}.",
        "That head is signed by the witness {witness}.",
    ),
    "head/signed-by-nobody": (
        (
            "Tidak ada tanda tangan yang dikenal pada kepala buku itu. Sebutkan kunci publik buku atau saksi dengan "
            "--key untuk memeriksanya."
        ),
        "No signature under that head is by a known key. Give the public key of the log or a witness with --key.",
    ),
}

WITNESS: Final[Mapping[str, tuple[str, str]]] = {**HELP, **FAULTS, **ANSWERS, **HEADS}
