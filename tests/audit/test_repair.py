"""Mending what is derived, head and key table, from records that are intact; refusing where they are not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from kube_ledger import ConcurrencyError, Ledger, ReadOnly, events
from kube_ledger.audit import Repaired, repair_group, verify_group
from kube_ledger.domain import KUBE
from kube_ledger.log import Head, open_existing
from kube_ledger.log.sqlite_file import guards
from kube_ledger.merkle import Frontier
from support import Clock
from tampering import KEYED, MAWAR, MELATI, SIZE, Hand, changed, flipped, named, raw, with_leaf

if TYPE_CHECKING:
    from pathlib import Path

OF_MELATI = "group_number = (SELECT group_number FROM heads WHERE group_id = 'melati-3')"
DERIVED = {
    "root": ("UPDATE heads SET root = zeroblob(32) WHERE group_id = 'melati-3'", [("head-mismatch", SIZE - 1)]),
    "frontier": ("UPDATE heads SET frontier = x'' WHERE group_id = 'melati-3'", [("frontier-mismatch", 0)]),
    "size": ("UPDATE heads SET size = size + 1 WHERE group_id = 'melati-3'", [("head-mismatch", SIZE)]),
    "size, two bits": ("UPDATE heads SET size = 14 WHERE group_id = 'melati-3'", [("head-mismatch", 14)]),
    "root and frontier": (
        "UPDATE heads SET root = zeroblob(32), frontier = zeroblob(96) WHERE group_id = 'melati-3'",
        [("frontier-mismatch", 0), ("frontier-mismatch", 32), ("frontier-mismatch", 40), ("head-mismatch", SIZE - 1)],
    ),
    "a key gone": (
        f"DELETE FROM keys WHERE {OF_MELATI} AND position = 17",
        [("key-mismatch", 17)],
    ),
    "all keys gone": (
        f"DELETE FROM keys WHERE {OF_MELATI}",
        [("key-mismatch", position) for position in KEYED],
    ),
    "a key too many": (
        "INSERT INTO keys SELECT group_number, 0, x'00', 5, 1 FROM heads WHERE group_id = 'melati-3'",
        [("key-mismatch", 5)],
    ),
}


def content(hand: Hand) -> list[object]:
    return [hand.connection.execute(f"SELECT * FROM {table}").fetchall() for table in Hand.TABLES]


def repaired(path: Path, group_id: str = MELATI) -> Repaired:
    with open_existing(path) as log:
        return repair_group(log, group_id, KUBE)


@pytest.mark.parametrize("case", DERIVED)
def test_what_is_derived_is_made_anew_and_is_as_it_was(path: Path, hand: Hand, case: str) -> None:
    statement, found = DERIVED[case]
    before = content(hand)
    hand.sql(statement)
    done = repaired(path)
    assert named(done.mended) == found
    assert done.refused == ()
    assert "--repair" in done.mended[0].advice("id")
    assert content(hand) == before, "records and leaves untouched, the rest as it was"
    with Ledger.open(path) as ledger:
        assert ledger.group(MELATI).verify() == []
        dues = events.DuesPaid(occurred_on=date(2019, 8, 5), member_id="m04", amount=5_000)
        assert ledger.group(MELATI).record(dues, recorded_by="treasurer").positions == (SIZE,)


def test_an_intact_group_is_left_alone(path: Path, hand: Hand) -> None:
    before = content(hand)
    assert repaired(path) == Repaired(MELATI)
    assert content(hand) == before


def test_what_others_hold_is_left_alone(path: Path, hand: Hand) -> None:
    hand.sql("UPDATE heads SET root = zeroblob(32)")
    repaired(path)
    with open_existing(path) as log:
        assert verify_group(log, MELATI, KUBE).findings == ()
        assert named(verify_group(log, MAWAR, KUBE).findings) == [("head-mismatch", 13)]


def test_the_triggers_come_back_with_a_repair(path: Path, hand: Hand) -> None:
    hand.sql(DERIVED["root"][0])
    repaired(path)
    names = {name for (name,) in hand.sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
    assert names == set(guards())


def test_a_record_that_breaks_a_rule_does_not_keep_the_keys_from_being_mended(path: Path, hand: Hand) -> None:
    pairs = hand.pairs()
    pairs[18] = with_leaf(changed(pairs[18][1], member_id="m99"))
    hand.put(pairs, head=True)
    hand.sql(DERIVED["a key gone"][0])
    assert named(repaired(path).mended) == [("key-mismatch", 17)]
    with open_existing(path) as log:
        assert named(verify_group(log, MELATI, KUBE).findings)[0] == ("rule-broken", 18)


# Refused.


def turn_record(hand: Hand) -> None:
    hand.put_record(14, changed(hand.rows()[14].record, amount=5_001))


def turn_leaf(hand: Hand) -> None:
    row = hand.rows()[14]
    hand.put_record(14, row.record, leaf=flipped(row.leaf, 0, 0))


def spoil_record(hand: Hand) -> None:
    leaf, record = with_leaf(b"\xc1")
    hand.put_record(14, record, leaf=leaf)


def take_a_row(hand: Hand) -> None:
    hand.sql("DELETE FROM events WHERE group_number = ? AND position = 14", hand.number())


def cut_the_tail(hand: Hand) -> None:
    hand.sql("DELETE FROM events WHERE group_number = ? AND position > 14", hand.number())


def rewrite_a_row(hand: Hand) -> None:
    leaf, record = with_leaf(changed(hand.rows()[14].record, amount=1))
    hand.put_record(14, record, leaf=leaf)


def double_the_last_row(hand: Hand) -> None:
    pairs = hand.pairs()
    hand.put([*pairs, pairs[39]])


def set_the_head_back(hand: Hand) -> None:
    tree = Frontier()
    for row in hand.rows()[:20]:
        tree.add(row.leaf)
    hand.sql("UPDATE heads SET size = ?, root = ?, frontier = ? WHERE group_id = ?", *Head.of(tree), MELATI)


def take_a_foreign_row(hand: Hand) -> None:
    hand.put([*hand.pairs(), with_leaf(changed(hand.rows(MAWAR)[-1].record, index=0, count=1))], head=True)


def say_a_key_twice(hand: Hand) -> None:
    pairs = hand.pairs()
    hand.put([*pairs, pairs[40]], head=True)


def say_a_key_twice_and_drop_the_table(hand: Hand) -> None:
    say_a_key_twice(hand)
    hand.sql("DELETE FROM keys WHERE group_number = ?", hand.number())


DAMAGES = [
    turn_record,
    turn_leaf,
    spoil_record,
    take_a_row,
    cut_the_tail,
    rewrite_a_row,
    double_the_last_row,
    set_the_head_back,
    take_a_foreign_row,
    say_a_key_twice,
    say_a_key_twice_and_drop_the_table,
]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("also", [None, "a key gone"])
def test_where_records_are_damaged_or_speak_against_the_head_nothing_is_touched(
    path: Path, hand: Hand, damage: object, also: str | None
) -> None:
    assert callable(damage)
    damage(hand)
    if also is not None and damage is not say_a_key_twice_and_drop_the_table:
        hand.sql(DERIVED[also][0])
    before = content(hand)
    done = repaired(path)
    assert done.refused
    assert done.mended == ()
    assert content(hand) == before
    for finding in done.refused:
        assert "--repair" not in finding.advice("id")


def test_a_group_without_a_head_is_not_made_up(path: Path, hand: Hand) -> None:
    hand.sql("DELETE FROM heads WHERE group_id = ?", MELATI)
    before = content(hand)
    assert named(repaired(path).refused) == [("head-mismatch", None)]
    assert content(hand) == before


def test_a_log_open_for_reading_only_is_not_repaired(path: Path, hand: Hand) -> None:
    hand.sql(DERIVED["root"][0])
    with open_existing(path, read_only=True) as log, pytest.raises(ReadOnly):
        repair_group(log, MELATI, KUBE)


def test_who_records_between_audit_and_repair_is_not_overwritten(path: Path, hand: Hand) -> None:
    hand.sql(DERIVED["a key gone"][0])
    dues = events.DuesPaid(occurred_on=date(2019, 8, 5), member_id="m04", amount=5_000)
    told = []

    def record_meanwhile(done: int, size: int) -> None:
        told.append((done, size))
        with Ledger.open(path, clock=Clock(datetime(2019, 8, 5, 12, tzinfo=UTC))) as other:
            other.group(MELATI).record(dues, recorded_by="treasurer")

    with open_existing(path) as log:
        with pytest.raises(ConcurrencyError):
            repair_group(log, MELATI, KUBE, progress=record_meanwhile)
        assert log.head(MELATI).size == SIZE + len(told)
        assert named(repair_group(log, MELATI, KUBE).mended) == [("key-mismatch", 17)]
        assert verify_group(log, MELATI, KUBE).findings == ()


def test_memory_is_mended_alike(path: Path) -> None:
    with raw(path) as connection:
        rows = Hand(connection).rows()
    from kube_ledger.log import in_memory

    log = in_memory()
    tree = Frontier()
    for row in rows:
        tree.add(row.leaf)
    log.append(MELATI, [row.record for row in rows], [row.leaf for row in rows], [], tree, 0)
    assert [finding.position for finding in repair_group(log, MELATI, KUBE).mended] == list(KEYED)
    assert verify_group(log, MELATI, KUBE).findings == ()
