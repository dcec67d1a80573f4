"""Productive aid (UEP): proposed by lines, verified, approved or rejected, received, spent by them, accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kube_ledger.errors import Fault

from .base import Event, Facts, event, record
from .fields import Category, Count, Month, NewAidId, OpenAidId, Purse, Rupiah, Text


@record()
class AidLine(Facts):
    """One line of a proposal's budget plan (RAB)."""

    description: Text
    amount: Rupiah


def _lines_add_up(event_: AidProposed) -> Iterator[Fault]:
    total = sum(line.amount for line in event_.lines)
    if total != event_.amount:
        yield Fault("amount", f"the lines come to {total}", f"jumlah barisnya {total}")


@event(form=_lines_add_up)
class AidProposed(Event):
    """The group proposed what it would do with aid; open until rejected."""

    aid_id: NewAidId
    programme: Text
    amount: Rupiah
    lines: Sequence[AidLine]


@event
class AidVerified(Event):
    """An office checked the proposal."""

    aid_id: OpenAidId
    by: Text


@event
class AidApproved(Event):
    """An office approved the proposal, or a part of it."""

    aid_id: OpenAidId
    by: Text
    amount: Rupiah | None = None


@event
class AidRejected(Event):
    """An office rejected the proposal; nothing more can follow on it."""

    aid_id: OpenAidId
    by: Text
    reason: Text | None = None


@event
class AidReceived(Event):
    """Aid money came in.

    Postings: bank or cash +, `grants` −, in uep.
    """

    aid_id: OpenAidId
    amount: Rupiah
    paid_into: Purse = "bank"


@event
class AidSpent(Event):
    """Aid money was spent on a line of its proposal, counted from 1.

    Postings: the category +, bank or cash −, in uep.
    """

    aid_id: OpenAidId
    line: Count
    category: Category
    amount: Rupiah
    description: Text
    paid_from: Purse = "bank"


@event
class AidAccountedFor(Event):
    """The group handed in its evidence for a month."""

    aid_id: OpenAidId
    month: Month
    evidence: Sequence[Text]
