"""What may come in from outside: texts, lines, decimals, base64, hashes and sizes, each in one form only.

Nothing is trimmed, folded or guessed: what has two spellings could be signed in one and read in the other.
"""

from __future__ import annotations

import binascii
import re
from typing import Any, Final

from kube_ledger.errors import ProofError
from kube_ledger.merkle import HASH_SIZE

LARGEST: Final = 2**63 - 1
"""The largest size, index and time: what fits a signed word of 64 bits in every language."""

MAX_PROOF: Final = 63
"""No inclusion proof in a tree of at most `LARGEST` leaves has more hashes."""

MAX_TEXT: Final = 1_000_000
MAX_NAME: Final = 255
_SHOWN: Final = 40

Words = tuple[str, str]
"""What something is called, in English and in Indonesian."""

HASH: Final[Words] = ("a hash of the proof", "sidik di dalam bukti")

_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")


def shown(text: str) -> str:
    """A piece of what was given, short and escaped, for an error's sentence."""
    return ascii(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}...")


def text_of(value: Any, what: Words, longest: int = MAX_TEXT) -> str:
    """The text that came in, as str.

    Args:
        value: A str, or bytes in UTF-8.
        what: What it is, for the error.
        longest: The most bytes that it may have.

    Raises:
        ProofError: Another type, too long, no UTF-8, or with a control character other than LF in it.
    """
    if type(value) not in (str, bytes):
        raise ProofError(
            f"{what[0]} is text, not {type(value).__name__}", problem_id=f"{what[1]} harus berupa teks biasa"
        )
    if len(value) <= longest:  # a str has no more characters than bytes
        try:
            data = value if type(value) is bytes else value.encode()
            text = data.decode()
        except UnicodeError:
            raise ProofError(f"{what[0]} is not UTF-8", problem_id=f"{what[1]} bukan teks UTF-8") from None
        if len(data) <= longest:
            if _CONTROL.search(text):
                raise ProofError(
                    f"{what[0]} has a control character in it", problem_id=f"{what[1]} memuat karakter kendali"
                )
            return text
    raise ProofError(f"{what[0]} is longer than {longest} bytes", problem_id=f"{what[1]} lebih dari {longest} byte")


def lines_of(text: str, what: Words) -> list[str]:
    """The lines of a text of whole lines, without their LF.

    Raises:
        ProofError: The last line does not end in LF.
    """
    *lines, rest = text.split("\n")
    if rest:
        raise ProofError(f"{what[0]} does not end in a line feed", problem_id=f"{what[1]} terpotong di akhir")
    return lines


def is_name(text: str) -> bool:
    """Whether `text` can name a key: 1 to 255 bytes of UTF-8 without spaces, plus signs and control characters."""
    if not 0 < len(text) <= MAX_NAME or "+" in text or _CONTROL.search(text) or any(map(str.isspace, text)):
        return False
    try:
        return len(text.encode()) <= MAX_NAME
    except UnicodeError:
        return False


def decimal(text: str, what: Words) -> int:
    """A whole number as it is written in one way only: digits 0-9, no leading zero, at most 2^63 − 1.

    Raises:
        ProofError: Anything else.
    """
    if _DECIMAL.fullmatch(text) is None or int(text) > LARGEST:
        raise ProofError(
            f"{what[0]} is a whole number up to 2^63 - 1 in plain digits, not {shown(text)}",
            problem_id=f"{what[1]} harus bilangan bulat dengan angka biasa, bukan {shown(text)}",
        )
    return int(text)


def unbase64(text: str, what: Words) -> bytes:
    """The bytes behind standard base64 with padding (RFC 4648 section 4), read only in the form it is written in.

    Raises:
        ProofError: Anything else, also bits that stand for nothing.
    """
    if _BASE64.fullmatch(text) is not None:
        try:
            data = binascii.a2b_base64(text, strict_mode=True)
        except binascii.Error:
            data = b""
        if base64(data) == text:
            return data
    raise ProofError(
        f"{what[0]} is canonical base64, not {shown(text)}",
        problem_id=f"{what[1]} harus base64 baku, bukan {shown(text)}",
    )


def base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 section 4)."""
    return binascii.b2a_base64(data, newline=False).decode()


def unhash(text: str, what: Words) -> bytes:
    """The 32 bytes of a hash in base64.

    Raises:
        ProofError: Not base64, or not 32 bytes.
    """
    return require_hash(unbase64(text, what), what)


def require_hash(value: Any, what: Words) -> bytes:
    """`value`, if it is 32 bytes.

    Raises:
        ProofError: Another type or length.
    """
    if type(value) is not bytes or len(value) != HASH_SIZE:
        raise ProofError(f"{what[0]} is not 32 bytes", problem_id=f"{what[1]} bukan 32 byte")
    return value


def require_proof(value: Any) -> None:
    """Nothing, if `value` is a tuple of at most `MAX_PROOF` hashes: a proof that somebody else will check.

    Raises:
        ProofError: Another type, too many, or one that is no hash.
    """
    if type(value) is not tuple or len(value) > MAX_PROOF:
        raise ProofError(
            f"the proof is a tuple of at most {MAX_PROOF} hashes, this one is not",
            problem_id=f"bukti memuat lebih dari {MAX_PROOF} sidik",
        )
    for item in value:
        require_hash(item, HASH)


def require_number(value: Any, what: Words, least: int = 0) -> int:
    """`value`, if it is an int (no bool) from `least` to 2^63 − 1.

    Raises:
        ProofError: Another type, or out of range.
    """
    # The number itself is not shown: Python refuses to write out one of many thousand digits.
    if type(value) is not int or not least <= value <= LARGEST:
        raise ProofError(
            f"{what[0]} is not a whole number from {least} to 2^63 - 1",
            problem_id=f"{what[1]} bukan bilangan bulat dari {least} sampai 2^63 - 1",
        )
    return value


def require_list(value: Any, what: Words) -> list[Any] | tuple[Any, ...]:
    """`value`, if it is a list or a tuple.

    A generator could run for ever, and a class of the caller's own could raise anything.

    Raises:
        ProofError: Another type.
    """
    if type(value) not in (list, tuple):
        raise ProofError(f"{what[0]} is not a list or tuple", problem_id=f"{what[1]} bukan daftar")
    return value  # type: ignore[no-any-return]
