"""What any bytes at all must do to whatever reads bytes from outside: one target a reader, each a function of bytes.

A reader either raises the library's own error, whose sentences can be said in both languages, or gives a value that
is written as the same bytes. `tests/fuzzing/fuzz.py` looks for bytes that break this, and `test_corpus.py` beside it
reads once more what it found worth keeping. Each target returns whether the bytes were read, so that a test can tell
that some are.
"""

from __future__ import annotations

import warnings
from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, TypeVar

import format_examples
from kube_ledger import KUBE, Draft, DraftSignature, proofs
from kube_ledger.audit import bundle_lines as lines
from kube_ledger.audit import verify_bundle as alone
from kube_ledger.audit import verify_group
from kube_ledger.audit.bundle import verify_bundle
from kube_ledger.audit.receipt import Receipt, read_receipt
from kube_ledger.codec import decode, encode, pack, unpack
from kube_ledger.errors import DecodeError, InvalidEvent, KubeLedgerError, ProofError, UnknownType
from kube_ledger.journal import PostingError
from kube_ledger.log import in_memory
from kube_ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash
from kube_ledger.proofs.consistency import rebuilt_roots
from kube_ledger.proofs.inclusion import rebuilt_root
from kube_ledger.proofs.tlog_proof import parse_proof

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

warnings.simplefilter("ignore")  # what is in clear is said of real books

T = TypeVar("T")

LOG: Final = format_examples.log_key(format_examples.records()[0]).key
WITNESS: Final = format_examples.WITNESS.key


def said(error: KubeLedgerError) -> bool:
    """Whether the bytes were read: they were not, and the error can be said."""
    assert str(error)
    assert error.sentence
    return False


# Records.


def record(data: bytes) -> bool:
    """One record: strict bytes, the entry they make, its postings and counts."""
    with suppress(DecodeError):
        assert pack(unpack(data)) == data
    try:
        entry = decode(data, position=3, books=KUBE)
    except DecodeError as error:
        return said(error)
    assert encode(entry) == data
    assert entry == decode(data)
    assert isinstance(repr(entry), str)
    with suppress(PostingError, UnknownType):
        assert sum(posting.amount for posting in entry.postings) == 0
        assert isinstance(entry.counts, tuple | list)
    return True


def audit(data: bytes) -> bool:
    """The records of a group as somebody who can write the file leaves them: the audit lists, and never stops."""
    try:
        records = unpack(data)
    except DecodeError as error:
        return said(error)
    if type(records) is not tuple or not 0 < len(records) <= 32 or any(type(one) is not bytes for one in records):
        return False
    log, tree = in_memory(), Frontier()
    leaves = [leaf_hash(one) for one in records]
    for leaf in leaves:
        tree.add(leaf)
    log.append("melati-3", list(records), leaves, [], tree, 0)
    found = verify_group(log, "melati-3", KUBE)
    assert (found.size, found.root) == (len(records), tree.root())
    for finding in found.findings:
        assert finding.what("id")
        assert finding.what("en")
        assert finding.advice("id")
        assert finding.advice("en")
    return True


def draft(data: bytes) -> bool:
    """A call from another device, or a signature on one, as text."""
    for kind in (Draft, DraftSignature):
        try:
            read = kind.from_text(data)
        except InvalidEvent as error:
            said(error)
        else:
            assert read.to_text().encode() == data
            return True
    return False


# Notes, keys, heads.


def note(data: bytes) -> bool:
    """Signed notes, verifier keys, and what a witness remembers."""
    read = False
    try:
        key = proofs.parse_vkey(data)
    except ProofError as error:
        said(error)
    else:
        read = True
        assert key.text.encode() == data
    try:
        seen = proofs.parse_seen(data)
    except ProofError as error:
        said(error)
    else:
        read = True
        assert seen.text.encode() == data
    try:
        unverified = proofs.read_unverified(data)
    except ProofError as error:
        said(error)
        return read
    assert proofs.format_note(unverified.text, unverified.unverified).encode() == data
    try:
        known = proofs.parse_note(data, (LOG, WITNESS))
    except ProofError as error:
        return said(error)
    assert known.text == unverified.text
    names = [(one.name, one.key_hash) for one in known.signatures]
    assert 0 < len(names) == len(set(names)) <= 2
    assert set(known.signatures) | set(known.unverified) <= set(unverified.unverified)
    return True


