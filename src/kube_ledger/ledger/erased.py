"""Who was erased, as the log says: what was sealed for her reads `Erased`, even where a copy of her key turns up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from kube_ledger.codec import decode
from kube_ledger.errors import DecodeError
from kube_ledger.events import PersonErased

if TYPE_CHECKING:
    from kube_ledger.codec import Opener
    from kube_ledger.domain import Domain
    from kube_ledger.log import Log

_NAMED: Final = PersonErased.event_type.encode()
_KEPT: Final = 256


class Erasures:
    """The erased people of a ledger's groups, read from the log when it is first asked, then as it grows.

    Args:
        log: Where the records are.
        domain: What knows their types.
    """

    def __init__(self, log: Log, domain: Domain) -> None:
        self._log = log
        self._domain = domain
        self._known: dict[str, tuple[int, frozenset[str]]] = {}

    def of(self, group_id: str, size: int) -> frozenset[str]:
        """Everybody who was erased in a group by the first `size` of its entries, or later ones that were read."""
        done, people = self._known.get(group_id, (0, frozenset()))
        if done < size:
            people |= frozenset(self._between(group_id, done, size))
            while len(self._known) >= _KEPT:
                self._known.pop(next(iter(self._known)), None)
            self._known[group_id] = (size, people)
        return people

    def _between(self, group_id: str, start: int, stop: int) -> list[str]:
        found = []
        for page in self._log.read(group_id, start, stop):
            for row in page:
                if _NAMED not in row.record:  # of most records no more than this is looked at
                    continue
                try:
                    event = decode(row.record, position=row.position, books=self._domain).event
                except DecodeError:
                    continue  # said by whoever reads that entry
                if isinstance(event, PersonErased):
                    found.append(event.person_id)
        return found


class OpenerSince:
    """Opens what is sealed in a group, but for those who were erased by a size of it.

    Args:
        erasures: Says who they are; asked only where something is sealed.
        group_id: The group.
        size: How many entries count.
        keys: Opens what is left; None = nothing.
    """

    def __init__(self, erasures: Erasures, group_id: str, size: int, keys: Opener | None) -> None:
        self._erasures = erasures
        self._place = (group_id, size)
        self._keys = keys

    def open(self, place: Any, subject: str, sealed: tuple[bytes, bytes, bytes]) -> bytes | Literal["locked", "erased"]:
        """See `codec.Opener`."""
        if subject in self._erasures.of(*self._place):
            return "erased"
        return "locked" if self._keys is None else self._keys.open(place, subject, sealed)
