"""What the verbs share that record something about keys: who does, when, and what came of it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kube_ledger.cli import options
from kube_ledger.cli.asking import held_group, zone_of
from kube_ledger.cli.usage import Day, Option
from kube_ledger.days import day_in_zone
from kube_ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.proofs import Signer
    from kube_ledger.sealing import KeyFile
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """The ledger, the group, who records and of which day."""
    return [
        options.ledger(words),
        options.group(words),
        Option(["--by"], default="secretary", metavar=words("metavar/person"), help=words("option/by")),
        Option(["--occurred-on"], type=Day(words), metavar=words("metavar/day"), help=words("option/happened-on")),
    ]


@contextmanager
def recording(
    ask: Ask,
    path: str,
    group: str,
    log_key: Signer | None = None,
    *,
    drafting: bool = False,
    seal: KeyFile | None = None,
) -> Iterator[tuple[Ledger, Any]]:
    """The ledger, opened for writing unless a draft is all that is wanted, and the group in it."""
    if drafting:
        with ask.reading(path) as ledger:
            yield ledger, ask.group(ledger, group)
        return
    with Ledger.open(path, domain=ask.domain(), log_key=log_key, seal=seal) as ledger:
        yield ledger, ledger.group(held_group(ledger, group))


def day_of(group: Any, given: date | None) -> date:
    """The day that was given, else today where the group lives."""
    return given or day_in_zone(datetime.now(UTC), zone_of(group))
