"""What nobody was allowed to record, and the books with it and without it.

An entry that was written past the rules stays in the log, and what it moves in every figure. So whoever finds one is
told both: the books as they stand, and as they would be if it had never been written. Decision 0019 says what that is.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from kube_ledger.codec import decode
from kube_ledger.codec.signed import command_of
from kube_ledger.events import (
    DecisionMade,
    EventReversed,
    GroupFormed,
    KeyEnrolled,
    KeyRevoked,
    MemberJoined,
    MemberLeft,
    RoleAssigned,
    RoleEnded,
)
from kube_ledger.journal import PostingError
from kube_ledger.projections.base import known
from kube_ledger.rules import Standing
from kube_ledger.rules.authority import check_authority
from kube_ledger.rules.signatures import check_signatures, is_signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kube_ledger.codec import Books, Recorded
    from kube_ledger.domain import Domain
    from kube_ledger.log import Log
    from kube_ledger.projections.balances import Row

_DECIDES: Final = (
    *(GroupFormed, MemberJoined, MemberLeft, RoleAssigned, RoleEnded),
    *(DecisionMade, KeyEnrolled, KeyRevoked),
)
"""What says who may record what: all that the rules of authority read. None of them moves money or is reversed."""


class Total(NamedTuple):
    """What an account of a fund holds: whole rupiah, debit positive."""

    account: str
    fund: str
    with_: int
    without: int


@frozen
class Unauthorised:
    """The entries that nobody was allowed to record, and what they do to the books.

    Attributes:
        positions: Where they stand.
        reversals: Where those of them stand that somebody took back rightly since: they are left out together.
        totals: Every account of every fund that holds something with them or without them, by (account, fund).
        complete: Whether every entry could be read and understood; if not, only those before the first that could not
            are among `positions`, and the totals are of what could be read.
    """

    positions: tuple[int, ...]
    reversals: tuple[int, ...]
    totals: tuple[Total, ...]
    complete: bool = True


def _of_positions(
    positions: Mapping[int, bool],
    balances: Iterable[tuple[Row, int]],
    left_out: Mapping[tuple[str, str], int],
    *,
    complete: bool = True,
) -> Unauthorised | None:
    """The books with and without some entries; None where there are none.

    Args:
        positions: As of `LeftOut`.
        balances: The rows of all entries: (account, fund, party) and whole rupiah.
        left_out: (account, fund) → what the entries at these positions move.
        complete: As of `Unauthorised`.
    """
    if not positions:
        return None
    sums = dict.fromkeys(left_out, 0)
    for (account, fund, _), amount in balances:
        sums[account, fund] = sums.get((account, fund), 0) + amount
    totals = [Total(*key, amount, amount - left_out.get(key, 0)) for key, amount in sorted(sums.items())]
    return Unauthorised(
        tuple(position for position, is_reversal in positions.items() if not is_reversal),
        tuple(position for position, is_reversal in positions.items() if is_reversal),
        tuple(total for total in totals if total.with_ or total.without),
        complete,
    )


def of_entries(
    positions: Mapping[int, bool], entries: Iterable[Recorded], balances: Iterable[tuple[Row, int]]
) -> Unauthorised | None:
    """The same from a point of view: of all that is left out, what is seen from there.

    Args:
        positions: As of `LeftOut`.
        entries: All that are seen.
        balances: Their rows.
    """
    seen: dict[int, bool] = {}
    moved: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.position in positions:
            seen[entry.position] = positions[entry.position]
            _add_moved(moved, entry)
    return _of_positions(seen, balances, moved)


def _add_moved(moved: dict[tuple[str, str], int], entry: Recorded) -> None:
    try:
        postings = entry.postings
    except (PostingError, LookupError):
        return  # an app's event that can't be posted moves nothing; the rules say so
    for account, fund, amount, _ in postings:
        key = (account.name, fund)
        moved[key] = moved.get(key, 0) + amount


class LeftOut:
    """Takes a group's entries in order of position, then says which of them nobody was allowed to record.

    That is what breaks the rules of authority as the log stands, and what keeps them only by a right that such an entry
    gave: an office, a key, a membership, a policy. A reversal goes with the entry that it takes back.

    It holds what says who may record, the positions that are left out, and a sum for each account of each fund.

    Args:
        books: What knows the event types.

    Attributes:
        positions: Position → whether it is left out only as the reversal of such an entry.
    """

    def __init__(self, books: Books) -> None:
        self.positions: dict[int, bool] = {}
        self._moved: dict[tuple[str, str], int] = {}
        self._rightful = Standing(books, {})
        self._is_led_astray = False

    def take(self, entry: Recorded, today: date, record: bytes, *, is_broken: bool) -> None:
        """Look at one more entry of a known type.

        Args:
            entry: It.
            today: The day of its recording where the group lives.
            record: Its bytes.
            is_broken: Whether it breaks a rule of authority as the log stands.
        """
        event = entry.event
        if self._is_led_astray and not is_broken:
            is_broken = breaks_authority(self._rightful, entry, today, record)
        if is_broken or (isinstance(event, EventReversed) and event.target in self.positions):
            self.positions[entry.position] = not is_broken
            self._is_led_astray = self._is_led_astray or isinstance(event, _DECIDES)
            _add_moved(self._moved, entry)
        elif isinstance(event, _DECIDES):
            _decide(self._rightful, entry)

    def beside(self, balances: Iterable[tuple[Row, int]], *, complete: bool) -> Unauthorised | None:
        """What came of it; None where every entry was rightly recorded.

        Args:
            balances: The rows of all entries.
            complete: As of `Unauthorised`.
        """
        return _of_positions(self.positions, balances, self._moved, complete=complete)


def unauthorised(log: Log, group_id: str, domain: Domain, stop: int) -> dict[int, bool]:
    """Which entries of a log nobody was allowed to record, from one pass over its records.

    Args:
        log: Where the records are; they must be intact.
        group_id: The group.
        domain: What knows its event types.
        stop: The position behind the last.

    Returns:
        As of `LeftOut.positions`.

    Raises:
        DecodeError, UnknownType: A record can't be read, or its type is not known.
        MissingExtra: There is a signature to check, and `cryptography` is not installed.
    """
    left_out, standing = LeftOut(domain), Standing(domain, {})
    for page in log.read(group_id, 0, stop):
        for row in page:
            entry = known(decode(row.record, position=row.position, books=domain))
            today = standing.recorded_on(entry)
            is_broken = breaks_authority(standing, entry, today, row.record)
            left_out.take(entry, today, row.record, is_broken=is_broken)
            if isinstance(entry.event, _DECIDES):
                _decide(standing, entry)
    return left_out.positions


def may_be_unauthorised(entry: Recorded) -> bool:
    """Whether it is signed, or makes the group sign: without any such entry there is nothing to break."""
    event = entry.event
    decides = isinstance(event, DecisionMade) and event.rules is not None and event.rules.signing == "signed"
    return decides or is_signed(entry)


def breaks_authority(standing: Standing, entry: Recorded, today: date, record: bytes) -> bool:
    """Whether the entry breaks any rule of authority, its own signatures included.

    Raises:
        MissingExtra: There is a signature to check, and `cryptography` is not installed.
    """
    found = check_authority(standing, entry, today)
    if is_signed(entry):
        found = chain(found, check_signatures(standing, entry, command_of(record)))
    return any(True for _ in found)


def _decide(standing: Standing, entry: Recorded) -> None:
    standing.size = entry.position
    standing.apply(entry)
    standing.settle()
