"""Hypothesis strategies for facts and entries, built by walking the shapes of their fields.

A class that is added to the catalogue is drawn without a line being written here, unless something must hold
*between* its fields: then `_FITTED` says how a drawn instance is made to fit.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar
from unicodedata import normalize
from uuid import UUID

from hypothesis import assume
from hypothesis import strategies as st

from kube_ledger.codec import Approval, Recorded, SealedField, Seen
from kube_ledger.days import DEFAULT_ZONE, first_of_month, month_of
from kube_ledger.errors import InvalidEvent
from kube_ledger.events import (
    EVENTS,
    AidLine,
    AidProposed,
    Event,
    EventReversed,
    Facts,
    FundTransferred,
    KeyEnrolled,
    Locked,
    MonthClosed,
    OpeningLine,
    OrderTaken,
    SaleRecorded,
)
from kube_ledger.events.base import LOCKED, UnknownEvent
from kube_ledger.events.fields import GROUP_OWNER, Leaf
from kube_ledger.events.shapes import Choice, Embedded, FieldShape, Many, Nested, fields_of
from kube_ledger.journal import ACCOUNTS, KAS
from kube_ledger.money import MAX_RUPIAH
from kube_ledger.text import MAX_TEXT, text_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kube_ledger.codec import Books
    from kube_ledger.events.shapes import Shape

F = TypeVar("F", bound=Facts)
E = TypeVar("E", bound=Event)

MOMENTS_FROM: Final = datetime(1700, 1, 1, tzinfo=UTC)
MOMENTS_TO: Final = datetime(2255, 1, 1, tzinfo=UTC)
"""A moment is kept as µs in an int below 2**53: from about 1685 to 2255."""

_ID_FIRST: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_BIDI: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ZONES: Final = (DEFAULT_ZONE, "Asia/Makassar", "Asia/Jayapura", "UTC")


@cache
def ids(*, max_size: int = 64) -> st.SearchStrategy[str]:
    """Ids, short ones as a rule, all of the allowed characters."""
    short = st.sampled_from(["m01", "m02", "w27", "d-7", "0", "a.b_c-d", "z" * max_size])
    rest = st.text(_ID_FIRST + "._-", max_size=max_size - 1)
    return short | st.builds(str.__add__, st.sampled_from(_ID_FIRST), rest)


@cache
def texts(*, max_size: int = MAX_TEXT) -> st.SearchStrategy[str]:
    """Texts in NFC without controls, surrogates, unassigned code points or marks that turn the direction of writing."""
    characters = st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters=_BIDI)
    drawn = st.text(characters, min_size=1, max_size=min(max_size, 30)).map(lambda text: normalize("NFC", text))
    fixed = st.sampled_from(["iuran", "Rp 5.000 — lunas", "'; DROP TABLE events --", "é", "人民币 🙏", "x" * max_size])
    return (fixed | drawn).filter(lambda text: text_problem(text, longest=max_size) is None)


@cache
def days() -> st.SearchStrategy[date]:
    """Days of all years, those of the study's own time often."""
    return st.dates(date(2015, 1, 1), date(2022, 12, 31)) | st.dates() | st.sampled_from([date.min, date.max])


@cache
def moments() -> st.SearchStrategy[datetime]:
    """Moments that a record can hold, in UTC."""
    return st.datetimes(
        MOMENTS_FROM.replace(tzinfo=None), MOMENTS_TO.replace(tzinfo=None), timezones=st.just(UTC)
    ) | st.just(datetime(2019, 7, 7, 9, 30, tzinfo=UTC))


@cache
def whole_numbers() -> st.SearchStrategy[int]:
    """Ints from -(2**53 - 1) to 2**53 - 1, small ones and the edges often."""
    edges = [0, 1, 100, 127, 128, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, MAX_RUPIAH]
    return (
        st.integers(0, 100)
        | st.sampled_from([*edges, *(-edge for edge in edges)])
        | st.integers(-MAX_RUPIAH, MAX_RUPIAH)
    )


_VKEYS: Final = (
    "kube-ledger/melati-3/0123456789abcdef+cc72dc69+AccC8CyEnEylkTfiXfj1cGI/66h2pG4LNkEpxJnczVJ6",
    "ibu-sari+f1c9ed0f+Afe5OlqVrFHhBDMEKbFYaQVBPpjT1ltbdScpynoodT6b",
    "pendamping+868538c5+BIy9/cX8fZo934GdNW8NVhco4ZPafSqkkLvXpfDm6gjN",
)
"""Verifier keys of a log, of a person and of a witness."""


