"""Bytes are read strictly: each entry has one form, and whatever is not exactly of it is refused with a typed error.

The faults are D1-D8 of the reference of faults. Every check that could pass for the wrong reason has a control: the
same assertion, on a reader as one would write it with stock tools, goes red.
"""

from __future__ import annotations

import struct
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import attrs
import cattrs
import msgpack
import pytest
from cattrs.preconf.msgpack import make_converter
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger.codec import FORMAT, Recorded, decode, encode, envelope, pack, unpack
from kube_ledger.domain import KUBE
from kube_ledger.errors import DecodeError, UnknownType
from kube_ledger.events import (
    EVENTS,
    DuesPaid,
    Event,
    MemberLeft,
    NoteAdded,
    OpeningBalanceRecorded,
    OpeningLine,
    UnknownEvent,
)
from kube_ledger.projections import balances
from specimens import DAY, all_entries, bare_entry, entry, full, sealed
from strategies import entries, unknown_events

Reader = Callable[[bytes], Any]

DUES: Final = entry(DuesPaid(occurred_on=DAY, member_id="m01", amount=5, meeting_id="w27"))
RECORD: Final = encode(DUES)
PAYLOAD: Final = 10
"""Which item of a command is the payload."""


def _lenient(record: bytes) -> Any:
    """A reader as one would write it: msgpack as it comes, an entry as soon as the number of items is right."""
    _, command, approvals, recorded_at = msgpack.unpackb(record, use_list=False, strict_map_key=False)
    return approvals, recorded_at, msgpack.unpackb(command, use_list=False, strict_map_key=False)


# Building bytes by hand.


def head(kind: str, size: int) -> bytes:
    """The shortest head of an array, bytes or text."""
    if kind == "array":
        return bytes([0x90 + size]) if size < 16 else b"\xdc" + struct.pack(">H", size)
    if kind == "bin":
        return b"\xc4" + bytes([size]) if size < 256 else b"\xc5" + struct.pack(">H", size)
    return bytes([0xA0 + size]) if size < 32 else b"\xd9" + bytes([size])


def array(*items: bytes) -> bytes:
    """An array of items that are packed already."""
    return head("array", len(items)) + b"".join(items)


def packed(value: Any) -> bytes:
    """A value in its shortest form."""
    return pack(value)


def outer_items() -> list[bytes]:
    """The items of the record above, each packed."""
    return [packed(item) for item in unpack(RECORD)]


def command_items() -> list[bytes]:
    """The items of its command, each packed."""
    return [packed(item) for item in unpack(unpack(RECORD)[1])]


def around(command: bytes) -> bytes:
    """The record with another command."""
    items = outer_items()
    return array(items[0], head("bin", len(command)) + command, *items[2:])


def with_command_item(number: int, raw: bytes) -> bytes:
    """The record with one item of its command replaced."""
    items = command_items()
    items[number] = raw
    return around(array(*items))


def with_payload_item(number: int, raw: bytes) -> bytes:
    """The record with one item of its payload replaced."""
    items = [packed(item) for item in unpack(unpack(RECORD)[1])[PAYLOAD]]
    items[number] = raw
    return with_command_item(PAYLOAD, array(*items))


def assert_refused(record: bytes, read: Reader = decode) -> DecodeError:
    """The bytes are refused with the error for it, which names the position where there is one."""
    try:
        found = read(record)
    except DecodeError as error:
        refusal = error
    else:
        raise AssertionError(f"was read as {found!r}")
    assert str(refusal)
    assert refusal.sentence
    return refusal


def test_the_record_built_by_hand_is_the_one_that_was_written() -> None:
    assert array(*outer_items()) == RECORD
    assert around(array(*command_items())) == RECORD
    assert with_payload_item(1, b"\x05") == RECORD
    assert decode(RECORD) == DUES


# D7: cut, lengthened, changed.


@pytest.mark.parametrize("recorded", all_entries(), ids=lambda recorded: recorded.event.event_type)
def test_a_record_cut_anywhere_is_refused(recorded: Recorded) -> None:
    record = encode(recorded)
    for length in range(len(record)):
        assert_refused(record[:length])
        assert_refused(record[length + 1 :])


def test_any_byte_behind_the_end_is_refused() -> None:
    for recorded in (DUES, bare_entry(full(NoteAdded))):
        record = encode(recorded)
        for byte in range(256):
            assert_refused(record + bytes([byte]))
            assert_refused(bytes([byte]) + record)
    assert_refused(RECORD + RECORD)


