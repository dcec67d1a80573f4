"""The small file that goes with a ledger file: read whole, replaced whole, by one at a time. What it says is not ours.

It is replaced by another file under its name: whoever reads, and whatever breaks in between, finds the old content or
the new one.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import HeadsDamaged, HeadsNotKept

from .durable import BINARY, replace
from .new_file import HEADS, why_refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

MOST_BYTES: Final = 64 << 20
"""What is larger is not read: it is no file of ours."""

_NEW: Final = "-new"


class BesideFile:
    """`SideFile` beside a ledger file, as `x.kube-head` beside `x.kube`.

    Args:
        path: The ledger's path as it was given, for messages.
        file: The same without links, absolute.
        alone: Holds off all others who write to the ledger; entered before anything is replaced.
    """

    def __init__(self, path: str, file: Path, alone: Callable[[], AbstractContextManager[None]]) -> None:
        self.path = path + HEADS
        self._ledger = file
        self._file = file.with_name(file.name + HEADS)
        self._alone = alone

    def read(self) -> bytes | None:
        """See `SideFile.read`."""
        try:
            # What is no file, a pipe, must not hold us until somebody writes to it.
            descriptor = os.open(self._file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | BINARY)
            try:
                return self._content(descriptor)
            finally:
                os.close(descriptor)
        except FileNotFoundError as error:
            if self._file.is_symlink():
                words = ("a link that leads nowhere", "tautannya tidak menuju ke mana-mana")
                raise HeadsDamaged(self.path, *words) from error
            return None
        except OSError as error:
            raise HeadsDamaged(self.path, *why_refused(error)) from error

    def _content(self, descriptor: int) -> bytes:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise HeadsDamaged(self.path, "no regular file", "bukan berkas biasa")
        if status.st_size > MOST_BYTES:
            raise HeadsDamaged(self.path, "too large", "terlalu besar")
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            return opened.read(MOST_BYTES)

    def update(self, change: Callable[[bytes | None], bytes | None]) -> None:
        """See `SideFile.update`."""
        with self._alone():
            data = change(self.read())
            if data is None:
                return
            try:
                self._replace(data)
            except OSError as error:
                raise HeadsNotKept(self.path, *why_refused(error)) from error

    def _replace(self, data: bytes) -> None:
        # Where it is a link, its owner keeps the heads elsewhere: the link stays.
        target = Path(os.path.realpath(self._file))
        mode = (target if target.exists() else self._ledger).stat().st_mode & 0o666
        replace(target, data, aside=target.with_name(target.name + _NEW), mode=mode)
