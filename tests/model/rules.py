"""All the reasons to refuse an event, and the first of them."""

from collections.abc import Iterator
from datetime import date

from . import registers, rules_authority, rules_form, rules_limits, rules_references
from .facts import TYPES, Entry, Facts, first_code, month_of, of_type


def refusal(proposal: Entry, facts: Facts, today: date, expected_digest: str | None) -> str | None:
    """Give the first code by precedence, or None; every rule is asked, so their order here means nothing."""
    if proposal.type not in TYPES:
        return "unknown-type"
    return first_code(set(all_codes(proposal, facts, today, expected_digest)))


def all_codes(proposal: Entry, facts: Facts, today: date, expected_digest: str | None) -> Iterator[str]:
    """Yield every code that the proposal violates against the entries below it."""
    yield from rules_form.form_codes(proposal)
    yield from group_codes(proposal, facts)
    if proposal.type == "month-closed" and proposal.data.get("digest") not in (None, expected_digest):
        yield "digest-mismatch"
    if registers.is_closed(facts, month_of(proposal.day)):
        yield "month-closed"
    yield from rules_authority.signature_codes(proposal, facts)
    yield from rules_authority.authority_codes(proposal, facts, today)
    if proposal.day > today:
        yield "occurs-in-future"
    yield from rules_references.people_codes(proposal, facts)
    yield from rules_references.reference_codes(proposal, facts)
    yield from rules_references.reversal_codes(proposal, facts)
    yield from rules_limits.fund_codes(proposal, facts)
    yield from rules_limits.ceiling_codes(proposal, facts)
    yield from rules_limits.split_codes(proposal, facts)
    yield from rules_limits.deposit_codes(proposal, facts)
    yield from rules_limits.balance_codes(proposal, facts)
    yield from rules_limits.quantity_codes(proposal, facts)


def group_codes(proposal: Entry, facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the group's own beginning."""
    formed = bool(of_type(facts, "group-formed"))
    if proposal.type == "group-formed" and formed:
        yield "group-exists"
    if proposal.type != "group-formed" and not formed:
        yield "unknown-group"
