"""Appending to a log as a caller does, here and in other processes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from kube_ledger.log import Key
from kube_ledger.merkle import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.log import Log

COMMON = """
import os, signal, sys, time
import urllib.parse  # pathlib loads it late, and a child that became nobody may not read it any more
from kube_ledger import errors, log
from kube_ledger.log.sqlite import SqliteLog
from kube_ledger.merkle import leaf_hash

def grow(store, group_id, records, keys=(), expected_size=None):
    head = store.head(group_id)
    tree = head.tree()
    leaves = [leaf_hash(record) for record in records]
    for leaf in leaves:
        tree.add(leaf)
    size = head.size if expected_size is None else expected_size
    entries = [log.Key(0, key, head.size, len(records)) for key in keys]
    store.append(group_id, records, leaves, entries, tree, size)
    return head.size

def grow_with_patience(store, group_id, records, keys=()):
    while True:
        try:
            return grow(store, group_id, records, keys)
        except errors.ConcurrencyError:
            continue
"""


class Grow(Protocol):
    """Append records behind those there are; returns the first one's position."""

    def __call__(
        self,
        log: Log,
        group_id: str,
        records: Sequence[bytes],
        keys: Sequence[bytes] = (),
        expected_size: int | None = None,
    ) -> int: ...


def append(
    log: Log, group_id: str, records: Sequence[bytes], keys: Sequence[bytes] = (), expected_size: int | None = None
) -> int:
    head = log.head(group_id)
    tree = head.tree()
    leaves = [leaf_hash(record) for record in records]
    for leaf in leaves:
        tree.add(leaf)
    entries = [Key(0, key, head.size, len(records)) for key in keys]
    log.append(group_id, records, leaves, entries, tree, head.size if expected_size is None else expected_size)
    return head.size


class Child:
    """Runs a script in another Python, with `COMMON` before it."""

    def command(self, script: str, *arguments: object, before: Sequence[str] = ()) -> list[str]:
        text = COMMON + textwrap.dedent(script)
        return [*before, sys.executable, "-c", text, *map(str, arguments)]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}

    def start(
        self, script: str, *arguments: object, before: Sequence[str] = (), **options: Any
    ) -> subprocess.Popen[str]:
        command = self.command(script, *arguments, before=before)
        return subprocess.Popen(command, env=self.environment, text=True, stdout=subprocess.PIPE, **options)

    def run(self, script: str, *arguments: object, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        command = self.command(script, *arguments, before=before)
        return subprocess.run(command, env=self.environment, text=True, capture_output=True, timeout=300, check=False)

    def says(self, script: str, *arguments: object, before: Sequence[str] = ()) -> list[str]:
        """The lines it prints; it must end well."""
        done = self.run(script, *arguments, before=before)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@pytest.fixture
def grow() -> Grow:
    return append


@pytest.fixture
def child() -> Child:
    return Child()