def test_any_byte_behind_the_end_of_the_command_is_refused() -> None:
    command = array(*command_items())
    for byte in range(256):
        assert_refused(around(command + bytes([byte])))


def assert_no_second_form(record: bytes, at: int, values: range | list[int], read: Reader) -> None:
    """No change of one byte is read as the same entry, nor as one that has other bytes."""
    same = read(record)
    for value in values:
        if value == record[at]:
            continue
        changed = record[:at] + bytes([value]) + record[at + 1 :]
        try:
            found = read(changed)
        except (DecodeError, ValueError, TypeError):
            continue
        assert found != same, f"byte {at} as {value:#x} reads as the same entry"
        if isinstance(found, Recorded):
            assert encode(found) == changed, f"byte {at} as {value:#x} is not what would be written"


@pytest.mark.parametrize(
    "recorded", [pytest.param(DUES, marks=pytest.mark.slow), bare_entry(DUES.event)], ids=["full", "bare"]
)
def test_every_change_of_every_byte_is_refused_or_is_another_entry(recorded: Recorded) -> None:
    record = encode(recorded)
    for at in range(len(record)):
        assert_no_second_form(record, at, range(256), decode)


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_so_is_a_change_of_any_byte_in_a_record_of_every_type(cls: type[Event]) -> None:
    record = encode(bare_entry(full(cls)))
    for at, byte in enumerate(record):
        assert_no_second_form(record, at, [byte ^ 0x01, byte ^ 0x08, byte ^ 0x40, 0xC0, 0xC1], decode)


@settings(deadline=None, max_examples=60)
@given(entries(), st.data())
def test_so_is_any_change_of_any_byte_in_any_record(recorded: Recorded, data: st.DataObject) -> None:
    record = encode(recorded)
    for _ in range(8):
        at = data.draw(st.integers(0, len(record) - 1))
        assert_no_second_form(record, at, [data.draw(st.integers(0, 255))], decode)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=80))
def test_random_bytes_are_refused_with_the_typed_error(data: bytes) -> None:
    assert_refused(data)
    with pytest.raises(DecodeError):
        decode(around(data))


def test_the_position_is_named_where_it_is_known() -> None:
    with pytest.raises(DecodeError) as caught:
        decode(RECORD[:-1], position=17)
    assert caught.value.position == 17
    assert "17" in str(caught.value)
    assert "17" in caught.value.sentence


# D5: nothing is ever taken for something else.

AMOUNT: Final = 1

NO_WHOLE_NUMBERS: Final[dict[str, bytes]] = {
    "12.9": b"\xcb" + struct.pack(">d", 12.9),
    "12.0": b"\xcb" + struct.pack(">d", 12.0),
    "1e3": b"\xcb" + struct.pack(">d", 1e3),
    "1e3 in 32 bits": b"\xca" + struct.pack(">f", 1e3),
    "-0.0": b"\xcb" + struct.pack(">d", -0.0),
    "NaN": b"\xcb" + struct.pack(">d", float("nan")),
    "inf": b"\xcb" + struct.pack(">d", float("inf")),
    "-inf": b"\xcb" + struct.pack(">d", float("-inf")),
    "true": b"\xc3",
    "false": b"\xc2",
    "nil": b"\xc0",
    "'12'": b"\xa212",
    "Arabic 34": b"\xa4" + "\u0663\u0664".encode(),
    "b'12'": b"\xc4\x0212",
    "an array": b"\x91\x05",
    "a map": b"\x81\x05\x05",
    "an empty map": b"\x80",
    "5 in two bytes": b"\xcc\x05",
    "5 in three": b"\xcd\x00\x05",
    "5 in five": b"\xce\x00\x00\x00\x05",
    "5 in nine": b"\xcf" + struct.pack(">Q", 5),
    "5 as int8": b"\xd0\x05",
    "5 as int16": b"\xd1\x00\x05",
    "5 as int32": b"\xd2\x00\x00\x00\x05",
    "5 as int64": b"\xd3" + struct.pack(">q", 5),
    "2**53": b"\xcf" + struct.pack(">Q", 2**53),
    "2**64 - 1": b"\xcf" + b"\xff" * 8,
    "-2**63": b"\xd3\x80" + bytes(7),
    "0": b"\x00",
    "-5": b"\xfb",
    "0xc1": b"\xc1",
    "ext of one byte": b"\xd4\x05\x05",
    "ext of 3": b"\xc7\x03\x05abc",
    "timestamp 32": b"\xd6\xff" + struct.pack(">I", 5),
    "timestamp 64, nanoseconds 2e9": b"\xd7\xff" + struct.pack(">Q", (2_000_000_000 & 0x3FFFFFFF) << 34 | 5),
    "timestamp 96, seconds 2**62": b"\xc7\x0c\xff" + struct.pack(">Iq", 0, 2**62),
    "timestamp 96, nanoseconds 2e9": b"\xc7\x0c\xff" + struct.pack(">Iq", 2_000_000_000, 5),
    "timestamp of length 3": b"\xc7\x03\xff\x00\x00\x05",
}


