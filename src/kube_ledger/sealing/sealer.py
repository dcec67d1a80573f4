"""Sealing one value and opening it again: AES-256-GCM-SIV, padded to fixed sizes, bound to its place and its person.

Source: RFC 8452 (AES-GCM-SIV); ISO/IEC 7816-4 (padding).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import msgpack

from kube_ledger.errors import KeyDestroyed, MissingExtra, SealBroken

if TYPE_CHECKING:
    from collections.abc import Callable

    from .provider import Absent, KeyProvider

SIZES: Final = (256, 8_192, 32_768)
"""How long a padded value is, in bytes: which of them is decided by the kind of field, not by what it says."""

NONCE_SIZE: Final = 12
TAG_SIZE: Final = 16
_DOMAIN: Final = b"kube-ledger/sealed/1\n"
_MARK: Final = b"\x80"


class Place(NamedTuple):
    """Where a sealed value stands: it opens nowhere else.

    Attributes:
        group_id: The group.
        call_id: The 16 bytes of the call's id.
        place: The event's place in its call.
        type: The event's stored type.
        version: And its version.
        number: The field's number in the payload.
    """

    group_id: str
    call_id: bytes
    place: int
    type: str
    version: int
    number: int


class Sealed(NamedTuple):
    """What is stored in a value's stead."""

    key_id: bytes
    nonce: bytes
    ciphertext: bytes


class Sealer:
    """Seals and opens values with the keys of a provider.

    Args:
        keys: Gives them.
        random: Gives that many bytes that nobody can guess; the operating system's.

    Raises:
        MissingExtra: `cryptography` is not installed, or its OpenSSL is older than 3.2.
    """

    def __init__(self, keys: KeyProvider, random: Callable[[int], bytes]) -> None:
        self._keys = keys
        self._random = random
        self._cipher = cipher()

    def seal(self, place: Place, subject: str, value: bytes, least: int) -> Sealed:
        """Encrypt a value for a person.

        Args:
            place: Where it is to stand.
            subject: The person's id.
            value: Its bytes: one msgpack item.
            least: The size of `SIZES` that its kind of field has; a longer value takes the next that it fits.

        Raises:
            KeyDestroyed: The person's key was destroyed.
            ValueError: The value is longer than any of the sizes.
        """
        padded = _padded(value, least)
        key = self._keys.key_for(subject)
        nonce = self._random(NONCE_SIZE)
        if type(nonce) is not bytes or len(nonce) != NONCE_SIZE:
            raise ValueError(f"the random source must give {NONCE_SIZE} bytes")
        bound = associated(place, subject, key.key_id)
        return Sealed(key.key_id, nonce, self._cipher(key.key).encrypt(nonce, padded, bound))

    def sized(self, subject: str, value: bytes, least: int) -> Sealed:
        """Something as large as `seal` would give, with no key and no meaning: for checking what would fit.

        Args:
            subject: As of `seal`; no key is made.
            value: As of `seal`.
            least: As of `seal`.

        Raises:
            KeyDestroyed: As of `seal`.
            ValueError: As of `seal`.
        """
        if self._keys.is_destroyed(subject):
            raise KeyDestroyed(subject)
        return Sealed(bytes(16), bytes(NONCE_SIZE), bytes(len(_padded(value, least)) + TAG_SIZE))

    def open(self, place: Place, subject: str, sealed: tuple[bytes, bytes, bytes]) -> bytes | Absent:
        """Decrypt a value.

        Args:
            place: Where it stands.
            subject: Whose it is said to be.
            sealed: Key id, nonce and ciphertext.

        Returns:
            The value's bytes; `locked` or `erased` where there is no key.

        Raises:
            SealBroken: It was changed, or sealed for another place or person.
        """
        key_id, nonce, ciphertext = sealed
        key = self._keys.key(subject, key_id)
        if not isinstance(key, bytes):
            return key
        if len(nonce) != NONCE_SIZE or len(ciphertext) - TAG_SIZE not in SIZES:
            raise SealBroken
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # an extra, loaded when it is used

        try:
            padded: bytes = self._cipher(key).decrypt(nonce, ciphertext, associated(place, subject, key_id))
        except InvalidTag:
            raise SealBroken from None
        value, mark, _ = padded.rpartition(_MARK)
        if not mark or padded != _padded(value, len(padded)):
            raise SealBroken
        return value


def associated(place: Place, subject: str, key_id: bytes) -> bytes:
    """What a ciphertext is bound to, as bytes."""
    packed = cast("bytes", msgpack.packb([*place, subject, key_id], use_bin_type=True))
    return _DOMAIN + packed


def _padded(value: bytes, least: int) -> bytes:
    for size in SIZES:
        if size >= least and len(value) < size:
            return (value + _MARK).ljust(size, b"\0")
    raise ValueError(f"a sealed value has at most {SIZES[-1] - 1} bytes, not {len(value)}")


def cipher() -> Callable[[bytes], Any]:
    """The cipher of format 1: a function of its 32-byte key.

    Raises:
        MissingExtra: There is none here.
    """
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  # an extra, loaded when it is used
        from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("proofs") from None
    try:
        AESGCMSIV(bytes(32))
    except UnsupportedAlgorithm:
        raise MissingExtra("proofs") from None
    return AESGCMSIV
