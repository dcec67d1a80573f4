"""Every error has a code of its own, an English message, an Indonesian sentence, and pickles whole."""

from __future__ import annotations

import ast
import pickle
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, Final

import pytest

from kube_ledger import errors, log, wording
from kube_ledger.errors import Fault, InvalidEvent, KubeLedgerError, Refusal, Refused
from kube_ledger.events import DuesPaid
from kube_ledger.wording.sentences import SENTENCES

REFUSAL: Final = Refusal(
    "insufficient-funds", field="amount", account="cash", fund="iks", holds=75_000, asked=100_000, party=None
)
DUES: Final = DuesPaid(occurred_on=date(2019, 7, 7), member_id="m01", amount=5_000)
PATH: Final = "melati-3.kube"

MADE: Final[dict[str, KubeLedgerError]] = {
    "InvalidEvent": InvalidEvent("DuesPaid", [Fault("amount", "0 is too little", "0 terlalu kecil")]),
    "Refused": Refused(REFUSAL, DUES),
    "ConcurrencyError": errors.ConcurrencyError(6, 7, group="melati-3"),
    "Busy": errors.Busy(PATH),
    "OutcomeUnknown": errors.OutcomeUnknown(PATH),
    "Poisoned": errors.Poisoned(PATH, "its file was moved", "berkasnya dipindah"),
    "DiskFull": errors.DiskFull(PATH),
    "BackupFailed": errors.BackupFailed(PATH, "the copy is not like the ledger", "salinannya lain"),
    "NoLedger": errors.NoLedger(PATH),
    "LedgerExists": errors.LedgerExists(PATH),
    "NoLogKey": errors.NoLogKey(PATH),
    "HeadsExist": errors.HeadsExist(f"{PATH}-head"),
    "HeadsDamaged": errors.HeadsDamaged(f"{PATH}-head", "it is damaged", "isinya rusak"),
    "HeadsNotKept": errors.HeadsNotKept(f"{PATH}-head", "there is no room", "tempat penyimpanannya penuh"),
    "NotALedger": errors.NotALedger(PATH, "the file is empty", "berkasnya kosong"),
    "NotAWitness": errors.NotAWitness("saksi", "its key is missing", "kuncinya hilang"),
    "NoPermission": errors.NoPermission(PATH, "it may not be read", "tidak ada izin baca"),
    "NewerFormat": errors.NewerFormat(PATH, 99, 1),
    "ReadOnly": errors.ReadOnly(PATH, "it was asked for", "diminta hanya membaca"),
    "Closed": errors.Closed(PATH),
    "Forked": errors.Forked(PATH),
    "WrongPassphrase": errors.WrongPassphrase(PATH),
    "KeyDestroyed": errors.KeyDestroyed("p00000001"),
    "SealBroken": errors.SealBroken("reason", position=3),
    "DecodeError": errors.DecodeError("a map", position=3),
    "IntegrityError": errors.IntegrityError("its leaf does not fit", position=3),
    "UnknownType": errors.UnknownType("pos/sale", 2, position=3),
    "ProofError": errors.ProofError("a hash too many"),
    "MissingExtra": errors.MissingExtra("postgres"),
    "InvalidDomain": errors.InvalidDomain("a:B", "no postings"),
    "NoPeriod": errors.NoPeriod("balances", "use movements"),
}

each_error = pytest.mark.parametrize("error", MADE.values(), ids=MADE)


def placeholders(code: str) -> set[str]:
    """What the two sentences of a code want to be told."""
    names: set[str] = set()
    for text in SENTENCES[code]:
        names |= {name for _, name, _, _ in Formatter().parse(text) if name}
    return names - {"code"}


def test_every_error_is_made_here() -> None:
    public = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, KubeLedgerError) and not name.startswith("_")
    }
    assert public - {"KubeLedgerError"} == set(MADE)


def test_no_two_errors_share_a_code() -> None:
    codes = [type(error).code for error in MADE.values() if not isinstance(error, Refused)]
    assert len(set(codes)) == len(codes)


@each_error
def test_an_error_says_in_two_languages_what_it_knows(error: KubeLedgerError) -> None:
    said = [str(error), error.sentence]
    assert said[0] != said[1]
    for text in said:
        assert text
        assert "{" not in text
        assert "unworded" not in text
        assert text != SENTENCES["unworded"][0].format(code=error.code)
    code = "invalid-value" if isinstance(error, InvalidEvent) else error.code
    assert placeholders(code) <= set(error.facts)


REASONED: Final = {name: error for name, error in MADE.items() if "reason_id" in placeholders(error.code)}


