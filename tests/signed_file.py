"""A group that signs, in a SQLite file that somebody writes into past all rules, leaves, head and keys fitting."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from kube_ledger import Ledger
from kube_ledger.audit import keys_of
from kube_ledger.codec import Recorded, encode
from kube_ledger.domain import KUBE
from officers import key_of, signed
from support import GROUP
from tampering import Hand, raw, with_leaf

if TYPE_CHECKING:
    from pathlib import Path

    from kube_ledger import Group
    from kube_ledger.audit import GroupAudit
    from kube_ledger.events import Event
    from officers import Officers


class SignedFile:
    """A book's entries as a file without guards, open, and the hand that writes into it.

    Args:
        book: What was recorded so far; its clock says when what is slipped in was.
        path: Where the file shall be.
    """

    def __init__(self, book: Officers, path: Path) -> None:
        self.clock = book.clock
        self.path = path
        book.ledger.backup(path)
        self._open = ExitStack()
        connection = self._open.enter_context(raw(path))
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        self.hand = Hand(connection)
        self.size = len(self.hand.rows())
        self.ledger = self._open.enter_context(Ledger.open(path, clock=book.clock, read_only=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def group(self) -> Group:
        """The group, to be read."""
        return self.ledger.group(GROUP)

    def entry(self, event: Event, *signers: str, place: int = 0, **envelope: Any) -> Recorded:
        """An entry that nobody judged, of a call of its own, signed by its author and whoever else is named.

        Args:
            event: What it says.
            signers: Names of keys; none = nobody signed it.
            place: How many entries are slipped in before it.
            envelope: What else stands in it.
        """
        position = self.size + place
        given: dict[str, Any] = {"recorded_by": "secretary", "recorded_at": self.clock.now, **envelope}
        entry = Recorded(
            event=event,
            group_id=GROUP,
            call_id=UUID(int=7 << 76 | 2 << 62 | 1 << 40 | position),
            position=position,
            books=KUBE,
            **given,
        )
        return signed(entry, *map(key_of, signers)) if signers else entry

    def slip_in(self, *entries: Recorded) -> None:
        """Write them behind the last, with leaves, head and keys that fit."""
        self.hand.put([*self.hand.pairs(), *(with_leaf(encode(one)) for one in entries)], head=True)
        for one in entries:
            for key in keys_of(one):
                row = (self.hand.number(), key.kind, key.value, key.position, key.count)
                self.hand.connection.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", row)

    def slip_in_all(self, *told: tuple[Event, tuple[str, ...]]) -> None:
        """The same of events and who signed them."""
        self.slip_in(*(self.entry(event, *signers, place=place) for place, (event, signers) in enumerate(told)))

    def audit(self) -> GroupAudit:
        """What an audit says of the group."""
        (audit,) = self.ledger.verify([GROUP])
        return audit

    def found(self) -> list[tuple[int | None, str]]:
        """Position and reason of each finding about the records: the rule that was broken, or the finding's code."""
        return reasons(self.audit())

    def restore(self) -> None:
        """Nothing was slipped in."""
        self.hand.restore()


def reasons(audit: GroupAudit) -> list[tuple[int | None, str]]:
    """Position and reason of each finding about the records: the code of the refusal, or the finding's own."""
    return [
        (one.position, str(one.facts.get("refusal", one.code))) for one in audit.findings if one.kind == "integrity"
    ]
