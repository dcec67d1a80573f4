"""Groups that sign, drawn: offices, keys and policy change, and the naive model says the same of every line."""

from __future__ import annotations

from collections import Counter

import pytest

from kube_ledger import Period
from model import Model
from model.choices import Seeded
from model.draw_signed import walk_signed
from model.keys import KEYS
from officers import key_of
from signers import signed
from support import GROUP, Clock, agree, in_memory, told

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

CODES = {"signature-missing", "signature-invalid", "key-not-in-force", "not-authorised", "approval-missing"}


def test_the_models_keys_are_those_that_the_tests_can_sign_with() -> None:
    assert {name: key_of(name).vkey for name in KEYS} == KEYS


def compared(seed: int, offers: int) -> Counter[str | None]:
    """A life of a group that signs; what all answered."""
    clock, model, answers = Clock(), Model(), Counter[str | None]()
    group = in_memory(clock).group(GROUP)
    for number, offer in enumerate(walk_signed(Seeded(seed), offers=offers, model=model)):
        clock.now = offer.recorded_at
        said = told(group, offer.line) if offer.line.get("author") is None else signed(group, offer.line)
        assert said == offer.answer, f"seed {seed}, line {number}: {offer.line} recorded at {offer.recorded_at}"
        answers[said] += 1
    assert group.verify() == []
    agree(group, model, {}, Period(model.facts[0].day, model.facts[-1].day))
    return answers


@pytest.mark.parametrize("seed", range(6))
def test_the_model_says_the_same_of_every_line(seed: int) -> None:
    assert compared(seed, 60)[None] > 20


@pytest.mark.slow
def test_and_of_many_more_and_every_reason_is_met() -> None:
    answers = sum((compared(seed, 200) for seed in range(100, 115)), Counter[str | None]())
    assert answers.keys() >= CODES
