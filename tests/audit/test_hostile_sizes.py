"""What a hostile file can make an audit do grows with the file, not with its square: steps are counted, not seconds."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

import kube_ledger
from kube_ledger import KUBE, events
from kube_ledger.audit import verify_group
from kube_ledger.audit.bookkeeping import Bookkeeper
from kube_ledger.codec import Recorded
from kube_ledger.log import Key, in_memory
from kube_ledger.merkle import Frontier, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from kube_ledger.events import Event
    from kube_ledger.log import Log

DAY = date(2019, 7, 7)
OURS = str(Path(kube_ledger.__file__).parent)
SMALL, LARGE = 150, 600
"""Four times as large: work that grows with the square is sixteen times as much, with n log n less than six."""


def steps(work: Callable[[], Any]) -> int:
    """How many instructions of ours the interpreter takes for it."""
    taken = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal taken
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        taken += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return taken


def entry(position: int, event: Event) -> Recorded:
    return Recorded(
        event=event,
        group_id="melati-3",
        call_id=UUID(int=position << 80 | 7 << 76 | 2 << 62),
        recorded_by="treasurer",
        recorded_at=datetime(2030, 1, 1, tzinfo=UTC),
        position=position,
        books=KUBE,
    )


def counts_on_many_days(size: int) -> Callable[[], Any]:
    """Money in on days that are all different, and after each the cash box is counted."""
    told: list[Event] = []
    for number in range(size):
        day = DAY + timedelta(days=number * 7919 % size)
        told.append(events.DonationReceived(occurred_on=day, fund="kas", amount=1_000, donor="Kelurahan"))
        told.append(events.CashCounted(occurred_on=day, fund="kas", amount=0, counted_by=["m01"]))
    return taken(told)


def shares_taken_back(size: int) -> Callable[[], Any]:
    """One member's shares of many sales, all of which are then reversed."""
    shares = [events.Share(member_id="m01", amount=1_000)]
    told: list[Event] = [
        events.SaleSplit(occurred_on=DAY, sale_ids=[f"s{number}"], proceeds=1_000, kas_share=0, shares=shares)
        for number in range(size)
    ]
    told += [
        events.EventReversed(occurred_on=DAY, target=target, original=event, reason="wrong-amount")
        for target, event in enumerate(told)
    ]
    return taken(told)


def taken(told: list[Event]) -> Callable[[], Any]:
    entries = [entry(position, event) for position, event in enumerate(told)]

    def work() -> None:
        keeper = Bookkeeper()
        for one in entries:
            keeper.take(one)
        keeper.findings()

    return work


def strange_keys_before_unreadable_records(size: int) -> Callable[[], Any]:
    """Keys that no record has, and behind them records that can't be read."""
    log = filled([b"\xc1"] * 2 * size, [Key(0, f"k{number}".encode(), number, 1) for number in range(-size, 0)])
    return lambda: verify_group(log, "melati-3", KUBE)


def filled(records: list[bytes], keys: list[Key]) -> Log:
    log, tree = in_memory(), Frontier()
    leaves = [leaf_hash(record) for record in records]
    for leaf in leaves:
        tree.add(leaf)
    log.append("melati-3", records, leaves, keys, tree, 0)
    return log


@pytest.mark.parametrize("hostile", [counts_on_many_days, shares_taken_back, strange_keys_before_unreadable_records])
def test_an_audit_takes_steps_that_grow_no_faster_than_n_log_n(hostile: Callable[[int], Callable[[], Any]]) -> None:
    small, large = steps(hostile(SMALL)), steps(hostile(LARGE))
    assert small > 10 * SMALL  # it did something
    assert large < 6 * small, f"{small} steps became {large}"
