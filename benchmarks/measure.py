"""Measuring by pairs: our side and the other, one after the other, many times; what is reported is the ratio.

CPU time of this process and its children (user and system), since seconds on a busy machine say little. Pairs alternate
who goes first, so that a warm cache favours nobody.
"""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import statistics
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Ratio(NamedTuple):
    """How one side's CPU time compares with the other's, over all pairs."""

    name: str
    median: float
    lowest: float
    highest: float
    pairs: int


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU time of one run."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    people = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, people))


def ratio(
    name: str, ours: Callable[[], object], other: Callable[[], object], *, pairs: int = 7, warm: bool = False
) -> Ratio:
    """CPU time of `ours` as a multiple of `other`'s; one pair to warm up is thrown away, unless all is warm."""
    found = []
    for pair in range(warm, pairs + 1):
        if pair % 2:
            mine, theirs = cpu_seconds(ours), cpu_seconds(other)
        else:
            theirs, mine = cpu_seconds(other), cpu_seconds(ours)
        if pair:
            found.append(mine / theirs)
    return Ratio(name, statistics.median(found), min(found), max(found), pairs)


def machine() -> str:
    """What it was measured on, in one line."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    )


def table(rows: list[Ratio], title: str) -> None:
    """Print the ratios as a Markdown table."""
    out = sys.stdout
    out.write(f"| {title} | median | lowest | highest | pairs |\n| --- | --- | --- | --- | --- |\n")
    for row in rows:
        out.write(f"| {row.name} | {row.median:.1f} × | {row.lowest:.1f} × | {row.highest:.1f} × | {row.pairs} |\n")
    out.write(f"\n{machine()}\n")
