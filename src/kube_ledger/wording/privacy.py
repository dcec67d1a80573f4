"""What is said about people and sealed fields: name → the text, Indonesian first, English second. Data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ERRORS: Final[Mapping[str, tuple[str, str]]] = {
    "no-person": (
        "Tidak ada orang dengan nomor '{id}' di daftar nama. Periksa nomornya, atau tambahkan orangnya.",
        "nobody has the id '{id}' in the list of people; check it, or add her",
    ),
    "person-exists": (
        "Nomor '{id}' sudah dipakai seseorang di daftar nama. Ubah datanya, atau pakai nomor lain.",
        "the id '{id}' is somebody's already; change her entry, or take another id",
    ),
    "side-file": (
        "Berkas '{path}' tidak bisa dipakai ({reason_id}). Isi bukunya tidak terpengaruh; pakai cadangan berkas ini.",
        "'{path}' can't be used ({reason}); the ledger itself is not concerned: go on with a backup of this file",
    ),
    "wrong-passphrase": (
        "Kata sandi untuk '{path}' salah atau kosong. Coba lagi.",
        "the passphrase for '{path}' is wrong or empty; try again",
    ),
    "key-destroyed": (
        "Kunci penyegel untuk '{subject}' sudah dimusnahkan, jadi isian peka tentangnya tidak bisa dicatat lagi.",
        "the sealing key of '{subject}' was destroyed, so nothing sensitive about her can be recorded any more",
    ),
    "seal-broken": (
        (
            "Isian tersegel {field:field} tidak bisa dibuka walau kuncinya ada{position:place}: isinya diubah, atau "
            "dipindahkan dari catatan atau orang lain."
        ),
        (
            "the sealed field {field:field} does not open though its key is here{position:place}: it was changed, or "
            "moved from another entry or person"
        ),
    ),
}

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "verb/people": ("daftar nama orang, terpisah dari buku", "the people's names, kept apart from the ledger"),
    "verb/people/help": (
        (
            "Menampilkan daftar nama. Dengan 'orang tambah BUKU' seseorang ditambahkan, dengan "
            "'orang ubah BUKU' datanya diubah. Nama disimpan di berkas sendiri di samping "
            "buku dan tidak ikut bila bukunya disalin."
        ),
        (
            "List the people. 'people add PATH' adds somebody, 'people change PATH' changes what is written of her. "
            "Names are kept in a file of their own beside the ledger and are not copied with it."
        ),
    ),
    "metavar/action": ("[tambah|ubah] BUKU", "[add|change] PATH"),
    "argument/action": (
        "tanpa kata di depan, daftarnya ditampilkan",
        "without a word before it, the list is shown",
    ),
    "metavar/name": ("NAMA", "NAME"),
    "metavar/phone": ("TELEPON", "PHONE"),
    "metavar/nik": ("NIK", "NIK"),
    "metavar/id": ("NOMOR", "ID"),
    "option/person-name": ("nama orangnya", "her name"),
    "option/person-phone": ("nomor teleponnya; kosong ('') menghapus", "her telephone number; '' takes it away"),
    "option/person-nik": ("NIK, 16 angka; kosong ('') menghapus", "her national number, 16 digits; '' takes it away"),
    "option/person-id": (
        "nomornya di buku; tanpa ini dibuatkan nomor baru",
        "her id in the ledger; without it a new one is drawn",
    ),
    "option/with-names": (
        "tampilkan juga nama orang; hanya untuk kalangan sendiri",
        "show people's names too; for the group's own eyes",
    ),
}

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "heading/people": ("Daftar nama", "People"),
    "people/none": ("Belum ada nama yang ditulis.", "No name was written down yet."),
    "people/added": ("Ditambahkan dengan nomor {id}.", "Added under the id {id}."),
    "people/changed": ("Data nomor {id} diubah.", "What is written of {id} was changed."),
    "people/one-path": (
        "Sebutkan satu buku saja, misalnya: kube-ledger orang tambah BUKU --name NAMA",
        "Name one ledger, as in: kube-ledger people add PATH --name NAME",
    ),
    "people/only-list": (
        "Pilihan {name} hanya untuk 'tambah' dan 'ubah'.",
        "{name} goes with 'add' and 'change' only.",
    ),
    "people/no-name": ("Pilihan --name belum diisi.", "The option --name is missing."),
    "people/no-id": ("Pilihan --id belum diisi: data siapa yang diubah?", "The option --id is missing: change whose?"),
    "export/names-csv": ("Nama hanya bisa ikut di --format csv.", "Names go with --format csv only."),
    "column/id": ("Nomor", "Id"),
    "column/name": ("Nama", "Name"),
    "column/phone": ("Telepon", "Phone"),
    "column/nik": ("NIK", "NIK"),
}

PRIVACY: Final[Mapping[str, tuple[str, str]]] = {**HELP, **ANSWERS}
