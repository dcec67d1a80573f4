"""A rule said no: the refusal, a value, and the error that is raised when a call was refused."""

from __future__ import annotations

from typing import Any

from kube_ledger import wording

from .base import KubeLedgerError


class Refusal:
    """Why a rule said no to one event: a code and the figures on both sides. A value, not an exception.

    Args:
        code: One of the codes of the reference, in order of precedence there.
        field: The path of the field concerned, if there is one.
        facts: What is, what was asked, and what the sentence needs beside.

    Attributes:
        index: Which event of the call, from 0.
    """

    __slots__ = ("code", "facts", "field", "index")

    def __init__(self, code: str, *, field: str | None = None, index: int = 0, **facts: Any) -> None:
        self.code = code
        self.field = field
        self.index = index
        self.facts = facts

    def at(self, index: int) -> Refusal:
        """The same refusal as that of the call's event number `index`."""
        return Refusal(self.code, field=self.field, index=index, **self.facts)

    def message(self, lang: wording.Lang = "id") -> str:
        """The sentence for a person."""
        return wording.sentence(self.code, {"field": self.field, **self.facts}, lang)

    @property
    def sentence(self) -> str:
        """The Indonesian sentence."""
        return self.message("id")

    def __repr__(self) -> str:
        facts = "".join(f", {name}={value!r}" for name, value in self.facts.items())
        return f"Refusal({self.code!r}, field={self.field!r}, index={self.index}{facts})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Refusal):
            return NotImplemented
        mine, theirs = (self.code, self.field, self.index), (other.code, other.field, other.index)
        return mine == theirs and self.facts == other.facts

    def __hash__(self) -> int:
        return hash((self.code, self.field, self.index))


class Refused(KubeLedgerError):
    """A rule said no; nothing was written.

    Attributes:
        code: The refusal's code.
        index: Which event of the call, from 0.
        event: That event.
        refusal: The `Refusal` with its figures.
    """

    def __init__(self, refusal: Refusal, event: Any) -> None:
        super().__init__(field=refusal.field, **refusal.facts)
        self.code = refusal.code  # type: ignore[misc]  # one code per instance here: that of the refusal
        self.index = refusal.index
        self.event = event
        self.refusal = refusal
