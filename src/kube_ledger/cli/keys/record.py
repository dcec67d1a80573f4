"""`keys record`: a draft with its signatures goes into the book, once."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from kube_ledger.cli import options
from kube_ledger.cli.seal_keys import keys_for_writing, passphrase_option
from kube_ledger.cli.usage import Argument
from kube_ledger.events.shapes import sealed_fields

from .drafts import read_draft
from .recording import recording

if TYPE_CHECKING:
    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.ledger import Draft
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger(words),
        Argument("file", metavar=words("metavar/file"), help=words("argument/draft-file")),
        passphrase_option(words),
    ]


def run(ask: Ask, *, path: str, file: str, seal_passphrase_file: str | None) -> int:
    """The rules judge it now, by what stands in the book; what is sensitive needs the book's sealing keys."""
    held = read_draft(file, ask.domain())
    group = held.draft.group_id
    # A draft is sealed or in clear as it was signed: whether it may stand in this book, only its keys can say.
    needed = seal_passphrase_file is not None or _is_sensitive(held.draft)
    keys = keys_for_writing(ask, path, seal_passphrase_file) if needed else nullcontext()
    with keys as seal, recording(ask, path, group, seal=seal) as (_, found):
        done = found.record(held.draft, approvals=held.signatures)
    positions = list(done.positions)
    if ask.as_json:
        ask.answer({"group": group, "positions": positions, "repeated": done.repeated})
    else:
        name = "keys/recorded-before" if done.repeated else "keys/recorded"
        ask.tell(name, group=group, position=positions[0], count=len(positions))
    return 0


def _is_sensitive(draft: Draft) -> bool:
    return any(getattr(event, field.name) is not None for event in draft.events for field in sealed_fields(type(event)))
