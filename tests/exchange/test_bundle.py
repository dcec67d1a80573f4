"""A bundle out of one ledger and into another: the same records, positions, times, calls, keys and root, or nothing."""

from __future__ import annotations

import io
import sqlite3
from base64 import b64decode
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import format_examples
from book import JULY_7, Book
from format_examples import WITNESS, bundle_of, entry_of, log_key, signer
from kube_ledger import KUBE, Ledger, events, proofs
from kube_ledger.audit.bundle import verify_bundle
from kube_ledger.audit.bundle_lines import MAX_LINE
from kube_ledger.codec import encode
from kube_ledger.errors import IntegrityError, ProofError
from kube_ledger.events import Event, UnknownEvent, event
from kube_ledger.exchange import Restored, bundle_lines, bundling, restore_bundle
from kube_ledger.exchange.bundling import TOO_MANY
from kube_ledger.exchange.sample import SAMPLES, record_sample
from kube_ledger.exchange.schemas import UNKNOWN
from kube_ledger.journal import nothing
from kube_ledger.merkle import EMPTY_ROOT
from line_files import FORMED, dues, gift, imported, joined, new_group
from simpan import SIMPAN, LoanGiven
from support import GROUP, Clock, in_memory, lives, new_path, recorded, rows_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kube_ledger import Domain, Group

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

DAY: Final = format_examples.DAY


def bundle(group: Group, **given: Any) -> bytes:
    """A group's bundle as a file."""
    return "".join(bundle_lines(group._reader.log, group.group_id, group.domain, **given)).encode()


def restored(group: Group, data: bytes, **given: Any) -> Restored:
    """Restore a file; if it is refused, nothing may be written."""
    before = (group.size, group.root, group._reader.log.groups())
    done = restore_bundle(group, io.BytesIO(data), **given)
    if done.is_refused:
        assert (group.size, group.root, group._reader.log.groups()) == before
        assert (done.recorded, done.repeated) == (0, 0)
    return done


def refused(group: Group, data: bytes, **given: Any) -> tuple[str, int]:
    """The code and the line of a refusal, which is said in both languages."""
    fault = restored(group, data, **given).fault
    assert fault is not None, "it was restored"
    assert str(fault.line) in fault.message("id")
    assert str(fault.line) in fault.message("en")
    assert fault.message("id") != fault.message("en")
    return fault.code, fault.line


def stored(group: Group) -> list[Any]:
    """Everything that the log has of a group: records, leaves, head, and the calls under each key."""
    log = group._reader.log
    rows = [row for page in log.read(group.group_id, 0, group.size) for row in page]
    return [rows, log.head(group.group_id), list(log.keys(group.group_id))]


def record_line(data: bytes, position: int) -> int:
    """The number of the line of a record."""
    lines = data.decode().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith("record ")) + position


# The same log.


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_year_is_restored_row_by_row(name: str) -> None:
    with new_path() as path, new_path() as other:
        with record_sample(path, name) as ledger:
            group = ledger.group(SAMPLES[name])
            data, heads = bundle(group), group.checkpoint()
        with Ledger.create(other) as ledger:
            group = ledger.group(SAMPLES[name])
            assert restored(group, data, earlier=heads.text) == Restored(heads.size, 0)
            assert group.checkpoint() == heads
            assert not [finding for finding in group.verify() if finding.kind == "integrity"]
            assert bundle(group) == data
        assert rows_in(other) == rows_in(path)


@settings(max_examples=15, deadline=None)
@given(lives(max_offers=80))
def test_any_history_is_restored_with_positions_times_calls_keys_and_root(history: list[Any]) -> None:
    original = recorded(history)
    data = bundle(original)
    copy = in_memory().group(GROUP)
    assert restored(copy, data) == Restored(original.size, 0)
    assert stored(copy) == stored(original)
    assert list(copy.entries()) == list(original.entries())
    assert bundle(copy) == data


