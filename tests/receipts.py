"""What tests of receipts share: nine records, their log's key, a witness, and receipts signed and unsigned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

import specimens
from kube_ledger import proofs
from kube_ledger.audit.receipting import receipt_of
from kube_ledger.codec import Recorded, encode
from kube_ledger.events import DuesPaid
from kube_ledger.log import in_memory
from kube_ledger.merkle import Frontier, leaf_hash, root
from kube_ledger.proofs import Checkpoint

if TYPE_CHECKING:
    from kube_ledger.audit.receipt import Receipt
    from kube_ledger.log import Log

GROUP: Final = "melati-3"
DAY: Final = date(2019, 7, 7)


def entry_of(number: int, group: str = GROUP) -> Recorded:
    event = DuesPaid(occurred_on=DAY, member_id=f"m{number:02}", amount=5_000 + number)
    return Recorded(
        event=event,
        group_id=group,
        call_id=UUID(int=number << 80 | 7 << 76 | 2 << 62),
        recorded_by="treasurer",
        recorded_at=specimens.MOMENT,
    )


RECORDS: Final = [encode(entry_of(number)) for number in range(9)]
LEAVES: Final = [leaf_hash(record) for record in RECORDS]
ORIGIN: Final = proofs.origin(GROUP, LEAVES[0])
LOG: Final = proofs.generate_key(ORIGIN, lambda size: b"l" * size)
OTHER_LOG: Final = proofs.generate_key("kube-ledger/mawar-1/0123456789abcdef", lambda size: b"m" * size)
WITNESS: Final = proofs.generate_key("pendamping/p01", lambda size: b"w" * size, type=proofs.COSIGNATURE_KEY)


def stored(records: list[bytes] = RECORDS, group: str = GROUP) -> Log:
    """A log that holds these records."""
    log, tree = in_memory(), Frontier()
    leaves = [leaf_hash(record) for record in records]
    for leaf in leaves:
        tree.add(leaf)
    log.append(group, records, leaves, [], tree, 0)
    return log


def note(size: int, *, cosigned: bool = False) -> str:
    head = Checkpoint(ORIGIN, size, root(LEAVES[:size]))
    signed = proofs.sign_note(head.text, [LOG])
    return proofs.add_signature(signed, proofs.sign_cosignature(head.text, WITNESS, 9)) if cosigned else signed


def receipt(index: int = 2, size: int = 7, *, cosigned: bool = False) -> Receipt:
    return receipt_of(stored(), GROUP, index, note(size, cosigned=cosigned))


def unsigned(index: int = 2, size: int = 7) -> Receipt:
    return receipt_of(stored(RECORDS[:size]), GROUP, index)


def qr(made: Receipt) -> bytes:
    packed = made.to_qr()
    assert packed is not None
    return packed
