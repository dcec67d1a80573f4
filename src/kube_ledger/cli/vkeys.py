"""A public key as it is given: the text itself, or the file that it stands in."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError
from kube_ledger.proofs import NOTE_KEY, parse_origin, parse_vkey

from .faults import CannotRun
from .files import one_line, small

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kube_ledger.proofs import VerifierKey

PRIVATE: Final = b"-----BEGIN "
"""How the file of a private key begins."""


def read_vkey(given: str) -> VerifierKey:
    """The key.

    Raises:
        ProofError: It is none, and no file.
        CannotRun: It is a file that can't be read, or holds something else, which may be secret and is not said.
    """
    try:
        return parse_vkey(given)
    except ProofError:
        if not _is_file(given):
            raise
    data = small(given)
    if data.startswith(PRIVATE):
        raise CannotRun("keys/is-private", path=given)
    return vkey_in(data, given)


def of_logs(keys: Iterable[VerifierKey], origins: Iterable[str]) -> tuple[VerifierKey, ...]:
    """The keys, and those that sign notes under the names of some logs as well.

    A key's own file has the name that it was made with; heads are signed under that of their log, whatever key it is.
    One that has the name of a log already is that log's alone.
    """
    given, names = tuple(keys), tuple(origins)
    own = [replace(key, name=name) for key in given if _is_of_nobodys_log(key) for name in names]
    return tuple(dict.fromkeys((*given, *own)))


def _is_of_nobodys_log(key: VerifierKey) -> bool:
    try:
        parse_origin(key.name)
    except ProofError:
        return key.type == NOTE_KEY
    return False


def vkey_in(data: bytes, path: str) -> VerifierKey:
    """The key that a file holds.

    Raises:
        CannotRun: It holds something else, which may be secret and is not said.
    """
    try:
        return parse_vkey(one_line(data).removeprefix(BOM_UTF8))
    except ProofError:
        raise CannotRun("keys/not-public", path=path) from None


def _is_file(given: str) -> bool:
    try:
        return Path(given).exists() and not Path(given).is_dir()  # a pipe is one too
    except (OSError, ValueError):
        return False