@settings(max_examples=10, deadline=None)
@given(lives(min_offers=10, max_offers=60))
def test_a_key_said_again_after_restoring_gives_the_first_answer(history: list[Any]) -> None:
    original = recorded(history)
    copy = in_memory().group(GROUP)
    restored(copy, bundle(original))
    keyed = [entry for entry in original.entries() if entry.key is not None]
    assert keyed or original.size == 0
    for entry in keyed:
        again = [group.record(entry.event, recorded_by=entry.recorded_by, key=entry.key) for group in (original, copy)]
        assert again[0] == again[1]
        assert (again[1].positions, again[1].repeated) == ((entry.position,), True)
    # And it goes on where the other one would.
    note = events.NoteAdded(occurred_on=DAY, target=0, text="sesudahnya")
    if original.size:
        clock = Clock(datetime(2030, 1, 1, tzinfo=UTC))
        later = []
        for group in (original, copy):
            ledger = in_memory(clock)
            restored(ledger.group(GROUP), bundle(group))
            later.append(ledger.group(GROUP).record(note, recorded_by="chair", key="later"))
        assert later[0] == later[1]


def test_calls_of_many_events_and_of_more_than_a_portion_are_restored() -> None:
    group = new_group()
    told = [FORMED, *(joined(f"m{number:03}") for number in range(700))]
    imported(group, *told)
    many = [events.NoteAdded(occurred_on=DAY, target=0, text=f"catatan {number}") for number in range(1_200)]
    group.record(*many, recorded_by="secretary", key="many", meta={"app": "uji"})
    copy = in_memory().group(GROUP)
    assert restored(copy, bundle(group)) == Restored(1_901, 0)
    assert stored(copy) == stored(group)
    again = copy.record(*many, recorded_by="secretary", key="many", meta={"app": "uji"})
    assert (again.positions, again.repeated) == (tuple(range(701, 1_901)), True)


def test_signed_records_are_restored_with_their_keys() -> None:
    data = format_examples.bundle()
    group = in_memory().group(GROUP)
    assert restored(group, data) == Restored(7, 0)
    log = group._reader.log
    assert [row.record for page in log.read(GROUP, 0, 7) for row in page] == list(format_examples.records())
    assert [(key.kind, key.position) for key in log.keys(GROUP)] == [(0, 0), (0, 6), (1, 6)]
    assert not [finding for finding in group.verify() if finding.kind == "integrity"]


def test_a_bundle_without_records_leaves_the_group_empty() -> None:
    group = new_group()
    data = bundle(group)
    assert verify_bundle(io.BytesIO(data)).fault is None
    copy = in_memory()
    assert restored(copy.group(GROUP), data) == Restored(0, 0)
    assert copy.groups() == []
    full = recorded_small()
    assert restored(full, data) == Restored(0, 0)


def test_other_groups_of_the_ledger_are_left_alone() -> None:
    ledger = in_memory()
    imported(ledger.group("mawar-1"), FORMED, joined("m01"))
    before = stored(ledger.group("mawar-1"))
    restored(ledger.group(GROUP), bundle(recorded_small()))
    assert stored(ledger.group("mawar-1")) == before
    assert ledger.groups() == ["mawar-1", GROUP]


# A group that holds some of it.


def recorded_small(*more: dict[str, Any]) -> Group:
    """A group of two members with some gifts, each call under a key."""
    group = new_group()
    gifts = [gift(1_000 + number, key=f"g{number}") for number in range(5)]
    imported(group, FORMED, joined("m01"), joined("m02"), *gifts, *more)
    return group


def test_the_same_bundle_again_changes_nothing() -> None:
    group = recorded_small()
    data, before = bundle(group), stored(group)
    assert restored(group, data) == Restored(0, 8)
    assert stored(group) == before
    assert restored(group, data) == Restored(0, 8)


@pytest.mark.parametrize("size", range(1, 8))
def test_a_group_that_holds_the_beginning_is_continued(size: int) -> None:
    whole = recorded_small()
    records = [row.record for page in whole._reader.log.read(GROUP, 0, size) for row in page]
    group = in_memory().group(GROUP)
    assert restored(group, bundle_of(records)) == Restored(size, 0)
    assert restored(group, bundle(whole)) == Restored(8 - size, size)
    assert stored(group) == stored(whole)
    # An older bundle than what is held is no news either.
    assert restored(group, bundle_of(records)) == Restored(0, size)
    assert stored(group) == stored(whole)


