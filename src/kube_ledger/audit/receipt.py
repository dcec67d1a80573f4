"""A receipt (kuitansi): one record with the proof that it is in its group's log, to be kept and checked offline.

As a file it is a C2SP tlog-proof with the record as its extra data; as a QR code it is the same in at most 900 bytes.
A receipt that exists leads to its head: whether anybody vouches for that head is what `check` asks.

Source: c2sp.org/tlog-proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from kube_ledger.codec import decode, pack, unpack
from kube_ledger.codec.signed import command_of
from kube_ledger.domain import KUBE
from kube_ledger.errors import DecodeError, ProofError
from kube_ledger.merkle import HASH_SIZE, leaf_hash
from kube_ledger.proofs import (
    Checkpoint,
    Signature,
    format_note,
    parse_origin,
    read_head,
    verify_inclusion,
)
from kube_ledger.proofs.inclusion import rebuilt_root
from kube_ledger.proofs.keys import as_key
from kube_ledger.proofs.tlog_proof import HEADER, MAX_EXTRA, format_proof, parse_proof

from .record_signatures import PersonKey, RecordSignature, enrolled_by, record_signatures
from .short_code import short_code
from .signers import signers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.codec import Books, Recorded
    from kube_ledger.proofs import Cosigned, VerifierKey

QR_FORMAT: Final = "kube-ledger/receipt/1"
MAX_QR: Final = 900
"""The most bytes of a receipt as a QR code: what an old telephone still reads off paper."""

MAX_RECORD: Final = MAX_EXTRA
"""The most bytes of a record that has a receipt; only a reversal of a very long entry is longer."""

_KEY_HASH: Final = 4
_QR_BEGINS: Final = b"\x98"
"""How msgpack begins an array of eight items."""


@frozen
class Proven:
    """What a receipt proves, and by whom its head is signed.

    Attributes:
        entry: The entry, at its position; its event is an `UnknownEvent` where the books lack its type or version.
        size: How many records the head vouches for.
        root: The head's root, 32 bytes.
        signed_by: The given keys of the log that signed the head. None: the head must be compared with one that is
            known from elsewhere, for anybody can make a head.
        cosigned: The given witnesses that cosigned it, and when.
        unchecked: How many of the head's signatures are of keys that were not given: they say nothing.
        record_signatures: The record's own signatures: its author's, then those of who approves.
    """

    entry: Recorded
    size: int
    root: bytes
    signed_by: tuple[VerifierKey, ...]
    cosigned: tuple[Cosigned, ...]
    unchecked: int
    record_signatures: tuple[RecordSignature, ...] = ()


@frozen
class Receipt:
    """A record, and the proof that it stands under a head of its group's log.

    Attributes:
        record: Its stored bytes, at most 36,864.
        index: Its position, from 0.
        proof: Its inclusion proof: hashes of 32 bytes.
        checkpoint: The head; its origin is that of a group's log.
        signatures: The head's signature lines in their order, nobody having checked them; none where it is unsigned.

    Raises:
        ProofError: One of them is something else, or the proof does not lead from the record to the head.
    """

    record: bytes = field(repr=False)
    index: int
    proof: tuple[bytes, ...] = field(repr=False)
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...] = ()

    def __attrs_post_init__(self) -> None:
        if type(self.record) is not bytes or not 0 < len(self.record) <= MAX_RECORD:
            raise ProofError(
                f"a receipt holds a record of 1 to {MAX_RECORD} bytes",
                problem_id=f"kuitansi memuat catatan berukuran 1 sampai {MAX_RECORD} byte",
            )
        if type(self.checkpoint) is not Checkpoint:
            raise ProofError("a receipt has a head", problem_id="kuitansi harus memuat kepala buku")
        if type(self.proof) is not tuple or type(self.signatures) is not tuple:
            raise ProofError("proof and signatures are tuples", problem_id="bukti dan tanda tangan harus berupa daftar")
        if any(type(item) is not Signature for item in self.signatures):
            raise ProofError("a signature is something else", problem_id="ada tanda tangan yang bukan tanda tangan")
        head = self.checkpoint
        _, leaf0 = parse_origin(head.origin)
        verify_inclusion(self.leaf, self.index, head.size, self.proof, head.root)
        if self.index == 0 and self.leaf.hex()[: len(leaf0)] != leaf0:
            raise ProofError(
                f"record 0 is not the one that the log {head.origin} is named after",
                problem_id=f"catatan nomor 0 bukan catatan pertama buku {head.origin}",
            )
        if self.signatures:
            format_note(head.text, self.signatures)

    @property
    def leaf(self) -> bytes:
        """The record's leaf hash, 32 bytes."""
        return leaf_hash(self.record)

    @property
    def short_code(self) -> str:
        """The record's name to read out over the telephone: `7ZQ4-0XKB-P3VN-9D1E`."""
        return short_code(self.leaf)

    @property
    def group_id(self) -> str:
        """The group whose log it is."""
        return parse_origin(self.checkpoint.origin)[0]

    @property
    def head(self) -> str:
        """The head as text: a signed note, or its bare three lines."""
        return format_note(self.checkpoint.text, self.signatures) if self.signatures else self.checkpoint.text

    def to_text(self) -> str:
        """The receipt as a file, `.tlog-proof`: C2SP's where the head is signed, without its signatures where not."""
        return format_proof(self.index, self.proof, self.head, self.record)

    @classmethod
    def from_text(cls, text: str | bytes) -> Receipt:
        """Read a receipt's file, in the only form that `to_text` writes it.

        Raises:
            ProofError: It is none, or does not lead to its head.
        """
        index, proof, head, record = parse_proof(text)
        if record is None:
            raise ProofError("the receipt holds no record", problem_id="kuitansi tidak memuat catatannya")
        return cls(record, index, proof, *read_head(head))

    def to_qr(self) -> bytes | None:
        """The receipt in at most 900 bytes, to be shown as a QR code; None where it does not fit.

        The root is left out, for the proof leads to it. The log's first signature is in it; others, such as those of
        witnesses, where there is room.
        """
        origin = self.checkpoint.origin
        others = sorted(self.signatures, key=lambda signature: signature.name != origin)
        kept = [others.pop(0)] if others and others[0].name == origin else []
        packed = self._packed(kept)
        for signature in others:
            more = self._packed([*kept, signature])
            if more is not None:
                kept, packed = [*kept, signature], more
        return packed

    def _packed(self, signatures: Sequence[Signature]) -> bytes | None:
        group_id, leaf0 = parse_origin(self.checkpoint.origin)
        lines = tuple(
            (None if one.name == self.checkpoint.origin else one.name, one.key_hash + one.value) for one in signatures
        )
        head = (QR_FORMAT, group_id, bytes.fromhex(leaf0), self.checkpoint.size)
        try:
            packed = pack((*head, self.index, b"".join(self.proof), self.record, lines))
        except DecodeError:  # a size that no log reaches
            return None
        return packed if len(packed) <= MAX_QR else None

    @classmethod
    def from_qr(cls, data: bytes) -> Receipt:
        """Read what `to_qr` wrote.

        Raises:
            ProofError: It is anything else.
        """
        if type(data) is not bytes:
            raise ProofError("a QR code holds bytes", problem_id="isi kode QR harus berupa byte")
        try:
            parts = unpack(data, longest=MAX_QR)
        except DecodeError as error:
            raise _no_qr(error.problem) from None
        receipt = cls(*_unpacked(parts))
        if receipt.to_qr() != data:
            raise _no_qr("not in the one form that is written")
        return receipt

    def check(
        self,
        *,
        vkeys: Sequence[str | VerifierKey] = (),
        witnesses: Sequence[str | VerifierKey] = (),
        persons: Sequence[str | VerifierKey | Receipt] = (),
        head: Checkpoint | None = None,
        books: Books = KUBE,
    ) -> Proven:
        """What the receipt proves. Nothing is asked of the world: it needs no ledger and no network.

        Args:
            vkeys: A list or tuple of the keys that the log may have signed with; one of them must have.
            witnesses: The same of witnesses; given without a key of the log, one of them must have cosigned.
            persons: A list or tuple of the keys of persons who must have signed the record itself; in a key's place,
                the receipt of the entry that enrols it, below this one and under the same head.
            head: A head that is known from elsewhere, such as a monthly report; the receipt's must be this one.
            books: The domain whose types to read.

        Returns:
            The entry, who signed its head and who signed it. Without `vkeys`, `witnesses` and `head` nobody vouches for
            the head.

        Raises:
            ProofError: The record is unreadable or another group's, the head is not the given one, none of the given
                keys signed it, a signature is wrong, or one of the persons has not signed the record.
            MissingExtra: `cryptography` is not installed, and signatures are to be checked.
        """
        entry = self._entry(books)
        if type(persons) not in (list, tuple):
            raise ProofError("the persons' keys are no list or tuple", problem_id="kunci orang bukan daftar")
        keys = [self._person_key(one, books) for one in persons]
        signatures = record_signatures(entry, command_of(self.record), keys)
        if head is not None and head != self.checkpoint:
            raise _other_head(self.checkpoint, head)
        signed_by, cosigned = signers_of(self.checkpoint, self.signatures, vkeys, witnesses)
        known = {(key.name, key.key_hash) for key in (*signed_by, *(one.key for one in cosigned))}
        lines = {(signature.name, signature.key_hash) for signature in self.signatures}
        return Proven(
            entry, self.checkpoint.size, self.checkpoint.root, signed_by, cosigned, len(lines - known), signatures
        )

    def _person_key(self, given: Any, books: Books) -> PersonKey:
        if type(given) is not Receipt:
            return PersonKey(as_key(given))
        if given.checkpoint != self.checkpoint:
            raise ProofError(
                "the receipt of the key is under another head: make both under one head",
                problem_id="kuitansi kuncinya memakai kepala buku lain: buat keduanya dengan kepala buku yang sama",
            )
        if given.index >= self.index:
            raise ProofError(
                f"the key was enrolled at entry {given.index}, not below entry {self.index}",
                problem_id=f"kuncinya baru didaftarkan pada catatan nomor {given.index}, bukan sebelum {self.index}",
            )
        return enrolled_by(given._entry(books))  # noqa: SLF001  # a receipt too

    def _entry(self, books: Books) -> Recorded:
        try:
            entry = decode(self.record, position=self.index, books=books)
        except DecodeError as error:
            raise ProofError(
                f"the record can't be read: {error.problem}", problem_id=f"catatannya tidak terbaca: {error.problem_id}"
            ) from None
        if entry.group_id != self.group_id:
            raise ProofError(
                f"the record is of the group {entry.group_id!r}, the log of {self.group_id!r}",
                problem_id=f"catatannya milik kelompok {entry.group_id!r}, bukunya milik {self.group_id!r}",
            )
        return entry


