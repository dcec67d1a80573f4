"""Beginnings, closings, corrections, and what has no form."""

from datetime import date
from typing import Any

import pytest

from book import JULY_1, JULY_7, JULY_14, Book, says
from kube_ledger import InvalidEvent, events
from support import changed

AUGUST_3 = date(2019, 8, 3)


def closed(*members: str) -> Book:
    """A book whose July was closed on 3 August, with one gift in it."""
    book = Book(*members)
    book.receives(75_000)
    book.it_is(AUGUST_3)
    book.tells(book.group.close_month("2019-07", occurred_on=AUGUST_3), by="chair")
    return book


def test_nothing_comes_before_the_group_is_formed() -> None:
    book = Book(formed=False)
    says(book.refuses(book.gift(1_000)), "unknown-group", "'melati-3'", "group-formed", group="melati-3")
    book.tells(book.forming())
    book.receives(1_000)


def test_a_group_is_formed_once() -> None:
    book = Book()
    says(book.refuses(book.forming()), "group-exists", "'melati-3'", "satu kali", group="melati-3")


def test_a_closing_with_another_digest_is_refused() -> None:
    book = Book("m01")
    book.receives(75_000)
    book.it_is(AUGUST_3)
    right = book.group.close_month("2019-07", occurred_on=AUGUST_3)
    refusal = book.refuses(changed(right, digest=bytes(32)))
    says(refusal, "digest-mismatch", "Juli 2019", field="digest", month="2019-07")
    book.receives(1)  # said in between: what was built before it is out of date
    says(book.refuses(right), "digest-mismatch", "Juli 2019")
    book.tells(book.group.close_month("2019-07", occurred_on=AUGUST_3))


def test_nothing_more_is_dated_in_a_closed_month() -> None:
    book = closed("m01")
    refusal = book.refuses(book.gift(1_000, on=JULY_14))
    says(
        refusal, "month-closed", "Juli 2019", "14 Juli 2019", field="occurred_on", month="2019-07", occurred_on=JULY_14
    )
    book.tells(book.gift(1_000, on=AUGUST_3))
    book.tells(book.gift(2_000, on=date(2019, 6, 30)))


def test_a_correction_of_a_closed_month_is_dated_in_an_open_one() -> None:
    book = closed("m01")
    says(book.refuses(book.correction(2, on=JULY_14)), "month-closed", "14 Juli 2019", month="2019-07")
    book.tells(book.correction(2, on=AUGUST_3))
    assert book.holds("cash") == 0


def test_a_month_is_reopened_by_a_decision() -> None:
    book = closed("m01")
    book.day = AUGUST_3
    book.decides("d1")
    book.tells(events.MonthReopened(occurred_on=AUGUST_3, month="2019-07", decision_id="d1"))
    book.tells(book.gift(1_000, on=JULY_14))


def test_tomorrow_has_not_come_and_comes_first_in_jakarta() -> None:
    book = Book("m01")
    book.it_is(JULY_14, hour=23)
    tomorrow = date(2019, 7, 15)
    refusal = book.refuses(book.gift(1_000, on=tomorrow))
    says(refusal, "occurs-in-future", "15 Juli 2019", "14 Juli 2019", occurred_on=tomorrow, today=JULY_14)
    book.clock.goes_on(hours=1)  # 17:00 in Greenwich: the 15th in Jakarta
    book.tells(book.gift(1_000, on=tomorrow))
    says(book.refuses(book.gift(1_000, on=date(2019, 7, 16))), "occurs-in-future", "16 Juli 2019")


def test_a_groups_day_begins_where_it_lives() -> None:
    book = Book(formed=False)
    book.it_is(JULY_14, hour=23)  # and in Jayapura already one o'clock of the 15th
    book.tells(book.forming(on=date(2019, 7, 15), timezone="Asia/Jayapura"))
    book.tells(book.gift(1_000, on=date(2019, 7, 15)))


def test_an_entry_is_corrected_once() -> None:
    book = Book("m01")
    gift = book.receives(75_000)
    at = book.tells(book.correction(gift))
    refusal = book.refuses(book.correction(gift))
    says(refusal, "already-reversed", f"nomor {gift}", f"nomor {at}", field="target", target=gift, position=at)


