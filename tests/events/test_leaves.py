"""What each kind of field lets through, at both ends of its bounds; nothing of another type is ever taken for it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import cattrs
import pytest
from attrs import frozen
from cattrs.preconf.msgpack import make_converter
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger import events
from kube_ledger.errors import Fault, InvalidEvent
from kube_ledger.events import EVENTS, Event, fields
from kube_ledger.events.fields import Leaf
from kube_ledger.events.shapes import Choice, Many, Nested, checker, fields_of, shape_of
from specimens import DAY, MOMENT, full
from strategies import ids, leaf_values, texts, values_of

BEYOND: Final = 2**53
SARI: Final = "ibu-sari+f1c9ed0f+Afe5OlqVrFHhBDMEKbFYaQVBPpjT1ltbdScpynoodT6b"


ACCEPTED: Final[dict[str, list[Any]]] = {
    "Text": [
        "a",
        "x" * 2_000,
        "é",
        "\u2019",
        "人",
        "🙏",
        "a b",
        " ",
        "'; DROP TABLE events --",
        "100%_",
        "=1+1",
        "\u200b",
    ],
    "Id": ["a", "0", "m01", "a.b_c-d", "z" * 64, "group", "9-"],
    "AnyPersonId": ["a", "m01", "groups", "z" * 64],
    "Day": [date.min, date.max, date(2020, 2, 29)],
    "Month": ["0001-01", "9999-12", "2019-07"],
    "Flag": [True, False],
    "Rupiah": [1, 2, BEYOND - 1],
    "RupiahOrZero": [0, 1, BEYOND - 1],
    "Difference": [-(BEYOND - 1), -1, 1, BEYOND - 1],
    "Count": [1, BEYOND - 1],
    "Percent": [0, 1, 99, 100],
    "Digest": [bytes(32), b"\xff" * 32],
    "TimeZone": ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC"],
    "VKey": [SARI],
    "KeyId": [bytes(8)],
    "AccountName": ["cash", "bank", "receivables", "member-shares", "transfers", "cash-short"],
    "EarlierPosition": [0, 1, BEYOND - 1],
    "Role": ["chair", "secretary", "treasurer", "facilitator"],
    "Purse": ["cash", "bank"],
    "Category": ["ingredients", "equipment", "transport", "wages", "samples", "other"],
    "Channel": ["warung", "whatsapp", "facebook", "bazaar", "office", "friends", "order", "other"],
}

REFUSED: Final[dict[str, list[Any]]] = {
    "Text": [
        *("", "x" * 2_001, "\n", "a\tb", "\x00", "\x1f", "\x7f", "\x80", "\x85", "\x9f", "\ud800", "\udfff"),
        *("e\u0301", "\u212b", "\u2126", "\uac00\u11a8"),  # not NFC
        *(f"a{chr(mark)}b" for mark in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
        *("\u0378", "\uffff", "\U0010ffff", "\U0003fffd"),  # unassigned
    ],
    "Id": ["", "A", "-a", ".a", "_a", "a b", "a/b", "é", "z" * 65, "a\n", "\u0663\u0664", "a:b", "m01 "],
    "AnyPersonId": ["group", "", "Group", "z" * 65, "-"],
    "Month": [
        "0000-01",
        "2019-00",
        "2019-13",
        "2019-7",
        "19-07",
        "2019-07-01",
        "2019/07",
        "\u0662\u0660\u0661\u0669-\u0660\u0667",
        "2019-07\n",
        "",
    ],
    "Rupiah": [0, -1, BEYOND, 10**5_000, -(10**5_000)],
    "RupiahOrZero": [-1, BEYOND],
    "Difference": [0, BEYOND, -BEYOND],
    "Count": [0, -1, BEYOND],
    "Percent": [-1, 101],
    "Digest": [b"", bytes(31), bytes(33), bytearray(32), "x" * 32],
    "TimeZone": ["", "Jakarta", "WIB/", "../Asia/Jakarta", "/etc/localtime", "localtime", "Asia", "a\x00b", "\ud800"],
    "VKey": ["", "ibu-sari", SARI + "\n", SARI.replace("f1", "f2"), SARI.replace("Afe5", "Bfe5"), "a+00000000+AQ=="],
    "KeyId": [b"", bytes(7), bytes(9), bytearray(8), "x" * 8],
    "AccountName": ["opening", "Cash", "", "simpan/loans", "kas"],
    "EarlierPosition": [-1, BEYOND],
    "Role": ["Chair", "", "member", "chair "],
    "Purse": ["kas", ""],
    "Category": ["food", "dues"],
    "Channel": ["shop", "tokopedia"],
}

ALIASES: Final = {name: getattr(fields, name) for name in ACCEPTED}

REFERRING: Final = {
    "Id": (
        *("FundId", "MeetingId", "NewMeetingId", "DecisionId", "PastDecisionId", "NewDecisionId"),
        *("OpenProblemId", "NewProblemId", "Owner", "SaleId", "NewSaleId", "OpenOrderId", "NewOrderId"),
        *("MenuId", "NewMenuId", "BatchId", "NewBatchId", "CompetitionId", "NewCompetitionId"),
        *("OpenAidId", "NewAidId"),
    ),
    "AnyPersonId": ("MemberId", "PastMemberId", "PersonId", "FacilitatorId"),
}


def faults_of(alias: Any, value: object) -> list[Fault]:
    """What the check of a field of this type says."""
    faults: list[Fault] = []
    checker(shape_of(alias))(value, "field", faults)
    return faults


def _cases(table: dict[str, list[Any]]) -> list[Any]:
    return [
        pytest.param(name, value, id=f"{name}-{number}")
        for name, values in table.items()
        for number, value in enumerate(values)
    ]


@pytest.mark.parametrize(("name", "value"), _cases(ACCEPTED))
def test_a_value_at_the_edge_is_taken(name: str, value: object) -> None:
    assert faults_of(ALIASES[name], value) == []


@pytest.mark.parametrize(("name", "value"), _cases(REFUSED))
def test_a_value_beyond_the_edge_is_refused_in_both_languages(name: str, value: object) -> None:
    (fault,) = faults_of(ALIASES[name], value)
    assert fault.path == "field"
    assert fault.message != fault.message_id
    assert len(fault.message) < 300
    fault.message.encode()
    fault.message_id.encode()


@pytest.mark.parametrize(("base", "name"), [(base, name) for base, names in REFERRING.items() for name in names])
def test_a_field_that_refers_to_something_is_checked_like_its_base(base: str, name: str) -> None:
    for value in ACCEPTED[base]:
        assert faults_of(getattr(fields, name), value) == []
    for value in REFUSED[base]:
        assert len(faults_of(getattr(fields, name), value)) == 1


def test_every_alias_of_a_field_is_in_these_tables() -> None:
    known = {name for name, value in vars(fields).items() if _is_alias(value)}
    assert known == {*ALIASES, *(name for names in REFERRING.values() for name in names)}


def _is_alias(value: object) -> bool:
    if value is fields.Reference:
        return False  # what a field may refer to: no field has this type
    try:
        return isinstance(shape_of(value), Leaf | Choice)
    except TypeError:
        return False


# No value of another type.


class Whole(int):
    """An int's subclass, as numpy and enums have them."""