@pytest.mark.parametrize("raw", NO_WHOLE_NUMBERS.values(), ids=NO_WHOLE_NUMBERS)
def test_nothing_else_is_taken_for_an_amount(raw: bytes) -> None:
    assert_refused(with_payload_item(AMOUNT, raw))
    assert_refused(with_payload_item(AMOUNT, raw), lambda record: decode(record, books=KUBE))


INTS: Final = {"version": 1, "occurred_on": 7}


@pytest.mark.parametrize("number", INTS.values(), ids=INTS)
@pytest.mark.parametrize("name", [name for name in NO_WHOLE_NUMBERS if name not in ("0", "-5")])
def test_nor_for_a_number_of_the_envelope(name: str, number: int) -> None:
    assert_refused(with_command_item(number, NO_WHOLE_NUMBERS[name]))


@pytest.mark.parametrize("name", [name for name in NO_WHOLE_NUMBERS if name not in ("0", "-5")])
def test_nor_for_the_format_or_the_moment_of_recording(name: str) -> None:
    items = outer_items()
    assert_refused(array(NO_WHOLE_NUMBERS[name], *items[1:]))
    assert_refused(array(*items[:3], NO_WHOLE_NUMBERS[name]))


@attrs.frozen
class PlainDues:
    """What stock cattrs reads the payload into."""

    member_id: str
    amount: int
    meeting_id: str | None
    paid_into: str


attrs.resolve_types(PlainDues)  # its annotations are texts, and AS_TUPLE does not read those itself


@pytest.mark.parametrize("converter", [cattrs.Converter(), make_converter()], ids=["cattrs", "its msgpack converter"])
@pytest.mark.parametrize("name", ["12.9", "true", "'12'", "1e3", "5 in nine", "-0.0"])
def test_the_same_assertion_goes_red_with_stock_cattrs(name: str, converter: cattrs.Converter) -> None:
    def read(record: bytes) -> PlainDues:
        items = _lenient(record)[2][PAYLOAD]
        return converter.structure(dict(zip(attrs.fields_dict(PlainDues), items, strict=True)), PlainDues)

    assert read(RECORD).amount == 5
    with pytest.raises(AssertionError, match="was read as"):
        assert_refused(with_payload_item(AMOUNT, NO_WHOLE_NUMBERS[name]), read)


def test_the_assertion_on_every_byte_goes_red_without_the_check_of_the_shortest_form() -> None:
    wide = with_payload_item(AMOUNT, b"\xcc\x05")  # the same amount, one byte wider
    assert _lenient(wide) == _lenient(RECORD)
    at = wide.index(b"\xa3m01\xcc\x05") + 4
    with pytest.raises(AssertionError, match="reads as the same entry"):
        assert_no_second_form(wide, at, [0xD0], _lenient)


