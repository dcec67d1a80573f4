"""What was recorded is what is read: decode ∘ encode is the identity, and encode is a function of the entry."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kube_ledger.codec import UNPLACED, Approval, Recorded, SealedField, Seen, decode, encode, pack, unpack
from kube_ledger.codec.envelope import encode_command
from kube_ledger.domain import KUBE
from kube_ledger.errors import DecodeError, InvalidEvent
from kube_ledger.events import (
    EVENTS,
    DuesPaid,
    Erased,
    Event,
    EventReversed,
    GroupFormed,
    MemberLeft,
    NoteAdded,
    UnknownEvent,
)
from kube_ledger.events.base import LOCKED
from specimens import DAY, all_entries, bare_entry, entries_of, entry, full, sealed
from strategies import entries, facts, unknown_events

if TYPE_CHECKING:
    from kube_ledger.codec import Books

each_event = pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@each_event
@settings(patient, max_examples=12)
@given(st.data())
def test_an_entry_of_every_type_is_read_as_it_was_recorded(cls: type[Event], data: st.DataObject) -> None:
    recorded = data.draw(entries(facts(cls, may_lock=True)))
    record = encode(recorded)
    read = decode(record)
    assert read == recorded
    assert type(read.event) is cls
    assert encode(read) == record
    assert hash(read) == hash(recorded)


@settings(patient, max_examples=50)
@given(entries(unknown_events(may_lock=True)))
def test_an_entry_of_an_unknown_type_or_version_is_kept_whole(recorded: Recorded) -> None:
    record = encode(recorded)
    assert decode(record) == recorded
    assert encode(decode(record)) == record
    assert decode(record, books=KUBE) == recorded


@settings(patient, max_examples=60)
@given(entries(facts(EventReversed)), st.data())
def test_an_original_of_an_unknown_type_or_version_is_kept_whole(recorded: Recorded, data: st.DataObject) -> None:
    original = data.draw(unknown_events())
    reversal = EventReversed.trusted(
        {field.name: getattr(recorded.event, field.name) for field in attrs.fields(EventReversed)}
        | {"original": original}
    )
    recorded = attrs.evolve(recorded, event=reversal)
    record = encode(recorded)
    assert decode(record) == recorded
    assert encode(decode(record)) == record


@settings(patient, max_examples=50)
@given(entries(), st.integers(-1, 10**9), st.sampled_from([None, KUBE]))
def test_position_and_books_are_not_in_the_bytes_and_do_not_count(
    recorded: Recorded, position: int, books: Books | None
) -> None:
    placed = attrs.evolve(recorded, position=position, books=books)
    record = encode(placed)
    assert record == encode(recorded)
    read = decode(record, position=position, books=books)
    assert read == placed == recorded
    assert (read.position, read.books) == (position, books)
    assert decode(record).position == UNPLACED


@settings(patient, max_examples=50)
@given(entries())
def test_an_entry_is_written_the_same_after_pickling(recorded: Recorded) -> None:
    again = pickle.loads(pickle.dumps(recorded))
    assert again == recorded
    assert encode(again) == encode(recorded)


@settings(patient, max_examples=30)
@given(entries(unknown_events(may_lock=True)))
def test_so_is_one_of_an_unknown_type_with_sealed_items(recorded: Recorded) -> None:
    assert encode(pickle.loads(pickle.dumps(recorded))) == encode(recorded)


@settings(patient, max_examples=60)
@given(entries(), entries(), st.sampled_from([field.name for field in attrs.fields(Recorded)]))
def test_two_entries_have_equal_bytes_exactly_when_they_are_equal(one: Recorded, other: Recorded, part: str) -> None:
    assume(part not in ("index", "count", "sealed"))  # these must fit the rest of the envelope
    if part == "event":
        assume(not one.sealed and not other.sealed)
    changed = attrs.evolve(one, **{part: getattr(other, part)})
    assume(changed.key is None or changed.index == 0)
    assert (encode(one) == encode(changed)) is (one == changed)
    assert (one == changed) is (getattr(one, part) == getattr(other, part) or part in ("position", "books"))


@settings(patient, max_examples=60)
@given(entries(), st.integers(-1_439, 1_439))
def test_a_moment_is_written_as_utc_whatever_zone_it_was_given_in(recorded: Recorded, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    moved = attrs.evolve(recorded, recorded_at=recorded.recorded_at.astimezone(zone))
    assert encode(moved) == encode(recorded)
    assert decode(encode(moved)).recorded_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("recorded", all_entries(), ids=lambda recorded: recorded.event.event_type)
def test_specimens_come_back(recorded: Recorded) -> None:
    assert decode(encode(recorded)) == recorded


def test_a_record_is_the_array_that_the_reference_describes() -> None:
    recorded = entry(full(DuesPaid))
    outer = unpack(encode(recorded))
    assert outer[0] == 1
    assert outer[2] == ((bytes(range(8)), bytes(range(64))),)
    assert outer[3] == 1_562_502_896_789_012
    assert unpack(outer[1]) == (
        "dues-paid",
        1,
        "melati-3",
        (recorded.call_id.bytes, 0, 2),
        "secretary",
        bytes(range(8)),
        "meeting/w27",
        (date(2019, 7, 7) - date(1970, 1, 1)).days,
        (41, bytes(range(32))),
        (("device", "hp-2"),),
        ("m01", 5_000, "meeting-id", "bank"),
        (),
    )
    assert encode_command(recorded) == outer[1]


def test_a_sealed_field_is_nil_in_the_payload_and_its_ciphertext_stands_behind() -> None:
    hidden = sealed(MemberLeft)
    assert hidden is not None
    recorded = entry(hidden)
    *_, payload, ciphertexts = unpack(unpack(encode(recorded))[1])
    assert payload == ("m01", None)
    assert ciphertexts == ((1, "m01", b"k" * 16, b"n" * 12, b"c" * 32),)
    assert decode(encode(recorded)).event == MemberLeft(occurred_on=DAY, member_id="m01", reason=LOCKED)


@pytest.mark.parametrize("reason", ["sakit", None, LOCKED, Erased()], ids=["said", "not said", "locked", "erased"])
def test_an_original_is_embedded_with_its_sensitive_fields_nil_and_read_as_locked(reason: Any) -> None:
    left = MemberLeft(occurred_on=date(2019, 7, 1), member_id="m01", reason=reason)
    record = encode(bare_entry(EventReversed(occurred_on=DAY, target=3, original=left, reason="keliru")))
    *_, payload, _ = unpack(unpack(record)[1])
    assert payload == (3, ("member-left", 1, 18_078, ("m01", None)), "keliru", None)
    event = decode(record).event
    assert isinstance(event, EventReversed)
    assert event.original == MemberLeft(occurred_on=date(2019, 7, 1), member_id="m01", reason=LOCKED)
    assert b"sakit" not in record


@pytest.mark.parametrize("version", [2, 3, 2**31])
def test_a_version_to_come_is_an_unknown_event(version: int) -> None:
    dues = full(DuesPaid)
    newer = UnknownEvent(occurred_on=DAY, type="dues-paid", version=version, payload=("m01", 5_000, None, "cash", 1))
    read = decode(encode(bare_entry(newer)), books=KUBE)
    assert read.event == newer != dues


# What an entry can't hold.


def _change(**given_: Any) -> Recorded:
    return attrs.evolve(bare_entry(full(DuesPaid)), **given_)


WRONG: dict[str, dict[str, Any]] = {
    "a group that is no id": {"group_id": "Melati 3"},
    "a group with a slash": {"group_id": "a/b"},
    "no author": {"recorded_by": ""},
    "an author that is no id": {"recorded_by": "Bu Sri"},
    "an index that is the count": {"index": 1, "count": 1},
    "a negative index": {"index": -1, "count": 1},
    "a bool for an index": {"index": False, "count": 1},
    "a key behind the first event": {"index": 1, "count": 2, "key": "a"},
    "an empty key": {"key": ""},
    "a key of 201": {"key": "x" * 201},
    "a key with a control": {"key": "a\n"},
    "a key in bytes": {"key": b"a"},
    "no pair of meta": {"meta": ()},
    "nine pairs of meta": {"meta": (("a", "b"),) * 9},
    "meta that is a list": {"meta": [("a", "b")]},
    "meta that is a dict": {"meta": {"a": "b"}},
    "a name of meta that is no id": {"meta": (("A", "b"),)},
    "a text of meta of 201": {"meta": (("a", "x" * 201),)},
    "a figure in meta": {"meta": (("a", 5),)},
    "a key id of seven": {"actor_key": bytes(7)},
    "a head that is no head": {"seen": Seen(-1, bytes(32))},
    "a root of 31": {"seen": Seen(1, bytes(31))},
    "an approval of a short key": {"approvals": (Approval(bytes(7), bytes(64)),)},
    "an approval of a short signature": {"approvals": (Approval(bytes(8), bytes(63)),)},
    "an approval of text": {"approvals": (Approval("x" * 8, bytes(64)),)},  # type: ignore[arg-type]
    "a ciphertext for a field in clear": {"sealed": (SealedField(1, "m01", bytes(16), b"", b""),)},
    "a ciphertext for no field": {"sealed": (SealedField(9, "m01", bytes(16), b"", b""),)},
    "a ciphertext of a short key": {"sealed": (SealedField(1, "m01", bytes(15), b"", b""),)},
    "a moment beyond 2255": {"recorded_at": datetime(2260, 1, 1, tzinfo=UTC)},
}


@pytest.mark.parametrize("given_", WRONG.values(), ids=WRONG)
def test_an_envelope_that_could_not_be_read_again_is_not_written(given_: dict[str, Any]) -> None:
    with pytest.raises(DecodeError):
        encode(_change(**given_))


def test_a_moment_without_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="a moment needs a zone"):
        encode(_change(recorded_at=datetime(2019, 7, 7)))  # noqa: DTZ001  # this is what is refused


@pytest.mark.parametrize("why", [LOCKED, Erased()], ids=["locked", "erased"])
def test_a_sensitive_value_that_nobody_has_can_be_written_with_its_ciphertext_only(why: Any) -> None:
    left = MemberLeft(occurred_on=DAY, member_id="m01", reason=why)
    with pytest.raises(DecodeError, match="sealed without a ciphertext"):
        encode(bare_entry(left))


def test_ciphertexts_stand_in_the_order_of_the_fields_once_each() -> None:
    hidden = SealedField(1, "m01", bytes(16), b"", b"")
    other = UnknownEvent(occurred_on=DAY, type="a/b", version=1, payload=(LOCKED, LOCKED))
    ordered = attrs.evolve(bare_entry(other), sealed=(hidden._replace(number=0), hidden))
    assert decode(encode(ordered)) == ordered
    for wrong in ((hidden, hidden._replace(number=0)), (hidden, hidden), (hidden,), ()):
        with pytest.raises(DecodeError):
            encode(attrs.evolve(ordered, sealed=wrong))


@pytest.mark.parametrize(
    ("name", "value"),
    [("amount", 12.9), ("amount", True), ("amount", 2**53), ("member_id", "M"), ("paid_into", "kas"), ("amount", "5")],
)
def test_an_event_that_was_not_checked_when_built_is_checked_when_written(name: str, value: Any) -> None:
    values = {field.name: getattr(full(DuesPaid), field.name) for field in attrs.fields(DuesPaid)}
    with pytest.raises(InvalidEvent) as caught:
        encode(bare_entry(DuesPaid.trusted({**values, name: value})))
    assert [fault.path for fault in caught.value.faults] == [name]


def test_an_unassigned_code_point_is_refused_when_written_and_read_when_stored() -> None:
    with pytest.raises(InvalidEvent, match="not assigned"):
        NoteAdded(occurred_on=DAY, target=0, text="a\u0378")
    stored = encode(bare_entry(NoteAdded.trusted({"occurred_on": DAY, "target": 0, "text": "a\u0378"})))
    read = decode(stored)
    assert read.event.text == "a\u0378"  # type: ignore[attr-defined]
    assert encode(read) == stored


def test_a_zone_that_this_machine_lacks_is_read_when_stored() -> None:
    values = {field.name: getattr(full(GroupFormed), field.name) for field in attrs.fields(GroupFormed)}
    stored = encode(bare_entry(GroupFormed.trusted({**values, "timezone": "Asia/Atlantis"})))
    assert decode(stored).event.timezone == "Asia/Atlantis"  # type: ignore[attr-defined]


def test_packed_values_come_back_and_sets_and_dicts_are_never_packed() -> None:
    value = (None, True, 5, "é", b"\x00", ((), ("x",)))
    assert unpack(pack(value)) == value
    for wrong in ({"a"}, {"a": 1}, [1], 1.0, object(), frozenset(), bytearray(b"a"), DAY):
        with pytest.raises(DecodeError, match="a "):
            pack(wrong)


def test_every_event_has_specimens() -> None:
    for cls in EVENTS:
        assert {"full", "bare"} <= set(entries_of(cls))
