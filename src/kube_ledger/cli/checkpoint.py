"""`checkpoint`: the head of now as three lines, to be printed and kept; and such a head read again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kube_ledger.proofs import read_head as read_head_text

from . import options
from .faults import complain
from .files import small

if TYPE_CHECKING:
    import click

    from kube_ledger.proofs import Checkpoint
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [options.ledger(words), options.group(words)]


def run(ask: Ask, *, path: str, group: str) -> int:
    """Print the head, and beside it that nobody signed it."""
    with ask.reading(path) as ledger:
        head = ask.group(ledger, group).checkpoint()
    if ask.as_json:
        ask.answer({"group": group, "origin": head.origin, "size": head.size, "root": head.root.hex(), "signed": False})
        return 0
    sys.stdout.write(head.text)
    sys.stdout.flush()
    complain(ask.words("checkpoint/unsigned"))
    return 0


def read_head(path: str) -> Checkpoint:
    """The head in a file: a signed note, or the bare three lines.

    Who signed it is not asked: what the log must extend is what the file says.

    Raises:
        ProofError: It is neither.
        CannotRun: The file can't be read.
    """
    return read_head_text(small(path))[0]
