"""What may be cited, and which names are free."""

from datetime import date

from book import JULY_7, JULY_14, Book, says
from kube_ledger import events


def test_dues_of_a_meeting_that_nobody_recorded() -> None:
    book = Book("m01")
    refusal = book.refuses(book.dues("m01", meeting="w27"))
    says(refusal, "unknown-reference", "meeting_id", "'w27'", field="meeting_id", reference="w27")


def test_a_meeting_that_was_taken_back_cant_be_cited_and_its_name_is_free_again() -> None:
    book = Book("m01")
    meeting = book.meets("w27", "m01")
    book.tells(book.correction(meeting))
    says(book.refuses(book.dues("m01", meeting="w27")), "unknown-reference", "'w27'")
    book.meets("w27", "m01")
    book.tells(book.dues("m01", meeting="w27"))


def test_a_note_looks_back_and_never_ahead() -> None:
    book = Book("m01")
    size = book.group.size
    note = events.NoteAdded(occurred_on=book.day, target=size, text="lihat nota")
    says(book.refuses(note), "unknown-reference", "target", f"'{size}'", field="target", reference=size)
    book.tells(events.NoteAdded(occurred_on=book.day, target=size - 1, text="lihat nota"))


def test_a_problem_is_resolved_once_and_may_be_opened_again() -> None:
    book = Book("m01")
    book.tells(events.ProblemRaised(occurred_on=book.day, problem_id="kompor", text="kompor rusak"))
    solved = events.ProblemResolved(occurred_on=book.day, problem_id="kompor", text="diperbaiki")
    at = book.tells(solved)
    says(book.refuses(solved), "unknown-reference", "'kompor'", field="problem_id")
    book.tells(book.correction(at))
    book.tells(solved)


def test_what_is_not_suspended_cant_be_resumed() -> None:
    book = Book("m01")
    resumed = events.ActivityResumed(occurred_on=book.day, reason="sudah aman")
    says(book.refuses(resumed), "unknown-reference", "7 Juli 2019", field="occurred_on")


def test_a_month_that_is_open_cant_be_reopened() -> None:
    book = Book("m01")
    book.decides("d1")
    reopened = events.MonthReopened(occurred_on=book.day, month="2019-06", decision_id="d1")
    says(book.refuses(reopened), "unknown-reference", "2019-06", field="month", reference="2019-06")


def test_a_meetings_name_is_given_once() -> None:
    book = Book("m01")
    at = book.meets("w27", "m01")
    refusal = book.refuses(book.meeting("w27", "m01"))
    says(refusal, "duplicate-reference", "'w27'", f"nomor {at}", field="meeting_id", reference="w27", position=at)


def test_decisions_problems_and_funds_are_named_once() -> None:
    book = Book("m01")
    decided = book.decides("d1")
    says(book.refuses(book.decision("d1")), "duplicate-reference", "'d1'", f"nomor {decided}", field="decision_id")
    raised = events.ProblemRaised(occurred_on=book.day, problem_id="kompor", text="kompor rusak")
    at = book.tells(raised)
    says(book.refuses(raised), "duplicate-reference", "'kompor'", f"nomor {at}", field="problem_id")
    for fund in ("kas", "iks", "pmt", "uep"):
        opened = events.FundOpened(occurred_on=book.day, fund=fund, purpose="lagi", restricted=False)
        says(book.refuses(opened), "duplicate-reference", f"'{fund}'", field="fund", reference=fund)


def test_a_group_that_rests_cant_be_suspended_again() -> None:
    book = Book("m01")
    suspended = events.ActivitySuspended(occurred_on=JULY_7, reason="Covid-19")
    book.tells(suspended)
    refusal = book.refuses(events.ActivitySuspended(occurred_on=JULY_14, reason="Covid-19"))
    says(refusal, "duplicate-reference", "14 Juli 2019", field="occurred_on")
    book.tells(events.ActivityResumed(occurred_on=JULY_14, reason="sudah aman"))
    book.tells(events.ActivitySuspended(occurred_on=JULY_14, reason="Covid-19"))


def test_a_receivable_is_opened_once() -> None:
    book = Book("m01")
    at = book.tells(book.opening(("receivables", 30_000, "nota-7"), ("receivables", 5_000, "nota-7")))
    refusal = book.refuses(book.opening(("receivables", 1_000, "nota-7")))
    says(refusal, "duplicate-reference", "'nota-7'", f"nomor {at}", reference="nota-7", position=at)
    book.tells(book.opening(("customer-deposits", -1_000, "nota-7"), ("cash", 1_000, None)))
    book.tells(book.correction(at))
    book.tells(book.opening(("receivables", 1_000, "nota-7")))


def test_a_month_is_closed_once() -> None:
    book = Book("m01")
    book.it_is(date(2019, 8, 3))
    book.day = date(2019, 8, 3)
    at = book.tells(book.group.close_month("2019-07", occurred_on=book.day))
    refusal = book.refuses(book.group.close_month("2019-07", occurred_on=book.day))
    says(refusal, "duplicate-reference", "'2019-07'", f"nomor {at}", field="month", position=at)


def test_a_decision_is_cited_only_on_days_on_which_it_is_in_force() -> None:
    book = Book("m01")
    book.receives(100_000)
    book.decides("d1", since=JULY_14)
    refusal = book.refuses(book.transfer(1_000, from_="kas", to="iks", decision="d1"))
    says(refusal, "not-in-force", "'d1'", "7 Juli 2019", field="decision_id", reference="d1", occurred_on=JULY_7)
    book.day = JULY_14
    book.tells(book.transfer(1_000, from_="kas", to="iks", decision="d1"))
    book.decides("d2", supersedes="d1")
    refusal = book.refuses(book.transfer(1_000, from_="kas", to="iks", decision="d1"))
    says(refusal, "not-in-force", "'d1'", "14 Juli 2019", field="decision_id")
    book.decides("d3", supersedes="d2")
    says(book.refuses(book.expense(1, decision_id="d1")), "not-in-force", "'d1'")


def test_a_decision_that_nobody_made_is_unknown_rather_than_not_in_force() -> None:
    book = Book("m01")
    book.receives(100_000)
    says(book.refuses(book.expense(1, decision_id="d9")), "unknown-reference", "'d9'", field="decision_id")
