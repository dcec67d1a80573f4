"""Records and keys stay as they were entered (B1), against SQL given through our connection or any other program's."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger.errors import ConcurrencyError, IntegrityError
from kube_ledger.log.sqlite import SqliteLog
from kube_ledger.log.sqlite_file import guards
from kube_ledger.merkle import Frontier, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GROUP = "melati-3"

EVENTS = [
    "UPDATE events SET record = x'00'",
    "UPDATE events SET leaf = x'00' WHERE position = 1",
    "UPDATE events SET position = position + 100",
    "UPDATE OR REPLACE events SET position = 0 WHERE position = 1",
    "UPDATE OR IGNORE events SET position = 0 WHERE position = 1",
    "UPDATE events SET group_number = 9",
    "DELETE FROM events",
    "DELETE FROM events WHERE position = 2",
    "INSERT INTO events VALUES (1, 0, x'00', x'00')",
    "INSERT OR REPLACE INTO events VALUES (1, 0, x'00', x'00')",
    "INSERT OR REPLACE INTO events VALUES (1, 2, x'00', x'00')",
    "REPLACE INTO events VALUES (1, 1, x'00', x'00')",
    "INSERT OR IGNORE INTO events VALUES (1, 1, x'00', x'00')",
    "INSERT INTO events VALUES (1, 1, x'00', x'00') ON CONFLICT DO UPDATE SET record = x'00'",
    "INSERT INTO events VALUES (1, 1, x'00', x'00') ON CONFLICT (group_number, position) DO UPDATE SET leaf = x'00'",
    "INSERT INTO events VALUES (1, 1, x'00', x'00') ON CONFLICT DO NOTHING",
    "INSERT INTO events VALUES (1, 4, x'00', x'00')",
    "INSERT INTO events VALUES (1, -1, x'00', x'00')",
    "INSERT INTO events VALUES (1, NULL, x'00', x'00')",
    "INSERT INTO events VALUES (1, 'x', x'00', x'00')",
    "INSERT INTO events VALUES (2, 1, x'00', x'00')",
    "INSERT INTO events VALUES (1, 3, 'text', x'00')",
    "INSERT INTO events VALUES (1, 3, x'00', 5)",
    "INSERT INTO events VALUES (1, 3, NULL, x'00')",
    "INSERT INTO events VALUES (1, 3, x'00', NULL)",
    "INSERT INTO events SELECT 1, position, leaf, x'00' FROM events",
]
KEYS = [
    "UPDATE keys SET position = 9",
    "UPDATE OR REPLACE keys SET value = x'61' WHERE value = x'62'",
    "DELETE FROM keys",
    "DELETE FROM keys WHERE value = x'61'",
    "INSERT INTO keys VALUES (1, 0, x'61', 9, 9)",
    "INSERT OR REPLACE INTO keys VALUES (1, 0, x'61', 9, 9)",
    "REPLACE INTO keys VALUES (1, 0, x'61', 9, 9)",
    "INSERT OR IGNORE INTO keys VALUES (1, 0, x'61', 9, 9)",
    "INSERT INTO keys VALUES (1, 0, x'61', 9, 9) ON CONFLICT DO UPDATE SET position = 9",
    "INSERT INTO keys VALUES (1, 0, x'61', 9, 9) ON CONFLICT DO NOTHING",
    "INSERT INTO keys VALUES (1, 0, 'text', 9, 9)",
]
HEADS = [
    "DELETE FROM heads",
    "DELETE FROM heads WHERE group_id = 'melati-3'",
    "UPDATE heads SET group_id = 'other'",
    "UPDATE heads SET group_number = 9",
    "UPDATE heads SET rowid = 9",
    "UPDATE heads SET oid = 9, size = size",
    "UPDATE OR REPLACE heads SET _rowid_ = 9",
    "INSERT INTO heads VALUES (1, 'other', 0, x'', x'')",
    "INSERT OR REPLACE INTO heads VALUES (1, 'other', 0, x'', x'')",
    "REPLACE INTO heads VALUES (7, 'melati-3', 0, x'', x'')",
    "REPLACE INTO heads (group_id, size, root, frontier) VALUES ('melati-3', 0, x'', x'')",
    "INSERT OR IGNORE INTO heads VALUES (7, 'melati-3', 0, x'', x'')",
    "INSERT INTO heads VALUES (7, 'melati-3', 0, x'', x'') ON CONFLICT (group_id) DO UPDATE SET size = 0",
    "INSERT INTO heads VALUES (1, 'x', 0, x'', x'') ON CONFLICT (group_number) DO UPDATE SET size = 0",
    "UPDATE heads SET size = 'many'",
]
FORBIDDEN = EVENTS + KEYS + HEADS
EVERYTHING = (
    "SELECT * FROM events",
    "SELECT * FROM keys",
    "SELECT * FROM heads",
    "SELECT name, sql FROM sqlite_schema ORDER BY name",
)


@pytest.fixture
def ledger(tmp_path: Path, grow: Any) -> Path:
    """Group 1: three records and two keys; nothing else."""
    path = tmp_path / "buku.kube"
    with SqliteLog.create(path) as log:
        grow(log, GROUP, [b"0", b"1", b"2"], [b"a", b"b"])
    return path


def everything(connection: sqlite3.Connection) -> list[Any]:
    return [connection.execute(statement).fetchall() for statement in EVERYTHING]


@pytest.fixture(params=["ours", "foreign"])
def connection(ledger: Path, request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """Our own writing connection, and one as any program opens it, with recursive triggers off."""
    if request.param == "ours":
        with SqliteLog(ledger) as log:
            assert log._writer is not None
            yield log._writer
    else:
        with closing(sqlite3.connect(ledger, isolation_level=None)) as foreign:
            foreign.execute("PRAGMA recursive_triggers=OFF")
            yield foreign


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_no_statement_changes_what_was_entered(connection: sqlite3.Connection, statement: str) -> None:
    before = everything(connection)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    assert everything(connection) == before


def test_what_a_log_needs_is_allowed(connection: sqlite3.Connection) -> None:
    """The list above would also pass against a file in which nothing can be written."""
    for statement in (
        "INSERT INTO events VALUES (1, 3, x'00', x'00')",
        "INSERT INTO events VALUES (2, 0, x'00', x'00'), (2, 1, x'00', x'00')",
        "INSERT INTO keys VALUES (1, 1, x'61', 3, 1)",
        "INSERT INTO keys VALUES (2, 0, x'61', 0, 2)",
        "INSERT INTO heads VALUES (2, 'other', 2, x'', x'')",
        "UPDATE heads SET size = 4, root = x'01', frontier = x'02' WHERE group_number = 1",
    ):
        assert connection.execute(statement).rowcount > 0


@pytest.mark.parametrize("guard", sorted(guards()))
def test_without_one_guard_something_forbidden_gets_through(ledger: Path, guard: str) -> None:
    """The control: each trigger is needed, for without it some statement of the list changes the file."""
    before = None
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute(f"DROP TRIGGER {guard}")
        before = everything(connection)
        got_through = []
        for statement in FORBIDDEN:
            connection.execute("BEGIN")
            with suppress(sqlite3.IntegrityError):
                connection.execute(statement)
            if everything(connection) != before:
                got_through.append(statement)
            connection.execute("ROLLBACK")
    assert got_through


def test_without_the_insert_guard_replace_overwrites_a_record_unseen(ledger: Path) -> None:
    """The control that FAULTS.md asks for: REPLACE calls no DELETE trigger where recursive_triggers is off."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_grow_at_the_end")
        connection.execute("INSERT OR REPLACE INTO events VALUES (1, 0, x'00', x'FF')")
        assert connection.execute("SELECT record FROM events WHERE position = 0").fetchone() == (b"\xff",)


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE events; --", '"; DELETE FROM keys; --', "x' OR '1'='1", "%", "_", "a\0b"]
)
def test_text_is_a_parameter_never_sql(ledger: Path, grow: Any, text: str) -> None:
    with SqliteLog(ledger) as log:
        grow(log, text, [text.encode()], [text.encode()])
        assert log.head(text).size == 1
        assert [row.record for page in log.read(text) for row in page] == [text.encode()]
        assert log.find_key(text, 0, text.encode()) is not None
        assert log.find_key(GROUP, 0, text.encode()) is None
        log.repair(text, log.head(text), list(log.keys(text)))
        assert log.groups() == sorted([GROUP, text])
        assert log.head(GROUP).size == 3


