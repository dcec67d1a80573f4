"""The sealing keys beside a ledger, opened with their passphrase: from a file, or from whoever sits at the terminal."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

from kube_ledger.sealing.key_file import KeyFile, file_beside

from .faults import CannotRun
from .passphrase import passphrase
from .usage import Option

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kube_ledger.wording.interface import Words

    from .asking import Ask


def passphrase_option(words: Words) -> Option:
    """The option that names the file of their passphrase."""
    return Option(["--seal-passphrase-file"], metavar=words("metavar/file"), help=words("option/seal-passphrase-file"))


def keys_for_writing(ask: Ask, path: str, passphrase_file: str | None) -> AbstractContextManager[KeyFile | None]:
    """The keys of a ledger that is about to be written to; None where it has none.

    A ledger that has keys is never written to without them: what is sensitive would be stored in clear, for good.

    Args:
        ask: The language.
        path: The ledger's.
        passphrase_file: Where the passphrase stands; None = it is asked for.

    Raises:
        CannotRun: A passphrase is given and there are no keys, or it can't be asked for.
        SideFileUnusable: The file of keys can't be used.
        WrongPassphrase: The passphrase is another one.
        MissingExtra: `cryptography` is not installed.
    """
    return _opened(ask, path, passphrase_file, read_only=False)


def keys_for_reading(ask: Ask, path: str, passphrase_file: str | None) -> AbstractContextManager[KeyFile | None]:
    """The keys of a ledger, if the option asks for them: figures and proofs need none.

    Raises:
        CannotRun, SideFileUnusable, WrongPassphrase, MissingExtra: As of `keys_for_writing`.
    """
    return nullcontext() if passphrase_file is None else _opened(ask, path, passphrase_file, read_only=True)


def _opened(
    ask: Ask, path: str, passphrase_file: str | None, *, read_only: bool
) -> AbstractContextManager[KeyFile | None]:
    file = file_beside(path)
    if "://" not in path and os.path.lexists(file):
        secret = passphrase(ask, str(file), passphrase_file, option="--seal-passphrase-file")
        return KeyFile.open(path, secret, random=os.urandom, read_only=read_only)
    if passphrase_file is not None:
        raise CannotRun("seal/no-keys", path=path)
    return nullcontext()
