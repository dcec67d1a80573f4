"""Many writers on one file: no gap, no lost entry, no money spent twice."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kube_ledger
from founding import formed
from kube_ledger import Ledger, Refused, events, projections
from support import GROUP, Clock, new_path

if TYPE_CHECKING:
    from kube_ledger import Group

DAY = date(2019, 7, 7)


def begin(path: Path, *, gift: int = 0) -> None:
    """A ledger in which the group stands, with a gift in its cash."""
    with Ledger.create(path, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        group.record(
            formed(DAY),
            recorded_by="chair",
        )
        if gift:
            given_ = events.DonationReceived(occurred_on=DAY, fund="kas", amount=gift, donor="Warung Bu Tini")
            group.record(given_, recorded_by="treasurer")


def note(text: str) -> events.NoteAdded:
    """A remark."""
    return events.NoteAdded(occurred_on=DAY, target=0, text=text)


def write_all(groups: list[Group], per_writer: int, call: int) -> list[tuple[int, ...]]:
    """Let every writer record so many calls of so many notes, all at once; the positions that were acknowledged."""
    start = Barrier(len(groups))

    def write(number: int) -> list[tuple[int, ...]]:
        start.wait()
        texts = [[f"{number}/{count}/{index}" for index in range(call)] for count in range(per_writer)]
        return [groups[number].record(*map(note, some), recorded_by=f"w{number}").positions for some in texts]

    with ThreadPoolExecutor(len(groups)) as pool:
        return [positions for acknowledged in pool.map(write, range(len(groups))) for positions in acknowledged]


@settings(max_examples=10)
@given(handles=st.integers(1, 4), threads=st.integers(1, 4), per_writer=st.integers(1, 8), call=st.integers(1, 3))
def test_positions_have_no_gaps_under_any_number_of_writers(
    handles: int, threads: int, per_writer: int, call: int
) -> None:
    with new_path() as path, ExitStack() as stack:
        begin(path)
        ledgers = [stack.enter_context(Ledger.open(path, clock=Clock())) for _ in range(handles)]
        groups = [ledger.group(GROUP) for ledger in ledgers for _ in range(threads)]
        acknowledged = write_all(groups, per_writer, call)
        total = 1 + handles * threads * per_writer * call
        assert sorted(position for positions in acknowledged for position in positions) == list(range(1, total))
        assert all(positions == tuple(range(positions[0], positions[0] + call)) for positions in acknowledged)
        entries = list(groups[0].entries())
        assert [entry.position for entry in entries] == list(range(total))
        for positions in acknowledged:
            whole = [(entries[at].recorded_by, entries[at].index, entries[at].count) for at in positions]
            assert whole == [(whole[0][0], index, call) for index in range(call)]
        assert groups[0].verify() == []
        assert {group.root for group in groups} == {groups[0].root}


WRITER = """
import sys
from datetime import date
from kube_ledger import Ledger, events
path, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Ledger.open(path) as ledger:
    group = ledger.group("melati-3")
    for number in range(times):
        note = events.NoteAdded(occurred_on=date(2019, 7, 7), target=0, text=f"{name}/{number}")
        print(name, number, *group.record(note, recorded_by=name, key=f"{name}/{number}").positions, flush=True)
"""


@pytest.mark.slow
def test_positions_have_no_gaps_under_several_processes() -> None:
    times, writers = 100, 4
    with new_path() as path:
        begin(path)
        environment = {**os.environ, "PYTHONPATH": str(Path(kube_ledger.__file__).parents[1])}
        started = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path), f"w{number}", str(times)],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(writers)
        ]
        told = [process.communicate()[0].split("\n")[:-1] for process in started]
        assert [process.returncode for process in started] == [0] * writers
        with Ledger.open(path) as ledger:
            group = ledger.group(GROUP)
            standing = {entry.position: entry.event.text for entry in group.entries(1)}  # type: ignore[attr-defined]
            assert list(standing) == list(range(1, 1 + times * writers))
            for name, number, position in (line.split() for lines in told for line in lines):
                assert standing[int(position)] == f"{name}/{number}"
            assert group.verify() == []


def test_two_withdrawals_each_within_what_is_there_are_not_both_taken() -> None:
    with new_path() as path, ExitStack() as stack:
        begin(path, gift=100_000)
        groups = [stack.enter_context(Ledger.open(path, clock=Clock())).group(GROUP) for _ in range(8)]
        start = Barrier(len(groups))
        spent = events.ExpensePaid(occurred_on=DAY, fund="kas", category="other", amount=60_000, description="beli")

        def spend(group: Group) -> tuple[str, int] | None:
            start.wait()
            try:
                group.record(spent, recorded_by="treasurer")
            except Refused as refused:
                return refused.code, refused.refusal.facts["holds"]
            return None

        with ThreadPoolExecutor(len(groups)) as pool:
            answers = sorted(pool.map(spend, groups), key=str)
        assert answers == [*[("insufficient-funds", 40_000)] * 7, None]
        assert groups[0].view(projections.balances).of("cash") == 40_000


def test_one_groups_writers_do_not_disturb_another_group() -> None:
    with new_path() as path, Ledger.create(path, clock=Clock(datetime(2019, 7, 8, tzinfo=UTC))) as ledger:
        names = ["anggrek-1", "mawar-2", "melati-3"]
        founding = formed(DAY, "KUBE")
        for name in names:
            ledger.group(name).record(founding, recorded_by="chair")
        write_all([ledger.group(name) for name in names], 10, 2)
        for number, name in enumerate(names):
            entries = list(ledger.group(name).entries(1))
            assert [entry.event.text for entry in entries] == [  # type: ignore[attr-defined]
                f"{number}/{count}/{index}" for count in range(10) for index in range(2)
            ]
            assert {entry.group_id for entry in entries} == {name}
        assert [audit.findings for audit in ledger.verify()] == [(), (), ()]
