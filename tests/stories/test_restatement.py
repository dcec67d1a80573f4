"""What was said about a month stays said; what is said today may differ, and the entries that make it so are named."""

from datetime import date

from book import JULY_7, Book
from kube_ledger import AsOf

AUGUST_3 = date(2019, 8, 3)
JUNE_30 = date(2019, 6, 30)


def july_closed() -> tuple[Book, AsOf]:
    """A gift in July, the month closed; and the point of view of its closing."""
    book = Book("m01")
    book.receives(10_000)
    book.it_is(AUGUST_3)
    closing = book.tells(book.group.close_month("2019-07", occurred_on=AUGUST_3))
    return book, AsOf(position=closing)


def test_nothing_is_restated_where_nothing_came_late() -> None:
    book, then = july_closed()
    book.tells(book.gift(1_000, on=AUGUST_3))
    said = book.group.restatement("2019-07", then)
    assert (said.changes, said.entries) == ((), ())
    assert said.then == said.now


def test_a_late_entry_in_an_earlier_open_month_restates_the_opening_of_a_closed_month_and_nothing_else() -> None:
    book, then = july_closed()
    late = book.tells(book.gift(2_000, on=JUNE_30))
    said = book.group.restatement("2019-07", then)
    assert [entry.position for entry in said.entries] == [late]
    for changed in said.changes:
        assert (changed.then.debits, changed.then.credits) == (changed.now.debits, changed.now.credits)
    cash = {(changed.then.account, changed.then.fund): changed for changed in said.changes}["cash", "kas"]
    assert (cash.then.opening, cash.then.closing) == (0, 10_000)
    assert (cash.now.opening, cash.now.closing) == (2_000, 12_000)
    assert book.group.verify() == [], "the closing's digest is of what was known then"


def test_a_month_that_is_open_is_restated_by_what_was_written_down_late() -> None:
    book = Book("m01")
    before = AsOf(position=book.receives(10_000))
    late = book.tells(book.dues("m01", on=JULY_7))
    said = book.group.restatement("2019-07", before)
    assert [entry.position for entry in said.entries] == [late]
    assert {(changed.now.account, changed.now.debits - changed.then.debits) for changed in said.changes} == {
        ("cash", 5_000),
        ("dues", 0),
    }
