"""Bundles by the thousand, good ones and bad ones, each made of a number alone: for two readers to be held together."""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

import msgpack
from attrs import define, evolve, field

from format_examples import CALLS, DAY, GROUP, entry_of, messages, signer
from kube_ledger import merkle, proofs
from kube_ledger.codec import Approval, Recorded, SealedField, Seen, encode
from kube_ledger.codec.envelope import encode_command
from kube_ledger.codec.limits import MAX_PAYLOAD
from kube_ledger.events import UnknownEvent
from kube_ledger.events.base import LOCKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

PERSONS: Final = [signer(f"melati-3/m{number:02}", bytes([65 + number])) for number in range(4)]
TILES: Final = "abcé人 -" * 40
LOGS: Final = b"lk"
"""The letters of the log's first and second key: their name is the log's own."""

WITNESSES: Final = [signer(f"saksi/{number}", bytes([80 + number]), proofs.COSIGNATURE_KEY) for number in range(2)]
STRANGER: Final = signer("orang-lain", b"x")
TYPES: Final = ("dues-paid", "event-reversed", "note-added", "simpan/loan-given", "z")
LOW_ORDER: Final = bytes(32), bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
ODD_POINTS: Final = (
    *LOW_ORDER,
    b"\x01" + bytes(31),
    b"\x01" + bytes(30) + b"\x80",  # x = 0 with a sign
    b"\x02" + bytes(31),  # on no curve
    b"\xee" + b"\xff" * 30 + b"\x7f",  # y = p + 1
    b"\xed" + b"\xff" * 31,
    b"\x03" + bytes(31),
)


class Case(NamedTuple):
    """A bundle and what is given beside it."""

    data: bytes
    vkeys: tuple[str, ...]
    earlier: bytes | None
    what: str


@define
class Parts:
    """A bundle before it is put together: what follows from the records is made from them, unless it is given."""

    records: list[bytes]
    group: str = GROUP
    header: str = "kube-ledger/bundle/1"
    keys: list[str] | None = None
    schemas: list[str] | None = None
    heads: list[tuple[int, tuple[str, ...]]] = field(factory=list)
    note_changes: list[Callable[[list[str]], list[str]]] = field(factory=list)
    end: str | None = None

    def lines(self) -> list[bytes]:
        """All lines, without their ends."""
        notes = [self.note(size, signers) for size, signers in self.heads]
        for change in self.note_changes:
            notes = change(notes)
        keys = self.keys
        if keys is None:
            keys = sorted({key for _, names in self.heads for key in self._vkeys(names)})
        schemas = self.schemas if self.schemas is not None else schema_lines(self.records)
        end = self.end if self.end is not None else f"{len(self.records)} {base64(root_of(self.records))}"
        texts = [self.header, f"group {self.group}"]
        texts += [f"key {key}" for key in keys]
        texts += [f"schema {schema}" for schema in schemas]
        texts += [f"record {base64(record)}" for record in self.records]
        texts += [f"head {base64(note.encode('utf-8', 'surrogatepass'))}" for note in notes]
        return [text.encode() for text in [*texts, f"end {end}"]]

    @property
    def origin(self) -> str:
        """The log's name."""
        if not self.records:
            return f"kube-ledger/{GROUP}/{'0' * 16}"
        return proofs.origin(GROUP, merkle.leaf_hash(self.records[0]))

    def key(self, name: str) -> proofs.Signer:
        """`log0`, `log1`, `witness0`, `witness1`, `person0`, `stranger`."""
        kind, number = (name[:-1], int(name[-1])) if name[-1].isdigit() else (name, 0)
        if kind == "log":
            return log_signer(self.origin, LOGS[number : number + 1])
        return {"witness": WITNESSES, "person": PERSONS, "stranger": [STRANGER]}[kind][number]

    def _vkeys(self, names: Iterable[str]) -> list[str]:
        return [self.key(name).vkey for name in names if not name.startswith("person")]

    def text(self, size: int, *, root: bytes | None = None) -> str:
        """The three lines at a size."""
        return f"{self.origin}\n{size}\n{base64(root or root_of(self.records[:size]))}\n"

    def note(self, size: int, names: Iterable[str]) -> str:
        """The head at a size, signed."""
        text = self.text(size)
        signatures = []
        for name in names:
            key = self.key(name)
            if key.key.type == proofs.COSIGNATURE_KEY:
                signatures.append(proofs.sign_cosignature(text, key, 1_562_470_000 + size))
            else:
                signatures.append(proofs.Signature(key.key.name, key.key.key_hash, key.sign(text.encode())))
        return f"{text}\n{''.join(signature.line for signature in signatures)}" if signatures else text


@lru_cache(maxsize=64)
def log_signer(origin: str, letter: bytes) -> proofs.Signer:
    """A key of the log of that name."""
    return signer(origin, letter)


