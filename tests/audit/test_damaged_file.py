"""Damage of the file itself: its header, its pages. A typed error with an Indonesian sentence, or findings (A16)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from kube_ledger import KubeLedgerError, Ledger, NewerFormat, NotALedger
from kube_ledger.audit.reading import Hole, pages
from kube_ledger.log import open_existing
from tampering import MAWAR, MELATI, SIZE, Hand, named, raw, write_ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = 4096


def written(path: Path, place: int, data: bytes) -> Path:
    """The file with other bytes at a place."""
    content = bytearray(path.read_bytes())
    content[place : place + len(data)] = data
    path.write_bytes(content)
    return path


# The header.

HEADERS = {
    "magic": (0, b"Format 3 SQLite\0"),
    "magic's first bit": (0, b"\xd3"),
    "page size 0": (16, b"\0\0"),
    "page size 512 of a file of 4,096": (16, b"\x02\0"),
    "page size 4,095": (16, b"\x0f\xff"),
    "another application": (68, b"KUBF"),
    "no application": (68, b"\0\0\0\0"),
    "format 0": (60, b"\0\0\0\0"),
    "format -1": (60, b"\xff\xff\xff\xff"),
    "schema format 9": (44, b"\0\0\0\x09"),
    "UTF-16": (56, b"\0\0\0\x02"),
    "write version 9": (18, b"\x09\x09"),
    "payload fraction": (21, b"\0"),
}


@pytest.mark.parametrize("case", HEADERS)
@pytest.mark.parametrize("read_only", [True, False], ids=["ro", "rw"])
def test_a_damaged_header_is_a_typed_error_with_an_indonesian_sentence(
    path: Path, case: str, *, read_only: bool
) -> None:
    written(path, *HEADERS[case])
    with pytest.raises(NotALedger) as caught:
        Ledger.open(path, read_only=read_only)
    assert "bukan buku kube-ledger yang bisa dibaca" in caught.value.sentence
    assert str(path) in caught.value.sentence
    assert caught.value.reason


@pytest.mark.parametrize("version", [2, 99, 2**31 - 1])
def test_a_newer_format_asks_to_update_the_application(path: Path, version: int) -> None:
    written(path, 60, version.to_bytes(4, "big"))
    with pytest.raises(NewerFormat) as caught:
        Ledger.open(path)
    assert "perbarui aplikasi" in caught.value.sentence
    assert str(version) in caught.value.sentence


def test_every_byte_of_the_header_may_be_wrong_and_nothing_but_a_typed_error_comes_of_it(path: Path) -> None:
    content = path.read_bytes()
    right = outcome(path)
    for place in range(100):
        for value in (0xFF, content[place] ^ 1):
            path.write_bytes(content[:place] + bytes([value]) + content[place + 1 :])
            found = outcome(path)
            assert found == right or found in {"not-a-ledger", "newer-format"}, (place, value, found)


def outcome(path: Path) -> str | list[list[tuple[str, int | None]]]:
    """The code of the error that opening or the audit raises, else the findings of each group."""
    try:
        with Ledger.open(path) as ledger:
            return [named(audit.findings) for audit in ledger.verify()]
    except KubeLedgerError as error:
        return error.code if error.sentence else "unworded"


# Pages.


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose records fill many pages: the books, and one group's note said 400 times."""
    path = write_ledger(tmp_path_factory.mktemp("large") / "besar.kube")
    with raw(path) as connection:
        hand = Hand(connection)
        pairs = hand.pairs()
        hand.put([*pairs, *[pairs[39]] * 400], head=True)
    assert path.stat().st_size > 15 * PAGE
    return path


def pages_of(path: Path, *tables: str, kind: str = "%") -> list[int]:
    """The numbers, from 0, of the pages that hold these tables, in order of their keys."""
    statement = "SELECT pageno - 1 FROM dbstat WHERE name = ? AND pagetype LIKE ? ORDER BY path"
    with raw(path) as connection:
        return [page for table in tables for (page,) in connection.execute(statement, (table, kind))]


def rubbish(seed: int) -> bytes:
    return random.Random(seed).randbytes(PAGE)


