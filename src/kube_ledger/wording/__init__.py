"""Every word that a person reads, in Indonesian and in English: data and the few functions that fill it in.

Imports nothing of ours. Code everywhere else names a thing by its code; only here does it become a sentence.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any, Final, Literal

from .amounts import in_words, rupiah_in_words
from .kinds import kind, shown
from .names import LABELS
from .sentences import ADVICE, SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

Lang = Literal["id", "en"]

MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def rupiah(amount: int) -> str:
    """Whole rupiah as Indonesians write them: `Rp 9.100.000`, `-Rp 5.000`."""
    return f"{'-' if amount < 0 else ''}Rp {number(abs(amount))}"


def number(value: int) -> str:
    """A whole number with dots between thousands: `9.100.000`."""
    return f"{value:,}".replace(",", ".")


def day(value: date, lang: Lang = "id") -> str:
    """A date in words: `7 Juli 2019`."""
    return f"{value.day} {MONTHS[lang][value.month - 1]} {value.year}"


def month(value: str, lang: Lang = "id") -> str:
    """A month `YYYY-MM` in words: `Juli 2019`."""
    year, number_ = value.split("-")
    return f"{MONTHS[lang][int(number_) - 1]} {year}"


def label(name: str, lang: Lang = "id") -> str:
    """The word for an event type, field, account, fund, role, choice or column; the name itself if it is an app's."""
    pair = LABELS.get(name)
    return name if pair is None else pair[0 if lang == "id" else 1]


def sentence(code: str, facts: Mapping[str, Any], lang: Lang = "id") -> str:
    """What happened and what to do, for one code, with its figures filled in."""
    pair = SENTENCES.get(code) or SENTENCES["unworded"]
    return fill(pair, {"code": code, **facts}, lang)


def fill(pair: tuple[str, str], facts: Mapping[str, Any], lang: Lang = "id") -> str:
    """One of a pair of templates, (Indonesian, English), with its figures filled in; see `_Filling` for the formats."""
    return _Filling(lang).vformat(pair[0 if lang == "id" else 1], (), facts)


def _word(value: object, lang: Lang) -> str:
    return label(str(value), lang)


def _field(path: object, lang: Lang) -> str:
    return label(str(path).rpartition(".")[2].partition("[")[0], lang)


def _place(position: object, lang: Lang) -> str:
    if not isinstance(position, int):
        return ""
    return f" (nomor {position})" if lang == "id" else f" (position {position})"


_NAMING: Final[Mapping[str, Callable[[object, Lang], str]]] = {"word": _word, "field": _field, "place": _place}


class _Filling(Formatter):
    """`str.format` with the field's own formats.

    `rp` money, `day` a date (one without a format is said in words too), `month`, `word` a label, `list`;
    `field` the label of the field at a path; `place` an entry's position in brackets, a blank before them, nothing
    where no position is known.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value = kwargs.get(str(key)) if not isinstance(key, int) else args[key]
        return "-" if value is None else value

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "rp" and isinstance(value, int):
            return rupiah(value)
        if format_spec == "number" and isinstance(value, int):
            return number(value)
        if format_spec in {"", "day"} and hasattr(value, "month"):
            return day(value, self.lang)
        if format_spec == "month" and isinstance(value, str) and "-" in value.strip("-"):
            return month(value, self.lang)
        if format_spec in _NAMING:
            return _NAMING[format_spec](value, self.lang)
        if format_spec == "list" and not isinstance(value, str):
            return ", ".join(str(item) for item in value)
        return str(value)


__all__ = [
    "ADVICE",
    "LABELS",
    "MONTHS",
    "SENTENCES",
    "Lang",
    "day",
    "fill",
    "in_words",
    "kind",
    "label",
    "month",
    "number",
    "rupiah",
    "rupiah_in_words",
    "sentence",
    "shown",
]
