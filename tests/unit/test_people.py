"""Who the ids are: names and numbers in a file of their own, found, changed, and in nobody's repr, error or copy."""

from __future__ import annotations

import os
import pickle
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger import (
    Busy,
    Closed,
    Forked,
    InvalidEvent,
    KubeLedgerError,
    Ledger,
    NewerFormat,
    NoPermission,
    NoPerson,
    Person,
    PersonExists,
    ReadOnly,
    SideFileUnusable,
    private_file,
)
from kube_ledger.people import People

if TYPE_CHECKING:
    from pathlib import Path

NAME, PHONE, NIK = "Siti Zubaidah", "0812-3456-7890", "3171 0123 4567 8901"
KEPT_PHONE, KEPT_NIK = "+6281234567890", "3171012345678901"
SECRETS = (NAME, "Zubaidah", "81234567890", "3171012345678901", "0812-3456")


def drawn(*numbers: int) -> object:
    """Random bytes that turn out to be these numbers."""
    waiting = list(numbers)
    return lambda size: waiting.pop(0).to_bytes(size, "big")


def people(random: object = os.urandom) -> People:
    return People.in_memory(random=random)  # type: ignore[arg-type]


def test_somebody_is_written_down_and_found() -> None:
    ours = people(drawn(2_704_100))
    siti = ours.add(name=NAME, phone=PHONE, nik=NIK)
    assert siti == Person(id="p02704100", name=NAME, phone=KEPT_PHONE, nik=KEPT_NIK)
    assert ours.get("p02704100") == siti
    assert ours.names() == {"p02704100": NAME}
    for wanted in ("zubai", "SITI", "p02704100", "+62 812 3456 7890", "0062 812 34567890", "3171-0123-4567-8901"):
        assert ours.find(wanted) == (siti,)
    assert ours.find("Sri") == ours.find("") == ours.find("3171") == ()


def test_everybody_is_listed_by_name() -> None:
    ours = people()
    for id_, name in (("m02", "ani"), ("m01", "Ani"), ("m03", "Budi"), ("m00", "Zul")):
        ours.add(id=id_, name=name)
    assert [person.id for person in ours.all()] == ["m01", "m02", "m03", "m00"]


def test_what_is_not_given_stays_and_none_takes_a_number_away() -> None:
    ours = people()
    ours.add(id="m01", name=NAME, phone=PHONE, nik=NIK)
    assert ours.change("m01", name="Siti Z.") == Person(id="m01", name="Siti Z.", phone=KEPT_PHONE, nik=KEPT_NIK)
    assert ours.change("m01", phone=None) == Person(id="m01", name="Siti Z.", nik=KEPT_NIK) == ours.get("m01")


def test_an_id_is_one_persons_and_nobody_is_made_up() -> None:
    ours = people()
    ours.add(id="m01", name=NAME)
    with pytest.raises(PersonExists):
        ours.add(id="m01", name="Sri")
    assert ours.get("m01").name == NAME
    for ask in (ours.get, ours.change):
        with pytest.raises(NoPerson):
            ask("m02")  # type: ignore[operator]


def test_a_new_id_is_nobodys() -> None:
    ours = people(drawn(7, 7, 8))
    assert ours.add(name="A").id == "p00000007"
    assert ours.new_id() == "p00000008"


def test_every_id_is_as_likely_as_any_other() -> None:
    # 42 times 10^8 fit into four bytes; what is left over is drawn again.
    assert people(drawn(4_200_000_000, 4_294_967_295, 4_199_999_999)).new_id() == "p99999999"


def test_an_id_says_nothing_of_the_name() -> None:
    assert people(drawn(1)).add(name="A").id == people(drawn(1)).add(name="B").id


