"""Old payloads read as today's: an app's loan whose fields and name changed, and what can be wrong with a chain."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs
import pytest
from hypothesis import given, settings

from kube_ledger.codec import Recorded, SealedField, decode, encode
from kube_ledger.domain import KUBE
from kube_ledger.errors import DecodeError
from kube_ledger.events import (
    EVENTS,
    Event,
    EventReversed,
    MemberId,
    Rupiah,
    Sealed,
    Text,
    UnknownEvent,
    Upcaster,
    event,
    sealed,
)
from kube_ledger.events.base import LOCKED
from kube_ledger.events.catalogue import Catalogue
from kube_ledger.journal import CASH, KAS, Account, nothing, transfer
from specimens import DAY, bare_entry
from strategies import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kube_ledger.events.upcasters import Payload

LOANS: Final = Account("simpan/loans", kind="asset", party="member")


@event("simpan/loan-given", version=2)
class LoanGiven(Event):
    """Today's: version 1 was `simpan/credit` and held (amount, member_id); version 2 of that (member_id, amount)."""

    member_id: MemberId
    amount: Rupiah
    purpose: Text


@event("simpan/visit", version=2)
class Visit(Event):
    """Version 1 held (reason, member_id)."""

    member_id: MemberId
    reason: Sealed[Text] = sealed(subject="member_id")


@event("simpan/credit")
class Credit1(Event):
    """What version 1 of yesterday's package stored."""

    amount: Rupiah
    member_id: MemberId


@event("simpan/credit", version=2)
class Credit2(Event):
    """What its version 2 stored."""

    member_id: MemberId
    amount: Rupiah


@event("simpan/loan-given")
class Loan1(Event):
    """What the renamed type stored at first."""

    member_id: MemberId
    amount: Rupiah


@event("simpan/visit")
class Visit1(Event):
    """What version 1 of a visit stored."""

    reason: Sealed[Text] = sealed(subject="member_id")
    member_id: MemberId


STEPS: Final = (
    Upcaster(("simpan/credit", 1), ("simpan/credit", 2), lambda old: (old[1], old[0])),
    Upcaster(("simpan/credit", 2), ("simpan/loan-given", 1), lambda old: old),
    Upcaster(("simpan/loan-given", 1), ("simpan/loan-given", 2), lambda old: (*old, "tidak dicatat")),
    Upcaster(("simpan/visit", 1), ("simpan/visit", 2), lambda old: (old[1], old[0])),
)

SIMPAN: Final = KUBE.extended(
    name=f"{__name__}:SIMPAN",
    events=[LoanGiven, Visit],
    accounts=[LOANS],
    upcasters=STEPS,
    postings={
        LoanGiven: lambda e: transfer(e.amount, to=LOANS, from_=CASH, fund=KAS, party=e.member_id),
        Visit: nothing,
    },
)


def _yesterday(cls: type[Event]) -> Any:
    name, version = cls.event_type, cls.event_version
    steps = [Upcaster((name, older), (name, older + 1), lambda old: old) for older in range(1, version)]
    return KUBE.extended(name=f"{__name__}:THEN", events=[cls], postings={cls: nothing}, upcasters=steps)


def stored_then(old: Event, **envelope: Any) -> bytes:
    """The record that yesterday's package wrote."""
    return encode(attrs.evolve(bare_entry(old), books=_yesterday(type(old)), **envelope))


TODAY: Final = LoanGiven(occurred_on=DAY, member_id="m01", amount=50_000, purpose="tidak dicatat")


@pytest.mark.parametrize(
    "old",
    [
        Credit1(occurred_on=DAY, amount=50_000, member_id="m01"),
        Credit2(occurred_on=DAY, member_id="m01", amount=50_000),
        Loan1(occurred_on=DAY, member_id="m01", amount=50_000),
    ],
    ids=lambda old: f"{old.event_type}.{old.event_version}",
)
def test_every_older_version_reads_as_todays_event(old: Event) -> None:
    found = decode(stored_then(old), books=SIMPAN)
    assert found.event == TODAY
    assert [posting.amount for posting in found.postings] == [50_000, -50_000]


@settings(deadline=None, max_examples=30)
@given(facts(Credit1))
def test_reading_an_old_version_keeps_what_it_said(old: Credit1) -> None:
    found = decode(stored_then(old), books=SIMPAN).event
    assert isinstance(found, LoanGiven)
    assert (found.occurred_on, found.member_id, found.amount) == (old.occurred_on, old.member_id, old.amount)


def test_stored_bytes_never_change_and_read_the_same_every_time() -> None:
    record = stored_then(Credit1(occurred_on=DAY, amount=50_000, member_id="m01"))
    kept = bytes(record)
    assert decode(record, books=SIMPAN) == decode(record, books=SIMPAN)
    assert record == kept


def test_an_entry_read_from_an_old_version_is_written_as_todays() -> None:
    found = decode(stored_then(Credit1(occurred_on=DAY, amount=50_000, member_id="m01")), books=SIMPAN)
    again = encode(found)
    assert decode(again, books=SIMPAN) == found
    assert b"simpan/loan-given" in again


def test_the_original_inside_a_reversal_is_read_as_todays_too() -> None:
    old = Credit1(occurred_on=DAY, amount=50_000, member_id="m01")
    record = encode(
        attrs.evolve(
            bare_entry(EventReversed(occurred_on=DAY, target=3, original=old, reason="keliru")),
            books=_yesterday(Credit1),
        )
    )
    found = decode(record, books=SIMPAN)
    assert isinstance(found.event, EventReversed)
    assert found.event.original == TODAY
    assert [posting.amount for posting in found.postings] == [-50_000, 50_000]


