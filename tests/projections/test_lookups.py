"""What an answer can be asked beside its rows, and answers of several groups put together."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

import kube_ledger
from book import JULY_7, Book, says
from kube_ledger import InvalidEvent, Period, events, projections
from kube_ledger.exchange.books import BOOKS
from kube_ledger.ledger.open import KEPT_GROUPS
from kube_ledger.money import split_proceeds
from kube_ledger.projections import Projection
from support import in_memory


def two_books() -> tuple[Book, Book]:
    """Two groups in each of which there is an m01."""
    first, second = Book("m01", "m02"), Book("m01")
    first.receives(100_000)
    first.meets("w27", "m01")
    first.tells(events.DuesPaid(occurred_on=first.day, member_id="m01", amount=5_000, meeting_id="w27"))
    second.receives(30_000, into="bank")
    second.meets("w27", "m01")
    second.tells(events.DuesPaid(occurred_on=second.day, member_id="m01", amount=7_000, meeting_id="w27"))
    return first, second


def test_balances_of_two_groups_are_added_without_their_parties() -> None:
    one, other = (book.group.view(projections.balances).roll_up() for book in two_books())
    assert [tuple(row) for row in (one + other).rows] == [
        ("bank", "kas", 30_000),
        ("cash", "kas", 112_000),
        ("donations", "kas", -130_000),
        ("dues", "kas", -12_000),
    ]
    assert one + other == other + one


def test_participation_of_two_groups_is_added_without_its_persons() -> None:
    one, other = (book.group.view(projections.participation).roll_up() for book in two_books())
    both = one + other
    assert (both.members, both.meetings_held, both.meetings_attended, both.dues_meetings) == (3, 3, 2, 2)
    assert both.counts == {"attendance": 2, "money": 2}
    assert both.group["meetings"] == 2


def test_a_batch_that_she_helped_with_is_half_of_two() -> None:
    book = Book("m01")
    book.tells(events.PmtMenuSet(occurred_on=book.day, menu_id="m", issued_by="Puskesmas", dishes=["a", "b", "c"]))
    work = events.PmtWork(member_id="m01", task="cooking")
    for batch, workers in (("b1", [work]), ("b2", [])):
        book.tells(events.PmtProduced(occurred_on=book.day, batch_id=batch, menu_id="m", boxes=10, workers=workers))
    assert book.group.view(projections.participation).members["m01"].batch_rate == Fraction(1, 2)


def test_a_figure_in_force_is_that_of_the_latest_decision_that_sets_it() -> None:
    book = Book("m01")
    book.decides("d1", dues_amount=5_000)
    book.decides("d2", kas_share_percent=20)
    answer = book.group.view(projections.meetings)
    assert [row.decision_id for row in answer.in_force(book.day)] == ["d1", "d2"]
    assert answer.in_force(book.day - timedelta(days=1)) == ()
    assert answer.rule("dues_amount", book.day) == 5_000
    assert answer.rule("iks_ceiling", book.day) is None


def test_what_a_member_paid_is_the_sum_of_her_row_and_nothing_for_a_stranger() -> None:
    book = Book("m01", "m02")
    book.tells(book.dues("m01"), book.dues("m01", 7_000), book.dues("m02", 1_000))
    answer = book.group.view(projections.dues)
    assert [answer.of(member) for member in ("m01", "m02", "m99")] == [12_000, 1_000, 0]


def test_the_groups_turnover_leaves_out_what_members_sold_for_themselves() -> None:
    book = Book("m01")
    made = events.ProductionRun(
        occurred_on=book.day, product="dimsum", quantity=10, unit="kotak", owner="group", workers=[]
    )
    lots = {"occurred_on": book.day, "product": "dimsum", "channel": "warung", "lots": 2, "lot_size": 1, "paid": True}
    ours = events.SaleRecorded(sale_id="s1", owner="group", lot_price=15_000, **lots)
    hers = events.SaleRecorded(sale_id="s2", owner="m01", lot_price=9_000, **lots)
    book.tells(made, ours, hers)
    assert book.group.view(projections.sales).turnover == 30_000


def test_what_leaves_a_purse_as_it_was_is_no_line_of_the_cash_book() -> None:
    book = Book("m01")
    book.tells(book.opening(("cash", 5_000, None), ("cash", -5_000, None), ("bank", 1_000, None)))
    lines = book.group.view(projections.cash_book).lines
    assert [(line.purse, line.amount) for line in lines] == [("bank", 1_000)]


def test_a_problem_is_open_until_it_is_resolved() -> None:
    book = Book("m01")
    for problem in ("p1", "p2"):
        book.tells(events.ProblemRaised(occurred_on=book.day, problem_id=problem, text="hujan"))
    book.tells(events.ProblemResolved(occurred_on=book.day, problem_id="p1", text="pindah tempat"))
    assert [row.problem_id for row in book.group.view(projections.meetings).open_problems] == ["p2"]


def test_an_office_has_its_holder_from_the_day_she_took_it_to_the_day_before_it_ended() -> None:
    book = Book("m01")
    book.tells(events.RoleAssigned(occurred_on=book.day, person_id="m01", role="chair"))
    book.tells(events.RoleEnded(occurred_on=book.day + timedelta(days=2), person_id="m01", role="chair"))
    answer = book.group.view(projections.members)
    held = [answer.holder("chair", book.day + timedelta(days=days)) for days in (-1, 0, 1, 2)]
    assert held == [None, "m01", "m01", None]
    assert answer.holder("treasurer", book.day) is None


def test_a_rejected_proposal_stays_rejected_in_the_tracker() -> None:
    book = Book("m01")
    line = events.AidLine(description="oven", amount=1_000_000)
    book.tells(events.AidProposed(occurred_on=book.day, aid_id="a", programme="UEP", amount=1_000_000, lines=[line]))
    book.tells(events.AidRejected(occurred_on=book.day, aid_id="a", by="Dinas Sosial"))
    assert {row.stage for row in book.group.view(projections.aid).rows} == {"rejected"}


def two_months(book: Book) -> tuple[Period, Period]:
    """Something in July and something in August; both months."""
    august = JULY_7 + timedelta(days=31)
    for day in (JULY_7, august):
        book.it_is(day)
        book.tells(
            events.AssetReceived(occurred_on=day, item="oven", quantity=1, source="hadiah", holder="group"),
            events.PmtFundsReceived(occurred_on=day, amount=9_000, giver="Kelurahan", month=f"{day:%Y-%m}"),
            events.PmtFundsReturned(occurred_on=day, amount=1_000, to="Kelurahan"),
        )
    return Period.of_month("2019-07"), Period.of_month("2019-08")


def test_the_inventory_of_a_month_is_what_there_is_at_its_end_and_what_changed_in_it() -> None:
    book = Book()
    july, august = (book.group.view(projections.inventory, period=month) for month in two_months(book))
    assert [row.at_hand for row in july.rows] == [1]
    assert [row.at_hand for row in august.rows] == [2]
    assert len(july.moves) == len(august.moves) == 1


def test_public_money_of_a_month_is_what_came_and_went_in_it() -> None:
    book = Book()
    july, august = (book.group.view(projections.programmes, period=month) for month in two_months(book))
    assert dict(july.funds) == {"2019-07": (9_000, 1_000)}
    assert dict(august.funds) == {"2019-08": (9_000, 1_000)}


def test_the_trail_of_a_month_has_the_entries_of_that_month() -> None:
    book = Book()
    july, august = two_months(book)
    rows = [len(BOOKS["jejak"].table(book.group, period=month).rows) for month in (july, august)]
    assert rows == [4, 3]


@pytest.mark.parametrize("percent", [-1, 101])
def test_no_share_of_the_kas_is_below_nothing_or_above_all(percent: int) -> None:
    with pytest.raises(InvalidEvent):
        Book("m01").group.split_sale([], occurred_on=JULY_7, kas_share_percent=percent)
    with pytest.raises(ValueError, match="can't divide"):
        split_proceeds(1_000, 3, percent)


def test_a_sale_that_nobody_recorded_is_not_split() -> None:
    with pytest.raises(kube_ledger.Refused) as caught:
        Book("m01").group.split_sale(["s1"], occurred_on=JULY_7)
    says(caught.value.refusal, "unknown-reference", "s1", field="sale_ids[0]")


def test_a_sealed_value_can_not_be_written_again() -> None:
    book = Book("m01")
    left = events.MemberLeft(occurred_on=book.day, member_id="m01", reason=events.Locked())
    says(book.refuses(left), "invalid-field", field="reason")


def test_a_ledger_lets_go_of_groups_that_were_asked_for_long_ago() -> None:
    ledger = in_memory()
    first = ledger.group("g0")
    for number in range(1, KEPT_GROUPS):
        ledger.group(f"g{number}")
    assert ledger.group("g0") is first
    for number in range(KEPT_GROUPS, 2 * KEPT_GROUPS + 1):
        ledger.group(f"g{number}")
    assert ledger.group("g0") is not first


def test_a_projection_without_its_parts_says_so() -> None:
    class Bare(Projection[dict[str, int], int]):
        name, version = "bare", 1

    for part in (Bare().initial, lambda: Bare().apply({}, None), lambda: Bare().answer({})):  # type: ignore[arg-type]
        with pytest.raises(NotImplementedError):
            part()


def test_a_projection_that_does_not_say_what_its_state_is_made_of_must_write_it_down_itself() -> None:
    class Undeclared(Projection):  # type: ignore[type-arg]
        name, version = "undeclared", 1

    for part, method in ((Undeclared().dump, "dump"), (Undeclared().load, "load")):
        with pytest.raises(TypeError, match=f"Undeclared must override {method}"):
            part(())


def test_the_log_of_a_ledger_is_there_for_copies_and_proofs() -> None:
    book = Book("m01")
    head = book.ledger.log.head(book.group.group_id)
    assert (head.size, head.root) == (book.group.size, book.group.root)


def test_what_is_loaded_when_asked_for_is_listed_all_the_same() -> None:
    assert set(kube_ledger.__all__) <= set(dir(kube_ledger))