def is_receipt(data: bytes) -> bool:
    """Whether a file's bytes begin as a receipt does, in either form, and not as a head does."""
    return data.startswith((_QR_BEGINS, f"{HEADER}\n".encode()))


def read_receipt(data: bytes) -> Receipt:
    """Read a receipt from a file's bytes, whether they are its text or those of a QR code.

    Raises:
        ProofError: They are neither, or don't lead to a head.
    """
    return Receipt.from_qr(data) if data[:1] == _QR_BEGINS else Receipt.from_text(data)


def _unpacked(parts: Any) -> tuple[bytes, int, tuple[bytes, ...], Checkpoint, tuple[Signature, ...]]:
    """The arguments of a receipt; whether its name, index, size and hashes have the right form is for those to say."""
    if type(parts) is not tuple or [type(part) for part in parts] != [str, str, bytes, int, int, bytes, bytes, tuple]:
        raise _no_qr("other items than a receipt has")
    form, group_id, leaf0, size, index, path, record, lines = parts
    if form != QR_FORMAT:
        raise _no_qr(f"it begins with {form[:32]!r}")
    proof = tuple(path[start : start + HASH_SIZE] for start in range(0, len(path), HASH_SIZE))
    origin = f"kube-ledger/{group_id}/{leaf0.hex()}"
    root = rebuilt_root(leaf_hash(record), index, size, proof)
    return record, index, proof, Checkpoint(origin, size, root), tuple(_signature(line, origin) for line in lines)


