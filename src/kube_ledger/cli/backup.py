"""`backup`: a ledger copied to a new file while others go on recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import options
from .progress import Progress
from .usage import Argument, Option
from .verify import as_object

if TYPE_CHECKING:
    import click

    from kube_ledger.ledger import BackedUp
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    to = Argument("to", metavar=words("metavar/to"), help=words("argument/to"))
    return [options.ledger(words), to, Option(["--verify"], is_flag=True, help=words("option/verify"))]


def run(ask: Ask, *, path: str, to: str, verify: bool) -> int:
    """Make the copy and say what it holds; damage of the ledger is in it too, and is said."""
    with ask.reading(path) as ledger, Progress(ask.words, "progress/backup") as progress:
        done = ledger.backup(to, verify=verify, progress=progress)
    if ask.as_json:
        ask.answer(_as_object(ask, done))
    else:
        _tell(ask, path, done)
    return int(done.is_damaged)


def _as_object(ask: Ask, done: BackedUp) -> dict[str, Any]:
    def said(words: tuple[str, str] | None) -> str | None:
        return None if words is None else words[ask.words.lang == "id"]

    return {
        "path": done.path,
        "groups": done.groups,
        "entries": done.entries,
        "unreadable": said(done.unreadable),
        "doubt": None if done.doubt is None else done.doubt.message(ask.words.lang),
        "broken": None if done.audits is None else [as_object(audit, ask.words.lang) for audit in done.audits],
    }


def _tell(ask: Ask, path: str, done: BackedUp) -> None:
    if done.unreadable is not None:
        ask.tell("backup/unreadable", path=path, to=done.path, reason=done.unreadable[ask.words.lang == "id"])
    else:
        ask.tell("backup/done", path=path, to=done.path, groups=done.groups, entries=done.entries)
    if done.doubt is not None:
        ask.tell("backup/in-doubt")
    found = [finding for audit in done.audits or () for finding in audit.findings if finding.kind == "integrity"]
    if done.is_damaged and found:
        ask.tell("backup/damaged", findings=len(found), to=done.path)
    elif done.audits is not None and done.unreadable is None:
        ask.tell("backup/intact")
        if found:
            from .shown_findings import unknown  # noqa: PLC0415  # rarely

            ask.tell("verify/unknown-types", **unknown(found))
