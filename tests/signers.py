"""A group that signs kept in a file, in memory and by the naive model: what its people do, and that all answer alike.

Where chance comes from is the caller's: Hypothesis, or a seed.
"""

from __future__ import annotations

import copy
from base64 import b64encode
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from kube_ledger import Draft, InvalidEvent, Ledger, Period, ProofError, Refused
from kube_ledger.codec import Seen
from kube_ledger.codec.envelope import encode_command
from kube_ledger.events import MonthClosed
from model import Model, rules_authority
from model.draw_signed import beginning, drawn_line, signatures
from model.keys import KEYS
from model.pen import today_of
from model.postings import sums
from officers import key_of
from support import GROUP, Clock, Ids, agree, event_of, in_memory, told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kube_ledger import Appended, Group
    from kube_ledger.events import Event
    from kube_ledger.proofs import Checkpoint
    from model.choices import Choices
    from model.facts import Line

NAMES = {vkey: name for name, vkey in KEYS.items()}
FIRST_DAY = "2019-01-07"
BEGAN = datetime(2019, 1, 7, 3, tzinfo=UTC)


def signature(draft: Draft, vkey: str, *, is_good: bool) -> tuple[bytes, bytes]:
    """Hers on the draft, or one with a bit turned."""
    key_id, value = draft.sign(key_of(NAMES[vkey]))
    return key_id, value if is_good else bytes([value[0] ^ 1]) + value[1:]