# what tampering with the triggers dropped leads to


def tamper(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        kept = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        for _, sql in kept:
            connection.execute(sql)


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE heads SET size = 1", 1),
        ("UPDATE heads SET size = 0", 0),
        ("UPDATE heads SET size = 4", 3),
        ("UPDATE heads SET size = -4", 0),
        ("DELETE FROM events WHERE position = 2", 2),
        ("DELETE FROM events", 0),
        ("UPDATE events SET position = 7 WHERE position = 2", 3),
        ("INSERT INTO events VALUES (1, 3, x'00', x'00')", 3),
    ],
)
def test_a_head_and_records_that_disagree_end_appending_and_retrying(
    ledger: Path, grow: Any, statement: str, position: int
) -> None:
    tamper(ledger, statement)
    with SqliteLog(ledger) as log:
        before = everything(log._reader)
        with pytest.raises(IntegrityError) as caught:  # a ConcurrencyError would be retried for ever
            log.append(GROUP, [b"3"], [leaf_hash(b"3")], [], Frontier(), log.head(GROUP).size)
        assert caught.value.position == position
        assert everything(log._reader) == before
        grow(log, "another", [b"1"])  # others go on


@pytest.mark.parametrize(("also", "stray"), [("events", 2), ("keys", 3)])
def test_what_is_left_of_a_group_without_head_is_not_mixed_with_a_new_one(
    ledger: Path, grow: Any, also: str, stray: int
) -> None:
    tamper(ledger, "DELETE FROM heads", f"DELETE FROM {also}")
    with SqliteLog(ledger) as log:
        assert log.groups() == []
        assert log.stray() == stray
        grow(log, "new", [b"n"], [b"a"])
        assert [row.record for page in log.read("new") for row in page] == [b"n"]
        assert len(list(log.keys("new"))) == 1
        assert log.stray() == stray


