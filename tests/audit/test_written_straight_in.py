"""Records written past the rules, with leaf, head and keys that fit: the audit judges them as `record` would."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from kube_ledger import Ledger, events, projections
from kube_ledger.codec import Recorded, decode, encode
from kube_ledger.errors import DecodeError, UnknownType
from kube_ledger.events import Event, EventReversed, UnknownEvent
from simpan import SIMPAN, LoanGiven
from tampering import CLOSING, MELATI, REVERSAL, SIZE, changed, named, with_leaf

if TYPE_CHECKING:
    from tampering import Books, Hand

AUGUST = date(2019, 8, 5)
RECORDED_AT = datetime(2019, 8, 6, 3, tzinfo=UTC)


def record_of(event: Event, **envelope: Any) -> bytes:
    """The record of an entry that nobody judged."""
    given = {
        "group_id": MELATI,
        "call_id": UUID(int=7 << 76 | 2 << 62 | 99),
        "recorded_by": "treasurer",
        "recorded_at": RECORDED_AT,
    }
    return encode(Recorded(event=event, **{**given, **envelope}))


def put_in_place(hand: Hand, position: int, record: bytes) -> None:
    """Replace a record; leaf and head fit."""
    pairs = hand.pairs()
    pairs[position] = with_leaf(record)
    hand.put(pairs, head=True)


def put_behind(hand: Hand, *records: bytes) -> None:
    """Write records behind the last; leaves and head fit."""
    hand.put([*hand.pairs(), *map(with_leaf, records)], head=True)


# Rules.

BROKEN = {
    "insufficient-funds": events.ExpensePaid(
        occurred_on=AUGUST, fund="kas", category="other", amount=9_000_000, description="emas", decision_id="d1"
    ),
    "unknown-member": events.DuesPaid(occurred_on=AUGUST, member_id="m99", amount=5_000),
    "fund-restricted": events.ExpensePaid(
        occurred_on=AUGUST, fund="iks", category="other", amount=1, description="bocor"
    ),
    "month-closed": events.DuesPaid(occurred_on=date(2019, 7, 8), member_id="m01", amount=5_000),
    "occurs-in-future": events.DuesPaid(occurred_on=date(2019, 8, 7), member_id="m01", amount=5_000),
    "duplicate-reference": events.MeetingHeld(occurred_on=AUGUST, meeting_id="w27", attendees=["m01"], agenda=[]),
    "over-ceiling": events.ExpensePaid(
        occurred_on=AUGUST, fund="kas", category="other", amount=100_001, description="panci"
    ),
    "group-exists": events.GroupFormed(
        occurred_on=AUGUST, name="x", kelurahan="x", kecamatan="x", city="x", formed_by="x", business="x"
    ),
}


@pytest.mark.parametrize("code", BROKEN)
def test_an_entry_that_breaks_a_rule_is_named_with_the_refusal_in_both_languages(books: Books, code: str) -> None:
    with Ledger.open(books.path, clock=lambda: RECORDED_AT) as ledger:
        (refusal,) = ledger.group(MELATI).check(BROKEN[code], recorded_by="treasurer")
    put_behind(books.hand, record_of(BROKEN[code]))
    (finding,) = books.findings()
    assert (finding.code, finding.position, finding.facts["refusal"]) == ("rule-broken", SIZE, refusal.code)
    assert refusal.message("id") in finding.what("id")
    assert refusal.message("en") in finding.what("en")
    assert refusal.message("id") != refusal.message("en")


def test_an_entry_that_breaks_a_rule_in_the_middle_is_named_there_and_the_rest_is_judged_with_it(books: Books) -> None:
    record = books.hand.rows()[35].record
    put_in_place(books.hand, 35, changed(record, amount=9_000_000))
    findings = books.findings()
    assert named(findings) == [("rule-broken", 35), ("digest-differs", CLOSING)]
    assert findings[0].facts["refusal"] == "insufficient-funds"


def test_a_reversal_whose_original_is_not_the_entry_is_named(books: Books) -> None:
    record = books.hand.rows()[REVERSAL].record
    event = decode(record).event
    assert isinstance(event, EventReversed)
    other = changed(record, original=decode(books.hand.rows()[35].record).event)
    put_in_place(books.hand, REVERSAL, other)
    findings = books.findings()
    assert named(findings)[0] == ("rule-broken", REVERSAL)
    assert findings[0].facts["refusal"] == "invalid-field"


def test_a_closing_with_a_wrong_digest_is_named(books: Books) -> None:
    put_in_place(books.hand, CLOSING, changed(books.hand.rows()[CLOSING].record, digest=b"\1" * 32))
    (finding,) = books.findings()
    assert (finding.code, finding.position, finding.facts["month"]) == ("digest-differs", CLOSING, "2019-07")
    assert "Juli 2019" in finding.what("id")
    assert "July 2019" in finding.what("en")


def test_a_closed_month_whose_entry_was_rewritten_with_leaf_and_head_is_given_away_by_its_digest(books: Books) -> None:
    put_in_place(books.hand, 30, changed(books.hand.rows()[30].record, amount=39_999))
    codes = named(books.findings())
    assert ("rule-broken", REVERSAL) in codes, "its reversal holds what it was"
    assert ("digest-differs", CLOSING) in codes


# Calls.


def test_a_call_that_stops_half_way_is_named(books: Books) -> None:
    paid = events.DuesPaid(occurred_on=AUGUST, member_id="m01", amount=5_000)
    put_behind(books.hand, record_of(paid, count=2))
    assert named(books.findings()) == [("order-broken", SIZE)]


@pytest.mark.parametrize(("index", "count"), [(1, 2), (2, 3), (6, 7)])
def test_a_call_without_its_beginning_is_named(books: Books, index: int, count: int) -> None:
    paid = events.DuesPaid(occurred_on=AUGUST, member_id="m01", amount=5_000)
    put_behind(books.hand, record_of(paid, index=index, count=count))
    assert ("order-broken", SIZE) in named(books.findings())


def test_a_call_that_another_one_breaks_into_is_named(books: Books) -> None:
    paid = events.DuesPaid(occurred_on=AUGUST, member_id="m01", amount=5_000)
    put_in_place(books.hand, 15, record_of(paid))
    assert named(books.findings())[:2] == [("order-broken", 15), ("order-broken", 16)]


def test_a_key_that_two_entries_have_is_named_at_the_second(books: Books) -> None:
    paid = events.DuesPaid(occurred_on=AUGUST, member_id="m01", amount=5_000)
    put_behind(books.hand, record_of(paid, key="iuran/m05"))
    (finding,) = books.findings()
    assert (finding.code, finding.position) == ("order-broken", SIZE)
    assert "40" in finding.what("id")


# Unknown types (D8).


def unknown(type_: str, version: int = 1, payload: tuple[Any, ...] = ("a", 1)) -> UnknownEvent:
    """An event that our domain lacks."""
    return UnknownEvent(occurred_on=AUGUST, type=type_, version=version, payload=payload)


UNKNOWN = {
    "an app's type": unknown("simpan/loan-given"),
    "a newer version": unknown("dues-paid", 2, ("m01", 5_000, "cash", "w27", True)),
    "a type of a later release": unknown("harvest-shared"),
    "a reversal of one": EventReversed.trusted(
        {
            "occurred_on": AUGUST,
            "target": SIZE - 1,
            "original": unknown("harvest-shared"),
            "reason": "salah",
            "decision_id": None,
        }
    ),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_an_unknown_type_or_version_is_named_readable_and_never_skipped(books: Books, case: str) -> None:
    event = UNKNOWN[case]
    inner = event.original if isinstance(event, EventReversed) else event
    assert isinstance(inner, UnknownEvent)
    put_behind(books.hand, record_of(event), record_of(BROKEN["unknown-member"], call_id=UUID(int=1)))
    findings = books.findings()
    assert named(findings) == [("unknown-version", SIZE), ("rule-broken", SIZE + 1)]
    assert all(finding.is_about_ignorance for finding in findings)
    assert inner.type in findings[0].what("id")
    assert str(SIZE) in findings[1].advice("id"), "it may follow from what is not understood"
    with Ledger.open(books.path) as ledger:
        melati = ledger.group(MELATI)
        assert next(entry.event for entry in melati.entries(SIZE)) == event
        for attempt in (
            lambda: melati.view(projections.balances),
            lambda: melati.view(projections.participation),
            lambda: melati.explain("cash"),
            lambda: melati.digest(projections.balances),
            lambda: melati.record(BROKEN["unknown-member"], recorded_by="treasurer"),
        ):
            with pytest.raises(UnknownType) as caught:
                attempt()
            assert caught.value.position == SIZE
            assert "butuh versi lebih baru" in caught.value.sentence


def test_a_ledger_of_an_app_verifies_clean_with_its_domain_and_names_its_types_without(books: Books) -> None:
    put_behind(books.hand, record_of(LoanGiven(occurred_on=AUGUST, member_id="m01", amount=5_000)))
    (finding,) = books.findings()
    assert (finding.code, finding.position, finding.is_about_ignorance) == ("unknown-version", SIZE, True)
    with Ledger.open(books.path, domain=SIMPAN) as ledger:
        assert ledger.group(MELATI).verify() == []


@pytest.mark.parametrize("payload", [("m01", 5_000, None, "cash", "one more"), ("m01", 5_000, None), ()])
def test_a_known_version_with_other_items_is_named_and_stops_every_view(books: Books, payload: tuple[Any, ...]) -> None:
    put_behind(books.hand, record_of(unknown("dues-paid", 1, payload)))
    (finding,) = books.findings()
    assert finding.position == SIZE
    assert finding.code in {"bytes-invalid", "unknown-version"}
    with Ledger.open(books.path) as ledger:
        for projection in (projections.balances, projections.participation):
            with pytest.raises((DecodeError, UnknownType)) as caught:
                ledger.group(MELATI).view(projection)
            assert caught.value.facts["position"] == SIZE


# Groups.


def test_entries_of_another_group_in_a_row_are_one_finding(books: Books) -> None:
    pairs = books.hand.pairs()
    for position in (20, 21, 22, 30):
        pairs[position] = with_leaf(changed(pairs[position][1], group_id="mawar-1"))
    books.hand.put(pairs, head=True)
    findings = [finding for finding in books.findings() if finding.facts.get("found") == "mawar-1"]
    assert named(findings) == [("order-broken", 20), ("order-broken", 30)]
    assert "20 sampai 22" in findings[0].what("id")
    assert "20 to 22" in findings[0].what("en")