def test_what_cant_be_corrected_tells_what_to_record_instead() -> None:
    book = Book("m01", "m02")
    book.it_is(AUGUST_3)
    day = book.day = AUGUST_3
    chair: dict[str, Any] = {"occurred_on": day, "person_id": "m01", "role": "chair"}
    fund = events.FundOpened(occurred_on=day, fund="arisan", purpose="arisan", restricted=False)
    instead = {
        "catat anggota keluar (member-left)": book.joins("m03"),
        "catat anggota bergabung (member-joined)": book.leaves("m03"),
        "catat jabatan berakhir (role-ended)": book.tells(events.RoleAssigned(**chair)),
        "catat jabatan diberikan (role-assigned)": book.tells(events.RoleEnded(**chair)),
        "(activity-resumed)": book.tells(events.ActivitySuspended(occurred_on=day, reason="libur")),
        "(activity-suspended)": book.tells(events.ActivityResumed(occurred_on=day, reason="masuk")),
        "biarkan dana itu": book.tells(fund),
        "catat keputusan baru (decision-made) yang menggantikannya": book.decides("d1"),
        "catat bulan dibuka kembali (month-reopened)": book.tells(book.group.close_month("2019-07", occurred_on=day)),
    }
    reopened = events.MonthReopened(occurred_on=day, month="2019-07", decision_id="d1")
    note = events.NoteAdded(occurred_on=day, target=0, text="lihat nota")
    instead["catat tutup bulan (month-closed)"] = book.tells(reopened)
    instead["catat catatan tambahan lain (note-added)"] = book.tells(note)
    instead["dibentuk satu kali"] = 0
    gift = book.receives(1_000)
    instead["catat lagi catatan semula"] = book.tells(book.correction(gift))
    for words, position in instead.items():
        refusal = book.refuses(book.correction(position))
        says(refusal, "not-reversible", f"nomor {position}", words, field="target", target=position)


def test_a_correction_is_not_older_than_what_it_corrects() -> None:
    book = Book("m01")
    gift = book.receives(75_000)
    refusal = book.refuses(book.correction(gift, on=JULY_1))
    says(refusal, "not-reversible", f"nomor {gift}", "beri tanggal 7 Juli 2019 atau sesudahnya", target=gift)
    assert "date it 7 July 2019 or later" in refusal.message("en")
    book.tells(book.correction(gift, on=JULY_7))


def test_an_original_that_is_not_the_entry_is_refused() -> None:
    book = Book("m01")
    gift = book.receives(75_000)
    forged = changed(book.correction(gift), original=book.gift(1))
    says(book.refuses(forged), "invalid-field", "original", field="original")


def test_what_breaks_the_form_is_told_when_it_is_built() -> None:
    book = Book("m01")
    with pytest.raises(InvalidEvent) as caught:
        book.transfer(0, from_="kas", to="kas", decision="d 1")
    assert {fault.path for fault in caught.value.faults} == {"amount", "decision_id"}
    assert "amount" in caught.value.sentence
    with pytest.raises(InvalidEvent, match="another fund"):
        book.transfer(1, from_="kas", to="kas", decision="d1")
    with pytest.raises(InvalidEvent, match="before it began"):
        events.MonthClosed(occurred_on=JULY_7, month="2019-08", digest=bytes(32))


def test_a_balance_beyond_what_a_row_can_hold_is_refused() -> None:
    book = Book("m01")
    most = 2**53 - 1
    for _ in range(2):
        book.tells(book.opening(*[("cash", most, None)] * 500))
    refusal = book.refuses(book.opening(*[("cash", most, None)] * 25))
    says(refusal, "invalid-field", "saldo kas tunai menjadi Rp 9.2", "terlalu besar", field="lines")
    book.tells(book.opening(*[("cash", most, None)] * 24))


def test_a_payload_that_is_too_large_is_refused() -> None:
    book = Book("m01")
    long = ["x" * 2_000] * 17
    refusal = book.refuses(events.MeetingHeld(occurred_on=book.day, meeting_id="w27", attendees=["m99"], agenda=long))
    says(refusal, "invalid-field", "32000", field="data")
