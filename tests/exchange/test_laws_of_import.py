"""Laws of moving a book: what goes out and in again is the same book, however it is cut, and says no to the same."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger.events import EVENTS
from kube_ledger.exchange import import_lines
from line_files import Line, counts, exported, imported, new_group
from model import Model
from model.histories import ALL_FAMILIES, DRAWERS, Seeded, walk
from support import GROUP, Clock, everything_shown, in_memory, recorded, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kube_ledger import Group
    from kube_ledger.exchange import Imported
    from model.histories import Offer

LENGTHS: Final = st.integers(1, 80)
pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")


def life_of(seed: int, offers: int) -> list[Offer]:
    """The life of a group with events of every family."""
    return list(walk(Seeded(seed), families=ALL_FAMILIES, offers=offers))


def lives() -> st.SearchStrategy[list[Offer]]:
    """Such lives."""
    return st.builds(life_of, st.integers(0, 2**32 - 1), LENGTHS)


def lines_of(life: Sequence[Offer], *, accepted: bool = False) -> list[Line]:
    """The lines that were offered, or of them those that were accepted."""
    return [offer.line for offer in life if not accepted or offer.answer is None]


def end_of(life: Sequence[Offer]) -> datetime:
    """A moment at which nothing of it lies in the future any more."""
    return max(offer.recorded_at for offer in life)


def said(group: Group) -> list[tuple[Any, ...]]:
    """What a group's entries say, apart from when they were written down, and in which call."""
    return [(entry.position, entry.event, entry.recorded_by, entry.index, entry.count) for entry in group.entries()]


def written(group: Group) -> list[tuple[Any, ...]]:
    """The same with when and under which key: all but the ids of calls."""
    return [(*facts, entry.recorded_at, entry.key) for facts, entry in zip(said(group), group.entries(), strict=True)]


def shown(group: Group) -> dict[str, Any]:
    """Every answer and digest of every projection."""
    return everything_shown(group)


@given(lives())
def test_what_is_exported_and_imported_is_the_same_book_and_again_it_is_nothing_new(life: list[Offer]) -> None:
    origin = recorded(life)
    file = exported(origin)
    copy = new_group(Clock(end_of(life)))
    assert counts(imported(copy, *file.splitlines())) == (origin.size, 0, 0)
    assert said(copy) == said(origin)
    assert shown(copy) == shown(origin)
    assert copy.verify() == []
    for group in (copy, origin):
        head = (group.size, group.root)
        assert counts(imported(group, *file.splitlines())) == (0, origin.size, 0)
        assert (group.size, group.root) == head
    again = exported(copy)
    assert counts(imported(origin, *again.splitlines())) == (0, origin.size, 0)
    third = new_group(Clock(end_of(life)))
    assert counts(imported(third, *again.splitlines())) == (origin.size, 0, 0)
    assert [_without_moment(text) for text in exported(third).splitlines()] == [
        _without_moment(text) for text in again.splitlines()
    ]


def _without_moment(text: bytes) -> Line:
    """An exported line without what each book says anew."""
    line = json.loads(text)
    return {name: line[name] for name in line if name not in ("recorded_at", "event_id", "batch")}


@pytest.mark.slow
def test_every_type_of_the_catalogue_survives_the_way_out_and_in() -> None:
    types: Counter[str] = Counter()
    for seed in range(24):
        life = life_of(seed, 250)
        origin, copy = recorded(life), new_group(Clock(end_of(life)))
        assert counts(imported(copy, *exported(origin).splitlines())) == (origin.size, 0, 0)
        assert said(copy) == said(origin)
        assert shown(copy) == shown(origin)
        types.update(entry.event.event_type for entry in copy.entries())
    print(dict(types))  # noqa: T201
    drawn = {name for family in ALL_FAMILIES for name in DRAWERS[family]}
    assert set(types) == drawn & {cls.event_type for cls in EVENTS}
    assert len(types) >= 28


