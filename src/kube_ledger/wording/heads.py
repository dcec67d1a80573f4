"""What is said of heads that a ledger keeps beside it: code → Indonesian first, English second. Data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

DOUBTS: Final[Mapping[str, tuple[str, str]]] = {
    "doubt/left-behind": (
        (
            "Buku '{path}' tidak lengkap: jurnalnya, berkas '-wal', tidak ikut tersalin, jadi catatan terakhir mungkin "
            "tidak ada di sini. Salin juga berkas '-wal' itu, saat tidak ada yang mencatat, atau salin bukunya dengan "
            "perintah 'cadangkan'."
        ),
        (
            "the ledger '{path}' is not whole: its journal '-wal' was not copied with it, so that the latest records "
            "may be missing here; copy the '-wal' file too, while no program writes, or copy the ledger with 'backup'"
        ),
    ),
    "doubt/shorter-than-signed": (
        (
            "Ada catatan yang hilang dari buku '{path}': kelompok {group} di sini berisi {found:number} catatan, "
            "padahal menurut '{heads}' pernah {expected:number}. Mungkin ini salinan lama. Cari buku yang lengkap, "
            "dan simpan kedua berkas ini."
        ),
        (
            "entries are missing from the ledger '{path}': the group {group} has {found:number} here, and once had "
            "{expected:number} as '{heads}' says; perhaps an old copy was put here; look for the whole ledger, and "
            "keep both files"
        ),
    ),
    "doubt/fork": (
        (
            "Isi buku '{path}' bukan yang dulu: catatan kelompok {group} tidak cocok dengan kepala buku yang disimpan "
            "di '{heads}' pada {size:number} catatan. Jangan mencatat di sini; simpan kedua berkas ini sebagai bukti."
        ),
        (
            "the ledger '{path}' is not what it was: the entries of the group {group} do not fit the head that "
            "'{heads}' keeps of {size:number} entries; record nothing here, and keep both files as evidence"
        ),
    ),
    "read-only/doubted": (
        "Tidak ada yang dicatat. {reason_id}",
        "nothing was recorded: {reason}",
    ),
}

KEEPING: Final[Mapping[str, tuple[str, str]]] = {
    "no-log-key": (
        "Buku '{path}' dibuka tanpa kuncinya, jadi kepalanya tidak bisa ditandatangani. Buka dengan kunci buku itu.",
        "the ledger '{path}' was opened without its log key, so its head can't be signed; open it with log_key",
    ),
    "heads-damaged": (
        (
            "Berkas kepala buku '{path}' tidak bisa dipakai ({reason_id}), jadi buku ini tidak bisa dibandingkan "
            "dengannya, dan berkas itu tidak ditimpa. Periksa bukunya; kalau lengkap, pindahkan berkas itu ke tempat "
            "lain lalu simpan kepala yang baru dengan perintah kepala."
        ),
        (
            "the heads in '{path}' can't be used ({reason}), so the ledger can't be held against them, and the file is "
            "not replaced; verify the ledger, and if it is whole, move that file elsewhere and keep a new head with "
            "'checkpoint'"
        ),
    ),
    "heads-not-kept": (
        (
            "Catatannya tersimpan, tetapi kepala buku tidak bisa ditulis ke '{path}' ({reason_id}). Atasi sebabnya, "
            "lalu simpan kepala yang baru dengan perintah kepala."
        ),
        (
            "what was recorded is safe, but its head could not be written to '{path}' ({reason}); see to that, then "
            "keep a new head with 'checkpoint'"
        ),
    ),
    "heads-exist": (
        (
            "Di '{path}' masih ada kepala dari buku lain yang bernama sama. Kalau buku itu hilang, cari dulu; kalau "
            "tidak, pindahkan berkas itu atau pilih nama lain untuk buku baru."
        ),
        (
            "there are heads of another ledger of this name at '{path}'; if that ledger is lost, look for it first; "
            "else move the file, or choose another name for the new ledger"
        ),
    ),
}

FINDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "finding/shorter-than-signed": (
        "Buku ini lebih pendek daripada yang pernah disahkan: dulu {expected} catatan, sekarang {found}.",
        "the log is shorter than it was once said to be: {expected} entries then, {found} now",
    ),
    "finding/fork": (
        "Buku ini bukan kelanjutan dari buku yang pernah disahkan: {problem_id}.",
        "the log does not extend an earlier head: {problem}",
    ),
    "finding/left-behind": (
        "Jurnal buku ini, berkas '-wal', tidak ikut tersalin, jadi catatan terakhir mungkin tidak ada di sini.",
        "the journal '-wal' of this ledger was not copied with it, so that the latest records may be missing here",
    ),
    "finding/heads-damaged": (
        "Berkas kepala buku '{path}' tidak bisa dipakai: {problem_id}. Tidak diketahui apakah ada catatan yang hilang.",
        "the heads in '{path}' can't be used: {problem}; whether entries are missing is not known",
    ),
}

ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "copy-whole": (
        "Salin juga berkas '-wal' itu, saat tidak ada yang mencatat, atau salin bukunya dengan perintah 'cadangkan'.",
        "Copy the '-wal' file too, while no program writes, or copy the ledger with 'backup'.",
    ),
    "heads": (
        "Bandingkan buku ini dengan cadangan; kalau lengkap, pindahkan berkas itu lalu simpan kepala yang baru.",
        "Compare the ledger with a backup; if it is whole, move that file elsewhere and keep a new head.",
    ),
}
