"""Where records are kept: the contract, the memory log that is its reference, and SQLite."""

from .locate import create, in_memory, open_existing, require_alone
from .protocol import (
    IDEMPOTENCY,
    NO_HEAD,
    SIGNED_CALL,
    Appending,
    Copied,
    GroupHead,
    Head,
    Key,
    Log,
    Progress,
    Row,
    SideFile,
)

__all__ = [
    "IDEMPOTENCY",
    "NO_HEAD",
    "SIGNED_CALL",
    "Appending",
    "Copied",
    "GroupHead",
    "Head",
    "Key",
    "Log",
    "Progress",
    "Row",
    "SideFile",
    "create",
    "in_memory",
    "open_existing",
    "require_alone",
]
