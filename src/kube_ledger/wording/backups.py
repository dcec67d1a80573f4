"""What is said about backups: name → the text, Indonesian first, English second. Data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "verb/backup": ("salin buku ke berkas cadangan", "copy the ledger to a backup file"),
    "verb/backup/help": (
        (
            "Menyalin seluruh BUKU ke berkas baru TUJUAN, juga saat ada yang sedang mencatat. Salinannya dicocokkan "
            "dengan bukunya, dan baru ada di TUJUAN kalau sudah utuh. Nama orang dan kunci penyegel tidak ikut. Buku "
            "yang rusak disalin apa adanya, sebagai bukti."
        ),
        (
            "Copy the whole of PATH to a new file TO, also while somebody records. The copy is compared with the "
            "ledger and stands at TO only once it is whole. Names and sealing keys are not copied. A damaged ledger is "
            "copied as it is, as evidence."
        ),
    ),
    "metavar/to": ("TUJUAN", "TO"),
    "argument/to": ("berkas cadangan yang dibuat, belum boleh ada", "the backup's file, which must not be there yet"),
    "option/verify": ("periksa juga setiap catatan di salinannya", "verify every entry of the copy too"),
}

ERRORS: Final[Mapping[str, tuple[str, str]]] = {
    "backup-failed": (
        "Cadangan '{path}' gagal dibuat ({reason_id}). Bukunya sendiri tidak berubah; periksa tujuannya lalu ulangi.",
        "the backup '{path}' could not be made ({reason}); the ledger is as it was; check where it goes and retry",
    ),
}

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "backup/done": (
        "Buku '{path}' disalin ke '{to}': {groups:number} kelompok, {entries:number} catatan.",
        "The ledger '{path}' was copied to '{to}': {groups:number} groups, {entries:number} entries.",
    ),
    "backup/intact": ("Setiap catatan di salinannya sudah diperiksa: utuh.", "Every entry of the copy was verified."),
    "backup/damaged": (
        (
            "Tetapi bukunya RUSAK ({findings:number} temuan), jadi salinannya juga. Simpan salinan ini sebagai bukti, "
            "jangan timpa cadangan lama, dan jalankan: kube-ledger periksa {to}"
        ),
        (
            "But the ledger is DAMAGED ({findings:number} findings), and so is the copy. Keep it as evidence, keep "
            "older backups too, and run: kube-ledger --lang en verify {to}"
        ),
    ),
    "backup/unreadable": (
        (
            "Buku '{path}' RUSAK: daftar kelompoknya tidak terbaca ({reason}). Salinan apa adanya ada di '{to}': "
            "simpan sebagai bukti, dan jangan timpa cadangan lama."
        ),
        (
            "The ledger '{path}' is DAMAGED: its list of groups can't be read ({reason}). A copy as it is stands at "
            "'{to}'; keep it as evidence, and keep older backups too."
        ),
    ),
    "backup/in-doubt": (
        "Catatan yang mungkin tidak ada di buku itu tidak ada pula di salinan ini.",
        "Entries that may be missing from the ledger are missing from the copy too.",
    ),
    "progress/backup": ("Menyalin dan memeriksa buku", "Copying and checking the ledger"),
}

BACKUPS: Final[Mapping[str, tuple[str, str]]] = {**HELP, **ANSWERS}
