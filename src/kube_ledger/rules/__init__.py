"""Rules: they may refuse an event before it is written, never after; an audit asks the same ones again."""

from .judge import PRECEDENCE, Lookup, first, judge, reasons
from .limits import LIMITS
from .standing import Limit, Limits, Standing

__all__ = ["LIMITS", "PRECEDENCE", "Limit", "Limits", "Lookup", "Standing", "first", "judge", "reasons"]