def _signature(line: Any, origin: str) -> Signature:
    if type(line) is not tuple or len(line) != 2 or type(line[1]) is not bytes:  # noqa: PLR2004  # name and value
        raise _no_qr("a signature has another form")
    name, value = line
    return Signature(origin if name is None else name, value[:_KEY_HASH], value[_KEY_HASH:])


def _no_qr(problem: str) -> ProofError:
    return ProofError(f"it is no receipt of ours ({problem})", problem_id="ini bukan kuitansi kube-ledger, atau rusak")


def _other_head(own: Checkpoint, given: Checkpoint) -> ProofError:
    if own.origin != given.origin:
        return ProofError(
            f"the receipt is of the log {own.origin}, the given head of {given.origin}",
            problem_id=f"kuitansi ini dari buku {own.origin}, kepala buku yang disebut dari {given.origin}",
        )
    if own.size != given.size:
        return ProofError(
            f"the receipt is under the head of size {own.size}, the given one has size {given.size}",
            problem_id=f"kuitansi ini memakai kepala buku berisi {own.size} catatan, yang disebut berisi {given.size}",
        )
    return ProofError(
        f"at size {own.size} the given head has another root: two histories of one log, keep both as evidence",
        problem_id=f"kepala buku yang disebut juga berisi {own.size} catatan, tetapi akarnya lain: simpan keduanya",
    )
