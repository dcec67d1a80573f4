"""What kind of value somebody gave, in words: no reader need know what a `str` or a `NoneType` is."""

from __future__ import annotations

from datetime import date, datetime
from numbers import Integral, Number
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: Final[Mapping[type, str]] = {
    type(None): "kosong",
    bool: "ya/tidak",
    int: "bilangan bulat",
    float: "bilangan pecahan",
    str: "teks",
    bytes: "deretan byte",
    date: "tanggal",
    datetime: "tanggal dan jam",
    list: "daftar",
    tuple: "daftar",
    set: "kumpulan tanpa urutan",
    frozenset: "kumpulan tanpa urutan",
    dict: "kumpulan pasangan",
}
_OTHER: Final = "sesuatu yang lain"
_LONGEST: Final = 80


def kind(value: object, lang: Literal["id", "en"] = "id") -> str:
    """What a value is: `teks`, `bilangan bulat`; in English the name that Python has for it: `a str`, `an int`."""
    if lang == "en":
        return _english(value)
    found = _KINDS.get(type(value))
    if found is None and isinstance(value, Number) and not isinstance(value, Integral):
        return _KINDS[float]
    return _OTHER if found is None else found


def shown(value: object, lang: Literal["id", "en"] = "id") -> str:
    """A text in quotes, as far as it fits in a sentence; of anything else only what it is."""
    return repr(value[:_LONGEST]) if type(value) is str else kind(value, lang)


def _english(value: object) -> str:
    if value is None:
        return "nothing"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in set('aeiou') else 'a'} {name}"
