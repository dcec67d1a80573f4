"""Nothing sensitive shows where nobody asked for it: in no repr, error, log line, export or draft, whoever has keys."""

from __future__ import annotations

import logging
import pickle
import sqlite3
import traceback
import warnings
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from erased_books import MOMENT, NAME, NIK, PHONE, WHO, make, opened
from kube_ledger import Draft, KubeLedgerError, Ledger, Refused, SensitiveInClear, events, projections
from kube_ledger.codec import decode, encode
from kube_ledger.exchange import (
    beancount_lines,
    bundle_lines,
    csv_lines,
    export_lines,
    exporting,
    hledger_lines,
    posting_lines,
)
from kube_ledger.exchange.books import BOOKS
from kube_ledger.projections import Projection
from officers import key_of
from planted import planted_in
from sealed_books import DAY, SECRET, aid, beginning
from support import GROUP, Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


TOLD = (SECRET, NAME, NIK, PHONE)
AUTHOR = key_of(WHO)

Channel = tuple[str, str | bytes]


def shown(name: str, value: object) -> Iterator[Channel]:
    yield f"repr of {name}", repr(value)
    yield f"str of {name}", str(value)
    yield f"format of {name}", f"{value}"


def failing(name: str, act: Callable[[], object]) -> Iterator[Channel]:
    """An error as every place shows it: its sentences, its repr, its facts, and with all that it was raised from."""
    try:
        act()
    except (KubeLedgerError, ValueError) as error:
        sentence = getattr(error, "sentence", "")
        chain = "".join(traceback.format_exception(error))
        yield f"error {name}", f"{error} {error!r} {error.args} {sentence} {chain}"
        if not isinstance(error, Refused):  # which carries the event that the caller gave
            yield f"pickled error {name}", pickle.dumps(error)
        return
    raise AssertionError(f"{name}: nothing was raised")


def reprs(ledger: Ledger) -> Iterator[Channel]:
    group = ledger.group(GROUP)
    for name, value in (("ledger", ledger), ("group", group), ("people", ledger.people), ("keys", ledger._keys)):
        yield from shown(name, value)
    for entry in group.entries():
        yield from shown("entry", entry)
        yield from shown("event", entry.event)
    for person in ledger.people.all():
        yield from shown("person", person)
    for name in vars(projections):
        projection = getattr(projections, name)
        if isinstance(projection, Projection) and name != "dues":
            yield from shown(name, group.view(projection))
    yield from shown("explanation", group.explain("solidarity"))
    yield from shown("findings", group.verify(strict=True))
    yield from (
        (f"finding in {lang}", one.what(lang) + one.advice(lang))
        for one in group.verify(strict=True)
        for lang in ("id", "en")
    )
    yield from shown("refusals", group.check(aid(amount=90_000_000), recorded_by="treasurer"))
    yield from shown("receipt", group.receipt(4))


def errors(ledger: Ledger) -> Iterator[Channel]:
    group = ledger.group(GROUP)
    yield from failing("of a value that can't be", lambda: aid(detail=SECRET + "\n"))
    yield from failing("of a refusal", lambda: group.record(aid(amount=90_000_000), recorded_by="treasurer"))
    yield from failing("of a key", lambda: group.record(aid(amount=2), recorded_by="treasurer", key="aid"))
    yield from failing("of a reversal", lambda: group.reverse(99, reason="x", occurred_on=DAY))
    yield from failing("of a person", lambda: ledger.people.add(id="m02", name=NAME))
    yield from failing("of a number", lambda: ledger.people.add(name="Sri", nik=NIK + "1"))
    yield from failing("of a phone", lambda: ledger.people.add(name="Sri", phone=PHONE + "x"))
    record = next(row.record for page in ledger.log.read(GROUP, 4, 5) for row in page)
    yield from failing("of bytes", lambda: decode(record[:-1], position=4))
    entry = decode(record)
    if entry.sealed:
        first = entry.sealed[0]
        broken = encode(evolve(entry, sealed=(first._replace(ciphertext=bytes(272)), *entry.sealed[1:])))  # type: ignore[misc]
        sealer = ledger._reader.sealer
        if sealer is not None and not group.erased():
            yield from failing("of a seal", lambda: decode(broken, position=4, opener=sealer))


def exports(ledger: Ledger) -> Iterator[Channel]:
    group = ledger.group(GROUP)
    yield from (("JSON Lines", line) for line in export_lines(group))
    yield from (("bundle", line) for line in bundle_lines(group._reader.log, GROUP, group.domain))
    yield "receipt", group.receipt(4).to_text()
    yield from (("record", row.record) for page in ledger.log.read(GROUP) for row in page)


def accounts(ledger: Ledger) -> Iterator[Channel]:
    """What is made for bookkeepers and members: nothing sensitive is in it, sealed or not."""
    group = ledger.group(GROUP)
    yield from (("hledger", line) for line in hledger_lines(group))
    yield from (("beancount", line) for line in beancount_lines(group))
    yield from (("CSV", line) for line in posting_lines(group))
    for name, book in BOOKS.items():
        for lang in ("id", "en"):
            table = book.table(group, as_of=None, period=None, fund=None, lang=lang)
            headings = [column.heading(lang) for column in table.columns]
            yield from ((f"book {name}", line) for line in csv_lines(headings, table.rows))
    yield "head", group.checkpoint().text


