"""What stops the command, in words, and how it is said."""

from __future__ import annotations

import errno
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.wording.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kube_ledger.errors import KubeLedgerError
    from kube_ledger.wording.interface import Words

_SYSTEM: Final[Mapping[int, str]] = {
    errno.ENOENT: "file/missing",
    errno.EISDIR: "file/is-folder",
    errno.ENOTDIR: "file/not-folder",
    errno.EACCES: "file/denied",
    errno.EPERM: "file/denied",
    errno.EROFS: "file/read-only",
    errno.ENOSPC: "file/full",
    errno.EDQUOT: "file/full",
    errno.EFBIG: "file/full",
    errno.ENAMETOOLONG: "file/too-long",
    errno.EMFILE: "file/too-many",
    errno.ENFILE: "file/too-many",
}


class CannotRun(Exception):  # it says why the command stops, not that it is wrong
    """The command can't do what is asked.

    Args:
        name: The sentence's name in `wording.interface`.
        facts: What the sentence is made of.
    """

    def __init__(self, name: str, /, **facts: Any) -> None:
        super().__init__(name)
        self.name = name
        self.facts: Mapping[str, Any] = facts


def trouble(error: OSError, path: str | None) -> CannotRun:
    """Why a file, or where no path is known the output, can't be read or written."""
    number = error.errno or 0
    found = path if path is not None else error.filename
    reason = errno.errorcode.get(number, str(number))
    if found is None:
        return CannotRun("output/full" if number == errno.ENOSPC else "output/other", reason=reason)
    return CannotRun(_SYSTEM.get(number, "file/other"), path=str(found), reason=reason)


def sentence_of(error: KubeLedgerError | CannotRun, words: Words) -> str:
    """One sentence in the language of the words."""
    if isinstance(error, CannotRun):
        return words(error.name, **error.facts)
    return error.sentence if words.lang == "id" else str(error)


def complain(sentence: str) -> None:
    """Say something on stderr, where a reader of the answer does not stumble over it."""
    with suppress(OSError):
        sys.stderr.write(harmless(sentence) + "\n")
        sys.stderr.flush()
