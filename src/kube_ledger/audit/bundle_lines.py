"""The lines of a bundle, one at a time: each in its only form and in its place, nothing said of what they claim.

The format is docs/reference/format/bundle.md.
"""

from __future__ import annotations

import re
from binascii import Error as NoBase64
from binascii import a2b_base64, b2a_base64
from collections import Counter
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

from kube_ledger.errors import ProofError
from kube_ledger.ids import is_id, is_type_name
from kube_ledger.merkle import HASH_SIZE
from kube_ledger.proofs import Checkpoint, Signature, VerifierKey, parse_origin, parse_vkey, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

HEADER: Final = "kube-ledger/bundle/1"
MAX_LINE: Final = 131_072
"""The most bytes of a line, its LF not counted."""

MAX_KEYS: Final = 1_000
MAX_SCHEMAS: Final = 4_096
MAX_HEADS: Final = 10_000

_LARGEST_SIZE: Final = 2**63 - 1
_LARGEST_VERSION: Final = 2**53 - 1
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL: Final = re.compile(rb"[\x00-\x1f\x7f]")
_ORDER: Final = ("group", "key", "schema", "record", "head", "end")
_ONCE: Final = ("group", "end")
_MOST: Final = {"key": MAX_KEYS, "schema": MAX_SCHEMAS, "head": MAX_HEADS}


class Malformed(Exception):  # a state of the file, not of the program; never leaves the audit
    """A line that is none, in both languages.

    Attributes:
        line: Its number, from 1.
        problem: What is wrong with it.
        problem_id: The same in Indonesian.
    """

    def __init__(self, line: int, problem: str, problem_id: str) -> None:
        super().__init__(line, problem)
        self.line = line
        self.problem = problem
        self.problem_id = problem_id


class GroupLine(NamedTuple):
    """Whose log it is."""

    line: int
    group_id: str


class KeyLine(NamedTuple):
    """A key that a head may be signed with."""

    line: int
    key: VerifierKey


class SchemaLine(NamedTuple):
    """That records of this type and version occur; its words are for people only."""

    line: int
    type: str
    version: int


class RecordLine(NamedTuple):
    """The bytes of a record, not yet read."""

    line: int
    record: bytes


class HeadLine(NamedTuple):
    """A head and its signature lines, nobody having checked them; none where it is unsigned."""

    line: int
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]


class EndLine(NamedTuple):
    """What the file was closed with."""

    line: int
    size: int
    root: bytes


Line = GroupLine | KeyLine | SchemaLine | RecordLine | HeadLine | EndLine


