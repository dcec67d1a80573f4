"""A file of 100,000 lines is one act: bounded memory, and killed at any moment it is all there or nothing of it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from kube_ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

LINES = 100_000
ROUNDS = 50

IMPORT = """
import resource, sys
from kube_ledger import Ledger
from kube_ledger.exchange import import_lines
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Ledger.open(sys.argv[1]) as ledger, open(sys.argv[2], "rb") as stream:
    print("begun", flush=True)
    done = import_lines(ledger.group("melati-3"), stream)
    print(done.recorded, len(done.refused), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, flush=True)
"""


def lines(count: int) -> Iterator[str]:
    formed = {"name": "KUBE Melati 3", "kelurahan": "Galur", "kecamatan": "Johar Baru", "city": "Jakarta Pusat"}
    formed |= {"formed_by": "Dinas Sosial", "business": "katering"}
    envelope = {"occurred_on": "2019-01-06", "recorded_by": "treasurer"}
    yield json.dumps({"type": "group-formed", **envelope, "key": "formed", "data": formed})
    joined = {"member_id": "m01", "cadre": False, "own_business": True}
    yield json.dumps({"type": "member-joined", **envelope, "key": "m01", "data": joined})
    for number in range(2, count):
        dues = {"member_id": "m01", "amount": 1 + number % 5_000}
        yield json.dumps({"type": "dues-paid", **envelope, "key": f"dues-{number}", "data": dues})


def written(path: Path, count: int) -> Path:
    path.write_text("\n".join(lines(count)) + "\n", "utf-8")
    return path


def begun(ledger: Path, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", IMPORT, str(ledger), str(file)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_hundred_thousand_lines_are_one_act_in_bounded_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {}
    for count in (10_000, LINES):
        ledger, file = tmp_path / f"{count}.kube", written(tmp_path / f"{count}.jsonl", count)
        Ledger.create(ledger).close()
        process = begun(ledger, file)
        out, _ = process.communicate()
        recorded, refused, grown = map(int, out.split()[1:])
        assert (recorded, refused) == (count, 0)
        kept[count] = grown
    with capsys.disabled():
        small, large = kept[10_000] >> 10, kept[LINES] >> 10
        sys.stdout.write(f"\nmemory over imports: {small} MiB for 10,000 lines, {large} MiB for {LINES:,}\n")
    # What grows with a file is what the books themselves know (here nothing a line); the file never waits in memory.
    assert kept[LINES] < kept[10_000] + 48 * 1_024, kept
    file = tmp_path / "bad.jsonl"
    file.write_text("\n".join([*lines(LINES), '{"type": "dues-paid"}']) + "\n", "utf-8")
    ledger = tmp_path / "bad.kube"
    Ledger.create(ledger).close()
    out, _ = begun(ledger, file).communicate()
    assert out.split()[1] == "0"
    with Ledger.open(ledger) as opened:
        assert opened.groups() == []


def test_killed_at_random_moments_it_is_all_there_or_nothing_of_it(tmp_path: Path) -> None:
    seed = random.randrange(10**9)
    chance, count, whole = random.Random(seed), 3_000, 0
    file = written(tmp_path / "file.jsonl", count)
    ledger = tmp_path / "measure.kube"
    Ledger.create(ledger).close()
    started = time.monotonic()
    begun(ledger, file).communicate()
    lasts = time.monotonic() - started
    for number in range(ROUNDS):
        ledger = tmp_path / f"{number}.kube"
        Ledger.create(ledger).close()
        process = begun(ledger, file)
        time.sleep(chance.uniform(0, lasts * 1.1))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        with Ledger.open(ledger) as opened:
            size = opened.group("melati-3").size
            assert size in (0, count), f"seed {seed}, round {number}"
            assert opened.group("melati-3").verify() == [], f"seed {seed}, round {number}"
            whole += size == count
    assert whole < ROUNDS, f"no round was killed in time: seed {seed}"
