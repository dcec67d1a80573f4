"""The ledger as a whole: rows that belong to no group, heads that are gone, names that can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import Ledger, NotALedger
from kube_ledger.audit import verify_ledger
from kube_ledger.domain import KUBE
from kube_ledger.log import open_existing
from kube_ledger.merkle import EMPTY_ROOT
from tampering import KEYED, MAWAR, MELATI, SIZE, named

if TYPE_CHECKING:
    from pathlib import Path

    from tampering import Books, Hand


def test_a_head_taken_away_leaves_rows_that_are_reported_for_the_ledger_as_a_whole(books: Books) -> None:
    books.hand.sql("DELETE FROM heads WHERE group_id = ?", MELATI)
    audits = books.audits()
    assert list(audits) == [MAWAR, None]
    assert audits[MAWAR].findings == ()
    whole = audits[None]
    assert (whole.size, whole.root) == (0, EMPTY_ROOT)
    assert named(whole.findings) == [("head-mismatch", None)]
    assert whole.findings[0].facts["found"] == SIZE + len(KEYED)
    assert "tidak termasuk kelompok mana pun" in whole.findings[0].what("id")
    assert not whole.findings[0].is_derived


def test_a_group_whose_head_was_taken_away_does_not_verify_clean(books: Books) -> None:
    books.hand.sql("DELETE FROM heads WHERE group_id = ?", MELATI)
    assert named(books.findings()) == [("head-mismatch", None)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events VALUES (77, 0, x'00', x'00')",
        "INSERT INTO keys VALUES (77, 0, x'00', 0, 1)",
        "INSERT INTO events SELECT group_number, -1, leaf, record FROM events WHERE position = 3",
        "INSERT INTO events VALUES (-1, 0, x'00', x'00')",
        "UPDATE events SET group_number = 99 WHERE group_number = 1 AND position = 13",
    ],
)
def test_rows_of_no_group_are_reported_once_for_the_ledger_as_a_whole(books: Books, statement: str) -> None:
    books.hand.sql(statement)
    assert named(books.audits()[None].findings) == [("head-mismatch", None)]
    assert list(books.audits()) == [MAWAR, MELATI, None]


def test_an_intact_ledger_has_no_audit_of_the_whole(books: Books) -> None:
    assert list(books.audits()) == [MAWAR, MELATI]


def test_the_whole_is_left_out_where_groups_are_named(books: Books) -> None:
    books.hand.sql("INSERT INTO events VALUES (77, 0, x'00', x'00')")
    assert [audit.group for audit in books.ledger.verify([MELATI])] == [MELATI]


def test_a_list_of_groups_that_can_not_be_read_is_a_finding(path: Path, hand: Hand) -> None:
    hand.sql("UPDATE heads SET group_id = CAST(x'ff' AS TEXT) WHERE group_id = ?", MELATI)
    with Ledger.open(path) as ledger:
        audits = list(ledger.verify())
    assert None in [audit.group for audit in audits]
    found = [finding for audit in audits for finding in audit.findings]
    assert ("head-mismatch", None) in named(found)


def test_a_head_that_can_not_be_read_does_not_keep_the_others_from_being_audited(path: Path) -> None:
    with open_existing(path) as log:

        class Broken:
            """A log whose head of one group lies on a damaged page."""

            def __getattr__(self, name: str) -> Any:
                return getattr(log, name)

            def head(self, group_id: str) -> Any:
                if group_id == MAWAR:
                    raise NotALedger(log.path, "the head can't be read", "kepala kelompok tidak terbaca")
                return log.head(group_id)

        first, second = verify_ledger(Broken(), KUBE)
    assert (first.group, named(first.findings)) == (MAWAR, [("head-mismatch", None)])
    assert "kepala kelompok tidak terbaca" in first.findings[0].what()
    assert "the head can't be read" in first.findings[0].what("en")
    assert (second.group, second.findings) == (MELATI, ())
