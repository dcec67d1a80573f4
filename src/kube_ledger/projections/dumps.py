"""From a state's type to how it is written down and read back: for caches, pools and digests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from kube_ledger.days import day_number, day_of_number
from kube_ledger.events import Event, Facts

Convert = Callable[[Any], Any]
_PLAIN: Final = (int, str, bytes, NoneType)


@frozen
class Dumping:
    """How a value of one type becomes int, str, bytes, None and tuples in a fixed order, and returns from them."""

    dump: Convert
    load: Convert


def _same(value: Any) -> Any:
    return value


def dumping(kind: Any) -> Dumping:
    """How values of this type are written down.

    Args:
        kind: int, str, bytes, None, bool, date, Literal, tuple, list, dict or set of those, a union with None, a
            NamedTuple, or an attrs class of those, events included.

    Raises:
        TypeError: Another type is in it; its projection must write down its state itself.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN or kind is None or origin is Literal:
        return Dumping(_same, _same)
    if kind is bool:
        return Dumping(int, bool)
    if kind is date:
        return Dumping(day_number, day_of_number)
    if kind in (Event, Facts):
        raise TypeError(f"{kind.__name__} stands for many classes: say which one")
    if isinstance(kind, type) and attrs.has(kind):
        return _fields(kind, [attribute.name for attribute in attrs.fields(kind)])
    names: tuple[str, ...] | None = getattr(kind, "_fields", None)
    if isinstance(kind, type) and issubclass(kind, tuple) and names is not None:
        return _fields(kind, list(names))
    made = _generic(origin, arguments)
    if made is None:
        raise TypeError(f"{kind!r} can't be written down by itself")
    return made


def _generic(origin: Any, arguments: tuple[Any, ...]) -> Dumping | None:
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is Sequence:
        return _tuple((*arguments, ...))
    if origin in (list, set, dict):
        return _collection(origin, arguments)
    return None


def order(dumped: Any) -> tuple[Any, ...]:
    """A sort key over dumped values: None before numbers before text before bytes before tuples."""
    if dumped is None:
        return (0,)
    if isinstance(dumped, int):
        return (1, dumped)
    if isinstance(dumped, str):
        return (2, dumped)
    if isinstance(dumped, bytes):
        return (3, dumped)
    return (4, *(order(item) for item in dumped))


def _union(kinds: tuple[Any, ...]) -> Dumping:
    others = [kind for kind in kinds if kind is not NoneType]
    if all(kind in _PLAIN for kind in others):
        return Dumping(_same, _same)
    if len(others) != 1:
        raise TypeError(f"a union of {kinds} can't be told apart when read back")
    inner = dumping(others[0])
    return Dumping(
        lambda value: None if value is None else inner.dump(value),
        lambda value: None if value is None else inner.load(value),
    )


def _tuple(kinds: tuple[Any, ...]) -> Dumping:
    if len(kinds) == 2 and kinds[1] is Ellipsis:  # noqa: PLR2004  # tuple[X, ...]
        item = dumping(kinds[0])
        return Dumping(
            lambda value: tuple([item.dump(part) for part in value]),
            lambda value: tuple([item.load(part) for part in value]),
        )
    parts = [dumping(kind) for kind in kinds]
    return Dumping(
        lambda value: tuple([part.dump(item) for part, item in zip(parts, value, strict=True)]),
        lambda value: tuple([part.load(item) for part, item in zip(parts, value, strict=True)]),
    )


def _collection(origin: type, kinds: tuple[Any, ...]) -> Dumping:
    if origin is list:
        items = _tuple((kinds[0], ...))
        return Dumping(items.dump, lambda value: list(items.load(value)))
    if origin is set:
        items = _tuple((kinds[0], ...))
        return Dumping(lambda value: tuple(sorted(items.dump(value), key=order)), lambda value: set(items.load(value)))
    pairs = _tuple((tuple[kinds], ...))  # type: ignore[valid-type]  # a type made when the program runs
    return Dumping(
        lambda value: tuple(sorted(pairs.dump(value.items()), key=lambda pair: order(pair[0]))),
        lambda value: dict(pairs.load(value)),
    )


def _fields(kind: type, names: list[str]) -> Dumping:
    hints = get_type_hints(kind)
    parts = [(name, dumping(hints[name])) for name in names]

    # Facts were checked when they were first built; a stored one is not judged again.
    build = (lambda **values: kind.trusted(values)) if issubclass(kind, Facts) else kind

    def load(value: Any) -> Any:
        return build(**{name: part.load(item) for (name, part), item in zip(parts, value, strict=True)})

    return Dumping(lambda value: tuple([part.dump(getattr(value, name)) for name, part in parts]), load)
