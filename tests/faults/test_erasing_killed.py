"""Erasing somebody, killed or failed at any system call: said again it finishes, and nothing of hers is left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from erased_books import NAME, WHO, erased_once, figures, left_of, make, opened, wrapped_key
from faults.commands import CHANGING, READING, Act, again, copied, places, some, strike
from faults.system_calls import NIGHTLY, needs_strace
from kube_ledger.events import Erased
from support import GROUP

if TYPE_CHECKING:
    from pathlib import Path

    from kube_ledger import Ledger

pytestmark = [needs_strace, pytest.mark.slow]

NAMES: Final = frozenset({"buku.kube", "buku.kube-keys", "buku.kube-people"})


def state(folder: Path) -> str:
    """How far it came: said in the log, her key gone, her name gone; in this order."""
    with opened(folder / "buku.kube") as ledger:
        assert ledger.group(GROUP).verify() == []
        steps = (
            erased_once(ledger.group(GROUP)),
            ledger._keys is not None and ledger._keys.is_destroyed(WHO),
            WHO not in ledger.people.names(),
        )
    assert list(steps) == sorted(steps, reverse=True), "a later step was done before an earlier one"
    return ("before", "said", "key gone", "done")[sum(steps)]


ERASE: Final = Act(("people", "erase", "{folder}/buku.kube", WHO), lambda folder: make(folder) and None, state, NAMES)


def prepared(tmp_path: Path) -> tuple[Path, list[tuple[str, int]]]:
    template = tmp_path / "template"
    template.mkdir()
    ERASE.prepare(template)
    tried = copied(template, tmp_path / "traced")
    found = places(ERASE, tried)
    assert (state(template), state(tried)) == ("before", "done")
    return template, found


def assert_it_finishes(template: Path, folder: Path) -> None:
    """Said again it is done, and all of what erasing promises holds."""
    key = wrapped_key(template / "buku.kube")
    assert left_of(template, key)
    with opened(template / "buku.kube") as ledger:
        before, head = figures(ledger.group(GROUP)), ledger.group(GROUP).checkpoint()
        receipts = _receipts(ledger, head.text)
    for _ in range(2):
        done = again(ERASE, folder)
        assert done.returncode == 0, (folder.name, done)
        assert NAME not in done.stdout + done.stderr
        assert state(folder) == "done", folder.name
        assert left_of(folder, key) == [], folder.name
        assert {item.name.removesuffix("-head") for item in folder.iterdir()} <= NAMES, folder.name
    with opened(folder / "buku.kube") as ledger:
        group = ledger.group(GROUP)
        assert figures(group) == before
        assert group.verify(earlier=[head]) == []
        assert _receipts(ledger, head.text) == receipts
        assert next(group.entries(4)).event.detail == Erased()
        assert next(group.entries(5)).event.detail == "patah tulang"
        assert [*ledger.people.names()] == ["m02"]


def _receipts(ledger: Ledger, note: str) -> list[str]:
    group = ledger.group(GROUP)
    return [group.receipt(position, note=note).to_text() for position in range(6)]


def test_killed_at_any_place_it_is_finished_when_said_again(tmp_path: Path) -> None:
    template, found = prepared(tmp_path)
    outcomes: Counter[str] = Counter()
    for place in some([one for one in found if one[0] in CHANGING]):
        folder = copied(template, tmp_path / f"{place[0]}-{place[1]}")
        done = strike(ERASE, folder, place, "signal=SIGKILL")
        outcomes[f"{done.returncode} {state(folder)}"] += 1
        assert_it_finishes(template, folder)
    known = {"-9 before", "-9 said", "-9 key gone", "-9 done", "0 done"}
    assert set(outcomes) <= known, outcomes
    assert any(outcome.startswith("-9") for outcome in outcomes)
    if NIGHTLY:
        assert set(outcomes) >= {"-9 before", "-9 said", "-9 key gone"}, outcomes


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_failed_at_any_place_it_says_so_and_is_finished_when_said_again(tmp_path: Path, error: str) -> None:
    template, found = prepared(tmp_path)
    failing = CHANGING | READING if error == "EIO" else CHANGING - {"unlink", "fchmod", "chmod"}
    for place in some([one for one in found if one[0] in failing]):
        folder = copied(template, tmp_path / f"{place[0]}-{place[1]}")
        done = strike(ERASE, folder, place, f"error={error}")
        assert "Traceback" not in done.stderr, f"{place}: {done.stderr}"
        assert NAME not in done.stdout + done.stderr
        if done.returncode == 0:
            assert state(folder) == "done", f"{place}: it said that it is done"
        else:
            assert done.returncode == 2, (place, done.stderr)
            assert done.stderr.strip(), place
        assert_it_finishes(template, folder)
