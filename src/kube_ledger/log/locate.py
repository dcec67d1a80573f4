"""Which log a path or URL means; the one place that knows them all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kube_ledger.errors import MissingExtra, Poisoned

from .memory import MemoryLog

if TYPE_CHECKING:
    from .protocol import Examine, Log


def create(path: str | os.PathLike[str]) -> Log:
    """Make a new, empty log and open it.

    Args:
        path: A file that does not exist yet, or a `postgresql://` URL.

    Returns:
        The open log.

    Raises:
        LedgerExists: There is a file at `path`.
        NoPermission: Its folder is missing or can't be written.
        DiskFull: There is no room.
        MissingExtra: A URL was given and its extra is not installed.
    """
    _refuse_url(path)
    from .sqlite import SqliteLog  # noqa: PLC0415  # sqlite3 only where it is used

    return SqliteLog.create(path)


def open_existing(path: str | os.PathLike[str], *, read_only: bool = False, examine: Examine | None = None) -> Log:
    """Open a log that exists.

    Args:
        path: Its file, or a `postgresql://` URL.
        read_only: Never write; works on a medium that can't be written.
        examine: Asked before it may be written to; where it is in doubt, the log is read-only.

    Returns:
        The open log.

    Raises:
        NoLedger: There is nothing at `path`.
        NotALedger: There is something else, or a ledger too damaged to open.
        NewerFormat: A newer version wrote it.
        NoPermission: The system does not let us read or write it.
        MissingExtra: A URL was given and its extra is not installed.
    """
    _refuse_url(path)
    from .sqlite import SqliteLog  # noqa: PLC0415  # sqlite3 only where it is used

    return SqliteLog(path, read_only=read_only, examine=examine)


def require_alone(path: str | os.PathLike[str]) -> None:
    """See to it that a ledger file that nobody has open holds everything, so that it can be moved by itself.

    Where its storage failed while it was closed, its journal is still there: it is put away first, if that works now.

    Raises:
        Poisoned: The journal can't be put away.
        KubeLedgerError: As `open_existing` does.
    """
    from .sqlite_file import has_journal  # noqa: PLC0415  # as above

    open_existing(path).close()
    with open_existing(path, read_only=True) as log:
        alone = log.doubt is None and not has_journal(Path(path).resolve())
    if not alone:
        named = os.fsdecode(path)
        raise Poisoned(named, "its journal could not be copied back", "jurnalnya tidak bisa disalin kembali")


def in_memory() -> Log:
    """A new, empty log that lives as long as the process."""
    return MemoryLog()


def _refuse_url(path: str | os.PathLike[str]) -> None:
    if os.fsdecode(path).startswith(("postgresql://", "postgres://")):
        raise MissingExtra("postgres")
