"""The ledger and its groups: everything an app needs to record, ask and check."""

from .backing_up import BackedUp
from .bulk import Bulk, Offered
from .calls import CALL_PREFIX, Call
from .drafting import Draft, DraftSignature
from .erasing import Erasure, is_known
from .group import Group
from .keys import GroupKey, as_log_key, group_keys, handover, rotation
from .open import Ledger
from .recording import Appended
from .views import Reader

__all__ = [
    "CALL_PREFIX",
    "Appended",
    "BackedUp",
    "Bulk",
    "Call",
    "Draft",
    "DraftSignature",
    "Erasure",
    "Group",
    "GroupKey",
    "Ledger",
    "Offered",
    "Reader",
    "as_log_key",
    "group_keys",
    "handover",
    "is_known",
    "rotation",
]
