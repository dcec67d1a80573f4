"""Check a kube-ledger bundle: the whole log of one group as a text file, by the format's own pages and nothing else.

    python verify_bundle.py FILE [--trust VKEY]... [--head FILE] [--lang id|en] [--json]

FILE may be `-` for standard input. Exit code: 0 the file is intact, 1 it has a fault, 2 the check could not run.

The file reads from top to bottom as the pages do: values and records (record.md), tree (tree.md), keys and heads
(checkpoint.md), bundle (bundle.md); then what is said to people. It needs Python 3.11 and, where signatures are to be
checked, the package `cryptography`. It reads line by line, keeps no record, and holds 32 bytes for each in a temporary
file; memory grows with the keys that the log enrols and with nothing else.

Three exceptions: `Malformed`, bytes that have not the form; `Fault`, the first fault of a bundle, at its line;
`CannotRun`, no answer about the bundle at all.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, BinaryIO, TypeAlias, cast

FIRST_LINE = "kube-ledger/bundle/1"
MAX_LINE = 131_072  # bytes, without the LF
MAX_RECORD = 65_535  # bytes
MAX_PAYLOAD = 32_000  # bytes
MAX_NOTE = 1_000_000  # bytes of a signed head
MAX_SIGNATURES = 100  # of one head
MAX_ITEMS = 4_096  # of an array
MAX_DEPTH = 8  # arrays in one another
MAX_INT = 2**53 - 1
MAX_SIZE = 2**63 - 1
LINES = {"group": 1, "key": 1_000, "schema": 4_096, "record": None, "head": 10_000, "end": 1}  # in order; None: any
EPOCH = date(1970, 1, 1).toordinal()
LEAVES_IN_MEMORY = 2**23  # bytes; beyond that the leaves go to a temporary file

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
TYPE_NAME = re.compile(rf"{ID.pattern}(/{ID.pattern})?")
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")  # 2**63 - 1 has 19 digits
NOT_SHORT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NOT_LINE = re.compile(rb"[\x00-\x1f\x7f]")
NOT_NOTE = re.compile(rb"[\x00-\x09\x0b-\x1f]")
NAME = re.compile(r"[^+\x00-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
HEAD = re.compile(rf"(kube-ledger/{ID.pattern}/[0-9a-f]{{16}})\n({DECIMAL.pattern})\n(.{{44}})\n")
SIGNATURE_LINE = re.compile(r"\u2014 ([^ ]+) ([^ ]+)")

Source: TypeAlias = bytes | Iterable[bytes] | BinaryIO
Value: TypeAlias = "int | str | bytes | bool | list[Value] | None"


class Malformed(ValueError):
    """Bytes that have not the form which the pages ask for; the argument says which form, in English."""


class CannotRun(Exception):
    """No answer about the bundle at all; the arguments are the reason, one of the words below, and a detail."""


class Fault(Exception):
    """The first fault of a bundle: its code, the reason in more detail (one of the words below), and its line."""

    def __init__(self, code: str, reason: str, line: int) -> None:
        super().__init__(code, reason, line)
        self.code, self.reason, self.line = code, reason, line


def need(condition: bool, form: str) -> None:
    """Refuse what has not the form."""
    if not condition:
        raise Malformed(form)


def sha256(data: bytes) -> bytes:
    """The SHA-256 of these bytes."""
    return hashlib.sha256(data).digest()


def read_base64(text: str) -> bytes:
    """The bytes of canonical base64: read only in the form that it is written in."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Malformed("base64") from None
    need(base64.b64encode(data).decode() == text, "base64 in its one canonical form")
    return data


def read_decimal(text: str, low: int, high: int) -> int:
    """A whole number in decimal digits without leading zero, within these bounds."""
    need(DECIMAL.fullmatch(text) is not None, "a number in decimal, without leading zero")
    need(low <= int(text) <= high, "a number within its bounds")
    return int(text)


# ---- record.md: values ----------------------------------------------------------------------------------------------

# First byte: how many bytes of number follow, and between which bounds this is the shortest form for that number.
# The number is the value itself, or the length of the str, bin or array that begins here.
NUMBERS = {
    0xCC: (1, 2**7, 2**8 - 1),
    0xCD: (2, 2**8, 2**16 - 1),
    0xCE: (4, 2**16, 2**32 - 1),
    0xCF: (8, 2**32, MAX_INT),
    0xD0: (1, -(2**7), -(2**5) - 1),
    0xD1: (2, -(2**15), -(2**7) - 1),
    0xD2: (4, -(2**31), -(2**15) - 1),
    0xD3: (8, -MAX_INT, -(2**31) - 1),
    0xD9: (1, 32, 255),
    0xDA: (2, 256, 65_535),
    0xC4: (1, 0, 255),
    0xC5: (2, 256, 65_535),
    0xDC: (2, 16, MAX_ITEMS),
}
CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


