"""`keys new`: a new private key in a file of its own, and its public half beside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kube_ledger.cli.faults import CannotRun
from kube_ledger.cli.key_files import PUBLIC, make, unusable
from kube_ledger.cli.passphrase import passphrase
from kube_ledger.cli.usage import Argument, Option
from kube_ledger.errors import ProofError
from kube_ledger.proofs import COSIGNATURE_KEY, NO_PASSPHRASE, NOTE_KEY, generate_key

from .show import as_object, tell_key

if TYPE_CHECKING:
    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = words("metavar/file")
    return [
        Argument("name", metavar=words("metavar/key-name"), help=words("argument/key-name")),
        Option(["--output", "-o"], required=True, metavar=file, help=words("option/key-output")),
        Option(["--witness"], is_flag=True, help=words("option/witness-key-type")),
        Option(["--passphrase-file"], metavar=file, help=words("option/passphrase-file")),
        Option(["--no-passphrase"], is_flag=True, help=words("option/no-passphrase")),
    ]


def run(ask: Ask, *, name: str, output: str, witness: bool, passphrase_file: str | None, no_passphrase: bool) -> int:
    """Make the key; nothing that is there is written over."""
    if no_passphrase and passphrase_file is not None:
        raise CannotRun("keys/both-passphrases")
    try:
        signer = generate_key(name, os.urandom, type=COSIGNATURE_KEY if witness else NOTE_KEY)
    except ProofError as error:
        raise CannotRun("keys/name", called=name) from error
    secret = NO_PASSPHRASE if no_passphrase else passphrase(ask, output, passphrase_file, is_new=True)
    try:
        make(output, signer, secret)
    except ProofError as error:
        raise unusable(ask, output, error) from error
    if ask.as_json:
        ask.answer({"file": output, "public": output + PUBLIC, **as_object(signer.key)})
        return 0
    ask.tell("keys/made", file=output, public=output + PUBLIC)
    ask.tell("keys/made-open" if no_passphrase else "keys/made-closed", file=output)
    tell_key(ask, signer.key)
    return 0
