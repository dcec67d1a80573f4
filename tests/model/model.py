"""The model itself: a list of accepted lines, and questions answered from the whole of it."""

import copy
from base64 import b64encode
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from . import rules, views
from .facts import Entry, Line, month_end, of_type, seen

DEFAULT_ZONE = "Asia/Jakarta"


class Model:
    """One group. `entries` are the accepted (line, recorded_at), at their positions."""

    def __init__(self, group_id: str = "melati-3") -> None:
        self.group_id = group_id
        self.entries: list[tuple[Line, datetime]] = []
        self.facts: list[Entry] = []  # the same, read; kept only so as not to parse each line again

    def offer(self, line: Line, recorded_at: datetime) -> str | None:
        """Append the line and return None, or return the refusal code and change nothing."""
        code = self.judge(line, recorded_at)
        if code is None:
            self.facts.append(self._entry(line, recorded_at))
            self.entries.append((copy.deepcopy(line), recorded_at))
        return code

    def judge(self, line: Line, recorded_at: datetime) -> str | None:
        """Return what `offer` would, without appending."""
        proposal = self._entry(line, recorded_at)
        today = recorded_at.astimezone(ZoneInfo(self.zone(line))).date()
        digest: str | None = None
        if proposal.type == "month-closed":
            rows = views.balance_rows(seen(self.facts, occurred_on=month_end(proposal.data["month"])))
            digest = b64encode(views.rows_digest(rows)).decode()
        return rules.refusal(proposal, self.facts, today, digest)

    def zone(self, line: Line | None = None) -> str:
        """The group's zone; a GroupFormed being judged speaks for itself."""
        for formed in of_type(self.facts, "group-formed"):
            return str(formed.data.get("timezone") or DEFAULT_ZONE)
        if line is not None and line["type"] == "group-formed":
            return str(line["data"].get("timezone") or DEFAULT_ZONE)
        return DEFAULT_ZONE

    def _entry(self, line: Line, recorded_at: datetime) -> Entry:
        """Read a line as the entry it would be; a reversal finds its original in the list."""
        assert recorded_at.utcoffset() is not None, "recorded_at must be aware"
        data = copy.deepcopy(line["data"])
        original = None
        if line["type"] == "event-reversed" and 0 <= data["target"] < len(self.facts):
            original = self.facts[data["target"]]
        day = date.fromisoformat(line["occurred_on"])
        signatures = tuple((vkey, is_good) for vkey, is_good in line.get("signatures") or [])
        return Entry(len(self.facts), line["type"], day, data, recorded_at, original, line.get("author"), signatures)

    def balances(
        self, *, occurred_on: date | None = None, recorded_at: datetime | None = None, position: int | None = None
    ) -> list[views.Row]:
        """Rows (account, fund, party, amount), sorted, zeros dropped."""
        return views.balance_rows(seen(self.facts, occurred_on, recorded_at, position))

    def balances_digest(
        self, *, occurred_on: date | None = None, recorded_at: datetime | None = None, position: int | None = None
    ) -> bytes:
        """The digest of `balances`, as MonthClosed holds it."""
        return views.rows_digest(self.balances(occurred_on=occurred_on, recorded_at=recorded_at, position=position))

    def participation(
        self,
        start: date,
        end: date,
        *,
        occurred_on: date | None = None,
        recorded_at: datetime | None = None,
        position: int | None = None,
    ) -> dict[str, Any]:
        """Members, group and facilitators over the days start … end, at one as-of."""
        return views.participation(seen(self.facts, occurred_on, recorded_at, position), start, end)

    def explain(
        self,
        account: str,
        fund: str | None = None,
        party: str | None = None,
        *,
        occurred_on: date | None = None,
        recorded_at: datetime | None = None,
        position: int | None = None,
    ) -> list[tuple[int, int]]:
        """(position, amount) of each event that moved the account, zero sums dropped."""
        return views.explained(seen(self.facts, occurred_on, recorded_at, position), account, fund, party)