WRONG = [
    {"name": ""},
    {"name": "   "},
    {"name": "x" * 201},
    {"name": "Siti\nZubaidah"},
    {"name": "Siti\u202eZubaidah"},
    {"name": "e\u0301"},
    {"name": 5},
    {"name": None},
    {"phone": "12"},
    {"phone": "+0812345678"},
    {"phone": "+6281234567890123"},
    {"phone": "0812x3456789"},
    {"phone": 81234567890},
    {"nik": "317101234567890"},
    {"nik": "31710123456789012"},
    {"nik": "317101234567890a"},
    {"nik": "٣171012345678901"},
    {"nik": 3171012345678901},
    {"id": "group"},
    {"id": "Siti"},
    {"id": ""},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{next(iter(wrong))}-{WRONG.index(wrong)}")
def test_what_can_not_be_is_refused_and_never_repeated(wrong: dict[str, object]) -> None:
    ours = people()
    with pytest.raises(InvalidEvent) as refused:
        ours.add(**{"id": "m01", "name": NAME, **wrong})  # type: ignore[arg-type]
    assert [fault.path for fault in refused.value.faults] == list(wrong)
    assert ours.all() == ()
    for text in (str(refused.value), refused.value.sentence, repr(refused.value)):
        assert NAME not in text
        for value in wrong.values():
            assert not isinstance(value, str) or not value.strip() or value == "group" or value not in text


@given(st.text(max_size=30), st.text(max_size=30) | st.none(), st.text("0123456789 -.", max_size=24) | st.none())
def test_what_is_kept_is_read_back_the_same(name: str, phone: str | None, nik: str | None) -> None:
    ours = people()
    try:
        person = ours.add(id="m01", name=name, phone=phone, nik=nik)
    except InvalidEvent:
        assert ours.all() == ()
    else:
        assert ours.get("m01") == person == pickle.loads(pickle.dumps(person))


def test_neither_a_person_nor_the_list_shows_more_than_an_id() -> None:
    ours = people()
    siti = ours.add(id="m01", name=NAME, phone=PHONE, nik=NIK)
    for shown in (repr(siti), str(siti), repr(ours), repr([siti]), f"{siti}"):
        assert not any(secret in shown for secret in SECRETS)
    assert "m01" in repr(siti)


# The file.


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "melati-3.kube"


def people_file(path: Path) -> Path:
    return path.with_name("melati-3.kube-people")


def test_the_file_is_private_and_comes_with_the_first_name(path: Path) -> None:
    before = os.umask(0)
    try:
        with Ledger.create(path) as ledger:
            assert ledger.people.all() == ()
            assert ledger.people.new_id()
            assert [one.name for one in path.parent.iterdir() if "people" in one.name] == []
            ledger.people.add(id="m01", name=NAME)
    finally:
        os.umask(before)
    assert stat.S_IMODE(people_file(path).stat().st_mode) == 0o600
    assert sorted(one.name for one in path.parent.iterdir()) == ["melati-3.kube", "melati-3.kube-people"]
    with Ledger.open(path) as ledger:
        assert ledger.people.names() == {"m01": NAME}


def test_passing_on_a_ledger_never_passes_on_names(path: Path) -> None:
    with Ledger.create(path) as ledger:
        ledger.people.add(id="m01", name=NAME, phone=PHONE, nik=NIK)
        ledger.backup(path.with_name("copy.kube"))
    assert sorted(one.name for one in path.parent.iterdir()) == ["copy.kube", "melati-3.kube", "melati-3.kube-people"]
    with Ledger.open(path.with_name("copy.kube")) as copy:
        assert copy.people.all() == ()
    for other in ("copy.kube", "melati-3.kube"):
        held = path.with_name(other).read_bytes()
        assert not any(secret.encode() in held for secret in SECRETS)


def test_what_was_changed_stands_in_no_byte_of_the_file(path: Path) -> None:
    with Ledger.create(path) as ledger:
        for number in range(40):
            ledger.people.add(id=f"m{number}", name=f"{NAME} {number}", phone=PHONE, nik=NIK)
        for number in range(40):
            ledger.people.change(f"m{number}", name="-", phone=None, nik=None)
    held = people_file(path).read_bytes()
    assert not any(secret.encode() in held for secret in (NAME, KEPT_PHONE, KEPT_NIK))


def test_a_link_to_a_ledger_has_the_ledgers_people(path: Path) -> None:
    with Ledger.create(path) as ledger:
        ledger.people.add(id="m01", name=NAME)
    link = path.with_name("link.kube")
    link.symlink_to(path)
    with Ledger.open(link) as ledger:
        assert ledger.people.names() == {"m01": NAME}


def test_a_ledger_in_memory_keeps_names_in_memory(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    with Ledger.in_memory() as ledger:
        ledger.people.add(id="m01", name=NAME)
        assert ledger.people.names() == {"m01": NAME}
    assert list(path.parent.iterdir()) == []


def test_who_reads_only_changes_nothing(path: Path) -> None:
    with Ledger.create(path) as ledger:
        ledger.people.add(id="m01", name=NAME)
    held = people_file(path).read_bytes()
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.people.names() == {"m01": NAME}
        with pytest.raises(ReadOnly):
            ledger.people.add(id="m02", name="Sri")
        with pytest.raises(ReadOnly):
            ledger.people.change("m01", name="Sri")
    assert people_file(path).read_bytes() == held


def test_two_programs_see_each_others_names(path: Path) -> None:
    with Ledger.create(path) as one, Ledger.open(path) as other:
        one.people.add(id="m01", name=NAME)
        assert other.people.names() == {"m01": NAME}
        other.people.change("m01", name="Siti")
        assert one.people.get("m01").name == "Siti"
        with pytest.raises(PersonExists):
            one.people.add(id="m01", name="Sri")


def test_a_file_that_a_crash_left_empty_is_none(path: Path) -> None:
    with Ledger.create(path) as ledger:
        people_file(path).touch()
        assert ledger.people.all() == ()
        ledger.people.add(id="m01", name=NAME)
        assert ledger.people.names() == {"m01": NAME}


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(people_file(path))) as connection:
        connection.executescript("PRAGMA application_id=5")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(people_file(path))) as connection:
        connection.executescript("PRAGMA user_version=9")


