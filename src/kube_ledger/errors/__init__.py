"""What can go wrong, each with a stable `code`, an English message and an Indonesian sentence.

A refusal is a value (a rule said no); `Refused` is raised when a call was refused. Everything else is raised by the
storage, the decoders or the caller's own mistake. All of them pickle.
"""

from .base import (
    Fault,
    InvalidDomain,
    InvalidEvent,
    KubeLedgerError,
    MissingExtra,
    NoPeriod,
)
from .records import (
    DecodeError,
    IntegrityError,
    ProofError,
    UnknownType,
)
from .refusals import (
    Refusal,
    Refused,
)
from .seals import (
    KeyDestroyed,
    SealBroken,
    SensitiveInClear,
    WrongPassphrase,
)
from .storage import (
    BackupFailed,
    Busy,
    Closed,
    ConcurrencyError,
    DiskFull,
    Doubt,
    Forked,
    HeadsDamaged,
    HeadsExist,
    HeadsNotKept,
    HeadsWarning,
    LedgerExists,
    NewerFormat,
    NoLedger,
    NoLogKey,
    NoPermission,
    NotALedger,
    NotAWitness,
    OutcomeUnknown,
    Poisoned,
    ReadOnly,
)

__all__ = [
    "BackupFailed",
    "Busy",
    "Closed",
    "ConcurrencyError",
    "DecodeError",
    "DiskFull",
    "Doubt",
    "Fault",
    "Forked",
    "HeadsDamaged",
    "HeadsExist",
    "HeadsNotKept",
    "HeadsWarning",
    "IntegrityError",
    "InvalidDomain",
    "InvalidEvent",
    "KeyDestroyed",
    "KubeLedgerError",
    "LedgerExists",
    "MissingExtra",
    "NewerFormat",
    "NoLedger",
    "NoLogKey",
    "NoPeriod",
    "NoPermission",
    "NotALedger",
    "NotAWitness",
    "OutcomeUnknown",
    "Poisoned",
    "ProofError",
    "ReadOnly",
    "Refusal",
    "Refused",
    "SealBroken",
    "SensitiveInClear",
    "UnknownType",
    "WrongPassphrase",
]
