"""`x.kube-keys`: the sealing keys of a ledger's people, each wrapped, in a file of its own behind a passphrase.

A random master key wraps every person's key; a key made from the passphrase (scrypt, RFC 7914) wraps the master. So
another passphrase is one row, and a key that is destroyed leaves nothing but its id.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

import msgpack

from kube_ledger.errors import KeyDestroyed, WrongPassphrase
from kube_ledger.private_file import PrivateFile, SideFileUnusable, beside_ledger

from .provider import KEY_ID_SIZE, KEY_SIZE, Absent, SealingKey
from .sealer import NONCE_SIZE, cipher

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Self

SUFFIX: Final = "-keys"
"""What is put behind a ledger's name for the file of its keys."""

USUAL_COST: Final = 17
"""scrypt's N as a power of two: 128 MiB and some tenths of a second for every guess."""

_COSTS: Final = range(14, 21)
_R, _P = 8, 1
_SALT_SIZE: Final = 32
_MAX_PASSPHRASE: Final = 1_023
_APPLICATION_ID: Final = int.from_bytes(b"KUBS", "big")
_VERSION: Final = 1
_SCHEMA: Final = (
    """CREATE TABLE master (one INTEGER PRIMARY KEY CHECK (one = 1), cost INTEGER NOT NULL, salt BLOB NOT NULL,
       nonce BLOB NOT NULL, wrapped BLOB NOT NULL) STRICT""",
    """CREATE TABLE keys (subject TEXT NOT NULL PRIMARY KEY, key_id BLOB NOT NULL UNIQUE, nonce BLOB NOT NULL,
       wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE TABLE destroyed (key_id BLOB NOT NULL PRIMARY KEY, subject TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
_MASTER: Final = b"kube-ledger/sealing-master/1\n"
_PERSON: Final = b"kube-ledger/sealing-key/1\n"


def file_beside(path: str | os.PathLike[str]) -> Path:
    """Where the key file of a ledger is, or would be.

    Args:
        path: The ledger's.
    """
    return beside_ledger(os.fsdecode(path), SUFFIX)


class KeyFile:
    """A key provider whose keys stand in one file. Made by `create`, `open` or `in_memory`; a context manager.

    It shows, compares and pickles nothing of a key.
    """

    def __init__(self, file: PrivateFile, master: bytes, random: Callable[[int], bytes]) -> None:
        self._file = file
        self._cipher = cipher()
        self._master = self._cipher(master)
        self._master_bytes = master
        self._random = random
        self._kept: dict[str, SealingKey] = {}
        self._seen: tuple[sqlite3.Connection, int] | None = None

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        passphrase: str | bytes,
        *,
        random: Callable[[int], bytes],
        cost: int = USUAL_COST,
    ) -> Self:
        """Make the key file of a ledger: `path` with `-keys` behind it, readable by its owner alone.

        Args:
            path: The ledger's.
            passphrase: Opens it: 1 to 1,023 bytes of UTF-8. Whoever forgets it has lost all that was sealed.
            random: Gives that many bytes that nobody can guess; the operating system's.
            cost: How dear a guess at the passphrase is: 14 to 20, each step twice as dear.

        Raises:
            SideFileUnusable: There is a file already.
            WrongPassphrase: It is empty or too long.
            MissingExtra: `cryptography` is not installed.
        """
        return cls._made(_file(file_beside(path)), passphrase, random, cost)

    @classmethod
    def in_memory(cls, *, random: Callable[[int], bytes]) -> Self:
        """Keys that are gone with the process: for tests."""
        return cls._made(_file(None), "-", random, _COSTS[0])

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        passphrase: str | bytes,
        *,
        random: Callable[[int], bytes],
        read_only: bool = False,
    ) -> Self:
        """Open the key file of a ledger.

        Args:
            path: The ledger's.
            passphrase: As it was given to `create`.
            random: As of `create`.
            read_only: Open what is sealed, but make and destroy no key.

        Raises:
            SideFileUnusable: There is none, or it is damaged.
            WrongPassphrase: The passphrase is another one.
            MissingExtra: `cryptography` is not installed.
        """
        file = _file(file_beside(path), read_only=read_only)
        with _closed_unless_done(file):
            return cls(file, _master_of(file, passphrase), random)

    @classmethod
    def _made(cls, file: PrivateFile, passphrase: str | bytes, random: Callable[[int], bytes], cost: int) -> Self:
        if cost not in _COSTS:
            raise ValueError(f"a cost is {_COSTS[0]} to {_COSTS[-1]}, not {cost}")
        row, master = _master_row(passphrase, None, random, cost, file.path)
        with _closed_unless_done(file), file.writing() as connection:
            if _one(connection, "SELECT 1 FROM master") is not None:
                raise SideFileUnusable(file.path, "there is a key file already", "berkas kuncinya sudah ada")
            connection.execute("INSERT INTO master VALUES (1, ?, ?, ?, ?)", row)
        return cls(file, master, random)

    @property
    def path(self) -> str:
        """Where it is."""
        return self._file.path

    def __repr__(self) -> str:
        return f"KeyFile({self.path!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("keys are kept in their file, not pickled")

    def key_for(self, subject: str) -> SealingKey:
        """See `KeyProvider.key_for`."""
        found = self._find(subject)
        if found is not None:
            return found
        made = SealingKey(_exactly(self._random, KEY_ID_SIZE), _exactly(self._random, KEY_SIZE))
        nonce = _exactly(self._random, NONCE_SIZE)
        wrapped = self._master.encrypt(nonce, made.key, _bound(subject, made.key_id))
        with self._file.writing() as connection:
            if _one(connection, _DESTROYED, subject) is not None:
                raise KeyDestroyed(subject)
            # Another process may have made hers meanwhile: the first stays.
            connection.execute(
                "INSERT INTO keys VALUES (?, ?, ?, ?) ON CONFLICT (subject) DO NOTHING",
                (subject, made.key_id, nonce, wrapped),
            )
        kept = self._find(subject)
        if kept is None:
            raise KeyDestroyed(subject)
        return kept

    def key(self, subject: str, key_id: bytes) -> bytes | Absent:
        """See `KeyProvider.key`."""
        found = self._find(subject)
        if found is not None and found.key_id == key_id:
            return found.key
        with self._file.reading() as connection:
            tombstone = None if connection is None else _one(connection, _TOMBSTONE, key_id, subject)
        return "locked" if tombstone is None else "erased"

    def is_destroyed(self, subject: str) -> bool:
        """See `KeyProvider.is_destroyed`."""
        with self._file.reading() as connection:
            return connection is not None and _one(connection, _DESTROYED, subject) is not None

    def destroy(self, subject: str) -> bool:
        """Destroy a person's key for good, in the file and its free pages. Twice is fine.

        What stands in copies of this file that somebody made before is beyond its reach.

        Args:
            subject: The person's id.

        Returns:
            Whether there was a key.
        """
        return _destroy(self._file, subject, self._random, self._kept)

    @staticmethod
    def destroy_beside(path: str | os.PathLike[str], subject: str, *, random: Callable[[int], bytes]) -> bool | None:
        """As `destroy`, in the key file of a ledger that nobody has opened: to destroy takes no passphrase.

        Args:
            path: The ledger's.
            subject: The person's id.
            random: As of `create`.

        Returns:
            Whether there was a key; None where the ledger has no key file.

        Raises:
            SideFileUnusable: The file is something else, or damaged.
        """
        file = _file(file_beside(path))
        try:
            with file.reading() as connection:
                if connection is None:
                    return None
            return _destroy(file, subject, random)
        finally:
            file.close()

    @staticmethod
    def knows_beside(path: str | os.PathLike[str], subject: str) -> bool:
        """Whether a person has or had a key in the key file of a ledger; that takes no passphrase.

        Args:
            path: The ledger's.
            subject: The person's id.

        Raises:
            SideFileUnusable: The file is something else, or damaged.
        """
        file = _file(file_beside(path), read_only=True)
        try:
            with file.reading() as connection:
                return connection is not None and any(
                    _one(connection, statement, subject) is not None for statement in (_HERS, _DESTROYED)
                )
        finally:
            file.close()

    def change_passphrase(self, passphrase: str | bytes, *, cost: int = USUAL_COST) -> None:
        """Have the file open with another passphrase from now on; the keys in it stay.

        Args:
            passphrase: As of `create`.
            cost: As of `create`.

        Raises:
            WrongPassphrase: It is empty or too long.
        """
        row, _ = _master_row(passphrase, self._master_bytes, self._random, cost, self.path)
        with self._file.writing() as connection:
            connection.execute("UPDATE master SET cost = ?, salt = ?, nonce = ?, wrapped = ?", row)

    def close(self) -> None:
        """Let go of file and keys. Twice is fine."""
        self._file.close()
        self._kept.clear()
        self._seen = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find(self, subject: str) -> SealingKey | None:
        """Her key, from memory while nobody else has changed the file."""
        with self._file.reading() as connection:
            if connection is None:
                return None
            # The number tells of changes between two looks by one connection only; the next one counts anew.
            seen = (connection, connection.execute("PRAGMA data_version").fetchone()[0])
            if seen != self._seen:
                self._kept.clear()
                self._seen = seen
            if subject in self._kept:
                return self._kept[subject]
            row = _one(connection, _HERS, subject)
            if row is None:
                return None
            found = self._kept[subject] = self._unwrapped(subject, *row)
            return found

    def _unwrapped(self, subject: str, key_id: bytes, nonce: bytes, wrapped: bytes) -> SealingKey:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # an extra, loaded when it is used

        try:
            return SealingKey(key_id, self._master.decrypt(nonce, wrapped, _bound(subject, key_id)))
        except (InvalidTag, ValueError):
            raise SideFileUnusable(self.path, "a key in it was changed", "sebuah kunci di dalamnya berubah") from None


@contextmanager
def _closed_unless_done(file: PrivateFile) -> Iterator[None]:
    """Let go of the file if what is done with it fails: nobody will have an object to close."""
    try:
        yield
    except BaseException:
        file.close()
        raise


def _master_of(file: PrivateFile, passphrase: str | bytes) -> bytes:
    """The master key in a file, by its passphrase."""
    with file.reading() as connection:
        row = None if connection is None else _one(connection, "SELECT cost, salt, nonce, wrapped FROM master")
    if row is None:
        raise SideFileUnusable(file.path, "there is no key file", "berkas kuncinya tidak ada")
    cost, salt, nonce, wrapped = row
    if cost not in _COSTS:
        raise SideFileUnusable(file.path, "it is damaged", "berkasnya rusak")
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # an extra, loaded when it is used

    try:
        master: bytes = _wrapping(passphrase, salt, cost, file.path).decrypt(nonce, wrapped, _MASTER)
    except (InvalidTag, ValueError):
        raise WrongPassphrase(file.path) from None
    return master


def _destroy(
    file: PrivateFile, subject: str, random: Callable[[int], bytes], kept: dict[str, SealingKey] | None = None
) -> bool:
    with file.writing() as connection:
        if kept is not None:
            kept.pop(subject, None)  # while all other threads wait: none may find it there afterwards
        row = _one(connection, "SELECT key_id FROM keys WHERE subject = ?", subject)
        if _one(connection, _DESTROYED, subject) is None:
            # Also of who had no key yet: she gets none from now on.
            key_id = _exactly(random, KEY_ID_SIZE) if row is None else row[0]
            connection.execute("INSERT INTO destroyed VALUES (?, ?)", (key_id, subject))
        connection.execute("DELETE FROM keys WHERE subject = ?", (subject,))
    return row is not None


_TOMBSTONE: Final = "SELECT 1 FROM destroyed WHERE key_id = ? AND subject = ?"
_HERS: Final = "SELECT key_id, nonce, wrapped FROM keys WHERE subject = ?"
_DESTROYED: Final = "SELECT 1 FROM destroyed WHERE subject = ?"


def _file(path: Any, *, read_only: bool = False) -> PrivateFile:
    return PrivateFile(path, application_id=_APPLICATION_ID, version=_VERSION, schema=_SCHEMA, read_only=read_only)


def _one(connection: sqlite3.Connection, statement: str, *values: object) -> tuple[Any, ...] | None:
    found: tuple[Any, ...] | None = connection.execute(statement, values).fetchone()
    return found


def _master_row(
    passphrase: str | bytes, master: bytes | None, random: Callable[[int], bytes], cost: int, path: str
) -> tuple[tuple[Any, ...], bytes]:
    """What the file holds of a master key, and the key; None = a new one."""
    master = master or _exactly(random, KEY_SIZE)
    salt, nonce = _exactly(random, _SALT_SIZE), _exactly(random, NONCE_SIZE)
    return (cost, salt, nonce, _wrapping(passphrase, salt, cost, path).encrypt(nonce, master, _MASTER)), master


def _wrapping(passphrase: str | bytes, salt: bytes, cost: int, path: str) -> Any:
    """The cipher that wraps the master key."""
    made = cipher()
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415  # an extra, loaded when it is used

    try:
        secret = passphrase.encode() if isinstance(passphrase, str) else bytes(passphrase)
    except UnicodeError:
        secret = b""
    if not 0 < len(secret) <= _MAX_PASSPHRASE:
        raise WrongPassphrase(path)
    return made(Scrypt(salt=salt, length=KEY_SIZE, n=2**cost, r=_R, p=_P).derive(secret))


def _bound(subject: str, key_id: bytes) -> bytes:
    """What a wrapped key is bound to: the row of another person does not open."""
    packed = cast("bytes", msgpack.packb([subject, key_id], use_bin_type=True))
    return _PERSON + packed


def _exactly(random: Callable[[int], bytes], size: int) -> bytes:
    given = random(size)
    if type(given) is not bytes or len(given) != size:
        raise ValueError(f"the random source must give {size} bytes")
    return given
