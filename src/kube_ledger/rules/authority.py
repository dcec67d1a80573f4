"""Who may record what in a group that signs: one table, and what stands beside it.

Rules, offices and keys are those at the entry's position, effective on the day of its recording: whatever day the entry
itself is about, nobody escapes by backdating. A group that does not sign asks nothing of all this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kube_ledger.errors import Refusal
from kube_ledger.events import DecisionMade, EventReversed, KeyEnrolled, KeyRevoked, MonthClosed, NoteAdded
from kube_ledger.events.catalogue import FAMILIES
from kube_ledger.journal import PostingError

from .funds import PURSES
from .held import FACILITATOR
from .signatures import counts, is_signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.events import Event
    from kube_ledger.journal import Postings

    from .standing import Standing

CHAIR: Final = "chair"
SECRETARY: Final = "secretary"
TREASURER: Final = "treasurer"
OFFICES: Final = (CHAIR, SECRETARY, TREASURER)
"""The officers (pengurus), all members; the facilitator is none."""

THE_OTHER: Final = {CHAIR: SECRETARY, SECRETARY: CHAIR}


class Right(NamedTuple):
    """Who may record something: a holder of one of these offices, `with_other` if chair and secretary both sign."""

    offices: tuple[str, ...]
    with_other: bool = False


BOTH: Final = Right((CHAIR, SECRETARY), with_other=True)
WORDS: Final = Right((SECRETARY, CHAIR))
MONEY: Final = Right((TREASURER,))
FACILITATION: Final = Right((FACILITATOR,))
ANY_OFFICER: Final = Right(OFFICES)

RIGHTS: Final[Mapping[type[Event], Right]] = {
    **dict.fromkeys(FAMILIES["group"], BOTH),
    **dict.fromkeys(FAMILIES["authority"], BOTH),
    **dict.fromkeys(FAMILIES["meetings"], WORDS),
    **dict.fromkeys((NoteAdded, MonthClosed), WORDS),
    **dict.fromkeys(FAMILIES["facilitation"], FACILITATION),
}
"""Event type → who may record it. Of all others: what moves money `MONEY`, and the rest `ANY_OFFICER`.

A reversal is recorded by whoever may record its original.
"""


CODES: Final = frozenset(
    {"signature-missing", "signature-invalid", "key-not-in-force", "not-authorised", "approval-missing"}
)
"""The reasons that say: nobody was allowed to record this in this way."""


def check_authority(standing: Standing, proposal: Recorded, today: date) -> Iterator[Refusal]:
    """The reasons against an entry that the group's own policy gives.

    Args:
        standing: The group after all entries below.
        proposal: The entry to be, with its signatures. Whether they are true is for `check_signatures` to say.
        today: The day of its recording where the group lives.
    """
    event = proposal.event
    if isinstance(event, DecisionMade) and event.rules is not None and event.rules.signing == "signed":
        yield from _officers_without_keys(standing, today)
    if standing.policy("signing", today) != "signed":
        return
    if not is_signed(proposal):
        yield Refusal("signature-missing", type=event.event_type)
        return
    author = None if proposal.actor_key is None else _person(standing, proposal.actor_key)
    if author is None:
        return  # that the signature does not count is said where it is checked
    postings = _postings(proposal)
    right = _right(standing, event, postings, today)
    offices = [office for office in right.offices if standing.acts_as(office, author, today)]
    approvers = _approvers(standing, proposal, author)
    if not offices:
        yield Refusal("not-authorised", person=author, type=event.event_type)
    elif (right.with_other and not _other_approves(standing, event, offices, approvers, today)) or (
        _is_large(standing, postings, today) and not _any_acts_as(standing, OFFICES, approvers, today)
    ):
        yield Refusal("approval-missing", type=event.event_type)


def _officers_without_keys(standing: Standing, today: date) -> Iterator[Refusal]:
    """Nobody may be locked out by a decision to sign."""
    for office in OFFICES:
        holders = [person for person in standing.ever_in_office(office) if standing.acts_as(office, person, today)]
        if not any(standing.holds_key(person) for person in holders):
            yield Refusal("key-not-in-force", field="rules.signing", person=holders[0] if holders else office)


def _right(standing: Standing, event: Event, postings: Postings | None, today: date) -> Right:
    subject = event.original if isinstance(event, EventReversed) else event
    found = RIGHTS.get(type(subject))
    if found is not None:
        return found
    if postings is not None and not len(postings):
        return ANY_OFFICER
    if standing.policy("facilitator_may_record", today) is True:
        return Right((*MONEY.offices, FACILITATOR))
    return MONEY


def _postings(proposal: Recorded) -> Postings | None:
    """None where they can't be made: that such an entry moves money must be feared."""
    try:
        return proposal.postings
    except (PostingError, LookupError):
        return None


def _is_large(standing: Standing, postings: Postings | None, today: date) -> bool:
    """Whether more money leaves cash and bank together than one person may pay out."""
    limit = standing.policy("two_persons_above", today)
    if limit is None or postings is None:
        return False
    left = -sum(posting.amount for posting in postings if posting.account.name in PURSES)
    return left > int(limit)


def _person(standing: Standing, key_id: bytes) -> str | None:
    """Whose key it is, if a signature of it counts."""
    held = standing.keys.get(key_id)
    return held.person if held is not None and counts(held) else None


def _approvers(standing: Standing, proposal: Recorded, author: str) -> set[str]:
    """Who approves: never the author herself, whatever key of hers she does it with."""
    people = {_person(standing, approval.key_id) for approval in proposal.approvals[1:]}
    return {person for person in people if person is not None} - {author}


def _any_acts_as(standing: Standing, offices: Iterable[str], people: Iterable[str], today: date) -> bool:
    offices = tuple(offices)
    return any(standing.acts_as(office, person, today) for person in people for office in offices)


def _other_approves(standing: Standing, event: Event, offices: Sequence[str], approvers: set[str], today: date) -> bool:
    """Whether the secretary approves of what the chair records, or the reverse; of a lost key, the facilitator too."""
    others = [THE_OTHER[office] for office in offices]
    if _any_acts_as(standing, others, approvers, today):
        return True
    owner = _who_lost_a_key(standing, event)
    return (
        owner is not None
        and _any_acts_as(standing, others, [owner], today)
        and _any_acts_as(standing, [FACILITATOR], approvers, today)
    )


def _who_lost_a_key(standing: Standing, event: Event) -> str | None:
    """Whose lost key is revoked, or who has none left and gets one: she can't approve of it herself."""
    if isinstance(event, KeyRevoked) and event.reason in {"lost", "stolen"}:
        held = standing.keys.get(event.key_id)
        return None if held is None else held.person
    if isinstance(event, KeyEnrolled) and event.use == "person" and event.person_id is not None:
        return None if standing.holds_key(event.person_id) else event.person_id
    return None
