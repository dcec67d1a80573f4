"""A private file is changed whole or not at all, whatever fails, and what it held is not left beside it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import DiskFull, NoPermission, SideFileUnusable
from kube_ledger.private_file import PrivateFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = ("CREATE TABLE told (name TEXT NOT NULL PRIMARY KEY, what TEXT NOT NULL) STRICT, WITHOUT ROWID",)
OLD, NEW = "the old words, long enough", "the new words, as long as they"


def private(path: Path | None) -> PrivateFile:
    return PrivateFile(path, application_id=7, version=1, schema=SCHEMA)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x"


@pytest.fixture
def file(path: Path) -> Iterator[PrivateFile]:
    made = private(path)
    with made.writing() as connection:
        connection.executemany("INSERT INTO told VALUES (?, ?)", [(f"{number}", OLD) for number in range(200)])
    yield made
    made.close()


def words(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {what for (what,) in connection.execute("SELECT what FROM told")}


def change(file: PrivateFile) -> None:
    with file.writing() as connection:
        connection.execute("UPDATE told SET what = ?", (NEW,))


def break_off(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM told")
    connection.execute("INSERT INTO nowhere VALUES (1)")


def refuse(_: object) -> None:
    raise KeyError


def test_a_change_leaves_the_file_alone_and_nothing_old_in_it(file: PrivateFile, path: Path) -> None:
    assert OLD.encode() in path.read_bytes()
    change(file)
    assert words(path) == {NEW}
    assert OLD.encode() not in path.read_bytes()
    assert [item.name for item in path.parent.iterdir()] == ["x"]


def test_another_handle_reads_and_writes_between(file: PrivateFile, path: Path) -> None:
    other = private(path)
    change(other)
    with file.reading() as connection:
        assert connection is not None
        assert connection.execute("SELECT DISTINCT what FROM told").fetchall() == [(NEW,)]
    change(file)
    other.close()


def test_what_the_caller_raises_undoes_it_and_leaves_no_journal(file: PrivateFile, path: Path) -> None:
    with pytest.raises(KeyError), file.writing() as connection:
        refuse(connection.execute("UPDATE told SET what = ?", (NEW,)))
    assert words(path) == {OLD}
    assert [item.name for item in path.parent.iterdir()] == ["x"]
    change(file)
    assert words(path) == {NEW}


class StoppedOnceWritten:
    """A connection whose user presses Ctrl-C just when SQLite has committed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        done = self._connection.execute(statement, *values)
        if statement == "COMMIT":
            raise KeyboardInterrupt
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def test_stopped_when_it_is_written_it_says_so_and_leaves_no_journal(file: PrivateFile, path: Path) -> None:
    change(file)
    file._held = StoppedOnceWritten(file._connection())  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt), file.writing() as connection:
        connection.execute("UPDATE told SET what = ?", (OLD,))
    assert words(path) == {OLD}
    assert [item.name for item in path.parent.iterdir()] == ["x"]


def test_where_there_is_no_folder_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoPermission, match="its folder is not there"):
        change(private(tmp_path / "nowhere" / "x"))


def test_a_journal_that_is_needed_is_not_overwritten(file: PrivateFile, path: Path) -> None:
    """As after a power cut between the first page that was written and the last."""
    journal = path.with_name("x-journal")
    with file.writing() as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("PRAGMA cache_spill=1")
        connection.execute("UPDATE told SET what = ?", (NEW * 50,))  # so much that pages are written before the end
        half, needed = path.read_bytes(), journal.read_bytes()
    file.close()
    path.write_bytes(half)
    journal.write_bytes(needed)
    assert any(needed[:8])
    again = private(path)
    again._overwrite_journal()
    assert journal.read_bytes() == needed
    change(again)
    again.close()
    assert words(path) == {NEW}


def test_what_a_crash_left_of_a_journal_is_overwritten_by_the_next_change(file: PrivateFile, path: Path) -> None:
    file.close()
    journal = path.with_name("x-journal")
    journal.write_bytes(bytes(28) + OLD.encode() * 10_000)
    os.link(journal, path.with_name("kept"))
    again = private(path)
    change(again)
    again.close()
    assert not journal.exists()
    assert set(path.with_name("kept").read_bytes()) == {0}


@pytest.mark.parametrize(("number", "raised"), [(28, DiskFull), (5, SideFileUnusable)], ids=["full", "broken"])
def test_a_journal_that_can_not_be_overwritten_is_said(
    file: PrivateFile, path: Path, monkeypatch: pytest.MonkeyPatch, number: int, raised: type[Exception]
) -> None:
    def failing(*_: Any) -> int:
        raise OSError(number, "as the system says")

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", failing)
        with pytest.raises(raised) as said:
            change(file)
    assert "as the system says" not in str(said.value)
    assert words(path) == {NEW}  # it was done; what could not be is said
    change(file)
    assert [item.name for item in path.parent.iterdir()] == ["x"]


def test_in_memory_a_failure_undoes_it_too() -> None:
    file = private(None)
    with file.writing() as connection:
        connection.execute("INSERT INTO told VALUES ('a', 'x')")
    with pytest.raises(SideFileUnusable), file.writing() as connection:
        break_off(connection)
    with file.reading() as connection:
        assert connection is not None
        assert connection.execute("SELECT name FROM told").fetchall() == [("a",)]
    file.close()