def test_without_the_upcaster_an_old_version_is_kept_whole() -> None:
    record = stored_then(Credit1(occurred_on=DAY, amount=50_000, member_id="m01"))
    found = decode(record).event
    assert found == UnknownEvent(occurred_on=DAY, type="simpan/credit", version=1, payload=(50_000, "m01"))
    assert encode(decode(record)) == record


def test_a_sealed_item_moves_with_its_field_and_stays_sealed() -> None:
    old = Visit1(occurred_on=DAY, reason=LOCKED, member_id="m01")
    hidden = SealedField(0, "m01", b"k" * 16, b"n" * 12, b"c" * 32)
    found = decode(stored_then(old, sealed=(hidden,)), books=SIMPAN)
    assert found.event == Visit(occurred_on=DAY, member_id="m01", reason=LOCKED)
    assert found.sealed == (hidden,)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: None,
        list,
        lambda old: [*old, "a"],
        lambda old: (date(2019, 7, 7), *old),
        lambda old: old[9],
        lambda _: 1 // 0,
    ],
    ids=["nothing", "a list too short", "a list", "a date", "index error", "division by zero"],
)
def test_an_upcaster_that_goes_wrong_is_a_decode_error_with_the_position(change: Callable[[Payload], Any]) -> None:
    books = KUBE.extended(
        name=f"{__name__}:BROKEN",
        events=[LoanGiven],
        accounts=[LOANS],
        postings={LoanGiven: nothing},
        upcasters=[Upcaster(("simpan/loan-given", 1), ("simpan/loan-given", 2), change)],
    )
    with pytest.raises(DecodeError) as caught:
        decode(stored_then(Loan1(occurred_on=DAY, member_id="m01", amount=5)), position=17, books=books)
    assert caught.value.position == 17


@pytest.mark.parametrize("change", [lambda old: (*old, "a", "b"), lambda old: old[:1]], ids=["too many", "too few"])
def test_a_payload_that_comes_out_too_long_or_short_is_kept_as_it_was_stored(change: Callable[[Payload], Any]) -> None:
    books = KUBE.extended(
        name=f"{__name__}:BROKEN",
        events=[LoanGiven],
        accounts=[LOANS],
        postings={LoanGiven: nothing},
        upcasters=[Upcaster(("simpan/loan-given", 1), ("simpan/loan-given", 2), change)],
    )
    record = stored_then(Loan1(occurred_on=DAY, member_id="m01", amount=5))
    read = decode(record, books=books)
    assert read.event == UnknownEvent(occurred_on=DAY, type="simpan/loan-given", version=1, payload=("m01", 5))
    assert encode(read) == record


# What a chain must be.


def _same(payload: Payload) -> Payload:
    return payload


def _step(from_: tuple[str, int], to: tuple[str, int]) -> Upcaster:
    return Upcaster(from_, to, _same)


LOAN: Final = "simpan/loan-given"
OLD: Final = "simpan/credit"

WRONG: Final[list[tuple[str, Iterable[Upcaster], str]]] = [
    ("no step at all", [], "no upcaster reads 'simpan/loan-given' version 1"),
    ("a step to nowhere", [_step((LOAN, 1), ("simpan/lone", 2))], "which is no event of today"),
    ("a step to a version to come", [_step((LOAN, 1), (LOAN, 3))], "which is no event of today"),
    ("two steps from one place", [_step((LOAN, 1), (LOAN, 2)), _step((LOAN, 1), (LOAN, 2))], "two ways to read"),
    ("a step from today", [_step((LOAN, 1), (LOAN, 2)), _step((LOAN, 2), (LOAN, 2))], "two ways to read"),
    ("a circle", [_step((LOAN, 1), (OLD, 1)), _step((OLD, 1), (LOAN, 1))], "run in a circle"),
    ("a circle of one", [_step((LOAN, 1), (LOAN, 1))], "run in a circle"),
    (
        "a circle behind a tail",
        [_step((LOAN, 1), (LOAN, 2)), _step((OLD, 1), (OLD, 2)), _step((OLD, 2), (OLD, 3)), _step((OLD, 3), (OLD, 2))],
        "run in a circle",
    ),
    (
        "a gap in a name given up",
        [_step((LOAN, 1), (LOAN, 2)), _step((OLD, 2), (LOAN, 1))],
        "no upcaster reads 'simpan/credit' version 1",
    ),
]


@pytest.mark.parametrize(("steps", "problem"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_chain_with_a_hole_a_fork_or_a_circle_makes_no_catalogue(steps: Iterable[Upcaster], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Catalogue([*EVENTS, LoanGiven], steps)


def test_the_chain_of_the_example_leads_to_today_from_everywhere() -> None:
    catalogue = Catalogue([LoanGiven, Visit], STEPS)
    for step in STEPS:
        found = catalogue.read(*step.from_, (1, 2))
        assert found is not None
        assert found[0] in (LoanGiven, Visit)
    assert catalogue.read(LOAN, 3, ()) is None


def test_each_step_is_taken_once_and_in_order() -> None:
    taken: list[int] = []

    def step(number: int) -> Callable[[Payload], Payload]:
        def change(payload: Payload) -> Payload:
            taken.append(number)
            return payload

        return change

    @event("app/thing", version=4)
    class Thing(Event):
        what: Text

    steps = [Upcaster(("app/thing", n), ("app/thing", n + 1), step(n)) for n in (3, 1, 2)]
    assert Catalogue([Thing], steps).read("app/thing", 1, ("x",)) == (Thing, ("x",))
    assert taken == [1, 2, 3]


def test_an_entry_of_an_app_knows_its_postings_only_with_its_books() -> None:
    record = encode(attrs.evolve(bare_entry(TODAY), books=SIMPAN))
    assert isinstance(decode(record), Recorded)
    with pytest.raises(ValueError, match="decoded without books"):
        _ = decode(record).postings
