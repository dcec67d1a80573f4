"""Whatever has a name has an Indonesian and an English word; whatever can be refused has a sentence in both."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kube_ledger.wording.names as words
from kube_ledger import rules, wording
from kube_ledger.events import EVENTS, Event, Facts
from kube_ledger.events.shapes import Choice, Many, Nested, fields_of
from kube_ledger.journal import ACCOUNTS, FUNDS
from kube_ledger.projections.counts import COUNTS, DIMENSIONS, GROUP_FIGURES
from kube_ledger.rules import PRECEDENCE
from kube_ledger.wording.sentences import ADVICE, SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE: Final = Path(rules.__file__).parents[1]


def placeholders(text: str) -> set[str]:
    """What a sentence wants to be told."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# Codes.


@pytest.mark.parametrize("code", PRECEDENCE)
def test_every_refusal_has_a_sentence_in_both_languages(code: str) -> None:
    indonesian, english = SENTENCES[code]
    assert indonesian != english
    assert indonesian.endswith(".")
    assert english.endswith(".")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_sentences_are_whole_and_know_their_formats(code: str) -> None:
    for text in SENTENCES[code]:
        assert text == text.strip()
        for _, name, form, conversion in Formatter().parse(text):
            assert name is None or (name.isidentifier() and conversion is None)
            assert form in (None, "", "rp", "number", "day", "month", "word", "field", "list", "place")


def test_the_order_of_refusals_is_that_of_the_reference() -> None:
    assert " ".join(PRECEDENCE) == (
        "unknown-type invalid-field key-conflict unknown-group group-exists digest-mismatch month-closed "
        "signature-missing signature-invalid key-not-in-force not-authorised approval-missing occurs-in-future "
        "unknown-member unknown-person not-a-member-then already-a-member role-taken unknown-fund fund-restricted "
        "unknown-reference duplicate-reference already-reversed not-reversible not-in-force over-ceiling "
        "already-split split-mismatch over-paid share-exceeds-balance insufficient-funds insufficient-stock unbalanced"
    )