@given(lives(), st.data())
def test_calls_of_several_events_survive_the_way_out_and_in(life: list[Offer], data: st.DataObject) -> None:
    origin = new_group(Clock(end_of(life)))
    lines, batch = lines_of(life, accepted=True), 0
    for line in lines:
        batch += data.draw(st.booleans())
        line["batch"] = str(batch)
    assert counts(imported(origin, *lines)) == (len(lines), 0, len(lines))
    copy = new_group(Clock(end_of(life)))
    assert counts(imported(copy, *exported(origin).splitlines())) == (len(lines), 0, 0)
    assert said(copy) == said(origin)
    assert counts(imported(origin, *exported(copy).splitlines())) == (0, len(lines), 0)


@given(lives())
def test_lines_one_by_one_are_answered_as_the_model_says(life: list[Offer]) -> None:
    clock = Clock()
    group = new_group(clock)
    for offer in life:
        clock.now = offer.recorded_at
        done = imported(group, offer.line)
        assert [bad.code for bad in done.refused[:1]] == ([offer.answer] if offer.answer else [])
        assert done.recorded == (offer.answer is None)


@given(lives())
def test_a_file_is_answered_as_its_lines_one_by_one(life: list[Offer]) -> None:
    moment = end_of(life)
    model = Model(GROUP)
    one_by_one = new_group(Clock(moment))
    answers = {}
    for number, line in enumerate(lines_of(life), 1):
        answer = model.offer(line, moment)
        named = named_in(imported(one_by_one, line))
        if answer is not None:
            assert named[0][1] == answer
            answers[number] = [(number, code, path) for _, code, path in named]
    whole = new_group(Clock(moment))
    done = imported(whole, *lines_of(life))
    assert named_in(done) == [named for number in answers for named in answers[number]]
    assert whole.size == (0 if answers else len(life))
    whole = new_group(Clock(moment))
    good = [line for number, line in enumerate(lines_of(life), 1) if number not in answers]
    assert counts(imported(whole, *good)) == (len(good), 0, len(good))
    assert said(whole) == said(one_by_one)
    assert shown(whole) == shown(one_by_one)
    assert [tuple(row) for row in model.balances()] == [tuple(row) for row in _rows(whole)]


def named_in(done: Imported) -> list[tuple[int, str, str | None]]:
    """(line, code, path) of all that is wrong."""
    return [(bad.line, bad.code, bad.path) for bad in done.refused]


def _rows(group: Group) -> Sequence[Any]:
    answer, _ = everything_shown(group)["balances"]
    rows: Sequence[Any] = answer.rows
    return rows


@given(lives())
def test_importing_lines_is_recording_their_events(life: list[Offer]) -> None:
    clock, other_clock = Clock(), Clock()
    by_record, by_import = (in_memory(one).group(GROUP) for one in (clock, other_clock))
    for offer in life:
        clock.now = other_clock.now = offer.recorded_at
        code = told(by_record, offer.line, key="k" if by_record.size == 3 else None)
        done = imported(by_import, {**offer.line, "key": "k"} if by_import.size == 3 else offer.line)
        assert code == (done.refused[0].code if done.refused else None)
    assert written(by_record) == written(by_import)


@given(lives(), st.data())
def test_a_file_that_is_cut_and_imported_piece_by_piece_is_the_same_book(
    life: list[Offer], data: st.DataObject
) -> None:
    origin = recorded(life)
    lines = exported(origin).splitlines(keepends=True)
    copy = new_group(Clock(end_of(life)))
    start, total = 0, 0
    while start < len(lines):
        stop = data.draw(st.integers(start + 1, len(lines)))
        overlap = data.draw(st.integers(0, start))  # what was sent before is sent once more
        done = imported(copy, *lines[overlap:stop])
        total += counts(done)[0]
        start = stop
    assert total == origin.size
    assert said(copy) == said(origin)


def test_the_import_of_a_stream_reads_it_once_from_where_it_stands(tmp_path: Any) -> None:
    file = tmp_path / "book.jsonl"
    file.write_bytes(b"skipped\n" + exported(recorded([])))
    with file.open("rb") as stream:
        stream.readline()
        assert counts(import_lines(new_group(), stream)) == (0, 0, 0)
        assert stream.read() == b""
