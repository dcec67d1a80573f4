"""`checkpoint`: the head of now, signed where there is a key, or with its proof for a witness; one read again."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING

from kube_ledger.audit.receipt import is_receipt, read_receipt
from kube_ledger.errors import ProofError
from kube_ledger.ledger import group_keys
from kube_ledger.proofs import read_head as read_head_text

from . import options
from .faults import CannotRun, complain
from .files import STANDARD, small, writing
from .log_key import log_key
from .log_key import params as key_params
from .usage import Natural, Option

if TYPE_CHECKING:
    import click

    from kube_ledger.ledger import Ledger
    from kube_ledger.proofs import Checkpoint, Signer
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
            _require_in_force(ledger, group, signer, str(key))
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


def _require_in_force(ledger: Ledger, group: str, signer: Signer, path: str) -> None:
    """Nothing, if the group's log enrols no key of its own yet, or enrols this one and did not revoke it.

    Raises:
        CannotRun: Whoever checks the head would take it for one that somebody else signed.
    """
    enrolled = [held for held in group_keys(ledger, group) if held.use == "log"]
    if enrolled and all(held.key.key_id != signer.key.key_id or held.revoked_at is not None for held in enrolled):
        raise CannotRun("checkpoint/other-key", path=path, group=group, key_id=signer.key.key_id.hex())


def kept_head(ask: Ask, path: str) -> bytes:
    """The head in a file, as it stands there: a signed note, or its bare three lines; of a receipt, its head.

    A receipt may be a file or a QR code's bytes. Who signed the head is not asked: what the log must extend is what the
    file says.

    Raises:
        CannotRun: It is none of them, or the file can't be read.
    """
    data = small(path)
    try:
        if is_receipt(data):
            return read_receipt(data).head.encode()
        head = _as_typed(data)
        read_head_text(head)
    except ProofError as error:
        problem = error.problem_id if ask.words.lang == "id" else error.problem
        raise CannotRun("checkpoint/unreadable", path=path, problem=problem) from error
    return head


def _as_typed(data: bytes) -> bytes:
    """A head as its form asks for, where a person typed or pasted it: editors end lines and begin files in their way.

    Nothing between the lines' ends is touched, and what is signed is checked as it is then.
    """
    text = data.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")
    return text if text.endswith(b"\n") else text + b"\n"


def read_head(ask: Ask, path: str) -> Checkpoint:
    """The same head, read."""
    return read_head_text(kept_head(ask, path))[0]
