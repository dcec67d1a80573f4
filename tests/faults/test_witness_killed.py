"""A witness killed, or her disk failing, at any system call: she forgets nothing, and never contradicts herself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

import witnessed
from faults.system_calls import NIGHTLY, STRACE, needs_strace
from kube_ledger import Ledger, proofs
from kube_ledger.audit.witness_store import WitnessStore
from tampering import MELATI, SIZE, write_ledger
from witnessed import copy, grow, head, rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CHANGING: Final = ("openat", "write", "fsync", "rename", "unlink", "mkdir", "flock")
"""What changes something in her folder; the calls between them are tried by night."""

# Shows her the books one after the other, as often as they are named; tells each answer after she gave it, unbuffered.
SHOWING: Final = """
import os, sys
import witnessed
from kube_ledger import Ledger, errors
from tampering import MELATI
folder, *books = sys.argv[1:]
her = witnessed.witness(folder)
for book in books:
    with Ledger.open(book, read_only=True) as ledger:
        try:
            answer = her.see_log(ledger.log, MELATI, time=witnessed.NOW)
        except errors.KubeLedgerError as error:
            os.write(1, b"failed %s\\n" % type(error).__name__.encode())
            continue
    if answer.note is not None:
        os.write(1, b"cosigned %d\\n" % answer.head.size)
    elif answer.evidence is not None:
        os.write(1, b"evidence %s\\n" % answer.evidence_file.name.encode())
"""
# The same when she answers before she has kept it.
ANSWERS_FIRST: Final = """
from kube_ledger.audit.witness_store import WitnessStore
kept = []
keep = WitnessStore.keep_cosigned
WitnessStore.keep_cosigned = lambda *given: kept.append(given)
write = os.write
def answer_then_keep(*given):
    write(*given)
    while kept:
        keep(*kept.pop())
