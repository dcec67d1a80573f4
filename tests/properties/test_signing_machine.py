"""Groups that sign, driven: drafts wait while offices, keys and policy change, and the naive model says the same.

The model is written from EVENTS.md alone. The machine shrinks what it finds; the long walk goes by its seeds and is the
same every time.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import ExitStack

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from model.choices import Drawn, Seeded
from signers import Signers, step
from support import new_path

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

TOLD: Counter[str | None] = Counter()
AUTHORITY = {"signature-missing", "signature-invalid", "key-not-in-force", "not-authorised", "approval-missing"}
STEPS, A_GROUP = 10_000, 100


def drawn(data: st.DataObject) -> Drawn:
    """Choices that Hypothesis makes."""
    return Drawn(data.draw)  # type: ignore[arg-type]  # a composite's draw is told to have a signature, too


class Signing(RuleBasedStateMachine):
    """What the people of a group that signs may do, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.signers = Signers(self.open.enter_context(new_path()))
        self.open.callback(self.signers.close)

    @rule(data=st.data(), times=st.integers(1, 4))
    def lines_are_signed_and_recorded(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            self.signers.something_is_offered(drawn(data))

    @rule(data=st.data())
    def somebody_pays(self, data: st.DataObject) -> None:
        self.signers.a_payment_is_offered(drawn(data))

    @rule(data=st.data())
    def a_line_is_drafted_and_signed(self, data: st.DataObject) -> None:
        self.signers.something_is_drafted(drawn(data))

    @precondition(lambda self: self.signers.waiting)
    @rule(data=st.data())
    def a_draft_is_sent(self, data: st.DataObject) -> None:
        self.signers.a_draft_is_sent(drawn(data))

    @precondition(lambda self: self.signers.sent)
    @rule(data=st.data())
    def a_draft_is_sent_again(self, data: st.DataObject) -> None:
        self.signers.a_draft_is_sent_again(drawn(data))

    @precondition(lambda self: self.signers.waiting)
    @rule(data=st.data())
    def somebody_saw_another_history(self, data: st.DataObject) -> None:
        self.signers.another_history_is_seen(drawn(data))

    @rule(data=st.data())
    def a_head_is_kept(self, data: st.DataObject) -> None:
        self.signers.a_head_is_kept(drawn(data))

    @rule(data=st.data())
    def time_passes(self, data: st.DataObject) -> None:
        self.signers.time_passes(drawn(data))

    def teardown(self) -> None:
        TOLD.update(self.signers.told)
        self.signers.agree()
        self.signers.audit()
        self.open.close()


def walked(seed: int, steps: int) -> Signers:
    """So many steps of one group; all agree after each, in the end in all that is shown, and both logs are in order."""
    choices = Seeded(seed)
    with new_path() as path:
        signers = Signers(path)
        try:
            for number in range(steps):
                try:
                    step(signers, choices)
                except AssertionError as error:
                    raise AssertionError(f"seed {seed}, step {number}: {error}") from error
            signers.agree()
            signers.audit()
        finally:
            signers.close()
    return signers


def test_all_agree_whatever_people_do_and_in_whatever_order() -> None:
    TOLD.clear()
    run_state_machine_as_test(Signing, settings=settings(max_examples=15, stateful_step_count=15))
    assert TOLD[None] > 5, f"too little was recorded for this to say anything: {TOLD}"


@pytest.mark.parametrize("seed", range(3))
def test_all_agree_on_a_walk(seed: int) -> None:
    signers = walked(seed, 60)
    assert signers.told[None] > 5, signers.told


def walked_until_somebody_objects() -> None:
    """The walks above and more of them."""
    for seed in range(40):
        walked(seed, 60)


@pytest.mark.slow
def test_all_agree_on_ten_thousand_steps_and_every_reason_is_met() -> None:
    told, did, overtaken = Counter[str | None](), Counter[str](), Counter[str | None]()
    for seed in range(1_000, 1_000 + STEPS // A_GROUP):
        signers = walked(seed, A_GROUP)
        told += signers.told
        did += signers.did
        overtaken += signers.overtaken
    share = told[None] / told.total()
    sys.stdout.write(
        f"{STEPS} steps, {told.total()} judged, {share:.1%} recorded\n{told}\n{did}\novertaken {overtaken}\n"
    )
    assert share > 1 / 3, told
    assert told.keys() >= AUTHORITY
    assert overtaken.keys() >= {None, "not-authorised", "key-not-in-force", "approval-missing"}
    assert min(did.values()) > 50, did


@pytest.mark.slow
def test_without_the_rule_about_members_the_model_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: who left and was not ended acts on in the library, and the model does not."""
    standing = sys.modules["kube_ledger.rules.standing"].Standing

    def by_office_alone(self: object, office: str, person: str, today: object) -> bool:
        held = self.offices.get((office, person))  # type: ignore[attr-defined]
        return held is not None and held.latest(today)

    monkeypatch.setattr(standing, "acts_as", by_office_alone)
    with pytest.raises(AssertionError, match="the model"):
        walked_until_somebody_objects()


def test_without_the_rule_about_one_person_with_two_keys_the_model_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another control."""
    rules = sys.modules["kube_ledger.rules.authority"]

    def by_keys(standing: object, proposal: object, _: str) -> set[str]:
        people = (rules._person(standing, one.key_id) for one in proposal.approvals[1:])  # type: ignore[attr-defined]
        return {person for person in people if person is not None}

    monkeypatch.setattr(rules, "_approvers", by_keys)
    with pytest.raises(AssertionError, match="the model"):
        walked_until_somebody_objects()