def refusals_in(tree: ast.AST) -> Iterator[tuple[str, set[str], int]]:
    """Every `Refusal("code", name=...)` of a file: the code, the names it is told, the line."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef):
            continue
        assigned: dict[str, set[str]] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned[node.targets[0].id] = _codes(node.value)
        for node in ast.walk(scope):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Refusal" and node.args:
                first = node.args[0]
                codes = assigned.get(first.id, set()) if isinstance(first, ast.Name) else _codes(first)
                told = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
                yield from ((code, told, node.lineno) for code in codes)


def _codes(node: ast.AST) -> set[str]:
    found = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return found & set(PRECEDENCE)


def untold(source: str) -> list[str]:
    """Where a refusal is made without something that its sentences want."""
    return [
        f"line {line}: {code} without {sorted(missing)}"
        for code, told, line in refusals_in(ast.parse(source))
        if (missing := set().union(*map(placeholders, SENTENCES[code])) - told)
    ]


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_refusal_is_told_everything_that_its_sentence_says(path: Path) -> None:
    assert untold(path.read_text("utf-8")) == []


def test_every_code_of_the_first_families_is_raised_somewhere() -> None:
    raised = {code for path in SOURCE.rglob("*.py") for code, _, _ in refusals_in(ast.parse(path.read_text("utf-8")))}
    later = {
        *("signature-missing", "signature-invalid", "key-not-in-force", "not-authorised", "approval-missing"),
        *("already-split", "split-mismatch", "insufficient-stock", "key-conflict"),
    }
    assert set(PRECEDENCE) - later <= raised


def test_the_same_check_goes_red_on_a_refusal_that_is_told_too_little() -> None:
    assert untold('def f():\n    return Refusal("role-taken", field="role", role="chair")') == [
        "line 2: role-taken without ['holder', 'occurred_on']"
    ]
    assert untold('def f():\n    code = "unknown-member" if x else "unknown-person"\n    return Refusal(code)')


# Names.


def _fields(classes: tuple[type[Facts], ...]) -> Iterator[tuple[str, object]]:
    for cls in classes:
        for field in fields_of(cls):
            shape = field.shape.item if isinstance(field.shape, Many) else field.shape
            yield field.name, shape
            if isinstance(shape, Nested):
                yield from _fields((shape.cls,))


def _names() -> dict[str, set[str]]:
    counted = {
        part.value
        for part in ast.walk(ast.parse((SOURCE / "projections" / "counts.py").read_text("utf-8")))
        if isinstance(part, ast.Constant) and part.value in {*DIMENSIONS, *GROUP_FIGURES}
    }
    return {
        "event": {cls.event_type for cls in EVENTS},
        "field": {"occurred_on", *(name for name, _ in _fields(EVENTS))},
        "choice": {value for _, shape in _fields(EVENTS) if isinstance(shape, Choice) for value in shape.values},
        "account": set(ACCOUNTS),
        "fund": set(FUNDS),
        "dimension": set(DIMENSIONS),
        "figure": {*GROUP_FIGURES, *counted},
    }


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in _names().items() for name in sorted(names)])
def test_every_name_has_an_indonesian_and_an_english_word(kind: str, name: str) -> None:
    tables = {
        "event": (words.EVENTS,),
        "field": (words.FIELDS,),
        "choice": (words.CHOICES, words.ACCOUNTS, words.FUNDS),  # a category, a purse, a fund
        "account": (words.ACCOUNTS,),
        "fund": (words.FUNDS,),
        "dimension": (words.DIMENSIONS,),
        "figure": (words.COLUMNS, words.DIMENSIONS),
    }
    found = [table[name] for table in tables[kind] if name in table]
    assert found, f"no word for the {kind} {name}"
    assert all(word == word.strip() and word for word in found[0])
    assert name in wording.LABELS


def test_no_word_is_kept_for_a_name_that_nothing_has() -> None:
    known = set().union(*_names().values())
    assert set(words.EVENTS) <= known
    assert set(words.ACCOUNTS) == set(ACCOUNTS)
    assert set(words.FUNDS) == set(FUNDS)
    assert set(words.DIMENSIONS) <= set(DIMENSIONS)


def test_two_events_have_two_words() -> None:
    for language in (0, 1):
        said = [words.EVENTS[cls.event_type][language] for cls in EVENTS]
        assert len(set(said)) == len(said)


def test_only_events_of_the_catalogue_count() -> None:
    counting: set[type[Event]] = set(COUNTS)
    assert counting <= set(EVENTS)


def test_advice_is_given_in_both_languages() -> None:
    for indonesian, english in ADVICE.values():
        assert indonesian != english


def test_the_name_of_an_app_stands_for_itself() -> None:
    assert wording.label("simpan/loans") == "simpan/loans"


# Figures.


@given(st.integers(-(10**15), 10**15))
def test_rupiah_are_written_with_dots_and_read_back(amount: int) -> None:
    text = wording.rupiah(amount)
    assert int(text.replace("Rp ", "").replace(".", "")) == amount
    assert all(len(part) == 3 for part in text.split(".")[1:])


def test_money_days_and_months_read_as_people_write_them() -> None:
    assert wording.rupiah(9_100_000) == "Rp 9.100.000"
    assert wording.rupiah(-5_000) == "-Rp 5.000"
    assert wording.rupiah(0) == "Rp 0"
    assert wording.number(1_234) == "1.234"
    assert wording.day(date(2019, 7, 7)) == "7 Juli 2019"
    assert wording.day(date(2019, 7, 7), "en") == "7 July 2019"
    assert wording.month("2019-12") == "Desember 2019"
    assert wording.month("2019-12", "en") == "December 2019"


@pytest.mark.parametrize(("lang", "place"), [("id", " (nomor 7)"), ("en", " (position 7)")])
@pytest.mark.parametrize(
    "code", ["key-conflict", "duplicate-reference", "already-split", "unknown-event-type", "decode"]
)
def test_a_place_that_nobody_knows_is_not_printed(code: str, lang: wording.Lang, place: str) -> None:
    known = wording.sentence(code, {"position": 7}, lang)
    unknown = wording.sentence(code, {"position": None}, lang)
    assert place in known
    assert known.replace(place, "") == unknown


def test_a_field_is_called_by_its_word_wherever_it_stands() -> None:
    for path, word in (("kas_share", "bagian kas"), ("sale_ids[3]", "penjualan"), ("lines[0].amount", "jumlah")):
        assert wording.fill(("{path:field}", "{path:field}"), {"path": path}) == word


def test_a_date_is_said_in_words_whatever_it_stands_for() -> None:
    facts = {"field": "occurred_on", "reference": date(2019, 7, 7)}
    assert "'7 Juli 2019'" in wording.sentence("unknown-reference", facts)
    assert "'7 July 2019'" in wording.sentence("unknown-reference", facts, "en")


def test_a_sentence_writes_figures_in_its_own_language() -> None:
    facts = {"month": "2019-07", "occurred_on": date(2019, 7, 7), "fund": "iks", "type": "expense-paid"}
    assert wording.sentence("month-closed", facts).startswith("Bulan Juli 2019 sudah ditutup, jadi tanggal 7 Juli 2019")
    assert wording.sentence("month-closed", facts, "en").startswith("July 2019 is closed")
    assert "'pengeluaran'" in wording.sentence("fund-restricted", facts)


def test_several_things_are_named_one_after_the_other() -> None:
    assert wording.fill(("{types:list}", "{types:list}"), {"types": ["simpan/a", "simpan/b"]}) == "simpan/a, simpan/b"
    assert wording.fill(("{types:list}", "{types:list}"), {"types": "simpan/a"}) == "simpan/a"
