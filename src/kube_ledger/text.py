"""What a text may be, in an event and beside it: the same everywhere, so that what is shown is what is stored."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_TEXT: Final = 2_000

Problem = tuple[str, str]
"""What is wrong with a value, in English and in Indonesian."""

# Controls, lone surrogates, and the marks that turn the direction of text: what is shown must be what is stored.
_FORBIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def text_problem(value: str, *, longest: int = MAX_TEXT, stored: bool = False) -> Problem | None:
    """What is wrong with a text: its length, its form (NFC), a character that may not stand in it."""
    if not 1 <= len(value) <= longest:
        return (
            f"{len(value)} characters, allowed are 1 to {longest}",
            f"panjang {len(value)}, boleh 1 sampai {longest}",
        )
    if value.isascii() and value.isprintable():
        return None
    found = _FORBIDDEN.search(value)
    if found is not None:
        mark = f"U+{ord(found.group()):04X}"
        return (f"the character {mark} is not allowed", f"karakter {mark} tidak boleh dipakai")
    if not unicodedata.is_normalized("NFC", value):
        return ("not in Unicode form NFC", "bukan bentuk Unicode NFC")
    # An unassigned code point may compose one day, and then the same text would no longer be NFC.
    if not stored and any(unicodedata.category(char) == "Cn" for char in value):
        return ("a character that Unicode has not assigned", "karakter yang tidak dikenal Unicode")
    return None
