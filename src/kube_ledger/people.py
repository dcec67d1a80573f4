"""Who the ids in a ledger are: names, telephone numbers, national numbers. A table that can be changed and forgotten.

The log holds ids only. This file stands beside it, is never copied with it, and knows of no event.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from attrs import evolve, field, frozen

from kube_ledger.errors import Fault, InvalidEvent, KubeLedgerError
from kube_ledger.ids import is_id
from kube_ledger.private_file import PrivateFile, SideFileUnusable, beside_ledger
from kube_ledger.text import text_problem

if TYPE_CHECKING:
    import sqlite3
    from types import EllipsisType
    from typing import Self

Random = Callable[[int], bytes]
"""Gives that many bytes that nobody can guess."""

SUFFIX: Final = "-people"
"""What is put behind a ledger's name for the file of its people."""

LONGEST_NAME: Final = 200
_NO_PERSON: Final = "group"
_APPLICATION_ID: Final = int.from_bytes(b"KUBP", "big")
_VERSION: Final = 1
_SCHEMA: Final = (
    (
        "CREATE TABLE people (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, phone TEXT, nik TEXT)"
        " STRICT, WITHOUT ROWID"
    ),
)
_SELECT: Final = "SELECT id, name, phone, nik FROM people"
_DIGITS: Final = 8
_BYTES: Final = 4
# The largest multiple of 10^8 that four bytes can hold: what lies above would make some ids likelier than others.
_EVEN: Final = 2 ** (8 * _BYTES) // 10**_DIGITS * 10**_DIGITS
_PUNCTUATION: Final = re.compile(r"[\s().\-/]")
_PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_NIK: Final = re.compile(r"[0-9]{16}", re.ASCII)
_HOME: Final = "+62"


class NoPerson(KubeLedgerError):
    """Nobody in the list of people has this id.

    Attributes:
        id: As it was given.
    """

    code: ClassVar[str] = "no-person"

    def __init__(self, id_: str) -> None:
        super().__init__(id=id_)
        self.id = id_


class PersonExists(KubeLedgerError):
    """The id is already somebody's in the list of people.

    Attributes:
        id: As it was given.
    """

    code: ClassVar[str] = "person-exists"

    def __init__(self, id_: str) -> None:
        super().__init__(id=id_)
        self.id = id_


@frozen(kw_only=True)
class Person:
    """One person of a ledger. Its repr shows the id alone; it compares and pickles whole.

    Args:
        id: As the log names her: an Id, not `group`.
        name: A text of at most 200 characters.
        phone: A telephone number. Blanks, brackets, dots and hyphens are dropped, a leading 0 stands for Indonesia
            (+62), a leading 00 for +; it is kept as `+` and 7 to 15 digits (ITU-T E.164).
        nik: The national number (NIK): 16 digits; blanks, dots and hyphens between them are dropped.

    Raises:
        InvalidEvent: Something can't be; it names what, and never what was given.
    """

    id: str
    name: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    nik: str | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        faults: list[Fault] = []
        if type(self.id) is not str or not is_id(self.id) or self.id == _NO_PERSON:
            faults.append(Fault("id", "is no person's id", "bukan nomor orang"))
        if type(self.name) is not str:
            faults.append(Fault("name", "is no text", "bukan teks"))
        elif (problem := text_problem(self.name, longest=LONGEST_NAME)) is not None:
            faults.append(Fault("name", *problem))
        elif self.name.isspace():
            faults.append(Fault("name", "is empty", "kosong"))
        for name, normalised in (("phone", _phone), ("nik", _nik)):
            given = getattr(self, name)
            if given is None:
                continue
            kept = normalised(given) if type(given) is str else None
            if kept is None:
                faults.append(Fault(name, *_WRONG[name]))
            else:
                object.__setattr__(self, name, kept)
        if faults:
            raise InvalidEvent("person", faults)


_WRONG: Final = {
    "phone": ("is no telephone number", "bukan nomor telepon"),
    "nik": ("is no national number of 16 digits", "bukan NIK (16 angka)"),
}


