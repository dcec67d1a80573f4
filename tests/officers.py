"""A group whose officers hold keys: who they are, and how they sign what is to be recorded."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from book import JULY_1, Book
from kube_ledger import Refused, events, proofs
from kube_ledger.codec import Approval
from kube_ledger.codec.envelope import encode_command
from kube_ledger.codec.signed import approver_message, author_message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kube_ledger import Appended, Draft, Refusal
    from kube_ledger.codec import Recorded
    from kube_ledger.events import Event

CHAIR, SECRETARY, TREASURER, MEMBER, FACILITATOR = "m01", "m02", "m03", "m04", "ibu-rina"
OFFICES = {"chair": CHAIR, "secretary": SECRETARY, "treasurer": TREASURER, "facilitator": FACILITATOR}


def key_of(name: str, kind: int = proofs.NOTE_KEY) -> proofs.Signer:
    """The key pair of that name, the same each time; `m01~2` is another key of m01."""
    return proofs.generate_key(f"melati-3/{name}", lambda size: sha256(name.encode()).digest()[:size], type=kind)


def enrolment(day: date, name: str, use: str = "person") -> events.KeyEnrolled:
    """The enrolment of the key of that name, for the person whom the name begins with."""
    kind = proofs.COSIGNATURE_KEY if use == "witness" else proofs.NOTE_KEY
    person = None if use == "log" else name.partition("~")[0]
    return events.KeyEnrolled(occurred_on=day, person_id=person, vkey=key_of(name, kind).vkey, use=use)  # type: ignore[arg-type]


def revocation(day: date, name: str, reason: str = "lost", kind: int = proofs.NOTE_KEY) -> events.KeyRevoked:
    """The revocation of the key of that name."""
    return events.KeyRevoked(occurred_on=day, key_id=key_of(name, kind).key.key_id, reason=reason)  # type: ignore[arg-type]


def signed(entry: Recorded, *signers: proofs.Signer) -> Recorded:
    """The entry signed by its author, the first of the signers, and approved by the others."""
    author = signers[0]
    entry = evolve(entry, actor_key=author.key.key_id)  # type: ignore[misc]  # mypy does not see that it is attrs
    command = encode_command(entry)
    approvals = [Approval(author.key.key_id, author.sign(author_message(command)))]
    approvals += [Approval(one.key.key_id, one.sign(approver_message(command))) for one in signers[1:]]
    return evolve(entry, approvals=tuple(approvals))  # type: ignore[misc]


class Officers(Book):
    """A group with a chair, a secretary, a treasurer, a plain member and a facilitator, all of whom hold keys.

    Until it decides to sign, everything may be told unsigned too.
    """

    def __init__(self) -> None:
        super().__init__(CHAIR, SECRETARY, TREASURER, MEMBER, "m05")
        for role, person in OFFICES.items():
            self.tells(events.RoleAssigned(occurred_on=JULY_1, person_id=person, role=role))  # type: ignore[arg-type]
        for person in (CHAIR, SECRETARY, TREASURER, MEMBER, FACILITATOR):
            self.tells(enrolment(self.day, person))

    def draft(self, *told: Event, by: str, **other: Any) -> Draft:
        """A draft of hers, by the key that `by` names."""
        person = by.partition("~")[0]
        return self.group.draft(*told, recorded_by=person, actor_key=key_of(by).key.key_id, **other)

    def signs(self, *told: Event, by: str, with_: Sequence[str] = (), **other: Any) -> Appended:
        """She recorded it, and the others approved."""
        draft = self.draft(*told, by=by, **other)
        return self.group.record(draft, approvals=[draft.sign(key_of(name)) for name in (by, *with_)])

    def refuses_signed(self, *told: Event, by: str, with_: Sequence[str] = ()) -> Refusal:
        """Why this can't be recorded though it is signed; checking says the same, and nothing was written."""
        before = self.group.size, self.group.root
        draft = self.draft(*told, by=by)
        approvals = [draft.sign(key_of(name)) for name in (by, *with_)]
        checked = self.group.check(draft, approvals=approvals)
        with pytest.raises(Refused) as caught:
            self.group.record(draft, approvals=approvals)
        assert (self.group.size, self.group.root) == before
        assert checked[0] == caught.value.refusal
        return caught.value.refusal