class Word(str):
    """A str's subclass."""

    __slots__ = ()


class Numbers(enum.IntEnum):
    """An int that is no int."""

    ONE = 1
    SEVEN = 7


class Words(enum.StrEnum):
    """A str that is no str."""

    CASH = "cash"
    CHAIR = "chair"


class Blob(bytes):
    """A bytes subclass."""


class Later(date):
    """A date's subclass, as pandas has them."""


STRANGERS: Final[list[Any]] = [
    *(True, False, 12.9, 1e3, 1.0, -0.0, float("nan"), float("inf"), float("-inf"), "12", "\u0663\u0664", b"12"),
    *(Decimal(5), Fraction(5), Whole(5), Numbers.ONE, 5j, None, [], {}, object(), 5, "cash", Word("cash")),
    *(Words.CASH, Blob(bytes(32)), bytes(32), date(2019, 7, 7), MOMENT, Later(2019, 7, 7), "2019-07-07"),
]

Check = Callable[[Any], object]


def assert_takes_only(python: type, check: Check) -> None:
    """Of all strangers, `check` lets through only those that are exactly of the type."""
    for value in STRANGERS:
        if type(value) is python:
            continue
        try:
            check(value)
        except (InvalidEvent, ValueError, TypeError):
            continue
        raise AssertionError(f"{value!r} was taken for {python.__name__}")


def _checked_as(alias: Any) -> Check:
    def check(value: Any) -> None:
        if faults_of(alias, value):
            raise ValueError(value)

    return check


@pytest.mark.parametrize("name", ALIASES)
def test_nothing_of_another_type_is_ever_taken_for_a_value(name: str) -> None:
    shape = shape_of(ALIASES[name])
    assert_takes_only(shape.python if isinstance(shape, Leaf) else str, _checked_as(ALIASES[name]))


@frozen
class Plain:
    """What stock cattrs would read an amount into."""

    amount: int


@pytest.mark.parametrize("converter", [cattrs.Converter(), make_converter()], ids=["cattrs", "its msgpack converter"])
def test_the_same_assertion_goes_red_with_stock_cattrs(converter: cattrs.Converter) -> None:
    for value in (12.9, "12", True):
        assert converter.structure({"amount": value}, Plain).amount in (1, 12)
    with pytest.raises(AssertionError, match="was taken for int"):
        assert_takes_only(int, lambda value: converter.structure({"amount": value}, Plain))


def test_the_same_assertion_goes_red_with_isinstance() -> None:
    def check(value: Any) -> None:
        if not isinstance(value, int):
            raise TypeError(value)

    with pytest.raises(AssertionError, match="True was taken for int"):
        assert_takes_only(int, check)


# And so in every field of every event.


def _leaves() -> list[Any]:
    return [
        pytest.param(cls, field.name, id=f"{cls.event_type}.{field.name}")
        for cls in EVENTS
        for field in fields_of(cls)
        if isinstance(field.shape, Leaf | Choice)
    ]


