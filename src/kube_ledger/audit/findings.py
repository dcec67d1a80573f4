"""What an audit finds: values, all of them, in log order, worded for people. Never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import field, frozen

from kube_ledger import wording
from kube_ledger.wording import ADVICE

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["integrity", "bookkeeping"]

DERIVED: Final = "derived"
"""The advice that goes with damage of derived data alone: it can be rebuilt from the records."""

CONSEQUENCE: Final = "consequence"
"""The advice that goes with what may only follow from damage before it."""

UNSURE: Final = "unsure"
"""The advice that goes with what may only follow from an entry that is not understood."""

UNKNOWN: Final = "unknown-version"
"""The code of an entry whose type or version the domain lacks: it is kept whole, and understood by none."""

_ADVICE: Final[Mapping[str, str]] = {
    "key-mismatch": DERIVED,
    "left-behind": "copy-whole",
    "heads-damaged": "heads",
    UNKNOWN: "update",
    "sensitive-in-clear": "privacy",
    "clock-went-back": "clock",
    "cash-count-differs": "count",
    "spending-undecided": "decide",
    "split-undecided": "decide",
    "share-unpaid": "pay",
    "boxes-unaccounted": "boxes",
    "month-unclosed": "close",
    "aid-unaccounted": "evidence",
}


@frozen
class Finding:
    """One thing that is not as it should be.

    Attributes:
        kind: `integrity`: the records or what is derived from them; `bookkeeping`: what a careful treasurer would ask.
        code: A stable name for programs.
        position: Where in the group's log; None where it concerns the whole.
        facts: The figures and names that the sentences are made of; what is no figure and no name stands in them
            twice, as `problem` in English and `problem_id` in Indonesian.
        advice_code: Which advice goes with it, where it is not the usual one of its code.
    """

    kind: Kind
    code: str
    position: int | None
    facts: Mapping[str, Any] = field(factory=dict)
    advice_code: str | None = None

    def what(self, lang: wording.Lang = "id") -> str:
        """What was found."""
        return wording.sentence(f"finding/{self.code}", {"position": self.position, **self.facts}, lang)

    def expected(self, lang: wording.Lang = "id") -> str | None:
        """What should be, where that can be said in a word."""
        value = self.facts.get("expected")
        del lang
        return None if value is None else str(value)

    def advice(self, lang: wording.Lang = "id") -> str:
        """What to do."""
        usual = "bookkeeping" if self.kind == "bookkeeping" else "integrity"
        return wording.fill(ADVICE[self.advice_code or _ADVICE.get(self.code, usual)], self.facts, lang)

    @property
    def is_derived(self) -> bool:
        """Whether only derived data is concerned, which `repair_group` rebuilds."""
        return (self.advice_code or _ADVICE.get(self.code)) == DERIVED

    @property
    def is_about_ignorance(self) -> bool:
        """Whether the records may be in order: it says that their type is not known here, or may follow from that."""
        return self.code == UNKNOWN or self.advice_code == UNSURE


def integrity(code: str, position: int | None, *, advice: str | None = None, **facts: Any) -> Finding:
    """A finding about the records themselves or what is derived from them."""
    return Finding("integrity", code, position, facts, advice)


def bookkeeping(code: str, position: int | None, **facts: Any) -> Finding:
    """A finding that a careful treasurer would ask about."""
    return Finding("bookkeeping", code, position, facts)