def checkpoint(data: bytes) -> bool:
    """Heads, bare and signed."""
    with suppress(ProofError):
        assert "/".join(("kube-ledger", *proofs.parse_origin(data.decode(errors="replace")))).encode() == data
    try:
        head, signatures = proofs.read_head(data)
    except ProofError as error:
        return said(error)
    assert (proofs.format_note(head.text, signatures) if signatures else head.text).encode() == data
    bare = _outcome(lambda: proofs.parse_checkpoint(data))
    assert (bare is None) == bool(signatures)
    assert bare is None or bare.text.encode() == data
    try:
        opened = proofs.open_checkpoint(data, LOG, (WITNESS,))
    except ProofError as error:
        said(error)
    else:
        assert opened.checkpoint == head
        assert proofs.open_checkpoint(opened.note, LOG).checkpoint == head
    return True


# Proofs of trees, beside the definition of RFC 6962 read naively.


def proof(data: bytes) -> bool:
    """Inclusion and consistency proofs as numbers and hashes, and a receipt's lines."""
    read = _as_text(data)
    first, second = int.from_bytes(data[1:9]), int.from_bytes(data[9:17])
    hashes = [data[start : start + 32] for start in range(17, min(len(data), 17 + 32 * 70), 32)]
    if not hashes or not data[0] & 1:
        return read
    leaf, *path = hashes
    own = _outcome(lambda: rebuilt_root(leaf, first, second, path))
    assert own == _outcome(lambda: _naive_inclusion(leaf, first, second, path))
    if own is not None:
        proofs.verify_inclusion(leaf, first, second, path, own)
        with suppress(ProofError):
            proofs.verify_inclusion(leaf, first, second, path, sha256(own).digest())
            raise AssertionError("a proof of what is not there")
    both = _outcome(lambda: rebuilt_roots(first, leaf, second, leaf, path))
    assert both == _outcome(lambda: _naive_consistency(first, leaf, second, leaf, path))
    if both is not None and 0 < first < second:
        old, new = both
        with suppress(ProofError):  # where the earlier tree is a subtree of the later, its root is part of the proof
            proofs.verify_consistency(first, old, second, new, path)
    return read or own is not None or both is not None


def _as_text(data: bytes) -> bool:
    try:
        read = proofs.parse_tlog_proof(data)
    except ProofError as error:
        return said(error)
    assert read.text.encode() == data
    with suppress(ProofError):
        assert read.verify(leaf_hash(read.extra or b""), LOG, (WITNESS,)).checkpoint.size > read.index
    return True


