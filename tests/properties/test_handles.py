"""A ledger as a thing one opens, shares, closes, forks and sends: what the design says of it, word for word."""

from __future__ import annotations

import os
import pickle
import threading
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from founding import formed
from kube_ledger import (
    KUBE,
    AsOf,
    Closed,
    Forked,
    InvalidEvent,
    Ledger,
    LedgerExists,
    NoLedger,
    NoPeriod,
    Period,
    ReadOnly,
    Refused,
    SensitiveInClear,
    events,
    projections,
)
from support import GROUP, PROJECTIONS, Clock, in_memory, new_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kube_ledger import Group

DAY = date(2019, 7, 7)
FORMED = formed(DAY)
JOINED = tuple(
    events.MemberJoined(occurred_on=DAY, member_id=member, cadre=False, own_business=True)
    for member in ("m01", "m02", "m03")
)


@pytest.fixture
def path() -> Iterator[Path]:
    with new_path() as path:
        yield path


def filled(group: Group) -> Group:
    """The group of the design's own page."""
    group.record(FORMED, *JOINED, recorded_by="secretary", key="start")
    group.record(
        events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["m01", "m02"], agenda=["iuran"]),
        *(events.DuesPaid(occurred_on=DAY, member_id=m, amount=5_000, meeting_id="w27") for m in ("m01", "m02")),
        recorded_by="treasurer",
        key="meeting/w27",
    )
    return group


def test_the_page_of_the_design_runs_as_it_stands_there(path: Path) -> None:
    with Ledger.create(path) as ledger:
        melati = filled(ledger.group(GROUP))
        done = melati.record(
            events.MeetingHeld(occurred_on=DAY, meeting_id="w27", attendees=["m01", "m02"], agenda=["iuran"]),
            *(events.DuesPaid(occurred_on=DAY, member_id=m, amount=5_000, meeting_id="w27") for m in ("m01", "m02")),
            recorded_by="treasurer",
            key="meeting/w27",
        )
        assert done.repeated
        assert melati.view(projections.balances).of("cash", fund="kas") == 10_000
        shown = melati.view(projections.participation, period=Period(DAY, DAY))
        assert shown.members["m03"].meetings_attended == 0
        assert melati.view(projections.balances, as_of=AsOf(position=3)).rows == ()
        assert sum(line.share for line in melati.explain("cash", fund="kas").lines) == 10_000
        assert not melati.verify()
        assert ledger.groups() == [GROUP]
        assert dict(ledger.views(projections.balances)) == {GROUP: melati.view(projections.balances)}


