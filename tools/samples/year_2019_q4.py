"""October to December 2019: orders, help in need, and what is still open when the year ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .activities import (
    ELDERS,
    FIRST_TEAM,
    SECOND_TEAM,
    TODDLERS,
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
    FACILITATOR,
    WEEKLY,
    Meeting,
    Order,
    count_cash,
    enter,
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


def october(book: Book) -> None:
    """Serve a large order; bake for Facebook."""
    end_month(book, "2019-09", date(2019, 10, 4), "Salah tulis penjualan sudah dibetulkan.")
    week = Meeting(date(2019, 10, 6), absent="m07")
    hold(
        book, week, (*WEEKLY, "pesanan prasmanan kecamatan"),
        "Semua yang hadir mendapat tugas yang jelas.",
        iks=True,
    )
    menu_and_funds(book, date(2019, 10, 7), "nasi", "rolade ayam", "capcai", "pisang")
    buffet = Order(
        "prasmanan-oktober", "Kantor Kecamatan Johar Baru", "prasmanan", 45, "buffet portion", "buffet advance",
        date(2019, 10, 12),
    )
    day = date(2019, 10, 7)
    enter(book, day, "order", buffet.taken(day, paid_into="bank"))
    # m10 took the place of m07
    pmt(book, date(2019, 10, 8), TODDLERS, "m01 m04 m05 m10 m09", "pmt-2019", spoiled=2)
    guide(
        book, date(2019, 10, 9), "representational", "accompany-business",
        "Mendaftarkan kelompok ke lomba KUBE", reached="m01 m02",
    )
    day = buffet.due_on
    meat = "Ayam, beras, dan bumbu untuk pesanan prasmanan"
    enter(
        book, day, "goods",
        spend(day, "ingredients", "catering vegetables", "Sayur, tempe, dan tahu untuk pesanan prasmanan", "Pasar"),
        spend(day, "ingredients", "catering ingredients", meat, "Pasar", decision_id="belanja-katering-2019"),
        spend(day, "other", "gas", "Isi ulang gas 3 kg", "Warung"),
        made(day, "prasmanan", 45, "porsi", "m01 m02 m03 m04 m06 m08 m09 m10"),
        buffet.delivered("m01"),
    )
    week = Meeting(date(2019, 10, 13))
    hold(
        book, week, (*WEEKLY, "hasil pesanan prasmanan", "rencana kue akhir tahun"),
        "Semua hadir; kekurangan bulan April tidak terulang.",
        week.evaluation("outcome", "pesanan prasmanan", "Porsi sayur cukup, tamu puas, dua pelanggan baru bertanya."),
        week.hope("m04", "Semoga pelanggan katering tetap memesan tahun depan."),
    )
    day = date(2019, 10, 15)
    guide(book, day, "facilitative", None, "Latihan menjelang lomba", reached="m01 m02 m03 m05 m06 m08")
    day, contest = date(2019, 10, 16), {"competition_id": "lomba-2019"}
    team = ["m01", "m02", "m03", "m05", "m06", "m08"]
    name, level = "Lomba KUBE berprestasi", "DKI Jakarta"
    note(
        book, "contest",
        fact("competition-entered", day, **contest, name=name, level=level, days=2, participants=team),
        helped(day, "m09", "Lomba KUBE", "memasak hidangan lomba"),
    )
    day = date(2019, 10, 17)
    by_facilitator(book, "posted", posted(day, "Facebook", "KUBE Melati 3 juara kedua DKI Jakarta"))
    note(
        book, "contest",
        fact("competition-result", day, **contest, contestant="group", rank=2),
        fact("competition-result", day, **contest, contestant="facilitator", rank=1),
    )
    won, hers = figure("group's prize"), figure("pendamping's prize")
    enter(
        book, day, "prize",
        fact(
            "prize-received", day, **contest, recipient="group", amount=won, items=["piala", "piagam"],
            paid_into="bank",
        ),
        # Hers alone: it is told, and moves nothing.
        fact("prize-received", day, **contest, recipient="facilitator", amount=hers, items=[]),
        got(day, "piala juara kedua DKI Jakarta", 1, "Lomba KUBE 2019"),
    )
    week = Meeting(date(2019, 10, 20), absent="m03 m09")
    hold(
        book, week, (*WEEKLY, "penjualan lewat Facebook"),
        "Bendahara berhalangan; angka dibacakan sekretaris.",
        week.evaluation("outcome", "lomba KUBE 2019", "Juara kedua DKI Jakarta; penyajian dipuji."),
        week.idea("m08", "Keripik dan stik keju dijual lewat Facebook dengan foto baru."),
        sent="m03", written_later=True,
    )
    pmt(book, date(2019, 10, 22), ELDERS, SECOND_TEAM, "pmt-2019")
    note(book, "cadre", cadre(date(2019, 10, 23), "m08", "Posyandu balita", "penimbangan", "pencatatan"))
    day = date(2019, 10, 25)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "snack ingredients", "Tepung, minyak, keju, dan bawang", "Pasar"),
        made(day, "keripik bawang", 24, "bungkus", "m03 m05 m07"),
        made(day, "stik keju", 16, "bungkus", "m02 m08 m10"),
    )
    day = date(2019, 10, 26)
    enter(
        book, day, "goods",
        sold(day, 1, "keripik bawang", "facebook", 12, seller="m08"),
        sold(day, 2, "stik keju", "facebook", 9, seller="m08"),
        sample(day, "stik keju", 1, "Kantor Kelurahan Galur"),
    )
    week = Meeting(date(2019, 10, 27), absent="m08")
    hold(
        book, week, (*WEEKLY, "hasil penjualan Facebook"),
        "Laporan penjualan singkat; ada yang datang terlambat.",
        week.decision("hadiah-lomba-2019", "hadiah lomba", "Hadiah disimpan di bank, sebagian untuk membeli oven."),
        week.problem("ongkos-kirim", "m05", "Ongkos kirim pesanan Facebook sering lebih mahal dari untungnya."),
        unpaid="m06",
    )
    day = date(2019, 10, 30)
    visit = fact("visit-received", day, visitor="KUBE dari kelurahan lain", purpose="Belajar dari juara lomba")
    note(book, "visit", visit)
    count_cash(book, date(2019, 10, 31))


def november(book: Book) -> None:
    """Give solidarity money a second time; divide the proceeds of autumn."""
    week = Meeting(date(2019, 11, 3), absent="m06 m10")
    hold(
        book, week, (*WEEKLY, "ongkos kirim"),
        "Pendapat berbeda didengar dulu, baru diputuskan.",
        week.solved("ongkos-kirim", "Pembeli mengambil sendiri di rumah anggota terdekat."),
        sent="m06", iks=True,
    )
    end_month(book, "2019-10", date(2019, 11, 4), "Hadiah lomba masuk bank; hadiah pendamping tidak masuk kas.")
    day = date(2019, 11, 7)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "spices", "Jahe, serai, dan kayu secang", "Pasar"),
        spoiled(day, "bir pletok 250 ml", 4, "Sudah lewat masa simpan."),
        made(day, "bir pletok 250 ml", 36, "botol", "m04 m05 m07 m09"),
    )
    day = date(2019, 11, 8)
    enter(
        book, day, "goods",
        sold(day, 1, "bir pletok 250 ml", "office", 18, seller="m02", customer="Kantor di Johar Baru"),
        sold(day, 2, "bir pletok 250 ml", "friends", 5, seller="m07"),
    )
    day = date(2019, 11, 9)
    enter(book, day, "deposit", to_bank(day, "kas", "later deposit"))
    week = Meeting(date(2019, 11, 10), absent="m01")
    hold(
        book, week, (*WEEKLY, "bantuan IKS", "stok bir pletok"),
        "Ketua berhalangan, sekretaris memimpin; keputusan IKS tanpa perdebatan.",
        week.decision("bantuan-iks-november", "bantuan IKS", "Memberi bantuan IKS Rp 150.000 kepada satu anggota."),
    )
    menu_and_funds(book, date(2019, 11, 11), "bubur ayam", "telur rebus", "jeruk")
    day, help_ = date(2019, 11, 11), {"amount": figure("help in urgent need"), "decision_id": "bantuan-iks-november"}
    enter(book, day, "iks-help", fact("iks-disbursed", day, beneficiary_id="m05", reason="urgent-need", **help_))
    pmt(book, date(2019, 11, 12), TODDLERS, FIRST_TEAM, "pmt-2019")
    guide(
        book, date(2019, 11, 13), "educational", "technical-guidance",
        "Mencatat stok supaya barang tidak lewat masa simpan", reached="m03 m05 m07",
    )
    day = date(2019, 11, 16)
    enter(
        book, day, "goods",
        sold(day, 1, "stik keju", "whatsapp", 6, seller="m08"),
        sold(day, 2, "keripik bawang", "warung", 10, seller="m01"),
        spoiled(day, "keripik bawang", 2, "Bungkus robek."),
    )
    week = Meeting(date(2019, 11, 17))
    hold(
        book, week, (*WEEKLY, "bagi hasil", "tempat pertemuan berikutnya"),
        "Semua hadir; bagi hasil dibacakan dan diterima.",
        week.idea("m05", "Ada stok yang dicatat di papan dapur supaya tidak lewat masa simpan."),
    )
    # 1.350.000 + 150.000 + 135.000 + 180.000 + 75.000 + 90.000 + 110.000 = 2.090.000; 40 % = 836.000;
    # 1.254.000 : 10 = 125.400
    sales = (
        "prasmanan-oktober 2019-10-26-1 2019-10-26-2 2019-11-08-1 2019-11-08-2 2019-11-16-1 2019-11-16-2"
    )
    split(book, week.day, sales, percent="later kas percent", decision_id="bagi-hasil-september", paid=week.present)
    note(book, "cadre", cadre(date(2019, 11, 20), "m01", "Posyandu lansia", "tekanan darah", "lingkar perut"))
    guide(
        book, date(2019, 11, 22), "technical", "budget-plan",
        "Menyusun RAB oven dari uang hadiah", reached="m01 m03 m08",
    )
    day, options = date(2019, 11, 23), {"decision_id": "hadiah-lomba-2019", "paid_from": "bank"}
    enter(
        book, day, "oven",
        spend(day, "equipment", "oven", "Oven untuk kue kering", "Toko alat dapur", **options),
        got(day, "oven", 1, "Dibeli dari kas"),
    )
    week = Meeting(date(2019, 11, 24), absent="m02 m09")
    hold(
        book, week, (*WEEKLY, "rencana kue akhir tahun"),
        "Rencana ditulis per orang; sekretaris berhalangan, catatan dibuat bergantian.",
        sent="m02", unpaid="m10",
    )
    pmt(book, date(2019, 11, 26), ELDERS, SECOND_TEAM, "pmt-2019")
    count_cash(book, date(2019, 11, 30))


def december(book: Book) -> None:
    """Bake for the year's end; a sale on credit, a deposit and a share are still open when the year ends."""
    week = Meeting(date(2019, 12, 1), absent="m05")
    text = "Bahan kue akhir tahun dibeli dari kas sampai Rp 250.000."
    hold(
        book, week, (*WEEKLY, "pesanan kue akhir tahun"),
        "Pembagian kerja lancar karena belajar dari Lebaran.",
        week.decision("kue-akhir-tahun-2019", "belanja kue akhir tahun", text),
        iks=True,
    )
    end_month(book, "2019-11", date(2019, 12, 4), "Pembelian oven ada keputusannya.")
    week = Meeting(date(2019, 12, 8), absent="m10")
    hold(
        book, week, (*WEEKLY, "giliran memanggang"),
        "Giliran disusun cepat; semua hafal tugasnya.",
    )
    menu_and_funds(book, date(2019, 12, 9), "nasi", "ayam kecap", "sayur lodeh", "pisang")
    cookies = Order(
        "nastar-desember", "Kantor di Johar Baru", "nastar", 8, "ordered nastar", "cookie advance", date(2019, 12, 20)
    )
    day = date(2019, 12, 9)
    enter(book, day, "order", cookies.taken(day))
    pmt(book, date(2019, 12, 10), TODDLERS, FIRST_TEAM, "pmt-2019")
    guide(
        book, date(2019, 12, 11), "facilitative", "monitor",
        "Evaluasi usaha setahun", reached="m01 m02 m03 m04 m05 m08",
    )
    day, dough = date(2019, 12, 13), "Mentega, keju, dan tepung untuk kue akhir tahun"
    enter(
        book, day, "goods",
        spend(
            day, "ingredients", "year's end ingredients", dough, "Toko bahan kue", decision_id="kue-akhir-tahun-2019"
        ),
        spend(day, "equipment", "jars", "Stoples dan pita kemasan", "Toko plastik"),
    )
    day = date(2019, 12, 14)
    enter(
        book, day, "goods",
        made(day, "nastar", 14, "stoples", "m01 m02 m06 m08"),
        made(day, "kastengel", 11, "stoples", "m03 m05 m09 m10"),
    )
    week = Meeting(date(2019, 12, 15), absent="m04 m07")
    hold(
        book, week, (*WEEKLY, "pesanan kelurahan", "evaluasi setahun"),
        "Setahun dilihat kembali; semua menyebut satu hal baik dan satu kekurangan.",
        week.evaluation("outcome", "usaha tahun 2019", "Penjualan naik sesudah Agustus; catatan stok masih lemah."),
        week.decision("sisa-pmt-2019", "sisa uang PMT", "Sisa uang PMT Juli sampai November dimasukkan ke kas."),
        week.hope("m06", "Semoga kelompok mendapat lebih banyak pembeli katering."),
        sent="m07",
    )
    day, surplus = date(2019, 12, 16), figure("pmt surplus kept")
    moved = {"from_fund": "pmt", "to_fund": "kas", "amount": surplus, "decision_id": "sisa-pmt-2019"}
    consent = "Kelurahan Galur, surat persetujuan Desember 2019"
    enter(book, day, "pmt-surplus", fact("fund-transferred", day, **moved, consent=consent))
    note(book, "cadre", cadre(date(2019, 12, 18), "m02", "Posbindu", "tekanan darah", "pencatatan"))
    day, order = date(2019, 12, 19), "Ayam, beras, dan sayur untuk nasi kotak kelurahan"
    enter(
        book, day, "goods",
        spend(day, "ingredients", "catering ingredients", order, "Pasar", decision_id="belanja-katering-2019"),
        made(day, "nasi kotak", 40, "kotak", "m01 m02 m03 m04 m06 m10"),
        sold(day, 1, "nasi kotak", "office", 40, seller="m03", customer="Kantor Kelurahan Galur", paid=False),
    )
    day = cookies.due_on
    enter(book, day, "goods", cookies.delivered("m02"))
    day = date(2019, 12, 21)
    by_facilitator(book, "posted", posted(day, "Instagram", "Kue akhir tahun KUBE Melati 3"))
    lent = fact("asset-lent", day, item="panci", quantity=1, person_id="m07")
    note(book, "things", lent, helped(day, "m06", "Pesanan kue akhir tahun", "membersihkan dapur"))
    enter(
        book, day, "goods",
        sold(day, 1, "nastar", "whatsapp", 5, seller="m08"),
        sold(day, 2, "kastengel", "whatsapp", 9, seller="m08"),
        sample(day, "nastar", 1, "Kantor Kecamatan Johar Baru"),
        sample(day, "kastengel", 1, "Kantor Kecamatan Johar Baru"),
        spoiled(day, "kastengel", 1, "Stoples retak, kue remuk."),
    )
    week = Meeting(date(2019, 12, 22), absent="m08 m09")
    hold(
        book, week, (*WEEKLY, "rencana tahun 2020"),
        "Pertemuan hangat; rencana dibuat sederhana supaya terlaksana.",
        week.hope(FACILITATOR, "Semoga tahun depan ada modal dengan proses yang mudah."),
        week.idea("m02", "Jadwal pertemuan dan tempatnya ditulis untuk tiga bulan sekaligus."),
        sent="m08",
    )
    pmt(book, date(2019, 12, 24), ELDERS, SECOND_TEAM, "pmt-2019")
    day = date(2019, 12, 27)
    owed = {"sale_id": "2019-12-19-1", "amount": figure("december payment"), "paid_into": "bank"}
    enter(book, day, "payment", fact("payment-received", day, **owed))
    boxes = Order(
        "nasi-kotak-januari", "Majelis taklim warga", "nasi kotak", 30, "rice box", "rice box advance",
        date(2020, 1, 11),
    )
    day = date(2019, 12, 28)
    enter(book, day, "order", boxes.taken(day))
    week = Meeting(date(2019, 12, 29), absent="m06")
    hold(
        book, week, (*WEEKLY, "bagi hasil akhir tahun"),
        "Bagi hasil diterima; buku tahun 2019 dibacakan sampai selesai.",
    )
    # 700.000 (of which 300.000 is still owed) + 440.000 + 275.000 + 540.000 = 1.955.000; 40 % = 782.000;
    # 1.173.000 : 10 = 117.300
    sales = "2019-12-19-1 nastar-desember 2019-12-21-1 2019-12-21-2"
    split(book, week.day, sales, percent="later kas percent", decision_id="bagi-hasil-september", paid=week.present)
    day = date(2019, 12, 31)
    enter(book, day, "shares", *pay(book, day, "m06"))
    count_cash(book, day)
    end_month(book, "2019-12", date(2020, 1, 5), "Piutang, uang muka, dan satu bagi hasil masih terbuka.")
