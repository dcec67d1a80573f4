"""Private keys and raw signatures: the only file that needs `cryptography`, and only when it is used.

Source: RFC 8032 (Ed25519), RFC 5958 (the encrypted file).
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kube_ledger.errors import MissingExtra, ProofError

from ._strict import require_hash, shown, text_of
from .keys import NOTE_KEY, PUBLIC, VerifierKey, as_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNATURE_SIZE: Final = 64
_SEED: Final = ("the random seed of a key", "bahan acak untuk kunci")
_FILE: Final = ("the key file", "berkas kunci")
_MAX_FILE: Final = 4_096
_BEGIN: Final = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
_BEGIN_OPEN: Final = "-----BEGIN PRIVATE KEY-----\n"
# What OpenSSL takes.
_MAX_PASSPHRASE: Final = 1_023


class Open(Enum):
    """That a private key's file is not closed: said in so many words, for a passphrase that is missing is a mistake."""

    NO_PASSPHRASE = auto()


NO_PASSPHRASE: Final = Open.NO_PASSPHRASE
"""In place of a passphrase: the file is not closed, and whoever reads it has the key."""

Passphrase: TypeAlias = str | bytes | Open


class Signer:
    """A private key with the verifier key that belongs to it. Shows, compares and pickles nothing of the secret.

    Attributes:
        key: Its public half.
    """

    __slots__ = ("_private", "key")

    def __init__(self, key: VerifierKey, private: Ed25519PrivateKey) -> None:
        self.key = key
        self._private = private

    def __repr__(self) -> str:
        return f"Signer({self.key.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a private key is kept with to_pem, not pickled")

    @property
    def vkey(self) -> str:
        """The verifier key's text, to hand on."""
        return self.key.text

    def under(self, name: str) -> Signer:
        """The same private key with another name to sign under: that of one more log of the installation that holds it.

        Raises:
            ProofError: The name is none.
        """
        return Signer(VerifierKey(name, self.key.type, self.key.public), self._private)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of some bytes, the same every time."""
        return self._private.sign(message)

    def to_pem(self, passphrase: Passphrase) -> str:
        """The private key as an encrypted file (PKCS#8, PEM); it holds neither name nor type: keep the vkey beside it.

        Args:
            passphrase: Closes the file, unless it is `NO_PASSPHRASE`.

        Raises:
            ProofError: The passphrase is empty or longer than 1,023 bytes.
        """
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  # an extra, loaded when it is used
            BestAvailableEncryption,
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        encryption = NoEncryption() if passphrase is NO_PASSPHRASE else BestAvailableEncryption(_secret(passphrase))
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


def generate_key(name: str, random: Callable[[int], bytes], *, type: int = NOTE_KEY) -> Signer:  # noqa: A002
    """A new key pair.

    Args:
        name: The name to sign under: of a log its origin.
        random: Gives that many bytes that nobody can guess; the operating system's.
        type: `NOTE_KEY` or `COSIGNATURE_KEY`.

    Raises:
        ProofError: The name or type is none, or `random` gave something else than 32 bytes.
        MissingExtra: `cryptography` is not installed.
    """
    seed = require_hash(random(32), _SEED)
    private = _ed25519().Ed25519PrivateKey.from_private_bytes(seed)
    return Signer(VerifierKey(name, type, private.public_key().public_bytes_raw()), private)


def load_key(pem: str | bytes, passphrase: Passphrase, vkey: str | VerifierKey) -> Signer:
    """Open a private key that `to_pem` wrote.

    Args:
        pem: The file's text.
        passphrase: Whatever it was closed with; `NO_PASSPHRASE` of one that is not closed.
        vkey: The verifier key that was kept beside it.

    Raises:
        ProofError: The passphrase is wrong, the file is damaged, not encrypted, of another kind, or not of this vkey.
        MissingExtra: `cryptography` is not installed.
    """
    key = as_key(vkey)
    private = _opened(pem, passphrase)
    if private.public_key().public_bytes_raw() != key.public:
        raise ProofError(
            f"the key file does not belong to the verifier key of {shown(key.name)}",
            problem_id=f"berkas kuncinya bukan pasangan kunci publik {shown(key.name)}",
        )
    return Signer(key, private)


def load_key_as(
    pem: str | bytes,
    passphrase: Passphrase,
    name: str,
    *,
    type: int = NOTE_KEY,  # noqa: A002
) -> Signer:
    """Open a private key that `to_pem` wrote, to sign under a name of the caller's; the file itself has none.

    Args:
        pem: The file's text.
        passphrase: Whatever it was closed with; `NO_PASSPHRASE` of one that is not closed.
        name: The name to sign under: of a log its origin.
        type: `NOTE_KEY` or `COSIGNATURE_KEY`.

    Raises:
        ProofError: The passphrase is wrong, the file is damaged, not encrypted, or of another kind; the name or type is
            none.
        MissingExtra: `cryptography` is not installed.
    """
    private = _opened(pem, passphrase)
    return Signer(VerifierKey(name, type, private.public_key().public_bytes_raw()), private)


def _opened(pem: str | bytes, passphrase: Passphrase) -> Ed25519PrivateKey:
    text = text_of(pem, _FILE, _MAX_FILE)
    secret = None if passphrase is NO_PASSPHRASE else _secret(passphrase)
    if secret is None and not text.startswith(_BEGIN_OPEN):
        raise ProofError(
            "the key file is no private key, or closed with a passphrase",
            problem_id="berkasnya bukan kunci rahasia, atau terkunci dengan kata sandi",
        )
    if secret is not None and not text.startswith(_BEGIN):
        raise ProofError("the key file is not an encrypted key", problem_id="berkas kuncinya bukan kunci tersandi")
    library = _ed25519()
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  # an extra, loaded when it is used
        load_pem_private_key,
    )

    try:
        private: Any = load_pem_private_key(text.encode(), secret)
    except Exception as error:  # whatever a damaged file makes its libraries raise
        raise ProofError(
            "the passphrase is wrong, or the key file is damaged",
            problem_id="kata sandinya salah, atau berkas kuncinya rusak",
        ) from error
    if not isinstance(private, library.Ed25519PrivateKey):
        raise ProofError("the key file holds no Ed25519 key", problem_id="berkas kuncinya bukan kunci Ed25519")
    return private  # type: ignore[no-any-return]


def verify_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Check one Ed25519 signature over some bytes.

    Args:
        public: The 32-byte public key, as a `VerifierKey` has it: its form is not checked again.
        message: What was signed.
        signature: 64 bytes.

    Raises:
        ProofError: It is not the signature of these bytes by this key.
        MissingExtra: `cryptography` is not installed.
    """
    require_hash(public, PUBLIC)
    library = _ed25519()
    if type(message) is bytes and type(signature) is bytes:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  # an extra, loaded when it is used

        try:
            library.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            pass
        else:
            return
    raise ProofError("the signature does not fit", problem_id="tanda tangannya tidak cocok")


def _secret(passphrase: Passphrase) -> bytes:
    if type(passphrase) is bytes:
        secret = passphrase
    else:
        try:
            secret = passphrase.encode() if type(passphrase) is str else b""
        except UnicodeError:
            secret = b""
    if not 0 < len(secret) <= _MAX_PASSPHRASE:
        raise ProofError(
            f"a passphrase has 1 to {_MAX_PASSPHRASE} bytes",
            problem_id=f"kata sandi harus 1 sampai {_MAX_PASSPHRASE} byte",
        )
    return secret


def _ed25519() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415  # an extra, loaded when it is used
            ed25519,
        )
    except ImportError:
        raise MissingExtra("proofs") from None
    return ed25519
