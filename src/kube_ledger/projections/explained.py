"""Where a figure comes from: every entry that made it, with its share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kube_ledger.codec import Recorded
    from kube_ledger.events import Event


@frozen
class ExplainedLine:
    """One entry's share in a balance; unpacks as (position, event, share).

    Attributes:
        position: Where the entry stands.
        event: What happened; a reversal is a line of its own.
        share: Whole rupiah, not 0, debit positive.
        event_id: The event's id.
    """

    position: int
    event: Event
    share: int
    event_id: str

    def __iter__(self) -> Iterator[Any]:
        return iter((self.position, self.event, self.share))


@frozen
class Explanation:
    """A balance and the entries it is made of, in log order: `total` is the sum of their shares."""

    account: str
    fund: str | None
    party: str | None
    total: int
    lines: tuple[ExplainedLine, ...]


def explain(
    entries: Iterable[Recorded], account: str, *, fund: str | None = None, party: str | None = None
) -> Explanation:
    """The entries that a balance is made of.

    Args:
        entries: In order of position, as the point of view sees them.
        account: The account's name.
        fund: One fund; None = all.
        party: One party; None = all.
    """
    lines = []
    for entry in entries:
        share = sum(
            posting.amount
            for posting in entry.postings
            if posting.account.name == account and fund in (None, posting.fund) and party in (None, posting.party)
        )
        if share:
            lines.append(ExplainedLine(entry.position, entry.event, share, entry.event_id))
    return Explanation(account, fund, party, sum(line.share for line in lines), tuple(lines))