@pytest.mark.parametrize(
    ("statement", "stray"),
    [
        ("INSERT INTO events VALUES (99, 0, x'00', x'00')", 1),
        ("INSERT INTO events VALUES (99, 0, x'00', x'00'), (99, 1, x'00', x'00'), (98, 0, x'00', x'00')", 3),
        ("INSERT INTO events VALUES (-3, 0, x'00', x'00')", 1),
        ("INSERT INTO events VALUES (1, -1, x'00', x'00')", 1),
        ("INSERT INTO keys VALUES (99, 0, x'00', 0, 1)", 1),
        ("INSERT INTO settings VALUES ('name', 'value')", 0),
    ],
)
def test_stray_counts_what_belongs_to_no_head(ledger: Path, grow: Any, statement: str, stray: int) -> None:
    with SqliteLog(ledger) as log:
        for n in range(20):
            grow(log, f"group {n}", [b"x"], [b"k"])
        assert log.stray() == 0
    tamper(ledger, statement)
    with SqliteLog(ledger) as log:
        assert log.stray() == stray


def test_a_guard_that_speaks_while_appending_is_no_reason_to_retry(ledger: Path, grow: Any) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute(
            "CREATE TRIGGER foreign_rule BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'not today'); END"
        )
    with SqliteLog(ledger) as log:
        with pytest.raises(IntegrityError, match="not today"):
            grow(log, GROUP, [b"3"])
        assert log.head(GROUP).size == 3


def test_a_guard_that_refuses_a_key_which_does_not_stand_is_no_reason_to_retry(ledger: Path, grow: Any) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("CREATE TRIGGER foreign_rule BEFORE INSERT ON keys BEGIN SELECT RAISE(ABORT, 'no'); END")
    with SqliteLog(ledger) as log:
        for group_id, size in ((GROUP, 3), ("new", 0)):
            with pytest.raises(IntegrityError):
                grow(log, group_id, [b"3"], [b"y", b"z"])
            assert log.head(group_id).size == size
        with pytest.raises(ConcurrencyError):
            grow(log, GROUP, [b"3"], [b"a"])


def test_a_key_that_stands_is_a_concurrency_error_with_equal_sizes(ledger: Path, grow: Any) -> None:
    with SqliteLog(ledger) as log:
        with pytest.raises(ConcurrencyError) as caught:
            grow(log, GROUP, [b"3"], [b"a"])
        assert caught.value.expected == caught.value.actual == 3
