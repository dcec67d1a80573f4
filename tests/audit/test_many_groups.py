"""An audit of many groups holds one at a time: its memory does not depend on how many there are.

That it does not grow with a group's entries either: tests/audit/test_intact_books.py.
"""

from __future__ import annotations

import gc
import os
import tracemalloc
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kube_ledger import Ledger, events
from kube_ledger.audit.bookkeeping import Bookkeeper
from kube_ledger.cli import main
from support import Clock, Ids

if TYPE_CHECKING:
    from collections.abc import Callable

SLACK = 96 << 10
"""What two runs may differ by, in bytes: what Python keeps of freed tuples, and less than what three audits hold."""


def told(path: Path, groups: int, entries: int, day: date) -> Path:
    """A ledger of so many groups, each with so many entries of one day."""
    formed = events.GroupFormed(
        occurred_on=day, name="x", kelurahan="x", kecamatan="x", city="x", formed_by="x", business="x"
    )
    joined = events.MemberJoined(occurred_on=day, member_id="m01", cadre=False, own_business=False)
    paid = events.DuesPaid(occurred_on=day, member_id="m01", amount=5_000)
    with Ledger.create(path, clock=Clock(), new_id=Ids()) as ledger:
        for number in range(groups):
            group = ledger.group(f"melati-{number}")
            group.record(formed, joined, recorded_by="treasurer")
            while group.size < entries:
                group.record(*[paid] * min(500, entries - group.size), recorded_by="treasurer")
    return path


@pytest.fixture(scope="module")
def few_and_many(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two groups and ten, of as many entries each, all of them written down a year late."""
    folder = tmp_path_factory.mktemp("groups")
    return [told(folder / f"{count}.kube", count, 100, date(2018, 7, 1)) for count in (2, 10)]


def most(work: Callable[[], object]) -> int:
    """The most bytes that the work holds, the collector of cycles standing still."""
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()


def audited(path: Path) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        for audit in ledger.verify():
            assert {finding.code for finding in audit.findings} == {"recorded-late", "month-unclosed"}


def said(path: Path, *options: str) -> None:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        main(["verify", str(path), *options])


def growth(works: list[Callable[[], None]]) -> int:
    works[1]()  # what is loaded, or kept for good, is not counted
    few, many = map(most, works)
    return many - few


def test_an_audit_holds_no_more_for_more_groups(few_and_many: list[Path]) -> None:
    assert growth([lambda path=path: audited(path) for path in few_and_many]) < SLACK


@pytest.mark.parametrize("options", [(), ("--strict",), ("--json",)], ids=" ".join)
def test_verify_holds_no_more_for_more_groups(few_and_many: list[Path], options: tuple[str, ...]) -> None:
    assert growth([lambda path=path: said(path, *options) for path in few_and_many]) < SLACK


def test_one_list_kept_of_each_group_is_noticed(few_and_many: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[object] = []
    findings = Bookkeeper.findings
    monkeypatch.setattr(Bookkeeper, "findings", lambda self: kept.append(self._late) or findings(self))
    assert growth([lambda path=path: audited(path) for path in few_and_many]) > SLACK
