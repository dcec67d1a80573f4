"""`export`: a group's entries as a file that import takes again, or its books as others read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.exchange import beancount_lines, bundle_lines, export_lines, hledger_lines, posting_lines

from . import options
from .bundles import trust_option, trusted
from .checkpoint import kept_head
from .faults import CannotRun
from .files import STANDARD, writing
from .progress import Progress
from .usage import Choice, Option, refuse
from .vkeys import of_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import click

    from kube_ledger.ledger import Group
    from kube_ledger.wording.interface import Words

    from .asking import Ask

FORMATS: Final[Mapping[str, Callable[[Group], Iterator[str]]]] = {
    "jsonl": export_lines,
    "hledger": hledger_lines,
    "beancount": beancount_lines,
    "csv": posting_lines,
}
"""Format → the lines of a group's file in it; `csv` has a line for every posting."""

BUNDLE: Final = "bundle"
"""The format that has the records themselves."""

_TOLD_LINES: Final = 1_000


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    form = Option(
        ["--format", "form"],
        type=Choice(words, (*FORMATS, BUNDLE)),
        required=True,
        metavar="|".join((*FORMATS, BUNDLE)),
        help=words("option/format"),
    )
    file = words("metavar/file")
    return [
        options.ledger(words),
        options.group(words),
        form,
        Option(["--output", "-o"], required=True, metavar=file, help=words("option/output")),
        Option(["--head", "heads"], multiple=True, metavar=file, help=words("option/bundle-head")),
        trust_option(words, "option/bundle-signers"),
        options.with_names(words),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    group: str,
    form: str,
    output: str,
    heads: Sequence[str],
    trust: Sequence[str],
    with_names: bool,
) -> int:
    """Write the file, or nothing."""
    if with_names and form != "csv":
        raise CannotRun("export/names-csv")
    if form != BUNDLE:
        refuse(ask.words, "bundle/only", {"heads": heads, "trust": trust})
    given = [kept_head(ask, file) for file in heads]
    keys = trusted(ask, trust)
    with ask.reading(path) as ledger:
        found = ask.group(ledger, group)
        size = found.size
        if form == BUNDLE:
            vkeys = of_logs(keys, [found.checkpoint().origin] if keys else [])
            lines = bundle_lines(ledger.log, group, ledger.domain, heads=given, vkeys=vkeys)
        else:
            lines = posting_lines(found, names=ledger.people.names()) if with_names else FORMATS[form](found)
        with writing(output, source=path) as stream, Progress(ask.words, "progress/export") as progress:
            for number, line in enumerate(lines, start=1):
                stream.write(line.encode("utf-8"))
                if number % _TOLD_LINES == 0:
                    progress(number)
    if output == STANDARD:
        return 0
    if ask.as_json:
        ask.answer({"exported": size})
    else:
        ask.tell("export/done", exported=size, group=group, file=output)
    return 0
