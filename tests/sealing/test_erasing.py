"""Erasing somebody: nothing of hers stands in any byte, every figure and proof stays, and what is left is said."""

from __future__ import annotations

import os
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from erased_books import MOMENT, NAME, NIK, SECRETS, WHO, erased_once, figures, left_of, make, opened, wrapped_key
from kube_ledger import (
    InvalidEvent,
    Ledger,
    Period,
    ReadOnly,
    Recorded,
    Refused,
    SensitiveInClear,
    SideFileUnusable,
    events,
    private_file,
)
from kube_ledger.audit.receipt import Receipt
from kube_ledger.events import Erased, Locked
from kube_ledger.exchange import (
    beancount_lines,
    bundle_lines,
    export_lines,
    hledger_lines,
    posting_lines,
)
from kube_ledger.ledger.erased import Erasures
from kube_ledger.people import People
from kube_ledger.projections import Projection
from kube_ledger.sealing import KeyFile
from officers import CHAIR, FACILITATOR, MEMBER, SECRETARY, TREASURER, Officers
from planted import planted_in
from sealed_books import DAY, SECRET, aid, beginning
from support import GROUP, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger import Group


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with somebody to erase, and everything temporary beside it."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "tmp"))
    return make(tmp_path)


def erase(path: Path) -> Any:
    with opened(path) as ledger:
        return ledger.erase_person(WHO, recorded_by="secretary")


def told(group: Group) -> Iterator[str]:
    """Everything that leaves a ledger as lines."""
    yield from export_lines(group)
    yield from hledger_lines(group)
    yield from beancount_lines(group)
    yield from posting_lines(group)
    yield from bundle_lines(group._reader.log, group.group_id, group.domain)


def write_out(group: Group, folder: Path) -> None:
    folder.mkdir()
    (folder / "all.txt").write_text("".join(told(group)), "utf-8")
    (folder / "receipt.txt").write_text(group.receipt(4).to_text(), "utf-8")


# F1: nothing is left.


