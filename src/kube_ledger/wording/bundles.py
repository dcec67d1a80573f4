"""What is said about bundles: what one can be refused for, and what verbs say. Indonesian first, English second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "bytes-invalid": (
        "Berkas bundel rusak di baris {line}: {problem_id}.",
        "The bundle is damaged at line {line}: {problem}.",
    ),
    "order-broken": (
        "Urutan catatan putus di baris {line}: {problem_id}.",
        "The order of records is broken at line {line}: {problem}.",
    ),
    "signature-invalid": (
        "Tanda tangan di baris {line} tidak sah: {problem_id}.",
        "A signature at line {line} does not hold: {problem}.",
    ),
    "key-unknown": (
        "Tanda tangan di baris {line} memakai kunci yang tidak berlaku: {problem_id}.",
        "A signature at line {line} is by a key that does not count: {problem}.",
    ),
    "shorter-than-signed": (
        (
            "Ada catatan yang hilang: kepala buku menyebut {expected} catatan, berkas ini hanya berisi {found} "
            "(baris {line})."
        ),
        "Entries are missing: a head vouches for {expected}, this file holds only {found} (line {line}).",
    ),
    "fork": (
        "Isi berkas ini berbeda dari yang pernah disahkan atau dicatat (baris {line}): {problem_id}.",
        "The entries of this file are not those that were vouched for or recorded (line {line}): {problem}.",
    ),
    "head-mismatch": (
        "Isi berkas ini tidak cocok dengan baris penutupnya (baris {line}): {problem_id}.",
        "The records are not those that the file was closed with (line {line}): {problem}.",
    ),
    "invalid-field": (
        "Berkas ini buku kelompok '{found}', bukan '{expected}' (baris {line}).",
        "This file is the book of the group '{found}', not of '{expected}' (line {line}).",
    ),
    "unknown-type": (
        "Catatan nomor {position} (baris {line}) berjenis '{type}' versi {version}, yang tidak dikenal.",
        "Entry {position} (line {line}) is of the type '{type}', version {version}, which is not known.",
    ),
    "rule-broken": (
        "Catatan nomor {position} (baris {line}) melanggar aturan: {sentence}",
        "Entry {position} (line {line}) breaks a rule: {sentence_en}",
    ),
}

_COPY = ("Mintalah salinan yang utuh.", "Ask for an intact copy.")
_EVIDENCE = ("Simpan keduanya sebagai bukti.", "Keep both as evidence.")

ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "bytes-invalid": _COPY,
    "order-broken": _COPY,
    "signature-invalid": (
        "Jangan dipakai; simpan berkas ini sebagai bukti.",
        "Don't use this file, and keep it as evidence.",
    ),
    "key-unknown": (
        "Mintalah kunci publiknya langsung dari pemiliknya, lalu sebutkan berkas kunci itu dengan --trust.",
        "Ask the key's owner for its public key, and name that key's file with --trust.",
    ),
    "shorter-than-signed": _COPY,
    "fork": _EVIDENCE,
    "head-mismatch": _COPY,
    "invalid-field": ("Sebutkan --group {found}.", "Ask with --group {found}."),
    "unknown-type": (
        "Sebutkan aplikasi pembuatnya dengan --domain, atau perbarui aplikasi.",
        "Name the application that made it with --domain, or update.",
    ),
    "rule-broken": (
        "Tidak ada yang dicatat; tanyakan kepada pembuat berkas ini.",
        "Nothing was recorded; ask whoever made this file.",
    ),
}

_HELP: Final[Mapping[str, tuple[str, str]]] = {
    "option/bundle-head": (
        (
            "berkas kepala buku yang ikut disimpan dalam bundel (bertanda tangan, atau tiga barisnya); boleh "
            "berkali-kali"
        ),
        "a file with a head that the bundle carries (signed, or its three lines); may be repeated",
    ),
    "option/bundle-signers": (
        "berkas kunci publik penanda tangan kepala buku itu; boleh berkali-kali",
        "a file with the public keys that those heads are signed with; may be repeated",
    ),
    "option/trust": (
        "berkas kunci publik yang dipercaya (bundel saja); boleh berkali-kali",
        "a file with public keys that you trust (bundles only); may be repeated",
    ),
    "option/bundle-checkpoint": (
        "berkas kepala buku yang dulu dicetak atau disimpan: bundel harus kelanjutannya",
        "a file with an earlier head, printed or kept: the bundle must extend it",
    ),
}

_COMPLAINTS: Final[Mapping[str, tuple[str, str]]] = {
    "bundle/only": (
        "Pilihan {given} hanya dipakai untuk berkas .bundle.",
        "The option {given} goes with a .bundle file only.",
    ),
    "bundle/not-with": (
        "Pilihan {given} tidak dipakai untuk berkas .bundle.",
        "The option {given} does not go with a .bundle file.",
    ),
    "bundle/no-keys": (
        "Tidak ada kunci publik di '{file}'. Periksa isinya.",
        "There is no public key in '{file}'. Check what it holds.",
    ),
    "bundle/bad-key": (
        "Kunci publik di '{file}' tidak benar: {problem}. Mintalah berkas kunci yang benar.",
        "A public key in '{file}' is not right: {problem}. Ask for the right file of keys.",
    ),
}

_ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "bundle/intact": (
        "Berkas utuh: {size:number} catatan kelompok {group}, sidik {root}.",
        "File intact: {size:number} entries of the group {group}, root {root}.",
    ),
    "bundle/broken": (
        "Berkas '{file}' TIDAK bisa dipercaya.",
        "The file '{file}' can NOT be trusted.",
    ),
    "bundle/signed": (
        "Sampai catatan ke-{size:number} disahkan dengan tanda tangan: {names:list}.",
        "Signed up to {size:number} entries, by: {names:list}.",
    ),
    "bundle/unsigned-rest": (
        "{rest:number} catatan sesudahnya belum disahkan siapa pun.",
        "Nobody has vouched for the {rest:number} entries behind them yet.",
    ),
    "bundle/extends": (
        "Berkas ini kelanjutan kepala buku di '{file}'.",
        "The file extends the head in '{file}'.",
    ),
    "bundle/unsigned": (
        (
            "Tidak ada kepala buku bertanda tangan di dalamnya, jadi siapa pun bisa membuat berkas ini: cocokkan "
            "dengan kepala buku yang tercetak di laporan bulanan (--checkpoint)."
        ),
        (
            "No signed head stands in it, so anybody could have made this file: hold it against the head that a "
            "monthly report prints (--checkpoint)."
        ),
    ),
    "bundle/own-keys": (
        (
            "Kunci para penanda tangan itu hanya tercatat di berkas ini sendiri, jadi siapa pun bisa membuatnya: "
            "cocokkan dengan kepala buku yang tercetak di laporan bulanan (--checkpoint), atau sebut berkas kunci "
            "publik yang dipercaya (--trust)."
        ),
        (
            "The keys of these signatures stand in the file itself, so anybody could have made it: hold it against "
            "the head that a monthly report prints (--checkpoint), or name a file of public keys that you trust "
            "(--trust)."
        ),
    ),
    "bundle/rules-later": (
        "Aturan kelompok baru diperiksa sewaktu berkas ini dipulihkan (impor).",
        "The group's rules are judged when the file is restored (import).",
    ),
    "bundle/here": ("Kepala buku ini:", "This ledger's head:"),
    "bundle/there": ("Kepala buku berkas itu:", "The file's head:"),
}

BUNDLES: Final[Mapping[str, tuple[str, str]]] = {**_HELP, **_COMPLAINTS, **_ANSWERS}