@pytest.mark.parametrize(("cls", "name"), _leaves())
def test_every_field_of_every_event_refuses_strangers_and_names_itself(cls: type[Event], name: str) -> None:
    event = full(cls)
    given_ = {field.name: getattr(event, field.name) for field in fields_of(cls)}
    (field,) = [field for field in fields_of(cls) if field.name == name]
    python = field.shape.python if isinstance(field.shape, Leaf) else str
    for value in STRANGERS:
        if type(value) is python or (value is None and field.optional):
            continue
        with pytest.raises(InvalidEvent) as caught:
            cls(occurred_on=DAY, **{**given_, name: value})
        assert name in [fault.path for fault in caught.value.faults]


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
@pytest.mark.parametrize("day", [MOMENT, Later(2019, 7, 7), "2019-07-07", 18_084, None])
def test_the_day_of_an_event_is_a_date_and_no_moment(cls: type[Event], day: Any) -> None:
    given_ = {field.name: getattr(full(cls), field.name) for field in fields_of(cls)}
    with pytest.raises(InvalidEvent) as caught:
        cls(occurred_on=day, **given_)
    assert caught.value.faults[0].path == "occurred_on"


# Texts and ids as laws.


@settings(deadline=None, max_examples=200)
@given(texts())
def test_drawn_texts_are_texts(value: str) -> None:
    assert faults_of(events.Text, value) == []


@settings(deadline=None, max_examples=200)
@given(st.characters(categories=("Cc", "Cs")) | st.sampled_from("\u202a\u202e\u2066\u2069"), texts(max_size=20))
def test_a_forbidden_character_anywhere_makes_a_text_invalid(mark: str, value: str) -> None:
    for spoilt in (mark + value, value + mark, value[:1] + mark + value[1:]):
        assert len(faults_of(events.Text, spoilt)) == 1


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=70))
def test_an_id_is_1_to_64_of_its_few_characters(value: str) -> None:
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    expected = 1 <= len(value) <= 64 and set(value) <= allowed and value[0] not in "._-"
    assert (faults_of(events.Id, value) == []) is expected


@settings(deadline=None, max_examples=50)
@given(ids())
def test_drawn_ids_are_ids(value: str) -> None:
    assert faults_of(events.Id, value) == []


def test_an_unassigned_code_point_is_refused_when_written_and_read_when_stored() -> None:
    assert fields.TEXT.problem("\u0378") is not None
    assert fields.TEXT.problem("\u0378", stored=True) is None
    assert fields.TEXT.problem("\x00", stored=True) is not None


def test_a_time_zone_that_this_machine_lacks_is_refused_when_written_and_read_when_stored() -> None:
    zone = shape_of(fields.TimeZone)
    assert isinstance(zone, Leaf)
    assert zone.problem("Asia/Atlantis") is not None
    assert zone.problem("Asia/Atlantis", stored=True) is None
    assert zone.problem("\u202eAsia", stored=True) is not None
    assert zone.problem("", stored=True) is not None


def test_a_month_is_not_closed_before_it_began() -> None:
    first = date(2019, 7, 1)
    assert events.MonthClosed(occurred_on=first, month="2019-07", digest=bytes(32)).month == "2019-07"
    with pytest.raises(InvalidEvent) as caught:
        events.MonthClosed(occurred_on=date(2019, 6, 30), month="2019-07", digest=bytes(32))
    assert [fault.path for fault in caught.value.faults] == ["month"]


def test_a_transfer_goes_to_another_fund() -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.FundTransferred(occurred_on=DAY, from_fund="iks", to_fund="iks", amount=1, decision_id="d1")
    assert [fault.path for fault in caught.value.faults] == ["to_fund"]


@pytest.mark.parametrize(
    ("account", "fund", "party", "path"),
    [
        ("receivables", "kas", None, "party"),
        ("member-shares", "kas", None, "party"),
        ("customer-deposits", "kas", None, "party"),
        ("receivables", "iks", "s1", "fund"),
        ("member-shares", "pmt", "m01", "fund"),
        ("cash", "kas", "m01", "party"),
        ("dues", "kas", "m01", "party"),
        ("contributions", "iks", "m01", "party"),
        ("solidarity", "iks", "m01", "party"),
    ],
)
def test_an_opening_line_names_a_party_exactly_where_one_is_needed(
    account: str, fund: str, party: str | None, path: str
) -> None:
    with pytest.raises(InvalidEvent) as caught:
        events.OpeningLine(account=account, fund=fund, party=party, amount=1)
    assert [fault.path for fault in caught.value.faults] == [path]


@settings(deadline=None, max_examples=3)
@given(st.data())
def test_the_strategy_of_a_leaf_draws_what_its_check_lets_through(data: st.DataObject) -> None:
    for cls in EVENTS:
        for field in fields_of(cls):
            shape = field.shape.item if isinstance(field.shape, Many) else field.shape
            if isinstance(shape, Leaf):
                assert shape.check(data.draw(leaf_values(shape))) is None
            elif isinstance(shape, Nested):
                assert type(data.draw(values_of(shape))) is shape.cls
