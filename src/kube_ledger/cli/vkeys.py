"""A public key as it is given: the text itself, or the file that it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kube_ledger.errors import ProofError
from kube_ledger.proofs import parse_vkey

from .faults import CannotRun
from .files import small

if TYPE_CHECKING:
    from kube_ledger.proofs import VerifierKey

_PRIVATE = b"-----BEGIN "


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
    if data.startswith(_PRIVATE):
        raise CannotRun("keys/is-private", path=given)
    try:
        return parse_vkey(data.removesuffix(b"\n").removesuffix(b"\r"))
    except ProofError:
        raise CannotRun("keys/not-public", path=given) from None


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):
        return False
