"""A new file that is whole or not there: made under another name, made durable, then put in its place."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import DiskFull, HeadsExist, LedgerExists, NoPermission

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kube_ledger.errors import KubeLedgerError

    from .sqlite_failures import Words

HEADS: Final = "-head"
"""What the name of the file with a ledger's heads ends in."""

SIDE_FILES: Final = ("-wal", "-shm", "-journal")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REASONS: Final = {
    errno.ENOENT: ("its folder is not there", "foldernya tidak ada"),
    errno.ENOTDIR: ("a part of its path is no folder", "foldernya bukan folder"),
    errno.EACCES: ("permission denied", "tidak ada izin"),
    errno.EPERM: ("permission denied", "tidak ada izin"),
    errno.EROFS: ("the medium is read-only", "media ini hanya bisa dibaca"),
    errno.ENAMETOOLONG: ("its name is too long", "namanya terlalu panjang"),
    errno.EMFILE: ("too many files are open", "terlalu banyak berkas terbuka"),
    errno.ENFILE: ("too many files are open", "terlalu banyak berkas terbuka"),
}


def refused_by_system(path: str, error: OSError) -> KubeLedgerError:
    """Our error for one of the operating system's about opening or making a file."""
    return DiskFull(path) if error.errno in _FULL else NoPermission(path, *why_refused(error))


def why_refused(error: OSError) -> Words:
    """What stands in the way, for an error that says what was to be done."""
    if error.errno in _FULL:
        return "there is no room", "tempat penyimpanannya penuh"
    name = errno.errorcode.get(error.errno or 0)
    other = (error.strerror or "the system refuses", "ditolak sistem" if name is None else f"ditolak sistem: {name}")
    return _REASONS.get(error.errno or 0, other)


@contextmanager
def new_file(
    path: str, *, like: Path | None = None, with_it: Mapping[str, bytes] = MappingProxyType({})
) -> Iterator[str]:
    """A temporary file beside `path`; when the block ends well it stands at `path`, durable, else nothing does.

    Args:
        path: Where the file shall be. Two processes may try at once: one wins.
        like: A file that is private stays private: nobody may do more with the new one than with this one.
        with_it: Suffix → content of side files. They are in place before the file itself, which is never seen alone;
            only a crash in between leaves them.

    Yields:
        The name of an empty file to fill.

    Raises:
        LedgerExists: Something stands at `path`, be it empty or a dangling link, or a journal of a file that was there.
        HeadsExist: The heads of a file that was there lie beside it.
        NoPermission: The folder is missing or can't be written.
        DiskFull: There is no room.
    """
    if not path or "\0" in path:
        raise NoPermission(path, "that is no name for a file", "namanya tidak sah")
    target = Path(path).absolute()
    sides = {target.with_name(target.name + suffix): content for suffix, content in with_it.items()}
    # SQLite would replay a journal that an earlier file of this name left behind into the new one.
    for taken in (target, *beside(target), *sides):
        if os.path.lexists(taken) and taken.name != target.name + HEADS:
            raise LedgerExists(path if taken == target else str(taken))
    if os.path.lexists(target.with_name(target.name + HEADS)):
        raise HeadsExist(path + HEADS)
    made: dict[Path, Path] = {}
    temporary = None
    try:
        mode = 0o666 if like is None else 0o600 | (like.stat().st_mode & 0o066)
        for side, content in sides.items():
            made[side] = _reserve(target.parent, mode)
            made[side].write_bytes(content)
        made[target] = temporary = _reserve(target.parent, mode)
        yield str(temporary)
        for name in made.values():
            _sync(name)
        _put_all(made)
        sync_folder(target.parent)
    except FileExistsError as error:
        raise LedgerExists(path) from error
    except OSError as error:
        raise refused_by_system(path, error) from error
    finally:
        for name in (*made.values(), *(beside(temporary) if temporary is not None else ())):
            name.unlink(missing_ok=True)


def beside(file: Path) -> list[Path]:
    """Where SQLite keeps the journals of a file."""
    return [file.with_name(file.name + suffix) for suffix in SIDE_FILES]


def journal_size(file: Path) -> int:
    """How many bytes the write-ahead log beside a file holds; 0 where there is none."""
    try:
        return file.with_name(f"{file.name}-wal").stat().st_size
    except OSError:
        return 0


def read_beside(file: Path, suffix: str, path: str) -> bytes | None:
    """A side file's content; None where there is none.

    Args:
        file: The ledger.
        suffix: What is put behind its name.
        path: The ledger's path as it was given, for messages.

    Raises:
        NoPermission: It can't be read.
    """
    try:
        return file.with_name(file.name + suffix).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refused_by_system(path + suffix, error) from error


def identity(file: Path) -> tuple[int, int] | None:
    """Which file it is that has this name; None where there is none."""
    try:
        status = os.stat(file)  # noqa: PTH116  # before every append, where Path.stat would be felt
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _reserve(folder: Path, mode: int) -> Path:
    for number in count():
        name = folder / f".kube-{os.getpid()}-{number}.new"
        with suppress(FileExistsError):
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode))
            return name
    raise AssertionError  # count() does not end


def _put_all(made: Mapping[Path, Path]) -> None:
    """Give each file its name, in this order; where the last one can't have it, none keeps its own."""
    placed: list[Path] = []
    try:
        for target, temporary in made.items():
            _put(temporary, target)
            placed.append(target)
    except BaseException:
        for target in placed:
            with suppress(OSError):
                target.unlink()
        raise


def _put(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # FAT and some others know no links: hold the name, then replace what holds it
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666))
        try:
            temporary.replace(target)
        except BaseException:
            target.unlink()
            raise


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable.

    Raises:
        OSError: As the system says it.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        if os.name == "nt":
            return
        raise
    try:
        os.fsync(descriptor)
    except OSError as error:  # some file systems sync no folders
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)
