"""Names of things: what an id may look like, and the id of a call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
TYPE_NAME: Final = re.compile(r"([a-z0-9][a-z0-9._-]{0,63}/)?[a-z0-9][a-z0-9._-]{0,63}")


def is_id(text: str) -> bool:
    """Whether `text` is 1 to 64 of `a-z 0-9 . _ -`, starting with a letter or digit."""
    return ID.fullmatch(text) is not None


def is_type_name(text: str) -> bool:
    """Whether `text` can name an event type, an account or a projection: an id, or `prefix/id` for an app's."""
    return TYPE_NAME.fullmatch(text) is not None


def event_id(call_id: UUID, index: int) -> str:
    """An event's id as people and programs write it: `call-index`."""
    return f"{call_id}-{index}"


def uuid7() -> UUID:
    """A new UUID of version 7 (RFC 9562): time-ordered, the default source of call ids."""
    return _maker()()


def _maker() -> Callable[[], UUID]:
    try:
        from uuid import uuid7 as make  # type: ignore[attr-defined,unused-ignore]  # noqa: PLC0415  # new in Python 3.14
    except ImportError:
        from uuid6 import uuid7 as make  # noqa: PLC0415
    return lambda: UUID(bytes=make().bytes)
