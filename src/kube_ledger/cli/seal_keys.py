"""The sealing keys beside a ledger, opened with their passphrase: from a file, or from whoever sits at the terminal."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kube_ledger.private_file import beside_ledger
from kube_ledger.sealing.key_file import SUFFIX, KeyFile

from .faults import CannotRun
from .passphrase import passphrase
from .usage import Option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.wording.interface import Words

    from .asking import Ask


def passphrase_option(words: Words) -> Option:
    """The option that names the file of their passphrase."""
    return Option(["--seal-passphrase-file"], metavar=words("metavar/file"), help=words("option/seal-passphrase-file"))


@contextmanager
def keys_for_writing(ask: Ask, path: str, passphrase_file: str | None) -> Iterator[KeyFile | None]:
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
    if _are_there(path):
        with _opened(ask, path, passphrase_file, read_only=False) as keys:
            yield keys
    elif passphrase_file is None:
        yield None
    else:
        raise CannotRun("seal/no-keys", path=path)


@contextmanager
def keys_for_reading(ask: Ask, path: str, passphrase_file: str | None) -> Iterator[KeyFile | None]:
    """The keys of a ledger, if the option asks for them: figures and proofs need none.

    Raises:
        CannotRun, SideFileUnusable, WrongPassphrase, MissingExtra: As of `keys_for_writing`.
    """
    if passphrase_file is None:
        yield None
    elif _are_there(path):
        with _opened(ask, path, passphrase_file, read_only=True) as keys:
            yield keys
    else:
        raise CannotRun("seal/no-keys", path=path)


def _are_there(path: str) -> bool:
    return "://" not in path and os.path.lexists(beside_ledger(path, SUFFIX))


def _opened(ask: Ask, path: str, passphrase_file: str | None, *, read_only: bool) -> KeyFile:
    called = str(beside_ledger(path, SUFFIX))
    secret = passphrase(ask, called, passphrase_file, option="--seal-passphrase-file")
    return KeyFile.open(path, secret, random=os.urandom, read_only=read_only)
