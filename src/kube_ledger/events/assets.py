"""Things: what the group owns, what is lent, what is worn out. Training kit is the member's until she donates it."""

from __future__ import annotations

from .base import Event, event
from .fields import AnyPersonId, Count, MemberId, Owner, Rupiah, Text


@event
class AssetReceived(Event):
    """Things were given to the group, or to a member. Inventory + if the group's; no money moves."""

    item: Text
    quantity: Count
    source: Text
    holder: Owner
    estimated_value: Rupiah | None = None


@event
class AssetDonated(Event):
    """A member gave things of hers to the group. Inventory +. Counts: goods."""

    member_id: MemberId
    item: Text
    quantity: Count


@event
class AssetLent(Event):
    """Things of the group were lent to somebody. On loan +."""

    item: Text
    quantity: Count
    person_id: AnyPersonId


@event
class AssetReturned(Event):
    """Lent things came back. On loan −."""

    item: Text
    quantity: Count
    person_id: AnyPersonId


@event
class AssetRetired(Event):
    """Things of the group are no more: broken, lost, given away. Inventory −."""

    item: Text
    quantity: Count
    reason: Text
