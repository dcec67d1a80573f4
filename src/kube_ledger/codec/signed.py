"""What is signed of a record: by its author the command itself, by whoever approves it the command's hash."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from .limits import unpack

AUTHOR: Final = b"kube-ledger/command/1\n"
APPROVER: Final = b"kube-ledger/approve/1\n"


def author_message(command: bytes) -> bytes:
    """What the author of a command signs."""
    return AUTHOR + command


def approver_message(command: bytes) -> bytes:
    """What everybody else signs who approves of it."""
    return APPROVER + sha256(command).digest()


def command_of(record: bytes) -> bytes:
    """The bytes of a record's command as they stand in it: what was signed is never encoded again.

    Args:
        record: A record that was decoded before.
    """
    command: bytes = unpack(record)[1]
    return command
