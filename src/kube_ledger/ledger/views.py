"""Asking: entries read a page at a time, folded into answers; states at the head are kept for the next question."""

from __future__ import annotations

import os
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, TypeVar

from kube_ledger.audit.reading import check_row, missing
from kube_ledger.codec import Recorded, decode
from kube_ledger.errors import DecodeError, SealBroken
from kube_ledger.projections import NOW, AsOf, Projection
from kube_ledger.projections.base import known

from .erased import Erasures, OpenerSince
from .guard import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.codec import Opener, Sealer
    from kube_ledger.days import Period
    from kube_ledger.domain import Domain
    from kube_ledger.log import Log, Row
    from kube_ledger.sealing import KeyProvider

S = TypeVar("S")
A = TypeVar("A")

KEPT_STATES: Final = 64

KEPT_ENTRIES: Final = 16_384
"""Up to how many entries in all the kept states may hold for a walk over many groups to leave its own behind."""


def sealer_of(keys: KeyProvider | None) -> Sealer | None:
    """What seals and opens with these keys; None where there are none.

    Raises:
        MissingExtra: `cryptography` is not installed.
    """
    if keys is None:
        return None
    from kube_ledger.sealing import Sealer as OfKeys  # noqa: PLC0415  # an extra, loaded when it is used

    return OfKeys(keys, os.urandom)


class Reader:
    """Reads a ledger's groups as entries of a domain.

    Args:
        log: Where the records are.
        domain: What knows the event types.
        quarantine: Whether damaged records are taken as they read, or passed over, instead of stopping everything.
        sealer: Seals what is sensitive, and opens it where its keys are; None = there are no keys here.
    """

    def __init__(self, log: Log, domain: Domain, *, quarantine: bool = False, sealer: Sealer | None = None) -> None:
        self.log = log
        self.domain = domain
        self.quarantine = quarantine
        self.sealer = sealer
        self._lock = Guard(log.path)
        self._erased = Erasures(log, domain)
        self._states: OrderedDict[tuple[str, Projection[Any, Any]], tuple[int, Any]] = OrderedDict()

    def entries(self, group_id: str, start: int = 0, stop: int | None = None) -> Iterator[Recorded]:
        """The entries at `start <= position < stop`, in order, as far as the head reaches when it is called.

        Each record is held against its leaf: a figure made of a changed record would be wrong without a word. In
        quarantine what can be read is given as it reads, and the rest is passed over.

        Raises:
            DecodeError: A record can't be read.
            IntegrityError: A record was changed, or a position is missing.
        """
        size = self.log.head(group_id).size
        stop = size if stop is None else min(stop, size)
        opener = OpenerSince(self._erased, group_id, size, self.sealer)
        expected = start
        for page in self.log.read(group_id, start, stop):
            for row in page:
                if not self.quarantine:
                    check_row(row, expected)
                expected = row.position + 1
                try:
                    yield self.decoded(row, opener)
                except DecodeError:
                    if not self.quarantine:
                        raise
        if expected < stop and not self.quarantine:
            raise missing(expected)

    def decoded(self, row: Row, opener: Opener | None = None) -> Recorded:
        """The entry of a row, its sealed fields open where their keys are.

        One that does not open though its key is here reads `Locked` too: figures are the same with and without keys,
        and an audit says what is wrong with it.

        Args:
            row: The record.
            opener: Opens them; None = whatever has keys here.

        Raises:
            DecodeError: The record can't be read.
        """
        try:
            return decode(row.record, position=row.position, books=self.domain, opener=opener or self.sealer)
        except SealBroken:
            return decode(row.record, position=row.position, books=self.domain)

    def erased(self, group_id: str) -> frozenset[str]:
        """Who was erased in a group."""
        return self._erased.of(group_id, self.log.head(group_id).size)

    def forget(self) -> None:
        """Let go of the states that are kept: nothing of an erased person may stand in one."""
        with self._lock:
            self._states.clear()

    def entry(self, group_id: str, position: int) -> Recorded | None:
        """The entry at a position; None where nothing stands."""
        return next(self.entries(group_id, position, position + 1), None)

    def seen(self, group_id: str, as_of: AsOf) -> Iterator[Recorded]:
        """The entries that a point of view sees, each of a known type.

        Raises:
            UnknownType: One is not.
            DecodeError: As of `entries`.
            IntegrityError: As of `entries`.
        """
        stop = None if as_of.position is None else as_of.position + 1
        for entry in as_of.seen(self.entries(group_id, stop=stop)):
            yield known(entry)

    def state(self, group_id: str, projection: Projection[S, Any], as_of: AsOf, *, passing: bool = False) -> S:
        """The projection's state from a point of view; not to be changed by the caller.

        Args:
            group_id: The group.
            projection: The projection.
            as_of: The point of view.
            passing: On a walk over many groups, which comes by once: its states are kept only where there is room, and
                push no other out.
        """
        if as_of != NOW:
            return projection.fold(self.seen(group_id, as_of))
        place = (group_id, projection)
        with self._lock:
            # Taken out while it grows: a fold that fails half way must not be asked again.
            done, state = self._states.pop(place, (0, None))
            size = self.log.head(group_id).size
            if state is None or done > size:
                done, state = 0, projection.initial()
            state = projection.fold(self.entries(group_id, done, size), state)
            if done or not passing or sum(held for held, _ in self._states.values()) + size <= KEPT_ENTRIES:
                self._states[place] = (size, state)
            while len(self._states) > KEPT_STATES:
                self._states.popitem(last=False)
            grown: S = state
            return grown

    def view(
        self,
        group_id: str,
        projection: Projection[Any, A],
        as_of: AsOf | None = None,
        period: Period | None = None,
        *,
        passing: bool = False,
    ) -> A:
        """The projection's answer from a point of view, over a window of days; `passing` as of `state`."""
        with self._lock:
            return projection.answer(self.state(group_id, projection, as_of or NOW, passing=passing), period)

    def digest(self, group_id: str, projection: Projection[Any, Any], as_of: AsOf | None = None) -> bytes:
        """The digest of the projection's state: 32 bytes."""
        with self._lock:
            return projection.digest(self.state(group_id, projection, as_of or NOW))
