"""`explain`: the entries that a figure is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import options
from .asking import as_of
from .faults import CannotRun
from .naming import Naming
from .usage import Argument, Option

if TYPE_CHECKING:
    from datetime import date, datetime

    import click

    from kube_ledger.domain import Domain
    from kube_ledger.projections import Explanation
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger(words),
        Argument("account", metavar=words("metavar/account"), help=words("argument/account")),
        options.group(words),
        Option(["--fund"], metavar=words("metavar/fund"), help=words("option/fund")),
        Option(["--party"], metavar=words("metavar/party"), help=words("option/party")),
        *options.point_of_view(words),
        options.with_names(words),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    group: str,
    account: str,
    fund: str | None,
    party: str | None,
    occurred_on: date | None,
    recorded_at: datetime | None,
    position: int | None,
    with_names: bool,
) -> int:
    """Show each entry's share."""
    with ask.reading(path) as ledger:
        found = ask.group(ledger, group)
        _check_account(ask, ledger.domain, account)
        view = as_of(found, occurred_on, recorded_at, position)
        explanation = found.explain(account, fund=fund, party=party, as_of=view)
        naming = Naming.of(ask, ledger, found, asked=with_names)
        if ask.as_json:
            names = {"names": naming.among([] if party is None else [party])} if with_names else {}
            ask.answer({**as_object(explanation), **names})
            return 0
        from .shown_books import show_explanation  # noqa: PLC0415  # rich only for people

        show_explanation(ask, found, explanation, view, naming)
    return 0


def as_object(explanation: Explanation) -> dict[str, Any]:
    """The answer for a machine."""
    return {
        "total": explanation.total,
        "lines": [
            {
                "position": line.position,
                "event_id": line.event_id,
                "type": line.event.event_type,
                "occurred_on": line.event.occurred_on.isoformat(),
                "amount": line.share,
            }
            for line in explanation.lines
        ],
    }


def _check_account(ask: Ask, domain: Domain, account: str) -> None:
    names = [one.name for one in domain.accounts]
    if account not in names:
        lang = ask.words.lang
        known = ", ".join(f"{name} ({domain.label(name, lang)})" for name in names)
        raise CannotRun("explain/no-account", account=account, accounts=known)
