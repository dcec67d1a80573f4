"""With keys, what is sensitive is sealed before it is hashed: figures and proofs stay, and it leaks nowhere."""

from __future__ import annotations

import io
import os
import pickle
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from kube_ledger import (
    InvalidEvent,
    Ledger,
    Refused,
    SealBroken,
    SensitiveInClear,
    events,
    projections,
)
from kube_ledger.audit import keys_of
from kube_ledger.codec import decode, encode
from kube_ledger.events import Erased, Locked
from kube_ledger.exchange import beancount_lines, export_lines, hledger_lines, import_lines, posting_lines
from kube_ledger.merkle import Frontier, leaf_hash
from kube_ledger.sealing import KeyFile
from sealed_books import DAY, LEFT, SECRET, aid, beginning
from support import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger import Group, Recorded, Refusal
    from sealed_books import Told

SECRETS = (SECRET, LEFT, "demam", "illness", "jantung")


def refused(group: Group, event: events.Event) -> Refusal:
    with pytest.raises(Refused) as raised:
        group.record(event, recorded_by="treasurer")
    return raised.value.refusal


def records(ledger: Ledger) -> list[bytes]:
    return [row.record for page in ledger.log.read(GROUP) for row in page]


def put(ledger: Ledger, told: list[bytes], *, keys: bool = True) -> None:
    """Write records straight in; leaves and head fit."""
    tree = Frontier()
    leaves = [leaf_hash(record) for record in told]
    for leaf in leaves:
        tree.add(leaf)
    held = [key for position, record in enumerate(told) if keys for key in keys_of(decode(record, position=position))]
    ledger.log.append(GROUP, told, leaves, held, tree, 0)


def audited(told: Told, records_: list[bytes]) -> list[tuple[str, int | None, Any]]:
    """What an audit with keys finds in these records."""
    with Ledger.in_memory(seal=told.keys) as ledger:
        put(ledger, records_)
        return [(one.code, one.position, one.facts.get("refusal")) for one in ledger.group(GROUP).verify()]


def test_who_has_the_keys_reads_what_was_written(told: Told) -> None:
    entry = list(told.group.entries())[4]
    assert (entry.event.reason, entry.event.detail) == ("illness", SECRET)
    assert [item.number for item in entry.sealed] == [1, 5]
    assert {item.subject for item in entry.sealed} == {"m01"}


def test_who_has_none_reads_that_it_is_locked_and_sums_the_same(told: Told) -> None:
    with told.opened() as ledger:
        group = ledger.group(GROUP)
        event = list(group.entries())[4].event
        assert (event.reason, event.detail, event.amount) == (Locked(), Locked(), 1_000)
        for projection in (projections.balances, projections.participation, projections.solidarity):
            assert group.digest(projection) == told.group.digest(projection)
        assert (group.size, group.root) == (told.group.size, told.group.root)
        assert group.verify(strict=True) == told.group.verify(strict=True)
        assert group.verify() == []


def test_a_key_that_was_destroyed_reads_erased_and_every_proof_stays(told: Told) -> None:
    receipt, head = told.group.receipt(4), told.group.checkpoint()
    digests = [told.group.digest(one) for one in (projections.balances, projections.participation)]
    told.keys.destroy("m01")
    with told.opened(seal=told.keys) as ledger:
        group = ledger.group(GROUP)
        entries = list(group.entries())
        assert (entries[4].event.reason, entries[4].event.detail) == (Erased(), Erased())
        assert entries[5].event.reason == LEFT
        assert group.verify(earlier=[head]) == []
        assert (group.receipt(4), group.checkpoint()) == (receipt, head)
        assert [group.digest(one) for one in (projections.balances, projections.participation)] == digests
        for refusals in (group.check(aid(), recorded_by="treasurer"), [refused(group, aid())]):
            assert [(one.code, one.field) for one in refusals] == [("invalid-field", "reason")]
            assert "'m01'" in refusals[0].message("en")
        group.record(aid("m02"), recorded_by="treasurer")


def test_no_warning_is_given_and_no_finding_made_where_it_is_sealed(told: Told) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", SensitiveInClear)
        told.group.record(aid("m02"), recorded_by="treasurer")
    assert not [one for one in told.group.verify(strict=True) if one.code == "sensitive-in-clear"]


def test_nothing_of_it_stands_in_any_file(told: Told) -> None:
    for file in told.path.parent.iterdir():
        held = file.read_bytes()
        assert not any(secret.encode() in held for secret in SECRETS), file
    assert {file.name for file in told.path.parent.iterdir()} >= {"x.kube", "x.kube-wal", "x.kube-keys"}


