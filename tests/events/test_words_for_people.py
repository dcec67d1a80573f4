"""Whatever odd value a field is given, the Indonesian of its fault needs neither Python nor English to be read."""

from __future__ import annotations

import json
import re
from collections import deque
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from kube_ledger.codec.reference import Invalid, reference
from kube_ledger.domain import KUBE
from kube_ledger.errors import Fault, InvalidEvent
from kube_ledger.events import DuesPaid, Facts, MeetingHeld, Share
from kube_ledger.events.fields import _WORDS, Leaf
from kube_ledger.events.shapes import Many, Nested, Shape, fields_of
from kube_ledger.exchange.lines import LineReader
from kube_ledger.ledger.calls import Call
from kube_ledger.wording import kind
from specimens import full

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAY: Final = date(2019, 7, 7)
NAN: Final = float("nan")

ODD: Final[tuple[Any, ...]] = (
    *(None, 1.5, NAN, True, "x", "", "?", b"x", 3, -1, 10**400, [], {}, (), set(), frozenset({1}), object(), DAY),
    *(datetime(2019, 7, 7, tzinfo=UTC), Decimal(5), Fraction(1, 3), 2j, ["", None, 1.5], ({},), deque(), int, DuesPaid),
    *(DuesPaid(occurred_on=DAY, member_id="m01", amount=5), Share(member_id="m01", amount=5), bytearray(32)),
)

PYTHON: Final = (
    *("None", "NoneType", "int", "str", "float", "bool", "bytes", "bytearray", "list", "dict", "tuple", "set"),
    *("object", "frozenset", "date", "datetime", "Decimal", "Fraction", "complex", "deque", "type", "ABCMeta", "True"),
    *(
        "False",
        "nan",
        "inf",
        "Error",
        "Exception",
        *(cls.__name__ for cls in KUBE.events),
        "Event",
        "Share",
        "OpeningLine",
    ),
    *("DecisionRules", "Price", "PmtWork", "AidLine", "Facts", "Locked", "Erased"),
)
ENGLISH: Final = (
    *("is", "no", "not", "a", "an", "the", "and", "or", "of", "nothing", "none of", "between", "allowed", "needed"),
    *("digest", "position", "account", "time zone", "missing", "unknown", "field", "known", "needs", "has", "items"),
    *("text", "whole", "number", "day", "month", "yes", "valid", "shown", "must", "be", "to", "characters", "what"),
)


QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|a-z 0-9")
FOREIGN: Final = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, (*PYTHON, *ENGLISH)))})(?![\w-])")


@cache
def foreign(text: str) -> list[str]:
    """The words of Python and of English in a text, what is quoted left out: that is the reader's own, or a name."""
    return FOREIGN.findall(QUOTED.sub("", text))


def records() -> list[type[Facts]]:
    """Every event class and every record inside of one."""
    found: dict[type[Facts], None] = {}
    waiting: list[type[Facts]] = list(KUBE.events)
    while waiting:
        cls = waiting.pop()
        found[cls] = None
        waiting.extend(shape.cls for _, shape in shapes(cls) if isinstance(shape, Nested))
    return list(found)


def shapes(cls: type[Facts]) -> Iterator[tuple[str, Shape]]:
    """The fields of a class and what they are made of, a list's items too."""
    for field in fields_of(cls):
        shape = field.shape
        yield field.name, shape
        while isinstance(shape, Many):
            shape = shape.item
            yield field.name, shape


def faults_of(cls: Callable[..., object], given: dict[str, Any]) -> tuple[Fault, ...]:
    """What the constructor says against these values."""
    try:
        cls(**given)
    except InvalidEvent as error:
        return error.faults
    return ()


RECORDS: Final = records()


@pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)
def test_a_constructor_says_what_is_wrong_in_words_of_its_reader(cls: type[Facts]) -> None:
    names = [field.name for field in fields_of(cls)] + (["occurred_on"] if cls in KUBE.events else [])
    said = 0
    for value in ODD:
        for odd in (value, [value], (value, value)):
            for fault in faults_of(cls, dict.fromkeys(names, odd)):
                said += 1
                assert foreign(fault.message_id) == [], (fault.path, odd, fault.message_id)
    assert said > 50


@pytest.mark.parametrize("cls", KUBE.events, ids=lambda cls: cls.event_type)
@pytest.mark.parametrize("wire", ["json", "array"])
def test_a_decoder_says_it_so_too(cls: Any, wire: Any) -> None:
    reads = reference(KUBE.catalogue, wire)
    names = [field.name for field in fields_of(cls)]
    whole = list(ODD)
    for odd in ODD:
        for value in (odd, [odd], (odd,), {"amount": odd, "unknown": odd}):
            whole += [dict.fromkeys(names, value) if wire == "json" else (value,) * len(names)]
    for given in whole:
        try:
            reads.values(cls, given)
        except Invalid as error:
            for fault in error.faults:
                assert foreign(fault.message_id) == [], (fault.path, given, fault.message_id)


