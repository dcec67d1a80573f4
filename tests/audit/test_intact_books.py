"""Books that nobody touched: the audit finds nothing, wherever they lie and whoever writes meanwhile."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime
from threading import Event as Flag
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from kube_ledger import Ledger, SensitiveInClear, events
from kube_ledger.audit import keys_of, repair_group, verify_group
from kube_ledger.audit import reading as audit_reading
from kube_ledger.domain import KUBE
from kube_ledger.log import in_memory as memory_log
from kube_ledger.merkle import EMPTY_ROOT
from support import Clock, Ids, in_memory
from tampering import KEYED, MAWAR, MELATI, SIZE, Hand, raw, write_books

if TYPE_CHECKING:
    from pathlib import Path

    from tampering import Books

DAY = date(2019, 7, 7)


def test_books_that_nobody_touched_have_no_finding_of_either_kind(books: Books) -> None:
    assert books.ledger.group(MELATI).verify(strict=True) == []
    audits = books.audits()
    assert {group: (audit.size, audit.findings) for group, audit in audits.items()} == {
        MAWAR: (14, ()),
        MELATI: (SIZE, ()),
    }
    assert audits[MELATI].root == books.ledger.group(MELATI).root


def test_a_memory_log_is_audited_alike(books: Books) -> None:
    clock = Clock(datetime(2019, 7, 7, 3, tzinfo=UTC))
    with Ledger.in_memory(clock=clock, new_id=Ids()) as ledger:
        write_books(ledger, clock)
        assert list(ledger.verify()) == list(books.ledger.verify())


def test_a_ledger_open_for_reading_only_is_audited_alike(path: Path) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        assert [audit.findings for audit in ledger.verify()] == [(), ()]
    with raw(path) as connection:
        hand = Hand(connection)
        hand.put_record(14, hand.rows()[15].record)
    with Ledger.open(path, read_only=True) as ledger:
        assert [one.position for one in ledger.group(MELATI).verify() if one.code == "leaf-mismatch"] == [14]


def test_a_ledger_without_groups_and_a_group_without_entries_have_no_finding(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "baru.kube") as ledger:
        assert list(ledger.verify()) == []
        assert ledger.group("baru").verify() == []
        (audit,) = ledger.verify(["baru"])
        assert (audit.size, audit.root, audit.findings) == (0, EMPTY_ROOT, ())
    assert verify_group(memory_log(), "baru", KUBE).findings == ()
    assert repair_group(memory_log(), "baru", KUBE).mended == ()


def test_only_the_groups_that_were_asked_for_are_audited(books: Books) -> None:
    assert [audit.group for audit in books.ledger.verify([MAWAR])] == [MAWAR]


def test_progress_is_told_up_to_the_end(books: Books) -> None:
    told: list[tuple[int, int]] = []
    books.ledger.group(MELATI).verify(progress=lambda done, size: told.append((done, size)))
    assert told[-1] == (SIZE, SIZE)
    assert told == sorted(told)


def test_the_key_table_is_that_of_the_records(books: Books) -> None:
    entries = books.ledger.group(MELATI).entries()
    assert tuple(key.position for entry in entries for key in keys_of(entry)) == KEYED


def test_what_others_record_during_an_audit_is_left_to_the_next_one(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "buku.kube", clock=Clock(), new_id=Ids()) as ledger:
        melati = ledger.group("melati-3")
        formed = events.GroupFormed(
            occurred_on=DAY, name="x", kelurahan="x", kecamatan="x", city="x", formed_by="x", business="x"
        )
        melati.record(formed, recorded_by="chair", key="start")
        stop = Flag()

        def write() -> None:
            with Ledger.open(tmp_path / "buku.kube", clock=Clock()) as other:
                number = 0
                while not stop.is_set():
                    number += 1
                    note = events.NoteAdded(occurred_on=DAY, target=0, text=f"catatan {number}")
                    other.group("melati-3").record(note, recorded_by="chair", key=f"n{number}")

        writer = Thread(target=write)
        writer.start()
        try:
            sizes = [1]
            while sizes[-1] < 60:
                (audit,) = ledger.verify()
                assert audit.findings == ()
                sizes.append(audit.size)
        finally:
            stop.set()
            writer.join()
        assert sizes == sorted(sizes)
        assert len(sizes) > 2


def test_growth_that_is_seen_between_head_and_rows_is_no_finding(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    melati = books.ledger.group(MELATI)
    dues = events.DuesPaid(occurred_on=date(2019, 8, 5), member_id="m04", amount=5_000)
    pages = audit_reading.pages

    def record_first(*arguments: object) -> object:
        if melati.size == SIZE:
            melati.record(dues, recorded_by="treasurer", key="di tengah")
        return pages(*arguments)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr("kube_ledger.audit.verify.pages", record_first)
    assert melati.verify() == []
    assert melati.size == SIZE + 1


# Bookkeeping.


def test_what_is_sensitive_and_in_clear_is_a_finding_of_bookkeeping() -> None:
    group = in_memory().group("melati-3")
    formed = events.GroupFormed(
        occurred_on=DAY, name="x", kelurahan="x", kecamatan="x", city="x", formed_by="x", business="x"
    )
    joined = events.MemberJoined(occurred_on=DAY, member_id="m01", cadre=False, own_business=False)
    group.record(formed, joined, recorded_by="chair")
    with pytest.warns(SensitiveInClear):
        group.record(events.MemberLeft(occurred_on=DAY, member_id="m01", reason="sakit"), recorded_by="chair")
    assert group.verify() == []
    (finding,) = group.verify(strict=True)
    assert (finding.kind, finding.code, finding.position) == ("bookkeeping", "sensitive-in-clear", 2)
    assert "sakit" not in finding.what("id") + finding.what("en")


def test_a_clock_that_went_back_is_a_finding_of_bookkeeping() -> None:
    clock = Clock()
    group = in_memory(clock).group("melati-3")
    formed = events.GroupFormed(
        occurred_on=DAY, name="x", kelurahan="x", kecamatan="x", city="x", formed_by="x", business="x"
    )
    group.record(formed, recorded_by="chair")
    note = events.NoteAdded(occurred_on=DAY, target=0, text="x")
    group.record(note, recorded_by="chair")
    clock.goes_on(microseconds=-1)
    group.record(note, recorded_by="chair")
    group.record(note, recorded_by="chair")
    assert group.verify() == []
    (finding,) = group.verify(strict=True)
    assert (finding.kind, finding.code, finding.position) == ("bookkeeping", "clock-went-back", 2)


# Memory.


@pytest.mark.slow
def test_the_memory_of_an_audit_is_flat_in_the_number_of_entries(tmp_path: Path) -> None:
    clock = Clock()
    with Ledger.create(tmp_path / "besar.kube", clock=clock, new_id=Ids()) as ledger:
        group = ledger.group("melati-3")
        formed = events.GroupFormed(
            occurred_on=DAY, name="x", kelurahan="x", kecamatan="x", city="x", formed_by="x", business="x"
        )
        joined = events.MemberJoined(occurred_on=DAY, member_id="m01", cadre=False, own_business=False)
        group.record(formed, joined, recorded_by="chair")
        paid = events.DuesPaid(occurred_on=DAY, member_id="m01", amount=5_000)
        peaks = []
        for size in (5_000, 20_000):
            while group.size < size:
                number = group.size
                group.record(*[paid] * min(500, size - number), recorded_by="treasurer", key=f"k{number}")
            tracemalloc.start()
            try:
                assert group.verify() == []
                peaks.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()
        assert peaks[1] < peaks[0] + (1 << 20)
        assert peaks[1] < 16 << 20