def base64(data: bytes) -> str:
    """As the formats write it."""
    return b64encode(data).decode()


@lru_cache(maxsize=1_000)
def _root(records: tuple[bytes, ...]) -> bytes:
    return merkle.root(map(merkle.leaf_hash, records))


def root_of(records: Sequence[bytes]) -> bytes:
    """The root of the tree over some records."""
    return _root(tuple(records))


def schema_lines(records: Iterable[bytes]) -> list[str]:
    """A schema line for each type and version that can be read out of the records."""
    found = set()
    for record in records:
        try:
            type_, version = msgpack.unpackb(msgpack.unpackb(record)[1])[:2]
            found.add((type_.encode(), version))
        except Exception:  # noqa: BLE001  # whatever it is, it names no type
            continue
    usable = [one for one in found if type(one[1]) is int and one[1] > 0]
    return [f"{type_.decode()} {version} kata-kata untuk manusia" for type_, version in sorted(usable)]


# Good ones.


def value(chance: Random, depth: int = 0) -> Any:
    """Any value of a payload, its bounds often."""
    kind = chance.randrange(9 if depth < 4 else 7)
    edges = (0, 1, 31, 32, 127, 128, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**53 - 1)
    if kind < 2:
        return chance.choice(edges) * chance.choice((1, 1, -1))
    if kind == 2:
        return chance.choice((None, True, False))
    if kind in (3, 4):
        start = chance.randrange(7)
        return TILES[start : start + chance.choice((0, 1, 5, 31, 32, 40, 255, 256))]
    if kind in (5, 6):
        return chance.randbytes(chance.choice((0, 1, 8, 32, 255, 256)))
    return tuple(value(chance, depth + 1) for _ in range(chance.choice((0, 1, 3, 15, 16))))


