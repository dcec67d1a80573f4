"""`import`: a file of JSON Lines into a ledger, as one act."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.exchange import Imported, import_lines
from kube_ledger.ledger import Ledger

from . import options
from .faults import CannotRun, complain, trouble
from .files import STANDARD, new_ledger, reading
from .log_key import log_key
from .log_key import params as key_params
from .progress import Progress
from .usage import Argument

if TYPE_CHECKING:
    from typing import BinaryIO

    import click

    from kube_ledger.exchange import BadLine
    from kube_ledger.proofs import Signer
    from kube_ledger.wording.interface import Words

    from .asking import Ask

SUFFIX: Final = ".jsonl"


class _Refused(Exception):  # leaves the block of a new ledger, which then is not put in place
    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self.imported = imported


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = Argument("file", metavar=words("metavar/file"), help=words("argument/file"))
    return [options.ledger(words), file, options.group(words), *key_params(words)]


def run(ask: Ask, *, path: str, file: str, group: str, key: str | None, passphrase_file: str | None) -> int:
    """Record the file, or name everything that is wrong with it."""
    if file != STANDARD and Path(file).suffix.lower() != SUFFIX:
        raise CannotRun("import/format", file=file)
    signer = log_key(ask, key, passphrase_file)
    with reading(file) as stream:
        imported = _imported(ask, path, group, stream, file, signer)
    if ask.as_json:
        ask.answer(_as_object(ask, imported))
    elif imported.refused:
        _name_all(ask, imported.refused, file)
    else:
        _say_what_was_done(ask, imported, path, file)
    return 1 if imported.refused else 0


def _imported(  # noqa: PLR0917  # called in one place
    ask: Ask, path: str, group: str, stream: BinaryIO, file: str, signer: Signer | None
) -> Imported:
    domain = ask.domain()

    def into(ledger: Ledger) -> Imported:
        with Progress(ask.words, "progress/import") as progress:
            try:
                return import_lines(ledger.group(group), stream, progress=progress)
            except OSError as error:  # of the file that is read: the ledger's own have their sentences
                raise trouble(error, file) from error

    if os.path.lexists(path) or "://" in path:
        with Ledger.open(path, domain=domain, log_key=signer) as ledger:
            return into(ledger)
    try:
        with new_ledger(path) as making:
            with Ledger.create(making, domain=domain, log_key=signer) as ledger:
                imported = into(ledger)
            if imported.refused:
                raise _Refused(imported)
    except _Refused as refused:
        return refused.imported
    return imported


def _as_object(ask: Ask, imported: Imported) -> dict[str, Any]:
    if not imported.refused:
        return {
            "recorded": imported.recorded,
            "repeated": imported.repeated,
            "without_key": imported.without_key,
        }
    return {
        "refused": [
            {"line": bad.line, "code": bad.code, "path": bad.path, "message": _message(ask, bad)}
            for bad in imported.refused
        ]
    }


def _message(ask: Ask, bad: BadLine) -> str:
    return bad.message_id if ask.words.lang == "id" else bad.message


def _name_all(ask: Ask, refused: tuple[BadLine, ...], file: str) -> None:
    lines = len({bad.line for bad in refused})
    complain(ask.words("import/refused", file=_shown(ask, file), faults=len(refused), lines=lines))
    name = _shown(ask, file if file == STANDARD else Path(file).name)
    for bad in refused:
        where = "import/bad-line" if bad.path is None else "import/bad-field"
        complain(ask.words(where, file=name, line=bad.line, path=bad.path, problem=_message(ask, bad)))


def _say_what_was_done(ask: Ask, imported: Imported, path: str, file: str) -> None:
    shown = _shown(ask, file)
    if imported.recorded:
        ask.tell("import/recorded", recorded=imported.recorded, file=shown, path=path)
        if imported.repeated:
            ask.tell("import/some-repeated", repeated=imported.repeated)
    elif imported.repeated:
        ask.tell("import/all-repeated", repeated=imported.repeated, file=shown)
    else:
        ask.tell("import/nothing", file=shown)
    if imported.without_key:
        ask.tell("import/without-key", without_key=imported.without_key)


def _shown(ask: Ask, file: str) -> str:
    return ask.words("import/standard-input") if file == STANDARD else file
