"""The audit of many groups beside their plain replay into balances and participation: CPU time and memory.

    python benchmarks/verify.py --events 1000000 --groups 1000 --once
    python benchmarks/verify.py --events 100000 --groups 1

Both sides read every record of the same ledger, each in a process of its own that opens it: `verify` at the command
line, and two views of each group. The groups' records are those of one story under other names, put in through the log
itself. Memory is the most that a process ever held beyond what it held when everything was imported. `--late`: the same
story written down years later, so that every entry is a bookkeeping finding.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from history import START, forming, weeks
from measure import ratio, table

from kube_ledger import Ledger
from kube_ledger.audit import keys_of
from kube_ledger.codec import decode, pack, unpack
from kube_ledger.merkle import Frontier, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.log import Key

GROUP_ID: Final = 2
PORTION: Final = 1_000

CHILD: Final = """
import resource, sys
from kube_ledger import Ledger, projections
from kube_ledger.cli import main
from kube_ledger.cli import app, shown_findings, verify

def most():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:  # where there is no such file: what the parent held counts too
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

what, path = sys.argv[1:]
before = most()
if what == "replay":
    with Ledger.open(path, read_only=True) as ledger:
        for projection in (projections.balances, projections.participation):
            for _ in ledger.views(projection):
                pass
else:
    code = main([*what.split(), path])
    assert code == 0, code
print((most() - before) / 1024, file=sys.stderr)
"""


def build(path: Path, events: int, groups: int, *, late: bool = False) -> None:
    """A ledger of so many events in so many groups that tell the same story.

    Args:
        path: A new file.
        events: How many in all.
        groups: In how many groups.
        late: Write it down today, and not on the days it tells of.
    """
    records = list(_story(events // groups, late=late))
    entries = (decode(record, position=position) for position, record in enumerate(records))
    keys = [key for entry in entries for key in keys_of(entry)]
    with Ledger.create(path) as ledger:
        for number in range(groups):
            _copy(ledger, f"melati-{number}", records, keys)


def _story(size: int, *, late: bool) -> Iterator[bytes]:
    told = datetime.combine(START, time(12), UTC)

    def clock() -> datetime:
        return datetime.now(UTC) if late else told

    with Ledger.in_memory(clock=clock) as ledger:
        group = ledger.group("melati-0")
        group.record(*forming(), recorded_by="secretary", key="start")
        story = islice(weeks(), size - group.size)
        while week := list(islice(story, 12)):
            told = datetime.combine(week[-1].occurred_on, time(12), UTC)
            group.record(*week, recorded_by="treasurer", key=f"call-{group.size}")
        for page in ledger.log.read("melati-0"):
            for row in page:
                yield row.record


def _copy(ledger: Ledger, group_id: str, records: list[bytes], keys: list[Key]) -> None:
    tree = Frontier()
    for start in range(0, len(records), PORTION):
        portion = [_of_group(record, group_id) for record in records[start : start + PORTION]]
        leaves = list(map(leaf_hash, portion))
        for leaf in leaves:
            tree.add(leaf)
        own = [key for key in keys if start <= key.position < start + PORTION]
        ledger.log.append(group_id, portion, leaves, own, tree, start)


def _of_group(record: bytes, group_id: str) -> bytes:
    form, command, *rest = unpack(record)
    items = list(unpack(command))
    items[GROUP_ID] = group_id
    return pack((form, pack(tuple(items)), *rest))


def held(what: str, path: Path) -> float:
    """The most MiB that a process held over its imports."""
    command = [sys.executable, "-c", CHILD, what, str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return float(done.stderr.strip().rsplit("\n", 1)[-1])


def main() -> None:
    """Make the ledger, then measure."""
    parser = argparse.ArgumentParser(description="Audit beside plain replay.")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--groups", type=int, default=100)
    parser.add_argument("--once", action="store_true", help="one pair, which takes minutes")
    parser.add_argument("--late", action="store_true")
    parser.add_argument("--json", action="store_true", help="the memory of the answer for machines too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.kube"
        build(path, asked.events, asked.groups, late=asked.late)
        memory: dict[str, list[float]] = {}

        def side(what: str) -> None:
            memory.setdefault(what, []).append(held(what, path))

        pairs = 1 if asked.once else 3
        row = ratio("verify", lambda: side("verify"), lambda: side("replay"), pairs=pairs, warm=asked.once)
        if asked.json:
            side("verify --json")
    story = f"{asked.events:,} events in {asked.groups:,} groups{', written down late' if asked.late else ''}"
    table([row], f"CPU time over {story} as a multiple of replay into balances and participation")
    sys.stdout.write("\n| the most that a process held over its imports | MiB |\n| --- | --- |\n")
    for what, most in memory.items():
        sys.stdout.write(f"| {what} | {max(most):.1f} |\n")


if __name__ == "__main__":
    main()