@cache
def leaf_values(leaf: Leaf) -> st.SearchStrategy[Any]:
    """The values of one kind of leaf: candidates of its Python type that its own check lets through."""
    if leaf.python is bool:
        return st.booleans()
    if leaf.python is date:
        return days()
    if leaf.python is bytes:
        sizes = [size for size in range(65) if leaf.check(bytes(size)) is None]
        return st.sampled_from(sizes).flatmap(lambda size: st.binary(min_size=size, max_size=size))
    if leaf.python is int:
        return whole_numbers().filter(lambda value: leaf.check(value) is None)
    longest = max((size for size in (64, 200, MAX_TEXT) if leaf.check("x" * size) is None), default=64)
    candidates: Mapping[str, st.SearchStrategy[str]] = {
        "text": texts(max_size=longest),
        "id": ids(),
        "month": days().map(month_of),
        "time zone": st.sampled_from(_ZONES),
        "account": st.sampled_from(sorted(ACCOUNTS)),
        "verifier key": st.sampled_from(_VKEYS),
    }
    return candidates.get(leaf.name, ids() | texts(max_size=longest)).filter(lambda value: leaf.check(value) is None)


@cache
def values_of(shape: Shape) -> st.SearchStrategy[Any]:
    """Values of a shape as a constructor takes them, tuples for lists."""
    match shape:
        case Leaf():
            return leaf_values(shape)
        case Choice(values):
            return st.sampled_from(values)
        case Many(item, at_least):
            return st.lists(values_of(item), min_size=at_least, max_size=at_least + 4).map(tuple)
        case Nested(cls):
            return facts(cls)
        case Embedded():
            return events(without=(EventReversed,))


Given = dict[str, Any]


def _fit_opening_line(given: Given) -> Given:
    if ACCOUNTS[given["account"]].party_needed:
        return {**given, "fund": KAS, "party": given.get("party") or "m01"}
    return {**given, "party": None}


def _fit_transfer(given: Given) -> Given:
    other = "iks" if given["from_fund"] == KAS else KAS
    return {**given, "to_fund": other if given["to_fund"] == given["from_fund"] else given["to_fund"]}


def _fit_closing(given: Given) -> Given:
    return {**given, "occurred_on": max(given["occurred_on"], first_of_month(given["month"]))}


def _fit_order(given: Given) -> Given:
    return {**given, "deposit": min(given["deposit"], given["price"])}


def _fit_sale(given: Given) -> Given:
    largest = MAX_RUPIAH // given["lots"]
    fitted = {**given, "lot_price": min(given["lot_price"], largest), "lot_size": min(given["lot_size"], largest)}
    if fitted.get("deposit_used") and (fitted.get("order_id") is None or fitted["owner"] != GROUP_OWNER):
        fitted["deposit_used"] = 0
    return fitted


def _fit_proposal(given: Given) -> Given:
    lines = given["lines"] or (AidLine(description="oven", amount=given["amount"]),)
    while sum(line.amount for line in lines) > MAX_RUPIAH:
        lines = lines[1:]
    return {**given, "lines": lines, "amount": sum(line.amount for line in lines)}


def _fit_key(given: Given) -> Given:
    """A person for what a person holds, and the use that the kind of key allows."""
    use = "witness" if "+B" in given["vkey"] and given["use"] != "witness" else given["use"]
    fitted = {**given, "use": use, "person_id": given.get("person_id") or "m01"}
    return {**fitted, "person_id": None} if use == "log" else fitted


_FITTED: Final[Mapping[type[Facts], Callable[[Given], Given]]] = {
    OpeningLine: _fit_opening_line,
    FundTransferred: _fit_transfer,
    KeyEnrolled: _fit_key,
    MonthClosed: _fit_closing,
    OrderTaken: _fit_order,
    SaleRecorded: _fit_sale,
    AidProposed: _fit_proposal,
}
"""How drawn fields are made to fit each other; a class with a form that is not in it is drawn until it fits."""


@st.composite
def arguments(draw: st.DrawFn, cls: type[Facts], *, may_lock: bool = False, complete: bool = False) -> Given:
    """What a class's constructor takes.

    Args:
        draw: Hypothesis's own.
        cls: An event or record class.
        may_lock: Whether a sensitive field may be `Locked`.
        complete: Whether every optional field is given.
    """
    given: Given = {"occurred_on": draw(days())} if issubclass(cls, Event) else {}
    for field in fields_of(cls):
        if complete or field.required or draw(st.booleans()):
            given[field.name] = draw(_field_values(field, may_lock=may_lock))
    fit = _FITTED.get(cls)
    return given if fit is None else fit(given)


