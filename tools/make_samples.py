"""Write the sample ledgers of `src/kube_ledger/samples` (JSON Lines, the format at the end of the event catalogue).

The sample group is KUBE Melati 3. What the field study says of it is kept; every other figure is an assumption and is
labelled so, in `FIGURES` below and in `samples/README.md`. The same script always writes the same bytes: it reads no
clock and draws nothing at random. It keeps a small book of its own, so that a story which a ledger would refuse stops
here with the line that is wrong.

    python tools/make_samples.py            writes the samples
    python tools/make_samples.py --check    writes nothing; exit code 1 if a sample is not what this script makes
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SAMPLES: Final = Path(__file__).resolve().parent.parent / "src" / "kube_ledger" / "samples"
JAKARTA: Final = timezone(timedelta(hours=7))
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)

MEMBERS: Final = tuple(f"m{number:02}" for number in range(1, 11))
OFFICERS: Final = {"m01": "chair", "m02": "secretary", "m03": "treasurer"}
FACILITATOR: Final = "p01"
CHAIR, SECRETARY, TREASURER = OFFICERS.values()
# Which members are cadres or have a business of their own is an assumption; the study says "most" have one.
CADRES: Final = frozenset({"m01", "m02", "m04", "m05", "m08"})
WITHOUT_A_BUSINESS: Final = frozenset({"m06", "m10"})

FORMED_ON: Final = date(2016, 7, 1)
BOOK_OPENS_ON: Final = date(2019, 1, 1)
FIRST_MEETING: Final = date(2019, 1, 6)


class Figure(NamedTuple):
    """A figure of the sample and what it rests on: S = the 2020 field study, A = an assumption of ours."""

    amount: int
    source: Literal["S", "A"]
    meaning: str


FIGURES: Final[Mapping[str, Figure]] = {
    "dues": Figure(5_000, "S", "a member, a meeting; agreed by musyawarah, never forced"),
    "expense limit": Figure(100_000, "A", "above it an expense needs a decision"),
    "opening kas": Figure(650_000, "A", "cash in the kas on 2019-01-01"),
    "opening iks": Figure(400_000, "A", "cash in the solidarity fund on 2019-01-01"),
    "cake ingredients": Figure(64_000, "A", "flour, sugar and eggs"),
    "pastry ingredients": Figure(58_000, "A", "rice flour, coconut and palm sugar"),
    "snack ingredients": Figure(72_000, "A", "flour, oil and shallots"),
    "catering ingredients": Figure(185_000, "A", "chicken, rice and spices for an order"),
    "catering vegetables": Figure(95_000, "A", "vegetables, tempe and tofu for an order"),
    "lebaran ingredients": Figure(240_000, "A", "butter, cheese and flour for the Lebaran orders"),
    "more lebaran ingredients": Figure(130_000, "A", "the second purchase for the Lebaran orders"),
    "jars": Figure(48_000, "A", "jars and ribbon for dry cakes"),
    "steamer": Figure(165_000, "A", "a large steamer"),
    "scales": Figure(120_000, "A", "digital kitchen scales, paid from the bank"),
    "wrapping": Figure(36_000, "A", "boxes and wax paper"),
    "gas": Figure(22_000, "A", "a 3 kg cylinder of gas, refilled"),
    "fare": Figure(15_000, "A", "the ride home from the market"),
    "long fare": Figure(20_000, "A", "the ride from the wholesale market"),
    "stationery": Figure(18_000, "A", "account books and pens"),
    "photocopies": Figure(12_000, "A", "price lists, copied"),
    "tasting": Figure(35_000, "A", "cakes for customers to taste"),
    "first donation": Figure(100_000, "A", "given to the kas"),
    "lebaran donation": Figure(200_000, "A", "given to the kas"),
    "iks donation": Figure(150_000, "A", "given to the solidarity fund"),
    "first deposit": Figure(300_000, "A", "kas, cash to bank"),
    "second deposit": Figure(100_000, "A", "kas, cash to bank"),
    "third deposit": Figure(150_000, "A", "kas, cash to bank"),
    "iks deposit": Figure(300_000, "A", "solidarity fund, cash to bank"),
    "withdrawal": Figure(250_000, "A", "kas, bank to cash, before the Lebaran purchases"),
    "kas to iks": Figure(50_000, "A", "set aside for solidarity; the study says only that kas money may help too"),
    "typing mistake": Figure(50_000, "A", "the dues of one member with a nought too many, corrected the day after"),
    "missing change": Figure(3_000, "A", "short when the kas was counted at the end of May"),
}


def rupiah(name: str) -> int:
    """Return the figure of that name, in whole rupiah."""
    return FIGURES[name].amount


def stop(message: str) -> NoReturn:
    """End the run: the story can't be told this way."""
    raise SystemExit(message)