CONTENTS: dict[str, Callable[[int], bytes]] = {
    "zeros": lambda _: bytes(PAGE),
    "ones": lambda _: b"\xff" * PAGE,
    "rubbish": rubbish,
    "half of it": lambda page: rubbish(page)[: PAGE // 2],
}


@pytest.mark.parametrize("content", CONTENTS)
def test_a_destroyed_page_gives_findings_or_a_typed_error(large: Path, tmp_path: Path, content: str) -> None:
    original = large.read_bytes()
    path = tmp_path / "rusak.kube"
    seen = set()
    intact = outcome(large)
    for page in pages_of(large, "events", "keys", "heads"):
        data = CONTENTS[content](page)
        path.write_bytes(original[: page * PAGE] + data + original[page * PAGE + len(data) :])
        found = outcome(path)
        assert found != intact, f"page {page} is not missed"
        seen.add("findings" if isinstance(found, list) else found)
    assert "findings" in seen
    assert seen <= {"findings", "not-a-ledger", "integrity"}


def test_what_stands_behind_a_destroyed_page_is_still_audited(large: Path, tmp_path: Path) -> None:
    path = copied(large, tmp_path)
    with raw(path) as connection:
        Hand(connection).put_record(430, b"\1")
    written(path, pages_of(path, "events", kind="leaf")[6] * PAGE, bytes(PAGE))
    with Ledger.open(path) as ledger:
        findings = ledger.group(MELATI).verify()
    first, *_ = findings
    assert first.code == "bytes-invalid"
    assert first.position is not None
    assert SIZE < first.position < first.facts["last"] < first.position + 100
    assert str(first.facts["last"]) in first.what("id")
    assert ("leaf-mismatch", 430) in named(findings)


@pytest.mark.parametrize("places", [(0,), (5,), (3, 8), (5, 6), (2, 5, 9), (-1,), (0, -1)])
def test_holes_and_what_lies_around_them_are_told_apart(large: Path, tmp_path: Path, places: tuple[int, ...]) -> None:
    path = copied(large, tmp_path)
    leaves = pages_of(path, "events", kind="leaf")
    for place in places:
        written(path, leaves[place] * PAGE, bytes(PAGE))
    with open_existing(path) as log:
        size = log.head(MELATI).size
        parts = list(pages(log, MELATI, 0, size))
    holes = [part for part in parts if isinstance(part, Hole)]
    read = [row.position for part in parts if not isinstance(part, Hole) for row in part]
    lost = [position for hole in holes for position in range(hole.start, hole.stop)]
    assert sorted(read + lost) == list(range(size))
    assert 0 < len(lost) < 100 * len(places)
    assert len(holes) <= len(places)


def test_where_the_last_page_is_destroyed_no_entry_is_named_that_never_was(large: Path, tmp_path: Path) -> None:
    path = copied(large, tmp_path)
    written(path, pages_of(path, "events", kind="leaf")[-1] * PAGE, bytes(PAGE))
    with Ledger.open(path) as ledger:
        sizes = {MELATI: ledger.group(MELATI).size, MAWAR: ledger.group(MAWAR).size}
        found = [(audit.group, one) for audit in ledger.verify() if audit.group for one in audit.findings]
    assert all(one.position is not None and one.position < sizes[group] for group, one in found), found
    assert "bytes-invalid" in [one.code for _, one in found]


def copied(large: Path, tmp_path: Path) -> Path:
    path = tmp_path / "rusak.kube"
    path.write_bytes(large.read_bytes())
    return path


def test_random_damage_anywhere_is_survived(path: Path) -> None:
    content = path.read_bytes()
    seed = random.SystemRandom().randrange(2**32)
    dice = random.Random(seed)
    print(f"seed {seed}")  # noqa: T201  # shown where it fails
    for _ in range(150):
        place = dice.randrange(100, len(content))
        length = dice.choice([1, 2, 8, 64, 600])
        path.write_bytes(content[:place] + dice.randbytes(length) + content[place + length :])
        assert outcome(path) != "unworded"
