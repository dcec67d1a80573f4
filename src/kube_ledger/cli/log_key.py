"""The log's key: `--key FILE`, and its passphrase from a file or from whoever sits at the terminal, without an echo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import CannotRun
from .usage import Option

if TYPE_CHECKING:
    from kube_ledger.proofs import Signer
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def params(words: Words) -> list[Option]:
    """The options."""
    return [
        Option(["--key"], metavar=words("metavar/file"), help=words("option/log-key")),
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
    from .key_files import open_as_log_key  # noqa: PLC0415  # only who signs needs proofs

    return open_as_log_key(ask, key, passphrase_file)
