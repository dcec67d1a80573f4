"""The file of keys: behind its passphrase, one person one key, destroyed for good; it shows and leaks nothing."""

from __future__ import annotations

import os
import pickle
import sqlite3
import stat
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from kube_ledger import KeyDestroyed, ReadOnly, SideFileUnusable, WrongPassphrase
from kube_ledger.private_file import PrivateFile
from kube_ledger.sealing import Absent, KeyFile, SealingKey, check_provider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PASSPHRASE = "kunci kita bersama"


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "x.kube")


_opened: list[KeyFile] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while _opened:
        _opened.pop().close()


@pytest.fixture
def made(path: str, cost: int) -> KeyFile:
    _opened.append(KeyFile.create(path, PASSPHRASE, random=os.urandom, cost=cost))
    return _opened[-1]


def opened(path: str, passphrase: str = PASSPHRASE, **other: bool) -> KeyFile:
    _opened.append(KeyFile.open(path, passphrase, random=os.urandom, **other))
    return _opened[-1]


def held(path: str) -> bytes:
    with open(f"{path}-keys", "rb") as file:  # noqa: PTH123
        return file.read()


def test_it_keeps_the_contract_of_providers(made: KeyFile, path: str) -> None:
    made.close()
    check_provider(lambda: opened(path))


def test_a_key_is_found_again_and_stands_nowhere_in_clear(made: KeyFile, path: str) -> None:
    key = made.key_for("m01")
    made.close()
    assert stat.S_IMODE(os.stat(f"{path}-keys").st_mode) == 0o600  # noqa: PTH116
    assert opened(path).key_for("m01") == key
    assert key.key not in held(path)
    assert made._master_bytes not in held(path)
    assert PASSPHRASE.encode() not in held(path)


@pytest.mark.parametrize("wrong", ["", "kunci kita bersama ", "Kunci kita bersama", "x" * 1_024, "\ud800"])
def test_another_passphrase_opens_nothing(made: KeyFile, path: str, wrong: str) -> None:
    made.key_for("m01")
    with pytest.raises(WrongPassphrase) as refused:
        opened(path, wrong)
    assert not wrong.strip() or wrong not in str(refused.value) + refused.value.sentence


@pytest.mark.parametrize("wrong", ["", "x" * 1_024])
def test_what_is_no_passphrase_makes_no_file(path: str, tmp_path: Path, cost: int, wrong: str) -> None:
    with pytest.raises(WrongPassphrase):
        KeyFile.create(path, wrong, random=os.urandom, cost=cost)
    assert list(tmp_path.iterdir()) == []


