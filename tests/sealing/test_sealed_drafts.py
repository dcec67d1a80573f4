"""A draft with sealed fields: carried in the open, read by who has the keys, and recorded only if it opens here."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import pytest

from kube_ledger import Draft, InvalidEvent, Refused, events, proofs
from kube_ledger.codec import pack, unpack
from kube_ledger.events import Erased, Locked
from kube_ledger.sealing import KeyFile
from sealed_books import DAY, SECRET, aid
from support import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.proofs import Signer
    from sealed_books import Told

SECRETS = (SECRET, "demam", "illness")


@pytest.fixture
def signer(told: Told) -> Signer:
    """The treasurer's."""
    key = proofs.generate_key("melati-3/m01", os.urandom)
    enrolled = events.KeyEnrolled(occurred_on=DAY, person_id="m01", vkey=key.vkey, use="person")
    role = events.RoleAssigned(occurred_on=DAY, person_id="m01", role="treasurer")
    told.group.record(role, enrolled, recorded_by="secretary")
    return key


@pytest.fixture
def others() -> Iterator[KeyFile]:
    """Keys of another ledger."""
    with KeyFile.in_memory(random=os.urandom) as keys:
        yield keys


def drafted(told: Told, signer: Signer) -> Draft:
    return told.group.draft(aid(), recorded_by="m01", actor_key=signer.key.key_id)


def test_who_drafts_it_sees_it_and_its_text_and_pickle_show_it_to_nobody(told: Told, signer: Signer) -> None:
    draft = drafted(told, signer)
    assert draft.events == (aid(),)
    shown = [draft.to_text(), repr(draft), str(draft), repr(draft.entries), *map(repr, draft.events)]
    raw = [*draft.commands, pickle.dumps(draft), *(text.encode() for text in shown)]
    assert not any(secret.encode() in held for held in raw for secret in SECRETS)
    assert pickle.loads(pickle.dumps(draft)) == draft
    assert pickle.loads(pickle.dumps(draft)).events[0].detail == Locked()


def test_who_approves_sees_it_with_the_keys_alone(told: Told, signer: Signer, others: KeyFile) -> None:
    text = drafted(told, signer).to_text()
    assert Draft.from_text(text, seal=told.keys).events == (aid(),)
    assert Draft.from_text(text).events[0].detail == Locked()
    assert Draft.from_text(text, seal=others).events[0].detail == Locked()


@pytest.mark.parametrize("with_keys", [True, False])
def test_it_is_recorded_as_it_was_signed(told: Told, signer: Signer, with_keys: bool) -> None:  # noqa: FBT001
    draft = Draft.from_text(drafted(told, signer).to_text(), seal=told.keys if with_keys else None)
    done = told.group.record(draft, approvals=[draft.sign(signer)])
    assert next(told.group.entries(done.positions[0])).event == aid()
    assert told.group.verify() == []
    assert told.group.record(draft, approvals=[draft.sign(signer)]).repeated


def test_a_ledger_without_keys_takes_it_too_and_can_not_read_it(told: Told, signer: Signer) -> None:
    draft = drafted(told, signer)
    with told.opened() as ledger:
        done = ledger.group(GROUP).record(draft, approvals=[draft.sign(signer)])
        assert next(ledger.group(GROUP).entries(done.positions[0])).event.detail == Locked()
    assert next(told.group.entries(done.positions[0])).event == aid()


def test_one_that_was_sealed_with_other_keys_is_refused(told: Told, signer: Signer, others: KeyFile) -> None:
    with told.opened(seal=others) as ledger:
        draft = ledger.group(GROUP).draft(aid(), recorded_by="m01", actor_key=signer.key.key_id)
    signatures = [draft.sign(signer)]
    with pytest.raises(Refused) as refused:
        told.group.record(draft, approvals=signatures)
    assert (refused.value.code, refused.value.refusal.field) == ("invalid-field", "reason")
    assert [one.code for one in told.group.check(draft, approvals=signatures)] == ["invalid-field"]


def test_one_whose_seal_was_changed_is_not_shown_and_not_recorded(told: Told, signer: Signer) -> None:
    command = list(unpack(drafted(told, signer).commands[0]))
    *sealed, (number, subject, key_id, nonce, ciphertext) = command[-1]
    command[-1] = (*sealed, (number, subject, key_id, nonce, bytes(len(ciphertext))))
    changed = (pack(tuple(command)),)
    with pytest.raises(InvalidEvent) as invalid:
        Draft(changed, opener=told.ledger._reader.sealer)
    assert [fault.path for fault in invalid.value.faults] == ["commands[0]"]
    unread = Draft(changed)
    with pytest.raises(Refused) as refused:
        told.group.record(unread, approvals=[unread.sign(signer)])
    assert (refused.value.code, refused.value.refusal.field) == ("invalid-field", "detail")


def test_once_her_key_is_destroyed_it_can_not_be_recorded(told: Told, signer: Signer) -> None:
    draft = drafted(told, signer)
    told.keys.destroy("m01")
    with pytest.raises(Refused) as refused:
        told.group.record(draft, approvals=[draft.sign(signer)])
    assert refused.value.code == "invalid-field"
    assert Draft.from_text(draft.to_text(), seal=told.keys).events[0].detail == Erased()
    with pytest.raises(InvalidEvent, match="m01"):
        drafted(told, signer)
