"""Drafts: a call as the exact bytes that its author signs and others approve, to be carried from phone to phone."""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import attrs
from attrs import field, frozen

from kube_ledger.codec import decode, pack
from kube_ledger.codec.envelope import encode_command
from kube_ledger.codec.limits import FORMAT
from kube_ledger.codec.signed import approver_message, author_message
from kube_ledger.domain import KUBE, Domain
from kube_ledger.errors import DecodeError, Fault, InvalidEvent, SealBroken
from kube_ledger.events import UnknownEvent
from kube_ledger.events.base import Facts

from .views import sealer_of

if TYPE_CHECKING:
    from uuid import UUID

    from kube_ledger.codec import Opener, Recorded, Seen
    from kube_ledger.events import Event
    from kube_ledger.proofs import Signer
    from kube_ledger.sealing import KeyProvider

MAX_TEXT: Final = 4_000_000
SIGNATURE_SIZE: Final = 64
KEY_ID_SIZE: Final = 8
_NOT_YET: Final = 0
_DRAFT: Final = "kube-ledger/draft/1\n"
_SIGNATURE: Final = "kube-ledger/signature/1\n"
_LINE: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_NOT_OURS: Final = "teks ini bukan konsep atau tanda tangan kube-ledger, atau terpotong"
_OF_ALL: Final = ("recorded_by", "actor_key", "seen", "meta")
"""What all commands of a draft share: it is one act of one person."""


class DraftSignature(NamedTuple):
    """One person's signature on a draft: the author's, or that of somebody who approves.

    Attributes:
        key_id: The 8 bytes by which records name her key.
        signature: 64 bytes for each event of the draft, in their order.
    """

    key_id: bytes
    signature: bytes

    def to_text(self) -> str:
        """Three short lines, to be sent by any messenger."""
        return f"{_SIGNATURE}{self.key_id.hex()}\n{_base64(self.signature)}\n"

    @classmethod
    def from_text(cls, text: str | bytes) -> Self:
        """Read what `to_text` wrote, and nothing else.

        Raises:
            InvalidEvent: It is something else.
        """
        lines = _lines(text, _SIGNATURE, "signature")
        if len(lines) == 2 and re.fullmatch(r"[0-9a-f]{16}", lines[0]):  # noqa: PLR2004  # key id and signature
            return cls(bytes.fromhex(lines[0]), _unbase64(lines[1], "signature"))
        raise _invalid("signature", "this is no signature on a draft", "ini bukan tanda tangan untuk konsep catatan")


