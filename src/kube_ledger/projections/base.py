"""What a projection is, and from which point of view it is asked."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast, get_args, get_origin

import msgpack
from attrs import field, frozen

from kube_ledger.errors import UnknownType
from kube_ledger.events.base import UnknownEvent
from kube_ledger.events.control import EventReversed

from .dumps import Dumping, dumping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.days import Period

S = TypeVar("S")
A_co = TypeVar("A_co", covariant=True)


def _is_moment(_: AsOf, __: object, value: Any) -> None:
    if value is not None and not (isinstance(value, datetime) and value.tzinfo is not None):
        raise ValueError(f"recorded_at needs a moment with a zone, not {value!r}")


def _is_day(_: AsOf, __: object, value: Any) -> None:
    if value is not None and type(value) is not date:
        raise ValueError(f"occurred_on needs a day, not {value!r}")


def _is_position(_: AsOf, __: object, value: Any) -> None:
    if value is not None and not (type(value) is int and value >= 0):
        raise ValueError(f"a position is a whole number from 0 on, not {value!r}")


@frozen(kw_only=True)
class AsOf:
    """A point of view on the log; what is not given does not restrict.

    Args:
        occurred_on: Only what happened on or before this day.
        recorded_at: Only what was written down by this moment: the longest such prefix of the log.
        position: Only entries 0 … position.

    Raises:
        ValueError: A value is of another kind, `recorded_at` has no zone, `position` is below 0.
    """

    occurred_on: date | None = field(default=None, validator=_is_day)
    recorded_at: datetime | None = field(default=None, validator=_is_moment)
    position: int | None = field(default=None, validator=_is_position)

    def seen(self, entries: Iterable[Recorded]) -> Iterator[Recorded]:
        """The entries that this point of view sees, of entries in the order of their positions."""
        for entry in entries:
            if self.position is not None and entry.position > self.position:
                return
            if self.recorded_at is not None and entry.recorded_at > self.recorded_at:
                return
            if self.occurred_on is None or entry.event.occurred_on <= self.occurred_on:
                yield entry


NOW = AsOf()
"""The whole log."""


class Projection(Generic[S, A_co]):
    """A fold over a group's entries: a state grown entry by entry, and the answers that can be had from it.

    A subclass gives `name` (an app's: `prefix/name`), `version` (raised with every change of meaning), `initial`,
    `apply` and `answer`. How its state is written down follows from the type argument `S`; a state of other types
    than int, str, bytes, None, bool, tuple, list, dict, set, Literal and attrs classes of those overrides `dump` and
    `load`.

    Raises:
        TypeError: When the class is made: its state can't be written down and `dump` or `load` is missing.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    _dumping: ClassVar[Dumping | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.dump is not Projection.dump and cls.load is not Projection.load:
            return
        for base in getattr(cls, "__orig_bases__", ()):
            if get_origin(base) is Projection:
                cls._dumping = dumping(get_args(base)[0])

    # The next three are for a subclass to give: without them there is nothing to fold.

    def initial(self) -> S:
        """The state before the first entry."""
        raise NotImplementedError

    def apply(self, state: S, recorded: Recorded) -> None:
        """Take one more entry into the state, in order of position."""
        raise NotImplementedError

    def answer(self, state: S, period: Period | None = None) -> A_co:
        """A frozen value that shares nothing with the state.

        Args:
            state: Left as it is.
            period: The window of days asked about; None = all days.

        Raises:
            NoPeriod: This projection knows no window.
        """
        raise NotImplementedError

    def dump(self, state: S) -> Any:
        """The state as int, str, bytes, None and tuples in a fixed order: equal states, equal dumps."""
        if self._dumping is None:
            raise TypeError(f"{type(self).__name__} must override dump")
        return self._dumping.dump(state)

    def load(self, dumped: Any) -> S:
        """The state that `dump` wrote down."""
        if self._dumping is None:
            raise TypeError(f"{type(self).__name__} must override load")
        state: S = self._dumping.load(dumped)
        return state

    def digest(self, state: S) -> bytes:
        r"""SHA-256("kube-ledger/<name>/<version>\n" ‖ msgpack(dump)): 32 bytes, the same on every machine."""
        head = f"kube-ledger/{self.name}/{self.version}\n".encode()
        packed = cast("bytes", msgpack.packb(self.dump(state), use_bin_type=True))
        return sha256(head + packed).digest()

    def fold(self, entries: Iterable[Recorded], state: S | None = None) -> S:
        """The state after these entries, from a given one on or from the start.

        Args:
            entries: In order of position.
            state: The state so far, which may be changed; None = the initial one.

        Raises:
            UnknownType: An entry's type or version is not known: to skip it would be to show a wrong figure.
        """
        state = self.initial() if state is None else state
        for entry in entries:
            known(entry)
            self.apply(state, entry)
        return state


def known(entry: Recorded) -> Recorded:
    """The entry itself, if its event is of a known type and version, the original of a reversal included.

    Raises:
        UnknownType: It is not.
    """
    event = entry.event
    if isinstance(event, EventReversed):
        event = event.original
    if isinstance(event, UnknownEvent):
        raise UnknownType(event.type, event.version, position=entry.position)
    return entry