def test_the_decoder_itself_goes_red_without_that_check(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = with_payload_item(AMOUNT, b"\xcc\x05")
    assert_refused(wide)
    monkeypatch.setattr(envelope, "unpack", lambda data: msgpack.unpackb(data, use_list=False, strict_map_key=False))
    with pytest.raises(AssertionError, match="was read as"):
        assert_refused(wide)


# D4: maps, keys, extension types.

MAPS: Final[dict[str, bytes]] = {
    "of one key": b"\x81\xa1a\x01",
    "of doubled keys": b"\x82\xa1a\x01\xa1a\x02",
    "of int keys": b"\x81\x01\x01",
    "of array keys": b"\x81\x91\x01\x01",
    "of no keys": b"\x80",
    "map16": b"\xde\x00\x01\xa1a\x01",
    "map32": b"\xdf\x00\x00\x00\x01\xa1a\x01",
}


@pytest.mark.parametrize("raw", MAPS.values(), ids=MAPS)
@pytest.mark.parametrize("number", range(12))
def test_a_map_stands_nowhere_in_a_command(raw: bytes, number: int) -> None:
    assert_refused(with_command_item(number, raw))


@pytest.mark.parametrize("raw", MAPS.values(), ids=MAPS)
def test_a_map_stands_nowhere_else(raw: bytes) -> None:
    assert_refused(raw)
    assert_refused(around(raw))
    for number in range(4):
        items = outer_items()
        items[number] = raw
        assert_refused(array(*items))
        assert_refused(with_payload_item(number, raw))


@pytest.mark.parametrize("number", range(12))
@pytest.mark.parametrize("name", [name for name in NO_WHOLE_NUMBERS if name.startswith(("ext", "timestamp"))])
def test_an_extension_type_stands_nowhere(name: str, number: int) -> None:
    assert_refused(with_command_item(number, NO_WHOLE_NUMBERS[name]))


# Texts and bytes.

MEMBER: Final = 0

NO_IDS: Final[dict[str, bytes]] = {
    "as bytes": b"\xc4\x03m01",
    "of a broken UTF-8": b"\xa3m\xff1",
    "of an overlong UTF-8": b"\xa3m\xc1\xb1",
    "of a surrogate in UTF-8": b"\xa4m\xed\xa0\x80",
    "in two bytes of length": b"\xd9\x03m01",
    "in three": b"\xda\x00\x03m01",
    "in five": b"\xdb\x00\x00\x00\x03m01",
    "empty": b"\xa0",
    "in capitals": b"\xa3M01",
    "of the group": b"\xa5group",
    "with a NUL": b"\xa4m01\x00",
}


@pytest.mark.parametrize("raw", NO_IDS.values(), ids=NO_IDS)
def test_nothing_else_is_taken_for_an_id(raw: bytes) -> None:
    assert_refused(with_payload_item(MEMBER, raw))
    if b"group" not in raw:
        assert_refused(with_command_item(2, raw))


TEXT_PROBLEMS: Final = [
    "\x00",
    "a\n",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u202a",
    "e\u0301",
    "",
    "x" * 2_001,
    "\x85",
]


@pytest.mark.parametrize("text", TEXT_PROBLEMS)
def test_a_text_is_as_strict_in_a_record_as_in_a_constructor(text: str) -> None:
    note = bare_entry(NoteAdded(occurred_on=DAY, target=1, text="MARK"))
    command = list(unpack(unpack(encode(note))[1]))
    command[PAYLOAD] = (1, text)
    assert_refused(packed((FORMAT, packed(tuple(command)), (), 0)))


@pytest.mark.parametrize("raw", [b"\xc4\x03w27", b"\xd9\x03w27", b"\xa1\xff"], ids=["as bytes", "wide", "no UTF-8"])
@pytest.mark.parametrize("number", [0, 2, 4, 6])
def test_texts_of_the_envelope_are_text(raw: bytes, number: int) -> None:
    assert_refused(with_command_item(number, raw))


def test_bytes_of_the_envelope_are_bytes_of_their_length() -> None:
    for number, raw in (
        *((5, b"\xa8" + b"x" * 8), (5, b"\xc4\x07" + bytes(7)), (5, b"\xc5\x00\x08" + bytes(8))),
        *((8, b"\x92\x01\xc4\x1f" + bytes(31)), (8, b"\x91\x01"), (8, b"\x92\xff\xc4\x20" + bytes(32))),
        *((8, b"\x92\xc3\xc4\x20" + bytes(32)), (3, b"\x93\xc4\x0f" + bytes(15) + b"\x00\x02")),
    ):
        assert_refused(with_command_item(number, raw))
    items = outer_items()
    for approval in (
        (bytes(8),),
        (bytes(8), bytes(63)),
        (bytes(7), bytes(64)),
        (bytes(8), bytes(64), 1),
        ("x" * 8, ""),
    ):
        assert_refused(array(items[0], items[1], packed((approval,)), items[3]))


# D8: items too many or too few, unknown formats, types and versions.


@pytest.mark.parametrize("item", [None, 0, "", b"", ()])
def test_an_item_too_many_anywhere_is_refused(item: Any) -> None:
    extra = packed(item)
    call = [packed(one) for one in unpack(unpack(RECORD)[1])[3]]
    assert_refused(array(*outer_items(), extra))
    assert_refused(around(array(*command_items(), extra)))
    assert_refused(with_command_item(3, array(*call, extra)))


@pytest.mark.parametrize("item", [None, 0, "", b"", ()])
def test_an_item_too_many_or_too_few_in_a_payload_is_kept_and_not_understood(item: Any) -> None:
    payload = [packed(one) for one in unpack(unpack(RECORD)[1])[PAYLOAD]]
    for items in (
        array(*payload, packed(item)),
        *(array(*payload[:n], *payload[n + 1 :]) for n in range(len(payload))),
    ):
        record = with_command_item(PAYLOAD, items)
        read = decode(record, position=3, books=KUBE)
        assert isinstance(read.event, UnknownEvent)
        assert (read.event.type, read.event.version) == ("dues-paid", 1)
        assert encode(read) == record
        with pytest.raises(UnknownType, match="dues-paid"):
            read.postings  # noqa: B018  # asking is the test


def test_an_item_too_few_anywhere_is_refused() -> None:
    outer, command = outer_items(), command_items()
    for items, rebuilt in ((outer, bytes), (command, around)):
        for number in range(len(items)):
            assert_refused(rebuilt(array(*items[:number], *items[number + 1 :])))


def test_cattrs_own_tuple_strategy_drops_an_item_too_many_where_ours_understands_nothing() -> None:
    converter = cattrs.Converter(unstruct_strat=cattrs.UnstructureStrategy.AS_TUPLE)

    def read(record: bytes) -> PlainDues:
        return converter.structure(_lenient(record)[2][PAYLOAD], PlainDues)

    payload = [packed(one) for one in unpack(unpack(RECORD)[1])[PAYLOAD]]
    record = with_command_item(PAYLOAD, array(*payload, b"\x01"))
    assert isinstance(read(record), PlainDues)
    assert isinstance(decode(record).event, UnknownEvent)


@pytest.mark.parametrize("number", [0, 2, 99, 2**32, -1])
def test_another_format_is_refused_and_named(number: int) -> None:
    error = assert_refused(array(packed(number), *outer_items()[1:]))
    assert f"format {number}" in error.problem


@pytest.mark.parametrize(
    ("number", "raw", "type_", "version"),
    [
        (1, b"\x02", "dues-paid", 2),
        (0, b"\xa8pos/sale", "pos/sale", 1),
        (0, b"\xa9dues-paie", "dues-paie", 1),
    ],
    ids=["a version to come", "an app's type", "a misspelt type"],
)
def test_an_unknown_type_or_version_stays_readable(number: int, raw: bytes, type_: str, version: int) -> None:
    record = with_command_item(number, raw)
    read = decode(record, position=3, books=KUBE)
    assert read.event == UnknownEvent(occurred_on=DAY, type=type_, version=version, payload=("m01", 5, "w27", "cash"))
    assert encode(read) == record


@pytest.mark.parametrize("items", [(), (1,), ("m01", 5, "w27", "cash", "more"), ((((1,),),),)], ids=len)
def test_so_does_one_with_any_number_of_items(items: tuple[Any, ...]) -> None:
    command = list(unpack(unpack(RECORD)[1]))
    command[1], command[PAYLOAD] = 2, items
    record = around(packed(tuple(command)))
    assert decode(record).event.payload == items  # type: ignore[attr-defined]


def test_a_fold_stops_at_an_unknown_type_and_never_skips_it() -> None:
    entry_ = decode(with_command_item(1, b"\x02"), position=7, books=KUBE)
    with pytest.raises(UnknownType) as caught:
        balances.fold([entry_])
    assert (caught.value.type, caught.value.version, caught.value.position) == ("dues-paid", 2, 7)
    assert "butuh versi lebih baru" in caught.value.sentence


@pytest.mark.parametrize("raw", [b"\x00", b"\xff", b"\xc3"], ids=["0", "-1", "true"])
def test_a_version_is_counted_from_1(raw: bytes) -> None:
    assert_refused(with_command_item(1, raw))


@pytest.mark.parametrize("type_", ["", "Dues-Paid", "a/b/c", "/a", "dues paid", "-a", "x" * 65])
def test_a_type_is_a_name(type_: str) -> None:
    assert_refused(with_command_item(0, packed(type_)))


@pytest.mark.parametrize(
    "embedded",
    [
        (),
        ("dues-paid", 1, 18_084),
        ("dues-paid", 1, 18_084, ("m01", 5, None, "cash"), None),
        ("dues-paid", True, 18_084, ("m01", 5, None, "cash")),
        ("dues-paid", 0, 18_084, ("m01", 5, None, "cash")),
        ("Dues Paid", 1, 18_084, ("m01", 5, None, "cash")),
        ("dues-paid", 1, 2**40, ("m01", 5, None, "cash")),
        ("dues-paid", 1, 18_084, ("m01", 0, None, "cash")),
        ("member-left", 1, 18_084, ("m01", "sakit")),
        None,
        "dues-paid",
    ],
    ids=range(11),
)
def test_an_original_is_read_as_strictly_as_an_event(embedded: Any) -> None:
    command = list(unpack(unpack(RECORD)[1]))
    command[0], command[PAYLOAD] = "event-reversed", (3, embedded, "keliru", None)
    assert_refused(around(packed(tuple(command))))


@pytest.mark.parametrize("number", [0, 2, 3, 9, 2**31])
def test_a_ciphertext_stands_for_a_sensitive_field_that_is_nil(number: int) -> None:
    hidden = sealed(MemberLeft)
    assert hidden is not None
    command = list(unpack(unpack(encode(entry(hidden)))[1]))
    _, *rest = command[11][0]
    command[11] = ((number, *rest),)
    assert_refused(around(packed(tuple(command))))


def test_what_was_wrong_in_one_record_is_not_said_of_the_next() -> None:
    command = list(unpack(unpack(RECORD)[1]))
    command[0] = "event-reversed"
    left = ("member-left", 1, 18_084, ("m01", "sakit"))
    given_aid = ("iks-disbursed", 1, 18_084, ("m01", "illness", 5, "iks", None, "sakit", "cash"))
    for original, paths in (
        *((left, ["reason"]), (given_aid, ["reason", "detail"]), (left, ["reason"])),
        (given_aid, ["reason", "detail"]),
    ):
        command[PAYLOAD] = (3, original, "keliru", None)
        problem = assert_refused(around(packed(tuple(command)))).problem
        assert [fault.partition(":")[0] for fault in problem.split("; ")] == [f"original.{path}" for path in paths]
        assert "sakit" not in problem


def test_an_opening_line_is_held_against_its_form_when_read() -> None:
    line = OpeningLine(account="receivables", fund="kas", party="s1", amount=5)
    record = encode(bare_entry(OpeningBalanceRecorded(occurred_on=DAY, lines=[line])))
    command = list(unpack(unpack(record)[1]))
    command[PAYLOAD] = ((("receivables", "kas", None, 5),),)
    error = assert_refused(around(packed(tuple(command))))
    assert "lines[0].party" in error.problem


# D1 and D2: sizes that are only claimed, and depth.

CLAIMS: Final[dict[str, bytes]] = {
    "array32": b"\xdd\xff\xff\xff\xff",
    "map32": b"\xdf\xff\xff\xff\xff",
    "bin32": b"\xc6\xff\xff\xff\xff",
    "str32": b"\xdb\xff\xff\xff\xff",
    "ext32": b"\xc9\xff\xff\xff\xff\x05",
    "array32 in an array": b"\x94\x01\xdd\xff\xff\xff\xff",
    "arrays of array32": (b"\xdd\xff\xff\xff\xff" * 13_000)[:65_535],
    "arrays of array16": b"\xdc\xff\xff" * 21_845,
    "arrays of 4096 items": b"\xdc\x10\x00" * 21_845,
    "arrays of 4096 items in array32": (b"\xdd\x00\x00\x10\x00" * 13_107)[:65_535],
    "64 arrays of 4096 items": b"\xdc\x10\x00" * 64,
    "65 arrays of 4096 items": b"\xdc\x10\x00" * 65,
    "arrays of map16": (b"\x91\xde\xff\xff\xa1a" * 21_845)[:65_535],
    "maps of map16": (b"\xde\xff\xff\xa1a" * 21_845)[:65_535],
}


@contextmanager
def within(*, seconds: float, megabytes: float) -> Iterator[None]:
    """What happens inside costs no more processor time and memory than this."""
    tracemalloc.start()
    start = time.process_time()
    try:
        yield
        spent = time.process_time() - start
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < megabytes * 1_000_000, f"took {most / 1e6:.1f} MB"
    assert spent < seconds, f"took {spent:.3f} s"


@pytest.mark.parametrize("raw", CLAIMS.values(), ids=CLAIMS)
def test_a_size_that_is_only_claimed_costs_nothing(raw: bytes) -> None:
    assert_refused(RECORD[:-1])  # what is made on first use is not counted
    with within(seconds=0.25, megabytes=10):
        assert_refused(raw)
    if len(raw) < 1_000:
        with within(seconds=0.25, megabytes=10):
            assert_refused(around(raw))


@pytest.mark.parametrize("name", ["arrays of array16", "arrays of 4096 items"])
def test_the_same_assertion_goes_red_on_msgpack_as_it_comes(name: str) -> None:
    with pytest.raises(AssertionError, match="took"), within(seconds=60, megabytes=10), suppress(ValueError):
        msgpack.unpackb(CLAIMS[name], use_list=False)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(16, 40), min_size=65, max_size=90))