class Unpacker:
    """Reads msgpack values of the allowed kinds, each in its shortest form only."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, length: int) -> bytes:
        """The next bytes; refused if there are not as many."""
        need(length <= len(self.data) - self.at, "a value that ends within its bytes")
        self.at += length
        return self.data[self.at - length : self.at]

    def value(self, depth: int = 0) -> Value:
        """The next value, in `depth` arrays."""
        form = self.take(1)[0]
        if form <= 0x7F:
            return form
        if form >= 0xE0:
            return form - 0x100
        if 0x90 <= form <= 0x9F:
            return self.array(form - 0x90, depth)
        if 0xA0 <= form <= 0xBF:
            return self.text(form - 0xA0)
        if form in CONSTANTS:
            return CONSTANTS[form]
        need(form in NUMBERS, "a value of an allowed kind")
        length, low, high = NUMBERS[form]
        number = int.from_bytes(self.take(length), "big", signed=0xD0 <= form <= 0xD3)
        need(low <= number <= high, "a value within its bounds, in its shortest form")
        if form in (0xD9, 0xDA):
            return self.text(number)
        if form in (0xC4, 0xC5):
            return self.take(number)
        if form == 0xDC:
            return self.array(number, depth)
        return number

    def text(self, length: int) -> str:
        """A str of so many bytes."""
        try:
            return self.take(length).decode()
        except UnicodeDecodeError:
            raise Malformed("a str of UTF-8") from None

    def array(self, count: int, depth: int) -> list[Value]:
        """An array of so many items, itself in `depth` arrays."""
        need(depth < MAX_DEPTH, "arrays at most 8 deep")
        need(count <= len(self.data) - self.at, "an array that ends within its bytes")
        return [self.value(depth + 1) for _ in range(count)]


def unpack(data: bytes) -> Value:
    """The one value that these bytes hold."""
    unpacker = Unpacker(data)
    value = unpacker.value()
    need(unpacker.at == len(data), "one value and nothing behind it")
    return value


def packed_size(value: Value) -> int:
    """How many bytes a value takes, packed in its shortest form."""
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, int):
        if -(2**5) <= value < 2**7:
            return 1
        forms = (0xCC, 0xCD, 0xCE, 0xCF) if value > 0 else (0xD0, 0xD1, 0xD2, 0xD3)
        return 1 + next(NUMBERS[form][0] for form in forms if NUMBERS[form][1] <= value <= NUMBERS[form][2])
    if isinstance(value, list):
        return (1 if len(value) < 16 else 3) + sum(map(packed_size, value))
    if isinstance(value, bytes):
        return (2 if len(value) < 256 else 3) + len(value)
    length = len(value.encode())
    return (1 if length < 32 else 2 if length < 256 else 3) + length


def as_int(value: Value, low: int, high: int = MAX_INT) -> int:
    """This value, an int within these bounds; a bool is no int."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Malformed("an int within its bounds")
    return value


def as_str(value: Value, form: re.Pattern[str]) -> str:
    """This value, a str of this form."""
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Malformed("a str of its form")
    return value


def as_short_text(value: Value) -> str:
    """This value, a short text."""
    if not isinstance(value, str) or not 1 <= len(value) <= 200 or NOT_SHORT_TEXT.search(value):
        raise Malformed("a short text")
    need(unicodedata.is_normalized("NFC", value), "a short text in Unicode form NFC")
    return value


def as_bin(value: Value, length: int | None = None) -> bytes:
    """This value, a bin; of this length, if one is given."""
    if not isinstance(value, bytes) or length not in (None, len(value)):
        raise Malformed("a bin of its length")
    return value


def as_array(value: Value, least: int = 0, most: int = MAX_ITEMS) -> list[Value]:
    """This value, an array with so many items."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise Malformed("an array of its items")
    return value


# ---- record.md: the record, the command, keys -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """What a checker needs to know of a record."""

    type: str
    version: int
    group: str
    call: tuple[bytes, int, int]  # id, index, count
    actor_key: bytes | None
    occurred_on: int
    enrols: Enrolment | None
    revokes: bytes | None
    command: bytes
    approvals: list[tuple[bytes, bytes]]  # key_id, signature


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a key-enrolled says: a key, and what it may be used for."""

    vkey: Vkey
    use: str  # log, person, witness


def read_record(data: bytes) -> Record:
    """The record of these bytes; refused by all that stands under "What a reader refuses"."""
    need(len(data) <= MAX_RECORD, "a record of at most 65,535 bytes")
    form, command, approvals, recorded_at = as_array(unpack(data), 4, 4)
    need(as_int(form, 0) == 1, "record format 1")
    as_int(recorded_at, -MAX_INT)
    pairs = [as_array(approval, 2, 2) for approval in as_array(approvals)]
    return read_command(as_bin(command), [(as_bin(key_id, 8), as_bin(signature, 64)) for key_id, signature in pairs])


def read_command(command: bytes, approvals: list[tuple[bytes, bytes]]) -> Record:
    """The record of this command and these approvals."""
    items = as_array(unpack(command), 12, 12)
    type_, version, group, call, recorded_by, actor_key, key, occurred_on, seen, meta, payload, sealed = items
    call_id, index, count = as_array(call, 3, 3)
    as_str(recorded_by, ID)
    if key is not None:
        as_short_text(key)
        need(index == 0, "a key only where index is 0")
    if seen is not None:
        size, root = as_array(seen, 2, 2)
        as_int(size, 0)
        as_bin(root, 32)
    if meta is not None:
        for pair in as_array(meta, 1, 8):
            label, text = as_array(pair, 2, 2)
            as_str(label, ID)
            as_short_text(text)
    name, fields = as_str(type_, TYPE_NAME), as_array(payload)
    need_payload_fits(name, fields, len(command))
    need_sealed(as_array(sealed), fields)
    need(version == 1 or name not in ("key-enrolled", "key-revoked"), "version 1 of an event about keys")
    return Record(
        type=name,
        version=as_int(version, 1),
        group=as_str(group, ID),
        call=(as_bin(call_id, 16), as_int(index, 0), as_int(count, as_int(index, 0) + 1)),
        actor_key=None if actor_key is None else as_bin(actor_key, 8),
        occurred_on=as_int(occurred_on, -719_162, 2_932_896),
        enrols=read_enrolment(fields) if name == "key-enrolled" else None,
        revokes=read_revocation(fields) if name == "key-revoked" else None,
        command=command,
        approvals=approvals,
    )