@cache
def _field_values(field: FieldShape, *, may_lock: bool) -> st.SearchStrategy[Any]:
    values = values_of(field.shape)
    return values | st.just(LOCKED) if may_lock and field.sealed_subject is not None else values


@st.composite
def facts(draw: st.DrawFn, cls: type[F], *, may_lock: bool = False, complete: bool = False) -> F:
    """Valid instances of one event or record class; the arguments are those of `arguments`."""
    given = draw(arguments(cls, may_lock=may_lock, complete=complete))
    try:
        return cls(**given)
    except InvalidEvent as error:
        if all("." not in fault.path for fault in error.faults) and cls not in _FITTED:
            assume(condition=False)  # two fields of it don't fit each other: draw others
        raise


@cache
def events(*, without: tuple[type[Event], ...] = (), may_lock: bool = False) -> st.SearchStrategy[Event]:
    """Valid events of all types of ours."""
    classes = [cls for cls in EVENTS if cls not in without]
    return st.sampled_from(classes).flatmap(lambda cls: facts(cls, may_lock=may_lock))


@cache
def _items() -> st.SearchStrategy[Any]:
    items: st.SearchStrategy[Any] = (
        st.none() | st.booleans() | whole_numbers() | st.text(max_size=8) | st.binary(max_size=8)
    )
    for _ in range(3):
        items = items | st.lists(items, max_size=3).map(tuple)
    return items


@st.composite
def unknown_events(draw: st.DrawFn, *, may_lock: bool = False) -> UnknownEvent:
    """Events of a type, or of a version of a type, that nobody here knows."""
    type_, version = draw(_unknown_types())
    items = draw(st.lists(_items() | st.just(LOCKED) if may_lock else _items(), max_size=5))
    return UnknownEvent(occurred_on=draw(days()), type=type_, version=version, payload=tuple(items))


@cache
def _unknown_types() -> st.SearchStrategy[tuple[str, int]]:
    strange = st.tuples(st.sampled_from(["pos/sale", "sale-of-tomorrow", "a/b"]), st.integers(1, 9))
    newer = st.tuples(st.sampled_from([cls.event_type for cls in EVENTS]), st.integers(2, 9))
    return strange | newer


@cache
def _optional() -> dict[str, st.SearchStrategy[Any]]:
    pairs = st.tuples(ids(), texts(max_size=200))
    return {
        "meta": st.none() | st.lists(pairs, min_size=1, max_size=8).map(tuple),
        "actor_key": st.none() | st.binary(min_size=8, max_size=8),
        "seen": st.none() | st.builds(Seen, st.integers(0, MAX_RUPIAH), st.binary(min_size=32, max_size=32)),
        "approvals": st.lists(_approvals(), max_size=3).map(tuple),
    }


@st.composite
def entries(
    draw: st.DrawFn, of: st.SearchStrategy[Event] | None = None, *, books: Books | None = None, bare: bool = False
) -> Recorded:
    """Entries as they come back from their bytes: every part of the envelope, a ciphertext for every `Locked` field.

    Args:
        draw: Hypothesis's own.
        of: Their events; None = of all types of ours, sensitive fields given or sealed.
        books: Their domain.
        bare: Whether to leave out all that may be left out.
    """
    event = draw(events(may_lock=True) if of is None else of)
    index = draw(st.integers(0, 3))
    optional: dict[str, Any] = {}
    if not bare:
        optional = {name: draw(values) for name, values in _optional().items()}
        optional["key"] = None if index else draw(st.none() | texts(max_size=200))
    return Recorded(
        event=event,
        group_id=draw(ids()),
        call_id=draw(st.builds(lambda data: UUID(bytes=data), st.binary(min_size=16, max_size=16))),
        index=index,
        count=index + draw(st.integers(1, 3)),
        recorded_by=draw(ids()),
        recorded_at=draw(moments()),
        sealed=tuple(draw(_ciphertext(number)) for number in _locked(event)),
        books=books,
        **optional,
    )


@cache
def _approvals() -> st.SearchStrategy[Approval]:
    return st.builds(Approval, st.binary(min_size=8, max_size=8), st.binary(min_size=64, max_size=64))


def _locked(event: Event) -> list[int]:
    values = (
        event.payload
        if isinstance(event, UnknownEvent)
        else [getattr(event, field.name) for field in fields_of(type(event))]
    )
    return [number for number, value in enumerate(values) if isinstance(value, Locked)]


@cache
def _ciphertext(number: int) -> st.SearchStrategy[SealedField]:
    return st.builds(
        SealedField,
        number=st.just(number),
        subject=ids(),
        key_id=st.binary(min_size=16, max_size=16),
        nonce=st.binary(max_size=24),
        ciphertext=st.binary(max_size=64),
    )
