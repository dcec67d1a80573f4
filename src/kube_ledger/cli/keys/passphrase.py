"""`keys passphrase`: the same private key under another passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.cli.faults import CannotRun
from kube_ledger.cli.key_files import change, open_own, unusable
from kube_ledger.cli.passphrase import passphrase
from kube_ledger.cli.usage import Argument, Option
from kube_ledger.errors import ProofError
from kube_ledger.proofs import NO_PASSPHRASE

if TYPE_CHECKING:
    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = words("metavar/file")
    return [
        Argument("file", metavar=file, help=words("argument/private-file")),
        Option(["--passphrase-file"], metavar=file, help=words("option/passphrase-file")),
        Option(["--new-passphrase-file"], metavar=file, help=words("option/new-passphrase-file")),
        Option(["--no-passphrase"], is_flag=True, help=words("option/no-passphrase")),
    ]


def run(
    ask: Ask, *, file: str, passphrase_file: str | None, new_passphrase_file: str | None, no_passphrase: bool
) -> int:
    """Open the key, close it anew; until that is on the disk the old file stands."""
    if no_passphrase and new_passphrase_file is not None:
        raise CannotRun("keys/both-passphrases")
    signer = open_own(ask, file, passphrase_file)
    secret = NO_PASSPHRASE if no_passphrase else passphrase(ask, file, new_passphrase_file, is_new=True)
    try:
        change(file, signer, secret)
    except ProofError as error:
        raise unusable(ask, file, error) from error
    if ask.as_json:
        ask.answer({"file": file, "closed": not no_passphrase})
    else:
        ask.tell("keys/made-open" if no_passphrase else "keys/changed", file=file)
    return 0
