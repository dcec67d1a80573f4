"""`keys rotate`: a new log key follows the old one, which signs that it agrees."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kube_ledger.cli.faults import CannotRun
from kube_ledger.cli.files import STANDARD, writing
from kube_ledger.cli.key_files import open_as_log_key
from kube_ledger.cli.usage import Option
from kube_ledger.errors import ProofError
from kube_ledger.ledger import group_keys, handover, rotation

from .drafts import drafting_of, write_draft
from .drafts import params as draft_params
from .recording import day_of, recording
from .recording import params as recording_params

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.ledger import Ledger
    from kube_ledger.proofs import Signer
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    file = words("metavar/file")
    return [
        *recording_params(words),
        Option(["--old"], required=True, metavar=file, help=words("option/old-key")),
        Option(["--new"], required=True, metavar=file, help=words("option/new-key")),
        Option(["--old-passphrase-file"], metavar=file, help=words("option/old-passphrase-file")),
        Option(["--new-passphrase-file"], metavar=file, help=words("option/new-key-passphrase-file")),
        Option(["--output", "-o"], metavar=file, help=words("option/handover-output")),
        *draft_params(words),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    group: str,
    by: str,
    occurred_on: date | None,
    old: str,
    new: str,
    old_passphrase_file: str | None,
    new_passphrase_file: str | None,
    output: str | None,
    draft: str | None,
    author: str | None,
) -> int:
    """Record the change in one call and hand out the head that both keys sign; done before, only the head."""
    drafting = drafting_of(ask, draft, author)
    before = open_as_log_key(ask, old, old_passphrase_file)
    after = open_as_log_key(ask, new, new_passphrase_file)
    try:
        with recording(ask, path, group, after, drafting=drafting is not None) as (ledger, found):
            if drafting is not None:
                events = rotation(ledger, group, before.key, after.key, occurred_on=day_of(found, occurred_on))
                return write_draft(ask, ledger, group, *events, by=by, drafting=drafting)
            recorded = not _is_done(ledger, group, before, after)
            if recorded:
                events = rotation(ledger, group, before.key, after.key, occurred_on=day_of(found, occurred_on))
                found.record(*events, recorded_by=by)
            note = handover(ledger, group, before, after)
            found.signed_head()
    except ProofError as error:
        problem = error.problem_id if ask.words.lang == "id" else error.problem
        raise CannotRun("keys/not-rotated", old=old, new=new, problem=problem) from error
    return _answered(ask, path, note, output, {"group": group, "recorded": recorded, "old": before, "new": after})


def _is_done(ledger: Ledger, group: str, old: Signer, new: Signer) -> bool:
    """Whether an earlier run recorded it: it may have been cut off before it handed out the head."""
    keys = {held.key.key_id: held for held in group_keys(ledger, group) if held.use == "log"}
    before, after = keys.get(old.key.key_id), keys.get(new.key.key_id)
    return before is not None and after is not None and before.revoked_at == after.position + 1


def _answered(ask: Ask, path: str, note: str, output: str | None, facts: dict[str, Any]) -> int:
    target = output or STANDARD
    if not (ask.as_json and target == STANDARD):
        with writing(target, source=path) as file:
            file.write(note.encode())
    facts |= {name: facts[name].key.key_id.hex() for name in ("old", "new")}
    if ask.as_json:
        ask.answer({**facts, "note": note})
        return 0
    said = ask.words("keys/rotated" if facts["recorded"] else "keys/rotated-before", **facts)
    if target == STANDARD:
        from kube_ledger.cli.faults import complain  # noqa: PLC0415  # the note alone stands on the standard output

        sys.stdout.flush()
        complain(said)
        complain(ask.words("keys/keep-handover"))
    else:
        ask.screen.line(said)
        ask.tell("keys/handover-written", file=target)
    return 0
