"""Dividing money loses nothing and invents nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger.money import MAX_BALANCE, MAX_RUPIAH, split, split_equally

totals = st.integers(0, MAX_RUPIAH) | st.integers(0, 100)
weights = st.lists(st.integers(0, 1_000) | st.integers(0, MAX_RUPIAH), min_size=1, max_size=12).filter(any)


@settings(deadline=None)
@given(totals, weights)
def test_the_shares_sum_to_the_total_and_each_is_within_a_rupiah_of_its_part(total: int, parts: list[int]) -> None:
    shares = split(total, parts)
    assert sum(shares) == total
    assert len(shares) == len(parts)
    for share, part in zip(shares, parts, strict=True):
        assert abs(share - Fraction(total * part, sum(parts))) < 1
        assert share >= 0
        assert part or not share


@settings(deadline=None)
@given(totals, weights)
def test_a_larger_remainder_is_rounded_up_first_and_ties_go_to_the_earlier(total: int, parts: list[int]) -> None:
    whole = sum(parts)
    raised = [share - total * part // whole for share, part in zip(split(total, parts), parts, strict=True)]
    ranked = sorted(range(len(parts)), key=lambda index: (-(total * parts[index] % whole), index))
    assert [raised[index] for index in ranked] == sorted(raised, reverse=True)
    assert set(raised) <= {0, 1}


@settings(deadline=None)
@given(totals, st.integers(1, 50))
def test_equal_shares_and_what_is_left_make_the_total(total: int, members: int) -> None:
    each, rest = split_equally(total, members)
    assert each * members + rest == total
    assert 0 <= rest < members


def test_100_rupiah_among_three_are_34_33_33() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split_equally(100, 3) == (33, 1)
    assert split(7, [0, 3, 0]) == [0, 7, 0]
    assert split(0, [1, 2]) == [0, 0]


@pytest.mark.parametrize(("total", "parts"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1]), (1, [-1])])
def test_what_cannot_be_divided_is_refused(total: int, parts: list[int]) -> None:
    with pytest.raises(ValueError, match="can't split"):
        split(total, parts)


@pytest.mark.parametrize(("total", "members"), [(-1, 1), (1, 0), (1, -1)])
def test_nobody_shares_nothing(total: int, members: int) -> None:
    with pytest.raises(ValueError, match="can't split"):
        split_equally(total, members)


def test_an_amount_is_exact_in_every_reader_of_json_and_a_balance_in_every_database() -> None:
    assert int(float(MAX_RUPIAH)) == MAX_RUPIAH
    assert int(float(MAX_RUPIAH + 2)) != MAX_RUPIAH + 2
    assert MAX_BALANCE.to_bytes(8, "big", signed=True)
