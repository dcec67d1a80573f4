"""A group in which no money has moved has a journal too: an empty one."""

from book import Book
from kube_ledger.exchange.beancount import beancount_lines
from kube_ledger.exchange.hledger import hledger_lines


def test_a_journal_without_transactions_names_the_group_and_its_root() -> None:
    group = Book("m01").group
    for journal in ("".join(beancount_lines(group)), "".join(hledger_lines(group))):
        assert group.group_id in journal
        assert group.root.hex() in journal
        assert "IDR" not in journal or "commodity" in journal