def test_nothing_of_it_is_shown_or_exported_though_the_keys_are_here(told: Told) -> None:
    entries = list(told.group.entries())
    shown = [repr(entries), str(entries), repr(told.ledger), repr(told.group.explain("solidarity"))]
    shown += [*export_lines(told.group), *hledger_lines(told.group), *beancount_lines(told.group)]
    shown += [*posting_lines(told.group), told.group.receipt(4).text if hasattr(told.group.receipt(4), "text") else ""]
    assert not any(secret in text for text in shown for secret in SECRETS)
    assert any('{"sealed": true}' in text for text in shown)


def test_an_error_does_not_repeat_it(told: Told) -> None:
    with pytest.raises(Refused) as refused:
        told.group.record(aid(amount=90_000_000), recorded_by="treasurer")
    with pytest.raises(InvalidEvent) as invalid:
        aid(detail=SECRET + "\n")
    for error in (refused.value, invalid.value):
        assert not any(secret in str(error) + error.sentence + repr(error) for secret in SECRETS)


@pytest.mark.parametrize("other", ["flu", "x", "é" * 2_000, "\U0001f600" * 2_000])
def test_the_same_length_is_stored_whatever_is_said(told: Told, other: str) -> None:
    told.group.record(aid(detail=other), recorded_by="treasurer")
    sizes = [[len(item.ciphertext) for item in list(told.group.entries())[at].sealed] for at in (4, 6)]
    assert sizes[0] == sizes[1] == [256 + 16, 8_192 + 16]


def test_what_is_not_there_is_not_sealed(told: Told) -> None:
    told.group.record(aid(detail=None), recorded_by="treasurer")
    entry = list(told.group.entries())[6]
    assert [item.number for item in entry.sealed] == [1]
    assert entry.event.detail is None


def test_an_opened_entry_has_the_bytes_that_are_stored(told: Told) -> None:
    for entry, record in zip(told.group.entries(), records(told.ledger), strict=True):
        assert encode(entry) == record
        assert pickle.loads(pickle.dumps(entry)) == entry


# Moved and changed ciphertexts.


def moves(entries: list[Recorded]) -> Iterator[tuple[str, int, Recorded]]:
    """What was moved, where it stands now, and the entry there."""
    first, second = entries[4], entries[6]
    yield "to another event", 6, evolve(second, sealed=first.sealed)  # type: ignore[misc]
    reason, detail = first.sealed
    yield (
        "to another field",
        4,
        evolve(first, sealed=(reason._replace(nonce=detail.nonce, ciphertext=detail.ciphertext), detail)),  # type: ignore[misc]
    )
    yield "changed", 4, evolve(first, sealed=(reason._replace(ciphertext=bytes(272)), detail))  # type: ignore[misc]
    left = entries[5]
    yield (
        "of another person, under her key",
        5,
        evolve(left, sealed=(left.sealed[0]._replace(nonce=detail.nonce, ciphertext=detail.ciphertext),)),  # type: ignore[misc]
    )


@pytest.mark.parametrize("number", range(4))
def test_a_ciphertext_that_was_moved_or_changed_is_found_and_moves_no_figure(told: Told, number: int) -> None:
    told.group.record(aid(detail="asma"), recorded_by="treasurer")
    entries = list(told.group.entries())
    assert audited(told, records(told.ledger)) == []
    _, position, moved = list(moves(entries))[number]
    changed = records(told.ledger)
    changed[position] = encode(moved)
    assert audited(told, changed) == [("rule-broken", position, "seal-broken")]
    with pytest.raises(SealBroken) as broken:
        decode(changed[position], position=position, opener=told.ledger._reader.sealer)
    assert broken.value.position == position
    assert not any(secret in str(broken.value) + broken.value.sentence for secret in SECRETS)
    with Ledger.in_memory(seal=told.keys) as ledger:
        put(ledger, changed)
        event = list(ledger.group(GROUP).entries())[position].event
        assert event.reason == Locked()
        assert ledger.group(GROUP).digest(projections.balances) == told.group.digest(projections.balances)


def test_a_seal_of_another_person_than_the_event_names_is_found_without_keys_too(told: Told) -> None:
    entry = list(told.group.entries())[4]
    reason, detail = entry.sealed
    changed = records(told.ledger)
    changed[4] = encode(evolve(entry, sealed=(reason, detail._replace(subject="m02"))))  # type: ignore[misc]
    with Ledger.in_memory() as ledger:
        put(ledger, changed)
        found = ledger.group(GROUP).verify()
        assert [(one.code, one.position, one.facts["refusal"]) for one in found] == [
            ("rule-broken", 4, "invalid-field")
        ]
    assert audited(told, changed) == [("rule-broken", 4, "invalid-field"), ("rule-broken", 4, "seal-broken")]


def test_a_moved_record_of_another_group_does_not_open(told: Told) -> None:
    entry = list(told.group.entries())[4]
    elsewhere = encode(evolve(entry, group_id="mawar-1"))  # type: ignore[misc]
    with pytest.raises(SealBroken):
        decode(elsewhere, opener=told.ledger._reader.sealer)


# Said twice, taken back, drafted, refused.


