"""`keys record`: a draft with its signatures goes into the book, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.cli import options
from kube_ledger.cli.usage import Argument

from .drafts import read_draft
from .recording import recording

if TYPE_CHECKING:
    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger(words),
        Argument("file", metavar=words("metavar/file"), help=words("argument/draft-file")),
    ]


def run(ask: Ask, *, path: str, file: str) -> int:
    """The rules judge it now, by what stands in the book."""
    held = read_draft(file, ask.domain())
    group = held.draft.group_id
    with recording(ask, path, group) as (_, found):
        done = found.record(held.draft, approvals=held.signatures)
    positions = list(done.positions)
    if ask.as_json:
        ask.answer({"group": group, "positions": positions, "repeated": done.repeated})
    else:
        name = "keys/recorded-before" if done.repeated else "keys/recorded"
        ask.tell(name, group=group, position=positions[0], count=len(positions))
    return 0
