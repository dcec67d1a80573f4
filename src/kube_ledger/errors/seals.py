"""Sensitive fields and the keys that they are sealed with."""

from __future__ import annotations

from typing import ClassVar

from .base import KubeLedgerError
from .storage import AtPath


class WrongPassphrase(AtPath):
    """The key file does not open with this passphrase, or it is none: empty, or longer than 1,023 bytes."""

    code: ClassVar[str] = "wrong-passphrase"


class KeyDestroyed(KubeLedgerError):
    """The person's sealing key was destroyed: nothing more is sealed for her, so nothing sensitive recorded.

    Attributes:
        subject: The person's id.
    """

    code: ClassVar[str] = "key-destroyed"

    def __init__(self, subject: str) -> None:
        super().__init__(subject=subject)
        self.subject = subject


class SealBroken(KubeLedgerError):
    """A sealed field does not open though its key is here: it was changed, or moved from another entry or person.

    Attributes:
        field: The field's name, where it is known.
        position: The entry's position, where it is known.
    """

    code: ClassVar[str] = "seal-broken"

    def __init__(self, field: str | None = None, *, position: int | None = None) -> None:
        super().__init__(field=field or "", position=position)
        self.field = field
        self.position = position


class SensitiveInClear(UserWarning):
    """Sensitive fields are stored in clear: the ledger was opened without sealing keys. Warned once a ledger."""
