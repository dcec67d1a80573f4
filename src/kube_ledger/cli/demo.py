"""`demo`: the sample group's book, recorded, folded, verified and shown."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from kube_ledger.exchange.sample import SAMPLES, record_sample
from kube_ledger.projections import AsOf

from . import options
from .files import new_ledger
from .replay import Replayed
from .verify import exit_code

if TYPE_CHECKING:
    import click

    from kube_ledger.wording.interface import Words

    from .asking import Ask

SAMPLE: Final = "melati-3-2019"


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [options.ledger(words)]


def run(ask: Ask, *, path: str) -> int:
    """Make the sample ledger and show what can be asked of it."""
    ask.domain()
    with new_ledger(path) as making:
        record_sample(making, SAMPLE).close()
    with ask.reading(path) as ledger:
        group = ledger.group(SAMPLES[SAMPLE])
        replayed = Replayed(ask, ledger.log, group, AsOf(), None)
        audits = list(ledger.verify([group.group_id]))
        if ask.as_json:
            ask.answer({"path": path, **replayed.as_object()})
        else:
            from .shown_demo import show_demo  # noqa: PLC0415  # rich only for people

            show_demo(ask, group, replayed, audits, shlex.quote(path))
    return exit_code(audits, strict=False)
