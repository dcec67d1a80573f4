"""An event-sourced ledger for Indonesian community business groups (KUBE, Kelompok Usaha Bersama).

What happens to a group is recorded as immutable events in an append-only log; rules may refuse an event before it is
written; every figure is a fold over events; the log can prove that it only ever grew.
"""

from . import events, projections
from .codec import Recorded
from .days import Period
from .domain import KUBE, Domain
from .errors import (
    Busy,
    Closed,
    ConcurrencyError,
    DecodeError,
    DiskFull,
    Forked,
    IntegrityError,
    InvalidDomain,
    InvalidEvent,
    KubeLedgerError,
    LedgerExists,
    MissingExtra,
    NewerFormat,
    NoLedger,
    NoPeriod,
    NoPermission,
    NotALedger,
    OutcomeUnknown,
    Poisoned,
    ProofError,
    ReadOnly,
    Refusal,
    Refused,
    SensitiveInClear,
    UnknownType,
)
from .ledger import Appended, Group, Ledger
from .projections import AsOf

__version__ = "0.1.0.dev0"

__all__ = [
    "KUBE",
    "Appended",
    "AsOf",
    "Busy",
    "Closed",
    "ConcurrencyError",
    "DecodeError",
    "DiskFull",
    "Domain",
    "Forked",
    "Group",
    "IntegrityError",
    "InvalidDomain",
    "InvalidEvent",
    "KubeLedgerError",
    "Ledger",
    "LedgerExists",
    "MissingExtra",
    "NewerFormat",
    "NoLedger",
    "NoPeriod",
    "NoPermission",
    "NotALedger",
    "OutcomeUnknown",
    "Period",
    "Poisoned",
    "ProofError",
    "ReadOnly",
    "Recorded",
    "Refusal",
    "Refused",
    "SensitiveInClear",
    "UnknownType",
    "events",
    "projections",
]
