"""`checkpoint`: the head of now, signed where there is a key, or with its proof for a witness; one read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.audit.receipt import is_receipt, read_receipt
from kube_ledger.proofs import read_head as read_head_text

from . import options
from .faults import complain
from .files import STANDARD, small, writing
from .log_key import log_key
from .log_key import params as key_params
from .usage import Natural, Option

if TYPE_CHECKING:
    import click

    from kube_ledger.proofs import Checkpoint
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger(words),
        options.group(words),
        *key_params(words),
        Option(["--since"], type=Natural(words), metavar="N", help=words("option/since")),
        Option(["--output", "-o"], metavar=words("metavar/file"), help=words("option/head-file")),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    group: str,
    key: str | None,
    passphrase_file: str | None,
    since: int | None,
    output: str | None,
) -> int:
    """Print the head or a request to a witness, or write it to a file; where nobody signed it, say so beside it."""
    signer = log_key(ask, key, passphrase_file)
    with ask.keeping(path, signer) as ledger:
        of_group = ask.group(ledger, group)
        note = None
        if signer is None:
            head = of_group.checkpoint()
        else:
            signed = of_group.signed_head()
            head, note = signed.checkpoint, signed.note
        text = note or head.text
        if since is not None:
            text = of_group.request_to_witness(since, note=text).text
    target = output or STANDARD
    if not (ask.as_json and target == STANDARD):
        with writing(target, source=path) as file:
            file.write(text.encode())
    if ask.as_json:
        answer = {"group": group, "origin": head.origin, "size": head.size, "root": head.root.hex()}
        asked = {} if since is None else {"request": text}
        ask.answer({**answer, "signed": note is not None, "note": note, **asked})
        return 0
    if target != STANDARD:
        ask.tell("checkpoint/written" if since is None else "checkpoint/requested", file=target, since=since)
    if note is None:
        complain(ask.words("checkpoint/unsigned"))
    return 0


def kept_head(path: str) -> bytes:
    """The head in a file, as it stands there: a signed note, or its bare three lines; of a receipt, its head.

    A receipt may be a file or a QR code's bytes. Who signed the head is not asked: what the log must extend is what the
    file says.

    Raises:
        ProofError: It is none of them.
        CannotRun: The file can't be read.
    """
    data = small(path)
    if is_receipt(data):
        return read_receipt(data).head.encode()
    read_head_text(data)
    return data


def read_head(path: str) -> Checkpoint:
    """The same head, read."""
    return read_head_text(kept_head(path))[0]