def _phone(text: str) -> str | None:
    digits = _PUNCTUATION.sub("", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = _HOME + digits[1:]
    elif digits.startswith(_HOME[1:]):
        digits = f"+{digits}"
    return digits if _PHONE.fullmatch(digits) else None


def _nik(text: str) -> str | None:
    digits = _PUNCTUATION.sub("", text)
    return digits if _NIK.fullmatch(digits) else None


class People:
    """The people of one ledger. Safe for threads; a forked child opens its own.

    Args:
        file: Where they are kept.
        random: What new ids are made of.
    """

    def __init__(self, file: PrivateFile, *, random: Random) -> None:
        self._file = file
        self._random = random

    @classmethod
    def of_ledger(cls, path: str, *, random: Random, read_only: bool = False) -> Self:
        """Those of the ledger at a path: in a file of their own beside it, made with the first name (mode 0600).

        Args:
            path: The ledger's.
            random: What new ids are made of; the operating system's.
            read_only: Change nothing.
        """
        return cls(_file(beside_ledger(path, SUFFIX), read_only=read_only), random=random)

    @classmethod
    def in_memory(cls, *, random: Random) -> Self:
        """People who are gone with the process."""
        return cls(_file(None), random=random)

    @property
    def path(self) -> str:
        """Where they are kept."""
        return self._file.path

    def __repr__(self) -> str:
        return f"People({self.path!r})"

    def new_id(self) -> str:
        """An id that nobody here has: `p` and eight digits, drawn, so that it says nothing about the person."""
        with self._file.reading() as connection:
            while True:
                number = int.from_bytes(self._random(_BYTES), "big")
                if number >= _EVEN:
                    continue
                found = f"p{number % 10**_DIGITS:0{_DIGITS}}"
                if connection is None or _row(connection, found) is None:
                    return found

    def add(self, *, name: str, phone: str | None = None, nik: str | None = None, id: str | None = None) -> Person:  # noqa: A002  # as the column is called
        """Write down somebody new.

        Args:
            name: As of `Person`.
            phone: As of `Person`.
            nik: As of `Person`.
            id: As of `Person`; None = a new one is drawn.

        Raises:
            InvalidEvent: Something can't be; nothing was written.
            PersonExists: The id is somebody's already.
            ReadOnly: The ledger is open for reading.
        """
        person = Person(id=self.new_id() if id is None else id, name=name, phone=phone, nik=nik)
        with self._file.writing() as connection:
            if _row(connection, person.id) is not None:
                raise PersonExists(person.id)
            connection.execute("INSERT INTO people VALUES (?, ?, ?, ?)", _values(person))
        return person

    def change(
        self,
        id: str,  # noqa: A002  # as the column is called
        *,
        name: str | EllipsisType = ...,
        phone: str | EllipsisType | None = ...,
        nik: str | EllipsisType | None = ...,
    ) -> Person:
        """Write down what is different now; what is not given stays.

        Args:
            id: Whose.
            name: As of `Person`.
            phone: As of `Person`; None takes it away.
            nik: As of `Person`; None takes it away.

        Raises:
            NoPerson: Nobody here has that id.
            InvalidEvent: Something can't be; nothing was changed.
            ReadOnly: The ledger is open for reading.
        """
        given: dict[str, Any] = {"name": name, "phone": phone, "nik": nik}
        with self._file.writing() as connection:
            row = _row(connection, id)
            if row is None:
                raise NoPerson(id)
            person = evolve(self._person(row), **{key: value for key, value in given.items() if value is not ...})
            connection.execute("UPDATE people SET name = ?2, phone = ?3, nik = ?4 WHERE id = ?1", _values(person))
        return person

    def forget(self, id: str) -> bool:  # noqa: A002  # as the column is called
        """Take somebody off the list, and all that is written of her out of the file. Twice is fine.

        `Ledger.erase_person` does it with all else that is known of her; this alone is for who was never recorded.

        Returns:
            Whether she was on it.

        Raises:
            ReadOnly: The ledger is open for reading.
        """
        with self._file.reading() as connection:
            if connection is None:
                return False
        with self._file.writing() as connection:
            is_there = _row(connection, id) is not None
            connection.execute("DELETE FROM people WHERE id = ?", (id,))
        return is_there

    def get(self, id: str) -> Person:  # noqa: A002  # as the column is called
        """The person of an id.

        Raises:
            NoPerson: Nobody here has it.
        """
        with self._file.reading() as connection:
            row = None if connection is None else _row(connection, id)
        if row is None:
            raise NoPerson(id)
        return self._person(row)

    def find(self, text: str) -> tuple[Person, ...]:
        """Everybody in whose name a text stands, upper or lower case, or whose number it is, by name."""
        wanted, phone, nik = text.casefold().strip(), _phone(text), _nik(text)
        return tuple(
            person
            for person in self.all()
            if (wanted and wanted in person.name.casefold())
            or person.id == text
            or (phone is not None and person.phone == phone)
            or (nik is not None and person.nik == nik)
        )

    def all(self) -> tuple[Person, ...]:
        """Everybody, by name, of one name by id."""
        with self._file.reading() as connection:
            rows = [] if connection is None else connection.execute(_SELECT).fetchall()
        return tuple(sorted(map(self._person, rows), key=lambda person: (person.name.casefold(), person.id)))

    def names(self) -> dict[str, str]:
        """Id → name, of everybody."""
        return {person.id: person.name for person in self.all()}

    def _person(self, row: tuple[Any, ...]) -> Person:
        id_, name, phone, nik = row
        try:
            return Person(id=id_, name=name, phone=phone, nik=nik)
        except InvalidEvent:
            raise SideFileUnusable(self.path, "a person in it is damaged", "isinya rusak") from None

    def close(self) -> None:
        """Let go of the file. Twice is fine."""
        self._file.close()


def _file(path: Any, *, read_only: bool = False) -> PrivateFile:
    return PrivateFile(path, application_id=_APPLICATION_ID, version=_VERSION, schema=_SCHEMA, read_only=read_only)


def _row(connection: sqlite3.Connection, id_: str) -> tuple[Any, ...] | None:
    found: tuple[Any, ...] | None = connection.execute(f"{_SELECT} WHERE id = ?", (id_,)).fetchone()
    return found


def _values(person: Person) -> tuple[str | None, ...]:
    return (person.id, person.name, person.phone, person.nik)