os.write = answer_then_keep
"""


class Shown:
    """Three books: 50 entries, then 64 of the same history, then one that was rewritten; and a fresh memory of 41.

    Args:
        folder: Where.
    """

    def __init__(self, folder: Path) -> None:
        book = write_ledger(folder / "buku.kube")
        self.first = copy(book, "0.kube")
        self.forged = grow(rewrite(copy(book, "palsu.kube"), 12, amount=74_000), 64)
        grow(book, 50)
        self.books = [copy(book, "1.kube"), grow(copy(book, "2.kube"), 64), self.forged]
        self.origin = head(book).origin

    def fresh(self, folder: Path) -> Path:
        """A memory that knows 41 entries."""
        witnessed.store(folder)
        with Ledger.open(self.first, read_only=True) as ledger:
            assert witnessed.witness(folder).see_log(ledger.log, MELATI, time=1).note is not None
        return folder

    def paths(self, folder: Path) -> list[str]:
        """Every file that she may touch, as strace wants to be told."""
        group, leaf0 = proofs.parse_origin(self.origin)
        log = folder / f"{group}-{leaf0}"
        files = [folder, folder / ".baru", folder / "gembok", log, log / ".baru", log / "ingatan.txt"]
        files += [log / f"kepala-{size:010}.txt" for size in (SIZE, 50, 64)]
        return [word for file in files for word in ("-P", str(file))]

    def run(
        self, folder: Path, before: Sequence[str] = (), *, script: str = SHOWING
    ) -> subprocess.CompletedProcess[str]:
        command = [*before, sys.executable, "-c", script, folder, *self.books]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.run(
            [str(word) for word in command], env=environment, text=True, capture_output=True, timeout=300, check=False
        )

    def traced(self, folder: Path, call: str, fault: str) -> list[str]:
        assert STRACE is not None
        return [STRACE, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}",
                *self.paths(folder)]  # fmt: skip

    def calls(self, folder: Path) -> Counter[str]:
        """How often an untouched run makes each system call about her memory."""
        assert STRACE is not None
        done = self.run(folder, [STRACE, "-f", "-qq", "-o", "/dev/fd/2", "-e", "signal=none", *self.paths(folder)])
        assert done.stdout.split("\n")[:2] == ["cosigned 50", "cosigned 64"], done.stderr
        return Counter(re.findall(r"^\d+ +(\w+)\(", done.stderr, re.MULTILINE))

    def assert_she_stands_by_it(self, folder: Path, printed: str) -> None:
        """All that she answered is remembered, and what comes next contradicts none of it."""
        memory = WitnessStore(folder).memory(self.origin)
        remembered = [proofs.read_head(note)[0].size for note in memory.heads]
        told = [line.split() for line in printed.splitlines()]
        cosigned = [int(what) for word, what in told if word == "cosigned"]
        assert remembered[0] == SIZE
        assert set(cosigned) <= set(remembered)
        for word, what in told:
            if word == "evidence":
                proofs.parse_evidence((folder / what).read_bytes())
        with Ledger.open(self.forged, read_only=True) as forged:
            answer = witnessed.witness(folder).see_log(forged.log, MELATI, time=1)
        assert (answer.verdict, answer.note) == ("fork", None)
        with Ledger.open(self.books[1], read_only=True) as book:
            assert witnessed.witness(folder).see_log(book.log, MELATI, time=1).note is not None
        assert WitnessStore(folder).memory(self.origin).heads[: len(memory.heads)] == memory.heads


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return Shown(tmp_path_factory.mktemp("shown"))


@needs_strace
@pytest.mark.slow
def test_killed_at_any_system_call_a_witness_forgets_nothing_and_contradicts_nothing(
    shown: Shown, tmp_path: Path
) -> None:
    calls = shown.calls(shown.fresh(tmp_path / "traced"))
    assert {"openat", "write", "fsync", "rename", "flock"} <= set(calls)
    killed = 0
    for call, count in calls.items():
        if call not in CHANGING and not NIGHTLY:
            continue
        for when in range(1, count + 1):
            folder = shown.fresh(tmp_path / f"{call}-{when}")
            done = shown.run(folder, shown.traced(folder, call, f"signal=SIGKILL:when={when}"))
            killed += done.returncode != 0
            shown.assert_she_stands_by_it(folder, done.stdout)
    assert killed > 30


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_disk_that_fails_at_any_call_gives_no_answer_that_is_not_kept(
    shown: Shown, tmp_path: Path, error: str
) -> None:
    calls = shown.calls(shown.fresh(tmp_path / "traced"))
    failed = 0
    for call in ("write", "fsync", "rename"):
        for when in range(1, calls[call] + 1):
            folder = shown.fresh(tmp_path / f"{call}-{when}")
            done = shown.run(folder, shown.traced(folder, call, f"error={error}:when={when}"))
            assert done.returncode == 0, done.stderr
            failed += "failed" in done.stdout
            shown.assert_she_stands_by_it(folder, done.stdout)
    assert failed > 5


@needs_strace
def test_answering_before_it_is_kept_a_killed_witness_would_have_said_what_she_forgets(
    shown: Shown, tmp_path: Path
) -> None:
    """The control of both above."""
    script = SHOWING.replace("folder, *books", f"{ANSWERS_FIRST}folder, *books", 1)
    for answers_first, text in ((False, SHOWING), (True, script)):
        folder = shown.fresh(tmp_path / str(answers_first))
        done = shown.run(folder, shown.traced(folder, "rename", "signal=SIGKILL:when=1"), script=text)
        assert done.returncode != 0
        assert done.stdout == ("cosigned 50\n" if answers_first else "")
        if answers_first:
            with pytest.raises(AssertionError):
                shown.assert_she_stands_by_it(folder, done.stdout)
        else:
            shown.assert_she_stands_by_it(folder, done.stdout)


@needs_strace
def test_every_answer_comes_after_a_sync_of_what_was_kept_and_of_its_folder(shown: Shown, tmp_path: Path) -> None:
    folder = shown.fresh(tmp_path / "s")
    assert STRACE is not None
    tracing = [STRACE, "-f", "-qq", "-y", "-o", "/dev/fd/2", "-e", "trace=write,fsync,rename", "-e", "signal=none"]
    answered, unsynced = unsynced_answers(shown.run(folder, tracing).stderr, folder)
    assert (answered, unsynced) == (3, 0)
    careless = SHOWING.replace("folder, *books", "os.fsync = lambda _: None\nfolder, *books", 1)
    folder = shown.fresh(tmp_path / "careless")
    answered, unsynced = unsynced_answers(shown.run(folder, tracing, script=careless).stderr, folder)
    assert (answered, unsynced) == (3, 3)  # the control


def unsynced_answers(trace: str, folder: Path) -> tuple[int, int]:
    """How many answers were given, and how many of them while what was kept was not synced."""
    dirty: set[str] = set()
    answered = unsynced = 0
    for line in trace.splitlines():
        call, _, rest = line.split(None, 1)[1].partition("(")
        place = re.search(r"<([^>]*)>", rest)
        if call == "rename" and str(folder) in rest:
            dirty.add("name")
        elif call == "write" and rest.startswith("1<"):
            answered += 1
            unsynced += bool(dirty)
        elif place is not None and place[1].startswith(str(folder)):
            if call == "write":
                dirty.add("bytes")
            else:
                dirty.discard("bytes" if place[1].endswith(".baru") else "name")
    return answered, unsynced
