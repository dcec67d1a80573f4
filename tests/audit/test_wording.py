"""Every finding is worded for people, in Indonesian and in English, and says what to do."""

from __future__ import annotations

import ast
import pickle
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import pytest

from kube_ledger import audit
from kube_ledger.audit import Finding
from kube_ledger.audit.findings import Kind, bookkeeping, integrity
from kube_ledger.wording import ADVICE, SENTENCES, Lang
from kube_ledger.wording.sentences import FINDINGS
from tampering import CLOSING, MELATI, SIZE, changed, flipped, with_leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tampering import Books, Hand

LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)
CODES: Final = [name.removeprefix("finding/") for name in FINDINGS]
SOURCES: Final = sorted(Path(audit.__file__).parent.glob("*.py"))


def calls() -> Iterator[ast.Call]:
    """Every call in the sources of the audit that makes a finding."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in {"integrity", "bookkeeping", "_damage", "of_the_whole"}:
                    yield node


def test_every_code_that_the_audit_can_find_is_worded() -> None:
    constants = {
        argument.value
        for call in calls()
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant) and len(call.args) > 1
    }
    found = {one for one in constants if isinstance(one, str) and re.fullmatch("[a-z-]+", one)}
    assert len(found) >= 10
    assert found <= set(CODES)


def test_every_problem_is_given_in_both_languages() -> None:
    for call in calls():
        names = {keyword.arg for keyword in call.keywords}
        assert ("problem" in names) == ("problem_id" in names), ast.unparse(call)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_finding_has_two_sentences_and_two_pieces_of_advice(code: str, kind: Kind) -> None:
    finding = Finding(kind, code, 7, {"problem": "in English", "problem_id": "berbahasa Indonesia"})
    assert finding.what("id") != finding.what("en")
    assert finding.what("id")[-1] in ".-"
    assert finding.advice("id") != finding.advice("en")
    assert finding.advice("id").endswith(".")
    assert "in English" not in finding.what("id")
    assert "Indonesia" not in finding.what("en")


def test_indonesian_sentences_are_made_of_indonesian_facts_and_english_ones_of_english() -> None:
    for id_, english in FINDINGS.values():
        assert "{problem}" not in id_
        assert "{sentence_en}" not in id_
        assert "{problem_id}" not in english
        assert "{sentence}" not in english


def test_every_advice_is_there_in_two_languages() -> None:
    for code in ("integrity", "derived", "consequence", "unsure", "update", "bookkeeping", "privacy", "clock"):
        id_, english = ADVICE[code]
        assert id_.endswith(".")
        assert english.endswith(".")


def turn_a_record(hand: Hand) -> None:
    hand.put_record(14, flipped(hand.rows()[14].record, 30, 3))


def spoil_a_record(hand: Hand) -> None:
    hand.put_record(0, b"\xc1")


def take_a_row(hand: Hand) -> None:
    hand.sql("DELETE FROM events WHERE group_number = ? AND position = 20", hand.number())


def swap_rows(hand: Hand) -> None:
    pairs = hand.pairs()
    pairs[10], pairs[35] = pairs[35], pairs[10]
    hand.put(pairs)


def break_rules(hand: Hand) -> None:
    pairs = hand.pairs()
    pairs[18] = with_leaf(changed(pairs[18][1], member_id="m99"))
    pairs[CLOSING] = with_leaf(changed(pairs[CLOSING][1], digest=b"\1" * 32))
    hand.put(pairs, head=True)


def spoil_keys(hand: Hand) -> None:
    hand.sql("UPDATE keys SET position = position + 1, count = count + 1")


def cut_and_spoil_the_head(hand: Hand) -> None:
    hand.sql("DELETE FROM events WHERE position > 30")
    hand.sql("UPDATE heads SET root = zeroblob(32)")


def rename_a_group(hand: Hand) -> None:
    hand.sql("UPDATE heads SET group_id = 'melati-9' WHERE group_id = ?", MELATI)


def take_a_head(hand: Hand) -> None:
    hand.sql("DELETE FROM heads WHERE group_id = ?", MELATI)


DAMAGES = [
    turn_a_record,
    spoil_a_record,
    take_a_row,
    swap_rows,
    break_rules,
    spoil_keys,
    cut_and_spoil_the_head,
    rename_a_group,
    take_a_head,
]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_found_reads_whole_with_every_figure_filled_in(
    books: Books, damage: Callable[[Hand], None], lang: Lang
) -> None:
    damage(books.hand)
    findings = [finding for audited in books.audits().values() for finding in audited.findings]
    assert findings
    for finding in findings:
        for text in (finding.what(lang), finding.advice(lang)):
            assert not re.search(r"[{}]|\bNone\b| -[ .,)]|: -", text), text
            assert text == text.strip()
        assert finding.expected(lang) is None or finding.expected(lang) != ""
        assert pickle.loads(pickle.dumps(finding)) == finding


def test_a_finding_without_words_still_says_its_code() -> None:
    assert "bendahara" in integrity("bendahara", SIZE).what("id")
    assert bookkeeping("bendahara", SIZE).advice("id") == ADVICE["bookkeeping"][0]
    assert "finding/bendahara" not in SENTENCES
