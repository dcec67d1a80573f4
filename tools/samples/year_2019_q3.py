"""July to September 2019: help for a member, the stalls of August, a new part of the kas, a sale typed wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .activities import (
    ELDERS,
    ELDERS_OTHERWISE,
    FIRST_TEAM,
    GIVER,
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
    SECRETARY,
    WEEKLY,
    Meeting,
    Order,
    at,
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


def july(book: Book) -> None:
    """Divide what the bazaar of June brought in; give solidarity money for the first time."""
    end_month(book, "2019-06", date(2019, 7, 5), "Saldo cocok; pembelian timbangan ada keputusannya.")
    day = date(2019, 7, 5)
    returned = fact("pmt-funds-returned", day, amount=figure("pmt surplus returned"), to=GIVER)
    enter(book, day, "pmt-surplus", returned)
    week = Meeting(date(2019, 7, 7), absent="m02 m10")
    hold(
        book, week, (*WEEKLY, "hasil bazar hari jadi Jakarta", "bagi hasil"),
        "Hasil bazar dibacakan rinci; semua puas dengan pembagiannya.",
        week.problem("pesanan-sepi", "m04", "Sesudah Lebaran pesanan katering sepi."),
        iks=True,
    )
    # 300.000 + 180.000 + 150.000 = 630.000; 35 % = 220.500; 409.500 : 10 = 40.950
    sales = "2019-06-22-1 2019-06-22-2 2019-06-22-3"
    split(book, week.day, sales, percent="kas percent", decision_id="bagi-hasil-2019", paid=week.present)
    menu_and_funds(book, date(2019, 7, 8), "nasi tim ikan", "wortel kukus", "pepaya")
    # m02 took the place of m05
    pmt(book, date(2019, 7, 9), TODDLERS, "m01 m04 m02 m07 m09", "pmt-2019")
    guide(
        book, date(2019, 7, 10), "educational", "prepare-candidates",
        "Menyiapkan calon kelompok baru: musyawarah dan pembukuan", reached="m01 m02",
    )
    day = date(2019, 7, 11)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "spices", "Jahe, serai, dan kayu secang", "Pasar"),
        made(day, "bir pletok 250 ml", 30, "botol", "m05 m07 m09"),
    )
    day = date(2019, 7, 12)
    enter(
        book, day, "goods",
        sold(day, 1, "bir pletok 250 ml", "office", 16, seller="m02", customer="Kantor di Johar Baru"),
        sold(day, 2, "bir pletok 250 ml", "whatsapp", 4, seller="m08"),
    )
    day = date(2019, 7, 13)
    note(book, "lent", fact("asset-lent", day, item="wajan", quantity=1, person_id="m06"))
    week = Meeting(date(2019, 7, 14), absent="m06")
    hold(
        book, week, (*WEEKLY, "bantuan IKS", "mencari pesanan"),
        "Keputusan IKS diambil bulat; usul pesanan ditampung.",
        week.decision("bantuan-iks-juli", "bantuan IKS", "Memberi bantuan IKS Rp 250.000 kepada satu anggota."),
        week.idea("m10", "Menawarkan nasi kotak untuk arisan dan pengajian di RW sebelah."),
        sent="m06",
    )
    enter(book, week.day, "shares", *pay(book, week.day, "m02 m10"))
    day, help_ = date(2019, 7, 15), {"amount": figure("help in illness"), "decision_id": "bantuan-iks-juli"}
    enter(book, day, "iks-help", fact("iks-disbursed", day, beneficiary_id="m06", reason="illness", **help_))
    note(book, "cadre", cadre(date(2019, 7, 17), "m02", "Posyandu lansia", "penimbangan", "tekanan darah"))
    day = date(2019, 7, 18)
    visit = fact("visit-received", day, visitor="Dinas Sosial DKI Jakarta", purpose="Pemantauan usaha kelompok")
    note(book, "visit", visit)
    day = date(2019, 7, 20)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice", "Beras, santan, dan lauk untuk nasi uduk", "Pasar"),
        made(day, "nasi uduk", 30, "bungkus", "m01 m04 m08"),
        sold(day, 1, "nasi uduk", "warung", 29, seller="m04"),
        spoiled(day, "nasi uduk", 1, "Bungkus bocor."),
    )
    week = Meeting(date(2019, 7, 21), absent="m03 m06")
    hold(
        book, week, (*WEEKLY, "pesanan arisan"),
        "Tugas dibagi menurut kesanggupan; yang belum bicara ditanya satu per satu.",
        week.solved("pesanan-sepi", "Nasi kotak ditawarkan ke arisan; satu pesanan sudah masuk."),
        sent="m03",
    )
    boxes = Order(
        "nasi-kotak-arisan", "Arisan RW sebelah", "nasi kotak", 25, "rice box", "arisan advance", date(2019, 7, 27)
    )
    day = date(2019, 7, 22)
    enter(book, day, "order", boxes.taken(day))
    pmt(book, date(2019, 7, 23), ELDERS, SECOND_TEAM, "pmt-2019")
    day, order = boxes.due_on, "Ayam, beras, dan sayur untuk pesanan arisan"
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice box ingredients", order, "Pasar", decision_id="belanja-katering-2019"),
        made(day, "nasi kotak", 25, "kotak", "m02 m03 m05 m07 m10"),
        boxes.delivered("m10"),
        sold(day, 1, "bir pletok 250 ml", "friends", 3, seller="m09"),
    )
    week = Meeting(date(2019, 7, 28), absent="m04")
    hold(
        book, week, (*WEEKLY, "hasil pesanan arisan", "persiapan bulan Agustus"),
        "Pertemuan singkat dan padat; catatan dibacakan ulang di akhir.",
        week.evaluation("outcome", "pesanan arisan", "Rasa dipuji; dua kotak kurang sendok, daftar periksa dibuat."),
        unpaid="m07",
    )
    day = date(2019, 7, 29)
    note(book, "returned", fact("asset-returned", day, item="wajan", quantity=1, person_id="m06"))
    count_cash(book, date(2019, 7, 31))


def august(book: Book) -> None:
    """Sell at the stalls of Independence Day; one fare is not written down yet."""
    week = Meeting(date(2019, 8, 4), absent="m09")
    hold(
        book, week, (*WEEKLY, "stan 17 Agustus"),
        "Semua usul dicatat; pilihan diambil dengan mufakat.",
        week.idea("m06", "Menjual nasi bungkus dan susu jahe di stan 17 Agustus."),
        week.idea("m03", "Harga ditulis besar di papan supaya pembeli tidak ragu."),
        iks=True, no_iks="m10",
    )
    end_month(book, "2019-07", date(2019, 8, 5), "Bantuan IKS ada keputusannya.")
    day = date(2019, 8, 10)
    enter(book, day, "deposit", to_bank(day, "kas", "later deposit"))
    week = Meeting(date(2019, 8, 11), absent="m05 m07 m10")
    hold(
        book, week, (*WEEKLY, "pembagian tugas stan"),
        "Pertemuan malam sesudah hari raya; yang hadir membagi tugas untuk semua.",
        sent="m05",
    )
    menu_and_funds(book, date(2019, 8, 12), "nasi uduk", "ayam suwir", "mentimun", "jeruk")
    pmt(book, date(2019, 8, 13), TODDLERS, FIRST_TEAM, "pmt-2019")
    guide(
        book, date(2019, 8, 14), "facilitative", "accompany-business",
        "Persiapan stan 17 Agustus", reached="m01 m02 m04 m05 m06 m08",
    )
    day, source = date(2019, 8, 15), "Kelurahan Galur, dibayar langsung kepada penjahit"
    note(book, "things", got(day, "seragam batik", 10, source, value=figure("uniforms")))
    day = date(2019, 8, 16)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "peyek ingredients", "Tepung beras, kacang, dan minyak", "Pasar"),
        spend(day, "ingredients", "rice", "Beras, telur, dan lauk untuk nasi bungkus", "Pasar"),
        spend(day, "ingredients", "milk", "Susu dan jahe", "Warung"),
        made(day, "peyek", 24, "bungkus", "m03 m08 m09"),
        made(day, "keripik bawang", 10, "bungkus", "m07", owner="m07"),
    )
    day = date(2019, 8, 17)
    by_facilitator(book, "posted", posted(day, "Instagram", "Stan 17 Agustus KUBE Melati 3"))
    note(
        book, "bazaar",
        bazaar(day, "Stan 17 Agustus", "Panitia RW", "m05 m06 m07 m08"),
        helped(day, "m03", "Stan 17 Agustus", "menulis papan harga"),
    )
    enter(
        book, day, "goods",
        made(day, "nasi bungkus", 40, "bungkus", "m01 m02 m04 m06 m10"),
        made(day, "susu jahe", 30, "gelas", "m04 m05"),
        sold(day, 1, "nasi bungkus", "bazaar", 38, seller="m06"),
        sold(day, 2, "peyek", "bazaar", 21, seller="m08"),
        sold(day, 3, "susu jahe", "bazaar", 28, seller="m05"),
        sold(day, 4, "keripik bawang", "bazaar", 9, seller="m07", owner="m07"),
        sample(day, "susu jahe", 2, "Stan 17 Agustus"),
        sample(day, "peyek", 1, "Stan 17 Agustus"),
        spoiled(day, "nasi bungkus", 2, "Tidak habis sampai sore."),
    )
    week = Meeting(date(2019, 8, 18), absent="m01")
    hold(
        book, week, (*WEEKLY, "hasil stan 17 Agustus"),
        "Sekretaris memimpin; semua melaporkan tugasnya.",
        week.evaluation("outcome", "stan 17 Agustus", "Hampir semua habis; nasi bungkus datang terlambat."),
        week.problem("minuman-hangat", "m05", "Bir pletok tidak laku karena tidak dingin."),
        sent="m01",
    )
    day = date(2019, 8, 21)
    note(
        book, "cadre",
        cadre(day, "m04", "Posyandu balita", "hari imunisasi", "penimbangan"),
        cadre(day, "m08", "Posyandu balita", "hari imunisasi", "pencatatan"),
    )
    week = Meeting(date(2019, 8, 25))
    hold(
        book, week, (*WEEKLY, "bagi hasil", "tempat pertemuan berikutnya"),
        "Semua hadir; hitungan bagi hasil diperiksa bersama.",
        week.hope("m09", "Semoga usaha sendiri dan usaha kelompok sama-sama maju."),
        unpaid="m10",
    )
    # 160.000 + 60.000 + 275.500 + 437.500 + 45.000 + 475.000 + 210.000 + 168.000 = 1.831.000; 35 % = 640.850;
    # 1.190.150 : 10 = 119.015
    sales = (
        "2019-07-12-1 2019-07-12-2 2019-07-20-1 nasi-kotak-arisan 2019-07-27-1 "
        "2019-08-17-1 2019-08-17-2 2019-08-17-3"
    )
    split(book, week.day, sales, percent="kas percent", decision_id="bagi-hasil-2019", paid=week.present)
    # The other informant's way to share out; m09 took the place of m10
    pmt(book, date(2019, 8, 27), ELDERS_OTHERWISE, "m02 m03 m06 m08 m09", "pmt-2019")
    count_cash(book, date(2019, 8, 31))


def september(book: Book) -> None:
    """Raise the part of the kas and two prices; write down a forgotten fare; correct a sale typed wrong."""
    week = Meeting(date(2019, 9, 1), absent="m08")
    text = "Mulai hari ini 40 persen masuk kas karena harga bahan naik; bagi hasil yang sudah dibuat tidak berubah."
    rules = {"kas_share_percent": figure("later kas percent")}
    hold(
        book, week, (*WEEKLY, "bagi hasil", "harga nasi bungkus dan nasi uduk"),
        "Pembicaraan panjang tetapi tertib; semua menerima.",
        week.decision("bagi-hasil-september", "bagi hasil", text, rules=rules, supersedes="bagi-hasil-2019"),
        week.prices(
            "harga-september", "Nasi bungkus menjadi Rp 13.500 dan nasi uduk Rp 10.000; harga lain tetap.",
            supersedes="harga-2019",
        ),
        iks=True,
    )
    fare = spend(date(2019, 8, 16), "transport", "long fare", "Ongkos angkut belanjaan dari pasar")
    late = enter(book, week.day, "late-expense", fare)[0]
    text = "Ongkos 16 Agustus ini dibayar dengan uang belanja, bonnya baru ditemukan 1 September."
    book.call(at(week.day, 22), SECRETARY, f"note/{week.day}", fact("note-added", week.day, target=late, text=text))
    end_month(book, "2019-08", date(2019, 9, 4), "Satu ongkos terlambat dicatat, sudah diberi catatan.")
    week = Meeting(date(2019, 9, 8), absent="m02 m09")
    hold(
        book, week, (*WEEKLY, "alat untuk bazar"),
        "Ketua memimpin; catatan ditulis bergantian.",
        week.decision("kotak-pendingin", "pembelian alat", "Membeli kotak pendingin, paling mahal Rp 150.000."),
        sent="m02",
    )
    menu_and_funds(book, date(2019, 9, 9), "nasi", "perkedel tahu", "sayur sop", "semangka")
    pmt(book, date(2019, 9, 10), TODDLERS, FIRST_TEAM, "pmt-2019")
    guide(
        book, date(2019, 9, 11), "technical", "technical-guidance",
        "Menghitung bagi hasil dengan 40 persen", reached="m02 m03 m05 m07",
    )
    day = date(2019, 9, 12)
    enter(
        book, day, "goods",
        spend(day, "equipment", "cool box", "Kotak pendingin", "Toko alat dapur", decision_id="kotak-pendingin"),
        spend(day, "ingredients", "spices", "Jahe, serai, dan kayu secang", "Pasar"),
        spend(day, "other", "bottles", "Botol plastik 250 ml dan label", "Toko plastik"),
        spend(day, "ingredients", "peyek ingredients", "Tepung beras, kacang, dan minyak", "Pasar"),
        made(day, "bir pletok 250 ml", 40, "botol", "m02 m05 m07 m10"),
        made(day, "peyek", 30, "bungkus", "m01 m03 m08"),
        made(day, "stik keju", 9, "bungkus", "m09", owner="m09"),
    )
    day = date(2019, 9, 12)
    enter(book, day, "things", got(day, "kotak pendingin", 1, "Dibeli dari kas"))
    day, place = date(2019, 9, 14), "Lapangan kecamatan"
    note(book, "bazaar", bazaar(day, place, "Kecamatan Johar Baru", "m01 m05 m08 m09"))
    day = date(2019, 9, 14)
    enter(
        book, day, "goods",
        sold(day, 1, "bir pletok 250 ml", "bazaar", 20, seller="m05"),
        sold(day, 2, "peyek", "bazaar", 26, seller="m08"),
        sold(day, 3, "stik keju", "bazaar", 8, seller="m09", owner="m09"),
        sample(day, "peyek", 2, "Bazar kecamatan"),
    )
    wrong = book.position_of("sale-recorded", day, sale_id=f"{day}-1")
    week = Meeting(date(2019, 9, 15), absent="m10")
    hold(
        book, week, (*WEEKLY, "hasil bazar kecamatan"),
        "Hasil dihitung ulang karena angka botol tidak cocok dengan sisa.",
        week.evaluation("outcome", "bazar kecamatan", "Bir pletok dingin laku; sisa botol tidak cocok dengan catatan."),
        week.solved("minuman-hangat", "Kotak pendingin dipakai, bir pletok dijual dingin.", "kotak-pendingin"),
    )
    today, reason = date(2019, 9, 16), "Salah tulis: 20 kali 2 botol, seharusnya 18 kali 2 botol; sisa 4 botol."
    reversed_ = fact("event-reversed", today, target=wrong, reason=reason)
    enter(book, today, "correction", reversed_, sold(day, 1, "bir pletok 250 ml", "bazaar", 18, seller="m05"))
    note(book, "cadre", cadre(date(2019, 9, 18), "m05", "Posbindu", "tekanan darah", "lingkar perut"))
    day = date(2019, 9, 20)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice", "Beras, telur, dan lauk untuk nasi bungkus", "Pasar"),
        made(day, "nasi bungkus", 30, "bungkus", "m01 m04 m06"),
        sold(day, 1, "nasi bungkus", "warung", 28, seller="m06"),
        spoiled(day, "nasi bungkus", 2, "Tidak habis sampai sore."),
    )
    week = Meeting(date(2019, 9, 22), absent="m04 m05")
    hold(
        book, week, (*WEEKLY, "pesanan lewat WhatsApp"),
        "Yang biasanya diam kali ini ikut mengusulkan.",
        week.idea("m07", "Satu nomor WhatsApp untuk semua pesanan kelompok."),
        sent="m05",
    )
    pmt(book, date(2019, 9, 24), ELDERS, SECOND_TEAM, "pmt-2019")
    day = date(2019, 9, 25)
    note(book, "training", training(day, "Pemasaran lewat media sosial", "m02 m05 m07", "m02 m07"))
    day = date(2019, 9, 27)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice", "Beras, santan, dan lauk untuk nasi uduk", "Pasar"),
        made(day, "nasi uduk", 25, "bungkus", "m02 m08 m09"),
        sold(day, 1, "nasi uduk", "warung", 25, seller="m02"),
    )
    week = Meeting(date(2019, 9, 29), absent="m10")
    hold(
        book, week, (*WEEKLY, "bagi hasil"),
        "Hitungan dengan 40 persen dijelaskan dengan contoh.",
        unpaid="m04",
    )
    # 270.000 + 260.000 + 378.000 + 250.000 = 1.158.000; 40 % = 463.200; 694.800 : 10 = 69.480; m10 leaves hers there
    sales = "2019-09-14-1 2019-09-14-2 2019-09-20-1 2019-09-27-1"
    split(book, week.day, sales, percent="later kas percent", decision_id="bagi-hasil-september", paid=week.present)
    count_cash(book, date(2019, 9, 30))