def approvals_on(draft: Draft, line: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """All signatures that the line tells of."""
    return [signature(draft, vkey, is_good=is_good) for vkey, is_good in line["signatures"]]


def drafted(group: Group, line: Mapping[str, Any], event: Event, seen: Checkpoint | None = None) -> Draft:
    """The line as its author's device writes it."""
    actor_key = key_of(NAMES[line["author"]]).key.key_id
    return group.draft(event, recorded_by=line["recorded_by"], actor_key=actor_key, seen=seen)


def answer_to(group: Group, draft: Draft, approvals: list[tuple[bytes, bytes]]) -> tuple[str | None, Appended | None]:
    """Record a draft: the code of its refusal, or what it left. `check` must have said the same before."""
    checked = [refusal.code for refusal in group.check(draft, approvals=approvals)]
    try:
        done, code = group.record(draft, approvals=approvals), None
    except Refused as refused:
        done, code = None, refused.code
    assert checked == [code] * (code is not None), f"check said {checked}, record {code}"
    return code, done


def signed(group: Group, line: Mapping[str, Any]) -> str | None:
    """Record a signed line: None where it was, else the code of its refusal."""
    try:
        draft = drafted(group, line, event_of(line, group))
    except InvalidEvent as error:
        return error.code
    return answer_to(group, draft, approvals_on(draft, line))[0]


def second_key(person: str) -> Line:
    """She has another key, too."""
    data = {"person_id": person, "vkey": KEYS[f"{person}~2"], "use": "person"}
    return {"type": "key-enrolled", "occurred_on": FIRST_DAY, "recorded_by": "chair", "data": data}


@attrs.frozen
class Waiting:
    """A line that was drafted and signed, and not yet sent; what was said of it then, and what it left when it was."""

    line: Line
    drafts: tuple[Draft, Draft]
    approvals: tuple[list[tuple[bytes, bytes]], list[tuple[bytes, bytes]]]
    said_then: str | None
    left: tuple[Appended, ...] = ()


class Signers:
    """The people of one group, and the three keepers of its book.

    Args:
        path: Where the SQLite file shall be.

    Attributes:
        told: What all answered to what was offered; None = recorded.
        did: How often each thing was done.
        overtaken: Drafts that nobody would have objected to when they were signed → what all said when they were sent.
    """

    def __init__(self, path: Path) -> None:
        self.clock = Clock(BEGAN)
        self.model = Model()
        self.told: Counter[str | None] = Counter()
        self.did: Counter[str] = Counter()
        self.overtaken: Counter[str | None] = Counter()
        self.waiting: list[Waiting] = []
        self.sent: list[Waiting] = []
        self.heads: list[tuple[Checkpoint, Checkpoint]] = []
        self.ledgers = (
            in_memory(self.clock),
            Ledger.create(path, clock=self.clock, new_id=Ids()),
        )
        self.groups = tuple(ledger.group(GROUP) for ledger in self.ledgers)
        for line in [*beginning(), *map(second_key, ("m01", "m03")), self._decision()]:
            assert self.offer(line) is None
        self.told.clear()

    def close(self) -> None:
        """Let go of the file."""
        for ledger in self.ledgers:
            ledger.close()

    def _decision(self) -> Line:
        data = {"decision_id": "d1", "meeting_id": "w1", "topic": "tanda tangan", "text": "setuju", "method": "vote"}
        rules = {"signing": "signed", "two_persons_above": 60_000}
        data |= {"participants": [], "effective_from": FIRST_DAY, "rules": rules}  # type: ignore[dict-item]
        return {"type": "decision-made", "occurred_on": FIRST_DAY, "recorded_by": "chair", "data": data}

    # What people do.

    def line(self, choices: Choices) -> Line:
        """A line as somebody might write and sign it just now."""
        now = self.clock.now
        return signatures(choices, self.model, drawn_line(choices, self.model, now), now)

    def offer(self, line: Line) -> str | None:
        """Offer a line to all, signed or not; the code that all answered."""
        expected = self.model.judge(line, self.clock.now)
        for group in self.groups:
            code = told(group, line) if line.get("author") is None else signed(group, line)
            assert code == expected, f"{group} said {code}, the model {expected}: {line} at {self.clock.now}"
        self.model.offer(line, self.clock.now)
        self.told[expected] += 1
        self.did["offered"] += 1
        return expected

    def something_is_offered(self, choices: Choices) -> None:
        """Somebody writes a line and records it at once."""
        self.offer(self.line(choices))

    def payment(self, choices: Choices) -> Line:
        """Money about as large as one person may pay out, and who approves: a key of her own, as often as another's."""
        facts, today = self.model.facts, today_of(self.model, self.clock.now)
        limit = rules_authority.rule_now(facts, "two_persons_above", today) or 60_000
        amount = max(1, limit + choices.integer(-1, 2))
        held = [name for name, vkey in KEYS.items() if rules_authority.owner(facts, vkey) is not None] or list(KEYS)
        treasurers = rules_authority.holders_now(facts, "treasurer", today)
        author = choices.one_of([name for name in held if name[:3] in treasurers] or held)
        own = [name for name in held if name[:3] == author[:3] and name != author]
        signers = [author]
        if choices.chance(70):
            signers.append(choices.one_of(own if own and choices.chance(50) else held))
        data = {"fund": "kas", "amount": amount, "category": "other", "description": "beli oven"}
        kind = "expense-paid"
        if sums(facts).get(("cash", "kas", None), 0) < amount:
            kind, data = "donation-received", {"fund": "kas", "amount": 900_000, "donor": "Kelurahan"}
        return {
            "type": kind,
            "occurred_on": today.isoformat(),
            "recorded_by": "treasurer",
            "data": data,
            "author": KEYS[author],
            "signatures": [[KEYS[name], True] for name in dict.fromkeys(signers)],
        }

    def a_payment_is_offered(self, choices: Choices) -> None:
        """The treasurer pays, or somebody who thinks that she is."""
        self.offer(self.payment(choices))
        self.did["paid"] += 1

    def something_is_drafted(self, choices: Choices) -> None:
        """Somebody writes a line, she and others sign it, and it waits. Her device may have seen an earlier head."""
        line = self.payment(choices) if choices.chance(30) else copy.deepcopy(self.line(choices))
        if line.get("author") is None or (line["type"] == "event-reversed" and self._is_ahead(line)):
            return
        seen = choices.one_of(self.heads) if self.heads and choices.chance(30) else (None, None)
        try:
            told_ = [event_of(line, group) for group in self.groups]
        except InvalidEvent:
            return
        if isinstance(told_[0], MonthClosed):
            line["data"]["digest"] = b64encode(told_[0].digest).decode()
        drafts = [drafted(*one) for one in zip(self.groups, [line] * 2, told_, seen, strict=True)]
        approvals = [approvals_on(draft, line) for draft in drafts]
        said = self.model.judge(line, self.clock.now)
        self.waiting.append(Waiting(line, (drafts[0], drafts[1]), (approvals[0], approvals[1]), said))
        self.did["drafted"] += 1

    def _is_ahead(self, line: Line) -> bool:
        """Where nothing stands yet, there is nothing whose reversal could be signed."""
        return bool(line["data"]["target"] >= len(self.model.facts))

    def a_draft_is_sent(self, choices: Choices) -> None:
        """It is judged by what holds now: offices, keys and policy may have changed since it was signed."""
        if not self.waiting:
            return
        one = self.waiting.pop(choices.integer(0, len(self.waiting) - 1))
        expected = self.model.judge(one.line, self.clock.now)
        left = []
        for group, draft, approvals in zip(self.groups, one.drafts, one.approvals, strict=True):
            code, done = answer_to(group, draft, approvals)
            assert code == expected, f"{group} said {code}, the model {expected}: {one.line} at {self.clock.now}"
            left += [] if done is None else [done]
        self.model.offer(one.line, self.clock.now)
        if expected is None:
            self.sent.append(attrs.evolve(one, left=tuple(left)))
        if one.said_then is None:
            self.overtaken[expected] += 1
        self.told[expected] += 1
        self.did["sent"] += 1

    def a_draft_is_sent_again(self, choices: Choices) -> None:
        """The same answer, though keys may have been revoked since; nothing is written."""
        if not self.sent:
            return
        one = choices.one_of(self.sent)
        for group, draft, approvals, left in zip(self.groups, one.drafts, one.approvals, one.left, strict=True):
            assert group.record(draft, approvals=approvals) == attrs.evolve(left, repeated=True)
        self.did["sent again"] += 1

    def another_history_is_seen(self, choices: Choices) -> None:
        """A draft whose author saw other entries, or entries that are not here, is not recorded, whoever signs it."""
        if not self.waiting:
            return
        one = choices.one_of(self.waiting)
        size = choices.integer(1, len(self.model.facts) + 2)
        for group, draft in zip(self.groups, one.drafts, strict=True):
            entry = attrs.evolve(draft.entries[0], seen=Seen(size, bytes(32)))  # type: ignore[misc]
            other = Draft((encode_command(entry),), draft.domain)
            with pytest.raises(ProofError):
                group.record(other, approvals=approvals_on(other, one.line))
        self.did["another history"] += 1

    def a_head_is_kept(self, _: Choices) -> None:
        """A device remembers what it has seen of each book."""
        self.heads.append((self.groups[0].checkpoint(), self.groups[1].checkpoint()))
        self.did["head kept"] += 1

    def time_passes(self, choices: Choices) -> None:
        """Mostly on, seldom back."""
        self.clock.now += timedelta(hours=choices.integer(0, 40), microseconds=choices.integer(0, 999_999))
        if choices.chance(5):
            self.clock.now -= timedelta(hours=choices.integer(0, 60))
        self.did["time passed"] += 1

    # Then.

    def agree(self) -> None:
        """All that is shown is the same."""
        days = [entry.day for entry in self.model.facts]
        for group in self.groups:
            assert group.size == len(self.model.facts)
            agree(group, self.model, {}, Period(min(days), max(days)))

    def audit(self) -> None:
        """Both logs are in order, and nobody recorded what she was not allowed to."""
        for ledger in self.ledgers:
            (audit,) = ledger.verify([GROUP])
            assert [one for one in audit.findings if one.kind == "integrity"] == []
            assert audit.unauthorised is None


ACTIONS = (
    *((Signers.something_is_offered, 34), (Signers.a_payment_is_offered, 16)),
    *((Signers.something_is_drafted, 18), (Signers.a_draft_is_sent, 16)),
    *((Signers.a_draft_is_sent_again, 3), (Signers.another_history_is_seen, 2), (Signers.a_head_is_kept, 3)),
    (Signers.time_passes, 8),
)
"""What may happen next, and how often in a hundred."""


def step(signers: Signers, choices: Choices) -> None:
    """Something happens."""
    chosen = choices.integer(1, sum(weight for _, weight in ACTIONS))
    for action, weight in ACTIONS:
        chosen -= weight
        if chosen <= 0:
            action(signers, choices)
            return
