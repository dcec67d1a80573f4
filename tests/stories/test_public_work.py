"""Feeding, contests, training, things and aid: what the books allow, and why they say no."""

from __future__ import annotations

from typing import Any

import pytest

from book import JULY_7, Book, says
from kube_ledger import InvalidEvent, events, projections


def menu(book: Book, menu_id: str = "menu-1") -> events.PmtMenuSet:
    dishes = ["bubur", "telur", "pisang"]
    return events.PmtMenuSet(occurred_on=book.day, menu_id=menu_id, issued_by="Puskesmas Johar Baru", dishes=dishes)


def batch(book: Book, batch_id: str = "b1", boxes: int = 200) -> events.PmtProduced:
    work = [events.PmtWork(member_id="m01", task="cooking")]
    return events.PmtProduced(occurred_on=book.day, batch_id=batch_id, menu_id="menu-1", boxes=boxes, workers=work)


def delivery(book: Book, boxes: int, audience: Any = "toddlers", batch_id: str = "b1") -> events.PmtDelivered:
    return events.PmtDelivered(
        occurred_on=book.day, batch_id=batch_id, post="pos balita 1", audience=audience, boxes=boxes, helpers=["m02"]
    )


def test_no_more_boxes_leave_a_batch_than_were_made() -> None:
    book = Book("m01", "m02")
    book.tells(menu(book))
    made = book.tells(batch(book))
    book.tells(delivery(book, 120, "posbindu"))
    says(book.refuses(delivery(book, 81, "elderly")), "insufficient-stock", "b1", "80", "81", holds=80, asked=81)
    book.tells(delivery(book, 79, "elderly"))
    spoiled = events.PmtSpoiled(occurred_on=book.day, batch_id="b1", boxes=2, reason="jatuh")
    says(book.refuses(spoiled), "insufficient-stock", holds=1, asked=2)
    says(book.refuses(book.correction(made)), "insufficient-stock", field="target")
    row = book.group.view(projections.programmes).batches[0]
    assert (row.boxes, row.delivered, row.left) == (200, (("elderly", 79), ("posbindu", 120)), 1)


def test_a_menu_has_three_dishes_and_a_batch_a_menu() -> None:
    book = Book("m01", "m02")
    with pytest.raises(InvalidEvent, match="dishes"):
        events.PmtMenuSet(occurred_on=JULY_7, menu_id="x", issued_by="Puskesmas", dishes=["bubur", "telur"])
    says(book.refuses(batch(book)), "unknown-reference", "menu-1", field="menu_id")
    book.tells(menu(book))
    says(book.refuses(menu(book)), "duplicate-reference", "menu-1", field="menu_id")
    says(book.refuses(delivery(book, 1)), "unknown-reference", "b1", field="batch_id")


def test_feeding_money_pays_for_feeding_and_goes_back_where_it_came_from() -> None:
    book = Book("m01")
    book.tells(
        events.PmtFundsReceived(occurred_on=book.day, amount=2_000_000, giver="Kelurahan Galur", month="2019-07")
    )
    book.tells(book.expense(1_500_000, fund="pmt"))
    back = events.PmtFundsReturned(occurred_on=book.day, amount=500_001, to="Kelurahan Galur")
    says(book.refuses(back), "insufficient-funds", "PMT", "Rp 500.000", "Rp 500.001", fund="pmt")
    book.tells(events.PmtFundsReturned(occurred_on=book.day, amount=500_000, to="Kelurahan Galur"))
    assert book.group.view(projections.programmes).funds == {"2019-07": (2_000_000, 500_000)}


def test_a_contest_must_have_been_entered() -> None:
    book = Book("m01")
    won = events.CompetitionResult(occurred_on=book.day, competition_id="kube", contestant="group", rank=2)
    says(book.refuses(won), "unknown-reference", "kube", field="competition_id")
    entered = events.CompetitionEntered(
        occurred_on=book.day, competition_id="kube", name="KUBE Berprestasi", level="DKI", days=2, participants=["m01"]
    )
    book.tells(entered, won)
    says(book.refuses(entered), "duplicate-reference", "kube")


def received(book: Book, quantity: int, *, holder: str = "group") -> events.AssetReceived:
    return events.AssetReceived(
        occurred_on=book.day, item="wajan", quantity=quantity, source="Dinas Sosial", holder=holder
    )


