"""Rows taken away, swapped, doubled, put in, replaced or carried off: each is named (B1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tampering import CLOSING, KEYED, MAWAR, MELATI, REVERSAL, SIZE, changed, named, with_leaf

if TYPE_CHECKING:
    from kube_ledger.audit import Finding
    from tampering import Books

STRETCHES = ((0, 31), (32, 39), (40, 40))
"""The perfect subtrees of 41 entries: where a head of this size can say that something differs."""

shared_books = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def stretches_of(*positions: int) -> list[tuple[int, int]]:
    return [(first, last) for first, last in STRETCHES if any(first <= one <= last for one in positions)]


def told_stretches(findings: list[Finding]) -> list[tuple[int, int]]:
    return [(one.facts["first"], one.facts["last"]) for one in findings if one.code == "frontier-mismatch"]


# Taken away.


@pytest.mark.parametrize("position", range(SIZE - 1))
def test_a_row_taken_away_leaves_a_gap_that_is_named_first(books: Books, position: int) -> None:
    books.hand.sql("DELETE FROM events WHERE group_number = ? AND position = ?", books.hand.number(), position)
    findings = books.findings()
    assert named(findings)[0] == ("order-broken", position)
    assert findings[0].facts["found"] == position + 1
    assert "head-mismatch" not in [one.code for one in findings], "its last entry is where the head says"
    assert "frontier-mismatch" not in [one.code for one in findings], "what is behind the gap still agrees"


def test_the_last_row_taken_away_is_named_by_the_head(books: Books) -> None:
    books.hand.sql("DELETE FROM events WHERE group_number = ? AND position = ?", books.hand.number(), SIZE - 1)
    assert named(books.findings()) == [("head-mismatch", SIZE - 1)], "its key is not blamed: nobody knows what it held"


@pytest.mark.parametrize("left", range(SIZE))
def test_a_tail_cut_off_is_named_where_it_was_cut(books: Books, left: int) -> None:
    books.hand.sql("DELETE FROM events WHERE group_number = ? AND position >= ?", books.hand.number(), left)
    findings = books.findings()
    assert ("head-mismatch", left) in named(findings)
    assert told_stretches(findings) == [], "what is left agrees with the head"


def test_a_row_taken_away_and_the_rest_moved_up_is_named_by_size_and_stretch(books: Books) -> None:
    pairs = books.hand.pairs()
    for position in range(SIZE - 1):
        books.hand.put(pairs[:position] + pairs[position + 1 :])
        findings = books.findings()
        assert ("head-mismatch", SIZE - 1) in named(findings)
        assert told_stretches(findings) == [one for one in STRETCHES[:2] if one[1] >= position]


# Swapped.


@shared_books
@given(st.lists(st.integers(0, SIZE - 1), min_size=2, max_size=2, unique=True))
def test_two_records_swapped_are_both_named(books: Books, pair: list[int]) -> None:
    one, other = sorted(pair)
    rows = books.hand.rows()
    books.hand.put_record(one, rows[other].record)
    books.hand.put_record(other, rows[one].record)
    try:
        findings = books.findings()
        assert [found.position for found in findings if found.code == "leaf-mismatch"] == [one, other]
        assert named(findings)[0] == ("leaf-mismatch", one)
    finally:
        books.hand.restore()


@shared_books
@given(st.lists(st.integers(0, SIZE - 1), min_size=2, max_size=2, unique=True))
def test_two_whole_rows_swapped_are_named_by_their_stretches_and_keys(books: Books, pair: list[int]) -> None:
    one, other = sorted(pair)
    pairs = books.hand.pairs()
    pairs[one], pairs[other] = pairs[other], pairs[one]
    books.hand.put(pairs)
    try:
        findings = books.findings()
        assert told_stretches(findings) == stretches_of(one, other)
        for position in {one, other} & set(KEYED):
            assert any(found.code == "key-mismatch" and found.facts["found"] == position for found in findings)
    finally:
        books.hand.restore()


@pytest.mark.parametrize(("one", "other"), [(10, 12), (11, 29), (12, 30), (33, 35), (35, 38)])
def test_two_single_calls_swapped_are_named_exactly_for_time_runs_backwards(books: Books, one: int, other: int) -> None:
    pairs = books.hand.pairs()
    pairs[one], pairs[other] = pairs[other], pairs[one]
    books.hand.put(pairs)
    assert ("frontier-mismatch", one) in named(books.findings())


# Doubled, put in, replaced.


def test_a_row_doubled_at_the_end_is_named(books: Books) -> None:
    pairs = books.hand.pairs()
    for position in range(SIZE):
        books.hand.put([*pairs, pairs[position]])
        assert ("head-mismatch", SIZE) in named(books.findings())
        assert told_stretches(books.findings()) == []


def test_a_row_doubled_at_the_end_with_a_head_that_fits_is_named_by_its_key_or_its_call(books: Books) -> None:
    pairs = books.hand.pairs()
    for position in (*KEYED, 1, 14, 32):
        books.hand.put([*pairs, pairs[position]], head=True)
        assert ("order-broken", SIZE) in named(books.findings())


def test_a_row_put_into_the_middle_is_named_by_size_and_stretch(books: Books) -> None:
    pairs = books.hand.pairs()
    for place in range(1, SIZE):
        books.hand.put([*pairs[:place], pairs[12], *pairs[place:]])
        findings = books.findings()
        assert ("head-mismatch", SIZE) in named(findings)
        assert told_stretches(findings) == [one for one in STRETCHES if one[1] >= place]
        moved = [found for found in findings if found.code == "key-mismatch"]
        assert len(moved) <= 2, "keys that all moved by one are said once"


def test_an_old_entry_put_into_the_middle_is_named_where_time_runs_backwards(books: Books) -> None:
    pairs = books.hand.pairs()
    books.hand.put([*pairs[:30], pairs[12], *pairs[30:]])
    assert ("frontier-mismatch", 29) in named(books.findings()), "between the entry before it and itself"


@pytest.mark.parametrize("position", [10, 12, 14, 30, 33, 40])
def test_a_record_replaced_by_another_valid_one_with_its_leaf_is_named_by_its_stretch(
    books: Books, position: int
) -> None:
    leaf, record = with_leaf(changed(books.hand.rows()[position].record, recorded_by="orang-lain"))
    books.hand.put_record(position, record, leaf=leaf)
    (finding,) = books.findings()
    ((first, last),) = stretches_of(position)
    assert (finding.code, finding.position) == ("frontier-mismatch", first)
    assert (finding.facts["first"], finding.facts["last"]) == (first, last)
    assert not finding.is_derived, "the head is in order and speaks against the record"


# Another group.


@pytest.mark.parametrize("position", [1, REVERSAL, CLOSING])
def test_a_row_carried_off_to_the_end_of_another_group_is_named_in_both(books: Books, position: int) -> None:
    hand = books.hand
    end = len(hand.rows(MAWAR))
    statement = "UPDATE events SET group_number = ?, position = ? WHERE group_number = ? AND position = ?"
    hand.sql(statement, hand.number(MAWAR), end, hand.number(), position)
    assert named(books.findings())[0] == ("order-broken", position)
    mawar = books.findings(MAWAR)
    assert named(mawar)[0] == ("order-broken", end)
    assert mawar[0].facts["found"] == MELATI
    assert ("head-mismatch", end) in named(mawar)


def test_two_groups_that_changed_heads_are_named_once_each(books: Books) -> None:
    hand = books.hand
    hand.sql("UPDATE heads SET group_id = 'x' WHERE group_id = ?", MELATI)
    hand.sql("UPDATE heads SET group_id = ? WHERE group_id = ?", MELATI, MAWAR)
    hand.sql("UPDATE heads SET group_id = ? WHERE group_id = 'x'", MAWAR)
    for group in (MELATI, MAWAR):
        (finding,) = books.findings(group)
        assert (finding.code, finding.position) == ("order-broken", 0)
        assert finding.facts["expected"] == group


# The key table.


@pytest.mark.parametrize("position", KEYED)
def test_a_key_taken_away_is_named(books: Books, position: int) -> None:
    books.hand.sql("DELETE FROM keys WHERE group_number = ? AND position = ?", books.hand.number(), position)
    assert named(books.findings()) == [("key-mismatch", position)]


def test_a_whole_key_table_taken_away_is_named_key_by_key(books: Books) -> None:
    books.hand.sql("DELETE FROM keys WHERE group_number = ?", books.hand.number())
    assert named(books.findings()) == [("key-mismatch", position) for position in KEYED]


@pytest.mark.parametrize(("position", "named_at"), [(0, 0), (5, 5), (40, 40), (41, None), (2**62, None), (-1, None)])
def test_a_key_put_in_is_named(books: Books, position: int, named_at: int | None) -> None:
    books.hand.sql("INSERT INTO keys VALUES (?, 0, x'6b', ?, 1)", books.hand.number(), position)
    assert named(books.findings()) == [("key-mismatch", named_at)]


def test_two_keys_that_changed_places_are_both_named(books: Books) -> None:
    number = books.hand.number()
    books.hand.sql("UPDATE keys SET position = 38 - position WHERE group_number = ? AND position IN (13, 25)", number)
    assert named(books.findings()) == [("key-mismatch", 13), ("key-mismatch", 25)]
