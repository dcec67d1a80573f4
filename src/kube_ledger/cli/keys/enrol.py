"""`keys enrol`: from here on the signatures of a public key count in a group's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.cli.faults import CannotRun
from kube_ledger.cli.key_files import unusable
from kube_ledger.cli.usage import Argument, Choice, Option
from kube_ledger.cli.vkeys import read_vkey
from kube_ledger.errors import ProofError
from kube_ledger.events import KeyEnrolled
from kube_ledger.ledger import as_log_key

from .drafts import drafting_of, write_draft
from .drafts import params as draft_params
from .recording import day_of, recording
from .recording import params as recording_params
from .show import as_object

if TYPE_CHECKING:
    from datetime import date
    from typing import Literal

    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.wording.interface import Words

USES = ("log", "person", "witness")


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    path, *others = recording_params(words)
    return [
        path,
        Argument("vkey", metavar=words("metavar/vkey"), help=words("argument/vkey")),
        *others,
        Option(["--use"], type=Choice(words, USES), required=True, metavar="|".join(USES), help=words("option/use")),
        *draft_params(words),
        Option(["--person"], metavar=words("metavar/person"), help=words("option/person")),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    vkey: str,
    group: str,
    by: str,
    occurred_on: date | None,
    use: Literal["log", "person", "witness"],
    person: str | None,
    draft: str | None,
    author: str | None,
) -> int:
    """Check the key and record it; the log's own under the name of the group's log."""
    if (use == "log") == (person is not None):
        raise CannotRun("keys/person-for-log" if use == "log" else "keys/no-person", use=use)
    drafting = drafting_of(ask, draft, author)
    try:
        key = read_vkey(vkey)
        with recording(ask, path, group, drafting=drafting is not None) as (ledger, found):
            key = as_log_key(ledger, group, key) if use == "log" else key
            event = KeyEnrolled(occurred_on=day_of(found, occurred_on), vkey=key.text, use=use, person_id=person)
            if drafting is not None:
                return write_draft(ask, ledger, group, event, by=by, drafting=drafting)
            done = found.record(event, recorded_by=by)
            used = ledger.domain.label(use, ask.words.lang)
    except ProofError as error:
        raise unusable(ask, vkey, error) from error
    position = done.positions[0]
    if ask.as_json:
        ask.answer({"group": group, "position": position, "use": use, "person_id": person, **as_object(key)})
    else:
        ask.tell("keys/enrolled", group=group, position=position, use=used, key_id=key.key_id.hex(), called=key.name)
    return 0