def need_payload_fits(type_: str, payload: list[Value], command_length: int) -> None:
    """Refuse a payload above 32,000 bytes, not counting the event that an event-reversed takes back."""
    if command_length > MAX_PAYLOAD:  # else its payload, a part of it, is not above that either
        counted = payload[:1] + payload[2:] if type_ == "event-reversed" else payload
        need(packed_size(counted) <= MAX_PAYLOAD, "a payload of at most 32,000 bytes")


def need_sealed(sealed: list[Value], payload: list[Value]) -> None:
    """Refuse sealed fields that have not the form, do not ascend, or stand for an item that is not nil."""
    before = -1
    for item in sealed:
        field, subject, key_id, nonce, ciphertext = as_array(item, 5, 5)
        as_str(subject, ID)
        as_bin(key_id, 16)
        as_bin(nonce)
        as_bin(ciphertext)
        before = as_int(field, before + 1, len(payload) - 1)
        need(payload[before] is None, "nil in the payload where a field is sealed")


def read_enrolment(payload: list[Value]) -> Enrolment:
    """What the payload of a key-enrolled says."""
    person_id, vkey_text, use = as_array(payload, 3, 3)
    if not isinstance(vkey_text, str) or use not in ("log", "person", "witness"):
        raise Malformed("a verifier key and its use")
    need((person_id is None) == (use == "log"), "a person_id exactly where the use is not log")
    need(person_id is None or as_str(person_id, ID) != "group", "a person_id other than `group`")
    vkey = read_vkey(vkey_text)
    need(vkey.type == ED25519 or use == "witness", "a key type that goes with the use")
    return Enrolment(vkey, use)


def read_revocation(payload: list[Value]) -> bytes:
    """The key_id that the payload of a key-revoked says."""
    key_id, reason = as_array(payload, 2, 2)
    need(reason in ("lost", "stolen", "ended"), "a reason for the revocation")
    return as_bin(key_id, 8)


# ---- tree.md --------------------------------------------------------------------------------------------------------


class Tree:
    """The Merkle tree of RFC 6962, as its frontier: one hash for each 1 in the binary digits of the size."""

    def __init__(self) -> None:
        self.size = 0
        self.frontier: list[bytes] = []  # the largest subtree first

    def add(self, leaf: bytes) -> None:
        """Add a leaf at the end."""
        node, rest = leaf, self.size
        while rest & 1:
            node = sha256(b"\x01" + self.frontier.pop() + node)
            rest >>= 1
        self.frontier.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root at this size."""
        if not self.frontier:
            return sha256(b"")
        node = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            node = sha256(b"\x01" + left + node)
        return node


# ---- checkpoint.md: keys and signatures -----------------------------------------------------------------------------

ED25519, COSIGNATURE = 0x01, 0x04  # types of key
P = 2**255 - 19
D = -121_665 * pow(121_666, -1, P) % P
# The y of the eight points of small order, among them all with x = 0: beside them, either sign is a point's own.
ORDER_8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
SMALL_ORDER = (0, 1, P - 1, ORDER_8, P - ORDER_8)


@dataclass(frozen=True, slots=True)
class Vkey:
    """A verifier key: under which name and in which way a public key signs."""

    name: str
    hash: bytes
    type: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """What records call this public key, whatever its name and type."""
        return sha256(b"kube-ledger/key/1\n" + self.public_key)[:8]

    def verifies(self, signature: bytes, head: bytes) -> bool:
        """Whether this is this key's signature of a head's three lines."""
        if self.type == ED25519:
            return verify(self.public_key, signature, head)
        time = int.from_bytes(signature[:8], "big")
        message = b"cosignature/v1\ntime %d\n" % time + head
        return time <= MAX_SIZE and verify(self.public_key, signature[8:], message)


def read_vkey(text: str) -> Vkey:
    """The verifier key of this line `<name>+<hash>+<key>`."""
    parts = text.split("+", 2)
    need(len(parts) == 3, "a verifier key")
    name, key = read_name(parts[0]), read_base64(parts[2])
    need(len(key) == 33 and key[0] in (ED25519, COSIGNATURE), "a verifier key's type and 32 bytes")
    key_hash = sha256(name.encode() + b"\n" + key)[:4]
    need(parts[1] == key_hash.hex(), "the hash that belongs to the verifier key")
    need(is_public_key(key[1:]), "a point of the curve in its only spelling, not of small order")
    return Vkey(name, key_hash, key[0], key[1:])


def read_name(text: str) -> str:
    """The name of who signs."""
    need(NAME.fullmatch(text) is not None and len(text.encode()) <= 255, "a name without plus and white space")
    return text


def is_public_key(key: bytes) -> bool:
    """Whether these 32 bytes are a point of the curve in its only spelling, and not of small order."""
    y = int.from_bytes(key, "little") % 2**255  # without the sign
    if y >= P or y in SMALL_ORDER:
        return False
    square, divisor = y * y - 1, D * y * y + 1  # x² = square / divisor: it exists if their product is a square
    return pow(square * divisor, (P - 1) // 2, P) == 1


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this is the Ed25519 signature of this message. The key is a good point: `read_vkey` saw to that."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        raise CannotRun("no-cryptography", "") from None
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


# ---- checkpoint.md: heads -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint: at this size, the log of this origin has this root."""

    origin: str
    size: int
    root: bytes
    text: bytes  # the three lines, which are what is signed
    signatures: list[tuple[str, bytes, bytes]]  # name, hash, signature; none: an unsigned head


def read_head(data: bytes) -> Head:
    """The checkpoint of these bytes, signed or not."""
    need(len(data) <= MAX_NOTE, "a head of at most 1,000,000 bytes")
    need(NOT_NOTE.search(data) is None, "a head without control bytes")
    try:
        text, blank, signatures = data.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise Malformed("a head of UTF-8") from None
    text += "\n" if blank else ""
    lines = HEAD.fullmatch(text)
    if lines is None:
        raise Malformed("a head's three lines")
    size, root = read_decimal(lines[2], 0, MAX_SIZE), read_base64(lines[3])
    need(len(root) == 32, "a root of 32 bytes")
    need(size > 0 or root == sha256(b""), "the root of nothing at size 0")
    return Head(lines[1], size, root, text.encode(), read_signatures(signatures) if blank else [])


