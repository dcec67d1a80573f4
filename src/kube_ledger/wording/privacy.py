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

REMAINS: Final[Mapping[str, tuple[str, str]]] = {
    "erased/in-clear": (
        (
            "Catatan nomor {where} dulu ditulis tanpa segel. Isinya tentang {person} masih terbaca di buku dan tidak "
            "bisa dihapus."
        ),
        "entries {where} were written in clear: what they say about {person} can still be read and can't be erased",
    ),
    "erased/record": (
        "Di buku tetap ada nomor {person} dan semua catatan uang serta kegiatannya; jumlah-jumlahnya tidak berubah.",
        "the ledger still holds the id {person} and everything recorded under it; no figure changes",
    ),
    "erased/key-copies": (
        (
            "Salinan lama berkas kunci ({path}-keys) masih bisa membuka isian tersegel bagi pemegang kata sandinya. "
            "Hapus semua salinan dan cadangannya, lalu buat cadangan baru."
        ),
        (
            "earlier copies of the key file ({path}-keys) still open what was sealed, for whoever has the passphrase: "
            "destroy all copies and backups of it, and make a new backup"
        ),
    ),
    "erased/name-copies": (
        "Salinan lama daftar nama ({path}-people) masih memuat nama dan nomornya. Hapus juga salinan dan cadangannya.",
        "earlier copies of the list of people ({path}-people) still hold her name and numbers: destroy these too",
    ),
    "erased/exports": (
        "Laporan, kuitansi, dan hasil ekspor yang sudah dicetak, dikirim, atau disimpan tetap seperti semula.",
        "reports, receipts and exports that were printed, sent or stored before stay as they are",
    ),
    "erased/texts": (
        "Nama yang pernah diketik di dalam teks biasa (acara rapat, alasan, catatan tambahan) tetap terbaca.",
        "a name that somebody typed into an ordinary text (an agenda, a reason, a note) can still be read",
    ),
    "erased/disk": (
        (
            "Berkas kunci dan daftar nama sudah ditimpa di tempatnya. Kartu memori dan SSD bisa menyimpan sisa lama "
            "yang tidak terjangkau program: hapus bersih perangkatnya bila tidak dipakai lagi."
        ),
        (
            "the files of keys and names were overwritten in place; memory cards and solid-state disks may keep old "
            "parts that no program reaches: wipe the device when it is given away"
        ),
    ),
}

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "verb/people": ("daftar nama orang, terpisah dari buku", "the people's names, kept apart from the ledger"),
    "verb/people/help": (
        (
            "Menampilkan daftar nama. Dengan 'orang tambah BUKU' seseorang ditambahkan, dengan "
            "'orang ubah BUKU' datanya diubah, dan dengan 'orang hapus BUKU NOMOR' data pribadinya dihapus untuk "
            "selamanya. Nama disimpan di berkas sendiri di samping "
            "buku dan tidak ikut bila bukunya disalin."
        ),
        (
            "List the people. 'people add PATH' adds somebody, 'people change PATH' changes what is written of her, "
            "'people erase PATH ID' erases what is personal of her, for ever. "
            "Names are kept in a file of their own beside the ledger and are not copied with it."
        ),
    ),
    "metavar/action": ("[tambah|ubah|hapus] BUKU [NOMOR]", "[add|change|erase] PATH [ID]"),
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
    "option/erased-by": (
        "siapa yang mencatat penghapusannya; tanpa ini 'secretary'",
        "who records that she is erased; 'secretary' if not given",
    ),
    "option/erased-on": ("tanggal penghapusannya; tanpa ini hari ini", "the day of erasing; today if not given"),
    "option/with-names": (
        "tampilkan juga nama orang; hanya untuk kalangan sendiri",
        "show people's names too; for the group's own eyes",
    ),
}

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "heading/people": ("Daftar nama", "People"),
    "people/none": ("Belum ada nama yang ditulis.", "No name was written down yet."),
    "people/added": ("Ditambahkan dengan nomor {id}.", "Added under the id {id}."),
    "people/nobody": (
        "Tidak ada orang bernomor '{id}' di buku ini atau di daftar nama; tidak ada yang dihapus. Periksa nomornya.",
        "Nobody has the id '{id}' in this ledger or in the list of people; nothing was erased. Check the id.",
    ),
    "people/erased": (
        "Data pribadi {id} dihapus. Mulai sekarang isian yang disegel untuknya terbaca 'data dihapus'.",
        "What is personal of {id} was erased. From now on what was sealed for her reads 'data erased'.",
    ),
    "people/erased-in": (
        "Tercatat di {group} pada nomor {position:number}.",
        "Recorded in {group} at position {position:number}.",
    ),
    "people/no-key": (
        "Buku ini tidak punya kunci penyegel, jadi tidak ada kunci yang dimusnahkan.",
        "This ledger has no sealing keys, so none was destroyed.",
    ),
    "heading/remains": ("Yang masih ada", "What is left"),
    "people/data-erased": ("data dihapus", "data erased"),
    "people/no-whom": (
        "Sebutkan nomor orangnya, misalnya: kube-ledger orang hapus BUKU NOMOR",
        "Name the person's id, as in: kube-ledger people erase PATH ID",
    ),
    "people/not-with-erase": ("Pilihan {name} tidak dipakai bersama 'hapus'.", "{name} does not go with 'erase'."),
    "people/only-erase": ("Pilihan {name} hanya untuk 'hapus'.", "{name} goes with 'erase' only."),
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
