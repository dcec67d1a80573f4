"""What is said about keys: name → the text, Indonesian first, English second. Data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "verb/keys": ("buat, daftarkan, cabut atau ganti kunci", "make, enrol, revoke or rotate keys"),
    "verb/keys/help": (
        (
            "Kunci untuk tanda tangan. Kunci rahasia ada di berkas tersendiri, terkunci dengan kata sandi; kunci "
            "publik dicatat di buku kelompok, dan sejak itu tanda tangannya berlaku."
        ),
        (
            "Keys for signatures. A private key is a file of its own, closed with a passphrase; the public key is "
            "recorded in the group's log, and from then on its signatures count."
        ),
    ),
    "verb/keys/new": ("buat kunci baru", "make a new key"),
    "verb/keys/new/help": (
        (
            "Membuat kunci rahasia baru di BERKAS, terkunci dengan kata sandi yang ditanyakan dua kali, dan kunci "
            "publiknya di BERKAS.vkey, yang boleh dibagikan. Berkas yang sudah ada tidak ditimpa."
        ),
        (
            "Make a new private key in FILE, closed with a passphrase that is asked for twice, and its public key in "
            "FILE.vkey, to be handed on. An existing file is never overwritten."
        ),
    ),
    "verb/keys/seal": ("buat kunci segel untuk sebuah buku", "make sealing keys for a ledger"),
    "verb/keys/seal/help": (
        (
            "Membuat berkas kunci segel di samping buku, terkunci dengan kata sandi yang ditanyakan dua kali. Sejak "
            "itu isian peka (sakit apa, mengapa berhenti) disegel dengan kunci orangnya sebelum dicatat."
        ),
        (
            "Make the file of sealing keys beside a ledger, closed with a passphrase that is asked for twice. From "
            "then on what is sensitive (an illness, why somebody left) is sealed with her key before it is recorded."
        ),
    ),
    "verb/keys/show": ("tampilkan kunci publik sebuah kunci", "show the public key of a key"),
    "verb/keys/show/help": (
        (
            "Menampilkan nama, nomor dan kunci publik; yang rahasia tidak pernah. Dengan --check kunci rahasianya "
            "dibuka dulu dan dicocokkan dengan kunci publiknya."
        ),
        (
            "Show name, id and public key; never what is private. With --check the private key is opened first and "
            "held against its public key."
        ),
    ),
    "verb/keys/passphrase": ("ganti kata sandi sebuah kunci", "change a key's passphrase"),
    "verb/keys/passphrase/help": (
        "Mengunci kunci rahasia yang sama dengan kata sandi lain. Kuncinya sendiri tidak berubah.",
        "Close the same private key with another passphrase. The key itself stays as it is.",
    ),
    "verb/keys/enrol": ("daftarkan kunci publik di buku kelompok", "enrol a public key in a group's log"),
    "verb/keys/enrol/help": (
        (
            "Memeriksa KUNCI (kunci publik atau berkasnya) lalu mencatatnya. Tanda tangannya berlaku sejak catatan "
            "berikutnya. Kunci buku dicatat dengan nama asal buku kelompok itu sendiri."
        ),
        (
            "Check VKEY (a public key, or its file) and record it. Its signatures count from the next entry on. The "
            "log's own key is recorded under the name of the group's log."
        ),
    ),
    "verb/keys/revoke": ("cabut kunci di buku kelompok", "revoke a key in a group's log"),
    "verb/keys/revoke/help": (
        (
            "Mencatat bahwa kunci bernomor NOMOR-KUNCI tidak berlaku lagi. Yang sudah ditandatangani sebelumnya tetap "
            "sah. Kunci yang dicabut tidak bisa didaftarkan lagi."
        ),
        (
            "Record that the key of this id counts no more. What it signed before stays signed. A revoked key can't "
            "be enrolled again."
        ),
    ),
    "verb/keys/list": ("tampilkan kunci yang terdaftar", "list the enrolled keys"),
    "verb/keys/list/help": (
        "Menampilkan semua kunci yang pernah didaftarkan di buku kelompok, dan mana yang sudah dicabut.",
        "Show all keys that the group's log ever enrolled, and which of them are revoked.",
    ),
    "verb/keys/rotate": ("ganti kunci buku dengan yang baru", "replace the log's key by a new one"),
    "verb/keys/rotate/help": (
        (
            "Mendaftarkan kunci buku yang baru dan mencabut yang lama sekaligus, lalu mencetak kepala buku yang "
            "ditandatangani keduanya: buktinya bahwa pemegang kunci lama setuju. Kalau penggantian ini sudah tercatat, "
            "hanya kepala buku itu yang dicetak lagi."
        ),
        (
            "Enrol the new log key and revoke the old one in one call, then print the head that both sign: it shows "
            "that the holder of the old key agreed. Where that is recorded already, only the head is printed again."
        ),
    ),
    "verb/keys/sign": ("tandatangani sebuah konsep", "sign a draft"),
    "verb/keys/sign/help": (
        (
            "Menampilkan isi BERKAS konsep, lalu menambahkan tanda tangan kunci KUNCI ke berkas itu. Buku kelompok "
            "tidak diperlukan: berkasnya bisa dibawa dengan diska lepas dari pengurus ke pengurus."
        ),
        (
            "Show what a draft in FILE says, then add the signature of the private key KEY to that file. No ledger is "
            "needed: the file can be carried from one officer to the other on a memory stick."
        ),
    ),
    "verb/keys/record": ("catat konsep yang sudah ditandatangani", "record a draft that was signed"),
    "verb/keys/record/help": (
        (
            "Memeriksa tanda tangan dalam BERKAS konsep dan mencatat isinya. Konsep yang sama hanya dicatat sekali, "
            "berapa kali pun perintah ini diulang."
        ),
        (
            "Check the signatures in a draft's FILE and record what it says. The same draft is recorded once, however "
            "often this is called."
        ),
    ),
    "metavar/key-name": ("NAMA", "NAME"),
    "metavar/key-id": ("NOMOR-KUNCI", "KEY-ID"),
    "metavar/person": ("ORANG", "PERSON"),
    "argument/key-name": (
        "nama penanda tangan, tanpa spasi, misalnya ibu-sari; kunci buku cukup dinamai buku",
        "the name to sign under, without spaces, such as ibu-sari; of a log's key any name will do",
    ),
    "argument/key-file": ("berkas kunci rahasia atau kunci publik", "a private or a public key's file"),
    "argument/private-file": ("berkas kunci rahasia", "a private key's file"),
    "argument/vkey": ("kunci publik, atau berkasnya", "the public key, or its file"),
    "argument/key-id": ("nomor kunci, 16 angka atau huruf", "the key's id, 16 hex digits"),
    "option/key-output": ("berkas kunci rahasia yang dibuat (wajib)", "the private key's file to make (needed)"),
    "option/witness-key-type": ("kunci saksi, hanya untuk kepala buku", "a witness's key, for heads only"),
    "option/no-passphrase": (
        "tanpa kata sandi: siapa pun yang membaca berkasnya memegang kuncinya",
        "without a passphrase: whoever reads the file has the key",
    ),
    "option/new-passphrase-file": ("berkas berisi kata sandi baru", "a file with the new passphrase"),
    "option/check-key": ("buka juga kunci rahasianya dan cocokkan", "open the private key too and hold it against it"),
    "option/use": ("untuk apa: buku, orang, atau saksi (wajib)", "what for (needed)"),
    "option/person": ("pemilik kunci orang atau saksi", "whose it is, of a person's or a witness's key"),
    "option/by": ("siapa yang mencatat; bawaan: secretary", "who records it; the default is secretary"),
    "option/happened-on": ("tanggal kejadian; bawaan: hari ini", "the day it happened; the default is today"),
    "option/reason": ("hilang, dicuri, atau berakhir (wajib)", "why (needed)"),
    "option/old-key": ("berkas kunci buku yang lama (wajib)", "the old log key's file (needed)"),
    "option/new-key": ("berkas kunci buku yang baru (wajib)", "the new log key's file (needed)"),
    "option/old-passphrase-file": ("berkas kata sandi kunci lama", "a file with the old key's passphrase"),
    "option/new-key-passphrase-file": ("berkas kata sandi kunci baru", "a file with the new key's passphrase"),
    "argument/draft-file": ("berkas konsep", "the draft's file"),
    "argument/own-key": ("berkas kunci rahasia penanda tangan", "the private key's file of whoever signs"),
    "metavar/key-file": ("KUNCI", "KEY"),
    "option/draft": (
        "jangan catat: tulis konsepnya ke berkas ini, untuk ditandatangani pengurus (perlu --author)",
        "don't record it: write a draft to this file, for the officers to sign (needs --author)",
    ),
    "option/author": (
        "kunci publik pengurus yang mencatat, atau berkasnya (perlu --draft)",
        "the public key of the officer who records it, or its file (needs --draft)",
    ),
    "option/handover-output": (
        "berkas untuk kepala buku yang ditandatangani keduanya; tanpa ini dicetak",
        "a file for the head that both signed; printed without it",
    ),
}

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "keys/name": (
        "Nama '{called}' tidak bisa dipakai: 1 sampai 255 huruf tanpa spasi dan tanda tambah, misalnya ibu-sari.",
        "The name '{called}' can't be used: 1 to 255 bytes without spaces and plus signs, such as ibu-sari.",
    ),
    "keys/both-passphrases": (
        "Pilih salah satu: kata sandi dari berkas, atau --no-passphrase.",
        "Choose one: a passphrase from a file, or --no-passphrase.",
    ),
    "keys/not-private": (
        "'{path}' bukan berkas kunci rahasia, jadi tidak ada yang bisa dicocokkan. Sebutkan berkas kunci rahasianya.",
        "'{path}' is no private key's file, so there is nothing to check. Name the private key's file.",
    ),
    "keys/is-private": (
        "'{path}' berisi kunci rahasia, yang tidak diberikan kepada siapa pun. Pakai kunci publiknya: '{path}.vkey'.",
        "'{path}' holds a private key, which nobody is ever given. Use its public key: '{path}.vkey'.",
    ),
    "keys/is-public": (
        "'{path}' berisi kunci publik. Pakai kunci rahasianya: '{private}'.",
        "'{path}' holds a public key. Use the private one: '{private}'.",
    ),
    "keys/not-public": (
        "Berkas '{path}' tidak berisi kunci publik. Periksa namanya.",
        "The file '{path}' holds no public key. Check its name.",
    ),
    "keys/person-for-log": (
        "Kunci buku bukan milik orang. Hapus --person, atau pilih --use person.",
        "A log's key is nobody's. Leave out --person, or choose --use person.",
    ),
    "keys/no-person": (
        "Sebutkan pemilik kuncinya dengan --person.",
        "Say with --person whose key it is.",
    ),
    "keys/draft-and-author": (
        "Untuk membuat konsep, sebutkan berkasnya dengan --draft dan kunci publik pencatatnya dengan --author.",
        "For a draft name its file with --draft and the public key of its author with --author.",
    ),
    "keys/author-unknown": (
        (
            "Kunci {key_id} ({called}) bukan kunci orang yang berlaku di kelompok {group}. Lihat kunci yang terdaftar: "
            "kube-ledger kunci daftar."
        ),
        (
            "The key {key_id} ({called}) is no person's key in force in the group {group}. See the enrolled ones: "
            "kube-ledger keys list."
        ),
    ),
    "keys/no-draft": (
        (
            "'{path}' bukan berkas konsep, sudah rusak, atau dibuat dengan versi aplikasi lain. Minta berkasnya sekali "
            "lagi dari pembuatnya."
        ),
        "'{path}' holds no draft, is damaged, or of another version. Ask whoever made it for the file once more.",
    ),
    "keys/witness-signs-heads": (
        "'{path}' kunci saksi, yang hanya menandatangani kepala buku. Pakai kunci pengurusnya.",
        "'{path}' is a witness's key, which signs heads only. Use the officer's key.",
    ),
    "keys/not-rotated": (
        "Kunci buku '{old}' tidak diganti dengan '{new}': {problem}.",
        "The log's key '{old}' was not replaced by '{new}': {problem}.",
    ),
}

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "keys/made": (
        "Kunci rahasia ditulis ke '{file}', kunci publiknya ke '{public}'.",
        "The private key was written to '{file}', its public key to '{public}'.",
    ),
    "keys/made-closed": (
        "Simpan kata sandinya baik-baik: tanpa itu kunci ini tidak bisa dipakai lagi.",
        "Keep the passphrase well: without it the key can't be used again.",
    ),
    "keys/made-open": (
        "Berkas '{file}' TANPA kata sandi: siapa pun yang membacanya memegang kuncinya.",
        "The file '{file}' has NO passphrase: whoever reads it has the key.",
    ),
    "keys/changed": ("Kata sandi kunci '{file}' diganti.", "The passphrase of the key '{file}' was changed."),
    "keys/name-of": ("Nama: {called}", "Name: {called}"),
    "keys/id-of": ("Nomor kunci: {key_id}", "Key id: {key_id}"),
    "keys/signs": (
        "Menandatangani: catatan, atau kepala buku kalau ini kunci buku",
        "Signs: records, or heads if it is a log's key",
    ),
    "keys/signs-heads-only": ("Menandatangani: hanya kepala buku, sebagai saksi", "Signs: heads only, as a witness"),
    "keys/public-of": ("Kunci publik: {vkey}", "Public key: {vkey}"),
    "keys/belongs": (
        "Kunci rahasia di '{file}' bisa dibuka dan cocok dengan kunci publik ini.",
        "The private key in '{file}' opens and belongs to this public key.",
    ),
    "keys/enrolled": (
        "Kunci {key_id} ({called}) didaftarkan di kelompok {group} untuk {use}, catatan nomor {position:number}.",
        "The key {key_id} ({called}) is enrolled in the group {group}, use: {use}, entry {position:number}.",
    ),
    "keys/revoked": (
        "Kunci {key_id} dicabut di kelompok {group}, catatan nomor {position:number}.",
        "The key {key_id} is revoked in the group {group}, entry {position:number}.",
    ),
    "keys/drafted": (
        (
            "Konsep ditulis ke '{file}'; belum ada yang dicatat. Mintalah pengurus menandatanganinya, mulai dari "
            "pemegang kunci {key_id}, dengan: kube-ledger kunci tandatangani"
        ),
        (
            "The draft was written to '{file}'; nothing is recorded yet. Let the officers sign it, the holder of the "
            "key {key_id} among them, with: kube-ledger keys sign"
        ),
    ),
    "draft/title": ("Konsep catatan kelompok {group}", "A draft of the group {group}"),
    "draft/author-key": ("kunci pencatat", "the author's key"),
    "draft/new-key": ("nomor kunci", "key id"),
    "draft/seen": ("dibuat saat buku", "made when the log held"),
    "draft/seen-of": ("berisi {size:number} catatan", "{size:number} entries"),
    "draft/signed-by": ("ditandatangani", "signed by"),
    "draft/nobody": ("belum ada", "nobody yet"),
    "keys/signed-as-author": (
        "Ditandatangani sebagai pencatat dengan kunci {key_id}; tanda tangannya ada di '{file}'.",
        "Signed as its author by the key {key_id}; the signature is in '{file}'.",
    ),
    "keys/signed-as-approver": (
        "Disetujui dengan kunci {key_id}; tanda tangannya ada di '{file}'.",
        "Approved by the key {key_id}; the signature is in '{file}'.",
    ),
    "keys/signed-before": (
        "Kunci {key_id} sudah menandatangani konsep di '{file}'; tidak ada yang berubah.",
        "The key {key_id} has signed the draft in '{file}' before; nothing was changed.",
    ),
    "keys/recorded": (
        "Konsep dicatat di kelompok {group}: {count:number} catatan, mulai nomor {position:number}.",
        "The draft is recorded in the group {group}: entries {count:number}, from {position:number} on.",
    ),
    "keys/recorded-before": (
        "Konsep ini sudah tercatat di kelompok {group}, mulai nomor {position:number}; tidak ada yang ditambahkan.",
        "This draft was recorded before in the group {group}, from entry {position:number} on; nothing was added.",
    ),
    "keys/none": ("Kelompok {group} belum mendaftarkan kunci.", "The group {group} has enrolled no key yet."),
    "keys/title": ("Kunci kelompok {group}", "Keys of the group {group}"),
    "keys/rotated": (
        "Kunci buku kelompok {group} diganti: {old} dicabut, {new} berlaku. Mulai sekarang pakai kunci baru.",
        "The log's key of the group {group} is replaced: {old} is revoked, {new} counts. Use the new key from now on.",
    ),
    "keys/rotated-before": (
        "Penggantian kunci {old} dengan {new} di kelompok {group} sudah tercatat; kepala bukunya ditandatangani lagi.",
        "That {new} replaces {old} in the group {group} was recorded before; its head was signed again.",
    ),
    "keys/handover-written": (
        "Kepala buku bertanda tangan kedua kunci ditulis ke '{file}'. Simpan, dan berikan kepada saksi dan kantor.",
        "The head that both keys signed was written to '{file}'. Keep it, and give it to the witness and the office.",
    ),
    "keys/keep-handover": (
        "Simpan kepala buku di atas, yang ditandatangani kedua kunci, dan berikan kepada saksi dan kantor.",
        "Keep the head above, which both keys signed, and give it to the witness and the office.",
    ),
    "column/key-id": ("Nomor kunci", "Key id"),
    "column/use": ("Untuk", "Use"),
    "column/person": ("Orang", "Person"),
    "column/key-name": ("Nama", "Name"),
    "column/enrolled-at": ("Terdaftar", "Enrolled"),
    "column/revoked-at": ("Dicabut", "Revoked"),
    "keys/at": ("nomor {position:number}", "entry {position:number}"),
    "keys/ended-at": ("nomor {position:number}, {reason}", "entry {position:number}, {reason}"),
    "keys/seal-made": (
        "Kunci segel untuk '{path}' dibuat di '{file}'. Isian peka disegel mulai sekarang.",
        "Sealing keys for '{path}' were made in '{file}'. What is sensitive is sealed from now on.",
    ),
    "keys/seal-keep": (
        "Simpan salinan '{file}' dan kata sandinya di tempat lain: tanpa keduanya, yang disegel tidak terbaca lagi.",
        "Keep a copy of '{file}' and its passphrase elsewhere: without both, what was sealed is lost for good.",
    ),
    "keys/seal-exists": (
        "Kunci segel sudah ada di '{file}'; berkas itu tidak ditimpa.",
        "There are sealing keys in '{file}' already; that file is not written over.",
    ),
    "seal/no-keys": (
        "Buku '{path}' belum punya kunci segel. Buat dengan 'kube-ledger kunci segel {path}', atau hapus pilihannya.",
        "'{path}' has no sealing keys. Make them with 'kube-ledger keys seal {path}', or leave the option out.",
    ),
    "seal/no-file": (
        "Kunci segel disimpan di samping berkas buku, dan '{path}' bukan berkas.",
        "Sealing keys are kept beside a ledger's file, and '{path}' is none.",
    ),
    "passphrase/new": ("Kata sandi baru untuk kunci '{path}': ", "New passphrase for the key '{path}': "),
    "passphrase/again": ("Sekali lagi: ", "Once more: "),
    "passphrase/not-text": (
        "Kata sandinya memuat huruf yang tidak dikenal terminal ini. Ketik lagi, atau pakai --passphrase-file.",
        "The passphrase has letters in it that this terminal does not know. Type it again, or use --passphrase-file.",
    ),
    "passphrase/differs": ("Kedua kata sandi tidak sama. Ulangi.", "The two passphrases differ. Try again."),
}

KEYS: Final[Mapping[str, tuple[str, str]]] = {**HELP, **FAULTS, **ANSWERS}
