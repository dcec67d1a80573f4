"""Drafts in files: what is to be recorded and who has signed it, carried from one officer to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kube_ledger.cli.faults import CannotRun
from kube_ledger.cli.files import small
from kube_ledger.cli.key_files import unusable
from kube_ledger.cli.usage import Option
from kube_ledger.cli.vkeys import read_vkey
from kube_ledger.errors import InvalidEvent, ProofError
from kube_ledger.ledger import Draft, DraftSignature, group_keys
from kube_ledger.log.new_file import new_file

if TYPE_CHECKING:
    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.domain import Domain
    from kube_ledger.events import Event
    from kube_ledger.ledger import Ledger
    from kube_ledger.proofs import VerifierKey
    from kube_ledger.wording.interface import Words

_SIGNATURE: Final = b"kube-ledger/signature/1\n"
"""How a signature begins; no line of a draft can be this one, for base64 has no hyphen."""


def params(words: Words) -> list[click.Parameter]:
    """What turns a verb that records into one that drafts."""
    return [
        Option(["--draft"], metavar=words("metavar/file"), help=words("option/draft")),
        Option(["--author"], metavar=words("metavar/vkey"), help=words("option/author")),
    ]


class DraftFile(NamedTuple):
    """A draft and the signatures on it, one text behind the other."""

    draft: Draft
    signatures: tuple[DraftSignature, ...] = ()

    def to_bytes(self) -> bytes:
        """The file."""
        return "".join([self.draft.to_text(), *(one.to_text() for one in self.signatures)]).encode()

    @property
    def signed_by(self) -> list[str]:
        """The ids of the keys that have signed, in hex."""
        return [one.key_id.hex() for one in self.signatures]

    def as_object(self) -> dict[str, Any]:
        """What it is, for a machine."""
        events = [
            {"type": event.event_type, "occurred_on": event.occurred_on.isoformat()} for event in self.draft.events
        ]
        author = self.draft.actor_key.hex()
        return {"group": self.draft.group_id, "events": events, "author": author, "signed_by": self.signed_by}


def read_draft(path: str, domain: Domain) -> DraftFile:
    """What a file holds.

    Raises:
        CannotRun: It holds no draft of events that this domain knows, or can't be read.
    """
    draft, *signatures = small(path).split(_SIGNATURE)
    try:
        return DraftFile(
            Draft.from_text(draft, domain=domain),
            tuple(DraftSignature.from_text(_SIGNATURE + one) for one in signatures),
        )
    except InvalidEvent as error:
        raise CannotRun("keys/no-draft", path=path) from error


class Drafting(NamedTuple):
    """That a draft is wanted instead of a record.

    Attributes:
        to: The file that it goes to.
        author: The key of whoever will record it.
    """

    to: str
    author: VerifierKey


def drafting_of(ask: Ask, draft: str | None, author: str | None) -> Drafting | None:
    """What the two options ask for; None where no draft is.

    Raises:
        CannotRun: One of the two options is missing, or that is no key.
    """
    if draft is None and author is None:
        return None
    if draft is None or author is None:
        raise CannotRun("keys/draft-and-author")
    try:
        return Drafting(draft, read_vkey(author))
    except ProofError as error:
        raise unusable(ask, author, error) from error


def write_draft(ask: Ask, ledger: Ledger, group: str, *events: Event, by: str, drafting: Drafting) -> int:
    """Write a draft that nobody has signed yet, over no file that is there; records nothing.

    Raises:
        CannotRun: The author's key is no person's in force.
        LedgerExists: There is such a file.
    """
    to, author = drafting
    held = {one.key.key_id for one in group_keys(ledger, group) if one.use == "person" and one.revoked_at is None}
    if author.key_id not in held:
        raise CannotRun("keys/author-unknown", key_id=author.key_id.hex(), called=author.name, group=group)
    made = DraftFile(ledger.group(group).draft(*events, recorded_by=by, actor_key=author.key_id))
    with new_file(to) as temporary:
        Path(temporary).write_bytes(made.to_bytes())
    if ask.as_json:
        ask.answer({**made.as_object(), "file": to})
    else:
        ask.tell("keys/drafted", file=to, key_id=author.key_id.hex())
    return 0