def test_many_long_arrays_that_are_there_are_read_all_the_same(lengths: list[int]) -> None:
    value = tuple((None,) * length for length in lengths)
    assert unpack(pack(value)) == value
    for spoilt in (pack(value)[:-1], pack(value) + b"\xc0", b"\xdc" + pack(value), pack(value) + b"\xdd"):
        with pytest.raises(DecodeError):
            unpack(spoilt)


@pytest.mark.parametrize("depth", [9, 1_000, 65_000])
def test_nested_arrays_are_refused_at_any_depth(depth: int) -> None:
    with within(seconds=1, megabytes=10):
        assert_refused(b"\x91" * depth + b"\xc0")
        assert_refused(b"\x91" * depth)
        if depth < 60_000:
            assert_refused(around(b"\x91" * depth + b"\xc0"))


def test_a_hundred_thousand_nested_arrays_are_refused() -> None:
    with within(seconds=1, megabytes=10):
        assert_refused(b"\x91" * 100_000 + b"\xc0")
        with pytest.raises(DecodeError):
            unpack(b"\x91" * 100_000 + b"\xc0", longest=1_000_000)
        with pytest.raises(DecodeError):
            unpack(b"\x81\xa1a" * 100_000 + b"\xc0", longest=1_000_000)


def test_a_value_nested_too_deep_is_not_written_either() -> None:
    deep: Any = ()
    for _ in range(7):
        deep = (deep,)
    assert unpack(pack(deep)) == deep
    with pytest.raises(DecodeError, match="nested deeper than 8"):
        pack((deep,))


