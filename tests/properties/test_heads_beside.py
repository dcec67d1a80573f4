"""A10: heads that are kept beside a ledger. They may lag and never lead; a ledger that is less is not written to."""

from __future__ import annotations

import io
import json
import os
import shutil
from contextlib import nullcontext
from itertools import groupby
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self

import pytest

from closings import (
    DAY,
    GROUP,
    close,
    closed_ledger,
    contents,
    form,
    heads_file,
    kept,
    note,
    put_back,
    saved,
    sizes,
)  # fmt: skip
from kube_ledger import (
    Busy,
    HeadsDamaged,
    HeadsExist,
    HeadsNotKept,
    HeadsWarning,
    IntegrityError,
    Ledger,
    LedgerExists,
    ReadOnly,
    Refused,
    projections,
)  # fmt: skip
from kube_ledger.errors import Poisoned
from kube_ledger.exchange import import_lines
from kube_ledger.ledger.heads import Heads
from kube_ledger.ledger.kept_heads import parse
from kube_ledger.log import durable
from kube_ledger.log import side_file as side_file_
from kube_ledger.log import sqlite_journal as journal_
from kube_ledger.log.sqlite import SqliteLog
from kube_ledger.proofs import Signer, generate_key, open_checkpoint
from tampering import raw

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def key() -> Signer:
    return generate_key("pemasangan", lambda size: b"k" * size)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a ledger shall be, in a folder of its own."""
    (tmp_path / "buku").mkdir()
    return tmp_path / "buku" / "melati-3.kube"


def found(ledger: Ledger, groups: list[str] | None = None) -> dict[str | None, list[str]]:
    """Group → the codes of what an audit finds about its integrity."""
    return {
        audit.group: [finding.code for finding in audit.findings if finding.kind == "integrity"]
        for audit in ledger.verify(groups)
    }


# When a head is kept.


def test_a_months_close_keeps_the_head_and_nothing_else_does(path: Path) -> None:
    with Ledger.create(path) as ledger:
        group = ledger.group(GROUP)
        form(group)
        note(group)
        assert not heads_file(path).exists()
        close(group, 1)
        assert sizes(path) == [(3, False)]
        ((_, (head,)),) = kept(path).items()
        assert head.checkpoint == group.checkpoint()
        note(group)
        assert sizes(path) == [(3, False)]  # it lags
        close(group, 2)
        assert sizes(path) == [(5, False)]
        with pytest.raises(Refused):
            close(group, 2)
        assert sizes(path) == [(5, False)]
    assert set(contents(path.parent)) == {path.name, heads_file(path).name}
    with Ledger.open(path) as ledger:
        assert (ledger.doubt, ledger.heads_fault) == (None, None)
        assert ledger.group(GROUP).verify() == []
        assert found(ledger) == {GROUP: []}


def test_on_demand_it_is_kept_too_and_only_once(path: Path) -> None:
    closed_ledger(path)
    with Ledger.open(path) as ledger:
        group = ledger.group(GROUP)
        note(group)
        group.checkpoint()
        assert sizes(path) == [(3, False)]
        written = heads_file(path).stat()
        group.checkpoint()
        again = heads_file(path).stat()
        assert (written.st_ino, written.st_mtime_ns) == (again.st_ino, again.st_mtime_ns)
    before = contents(path.parent)
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.group(GROUP).checkpoint().size == 3
    heads_file(path).unlink()
    with Ledger.open(path, read_only=True) as ledger:
        ledger.group(GROUP).checkpoint()
    assert contents(path.parent) == {path.name: before[path.name]}


def test_with_a_key_the_signed_head_is_kept_and_stays_behind_a_newer_unsigned_one(path: Path, key: Signer) -> None:
    closed_ledger(path, key=key)
    (head,) = kept(path)[GROUP]
    assert open_checkpoint(head.text, key.under(head.checkpoint.origin).key).checkpoint == head.checkpoint
    with Ledger.open(path) as ledger:
        close(ledger.group(GROUP), 2)
        assert sizes(path) == [(2, True), (3, False)]
        close(ledger.group(GROUP), 3)
        assert sizes(path) == [(2, True), (4, False)]
        assert ledger.group(GROUP).verify() == []
    with Ledger.open(path, log_key=key, read_only=True) as ledger:
        assert ledger.group(GROUP).signed_head().checkpoint.size == 4
    assert sizes(path) == [(2, True), (4, False)]
    with Ledger.open(path, log_key=key) as ledger:
        ledger.group(GROUP).signed_head()
    assert sizes(path) == [(4, True)]


def lines(*told: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO("".join(json.dumps(line) + "\n" for line in told).encode())


def closing_line(month: int) -> dict[str, Any]:
    return {
        "type": "month-closed",
        "occurred_on": "2019-12-31",
        "recorded_by": "chair",
        "data": {"month": f"2019-{month:02}"},
    }


def test_a_bulk_keeps_the_head_once_at_its_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(side_file_.BesideFile, "_replace", lambda _, data: written.append(parse(data)))
    with Ledger.create(path) as ledger:
        group = ledger.group(GROUP)
        form(group)
        assert import_lines(group, lines(*(closing_line(month) for month in range(1, 7)))).recorded == 6
        assert [heads[GROUP][-1].size for heads in written] == [7]
        assert import_lines(group, lines(closing_line(8), closing_line(7), closing_line(8))).refused
        with pytest.raises(RuntimeError), group.bulk() as bulk:
            raise RuntimeError
        with group.bulk() as bulk:
            bulk.commit()
        assert len(written) == 1


def test_a_head_asked_for_within_a_bulk_is_that_of_before(path: Path) -> None:
    closed_ledger(path)
    with Ledger.open(path) as ledger, ledger.group(GROUP).bulk():
        heads_file(path).unlink()
        assert ledger.group(GROUP).checkpoint().size == 2
        assert sizes(path) == [(2, False)]


def test_a_ledger_in_memory_keeps_none() -> None:
    with Ledger.in_memory() as ledger:
        form(ledger.group(GROUP))
        close(ledger.group(GROUP), 1)
        assert (ledger.doubt, ledger.heads_fault, ledger.log.side_file) == (None, None, None)


def test_groups_keep_their_heads_beside_one_another(path: Path) -> None:
    closed_ledger(path, 2)
    with Ledger.open(path) as ledger:
        form(ledger.group("mawar-1"))
        close(ledger.group("mawar-1"), 1)
    assert (sizes(path), sizes(path, "mawar-1")) == ([(3, False)], [(2, False)])
    assert list(kept(path)) == ["mawar-1", GROUP]


# A ledger that is less.


def test_a_shorter_ledger_is_read_and_not_written_to(path: Path) -> None:
    old = saved(closed_ledger(path))
    with Ledger.open(path) as ledger:
        close(ledger.group(GROUP), 2)
    put_back(old, path)
    before = contents(path.parent)
    for read_only in (False, True):
        with Ledger.open(path, read_only=read_only) as ledger:
            group, doubt = ledger.group(GROUP), ledger.doubt
            assert doubt is not None
            assert (doubt.code, doubt.facts["group"]) == ("shorter-than-signed", GROUP)
            assert (doubt.facts["found"], doubt.facts["expected"]) == (2, 3)
            for text in (doubt.sentence, doubt.message("en")):
                assert all(said in text for said in (str(path), GROUP, "2", "3", str(heads_file(path))))
            assert group.size == 2
            assert len(group.view(projections.balances).rows) == 0
            for write in (lambda group=group: note(group), lambda group=group: group.bulk().__enter__()):
                with pytest.raises(ReadOnly) as caught:
                    write()
                assert caught.value.doubt == doubt
                assert doubt.sentence in caught.value.sentence
                assert "Tidak ada yang dicatat" in caught.value.sentence
            assert [finding.code for finding in group.verify()] == ["shorter-than-signed"]
            assert found(ledger) == {GROUP: ["shorter-than-signed"]}
            assert group.checkpoint().size == 2
    assert contents(path.parent) == before
    heads_file(path).rename(path.parent / "kept-as-evidence")
    with Ledger.open(path) as ledger:
        assert ledger.doubt is None
        note(ledger.group(GROUP))


def test_nobody_signs_for_a_ledger_in_doubt(path: Path, key: Signer) -> None:
    old = saved(closed_ledger(path))
    with Ledger.open(path) as ledger:
        close(ledger.group(GROUP), 2)
    put_back(old, path)
    with Ledger.open(path, log_key=key) as ledger, pytest.raises(ReadOnly):
        ledger.group(GROUP).signed_head()


def test_without_the_comparison_the_gap_is_written_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    old = saved(closed_ledger(path))
    with Ledger.open(path) as ledger:
        close(ledger.group(GROUP), 2)
    put_back(old, path)
    monkeypatch.setattr(Heads, "examine", lambda *_: None)
    with Ledger.open(path) as ledger:
        note(ledger.group(GROUP))
        assert ledger.group(GROUP).size == 3


def test_a_group_that_is_gone_is_missed(path: Path) -> None:
    with Ledger.create(path) as ledger:
        form(ledger.group("mawar-1"))
        old_size = ledger.group("mawar-1").size
    old = saved(path)
    with Ledger.open(path) as ledger:
        form(ledger.group(GROUP))
        close(ledger.group(GROUP), 1)
    put_back(old, path)
    with Ledger.open(path) as ledger:
        assert ledger.doubt is not None
        assert (ledger.doubt.code, ledger.doubt.facts["found"]) == ("shorter-than-signed", 0)
        assert found(ledger) == {"mawar-1": [], GROUP: ["shorter-than-signed"]}
        assert ledger.group("mawar-1").size == old_size


def test_another_history_of_the_same_length_is_a_fork(path: Path) -> None:
    with Ledger.create(path) as ledger:
        form(ledger.group(GROUP))
    old = saved(path)
    for month in (1, 2):
        put_back(old, path)
        with Ledger.open(path) as ledger:
            close(ledger.group(GROUP), month)
            assert ledger.heads_fault is None
        if month == 1:
            first = heads_file(path).read_bytes()
            heads_file(path).unlink()
    heads_file(path).write_bytes(first)
    with Ledger.open(path) as ledger:
        assert ledger.doubt is not None
        assert (ledger.doubt.code, ledger.doubt.facts["size"]) == ("fork", 2)
        assert [finding.code for finding in ledger.group(GROUP).verify()] == ["fork"]
        with pytest.raises(ReadOnly, match="keep both files"):
            note(ledger.group(GROUP))


def test_a_log_begun_anew_under_the_same_name_is_a_fork_however_long(path: Path) -> None:
    closed_ledger(path)
    path.unlink()
    other = path.with_name("lain.kube")
    with Ledger.create(other) as ledger:
        form(ledger.group(GROUP), name="KUBE Melati Baru")
        for _ in range(5):
            note(ledger.group(GROUP))
    other.rename(path)
    with Ledger.open(path) as ledger:
        assert ledger.doubt is not None
        assert ledger.doubt.code == "fork"
        assert "fork" in [finding.code for finding in ledger.group(GROUP).verify()]


def test_a_longer_other_history_is_found_by_the_audit(path: Path) -> None:
    """Opening compares ends only; who looks at every leaf sees it."""
    with Ledger.create(path) as ledger:
        form(ledger.group(GROUP))
    old = saved(path)
    with Ledger.open(path) as ledger:
        close(ledger.group(GROUP), 1)
    first = heads_file(path).read_bytes()
    heads_file(path).unlink()
    put_back(old, path)
    with Ledger.open(path) as ledger:
        for text in "ab":
            note(ledger.group(GROUP), text)
    heads_file(path).write_bytes(first)
    with Ledger.open(path) as ledger:
        assert ledger.doubt is None
        assert [finding.code for finding in ledger.group(GROUP).verify()] == ["fork"]
        with pytest.warns(HeadsWarning):  # and what is kept is evidence now
            close(ledger.group(GROUP), 2)
        assert isinstance(ledger.heads_fault, HeadsNotKept)
        assert ledger.group(GROUP).size == 4
    assert heads_file(path).read_bytes() == first


def test_a_ledger_without_heads_is_fine_and_so_is_one_that_is_longer(path: Path) -> None:
    old_heads = heads_file(closed_ledger(path)).read_bytes()
    with Ledger.open(path) as ledger:
        close(ledger.group(GROUP), 2)
        note(ledger.group(GROUP))
    heads_file(path).write_bytes(old_heads)  # a head that lags
    with Ledger.open(path) as ledger:
        assert ledger.doubt is None
        note(ledger.group(GROUP))
        assert ledger.group(GROUP).verify() == []
    heads_file(path).unlink()
    with Ledger.open(path) as ledger:
        assert (ledger.doubt, ledger.heads_fault) == (None, None)
        note(ledger.group(GROUP))


# A new ledger.


def test_a_new_ledger_does_not_begin_under_the_heads_of_an_old_one(path: Path) -> None:
    closed_ledger(path)
    path.unlink()
    for make in (Ledger.create, Ledger.in_memory().log.backup):
        with pytest.raises(LedgerExists) as caught:
            make(path)
        assert caught.type is HeadsExist
        assert str(heads_file(path)) in caught.value.sentence
        assert "cari" in caught.value.sentence
    assert set(contents(path.parent)) == {heads_file(path).name}
    heads_file(path).unlink()
    heads_file(path).symlink_to("nowhere")
    with pytest.raises(HeadsExist):
        Ledger.create(path)


# Heads that are damaged, or something else.


def test_damaged_heads_are_said_and_never_trusted_or_replaced(path: Path) -> None:
    whole = heads_file(closed_ledger(path)).read_bytes()
    month = iter(range(2, 13))
    for data in (b"", b"x", whole[:-1], whole[40:], whole.replace(b"\n2\n", b"\n9\n"), b"kube-ledger/heads/2\n"):
        heads_file(path).write_bytes(data)
        with pytest.warns(HeadsWarning) as told:
            ledger = Ledger.open(path)
        with ledger:
            group = ledger.group(GROUP)
            assert ledger.doubt is None
            assert isinstance(ledger.heads_fault, HeadsDamaged)
            assert [str(one.message) for one in told] == [str(ledger.heads_fault)]
            assert str(heads_file(path)) in ledger.heads_fault.sentence
            note(group)
            with pytest.warns(HeadsWarning):
                close(group, next(month))
            with pytest.warns(HeadsWarning):
                group.checkpoint()
            assert [finding.code for finding in group.verify()] == ["heads-damaged"]
            assert found(ledger, [GROUP]) == {GROUP: [], None: ["heads-damaged"]}
            assert heads_file(path).read_bytes() == data
            heads_file(path).rename(path.parent / "aside")
            size = group.checkpoint().size
            assert ledger.heads_fault is None
            assert sizes(path) == [(size, False)]
            assert group.verify() == []


def test_whatever_byte_is_changed_the_ledger_opens_for_writing_and_the_heads_stay_as_they_lie(path: Path) -> None:
    whole = heads_file(closed_ledger(path)).read_bytes()
    for place in range(len(whole)):
        data = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        heads_file(path).write_bytes(data)
        with pytest.warns(HeadsWarning), Ledger.open(path) as ledger:
            assert (ledger.doubt, type(ledger.heads_fault)) == (None, HeadsDamaged)
        assert heads_file(path).read_bytes() == data


@pytest.mark.parametrize("kind", ["folder", "pipe", "dangling", "loop", "too-large"])
def test_what_is_no_file_of_heads_stops_nothing(path: Path, kind: str) -> None:
    closed_ledger(path)
    heads = heads_file(path)
    heads.unlink()
    if kind == "folder":
        heads.mkdir()
    elif kind == "pipe":
        os.mkfifo(heads)
    elif kind == "too-large":
        with heads.open("wb") as opened:
            opened.truncate(side_file_.MOST_BYTES + 1)
    else:
        heads.symlink_to("nowhere" if kind == "dangling" else heads.name)
    with pytest.warns(HeadsWarning):
        ledger = Ledger.open(path)
    with ledger:
        assert isinstance(ledger.heads_fault, HeadsDamaged)
        with pytest.warns(HeadsWarning):
            close(ledger.group(GROUP), 2)
        assert ledger.group(GROUP).size == 3
    assert {file.name for file in path.parent.iterdir()} == {path.name, heads.name}
    assert not (path.parent / "nowhere").exists()


def test_a_damaged_head_in_the_ledger_is_not_kept_or_given_out(path: Path, key: Signer) -> None:
    before = heads_file(closed_ledger(path)).read_bytes()
    heads_file(path).unlink()
    with raw(path) as hand:
        hand.execute("UPDATE heads SET root = zeroblob(32)")
    with Ledger.open(path, log_key=key) as ledger:
        for ask in (ledger.group(GROUP).checkpoint, ledger.group(GROUP).signed_head):
            with pytest.raises(IntegrityError):
                ask()
    assert not heads_file(path).exists()
    heads_file(path).write_bytes(before)
    with Ledger.open(path) as ledger:
        assert ledger.doubt is not None


def test_a_ledger_whose_heads_cant_be_read_is_left_to_the_audit(path: Path) -> None:
    closed_ledger(path)
    with raw(path) as hand:
        hand.execute("DROP TRIGGER heads_keep_their_group")
        hand.execute("UPDATE heads SET group_id = CAST(x'ff' AS TEXT)")
    with Ledger.open(path) as ledger:
        assert ledger.doubt is None
        assert any(audit.group is None for audit in ledger.verify())


# Links.


def test_heads_lie_beside_the_file_and_not_beside_a_link_to_it(path: Path, tmp_path: Path) -> None:
    closed_ledger(path)
    link = tmp_path / "pintasan.kube"
    link.symlink_to(path)
    with Ledger.open(link) as ledger:
        close(ledger.group(GROUP), 2)
    assert sizes(path) == [(3, False)]
    assert not heads_file(link).exists()


def test_heads_that_are_kept_elsewhere_stay_there(path: Path, tmp_path: Path) -> None:
    closed_ledger(path)
    elsewhere = tmp_path / "stick" / "heads"
    elsewhere.parent.mkdir()
    shutil.move(heads_file(path), elsewhere)
    heads_file(path).symlink_to(elsewhere)
    with Ledger.open(path) as ledger:
        close(ledger.group(GROUP), 2)
        assert ledger.heads_fault is None
    assert heads_file(path).is_symlink()
    assert parse(elsewhere.read_bytes())[GROUP][-1].size == 3
    assert list(elsewhere.parent.iterdir()) == [elsewhere]


def test_who_may_not_read_the_ledger_may_not_read_its_heads(path: Path) -> None:
    closed_ledger(path)
    heads_file(path).unlink()
    path.chmod(0o600)
    with Ledger.open(path) as ledger:
        close(ledger.group(GROUP), 2)
    assert heads_file(path).stat().st_mode & 0o777 == 0o600


# They never lead, and what goes wrong undoes nothing.

STEPS = ("open", "fdopen", "fsync", "replace", "sync_folder", "realpath")


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_leaves_the_heads_as_they_were_and_the_call_recorded(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = heads_file(closed_ledger(path)).read_bytes()
    with Ledger.open(path) as ledger:
        group = ledger.group(GROUP)
        failing(monkeypatch, step)
        with pytest.warns(HeadsWarning, match="what was recorded is safe"):
            close(group, 2)
        fault = ledger.heads_fault
        assert isinstance(fault, HeadsNotKept)
        assert "tersimpan" in fault.sentence
        assert "penuh" in fault.sentence
        monkeypatch.undo()
        assert group.size == 3
        if step != "sync_folder":  # then it is there, and only not known to be so for ever
            assert heads_file(path).read_bytes() == before
        assert {file.name for file in path.parent.iterdir()} <= {
            path.name,
            heads_file(path).name,
            f"{path.name}-wal",
            f"{path.name}-shm",
        }
        close(group, 3)
        assert ledger.heads_fault is None
    assert sizes(path) == [(4, False)]


def failing(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let one step of replacing the heads fail for want of room."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    if step == "sync_folder":
        monkeypatch.setattr(durable, "sync_folder", refuse)
    elif step == "realpath":
        monkeypatch.setattr(side_file_.os.path, "realpath", refuse)
    elif step == "open":
        usual = os.open
        monkeypatch.setattr(
            side_file_.os,
            "open",
            lambda name, flags, *mode: (refuse if flags & os.O_CREAT else usual)(name, flags, *mode),
        )
    elif step == "fdopen":
        usual_fdopen = os.fdopen

        def broken(descriptor: int, mode: str, **how: Any) -> Any:
            opened = usual_fdopen(descriptor, mode, **how)
            return Full(opened) if mode == "wb" else opened

        monkeypatch.setattr(side_file_.os, "fdopen", broken)
    else:
        monkeypatch.setattr(side_file_.os, step, refuse)


class Full:
    """A file that takes half of what is written."""

    def __init__(self, opened: Any) -> None:
        self.opened = opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.opened.close()

    def write(self, data: bytes) -> None:
        self.opened.write(data[: len(data) // 2])
        self.opened.flush()
        raise OSError(28, "No space left on device")


def test_where_warnings_are_errors_the_call_is_recorded_and_answered(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are in these very tests."""
    with Ledger.create(path) as ledger:
        group = ledger.group(GROUP)
        form(group)
        failing(monkeypatch, "fsync")
        done = group.record(group.close_month("2019-01", occurred_on=DAY), recorded_by="chair")
        assert done.size == 2
        assert isinstance(ledger.heads_fault, HeadsNotKept)


