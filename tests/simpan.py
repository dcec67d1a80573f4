"""An app's own domain, as in DESIGN.md: loans to members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger import KUBE
from kube_ledger.events import Event, MemberId, Rupiah, event
from kube_ledger.journal import CASH, KAS, Account, transfer
from kube_ledger.projections import Projection

if TYPE_CHECKING:
    from kube_ledger import Period, Recorded


@event("simpan/loan-given")
class LoanGiven(Event):
    """The group lent a member money."""

    member_id: MemberId
    amount: Rupiah


LOANS = Account("simpan/loans", kind="asset", party="member")
SIMPAN = KUBE.extended(
    name="simpan:SIMPAN",
    events=[LoanGiven],
    accounts=[LOANS],
    postings={LoanGiven: lambda e: transfer(e.amount, to=LOANS, from_=CASH, fund=KAS, party=e.member_id)},
)


class LoansOutstanding(Projection[dict[str, int], tuple[tuple[str, int], ...]]):
    """What each member owes."""

    name, version = "simpan/loans", 1

    def initial(self) -> dict[str, int]:
        return {}

    def apply(self, state: dict[str, int], recorded: Recorded) -> None:
        for posting in recorded.postings:
            if posting.account == LOANS and posting.party is not None:
                state[posting.party] = state.get(posting.party, 0) + posting.amount

    def answer(self, state: dict[str, int], period: Period | None = None) -> tuple[tuple[str, int], ...]:
        del period
        return tuple(sorted(state.items()))
