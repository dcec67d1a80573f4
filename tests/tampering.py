"""A small real ledger of two groups, and the hands of somebody who knows SQL."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from founding import formed
from kube_ledger import Ledger, events
from kube_ledger.codec import decode, encode
from kube_ledger.log import Head
from kube_ledger.merkle import Frontier, leaf_hash
from support import Clock, Ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kube_ledger import Group
    from kube_ledger.audit import Finding, GroupAudit
    from kube_ledger.events import Event

MELATI, MAWAR = "melati-3", "mawar-1"
SIZE = 41
REVERSAL, CLOSING = 34, 36
KEYED = (0, 13, 17, 21, 25, 31, 40)
MEMBERS = ("m01", "m02", "m03", "m04", "m05")

# Writing the books.


def write_books(ledger: Ledger, clock: Clock) -> None:
    """Record half a summer of two groups: batches under keys, single entries, a reversal, a closed month.

    Args:
        ledger: Empty.
        clock: The ledger's; it goes on with every call.
    """
    melati, mawar = Pen(ledger.group(MELATI), clock), Pen(ledger.group(MAWAR), clock)
    july = date(2019, 7, 7)
    mawar.tell(*_founding(july, "KUBE Mawar 1"), key="start")
    mawar.tell(*_meeting(july, "w27"), key="meeting/w27")
    melati.tell(*_founding(july, "KUBE Melati 3"), key="start")  # 0 … 9
    melati.tell(
        events.OpeningBalanceRecorded(
            occurred_on=july, lines=[events.OpeningLine(account="cash", fund="kas", amount=250_000)]
        )
    )  # 10
    melati.tell(events.FundOpened(occurred_on=july, fund="dana-duka", purpose="santunan", restricted=True))  # 11
    melati.tell(events.DonationReceived(occurred_on=july, fund="iks", amount=75_000, donor="Kelurahan Galur"))  # 12
    for week, day in enumerate((7, 14, 21, 28), 27):
        melati.tell(*_meeting(date(2019, 7, day), f"w{week}"), key=f"meeting/w{week}")  # 13 … 28
    rules = events.DecisionRules(dues_amount=5_000, expense_limit=100_000)
    melati.tell(
        events.DecisionMade(
            occurred_on=date(2019, 7, 28),
            decision_id="d1",
            meeting_id="w30",
            topic="iuran",
            text="Iuran lima ribu sebulan",
            method="consensus",
            participants=MEMBERS,
            effective_from=date(2019, 8, 1),
            rules=rules,
        )
    )  # 29
    melati.tell(_expense(date(2019, 7, 29), 40_000, "beras"))  # 30
    melati.tell(
        _expense(date(2019, 7, 29), 12_500, "gas"),
        events.CashDeposited(occurred_on=date(2019, 7, 29), fund="kas", amount=100_000),
        key="belanja/29",
    )  # 31, 32
    melati.tell(events.IdeaContributed(occurred_on=date(2019, 7, 30), member_id="m04", text="katering kantor"))  # 33
    melati.tell(melati.group.reverse(30, reason="salah jumlah", occurred_on=date(2019, 7, 31)))  # 34
    melati.tell(_expense(date(2019, 7, 31), 45_000, "beras"))  # 35
    melati.tell(melati.group.close_month("2019-07", occurred_on=date(2019, 8, 1)))  # 36
    melati.tell(events.ProblemRaised(occurred_on=date(2019, 8, 2), problem_id="p1", text="kompor rusak"))  # 37
    melati.tell(events.ProblemResolved(occurred_on=date(2019, 8, 3), problem_id="p1", text="diperbaiki"))  # 38
    melati.tell(events.NoteAdded(occurred_on=date(2019, 8, 3), target=12, text="kuitansi ada"))  # 39
    melati.tell(events.DuesPaid(occurred_on=date(2019, 8, 4), member_id="m05", amount=5_000), key="iuran/m05")  # 40


def _founding(day: date, name: str) -> list[Event]:
    joined = [
        events.MemberJoined(occurred_on=day, member_id=member, cadre=False, own_business=True) for member in MEMBERS
    ]
    offices = [
        events.RoleAssigned(occurred_on=day, person_id="m01", role="chair"),
        events.RoleAssigned(occurred_on=day, person_id="m02", role="secretary"),
        events.RoleAssigned(occurred_on=day, person_id="m03", role="treasurer"),
        events.RoleAssigned(occurred_on=day, person_id="ibu-rina", role="facilitator"),
    ]
    return [formed(day, name), *joined, *offices]


def _meeting(day: date, meeting: str) -> list[Event]:
    held = events.MeetingHeld(occurred_on=day, meeting_id=meeting, attendees=MEMBERS[:3], agenda=["iuran", "menu"])
    paid = [
        events.DuesPaid(occurred_on=day, member_id=member, amount=5_000, meeting_id=meeting) for member in MEMBERS[:3]
    ]
    return [held, *paid]


def _expense(day: date, amount: int, what: str) -> Event:
    return events.ExpensePaid(occurred_on=day, fund="kas", category="ingredients", amount=amount, description=what)


class Pen:
    """Records into one group, an hour after the call before.

    Args:
        group: The group.
        clock: Its ledger's.
    """

    def __init__(self, group: Group, clock: Clock) -> None:
        self.group = group
        self.clock = clock

    def tell(self, *told: Event, key: str | None = None) -> None:
        """Record one call, at the earliest in the evening of the day it tells of."""
        evening = max(event.occurred_on for event in told)
        self.clock.now = max(self.clock.now, datetime(evening.year, evening.month, evening.day, 12, tzinfo=UTC))
        self.clock.goes_on(hours=1)
        self.group.record(*told, recorded_by="treasurer", key=key)


def write_ledger(path: Path) -> Path:
    """The books in a new file, all triggers dropped, closed."""
    clock = Clock(datetime(2019, 7, 7, 3, tzinfo=UTC))
    with Ledger.create(path, clock=clock, new_id=Ids()) as ledger:
        write_books(ledger, clock)
    with raw(path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]
        for name in names:
            connection.execute(f"DROP TRIGGER {name}")
    return path


# Tampering.


class StoredRow(NamedTuple):
    """One row of `events` as it lies in the file."""

    position: int
    leaf: bytes
    record: bytes


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as any SQLite shell makes it; what it did is in the file itself when it is closed."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


class Hand:
    """Somebody at a SQLite shell, who can undo what they did.

    Args:
        connection: As of `raw`.
    """

    TABLES = ("events", "keys", "heads")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._before = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in self.TABLES}

    def sql(self, statement: str, *values: object) -> list[Any]:
        """Run one statement; there must be something that it changes or finds."""
        cursor = self.connection.execute(statement, values)
        found = cursor.fetchall()
        assert found or cursor.rowcount > 0, f"nothing to do for {statement}"
        return found

    def restore(self) -> None:
        """Everything as it was at first."""
        self.connection.execute("BEGIN")
        for table, rows in self._before.items():
            self.connection.execute(f"DELETE FROM {table}")
            for row in rows:
                self.connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        self.connection.execute("COMMIT")

    def number(self, group_id: str = MELATI) -> int:
        """The number under which a group's rows lie."""
        return int(self.sql("SELECT group_number FROM heads WHERE group_id = ?", group_id)[0][0])

    def rows(self, group_id: str = MELATI) -> list[StoredRow]:
        """All rows of a group."""
        statement = "SELECT position, leaf, record FROM events WHERE group_number = ? ORDER BY position"
        return [StoredRow(*row) for row in self.sql(statement, self.number(group_id))]

    def put(self, rows: Sequence[tuple[bytes, bytes]], group_id: str = MELATI, *, head: bool = False) -> None:
        """Write a group's rows anew, at the positions 0, 1, 2 …

        Args:
            rows: (leaf, record).
            group_id: The group.
            head: Write the head too that fits these leaves.
        """
        number = self.number(group_id)
        self.connection.execute("BEGIN")
        self.connection.execute("DELETE FROM events WHERE group_number = ?", (number,))
        self.connection.executemany(
            "INSERT INTO events VALUES (?, ?, ?, ?)",
            [(number, position, leaf, record) for position, (leaf, record) in enumerate(rows)],
        )
        if head:
            self._put_head(number, [leaf for leaf, _ in rows])
        self.connection.execute("COMMIT")

    def _put_head(self, number: int, leaves: Iterable[bytes]) -> None:
        tree = Frontier()
        for leaf in leaves:
            tree.add(leaf)
        statement = "UPDATE heads SET size = ?, root = ?, frontier = ? WHERE group_number = ?"
        self.sql(statement, *Head.of(tree), number)

    def pairs(self, group_id: str = MELATI) -> list[tuple[bytes, bytes]]:
        """(leaf, record) of all rows: what `put` takes."""
        return [(row.leaf, row.record) for row in self.rows(group_id)]

    def put_record(self, position: int, record: bytes, *, leaf: bytes | None = None, group_id: str = MELATI) -> None:
        """Put other bytes in a record's place; its leaf stays, unless one is given."""
        number = self.number(group_id)
        where = "WHERE group_number = ? AND position = ?"
        self.sql(f"UPDATE events SET record = ? {where}", record, number, position)
        if leaf is not None:
            self.sql(f"UPDATE events SET leaf = ? {where}", leaf, number, position)


