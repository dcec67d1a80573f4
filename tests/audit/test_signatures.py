"""Signatures are judged by the keys in force at their position: at append, and of records written past the rules."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from attrs import evolve

from kube_ledger import events, proofs
from kube_ledger.audit.derived import keys_of
from kube_ledger.codec import Approval, Recorded, decode, encode
from kube_ledger.codec.envelope import encode_command
from kube_ledger.domain import KUBE
from kube_ledger.errors import MissingExtra
from kube_ledger.rules import Standing, judge
from officers import enrolment, key_of, revocation, signed
from tampering import MELATI, SIZE, named, with_leaf

if TYPE_CHECKING:
    from collections.abc import Callable

    from kube_ledger.errors import Refusal
    from kube_ledger.events import Event
    from kube_ledger.proofs import Signer
    from tampering import Books

AUGUST = date(2019, 8, 5)
MOMENT = datetime(2019, 8, 6, 3, tzinfo=UTC)
TREASURER, CHAIR, SECOND = key_of("m03"), key_of("m01"), key_of("m03~2")
LOG, WITNESS = key_of("log"), key_of("ibu-rina", proofs.COSIGNATURE_KEY)
PLAIN_WITNESS = key_of("ibu-rina~2")
DUES = events.DuesPaid(occurred_on=AUGUST, member_id="m05", amount=5_000)
KEYS: list[Event] = [
    enrolment(AUGUST, "m03"),
    enrolment(AUGUST, "m01"),
    enrolment(AUGUST, "log", "log"),
    enrolment(AUGUST, "ibu-rina", "witness"),
    events.KeyEnrolled(occurred_on=AUGUST, person_id="ibu-rina", vkey=PLAIN_WITNESS.vkey, use="witness"),
]
AT = SIZE + len(KEYS)
"""Where the first entry behind the keys stands."""


def entry(event: Event, position: int, **envelope: Any) -> Recorded:
    """An entry that nobody judged, of a call of its own."""
    return Recorded(
        event=event,
        group_id=MELATI,
        call_id=UUID(int=7 << 76 | 2 << 62 | 1_000 + position),
        recorded_by="treasurer",
        recorded_at=MOMENT,
        position=position,
        books=KUBE,
        **envelope,
    )


def put_behind(books: Books, *entries: Recorded) -> None:
    """Written behind the last record, leaves, head and keys fitting; the keys of the officers go first."""
    whole = [*(entry(event, SIZE + place) for place, event in enumerate(KEYS)), *entries]
    books.hand.put([*books.hand.pairs(), *(with_leaf(encode(one)) for one in whole)], head=True)
    for one in whole:
        for key in keys_of(one):
            row = (books.hand.number(), key.kind, key.value, key.position, key.count)
            books.hand.connection.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", row)


def refused(books: Books, proposal: Recorded) -> Refusal | None:
    """What a rule says of the entry at append, behind the officers' keys and all others that are there."""
    standing = Standing(KUBE, KUBE.limits)
    stored = [decode(record, position=at, books=KUBE) for at, (_, record) in enumerate(books.hand.pairs())]
    for one in stored:
        standing.apply(one)
    return judge(standing, proposal, AUGUST, stored.__getitem__, encode_command(proposal))


def with_approvals(one: Recorded, change: Callable[[tuple[Approval, ...]], tuple[Approval, ...]]) -> Recorded:
    return evolve(one, approvals=change(one.approvals))  # type: ignore[misc]


def forged(one: Recorded, place: int) -> Recorded:
    """One bit of one signature turned."""
    key_id, signature = one.approvals[place]
    other = Approval(key_id, bytes([signature[0] ^ 1]) + signature[1:])
    return with_approvals(one, lambda all_: (*all_[:place], other, *all_[place + 1 :]))


def as_approvers(one: Recorded) -> Recorded:
    """The author signed the bytes that an approver signs."""
    from kube_ledger.codec.signed import approver_message

    own = Approval(TREASURER.key.key_id, TREASURER.sign(approver_message(encode_command(one))))
    return with_approvals(one, lambda all_: (own, *all_[1:]))


SOUND = signed(entry(DUES, AT), TREASURER, CHAIR)
WRONG: dict[str, tuple[Recorded, str, str]] = {
    "one bit of the author's": (forged(SOUND, 0), "signature-invalid", "signature-invalid"),
    "one bit of the approver's": (forged(SOUND, 1), "signature-invalid", "signature-invalid"),
    "an author who signed as an approver does": (as_approvers(SOUND), "signature-invalid", "signature-invalid"),
    "another amount": (
        evolve(SOUND, event=evolve(DUES, amount=6_000)),  # type: ignore[misc]
        "signature-invalid",
        "signature-invalid",
    ),
    "another group's": (
        with_approvals(SOUND, lambda _: signed(evolve(SOUND, group_id="mawar-1"), TREASURER, CHAIR).approvals),  # type: ignore[misc]
        "signature-invalid",
        "signature-invalid",
    ),
    "no signature of the author's": (with_approvals(SOUND, lambda _: ()), "signature-missing", "signature-invalid"),
    "the approver first": (with_approvals(SOUND, lambda all_: all_[::-1]), "signature-missing", "signature-invalid"),
    "an approval of what nobody signed": (
        evolve(SOUND, actor_key=None),  # type: ignore[misc]
        "signature-missing",
        "signature-invalid",
    ),
    "a key that nobody enrolled": (signed(entry(DUES, AT), SECOND), "key-not-in-force", "key-unknown"),
    "an approver whom nobody enrolled": (signed(entry(DUES, AT), CHAIR, SECOND), "key-not-in-force", "key-unknown"),
    "the log's own key": (signed(entry(DUES, AT), LOG), "key-not-in-force", "key-unknown"),
    "the log's own key as approver": (signed(entry(DUES, AT), CHAIR, LOG), "key-not-in-force", "key-unknown"),
    "a witness's key": (signed(entry(DUES, AT), WITNESS), "key-not-in-force", "key-unknown"),
    "a witness's key that signs notes": (signed(entry(DUES, AT), PLAIN_WITNESS), "key-not-in-force", "key-unknown"),
}


