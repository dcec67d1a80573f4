"""`keys show`: what a key file or a public key says of itself, and nothing secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kube_ledger.cli.faults import CannotRun
from kube_ledger.cli.key_files import is_private, open_own, public_beside, unusable
from kube_ledger.cli.usage import Argument, Option
from kube_ledger.cli.vkeys import read_vkey
from kube_ledger.errors import ProofError
from kube_ledger.proofs import COSIGNATURE_KEY

if TYPE_CHECKING:
    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.proofs import VerifierKey
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = words("metavar/file")
    return [
        Argument("file", metavar=file, help=words("argument/key-file")),
        Option(["--check"], is_flag=True, help=words("option/check-key")),
        Option(["--passphrase-file"], metavar=file, help=words("option/passphrase-file")),
    ]


def run(ask: Ask, *, file: str, check: bool, passphrase_file: str | None) -> int:
    """Show the public key; with `--check` only once the private one is opened and belongs to it."""
    private = is_private(file)
    if check and not private:
        raise CannotRun("keys/not-private", path=file)
    if not private:
        key = _public(ask, file)
    else:
        key = open_own(ask, file, passphrase_file).key if check else public_beside(file)
    if ask.as_json:
        ask.answer({**as_object(key), "checked": check})
        return 0
    tell_key(ask, key)
    if check:
        ask.tell("keys/belongs", file=file)
    return 0


def _public(ask: Ask, given: str) -> VerifierKey:
    try:
        return read_vkey(given)
    except ProofError as error:
        raise unusable(ask, given, error) from error


def as_object(key: VerifierKey) -> dict[str, Any]:
    """A public key for a machine."""
    return {"name": key.name, "type": key.type, "key_id": key.key_id.hex(), "vkey": key.text}


def tell_key(ask: Ask, key: VerifierKey) -> None:
    """A public key for a person."""
    ask.tell("keys/name-of", called=key.name)
    ask.tell("keys/id-of", key_id=key.key_id.hex())
    ask.tell("keys/signs-heads-only" if key.type == COSIGNATURE_KEY else "keys/signs")
    ask.tell("keys/public-of", vkey=key.text)