def test_a_call_said_twice_is_compared_where_the_key_is(told: Told) -> None:
    assert told.group.record(aid(), recorded_by="treasurer", key="aid").repeated
    with pytest.raises(Refused) as refused:
        told.group.record(aid(detail="kanker"), recorded_by="treasurer", key="aid")
    assert refused.value.refusal.code == "key-conflict"
    assert told.group.size == 6


def test_without_the_key_it_is_compared_by_what_can_be_read(told: Told) -> None:
    with told.opened() as ledger:
        group = ledger.group(GROUP)
        assert group.record(aid(detail="kanker"), recorded_by="treasurer", key="aid").repeated
        with pytest.raises(Refused):
            group.record(aid(amount=2_000), recorded_by="treasurer", key="aid")
        assert group.size == 6


def test_a_reversal_of_a_sealed_entry_holds_nothing_sensitive(told: Told) -> None:
    group = told.group
    group.record(group.reverse(4, reason="salah tulis", occurred_on=DAY), recorded_by="treasurer")
    entry = list(group.entries())[6]
    assert entry.sealed == ()
    assert (entry.event.original.reason, entry.event.original.detail) == (Locked(), Locked())
    assert group.view(projections.balances).of("cash", fund="iks") == 100_000
    assert group.verify() == []
    with told.opened() as ledger:
        assert ledger.group(GROUP).verify() == []


def test_several_calls_and_several_persons_in_one(told: Told) -> None:
    told.group.record(aid(detail="satu"), aid("m02", detail="dua"), recorded_by="treasurer")
    entries = list(told.group.entries())[6:]
    assert [(one.event.detail, one.sealed[0].subject) for one in entries] == [("satu", "m01"), ("dua", "m02")]
    told.keys.destroy("m01")
    with told.opened(seal=told.keys) as ledger:
        assert [one.event.detail for one in ledger.group(GROUP).entries(6)] == [Erased(), "dua"]


def test_nobody_gets_a_key_for_what_is_refused_or_only_checked(told: Told) -> None:
    with KeyFile.in_memory(random=os.urandom) as keys, Ledger.in_memory(seal=keys, clock=told.ledger._clock) as ledger:
        group = ledger.group(GROUP)
        group.record(*beginning(), recorded_by="secretary")
        assert group.check(aid(), recorded_by="treasurer") == []
        with pytest.raises(Refused):
            group.record(aid("m99"), recorded_by="treasurer")
        assert keys._find("m01") is keys._find("m99") is None
        group.record(aid(), recorded_by="treasurer")
        assert keys._find("m01") is not None


def test_a_draft_is_sealed_before_it_is_signed(told: Told) -> None:
    from kube_ledger import proofs

    signer = proofs.generate_key("melati-3/m01", os.urandom)
    enrolled = events.KeyEnrolled(occurred_on=DAY, person_id="m01", vkey=signer.vkey, use="person")
    told.group.record(
        events.RoleAssigned(occurred_on=DAY, person_id="m01", role="treasurer"), enrolled, recorded_by="secretary"
    )
    draft = told.group.draft(aid(), recorded_by="m01", actor_key=signer.key.key_id)
    assert not any(secret.encode() in command for command in draft.commands for secret in SECRETS)
    assert not any(secret in draft.to_text() + repr(draft) for secret in SECRETS)
    done = told.group.record(draft, approvals=[draft.sign(signer)])
    entry = next(iter(told.group.entries(done.positions[0])))
    assert entry.event.detail == SECRET
    assert told.group.verify() == []


def test_what_was_signed_in_clear_is_not_recorded_where_it_would_be_sealed(told: Told) -> None:
    from kube_ledger import proofs

    signer = proofs.generate_key("melati-3/m01", os.urandom)
    with told.opened() as ledger:
        draft = ledger.group(GROUP).draft(aid(), recorded_by="m01", actor_key=signer.key.key_id)
    with pytest.raises(Refused) as refused:
        told.group.record(draft, approvals=[draft.sign(signer)])
    assert refused.value.refusal.code == "invalid-field"


def test_an_import_is_sealed_too(told: Told) -> None:
    told_lines = [
        (
            '{"type": "iks-disbursed", "occurred_on": "2019-07-07", "recorded_by": "treasurer", "key": "j", "data": '
            f'{{"beneficiary_id": "m01", "reason": "illness", "amount": 500, "detail": "{SECRET}"}}}}'
        )
    ]
    import_lines(told.group, io.BytesIO("\n".join(told_lines).encode()))
    assert next(iter(told.group.entries(6))).event.detail == SECRET
    assert not any(secret.encode() in record for record in records(told.ledger) for secret in SECRETS)


def test_two_ledgers_with_the_same_keys_agree(told: Told) -> None:
    with KeyFile.open(str(told.path), "rahasia", random=os.urandom) as keys, told.opened(seal=keys) as other:
        assert list(other.group(GROUP).entries())[4].event.detail == SECRET
