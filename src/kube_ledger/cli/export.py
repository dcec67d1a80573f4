"""`export`: a group's entries as a file that import takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.exchange import export_lines

from . import options
from .files import STANDARD, writing
from .progress import Progress
from .usage import Choice, Option

if TYPE_CHECKING:
    import click

    from kube_ledger.wording.interface import Words

    from .asking import Ask

FORMATS = ("jsonl",)
_TOLD_LINES = 1_000


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger(words),
        options.group(words),
        Option(
            ["--format", "form"],
            type=Choice(words, FORMATS),
            required=True,
            metavar="|".join(FORMATS),
            help=words("option/format"),
        ),
        Option(["--output", "-o"], required=True, metavar=words("metavar/file"), help=words("option/output")),
    ]


def run(ask: Ask, *, path: str, group: str, form: str, output: str) -> int:
    """Write the file, or nothing."""
    del form  # there is one
    done = 0
    with ask.reading(path) as ledger:
        found = ask.group(ledger, group)
        size = found.size
        with writing(output, source=path) as stream, Progress(ask.words, "progress/export") as progress:
            for line in export_lines(found):
                stream.write(line.encode("utf-8"))
                done += 1
                if done % _TOLD_LINES == 0:
                    progress(done, size)
    if output == STANDARD:
        return 0
    if ask.as_json:
        ask.answer({"exported": done})
    else:
        ask.tell("export/done", exported=done, group=group, file=output)
    return 0