@pytest.mark.parametrize("error", [Busy("x.kube"), Poisoned("x.kube", "why", "sebab")])
def test_a_log_that_cant_be_held_leaves_the_heads_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(_: object) -> None:
        raise error

    closed_ledger(path)
    with Ledger.open(path) as ledger:
        monkeypatch.setattr(ledger.log.side_file, "_alone", lambda: refuse(None))
        with pytest.warns(HeadsWarning):
            close(ledger.group(GROUP), 2)
        assert isinstance(ledger.heads_fault, HeadsNotKept)
    assert sizes(path) == [(2, False)]


def test_a_call_that_is_not_written_leaves_no_head(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed_ledger(path)

    def refuse(*_: object) -> None:
        raise journal_.SQLITE_FAILED[0]("no")

    with Ledger.open(path) as ledger:
        monkeypatch.setattr(journal_.Journal, "commit", refuse)
        with pytest.raises(Poisoned):
            close(ledger.group(GROUP), 2)
    assert sizes(path) == [(2, False)]


def test_the_records_are_there_for_others_before_the_head_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    usual = side_file_.BesideFile._replace

    def watched(side: side_file_.BesideFile, data: bytes) -> None:
        with SqliteLog(path, read_only=True) as other:
            seen.append((other.head(GROUP).size, parse(data)[GROUP][-1].size))
        usual(side, data)

    monkeypatch.setattr(side_file_.BesideFile, "_replace", watched)
    closed_ledger(path, 3)
    assert seen == [(2, 2), (3, 3), (4, 4)]


def test_the_new_file_is_durable_before_it_has_its_name_and_its_name_after(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def noted(name: str, usual: Any) -> Any:
        def call(*given: Any) -> Any:
            done.append(name)
            return usual(*given)

        return call

    with Ledger.create(path) as ledger:
        form(ledger.group(GROUP))
        monkeypatch.setattr(side_file_.os, "fsync", noted("synced", os.fsync))
        monkeypatch.setattr(side_file_.os, "replace", noted("named", os.replace))
        monkeypatch.setattr(side_file_.Path, "replace", noted("named", side_file_.Path.replace))
        monkeypatch.setattr(durable, "sync_folder", noted("folder", lambda _: None))
        close(ledger.group(GROUP), 1)
    assert [step for step, _ in groupby(done)] == ["synced", "named", "folder"]


# Several who keep heads.


def test_an_older_head_does_not_replace_a_newer_one(path: Path) -> None:
    closed_ledger(path, 2)
    with Ledger.open(path) as ledger:
        old = ledger.log.head(GROUP)
        close(ledger.group(GROUP), 3)
        heads = Heads(None)
        heads.keep(ledger.log, GROUP, old)
        assert heads.fault is None
    assert sizes(path) == [(4, False)]


@pytest.mark.parametrize("held", [True, False], ids=["held", "control"])
def test_one_who_keeps_a_head_holds_off_the_others(path: Path, monkeypatch: pytest.MonkeyPatch, *, held: bool) -> None:
    """Without the lock, what was read before is written over what came in between."""
    closed_ledger(path)
    with Ledger.open(path) as one, Ledger.open(path) as other:
        form(other.group("mawar-1"))
        if not held:
            monkeypatch.setattr(one.log.side_file, "_alone", nullcontext)
        reading, written = Event(), Event()
        usual = side_file_.BesideFile._replace

        def slow(side: side_file_.BesideFile, data: bytes) -> None:
            if side is one.log.side_file:
                reading.set()
                written.wait(10 if not held else 0.5)
            usual(side, data)

        monkeypatch.setattr(side_file_.BesideFile, "_replace", slow)
        note(one.group(GROUP))
        thread = Thread(target=one.group(GROUP).checkpoint)
        thread.start()
        assert reading.wait(10)
        close(other.group("mawar-1"), 1)
        written.set()
        thread.join()
    assert ("mawar-1" in kept(path)) == held


def test_opening_reads_the_heads_before_the_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what is recorded in between would make the log look shorter."""
    closed_ledger(path)
    usual = SqliteLog.heads

    def meanwhile(log: SqliteLog) -> Any:
        monkeypatch.undo()
        with Ledger.open(path) as other:
            close(other.group(GROUP), 2)
        return usual(log)

    monkeypatch.setattr(SqliteLog, "heads", meanwhile)
    with Ledger.open(path) as ledger:
        assert ledger.doubt is None
    assert sizes(path) == [(3, False)]
    usual_read = side_file_.BesideFile.read

    def late(side: side_file_.BesideFile) -> bytes | None:
        monkeypatch.undo()
        with Ledger.open(path) as other:
            close(other.group(GROUP), 3)
        return usual_read(side)

    monkeypatch.setattr(side_file_.BesideFile, "read", late)
    with Ledger.open(path) as ledger:
        assert ledger.doubt is None