def test_only_what_is_there_and_not_lent_is_lent_or_retired() -> None:
    book = Book("m01", "m02")
    got = book.tells(received(book, 3))
    book.tells(events.AssetLent(occurred_on=book.day, item="wajan", quantity=2, person_id="tetangga"))
    more = events.AssetLent(occurred_on=book.day, item="wajan", quantity=2, person_id="m01")
    says(book.refuses(more), "insufficient-stock", "wajan", holds=1, asked=2)
    gone = events.AssetRetired(occurred_on=book.day, item="wajan", quantity=2, reason="pecah")
    says(book.refuses(gone), "insufficient-stock", holds=1, asked=2)
    back = events.AssetReturned(occurred_on=book.day, item="wajan", quantity=3, person_id="tetangga")
    says(book.refuses(back), "insufficient-stock", holds=2, asked=3)
    says(book.refuses(book.correction(got)), "insufficient-stock", field="target")
    row = book.group.view(projections.inventory).rows[0]
    assert (row.owned, row.lent, row.at_hand) == (3, 2, 1)


def proposal(book: Book, **other: Any) -> events.AidProposed:
    lines = [events.AidLine(description="oven", amount=3_000_000), events.AidLine(description="loyang", amount=500_000)]
    words: dict[str, Any] = {"aid_id": "uep-1", "programme": "UEP", "amount": 3_500_000, "lines": lines}
    return events.AidProposed(occurred_on=book.day, **(words | other))


def spending(book: Book, amount: int, line: int = 1) -> events.AidSpent:
    return events.AidSpent(
        occurred_on=book.day, aid_id="uep-1", line=line, category="equipment", amount=amount, description="oven"
    )


def test_aid_is_spent_by_the_lines_of_its_proposal() -> None:
    book = Book("m01")
    with pytest.raises(InvalidEvent, match="3500000"):
        proposal(book, amount=1)
    book.tells(proposal(book), events.AidReceived(occurred_on=book.day, aid_id="uep-1", amount=3_500_000))
    says(book.refuses(spending(book, 1, line=3)), "unknown-reference", "3", field="line")
    book.tells(spending(book, 3_000_000))
    says(book.refuses(spending(book, 500_001, line=2)), "insufficient-funds", "bank", "UEP", holds=500_000)
    says(book.refuses(book.expense(1, fund="uep", paid_from="bank")), "fund-restricted", "UEP")
    row = book.group.view(projections.aid).rows[0]
    assert [(line.planned, line.spent) for line in row.lines] == [(3_000_000, 3_000_000), (500_000, 0)]
    assert (row.stage, row.left, row.months_without_evidence) == ("proposed", 500_000, ("2019-07",))


def test_nothing_follows_on_rejected_aid_until_the_rejection_is_taken_back() -> None:
    book = Book("m01")
    book.tells(proposal(book))
    rejected = book.tells(events.AidRejected(occurred_on=book.day, aid_id="uep-1", by="Dinas Sosial"))
    verified = events.AidVerified(occurred_on=book.day, aid_id="uep-1", by="Dinas Sosial")
    says(book.refuses(verified), "unknown-reference", "uep-1", field="aid_id")
    says(book.refuses(proposal(book)), "duplicate-reference", "uep-1")
    book.tells(book.correction(rejected), verified)
    assert book.group.view(projections.aid).rows[0].stage == "verified"


def test_the_facilitators_work_is_counted_by_role_and_task() -> None:
    book = Book("m01")
    book.tells(events.RoleAssigned(occurred_on=book.day, person_id="p01", role="facilitator"))
    done = events.FacilitationDone(
        occurred_on=book.day,
        facilitator_id="p01",
        role="educational",
        task="budget-plan",
        topic="RAB",
        members_reached=["m01"],
    )
    review = events.BookkeepingReviewed(
        occurred_on=book.day, facilitator_id="p01", month="2019-06", reviewed_to=2, findings="rapi"
    )
    book.tells(done, review)
    says(
        book.refuses(
            events.FacilitationDone(
                occurred_on=book.day, facilitator_id="m01", role="technical", topic="x", members_reached=[]
            )
        ),
        "unknown-person",
        "m01",
        field="facilitator_id",
    )
    ahead = events.BookkeepingReviewed(
        occurred_on=book.day, facilitator_id="p01", month="2019-06", reviewed_to=99, findings="rapi"
    )
    says(book.refuses(ahead), "unknown-reference", "99", field="reviewed_to")
    figures = book.group.view(projections.participation).facilitators["p01"]
    assert dict(figures.roles) == {"educational": 1, "technical": 1}
    assert dict(figures.tasks) == {"budget-plan": 1, "monitor": 1}