class Writer:
    """Writes a log that holds: calls of one or several events, keys that come and go, signatures that count."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.records: list[bytes] = []
        self.in_force: list[proofs.Signer] = []
        self.spent: set[str] = set()
        self.call = 0

    def log(self) -> list[bytes]:
        """All of it."""
        for _ in range(self.chance.randrange(9)):
            count = self.chance.choice((1, 1, 1, 2, 3))
            call_id = UUID(bytes=self.chance.randbytes(16)) if self.chance.random() < 0.5 else CALLS[self.call % 4]
            self.call += 1
            known = list(self.in_force)
            for index in range(count):
                self._record(call_id, index, count, known)
                known = list(self.in_force)
        return self.records

    def _record(self, call_id: UUID, index: int, count: int, known: list[proofs.Signer]) -> None:
        chance = self.chance
        event = self._event()
        entry = entry_of(event, self.call % 4, 0, 1)
        entry = _changed(entry, call_id=call_id, index=index, count=count)
        if index == 0 and chance.random() < 0.4:
            entry = _changed(entry, key=chance.choice(("k", "x" * 200, "é", "catatan 1")))
        if chance.random() < 0.2:
            entry = _changed(entry, meta=tuple((f"n{n}", "teks") for n in range(chance.choice((1, 2, 8)))))
        if chance.random() < 0.2:
            entry = _changed(entry, seen=Seen(chance.choice((0, 3, 2**40)), chance.randbytes(32)))
        if chance.random() < 0.2 and event.type == "z":
            payload = (*event.payload, LOCKED)
            sealed = SealedField(len(payload) - 1, "m01", bytes(16), bytes(24), chance.randbytes(40))
            entry = _changed(entry, event=_event("z", 1, payload), sealed=(sealed,))
        if known and chance.random() < 0.6:
            entry = approved(entry, chance.sample(known, chance.randint(1, len(known))))
        self.records.append(encode(entry))

    def _event(self) -> UnknownEvent:
        chance = self.chance
        roll = chance.random()
        if len(self.records) == 1 and roll < 0.7:
            own = log_signer(proofs.origin(GROUP, merkle.leaf_hash(self.records[0])), b"l")
            return _event("key-enrolled", 1, (None, own.vkey, "log"))
        if roll < 0.25:
            key = chance.choice(PERSONS)
            person, use = f"m{chance.randrange(9)}", "person"
        elif roll < 0.35 and self.records:
            key = log_signer(proofs.origin(GROUP, merkle.leaf_hash(self.records[0])), chance.choice((b"l", b"k")))
            person, use = None, "log"
        elif roll < 0.4:
            key, person, use = chance.choice([*WITNESSES, *PERSONS]), "p01", "witness"
        elif roll < 0.5:
            key = chance.choice(PERSONS)
            self.in_force = [one for one in self.in_force if one is not key]
            self.spent.add(key.vkey)
            return _event("key-revoked", 1, (key.key.key_id, chance.choice(("lost", "stolen", "ended"))))
        else:
            payload = tuple(value(chance) for _ in range(chance.randrange(5)))
            if len(msgpack.packb(payload)) > MAX_PAYLOAD:
                payload = ()
            return _event(chance.choice(TYPES), chance.choice((1, 1, 2, 2**53 - 1)), payload)
        if use == "person" and key.vkey not in self.spent:
            self.in_force = [*self.in_force, key]
        self.spent.add(key.vkey)  # the first word on a key is the last one
        return _event("key-enrolled", 1, (person, key.vkey, use))


def _event(type_: str, version: int, payload: tuple[Any, ...]) -> UnknownEvent:
    return UnknownEvent(occurred_on=DAY, type=type_, version=version, payload=payload)


def _changed(entry: Recorded, **fields: Any) -> Recorded:
    return evolve(entry, **fields)  # type: ignore[misc]  # mypy does not see that it is an attrs class


def approved(entry: Recorded, keys: Sequence[proofs.Signer]) -> Recorded:
    """Signed by the first, approved by the others."""
    entry = _changed(entry, actor_key=keys[0].key.key_id)
    author, approver = messages(encode_command(entry))
    approvals = [Approval(keys[0].key.key_id, keys[0].sign(author))]
    approvals += [Approval(key.key.key_id, key.sign(approver)) for key in keys[1:]]
    return _changed(entry, approvals=tuple(approvals))


def drawn(chance: Random) -> Parts:
    """A bundle that holds, or nearly: some of its heads are by keys that do not count."""
    parts = Parts(Writer(chance).log())
    sizes = [size for size in range(1, len(parts.records) + 1) if chance.random() < 0.3]
    parts.heads = [(size, tuple(_signers(chance))) for size in sizes]
    return parts


def _signers(chance: Random) -> list[str]:
    names = ("log0",) * 8 + ("log1", "witness0", "witness1", "witness0", "person0", "stranger")
    return chance.sample(names, chance.choice((0, 0, 1, 1, 1, 2, 3)))


# Packing by hand, in forms that no writer uses.


def packed(tree: Any, odd: list[int], chance: Random) -> bytes:
    """A value in msgpack; the one whose turn `odd[0]` counts down to is not in its shortest form, or none of ours."""
    odd[0] -= 1
    if odd[0] == 0:
        wide = _wide(tree, chance)
        if wide is not None:
            return wide
    if isinstance(tree, list | tuple):
        head = bytes([0x90 + len(tree)]) if len(tree) < 16 else b"\xdc" + struct.pack(">H", len(tree))
        return head + b"".join(packed(item, odd, chance) for item in tree)
    done: bytes = msgpack.packb(tree, use_bin_type=True)
    return done


def _wide(tree: Any, chance: Random) -> bytes | None:
    options = [b"\xc1", b"\x80", b"\xca" + bytes(4), b"\xcb" + bytes(8), b"\xd4\x01\x00", b"\xc7\x00\x01"]
    if type(tree) is int:
        for code, form in zip(range(0xCC, 0xD4), ("B", ">H", ">I", ">Q", "b", ">h", ">i", ">q"), strict=True):
            try:
                options.append(bytes([code]) + struct.pack(form, tree))
            except struct.error:
                continue
        options += [b"\xcf" + struct.pack(">Q", 2**53), b"\xd3" + struct.pack(">q", -(2**53)), b"\xcf" + b"\xff" * 8]
    elif type(tree) is str:
        data = tree.encode()
        options += [b"\xda" + struct.pack(">H", len(data)) + data, b"\xdb" + struct.pack(">I", len(data)) + data]
        if len(data) < 256:
            options.append(b"\xd9" + bytes([len(data)]) + data)
        options += [b"\xa1\xff", b"\xa3\xed\xa0\x80"]
    elif type(tree) is bytes:
        options += [b"\xc5" + struct.pack(">H", len(tree)) + tree, b"\xc6" + struct.pack(">I", len(tree)) + tree]
    elif isinstance(tree, list | tuple):
        body = b"".join(packed(item, [0], chance) for item in tree)
        options += [b"\xdc" + struct.pack(">H", len(tree)) + body, b"\xdd" + struct.pack(">I", len(tree)) + body]
        options += [b"\xdc\xff\xff" + body, b"\x9f" + body]
    return chance.choice(options)


def unpacked(record: bytes) -> list[Any]:
    """A record as a tree, its command one too."""
    tree: list[Any] = msgpack.unpackb(record, use_list=True)
    tree[1] = msgpack.unpackb(tree[1], use_list=True)
    return tree


def repacked(tree: list[Any], chance: Random, odd: tuple[int, int] = (0, 0)) -> bytes:
    """The record of such a tree."""
    command = packed(tree[1], [odd[1]], chance) if isinstance(tree[1], list) else tree[1]
    return packed([tree[0], command, *tree[2:]], [odd[0]], chance)
