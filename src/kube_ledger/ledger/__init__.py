"""The ledger and its groups: everything an app needs to record, ask and check."""

from .bulk import Bulk, Offered
from .calls import CALL_PREFIX, Call
from .group import Group
from .open import Ledger
from .recording import Appended
from .views import Reader

__all__ = ["CALL_PREFIX", "Appended", "Bulk", "Call", "Group", "Ledger", "Offered", "Reader"]
