"""Verifier keys: who may have signed, and under which name. No secret is here and no extra is needed.

Source: c2sp.org/signed-note (vkeys, type 0x01), c2sp.org/tlog-cosignature (type 0x04).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.errors import ProofError

from ._curve import require_point
from ._strict import MAX_NAME, base64, is_name, require_hash, require_list, shown, text_of, unbase64

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTE_KEY: Final = 0x01
"""The type of a key that signs notes, and so heads: the log's, a person's."""

COSIGNATURE_KEY: Final = 0x04
"""The type of a witness's key: what it signs carries a time and counts as a cosignature only."""

VKEY: Final = ("the verifier key", "kunci publik")
PUBLIC: Final = ("the public key", "isi kunci publik")
MATERIAL: Final = ("the key behind the name", "isi kunci publik")
_MAX_VKEY: Final = MAX_NAME + 80
_HEX: Final = re.compile(r"[0-9a-f]{8}")
_OURS: Final = b"kube-ledger/key/1\n"


def key_id(public: bytes) -> bytes:
    r"""How records name a key: the first 8 bytes of SHA-256("kube-ledger/key/1\n" ‖ the 32-byte public key).

    Raises:
        ProofError: It is not 32 bytes.
    """
    return sha256(_OURS + require_hash(public, PUBLIC)).digest()[:8]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public Ed25519 key, the name it signs under, and what its signatures count as.

    Attributes:
        name: 1 to 255 bytes of UTF-8 without spaces and plus signs.
        type: `NOTE_KEY` or `COSIGNATURE_KEY`.
        public: The 32-byte public key (RFC 8032).

    Raises:
        ProofError: One of them is something else, or the public key is weak or not in canonical form.
    """

    name: str
    type: int
    public: bytes

    def __post_init__(self) -> None:
        if type(self.name) is not str or not is_name(self.name):
            raise ProofError(
                "a key's name is 1 to 255 bytes without spaces, plus signs and control characters",
                problem_id="nama kunci harus 1 sampai 255 byte tanpa spasi, tanda tambah dan karakter kendali",
            )
        if type(self.type) is not int or self.type not in (NOTE_KEY, COSIGNATURE_KEY):
            raise ProofError(
                "a key's type is 0x01 (notes) or 0x04 (cosignatures)",
                problem_id="jenis kunci harus 0x01 (surat) atau 0x04 (saksi)",
            )
        require_point(require_hash(self.public, PUBLIC))

    @property
    def key_hash(self) -> bytes:
        """The 4 bytes that stand before each signature of this key; they depend on its name and type too."""
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:4]

    @property
    def key_id(self) -> bytes:
        """The 8 bytes by which records name it, whatever its name and type."""
        return key_id(self.public)

    @property
    def text(self) -> str:
        """The vkey: `name+hash+key`, on one line without its end."""
        return f"{self.name}+{self.key_hash.hex()}+{base64(bytes([self.type]) + self.public)}"


def parse_vkey(vkey: str | bytes) -> VerifierKey:
    """Read a vkey, whole and without anything around it.

    Args:
        vkey: `name+hash+key`, where hash is 8 lower-case hex digits and key is base64 of type and public key.

    Raises:
        ProofError: It is no vkey, has another type than 0x01 and 0x04, a hash that is not its own, or a public key that
            is weak or not in canonical form.
    """
    text = text_of(vkey, VKEY, _MAX_VKEY)
    name, _, rest = text.partition("+")
    key_hash, _, encoded = rest.partition("+")
    if not name or _HEX.fullmatch(key_hash) is None:
        raise ProofError(
            f"a verifier key reads name+hash+key, not {shown(text)}",
            problem_id=f"kunci publik ditulis nama+sidik+kunci, bukan {shown(text)}",
        )
    material = unbase64(encoded, MATERIAL)
    if not material:
        raise ProofError("the verifier key is empty", problem_id="kunci publiknya kosong")
    key = VerifierKey(name, material[0], material[1:])
    if key.key_hash.hex() != key_hash:
        raise ProofError(
            f"the hash of this verifier key is {key.key_hash.hex()}, not {key_hash}: a letter of it was changed",
            problem_id=f"sidik kunci publik ini {key.key_hash.hex()}, bukan {key_hash}: ada huruf yang berubah",
        )
    return key


def parse_key_id(text: str) -> bytes:
    """Read how records name a key, as it is shown to people: 16 lower-case hex digits.

    Returns:
        The key's id, as of `key_id`.

    Raises:
        ProofError: It is something else.
    """
    if re.fullmatch("[0-9a-f]{16}", text, re.ASCII) is None:
        raise ProofError(
            "a key's id is 16 digits of 0-9 and a-f",
            problem_id="nomor kunci terdiri atas 16 angka atau huruf a sampai f",
        )
    return bytes.fromhex(text)


def enroll(vkey: str | bytes, known: Sequence[str | bytes | VerifierKey] = ()) -> VerifierKey:
    """Read a vkey that somebody hands in, before anything is trusted to it.

    Args:
        vkey: As in `parse_vkey`.
        known: The keys enrolled so far, revoked ones too; a list or tuple.

    Returns:
        The key, to be kept as its `text`.

    Raises:
        ProofError: As in `parse_vkey`; or the public key is known already, under whatever name and type.
    """
    key = parse_vkey(vkey)
    for other in as_keys(known):
        if other.public == key.public:
            raise ProofError(
                f"the public key of {shown(key.name)} is enrolled already, as {shown(other.name)}",
                problem_id=f"kunci publik {shown(key.name)} sudah terdaftar sebagai {shown(other.name)}",
            )
    return key


def as_keys(vkeys: Any) -> tuple[VerifierKey, ...]:
    """Verifier keys given as such or as vkeys, in a list or tuple.

    Raises:
        ProofError: One is no vkey, or they are in something else.
    """
    return tuple(as_key(item) for item in require_list(vkeys, ("the verifier keys", "kunci publik")))


def as_key(vkey: Any) -> VerifierKey:
    """A verifier key given as such or as a vkey.

    Raises:
        ProofError: It is no vkey.
    """
    return vkey if type(vkey) is VerifierKey else parse_vkey(vkey)
