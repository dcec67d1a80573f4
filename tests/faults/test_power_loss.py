"""A9: the power goes between any two calls of a real run; nothing acknowledged is missing from any disk left behind.

Each run has its control: the same one with a weaker setting of SQLite, or on a disk that does not do what it is asked.
`--hypothesis-profile=nightly` draws a hundred disks a moment.
"""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from faults.power import Run, as_found, recorded, states, without
from faults.system_calls import GROUP, NIGHTLY, assert_whole, needs_strace
from kube_ledger import Ledger, projections
from kube_ledger.errors import KubeLedgerError
from kube_ledger.log.sqlite import SqliteLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [needs_strace, pytest.mark.slow]

DRAWS = 100 if NIGHTLY else 3

# Three sessions on a file that is made, copied, and copied back again and again: SQLite's own mark for it, of a
# thousand pages, is lowered so that the journal starts anew within a session too. Records are of many lengths.
WRITER = """
import random, sqlite3
from kube_ledger.log import sqlite_file

path, setting, journal = sys.argv[1], sys.argv[2], sys.argv[3]
if journal == "rollback":  # the dot-file locks of SQLite have no shared memory, so it refuses a write-ahead log
    real = sqlite3.connect
    sqlite3.connect = lambda file, **options: real(f"{file}&vfs=unix-dotfile", **options)

chance = random.Random(7)
SqliteLog.create(path).close()
os.write(1, b"made\\n")
call = 0
for session in range(3):
    store = SqliteLog(path)
    store._writer.execute("PRAGMA wal_autocheckpoint=24")
    if setting:
        store._writer.execute(setting)
    for _ in range(6):
        if session == 1 and call % 2:
            SqliteLog(path).close()  # comes and goes
        parts = [b"%d/%d " % (call, part) + bytes(chance.choice((0, 300, 5000))) for part in range(3)]
        grow(store, "melati-3", parts, [b"key %d" % call])
        os.write(1, b"ack %d\\n" % call)
        call += 1
    if session == 1:
        store.backup(path + ".copy")
        os.write(1, b"copied\\n")
    store.close()
"""


class Outcome(NamedTuple):
    """How many disks were tried, how often a call was there, and what was wrong."""

    tried: int
    sizes: set[int]
    wrong: list[str]


def written(folder: Path, child: Any, *, setting: str = "", journal: str = "write-ahead") -> Run:
    return recorded(folder, child.command(WRITER, folder / "buku.kube", setting, journal), child.environment)


def try_every_moment(
    run: Run, kept: Callable[[Path, list[str]], int], *, draws: int = DRAWS, until: str | None = None
) -> Outcome:
    """Open every disk that may be found; a control stops where something is wrong `until` of whose words are these."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    tried, sizes, wrong = 0, set[int](), list[str]()
    for found in states(run, random.Random(seed), draws=draws):
        tried += 1
        promised = found.printed.splitlines()
        with as_found(found, run.folder) as folder:
            try:
                sizes.add(kept(folder, promised))
            except (AssertionError, KubeLedgerError, sqlite3.Error) as error:
                wrong.append(f"{found.story}: {type(error).__name__} {error}")
                if until is not None and until in wrong[-1]:
                    break
    return Outcome(tried, sizes, wrong)


def calls_kept(folder: Path, promised: list[str]) -> int:
    """What was promised is there, whole, in the ledger and in its copy; gives how many calls the ledger holds."""
    acknowledged = [int(line.split()[1]) for line in promised if line.startswith("ack")]
    path = folder / "buku.kube"
    copy = folder / "buku.kube.copy"
    assert path.exists() or "made" not in promised, "the ledger is gone"
    assert copy.exists() or "copied" not in promised, "the copy is gone"
    if copy.exists():
        assert calls_in(copy) == list(range(12))
    calls = calls_in(path) if path.exists() else []
    assert calls[: len(acknowledged)] == acknowledged, f"{len(acknowledged)} were acknowledged"
    assert len(calls) <= len(acknowledged) + 1
    return len(calls)


def calls_in(path: Path) -> list[int]:
    with SqliteLog(path) as log:
        records = assert_whole(log)
        calls = [call for call in range(20) if log.find_key(GROUP, 0, b"key %d" % call)]
    names = [record.split(b" ")[0] for record in records]
    assert names == [b"%d/%d" % (call, part) for call in calls for part in range(3)]
    return calls


@pytest.mark.parametrize("journal", ["write-ahead", "rollback"])
def test_whenever_the_power_goes_nothing_acknowledged_is_missing(tmp_path: Path, child: Any, journal: str) -> None:
    outcome = try_every_moment(written(tmp_path, child, journal=journal), calls_kept)
    assert not outcome.wrong, outcome.wrong[:3]
    assert outcome.sizes == set(range(19))
    assert outcome.tried > 500


LOST, TORN = "were acknowledged", "malformed"


@pytest.mark.parametrize(
    ("journal", "setting", "fate"),
    [
        ("write-ahead", "PRAGMA synchronous=NORMAL", LOST),
        ("write-ahead", "PRAGMA synchronous=OFF", TORN),
        ("rollback", "PRAGMA synchronous=FULL", LOST),  # the journal's name may come back, and undo the last call
        ("rollback", "PRAGMA synchronous=OFF", TORN),
    ],
)
def test_with_a_weaker_setting_the_same_run_loses_what_was_acknowledged(
    tmp_path: Path, child: Any, journal: str, setting: str, fate: str
) -> None:
    """The control."""
    run = written(tmp_path, child, journal=journal, setting=setting)
    assert fate in try_every_moment(run, calls_kept, until=fate).wrong[-1]


@pytest.mark.parametrize("calls", [("fdatasync",), ("fsync",)])
def test_on_a_disk_that_only_says_that_it_synced_the_same_run_loses_something(
    tmp_path: Path, child: Any, calls: tuple[str, ...]
) -> None:
    """The control of what `new_file` syncs, and of the model of the disk."""
    assert try_every_moment(without(written(tmp_path, child), *calls), calls_kept, until="").wrong


# the same through a ledger, with rules, keys and views

RECORDER = """
from datetime import date
from kube_ledger import Ledger, events