def drafts(ledger: Ledger) -> Iterator[Channel]:
    draft = ledger.group(GROUP).draft(aid("m02"), recorded_by=WHO, actor_key=AUTHOR.key.key_id)
    yield from (("draft", command) for command in draft.commands)
    yield "draft as text", draft.to_text()
    yield "pickled draft", pickle.dumps(draft)
    yield from shown("draft", draft)
    yield "signature", draft.sign(AUTHOR).to_text()
    yield from shown("draft read again", Draft.from_text(draft.to_text(), seal=ledger._keys))


def files(folder: Path) -> Iterator[Channel]:
    """Every file but that of the names, which is there to hold them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith("-people"):
            yield path.name, path.read_bytes()


@contextmanager
def listening() -> Iterator[list[str]]:
    """Whatever is logged or warned of meanwhile, by anybody, at any level."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(f"{record.getMessage()} {record.args!r} {record.exc_info!r}")

    root, ear = logging.getLogger(), Ear()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.NOTSET)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield heard
            heard += [str(one) for one in warned]
    finally:
        root.removeHandler(ear)
        root.setLevel(level)


def said(ledger: Ledger, *, is_sealed: bool = True, may_seal: bool = True) -> list[Channel]:
    """Everything that a ledger says to whoever did not ask for names or sealed fields."""
    parts: list[Callable[[Ledger], Iterator[Channel]]] = [reprs, errors, accounts]
    parts += [exports] if is_sealed else []
    parts += [drafts] if is_sealed and may_seal else []
    with listening() as heard:
        told = [channel for part in parts for channel in part(ledger)]
    return [*told, *(("log", line) for line in heard)]


def leaks(told: list[Channel]) -> set[str]:
    found = {name for name, text in told if planted_in(text, TOLD)}
    # One of few words, too short to be looked for in every form; a bundle says what the words of a field can be.
    return found | {name for name, text in told if isinstance(text, str) and name != "bundle" and "illness" in text}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sealed ledger with names in it."""
    return make(tmp_path)


def test_nothing_leaks_with_keys(path: Path) -> None:
    with opened(path) as ledger:
        assert next(ledger.group(GROUP).entries(4)).event.detail == SECRET  # it is there to be shown
        told = said(ledger)
        assert leaks(told) == set()
        assert leaks([*files(path.parent)]) == set()
        assert len({name for name, _ in told}) > 70


def test_nothing_leaks_without_keys(path: Path) -> None:
    with Ledger.open(path, clock=Clock(MOMENT)) as ledger:
        assert leaks(said(ledger, may_seal=False)) == set()


def test_nothing_leaks_after_erasing(path: Path) -> None:
    with opened(path) as ledger:
        ledger.erase_person(WHO, recorded_by="secretary")
        assert leaks(said(ledger)) == set()
    assert leaks([*files(path.parent), ("names", path.with_name("buku.kube-people").read_bytes())]) == set()
    with Ledger.open(path, clock=Clock(MOMENT)) as ledger:
        assert leaks(said(ledger, may_seal=False)) == set()


def test_what_stands_in_clear_shows_in_no_repr_error_or_account_either(tmp_path: Path) -> None:
    with warnings.catch_warnings(), Ledger.create(tmp_path / "x.kube", clock=Clock(MOMENT)) as ledger:
        warnings.simplefilter("ignore", SensitiveInClear)
        group = ledger.group(GROUP)
        group.record(*beginning(), recorded_by="secretary")
        group.record(aid(), recorded_by="treasurer", key="aid")
        ledger.people.add(id="m02", name=NAME, nik=NIK)
        assert leaks(said(ledger, is_sealed=False)) == set()
        assert "JSON Lines" in leaks([*exports(ledger)])  # where it stands in clear, an export of the log says it


def test_a_damaged_file_of_names_is_not_quoted(path: Path) -> None:
    with closing(sqlite3.connect(f"{path}-people")) as connection, connection:
        connection.execute("UPDATE people SET nik = nik || 'x'")
    with opened(path) as ledger:
        assert leaks([*failing("of a damaged person", ledger.people.all)]) == set()


@pytest.mark.parametrize(
    ("broken", "channel"),
    [
        ((exporting, "hidden", lambda entry: entry.event), "JSON Lines"),
        ((events.IksDisbursed, "__repr__", lambda event: f"IksDisbursed({event.detail!r})"), "repr of event"),
        ((Draft, "to_text", lambda draft: f"{draft.events[0].detail}"), "draft as text"),
        ((KubeLedgerError, "__str__", lambda error: f"{error.facts} {NAME}"), "error of a person"),
    ],
    ids=["export", "repr", "draft", "error"],
)
def test_a_channel_that_leaks_is_found(
    path: Path, monkeypatch: pytest.MonkeyPatch, broken: tuple[Any, str, Any], channel: str
) -> None:
    monkeypatch.setattr(*broken)
    with opened(path) as ledger:
        group = ledger.group(GROUP)
        told = [
            *(("JSON Lines", line) for line in export_lines(group)),
            *shown("event", next(group.entries(4)).event),
            (
                "draft as text",
                group.draft(aid("m02", detail=SECRET), recorded_by=WHO, actor_key=AUTHOR.key.key_id).to_text(),
            ),
            *failing("of a person", lambda: ledger.people.add(id="m02", name=NAME)),
        ]
        assert channel in leaks(told)