USES: dict[str, Callable[[Ledger], Any]] = {
    "groups": lambda ledger: ledger.groups(),
    "size": lambda ledger: ledger.group(GROUP).size,
    "record": lambda ledger: ledger.group(GROUP).record(FORMED, recorded_by="chair"),
    "repeat": lambda ledger: ledger.group(GROUP).record(FORMED, *JOINED, recorded_by="secretary", key="start"),
    "check": lambda ledger: ledger.group(GROUP).check(FORMED, recorded_by="chair"),
    "entries": lambda ledger: list(ledger.group(GROUP).entries()),
    "view": lambda ledger: ledger.group(GROUP).view(projections.balances),
    "view as of": lambda ledger: ledger.group(GROUP).view(projections.balances, as_of=AsOf(position=1)),
    "explain": lambda ledger: ledger.group(GROUP).explain("cash"),
    "verify": lambda ledger: ledger.group(GROUP).verify(),
    "reverse": lambda ledger: ledger.group(GROUP).reverse(4, reason="salah", occurred_on=DAY),
    "close_month": lambda ledger: ledger.group(GROUP).close_month("2019-07", occurred_on=DAY),
    "views": lambda ledger: list(ledger.views(projections.balances)),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("where", ["file", "memory"])
def test_a_closed_ledger_says_so_whatever_is_asked(path: Path, where: str, use: Callable[[Ledger], Any]) -> None:
    ledger = Ledger.create(path) if where == "file" else Ledger.in_memory()
    filled(ledger.group(GROUP)).view(projections.balances)
    ledger.close()
    ledger.close()
    with pytest.raises(Closed) as caught:
        use(ledger)
    assert caught.value.code == "closed"
    assert "sudah ditutup" in caught.value.sentence


def test_a_clean_close_leaves_one_file(path: Path) -> None:
    with Ledger.create(path) as ledger:
        filled(ledger.group(GROUP))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_create_refuses_what_exists_and_open_what_is_missing(path: Path) -> None:
    with pytest.raises(NoLedger) as missing:
        Ledger.open(path)
    assert missing.value.code == "no-ledger"
    assert str(path) in missing.value.sentence
    assert not path.exists()
    Ledger.create(path).close()
    with pytest.raises(LedgerExists) as exists:
        Ledger.create(path)
    assert exists.value.code == "ledger-exists"


def test_a_ledger_open_for_reading_answers_and_records_nothing(path: Path) -> None:
    with Ledger.create(path) as ledger:
        filled(ledger.group(GROUP))
    with Ledger.open(path, read_only=True) as ledger:
        group = ledger.group(GROUP)
        assert group.view(projections.balances).of("cash") == 10_000
        assert group.check(FORMED, recorded_by="chair")[0].code == "group-exists"
        with pytest.raises(ReadOnly):
            group.record(events.NoteAdded(occurred_on=DAY, target=0, text="x"), recorded_by="chair")
        assert group.record(FORMED, *JOINED, recorded_by="secretary", key="start").repeated
        assert group.size == 7


def test_events_entries_answers_and_errors_pickle(path: Path) -> None:
    with Ledger.create(path) as ledger:
        group = filled(ledger.group(GROUP))
        answer = group.record(group.reverse(5, reason="salah", occurred_on=DAY), recorded_by="treasurer")
        entries = list(group.entries())
        shown = [group.view(projection) for projection in PROJECTIONS]
        explained = group.explain("cash")
        refusals = group.check(FORMED, recorded_by="chair")
        for value in (answer, entries, shown, explained, refusals, [entry.event for entry in entries], KUBE):
            assert pickle.loads(pickle.dumps(value)) == value
        again = pickle.loads(pickle.dumps(entries))
        assert [(entry.position, entry.postings, entry.counts) for entry in again] == [
            (entry.position, entry.postings, entry.counts) for entry in entries
        ]
        with pytest.raises(Refused) as caught:
            group.record(FORMED, recorded_by="chair")
        error = pickle.loads(pickle.dumps(caught.value))
        assert (error.code, error.sentence, error.event) == ("group-exists", caught.value.sentence, FORMED)


def in_a_child(work: Callable[[], str]) -> str:
    """What a forked child says of the work."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = work()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the parent shall hear of it
            said = repr(error)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@needs_fork
@pytest.mark.parametrize("use", [*USES.values(), Ledger.close], ids=[*USES, "close"])
def test_in_a_forked_child_a_ledger_says_so_whatever_is_asked(path: Path, use: Callable[[Ledger], Any]) -> None:
    with Ledger.create(path) as ledger:
        filled(ledger.group(GROUP)).view(projections.balances)

        def work() -> str:
            try:
                use(ledger)
            except Forked as forked:
                return forked.code
            return "nothing was said"

        assert in_a_child(work) == "forked"
        assert ledger.group(GROUP).size == 7, "the parent goes on"


@needs_fork
def test_a_forked_child_that_leaves_the_block_leaves_the_parents_ledger_alone(path: Path) -> None:
    with Ledger.create(path) as ledger:
        filled(ledger.group(GROUP))

        def work() -> str:
            ledger.__exit__(None, None, None)
            with Ledger.open(path) as own:
                return str(own.group(GROUP).size)

        assert in_a_child(work) == "7"
        assert not ledger.group(GROUP).verify()


@needs_fork
def test_a_child_forked_while_a_thread_records_is_told_and_does_not_hang(path: Path) -> None:
    with Ledger.create(path) as ledger:
        group = filled(ledger.group(GROUP))
        held, free = threading.Event(), threading.Event()

        def hold() -> None:
            with group._recorder.lock, group._reader._lock:
                held.set()
                free.wait()

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait()
        try:
            for name in ("record", "check", "view", "close_month"):

                def work(name: str = name) -> str:
                    import signal

                    signal.alarm(5)
                    with pytest.raises(Forked):
                        USES[name](ledger)
                    return "told"

                assert in_a_child(work) == "told", name
        finally:
            free.set()
            thread.join()


def test_a_group_is_named_by_an_id_and_begins_with_its_forming() -> None:
    ledger = in_memory()
    for name in ("", "Melati", "-a", "a" * 65, "a b", None, 7):
        with pytest.raises(InvalidEvent):
            ledger.group(name)  # type: ignore[arg-type]
    group = ledger.group("melati-4")
    assert (group.size, list(group.entries()), group.view(projections.balances).rows) == (0, [], ())
    assert ledger.groups() == []
    with pytest.raises(Refused, match="has not been formed"):
        group.record(JOINED[0], recorded_by="chair")


def test_a_balance_knows_no_window_and_a_moment_needs_a_zone() -> None:
    group = filled(in_memory().group(GROUP))
    with pytest.raises(NoPeriod):
        group.view(projections.balances, period=Period(DAY, DAY))
    with pytest.raises(ValueError, match="zone"):
        AsOf(recorded_at=datetime(2019, 7, 7))  # noqa: DTZ001  # that is the fault
    with pytest.raises(ValueError, match="on or after its start"):
        Period(DAY, DAY - timedelta(days=1))
    with pytest.raises(InvalidEvent, match="no account"):
        group.explain("kas")


def test_what_reverse_and_close_month_build_is_not_written() -> None:
    clock = Clock(datetime(2019, 8, 8, tzinfo=UTC))
    group = filled(in_memory(clock).group(GROUP))
    event = group.reverse(5, reason="salah", occurred_on=date(2019, 8, 8))
    assert (event.target, event.original) == (5, next(group.entries(5)).event)
    assert group.close_month("2019-07", occurred_on=date(2019, 8, 8)).digest == group.digest(
        projections.balances, as_of=AsOf(occurred_on=date(2019, 7, 31))
    )
    assert group.size == 7
    for position in (7, 1_000, -1, "1", 1.0):
        with pytest.raises(Refused) as caught:
            group.reverse(position, reason="salah", occurred_on=DAY)  # type: ignore[arg-type]
        assert caught.value.code == "unknown-reference"
    for month in ("2019-13", "2019-7", "Juli", "", None):
        with pytest.raises(InvalidEvent):
            group.close_month(month, occurred_on=DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "view",
    [{"position": -1}, {"position": True}, {"position": "3"}, {"occurred_on": datetime(2019, 7, 7, tzinfo=UTC)},
     {"occurred_on": "2019-07-07"}, {"recorded_at": DAY}, {"recorded_at": datetime(2019, 7, 7)}],  # noqa: DTZ001  # the case
)  # fmt: skip
def test_a_point_of_view_that_can_not_be_is_said_at_once(view: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(view.values()))!r}"[:12]):
        AsOf(**view)


def test_positions_begin_at_zero() -> None:
    with pytest.raises(ValueError, match="begin at 0"):
        in_memory().group(GROUP).entries(-1)


@pytest.mark.parametrize("moment", [datetime(2019, 7, 7), datetime(2300, 1, 1, tzinfo=UTC)])  # noqa: DTZ001  # the case
def test_a_clock_that_no_record_can_hold_is_said_at_once(moment: datetime) -> None:
    group = Ledger.in_memory(clock=lambda: moment).group(GROUP)
    with pytest.raises(ValueError, match="the clock must give"):
        group.record(FORMED, recorded_by="chair")
    assert group.size == 0


def test_a_share_of_an_explanation_unpacks_as_it_is_documented() -> None:
    lines = filled(in_memory().group(GROUP)).explain("cash", fund="kas").lines
    assert [(position, type(event).__name__, share) for position, event, share in lines] == [
        (5, "DuesPaid", 5_000),
        (6, "DuesPaid", 5_000),
    ]


def test_a_new_ledger_can_be_made_for_others_to_write_in(path: Path) -> None:
    with Ledger.create(path, read_only=True) as ledger, pytest.raises(ReadOnly):
        ledger.group(GROUP).record(FORMED, recorded_by="chair")
    with Ledger.open(path) as ledger:
        ledger.group(GROUP).record(FORMED, recorded_by="chair")


def test_sensitive_words_in_clear_are_warned_of_once_a_ledger() -> None:
    group = filled(in_memory().group(GROUP))
    left = [events.MemberLeft(occurred_on=DAY + timedelta(days=1), member_id=m, reason="sakit") for m in ("m01", "m02")]
    gone = events.MemberLeft(occurred_on=DAY + timedelta(days=1), member_id="m03", reason="pindah")
    group._recorder.clock.goes_on(days=2)  # type: ignore[attr-defined]
    with pytest.warns(SensitiveInClear) as warned:
        group.record(*left, recorded_by="chair")
    group.record(gone, recorded_by="chair")  # a second warning would be an error here
    assert len(warned) == 1
    assert warned[0].filename == __file__, "it points at the caller"
    assert group.size == 10
    assert [finding.code for finding in group.verify(strict=True)].count("sensitive-in-clear") == 3
