"""A group whose officers hold keys: who they are, and how they sign what is to be recorded."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from book import JULY_1, Book
from kube_ledger import Refused, events, proofs
from kube_ledger.audit import keys_of
from kube_ledger.codec import Approval, encode
from kube_ledger.codec.envelope import encode_command
from kube_ledger.codec.signed import approver_message, author_message
from kube_ledger.ledger import Call
from kube_ledger.merkle import leaf_hash
from support import GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kube_ledger import Appended, Draft, Refusal
    from kube_ledger.audit import Finding
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

    def decides_to_sign(self, **rules: Any) -> None:
        """From now on the group signs; who is not told may do as before."""
        self.decides("d-sign", signing="signed", **rules)

    def slips_in(self, *told: Event, by: str, with_: Sequence[str] = ()) -> list[Finding]:
        """The same past all rules, leaves, head and keys fitting; what an audit finds."""
        draft = self.draft(*told, by=by)
        signatures = [draft.sign(key_of(name)) for name in (by, *with_)]
        return self.forged(Call.of_draft(draft, signatures))

    def slips_in_unsigned(self, *told: Event, by: str) -> list[Finding]:
        """The same of what nobody signed."""
        return self.forged(Call.of(told, by))

    def forged(self, call: Call) -> list[Finding]:
        """What an audit finds of a call that was written by whoever holds the file."""
        log, recorder = self.ledger.log, self.group._recorder
        recorder.catch_up()
        entries = recorder.proposals(call)
        records = [encode(entry) for entry in entries]
        leaves = [leaf_hash(record) for record in records]
        grown = recorder.tree.copy()
        for leaf in leaves:
            grown.add(leaf)
        keys = [key for entry in entries for key in keys_of(entry)]
        log.append(GROUP, records, leaves, keys, grown, self.group.size)
        return self.group.verify()

    def tells_past_the_rules(self, *told: Event) -> None:
        """This stands in the book though nobody signed it."""
        self.slips_in_unsigned(*told, by="secretary")

    def receives_signed(self, amount: int) -> None:
        """A gift came in, and the treasurer signed it."""
        self.signs(self.gift(amount), by=TREASURER)

    def sale(self, sale_id: str, **other: Any) -> events.SaleRecorded:
        """Two packs of peyek at the bazaar."""
        given: dict[str, Any] = {"owner": "group", "paid": True, **other}
        return events.SaleRecorded(
            occurred_on=self.day,
            sale_id=sale_id,
            product="peyek",
            channel="bazaar",
            lots=2,
            lot_size=1,
            lot_price=10_000,
            **given,
        )

    def first(self, type_: str) -> int:
        """Where the first event of a type stands."""
        return next(entry.position for entry in self.group.entries() if entry.event.event_type == type_)

    def last(self, type_: str) -> int:
        """Where the last event of a type stands."""
        return max(entry.position for entry in self.group.entries() if entry.event.event_type == type_)
