"""Simpan pinjam: a group that lends to its members, as an app of its own on top of kube-ledger."""

from kube_ledger import KUBE, Period, Recorded
from kube_ledger.events import Event, MemberId, Rupiah, event
from kube_ledger.journal import CASH, KAS, Account, transfer
from kube_ledger.projections import Projection

@event("simpan/loan-given")
class LoanGiven(Event):
    member_id: MemberId          # the field's type says its check: a member that day
    amount: Rupiah

LOANS = Account("simpan/loans", kind="asset", party="member")
SIMPAN = KUBE.extended(name="simpan:SIMPAN", events=[LoanGiven], accounts=[LOANS],
    postings={LoanGiven: lambda e: transfer(e.amount, to=LOANS, from_=CASH, fund=KAS, party=e.member_id)})

class LoansOutstanding(Projection[dict[str, int], tuple[tuple[str, int], ...]]):
    name, version = "simpan/loans", 1
    def initial(self) -> dict[str, int]: return {}
    def apply(self, state: dict[str, int], recorded: Recorded) -> None:
        for posting in recorded.postings:                    # a reversal arrives as negated postings: no special case
            if posting.account == LOANS and posting.party is not None:
                state[posting.party] = state.get(posting.party, 0) + posting.amount
    def answer(self, state: dict[str, int], period: Period | None = None) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(state.items()))