def test_nothing_of_hers_is_left_in_any_byte(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    key = wrapped_key(path)
    assert {what for _, what in left_of(path.parent, key)} >= {NAME, NIK, "her key"}  # the search itself finds
    with opened(path) as ledger:
        write_out(ledger.group(GROUP), path.parent / "before")
        ledger.backup(path.parent / "salinan.kube")
        ledger.erase_person(WHO, recorded_by="secretary")
        assert left_of(path.parent, key) == []  # while it is open: journals, WAL and shared memory too
        write_out(ledger.group(GROUP), path.parent / "after")
    assert left_of(path.parent, key) == []
    assert planted_in("".join(capfd.readouterr()), SECRETS) == []


def test_without_overwriting_what_is_deleted_it_would_be_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = wrapped_key(path)
    off = [setting.replace("secure_delete=ON", "secure_delete=OFF") for setting in private_file._SETTINGS]
    monkeypatch.setattr(private_file, "_SETTINGS", off)
    erase(path)
    assert {what for _, what in left_of(path.parent, key)} >= {NAME, NIK, "her key"}


@pytest.mark.parametrize(("kept", "what"), [((KeyFile, "destroy"), "her key"), ((People, "forget"), NAME)])
def test_with_the_key_or_the_name_kept_it_would_be_left(
    path: Path, monkeypatch: pytest.MonkeyPatch, kept: tuple[type, str], what: str
) -> None:
    key = wrapped_key(path)
    monkeypatch.setattr(*kept, lambda *_: True)
    erase(path)
    assert what in {one for _, one in left_of(path.parent, key)}


def linked_journals(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which every journal of a private file stays under a name of its own, though it is removed."""
    kept = path.parent.parent / f"{path.parent.name}-journals"
    kept.mkdir()
    prepared = private_file.PrivateFile._prepared

    def watched(file: private_file.PrivateFile, uri: str) -> Any:
        connection = prepared(file, uri)

        def look() -> int:
            for number, journal in enumerate(sorted(path.parent.glob("*-journal"))):
                name = kept / f"{journal.name}-{journal.stat().st_ino}-{number}"
                if not name.exists():
                    os.link(journal, name)
            return 0

        connection.set_progress_handler(look, 1)
        return connection

    monkeypatch.setattr(private_file.PrivateFile, "_prepared", watched)
    return kept


def test_the_journals_are_overwritten_before_they_are_removed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = wrapped_key(path)
    kept = linked_journals(path, monkeypatch)
    erase(path)
    names = {journal.name.partition("-journal")[0] for journal in kept.iterdir()}
    assert names == {"buku.kube-keys", "buku.kube-people"}
    assert left_of(kept, key) == []
    assert all(set(journal.read_bytes()) <= {0} for journal in kept.iterdir())


def test_without_that_they_would_lie_on_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = wrapped_key(path)
    kept = linked_journals(path, monkeypatch)
    monkeypatch.setattr(private_file.PrivateFile, "_overwrite_journal", lambda _: None)
    erase(path)
    assert {what for _, what in left_of(kept, key)} >= {NAME, NIK, "her key"}


# What stays.


def test_figures_receipts_heads_and_the_audit_stay(path: Path) -> None:
    with opened(path) as ledger:
        group = ledger.group(GROUP)
        before = figures(group)
        receipts, head = [group.receipt(position) for position in range(6)], group.checkpoint()
        done = ledger.erase_person(WHO, recorded_by="secretary")
        assert (done.positions, done.had_key, done.had_name, done.in_clear) == ({GROUP: 6}, True, True, ())
        assert figures(group) == before
        assert group.verify(earlier=[head]) == []
        assert group.verify(strict=True) == []
        assert [group.receipt(position, note=head.text) for position in range(6)] == receipts
        entries = list(group.entries())
        assert (entries[4].event.reason, entries[4].event.detail, entries[4].event.amount) == (
            Erased(),
            Erased(),
            1_000,
        )
        assert entries[5].event.detail == "patah tulang"
        assert ledger.people.names() == {"m02": "Sri Wahyuni"}
        assert group.erased() == {WHO}
        assert "sealed" in "".join(export_lines(group))
    for receipt in receipts:
        assert Receipt.from_text(receipt.to_text()) == receipt  # which checks the proof
    with Ledger.open(path) as ledger:  # nobody needs the keys to know it
        assert next(ledger.group(GROUP).entries(4)).event.detail == Erased()
        assert next(ledger.group(GROUP).entries(5)).event.detail == Locked()


def test_a_copy_of_her_key_opens_nothing_and_seals_nothing_any_more(path: Path) -> None:
    shutil.copy(f"{path}-keys", path.parent / "kunci lama")
    erase(path)
    shutil.copy(path.parent / "kunci lama", f"{path}-keys")
    with opened(path) as ledger:
        group = ledger.group(GROUP)
        assert next(group.entries(4)).event.detail == Erased()
        assert [one.code for one in group.check(aid(WHO), recorded_by="treasurer")] == ["invalid-field"]
        # Said again, it destroys the copy's key too.
        done = ledger.erase_person(WHO, recorded_by="secretary")
        assert (done.had_key, done.positions) == (True, {GROUP: 6})
        assert ledger._keys is not None
        assert ledger._keys.is_destroyed(WHO)


def test_with_the_log_not_asked_a_copy_of_her_key_would_open_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyFile, "destroy", lambda *_: True)
    monkeypatch.setattr(Erasures, "of", lambda *_: frozenset())
    with opened(path) as ledger:
        ledger.erase_person(WHO, recorded_by="secretary")
        assert next(ledger.group(GROUP).entries(4)).event.detail == SECRET


class Details(Projection[list[str], tuple[str, ...]]):
    """A view of an app's own that remembers what was sealed."""

    name, version = "klinik/details", 1

    def initial(self) -> list[str]:
        return []

    def apply(self, state: list[str], recorded: Recorded) -> None:
        if isinstance(recorded.event, events.IksDisbursed):
            state.append(str(recorded.event.detail))

    def answer(self, state: list[str], period: Period | None = None) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(state)


def test_no_view_that_was_kept_remembers_her(path: Path) -> None:
    with opened(path) as ledger:
        group, details = ledger.group(GROUP), Details()
        assert group.view(details) == (SECRET, "patah tulang")
        ledger.erase_person(WHO, recorded_by="secretary")
        assert group.view(details) == ("Erased()", "patah tulang")


def test_it_is_idempotent(path: Path) -> None:
    first, second = erase(path), erase(path)
    assert (first.had_key, first.had_name) == (True, True)
    assert (second.had_key, second.had_name) == (False, False)
    assert first.positions == second.positions
    with Ledger.open(path) as ledger:
        assert erased_once(ledger.group(GROUP))


def test_nothing_more_that_is_hers_can_be_recorded(path: Path) -> None:
    erase(path)
    with opened(path) as ledger:
        group = ledger.group(GROUP)
        with pytest.raises(Refused) as refused:
            group.record(aid(WHO), recorded_by="treasurer")
        assert refused.value.code == "invalid-field"
        group.record(events.MemberLeft(occurred_on=DAY, member_id=WHO), recorded_by="secretary")
        again = events.MemberJoined(occurred_on=MOMENT.date(), member_id=WHO, cadre=False, own_business=True)
        assert [one.code for one in group.check(again, recorded_by="secretary")] == ["duplicate-reference"]
        group.record(aid("m02"), recorded_by="treasurer")


def test_a_reversal_of_what_was_hers_still_works(path: Path) -> None:
    erase(path)
    with opened(path) as ledger:
        group = ledger.group(GROUP)
        group.record(group.reverse(4, reason="salah", occurred_on=DAY), recorded_by="treasurer")
        assert group.verify() == []


# Whose it is, and where.


def test_without_keys_beside_it_what_was_written_in_clear_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.kube"
    with warnings.catch_warnings(), Ledger.create(path, clock=Clock(MOMENT)) as ledger:
        warnings.simplefilter("ignore", SensitiveInClear)
        group = ledger.group(GROUP)
        group.record(*beginning(), recorded_by="secretary")
        group.record(aid(WHO), aid("m02"), recorded_by="treasurer")
        done = ledger.erase_person(WHO, recorded_by="secretary")
        assert (done.had_key, done.had_name, done.in_clear) == (None, False, ((GROUP, 4),))
        assert done.remains[0] == "in-clear"
        assert "4 (melati-3)" in done.statement()[0]
        assert not any("keys" in file.name for file in tmp_path.iterdir())


def test_it_is_said_in_every_group_that_knew_her(path: Path) -> None:
    with opened(path) as ledger:
        for name, events_ in (("mawar-1", beginning()), ("anggrek", beginning()[:1])):
            ledger.group(name).record(*events_, recorded_by="secretary")
        assert ledger.erase_person(WHO, recorded_by="secretary").positions == {"mawar-1": 4, GROUP: 6}


def test_of_several_groups_one_that_refuses_stops_it_before_anything_is_done(path: Path) -> None:
    with opened(path) as ledger:
        ledger.group("mawar-1").record(*beginning(), recorded_by="secretary")
        closing = ledger.group(GROUP).close_month("2019-07", occurred_on=DAY)
        ledger.group(GROUP).record(closing, recorded_by="secretary")
        with pytest.raises(Refused) as refused:
            ledger.erase_person(WHO, recorded_by="secretary", occurred_on=DAY)
        assert refused.value.code == "month-closed"
        assert ledger.group("mawar-1").size == 4
        assert ledger.people.get(WHO).name == NAME
        assert next(ledger.group(GROUP).entries(4)).event.detail == SECRET


def test_who_was_never_recorded_is_taken_off_the_list(path: Path) -> None:
    with opened(path) as ledger:
        ledger.people.add(id="p00000001", name="Tamu")
        done = ledger.erase_person("p00000001", recorded_by="secretary")
        assert (done.positions, done.had_key, done.had_name) == ({}, False, True)
        assert ledger.group(GROUP).size == 6


@pytest.mark.parametrize("wrong", ["", "M01", 7, None])
def test_what_is_no_id_is_named(path: Path, wrong: Any) -> None:
    with Ledger.open(path) as ledger, pytest.raises(InvalidEvent):
        ledger.erase_person(wrong, recorded_by="secretary")


def test_who_reads_only_destroys_nothing(path: Path) -> None:
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(ReadOnly):
        ledger.erase_person(WHO, recorded_by="secretary")
    assert wrapped_key(path)


def test_who_reads_only_destroys_no_key_that_came_back_either(path: Path) -> None:
    copy = Path(f"{path}-keys").read_bytes()
    erase(path)
    Path(f"{path}-keys").write_bytes(copy)
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(ReadOnly):
        ledger.erase_person(WHO, recorded_by="secretary")
    assert wrapped_key(path)


def test_a_key_file_that_is_something_else_is_said_and_the_rest_can_be_done_later(path: Path) -> None:
    keys = path.with_name("buku.kube-keys")
    held = keys.read_bytes()
    keys.write_bytes(b"no database, but as long as one may be" * 100)
    with Ledger.open(path, clock=Clock(MOMENT)) as ledger, pytest.raises(SideFileUnusable):
        ledger.erase_person(WHO, recorded_by="secretary")
    keys.write_bytes(held)
    with Ledger.open(path, clock=Clock(MOMENT)) as ledger:
        done = ledger.erase_person(WHO, recorded_by="secretary")  # no passphrase is needed to destroy
        assert (done.had_key, done.had_name) == (True, True)
        assert erased_once(ledger.group(GROUP))


def test_what_is_left_is_said_in_both_languages(path: Path) -> None:
    done = erase(path)
    assert done.remains == ("record", "key-copies", "name-copies", "exports", "texts", "disk")
    for lang in ("id", "en"):
        sentences = done.statement(lang)
        assert len({*sentences}) == len(done.remains)
        assert any(f"{path}-keys" in sentence for sentence in sentences)


# In a group that signs.


def test_a_group_that_signs_says_it_with_two_signatures_before_anything_is_destroyed() -> None:
    book = Officers()
    book.decides_to_sign()
    book.ledger.people.add(id=MEMBER, name=NAME)
    with pytest.raises(Refused) as refused:
        book.ledger.erase_person(MEMBER, recorded_by=SECRETARY)
    assert refused.value.code == "signature-missing"
    assert book.ledger.people.get(MEMBER).name == NAME
    event = events.PersonErased(occurred_on=book.day, person_id=MEMBER)
    for with_ in ((), (TREASURER,), (FACILITATOR,), (f"{SECRETARY}~2",)):
        assert book.refuses_signed(event, by=SECRETARY, with_=with_).code in ("approval-missing", "key-not-in-force")
    assert book.refuses_signed(event, by=TREASURER, with_=(CHAIR, SECRETARY)).code == "not-authorised"
    position = book.signs(event, by=SECRETARY, with_=(CHAIR,)).positions[0]
    done = book.ledger.erase_person(MEMBER, recorded_by=SECRETARY)
    assert (done.positions, done.had_name) == ({GROUP: position}, True)
    assert book.group.verify() == []
    assert book.ledger.people.names() == {}
