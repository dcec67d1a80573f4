"""SQLite's errors in our words: which of them a caller can wait out, which end the handle."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final, TypeAlias

from kube_ledger.errors import Busy, DiskFull, IntegrityError, NoPermission, NotALedger, Poisoned, ReadOnly

if TYPE_CHECKING:
    from kube_ledger.errors import KubeLedgerError

SQLITE_FAILED: Final = (sqlite3.Error, UnicodeDecodeError)
"""What to catch: a damaged schema makes names and messages that are no UTF-8, and Python then says only that."""

SqliteFailed: TypeAlias = "sqlite3.Error | UnicodeDecodeError"

_PRIMARY: Final = 0xFF
_WAIT: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)


def primary_code(error: SqliteFailed) -> int:
    """The result code without its extension; 0 where Python itself complained."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def reason(error: SqliteFailed) -> str:
    """The name of the code, else the message: for the engineer who is shown the sentence."""
    return getattr(error, "sqlite_errorname", None) or str(error)


def _by_anyone(path: str, error: SqliteFailed) -> KubeLedgerError | None:
    code = primary_code(error)
    if code in _WAIT:
        return Busy(path)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(path)
    if code == sqlite3.SQLITE_READONLY:
        return ReadOnly(path, "berkasnya tidak bisa ditulis")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return NoPermission(path, "sistem menolak membukanya")
    return None


def failed_write(path: str, error: SqliteFailed) -> KubeLedgerError:
    """What a failed write is called: what can't be waited out or made room for is `Poisoned`."""
    return _by_anyone(path, error) or Poisoned(path, reason(error))


def failed_read(path: str, error: SqliteFailed, what: str) -> KubeLedgerError:
    """What a failed read of heads, keys or schema is called."""
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_SHMSIZE:
        return DiskFull(path)  # not even the index of the journal finds room
    return _by_anyone(path, error) or NotALedger(path, f"{what}: {reason(error)}")


def failed_record(path: str, error: SqliteFailed, position: int) -> KubeLedgerError:
    """What a failed read of records is called: it names the first position that could not be read."""
    return _by_anyone(path, error) or IntegrityError(f"tidak terbaca dari berkas ({reason(error)})", position=position)
