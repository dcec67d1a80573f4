"""The book of 2020, January to June: it opens with what 2019 left; from 15 March activity is suspended (Covid-19).

The study says that meetings and activities were suspended in 2020; the day, and all that happens here before and after,
is an assumption. It does not say when they resumed, so they don't.

Participation from January to June 2020, by hand. From 15 March on the group is suspended, so that the Sundays after
8 March are in no denominator: 10 meetings held, not 11, and 5 batches of PMT. The meeting by WhatsApp of 19 April still
counts as attendance and as a meeting of the group; dues brought in the suspended time count as money, for no meeting.

m01 attended    10 of 10 (counts: attendance 11, with WhatsApp); dues_meetings 10
    money       10 + 3 (29 Mar, 26 Apr, 14 Jun) = 13; solidarity 3 (5 Jan, 2 Feb, 1 Mar)
    decision    10 processes + 1 by WhatsApp + 6 decisions (5 Jan) + 2 (19 Apr) + 1 outcome (9 Feb) = 20
    batches     3 of the first team + 2 at a post = 5 of 5
    labour      3 runs (11 Jan, 8 Feb, 3 Apr) + 3 batches = 6; skill 3 runs + 1 sale (11 Jan) = 4
    social_service  5 deliveries + 1 as cadre (15 Jan) = 6
m09 attended    10 - 2 (5 Jan, 1 Mar) = 8, and not by WhatsApp; money 8 = dues_meetings
    decision    8 processes + no decision (absent on 5 Jan and 19 Apr) + 1 outcome (9 Feb) = 9
    solidarity  3 - 2 (5 Jan, 1 Mar) = 1; batches 3 of 5; labour 3; skill 1 sale of her own + 1 bazaar (8 Feb) = 2
m02 attended    10 - 1 (26 Jan) = 9 (counts: attendance 10); dues_meetings 9 + 1 sent along = 10
    money       10 + 4 (29 Mar, 26 Apr, 31 May, 14 Jun) = 14; solidarity 3 + 1 (14 Jun, at no meeting) = 4
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from .activities import (
    ELDERS,
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
)
from .book import Book, Fact, fact
from .figures import figure
from .habits import (
    FACILITATOR,
    SECRETARY,
    WEEKLY,
    Meeting,
    Order,
    at,
    begin,
    close_month,
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
)

if TYPE_CHECKING:
    from collections.abc import Callable

BOOK_OPENS_ON: Final = date(2020, 1, 1)
CARRIED_OVER: Final = frozenset({"cash", "bank", "receivables", "customer-deposits", "member-shares"})

# The formatter is off so that a line holds an event of the story, not one argument of a call.
# fmt: off


def opening(book: Book, last_year: Book) -> None:
    """Open the book with what the year before left: money, what customers owe, deposits, shares not yet paid."""
    day = date(2020, 1, 5)
    begin(book, day)
    close_month(book, "2016-07", day)
    lines = [
        {"account": account, "fund": fund} | ({"party": party} if party else {}) | {"amount": amount}
        for account, fund, party, amount in last_year.model.balances(occurred_on=date(2019, 12, 31))
        if account in CARRIED_OVER
    ]
    enter(book, day, "opening", fact("opening-balance-recorded", BOOK_OPENS_ON, lines=lines))


    things = (got(BOOK_OPENS_ON, item, count, "Dari buku 2019") for item, count in last_year.inventory().items())
    lent = fact("asset-lent", BOOK_OPENS_ON, item="panci", quantity=1, person_id="m07")
    enter(book, day, "things", *things, lent)
def january(book: Book) -> None:
    """Agree on the figures again, for this is a new book; deliver and collect what was open."""
    week = Meeting(date(2020, 1, 5), absent="m09")
    dues = {"dues_amount": figure("dues"), "expense_limit": figure("expense limit")}
    hold(
        book, week, (*WEEKLY, "keputusan tahun 2020", "buku baru"),
        "Keputusan tahun lalu dibacakan dan diteruskan bersama.",
        week.decision("iuran-2020", "iuran dan batas belanja", "Iuran Rp 5.000, batas belanja tetap.", rules=dues),
        week.decision(
            "bagi-hasil-2020", "bagi hasil", "40 persen masuk kas, sisanya dibagi rata, seperti tahun lalu.",
            rules={"kas_share_percent": figure("later kas percent")},
        ),
        week.decision(
            "iks-2020", "IKS", "IKS Rp 5.000 sebulan; bantuan paling banyak Rp 300.000 sekali.",
            rules={"iks_ceiling": figure("iks ceiling")},
        ),
        week.decision("belanja-katering-2020", "belanja katering", "Barang katering dari kas sampai Rp 250.000."),
        week.decision("pmt-2020", "PMT", "Uang PMT dibelanjakan sesuai menu puskesmas, dua regu bergantian."),
        week.prices("harga-2020", "Daftar harga tahun lalu diteruskan."),
        iks=True, written_later=True,
    )
    boxes = Order(
        "nasi-kotak-januari", "Majelis taklim warga", "nasi kotak", 30, "rice box", "rice box advance",
        date(2020, 1, 11),
    )
    day = date(2020, 1, 8)
    returned = fact("pmt-funds-returned", day, amount=figure("pmt december surplus"), to=GIVER)
    enter(book, day, "pmt-surplus", returned)
    day, order = boxes.due_on, "Ayam, beras, dan sayur untuk nasi kotak"
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice box ingredients", order, "Pasar", decision_id="belanja-katering-2020"),
        made(day, "nasi kotak", 30, "kotak", "m01 m02 m04 m06 m08"),
        boxes.delivered("m01"),
    )
    week = Meeting(date(2020, 1, 12))
    hold(
        book, week, (*WEEKLY, "hasil pesanan nasi kotak"),
        "Semua hadir; tahun dimulai dengan semangat.",
        week.idea("m05", "Menawarkan paket nasi kotak untuk rapat RW."),
    )
    menu_and_funds(book, date(2020, 1, 13), "nasi", "sup ayam wortel", "tahu kukus", "pisang")
    pmt(book, date(2020, 1, 14), TODDLERS, FIRST_TEAM, "pmt-2020")
    day = date(2020, 1, 14)
    owed = {"sale_id": "2019-12-19-1", "amount": figure("january payment")}
    enter(book, day, "payment", fact("payment-received", day, **owed))
    note(book, "cadre", cadre(date(2020, 1, 15), "m01", "Posyandu lansia", "tekanan darah", "lingkar perut"))
    day = date(2020, 1, 17)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "spices", "Jahe, serai, dan kayu secang", "Pasar"),
        made(day, "bir pletok 250 ml", 30, "botol", "m02 m05 m07"),
        sold(day, 1, "bir pletok 250 ml", "office", 12, seller="m02", customer="Kantor di Johar Baru"),
    )
    day = date(2020, 1, 18)
    enter(book, day, "goods", sold(day, 1, "bir pletok 250 ml", "friends", 6, seller="m07"))
    week = Meeting(date(2020, 1, 19), absent="m06")
    hold(
        book, week, (*WEEKLY, "bagi hasil yang belum diambil"),
        "Sisa bagi hasil tahun lalu dibacakan dan diserahkan.",
        unpaid="m04",
    )
    enter(book, week.day, "shares", *pay(book, week.day, "m10"))
    guide(
        book, date(2020, 1, 22), "technical", "technical-guidance",
        "Membuka buku tahun 2020 dari saldo akhir 2019", reached="m01 m02 m03",
    )
    week = Meeting(date(2020, 1, 26), absent="m02 m10")
    hold(
        book, week, (*WEEKLY, "bagi hasil"),
        "Catatan dibuat bergantian karena sekretaris berhalangan.",
        sent="m02",
    )
    # 525.000 + 120.000 + 90.000 = 735.000; 40 % = 294.000; 441.000 : 10 = 44.100
    sales = "nasi-kotak-januari 2020-01-17-1 2020-01-18-1"
    split(book, week.day, sales, percent="later kas percent", decision_id="bagi-hasil-2020", paid=week.present)
    pmt(book, date(2020, 1, 28), ELDERS, SECOND_TEAM, "pmt-2020")
    count_cash(book, date(2020, 1, 31))


def february(book: Book) -> None:
    """Go on as in the year before."""
    week = Meeting(date(2020, 2, 2), absent="m05")
    hold(
        book, week, (*WEEKLY, "rencana bazar"),
        "Tugas dibagi; yang belum pernah menjaga stan mendapat giliran.",
        iks=True,
    )
    enter(book, week.day, "shares", *pay(book, week.day, "m02 m10"))
    end_month(book, "2020-01", date(2020, 2, 4), "Saldo awal sama dengan saldo akhir 2019.")
    day = date(2020, 2, 8)
    note(book, "bazaar", bazaar(day, "Halaman kantor kelurahan", "Kelurahan Galur", "m05 m08 m09"))
    enter(
        book, day, "goods",
        spend(day, "ingredients", "peyek ingredients", "Tepung beras, kacang, dan minyak", "Pasar"),
        made(day, "peyek", 22, "bungkus", "m01 m03 m08"),
        sold(day, 1, "peyek", "bazaar", 20, seller="m08"),
        sold(day, 2, "bir pletok 250 ml", "bazaar", 3, seller="m05"),
        sold(day, 3, "stik keju", "bazaar", 6, seller="m09", owner="m09"),
        sample(day, "peyek", 2, "Bazar kelurahan"),
    )
    week = Meeting(date(2020, 2, 9), absent="m04")
    hold(
        book, week, (*WEEKLY, "hasil bazar"),
        "Hasil bazar dibacakan; pertemuan tepat waktu.",
        week.evaluation("outcome", "bazar kelurahan", "Penjaga baru belajar cepat; barang hampir habis."),
        sent="m04",
    )
    menu_and_funds(book, date(2020, 2, 10), "nasi", "semur telur", "tumis buncis", "jeruk")
    pmt(book, date(2020, 2, 11), TODDLERS, FIRST_TEAM, "pmt-2020")
    guide(
        book, date(2020, 2, 12), "educational", "social-motivation",
        "Kesetiakawanan sosial dan guna IKS", reached="m02 m04 m06 m09",
    )
    day = date(2020, 2, 15)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice", "Beras, telur, dan lauk untuk nasi bungkus", "Pasar"),
        made(day, "nasi bungkus", 30, "bungkus", "m02 m06 m10"),
        sold(day, 1, "nasi bungkus", "warung", 27, seller="m06"),
        spoiled(day, "nasi bungkus", 3, "Tidak habis sampai sore."),
    )
    week = Meeting(date(2020, 2, 16))
    hold(
        book, week, (*WEEKLY, "tempat pertemuan berikutnya"),
        "Semua hadir; banyak tawa, catatan tetap lengkap.",
        week.hope("m03", "Semoga ada bantuan modal dengan proses yang lebih mudah."),
    )
    returned = fact("asset-returned", week.day, item="panci", quantity=1, person_id="m07")
    enter(book, week.day, "returned", returned)
    note(book, "cadre", cadre(date(2020, 2, 19), "m04", "Posyandu balita", "penimbangan", "pencatatan"))
    week = Meeting(date(2020, 2, 23), absent="m07 m08")
    hold(book, week, (*WEEKLY, "bagi hasil"), "Hitungan diterima tanpa pertanyaan.", unpaid="m10")
    # 200.000 + 45.000 + 364.500 = 609.500; 40 % = 243.800; 365.700 : 10 = 36.570
    sales = "2020-02-08-1 2020-02-08-2 2020-02-15-1"
    split(book, week.day, sales, percent="later kas percent", decision_id="bagi-hasil-2020", paid=week.present)
    pmt(book, date(2020, 2, 25), ELDERS, SECOND_TEAM, "pmt-2020")
    count_cash(book, date(2020, 2, 29))


def dues_outside_meetings(day: date, members: str) -> list[Fact]:
    """Return dues brought to the treasurer or sent to the bank, for no meeting."""
    return [fact("dues-paid", day, member_id=m, amount=figure("dues"), paid_into="bank") for m in members.split()]


def march(book: Book) -> None:
    """Meet twice more; on 15 March meetings and activities are suspended."""
    week = Meeting(date(2020, 3, 1), absent="m03 m09")
    hold(
        book, week, (*WEEKLY, "kabar wabah"),
        "Kabar dibahas dengan tenang; bendahara berhalangan.",
        sent="m03", iks=True,
    )
    enter(book, week.day, "shares", *pay(book, week.day, "m07 m08"))
    end_month(book, "2020-02", date(2020, 3, 4), "Saldo cocok dengan uang yang dihitung.")
    week = Meeting(date(2020, 3, 8), absent="m10")
    hold(
        book, week, (*WEEKLY, "pesanan lewat WhatsApp"),
        "Semua sepakat berjaga-jaga; nomor WhatsApp dicatat.",
        week.idea("m08", "Pesanan diterima lewat WhatsApp saja bila pertemuan tidak bisa diadakan."),
        week.problem("bazar-batal", "m05", "Bazar bulan Maret dibatalkan penyelenggara."),
    )
    menu_and_funds(book, date(2020, 3, 9), "nasi", "perkedel tahu", "sayur sop", "pepaya")
    pmt(book, date(2020, 3, 10), TODDLERS, FIRST_TEAM, "pmt-2020")
    note(book, "cadre", cadre(date(2020, 3, 11), "m05", "Posbindu", "tekanan darah", "lingkar perut"))
    day, reason = date(2020, 3, 15), "Covid-19: pertemuan dan kegiatan ditiadakan."
    book.call(at(day, 19), SECRETARY, f"suspended/{day}", fact("activity-suspended", day, reason=reason))
    guide(
        book, date(2020, 3, 18), "facilitative", "accompany-business",
        "Menerima pesanan lewat WhatsApp", reached="m02 m05 m08",
    )
    day = date(2020, 3, 29)
    enter(book, day, "dues", *dues_outside_meetings(day, "m01 m02 m03 m05 m08"))
    count_cash(book, date(2020, 3, 31))


def april(book: Book) -> None:
    """Cook to order; meet by WhatsApp, and help a member from the kas."""
    day = date(2020, 4, 3)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "rice", "Beras, telur, dan lauk untuk nasi bungkus", "Pasar"),
        spend(day, "other", "masks", "Masker dan sabun untuk yang memasak", "Apotek"),
        made(day, "nasi bungkus", 25, "bungkus", "m01 m06"),
        sold(day, 1, "nasi bungkus", "whatsapp", 24, seller="m08"),
        spoiled(day, "nasi bungkus", 1, "Tidak diambil."),
    )
    end_month(book, "2020-03", date(2020, 4, 4), "Uang PMT tersisa karena kegiatan berhenti.")
    day = date(2020, 4, 8)
    returned = fact("pmt-funds-returned", day, amount=figure("pmt left over"), to=GIVER)
    enter(book, day, "pmt-surplus", returned)
    chat = Meeting(date(2020, 4, 19), absent="m06 m09 m10")
    held = fact(
        "meeting-held", chat.day, meeting_id=chat.meeting_id, place="Grup WhatsApp", attendees=chat.present,
        agenda=["bantuan untuk anggota", "pesanan lewat WhatsApp"],
    )
    help_text = "Memberi bantuan Rp 200.000 dari kas kepada satu anggota."
    shop_text = "Bahan untuk pesanan WhatsApp dibeli dari kas sampai Rp 250.000 sekali belanja."
    book.call(
        at(chat.day, 19), SECRETARY, f"meeting/{chat.day}", held,
        chat.decision("bantuan-april-2020", "bantuan untuk anggota", help_text),
        chat.decision("belanja-whatsapp-2020", "belanja pesanan WhatsApp", shop_text),
        chat.solved("bazar-batal", "Barang dijual lewat pesanan WhatsApp.", "belanja-whatsapp-2020"),
        chat.hope(FACILITATOR, "Semoga semua sehat dan usaha tidak berhenti."),
        chat.evaluation("process", "pertemuan lewat WhatsApp", "Tidak semua ikut; keputusan dibacakan ulang di grup."),
    )
    day = date(2020, 4, 20)
    note(book, "help", helped(day, "m08", "Bantuan untuk anggota", "mengantar bantuan"))
    help_ = {"amount": figure("help in calamity"), "fund": "kas", "decision_id": "bantuan-april-2020"}
    enter(book, day, "iks-help", fact("iks-disbursed", day, beneficiary_id="m09", reason="calamity", **help_))
    day = date(2020, 4, 26)
    enter(book, day, "dues", *dues_outside_meetings(day, "m01 m02 m03 m04 m07"))
    count_cash(book, date(2020, 4, 30))


def may(book: Book) -> None:
    """Bake for Lebaran, to order only."""
    end_month(book, "2020-04", date(2020, 5, 4), "Sisa uang PMT sudah dikembalikan.")
    cookies = Order(
        "nastar-lebaran-2020", "Kantor di Johar Baru", "nastar", 8, "ordered nastar", "small advance",
        date(2020, 5, 20),
    )
    day = date(2020, 5, 9)
    by_facilitator(book, "posted", posted(day, "Facebook", "Pesanan kue Lebaran lewat WhatsApp"))
    enter(book, day, "order", cookies.taken(day))
    day, dough = date(2020, 5, 16), "Mentega, keju, dan tepung untuk pesanan Lebaran"
    options = {"decision_id": "belanja-whatsapp-2020"}
    enter(
        book, day, "goods",
        spend(day, "ingredients", "more lebaran ingredients", dough, "Toko bahan kue", **options),
        spend(day, "other", "phone credit", "Pulsa untuk menerima pesanan", "Warung"),
    )
    day = date(2020, 5, 18)
    enter(
        book, day, "goods",
        made(day, "nastar", 8, "stoples", "m02 m04"),
        made(day, "kastengel", 6, "stoples", "m08"),
    )
    day = cookies.due_on
    enter(
        book, day, "goods",
        cookies.delivered("m02"),
        sold(day, 1, "kastengel", "whatsapp", 5, seller="m08"),
        sample(day, "kastengel", 1, "Kantor di Johar Baru"),
    )
    day = date(2020, 5, 31)
    enter(book, day, "dues", *dues_outside_meetings(day, "m02 m03 m05 m08 m10"))
    count_cash(book, day)


def june(book: Book) -> None:
    """Sell by WhatsApp; divide what came in since March; activity stays suspended."""
    end_month(book, "2020-05", date(2020, 6, 4), "Iuran di luar pertemuan dicatat per orang.")
    guide(
        book, date(2020, 6, 10), "technical", "monitor", "Melihat usaha anggota selama masa berhenti",
        reached="m01 m02 m03 m05 m08",
    )
    day = date(2020, 6, 13)
    enter(
        book, day, "goods",
        spend(day, "ingredients", "spices", "Jahe, serai, dan kayu secang", "Pasar"),
        spend(day, "ingredients", "peyek ingredients", "Tepung beras, kacang, dan minyak", "Pasar"),
        made(day, "bir pletok 250 ml", 24, "botol", "m05 m07"),
        made(day, "peyek", 18, "bungkus", "m03"),
        sold(day, 1, "bir pletok 250 ml", "whatsapp", 12, seller="m07"),
        sold(day, 2, "peyek", "whatsapp", 18, seller="m08"),
    )
    day = date(2020, 6, 14)
    given = (
        fact("iks-contributed", day, member_id=m, amount=figure("iks contribution"), paid_into="bank")
        for m in ("m02", "m05", "m08")
    )
    enter(book, day, "dues", *dues_outside_meetings(day, "m01 m02 m03 m05 m08"), *given)
    day = date(2020, 6, 28)
    # 324.000 + 440.000 + 300.000 + 180.000 + 180.000 = 1.424.000; 40 % = 569.600; 854.400 : 10 = 85.440
    sales = "2020-04-03-1 nastar-lebaran-2020 2020-05-20-1 2020-06-13-1 2020-06-13-2"
    fetched = ("m01", "m02", "m03", "m05", "m07", "m08")
    split(book, day, sales, percent="later kas percent", decision_id="bagi-hasil-2020", paid=fetched)
    count_cash(book, date(2020, 6, 30))
    end_month(book, "2020-06", date(2020, 7, 5), "Empat bagi hasil belum diambil.")


MONTHS: Final[tuple[Callable[[Book], None], ...]] = (january, february, march, april, may, june)


def tell(last_year: Book) -> Book:
    """Return the book of 2020; its last line, of July, closes June."""
    book = Book()
    opening(book, last_year)
    for month in MONTHS:
        month(book)
    return book
