"""Guarantee 5 and FAULTS E11: a split never loses or invents a rupiah, members' shares are equal, a replay agrees."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from book import Book
from kube_ledger import events, projections
from kube_ledger.money import split, split_equally, split_proceeds

if TYPE_CHECKING:
    import pytest

DAY = date(2019, 7, 7)
LEAVES = date(2019, 7, 10)

amounts = st.integers(0, 2**53 - 1)
percents = st.integers(0, 100)


@given(amounts, st.integers(0, 60), percents)
def test_a_split_never_loses_or_invents_a_rupiah_and_shares_are_equal(total: int, members: int, percent: int) -> None:
    kas_share, each = split_proceeds(total, members, percent)
    assert kas_share + each * members == total
    assert kas_share >= total * percent // 100
    assert kas_share - total * percent // 100 < max(members, 1) or members == 0


@given(amounts, st.lists(st.integers(0, 1_000), min_size=1, max_size=30).filter(any))
def test_a_weighted_split_adds_up_and_nobody_is_a_rupiah_off(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    assert all(abs(share * whole - total * weight) < whole for share, weight in zip(shares, weights, strict=True))


@given(amounts, st.integers(1, 60))
def test_what_is_left_over_is_less_than_a_rupiah_each(total: int, members: int) -> None:
    each, left = split_equally(total, members)
    assert each * members + left == total
    assert 0 <= left < members


@given(st.integers(1, 10**9), percents, st.sampled_from([DAY, LEAVES, date(2019, 7, 11)]))
def test_seven_members_one_leaving_mid_month_and_an_indivisible_sum(price: int, percent: int, day: date) -> None:
    people = [f"m{number:02d}" for number in range(1, 8)]
    book = Book(*people)
    book.leaves("m07", on=LEAVES)
    book.day = DAY
    book.decides("bagi", kas_share_percent=percent)
    sold = events.SaleRecorded(
        occurred_on=DAY, sale_id="s1", owner="group", product="peyek", channel="bazaar",
        lots=1, lot_size=1, lot_price=price, paid=True,
    )  # fmt: skip
    book.tells(sold)
    made = book.group.split_sale(["s1"], occurred_on=day)
    book.tells(made)
    sharing = people if day <= LEAVES else people[:-1]
    assert [share.member_id for share in made.shares] == sharing
    assert made.kas_share + sum(share.amount for share in made.shares) == price
    assert len({share.amount for share in made.shares}) == 1
    assert book.group.verify() == []
    assert book.holds("member-shares") == -(price - made.kas_share)
    assert sum(row.amount for row in book.group.view(projections.balances).rows) == 0


def test_a_split_that_lets_the_remainder_fall_is_refused_and_the_law_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The biting control: with the remainder lost, the sum differs, and the rules say no at the record."""
    monkeypatch.setattr("kube_ledger.ledger.splitting.split_proceeds", lambda total, members, _: (0, total // members))
    book = Book("m01", "m02", "m03")
    sold = events.SaleRecorded(
        occurred_on=DAY, sale_id="s1", owner="group", product="peyek", channel="bazaar",
        lots=1, lot_size=1, lot_price=10_000, paid=True,
    )  # fmt: skip
    book.tells(sold)
    made = book.group.split_sale(["s1"], occurred_on=DAY)
    assert made.kas_share + sum(share.amount for share in made.shares) == 9_999
    assert book.refuses(made).code == "split-mismatch"
