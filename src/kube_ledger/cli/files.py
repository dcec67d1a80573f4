"""Files that the command reads and writes: whole or not there at all, and never one in another's place by mistake."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kube_ledger.errors import KubeLedgerError
from kube_ledger.log import require_alone
from kube_ledger.log.new_file import HEADS, beside, new_file, sync_folder

from .faults import CannotRun, trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD: Final = "-"
_SMALL: Final = 1_000_000
_BEGINNING: Final = 32
_DATABASE: Final = b"SQLite format 3\0"
_KEPT: Final = (b"-----BEGIN ", b"kube-ledger/heads/", b"kube-ledger/seen/")
"""How files begin that nobody can make again: private keys, the heads beside a ledger, a witness's memory."""


@contextmanager
def reading(path: str) -> Iterator[BinaryIO]:
    """A file to read bytes from; `-` is the standard input."""
    if path == STANDARD:
        if sys.stdin is None:
            raise CannotRun("input/none")
        yield sys.stdin.buffer
        return
    try:
        opened = Path(path).open("rb")  # noqa: SIM115  # the faults of opening are named, those of the caller are not
    except (OSError, ValueError) as error:
        raise _named(error, path) from error
    with opened:
        yield opened


def small(path: str) -> bytes:
    """What a file holds that keeps one receipt or head; `-` is the standard input.

    Of a larger one only the beginning is read: it is none, and whoever reads it refuses it as such.
    """
    with reading(path) as file:
        return file.read(_SMALL + 1)


def one_line(data: bytes) -> bytes:
    """What a file of one line holds, without the line's end."""
    return data.removesuffix(b"\n").removesuffix(b"\r")


@contextmanager
def writing(path: str, *, source: str) -> Iterator[BinaryIO]:
    """A file to write bytes to, in place of what was there only when all is written; `-` is the standard output.

    Args:
        path: The file.
        source: The ledger that is read meanwhile, which this must not be.

    Raises:
        CannotRun: It is the ledger, or another database, or one that is kept for ever, or can't be written.
    """
    if path == STANDARD:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path).resolve()
    _refuse_precious(path, target, source)
    try:
        if target.exists() and not target.is_file():  # a terminal, a pipe, /dev/null: written to as it stands
            with target.open("wb") as opened:
                yield opened
            return
        with _in_place_of(target) as opened:
            yield opened
    except (OSError, ValueError) as error:
        raise _named(error, path) from error


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A file in place of one that is there, with the same permissions, only when all is written.

    Raises:
        CannotRun: It can't be written.
    """
    try:
        with _in_place_of(Path(path).resolve()) as opened:
            yield opened
    except (OSError, ValueError) as error:
        raise _named(error, path) from error


@contextmanager
def _in_place_of(target: Path) -> Iterator[BinaryIO]:
    descriptor, name = tempfile.mkstemp(prefix=".kube-", suffix=".new", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            yield cast("BinaryIO", opened)
            opened.flush()
            os.fsync(descriptor)
        if target.exists():
            shutil.copymode(target, temporary)
        else:
            temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
        sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refuse_precious(path: str, target: Path, source: str) -> None:
    ledger = Path(source).resolve()
    if target == ledger or target in beside(ledger) or (target.exists() and ledger.exists() and _same(target, ledger)):
        raise CannotRun("output/is-ledger", path=path)
    if target == ledger.with_name(ledger.name + HEADS):
        raise CannotRun("output/is-kept", path=path)
    try:
        if stat.S_ISREG(target.stat().st_mode):
            with target.open("rb") as opened:
                begins = opened.read(_BEGINNING)
            if begins.startswith(_DATABASE):
                raise CannotRun("output/is-database", path=path)
            if begins.startswith(_KEPT):
                raise CannotRun("output/is-kept", path=path)
    except OSError:
        return  # what is not there, or can't be read, is said when it is written


def _same(one: Path, other: Path) -> bool:
    return os.path.samestat(one.stat(), other.stat())


def _named(error: OSError | ValueError, path: str) -> CannotRun:
    return trouble(error, path) if isinstance(error, OSError) else CannotRun("file/missing", path=path)


@contextmanager
def new_ledger(path: str) -> Iterator[str]:
    """Where to make a ledger that stands at `path` only when the block ends well; else nothing is left of it.

    Raises:
        LedgerExists: Something stands at `path`.
        NoPermission: The folder is missing or can't be written.
        DiskFull: There is no room.
        Poisoned: The storage failed when the ledger was closed: it would not be all that was recorded.
    """
    heads: Path | None = None
    try:
        with new_file(path) as held:
            making = Path(f"{held}.kube")
            heads = making.with_name(making.name + HEADS)
            try:
                yield str(making)
                require_alone(making)
                making.replace(held)
            except KubeLedgerError as error:
                if error.facts.get("path") == str(making):  # nobody asked for that name
                    error.facts = {**error.facts, "path": path}
                raise
            finally:
                for name in (making, *beside(making)):
                    name.unlink(missing_ok=True)
        with suppress(OSError):  # heads come behind their ledger, and may be missing
            heads.replace(path + HEADS)
    finally:
        if heads is not None:
            heads.unlink(missing_ok=True)
