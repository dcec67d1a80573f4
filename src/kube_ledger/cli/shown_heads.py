"""Heads for people: so that they can be read out over the telephone, and so that they can be copied and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.audit.short_code import short_code
from kube_ledger.proofs import parse_origin, read_head
from kube_ledger.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.audit.held_heads import HeldHead
    from kube_ledger.proofs import Checkpoint, VerifierKey
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def show_head(ask: Ask, file: str, held: HeldHead) -> None:
    """What became of an earlier head: that the log extends it, or both heads in full; and who signed it.

    Args:
        ask: The language and the screen.
        file: Where the head stands.
        held: What the audit says of it.
    """
    screen, words, head = ask.screen, ask.words, held.head
    if held.extended:
        screen.line(words("head/extended", file=file, size=head.size), "bold green")
    elif held.extended is None:
        screen.line(words("head/unknown", file=file, size=head.size), "bold yellow")
    for sentence in _signers(words, held):
        screen.line(sentence)
    if held.extended is False:
        show_text(ask, words("head/then", file=file), held.note)
        if held.now is not None:
            show_text(ask, words("head/now"), held.now.text)
        screen.line(words("head/keep"))


def show_text(ask: Ask, title: str, note: str) -> None:
    """A head under a title: to be read out, and every line of it to be copied."""
    ask.screen.blank()
    ask.screen.line(title, "bold")
    for line in (*to_read_out(ask.words, read_head(note)[0]), *lines_to_copy(note)):
        ask.screen.command(line)


def to_read_out(words: Words, head: Checkpoint) -> Iterator[str]:
    """Group, size and code, each on a line."""
    group, _ = parse_origin(head.origin)
    rows = (("group", group), ("size", number(head.size)), ("code", short_code(head.root)))
    labels = [words(f"head/{name}") for name, _ in rows]
    width = max(map(len, labels))
    for label, (_, value) in zip(labels, rows, strict=True):
        yield f"{label:{width}}  {value}"


def lines_to_copy(note: str) -> list[str]:
    """The lines of a head that hold something."""
    return [line for line in note.split("\n") if line]


def named(key: VerifierKey) -> str:
    """A key as people compare it: its name and hash."""
    return f"{key.name}+{key.key_hash.hex()}"


def _signers(words: Words, held: HeldHead) -> Iterator[str]:
    if not read_head(held.note)[1]:
        yield words("head/unsigned")
        return
    for key in held.signed_by:
        yield words("head/signed", key=named(key))
    for one in held.cosigned:
        yield words("head/cosigned", witness=named(one.key))
    if not held.signed_by and not held.cosigned:
        yield words("head/signed-by-nobody")
