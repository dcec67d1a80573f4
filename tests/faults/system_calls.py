"""Faults between a ledger file and the system: strace kills a process, or fails one of its calls, at the n-th one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from kube_ledger.log import Head
from kube_ledger.log.sqlite import SqliteLog
from kube_ledger.merkle import Frontier, leaf_hash

if TYPE_CHECKING:
    from pathlib import Path

GROUP = "melati-3"
STRACE = shutil.which("strace")
NIGHTLY = settings.get_current_profile_name() == "nightly"
"""Whether every fault is tried: else a part of them, chosen anew each time, where all would take minutes."""
FILES = ("", "-wal", "-shm", "-journal")

needs_strace = pytest.mark.skipif(
    STRACE is None and "CI" not in os.environ,
    reason="strace is missing (apt-get install strace); in CI that is a failure",
)

# Appends calls of three records until told how many; prints each call after it was acknowledged, unbuffered.
APPENDER = """
path, calls = sys.argv[1], int(sys.argv[2])
store = SqliteLog(path)
for call in range(calls):
    grow(store, "melati-3", [b"%d/%d" % (call, part) for part in range(3)], [b"key %d" % call])
    os.write(1, b"ack %d\\n" % call)
store.close()
"""


def traced(inject: str | None = None, trace: str = "pwrite64,fdatasync,fsync,write") -> list[str]:
    """The command that runs another one with a fault, or tells its system calls on standard error."""
    assert STRACE is not None, "strace is missing"
    command = [STRACE, "-f", "-qq", "-o", "/dev/null" if inject else "/dev/fd/2", "-e", f"trace={trace}"]
    return [*command, "-e", f"inject={inject}"] if inject else [*command, "-e", "signal=none", "-y"]


def at(file: Path, call: str, fault: str) -> list[str]:
    """The command that runs another one with a fault in a system call about the file or its journals, in no other.

    Args:
        file: The ledger.
        call: The system call, such as `pwrite64`.
        fault: As strace wants it, such as `signal=SIGKILL:when=3`.
    """
    assert STRACE is not None, "strace is missing"
    paths = [word for suffix in FILES for word in ("-P", f"{file}{suffix}")]
    return [STRACE, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}", *paths]


def calls_about(file: Path, command: list[str], environment: dict[str, str]) -> Counter[str]:
    """How often a program makes each system call about the file or its journals; it must end well."""
    assert STRACE is not None, "strace is missing"
    paths = [word for suffix in FILES for word in ("-P", f"{file}{suffix}")]
    tracing = [STRACE, "-f", "-qq", "-o", "/dev/fd/2", "-e", "signal=none", *paths]
    done = subprocess.run([*tracing, *command], env=environment, text=True, capture_output=True, check=True)
    return Counter(re.findall(r"^\d+ +(\w+)\(", done.stderr, re.MULTILINE))


def assert_whole(log: SqliteLog, group_id: str = GROUP) -> list[bytes]:
    """No gap, every leaf right, head, keys and records of one mind, and all that was written; gives the records."""
    rows = [row for page in log.read(group_id) for row in page]
    tree = Frontier()
    for row in rows:
        tree.add(leaf_hash(row.record))
    assert [row.position for row in rows] == list(range(len(rows)))
    assert all(row.leaf == leaf_hash(row.record) for row in rows)
    assert log.head(group_id) == Head.of(tree)
    assert all(key.position + key.count <= len(rows) for key in log.keys(group_id))
    assert log.stray() == 0
    assert log.doubt is None
    assert log._reader.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)]
    return [row.record for row in rows]


def assert_every_acknowledged_call_is_there_whole(path: Path, printed: str) -> int:
    """What `APPENDER` was told is there, and nothing is half there; gives how many calls."""
    acknowledged = [int(line.split()[1]) for line in printed.splitlines() if line.startswith("ack")]
    with SqliteLog(path) as log:
        records = assert_whole(log)
        calls = [call for call in range(1000) if log.find_key(GROUP, 0, b"key %d" % call)]
    assert records == [b"%d/%d" % (call, part) for call in calls for part in range(3)]
    assert calls[: len(acknowledged)] == acknowledged
    assert len(calls) <= len(acknowledged) + 1  # the last may be there unacknowledged: its answer was lost
    return len(calls)


def assert_a_copy_without_the_journal_is_known_for_it(path: Path, printed: str) -> None:
    """The main file as it lies there: it says that it is not all, or it holds all that was acknowledged."""
    copy = path.with_name(f"{path.name}-alone")
    shutil.copyfile(path, copy)
    acknowledged = sum(line.startswith("ack") for line in printed.splitlines())
    with SqliteLog(copy, read_only=True) as log:
        assert log.doubt is not None or log.head(GROUP).size >= 3 * acknowledged
    copy.unlink()


def names_beside(path: Path) -> list[str]:
    """What lies beside a file with its name in front."""
    return [item.name for item in path.parent.iterdir() if item.name.startswith(f"{path.name}-")]
