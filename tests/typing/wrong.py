"""Mistakes that a type checker must see before the program runs. Checked, never run."""

from datetime import date

from kube_ledger import Ledger, events, projections

DAY = date(2019, 7, 7)


def mistakes(ledger: Ledger) -> None:
    group = ledger.group("melati-3")
    paid = events.DuesPaid(occurred_on=DAY, member_id="m01", amount=5_000)

    events.DuesPaid(DAY, member_id="m01", amount=5_000)  # type: ignore[call-arg]
    events.DuesPaid(occurred_on=DAY, member_id="m01")  # type: ignore[call-arg]
    events.DuesPaid(occurred_on=DAY, member_id="m01", amount="5000")  # type: ignore[arg-type]
    events.DuesPaid(occurred_on=DAY, member_id="m01", amount=5_000, paid_into="pocket")  # type: ignore[arg-type]
    paid.amount = 6_000  # type: ignore[misc]
    group.record(paid)  # type: ignore[call-overload]
    group.record("dues", recorded_by="treasurer")  # type: ignore[call-overload]
    group.view(projections.balances).of(3)  # type: ignore[arg-type]
    group.view(projections.balances, as_of=3)  # type: ignore[arg-type]
