"""Text of others made safe to print: nothing in it can colour, move, hide or turn round what a terminal shows."""

from __future__ import annotations

import re
from typing import Final

_BLANKS: Final = re.compile(r"[\t\n\r]+")

# C0 and C1 (ESC and CSI among them), marks and isolates that turn the direction of reading, line and paragraph
# separators, deprecated format characters, surrogates.
_STEERING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff]")

_SHOWN_INSTEAD: Final = "\N{REPLACEMENT CHARACTER}"


def harmless(text: str) -> str:
    """One line of the same text, with a replacement character for each that could steer a terminal."""
    return _STEERING.sub(_SHOWN_INSTEAD, _BLANKS.sub(" ", text))
