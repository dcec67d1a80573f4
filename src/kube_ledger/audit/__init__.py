"""Audit: what the records say when nothing is trusted. Needs no extra, reads no cache, raises nothing it can report."""

from .derived import keys_of
from .findings import Finding
from .repair import Repaired, repair_group
from .verify import GroupAudit, Progress, verify_group
from .whole import verify_ledger

__all__ = [
    "Finding",
    "GroupAudit",
    "Progress",
    "Repaired",
    "keys_of",
    "repair_group",
    "verify_group",
    "verify_ledger",
]
