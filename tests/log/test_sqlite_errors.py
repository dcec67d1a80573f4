"""A3 and A5: the system refuses one call, or every call from one on, at each place: nothing acknowledged is missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from faults.system_calls import (
    assert_a_copy_without_the_journal_is_known_for_it,
    assert_every_acknowledged_call_is_there_whole,
    at,
    calls_about,
    names_beside,
    needs_strace,
)
from kube_ledger.log.sqlite import SqliteLog

if TYPE_CHECKING:
    from pathlib import Path

# Whatever fails is said in a sentence, and tried once more with the same key after reopening; then it gives up.
PATIENT = """
path = sys.argv[1]

def said(work):
    try:
        return True, work()
    except errors.KubeLedgerError as error:
        os.write(1, b"said %s: %s\\n" % (type(error).__name__.encode(), error.sentence.encode()))
        return False, None

def recorded(call):
    global store
    for attempt in range(2):
        if said(lambda: grow(store, "melati-3", [b"%d/%d" % (call, part) for part in range(3)], [b"key %d" % call]))[0]:
            return True
        store.close()
        opened, store = said(lambda: SqliteLog(path, busy_timeout=0.2))
        if not opened:
            sys.exit()
        if said(lambda: store.find_key("melati-3", 0, b"key %d" % call))[1]:
            return True

opened, store = said(lambda: SqliteLog(path, busy_timeout=0.2))
if opened:
    for call in range(3):
        if not recorded(call):
            break
        os.write(1, b"ack %d\\n" % call)
    said(lambda: store.backup(path + ".copy"))
    store.close()
    store = None
"""


def fail_at_every_system_call(tmp_path: Path, child: Any, fault: str, calls: set[str]) -> Counter[str]:
    """Every occurrence of these calls in opening, appending, backing up and closing; gives what was said, how often."""
    counting = tmp_path / "count.kube"
    SqliteLog.create(counting).close()
    count = calls_about(counting, child.command(PATIENT, counting), child.environment)
    said: Counter[str] = Counter()
    for call in sorted(calls & set(count)):
        for when in range(1, count[call] + 1):
            path = tmp_path / f"{call}-{when}.kube"
            SqliteLog.create(path).close()
            done = child.run(PATIENT, path, before=at(path, call, fault.format(when=when)))
            assert (done.returncode, done.stderr) == (0, ""), f"{call} number {when}: {done.stdout}"
            said.update(line.split()[1].rstrip(":") for line in done.stdout.splitlines() if line.startswith("said"))
            if "+" not in fault:  # a disk that stays full keeps the journal from being copied back at all
                assert_a_copy_without_the_journal_is_known_for_it(path, done.stdout)
            kept = assert_every_acknowledged_call_is_there_whole(path, done.stdout)
            copy = path.with_name(f"{path.name}.copy")
            if copy.exists():
                assert assert_every_acknowledged_call_is_there_whole(copy, done.stdout) == kept
            assert not names_beside(path)
            if "+" not in fault and "said" not in done.stdout:
                assert kept == 3, f"{call} number {when} failed, and nobody was told"
    return said


@needs_strace
@pytest.mark.slow
def test_an_input_or_output_error_at_any_system_call_loses_nothing_acknowledged(tmp_path: Path, child: Any) -> None:
    # Not fcntl: a lock that can't be given back makes SQLite wait for itself, ten seconds each time, to no other end.
    reading = {"openat", "pread64", "newfstatat", "access", "mmap"}
    calls = reading | {"pwrite64", "fdatasync", "ftruncate", "unlink"}
    said = fail_at_every_system_call(tmp_path, child, "error=EIO:when={when}", calls)
    assert said["Poisoned"] > 10
    # A failed look at the name, at the header, at the size of the index of the journal.
    assert set(said) <= {
        "Poisoned",
        "BackupFailed",
        "NoPermission",
        "NoLedger",
        "NotALedger",
        "ReadOnly",
        "Busy",
        "DiskFull",
    }


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("for_good", [False, True])
def test_a_disk_that_is_full_at_any_system_call_loses_nothing_acknowledged(
    tmp_path: Path,
    child: Any,
    for_good: bool,  # noqa: FBT001
) -> None:
    fault = "error=ENOSPC:when={when}+" if for_good else "error=ENOSPC:when={when}"
    said = fail_at_every_system_call(tmp_path, child, fault, {"pwrite64", "ftruncate"})
    assert said["DiskFull"] > 10
