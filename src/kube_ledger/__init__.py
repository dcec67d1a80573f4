"""An event-sourced ledger for Indonesian community business groups (KUBE, Kelompok Usaha Bersama).

What happens to a group is recorded as immutable events in an append-only log; rules may refuse an event before it is
written; every figure is a fold over events; the log can prove that it only ever grew.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from . import events, projections
    from .codec import Recorded
    from .days import Period
    from .domain import KUBE, Domain
    from .errors import (
        BackupFailed,
        Busy,
        Closed,
        ConcurrencyError,
        DecodeError,
        DiskFull,
        Doubt,
        Forked,
        HeadsDamaged,
        HeadsExist,
        HeadsNotKept,
        HeadsWarning,
        IntegrityError,
        InvalidDomain,
        InvalidEvent,
        KeyDestroyed,
        KubeLedgerError,
        LedgerExists,
        MissingExtra,
        NewerFormat,
        NoLedger,
        NoLogKey,
        NoPeriod,
        NoPermission,
        NotALedger,
        NotAWitness,
        OutcomeUnknown,
        Poisoned,
        ProofError,
        ReadOnly,
        Refusal,
        Refused,
        SealBroken,
        SensitiveInClear,
        UnknownType,
        WrongPassphrase,
    )
    from .ledger import Appended, Draft, DraftSignature, Group, Ledger
    from .people import NoPerson, Person, PersonExists
    from .private_file import SideFileUnusable
    from .projections import AsOf

__version__ = "0.1.0.dev0"

__all__ = [
    "KUBE",
    "Appended",
    "AsOf",
    "BackupFailed",
    "Busy",
    "Closed",
    "ConcurrencyError",
    "DecodeError",
    "DiskFull",
    "Domain",
    "Doubt",
    "Draft",
    "DraftSignature",
    "Forked",
    "Group",
    "HeadsDamaged",
    "HeadsExist",
    "HeadsNotKept",
    "HeadsWarning",
    "IntegrityError",
    "InvalidDomain",
    "InvalidEvent",
    "KeyDestroyed",
    "KubeLedgerError",
    "Ledger",
    "LedgerExists",
    "MissingExtra",
    "NewerFormat",
    "NoLedger",
    "NoLogKey",
    "NoPeriod",
    "NoPermission",
    "NoPerson",
    "NotALedger",
    "NotAWitness",
    "OutcomeUnknown",
    "Period",
    "Person",
    "PersonExists",
    "Poisoned",
    "ProofError",
    "ReadOnly",
    "Recorded",
    "Refusal",
    "Refused",
    "SealBroken",
    "SensitiveInClear",
    "SideFileUnusable",
    "UnknownType",
    "WrongPassphrase",
    "events",
    "projections",
]

# Where a name lives that is not in `errors`. Nothing is loaded before it is asked for: `--version` needs no fold.
_HOMES: Final = {
    **dict.fromkeys(("KUBE", "Domain"), "domain"),
    **dict.fromkeys(("Appended", "Draft", "DraftSignature", "Group", "Ledger"), "ledger"),
    "AsOf": "projections",
    "Period": "days",
    **dict.fromkeys(("NoPerson", "Person", "PersonExists"), "people"),
    "SideFileUnusable": "private_file",
    "Recorded": "codec",
}

if not TYPE_CHECKING:  # a type checker knows the names from above, and would take any other one for given

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name in ("events", "projections"):
            return import_module(f".{name}", __name__)
        value = getattr(import_module(f".{_HOMES.get(name, 'errors')}", __name__), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