@frozen
class Draft:
    """A call that is to be signed before it is recorded: its commands, whose bytes never change again.

    Made by `group.draft`, or read from another device's text; then recorded by `group.record(draft, approvals=[…])`.
    It compares by its commands. What is sealed shows in its entries alone, where its keys are: not in its text, nor in
    its pickle, which reads it as `Locked`.

    Args:
        commands: The bytes of each event's command.
        domain: What knows its events.
        opener: Opens what is sealed in it: who signs must see what she signs.

    Attributes:
        entries: The commands as entries: their events, and all around them but the moment of recording.

    Raises:
        InvalidEvent: They are not the commands of one call in today's form: of one group, one author and one key, each
            event whole and as it could be written now; and where there are keys, what is sealed with them opens.
    """

    commands: tuple[bytes, ...] = field(repr=lambda commands: f"<{len(commands)}>")
    domain: Domain = field(default=KUBE, eq=False, repr=False)
    opener: Opener | None = field(default=None, eq=False, repr=False)
    entries: tuple[Recorded, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if type(self.commands) is not tuple or not self.commands:
            raise _invalid("commands", "a draft holds at least one command", "konsep catatan ini kosong")
        entries = tuple(self._entry(index, command) for index, command in enumerate(self.commands))
        first = entries[0]
        for index, entry in enumerate(entries):
            place = (entry.group_id, entry.call_id, entry.index, entry.count)
            together = all(getattr(entry, name) == getattr(first, name) for name in _OF_ALL)
            if place != (first.group_id, first.call_id, index, len(entries)) or not together:
                raise _invalid(f"commands[{index}]", "is of another call", "bagian dari catatan lain")
        if first.actor_key is None:
            raise _invalid("actor_key", "nobody's key is named", "kunci pencatatnya tidak disebut")
        object.__setattr__(self, "entries", entries)

    def _entry(self, index: int, command: bytes) -> Recorded:
        path = f"commands[{index}]"
        try:
            entry = decode(pack((FORMAT, command, (), _NOT_YET)), books=self.domain, opener=self.opener)
        except DecodeError as error:
            raise _invalid(path, error.problem, error.problem_id) from None
        except SealBroken as error:
            raise _invalid(path, str(error), error.sentence) from None
        if isinstance(entry.event, UnknownEvent):
            raise _invalid(path, "is of a type or version that is not known here", "jenis catatannya tidak dikenal")
        try:
            again = encode_command(attrs.evolve(entry, event=_anew(entry.event)))
        except InvalidEvent as error:
            raise InvalidEvent("draft", [fault.under(path) for fault in error.faults]) from None
        if again != command:
            raise _invalid(path, "is in the form of another version", "dibuat dengan versi aplikasi lain")
        return entry

    def __reduce__(self) -> tuple[Any, ...]:
        return (Draft, (self.commands, self.domain))

    @property
    def events(self) -> tuple[Event, ...]:
        """What is to be recorded: what a signer must be shown before she signs."""
        return tuple(entry.event for entry in self.entries)

    @property
    def group_id(self) -> str:
        """The group."""
        return self.entries[0].group_id

    @property
    def call_id(self) -> UUID:
        """The call's id: under it the draft is recorded once, however often it is sent."""
        return self.entries[0].call_id

    @property
    def recorded_by(self) -> str:
        """Who writes it down: a person or a role."""
        return self.entries[0].recorded_by

    @property
    def actor_key(self) -> bytes:
        """The id of the author's key."""
        key = self.entries[0].actor_key
        assert key is not None  # looked at when it was built
        return key

    @property
    def key(self) -> str | None:
        """The caller's name for the call."""
        return self.entries[0].key

    @property
    def seen(self) -> Seen | None:
        """The head that the author's device had verified."""
        return self.entries[0].seen

    def to_sign(self, key_id: bytes) -> tuple[bytes, ...]:
        """What the holder of a key signs with Ed25519, a message for each event.

        The author signs each whole command, everybody else the hash of each.

        Args:
            key_id: The 8 bytes by which records name her key.
        """
        message = author_message if key_id == self.actor_key else approver_message
        return tuple(message(command) for command in self.commands)

    def sign(self, signer: Signer) -> DraftSignature:
        """Sign it: as its author where the key is hers, else as one who approves."""
        key_id = signer.key.key_id
        return DraftSignature(key_id, b"".join(signer.sign(message) for message in self.to_sign(key_id)))

    def to_text(self) -> str:
        """The draft for another device: a line of base64 for each event, behind one that says what it is."""
        return _DRAFT + "".join(f"{_base64(command)}\n" for command in self.commands)

    @classmethod
    def from_text(cls, text: str | bytes, *, domain: Domain = KUBE, seal: KeyProvider | None = None) -> Self:
        """Read what `to_text` wrote, and nothing else.

        Args:
            text: At most 4,000,000 bytes.
            domain: What knows its events.
            seal: Gives the keys of what is sealed in it; without, that reads `Locked`.

        Raises:
            InvalidEvent: It is something else; every event is checked as if it were written here.
        """
        lines = _lines(text, _DRAFT, "draft")
        commands = tuple(_unbase64(line, f"commands[{index}]") for index, line in enumerate(lines))
        return cls(commands, domain, sealer_of(seal))


def signatures_on(draft: Draft, given: Any) -> tuple[DraftSignature, ...]:
    """Signatures in the order in which a record holds them: the author's first.

    Args:
        draft: What they are on.
        given: `DraftSignature`s, or pairs of a key id and a signature, in a list or tuple.

    Raises:
        InvalidEvent: One is something else, or has not 64 bytes for each event.
    """
    if type(given) not in (list, tuple):
        raise _invalid("approvals", "is no list of signatures", "bukan daftar tanda tangan")
    size = SIGNATURE_SIZE * len(draft.commands)
    for index, one in enumerate(given):
        if not isinstance(one, list | tuple) or [type(part) for part in one] != [bytes, bytes]:
            raise _invalid(f"approvals[{index}]", "is no signature on a draft", "bukan tanda tangan konsep catatan")
        if len(one[0]) != KEY_ID_SIZE or len(one[1]) != size:
            problem = f"needed are a key id of 8 bytes and {SIGNATURE_SIZE} bytes for each of {len(draft.commands)}"
            problem_id = f"bukan tanda tangan untuk {len(draft.commands)} catatan"
            raise _invalid(f"approvals[{index}]", problem, problem_id)
    signatures = list(dict.fromkeys(DraftSignature(*one) for one in given))  # one that came twice is one
    signatures.sort(key=lambda one: one.key_id != draft.actor_key)
    return tuple(signatures)


def _anew(value: Any) -> Any:
    """An event as its constructor takes it: what came from outside is checked like what is typed in here.

    The event inside a reversal stays as it is; it is held against the one in the log.
    """
    if isinstance(value, Facts):
        names = [attribute.name for attribute in attrs.fields(type(value))]
        values = {name: getattr(value, name) for name in names}
        return type(value)(**{name: part if name == "original" else _anew(part) for name, part in values.items()})
    return tuple(_anew(item) for item in value) if type(value) is tuple else value


def _lines(text: Any, first: str, what: str) -> list[str]:
    """The lines behind the first, each without its LF."""
    if type(text) is bytes and len(text) <= MAX_TEXT and text.isascii():
        text = text.decode("ascii")
    if type(text) is str and len(text) <= MAX_TEXT and text.startswith(first) and text.endswith("\n"):
        *lines, _ = text.removeprefix(first).split("\n")
        return lines
    raise _invalid(what, f"it does not begin with {first!r} and end in a line feed, or is too long", _NOT_OURS)


def _unbase64(line: str, path: str) -> bytes:
    if _LINE.fullmatch(line) is not None:
        try:
            data = binascii.a2b_base64(line, strict_mode=True)
        except binascii.Error:
            data = b""
        if _base64(data) == line:
            return data
    raise _invalid(path, "is not canonical base64", "bukan base64 baku, mungkin terpotong")


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def _invalid(path: str, problem: str, problem_id: str) -> InvalidEvent:
    return InvalidEvent("draft", [Fault(path, problem, problem_id)])
