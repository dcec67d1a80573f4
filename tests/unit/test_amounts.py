"""Amounts in words: as people write them on a receipt, and as another program spells them."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from num2words import num2words

from kube_ledger.money import MAX_RUPIAH
from kube_ledger.wording.amounts import LARGEST, in_words, rupiah_in_words

BOUNDARIES = sorted(
    {
        *range(2_200),
        *(10**power + step for power in range(4, 16) for step in (-1_001, -1, 0, 1, 11, 100, 1_000, 1_001, 11_000)),
        *(3 * 10**power for power in range(16)),
        MAX_RUPIAH,
    }
)


def spelled_in_indonesian(value: int) -> str:
    """As num2words does, but for its one mistake: a thousand within a larger number is `seribu` as well.

    It writes 1.001.000 as `satu juta satu ribu`. Other thousands keep their `satu`: `dua puluh satu ribu`.
    """
    spelled: str = num2words(value, lang="id")
    return re.sub(r"\b(juta|miliar|triliun|kuadriliun) satu ribu\b", r"\1 seribu", spelled)


def spelled_in_english(value: int) -> str:
    """As num2words does, without commas and `and`."""
    spelled: str = num2words(value, lang="en")
    return spelled.replace(",", "").replace(" and ", " ")


@given(st.integers(0, MAX_RUPIAH))
@example(1_001_000)
@example(21_001_001)
def test_an_amount_is_spelled_as_another_program_spells_it(value: int) -> None:
    assert in_words(value) == spelled_in_indonesian(value)
    assert in_words(value, "en") == spelled_in_english(value)


def test_so_are_all_small_ones_and_those_around_each_power_of_ten() -> None:
    assert [in_words(value) for value in BOUNDARIES] == [spelled_in_indonesian(value) for value in BOUNDARIES]
    assert [in_words(value, "en") for value in BOUNDARIES] == [spelled_in_english(value) for value in BOUNDARIES]


def test_the_other_program_is_wrong_only_about_a_thousand_within_a_larger_number() -> None:
    differing = [value for value in BOUNDARIES if in_words(value) != num2words(value, lang="id")]
    assert differing
    assert all(value > 10**6 and value // 1000 % 1000 == 1 for value in differing)


@given(st.integers(-LARGEST, LARGEST), st.integers(-LARGEST, LARGEST))
def test_two_amounts_have_two_spellings(one: int, other: int) -> None:
    for lang in ("id", "en"):
        assert (in_words(one, lang) == in_words(other, lang)) == (one == other)  # type: ignore[arg-type]
        assert in_words(one, lang) == " ".join(in_words(one, lang).split())  # type: ignore[arg-type]


@given(st.integers(1, LARGEST))
def test_below_zero_an_amount_says_so(value: int) -> None:
    assert in_words(-value) == f"minus {in_words(value)}"
    assert in_words(-value, "en") == f"minus {in_words(value, 'en')}"


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [
        (0, "nol", "zero"),
        (11, "sebelas", "eleven"),
        (15, "lima belas", "fifteen"),
        (100, "seratus", "one hundred"),
        (111, "seratus sebelas", "one hundred eleven"),
        (1_000, "seribu", "one thousand"),
        (1_100, "seribu seratus", "one thousand one hundred"),
        (5_000, "lima ribu", "five thousand"),
        (11_000, "sebelas ribu", "eleven thousand"),
        (101_000, "seratus satu ribu", "one hundred one thousand"),
        (1_000_000, "satu juta", "one million"),
        (1_001_000, "satu juta seribu", "one million one thousand"),
        (9_100_000, "sembilan juta seratus ribu", "nine million one hundred thousand"),
        (-2_500, "minus dua ribu lima ratus", "minus two thousand five hundred"),
        (10**9, "satu miliar", "one billion"),
        (10**12, "satu triliun", "one trillion"),
        (
            MAX_RUPIAH,
            (
                "sembilan kuadriliun tujuh triliun seratus sembilan puluh sembilan miliar "
                "dua ratus lima puluh empat juta tujuh ratus empat puluh ribu sembilan ratus sembilan puluh satu"
            ),
            (
                "nine quadrillion seven trillion one hundred ninety-nine billion "
                "two hundred fifty-four million seven hundred forty thousand nine hundred ninety-one"
            ),
        ),
    ],
)
def test_a_receipt_reads_as_people_write_it(amount: int, indonesian: str, english: str) -> None:
    assert rupiah_in_words(amount) == f"{indonesian} rupiah"
    assert rupiah_in_words(amount, "en") == f"{english} rupiah"


def test_what_has_no_words_is_refused() -> None:
    for value in (LARGEST + 1, -LARGEST - 1, 10**5_000):
        with pytest.raises(ValueError, match="18 digits"):
            in_words(value)
