"""Sums by day say what adding up says, in whatever order days and questions come."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kube_ledger.audit.day_sums import DaySums

DAYS = st.dates() | st.sampled_from([date.min, date(2019, 7, 7), date(2019, 7, 8), date.max])


@given(st.lists(st.tuples(DAYS, st.integers()) | DAYS))
def test_a_sum_up_to_a_day_is_that_of_all_amounts_until_then(told: list[tuple[date, int] | date]) -> None:
    sums, amounts = DaySums(), list[tuple[date, int]]()
    for one in told:
        if isinstance(one, tuple):
            sums.add(*one)
            amounts.append(one)
        else:
            assert sums.up_to(one) == sum(amount for day, amount in amounts if day <= one)
