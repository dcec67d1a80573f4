"""A group's whole log as a bundle: one text file that anyone can check without this program, and restore with it.

The format is docs/reference/format/bundle.md.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Final

from attrs import frozen

from kube_ledger.audit.bundle_lines import HEADER, MAX_HEADS, MAX_KEYS, MAX_LINE, MAX_SCHEMAS
from kube_ledger.audit.enrolled import EnrolledKeys
from kube_ledger.audit.envelopes import read_envelope
from kube_ledger.audit.head import another_root, require_of_log
from kube_ledger.audit.reading import check_row, missing
from kube_ledger.audit.signers import signer_of
from kube_ledger.errors import IntegrityError, ProofError
from kube_ledger.merkle import Frontier
from kube_ledger.proofs import Checkpoint, Signature, format_note, origin, read_head
from kube_ledger.proofs.keys import as_keys

from .schemas import schema_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kube_ledger.domain import Domain
    from kube_ledger.log import Log, Row
    from kube_ledger.proofs import VerifierKey

TOO_MANY: Final = "more fields than fit in a line"
"""What a schema line says of a type that has so many that no line of a bundle can name them."""


def bundle_lines(
    log: Log,
    group_id: str,
    domain: Domain,
    *,
    heads: Sequence[str | bytes] = (),
    vkeys: Sequence[str | VerifierKey] = (),
) -> Iterator[str]:
    """The lines of a group's bundle as far as its log reaches now, each ending in LF; the log is read twice.

    Args:
        log: Where the records are.
        group_id: Whose.
        domain: What describes the fields of its events; types that it lacks are bundled too.
        heads: Heads of this log, signed notes or their bare three lines, in any order; those of one size become one.
        vkeys: A list or tuple of the keys that they are signed with, beside those that the records enrol.

    Raises:
        ProofError: A head is none, or is not of this log; a signature on it is wrong or of a key that is not known; a
            key is none.
        MissingExtra: A head is signed, and `cryptography` is not installed.
        DecodeError: A record can't be read.
        IntegrityError: A record was changed, or a position is missing.
    """
    head = log.head(group_id)
    size = head.size
    found = _Found(log, group_id, size, as_keys(vkeys), heads)
    if found.root != head.root:
        raise IntegrityError(
            "the records do not fit the head",
            problem_id="isi buku tidak cocok dengan kepalanya",
            position=max(size - 1, 0),
        )
    yield f"{HEADER}\n"
    yield f"group {group_id}\n"
    for vkey in sorted((key.text for key in found.keys), key=str.encode):
        yield f"key {vkey}\n"
    for type_, version in sorted(found.types, key=lambda item: (item[0].encode(), item[1])):
        yield _schema_line(type_, version, schema_words(domain.catalogue, type_, version))
    for row in _rows(log, group_id, size):
        yield f"record {b64encode(row.record).decode()}\n"
    for one in found.heads:
        yield f"head {b64encode(one.text.encode()).decode()}\n"
    yield f"end {size} {b64encode(found.root).decode()}\n"


@frozen
class _Head:
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        """The note, or the bare three lines."""
        return format_note(self.checkpoint.text, self.signatures) if self.signatures else self.checkpoint.text


class _Found:
    """What must be known before the first record is written: one pass over the log, of which no record is kept."""

    def __init__(
        self, log: Log, group_id: str, size: int, given: tuple[VerifierKey, ...], heads: Sequence[str | bytes]
    ) -> None:
        self.heads = _merged(heads)
        self.types: set[tuple[str, int]] = set()
        roots = {head.checkpoint.size: b"" for head in self.heads}
        enrolled, tree, first = EnrolledKeys(), Frontier(), b""
        for row in _rows(log, group_id, size):
            _, event = read_envelope(row.record, row.position)
            self.types.add((event.type, event.version))
            enrolled.take(event, row.position)
            first = first or row.leaf
            tree.add(row.leaf)
            if tree.size in roots:
                roots[tree.size] = tree.root()
        self.root = tree.root()
        self.keys: set[VerifierKey] = set()
        for head in self.heads:
            require_of_log(head.checkpoint, origin(group_id, first) if first else None, size)
            if head.checkpoint.root != roots[head.checkpoint.size]:
                raise another_root(head.checkpoint)
            self.keys.update(_signer(head.checkpoint, line, given, enrolled) for line in head.signatures)
        for count, most, what in (
            (len(self.heads), MAX_HEADS, ("heads", "kepala buku")),
            (len(self.keys), MAX_KEYS, ("keys", "kunci")),
            (len(self.types), MAX_SCHEMAS, ("types of entries", "jenis catatan")),
        ):
            if count > most:
                raise ProofError(
                    f"a bundle holds at most {most} {what[0]}, not {count}",
                    problem_id=f"bundel memuat paling banyak {most} {what[1]}, bukan {count}",
                )


def _merged(heads: Sequence[str | bytes]) -> list[_Head]:
    """Heads by size, each once, with every signature that was given for it."""
    found: dict[int, _Head] = {}
    for given in heads:
        checkpoint, signatures = read_head(given)
        if checkpoint.size == 0:
            raise ProofError(
                "a head of no entries vouches for nothing",
                problem_id="kepala buku dengan 0 catatan tidak mengesahkan apa pun",
            )
        other = found.setdefault(checkpoint.size, _Head(checkpoint, ()))
        if other.checkpoint != checkpoint:
            raise ProofError(
                f"two heads of size {checkpoint.size} that differ: keep both as evidence",
                problem_id=f"ada dua kepala buku berisi {checkpoint.size} catatan yang berbeda: simpan keduanya",
            )
        found[checkpoint.size] = _Head(checkpoint, tuple(dict.fromkeys((*other.signatures, *signatures))))
    return [found[size] for size in sorted(found)]


def _signer(
    head: Checkpoint, signature: Signature, given: tuple[VerifierKey, ...], enrolled: EnrolledKeys
) -> VerifierKey:
    """The key that a signature of a head is by: nobody could check it otherwise."""
    pair = (signature.name, signature.key_hash)
    among = [key for key in given if (key.name, key.key_hash) == pair] + enrolled.named(*pair)
    if not among:
        raise ProofError(
            f"the key of '{signature.name}' is not known: give its vkey",
            problem_id=f"kunci '{signature.name}' tidak dikenal: sebutkan kunci publiknya",
        )
    found = signer_of(head.text, signature, among)
    if found is None:
        raise ProofError(
            f"the signature of '{signature.name}' on the head of {head.size} entries is wrong",
            problem_id=f"tanda tangan '{signature.name}' pada kepala buku berisi {head.size} catatan salah",
        )
    return found


def _rows(log: Log, group_id: str, size: int) -> Iterator[Row]:
    """The rows below a size, each where it should be and as it was recorded."""
    expected = 0
    for page in log.read(group_id, 0, size):
        for row in page:
            check_row(row, expected)
            expected += 1
            yield row
    if expected < size:
        raise missing(expected)


def _schema_line(type_: str, version: int, words: str) -> str:
    """The line, its words left out where they are too many for one: nothing hangs on them."""
    for told in (words, TOO_MANY):
        line = f"schema {type_} {version} {told}"
        if len(line.encode()) <= MAX_LINE:
            break
    return f"{line}\n"
