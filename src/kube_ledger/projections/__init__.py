"""Folds: every answer that the books give, made from the events and nothing else.

`group.view(projections.balances)` answers as of now; `as_of` and `period` ask from elsewhere.
"""

from .aid import Aid, AidAnswer, aid
from .balances import BalanceRow, Balances, BalancesAnswer, balances
from .base import NOW, AsOf, Projection
from .cash_book import CashBook, CashBookAnswer, cash_book
from .counts import of_group, took_part
from .dues import Dues, DuesAnswer, dues
from .explained import ExplainedLine, Explanation, explain
from .facilitation import Facilitation, FacilitationAnswer, facilitation
from .inventory import Inventory, InventoryAnswer, inventory
from .meetings import Meetings, MeetingsAnswer, meetings
from .members import Members, MembersAnswer, members
from .movements import Movement, Movements, MovementsAnswer, movements
from .participation import Participation, ParticipationAnswer, participation
from .programmes import Programmes, ProgrammesAnswer, programmes
from .restated import Restatement, restate
from .sales import Sales, SalesAnswer, sales
from .solidarity import Solidarity, SolidarityAnswer, solidarity

__all__ = [
    "NOW",
    "Aid",
    "AidAnswer",
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
    "Facilitation",
    "FacilitationAnswer",
    "Inventory",
    "InventoryAnswer",
    "Meetings",
    "MeetingsAnswer",
    "Members",
    "MembersAnswer",
    "Movement",
    "Movements",
    "MovementsAnswer",
    "Participation",
    "ParticipationAnswer",
    "Programmes",
    "ProgrammesAnswer",
    "Projection",
    "Restatement",
    "Sales",
    "SalesAnswer",
    "Solidarity",
    "SolidarityAnswer",
    "aid",
    "balances",
    "cash_book",
    "dues",
    "explain",
    "facilitation",
    "inventory",
    "meetings",
    "members",
    "movements",
    "of_group",
    "participation",
    "programmes",
    "restate",
    "sales",
    "solidarity",
    "took_part",
]
