"""Going on with damaged records: opening works, recording and viewing refuse, and quarantine says so (A14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import DecodeError, IntegrityError, Ledger, Refused, events, projections
from kube_ledger.audit import verify
from kube_ledger.codec import decode
from kube_ledger.ledger import recording, views
from kube_ledger.merkle import Frontier
from tampering import CLOSING, KEYED, MELATI, REVERSAL, SIZE, Hand, changed, flipped, named

if TYPE_CHECKING:
    from pathlib import Path

    from kube_ledger import Group
    from kube_ledger.log import Row
    from tampering import Books

DUES = events.DuesPaid(occurred_on=date(2019, 8, 5), member_id="m04", amount=5_000)
FORMED, PAID = 0, 14


def turn_a_bit(hand: Hand, position: int) -> None:
    """One that can still be decoded: of a letter in the group's name, of an amount."""
    record = hand.rows()[position].record
    event: Any = decode(record).event
    wanted = changed(record, name="KUBE Lelati 3") if position == FORMED else changed(record, amount=event.amount ^ 1)
    assert [one ^ other for one, other in zip(record, wanted, strict=True) if one != other] == [1]
    hand.put_record(position, wanted)


def make_unreadable(hand: Hand, position: int) -> None:
    """The first byte is no array any more."""
    hand.put_record(position, flipped(hand.rows()[position].record, 0, 7))


DAMAGES = [turn_a_bit, make_unreadable]
Damage = Callable[[Hand, int], None]


def refuses_to_record(ledger: Ledger, position: int) -> None:
    """The right outcome of A14 for recording, so that a control can fail it."""
    melati = ledger.group(MELATI)
    size, root = melati.size, melati.root
    with pytest.raises(IntegrityError) as caught:
        melati.record(DUES, recorded_by="treasurer")
    assert caught.value.position == position
    assert f"nomor {position}" in caught.value.sentence
    assert "karantina" in caught.value.sentence
    assert (melati.size, melati.root) == (size, root)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("position", [FORMED, PAID])
def test_a_damaged_record_lets_the_ledger_open_and_verify_but_not_record(
    path: Path, hand: Hand, damage: Damage, position: int
) -> None:
    damage(hand, position)
    before = hand.sql("SELECT * FROM events"), hand.sql("SELECT * FROM keys"), hand.sql("SELECT * FROM heads")
    with Ledger.open(path) as ledger:
        assert named(ledger.group(MELATI).verify())[0] == ("leaf-mismatch", position)
        refuses_to_record(ledger, position)
        with pytest.raises(IntegrityError):
            ledger.group(MELATI).check(DUES, recorded_by="treasurer")
    after = hand.sql("SELECT * FROM events"), hand.sql("SELECT * FROM keys"), hand.sql("SELECT * FROM heads")
    assert after == before
    assert hand.sql("PRAGMA integrity_check") == [("ok",)], "SQLite sees nothing wrong"