def older(path: Path) -> None:
    with closing(sqlite3.connect(people_file(path))) as connection:
        connection.executescript("PRAGMA user_version=-1")


def torn(path: Path) -> None:
    people_file(path).write_bytes(people_file(path).read_bytes()[:5_000])


def scribbled(path: Path) -> None:
    people_file(path).write_bytes(b"Siti Zubaidah, 3171012345678901\n" * 200)


def a_folder(path: Path) -> None:
    people_file(path).unlink()
    people_file(path).mkdir()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (foreign, SideFileUnusable),
        (newer, NewerFormat),
        (older, SideFileUnusable),
        (torn, SideFileUnusable),
        (scribbled, SideFileUnusable),
        (a_folder, SideFileUnusable),
    ],
)
def test_another_file_in_its_place_is_named_and_the_ledger_goes_on(
    path: Path, spoil: object, error: type[KubeLedgerError]
) -> None:
    with Ledger.create(path) as ledger:
        ledger.people.add(id="m01", name=NAME, nik=NIK)
    spoil(path)  # type: ignore[operator]
    with Ledger.open(path) as ledger:
        for ask in (ledger.people.all, ledger.people.new_id, lambda: ledger.people.add(id="m09", name="Sri")):
            with pytest.raises(error) as failed:
                ask()
            said = str(failed.value) + failed.value.sentence + repr(failed.value) + repr(failed.value.__cause__)
            assert not any(secret in said for secret in SECRETS)
        assert ledger.groups() == []


def test_a_folder_that_can_not_be_written_is_said(path: Path) -> None:
    ours = People.of_ledger(str(path.parent / "missing" / "x.kube"), random=os.urandom)
    assert ours.all() == ()
    with pytest.raises(NoPermission):
        ours.add(id="m01", name=NAME)


def test_who_is_held_up_for_too_long_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_file, "_PATIENCE", 0.05)
    with Ledger.create(path) as ledger, closing(sqlite3.connect(people_file(path))) as other:
        ledger.people.add(id="m01", name=NAME)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Busy):
            ledger.people.add(id="m02", name="Sri")
        other.rollback()
        ledger.people.add(id="m02", name="Sri")


def test_a_closed_ledger_has_closed_its_people(path: Path) -> None:
    with Ledger.create(path) as ledger:
        ours = ledger.people
        ours.add(id="m01", name=NAME)
    ours.close()
    with pytest.raises(Closed):
        ours.all()


def test_a_forked_child_opens_its_own(path: Path) -> None:
    with Ledger.create(path) as ledger:
        ours = ledger.people
        ours.add(id="m01", name=NAME)
        process = ours._file._process
        ours._file._process = -1
        with pytest.raises(Forked):
            ours.all()
        ours.close()
        ours._file._process = process
        assert ours.names() == {"m01": NAME}


def test_no_name_is_left_when_the_program_is_killed_between_writing_and_committing(path: Path) -> None:
    program = """
import os, signal, sys
from kube_ledger import Ledger, people
ledger = Ledger.open(sys.argv[1])
with ledger.people._file.writing() as connection:
    connection.execute("INSERT INTO people VALUES ('m02', 'Sri', NULL, NULL)")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    with Ledger.create(path) as ledger:
        ledger.people.add(id="m01", name=NAME)
    subprocess.run([sys.executable, "-c", program, str(path)], check=False, timeout=60)
    with Ledger.open(path) as ledger:
        assert ledger.people.names() == {"m01": NAME}
        ledger.people.add(id="m02", name="Sri")


@pytest.mark.parametrize(
    "error", [NoPerson("p1"), PersonExists("p1"), SideFileUnusable("x-people", "it is damaged", "berkasnya rusak")]
)
def test_errors_are_said_in_two_languages_and_pickle_whole(error: KubeLedgerError) -> None:
    texts = (str(error), error.sentence)
    assert texts[0] != texts[1]
    assert all(text and "{" not in text and error.code not in text for text in texts)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
