"""Keys and base64 as somebody else might spell them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from bundles import ODD_POINTS, base64

if TYPE_CHECKING:
    from random import Random

    from kube_ledger.proofs import Signer

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def odd_vkey(chance: Random, key: Signer) -> str:
    """A verifier key that may be none."""
    name = chance.choice((key.key.name, "a b", "a+b", "", "é", "x" * 255, "x" * 256, "a\u3000b", "a\x7fb", "a\x85b"))
    type_ = chance.choice((1, 4, 1, 4, 0, 2))
    public = chance.choice((*ODD_POINTS, key.key.public, chance.randbytes(32), chance.randbytes(31)))
    whole = bytes([type_]) + public

    key_hash = sha256(name.encode() + b"\n" + whole).hexdigest()[:8]
    key_hash = chance.choice((key_hash, key_hash, key_hash, key_hash.upper(), key_hash[:7], "00000000"))
    return f"{name}+{key_hash}+{odd_base64(chance, base64(whole)) if chance.random() < 0.1 else base64(whole)}"


def odd_base64(chance: Random, text: str) -> str:
    """The same bytes, or nearly, in another spelling."""
    if not text:
        return chance.choice(("=", "A", "===="))
    bare = text.rstrip("=")
    last = _ALPHABET[(_ALPHABET.find(bare[-1]) + 1) % 64]
    at = chance.randrange(len(text))
    return chance.choice(
        (
            bare,
            bare[:-1] + last + text[len(bare) :],
            text + "=",
            text + "====",
            text.replace("+", "-").replace("/", "_"),
            f"{text[:at]} {text[at:]}",
            text[:at] + text[at + 1 :],
            f"{text[:at]}={text[at + 1 :]}",
            f"{text[:at]}é{text[at + 1 :]}",
        )
    )
