"""A9 for what a person runs: when the power is back a command is done or not done, and done if it had said so."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING

import pytest

from faults.commands import ACTS, ENVIRONMENT, Act, command
from faults.power import Run, as_found, recorded, states, without
from faults.system_calls import NIGHTLY, needs_strace
from kube_ledger.errors import KubeLedgerError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [needs_strace, pytest.mark.slow]

DRAWS = 20 if NIGHTLY else 1


def done_in(act: Act, folder: Path) -> Run:
    act.prepare(folder)
    return recorded(folder, command(act, folder), ENVIRONMENT)


def wrong_in(act: Act, run: Run) -> list[str]:
    """What is wrong with any disk that may be found."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    wrong, tried = list[str](), 0
    for found in states(run, random.Random(seed), draws=DRAWS):
        tried += 1
        with as_found(found, run.folder) as folder:
            try:
                state = act.state(folder)
            except (AssertionError, KubeLedgerError, sqlite3.Error) as error:
                state = f"{type(error).__name__} {error}"
        if state not in ("before", "done") or (found.printed and state != "done"):
            wrong.append(f"{found.story}: {state}, said {found.printed!r}")
    assert tried > 3
    return wrong


@pytest.mark.parametrize("name", ACTS)
def test_whenever_the_power_goes_a_command_is_done_or_not_and_done_if_it_said_so(tmp_path: Path, name: str) -> None:
    assert wrong_in(ACTS[name], done_in(ACTS[name], tmp_path)) == []


@pytest.mark.parametrize("name", ["export", "backup"])
def test_on_a_disk_that_only_says_that_it_synced_what_was_said_to_be_done_may_be_gone(
    tmp_path: Path, name: str
) -> None:
    """The control."""
    assert wrong_in(ACTS[name], without(done_in(ACTS[name], tmp_path), "fsync"))
