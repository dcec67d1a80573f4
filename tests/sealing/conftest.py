"""A group whose sensitive fields are sealed, in a file."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from kube_ledger import Ledger, events
from kube_ledger.sealing import KeyFile
from sealed_books import DAY, LEFT, Told, aid, beginning
from support import GROUP, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def cost() -> int:
    """The cheapest that a passphrase may be guessed at."""
    return 14


@pytest.fixture
def told(tmp_path: Path, cost: int) -> Iterator[Told]:
    """Positions 0 to 3 begin; 4 is aid to m01, 5 m02 leaving."""
    path = tmp_path / "x.kube"
    clock = Clock(datetime(2019, 7, 14, 3, tzinfo=UTC))
    with (
        KeyFile.create(str(path), "rahasia", random=os.urandom, cost=cost) as keys,
        Ledger.create(path, seal=keys, clock=clock) as ledger,
    ):
        group = ledger.group(GROUP)
        group.record(*beginning(), recorded_by="secretary")
        group.record(aid(), recorded_by="treasurer", key="aid")
        group.record(events.MemberLeft(occurred_on=DAY, member_id="m02", reason=LEFT), recorded_by="secretary")
        yield Told(path, keys, ledger)
