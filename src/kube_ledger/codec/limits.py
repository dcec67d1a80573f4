"""How large and of what kind stored bytes may be, and reading msgpack without giving it the benefit of a doubt."""

from __future__ import annotations

from typing import Any, Final, cast

import msgpack
from msgpack import fallback

from kube_ledger.errors import DecodeError

FORMAT: Final = 1
MAX_RECORD: Final = 65_535
MAX_PAYLOAD: Final = 32_000
MAX_NESTING: Final = 8
MAX_ARRAY: Final = 4_096
MAX_INT: Final = 2**53 - 1
MAX_META: Final = 8
MANY_LONG_ARRAYS: Final = 64
"""A record has few arrays of more than 15 items: more bytes that may be heads of such are read with suspicion."""


def pack(value: object) -> bytes:
    """The one msgpack form of arrays (tuples), int, str, bytes, bool and None.

    Raises:
        DecodeError: Something else is in it, or it is too deep or too long.
    """
    _look(value, MAX_NESTING)
    return cast("bytes", msgpack.packb(_lists(value), use_bin_type=True, strict_types=True))


def _lists(value: object) -> object:
    # With strict_types the packer takes lists only; without it, it would take subclasses of int and str.
    return [_lists(item) for item in value] if type(value) is tuple else value


def unpack(data: bytes, *, longest: int = MAX_RECORD) -> Any:
    """Read what `pack` wrote, arrays as tuples.

    Raises:
        DecodeError: Too long, cut, with bytes behind the end, of a kind that is never written (map, float, ext),
            nested too deep, an array too long, an int too large, text that is no UTF-8, or not in the shortest form.
    """
    if len(data) > longest:
        raise DecodeError(f"{len(data)} bytes, allowed are {longest}")
    try:
        value = _unpacked(data)
    except DecodeError:
        raise
    except (ValueError, msgpack.UnpackException, RecursionError, TypeError, OverflowError) as error:
        raise DecodeError(f"no msgpack of ours ({type(error).__name__})") from None
    if pack(value) != data:
        raise DecodeError("not in the shortest form")
    return value


def _unpacked(data: bytes) -> Any:
    options: dict[str, Any] = {
        "raw": False,
        "use_list": False,
        "max_array_len": MAX_ARRAY,
        "max_map_len": 0,
        "max_ext_len": 0,
        "object_pairs_hook": _no_map,
        "ext_hook": _no_ext,
    }
    if data.count(b"\xdc") + data.count(b"\xdd") <= MANY_LONG_ARRAYS:
        return msgpack.unpackb(data, **options)
    # The reader in C sets room aside for as many items as the head of an array claims, at each level of a nest of
    # them; the one in Python only for items that are there.
    reader = fallback.Unpacker(None, max_buffer_size=len(data), **options)
    reader.feed(data)
    return reader.unpack()


def _no_map(_: object) -> object:
    raise DecodeError("a map")


def _no_ext(_code: int, _data: bytes) -> object:
    raise DecodeError("an extension type")


def _look(value: object, levels: int) -> None:
    kind = type(value)
    if kind is tuple:
        if levels == 0:
            raise DecodeError(f"nested deeper than {MAX_NESTING}")
        items: tuple[object, ...] = value  # type: ignore[assignment]  # its type was just compared
        if len(items) > MAX_ARRAY:
            raise DecodeError(f"an array of {len(items)} items, allowed are {MAX_ARRAY}")
        for item in items:
            _look(item, levels - 1)
    elif kind is int:
        if not -MAX_INT <= value <= MAX_INT:  # type: ignore[operator]  # its type was just compared
            raise DecodeError("an integer beyond 2**53 - 1")
    elif kind is str:
        try:
            value.encode()  # type: ignore[attr-defined]  # its type was just compared
        except UnicodeEncodeError:
            raise DecodeError("text that is no UTF-8") from None
    elif kind is not bytes and kind is not bool and value is not None:
        raise DecodeError(f"a {kind.__name__}")