def test_a_group_that_holds_other_entries_is_left_alone_and_both_heads_are_named() -> None:
    data = bundle(recorded_small())
    first = record_line(data, 0)
    for at, other in (
        (3, imported_group(FORMED, joined("m01"), joined("m02"), gift(999, key="g0"))),
        (3, imported_group(FORMED, joined("m01"), joined("m02"), gift(999), *(gift(1_000 + n) for n in range(9)))),
        (2, imported_group(FORMED, joined("m01"), joined("m03"))),
        (0, imported_group({**FORMED, "recorded_by": "chair"})),
    ):
        before = stored(other)
        done = restored(other, data)
        assert done.fault is not None
        assert (done.fault.code, done.fault.line) == ("fork", first + at)
        assert stored(other) == before
        here, there = done.heads
        assert here == other.checkpoint()
        assert there == recorded_small().checkpoint()
        assert (here.origin == there.origin) == (at > 0)


def imported_group(*lines: dict[str, Any]) -> Group:
    group = new_group()
    imported(group, *lines)
    return group


def test_a_bundle_is_not_restored_under_another_groups_name() -> None:
    ledger = in_memory()
    assert refused(ledger.group("mawar-1"), bundle(recorded_small())) == ("invalid-field", 2)
    assert ledger.groups() == []


# What it can not prove.


@cache
def small_bundle() -> bytes:
    return format_examples.bundle()


@pytest.mark.parametrize("step", [13, pytest.param(1, marks=pytest.mark.slow)])
def test_no_changed_bit_is_restored_but_in_words_that_nobody_acts_on(step: int) -> None:
    ledger, seen = in_memory(), 0
    for at in range(0, len(small_bundle()), step):
        changed = bytearray(small_bundle())
        changed[at] ^= 1 << at * 3 % 8
        data = bytes(changed)
        if restored(ledger.group(GROUP), data).is_refused:
            seen += 1
            assert ledger.groups() == []
            continue
        line = data.decode().splitlines()[data[:at].count(b"\n")]
        assert line.startswith("schema "), (at, line)
        assert ledger.group(GROUP).root == b64decode(small_bundle().split()[-1])
        ledger = in_memory()
    assert seen > len(small_bundle()) // step * 4 // 5


def test_lines_left_out_doubled_or_swapped_are_restored_only_where_the_log_is_the_same() -> None:
    lines = small_bundle().splitlines(keepends=True)
    for at in range(len(lines)):
        for changed in (
            [*lines[:at], *lines[at + 1 :]],
            [*lines[: at + 1], *lines[at:]],
            [*lines[:at], *lines[at + 1 : at + 2], lines[at], *lines[at + 2 :]],
            lines[:at],
        ):
            ledger = in_memory()
            done = restored(ledger.group(GROUP), b"".join(changed))
            assert done.is_refused or ledger.group(GROUP).root == b64decode(small_bundle().split()[-1])
            assert done.is_refused == (ledger.groups() == [])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(format_examples.bundle()) - 1), st.binary(max_size=80))
def test_a_file_cut_off_or_gone_over_into_something_else_is_not_restored(cut: int, rest: bytes) -> None:
    ledger = in_memory()
    data = small_bundle()[:cut] + rest
    if data != small_bundle():
        assert restored(ledger.group(GROUP), data).is_refused
        assert ledger.groups() == []


def test_what_a_head_or_a_trusted_key_says_is_asked_before_anything_is_written() -> None:
    group, whole = in_memory().group(GROUP), small_bundle()
    beyond = proofs.Checkpoint(format_examples.checkpoint(7).origin, 8, bytes(32)).text
    other = proofs.Checkpoint(format_examples.checkpoint(7).origin, 7, bytes(32)).text
    end = whole.count(b"\n")
    assert refused(group, whole, earlier=beyond) == ("shorter-than-signed", end)
    assert refused(group, whole, earlier=other) == ("fork", end)
    stranger = signer("orang-lain", b"x")
    text = proofs.sign_note(format_examples.checkpoint(7).text, [stranger])
    by_stranger = bundle_of(format_examples.records(), keys=[stranger.vkey], heads=[text])
    assert refused(group, by_stranger) == ("key-unknown", by_stranger.count(b"\n") - 1)
    assert restored(group, by_stranger, vkeys=[stranger.vkey]) == Restored(7, 0)
    with pytest.raises(ProofError):
        restored(in_memory().group(GROUP), whole, earlier="no head")
    with pytest.raises(ProofError):
        restored(in_memory().group(GROUP), whole, vkeys=["no key"])