@settings(deadline=None, max_examples=100)
@given(unknown_events())
def test_what_is_unpacked_is_packed_to_the_same_bytes(event: UnknownEvent) -> None:
    assert unpack(pack(event.payload)) == event.payload


# Controls: msgpack as it comes, and a fold that goes on.


def test_as_it_comes_msgpack_answers_a_hundred_thousand_arrays_with_an_error_of_its_own() -> None:
    with pytest.raises((RecursionError, ValueError)) as caught:
        assert_refused(b"\x91" * 100_000 + b"\xc0", _lenient)
    assert not isinstance(caught.value, DecodeError)


@pytest.mark.parametrize("name", ["of one key", "of doubled keys", "map16"])
def test_as_it_comes_msgpack_reads_a_map(name: str) -> None:
    with pytest.raises(AssertionError, match="was read as"):
        assert_refused(with_payload_item(MEMBER, MAPS[name]), _lenient)


def test_as_a_stream_msgpack_reads_what_has_more_behind_its_end() -> None:
    def first(record: bytes) -> Any:
        stream = msgpack.Unpacker(use_list=False)
        stream.feed(record)
        return next(stream)

    with pytest.raises(AssertionError, match="was read as"):
        assert_refused(RECORD + b"\x00", first)


def test_a_fold_that_went_on_would_show_a_figure_without_what_it_does_not_know() -> None:
    known = decode(RECORD, position=6, books=KUBE)
    newer = decode(with_command_item(1, b"\x02"), position=7, books=KUBE)
    going_on = [one for one in (known, newer) if not isinstance(one.event, UnknownEvent)]
    assert {row.amount for row in balances.answer(balances.fold(going_on)).rows} == {5, -5}
    with pytest.raises(UnknownType):
        balances.fold([known, newer])
