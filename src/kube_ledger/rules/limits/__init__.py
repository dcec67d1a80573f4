"""What bounds each event type beyond its references and its postings: one file a family of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import aid, assets, authority, control, group, kas, programmes, sales, solidarity

if TYPE_CHECKING:
    from kube_ledger.rules.standing import Limits

LIMITS: Final[Limits] = {
    **group.LIMITS,
    **kas.LIMITS,
    **solidarity.LIMITS,
    **sales.LIMITS,
    **programmes.LIMITS,
    **assets.LIMITS,
    **aid.LIMITS,
    **authority.LIMITS,
    **control.LIMITS,
}
"""Event type → its limit; a type that is not in it has none of its own."""