@pytest.mark.parametrize("cls", KUBE.events, ids=lambda cls: cls.event_type)
@pytest.mark.parametrize("wire", ["json", "array"])
def test_an_encoder_says_it_so_too(cls: Any, wire: Any) -> None:
    writes = reference(KUBE.catalogue, wire)
    for odd in ODD:
        event = cls.trusted({"occurred_on": DAY, **{field.name: odd for field in fields_of(cls)}})
        try:
            writes.lower(event)
        except Invalid as error:
            for fault in error.faults:
                assert foreign(fault.message_id) == [], (fault.path, odd, fault.message_id)


IN_JSON: Final = (
    *("null", "1.5", "NaN", "true", '"x"', '""', '"?"', "3", "-1", "9" * 500, "[]", "{}", "[null, 1.5]", "[[]]", "[3]"),
    *('[{"amount": null}]', '{"amount": 1.5, "unknown": 1}', '{"a": 1, "a": 2}', '[{"member_id": []}]', '["\\u0000"]'),
)


@pytest.mark.parametrize("cls", KUBE.events, ids=lambda cls: cls.event_type)
def test_a_line_of_a_file_is_refused_in_words_of_its_reader(cls: Any) -> None:
    reader = LineReader("melati-3", KUBE)
    names = [field.name for field in fields_of(cls)]
    good = json.dumps(reference(KUBE.catalogue, "json").lower(full(cls)))
    said = 0
    for odd in IN_JSON:
        data = ", ".join(f'"{name}": {odd}' for name in names)
        envelope = ", ".join(f'"{name}": {odd}' for name in ("occurred_on", "recorded_by", "key", "batch", "group"))
        for text in (
            f'{{"type": "{cls.event_type}", "occurred_on": "2019-07-07", "recorded_by": "chair", "data": {{{data}}}}}',
            f'{{"type": "{cls.event_type}", "occurred_on": "2019-07-07", "recorded_by": "chair", "data": {odd}}}',
            f'{{"type": "{cls.event_type}", {envelope}, "data": {good}}}',
            f'{{"type": {odd}, "data": {odd}, "else": {odd}}}',
            odd,
        ):
            found = reader.read(1, text.encode())
            for bad in found if isinstance(found, list) else ():
                said += 1
                assert foreign(bad.message_id) == [], (bad.path, text, bad.message_id)
    assert said > 100


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_a_call_is_refused_in_words_of_its_reader(odd: Any) -> None:
    event = full(DuesPaid)
    for given in (
        {"events": (odd, event), "authors": ("m01", "m01")},
        {"events": (event,), "authors": ("m01",), "key": odd},
        {"events": (event,), "authors": ("m01",), "meta": ((odd, "x"), ("x", odd))},
        {"events": (event,), "authors": (odd,)},
    ):
        for fault in faults_of(Call, given):
            assert foreign(fault.message_id) == [], (fault.path, odd, fault.message_id)


def test_every_kind_of_field_has_an_indonesian_word() -> None:
    leaves = {shape.name for cls in RECORDS for _, shape in shapes(cls) if isinstance(shape, Leaf)} | {"day"}
    assert leaves <= set(_WORDS)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        *[(None, "kosong"), (True, "ya/tidak"), (3, "bilangan bulat"), (1.5, "bilangan pecahan"), ("x", "teks")],
        *[(DAY, "tanggal"), ([], "daftar"), ((), "daftar"), ({}, "kumpulan pasangan"), (b"x", "deretan byte")],
        *[(Decimal(5), "bilangan pecahan"), (datetime(2019, 7, 7, tzinfo=UTC), "tanggal dan jam")],
        *[(object(), "sesuatu yang lain"), (int, "sesuatu yang lain"), (set(), "kumpulan tanpa urutan")],
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_kind_is_named_as_people_say_it(value: object, word: str) -> None:
    assert kind(value) == word


@pytest.mark.parametrize(
    ("field", "odd", "message", "message_id"),
    [
        ("meeting_id", 3, "an int is no id", "bilangan bulat bukan nomor/nama singkat"),
        ("meeting_id", None, "nothing is no id", "kosong, seharusnya nomor/nama singkat"),
        ("attendees", "m01", "a str is no list", "teks bukan daftar"),
        ("attendees", {}, "a dict is no list", "kumpulan pasangan bukan daftar"),
    ],
)
def test_a_fault_reads_like_a_sentence(field: str, odd: Any, message: str, message_id: str) -> None:
    good = {"occurred_on": DAY, "meeting_id": "w27", "attendees": ["m01"], "agenda": ["iuran"]}
    (fault,) = faults_of(MeetingHeld, {**good, field: odd})
    assert (fault.message, fault.message_id) == (message, message_id)


def test_a_choice_is_offered_with_what_each_word_means() -> None:
    given = {"occurred_on": DAY, "member_id": "m01", "amount": 5, "paid_into": "dompet"}
    (fault,) = faults_of(DuesPaid, given)
    assert fault.message == "'dompet' is none of cash, bank"
    assert fault.message_id == "'dompet' bukan salah satu dari cash (kas tunai), bank"


@pytest.mark.parametrize(
    "text", ["NoneType bukan daftar", "a int bukan teks", "bukan digest", "nothing, seharusnya teks", "bukan Share"]
)
def test_foreign_words_are_seen(text: str) -> None:
    assert foreign(text)
    assert foreign("teks bukan rincian berisi 'account', 'fund' (1 sampai 64 dari a-z 0-9 . _ -)") == []
