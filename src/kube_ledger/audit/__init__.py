"""Audit: what the records say when nothing is trusted. Needs no extra, reads no cache, raises nothing it can report."""

from .bookkeeping import USUAL, Thresholds
from .derived import keys_of
from .findings import Finding
from .head import checkpoint_of
from .repair import Repaired, repair_group
from .unauthorised import Total, Unauthorised
from .verify import GroupAudit, Progress, verify_group
from .whole import of_the_copy, verify_ledger

__all__ = [
    "USUAL",
    "Finding",
    "GroupAudit",
    "Progress",
    "Repaired",
    "Thresholds",
    "Total",
    "Unauthorised",
    "checkpoint_of",
    "keys_of",
    "of_the_copy",
    "repair_group",
    "verify_group",
    "verify_ledger",
]
