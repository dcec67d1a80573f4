"""The rules of the field that are easy to get wrong, one test each, under their numbers."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from book import JULY_1, JULY_7, JULY_14, Book, says
from kube_ledger import AsOf, InvalidEvent, Period, SensitiveInClear, events, projections
from kube_ledger.events.shapes import fields_of, sealed_fields

ALL_JULY = Period.of_month("2019-07")


def test_1_the_pendampings_prize_is_hers_and_no_sanity_rule_objects_to_a_larger_second_prize() -> None:
    book = Book("m01")
    entered = events.CompetitionEntered(
        occurred_on=book.day, competition_id="c1", name="KUBE", level="DKI", days=2, participants=["m01"]
    )
    hers = events.PrizeReceived(
        occurred_on=book.day, competition_id="c1", recipient="facilitator", amount=9_000_000, items=[]
    )
    ours = events.PrizeReceived(
        occurred_on=book.day, competition_id="c1", recipient="group", amount=9_100_000, items=["piala", "piagam"]
    )
    book.tells(entered, hers)
    assert book.group.view(projections.balances).rows == ()
    book.tells(ours)
    assert book.holds("cash", "kas") == 9_100_000


def test_2_unpaid_dues_are_no_debt_and_a_metric_may_show_them() -> None:
    book = Book("m01", "m02")
    book.meets("w27", "m01", "m02")
    book.tells(book.dues("m01", meeting="w27"))
    assert {row.account for row in book.group.view(projections.balances).rows} == {"cash", "dues"}
    shown = book.group.view(projections.participation).members
    assert (shown["m01"].dues_rate, shown["m02"].dues_rate) == (Fraction(1), Fraction(0))


def test_3_an_absent_member_is_bound_by_the_decision_and_her_help_counts() -> None:
    book = Book("m01", "m02")
    book.meets("w27", "m01")
    book.decides("batas", expense_limit=10_000)
    book.receives(50_000)
    says(book.refuses(book.expense(10_001), by="m02"), "over-ceiling")
    book.tells(events.HelpGiven(occurred_on=book.day, member_id="m02", activity="katering", task="memasak"))
    absent = book.group.view(projections.participation).members["m02"]
    assert (absent.meetings_attended, absent.counts) == (0, {"labour": 1})


def test_4_feeding_money_pays_feeding_only_and_becomes_kas_by_a_decision_with_consent() -> None:
    book = Book("m01")
    book.tells(events.PmtFundsReceived(occurred_on=book.day, amount=100_000, giver="Kelurahan", month="2019-07"))
    book.decides("sisa")
    move = book.transfer(60_000, from_="pmt", to="kas", decision="sisa")
    says(book.refuses(move), "fund-restricted", "PMT")
    book.tells(book.transfer(60_000, from_="pmt", to="kas", decision="sisa", consent="surat lurah 12/2019"))
    book.tells(events.PmtFundsReturned(occurred_on=book.day, amount=40_000, to="Kelurahan"))
    assert (book.holds("cash", "pmt"), book.holds("cash", "kas")) == (0, 60_000)


def test_5_a_members_own_sale_at_the_same_stall_never_touches_the_groups_books() -> None:
    book = Book("m01")
    own = events.SaleRecorded(
        occurred_on=book.day,
        sale_id="s1",
        owner="m01",
        product="peyek",
        channel="bazaar",
        lots=3,
        lot_size=1,
        lot_price=10_000,
        seller_id="m01",
        paid=True,
    )
    book.tells(own)
    assert book.group.view(projections.balances).rows == ()
    assert book.group.view(projections.participation).members["m01"].counts == {"skill": 1}
    assert all(field.required for field in fields_of(events.SaleRecorded) if field.name == "owner")


def test_6_a_price_is_of_product_channel_lot_size_and_lot_price() -> None:
    book = Book("m01")
    two_bottles = events.Price(product="bir pletok", channel="bazaar", lot_size=2, lot_price=15_000)
    book.decides("harga", prices=[two_bottles])
    assert book.group.view(projections.sales).prices(JULY_7) == (two_bottles,)
    assert not hasattr(two_bottles, "unit_price")


def test_7_training_kit_is_the_members_until_she_donates_it() -> None:
    book = Book("m01")
    kit = events.AssetReceived(occurred_on=book.day, item="wajan", quantity=2, source="Dinas Sosial", holder="m01")
    book.tells(kit)
    assert book.group.view(projections.inventory).rows == ()
    book.tells(events.AssetDonated(occurred_on=book.day, member_id="m01", item="wajan", quantity=2))
    assert [(row.item, row.owned) for row in book.group.view(projections.inventory).rows] == [("wajan", 2)]
    assert book.group.view(projections.participation).members["m01"].counts == {"goods": 1}


def test_8_rice_boxes_for_the_kelurahan_are_a_sale_though_it_also_gives_feeding_money() -> None:
    book = Book("m01")
    book.tells(events.PmtFundsReceived(occurred_on=book.day, amount=500_000, giver="Kelurahan Galur", month="2019-07"))
    sold = events.SaleRecorded(
        occurred_on=book.day,
        sale_id="s1",
        owner="group",
        product="nasi kotak",
        channel="office",
        lots=20,
        lot_size=1,
        lot_price=20_000,
        customer="Kelurahan Galur",
        paid=True,
    )
    book.tells(sold)
    assert (book.holds("cash", "kas"), book.holds("cash", "pmt")) == (400_000, 500_000)


def test_9_rates_divide_by_those_who_could_take_part() -> None:
    book = Book("m01", "m02")
    book.meets("w27", "m01", "m02")
    book.leaves("m02", on=JULY_7)
    book.joins("m03", on=JULY_14)
    book.day = JULY_14
    book.it_is(date(2019, 7, 28))
    book.meets("w28", "m01", "m03")
    book.tells(events.ActivitySuspended(occurred_on=date(2019, 7, 21), reason="banjir"))
    book.day = date(2019, 7, 21)
    book.meets("w29", "m01")
    shown = book.group.view(projections.participation, period=ALL_JULY).members
    assert {member: (one.meetings_attended, one.meetings_held) for member, one in shown.items()} == {
        "m01": (2, 2),
        "m02": (1, 1),
        "m03": (1, 1),
    }
    nobody = book.group.view(projections.participation, period=Period(date(2019, 7, 21), date(2019, 7, 31)))
    assert nobody.members["m01"].attendance_rate is None


def test_10_every_question_can_be_asked_by_day_and_by_what_was_written_down() -> None:
    book = Book("m01")
    book.it_is(JULY_14)
    book.tells(book.dues("m01", on=JULY_1))
    balances = projections.balances
    assert book.group.view(balances, as_of=AsOf(occurred_on=JULY_7)).of("cash") == 5_000
    before = datetime(2019, 7, 14, tzinfo=UTC)
    assert book.group.view(balances, as_of=AsOf(recorded_at=before)).of("cash") == 0


def test_11_a_later_decision_never_changes_what_earlier_events_meant() -> None:
    book = Book("m01", "m02")
    sold = events.SaleRecorded(
        occurred_on=book.day,
        sale_id="s1",
        owner="group",
        product="peyek",
        channel="warung",
        lots=1,
        lot_size=1,
        lot_price=10_000,
        paid=True,
    )
    book.decides("sepuluh", kas_share_percent=10)
    book.tells(sold)
    book.tells(book.group.split_sale(["s1"], occurred_on=book.day))
    before = book.group.view(projections.balances)
    book.day = JULY_14
    book.decides("separuh", kas_share_percent=50, supersedes="sepuluh")
    assert book.group.view(projections.balances) == before
    assert book.group.verify() == []


def test_12_the_audiences_are_what_the_event_says_and_the_totals_agree() -> None:
    book = Book("m01", "m02")
    menu = events.PmtMenuSet(occurred_on=book.day, menu_id="m", issued_by="Puskesmas", dishes=["a", "b", "c"])
    book.tells(menu)
    readings = {
        "satu": [("posbindu", 120), ("elderly", 80)],
        "dua": [("toddlers", 60), ("toddlers", 60), ("toddlers", 80)],
    }
    for batch, boxes in readings.items():
        made = events.PmtProduced(occurred_on=book.day, batch_id=batch, menu_id="m", boxes=200, workers=[])
        given = [
            events.PmtDelivered(
                occurred_on=book.day,
                batch_id=batch,
                post="pos",
                audience=audience,
                boxes=number,
                helpers=[],  # type: ignore[arg-type]  # words of the catalogue
            )
            for audience, number in boxes
        ]
        book.tells(made, *given)
    shown = book.group.view(projections.programmes)
    assert [row.delivered for row in shown.batches] == [(("elderly", 80), ("posbindu", 120)), (("toddlers", 200),)]
    done = shown.fulfilment("2019-07", batches=2, boxes=400)
    assert (done.batches_made, done.boxes_made, done.boxes_delivered) == (2, 400, 400)


def test_13_a_mistake_is_corrected_by_a_new_event_and_both_stay_visible() -> None:
    book = Book("m01")
    wrong = book.tells(book.dues("m01", 50_000))
    right = book.tells(book.correction(wrong), book.dues("m01", 5_000))
    assert book.holds("cash") == 5_000
    assert [line.amount for line in book.group.view(projections.cash_book).lines] == [50_000, -50_000, 5_000]
    kinds = [entry.event.event_type for entry in book.group.entries(wrong)]
    assert kinds == ["dues-paid", "event-reversed", "dues-paid"]
    assert right == wrong + 1


def test_14_a_reason_of_illness_is_in_no_repr_no_refusal_and_no_error() -> None:
    book = Book("m01")
    assert [field.name for field in sealed_fields(events.IksDisbursed)] == ["reason", "detail"]
    helped = events.IksDisbursed(
        occurred_on=book.day, beneficiary_id="m01", reason="illness", amount=1, detail="tifus berat"
    )
    refusal = book.refuses(helped)
    with pytest.raises(InvalidEvent) as caught:
        events.IksDisbursed(occurred_on=book.day, beneficiary_id="m01", reason="tifus", amount=1)  # type: ignore[arg-type]
    said = f"{helped!r} {refusal!r} {refusal.sentence} {caught.value} {caught.value.sentence}"
    assert "tifus" not in said
    assert "illness" not in said
    book.tells(events.IksContributed(occurred_on=book.day, member_id="m01", amount=5))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        book.tells(helped)
    assert [warning.category for warning in warned] == [SensitiveInClear]


def test_15_limits_are_configuration() -> None:
    book = Book(*(f"m{number:02d}" for number in range(1, 26)))
    book.receives(25_000_000)
    book.tells(book.expense(20_000_001))
    book.decides("batas", expense_limit=1_000_000)
    says(book.refuses(book.expense(1_000_001)), "over-ceiling", ceiling=1_000_000)
