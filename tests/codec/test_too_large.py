"""How large things may be, at both sides of each limit."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

from kube_ledger.codec import MAX_PAYLOAD, MAX_RECORD, decode, encode, pack, unpack
from kube_ledger.codec.limits import MAX_ARRAY, MAX_INT, MAX_NESTING
from kube_ledger.errors import DecodeError, InvalidEvent
from kube_ledger.events import EventReversed, MeetingHeld, NoteAdded, UnknownEvent
from specimens import DAY, bare_entry, entry


def test_the_limits_are_those_of_the_reference() -> None:
    assert (MAX_RECORD, MAX_PAYLOAD, MAX_ARRAY, MAX_NESTING, MAX_INT) == (65_535, 32_000, 4_096, 8, 2**53 - 1)


def payload_size(event: MeetingHeld) -> int:
    """How long a meeting's payload is when stored."""
    return len(pack((event.meeting_id, event.host_id, event.place, event.attendees, event.agenda)))


def of_size(size: int) -> MeetingHeld:
    """A meeting whose payload is so many bytes long."""

    def with_last(length: int) -> MeetingHeld:
        agenda = [*["x" * 1_000] * 31, "x" * length]
        return MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=[], agenda=agenda)

    return with_last(256 + size - payload_size(with_last(256)))


LARGEST: Final = of_size(MAX_PAYLOAD)
TOO_LARGE: Final = of_size(MAX_PAYLOAD + 1)


def test_a_payload_of_32000_bytes_is_written_and_read() -> None:
    stored = unpack(unpack(encode(entry(LARGEST)))[1])[10]
    assert len(pack(stored)) == payload_size(LARGEST) == 32_000
    assert decode(encode(entry(LARGEST))).event == LARGEST


def test_a_payload_of_32001_is_an_invalid_event() -> None:
    with pytest.raises(InvalidEvent) as caught:
        encode(bare_entry(TOO_LARGE))
    assert "32001 bytes when stored, allowed are 32000" in str(caught.value)
    assert [fault.path for fault in caught.value.faults] == ["data"]
    assert "32001 byte bila disimpan" in caught.value.sentence


def test_the_reversal_of_the_largest_event_can_be_written() -> None:
    reversal = EventReversed(occurred_on=DAY, target=2**53 - 1, original=LARGEST, reason="\U0001f64f" * 2_000)
    record = encode(entry(reversal))
    assert len(record) > MAX_PAYLOAD + 8_000
    assert decode(record).event == reversal


def _raw(payload: Any, **given_: Any) -> bytes:
    command = list(unpack(unpack(encode(bare_entry(NoteAdded(occurred_on=DAY, target=0, text="x"))))[1]))
    command[0], command[10] = given_.get("type", "note-added"), payload
    return pack((1, pack(tuple(command)), (), 0))


def test_a_stored_payload_of_32001_is_refused() -> None:
    largest = ("x" * 31_996,)
    assert len(pack(largest)) == 32_000
    assert isinstance(decode(_raw(largest, type="pos/sale")).event, UnknownEvent)
    with pytest.raises(DecodeError, match="a payload of 32001 bytes, allowed are 32000"):
        decode(_raw(("x" * 31_997,), type="pos/sale"))


def test_a_record_of_65535_bytes_is_read_and_one_more_is_refused_before_it_is_looked_into() -> None:
    original = UnknownEvent(occurred_on=DAY, type="pos/sale", version=1, payload=("x" * 40_000, "y" * 24_000))
    fields = {"occurred_on": DAY, "target": 1, "reason": "keliru", "decision_id": None}
    base = bare_entry(EventReversed.trusted({**fields, "original": original}))
    spare = MAX_RECORD - len(encode(base))
    grown = UnknownEvent(occurred_on=DAY, type="pos/sale", version=1, payload=("x" * 40_000, "y" * (24_000 + spare)))
    record = encode(attrs.evolve(base, event=EventReversed.trusted({**fields, "original": grown})))
    assert len(record) == MAX_RECORD
    assert encode(decode(record)) == record
    more = UnknownEvent(occurred_on=DAY, type="pos/sale", version=1, payload=("x" * 40_001, *grown.payload[1:]))
    with pytest.raises(InvalidEvent, match="65536 bytes when stored, allowed are 65535"):
        encode(attrs.evolve(base, event=EventReversed.trusted({**fields, "original": more})))
    with pytest.raises(DecodeError, match="65536 bytes, allowed are 65535"):
        decode(record + b"\x00")
    with pytest.raises(DecodeError, match="200000 bytes, allowed are 65535"):
        decode(bytes(200_000))


def test_an_array_of_4096_is_written_and_one_of_4097_is_not() -> None:
    full = (None,) * MAX_ARRAY
    assert unpack(pack(full)) == full
    with pytest.raises(DecodeError, match="an array of 4097 items, allowed are 4096"):
        pack((*full, None))
    with pytest.raises(DecodeError):
        unpack(b"\xdc\x10\x01" + b"\xc0" * 4_097)


@pytest.mark.parametrize("number", [MAX_INT, -MAX_INT])
def test_an_int_below_2_to_the_53_is_written_and_the_next_is_not(number: int) -> None:
    beyond = number + (1 if number > 0 else -1)
    assert unpack(pack(number)) == number
    for wrong in (beyond, 2**63, -(2**63), 2**64, 10**100):
        with pytest.raises(DecodeError, match=r"an integer beyond 2\*\*53 - 1"):
            pack(wrong)


def test_text_that_utf8_can_not_hold_is_not_written() -> None:
    with pytest.raises(DecodeError, match="text that is no UTF-8"):
        pack(("half a pair: \ud83d",))


def test_a_list_of_4096_members_is_too_large_only_by_its_bytes() -> None:
    short = MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["m01"] * 4_096, agenda=[])
    assert decode(encode(bare_entry(short))).event == short
    long = MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["member-01"] * 4_096, agenda=[])
    with pytest.raises(InvalidEvent, match="bytes when stored"):
        encode(bare_entry(long))


def test_an_event_may_be_built_that_is_too_large_to_store() -> None:
    assert isinstance(TOO_LARGE, MeetingHeld)
    with pytest.raises(InvalidEvent):
        encode(bare_entry(TOO_LARGE))
