"""The ledger and its groups: everything an app needs to record, ask and check."""

from .group import Group
from .open import Ledger
from .recording import Appended, Call
from .views import Reader

__all__ = ["Appended", "Call", "Group", "Ledger", "Reader"]
