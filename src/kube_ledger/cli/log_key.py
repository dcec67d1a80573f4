"""The log's key: `--key FILE`, and its passphrase from a file or from whoever sits at the terminal, without an echo."""

from __future__ import annotations

import getpass
import warnings
from typing import TYPE_CHECKING

from kube_ledger.errors import ProofError

from .faults import CannotRun
from .files import small
from .usage import Option

if TYPE_CHECKING:
    from kube_ledger.proofs import Signer
    from kube_ledger.wording.interface import Words

    from .asking import Ask

# Heads are signed under the name of the log that they are of: what the key is called meanwhile shows nowhere.
_NAME = "kube-ledger"


def params(words: Words) -> list[Option]:
    """The options."""
    return [
        Option(["--key"], metavar=words("metavar/file"), help=words("option/key")),
        Option(["--passphrase-file"], metavar=words("metavar/file"), help=words("option/passphrase-file")),
    ]


def log_key(ask: Ask, key: str | None, passphrase_file: str | None) -> Signer | None:
    """The key that the options name; None where they name none.

    Raises:
        CannotRun: There is no such key, it is damaged, or its passphrase is another one or can't be asked for.
        MissingExtra: `cryptography` is not installed.
    """
    if key is None:
        if passphrase_file is not None:
            raise CannotRun("key/no-key")
        return None
    from kube_ledger.proofs import load_key_as  # noqa: PLC0415  # only who signs needs proofs

    pem = small(key)
    secret = _asked(ask, key) if passphrase_file is None else _of_file(passphrase_file)
    try:
        return load_key_as(pem, secret, _NAME)
    except ProofError as error:
        problem = error.problem_id if ask.words.lang == "id" else error.problem
        raise CannotRun("key/unusable", path=key, problem=problem) from error


def _of_file(path: str) -> bytes:
    """What stands in it, without the end of its line."""
    return small(path).removesuffix(b"\n").removesuffix(b"\r")


def _asked(ask: Ask, key: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would go on and show what is typed
        try:
            return getpass.getpass(ask.words("key/passphrase", path=key))
        except (getpass.GetPassWarning, EOFError) as error:
            raise CannotRun("key/no-terminal", path=key) from error
