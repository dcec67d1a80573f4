"""Which keys count where, as the records themselves say: enrolled and revoked, position by position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kube_ledger.errors import DecodeError, ProofError
from kube_ledger.events.base import Locked
from kube_ledger.events.fields import GROUP_OWNER
from kube_ledger.ids import is_id
from kube_ledger.proofs.keys import NOTE_KEY, VerifierKey, parse_vkey

if TYPE_CHECKING:
    from kube_ledger.events.base import UnknownEvent

ENROLLED: Final = "key-enrolled"
REVOKED: Final = "key-revoked"
_VERSION: Final = 1
_KEY_ID: Final = 8
_USES: Final = ("log", "person", "witness")
_REASONS: Final = ("lost", "stolen", "ended")


class _Enrolled(NamedTuple):
    key: VerifierKey
    use: str
    position: int


class EnrolledKeys:
    """The keys of one log, taken in as its records are read.

    They are read from payloads as they are stored, without the classes of events: what a record of another program
    says about keys counts the same.
    """

    def __init__(self) -> None:
        self._first: dict[bytes, _Enrolled] = {}
        self._revoked: dict[bytes, int] = {}
        self._named: dict[tuple[str, bytes], list[VerifierKey]] = {}

    def take(self, event: UnknownEvent, position: int) -> None:
        """Take in a record's payload; of other types than the two there is nothing to take.

        Raises:
            DecodeError: It is of one of the two, and of another version or form.
        """
        if event.type not in (ENROLLED, REVOKED):
            return
        if event.version != _VERSION:
            raise _other_form(event.type, f"version {event.version} is not known")
        payload = tuple(None if isinstance(item, Locked) else item for item in event.payload)
        if event.type == ENROLLED:
            enrolled = _enrolled(payload, position)
            self._first.setdefault(enrolled.key.key_id, enrolled)
            self._named.setdefault((enrolled.key.name, enrolled.key.key_hash), []).append(enrolled.key)
        else:
            self._revoked.setdefault(_revoked(payload), position)

    def named(self, name: str, key_hash: bytes) -> list[VerifierKey]:
        """Every key that was enrolled under this name and hash, whatever for and whether it still counts."""
        return self._named.get((name, key_hash), [])

    def of_person(self, key_id: bytes, position: int) -> VerifierKey | None:
        """The key, if it is a person's and in force at that position."""
        return self._in_force(key_id, "person", position)

    def is_of_log(self, key: VerifierKey, size: int) -> bool:
        """Whether it is the log's own, exactly as it was enrolled, and in force at that size."""
        return self._in_force(key.key_id, "log", size) == key

    def _in_force(self, key_id: bytes, use: str, position: int) -> VerifierKey | None:
        found = self._first.get(key_id)
        if found is None or found.use != use or found.position >= position:
            return None
        return found.key if self._revoked.get(key_id, position) >= position else None


def _enrolled(payload: tuple[Any, ...], position: int) -> _Enrolled:
    if len(payload) != 3:  # noqa: PLR2004  # person, vkey, use
        raise _other_form(ENROLLED, "it has three items")
    person, vkey, use = payload
    if type(vkey) is not str or type(use) is not str or use not in _USES:
        raise _other_form(ENROLLED, "vkey or use is something else")
    if person is not None and (type(person) is not str or not is_id(person) or person == GROUP_OWNER):
        raise _other_form(ENROLLED, "the person is no id")
    if (person is None) != (use == "log"):
        raise _other_form(ENROLLED, "a person stands with person and witness, and not with log")
    try:
        key = parse_vkey(vkey)
    except ProofError as error:
        raise _other_form(ENROLLED, error.problem) from None
    if use != "witness" and key.type != NOTE_KEY:
        raise _other_form(ENROLLED, "a witness's key is good for nothing else")
    return _Enrolled(key, use, position)


def _revoked(payload: tuple[Any, ...]) -> bytes:
    if [type(item) for item in payload] != [bytes, str] or len(payload[0]) != _KEY_ID or payload[1] not in _REASONS:
        raise _other_form(REVOKED, "it has a key id of 8 bytes and a reason")
    key_id: bytes = payload[0]
    return key_id


def _other_form(type_: str, problem: str) -> DecodeError:
    return DecodeError(f"{type_}: {problem}", problem_id=f"isi catatan kunci ({type_}) tidak sah")
