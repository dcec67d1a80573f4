"""A public key as it is given: the text itself, or the file that it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError
from kube_ledger.proofs import parse_vkey

from .faults import CannotRun
from .files import one_line, small

if TYPE_CHECKING:
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


def vkey_in(data: bytes, path: str) -> VerifierKey:
    """The key that a file holds.

    Raises:
        CannotRun: It holds something else, which may be secret and is not said.
    """
    try:
        return parse_vkey(one_line(data))
    except ProofError:
        raise CannotRun("keys/not-public", path=path) from None


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):
        return False
