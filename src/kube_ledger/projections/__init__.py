"""Folds: every answer that the books give, made from the events and nothing else.

`group.view(projections.balances)` answers as of now; `as_of` and `period` ask from elsewhere.
"""

from .balances import BalanceRow, Balances, BalancesAnswer, balances
from .base import NOW, AsOf, Projection
from .cash_book import CashBook, CashBookAnswer, cash_book
from .counts import of_group, took_part
from .dues import Dues, DuesAnswer, dues
from .explained import ExplainedLine, Explanation, explain
from .meetings import Meetings, MeetingsAnswer, meetings
from .members import Members, MembersAnswer, members
from .participation import Participation, ParticipationAnswer, participation

__all__ = [
    "NOW",
    "AsOf",
    "BalanceRow",
    "Balances",
    "BalancesAnswer",
    "CashBook",
    "CashBookAnswer",
    "Dues",
    "DuesAnswer",
    "ExplainedLine",
    "Explanation",
    "Meetings",
    "MeetingsAnswer",
    "Members",
    "MembersAnswer",
    "Participation",
    "ParticipationAnswer",
    "Projection",
    "balances",
    "cash_book",
    "dues",
    "explain",
    "meetings",
    "members",
    "of_group",
    "participation",
    "took_part",
]
