"""Amounts of money in words, as a receipt gives them beside the figures: `lima ribu rupiah`, `five thousand rupiah`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST: Final = 10**18 - 1
"""The largest amount that has words here, either way; an event's is at most 2^53 − 1."""

_DIGITS: Final = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")

_SMALL: Final = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

# The word behind each three digits, from the right.
_THOUSANDS: Final[Mapping[str, Sequence[str]]] = {
    "id": ("", "ribu", "juta", "miliar", "triliun", "kuadriliun"),
    "en": ("", "thousand", "million", "billion", "trillion", "quadrillion"),
}
_ZERO: Final = {"id": "nol", "en": "zero"}


def rupiah_in_words(amount: int, lang: Literal["id", "en"] = "id") -> str:
    """Whole rupiah in words: `lima ribu rupiah`; below zero `minus lima ribu rupiah`.

    Raises:
        ValueError: As of `in_words`.
    """
    return f"{in_words(amount, lang)} rupiah"


def in_words(value: int, lang: Literal["id", "en"] = "id") -> str:
    """A whole number in words.

    Args:
        value: At most 10^18 − 1 either way.
        lang: Indonesian, where one before a hundred or a thousand is `se-` (`seribu`), or English without `and`.

    Raises:
        ValueError: It is larger.
    """
    if not -LARGEST <= value <= LARGEST:
        raise ValueError("an amount of more than 18 digits has no words here")
    below_a_thousand = _indonesian if lang == "id" else _english
    words: list[str] = []
    rest, place = abs(value), 0
    while rest:
        rest, three = divmod(rest, 1000)
        if three:
            name = _THOUSANDS[lang][place]
            is_seribu = lang == "id" and (place, three) == (1, 1)
            words[:0] = ["seribu"] if is_seribu else [*below_a_thousand(three), *([name] if name else [])]
        place += 1
    return " ".join([*(["minus"] if value < 0 else []), *(words or [_ZERO[lang]])])


def _indonesian(three: int) -> list[str]:
    """1 to 999."""
    hundreds, rest = divmod(three, 100)
    words = _with_se(hundreds, "ratus")
    tens, ones = divmod(rest, 10)
    if tens == 1 and ones:
        return [*words, *_with_se(ones, "belas")]
    return [*words, *_with_se(tens, "puluh"), *([_DIGITS[ones]] if ones else [])]


def _with_se(count: int, unit: str) -> list[str]:
    if count == 1:
        return [f"se{unit}"]
    return [_DIGITS[count], unit] if count else []


def _english(three: int) -> list[str]:
    """1 to 999."""
    hundreds, rest = divmod(three, 100)
    words = [_SMALL[hundreds], "hundred"] if hundreds else []
    if rest < len(_SMALL):
        return [*words, *([_SMALL[rest]] if rest else [])]
    tens, ones = divmod(rest, 10)
    return [*words, _TENS[tens] if not ones else f"{_TENS[tens]}-{_SMALL[ones]}"]
