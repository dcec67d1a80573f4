"""What the rules need to know of a group at a position: a fold kept up to date entry by entry, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kube_ledger.days import DEFAULT_ZONE, day_in_zone, day_number, month_of
from kube_ledger.events import Event, GroupFormed, UnknownEvent
from kube_ledger.journal import CUSTOMER_DEPOSITS, FUNDS, KAS, PostingError
from kube_ledger.projections.balances import Row, balances
from kube_ledger.projections.registers import Decided, in_force

from .held import FACILITATOR, GROUP, NEVER, HeldKey, Ordered, Proposed, Raised, Sold, Stay, Stock, StockMove, Things
from .registers import REGISTERS
from .signatures import counts
from .tables import Table, Undo, rollback

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.codec import Books, Recorded
    from kube_ledger.errors import Refusal

Limit = Callable[["Standing", "Recorded"], Iterator["Refusal"]]
"""Takes the standing and the entry to be; yields every reason against it that its event type knows."""

Limits = Mapping[type[Event], Limit]


class Standing:
    """A group as the rules see it, after the entries so far.

    Args:
        books: The domain's postings and event types.
        limits: What each event type is bounded by.

    Attributes:
        size: How many entries; the next one's position.
        formed_at: The position of its forming; None = not formed.
        timezone: The IANA name of its zone.
        funds: Fund → whether it is restricted.
        members: Member → her stays.
        offices: (role, person) → her holdings.
        pauses: The suspensions, under `GROUP`.
        meetings: Meeting id → position, while it stands.
        decisions: Decision id → what it set.
        problems: Problem id → where it stands.
        sales: Sale id → what was sold, while it stands.
        orders: Order id → where it stands.
        stock: Product → its stock, once the group has made some.
        stock_moves: (product, position) → what that entry moved.
        menus: Menu id → position, while it stands.
        batches: Batch id → position, while it stands.
        boxes: Batch id → boxes that are left.
        competitions: Competition id → position, while it stands.
        things: Item → what is owned and lent.
        aids: Aid id → what was proposed.
        keys: Key id → the key, in force or revoked.
        erased: Person → the position of her erasing.
        closed: Month → the position of its closing.
        reversed: Position → the position of its reversal.
        balances: (account, fund, party) → whole rupiah.
    """

    def __init__(self, books: Books, limits: Limits) -> None:
        self.books = books
        self.limits = limits
        self.size = 0
        self._undo: Undo = []
        self._group: Table[str, Any] = Table(self._undo)
        self.funds: Table[str, bool] = Table(self._undo, dict(FUNDS))
        self.members: Table[str, Stay] = Table(self._undo)
        self.offices: Table[tuple[str, str], Stay] = Table(self._undo)
        self.pauses: Table[str, Stay] = Table(self._undo)
        self.meetings: Table[str, int] = Table(self._undo)
        self.decisions: Table[str, Decided] = Table(self._undo)
        self.problems: Table[str, Raised] = Table(self._undo)
        self.sales: Table[str, Sold] = Table(self._undo)
        self.orders: Table[str, Ordered] = Table(self._undo)
        self.stock: Table[str, Stock] = Table(self._undo)
        self.stock_moves: Table[tuple[str, int], StockMove] = Table(self._undo)
        self.menus: Table[str, int] = Table(self._undo)
        self.batches: Table[str, int] = Table(self._undo)
        self.boxes: Table[str, int] = Table(self._undo)
        self.competitions: Table[str, int] = Table(self._undo)
        self.things: Table[str, Things] = Table(self._undo)
        self.aids: Table[str, Proposed] = Table(self._undo)
        self.keys: Table[bytes, HeldKey] = Table(self._undo)
        self.erased: Table[str, int] = Table(self._undo)
        self.closed: Table[str, int] = Table(self._undo)
        self.reversed: Table[int, int] = Table(self._undo)
        self.balances: Table[Row, int] = Table(self._undo)
        # Movements by month, so that a closing need not look at any entry again.
        self._moved: Table[tuple[str, Row], int] = Table(self._undo)

    # Growing and taking back.

    def mark(self) -> tuple[int, int]:
        """A place to come back to."""
        return len(self._undo), self.size

    def rollback(self, mark: tuple[int, int]) -> None:
        """Be again as at `mark`; costs what was applied since."""
        rollback(self._undo, mark[0])
        self.size = mark[1]

    def settle(self) -> None:
        """Forget how to take back what was applied so far: it is in the log."""
        self._undo.clear()

    def apply(self, recorded: Recorded) -> None:
        """Take one more entry in, whether a rule would allow it or not."""
        event = recorded.event
        if not isinstance(event, UnknownEvent):
            self._post(recorded)
            register = REGISTERS.get(type(event))
            if register is not None:
                register(self, event, self.size)
        self.size += 1

    def _post(self, recorded: Recorded) -> None:
        try:
            postings = recorded.postings
        except (PostingError, LookupError):
            return  # an app's event that can't be posted moves nothing; judge and audit say so
        month = month_of(recorded.event.occurred_on)
        for account, fund, amount, party in postings:
            row = (account.name, fund, party)
            self.balances[row] = self.balances.get(row, 0) + amount
            self._moved[month, row] = self._moved.get((month, row), 0) + amount

    # What rules ask.

    @property
    def formed_at(self) -> int | None:
        """Where the group was formed."""
        at: int | None = self._group.get("formed_at")
        return at

    @property
    def timezone(self) -> str:
        """Where the group lives."""
        return str(self._group.get("timezone", DEFAULT_ZONE))

    def recorded_on(self, entry: Recorded) -> date:
        """The day of an entry's recording where the group lives: of its forming, where it is to live."""
        event = entry.event
        return day_in_zone(entry.recorded_at, event.timezone if isinstance(event, GroupFormed) else self.timezone)

    def is_member(self, person: str, day: date) -> bool:
        """Whether she is a member on that day."""
        return self.members.get(person, NEVER).on(day)

    def was_member(self, person: str) -> bool:
        """Whether a joining of hers stands, even one that was undone."""
        return person in self.members

    def members_on(self, day: date) -> list[str]:
        """The members of a day, in the order in which they first joined the log."""
        return [person for person, stay in self.members.items() if stay.on(day)]

    def holders(self, role: str, day: date) -> list[str]:
        """Who holds a role on a day."""
        return [person for (held, person), stay in self.offices.items() if held == role and stay.on(day)]

    def was_in_role(self, person: str, role: str | None = None) -> bool:
        """Whether she ever held this role, or any."""
        return any(holder == person and role in (None, held) for held, holder in self._office_keys())

    def _office_keys(self) -> Iterator[tuple[str, str]]:
        return (key for key, _ in self.offices.items())

    def is_suspended(self, day: date) -> bool:
        """Whether the group's activity is suspended on that day."""
        return self.pauses.get(GROUP, NEVER).on(day)

    def in_force(self, day: date) -> list[Decided]:
        """The decisions in force on a day, by (effective_from, position)."""
        return in_force(list(self.decisions.values()), day_number(day))

    def rule(self, name: str, day: date) -> tuple[Any, Decided] | None:
        """The figure in force on a day and the decision that set it; None if none does."""
        for decided in reversed(self.in_force(day)):
            value = None if decided.rules is None else getattr(decided.rules, name)
            if value is not None:
                return value, decided
        return None

    # Who may sign: by position, whatever day an entry is about.

    def policy(self, name: str, today: date) -> Any:
        """What the latest recorded decision says that sets it and is in force on a day; None if none does.

        Args:
            name: `signing`, `two_persons_above` or `facilitator_may_record`.
            today: The day of recording.
        """
        if "policy" not in self._group:
            return None
        decided = [(one.position, getattr(one.rules, name)) for one in self.in_force(today) if one.rules is not None]
        return max((one for one in decided if one[1] is not None), default=(0, None))[1]

    def decides_policy(self) -> None:
        """A decision sets some of it."""
        self._group["policy"] = True

    def acts_as(self, office: str, person: str, today: date) -> bool:
        """Whether she has an office, by the latest that was recorded; an officer must be a member too."""
        is_in = office == FACILITATOR or self.members.get(person, NEVER).latest(today)
        return is_in and self.offices.get((office, person), NEVER).latest(today)

    def ever_in_office(self, office: str) -> list[str]:
        """Who ever held an office, in the order in which they first took it."""
        return [person for held, person in self._office_keys() if held == office]

    def holds_key(self, person: str) -> bool:
        """Whether a key of hers is in force."""
        return any(held.person == person and counts(held) for held in self.keys.values())

    def deposit_left(self, order_id: str) -> int:
        """What is left of an order's deposit: whole rupiah."""
        return -self.balances.get((CUSTOMER_DEPOSITS.name, KAS, order_id), 0)

    def form(self, position: int, timezone: str) -> None:
        """The group is formed."""
        self._group["formed_at"] = position
        self._group["timezone"] = timezone

    def drop_sale(self, sale_id: str, position: int) -> None:
        """The sale recorded there is taken back; another may have taken its free id meanwhile."""
        sold = self.sales.get(sale_id)
        if sold is not None and sold.position == position:
            del self.sales[sale_id]

    def drop_order(self, order_id: str, position: int) -> None:
        """The order taken there is taken back; another may have taken its free id meanwhile."""
        order = self.orders.get(order_id)
        if order is not None and order.position == position:
            del self.orders[order_id]

    def closing_digest(self, month: str) -> bytes:
        """The digest of the balances as of a month's last day and the entries so far: 32 bytes."""
        sums: dict[Row, int] = {}
        for (moved_in, row), amount in self._moved.items():
            if moved_in <= month:
                sums[row] = sums.get(row, 0) + amount
        return balances.digest(sums)
