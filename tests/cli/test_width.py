"""However long the texts, ids and amounts: no line is wider than 80 cells, no figure is cut and no text is lost."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections import defaultdict
from datetime import date
from itertools import combinations, count
from typing import TYPE_CHECKING, Any, Final
from warnings import catch_warnings, simplefilter

import pytest
from rich.cells import cell_len

from kube_ledger import Ledger, events
from kube_ledger.cli import main
from kube_ledger.exchange.books import BOOKS
from kube_ledger.money import MAX_RUPIAH
from kube_ledger.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kube_ledger import Group
    from kube_ledger.events import Event

DAY: Final = date(2019, 7, 7)
LENGTH: Final = 2_000

# Each as often as it fits into a text of 2,000 characters.
TEXTS: Final = {
    "short": "iuran",
    "words": "Pembukaan dan doa, iuran kas, hasil usaha tiga bulan; ",
    "one word": "x",
    "hyphens": "kue-kue-kering-",
    "wide": "会議記録",
    "wide words": "🎂 蛋糕 kue 🙏🙏 お菓子、",
    "marks": "क्षेत्र ",
    "blanks": "a  -  b   ",
}


class Book:
    """A group whose every text and id is as long as it may be.

    Args:
        group: Empty.
        body: What its texts are made of.
    """

    def __init__(self, group: Group, body: str) -> None:
        self._group = group
        self._numbers = count(1)
        self._body = body * (LENGTH // len(body)) if body != TEXTS["short"] else body

    def text(self) -> str:
        """A text like no other."""
        mark = f"{next(self._numbers)}"
        return f"{mark}.{self._body[: LENGTH - 2 * len(mark) - 2]}.{mark}"

    @staticmethod
    def id(name: str) -> str:
        """An id of 64 characters."""
        return f"{name}{'0123456789' * 6}"[:63] + "z"

    def tells(self, *told: Event) -> None:
        """This was recorded."""
        self._group.record(*told, recorded_by=self.id("sekretaris"))

    def told(self, type_: type[Event], /, **given: Any) -> None:
        """This happened on the day."""
        self.tells(type_(occurred_on=DAY, **given))

    def forms(self) -> None:
        """The group, its people, funds and opening balances."""
        place = {"kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat"}
        self.told(events.GroupFormed, name=self.text(), formed_by=self.text(), business=self.text(), **place)
        for member in ("m01", "m02", "m03"):
            self.told(events.MemberJoined, member_id=self.id(member), cadre=True, own_business=True)
        for person, role in (("m01", "chair"), ("p01", "facilitator")):
            self.told(events.RoleAssigned, person_id=self.id(person), role=role)
        for fund in map(self.id, ("dana-a", "dana-b", "dana-c", "dana-d")):
            self.told(events.FundOpened, fund=fund, purpose=self.text(), restricted=True)
            self.told(events.DonationReceived, fund=fund, amount=MAX_RUPIAH, donor=self.text(), paid_into="bank")
        for fund in ("kas", "kas", "kas", "iks", "pmt", "uep"):
            self.told(events.DonationReceived, fund=fund, amount=MAX_RUPIAH, donor=self.text())
        owed = events.OpeningLine(account="receivables", fund="kas", amount=MAX_RUPIAH, party=self.id("lama"))
        self.told(events.OpeningBalanceRecorded, lines=[owed])

    def meets(self) -> None:
        """A meeting, and what was said and decided in it."""
        everybody = [self.id(member) for member in ("m01", "m02", "m03")]
        meeting = self.id("rapat")
        agenda = [self.text(), self.text()]
        self.told(events.MeetingHeld, meeting_id=meeting, place=self.text(), attendees=everybody[:2], agenda=agenda)
        price = events.Price(product=self.text(), channel="order", lot_size=MAX_RUPIAH, lot_price=MAX_RUPIAH)
        for decision, supersedes in (("putusan-1", None), ("putusan-2", self.id("putusan-1"))):
            self.told(
                events.DecisionMade,
                decision_id=self.id(decision),
                meeting_id=meeting,
                topic=self.text(),
                text=self.text(),
                method="consensus",
                participants=everybody,
                effective_from=DAY,
                supersedes=supersedes,
                rules=events.DecisionRules(prices=[price], kas_share_percent=35),
            )
        self.told(events.IdeaContributed, member_id=everybody[0], text=self.text())
        self.told(events.HopeStated, person_id=everybody[0], text=self.text())
        self.told(
            events.EvaluationHeld, kind="process", subject=self.text(), findings=self.text(), participants=everybody
        )
        for problem in ("masalah-1", "masalah-2"):
            self.told(events.ProblemRaised, problem_id=self.id(problem), text=self.text(), raised_by=everybody[0])
        self.told(events.ProblemResolved, problem_id=self.id("masalah-1"), text=self.text())

    def pays_and_sells(self) -> None:
        """Dues, solidarity, a sale and its split, aid."""
        member, decision = self.id("m01"), self.id("putusan-2")
        self.told(events.DuesPaid, member_id=member, amount=MAX_RUPIAH, meeting_id=self.id("rapat"))
        self.told(events.ExpensePaid, fund="kas", category="other", amount=MAX_RUPIAH, description=self.text())
        self.told(events.IksContributed, member_id=member, amount=MAX_RUPIAH)
        self.told(events.IksDisbursed, beneficiary_id=member, reason="illness", amount=7, decision_id=decision)
        product = self.text()
        self.told(
            events.ProductionRun, product=product, quantity=MAX_RUPIAH, unit=self.text(), owner="group", workers=[]
        )
        price = {"lots": MAX_RUPIAH // 3, "lot_size": 1, "lot_price": 3}
        for owner in ("group", member):
            self.told(
                events.SaleRecorded,
                sale_id=self.id(f"jual-{owner[:1]}"),
                owner=owner,
                product=product,
                channel="order",
                paid=owner == "group",
                **price,
            )
        self.tells(self._group.split_sale([self.id("jual-g")], occurred_on=DAY))
        aid, line = self.id("bantuan"), events.AidLine(description=self.text(), amount=MAX_RUPIAH)
        self.told(events.AidProposed, aid_id=aid, programme=self.text(), amount=MAX_RUPIAH, lines=[line])
        self.told(events.AidVerified, aid_id=aid, by=self.text())
        self.told(events.AidApproved, aid_id=aid, by=self.text())
        self.told(events.AidReceived, aid_id=aid, amount=MAX_RUPIAH)
        self.told(events.AidSpent, aid_id=aid, line=1, category="other", amount=7, description=self.text())
        self.told(events.AidAccountedFor, aid_id=aid, month="2019-07", evidence=[self.text(), self.text()])

    def works(self) -> None:
        """Public work, things, visitors, the facilitator."""
        member, batch, contest = self.id("m01"), self.id("masak"), self.id("lomba")
        everybody = [self.id(one) for one in ("m01", "m02", "m03")]
        dishes = [self.text() for _ in range(3)]
        self.told(events.PmtMenuSet, menu_id=self.id("menu"), issued_by=self.text(), dishes=dishes)
        work = [events.PmtWork(member_id=member, task="cooking")]
        self.told(events.PmtProduced, batch_id=batch, menu_id=self.id("menu"), boxes=MAX_RUPIAH, workers=work)
        served = {"batch_id": batch, "boxes": MAX_RUPIAH // 2}
        self.told(events.PmtDelivered, **served, post=self.text(), audience="elderly", helpers=everybody)
        self.told(events.PmtSpoiled, **served, reason=self.text())
        self.told(events.BazaarJoined, place=self.text(), organiser=self.text(), participants=everybody)
        texts = {"name": self.text(), "level": self.text()}
        self.told(events.CompetitionEntered, competition_id=contest, **texts, days=1, participants=everybody)
        items = [self.text(), self.text()]
        self.told(events.PrizeReceived, competition_id=contest, recipient="group", amount=MAX_RUPIAH, items=items)
        self.told(events.CadreServiceDone, member_id=member, post=self.text(), tasks=[self.text()])
        self.told(events.HelpGiven, member_id=member, activity=self.text(), task=self.text())
        self.told(events.TrainingHeld, organiser=self.text(), topic=self.text(), participants=everybody, certified=[])
        self.told(events.VisitReceived, visitor=self.text(), purpose=self.text())
        item = self.text()
        self.told(events.AssetReceived, item=item, quantity=MAX_RUPIAH, source=self.text(), holder="group")
        self.told(events.AssetLent, item=item, quantity=MAX_RUPIAH, person_id=self.id("tetangga"))
        p01 = self.id("p01")
        self.told(
            events.FacilitationDone,
            facilitator_id=p01,
            role="technical",
            task="monitor",
            topic=self.text(),
            members_reached=everybody,
        )
        self.told(events.PublicationPosted, facilitator_id=p01, channel=self.text(), subject=self.text())


GROUP: Final = Book.id("kelompok")


@pytest.fixture(scope="module", params=TEXTS)
def long_book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "buku.kube"
    with catch_warnings(), Ledger.create(path) as ledger:
        simplefilter("ignore")  # that what is sensitive stands in clear
        book = Book(ledger.group(GROUP), TEXTS[request.param])
        book.forms()
        book.meets()
        book.pays_and_sells()
        book.works()
    return path


def shown(*arguments: object) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main([str(argument) for argument in arguments]) == 0
    return out.getvalue()


def without_blanks(text: str) -> str:
    return "".join(text.split())


def cells_of(line: str) -> list[str]:
    """What stands in each cell; nothing in the second one of a wide character."""
    cells: list[str] = []
    for character in line:
        match cell_len(character):
            case 0 if cells:
                cells[-1] += character
            case 2:
                cells += [character, ""]
            case _:
                cells.append(character)
    return cells


def columns_of(block: list[str]) -> Iterator[str]:
    """All that a column of a table says from top to bottom, blanks left out.

    Which blank cells part columns and which are within one is not known: so every span between two of them.
    """
    grid = [cells_of(line) for line in block]
    width = max(map(len, grid))
    taken = [any(place < len(row) and row[place] != " " for row in grid) for place in range(width)]
    edges = [0, *(place for place in range(1, width) if taken[place] and not taken[place - 1]), width]
    for start, stop in combinations(edges, 2):
        yield without_blanks("".join(cell for row in grid for cell in row[start:stop]))


def assert_all_is_shown(out: str, texts: set[str], figures: set[str]) -> None:
    lines = out.splitlines()
    assert {line for line in lines if cell_len(line) > 80} == set()
    blocks: dict[int, list[str]] = defaultdict(list)
    for place, line in enumerate(lines):
        if line and set(line) != {"─"}:
            blocks[lines[:place].count("")].append(line)
    told = [column for block in blocks.values() for column in columns_of(block)]
    assert {text[:40] for text in texts if not any(without_blanks(text) in column for column in told)} == set()
    words = {word for line in lines for word in line.split()}
    assert {figure for figure in figures if not set(figure.split()) <= words} == set()


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_of_the_longest_texts_fits_and_holds_all_of_them(long_book: Path, name: str) -> None:
    asked = ("book", name, long_book, "--group", GROUP)
    found = json.loads(shown(*asked, "--json"))
    cells = {cell for row in found["rows"] for cell in row if cell is not None}
    assert cells
    texts = {cell for cell in cells if isinstance(cell, str)}
    days = {text for text in texts if re.fullmatch(r"\d{4}-\d\d-\d\d", text)}
    figures = {f"{'-' if cell < 0 else ''}{number(abs(cell))}" for cell in cells if isinstance(cell, int)}
    figures |= {f"{date.fromisoformat(day):%d-%m-%Y}" for day in days}
    assert_all_is_shown(shown(*asked), texts - days | {*found["columns"]}, figures)


def test_a_replay_of_the_longest_ids_and_amounts_fits_and_holds_all_of_them(long_book: Path) -> None:
    asked = ("replay", long_book, "--group", GROUP)
    found = json.loads(shown(*asked, "--json"))
    rows = found["balances"]
    owed = {row["party"] for row in rows if row["account"] in ("receivables", "member-shares")}
    funds = {row["fund"] for row in rows if len(row["fund"]) == 64}
    assert len(funds) == 4
    purses = [row for row in rows if row["account"] in ("cash", "bank")]
    sums = [sum(row["amount"] for row in purses if row["fund"] == fund) for fund in {row["fund"] for row in purses}]
    figures = {number(abs(amount)) for amount in [*sums, sum(sums), *(row["amount"] for row in purses)]}
    assert_all_is_shown(shown(*asked), owed | funds | {*found["participation"]["members"]}, figures)


def test_an_explanation_of_the_longest_texts_fits_and_holds_all_of_them(long_book: Path) -> None:
    for account, *more in (["cash"], ["bank"], ["receivables", "--party", Book.id("lama")]):
        asked = ("explain", long_book, account, *more, "--group", GROUP)
        lines = json.loads(shown(*asked, "--json"))["lines"]
        with Ledger.open(long_book) as ledger:
            entries = list(ledger.group(GROUP).entries())
        said = [entries[line["position"]].event for line in lines]
        texts = {getattr(event, name, None) for event in said for name in ("donor", "description")} - {None}
        figures = {number(abs(line["amount"])) for line in lines} | {number(line["position"]) for line in lines}
        assert_all_is_shown(shown(*asked), texts, figures)
