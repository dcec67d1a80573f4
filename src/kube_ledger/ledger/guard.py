"""A lock for threads that a forked child does not wait for: whoever holds it may not be there."""

from __future__ import annotations

import os
from threading import RLock
from typing import Self

from kube_ledger.errors import Forked


class Guard:
    """An `RLock` of one process, as a context manager.

    A fork copies a lock that another thread holds, but not the thread: without asking first, the child would wait for
    ever.

    Args:
        path: Where the ledger is, for messages.
    """

    __slots__ = ("_lock", "_path", "_process")

    def __init__(self, path: str) -> None:
        self._lock = RLock()
        self._path = path
        self._process = os.getpid()

    def __enter__(self) -> Self:
        """Hold it.

        Raises:
            Forked: A child process came here.
        """
        if os.getpid() != self._process:
            raise Forked(self._path)
        self._lock.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()
