"""What tests of the witness share: growing books, histories that were rewritten whole, the log's key and hers."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from kube_ledger import AsOf, Ledger, events, projections, proofs
from kube_ledger.audit.witness_store import WitnessStore
from kube_ledger.audit.witnessing import Witness
from support import Clock, Ids
from tampering import CLOSING, MELATI, Hand, changed, raw, with_leaf

if TYPE_CHECKING:
    from pathlib import Path

    from kube_ledger.proofs import Checkpoint

PASSPHRASE: Final = "rahasia sekali"
NAME: Final = "pendamping/ibu-rina"
NOW: Final = 1_562_500_000


def store(folder: Path) -> WitnessStore:
    """A new memory; its key is the same in every test."""
    return WitnessStore.create(folder, NAME, PASSPHRASE, lambda size: b"w" * size)


def witness(folder: Path) -> Witness:
    """The witness of that memory, as a new process would open it."""
    opened = WitnessStore(folder)
    return Witness(opened, opened.signer(PASSPHRASE))


def grow(path: Path, size: int, *, amount: int = 5_000) -> Path:
    """Record dues of some amount until the group has so many entries."""
    clock = Clock(datetime(2019, 9, 1, 3, tzinfo=UTC))
    ids = Ids()
    ids.told = 1_000 * size + amount
    with Ledger.open(path, clock=clock, new_id=ids) as ledger:
        melati = ledger.group(MELATI)
        while melati.size < size:
            paid = events.DuesPaid(occurred_on=date(2019, 8, 4), member_id="m04", amount=amount)
            melati.record(paid, recorded_by="treasurer")
    return path


def copy(path: Path, name: str) -> Path:
    """The ledger as it is now, under another name."""
    return shutil.copy(path, path.with_name(name))


def rewrite(path: Path, position: int, **values: object) -> Path:
    """Change one entry, and everything that is derived from it with it: nothing in the file contradicts anything."""
    _put(path, position, **values)
    if position < CLOSING:
        with Ledger.open(path, read_only=True) as ledger:
            as_of = AsOf(occurred_on=date(2019, 7, 31), position=CLOSING - 1)
            digest = ledger.group(MELATI).digest(projections.balances, as_of=as_of)
        _put(path, CLOSING, digest=digest)
    return path


def _put(path: Path, position: int, **values: object) -> None:
    with raw(path) as connection:
        hand = Hand(connection)
        pairs = hand.pairs()
        pairs[position] = with_leaf(changed(pairs[position][1], **values))
        hand.put(pairs, head=True)


def head(path: Path) -> Checkpoint:
    """The log's head of now."""
    with Ledger.open(path, read_only=True) as ledger:
        return ledger.group(MELATI).checkpoint()


def log_key(path: Path, secret: bytes = b"l") -> proofs.Signer:
    """The log's key."""
    return proofs.generate_key(head(path).origin, lambda size: secret * size)


def signed(path: Path) -> str:
    """The log's head of now, signed by it."""
    return proofs.sign_note(head(path).text, [log_key(path)])


def request(path: Path, since: int, *, is_signed: bool = True) -> str:
    """What the treasurer sends to the witness."""
    with Ledger.open(path, read_only=True) as ledger:
        return ledger.group(MELATI).request_to_witness(since, note=signed(path) if is_signed else None).text