def read_signatures(text: str) -> list[tuple[str, bytes, bytes]]:
    """Name, hash and signature of each line behind the blank one."""
    need(1 <= text.count("\n") <= MAX_SIGNATURES and text.endswith("\n"), "1 to 100 signature lines")
    signatures = []
    for line in text[:-1].split("\n"):
        parts = SIGNATURE_LINE.fullmatch(line)
        if parts is None:
            raise Malformed("a signature line")
        name, data = read_name(parts[1]), read_base64(parts[2])
        need(len(data) >= 5, "a signature behind the hash")
        signatures.append((name, data[:4], data[4:]))
    return signatures


# ---- bundle.md ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed heads. `standing`: `given` (trusted from outside), `log` (enrolled as that), `known` (neither)."""

    name: str
    standing: str
    heads: int  # how many
    size: int  # of the largest
    time: int | None  # of the last cosignature, seconds since 1970


@dataclass(frozen=True, slots=True)
class Result:
    """The answer: `code` is None if the bundle is intact; else only the first four say something."""

    code: str | None = None
    line: int | None = None
    reason: str = ""  # one of the words below
    detail: str = ""  # which form was asked for, in English
    group: str = ""
    size: int = 0
    root: bytes = b""
    days: tuple[int, int] | None = None  # the first and the last occurred_on
    signed_records: int = 0
    heads: int = 0
    signed_heads: int = 0
    signers: tuple[Signer, ...] = ()
    earlier: int | None = None  # the size of the earlier head that was given


def check(source: Source, *, trusted: Iterable[str] = (), earlier: bytes | None = None) -> Result:
    """Check a bundle, stopping at the first fault.

    `source`: an open binary file, or all of it as bytes, or its lines with their LF. `trusted`: vkeys that are trusted
    from outside. `earlier`: the bytes of a head that this log must extend. Raises Malformed if one of these two has not
    its form, CannotRun if signatures stand in the bundle and can't be checked.
    """
    vkeys = [read_vkey(text) for text in trusted]
    head = None if earlier is None else read_head(earlier)
    with tempfile.SpooledTemporaryFile(max_size=LEAVES_IN_MEMORY) as leaves:
        checker = Checker(vkeys, head, leaves)
        try:
            return checker.check(as_file(source))
        except Malformed as error:
            return Result(code="bytes-invalid", line=checker.line, reason="form", detail=str(error))
        except Fault as fault:
            return Result(code=fault.code, line=fault.line, reason=fault.reason)


