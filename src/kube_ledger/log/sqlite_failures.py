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

Words: TypeAlias = tuple[str, str]
"""What is wrong, in English and in Indonesian."""

_PRIMARY: Final = 0xFF
_WAIT: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)


def primary_code(error: SqliteFailed) -> int:
    """The result code without its extension; 0 where Python itself complained."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def reason(error: SqliteFailed) -> Words:
    """The name of the code, which the engineer who is told it over the phone can look up; else the message."""
    name = getattr(error, "sqlite_errorname", None)
    return (name, name) if name else (str(error), "kesalahan basis data")


def waited_out(path: str, error: SqliteFailed) -> KubeLedgerError | None:
    """Our error for what goes away when somebody waits, makes room or gives access; None for all else."""
    code = primary_code(error)
    if code in _WAIT:
        return Busy(path)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(path)
    if code == sqlite3.SQLITE_READONLY:
        return ReadOnly(path, "its file can't be written", "berkasnya tidak bisa ditulis")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return NoPermission(path, "the system refuses to open it", "sistem menolak membukanya")
    return None


def failed_write(path: str, error: SqliteFailed) -> KubeLedgerError:
    """What a failed write is called: what can't be waited out or made room for is `Poisoned`."""
    return waited_out(path, error) or Poisoned(path, *reason(error))


def failed_read(path: str, error: SqliteFailed, what: Words) -> KubeLedgerError:
    """What a failed read of heads, keys or schema is called."""
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_SHMSIZE:
        return DiskFull(path)  # not even the index of the journal finds room
    (english, id_), (why, why_id) = what, reason(error)
    return waited_out(path, error) or NotALedger(path, f"{english}: {why}", f"{id_}: {why_id}")


def failed_record(path: str, error: SqliteFailed, position: int) -> KubeLedgerError:
    """What a failed read of records is called: it names the first position that could not be read."""
    why, why_id = reason(error)
    return waited_out(path, error) or IntegrityError(
        f"it can't be read from the file ({why})",
        problem_id=f"tidak terbaca dari berkas ({why_id})",
        position=position,
    )
