"""Building a split of proceeds from what the books know of the sales."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import InvalidEvent, Refusal, Refused
from kube_ledger.events import SaleSplit, Share
from kube_ledger.events.fields import GROUP_OWNER, Percent
from kube_ledger.events.shapes import checker, shape_of
from kube_ledger.money import split_proceeds
from kube_ledger.rules.limits.sales import no_sale_to_split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kube_ledger.errors import Fault
    from kube_ledger.rules import Standing

_check_percent: Final = checker(shape_of(Percent))


def split_of(
    standing: Standing,
    sale_ids: Sequence[str],
    *,
    occurred_on: date,
    members: Sequence[str] | None,
    kas_share_percent: int | None,
    decision_id: str | None,
) -> SaleSplit:
    """The split of these sales; see `Group.split_sale`."""
    proceeds = sum(_total(standing, sale_id, index) for index, sale_id in enumerate(sale_ids))
    people = standing.members_on(occurred_on) if members is None else list(members)
    percent = _percent(standing, occurred_on) if kas_share_percent is None else kas_share_percent
    faults: list[Fault] = []
    _check_percent(percent, "kas_share_percent", faults)
    if faults:
        raise InvalidEvent("split_sale", faults)
    kas_share, each = split_proceeds(proceeds, len(people), percent)
    return SaleSplit(
        occurred_on=occurred_on,
        sale_ids=list(sale_ids),
        proceeds=proceeds,
        kas_share=kas_share,
        shares=[Share(member_id=person, amount=each) for person in people],
        decision_id=decision_id,
    )


def _total(standing: Standing, sale_id: str, index: int) -> int:
    sold = standing.sales.get(sale_id)
    field = f"sale_ids[{index}]"
    if sold is None:
        raise Refused(Refusal("unknown-reference", field=field, reference=sale_id), None)
    if sold.owner != GROUP_OWNER or sold.total is None:
        raise Refused(no_sale_to_split(field, sale_id), None)
    return sold.total


def _percent(standing: Standing, day: date) -> int:
    found = standing.rule("kas_share_percent", day)
    return 0 if found is None else int(found[0])
