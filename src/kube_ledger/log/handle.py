"""What every method of a log asks first: is this the process that opened it, is it open, did its storage hold."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kube_ledger.errors import Closed, Forked, Poisoned

if TYPE_CHECKING:
    from kube_ledger.errors import KubeLedgerError


class Handle:
    """The state of one open log.

    Args:
        path: The path as the caller gave it, for messages.
    """

    __slots__ = ("_fault", "_process", "closed", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.closed = False
        self._process = os.getpid()
        self._fault: tuple[str, str] | None = None

    @property
    def forked(self) -> bool:
        """Whether this is a child of the process that opened the log."""
        return os.getpid() != self._process

    @property
    def poisoned(self) -> bool:
        """Whether a write failed."""
        return self._fault is not None

    def check(self) -> None:
        """Nothing, if the log may be used.

        Raises:
            Forked: A child process came here.
            Closed: `close` was called.
            Poisoned: A write failed before.
        """
        if os.getpid() != self._process:
            raise Forked(self.path)
        if self.closed:
            raise Closed(self.path)
        if self._fault is not None:
            raise Poisoned(self.path, *self._fault)

    def check_process(self) -> None:
        """Nothing, in the process that opened the log.

        Raises:
            Forked: A child process came here.
        """
        if self.forked:
            raise Forked(self.path)

    def poison(self, error: KubeLedgerError) -> None:
        """Take note of an error; after a `Poisoned` every `check` raises."""
        if isinstance(error, Poisoned) and self._fault is None:
            self._fault = error.reason, error.reason_id