def with_last(*last: Any) -> bytes:
    """The first six records of the example, then others."""
    return bundle_of([*format_examples.records()[:6], *map(encode, last)])


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (events.DuesPaid(occurred_on=DAY, member_id="m77", amount=5_000), "unknown-member"),
        (events.MemberJoined(occurred_on=DAY, member_id="m01", cadre=True, own_business=True), "already-a-member"),
        (events.NoteAdded(occurred_on=DAY.replace(year=2020), target=0, text="besok"), "occurs-in-future"),
        (
            events.ExpensePaid(occurred_on=DAY, fund="kas", category="other", amount=1, description="gas"),
            "insufficient-funds",
        ),
        (
            UnknownEvent(occurred_on=DAY, type="dues-paid", version=1, payload=("m01", "lima ribu", None, "cash")),
            "invalid-field",
        ),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_and_named(last: Event, code: str) -> None:
    data = with_last(entry_of(last, 3, 0, 1))
    assert verify_bundle(io.BytesIO(data)).fault is None
    ledger = in_memory()
    done = restored(ledger.group(GROUP), data)
    assert done.fault is not None
    assert (done.fault.code, done.fault.line) == ("rule-broken", record_line(data, 6))
    assert (done.fault.facts["refusal"], done.fault.facts["position"]) == (code, 6)
    assert ledger.groups() == []


def test_a_key_that_stands_for_two_calls_is_refused() -> None:
    note = events.NoteAdded(occurred_on=DAY, target=0, text="dua kali")
    data = with_last(entry_of(note, 3, 0, 1, key="start"))
    done = restored(in_memory().group(GROUP), data)
    assert done.fault is not None
    assert (done.fault.code, done.fault.facts["refusal"]) == ("rule-broken", "key-conflict")
    group = in_memory().group(GROUP)
    signed = format_examples.signed(entry_of(note, 3, 0, 1, key="lain"))
    assert restored(group, bundle_of([*format_examples.records(), encode(signed)])).is_refused  # one id, two calls


def test_the_day_of_a_rule_is_that_of_the_record_and_not_today() -> None:
    # Recorded in 2019 of a day in 2020: no less wrong because that day is long past.
    early = events.NoteAdded(occurred_on=DAY.replace(year=2020), target=0, text="besok")
    clock = Clock(datetime(2030, 1, 1, tzinfo=UTC))
    assert refused(in_memory(clock).group(GROUP), with_last(entry_of(early, 3, 0, 1)))[0] == "rule-broken"
    # And what was right in its time is right in a machine whose clock is behind.
    behind = Clock(datetime(2001, 1, 1, tzinfo=UTC))
    assert restored(in_memory(behind).group(GROUP), small_bundle()) == Restored(7, 0)


class Changing(io.BytesIO):
    """A file that somebody changes once it has been read so many times."""

    def __init__(self, data: bytes, then: bytes, readings: int) -> None:
        super().__init__(data)
        self.then, self.left = then, readings

    def seek(self, place: int, whence: int = 0) -> int:
        self.left -= 1
        if self.left == 0:
            super().seek(0)
            super().truncate()
            super().write(self.then)
        return super().seek(place, whence)