def test_without_the_leaf_check_of_recording_the_test_above_goes_red(
    path: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_a_bit(hand, PAID)

    def check_place_only(row: Row, expected: int) -> None:
        assert row.position == expected

    monkeypatch.setattr(recording, "check_row", check_place_only)
    with Ledger.open(path) as ledger, pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        refuses_to_record(ledger, PAID)


def test_without_the_leaf_check_of_the_audit_the_change_goes_unseen(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_a_bit(books.hand, FORMED)
    believed = {row.record: row.leaf for row in books.hand.rows()}
    monkeypatch.setattr(verify, "leaf_hash", believed.__getitem__)
    assert books.findings() == []


@pytest.mark.parametrize("position", [0, PAID, SIZE - 1])
def test_a_changed_leaf_lets_the_ledger_open_but_not_record(path: Path, hand: Hand, position: int) -> None:
    row = hand.rows()[position]
    hand.put_record(position, row.record, leaf=flipped(row.leaf, 0, 0))
    with Ledger.open(path) as ledger:
        refuses_to_record(ledger, position)


def test_a_missing_record_lets_the_ledger_open_but_not_record(path: Path, hand: Hand) -> None:
    hand.sql("DELETE FROM events WHERE group_number = ? AND position = 20", hand.number())
    with Ledger.open(path) as ledger:
        refuses_to_record(ledger, 20)


def test_a_cut_tail_lets_the_ledger_open_but_not_record(path: Path, hand: Hand) -> None:
    hand.sql("DELETE FROM events WHERE group_number = ? AND position >= 38", hand.number())
    with Ledger.open(path) as ledger:
        refuses_to_record(ledger, 38)


@pytest.mark.parametrize("size", [20, 32, 40])
def test_a_head_set_back_lets_the_ledger_open_but_not_record(path: Path, hand: Hand, size: int) -> None:
    tree = Frontier()
    for row in hand.rows()[:size]:
        tree.add(row.leaf)
    hand.sql(
        "UPDATE heads SET size = ?, root = ?, frontier = ? WHERE group_id = ?",
        size,
        tree.root(),
        tree.to_bytes(),
        MELATI,
    )
    with Ledger.open(path) as ledger:
        assert ("head-mismatch", size) in named(ledger.group(MELATI).verify())
        refuses_to_record(ledger, size)


# Views.


def asked(group: Group) -> list[Callable[[], object]]:
    """Each way to ask, as a call that has not been made yet."""
    return [
        lambda: group.view(projections.balances),
        lambda: group.view(projections.participation),
        lambda: group.digest(projections.balances),
        lambda: group.explain("cash"),
        lambda: list(group.entries()),
    ]


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_figure_is_made_of_a_damaged_record(path: Path, hand: Hand, damage: Damage) -> None:
    damage(hand, PAID)
    with Ledger.open(path) as ledger:
        for ask in asked(ledger.group(MELATI)):
            with pytest.raises(IntegrityError) as caught:
                ask()
            assert caught.value.position == PAID
        before = list(zip(range(PAID), ledger.group(MELATI).entries(), strict=False))
        assert len(before) == PAID, "what stands before it can be read"


def test_without_the_leaf_check_of_views_a_wrong_figure_is_shown(
    path: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(path) as ledger:
        right = ledger.group(MELATI).view(projections.balances)
    turn_a_bit(hand, PAID)
    monkeypatch.setattr(views, "check_row", lambda _row, _expected: None)
    with Ledger.open(path) as ledger:
        assert ledger.group(MELATI).view(projections.balances) != right


def test_no_figure_is_made_of_a_tail_that_is_cut_off_or_rows_behind_the_head(path: Path, hand: Hand) -> None:
    with Ledger.open(path) as ledger:
        right = ledger.group(MELATI).view(projections.balances)
    pairs = hand.pairs()
    hand.put([*pairs, pairs[PAID]])
    with Ledger.open(path) as ledger:
        assert ledger.group(MELATI).view(projections.balances) == right, "the head vouches for 41"
        assert len(list(ledger.group(MELATI).entries())) == SIZE
    hand.put(pairs[:-1])
    with Ledger.open(path) as ledger:
        for ask in asked(ledger.group(MELATI)):
            with pytest.raises(IntegrityError) as caught:
                ask()
            assert caught.value.position == SIZE - 1


# Quarantine.


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("position", [PAID, REVERSAL - 4])
def test_in_quarantine_recording_works_and_the_damage_stays_on_show(
    path: Path, hand: Hand, damage: Damage, position: int
) -> None:
    damage(hand, position)
    head = hand.sql("SELECT size, root FROM heads WHERE group_id = ?", MELATI)
    with Ledger.open(path, quarantine=True) as ledger:
        melati = ledger.group(MELATI)
        done = melati.record(DUES, recorded_by="treasurer", key="karantina")
        assert (done.positions, done.size) == ((SIZE,), SIZE + 1)
        assert melati.record(DUES, recorded_by="treasurer", key="karantina").repeated
        found = named(melati.verify())
        assert found[0] == ("leaf-mismatch", position)
        assert {"frontier-mismatch", "head-mismatch", "key-mismatch"} & {code for code, _ in found} == set()
    tree = Frontier()
    for row in hand.rows()[:SIZE]:
        tree.add(row.leaf)
    assert head == [(SIZE, tree.root())], "the new head extends the one before the damage"


def test_in_quarantine_views_and_rules_take_what_can_be_read_as_it_reads(path: Path, hand: Hand) -> None:
    turn_a_bit(hand, PAID)
    with Ledger.open(path, quarantine=True) as ledger:
        melati = ledger.group(MELATI)
        cash = melati.view(projections.balances).of("cash", fund="kas")
        assert melati.check(_spending(cash), recorded_by="treasurer") == []
        (refusal,) = melati.check(_spending(cash + 1), recorded_by="treasurer")
        assert (refusal.code, refusal.facts["holds"]) == ("insufficient-funds", cash)


def test_in_quarantine_views_and_rules_pass_over_what_can_not_be_read(path: Path, hand: Hand) -> None:
    with Ledger.open(path) as ledger:
        cash = ledger.group(MELATI).view(projections.balances).of("cash", fund="kas")
    make_unreadable(hand, PAID)
    with Ledger.open(path, quarantine=True) as ledger:
        melati = ledger.group(MELATI)
        assert melati.view(projections.balances).of("cash", fund="kas") == cash - 5_000
        assert len(list(melati.entries())) == SIZE - 1
        assert melati.check(_spending(cash - 5_000), recorded_by="treasurer") == []
        with pytest.raises(Refused) as caught:
            melati.reverse(PAID, reason="tidak terbaca", occurred_on=date(2019, 8, 5))
        assert caught.value.code == "unknown-reference"


def _spending(amount: int) -> events.ExpensePaid:
    return events.ExpensePaid(
        occurred_on=date(2019, 8, 5), fund="kas", category="other", amount=amount, description="semua", decision_id="d1"
    )


def test_in_quarantine_a_gap_is_passed_over(path: Path, hand: Hand) -> None:
    hand.sql("DELETE FROM events WHERE group_number = ? AND position = 20", hand.number())
    with Ledger.open(path, quarantine=True) as ledger:
        melati = ledger.group(MELATI)
        assert melati.record(DUES, recorded_by="treasurer").positions == (SIZE,)
        assert named(melati.verify()) == [("order-broken", 20), ("digest-differs", CLOSING)]


@pytest.mark.parametrize("field", ["root", "frontier"])
def test_in_quarantine_a_damaged_head_is_continued_by_the_leaves(path: Path, hand: Hand, field: str) -> None:
    hand.sql(f"UPDATE heads SET {field} = zeroblob(length({field})) WHERE group_id = ?", MELATI)
    with Ledger.open(path, quarantine=True) as ledger:
        ledger.group(MELATI).record(DUES, recorded_by="treasurer")
        assert ledger.group(MELATI).verify() == []


def test_even_in_quarantine_nothing_is_recorded_behind_a_head_that_says_nothing_true(path: Path, hand: Hand) -> None:
    hand.sql("UPDATE heads SET root = zeroblob(32), frontier = zeroblob(96) WHERE group_id = ?", MELATI)
    with Ledger.open(path, quarantine=True) as ledger:
        with pytest.raises(IntegrityError) as caught:
            ledger.group(MELATI).record(DUES, recorded_by="treasurer")
        assert caught.value.position == SIZE - 1


@pytest.mark.parametrize("quarantine", [True, False])
@pytest.mark.parametrize("statement", ["position >= 38", "position >= 0"])
def test_nothing_is_recorded_where_the_tail_is_cut_off(
    path: Path, hand: Hand, statement: str, *, quarantine: bool
) -> None:
    hand.sql(f"DELETE FROM events WHERE group_number = ? AND {statement}", hand.number())
    with Ledger.open(path, quarantine=quarantine) as ledger, pytest.raises(IntegrityError):
        ledger.group(MELATI).record(DUES, recorded_by="treasurer")


def test_a_key_whose_record_can_not_be_read_is_not_answered_as_if_it_were_new(path: Path, hand: Hand) -> None:
    make_unreadable(hand, KEYED[-1])
    again = events.DuesPaid(occurred_on=date(2019, 8, 4), member_id="m05", amount=5_000)
    with Ledger.open(path, quarantine=True) as ledger, pytest.raises(DecodeError) as caught:
        ledger.group(MELATI).record(again, recorded_by="treasurer", key="iuran/m05")
    assert caught.value.position == KEYED[-1]
