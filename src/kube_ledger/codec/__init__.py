"""Events to bytes and back: format 1, strict both ways."""

from .envelope import decode, encode
from .limits import FORMAT, MAX_PAYLOAD, MAX_RECORD, pack, unpack
from .record import UNPLACED, Approval, Books, Counted, Recorded, SealedField, Seen
from .sealed import Opener, Sealer, hidden, open_fields, sealed_entry, unfit_seals

__all__ = [
    "FORMAT",
    "MAX_PAYLOAD",
    "MAX_RECORD",
    "UNPLACED",
    "Approval",
    "Books",
    "Counted",
    "Opener",
    "Recorded",
    "SealedField",
    "Sealer",
    "Seen",
    "decode",
    "encode",
    "hidden",
    "open_fields",
    "pack",
    "sealed_entry",
    "unfit_seals",
    "unpack",
]