# --- The book: lines, and enough arithmetic to know that no ledger refuses one ---------------------------------------


class Fact(NamedTuple):
    """One event to be written down."""

    type: str
    occurred_on: date
    data: dict[str, Any]


class Move(NamedTuple):
    """Money in (+) or out (-) of one place (`cash` or `bank`) of one fund."""

    fund: str
    place: str
    amount: int


def fact(kind: str, occurred_on: date, /, **data: object) -> Fact:
    """Return an event; fields given as None are left out, dates are written as text."""
    written = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    return Fact(kind, occurred_on, {name: value for name, value in written.items() if value is not None})


def received(data: Mapping[str, Any], fund: str) -> tuple[Move, ...]:
    """Return the move of money that comes in."""
    return (Move(fund, data.get("paid_into", "cash"), data["amount"]),)


def paid(data: Mapping[str, Any], fund: str) -> tuple[Move, ...]:
    """Return the move of money that goes out."""
    return (Move(fund, data.get("paid_from", "cash"), -data["amount"]),)


def carried(data: Mapping[str, Any], start: str, end: str) -> tuple[Move, ...]:
    """Return the moves of one fund's money from one place to the other."""
    return (Move(data["fund"], start, -data["amount"]), Move(data["fund"], end, data["amount"]))


# A family that moves money is added here (sales, solidarity, programmes …); what is absent moves none.
MOVES: Final[Mapping[str, Callable[[Mapping[str, Any]], tuple[Move, ...]]]] = {
    "opening-balance-recorded": lambda d: tuple(
        Move(line["fund"], line["account"], line["amount"])
        for line in d["lines"]
        if line["account"] in {"cash", "bank"}
    ),
    "dues-paid": lambda d: received(d, "kas"),
    "donation-received": lambda d: received(d, d["fund"]),
    "expense-paid": lambda d: paid(d, d["fund"]),
    "cash-deposited": lambda d: carried(d, "cash", "bank"),
    "cash-withdrawn": lambda d: carried(d, "bank", "cash"),
    "cash-difference-booked": lambda d: (Move(d["fund"], "cash", d["difference"]),),
    "fund-transferred": lambda d: paid(d, d["from_fund"]) + received(d, d["to_fund"]),
}

# Which field of which event gives a new id that later events may name.
INTRODUCES: Final[Mapping[str, str]] = {
    "meeting-held": "meeting_id",
    "decision-made": "decision_id",
    "problem-raised": "problem_id",
    "member-joined": "member_id",
}
REFERENCES: Final = frozenset(INTRODUCES.values())
LISTS_OF_MEMBERS: Final = frozenset({"attendees", "participants"})


