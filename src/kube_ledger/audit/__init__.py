"""Audit: what the records say when nothing is trusted. Needs no extra, reads no cache, raises nothing it can report."""

from .derived import keys_of
from .findings import Finding
from .verify import GroupAudit, Progress, verify_group

__all__ = ["Finding", "GroupAudit", "Progress", "keys_of", "verify_group"]
