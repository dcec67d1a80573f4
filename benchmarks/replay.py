"""Replay of 100,000 events into balances and participation, beside the bare SELECT that fetches their records."""

from __future__ import annotations

import sqlite3
import tempfile
from itertools import islice
from pathlib import Path

from history import forming, weeks
from measure import ratio, table

from kube_ledger import AsOf, Ledger, projections

EVENTS = 100_000
PORTION = 10_000


def main() -> None:
    """Make the ledger, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.kube"
        with Ledger.create(path) as ledger:
            group = ledger.group("melati-3")
            group.record(*forming(), recorded_by="secretary", key="start")
            story = islice(weeks(), EVENTS - len(forming()))
            while portion := list(islice(story, PORTION)):
                group.record(*portion, recorded_by="treasurer", key=f"call-{group.size}")
            everything = AsOf(position=group.size)

        def bare() -> None:
            connection = sqlite3.connect(path)
            for _ in connection.execute("SELECT record FROM events ORDER BY group_number, position"):
                pass
            connection.close()

        def replay(*asked: projections.Projection) -> None:  # type: ignore[type-arg]  # whichever
            with Ledger.open(path, read_only=True) as ledger:
                for projection in asked:
                    ledger.group("melati-3").view(projection, as_of=everything)

        def audit() -> None:
            with Ledger.open(path, read_only=True) as ledger:
                assert not ledger.group("melati-3").verify()

        rows = [
            ratio("replay into balances", lambda: replay(projections.balances), bare, pairs=3),
            ratio("replay into participation", lambda: replay(projections.participation), bare, pairs=3),
            ratio("audit", audit, bare, pairs=3),
        ]
    table(rows, f"CPU time over {EVENTS:,} events as a multiple of the bare SELECT")


if __name__ == "__main__":
    main()