class Books:
    """The open ledger under examination.

    Args:
        path: Its file.
        ledger: Open on it.
        hand: Changes the file meanwhile.
    """

    def __init__(self, path: Path, ledger: Ledger, hand: Hand) -> None:
        self.path = path
        self.ledger = ledger
        self.hand = hand

    def findings(self, group_id: str = MELATI) -> list[Finding]:
        """The integrity findings of a group."""
        return self.ledger.group(group_id).verify()

    def audits(self) -> dict[str | None, GroupAudit]:
        """The audit of the whole ledger, by group."""
        return {audit.group: audit for audit in self.ledger.verify()}


def with_leaf(record: bytes) -> tuple[bytes, bytes]:
    """A record behind the leaf that fits it."""
    return leaf_hash(record), record


def changed(record: bytes, **values: Any) -> bytes:
    """A valid record that says something else.

    Args:
        record: The stored one.
        values: New values of its event's fields, and of its envelope's.
    """
    entry: Any = decode(record)
    own = {field.name for field in attrs.fields(type(entry.event))}
    event = attrs.evolve(entry.event, **{name: value for name, value in values.items() if name in own})
    envelope = {name: value for name, value in values.items() if name not in own}
    return encode(attrs.evolve(entry, **{"event": event, **envelope}))


def flipped(data: bytes, place: int, bit: int) -> bytes:
    """The same bytes with one bit turned."""
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def named(findings: Iterable[Finding]) -> list[tuple[str, int | None]]:
    """Code and position of each finding."""
    return [(finding.code, finding.position) for finding in findings]
