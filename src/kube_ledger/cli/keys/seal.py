"""`keys seal`: sealing keys for a ledger, so that what is sensitive is never again stored in clear."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from kube_ledger.cli import options
from kube_ledger.cli.faults import CannotRun
from kube_ledger.cli.passphrase import passphrase
from kube_ledger.cli.usage import Option
from kube_ledger.sealing.key_file import KeyFile, file_beside

if TYPE_CHECKING:
    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger(words),
        Option(["--passphrase-file"], metavar=words("metavar/file"), help=words("option/passphrase-file")),
    ]


def run(ask: Ask, *, path: str, passphrase_file: str | None) -> int:
    """Make the file of keys; one that is there stays as it is. The ledger may come after it."""
    if "://" in path:
        raise CannotRun("seal/no-file", path=path)
    file = file_beside(path)
    if os.path.lexists(file) and not _is_left_by_a_crash(file.lstat()):
        raise CannotRun("keys/seal-exists", file=file)
    secret = passphrase(ask, str(file), passphrase_file, is_new=True)
    KeyFile.create(path, secret, random=os.urandom).close()
    if ask.as_json:
        ask.answer({"path": path, "file": str(file)})
        return 0
    ask.tell("keys/seal-made", file=file, path=path)
    ask.tell("keys/seal-keep", file=file)
    return 0


def _is_left_by_a_crash(found: os.stat_result) -> bool:
    """Whether it is ours from before the first write: without a byte, and nobody else's to read."""
    return stat.S_ISREG(found.st_mode) and not found.st_size and not stat.S_IMODE(found.st_mode) & 0o077