@pytest.mark.parametrize("error", REASONED.values(), ids=REASONED)
def test_a_reason_is_given_in_the_language_of_the_sentence_around_it(error: Any) -> None:
    assert f"({error.reason})" in str(error)
    assert f"({error.reason_id})" in error.sentence
    assert error.reason_id not in str(error)
    assert error.reason not in error.sentence


def test_what_is_not_said_in_indonesian_is_not_said_in_english_instead() -> None:
    for kind in (errors.IntegrityError, errors.DecodeError):
        assert "leaf" not in kind("its leaf does not fit", position=3).sentence


LOG: Final = Path(log.__file__).parent
REASONS: Final = (
    *("NotALedger", "NoPermission", "Poisoned", "ReadOnly", "DiskFull", "Busy", "NoLedger", "LedgerExists"),
    "BackupFailed",
)


def one_sided(source: str) -> list[str]:
    """Where a log raises an error whose reason is said in one language only."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None)
        both = len(node.args) != 2 or isinstance(node.args[-1], ast.Starred)
        if name == "IntegrityError":
            both = "problem_id" in {keyword.arg for keyword in node.keywords}
        if name in (*REASONS, "IntegrityError") and not both:
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", sorted(LOG.glob("*.py")), ids=lambda path: path.name)
def test_a_log_gives_every_reason_in_both_languages(path: Path) -> None:
    assert one_sided(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source", ['NotALedger(path, "berkasnya kosong")', 'IntegrityError("rusak", position=3)', "Poisoned(path, why)"]
)
def test_a_reason_in_one_language_is_seen(source: str) -> None:
    assert one_sided(source) == [source.replace('"', "'")]


@each_error
def test_an_error_pickles_with_all_it_knows(error: KubeLedgerError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert again.code == error.code
    assert again.facts == error.facts
    assert vars(again) == vars(error)
    assert (str(again), again.sentence) == (str(error), error.sentence)


@each_error
def test_an_error_is_caught_as_one_of_ours(error: KubeLedgerError) -> None:
    with pytest.raises(KubeLedgerError) as caught:
        raise error
    assert caught.value is error


def test_a_refused_call_knows_which_event_and_why() -> None:
    error = Refused(REFUSAL.at(2), DUES)
    assert (error.code, error.index, error.event) == ("insufficient-funds", 2, DUES)
    assert error.refusal == REFUSAL.at(2) != REFUSAL
    assert str(error) == (
        "The cash of fund iks holds Rp 75.000, Rp 100.000 was asked. Check the amount, or record first what came in."
    )
    assert error.sentence == REFUSAL.sentence


def test_a_refusal_is_a_value() -> None:
    same = Refusal("insufficient-funds", field="amount", **REFUSAL.facts)
    assert same == REFUSAL
    assert hash(same) == hash(REFUSAL)
    assert pickle.loads(pickle.dumps(REFUSAL)) == REFUSAL
    assert Refusal("over-ceiling", field="amount", **REFUSAL.facts) != REFUSAL
    assert Refusal("insufficient-funds", field="amount") != REFUSAL
    assert REFUSAL != "insufficient-funds"
    assert "holds=75000" in repr(REFUSAL)


def test_a_fault_is_a_value() -> None:
    fault = Fault("amount", "is missing", "belum diisi")
    assert fault == Fault("amount", "is missing", "lain")
    assert hash(fault) == hash(Fault("amount", "is missing", "lain"))
    assert fault != Fault("fund", "is missing", "belum diisi")
    assert fault != "amount"
    assert repr(fault) == "Fault('amount', 'is missing')"


def test_invalid_events_domains_and_periods_are_what_python_expects() -> None:
    assert issubclass(errors.InvalidEvent, ValueError)
    assert issubclass(errors.InvalidDomain, ValueError)
    assert issubclass(errors.NoPeriod, TypeError)
    assert issubclass(errors.SensitiveInClear, UserWarning)


@pytest.mark.parametrize("text", ["{path}", "{0}", "{path.__class__}", "%s", "{", "}", "\n", "{{}}"])
def test_a_name_with_braces_in_it_is_shown_and_not_filled_in(text: str) -> None:
    assert text in str(errors.NoLedger(text))
    assert text in errors.NoLedger(text).sentence


@pytest.mark.parametrize(
    "facts",
    [{}, {"holds": None}, {"holds": "5", "asked": 2.5}, {"holds": 10**400}, {"occurred_on": "2019", "month": "x"}],
)
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_made_whatever_the_facts_are(code: str, facts: dict[str, Any]) -> None:
    for lang in ("id", "en"):
        assert wording.sentence(code, facts, lang)


def test_a_code_without_words_is_said_as_it_is() -> None:
    assert wording.sentence("no-such", {}, "en") == "Something went wrong: 'no-such'."
    assert str(KubeLedgerError()) == "Something went wrong: 'error'."
