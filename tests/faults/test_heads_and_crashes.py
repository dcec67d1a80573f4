"""Heads beside a ledger through SIGKILL at every step, and with several processes at once: they lag, and never lead."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from closings import GROUP, close, closed_ledger, heads_file, kept
from kube_ledger import Ledger, ReadOnly
from kube_ledger.log.sqlite import SqliteLog

CHILD = f"""
import os, signal, sys
from datetime import date
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from closings import close, form, note
from kube_ledger import Ledger
"""

# What replacing the heads asks of the system, each step once before and once after it happened.
KILLED = (
    CHILD
    + """
path, at = sys.argv[1], int(sys.argv[2])
steps = 0

def step():
    global steps
    steps += 1
    if steps == at:
        os.kill(os.getpid(), signal.SIGKILL)

with Ledger.open(path) as ledger:
    group = ledger.group("melati-3")
    from kube_ledger.log import durable, side_file
    closing = group.close_month("2019-02", occurred_on=date(2019, 12, 31))

    class Watched:
        def __getattr__(self, name):
            usual = getattr(os, name)
            if name not in ("open", "fdopen", "fsync", "replace", "unlink", "close", "fstat"):
                return usual
            def watched(*args, **how):
                step()
                done = usual(*args, **how)
                step()
                return done
            return watched

    side_file.os = durable.os = Watched()
    durable.sync_folder = lambda folder: (step(), None)
    usual_append = ledger.log.append
    def append(*args):
        step()
        usual_append(*args)
        step()
    ledger.log.append = append
    group.record(closing, recorded_by="chair", key="februari")
    print("acknowledged", steps, flush=True)
"""
)


def test_killed_at_any_step_the_heads_never_lead_and_the_next_close_mends_them(tmp_path: Path) -> None:
    """Until the run ends untouched."""
    saw_shorter_heads = saw_new_heads = 0
    at = 0
    while True:
        at += 1
        folder = tmp_path / str(at)
        folder.mkdir()
        path = closed_ledger(folder / "x.kube")
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(at)], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        with Ledger.open(path) as ledger:
            group = ledger.group(GROUP)
            assert (ledger.doubt, ledger.heads_fault) == (None, None)
            said = kept(path)[GROUP][-1].size
            assert said <= group.size
            assert group.size >= (3 if done.returncode == 0 else 2)
            saw_shorter_heads += said < group.size
            saw_new_heads += said == 3
            assert group.verify() == []
            close(group, 3)
            assert ledger.heads_fault is None
            assert kept(path)[GROUP][-1].size == group.size
        assert {file.name for file in folder.iterdir()} == {"x.kube", "x.kube-head"}
        if done.returncode == 0:
            break
    assert at > 10
    assert saw_shorter_heads, "nobody was killed between the records and their head"
    assert saw_new_heads


CLOSES = (
    CHILD
    + """
path, mine = sys.argv[1], sys.argv[2]
with Ledger.open(path) as ledger:
    form(ledger.group(mine))
    for month in range(1, 13):
        close(ledger.group(mine), month)
        note(ledger.group("melati-3"))
        ledger.group("melati-3").checkpoint()
        assert ledger.heads_fault is None, ledger.heads_fault
"""
)
LOOKS = (
    CHILD
    + """
path, until = sys.argv[1], sys.argv[2]
looks = 0
while not os.path.exists(until):
    with Ledger.open(path, read_only=bool(looks % 2)) as ledger:
        assert ledger.doubt is None, ledger.doubt
        assert ledger.heads_fault is None, ledger.heads_fault
    looks += 1
print(looks)
"""
)


@pytest.mark.slow
def test_several_processes_lose_no_head_and_whoever_opens_meanwhile_has_no_doubt(tmp_path: Path) -> None:
    path = closed_ledger(tmp_path / "x.kube")
    groups = ["mawar-1", "mawar-2", "mawar-3"]
    until = tmp_path / "done"
    with Ledger.open(path):  # so that the journal is there all the time
        writers = [subprocess.Popen([sys.executable, "-c", CLOSES, str(path), group]) for group in groups]
        looker = subprocess.Popen(
            [sys.executable, "-c", LOOKS, str(path), str(until)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert [writer.wait(300) for writer in writers] == [0, 0, 0]
        until.touch()
        said, complaint = looker.communicate(timeout=60)
    assert looker.returncode == 0, complaint
    assert int(said) > 1
    with SqliteLog(path, read_only=True) as log:
        assert {group: kept(path)[group][-1].size for group in groups} == dict.fromkeys(groups, 13)
        assert log.head(GROUP).size == 2 + 36
        assert kept(path)[GROUP][-1].size <= log.head(GROUP).size
    assert kept(path)[GROUP][-1].size == 38, "the last one to note was the last one to keep, or kept what was newer"


@pytest.mark.slow
def test_killed_at_any_moment_the_heads_never_lead(tmp_path: Path) -> None:
    path = closed_ledger(tmp_path / "x.kube")
    for round_ in range(12):
        child = subprocess.Popen([sys.executable, "-c", CLOSES, str(path), f"mawar-{round_}"])
        time.sleep(0.3 + round_ * 0.07)
        child.kill()
        child.wait(60)
        with Ledger.open(path) as ledger:
            assert (ledger.doubt, ledger.heads_fault) == (None, None)
            for group_id, heads in kept(path).items():
                assert heads[-1].size <= ledger.group(group_id).size
                assert ledger.group(group_id).verify() == []
    assert heads_file(path).exists()


def test_a_journal_cut_off_behind_a_kept_head_opens_for_reading_only(tmp_path: Path) -> None:
    """A10: of a crash that lost the end of the journal, the heads beside it know."""
    path = closed_ledger(tmp_path / "x.kube")
    outcomes = set()
    with Ledger.open(path) as ledger:
        for month in range(2, 5):
            close(ledger.group(GROUP), month)
        journal = path.with_name("x.kube-wal").read_bytes()
        for number, length in enumerate([*range(0, len(journal), 512), len(journal)]):
            folder = tmp_path / str(number)
            folder.mkdir()
            copy = folder / "x.kube"
            for suffix in ("", "-head", "-wal"):
                subprocess.run(["cp", f"{path}{suffix}", f"{copy}{suffix}"], check=True)  # which drops no locks of ours
            with copy.with_name("x.kube-wal").open("rb+") as opened:
                opened.truncate(length)
            with Ledger.open(copy) as cut:
                size = cut.group(GROUP).size
                assert (cut.doubt is None) == (size == 5)
                outcomes.add(cut.doubt and cut.doubt.code)
                if cut.doubt is not None:
                    with pytest.raises(ReadOnly):
                        close(cut.group(GROUP), 5)
    assert outcomes == {None, "left-behind", "shorter-than-signed"}