@pytest.mark.parametrize("change", ["another amount", "cut off", "longer", "no bundle", "no line"])
def test_a_file_that_changes_between_its_readings_is_refused(change: str) -> None:
    whole, other = bundle(recorded_small()), bundle(recorded_small(gift(1, key="more")))
    then = {
        "another amount": bundle(imported_group(FORMED, joined("m01"), joined("m02"), *[gift(7)] * 5)),
        "cut off": whole[: len(whole) // 2],
        "longer": other,
        "no bundle": b"x\n",
        "no line": whole.replace(b"record ", b"recrod ", 1),
    }[change]
    group = in_memory().group(GROUP)
    done = restore_bundle(group, Changing(whole, then, 2))
    assert done.fault is not None
    assert done.fault.code in ("head-mismatch", "bytes-invalid")
    assert (group.size, group.root) == (0, EMPTY_ROOT)
    assert restored(group, whole) == Restored(8, 0)


def test_what_interrupts_it_leaves_nothing_and_the_group_goes_on() -> None:
    group = imported_group(FORMED, joined("m01"), *(dues(key=f"d{number}") for number in range(1_050)))
    data = bundle(group)

    def stop_at(limit: int) -> Callable[[int], None]:
        def progress(done: int) -> None:
            if done >= limit:
                raise KeyboardInterrupt

        return progress

    copy = in_memory().group(GROUP)
    for limit in (1_000, 1_052 + 1_000):
        with pytest.raises(KeyboardInterrupt):
            restore_bundle(copy, io.BytesIO(data), progress=stop_at(limit))
        assert (copy.size, copy.root) == (0, EMPTY_ROOT)
    assert restored(copy, data) == Restored(1_052, 0)


# Types of others.


@event("simpan/many-things")
class Uncountable(Event):
    """More words than a line holds."""

    kind: Literal[tuple(f"{'pilihan-yang-panjang' * 2}-{number}" for number in range(4_000))]  # type: ignore[valid-type]


def loans(domain: Domain) -> tuple[Book, bytes]:
    """A group with a loan, as an app records it, and its bundle as a domain describes it."""
    book = Book("m01", domain=SIMPAN)
    book.receives(100_000)
    book.tells(LoanGiven(occurred_on=JULY_7, member_id="m01", amount=30_000))
    log = book.group._reader.log
    return book, "".join(bundle_lines(log, book.group.group_id, domain)).encode()


def test_what_a_program_does_not_know_it_bundles_and_checks_and_restores_only_with_who_knows_it() -> None:
    book, data = loans(SIMPAN)
    assert b"schema simpan/loan-given 1 member_id: id (str); amount: rupiah (int)\n" in data
    _, plain = loans(KUBE)
    assert f"schema simpan/loan-given 1 {UNKNOWN}\n".encode() in plain
    without_words = [[line for line in text.splitlines() if not line.startswith(b"schema ")] for text in (data, plain)]
    assert without_words[0] == without_words[1]
    for text in (data, plain):
        assert verify_bundle(io.BytesIO(text)).fault is None
        here, there = in_memory(), in_memory(domain=SIMPAN)
        group = here.group(book.group.group_id)
        # Its rules can't be judged here, nor those of what stands behind it: it would be taken unproved.
        assert refused(group, text) == ("unknown-type", text.count(b"\n") - 1)
        assert here.groups() == []
        assert restored(there.group(book.group.group_id), text) == Restored(book.group.size, 0)
        assert stored(there.group(book.group.group_id)) == stored(book.group)


def test_a_type_that_no_line_can_describe_is_bundled_without_its_words() -> None:
    domain = KUBE.extended(name="test_bundle:MANY", events=[Uncountable], postings={Uncountable: nothing})
    group = in_memory(domain=domain).group(GROUP)
    imported(group, FORMED)
    kind = f"{'pilihan-yang-panjang' * 2}-7"
    group.record(Uncountable(occurred_on=DAY, kind=kind), recorded_by="chair")
    data = bundle(group)
    assert f"schema simpan/many-things 1 {TOO_MANY}\n".encode() in data
    assert max(map(len, data.splitlines())) <= MAX_LINE
    copy = in_memory(domain=domain).group(GROUP)
    assert restored(copy, data) == Restored(2, 0)


# Heads that are carried.


def signed_group() -> tuple[Group, list[str], Any]:
    """The example's group, its heads of all sizes but the last, signed by the log, and that key."""
    group = in_memory().group(GROUP)
    assert restored(group, small_bundle()) == Restored(7, 0)
    log = log_key(format_examples.records()[0])
    return group, [proofs.sign_note(format_examples.checkpoint(size).text, [log]) for size in range(4, 8)], log


def test_heads_are_carried_in_order_of_size_each_size_once_with_all_signatures() -> None:
    group, notes, _ = signed_group()
    assert bundle(group) == bundle_of(format_examples.records())
    bare = format_examples.checkpoint(5).text
    cosigned = proofs.format_note(
        format_examples.checkpoint(7).text,
        [proofs.sign_cosignature(format_examples.checkpoint(7).text, WITNESS, 1_562_470_000)],
    )
    data = bundle(group, heads=[notes[3], cosigned, bare, notes[1].encode(), notes[0], notes[3]], vkeys=[WITNESS.vkey])
    audit = verify_bundle(io.BytesIO(data))
    assert audit.fault is None
    log_name = format_examples.checkpoint(7).origin
    assert [(head.size, head.signed_by) for head in audit.heads] == [
        (4, (log_name,)),
        (5, (log_name,)),
        (7, (log_name, WITNESS.key.name)),
    ]
    assert data.count(b"\nkey ") == 2
    assert restored(in_memory().group(GROUP), data) == Restored(7, 0)


def test_the_example_of_the_format_is_what_the_program_writes() -> None:
    group, notes, _ = signed_group()
    head = format_examples.note(7, witnessed=True)
    assert bundle(group, heads=[format_examples.checkpoint(3).text, head], vkeys=[WITNESS.vkey]) == small_bundle()
    assert notes


def head_text(size: int, root: bytes | None = None, name: str | None = None) -> str:
    told = format_examples.checkpoint(min(size, 7))
    return proofs.Checkpoint(name or told.origin, size, root or told.root).text


def test_a_head_that_is_not_this_logs_or_not_signed_as_it_says_is_not_carried() -> None:
    group, notes, log = signed_group()
    stranger = signer("orang-lain", b"x")
    text, signature = notes[3].split("\n\n")
    other = proofs.sign_note(head_text(6), [log]).split("\n\n")[1]
    for heads, vkeys in (
        ([head_text(8)], []),
        ([head_text(7, bytes(32))], []),
        ([head_text(7, name="kube-ledger/mawar-1/0123456789abcdef")], []),
        ([head_text(6, format_examples.checkpoint(7).root)], []),
        ([head_text(7), head_text(7, bytes(32))], []),
        ([proofs.Checkpoint(format_examples.checkpoint(1).origin, 0, EMPTY_ROOT).text], []),
        (["no head"], []),
        ([proofs.sign_note(head_text(7), [stranger])], []),
        ([f"{text}\n\n{other}"], []),
        ([f"{text}\n\n{signature}{other}"], []),
        ([notes[0]], ["no key"]),
    ):
        with pytest.raises(ProofError):
            bundle(group, heads=heads, vkeys=vkeys)
    by_stranger = bundle(group, heads=[proofs.sign_note(head_text(7), [stranger])], vkeys=[stranger.vkey])
    assert verify_bundle(io.BytesIO(by_stranger), vkeys=[stranger.vkey]).fault is None
    with pytest.raises(ProofError):
        bundle(new_group(), heads=[head_text(7)])


def test_more_than_a_bundle_holds_is_said_and_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    group, notes, _ = signed_group()
    for name, most in (("MAX_HEADS", 3), ("MAX_KEYS", 0), ("MAX_SCHEMAS", 3)):
        with monkeypatch.context() as patch:
            patch.setattr(bundling, name, most)
            with pytest.raises(ProofError, match=f"at most {most} "):
                bundle(group, heads=notes)
    assert bundle(group, heads=notes)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file in the hands of somebody who knows SQL."""
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        connection.commit()


@pytest.mark.parametrize("change", ["leaf", "root", "missing"])
def test_a_log_that_was_changed_is_not_bundled(change: str) -> None:
    with new_path() as path:
        with Ledger.create(path) as ledger:
            imported(ledger.group(GROUP), FORMED, joined("m01"), gift(5))
        with opened(path) as knowing:
            knowing.execute(
                {
                    "leaf": "UPDATE events SET leaf = zeroblob(32) WHERE position = 1",
                    "root": "UPDATE heads SET root = zeroblob(32)",
                    "missing": "DELETE FROM events WHERE position = 1",
                }[change]
            )
        with Ledger.open(path, read_only=True) as ledger, pytest.raises(IntegrityError):
            bundle(ledger.group(GROUP))
