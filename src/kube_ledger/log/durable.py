"""Small files that are whole whenever the process ends: written aside, synced, put in place; and one lock for them."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Busy

from .new_file import refused_by_system, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BINARY: Final[int] = getattr(os, "O_BINARY", 0)  # which Windows needs
ASIDE: Final = ".baru"
"""The name under which a file is written first; one that is left over holds nothing that was ever said."""


def put(path: Path, data: bytes, *, private: bool = False) -> None:
    """The file holds these bytes and survives a power cut, or holds what it held before. Whoever calls has the lock.

    Args:
        path: In a folder that is there.
        data: All of it.
        private: Nobody but the owner may read it.

    Raises:
        DiskFull: There is no room.
        NoPermission: The system does not let us.
    """
    try:
        replace(path, data, aside=path.with_name(ASIDE), mode=0o600 if private else 0o666)
    except OSError as error:
        raise refused_by_system(str(path), error) from error


def replace(path: Path, data: bytes, *, aside: Path, mode: int) -> None:
    """The same, with the system's own errors.

    Args:
        path: In a folder that is there.
        data: All of it.
        aside: Where it is written first; what lies there was left by somebody who was killed.
        mode: Who may do what with a file that is new.

    Raises:
        OSError: As the system says it; what `path` held still stands there, unless only the folder could not be synced.
    """
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | BINARY, mode)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(descriptor)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """The folder is there and survives a power cut.

    Raises:
        NoPermission: The system does not let us.
    """
    try:
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise refused_by_system(str(path), error) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process at a time is inside; the lock goes with the process, however it ends.

    Raises:
        Busy: Another one is.
        NoPermission: The system does not let us.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
    except OSError as error:
        raise refused_by_system(str(path), error) from error
    try:
        try:
            _lock(descriptor)
        except OSError as error:
            raise Busy(str(path.parent)) from error
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
