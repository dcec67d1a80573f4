"""A command killed, or failed, at any system call about its files: done or not, said so, and done when said again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from faults.commands import ACTS, CHANGING, READING, Act, again, copied, places, some, strike
from faults.system_calls import needs_strace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [needs_strace, pytest.mark.slow]

# Before a call that only looks, the files are as before the next one that changes them: a kill there shows nothing new.
# Not fcntl: a lock that can't be given back makes SQLite wait for itself, ten seconds each time, to no other end.
FAILING = {"EIO": CHANGING | READING, "ENOSPC": CHANGING - {"unlink", "fchmod", "chmod"}}


def names_in(folder: Path) -> set[str]:
    return {item.name.removesuffix("-head") for item in folder.iterdir()}


def prepared(name: str, tmp_path: Path) -> tuple[Path, list[tuple[str, int]]]:
    template = tmp_path / "template"
    template.mkdir()
    ACTS[name].prepare(template)
    assert ACTS[name].state(template) == "before"
    tried = copied(template, tmp_path / "traced")
    found = places(ACTS[name], tried)
    assert ACTS[name].state(tried) == "done"
    assert names_in(tried) <= ACTS[name].names
    return template, found


def assert_can_be_said_again(act: Act, folder: Path, state: str) -> None:
    assert state in ("before", "done"), folder.name
    done = again(act, folder)
    assert done.returncode == (act.twice if state == "done" else 0), (folder.name, done)
    assert act.state(folder) == "done", folder.name


@pytest.mark.parametrize("name", ACTS)
def test_killed_at_any_place_it_is_done_or_not_done_and_can_be_said_again(tmp_path: Path, name: str) -> None:
    act = ACTS[name]
    template, found = prepared(name, tmp_path)
    outcomes: Counter[str] = Counter()
    for place in some([one for one in found if one[0] in CHANGING]):
        folder = copied(template, tmp_path / f"{place[0]}-{place[1]}")
        done = strike(act, folder, place, "signal=SIGKILL")
        state = act.state(folder)
        outcomes[f"{done.returncode} {state}"] += 1
        assert_can_be_said_again(act, folder, state)
    assert set(outcomes) <= {"-9 before", "-9 done", "0 done"}, outcomes
    assert outcomes["-9 before"]


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("name", ACTS)
def test_failed_at_any_place_it_says_so_or_is_done_and_can_be_said_again(tmp_path: Path, name: str, error: str) -> None:
    act = ACTS[name]
    template, found = prepared(name, tmp_path)
    outcomes: Counter[str] = Counter()
    for place in some([one for one in found if one[0] in FAILING[error]]):
        folder = copied(template, tmp_path / f"{place[0]}-{place[1]}")
        done = strike(act, folder, place, f"error={error}")
        state = act.state(folder)
        outcomes[f"{done.returncode} {state}"] += 1
        assert "Traceback" not in done.stderr, f"{place}: {done.stderr}"
        if done.returncode:
            assert done.returncode == 2, place
            assert done.stderr.strip(), place
        else:
            assert state == "done", f"{place}: it said that it is done"
        if place[0] not in ("unlink", "newfstatat", "close"):  # what can't be taken away stays
            assert names_in(folder) <= act.names, place
        assert_can_be_said_again(act, folder, state)
    assert outcomes["2 before"], outcomes