day = date(2019, 7, 7)
members = ("m01", "m02", "m03")
with Ledger.create(sys.argv[1]) as ledger:
    melati = ledger.group("melati-3")
    if len(sys.argv) > 2:
        ledger._reader.log._writer.execute(sys.argv[2])
    melati.record(
        events.GroupFormed(occurred_on=day, name="KUBE Melati 3", kelurahan="Galur", kecamatan="Johar Baru",
                           city="Jakarta Pusat", formed_by="Dinas Sosial", business="katering"),
        *(events.MemberJoined(occurred_on=day, member_id=m, cadre=False, own_business=True) for m in members),
        recorded_by="secretary", key="start")
    os.write(1, b"ack 4\\n")
    for week in range(8):
        melati.record(
            events.MeetingHeld(occurred_on=day, meeting_id=f"w{week}", attendees=members, agenda=["iuran"]),
            *(events.DuesPaid(occurred_on=day, member_id=m, amount=5_000, meeting_id=f"w{week}") for m in members),
            recorded_by="treasurer", key=f"meeting/{week}")
        os.write(1, b"ack %d\\n" % (8 + 4 * week))
"""


def entries_kept(folder: Path, promised: list[str]) -> int:
    """What was acknowledged is there, nothing is half there, the proofs hold, and the views add up."""
    acknowledged = max((int(line.split()[1]) for line in promised), default=0)
    path = folder / "buku.kube"
    if not path.exists():
        assert not acknowledged, "the ledger is gone"
        return 0
    with Ledger.open(path) as ledger:
        melati = ledger.group(GROUP)
        size = melati.size
        assert acknowledged <= size <= acknowledged + 4, f"{acknowledged} were acknowledged, {size} are there"
        assert size % 4 == 0
        assert not melati.verify()
        assert melati.view(projections.balances).of("cash", fund="kas") == max(0, size // 4 - 1) * 15_000
    return size


def recorded_through(folder: Path, child: Any, *setting: str) -> Run:
    return recorded(folder, child.command(RECORDER, folder / "buku.kube", *setting), child.environment)


def test_whenever_the_power_goes_every_recorded_entry_is_kept_and_the_ledger_proves_itself(
    tmp_path: Path, child: Any
) -> None:
    outcome = try_every_moment(recorded_through(tmp_path, child), entries_kept)
    assert not outcome.wrong, outcome.wrong[:3]
    assert outcome.sizes == set(range(0, 37, 4))


def test_with_synchronous_normal_recorded_entries_are_lost(tmp_path: Path, child: Any) -> None:
    """The control of the test above."""
    run = recorded_through(tmp_path, child, "PRAGMA synchronous=NORMAL")
    assert LOST in try_every_moment(run, entries_kept, until=LOST).wrong[-1]
