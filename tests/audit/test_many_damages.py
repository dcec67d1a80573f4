"""The audit lists and never stops: several damages at once, in log order, and few that only follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kube_ledger.codec import decode
from tampering import CLOSING, MELATI, REVERSAL, SIZE, changed, flipped, named, with_leaf

if TYPE_CHECKING:
    from tampering import Books


def test_damages_of_every_kind_are_all_listed_in_log_order(books: Books) -> None:
    hand = books.hand
    number = hand.number()
    rows = hand.rows()
    hand.put_record(3, b"\xc1")
    hand.put_record(12, rows[12].record, leaf=flipped(rows[12].leaf, 5, 5))
    hand.sql("UPDATE keys SET count = 9 WHERE group_number = ? AND position = 17", number)
    hand.sql("DELETE FROM events WHERE group_number = ? AND position = 22", number)
    hand.put_record(29, changed(rows[29].record, topic="iuran baru"))
    hand.sql("DELETE FROM keys WHERE group_number = ? AND position = 31", number)
    leaf, record = with_leaf(changed(rows[CLOSING].record, digest=b"\1" * 32))
    hand.put_record(CLOSING, record, leaf=leaf)
    hand.sql("UPDATE heads SET root = zeroblob(32) WHERE group_id = ?", MELATI)
    found = named(books.findings())
    expected = [
        ("leaf-mismatch", 3),
        ("bytes-invalid", 3),
        ("leaf-mismatch", 12),
        ("key-mismatch", 17),
        ("order-broken", 22),
        ("leaf-mismatch", 29),
        ("key-mismatch", 31),
        ("digest-differs", CLOSING),
        ("frontier-mismatch", 32),
        ("head-mismatch", SIZE - 1),
    ]
    assert [one for one in found if one in expected] == expected
    assert [position for code, position in found if code == "frontier-mismatch"] == [32], (
        "what lacks a row is not blamed"
    )


def test_every_record_changed_is_every_record_named(books: Books) -> None:
    books.hand.put([(row.leaf, flipped(row.record, len(row.record) - 1, 0)) for row in books.hand.rows()])
    assert [finding.position for finding in books.findings() if finding.code == "leaf-mismatch"] == list(range(SIZE))


def test_every_record_replaced_by_rubbish_is_every_record_named_twice(books: Books) -> None:
    books.hand.put([(row.leaf, b"rubbish") for row in books.hand.rows()])
    positions = range(SIZE)
    assert named(books.findings()) == [
        (code, position) for position in positions for code in ("leaf-mismatch", "bytes-invalid")
    ]


# What only follows.


def test_what_follows_from_an_unreadable_beginning_is_said_once_and_explained(books: Books) -> None:
    books.hand.put_record(0, b"\xc1")
    findings = books.findings()
    assert named(findings) == [("leaf-mismatch", 0), ("bytes-invalid", 0), ("rule-broken", 1)]
    follows = findings[-1]
    assert follows.facts["refusal"] == "unknown-group"
    assert "nomor 0" in follows.advice("id")
    assert "entry 0" in follows.advice("en")


def test_what_follows_from_a_lost_member_is_said_once_for_each_place_it_matters(books: Books) -> None:
    books.hand.put_record(1, b"\xc1")
    findings = books.findings()
    broken = [finding for finding in findings if finding.code == "rule-broken"]
    assert all(finding.facts["cause"] == 1 for finding in broken)
    assert {finding.facts["refusal"] for finding in broken} == {"unknown-member", "not-a-member-then"} & {
        finding.facts["refusal"] for finding in broken
    }
    assert len(broken) < 5


def test_without_damage_before_it_a_broken_rule_is_said_every_time(books: Books) -> None:
    pairs = books.hand.pairs()
    for position in (18, 22, 26):
        pairs[position] = with_leaf(changed(pairs[position][1], member_id="m99"))
    books.hand.put(pairs, head=True)
    assert [one for one in named(books.findings()) if one[0] == "rule-broken"] == [
        ("rule-broken", 18),
        ("rule-broken", 22),
        ("rule-broken", 26),
    ]


def test_a_reversal_of_what_can_not_be_read_is_not_accused(books: Books) -> None:
    books.hand.put_record(30, b"\xc1")
    assert ("rule-broken", REVERSAL) not in named(books.findings())


def test_after_a_gap_references_still_mean_the_positions_they_name(books: Books) -> None:
    """The reversal of 30 and the note on 12 stand behind a gap at 20."""
    books.hand.sql("DELETE FROM events WHERE group_number = ? AND position = 20", books.hand.number())
    assert named(books.findings()) == [("order-broken", 20), ("digest-differs", CLOSING)]


@pytest.mark.parametrize("position", [13, 15, 16])
def test_damage_within_a_call_does_not_accuse_the_rest_of_the_call(books: Books, position: int) -> None:
    books.hand.put_record(position, b"\xc1")
    assert "order-broken" not in [code for code, _ in named(books.findings())]


def test_a_moment_that_a_damaged_record_tells_is_not_held_against_the_next(books: Books) -> None:
    record = books.hand.rows()[12].record
    later = decode(record).recorded_at.replace(year=2030)
    books.hand.put_record(12, changed(record, recorded_at=later))
    findings = books.ledger.group(MELATI).verify(strict=True)
    assert "clock-went-back" not in [finding.code for finding in findings]
