"""April to June 2019: orders, Lebaran, and the mistakes of a busy season."""

from __future__ import annotations

from datetime import date, timedelta
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
    training,
)
from .book import fact
from .figures import figure
from .habits import (
    FACILITATOR,
    WEEKLY,
    Meeting,
    Order,
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

OFFICE_COOKIES = Order(
    "nastar-lebaran", "Kantor di Johar Baru", "nastar", 10, "ordered nastar", "cookie advance", date(2019, 5, 29)
)
NEIGHBOURS_COOKIES = Order(
    "kastengel-lebaran", "Majelis taklim warga", "kastengel", 6, "ordered kastengel", "small advance",
    date(2019, 5, 29),
)


def april(book: Book) -> None:
    """Look for customers; dues typed with a nought too many are corrected the day after."""
    day = date(2019, 4, 1)
    enter(book, day, "goods", made(day, "keripik bawang", 25, "bungkus", "m03 m05 m07 m10"))
    end_month(book, "2019-03", date(2019, 4, 4), "Piutang kelurahan dicatat dengan benar.")
    day = date(2019, 4, 5)
    enter(book, day, "goods", sold(day, 1, "keripik bawang", "facebook", 10, seller="m08"))
    day, cakes = date(2019, 4, 6), "Kue contoh untuk calon pelanggan katering"
    enter(
        book, day, "expense",
        spend(day, "samples", "tasting", cakes),
        spend(day, "other", "photocopies", "Fotokopi daftar harga"),
    )
    enter(book, day, "goods", sample(day, "keripik bawang", 3, "Calon pelanggan katering"))
    week = Meeting(date(2019, 4, 7), absent="m09 m10")
    hold(
        book, week, (*WEEKLY, "mencari pelanggan katering"),
        "Banyak usul masuk; dipilih yang paling mudah dikerjakan.",
        week.idea("m01", "Setiap anggota menawarkan katering ke satu kantor."),
        sent="m10", iks=True,
    )
    menu_and_funds(book, date(2019, 4, 8), "nasi", "semur telur", "tumis buncis", "pepaya")
    pmt(book, date(2019, 4, 9), TODDLERS, FIRST_TEAM, "pmt-2019")
    guide(
        book, date(2019, 4, 10), "representational", "verify-candidates",
        "Memeriksa data calon anggota KUBE baru bersama Dinas Sosial", reached="m01",
    )
    day = date(2019, 4, 10)
    owed = {"sale_id": "2019-03-21-1", "amount": figure("first payment"), "paid_into": "bank"}
    enter(book, day, "payment", fact("payment-received", day, **owed))
    day = date(2019, 4, 12)
    enter(
        book, day, "goods",
        sold(day, 1, "keripik bawang", "warung", 9, seller="m01"),
        spoiled(day, "keripik bawang", 3, "Bungkus robek."),
    )
    day = date(2019, 4, 13)
    enter(book, day, "deposit", to_bank(day, "iks", "iks deposit"))
    week = Meeting(date(2019, 4, 14), absent="m08")
    mistake = figure("typing mistake")
    hold(
        book, week, (*WEEKLY, "tanggapan calon pelanggan"), "Laporan anggota singkat dan jelas.", typed={"m06": mistake}
    )
    wrong = book.position_of("dues-paid", week.day, member_id="m06", amount=mistake)
    day, reason = week.day + timedelta(days=1), "Salah ketik: tertulis 50.000, seharusnya 5.000."
    enter(book, day, "correction", fact("event-reversed", day, target=wrong, reason=reason), week.dues("m06"))
    buffet = Order(
        "prasmanan-april", "Kantor Kecamatan Johar Baru", "prasmanan", 35, "buffet portion", "buffet advance",
        date(2019, 4, 20),
    )
    enter(book, day, "order", buffet.taken(day, paid_into="bank"))
    day, order = date(2019, 4, 20), "Sayur, tempe, dan tahu untuk pesanan prasmanan"
    meat = "Ayam, beras, dan bumbu untuk pesanan prasmanan"
    enter(
        book, day, "expense",
        spend(day, "ingredients", "catering vegetables", order, "Pasar"),
        spend(day, "ingredients", "catering ingredients", meat, "Pasar", decision_id="belanja-katering-2019"),
        spend(day, "other", "gas", "Isi ulang gas 3 kg", "Warung"),
    )
    enter(
        book, day, "goods",
        made(day, "prasmanan", 35, "porsi", "m01 m02 m04 m06 m07 m08 m10"),
        buffet.delivered("m01"),
    )
    week = Meeting(date(2019, 4, 21), absent="m03 m05 m09")
    hold(
        book, week, (*WEEKLY, "hasil pesanan prasmanan"),
        "Bendahara berhalangan; iuran dititipkan kepada sekretaris.",
        week.evaluation("outcome", "pesanan prasmanan", "Pesanan selesai tepat waktu; porsi sayur masih kurang."),
        sent="m03",
        written_later=True,
    )
    pmt(book, date(2019, 4, 23), ELDERS, SECOND_TEAM, "pmt-2019")
    note(book, "cadre", cadre(date(2019, 4, 24), "m05", "Posbindu", "tekanan darah", "lingkar perut"))
    day = date(2019, 4, 25)
    note(
        book, "training",
        training(day, "Pengolahan makanan", "m04 m06 m08", "m08"),
        got(day, "panci", 2, "Dinas Sosial DKI Jakarta, pelatihan", holder="m08"),
        got(day, "wajan", 2, "Dinas Sosial DKI Jakarta, pelatihan", holder="m08"),
    )
    day = date(2019, 4, 27)
    enter(book, day, "deposit", to_bank(day, "kas", "second deposit"))
    week = Meeting(date(2019, 4, 28), absent="m10")
    hold(
        book, week, (*WEEKLY, "bagi hasil", "jadwal memasak", "persiapan bulan puasa"),
        "Jadwal belum selesai, dilanjutkan minggu depan.",
        week.problem("jadwal-bentrok", "m07", "Pesanan katering sering jatuh pada hari PMT."),
        unpaid="m09",
    )
    # 125.000 + 99.000 + 1.050.000 = 1.274.000; 35 % = 445.900; 828.100 : 10 = 82.810
    sales = "2019-04-05-1 2019-04-12-1 prasmanan-april"
    split(book, week.day, sales, percent="kas percent", decision_id="bagi-hasil-2019", paid=week.present)
    count_cash(book, date(2019, 4, 30))


def may(book: Book) -> None:
    """Bake for Lebaran; when the cash is counted, some change is missing."""
    end_month(book, "2019-04", date(2019, 5, 4), "Salah ketik iuran sudah dibetulkan.")
    week = Meeting(date(2019, 5, 5), absent="m04")
    text = "Bahan kue kering untuk pesanan Lebaran dibeli dari kas sampai Rp 400.000; uang di bank boleh diambil."
    hold(
        book, week, (*WEEKLY, "pesanan kue Lebaran", "jadwal bulan puasa"),
        "Pembagian kerja disepakati; pertemuan dipersingkat.",
        week.decision("kue-lebaran-2019", "belanja kue Lebaran", text),
        week.hope("m08", "Semoga kelompok tetap dipercaya menyediakan PMT."),
        iks=True, no_iks="m09",
    )
    enter(book, week.day, "shares", *pay(book, week.day, "m10"))
    things = (fact("asset-donated", week.day, member_id="m08", item=item, quantity=2) for item in ("panci", "wajan"))
    enter(book, week.day, "things", *things)
    day = date(2019, 5, 6)
    enter(book, day, "order", OFFICE_COOKIES.taken(day), NEIGHBOURS_COOKIES.taken(day))
    day = date(2019, 5, 8)
    owed = {"sale_id": "2019-03-21-1", "amount": figure("second payment")}
    enter(book, day, "payment", fact("payment-received", day, **owed))
    day = date(2019, 5, 10)
    enter(book, day, "withdrawal", fact("cash-withdrawn", day, fund="kas", amount=figure("withdrawal")))
    day, dough = date(2019, 5, 11), "Mentega, keju, dan tepung untuk nastar dan kastengel"
    enter(
        book, day, "expense",
        spend(day, "ingredients", "lebaran ingredients", dough, "Toko bahan kue", decision_id="kue-lebaran-2019"),
        spend(day, "transport", "long fare", "Ongkos angkut bahan kue"),
    )
    week = Meeting(date(2019, 5, 12), absent="m06 m10")
    hold(
        book, week, (*WEEKLY, "giliran memanggang"),
        "Giliran dibuat adil; yang bekerja malam diberi giliran siang.",
        week.solved("jadwal-bentrok", "Hari PMT ditandai di kalender; pesanan pada hari itu dikerjakan regu kedua."),
        sent="m06",
    )
    menu_and_funds(book, date(2019, 5, 13), "kurma", "bubur sumsum", "telur rebus")
    pmt(book, date(2019, 5, 14), TODDLERS, FIRST_TEAM, "pmt-2019")
    guide(
        book, date(2019, 5, 15), "facilitative", "social-motivation",
        "Menjaga kekompakan di bulan puasa", reached="m01 m02 m05 m07 m08",
    )
    note(book, "cadre", cadre(date(2019, 5, 15), "m08", "Posyandu lansia", "penimbangan", "tekanan darah"))
    day = date(2019, 5, 17)
    enter(book, day, "goods", made(day, "nastar", 12, "stoples", "m02 m04 m06 m08"))
    day, dough = date(2019, 5, 18), "Tambahan mentega dan tepung untuk kue Lebaran"
    enter(
        book, day, "expense",
        spend(day, "ingredients", "more lebaran ingredients", dough, "Toko bahan kue", decision_id="kue-lebaran-2019"),
        spend(day, "equipment", "jars", "Stoples dan pita kemasan", "Toko plastik"),
    )
    week = Meeting(date(2019, 5, 19), absent="m05 m09")
    hold(
        book, week, (*WEEKLY, "kemasan kue kering"),
        "Masalah kemasan dibahas terbuka tanpa saling menyalahkan.",
        week.problem("kemasan", "m10", "Kemasan kue kering kurang rapi, beberapa stoples retak."),
        week.idea("m02", "Setiap stoples diberi label nama kelompok."),
        unpaid="m08",
    )
    day = date(2019, 5, 22)
    by_facilitator(book, "posted", posted(day, "Facebook", "Pesanan nastar dan kastengel"))
    day = date(2019, 5, 24)
    enter(
        book, day, "goods",
        made(day, "nastar", 10, "stoples", "m01 m03 m07 m10"),
        made(day, "kastengel", 12, "stoples", "m02 m04 m06 m08"),
    )
    day = date(2019, 5, 25)
    enter(book, day, "donation", give(day, "kas", "lebaran donation", "Musala warga"))
    week = Meeting(date(2019, 5, 26), absent="m09")
    hold(
        book, week, (*WEEKLY, "pengantaran pesanan Lebaran"),
        "Semua pesanan sudah ada penanggung jawabnya.",
        written_later=True,
    )
    day = date(2019, 5, 27)
    enter(
        book, day, "goods",
        sold(day, 1, "nastar", "whatsapp", 6, seller="m08"),
        sold(day, 2, "kastengel", "whatsapp", 5, seller="m08"),
        spoiled(day, "kastengel", 1, "Stoples retak, kue remuk."),
    )
    pmt(book, date(2019, 5, 28), ELDERS, SECOND_TEAM, "pmt-2019")
    day = OFFICE_COOKIES.due_on
    note(book, "help", helped(day, "m09", "Pesanan Lebaran", "mengantar stoples"))
    day = OFFICE_COOKIES.due_on
    enter(book, day, "goods", OFFICE_COOKIES.delivered("m02"), NEIGHBOURS_COOKIES.delivered("m04"))
    day, missing = date(2019, 5, 31), figure("missing change")
    count_cash(book, day, missing)
    reason = "Uang kembalian kurang waktu belanja, sudah dicari dan tidak ditemukan."
    booked = fact("cash-difference-booked", day, fund="kas", difference=-missing, explanation=reason)
    enter(book, day, "difference", booked)


def june(book: Book) -> None:
    """Look back on Lebaran; buy scales from the bank and set money aside for solidarity; a bazaar."""
    day = date(2019, 6, 1)
    enter(
        book, day, "goods",
        sold(day, 1, "nastar", "friends", 5, seller="m03"),
        sample(day, "nastar", 1, "Kantor Kelurahan Galur"),
    )
    week = Meeting(date(2019, 6, 2), absent="m05 m08 m10")
    hold(
        book, week, (*WEEKLY, "sisa pesanan Lebaran"),
        "Sebagian sudah pulang kampung; pertemuan singkat.",
        sent="m05 m10", iks=True,
    )
    end_month(book, "2019-05", date(2019, 6, 3), "Selisih Rp 3.000 sudah dibukukan.")
    week = Meeting(date(2019, 6, 9), absent="m06 m09 m10")
    hold(
        book, week, (*WEEKLY, "halalbihalal", "takaran kue"),
        "Saling memaafkan; semua yang hadir ikut menyampaikan pendapat.",
        week.problem("takaran", "m03", "Takaran kue tidak sama karena timbangan rusak."),
    )
    menu_and_funds(book, date(2019, 6, 10), "nasi", "ikan kukus", "bayam", "pisang")
    # m09 was away for some weeks; m03 took her place
    pmt(book, date(2019, 6, 11), TODDLERS, "m01 m04 m05 m07 m03", "pmt-2019")
    guide(book, date(2019, 6, 12), "technical", "monitor", "Melihat hasil usaha Lebaran", reached="m02 m03 m04 m06")
    day = date(2019, 6, 15)
    enter(book, day, "expense", spend(day, "other", "wrapping", "Dus dan kertas roti", "Toko plastik"))
    week = Meeting(date(2019, 6, 16), absent="m08")
    text = "Membeli timbangan digital Rp 120.000, dibayar lewat bank."
    hold(
        book, week, (*WEEKLY, "hasil pesanan Lebaran", "bagi hasil", "timbangan baru"),
        "Pembicaraan hangat, waktu terpakai dengan baik.",
        week.decision("timbangan-2019", "pembelian alat", text),
        week.solved("kemasan", "Stoples diganti yang lebih tebal dan diberi label."),
        week.evaluation("outcome", "pesanan kue Lebaran", "Semua pesanan selesai sebelum Lebaran; kemasan diperbaiki."),
    )
    # 525.000 + 330.000 + 300.000 + 550.000 + 360.000 + 275.000 = 2.340.000; 35 % = 819.000; 1.521.000 : 10 = 152.100
    sales = "2019-03-21-1 2019-05-27-1 2019-05-27-2 nastar-lebaran kastengel-lebaran 2019-06-01-1"
    split(book, week.day, sales, percent="kas percent", decision_id="bagi-hasil-2019", paid=week.present)
    note(book, "cadre", cadre(date(2019, 6, 19), "m01", "Posbindu", "tekanan darah", "lingkar perut"))
    day = date(2019, 6, 20)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "spices", "Jahe, serai, dan kayu secang", "Pasar"),
        spend(day, "ingredients", "peyek ingredients", "Tepung beras, kacang, dan minyak", "Pasar"),
        made(day, "bir pletok 250 ml", 44, "botol", "m02 m05 m07 m10"),
        made(day, "peyek", 20, "bungkus", "m01 m03 m08"),
        made(day, "stik keju", 10, "bungkus", "m05", owner="m05"),
    )
    day, options = date(2019, 6, 22), {"decision_id": "timbangan-2019", "paid_from": "bank"}
    place = "Lapangan kecamatan"
    note(
        book, "bazaar",
        bazaar(day, place, "Kecamatan Johar Baru", "m04 m05 m07 m08"),
        helped(day, "m09", "Bazar hari jadi Jakarta", "memasang tenda"),
        got(day, "timbangan digital", 1, "Dibeli dari kas"),
        fact("asset-retired", day, item="timbangan", quantity=1, reason="Rusak, tidak bisa diperbaiki."),
    )
    enter(book, day, "expense", spend(day, "equipment", "scales", "Timbangan digital", "Toko alat dapur", **options))
    enter(
        book, day, "goods",
        spend(day, "ingredients", "milk", "Susu dan jahe", "Warung"),
        made(day, "susu jahe", 25, "gelas", "m04 m06"),
        sold(day, 1, "bir pletok 250 ml", "bazaar", 20, seller="m07"),
        sold(day, 2, "peyek", "bazaar", 18, seller="m08"),
        sold(day, 3, "susu jahe", "bazaar", 25, seller="m04"),
        sold(day, 4, "stik keju", "bazaar", 9, seller="m05", owner="m05"),
        sample(day, "bir pletok 250 ml", 4, "Bazar hari jadi Jakarta"),
        sample(day, "peyek", 2, "Bazar hari jadi Jakarta"),
    )
    week = Meeting(date(2019, 6, 23))
    text = "Menyisihkan Rp 50.000 dari kas ke IKS untuk anggota yang membutuhkan."
    hold(
        book, week, (*WEEKLY, "kas untuk IKS", "tempat pertemuan berikutnya"),
        "Semua hadir dan setuju tanpa keberatan.",
        week.decision("isi-iks-2019", "kas untuk IKS", text),
        week.solved("takaran", "Timbangan digital sudah dibeli; takaran ditulis di buku resep.", "timbangan-2019"),
    )
    aside = {"from_fund": "kas", "to_fund": "iks", "amount": figure("kas to iks"), "decision_id": "isi-iks-2019"}
    enter(book, week.day, "transfer", fact("fund-transferred", week.day, **aside))
    enter(book, week.day, "shares", *pay(book, week.day, "m08"))
    pmt(book, date(2019, 6, 25), ELDERS, SECOND_TEAM, "pmt-2019")
    guide(book, date(2019, 6, 28), "technical", "write-reports", "Menyusun laporan tengah tahun", reached="m02 m03")
    day = date(2019, 6, 29)
    enter(book, day, "deposit", to_bank(day, "kas", "third deposit"))
    week = Meeting(date(2019, 6, 30), absent="m09")
    hold(
        book, week, (*WEEKLY, "rencana setengah tahun berikutnya"),
        "Rencana disusun bersama; semua mendapat tugas.",
        week.evaluation("outcome", "PMT setengah tahun", "Semua kotak dibagikan tepat waktu; tiga kotak tumpah."),
        week.idea("m07", "Membuat daftar paket katering dengan harga tetap."),
        week.problem("syarat-modal", "m01", "Syarat permohonan bantuan modal banyak dan sulit dipenuhi."),
        week.hope(FACILITATOR, "Semoga pembeli katering bertambah dan usaha tiap anggota ikut maju."),
        unpaid="m10",
    )
    count_cash(book, week.day)
