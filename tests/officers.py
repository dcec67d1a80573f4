"""A group whose officers hold keys: who they are, and how they sign what is to be recorded."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import evolve

from kube_ledger import events, proofs
from kube_ledger.codec import Approval
from kube_ledger.codec.envelope import encode_command
from kube_ledger.codec.signed import approver_message, author_message

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Recorded

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
