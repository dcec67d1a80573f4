"""Events to bytes and back: format 1, strict both ways."""

from .envelope import decode, encode
from .limits import FORMAT, MAX_PAYLOAD, MAX_RECORD, pack, unpack
from .record import UNPLACED, Approval, Books, Counted, Recorded, SealedField, Seen

__all__ = [
    "FORMAT",
    "MAX_PAYLOAD",
    "MAX_RECORD",
    "UNPLACED",
    "Approval",
    "Books",
    "Counted",
    "Recorded",
    "SealedField",
    "Seen",
    "decode",
    "encode",
    "pack",
    "unpack",
]