def test_who_could_not_open_it_holds_nothing_of_it(made: KeyFile, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made.close()
    let_go: list[str] = []
    usual = PrivateFile.close
    monkeypatch.setattr(PrivateFile, "close", lambda file: let_go.append(file.path) or usual(file))
    with pytest.raises(WrongPassphrase):
        opened(path, "yang lain")
    with pytest.raises(SideFileUnusable):
        KeyFile.create(path, PASSPHRASE, random=os.urandom, cost=14)
    assert let_go == [f"{path}-keys"] * 2


def test_a_new_passphrase_takes_the_place_of_the_old(made: KeyFile, path: str, cost: int) -> None:
    key = made.key_for("m01")
    made.change_passphrase("yang baru", cost=cost)
    made.close()
    with pytest.raises(WrongPassphrase):
        opened(path)
    assert opened(path, "yang baru").key_for("m01") == key


def test_a_file_is_made_once_and_opened_where_it_is(made: KeyFile, path: str, cost: int) -> None:
    made.key_for("m01")
    with pytest.raises(SideFileUnusable):
        KeyFile.create(path, PASSPHRASE, random=os.urandom, cost=cost)
    with pytest.raises(SideFileUnusable):
        opened(path + "2")
    assert not os.path.exists(f"{path}2-keys")  # noqa: PTH110


def test_who_reads_only_opens_and_makes_nothing(made: KeyFile, path: str) -> None:
    key = made.key_for("m01")
    reader = opened(path, read_only=True)
    assert reader.key_for("m01") == key
    for change in (lambda: reader.key_for("m02"), lambda: reader.destroy("m01")):
        with pytest.raises(ReadOnly):
            change()
    assert reader.key("m01", key.key_id) == key.key


def test_a_destroyed_key_stands_in_no_byte_of_the_file(made: KeyFile, path: str) -> None:
    rows = []
    for number in range(30):
        made.key_for(f"m{number}")
    with closing(sqlite3.connect(f"{path}-keys")) as connection:
        rows = connection.execute("SELECT subject, nonce, wrapped FROM keys").fetchall()
    assert all(wrapped in held(path) for _, _, wrapped in rows)
    for number in range(0, 30, 2):
        made.destroy(f"m{number}")
    for subject, nonce, wrapped in rows:
        is_destroyed = int(subject[1:]) % 2 == 0
        assert (wrapped in held(path)) == (not is_destroyed)
        assert not is_destroyed or nonce not in held(path)
    assert [one for one in os.listdir(os.path.dirname(path)) if "journal" in one] == []  # noqa: PTH120, PTH208


def test_a_key_that_another_destroyed_is_not_kept_over_a_failure(made: KeyFile, path: str) -> None:
    key = made.key_for("m01")
    made.key_for("m02")
    with pytest.raises(SideFileUnusable), made._file.writing() as connection:
        connection.execute("INSERT INTO nowhere VALUES (1)")  # what a full disk does: the connection is let go of
    with opened(path) as other:
        other.destroy("m01")
    assert made.key("m01", key.key_id) == "erased"
    with pytest.raises(KeyDestroyed):
        made.key_for("m01")


def test_a_key_is_not_given_once_its_destruction_is_written(made: KeyFile) -> None:
    """Not even by the thread that comes between: what is kept is forgotten before the others are let in."""
    key, kept, writing = made.key_for("m01"), [], made._file.writing

    @contextmanager
    def watched() -> Iterator[sqlite3.Connection]:
        with writing() as connection:
            yield connection
        kept.extend(made._kept)

    made._file.writing = watched  # type: ignore[method-assign]
    assert made.destroy("m01")
    assert kept == []
    assert made.key("m01", key.key_id) == "erased"


def test_who_had_no_key_gets_none_once_she_is_erased(made: KeyFile) -> None:
    assert not made.destroy("m01")
    with pytest.raises(KeyDestroyed):
        made.key_for("m01")


def test_a_row_moved_to_another_person_does_not_open(made: KeyFile, path: str) -> None:
    made.key_for("m01")
    with closing(sqlite3.connect(f"{path}-keys")) as connection, connection:
        connection.execute("UPDATE keys SET subject = 'm02'")
    with pytest.raises(SideFileUnusable):
        opened(path).key_for("m02")


@pytest.mark.parametrize("cost_found", [0, 13, 21, 63])
def test_a_cost_that_nobody_set_is_not_paid(made: KeyFile, path: str, cost_found: int) -> None:
    made.close()
    with closing(sqlite3.connect(f"{path}-keys")) as connection, connection:
        connection.execute("UPDATE master SET cost = ?", (cost_found,))
    with pytest.raises(SideFileUnusable):
        opened(path)


def test_the_master_key_is_bound_to_its_use(made: KeyFile, path: str) -> None:
    made.close()
    with closing(sqlite3.connect(f"{path}-keys")) as connection, connection:
        connection.execute("UPDATE master SET wrapped = CAST(substr(wrapped, 1, 47) || x'00' AS BLOB)")
    with pytest.raises(WrongPassphrase):
        opened(path)


def test_nothing_of_a_key_shows(made: KeyFile) -> None:
    key = made.key_for("m01")
    for shown in (repr(key), str(key), repr(made), str(made)):
        assert key.key.hex() not in shown
        assert repr(key.key) not in shown
    with pytest.raises(TypeError):
        pickle.dumps(made)


class Careless:
    """A provider that breaks one part of the contract."""

    def __init__(self, keys: KeyFile, **broken: Callable[..., object]) -> None:
        self._keys = keys
        self._broken = broken

    def key_for(self, subject: str) -> SealingKey:
        return self._broken.get("key_for", self._keys.key_for)(subject)  # type: ignore[return-value]

    def key(self, subject: str, key_id: bytes) -> bytes | Absent:
        return self._broken.get("key", self._keys.key)(subject, key_id)  # type: ignore[return-value]

    def is_destroyed(self, subject: str) -> bool:
        return self._broken.get("is_destroyed", self._keys.is_destroyed)(subject)  # type: ignore[return-value]

    def destroy(self, subject: str) -> bool:
        return self._broken.get("destroy", self._keys.destroy)(subject)  # type: ignore[return-value]


def _forgetful(keys: KeyFile) -> Careless:
    return Careless(keys, key_for=lambda _: SealingKey(os.urandom(16), os.urandom(32)))


def _shared(keys: KeyFile) -> Careless:
    return Careless(keys, key_for=lambda _: keys.key_for("all"))


def _open_to_all(keys: KeyFile) -> Careless:
    return Careless(keys, key=lambda subject, _: keys.key_for(subject).key)


def _short(keys: KeyFile) -> Careless:
    return Careless(keys, key_for=lambda subject: SealingKey(b"id", keys.key_for(subject).key))


def _undying(keys: KeyFile) -> Careless:
    return Careless(keys, key=lambda subject, key_id: _bytes(keys.key(subject, key_id)))


def _never_destroyed(keys: KeyFile) -> Careless:
    return Careless(keys, is_destroyed=lambda _: False)


def _all_destroyed(keys: KeyFile) -> Careless:
    return Careless(keys, is_destroyed=lambda _: True)


def _bytes(found: object) -> object:
    return "locked" if found == "erased" else found


@pytest.mark.parametrize(
    "careless", [_forgetful, _shared, _open_to_all, _short, _undying, _never_destroyed, _all_destroyed]
)
def test_the_contract_finds_who_breaks_it(careless: Callable[[KeyFile], Careless]) -> None:
    keys = KeyFile.in_memory(random=os.urandom)
    with pytest.raises(AssertionError, match="does not keep its contract"):
        check_provider(lambda: careless(keys))


def test_the_contract_finds_who_gives_a_new_key_after_the_old_was_destroyed() -> None:
    keys = KeyFile.in_memory(random=os.urandom)
    with pytest.raises(AssertionError, match="does not keep its contract"):
        check_provider(lambda: Careless(keys, destroy=lambda _: True))
