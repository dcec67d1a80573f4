"""`import`: a file of JSON Lines, or a bundle, into a ledger, as one act."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import frozen

from kube_ledger.exchange import BadLine, Imported, import_lines, restore_bundle
from kube_ledger.ledger import Ledger

from . import options
from .bundles import is_bundle, origins_in, rereadable, trust_option, trusted
from .checkpoint import kept_head
from .faults import CannotRun, complain, trouble
from .files import STANDARD, new_ledger, reading
from .log_key import log_key
from .log_key import params as key_params
from .progress import Progress
from .seal_keys import keys_for_writing, passphrase_option
from .usage import Argument, Option, refuse
from .vkeys import of_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    import click

    from kube_ledger.exchange import Restored
    from kube_ledger.ledger import Group
    from kube_ledger.proofs import Signer, VerifierKey
    from kube_ledger.sealing import KeyFile
    from kube_ledger.wording.interface import Words

    from .asking import Ask

SUFFIX: Final = ".jsonl"

Done = TypeVar("Done", "Imported", "Restored")


class _Refused(Exception):  # leaves the block of a new ledger, which then is not put in place
    pass


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = words("metavar/file")
    return [
        options.ledger(words),
        Argument("file", metavar=file, help=words("argument/file")),
        options.group(words),
        trust_option(words),
        Option(["--checkpoint"], metavar=file, help=words("option/bundle-checkpoint")),
        *key_params(words),
        passphrase_option(words),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    file: str,
    group: str,
    trust: Sequence[str],
    checkpoint: str | None,
    key: str | None,
    passphrase_file: str | None,
    seal_passphrase_file: str | None,
) -> int:
    """Record the file, or name everything that is wrong with it."""
    with reading(file) as stream, keys_for_writing(ask, path, seal_passphrase_file) as seal:
        if is_bundle(stream, file):
            keys, earlier = trusted(ask, trust), None if checkpoint is None else kept_head(ask, checkpoint)
            into = _Into(ask, path, group, file, log_key(ask, key, passphrase_file), seal)
            return _bundle(into, stream, keys, earlier)
        if file != STANDARD and Path(file).suffix.lower() != SUFFIX:
            raise CannotRun("import/format", file=file)
        refuse(ask.words, "bundle/only", {"trust": trust, "checkpoint": checkpoint})
        into = _Into(ask, path, group, file, log_key(ask, key, passphrase_file), seal)
        imported = into.do(lambda held, progress: import_lines(held, stream, progress=progress))
    if ask.as_json:
        ask.answer(_as_object(ask, imported))
    elif imported.refused:
        _name_all(ask, imported.refused, file)
    else:
        _say_what_was_done(ask, imported, path, file)
    return 1 if imported.refused else 0


def _bundle(into: _Into, stream: BinaryIO, keys: Sequence[VerifierKey], earlier: bytes | None) -> int:
    ask = into.ask
    with rereadable(stream) as bundle:
        vkeys = of_logs(keys, origins_in(bundle))
        restored = into.do(
            lambda held, progress: restore_bundle(held, bundle, vkeys=vkeys, earlier=earlier, progress=progress)
        )
    fault = restored.fault
    if fault is None:
        # Every position is written once, with or without a key: nothing of a bundle could come twice.
        imported = Imported(restored.recorded, restored.repeated, 0, ())
        if ask.as_json:
            ask.answer(_as_object(ask, imported))
        else:
            _say_what_was_done(ask, imported, into.path, into.file)
        return 0
    if ask.as_json:
        where = "group" if fault.code == "invalid-field" else None
        bad = BadLine(fault.line, fault.code, where, fault.message("en"), fault.message("id"))
        answer = _as_object(ask, Imported(0, 0, 0, (bad,)))
        ask.answer(answer | {"heads": [head.text for head in restored.heads]} if restored.heads else answer)
    else:
        complain(fault.message(ask.words.lang))
        for name, head in zip(("bundle/here", "bundle/there"), restored.heads, strict=False):
            complain(ask.words(name))
            for text in head.text.splitlines():
                complain(f"  {text}")
    return 1


@frozen
class _Into:
    """Where the file goes: a group of a ledger, which is made if it is not there.

    Attributes:
        ask: The language and the domain.
        path: The ledger's.
        group: The group's id.
        file: What is read.
        signer: The log's key, where one is given.
        seal: The sealing keys, where there are any.
    """

    ask: Ask
    path: str
    group: str
    file: str
    signer: Signer | None
    seal: KeyFile | None

    def do(self, act: Callable[[Group, Progress], Done]) -> Done:
        """Do it with the group; a ledger that is made for it is put in place only if nothing is refused."""
        domain = self.ask.domain()
        if os.path.lexists(self.path) or "://" in self.path:
            with Ledger.open(self.path, domain=domain, log_key=self.signer, seal=self.seal) as ledger:
                return self._done(ledger, act)
        done = None
        try:
            with new_ledger(self.path) as making:
                with Ledger.create(making, domain=domain, log_key=self.signer, seal=self.seal) as ledger:
                    done = self._done(ledger, act)
                if done.is_refused:
                    raise _Refused
        except _Refused:
            pass
        assert done is not None  # else something else was raised
        return done

    def _done(self, ledger: Ledger, act: Callable[[Group, Progress], Done]) -> Done:
        with Progress(self.ask.words, "progress/import") as progress:
            try:
                return act(ledger.group(self.group), progress)
            except OSError as error:  # of the file that is read: the ledger's own have their sentences
                raise trouble(error, self.file) from error


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
