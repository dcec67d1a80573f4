"""What came of an earlier head that was held against the log: whether it is extended, and who of those known signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from kube_ledger.errors import ProofError

from .findings import Finding, integrity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kube_ledger.proofs import Checkpoint, Cosigned, Evidence, Signature, VerifierKey
    from kube_ledger.rules.held import HeldKey


@frozen
class HeldHead:
    """An earlier head, and this log's own beside it.

    Attributes:
        note: The earlier head as it was given: a signed note, or its bare three lines.
        now: This log's head at the same size, or its last one where it is shorter; None where it holds nothing, or was
            too damaged to be followed that far.
        extended: True: the log begins with exactly what the head vouches for. False: it does not. None: it was too
            damaged to tell.
        signed_by: Keys of the log that have signed the head.
        cosigned: Witnesses that cosigned it.
        invalid: Known keys under whose name a signature stands that is not theirs.
        revoked: Keys that have signed it, after the log had revoked them.
        unknown: How many signatures are of keys that nobody here knows: they say nothing.
    """

    note: str
    now: Checkpoint | None
    extended: bool | None
    signed_by: tuple[VerifierKey, ...] = ()
    cosigned: tuple[Cosigned, ...] = ()
    invalid: tuple[VerifierKey, ...] = ()
    revoked: tuple[VerifierKey, ...] = ()
    unknown: int = 0

    @property
    def head(self) -> Checkpoint:
        """The earlier head, without its signatures."""
        from kube_ledger.proofs import read_head  # noqa: PLC0415  # an audit without earlier heads needs no proofs

        return read_head(self.note)[0]

    @property
    def evidence(self) -> Evidence | None:
        """Both heads in one file that anybody can check, where they can't both be true."""
        from kube_ledger.proofs import Evidence  # noqa: PLC0415  # as above

        if self.extended is not False or self.now is None:
            return None
        is_other_log = self.now.origin != self.head.origin
        if not is_other_log and self.now.size != self.head.size:
            return None  # shorter: it may still be how the other began
        return Evidence(self.note, self.now.text, None if is_other_log else self.now.root)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with its signatures."""
        size = self.head.size
        for key in self.invalid:
            yield integrity(
                "signature-invalid",
                None,
                size=size,
                problem=f"that of {key.name!r} under the head of {size} entries does not fit",
                problem_id=f"yang bernama {key.name!r} pada kepala buku berisi {size} catatan tidak cocok",
            )
        for key in self.revoked:
            yield integrity(
                "key-unknown",
                None,
                size=size,
                problem=f"{key.name!r} had been revoked before the head of {size} entries",
                problem_id=f"{key.name!r} sudah dicabut sebelum kepala buku berisi {size} catatan",
            )


class _Known(NamedTuple):
    """A key, whether it is a log's own, and whether it had been revoked."""

    key: VerifierKey
    is_log: bool
    is_revoked: bool


def with_signers(held: HeldHead, enrolled: Iterable[HeldKey], given: Sequence[VerifierKey]) -> HeldHead:
    """The same with who has signed it.

    Args:
        held: A head.
        enrolled: The keys that the log itself enrols: those of the log and of witnesses count from behind their
            position up to where they are revoked.
        given: Keys that the caller knows; one of the type of notes and of the log's name is the log's.

    Raises:
        MissingExtra: `cryptography` is not installed, and there is a signature to be checked.
    """
    from kube_ledger.proofs import read_head  # noqa: PLC0415  # an audit without earlier heads needs no proofs

    head, signatures = read_head(held.note)
    known = {(one.key.name, one.key.key_hash): one for one in _known(head, enrolled, given)}
    signed: dict[VerifierKey, _Known] = {}
    cosigned: list[Cosigned] = []
    invalid: list[VerifierKey] = []
    unknown = 0
    for signature in dict.fromkeys(signatures):
        one = known.get((signature.name, signature.key_hash))
        if one is None:
            unknown += 1
        elif not _holds(head, one.key, signature):
            invalid.append(one.key)
        elif one.is_log or one.is_revoked:
            signed[one.key] = one
        else:
            cosigned.append(_cosigned(one.key, signature))
    return HeldHead(
        held.note,
        held.now,
        held.extended,
        tuple(key for key, one in signed.items() if not one.is_revoked),
        tuple({one.key: one for one in cosigned}.values()),
        tuple(dict.fromkeys(invalid)),
        tuple(key for key, one in signed.items() if one.is_revoked),
        unknown,
    )


def _known(head: Checkpoint, enrolled: Iterable[HeldKey], given: Sequence[VerifierKey]) -> Iterator[_Known]:
    from kube_ledger.proofs import NOTE_KEY  # noqa: PLC0415  # as above

    for held in enrolled:
        if held.use != "person" and held.position < head.size:
            is_revoked = held.revoked_at is not None and held.revoked_at < head.size
            yield _Known(held.key, held.use == "log", is_revoked)
    for key in given:  # whoever gives a key knows better than the log
        yield _Known(key, key.type == NOTE_KEY and key.name == head.origin, is_revoked=False)


def _holds(head: Checkpoint, key: VerifierKey, signature: Signature) -> bool:
    from kube_ledger.proofs import format_note, parse_note  # noqa: PLC0415  # as above

    try:
        parse_note(format_note(head.text, (signature,)), (key,))
    except ProofError:
        return False
    return True


def _cosigned(key: VerifierKey, signature: Signature) -> Cosigned:
    from kube_ledger.proofs import COSIGNATURE_KEY, Cosigned, cosigned_at  # noqa: PLC0415  # as above

    return Cosigned(key, cosigned_at(signature) if key.type == COSIGNATURE_KEY else 0)
