"""January to March 2019: the group agrees on its figures and sells its first goods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .activities import (
    ELDERS,
    FIRST_TEAM,
    SECOND_TEAM,
    TODDLERS,
    bazaar,
    by_facilitator,
    cadre,
    end_month,
    got,
    guide,
    helped,
    menu_and_funds,
    note,
    pmt,
    posted,
)
from .book import fact
from .figures import figure
from .habits import (
    SECRETARY,
    WEEKLY,
    Meeting,
    Order,
    at,
    count_cash,
    enter,
    give,
    hold,
    made,
    pay,
    sample,
    sold,
    spend,
    split,
    spoiled,
    to_bank,
)

if TYPE_CHECKING:
    from .book import Book

# The formatter is off so that a line holds an event of the story, not one argument of a call.
# fmt: off


def january(book: Book) -> None:
    """Agree on dues, prices, the part of the kas and the ceiling of IKS; put the first money in the bank."""
    week = Meeting(date(2019, 1, 6), absent="m09")
    rules = {"dues_amount": figure("dues"), "expense_limit": figure("expense limit")}
    text = "Iuran kas Rp 5.000 tiap anggota tiap pertemuan, tanpa paksaan. Belanja di atas Rp 100.000 diputuskan dulu."
    hold(
        book, week, (*WEEKLY, "batas belanja tahun 2019", "daftar harga", "buku baru kelompok"),
        "Semua yang hadir ikut bicara; iuran disepakati tanpa paksaan.",
        week.decision("iuran-2019", "iuran kas dan batas belanja", text, rules=rules),
        week.prices("harga-2019", "Daftar harga 2019: bir pletok 2 botol Rp 15.000 di bazar, di kantor Rp 10.000."),
        week.decision("pmt-2019", "PMT", "Uang PMT dibelanjakan sesuai menu puskesmas, dua regu bergantian."),
        week.problem("catatan-terpisah", "m03", "Catatan kas tahun lalu tersebar di beberapa buku."),
        week.hope("m01", "Semoga pembeli katering bertambah banyak."),
    )
    day = date(2019, 1, 7)
    note(
        book, "things",
        got(day, "dandang kecil", 1, "Milik kelompok sebelum 2019"),
        got(day, "timbangan", 1, "Milik kelompok sebelum 2019"),
        got(day, "kompor gas", 2, "Milik kelompok sebelum 2019"),
    )
    menu_and_funds(book, date(2019, 1, 8), "bubur kacang hijau", "telur rebus", "pisang")
    pmt(book, date(2019, 1, 8), TODDLERS, FIRST_TEAM, "pmt-2019")
    day = date(2019, 1, 12)
    enter(
        book, day, "expense",
        spend(day, "ingredients", "cake ingredients", "Tepung, gula pasir, dan telur", "Toko bahan kue"),
        spend(day, "transport", "fare", "Ongkos pulang dari pasar"),
    )
    enter(
        book, day, "goods",
        made(day, "nasi uduk", 30, "bungkus", "m01 m04 m06"),
        sold(day, 1, "nasi uduk", "warung", 26, seller="m04"),
        spoiled(day, "nasi uduk", 4, "Tidak habis sampai siang."),
    )
    week = Meeting(date(2019, 1, 13), absent="m05 m08")
    hold(
        book, week, (*WEEKLY, "pembagian tugas belanja", "pesanan kue basah"),
        "Tugas belanja sudah dibagi rata; mulai terlambat seperempat jam.",
        week.idea("m04", "Kue basah ditawarkan juga lewat grup WhatsApp warga."),
        sent="m08",
    )
    guide(
        book, date(2019, 1, 15), "technical", "technical-guidance",
        "Pembukuan: satu buku untuk semua catatan", reached="m01 m02 m03",
    )
    note(book, "cadre", cadre(date(2019, 1, 16), "m01", "Posyandu lansia", "tekanan darah", "lingkar perut"))
    day = date(2019, 1, 17)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "spices", "Jahe, serai, dan kayu secang", "Pasar"),
        made(day, "bir pletok 250 ml", 40, "botol", "m02 m05 m07"),
    )
    day = date(2019, 1, 18)
    enter(
        book, day, "goods",
        sold(day, 1, "bir pletok 250 ml", "office", 14, seller="m02", customer="Kantor di Johar Baru"),
        sample(day, "bir pletok 250 ml", 2, "Kantor di Johar Baru"),
    )
    day = date(2019, 1, 19)
    enter(
        book, day, "expense", spend(day, "other", "stationery", "Buku kas, buku tulis, dan pulpen", "Toko alat tulis")
    )
    week = Meeting(date(2019, 1, 20), absent="m06")
    text = "Dari hasil penjualan kelompok 35 persen masuk kas sebagai pengganti bahan, sisanya dibagi rata."
    hold(
        book, week, (*WEEKLY, "satu buku untuk semua catatan", "bagi hasil", "tempat pertemuan berikutnya"),
        "Pertemuan tepat waktu; catatan kas dibacakan dan diterima.",
        week.decision("bagi-hasil-2019", "bagi hasil", text, rules={"kas_share_percent": figure("kas percent")}),
        week.solved("catatan-terpisah", "Semua catatan dipindah ke satu buku; saldo awal dihitung bersama."),
        unpaid="m10",
    )
    pmt(book, date(2019, 1, 22), ELDERS, SECOND_TEAM, "pmt-2019")
    day = date(2019, 1, 26)
    enter(book, day, "deposit", to_bank(day, "kas", "first deposit"))
    enter(book, day, "goods", sold(day, 1, "bir pletok 250 ml", "friends", 6, seller="m07"))
    week = Meeting(date(2019, 1, 27), absent="m08 m09")
    text = "IKS dikumpulkan sebulan sekali, Rp 5.000; bantuan untuk satu anggota paling banyak Rp 300.000 sekali."
    hold(
        book, week, (*WEEKLY, "rasa dan ukuran kue basah", "IKS"),
        "Usul sudah ditampung, belum semua anggota mau bicara.",
        week.decision("iks-2019", "IKS", text, rules={"iks_ceiling": figure("iks ceiling")}),
        week.idea("m05", "Ukuran kue lemper dan risoles disamakan supaya harganya mudah dihitung."),
    )
    guide(
        book, date(2019, 1, 29), "facilitative", "form-group",
        "Menata kembali tugas pengurus dan regu PMT", reached="m01 m02 m03 m04 m07",
    )
    count_cash(book, date(2019, 1, 31))


def february(book: Book) -> None:
    """Let the kas buy catering goods; divide the first proceeds; one payment of dues is not written down yet."""
    week = Meeting(date(2019, 2, 3), absent="m10")
    text = "Barang katering dibeli dari kas bila dana dukungan sudah habis, paling banyak Rp 250.000 sekali belanja."
    hold(
        book, week, (*WEEKLY, "belanja katering dari kas", "pesanan nasi kotak"),
        "Musyawarah berjalan baik; keputusan diambil bersama.",
        week.decision("belanja-katering-2019", "belanja katering", text),
        iks=True, no_iks="m06",
    )
    boxes = Order(
        "nasi-kotak-februari", "Majelis taklim warga", "nasi kotak", 40, "rice box", "rice box advance",
        date(2019, 2, 9),
    )
    day = date(2019, 2, 4)
    enter(book, day, "order", boxes.taken(day))
    end_month(book, "2019-01", date(2019, 2, 5), "Saldo cocok dengan uang yang dihitung.")
    day, order = date(2019, 2, 9), "Ayam, beras, dan bumbu untuk pesanan nasi kotak"
    enter(
        book, day, "expense",
        spend(day, "ingredients", "catering ingredients", order, "Pasar", decision_id="belanja-katering-2019"),
        spend(day, "transport", "long fare", "Ongkos angkut belanjaan dari pasar"),
    )
    enter(
        book, day, "goods",
        made(day, "nasi kotak", 40, "kotak", "m01 m02 m04 m05 m06 m09"),
        boxes.delivered("m01"),
    )
    week = Meeting(date(2019, 2, 10), absent="m08 m09")
    hold(
        book, week, (*WEEKLY, "hasil pesanan nasi kotak", "bagi hasil", "harga bahan"),
        "Laporan belanja dibacakan; waktu tanya jawab kurang.",
        week.problem("harga-bahan", "m06", "Harga telur dan minyak naik, untung kue basah menipis."),
        unpaid="m04",
    )
    # 247.000 + 140.000 + 90.000 + 700.000 = 1.177.000; 35 % = 411.950; 765.050 : 10 = 76.505
    sales = "2019-01-12-1 2019-01-18-1 2019-01-26-1 nasi-kotak-februari"
    split(book, week.day, sales, percent="kas percent", decision_id="bagi-hasil-2019", paid=week.present)
    menu_and_funds(book, date(2019, 2, 11), "nasi tim ayam", "sayur bening", "jeruk")
    pmt(book, date(2019, 2, 12), TODDLERS, FIRST_TEAM, "pmt-2019")
    guide(
        book, date(2019, 2, 13), "educational", "social-motivation",
        "Kesetiakawanan sosial dan guna IKS", reached="m04 m06 m08 m10",
    )
    day = date(2019, 2, 15)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "spices", "Jahe, serai, dan kayu secang", "Pasar"),
        spend(day, "ingredients", "peyek ingredients", "Tepung beras, kacang, dan minyak", "Pasar"),
        made(day, "bir pletok 250 ml", 40, "botol", "m02 m05 m07 m09"),
        made(day, "peyek", 30, "bungkus", "m03 m08 m10"),
        made(day, "keripik bawang", 12, "bungkus", "m07", owner="m07"),
        made(day, "stik keju", 8, "bungkus", "m09", owner="m09"),
    )
    day = date(2019, 2, 16)
    by_facilitator(book, "posted", posted(day, "Facebook", "Stan KUBE Melati 3 di bazar kelurahan"))
    note(
        book, "bazaar",
        bazaar(day, "Halaman kantor kelurahan", "Kelurahan Galur", "m05 m07 m08 m09"),
        helped(day, "m10", "Bazar kelurahan", "mengangkut barang"),
    )
    enter(book, day, "donation", give(day, "kas", "first donation", "Majelis taklim warga"))
    enter(
        book, day, "goods",
        sold(day, 1, "bir pletok 250 ml", "bazaar", 18, seller="m05"),
        sold(day, 2, "peyek", "bazaar", 22, seller="m08"),
        sold(day, 3, "keripik bawang", "bazaar", 10, seller="m07", owner="m07"),
        sold(day, 4, "stik keju", "bazaar", 7, seller="m09", owner="m09"),
        sample(day, "peyek", 2, "Bazar kelurahan"),
    )
    week = Meeting(date(2019, 2, 17))
    hold(
        book, week, (*WEEKLY, "resep kue kering", "tempat pertemuan berikutnya"),
        "Semua anggota hadir; suasana akrab dan semua mendapat giliran bicara.",
        week.idea("m09", "Belanja bersama di pasar grosir supaya lebih murah."),
        week.hope("m07", "Semoga ada yang mau menanam modal untuk usaha kelompok."),
        written_later=True,
    )
    enter(book, date(2019, 2, 18), "shares", *pay(book, date(2019, 2, 17), "m08 m09"))
    note(book, "cadre", cadre(date(2019, 2, 20), "m02", "Posyandu balita", "penimbangan", "pencatatan"))
    day = date(2019, 2, 20)
    enter(book, day, "goods", sold(day, 1, "peyek", "office", 4, seller="m02", customer="Kantor di Johar Baru"))
    day = date(2019, 2, 23)
    enter(book, day, "expense", spend(day, "ingredients", "pastry ingredients", "Tepung beras, kelapa, dan gula merah"))
    week = Meeting(date(2019, 2, 24), absent="m01 m05")
    hold(
        book, week, (*WEEKLY, "belanja bersama"),
        "Ketua berhalangan, sekretaris memimpin; pertemuan tetap tertib.",
        week.solved("harga-bahan", "Belanja dilakukan bersama dua minggu sekali di pasar grosir."),
        sent="m01",
    )
    pmt(book, date(2019, 2, 26), ELDERS, SECOND_TEAM, "pmt-2019")
    guide(
        book, date(2019, 2, 27), "representational", "accompany-business",
        "Memperkenalkan katering kelompok kepada kantor-kantor", reached="m01 m02",
    )
    count_cash(book, date(2019, 2, 28))


def march(book: Book) -> None:
    """Write the forgotten dues of February down; buy a steamer; an order is cancelled, another sold on credit."""
    week = Meeting(date(2019, 3, 3), absent="m07 m10")
    hold(
        book, week, (*WEEKLY, "alat masak", "pesanan bulan Maret"),
        "Pembicaraan terarah; daftar alat disusun bersama.",
        week.problem("dandang-kecil", "m09", "Dandang terlalu kecil untuk pesanan nasi kotak."),
        iks=True,
    )
    forgotten = Meeting(date(2019, 2, 10)).dues("m08")
    late = enter(book, week.day, "late-dues", forgotten)[0]
    text = "Iuran ini dititipkan kepada sekretaris pada 10 Februari, baru sampai ke bendahara pada 3 Maret."
    book.call(at(week.day, 22), SECRETARY, f"note/{week.day}", fact("note-added", week.day, target=late, text=text))
    feast = Order(
        "hajatan-maret", "Panitia hajatan warga", "prasmanan", 60, "buffet portion", "hajatan advance",
        date(2019, 3, 24),
    )
    day = date(2019, 3, 4)
    enter(book, day, "order", feast.taken(day))
    end_month(book, "2019-02", date(2019, 3, 5), "Satu iuran terlambat dicatat, sudah diberi catatan.")
    day = date(2019, 3, 8)
    enter(
        book, day, "goods",
        sold(day, 1, "bir pletok 250 ml", "office", 10, seller="m02", customer="Kantor di Johar Baru"),
        spoiled(day, "peyek", 2, "Melempem."),
    )
    day = date(2019, 3, 9)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice", "Beras, telur, dan lauk untuk nasi bungkus", "Pasar"),
        made(day, "nasi bungkus", 30, "bungkus", "m01 m03 m06 m08"),
        sold(day, 1, "nasi bungkus", "warung", 27, seller="m06"),
        spoiled(day, "nasi bungkus", 3, "Tidak habis sampai sore."),
    )
    week = Meeting(date(2019, 3, 10), absent="m04 m07")
    hold(
        book, week, (*WEEKLY, "pembelian dandang"),
        "Keputusan cepat diambil karena harga sudah ditanyakan lebih dulu.",
        week.decision("beli-dandang", "pembelian alat", "Membeli dandang besar dari kas, paling mahal Rp 175.000."),
        sent="m04",
    )
    menu_and_funds(book, date(2019, 3, 11), "nasi", "sup ayam wortel", "tahu kukus", "semangka")
    pmt(book, date(2019, 3, 12), TODDLERS, FIRST_TEAM, "pmt-2019", spoiled=3)
    guide(book, date(2019, 3, 13), "technical", "budget-plan", "Menyusun RAB alat masak", reached="m01 m03")
    day, reason = date(2019, 3, 14), "Pemesan membatalkan acara; sebagian uang muka mengganti bumbu yang sudah dibeli."
    refund, kept = figure("hajatan refund"), figure("hajatan advance") - figure("hajatan refund")
    cancelled = fact("order-cancelled", day, order_id=feast.order_id, refund=refund, kept=kept, reason=reason)
    enter(book, day, "order", cancelled)
    day = date(2019, 3, 16)
    steamer = spend(day, "equipment", "steamer", "Dandang besar", "Toko alat dapur", decision_id="beli-dandang")
    enter(book, day, "expense", steamer)
    enter(book, day, "things", got(day, "dandang besar", 1, "Dibeli dari kas"))
    week = Meeting(date(2019, 3, 17), absent="m06 m07 m09")
    hold(
        book, week, (*WEEKLY, "dandang baru", "bagi hasil", "foto untuk Facebook"),
        "Yang hadir sedikit, tetapi semua tugas terbagi.",
        week.solved("dandang-kecil", "Dandang besar sudah dibeli dan dicoba.", "beli-dandang"),
        week.idea("m08", "Foto kue dipasang di Facebook setiap Jumat."),
        unpaid="m08",
    )
    # 270.000 + 220.000 + 40.000 + 100.000 + 337.500 = 967.500; 35 % = 338.625; 628.875 : 10 = 62.887, 5 left: to kas
    sales = "2019-02-16-1 2019-02-16-2 2019-02-20-1 2019-03-08-1 2019-03-09-1"
    split(book, week.day, sales, percent="kas percent", decision_id="bagi-hasil-2019", paid=week.present)
    note(book, "cadre", cadre(date(2019, 3, 20), "m04", "Posyandu balita", "penimbangan", "pengukuran tinggi"))
    day, order = date(2019, 3, 21), "Ayam, beras, dan sayur untuk nasi kotak kelurahan"
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice box ingredients", order, "Pasar", decision_id="belanja-katering-2019"),
        made(day, "nasi kotak", 30, "kotak", "m02 m03 m04 m08 m10"),
        sold(day, 1, "nasi kotak", "office", 30, seller="m03", customer="Kantor Kelurahan Galur", paid=False),
    )
    day = date(2019, 3, 23)
    enter(book, day, "donation", give(day, "iks", "iks donation", "Paguyuban warga"))
    guide(
        book, date(2019, 3, 24), "educational", "technical-guidance",
        "Syarat permohonan bantuan modal", reached="m01 m02 m03 m06",
    )
    week = Meeting(date(2019, 3, 24))
    hold(
        book, week, (*WEEKLY, "bantuan modal", "tempat pertemuan berikutnya"),
        "Semua hadir; penjelasan pendamping mudah dimengerti.",
        week.hope("m02", "Semoga ada bantuan modal dengan proses yang lebih mudah."),
    )
    enter(book, week.day, "shares", *pay(book, week.day, "m06 m07 m09"))
    pmt(book, date(2019, 3, 26), ELDERS, SECOND_TEAM, "pmt-2019")
    day = date(2019, 3, 28)
    enter(book, day, "goods", spoiled(day, "bir pletok 250 ml", 6, "Sudah lewat masa simpan."))
    day = date(2019, 3, 30)
    enter(
        book, day, "expense",
        spend(day, "ingredients", "snack ingredients", "Tepung, minyak, dan bawang untuk keripik", "Pasar"),
        spend(day, "transport", "fare", "Ongkos pulang dari pasar"),
    )
    week = Meeting(date(2019, 3, 31), absent="m05")
    hold(
        book, week, (*WEEKLY, "hasil usaha tiga bulan"), "Angka dibacakan satu per satu, tidak ada yang dipertanyakan."
    )
    count_cash(book, week.day)
