"""The judgement: may this entry be written? All reasons against it, and the one that is said by the reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from kube_ledger.days import month_of
from kube_ledger.errors import Refusal, UnknownType
from kube_ledger.events import Erased, EventReversed, GroupFormed, Locked, UnknownEvent
from kube_ledger.events.base import redacted
from kube_ledger.events.shapes import sealed_fields

from .authority import check_authority
from .funds import check_postings
from .references import check_references
from .signatures import check_signatures

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Recorded

    from .standing import Standing

Lookup = Callable[[int], "Recorded"]
"""Position → the entry that stands there, below the one that is judged."""

PRECEDENCE: Final = (
    "unknown-type",
    "invalid-field",
    "key-conflict",
    "unknown-group",
    "group-exists",
    "digest-mismatch",
    "month-closed",
    "signature-missing",
    "signature-invalid",
    "key-not-in-force",
    "not-authorised",
    "approval-missing",
    "occurs-in-future",
    "unknown-member",
    "unknown-person",
    "not-a-member-then",
    "already-a-member",
    "role-taken",
    "unknown-fund",
    "fund-restricted",
    "unknown-reference",
    "duplicate-reference",
    "already-reversed",
    "not-reversible",
    "not-in-force",
    "over-ceiling",
    "already-split",
    "split-mismatch",
    "over-paid",
    "share-exceeds-balance",
    "insufficient-funds",
    "insufficient-stock",
    "unbalanced",
)
"""Every code of a refusal, the one that is said first in front."""

_RANK: Final = {code: rank for rank, code in enumerate(PRECEDENCE)}


def judge(
    standing: Standing, proposal: Recorded, today: date, lookup: Lookup, command: bytes | None = None
) -> Refusal | None:
    """Whether the entry may stand at the standing's next position.

    Returns:
        The first of `reasons`; None if there is none.

    Raises:
        MissingExtra: As of `reasons`.
    """
    return first(reasons(standing, proposal, today, lookup, command))


def reasons(
    standing: Standing, proposal: Recorded, today: date, lookup: Lookup, command: bytes | None = None
) -> list[Refusal]:
    """Everything that speaks against the entry at the standing's next position.

    Args:
        standing: The group after all entries below.
        proposal: The entry to be.
        today: The day of its `recorded_at` where the group lives.
        lookup: Reads an entry below.
        command: The bytes of its command, where its signatures are to be checked here; None = they were, or there are
            none.

    Returns:
        All reasons, in no order that means anything; nothing more is asked where its type is unknown, or the group.

    Raises:
        MissingExtra: There is a signature to check, and `cryptography` is not installed.
    """
    event = proposal.event
    if isinstance(event, UnknownEvent) or standing.books.catalogue.find(event.event_type) is not type(event):
        name = event.type if isinstance(event, UnknownEvent) else event.event_type
        return [Refusal("unknown-type", type=name)]
    if standing.formed_at is None and not isinstance(event, GroupFormed):
        return [*_form(standing, proposal, lookup), Refusal("unknown-group", group=proposal.group_id)]
    found = [*_form(standing, proposal, lookup), *_day(standing, proposal, today)]
    if standing.formed_at is not None and isinstance(event, GroupFormed):
        found.append(Refusal("group-exists", group=proposal.group_id))
    found.extend(check_references(standing, event, standing.size))
    limit = standing.limits.get(type(event))
    if limit is not None:
        found.extend(limit(standing, proposal))
    found.extend(_postings(standing, proposal))
    found.extend(check_authority(standing, proposal, today))
    if command is not None:
        found.extend(check_signatures(standing, proposal, command))
    return found


def first(found: list[Refusal]) -> Refusal | None:
    """The reason that is said: the first by `PRECEDENCE`, among equals the one of the earlier field."""
    return min(found, key=lambda refusal: _RANK[refusal.code], default=None)


def _form(standing: Standing, proposal: Recorded, lookup: Lookup) -> Iterator[Refusal]:
    """What is wrong with the entry's form that its constructor could not see."""
    event = proposal.event
    if not proposal.sealed:
        for field in sealed_fields(type(event)):
            if isinstance(getattr(event, field.name), Locked | Erased):
                yield _invalid(field.name, "is sealed, so can't be written again", "tersegel, tak bisa ditulis ulang")
    yield from _sealed_for_another(proposal)
    if isinstance(event, EventReversed) and event.target < standing.size:
        original = lookup(event.target).event
        if isinstance(original, UnknownEvent) or redacted(original) != event.original:
            yield _invalid("original", "is not the entry at target", "bukan catatan pada nomor yang dirujuk")


def _sealed_for_another(proposal: Recorded) -> Iterator[Refusal]:
    """Each ciphertext is of somebody whom the event itself names for it: everybody can see that, with keys or without.

    By the set of them, not by number: an upcaster may have moved what was sealed in an earlier version.
    """
    if not proposal.sealed:
        return
    event = proposal.event
    fields = sealed_fields(type(event))
    named = {getattr(event, field.sealed_subject or ""): field.sealed_subject for field in fields}
    for item in proposal.sealed:
        if item.subject not in named:
            field = next(iter(named.values()), None) or "sealed"
            yield _invalid(field, "is not the person whom it is sealed for", "bukan orang pemilik isian tersegelnya")


def _invalid(field: str, problem: str, problem_id: str) -> Refusal:
    return Refusal("invalid-field", field=field, problem=problem, problem_id=problem_id)


def _day(standing: Standing, proposal: Recorded, today: date) -> Iterator[Refusal]:
    day = proposal.event.occurred_on
    if month_of(day) in standing.closed:
        yield Refusal("month-closed", field="occurred_on", month=month_of(day), occurred_on=day)
    if day > today:
        yield Refusal("occurs-in-future", field="occurred_on", occurred_on=day, today=today)


def _postings(standing: Standing, proposal: Recorded) -> Iterator[Refusal]:
    try:
        yield from check_postings(standing, proposal)
    except UnknownType as error:
        # A reversal of an entry whose type this domain lacks.
        yield Refusal("unknown-type", type=error.type)