@pytest.mark.parametrize(("one", "code", "finding"), WRONG.values(), ids=WRONG)
def test_a_signature_that_does_not_count_is_refused_and_found_where_it_stands(
    books: Books, one: Recorded, code: str, finding: str
) -> None:
    put_behind(books)
    refusal = refused(books, one)
    assert refusal is not None
    assert refusal.code == code
    books.hand.restore()
    put_behind(books, one, entry(DUES, AT + 1))
    found, *others = books.findings()
    assert {*named([found]), *named(others)} == {(finding, AT)}
    assert found.kind == "integrity"
    assert found.what() != found.what("en")
    assert "{" not in found.what() + found.advice()


def test_sound_signatures_are_no_finding(books: Books) -> None:
    put_behind(books)
    assert refused(books, SOUND) is None
    books.hand.restore()
    put_behind(books, SOUND)
    assert books.findings() == []


def test_a_revoked_key_signs_no_more_and_what_it_signed_before_stays_signed(books: Books) -> None:
    before = signed(entry(DUES, AT), TREASURER)
    gone = signed(entry(revocation(AUGUST, "m03"), AT + 1), TREASURER)  # its own last signature still counts
    late = signed(entry(DUES, AT + 2), TREASURER)
    approved = signed(entry(DUES, AT + 3), CHAIR, TREASURER)
    put_behind(books, before, gone)
    assert refused(books, gone) is not None  # revoked twice
    refusal = refused(books, late)
    assert refusal is not None
    assert (refusal.code, refusal.facts["person"]) == ("key-not-in-force", "melati-3/m03")
    books.hand.restore()
    put_behind(books, before, gone, late, approved)
    assert named(books.findings()) == [("key-unknown", AT + 2), ("key-unknown", AT + 3)]


def test_without_the_look_at_its_revocation_a_key_would_sign_for_ever(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    before = signed(entry(DUES, AT), TREASURER)
    gone = signed(entry(revocation(AUGUST, "m03"), AT + 1), TREASURER)
    put_behind(books, before, gone, signed(entry(DUES, AT + 2), TREASURER))
    assert named(books.findings()) == [("key-unknown", AT + 2)]
    monkeypatch.setattr(sys.modules["kube_ledger.rules.signatures"], "counts", lambda held: held.use == "person")
    assert named(books.findings()) == []


def test_a_key_does_not_sign_the_record_that_enrols_it(books: Books) -> None:
    own = signed(entry(enrolment(AUGUST, "m03~2"), AT), SECOND)
    after = signed(entry(DUES, AT + 1), SECOND)
    put_behind(books)
    refusal = refused(books, own)
    assert refusal is not None
    assert refusal.code == "key-not-in-force"
    books.hand.restore()
    put_behind(books, own, after)
    assert named(books.findings()) == [("key-unknown", AT)]


def test_of_two_reasons_the_first_of_the_reference_is_said_and_an_audit_finds_both(books: Books) -> None:
    gone = entry(revocation(AUGUST, "m03"), AT)
    both = forged(signed(entry(DUES, AT + 1), TREASURER), 0)
    put_behind(books, gone)
    refusal = refused(books, both)
    assert refusal is not None
    assert refusal.code == "signature-invalid"
    books.hand.restore()
    put_behind(books, gone, both)
    assert sorted(named(books.findings())) == [("key-unknown", AT + 1), ("signature-invalid", AT + 1)]


def test_a_bad_signature_hides_no_broken_rule_and_no_rule_hides_it(books: Books) -> None:
    unknown = events.DuesPaid(occurred_on=AUGUST, member_id="m99", amount=5_000)
    closed = events.DuesPaid(occurred_on=date(2019, 7, 8), member_id="m01", amount=5_000)
    put_behind(books, forged(signed(entry(unknown, AT), CHAIR), 0), forged(signed(entry(closed, AT + 1), CHAIR), 0))
    codes = [(finding.code, finding.position, finding.facts.get("refusal")) for finding in books.findings()]
    assert codes == [
        ("signature-invalid", AT, None),
        ("rule-broken", AT, "unknown-member"),
        ("signature-invalid", AT + 1, None),
        ("rule-broken", AT + 1, "month-closed"),
    ]


def test_where_the_enrolment_is_damaged_what_follows_from_that_is_said_once(books: Books) -> None:
    put_behind(books, *(signed(entry(DUES, AT + place), TREASURER) for place in range(3)))
    books.hand.put_record(SIZE, b"\x91\xc0")
    found = books.findings()
    assert ("key-unknown", AT) in named(found)
    assert [code for code, _ in named(found)].count("key-unknown") == 1
    (one,) = [finding for finding in found if finding.code == "key-unknown"]
    assert one.facts["cause"] == SIZE


@pytest.mark.parametrize("signer", [None, CHAIR], ids=["unsigned", "signed"])
def test_only_a_signed_book_needs_cryptography(
    books: Books, monkeypatch: pytest.MonkeyPatch, signer: Signer | None
) -> None:
    put_behind(books, *([] if signer is None else [signed(entry(DUES, AT), signer)]))
    monkeypatch.setattr("kube_ledger.proofs.signing._ed25519", _no_cryptography)
    if signer is None:
        assert books.findings() == []
    else:
        with pytest.raises(MissingExtra):
            books.findings()


def _no_cryptography() -> Any:
    raise MissingExtra("proofs")