def as_file(source: Source) -> BinaryIO:
    """The source as a file to read lines from."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return cast("BinaryIO", source) if hasattr(source, "readline") else io.BytesIO(b"".join(source))


class Keys:
    """The keys that count for something: those trusted from outside, those the log enrols, those of `key` lines."""

    def __init__(self, trusted: list[Vkey]) -> None:
        self.trusted = trusted
        self.named: dict[tuple[str, bytes], list[Vkey]] = {}  # all of them, by name and hash
        self.enrolled: dict[bytes, tuple[int, Enrolment]] = {}  # by key_id: the first enrolment and its position
        self.revoked: dict[bytes, int] = {}  # by key_id: the first position of a revocation
        for vkey in trusted:
            self.add(vkey)

    def add(self, vkey: Vkey) -> None:
        """Know a key, so that its signatures can be checked."""
        same = self.named.setdefault((vkey.name, vkey.hash), [])
        if vkey not in same:
            same.append(vkey)

    def learn(self, record: Record, position: int) -> None:
        """Take up what the record at this position says about keys."""
        if record.enrols is not None:
            self.add(record.enrols.vkey)
            self.enrolled.setdefault(record.enrols.vkey.key_id, (position, record.enrols))
        if record.revokes is not None:
            self.revoked.setdefault(record.revokes, position)

    def in_force(self, key_id: bytes, use: str, position: int) -> Vkey | None:
        """The key that is enrolled for this use and in force at this position, if there is one."""
        since, enrolment = self.enrolled.get(key_id, (MAX_SIZE, None))
        if enrolment is None or enrolment.use != use:
            return None
        return enrolment.vkey if since < position <= self.revoked.get(key_id, MAX_SIZE) else None

    def standing(self, vkey: Vkey, size: int) -> str:
        """What a signature under this key is worth on a head of this size, as in `Signer`."""
        if vkey in self.trusted:
            return "given"
        return "log" if self.in_force(vkey.key_id, "log", size) == vkey else "known"


class Checker:
    """The check of one bundle. `line` is the number of the line that was read last, from 1."""

    def __init__(self, trusted: list[Vkey], earlier: Head | None, leaves: IO[bytes]) -> None:
        self.line = 0
        self.keys = Keys(trusted)
        self.earlier, self.earlier_root = earlier, b""
        self.group, self.origin = "", ""
        self.last_key = ""
        self.schemas: dict[tuple[str, int], int] = {}  # type and version: the number of the line
        self.occurring: set[tuple[str, int]] = set()
        self.tree, self.leaves = Tree(), leaves
        self.call = (b"", 0, 1)  # of the last record; before the first, as if one were complete
        self.last_record_line = 0
        self.days: tuple[int, int] | None = None
        self.signed_records = 0
        self.start = Tree()  # the first records, as many as the last head says
        self.heads = self.signed_heads = 0
        self.signers: dict[tuple[Vkey, str], Signer] = {}

    def check(self, file: BinaryIO) -> Result:
        """Check all lines in order. Raises Fault, or Malformed, which is a fault at `line`."""
        for keyword, rest in self.lines(file):
            match keyword:
                case "group":
                    need(ID.fullmatch(rest) is not None, "the group's Id")
                    self.group = rest
                case "key":
                    self.check_key(rest)
                case "schema":
                    self.check_schema(rest)
                case "record":
                    self.check_record(rest)
                case "head":
                    self.check_head(rest)
                case "end":
                    self.check_end(rest)
        return Result(
            group=self.group,
            size=self.tree.size,
            root=self.tree.root(),
            days=self.days,
            signed_records=self.signed_records,
            heads=self.heads,
            signed_heads=self.signed_heads,
            signers=tuple(self.signers.values()),
            earlier=None if self.earlier is None else self.earlier.size,
        )

    def lines(self, file: BinaryIO) -> Iterator[tuple[str, str]]:
        """Keyword and rest of each line behind the first, each keyword only where it may stand."""
        need(self.read_line(file) == FIRST_LINE, f"the first line, {FIRST_LINE}")
        order, place, count = list(LINES), -1, 0
        while (text := self.read_line(file)) is not None:
            keyword, _, rest = text.partition(" ")
            need(keyword in LINES, "one of the keywords, and a space")
            now = order.index(keyword)
            need(now == 0 if place < 0 else now >= place, "a keyword that may stand here")
            count = count + 1 if now == place else 1
            need(count <= (LINES[keyword] or count), "no more lines of a keyword than are allowed")
            place = now
            yield keyword, rest
        if place < order.index("end"):
            raise Fault("bytes-invalid", "ends-early", self.line)

    def read_line(self, file: BinaryIO) -> str | None:
        """The next line without its LF, or None behind the last one. Never reads more than a line may have."""
        self.line += 1
        raw = file.readline(MAX_LINE + 1)
        if not raw:
            return None
        need(raw.endswith(b"\n"), "a line that ends in LF within 131,072 bytes")
        need(len(raw) > 1 and NOT_LINE.search(raw, 0, len(raw) - 1) is None, "a line without control bytes, not blank")
        try:
            return raw[:-1].decode()
        except UnicodeDecodeError:
            raise Malformed("a line of UTF-8") from None

    def check_key(self, rest: str) -> None:
        """A `key` line: no one trusts the key for standing here."""
        self.keys.add(read_vkey(rest))
        need(rest > self.last_key, "key lines that ascend")  # str compare by code point, so as their UTF-8 bytes do
        self.last_key = rest

    def check_schema(self, rest: str) -> None:
        """A `schema` line: which types and versions there are. Its words are for people."""
        parts = rest.split(" ", 2)
        need(len(parts) == 3 and TYPE_NAME.fullmatch(parts[0]) is not None, "a type name, a version, and words")
        schema = parts[0], read_decimal(parts[1], 1, MAX_INT)
        need(parts[2] != "" and parts[2] == parts[2].strip(" "), "words that neither begin nor end with a space")
        need(not self.schemas or schema > next(reversed(self.schemas)), "schema lines that ascend")
        self.schemas[schema] = self.line

    def check_record(self, rest: str) -> None:
        """A `record` line: its form, its place, its signatures; then it counts."""
        data = read_base64(rest)
        record = read_record(data)
        need((record.type, record.version) in self.schemas, "a schema line for this type and version")
        if record.group != self.group:
            raise Fault("order-broken", "other-group", self.line)
        self.check_call(record.call)
        self.check_approvals(record)
        self.add(data, record)

    def check_call(self, call: tuple[bytes, int, int]) -> None:
        """The events of one call stand together, in their order, all of them."""
        (last_id, last_index, last_count), (call_id, index, count) = self.call, call
        if last_index < last_count - 1:
            if (call_id, index, count) != (last_id, last_index + 1, last_count):
                raise Fault("order-broken", "call-torn", self.line)
        elif index != 0:
            raise Fault("order-broken", "call-torn", self.line)
        self.call = call

    def check_approvals(self, record: Record) -> None:
        """The signatures of the author, who comes first, and of the approvers, if there are any."""
        if record.actor_key is None and not record.approvals:
            return
        if record.actor_key is None or not record.approvals or record.approvals[0][0] != record.actor_key:
            raise Fault("signature-invalid", "no-author", self.line)
        message = b"kube-ledger/command/1\n" + record.command
        for key_id, signature in record.approvals:
            vkey = self.keys.in_force(key_id, "person", self.tree.size)
            if vkey is None:
                raise Fault("key-unknown", "no-person", self.line)
            if not verify(vkey.public_key, signature, message):
                raise Fault("signature-invalid", "record-forged", self.line)
            message = b"kube-ledger/approve/1\n" + sha256(record.command)  # what all but the first sign
        self.signed_records += 1

    def add(self, data: bytes, record: Record) -> None:
        """Count a record in that holds."""
        leaf = sha256(b"\x00" + data)
        if self.tree.size == 0:
            self.origin = f"kube-ledger/{self.group}/{leaf[:8].hex()}"
        self.keys.learn(record, self.tree.size)
        self.occurring.add((record.type, record.version))
        self.tree.add(leaf)
        self.leaves.write(leaf)
        if self.earlier is not None and self.earlier.size == self.tree.size:
            self.earlier_root = self.tree.root()
        first, last = self.days or (record.occurred_on, record.occurred_on)
        self.days = min(first, record.occurred_on), max(last, record.occurred_on)
        self.last_record_line = self.line

    def check_head(self, rest: str) -> None:
        """A `head` line: it must say what the records say, and a signed one be signed by a key that counts."""
        head = read_head(read_base64(rest))
        need(head.size > self.start.size, "a head larger than the one before it")
        if self.heads == 0:
            self.check_records_complete()
        if head.size > self.tree.size:
            raise Fault("shorter-than-signed", "head-longer", self.line)
        while self.start.size < head.size:
            self.start.add(self.leaves.read(32))
        if head.origin != self.origin or head.root != self.start.root():
            raise Fault("fork", "head-fork", self.line)
        if head.signatures:
            self.check_signatures(head)
        self.heads += 1

    def check_records_complete(self) -> None:
        """What the first line behind the records shows: the last call is complete, and every schema line is used."""
        if self.call[1] < self.call[2] - 1:
            raise Fault("order-broken", "call-cut", self.last_record_line)
        for schema, line in self.schemas.items():
            if schema not in self.occurring:
                raise Fault("bytes-invalid", "schema-unused", line)
        self.leaves.seek(0)  # from here on they are read

    def check_signatures(self, head: Head) -> None:
        """All signatures of a head are of known keys and verify, and one of them is by a key that counts."""
        standings = set()
        for name, key_hash, signature in head.signatures:
            known = self.keys.named.get((name, key_hash), [])
            if not known:
                raise Fault("key-unknown", "signer-unknown", self.line)
            verified = [vkey for vkey in known if vkey.verifies(signature, head.text)]
            if not verified:
                raise Fault("signature-invalid", "head-forged", self.line)
            for vkey in verified:
                standing = self.keys.standing(vkey, head.size)
                standings.add(standing)
                self.note_signer(vkey, standing, head.size, signature)
        if not standings & {"given", "log"}:
            raise Fault("key-unknown", "head-unbacked", self.line)
        self.signed_heads += 1

    def note_signer(self, vkey: Vkey, standing: str, size: int, signature: bytes) -> None:
        """Remember who signed, for the report."""
        before = self.signers.get((vkey, standing))
        time = int.from_bytes(signature[:8], "big") if vkey.type == COSIGNATURE else None
        self.signers[vkey, standing] = Signer(vkey.name, standing, before.heads + 1 if before else 1, size, time)

    def check_end(self, rest: str) -> None:
        """The `end` line, and the earlier head, if one was given."""
        parts = rest.split(" ")
        need(len(parts) == 2, "a size and a root")
        size, root = read_decimal(parts[0], 0, MAX_SIZE), read_base64(parts[1])
        need(len(root) == 32, "a root of 32 bytes")
        if self.heads == 0:
            self.check_records_complete()
        if (size, root) != (self.tree.size, self.tree.root()):
            raise Fault("head-mismatch", "end-other", self.line)
        if self.earlier is None or self.earlier.size == 0:
            return
        if self.earlier.size > self.tree.size:
            raise Fault("shorter-than-signed", "earlier-longer", self.line)
        if self.earlier.origin != self.origin or self.earlier.root != self.earlier_root:
            raise Fault("fork", "earlier-fork", self.line)


# ---- what is said to people -----------------------------------------------------------------------------------------

INDONESIAN = {
    "months": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "point": ".",
    # faults
    "fault": "ADA KESALAHAN di baris {line}: {code}",
    "form": "Baris ini tidak berbentuk seperti yang ditetapkan.",
    "ends-early": "Berkas terpotong: mulai baris ini tidak ada lagi, juga baris penutupnya (end).",
    "schema-unused": "Baris ini menjelaskan jenis catatan yang tidak ada di dalam berkas.",
    "other-group": "Catatan di baris ini milik kelompok lain.",
    "call-torn": "Catatan di baris ini tidak menyambung: ada catatan yang hilang, terselip, atau tertukar.",
    "call-cut": "Catatan di baris ini bukan akhir dari tindakannya: catatan sesudahnya hilang.",
    "no-author": "Catatan di baris ini tidak memuat tanda tangan pembuatnya di tempat pertama.",
    "no-person": "Catatan di baris ini ditandatangani dengan kunci yang saat itu tidak terdaftar atau tidak berlaku.",
    "record-forged": "Tanda tangan pada catatan di baris ini tidak cocok dengan isinya.",
    "head-longer": "Menurut ringkasan (head) di baris ini pernah ada lebih banyak catatan: yang terakhir dibuang.",
    "head-fork": "Menurut ringkasan (head) di baris ini catatannya dulu lain: ada yang diubah atau dibuang.",
    "signer-unknown": "Ringkasan (head) di baris ini ditandatangani dengan kunci yang tidak dikenal.",
    "head-forged": "Tanda tangan pada ringkasan (head) di baris ini tidak cocok dengan isinya.",
    "head-unbacked": "Ringkasan (head) di baris ini tidak ditandatangani dengan kunci kelompok yang berlaku, "
    "juga tidak dengan kunci yang Anda percayai.",
    "end-other": "Catatan di berkas ini bukan catatan yang ada ketika berkas ini ditutup.",
    "earlier-longer": "Menurut ringkasan (head) yang Anda berikan pernah ada lebih banyak catatan.",
    "earlier-fork": "Ringkasan (head) yang Anda berikan tidak cocok: catatannya dulu lain, atau milik kelompok lain.",
    "asked": "Yang diminta di sini (istilah teknis): {detail}.",
    "stopped": "Pemeriksaan berhenti di kesalahan pertama; sesudahnya belum diperiksa.",
    # an intact file
    "intact": "UTUH: tidak ditemukan kesalahan.",
    "group": "Kelompok      {group}",
    "size": "Catatan       {size}",
    "days": "Kejadian      {first} sampai {last}, menurut catatan itu sendiri",
    "root": "Sidik jari    {root} (root)",
    "heads": "Ringkasan     {heads} (head); yang bertanda tangan: {signed}",
    "signer": "  - {name} ({standing}): {heads}, sampai {size} catatan",
    "time": "; terakhir menurut dia sendiri pada {day}",
    "more": "  - dan {count} penanda tangan lagi",
    "given": "kunci yang Anda percayai",
    "log": "kunci kelompok ini sendiri",
    "known": "kunci yang hanya dikenal dari berkas ini",
    "proven": "Yang terbukti:",
    "proven-order": "  + {size} catatan terbaca semua, tidak ada tindakan yang terpotong, cocok dengan penutup berkas.",
    "proven-persons": "  + {count} catatan ditandatangani orangnya, dengan kunci yang menurut berkas ini berlaku.",
    "proven-given": "  + {count} catatan pertama persis seperti yang ditandatangani dengan kunci yang Anda percayai.",
    "proven-log": "  + {count} catatan pertama persis seperti yang ditandatangani dengan kunci kelompok ini.",
    "proven-earlier": "  + {count} catatan pertama persis seperti dalam ringkasan (head) yang Anda berikan.",
    "unproven": "Yang TIDAK terbukti:",
    "unproven-all": "  - Bahwa catatan ini asli: tak ada ringkasan bertanda tangan, siapa pun bisa mengarangnya."
    "\n    Cocokkan sidik jari di atas dengan yang Anda dapat dari tempat lain.",
    "unproven-log": "  - Bahwa kunci kelompok itu asli: hanya berkas ini yang mengatakannya, berkas karangan pun bisa."
    "\n    Berikan kunci yang Anda kenal (--trust) atau ringkasan lama (--head).",
    "unproven-tail": "  - {count} catatan terakhir: tidak dijamin siapa pun, hanya sebaik berkas ini.",
    "unproven-rules": "  - Bahwa isinya benar: jumlah uang, tanggal, dan aturan kelompok tidak diperiksa di sini.",
    "unproven-heads": "  - Bahwa semua ringkasan (head) yang pernah ditandatangani ada di sini.",
    "unproven-schema": "  - Penjelasan di baris schema: tidak dijamin apa pun.",
    # no check
    "cannot": "TIDAK BISA DIPERIKSA: {trouble}",
    "no-cryptography": "berkas ini memuat tanda tangan; untuk memeriksanya pasang dulu: pip install cryptography",
    "unreadable": "berkas tidak bisa dibaca: {detail}",
    "not-given": "kunci (--trust) atau ringkasan (--head) tidak berbentuk semestinya; yang diminta: {detail}",
    "own-fault": "kesalahan ada pada program ini sendiri: {detail}",
}

ENGLISH = {
    "months": "January February March April May June July August September October November December",
    "point": ",",
    # faults
    "fault": "FAULT at line {line}: {code}",
    "form": "This line has not the form that is laid down for it.",
    "ends-early": "The file is cut off: from this line on it is missing, the closing line (end) too.",
    "schema-unused": "This line describes a kind of record that does not occur in the file.",
    "other-group": "The record at this line belongs to another group.",
    "call-torn": "The record at this line does not follow on: records are missing, slipped in, or changed places.",
    "call-cut": "The record at this line is not the end of its act: records behind it are missing.",
    "no-author": "The record at this line does not have its author's signature in the first place.",
    "no-person": "The record at this line is signed with a key that was not enrolled or not in force at that point.",
    "record-forged": "A signature of the record at this line does not fit what it says.",
    "head-longer": "By the head at this line there were more records once: the last ones were taken away.",
    "head-fork": "By the head at this line the records were others: some were changed or taken away.",
    "signer-unknown": "The head at this line is signed with a key that is not known.",
    "head-forged": "A signature of the head at this line does not fit what it says.",
    "head-unbacked": "The head at this line is signed neither with the group's key, in force, nor with one you trust.",
    "end-other": "The records of this file are not those that it was closed with.",
    "earlier-longer": "By the head that you gave there were more records once.",
    "earlier-fork": "The head that you gave does not fit: the records were others then, or those of another group.",
    "asked": "Asked for here: {detail}.",
    "stopped": "The check stops at the first fault; what stands behind it has not been checked.",
    # an intact file
    "intact": "INTACT: no fault found.",
    "group": "Group         {group}",
    "size": "Records       {size}",
    "days": "Events        {first} to {last}, by what the records say",
    "root": "Fingerprint   {root} (root)",
    "heads": "Heads         {heads}; signed: {signed}",
    "signer": "  - {name} ({standing}): {heads}, up to {size} records",
    "time": "; the last by its own word on {day}",
    "more": "  - and {count} more signers",
    "given": "a key that you trust",
    "log": "the group's own key",
    "known": "a key known from this file only",
    "proven": "What is proven:",
    "proven-order": "  + All {size} records can be read, no act is torn apart, the file was closed with just these.",
    "proven-persons": "  + Records signed by persons, with keys that were in force by what this file says: {count}.",
    "proven-given": "  + The first {count} records are exactly those that were signed with a key that you trust.",
    "proven-log": "  + The first {count} records are exactly those that were signed with the group's own key.",
    "proven-earlier": "  + The first {count} records are exactly those of the head that you gave.",
    "unproven": "What is NOT proven:",
    "unproven-all": "  - That these records are the true ones: no head is signed, anybody could write such a file."
    "\n    Hold the fingerprint above against one that you have from elsewhere.",
    "unproven-log": "  - That the group's key is the true one: only this file says so; an invented one would as well."
    "\n    Give a key that you know (--trust) or an older head (--head).",
    "unproven-tail": "  - The last {count} records: nobody vouches for them, they are as good as the file.",
    "unproven-rules": "  - That what they say is true: sums, dates and the group's rules are not checked here.",
    "unproven-heads": "  - That every head that was ever signed stands here.",
    "unproven-schema": "  - The words of the schema lines: nothing binds them.",
    # no check
    "cannot": "COULD NOT CHECK: {trouble}",
    "no-cryptography": "this file has signatures; to check them, first install: pip install cryptography",
    "unreadable": "the file can't be read: {detail}",
    "not-given": "the key (--trust) or head (--head) has not its form; asked for: {detail}",
    "own-fault": "the fault is this program's own: {detail}",
}

LANGUAGES = {"id": INDONESIAN, "en": ENGLISH}
SHOWN_SIGNERS = 20


class Speaker:
    """Says what was found, in one language."""

    def __init__(self, language: str) -> None:
        self.words = LANGUAGES[language]

    def say(self, sentence: str, **values: str | int) -> str:
        """A sentence with these values; numbers in groups of three digits."""
        point = self.words["point"]
        told = {key: f"{value:,}".replace(",", point) for key, value in values.items() if isinstance(value, int)}
        return self.words[sentence].format(**{**values, **told})

    def day(self, days: int) -> str:
        """A day, from days since 1970-01-01."""
        if days > 2_932_896:
            return "?"  # the time of a cosignature may lie behind all years
        day = date.fromordinal(EPOCH + days)
        return f"{day.day} {self.words['months'].split()[day.month - 1]} {day.year}"

    def report(self, result: Result) -> Iterator[str]:
        """What the check found, line by line."""
        if result.code is None:
            yield self.say("intact")
            yield ""
            yield from self.facts(result)
            yield ""
            yield from self.proof(result)
        else:
            yield self.say("fault", line=str(result.line), code=result.code)
            yield self.say(result.reason)
            if result.detail:
                yield self.say("asked", detail=result.detail)
            yield self.say("stopped")

    def facts(self, result: Result) -> Iterator[str]:
        """What stands in an intact file."""
        yield self.say("group", group=result.group)
        yield self.say("size", size=result.size)
        if result.days is not None:
            yield self.say("days", first=self.day(result.days[0]), last=self.day(result.days[1]))
        yield self.say("root", root=base64.b64encode(result.root).decode())
        yield self.say("heads", heads=result.heads, signed=result.signed_heads)
        for by in result.signers[:SHOWN_SIGNERS]:
            time = "" if by.time is None else self.say("time", day=self.day(by.time // 86_400))
            standing = self.say(by.standing)
            yield self.say("signer", name=visible(by.name), standing=standing, heads=by.heads, size=by.size) + time
        if len(result.signers) > SHOWN_SIGNERS:
            yield self.say("more", count=len(result.signers) - SHOWN_SIGNERS)

    def proof(self, result: Result) -> Iterator[str]:
        """What an intact file proves, and what it does not."""
        given, log = (max((by.size for by in result.signers if by.standing == s), default=0) for s in ("given", "log"))
        earlier = result.earlier or 0
        counts = {"persons": result.signed_records, "given": given, "log": log, "earlier": earlier}
        bound = max(given, log, earlier)
        yield self.say("proven")
        yield self.say("proven-order", size=result.size)
        yield from (self.say(f"proven-{by}", count=count) for by, count in counts.items() if count)
        yield ""
        yield self.say("unproven")
        if bound == 0:
            yield self.say("unproven-all")
        if log and not given and not earlier:
            yield self.say("unproven-log")
        if 0 < bound < result.size:
            yield self.say("unproven-tail", count=result.size - bound)
        yield from (self.say(f"unproven-{what}") for what in ("rules", "heads", "schema"))


def visible(text: str) -> str:
    """Text from a file or a command line, made harmless for a terminal."""
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)


def as_json(result: Result) -> dict[str, object]:
    """The result for machines: the root in base64, days as dates."""
    root = base64.b64encode(result.root).decode()
    days = result.days and [date.fromordinal(EPOCH + day).isoformat() for day in result.days]
    return {"outcome": "fault" if result.code else "intact", **asdict(result), "root": root, "days": days}


def run(options: argparse.Namespace) -> Result:
    """Check the file that the command line names. Raises CannotRun."""
    try:
        earlier = None
        if options.head is not None:
            with open(options.head, "rb") as file:
                earlier = file.read(MAX_NOTE + 1)
        if options.file == "-":
            return check(sys.stdin.buffer, trusted=options.trust, earlier=earlier)
        with open(options.file, "rb") as file:
            return check(file, trusted=options.trust, earlier=earlier)
    except OSError as error:
        raise CannotRun("unreadable", str(error)) from None
    except (Malformed, UnicodeEncodeError) as error:  # the second of a --trust that is not Unicode
        raise CannotRun("not-given", str(error)) from None
    except CannotRun:
        raise
    except Exception as error:  # else Python would exit with 1, which says that the file has a fault
        raise CannotRun("own-fault", repr(error)) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; its exit code."""
    parser = argparse.ArgumentParser(description="Periksa berkas kube-ledger / check a kube-ledger bundle.")
    parser.add_argument("file", metavar="FILE", help="berkas / the bundle; -: stdin")
    parser.add_argument("--trust", metavar="VKEY", action="append", default=[], help="kunci tepercaya / a trusted key")
    parser.add_argument("--head", metavar="FILE", help="ringkasan lama / an earlier head that the log must extend")
    parser.add_argument("--lang", choices=LANGUAGES, default="id", help="bahasa / language")
    parser.add_argument("--json", action="store_true", help="untuk mesin / for machines")
    options = parser.parse_args(arguments)
    speaker = Speaker(options.lang)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name may have letters that the terminal has not
    try:
        result = run(options)
    except CannotRun as error:
        trouble, detail = error.args
        told = speaker.say("cannot", trouble=speaker.say(trouble, detail=visible(detail)))
        print(json.dumps({"outcome": "error", "reason": trouble, "detail": detail}) if options.json else told)
        return 2
    print(json.dumps(as_json(result)) if options.json else "\n".join(speaker.report(result)))
    return 0 if result.code is None else 1


if __name__ == "__main__":
    sys.exit(main())
