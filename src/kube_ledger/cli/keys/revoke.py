"""`keys revoke`: from here on the signatures of a key count no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.cli.usage import Argument, Choice, InItsForm, Option
from kube_ledger.events import KeyRevoked
from kube_ledger.proofs import parse_key_id

from .drafts import drafting_of, write_draft
from .drafts import params as draft_params
from .recording import day_of, recording
from .recording import params as recording_params

if TYPE_CHECKING:
    from datetime import date
    from typing import Literal

    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.wording.interface import Words

REASONS = ("lost", "stolen", "ended")


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    path, *others = recording_params(words)
    return [
        path,
        Argument(
            "key_id",
            metavar=words("metavar/key-id"),
            help=words("argument/key-id"),
            type=InItsForm(words, parse_key_id),
        ),
        *others,
        Option(
            ["--reason"],
            type=Choice(words, REASONS),
            required=True,
            metavar="|".join(REASONS),
            help=words("option/reason"),
        ),
        *draft_params(words),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    key_id: bytes,
    group: str,
    by: str,
    occurred_on: date | None,
    reason: Literal["lost", "stolen", "ended"],
    draft: str | None,
    author: str | None,
) -> int:
    """Record that the key is revoked."""
    drafting = drafting_of(ask, draft, author)
    with recording(ask, path, group, drafting=drafting is not None) as (ledger, found):
        event = KeyRevoked(occurred_on=day_of(found, occurred_on), key_id=key_id, reason=reason)
        if drafting is not None:
            return write_draft(ask, ledger, group, event, by=by, drafting=drafting)
        done = found.record(event, recorded_by=by)
    position = done.positions[0]
    if ask.as_json:
        ask.answer({"group": group, "position": position, "key_id": key_id.hex(), "reason": reason})
    else:
        ask.tell("keys/revoked", group=group, position=position, key_id=key_id.hex())
    return 0