class _Bad(Exception):  # becomes Malformed where the line's number is known
    def __init__(self, problem: str, problem_id: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.problem_id = problem_id


def read_bundle(stream: BinaryIO) -> Iterator[Line]:
    """The lines of a bundle, from the stream's place on; the first one, which only names the format, left out.

    Holds one line at a time.

    Raises:
        Malformed: While iterating, at the first line that has not its form; all before it were given.
    """
    form = _Form()
    for number in count(1):
        try:
            text = _next(stream)
            found = form.take(number, text)
        except (_Bad, ProofError) as error:
            raise Malformed(number, error.problem, error.problem_id) from None
        if text is None:
            return
        if found is not None:
            yield found


def head_sizes(stream: BinaryIO) -> set[int]:
    """The sizes of all heads, from the stream's place on, whatever else there is: for reading it again with them."""
    sizes: set[int] = set()
    while raw := stream.readline(MAX_LINE + 1):
        if raw.startswith(b"head ") and len(sizes) < MAX_HEADS:
            with suppress(ProofError, _Bad):
                text = raw[5:].removesuffix(b"\n").decode("ascii", "replace")
                sizes.add(read_own_head(_unbase64(text))[0].size)
    return sizes


def read_own_head(note: str | bytes) -> tuple[Checkpoint, tuple[Signature, ...]]:
    """A head of a group's log, signed or not, and its signatures, none of them checked.

    Raises:
        ProofError: It is no head, or one of another kind of log.
    """
    head, signatures = read_head(note)
    parse_origin(head.origin)
    return head, signatures


def _next(stream: BinaryIO) -> str | None:
    """One line without its end; None behind the last."""
    raw = stream.readline(MAX_LINE + 1)
    if not raw:
        return None
    if not raw.endswith(b"\n"):
        if len(raw) > MAX_LINE:
            raise _Bad(f"longer than {MAX_LINE} bytes", f"lebih panjang dari {MAX_LINE} byte")
        raise _Bad("the line does not end in a line feed", "barisnya terpotong")
    body = raw[:-1]
    if _CONTROL.search(body) is not None:
        raise _Bad("a control character", "ada karakter kendali")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise _Bad("not UTF-8", "bukan UTF-8") from None


class _Form:
    """What may stand on the next line, and the form of each."""

    def __init__(self) -> None:
        self._place = -1
        self._counted: Counter[str] = Counter()
        self._last_key = b""
        self._last_schema = (b"", 0)
        self._last_size = 0

    def take(self, number: int, text: str | None) -> Line | None:
        """Read the line of that number; None where it is the first one, or behind the last."""
        is_over = self._place == len(_ORDER) - 1
        if text is None:
            if not is_over:
                raise _Bad("the file ends before its end line", "berkasnya terpotong: baris penutup tidak ada")
            return None
        if number == 1:
            if text != HEADER:
                raise _Bad(f"a bundle begins with {HEADER}", f"bundel diawali {HEADER}")
            return None
        if is_over:
            raise _Bad("something stands behind the end line", "ada isi di belakang baris penutup")
        keyword, space, rest = text.partition(" ")
        self._step(keyword if space else "")
        return self._read(keyword, number, rest)

    def _step(self, keyword: str) -> None:
        place = _ORDER.index(keyword) if keyword in _ORDER else -1
        is_first = self._place < 0
        if place < self._place or (place == self._place and keyword in _ONCE) or (is_first and keyword != _ORDER[0]):
            raise _Bad("no line of a bundle may stand here that begins so", "baris ini tidak boleh ada di tempat ini")
        self._place = place
        if keyword in _MOST:
            self._counted[keyword] += 1
            if self._counted[keyword] > _MOST[keyword]:
                raise _Bad(f"more than {_MOST[keyword]} such lines", f"lebih dari {_MOST[keyword]} baris {keyword}")

    def _read(self, keyword: str, number: int, rest: str) -> Line:
        match keyword:
            case "group":
                if not is_id(rest):
                    raise _Bad("the group is no id", "nama kelompoknya tidak sah")
                return GroupLine(number, rest)
            case "key":
                return self._key(number, rest)
            case "schema":
                return self._schema(number, rest)
            case "record":
                return RecordLine(number, _unbase64(rest))
            case "head":
                return self._head(number, rest)
            case _:
                return _end(number, rest)

    def _key(self, number: int, rest: str) -> KeyLine:
        key = parse_vkey(rest)
        if rest.encode() <= self._last_key:
            raise _Bad("keys out of order", "urutan kunci salah")
        self._last_key = rest.encode()
        return KeyLine(number, key)

    def _schema(self, number: int, rest: str) -> SchemaLine:
        type_, _, versioned = rest.partition(" ")
        version, _, words = versioned.partition(" ")
        if not is_type_name(type_) or not words or words != words.strip(" "):
            raise _Bad("a schema line is a type, a version and words", "baris schema tidak lengkap")
        found = _decimal(version, _LARGEST_VERSION)
        if (type_.encode(), found) <= self._last_schema or found == 0:
            raise _Bad("schema lines out of order", "urutan baris schema salah")
        self._last_schema = (type_.encode(), found)
        return SchemaLine(number, type_, found)

    def _head(self, number: int, rest: str) -> HeadLine:
        checkpoint, signatures = read_own_head(_unbase64(rest))
        if checkpoint.size <= self._last_size:
            raise _Bad("heads out of order", "urutan kepala buku salah")
        self._last_size = checkpoint.size
        return HeadLine(number, checkpoint, signatures)


def _end(number: int, rest: str) -> EndLine:
    size, _, root = rest.partition(" ")
    found = _unbase64(root)
    if len(found) != HASH_SIZE:
        raise _Bad("the root is not 32 bytes", "akarnya bukan 32 byte")
    return EndLine(number, _decimal(size, _LARGEST_SIZE), found)


def _decimal(text: str, largest: int) -> int:
    if _DECIMAL.fullmatch(text) is None or int(text) > largest:
        raise _Bad("no whole number in plain digits", "bukan bilangan bulat dengan angka biasa")
    return int(text)


def _unbase64(text: str) -> bytes:
    """The bytes behind base64, read only in the form that it is written in."""
    try:
        encoded = text.encode("ascii")
        data = a2b_base64(encoded, strict_mode=True)
    except (UnicodeEncodeError, NoBase64):
        data = encoded = b""
    if not data or b2a_base64(data, newline=False) != encoded:
        raise _Bad("no canonical base64", "bukan base64 baku")
    return data
