"""A private key's file (PKCS#8, PEM) and, beside it, the public key that may be handed on: `x.pem` and `x.pem.vkey`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from kube_ledger.errors import ProofError
from kube_ledger.log.new_file import new_file
from kube_ledger.proofs import NO_PASSPHRASE, load_key, load_key_as

from .faults import CannotRun
from .files import replacing, small
from .passphrase import passphrase
from .vkeys import PRIVATE, vkey_in

if TYPE_CHECKING:
    from kube_ledger.proofs import Signer, VerifierKey
    from kube_ledger.proofs.signing import Passphrase

    from .asking import Ask

PUBLIC: Final = ".vkey"
_CLOSED: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_LOG: Final = "kube-ledger"  # heads are signed under the name of their log: what its key is called shows nowhere


def make(path: str, signer: Signer, secret: Passphrase) -> None:
    """Write both files, the private one for its owner alone; neither is ever written over another.

    Raises:
        LedgerExists: One of them is there.
        NoPermission: The folder is missing or can't be written.
        DiskFull: There is no room.
        ProofError: The passphrase is empty or too long.
    """
    pem = signer.to_pem(secret).encode()
    with new_file(path, with_it={PUBLIC: f"{signer.vkey}\n".encode()}) as temporary:
        Path(temporary).chmod(0o600)
        Path(temporary).write_bytes(pem)


def change(path: str, signer: Signer, secret: Passphrase) -> None:
    """Put the same private key in the file's place, closed otherwise; whatever happens, one of the two is there.

    Raises:
        ProofError: The passphrase is empty or too long.
        CannotRun: The file can't be written.
    """
    pem = signer.to_pem(secret).encode()
    with replacing(path) as stream:
        stream.write(pem)


def is_private(path: str) -> bool:
    """Whether it is the file of a private key."""
    return Path(path).is_file() and small(path).startswith(PRIVATE)


def public_beside(path: str) -> VerifierKey:
    """The public key beside a private one.

    Raises:
        CannotRun: It is not there, or no public key.
    """
    return vkey_in(small(path + PUBLIC), path + PUBLIC)


def open_own(ask: Ask, path: str, passphrase_file: str | None) -> Signer:
    """A private key with the name and type of the public one beside it.

    Raises:
        CannotRun: The passphrase is another one or can't be asked for; the two do not belong together; the file is
            damaged, missing, or of another kind.
        MissingExtra: `cryptography` is not installed.
    """
    if path.endswith(PUBLIC) and not small(path).startswith(PRIVATE):
        raise CannotRun("keys/is-public", path=path, private=path.removesuffix(PUBLIC))
    key, pem = public_beside(path), small(path)
    try:
        return load_key(pem, _secret(ask, path, pem, passphrase_file), key)
    except ProofError as error:
        raise unusable(ask, path, error) from error


def open_as_log_key(ask: Ask, path: str, passphrase_file: str | None) -> Signer:
    """A private key to sign heads with, whatever its name; raises as `open_own` does."""
    pem = small(path)
    try:
        return load_key_as(pem, _secret(ask, path, pem, passphrase_file), _LOG)
    except ProofError as error:
        raise unusable(ask, path, error) from error


def unusable(ask: Ask, path: str, error: ProofError) -> CannotRun:
    """What is wrong with the key in a file."""
    return CannotRun("key/unusable", path=path, problem=error.problem_id if ask.words.lang == "id" else error.problem)


def _secret(ask: Ask, path: str, pem: bytes, file: str | None) -> Passphrase:
    """The passphrase of a file that is closed, or one that was given all the same."""
    if file is None and pem.startswith(PRIVATE) and not pem.startswith(_CLOSED):
        return NO_PASSPHRASE
    if file is None and not pem.startswith(PRIVATE):
        return b"none"  # no key: nobody needs to be asked before that is said
    return passphrase(ask, path, file)
