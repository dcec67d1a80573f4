"""One bit of anything stored is turned: the audit names it, with its code and its position (B1, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tampering import KEYED, MELATI, SIZE, flipped, named

if TYPE_CHECKING:
    from tampering import Books

EXHAUSTIVE = (0, 14, 29, 34, 36)
"""A group-formed, a dues-paid, a decision-made, an event-reversed, a month-closed."""


@pytest.mark.parametrize("position", EXHAUSTIVE)
def test_every_byte_of_a_record_is_watched_and_the_record_named_first(books: Books, position: int) -> None:
    record = books.hand.rows()[position].record
    for place in range(len(record)):
        books.hand.put_record(position, flipped(record, place, place % 8))
        findings = books.findings()
        assert named(findings)[0] == ("leaf-mismatch", position)
        consequences = findings[1:]
        assert all((finding.position or 0) >= position for finding in consequences), named(findings)
        assert len(consequences) <= SIZE // 2, "the same consequence is said once"


def test_every_bit_of_every_record_is_watched_all_records_at_once(books: Books) -> None:
    rows = books.hand.rows()
    longest = max(len(row.record) for row in rows)
    for turn in range(longest * 8):
        place, bit = divmod(turn, 8)
        wrong = [(row.leaf, flipped(row.record, place, bit) if place < len(row.record) else row.record) for row in rows]
        books.hand.put(wrong)
        expected = [row.position for row in rows if place < len(row.record)]
        found = [finding.position for finding in books.findings() if finding.code == "leaf-mismatch"]
        assert found == expected, f"byte {place}, bit {bit}"


def test_every_bit_of_every_leaf_is_watched(books: Books) -> None:
    rows = books.hand.rows()
    for turn in range(32 * 8):
        place, bit = divmod(turn, 8)
        books.hand.put([(flipped(row.leaf, place, bit), row.record) for row in rows])
        assert named(books.findings()) == [("leaf-mismatch", position) for position in range(SIZE)]


def test_a_changed_leaf_is_all_that_is_found(books: Books) -> None:
    for row in books.hand.rows():
        books.hand.put_record(row.position, row.record, leaf=flipped(row.leaf, row.position % 32, row.position % 8))
        assert named(books.findings()) == [("leaf-mismatch", row.position)]
        books.hand.put_record(row.position, row.record, leaf=row.leaf)


@pytest.mark.parametrize("leaf", [b"", b"\0", b"x" * 31, b"x" * 33, b"x" * 1_000])
def test_a_leaf_of_another_length_is_named(books: Books, leaf: bytes) -> None:
    books.hand.put_record(20, books.hand.rows()[20].record, leaf=leaf)
    assert named(books.findings()) == [("leaf-mismatch", 20)]


@pytest.mark.parametrize("record", [b"", b"\xc1", b"\0" * 90, b"\x94" * 70_000])
def test_a_record_replaced_by_rubbish_is_named_and_hides_nothing_else(books: Books, record: bytes) -> None:
    books.hand.put_record(14, record)
    assert named(books.findings())[:2] == [("leaf-mismatch", 14), ("bytes-invalid", 14)]
    assert not [finding for finding in books.findings() if finding.position is not None and finding.position < 14]


# The key table.


def test_every_bit_of_every_key_is_watched(books: Books) -> None:
    hand = books.hand
    keys = hand.sql("SELECT value, position FROM keys WHERE group_number = ?", hand.number())
    assert sorted(position for _, position in keys) == list(KEYED)
    values = {value for value, _ in keys}
    for value, position in keys:
        for wrong in {flipped(value, *divmod(turn, 8)) for turn in range(len(value) * 8)} - values:
            hand.sql("UPDATE keys SET value = ? WHERE group_number = ? AND value = ?", wrong, hand.number(), value)
            assert named(books.findings()) == [("key-mismatch", position)] * 2, "one is missing, one belongs to nobody"
            hand.sql("UPDATE keys SET value = ? WHERE group_number = ? AND value = ?", value, hand.number(), wrong)


@pytest.mark.parametrize("kind", [1, 2, -1, 2**40, -(2**63)])
def test_a_key_of_another_kind_is_named(books: Books, kind: int) -> None:
    for position in KEYED:
        number = books.hand.number()
        books.hand.sql("UPDATE keys SET kind = ? WHERE group_number = ? AND position = ?", kind, number, position)
        assert named(books.findings()) == [("key-mismatch", position)] * 2
        books.hand.restore()


@pytest.mark.parametrize("bit", range(63))
def test_a_key_with_a_turned_bit_in_its_position_is_named_where_it_belongs(books: Books, bit: int) -> None:
    for position in KEYED:
        number, wrong = books.hand.number(), position ^ 1 << bit
        books.hand.sql("UPDATE keys SET position = ? WHERE group_number = ? AND position = ?", wrong, number, position)
        (finding,) = books.findings()
        assert (finding.code, finding.position) == ("key-mismatch", position)
        assert (finding.facts["expected"], finding.facts["found"]) == (position, wrong)
        books.hand.restore()


@pytest.mark.parametrize("bit", range(63))
def test_a_key_with_a_turned_bit_in_its_count_is_named(books: Books, bit: int) -> None:
    for position in KEYED:
        number = books.hand.number()
        statement = "UPDATE keys SET count = (count | ?1) - (count & ?1) WHERE group_number = ?2 AND position = ?3"
        books.hand.sql(statement, 1 << bit, number, position)
        assert named(books.findings()) == [("key-mismatch", position)]
        books.hand.restore()


def test_a_key_before_the_first_position_is_told_of_the_table_as_a_whole(books: Books) -> None:
    books.hand.sql("UPDATE keys SET position = -7 WHERE group_number = ? AND position = 13", books.hand.number())
    assert named(books.findings()) == [("key-mismatch", 13)]
    books.hand.sql("UPDATE keys SET value = x'00' WHERE position = -7")
    assert named(books.findings()) == [("key-mismatch", 13), ("key-mismatch", None)]


# The head.


def test_every_bit_of_the_root_is_watched(books: Books) -> None:
    ((root,),) = books.hand.sql("SELECT root FROM heads WHERE group_id = ?", MELATI)
    for turn in range(32 * 8):
        books.hand.sql("UPDATE heads SET root = ? WHERE group_id = ?", flipped(root, *divmod(turn, 8)), MELATI)
        assert named(books.findings()) == [("head-mismatch", SIZE - 1)]


def test_every_bit_of_the_frontier_is_watched_and_its_stretch_named(books: Books) -> None:
    ((frontier,),) = books.hand.sql("SELECT frontier FROM heads WHERE group_id = ?", MELATI)
    stretches = [(0, 31), (32, 39), (40, 40)]
    for turn in range(len(frontier) * 8):
        place, bit = divmod(turn, 8)
        wrong = flipped(frontier, place, bit)
        books.hand.sql("UPDATE heads SET frontier = ? WHERE group_id = ?", wrong, MELATI)
        (finding,) = books.findings()
        assert (finding.code, finding.position) == ("frontier-mismatch", stretches[place // 32][0])
        assert (finding.facts["first"], finding.facts["last"]) == stretches[place // 32]


@pytest.mark.parametrize("frontier", [b"", b"x", b"x" * 32, b"x" * 4_000])
def test_a_frontier_of_another_length_is_named(books: Books, frontier: bytes) -> None:
    books.hand.sql("UPDATE heads SET frontier = ? WHERE group_id = ?", frontier, MELATI)
    assert named(books.findings()) == [("frontier-mismatch", 0)]


@pytest.mark.parametrize("bit", range(63))
def test_every_bit_of_the_size_is_watched(books: Books, bit: int) -> None:
    size = SIZE ^ 1 << bit
    books.hand.sql("UPDATE heads SET size = ? WHERE group_id = ?", size, MELATI)
    assert named(books.findings()) == [("head-mismatch", min(size, SIZE))]


@pytest.mark.parametrize("size", [0, -1, -41, 48, 40, 42, 2**53, 2**62, -(2**63), 2**63 - 1])
def test_a_size_that_is_not_that_of_the_records_is_named(books: Books, size: int) -> None:
    books.hand.sql("UPDATE heads SET size = ? WHERE group_id = ?", size, MELATI)
    assert ("head-mismatch", max(min(size, SIZE), 0)) in named(books.findings())


def test_every_bit_of_the_group_s_name_is_watched(books: Books) -> None:
    for turn in range(len(MELATI) * 8):
        name = flipped(MELATI.encode(), *divmod(turn, 8))
        books.hand.sql("UPDATE heads SET group_id = CAST(? AS TEXT) WHERE group_id = ?", name, MELATI)
        audits = books.audits()
        found = [one for group, audit in audits.items() if group != "mawar-1" for one in audit.findings]
        assert named(found)[0] in {("order-broken", 0), ("head-mismatch", None)}, name
        books.hand.restore()


# Anything at all.


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.data())
def test_whatever_bits_are_turned_in_whatever_rows_each_is_named(books: Books, data: st.DataObject) -> None:
    rows = books.hand.rows()
    positions = data.draw(st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=6))
    wrong = books.hand.pairs()
    for position in positions:
        record = rows[position].record
        place = data.draw(st.integers(0, len(record) - 1))
        wrong[position] = (rows[position].leaf, flipped(record, place, data.draw(st.integers(0, 7))))
    books.hand.put(wrong)
    try:
        found = [finding.position for finding in books.findings() if finding.code == "leaf-mismatch"]
        assert found == sorted(positions)
    finally:
        books.hand.restore()