def _outcome(made: Callable[[], T]) -> T | None:
    try:
        return made()
    except ProofError as error:
        said(error)
        return None


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _largest_power_below(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def _take(path: list[bytes]) -> bytes:
    if not path or len(path[-1]) != 32:
        raise ProofError("too few hashes")
    return path.pop()


def _naive_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """PATH(m, D[n]) of RFC 6962 section 2.1.1, read from the end."""
    if not 0 <= index < size < 2**63 or len(leaf) != 32:
        raise ProofError("no such leaf")
    rest = list(path)

    def root(index: int, size: int) -> bytes:
        if size == 1:
            return leaf
        middle = _largest_power_below(size)
        sibling = _take(rest)
        if index < middle:
            return _node(root(index, middle), sibling)
        return _node(sibling, root(index - middle, size - middle))

    made = root(index, size)
    if rest:
        raise ProofError("too many hashes")
    return made


def _naive_consistency(
    size1: int, root1: bytes, size2: int, root2: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2, read from the end."""
    if not 0 <= size1 <= size2 < 2**63 or len(root1) != 32:
        raise ProofError("no such trees")
    rest = list(path)
    if size1 in (0, size2):
        if rest:
            raise ProofError("too many hashes")
        return (EMPTY_ROOT, root2 if size2 else EMPTY_ROOT) if size1 == 0 else (root2, root2)

    def roots(size1: int, size2: int, *, whole: bool) -> tuple[bytes, bytes]:
        if size1 == size2:
            seed = root1 if whole else _take(rest)
            return seed, seed
        middle = _largest_power_below(size2)
        sibling = _take(rest)
        if size1 <= middle:
            old, new = roots(size1, middle, whole=whole)
            return old, _node(new, sibling)
        old, new = roots(size1 - middle, size2 - middle, whole=False)
        return _node(sibling, old), _node(sibling, new)

    made = roots(size1, size2, whole=True)
    if rest:
        raise ProofError("too many hashes")
    return made


# Receipts.


def receipt(data: bytes) -> bool:
    """A receipt as a file or as a QR code, and with a head that fits whatever its record and hashes are."""
    read = False
    for made in (_outcome(lambda: read_receipt(data)), _with_its_root(data)):
        if made is None:
            continue
        read = True
        qr = made.to_qr()
        assert Receipt.from_text(made.to_text()) == made
        assert qr is None or len(qr) <= 900
        if qr is not None:
            again = Receipt.from_qr(qr)
            assert again.to_qr() == qr
            assert (again.record, again.checkpoint) == (made.record, made.checkpoint)
        assert made.short_code
        for asked in ({}, {"head": made.checkpoint}, {"vkeys": (LOG,)}, {"witnesses": (WITNESS,)}, {"persons": (LOG,)}):
            options: dict[str, Any] = asked
            proven = _outcome(lambda: made.check(**options))  # noqa: B023  # called before the next round
            if proven is not None:
                assert encode(proven.entry) == made.record
                assert proven.entry.group_id == made.group_id
                assert not proven.signed_by or options["vkeys"]
                assert all(one.by is None or options["persons"] for one in proven.record_signatures)
    if _outcome(lambda: read_receipt(data)) is not None:
        again = read_receipt(data)
        assert data in (again.to_text().encode(), again.to_qr())
    return read


def _with_its_root(data: bytes) -> Receipt | None:
    """The receipt that the text would be, had its head the root that its hashes lead to."""
    try:
        index, path, head, stored = parse_proof(data)
        told, signatures = proofs.read_head(head)
        root = rebuilt_root(leaf_hash(stored or b""), index, told.size, path)
        return Receipt(stored or b"", index, path, proofs.Checkpoint(told.origin, told.size, root), signatures)
    except ProofError as error:
        said(error)
        return None


# Bundles.


def bundle(data: bytes) -> bool:
    """A whole log as a text file, and what the file that knows nothing of this library says of it."""
    found = verify_bundle(BytesIO(data), vkeys=(LOG,))
    other = alone.check(data, trusted=(LOG.text,))
    if found.fault is not None:
        assert found.fault.message("id")
        assert found.fault.message("en")
        assert (found.fault.code, found.fault.line) == (other.code, other.line)
        return False
    assert (other.code, other.group, other.size, other.root) == (None, found.group, found.size, found.root)
    assert (other.heads, other.signed_heads) == (len(found.heads), sum(bool(head.signed_by) for head in found.heads))
    assert _lines_again(data) == data
    end = data.rstrip(b"\n").rsplit(b"\n", 1)[-1]
    assert end == f"end {found.size} {b64encode(found.root).decode()}".encode()
    return True


def _lines_again(data: bytes) -> bytes:
    """The file from what its lines were read as; a schema line's words are its own."""
    words = iter([line for line in data.decode().split("\n") if line.startswith("schema ")])
    told = [lines.HEADER]
    for line in lines.read_bundle(BytesIO(data)):
        match line:
            case lines.GroupLine():
                told.append(f"group {line.group_id}")
            case lines.KeyLine():
                told.append(f"key {line.key.text}")
            case lines.SchemaLine():
                told.append(f"schema {line.type} {line.version} {next(words).split(' ', 3)[3]}")
            case lines.RecordLine():
                told.append(f"record {b64encode(line.record).decode()}")
            case lines.HeadLine():
                head = line.checkpoint.text
                signed = proofs.format_note(head, line.signatures) if line.signatures else head
                told.append(f"head {b64encode(signed.encode()).decode()}")
            case lines.EndLine():
                told.append(f"end {line.size} {b64encode(line.root).decode()}")
    return "".join(f"{line}\n" for line in told).encode()


TARGETS: Final[dict[str, Callable[[bytes], bool]]] = {
    "record": record,
    "audit": audit,
    "draft": draft,
    "note": note,
    "checkpoint": checkpoint,
    "proof": proof,
    "receipt": receipt,
    "bundle": bundle,
}
