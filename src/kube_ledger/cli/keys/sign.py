"""`keys sign`: what a draft says is shown, then an officer's signature on it is added to its file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kube_ledger.cli.faults import CannotRun
from kube_ledger.cli.files import replacing
from kube_ledger.cli.key_files import open_own
from kube_ledger.cli.usage import Argument, Option
from kube_ledger.events import KeyEnrolled
from kube_ledger.proofs import NOTE_KEY, parse_vkey

from .drafts import DraftFile, read_draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.domain import Domain
    from kube_ledger.events import Event
    from kube_ledger.exchange.described import Describer, Line
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = words("metavar/file")
    return [
        Argument("file", metavar=file, help=words("argument/draft-file")),
        Argument("key", metavar=words("metavar/key-file"), help=words("argument/own-key")),
        Option(["--passphrase-file"], metavar=file, help=words("option/passphrase-file")),
    ]


def run(ask: Ask, *, file: str, key: str, passphrase_file: str | None) -> int:
    """Show it first, then ask for what opens the key: whoever doubts stops there."""
    domain = ask.domain()
    held = read_draft(file, domain)
    if not ask.as_json:
        _show(ask, held, domain)
        sys.stdout.flush()
    signer = open_own(ask, key, passphrase_file)
    if signer.key.type != NOTE_KEY:
        raise CannotRun("keys/witness-signs-heads", path=key)
    key_id = signer.key.key_id
    before = key_id.hex() in held.signed_by
    if not before:
        held = held._replace(signatures=(*held.signatures, held.draft.sign(signer)))
        with replacing(file) as stream:
            stream.write(held.to_bytes())
    if ask.as_json:
        ask.answer({**held.as_object(), "file": file})
    else:
        name = "keys/signed-as-author" if key_id == held.draft.actor_key else "keys/signed-as-approver"
        ask.tell("keys/signed-before" if before else name, key_id=key_id.hex(), file=file)
    return 0


def _show(ask: Ask, held: DraftFile, domain: Domain) -> None:
    """All that is to be signed, in the draft's own values."""
    from kube_ledger.cli.shown_lines import show_lines  # noqa: PLC0415  # rich only for people
    from kube_ledger.exchange.described import Describer, Line  # noqa: PLC0415  # as above

    words, draft = ask.words, held.draft
    describer = Describer(domain, words.lang)
    ask.screen.heading(words("draft/title", group=draft.group_id))
    for event in draft.events:
        show_lines(ask, list(_lines(ask, event, describer)))
        ask.screen.blank()
    seen = 0 if draft.seen is None else draft.seen.size
    show_lines(
        ask,
        [
            Line(words("receipt/recorded-by"), describer.author(draft.recorded_by)),
            Line(words("draft/author-key"), draft.actor_key.hex()),
            Line(words("draft/seen"), words("draft/seen-of", size=seen)),
            Line(words("draft/signed-by"), ", ".join(held.signed_by) or words("draft/nobody")),
        ],
    )
    ask.screen.blank()


def _lines(ask: Ask, event: Event, describer: Describer) -> Iterator[Line]:
    from kube_ledger.exchange.described import Line  # noqa: PLC0415  # as above
    from kube_ledger.wording import day  # noqa: PLC0415  # as above

    yield Line(ask.words("receipt/kind"), describer.kind(event))
    yield Line(ask.words("receipt/day"), day(event.occurred_on, ask.words.lang))
    yield from describer.lines(event)
    if isinstance(event, KeyEnrolled):  # what two people compare over the telephone
        yield Line(ask.words("draft/new-key"), parse_vkey(event.vkey).key_id.hex())