@dataclass
class Book:
    """A sample as it grows: its lines, the moves of each position, the ids and keys in use, the months closed."""

    lines: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    moves: list[tuple[Move, ...]] = field(default_factory=list)
    held: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    known: set[tuple[str, str]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    limits: list[tuple[date, int]] = field(default_factory=list)
    last_call: datetime = LONG_AGO

    def call(self, recorded_at: datetime, recorded_by: str, key: str, *facts: Fact) -> range:
        """Write facts down as one call; return their positions."""
        if key in self.keys or recorded_at < self.last_call:
            stop(f"{key}: the key is in use, or {recorded_at} is before the call above it")
        self.keys.add(key)
        self.last_call = recorded_at
        start = len(self.lines)
        for index, one in enumerate(facts):
            self._judge(one, recorded_at)
            self._enter(one)
            envelope: dict[str, Any] = {"type": one.type, "occurred_on": one.occurred_on.isoformat()}
            envelope["recorded_by"] = recorded_by
            envelope |= {"key": key} if index == 0 else {}
            envelope |= {"batch": key} if len(facts) > 1 else {}
            envelope["recorded_at"] = recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.lines.append(json.dumps(envelope | {"data": one.data}, ensure_ascii=False))
        return range(start, len(self.lines))

    def cash_on(self, fund: str, day: date) -> int:
        """Return the fund's cash over the entries so far that are dated that day or before: what a count asserts."""
        dated = zip(self.facts, self.moves, strict=True)
        moves = (move for one, several in dated if one.occurred_on <= day for move in several)
        return sum(move.amount for move in moves if (move.fund, move.place) == (fund, "cash"))

    def position_of(self, kind: str, occurred_on: date, /, **data: object) -> int:
        """Return the position of the one entry of that type and day that holds these fields."""
        wanted = [
            position
            for position, one in enumerate(self.facts)
            if (one.type, one.occurred_on) == (kind, occurred_on) and data.items() <= one.data.items()
        ]
        if len(wanted) != 1:
            stop(f"{kind} of {occurred_on}: one entry wanted, {len(wanted)} found")
        return wanted[0]

    def _judge(self, one: Fact, recorded_at: datetime) -> None:
        """Stop at what every ledger would refuse, whatever the type."""
        line = f"line {len(self.lines) + 1} ({one.type})"
        if one.occurred_on > recorded_at.astimezone(JAKARTA).date():
            stop(f"{line}: {one.occurred_on} lies after the day it is recorded")
        if f"{one.occurred_on:%Y-%m}" in self.closed:
            stop(f"{line}: the month of {one.occurred_on} is closed")
        own = INTRODUCES.get(one.type)
        for name, value in one.data.items():
            if name in REFERENCES and ((name, value) in self.known) == (name == own):
                stop(f"{line}: {name} {value} is {'in use' if name == own else 'not known'}")
            if name in LISTS_OF_MEMBERS and not {("member_id", member) for member in value} <= self.known:
                stop(f"{line}: {name} names someone who is no member")
        limit = max((entry for entry in self.limits if entry[0] <= one.occurred_on), default=None)
        if limit and one.type == "expense-paid" and "decision_id" not in one.data and one.data["amount"] > limit[1]:
            stop(f"{line}: {one.data['amount']} is above the limit of {limit[1]} and cites no decision")

    def _enter(self, one: Fact) -> None:
        """Keep the fact and what it moves; stop where a place would hold less than nothing."""
        if one.type == "event-reversed":
            moves = tuple(move._replace(amount=-move.amount) for move in self.moves[one.data["target"]])
        else:
            moves = MOVES[one.type](one.data) if one.type in MOVES else ()
        self.facts.append(one)
        self.moves.append(moves)
        for fund, place, amount in moves:
            self.held[fund, place] += amount
            if self.held[fund, place] < 0:
                stop(f"line {len(self.facts)} ({one.type}): {place} of {fund} would be {self.held[fund, place]}")
        if one.type in INTRODUCES:
            self.known.add((INTRODUCES[one.type], one.data[INTRODUCES[one.type]]))
        if one.type == "month-closed":
            self.closed.add(one.data["month"])
        if "expense_limit" in one.data.get("rules", {}):
            self.limits.append((date.fromisoformat(one.data["effective_from"]), one.data["rules"]["expense_limit"]))


# --- How this group writes its book -----------------------------------------------------------------------------------


def at(day: date, hour: int) -> datetime:
    """Return a moment of that hour in Jakarta; minute and second vary with the day."""
    spread = day.toordinal() * 1_117 + hour * 389
    return datetime.combine(day, time(hour, spread % 60, spread // 60 % 60), JAKARTA)


@dataclass(frozen=True)
class Meeting:
    """A weekly meeting: the day and, as a list in one string, who was not there."""

    day: date
    absent: str = ""

    @property
    def meeting_id(self) -> str:
        """The id of the meeting: its day."""
        return self.day.isoformat()

    @property
    def present(self) -> list[str]:
        """Those who came."""
        return [member for member in MEMBERS if member not in self.absent.split()]

    @property
    def host(self) -> str:
        """The member at whose house the group met: each in turn (S: at a member's house, agreed beforehand)."""
        return MEMBERS[(self.day - FIRST_MEETING).days // 7 % len(MEMBERS)]

    def decision(
        self,
        decision_id: str,
        topic: str,
        text: str,
        *,
        rules: dict[str, int] | None = None,
    ) -> Fact:
        """Return what those present agreed on, in force from that day."""
        return fact(
            "decision-made",
            self.day,
            decision_id=decision_id,
            meeting_id=self.meeting_id,
            topic=topic,
            text=text,
            method="consensus",
            participants=self.present,
            effective_from=self.day,
            rules=rules,
        )

    def idea(self, member_id: str, text: str) -> Fact:
        """Return an idea that a member put forward."""
        return fact("idea-contributed", self.day, member_id=member_id, meeting_id=self.meeting_id, text=text)

    def problem(self, problem_id: str, raised_by: str, text: str) -> Fact:
        """Return a problem that a member brought up."""
        return fact("problem-raised", self.day, problem_id=problem_id, text=text, raised_by=raised_by)

    def solved(self, problem_id: str, text: str, decision_id: str | None = None) -> Fact:
        """Return how a problem ended."""
        return fact("problem-resolved", self.day, problem_id=problem_id, text=text, decision_id=decision_id)

    def hope(self, person_id: str, text: str) -> Fact:
        """Return a hope that someone stated."""
        return fact("hope-stated", self.day, person_id=person_id, text=text)

    def evaluation(self, kind: str, subject: str, findings: str) -> Fact:
        """Return an evaluation by those present."""
        return fact(
            "evaluation-held",
            self.day,
            kind=kind,
            subject=subject,
            findings=findings,
            meeting_id=self.meeting_id,
            participants=self.present,
        )

    def dues(self, member_id: str, amount: int | None = None) -> Fact:
        """Return the dues that a member paid for this meeting."""
        paid_amount = rupiah("dues") if amount is None else amount
        return fact("dues-paid", self.day, member_id=member_id, amount=paid_amount, meeting_id=self.meeting_id)


def hold(
    book: Book,
    meeting: Meeting,
    agenda: Sequence[str],
    findings: str,
    *also: Fact,
    unpaid: str = "",
    sent: str = "",
    typed: Mapping[str, int] | None = None,
    written_later: bool = False,
) -> None:
    """Write a meeting down: the secretary its minutes, then the treasurer the dues.

    Args:
        book: Where to.
        meeting: Day and attendance.
        agenda: What was on the table.
        findings: Of the evaluation of the process, which is held at each meeting (S).
        also: Decisions, ideas, problems, hopes of the evening.
        unpaid: Who came and paid nothing.
        sent: Who was absent and sent the money along.
        typed: Amounts entered by mistake, by member.
        written_later: The books were written the next morning, not the same evening.
    """
    day = meeting.day
    if meeting.host not in meeting.present or (day - FIRST_MEETING).days % 7:
        stop(f"meeting {day}: no Sunday, or the host is away")
    held = fact(
        "meeting-held",
        day,
        meeting_id=meeting.meeting_id,
        host_id=meeting.host,
        attendees=meeting.present,
        agenda=list(agenda),
    )
    process = meeting.evaluation("process", "jalannya pertemuan", findings)
    written, hour = (day + timedelta(days=1), 7) if written_later else (day, 19)
    book.call(at(written, hour), SECRETARY, f"meeting/{day}", held, *also, process)
    payers = sorted({*meeting.present, *sent.split()} - {*unpaid.split()})
    dues = [meeting.dues(member, (typed or {}).get(member)) for member in payers]
    book.call(at(written, hour + 1), TREASURER, f"dues/{day}", *dues)


def spend(
    day: date,
    category: str,
    figure: str,
    description: str,
    payee: str | None = None,
    *,
    decision_id: str | None = None,
    paid_from: str | None = None,
) -> Fact:
    """Return an expense of the kas."""
    return fact(
        "expense-paid",
        day,
        fund="kas",
        category=category,
        amount=rupiah(figure),
        description=description,
        payee=payee,
        decision_id=decision_id,
        paid_from=paid_from,
    )


def give(day: date, fund: str, figure: str, donor: str) -> Fact:
    """Return a donation in cash."""
    return fact("donation-received", day, fund=fund, amount=rupiah(figure), donor=donor)


def enter(book: Book, day: date, what: str, *facts: Fact) -> range:
    """Let the treasurer write money down in the evening of its day; return the positions."""
    return book.call(at(day, 21), TREASURER, f"{what}/{day}", *facts)


def count_cash(book: Book, day: date, missing: int = 0) -> None:
    """Count the cash of both funds; where the kas misses some, book the difference after the count."""
    counted = {"kas": book.cash_on("kas", day) - missing, "iks": book.cash_on("iks", day)}
    counts = (
        fact("cash-counted", day, fund=fund, amount=amount, counted_by=["m03", "m02"])
        for fund, amount in counted.items()
    )
    enter(book, day, "count", *counts)


def close_month(book: Book, month: str, day: date) -> None:
    """Close a month; its digest is filled in when the sample is imported."""
    book.call(at(day, 20), SECRETARY, f"close/{month}", fact("month-closed", day, month=month))


# --- The story, a month a function ------------------------------------------------------------------------------------
# The formatter is off so that a line holds an event of the story, not one argument of a call.
# fmt: off

WEEKLY: Final = ("pembukaan dan doa", "iuran kas")


def opening(book: Book) -> None:
    """Open the book in January 2019: what has stood since 2016, and the cash at hand."""
    joined = (
        fact("member-joined", FORMED_ON, member_id=m, cadre=m in CADRES, own_business=m not in WITHOUT_A_BUSINESS)
        for m in MEMBERS
    )
    roles = ({**OFFICERS, FACILITATOR: "facilitator"}).items()
    assigned = (fact("role-assigned", FORMED_ON, person_id=person, role=role) for person, role in roles)
    formed = fact(
        "group-formed",
        FORMED_ON,
        name="KUBE Melati 3",
        kelurahan="Galur",
        kecamatan="Johar Baru",
        city="Jakarta Pusat",
        formed_by="Dinas Sosial DKI Jakarta",
        business="katering, kue basah, kue kering",
    )
    day = date(2019, 1, 2)
    book.call(at(day, 19), SECRETARY, "start", formed, *joined, *assigned)
    lines = [{"account": "cash", "fund": fund, "amount": rupiah(f"opening {fund}")} for fund in ("kas", "iks")]
    balance = fact("opening-balance-recorded", BOOK_OPENS_ON, lines=lines)
    book.call(at(day, 20), TREASURER, f"opening/{BOOK_OPENS_ON}", balance)


def january(book: Book) -> None:
    """Agree on dues and on a limit for expenses; put the first money in the bank."""
    week = Meeting(date(2019, 1, 6), absent="m09")
    rules = {"dues_amount": rupiah("dues"), "expense_limit": rupiah("expense limit")}
    text = "Iuran kas Rp 5.000 tiap anggota tiap pertemuan, tanpa paksaan. Belanja di atas Rp 100.000 diputuskan dulu."
    hold(
        book, week, (*WEEKLY, "batas belanja tahun 2019", "buku baru kelompok"),
        "Semua yang hadir ikut bicara; iuran disepakati tanpa paksaan.",
        week.decision("iuran-2019", "iuran kas dan batas belanja", text, rules=rules),
        week.problem("catatan-terpisah", "m03", "Catatan kas tahun lalu tersebar di beberapa buku."),
        week.hope("m01", "Semoga pembeli katering bertambah banyak."),
    )
    day = date(2019, 1, 12)
    enter(
        book, day, "expense",
        spend(day, "ingredients", "cake ingredients", "Tepung, gula pasir, dan telur", "Toko bahan kue"),
        spend(day, "transport", "fare", "Ongkos pulang dari pasar"),
    )
    week = Meeting(date(2019, 1, 13), absent="m05 m08")
    hold(
        book, week, (*WEEKLY, "pembagian tugas belanja", "pesanan kue basah"),
        "Tugas belanja sudah dibagi rata; mulai terlambat seperempat jam.",
        week.idea("m04", "Kue basah ditawarkan juga lewat grup WhatsApp warga."),
        sent="m08",
    )
    day = date(2019, 1, 19)
    enter(
        book, day, "expense", spend(day, "other", "stationery", "Buku kas, buku tulis, dan pulpen", "Toko alat tulis")
    )
    week = Meeting(date(2019, 1, 20), absent="m06")
    hold(
        book, week, (*WEEKLY, "satu buku untuk semua catatan", "tempat pertemuan berikutnya"),
        "Pertemuan tepat waktu; catatan kas dibacakan dan diterima.",
        week.solved("catatan-terpisah", "Semua catatan dipindah ke satu buku; saldo awal dihitung bersama."),
        unpaid="m10",
    )
    day = date(2019, 1, 26)
    enter(book, day, "deposit", fact("cash-deposited", day, fund="kas", amount=rupiah("first deposit")))
    week = Meeting(date(2019, 1, 27), absent="m08 m09")
    hold(
        book, week, (*WEEKLY, "rasa dan ukuran kue basah"),
        "Usul sudah ditampung, belum semua anggota mau bicara.",
        week.idea("m05", "Ukuran kue lemper dan risoles disamakan supaya harganya mudah dihitung."),
    )
    count_cash(book, date(2019, 1, 31))


def february(book: Book) -> None:
    """Let the kas buy catering goods; one payment of dues is not written down yet."""
    week = Meeting(date(2019, 2, 3), absent="m10")
    text = "Barang katering dibeli dari kas bila dana dukungan sudah habis, paling banyak Rp 250.000 sekali belanja."
    hold(
        book, week, (*WEEKLY, "belanja katering dari kas", "pesanan nasi kotak"),
        "Musyawarah berjalan baik; keputusan diambil bersama.",
        week.decision("belanja-katering-2019", "belanja katering", text),
    )
    close_month(book, "2019-01", date(2019, 2, 5))
    day, order = date(2019, 2, 9), "Ayam, beras, dan bumbu untuk pesanan nasi kotak"
    enter(
        book, day, "expense",
        spend(day, "ingredients", "catering ingredients", order, "Pasar", decision_id="belanja-katering-2019"),
        spend(day, "transport", "long fare", "Ongkos angkut belanjaan dari pasar"),
    )
    week = Meeting(date(2019, 2, 10), absent="m08 m09")
    hold(
        book, week, (*WEEKLY, "hasil pesanan nasi kotak", "harga bahan"),
        "Laporan belanja dibacakan; waktu tanya jawab kurang.",
        week.problem("harga-bahan", "m06", "Harga telur dan minyak naik, untung kue basah menipis."),
        unpaid="m04",
    )
    day = date(2019, 2, 16)
    enter(book, day, "donation", give(day, "kas", "first donation", "Majelis taklim warga"))
    week = Meeting(date(2019, 2, 17))
    hold(
        book, week, (*WEEKLY, "resep kue kering", "tempat pertemuan berikutnya"),
        "Semua anggota hadir; suasana akrab dan semua mendapat giliran bicara.",
        week.idea("m09", "Belanja bersama di pasar grosir supaya lebih murah."),
        week.hope("m07", "Semoga ada yang mau menanam modal untuk usaha kelompok."),
        written_later=True,
    )
    day = date(2019, 2, 23)
    enter(book, day, "expense", spend(day, "ingredients", "pastry ingredients", "Tepung beras, kelapa, dan gula merah"))
    week = Meeting(date(2019, 2, 24), absent="m01 m05")
    hold(
        book, week, (*WEEKLY, "belanja bersama"),
        "Ketua berhalangan, sekretaris memimpin; pertemuan tetap tertib.",
        week.solved("harga-bahan", "Belanja dilakukan bersama dua minggu sekali di pasar grosir."),
        sent="m01",
    )
    count_cash(book, date(2019, 2, 28))


def march(book: Book) -> None:
    """Write the forgotten dues of February down while that month is open; buy a steamer."""
    week = Meeting(date(2019, 3, 3), absent="m07 m10")
    hold(
        book, week, (*WEEKLY, "alat masak", "pesanan bulan Maret"),
        "Pembicaraan terarah; daftar alat disusun bersama.",
        week.problem("dandang-kecil", "m09", "Dandang terlalu kecil untuk pesanan nasi kotak."),
    )
    forgotten = Meeting(date(2019, 2, 10)).dues("m08")
    late = enter(book, week.day, "late-dues", forgotten)[0]
    text = "Iuran ini dititipkan kepada sekretaris pada 10 Februari, baru sampai ke bendahara pada 3 Maret."
    book.call(at(week.day, 22), SECRETARY, f"note/{week.day}", fact("note-added", week.day, target=late, text=text))
    close_month(book, "2019-02", date(2019, 3, 5))
    week = Meeting(date(2019, 3, 10), absent="m04 m07")
    hold(
        book, week, (*WEEKLY, "pembelian dandang"),
        "Keputusan cepat diambil karena harga sudah ditanyakan lebih dulu.",
        week.decision("beli-dandang", "pembelian alat", "Membeli dandang besar dari kas, paling mahal Rp 175.000."),
        sent="m04",
    )
    day = date(2019, 3, 16)
    steamer = spend(day, "equipment", "steamer", "Dandang besar", "Toko alat dapur", decision_id="beli-dandang")
    enter(book, day, "expense", steamer)
    week = Meeting(date(2019, 3, 17), absent="m06 m07 m09")
    hold(
        book, week, (*WEEKLY, "dandang baru", "foto untuk Facebook"),
        "Yang hadir sedikit, tetapi semua tugas terbagi.",
        week.solved("dandang-kecil", "Dandang besar sudah dibeli dan dicoba.", "beli-dandang"),
        week.idea("m08", "Foto kue dipasang di Facebook setiap Jumat."),
        unpaid="m08",
    )
    day = date(2019, 3, 23)
    enter(book, day, "donation", give(day, "iks", "iks donation", "Paguyuban warga"))
    week = Meeting(date(2019, 3, 24))
    hold(
        book, week, (*WEEKLY, "bantuan modal", "tempat pertemuan berikutnya"),
        "Semua hadir; penjelasan pendamping mudah dimengerti.",
        week.hope("m02", "Semoga ada bantuan modal dengan proses yang lebih mudah."),
    )
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


def april(book: Book) -> None:
    """Look for customers; dues typed with a nought too many are corrected the day after."""
    close_month(book, "2019-03", date(2019, 4, 4))
    day, cakes = date(2019, 4, 6), "Kue contoh untuk calon pelanggan katering"
    enter(
        book, day, "expense",
        spend(day, "samples", "tasting", cakes),
        spend(day, "other", "photocopies", "Fotokopi daftar harga"),
    )
    week = Meeting(date(2019, 4, 7), absent="m09 m10")
    hold(
        book, week, (*WEEKLY, "mencari pelanggan katering"),
        "Banyak usul masuk; dipilih yang paling mudah dikerjakan.",
        week.idea("m01", "Setiap anggota menawarkan katering ke satu kantor."),
        sent="m10",
    )
    day = date(2019, 4, 13)
    enter(book, day, "deposit", fact("cash-deposited", day, fund="iks", amount=rupiah("iks deposit")))
    week = Meeting(date(2019, 4, 14), absent="m08")
    mistake = rupiah("typing mistake")
    hold(
        book, week, (*WEEKLY, "tanggapan calon pelanggan"), "Laporan anggota singkat dan jelas.", typed={"m06": mistake}
    )
    wrong = book.position_of("dues-paid", week.day, member_id="m06", amount=mistake)
    day, reason = week.day + timedelta(days=1), "Salah ketik: tertulis 50.000, seharusnya 5.000."
    enter(book, day, "correction", fact("event-reversed", day, target=wrong, reason=reason), week.dues("m06"))
    day, order = date(2019, 4, 20), "Sayur, tempe, dan tahu untuk pesanan prasmanan"
    enter(
        book, day, "expense",
        spend(day, "ingredients", "catering vegetables", order, "Pasar"),
        spend(day, "other", "gas", "Isi ulang gas 3 kg", "Warung"),
    )
    week = Meeting(date(2019, 4, 21), absent="m03 m05 m09")
    hold(
        book, week, (*WEEKLY, "hasil pesanan prasmanan"),
        "Bendahara berhalangan; iuran dititipkan kepada sekretaris.",
        week.evaluation("outcome", "pesanan prasmanan", "Pesanan selesai tepat waktu; porsi sayur masih kurang."),
        sent="m03",
        written_later=True,
    )
    day = date(2019, 4, 27)
    enter(book, day, "deposit", fact("cash-deposited", day, fund="kas", amount=rupiah("second deposit")))
    week = Meeting(date(2019, 4, 28), absent="m10")
    hold(
        book, week, (*WEEKLY, "jadwal memasak", "persiapan bulan puasa"),
        "Jadwal belum selesai, dilanjutkan minggu depan.",
        week.problem("jadwal-bentrok", "m07", "Pesanan katering sering jatuh pada hari PMT."),
        unpaid="m09",
    )
    count_cash(book, date(2019, 4, 30))


def may(book: Book) -> None:
    """Bake for Lebaran; when the cash is counted, some change is missing."""
    close_month(book, "2019-04", date(2019, 5, 4))
    week = Meeting(date(2019, 5, 5), absent="m04")
    text = "Bahan kue kering untuk pesanan Lebaran dibeli dari kas sampai Rp 400.000; uang di bank boleh diambil."
    hold(
        book, week, (*WEEKLY, "pesanan kue Lebaran", "jadwal bulan puasa"),
        "Pembagian kerja disepakati; pertemuan dipersingkat.",
        week.decision("kue-lebaran-2019", "belanja kue Lebaran", text),
        week.hope("m08", "Semoga kelompok tetap dipercaya menyediakan PMT."),
    )
    day = date(2019, 5, 10)
    enter(book, day, "withdrawal", fact("cash-withdrawn", day, fund="kas", amount=rupiah("withdrawal")))
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
    day = date(2019, 5, 25)
    enter(book, day, "donation", give(day, "kas", "lebaran donation", "Musala warga"))
    week = Meeting(date(2019, 5, 26), absent="m09")
    hold(
        book, week, (*WEEKLY, "pengantaran pesanan Lebaran"),
        "Semua pesanan sudah ada penanggung jawabnya.",
        written_later=True,
    )
    day, missing = date(2019, 5, 31), rupiah("missing change")
    count_cash(book, day, missing)
    reason = "Uang kembalian kurang waktu belanja, sudah dicari dan tidak ditemukan."
    booked = fact("cash-difference-booked", day, fund="kas", difference=-missing, explanation=reason)
    enter(book, day, "difference", booked)


def june(book: Book) -> None:
    """Look back on Lebaran; buy scales from the bank and set money aside for solidarity."""
    week = Meeting(date(2019, 6, 2), absent="m05 m08 m10")
    hold(
        book, week, (*WEEKLY, "sisa pesanan Lebaran"),
        "Sebagian sudah pulang kampung; pertemuan singkat.",
        sent="m05 m10",
    )
    close_month(book, "2019-05", date(2019, 6, 3))
    week = Meeting(date(2019, 6, 9), absent="m06 m09 m10")
    hold(
        book, week, (*WEEKLY, "halalbihalal", "takaran kue"),
        "Saling memaafkan; semua yang hadir ikut menyampaikan pendapat.",
        week.problem("takaran", "m03", "Takaran kue tidak sama karena timbangan rusak."),
    )
    day = date(2019, 6, 15)
    enter(book, day, "expense", spend(day, "other", "wrapping", "Dus dan kertas roti", "Toko plastik"))
    week = Meeting(date(2019, 6, 16), absent="m08")
    text = "Membeli timbangan digital Rp 120.000, dibayar lewat bank."
    hold(
        book, week, (*WEEKLY, "hasil pesanan Lebaran", "timbangan baru"),
        "Pembicaraan hangat, waktu terpakai dengan baik.",
        week.decision("timbangan-2019", "pembelian alat", text),
        week.solved("kemasan", "Stoples diganti yang lebih tebal dan diberi label."),
        week.evaluation("outcome", "pesanan kue Lebaran", "Semua pesanan selesai sebelum Lebaran; kemasan diperbaiki."),
    )
    day, options = date(2019, 6, 22), {"decision_id": "timbangan-2019", "paid_from": "bank"}
    enter(book, day, "expense", spend(day, "equipment", "scales", "Timbangan digital", "Toko alat dapur", **options))
    week = Meeting(date(2019, 6, 23))
    text = "Menyisihkan Rp 50.000 dari kas ke IKS untuk anggota yang membutuhkan."
    hold(
        book, week, (*WEEKLY, "kas untuk IKS", "tempat pertemuan berikutnya"),
        "Semua hadir dan setuju tanpa keberatan.",
        week.decision("isi-iks-2019", "kas untuk IKS", text),
        week.solved("takaran", "Timbangan digital sudah dibeli; takaran ditulis di buku resep.", "timbangan-2019"),
    )
    aside = {"from_fund": "kas", "to_fund": "iks", "amount": rupiah("kas to iks"), "decision_id": "isi-iks-2019"}
    enter(book, week.day, "transfer", fact("fund-transferred", week.day, **aside))
    day = date(2019, 6, 29)
    enter(book, day, "deposit", fact("cash-deposited", day, fund="kas", amount=rupiah("third deposit")))
    week = Meeting(date(2019, 6, 30), absent="m09")
    hold(
        book, week, (*WEEKLY, "rencana setengah tahun berikutnya"),
        "Rencana disusun bersama; semua mendapat tugas.",
        week.idea("m07", "Membuat daftar paket katering dengan harga tetap."),
        week.problem("syarat-modal", "m01", "Syarat permohonan bantuan modal banyak dan sulit dipenuhi."),
        week.hope(FACILITATOR, "Semoga pembeli katering bertambah dan usaha tiap anggota ikut maju."),
        unpaid="m10",
    )
    count_cash(book, week.day)
    close_month(book, "2019-06", date(2019, 7, 5))


# fmt: on
# --- The samples ------------------------------------------------------------------------------------------------------

# A second year is a second entry; its months are functions like those above.
STORIES: Final[Mapping[str, Sequence[Callable[[Book], None]]]] = {
    "melati-3-2019.jsonl": (opening, january, february, march, april, may, june),
}


def tell(months: Iterable[Callable[[Book], None]]) -> Book:
    """Return the book after these months."""
    book = Book()
    for month in months:
        month(book)
    return book


def summary(name: str, book: Book) -> str:
    """Return what a person checks by eye: lines, events by type, what each fund holds."""
    types = Counter(one.type for one in book.facts)
    held = (f"  {fund} {place}: {amount:,}" for (fund, place), amount in sorted(book.held.items()))
    counts = (f"  {kind}: {number}" for kind, number in sorted(types.items()))
    return "\n".join((f"{name}: {len(book.lines)} lines", *counts, *held, ""))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the samples; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the sample ledgers.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a sample differs")
    check = parser.parse_args(arguments).check
    stale = False
    for name, months in STORIES.items():
        book = tell(months)
        content = "".join(f"{line}\n" for line in book.lines).encode()
        path = SAMPLES / name
        if not check:
            path.write_bytes(content)
            sys.stdout.write(summary(name, book))
        elif not path.exists() or path.read_bytes() != content:
            stale = True
            sys.stdout.write(f"{path} is not what this script makes: run it without --check\n")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
