"""The books with and without what nobody was allowed to record, for machines and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kube_ledger.wording import rupiah

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.audit import Unauthorised
    from kube_ledger.domain import Domain

    from .asking import Ask

_NAMED: Final = 20
"""So many positions are named in one sentence."""

_PURSES: Final = ("cash", "bank")


def unauthorised_as_object(found: Unauthorised) -> dict[str, Any]:
    """What a machine is told: where these entries stand, and every total with and without them."""
    return {
        "positions": list(found.positions),
        "reversals": list(found.reversals),
        "complete": found.complete,
        "totals": [
            {"account": one.account, "fund": one.fund, "with": one.with_, "without": one.without}
            for one in found.totals
        ],
    }


def show_unauthorised(ask: Ask, domain: Domain, found: Unauthorised) -> None:
    """How many they are, and what cash, bank and every account that they move hold with and without them."""
    from .shown_books import capital  # noqa: PLC0415  # rich only for people
    from .tables import Column  # noqa: PLC0415

    words, screen, lang = ask.words, ask.screen, ask.words.lang
    facts = {"entries": len(found.positions), "positions": _listed(ask, found.positions)}
    screen.line(words("unauthorised/title", **facts), "bold red")
    if found.reversals:
        screen.line(words("unauthorised/reversals", positions=_listed(ask, found.reversals)))
    shown = [one for one in found.totals if one.account in _PURSES or one.with_ != one.without]
    if shown:
        columns = [
            Column(words("column/account"), wraps=True),
            Column(words("column/fund"), wraps=True),
            Column(words("column/with"), "right"),
            Column(words("column/without"), "right"),
        ]
        shown.sort(key=lambda one: (one.account not in _PURSES, one.fund != "kas", one.fund))
        rows = [
            [
                capital(domain.label(one.account, lang)),
                domain.label(one.fund, lang),
                rupiah(one.with_),
                rupiah(one.without),
            ]
            for one in shown
        ]
        screen.table(columns, rows)
    if all(one.with_ == one.without for one in found.totals):
        screen.line(words("unauthorised/nothing-moved"))
    if not found.complete:
        screen.line(words("unauthorised/incomplete"))


def _listed(ask: Ask, positions: Sequence[int]) -> str:
    listed = ", ".join(map(str, positions[:_NAMED]))
    more = len(positions) - _NAMED
    return listed if more <= 0 else ask.words("unauthorised/more", listed=listed, more=more)
