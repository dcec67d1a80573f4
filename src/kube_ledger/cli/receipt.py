"""`receipt`: one entry's receipt made, or a receipt checked without any ledger."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kube_ledger.audit.receipt import Receipt, is_receipt, read_receipt
from kube_ledger.audit.short_code import read_short_code
from kube_ledger.errors import ProofError
from kube_ledger.events.base import in_clear
from kube_ledger.proofs import COSIGNATURE_KEY

from . import options
from .checkpoint import kept_head, read_head
from .faults import CannotRun
from .files import STANDARD, small, writing
from .usage import Argument, InItsForm, Natural, Option, refuse
from .vkeys import of_logs, read_vkey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.proofs import VerifierKey
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = words("metavar/file")
    position = Argument(
        "position",
        metavar=words("metavar/position"),
        help=words("argument/position"),
        type=Natural(words),
        required=False,
    )
    return [
        options.ledger(words, required=False),
        position,
        Option(["--group"], metavar=words("metavar/group"), help=words("option/group")),
        Option(["--output", "-o"], metavar=file, help=words("option/receipt-output")),
        Option(["--head"], metavar=file, help=words("option/receipt-head")),
        Option(["--qr"], metavar=file, help=words("option/qr")),
        Option(["--check"], metavar=file, help=words("option/check")),
        Option(
            ["--key", "keys"],
            type=InItsForm(words, read_vkey),
            multiple=True,
            metavar=words("metavar/vkey"),
            help=words("option/vkey"),
        ),
        Option(["--person", "persons"], multiple=True, metavar=words("metavar/vkey"), help=words("option/signer")),
        Option(
            ["--code"], type=InItsForm(words, read_short_code), metavar=words("metavar/code"), help=words("option/code")
        ),
    ]


def run(
    ask: Ask,
    *,
    check: str | None,
    keys: Sequence[VerifierKey],
    persons: Sequence[str],
    code: str | None,
    **rest: Any,
) -> int:
    """Check a receipt, or make one."""
    if check is not None:
        head = rest.pop("head")
        refuse(ask.words, "receipt/not-with-check", rest)
        return _checked(ask, check, keys, persons, code, head)
    refuse(ask.words, "receipt/only-with-check", {"keys": keys, "persons": persons, "code": code})
    _require("path", "position", "group", "output")
    return _made(ask, **rest)


def _require(*names: str) -> None:
    """Complain about a value that is missing."""
    ctx = click.get_current_context()
    for param in ctx.command.params:
        if param.name in names and ctx.params[param.name] is None:
            raise click.MissingParameter(ctx=ctx, param=param)


def _made(ask: Ask, *, path: str, position: int, group: str, output: str, head: str | None, qr: str | None) -> int:
    _refuse_doubled(output, qr, None if head == STANDARD else head)
    note = None if head is None else kept_head(ask, head)
    with ask.reading(path) as ledger:
        receipt = ask.group(ledger, group).receipt(position, note=note)
        event = receipt.check(books=ledger.domain).entry.event
        packed = receipt.to_qr()
        for file, data in ((output, receipt.to_text().encode()), (qr, packed)):
            if file is not None and data is not None:
                with writing(file, source=path) as stream:
                    stream.write(data)
        words = ledger.domain.label
    if STANDARD in (output, qr):
        return 0
    if ask.as_json:
        ask.answer(
            {
                "group": group,
                "position": position,
                "size": receipt.checkpoint.size,
                "root": receipt.checkpoint.root.hex(),
                "signed": bool(receipt.signatures),
                "code": receipt.short_code,
                "qr": None if packed is None else len(packed),
            }
        )
        return 0
    ask.tell("receipt/made", position=position, group=group, file=output, code=receipt.short_code)
    if not receipt.signatures:
        ask.tell("receipt/made-unsigned", size=receipt.checkpoint.size)
    if qr is not None:
        _tell_of_qr(ask, qr, packed)
    private = [words(name, ask.words.lang) for name in in_clear(event)]
    if private:
        ask.tell("receipt/private", fields=", ".join(private))
    return 0


def _refuse_doubled(*files: str | None) -> None:
    """Complain about two files of one name: the second would be written over the first."""
    seen: set[Path] = set()
    for file in files:
        if file is not None:
            place = Path(file).resolve()
            if place in seen:
                raise CannotRun("receipt/same-file", path=file)
            seen.add(place)


def _tell_of_qr(ask: Ask, file: str, packed: bytes | None) -> None:
    if packed is None:
        ask.tell("receipt/no-qr", file=file)
    else:
        ask.tell("receipt/made-qr", bytes=len(packed), file=file)


def _person(given: str) -> VerifierKey | Receipt:
    """A person's public key, or the receipt of the entry that enrols it."""
    with suppress(OSError, ValueError):
        if Path(given).is_file():
            data = small(given)
            if is_receipt(data):
                return read_receipt(data)
    return read_vkey(given)


def _checked(  # noqa: PLR0917  # the verb's own options
    ask: Ask, file: str, keys: Sequence[VerifierKey], persons: Sequence[str], code: str | None, head: str | None
) -> int:
    domain = ask.domain()
    given = None if head is None else read_head(ask, head)
    witnesses = [key for key in keys if key.type == COSIGNATURE_KEY]
    data = small(file)
    try:
        receipt = read_receipt(data)
        _check_code(ask, receipt, code)
        vkeys = of_logs((key for key in keys if key not in witnesses), [receipt.checkpoint.origin])
        known = [_person(one) for one in persons]
        proven = receipt.check(vkeys=vkeys, witnesses=witnesses, persons=known, head=given, books=domain)
    except ProofError as error:
        problem = error.problem_id if ask.words.lang == "id" else error.problem
        if ask.as_json:
            ask.answer({"proven": False, "reason": problem})
        else:
            from .shown_receipt import show_refused  # noqa: PLC0415  # rich only for people

            show_refused(ask, problem)
        return 1
    if ask.as_json:
        from .told_receipt import as_object  # noqa: PLC0415  # one of the two forms is asked for

        ask.answer(as_object(receipt, proven, domain))
    else:
        from .shown_receipt import show_proven  # noqa: PLC0415  # rich only for people

        show_proven(ask, receipt, proven, domain, witnesses=witnesses, head=head)
    return 0


def _check_code(ask: Ask, receipt: Receipt, code: str | None) -> None:
    if code is not None and code != receipt.short_code:
        facts = {"own": receipt.short_code, "told": code}
        said = ask.words("receipt/other-code", **facts)
        raise ProofError(said, problem_id=said)
