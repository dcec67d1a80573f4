"""What a field's value must refer to, checked for every event type alike by one walk over its field types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.errors import Refusal
from kube_ledger.events.fields import GROUP_OWNER, Leaf, Reference
from kube_ledger.events.shapes import Many, Nested, fields_of, remembered

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.events import Event, Facts

    from .standing import Standing

Named = tuple[str, Reference, Any]
"""(path, what the value must refer to, the value)."""


@remembered
def _walk(cls: type[Facts]) -> tuple[tuple[str, Reference | None, type[Facts] | None], ...]:
    """The fields of a class that refer to something, or whose records may."""
    found: list[tuple[str, Reference | None, type[Facts] | None]] = []
    for field in fields_of(cls):
        shape = field.shape.item if isinstance(field.shape, Many) else field.shape
        if isinstance(shape, Leaf) and shape.reference is not None:
            found.append((field.name, shape.reference, None))
        elif isinstance(shape, Nested) and _walk(shape.cls):
            found.append((field.name, None, shape.cls))
    return tuple(found)


def named(facts: Facts) -> Iterator[Named]:
    """Every reference in an event: where, to what, which; what is not given refers to nothing."""
    for name, reference, _ in _walk(type(facts)):
        value = getattr(facts, name)
        parts: list[tuple[str, Any]] = [(name, value)]
        if isinstance(value, tuple):
            parts = [(f"{name}[{index}]", part) for index, part in enumerate(value)]
        for path, part in parts:
            if part is None:
                continue
            if reference is not None:
                yield path, reference, part
            else:
                for inner, kind, found in named(part):
                    yield f"{path}.{inner}", kind, found


def check_references(standing: Standing, event: Event, position: int) -> Iterator[Refusal]:
    """Every reference of the event that does not hold at this position, on the event's day."""
    for path, reference, value in named(event):
        refusal = CHECKS[reference](standing, value, event.occurred_on, position, path)
        if refusal is not None:
            yield refusal


ReferenceCheck = Callable[["Standing", Any, "date", int, str], Refusal | None]


def _member(standing: Standing, person: str, day: date, _: int, path: str) -> Refusal | None:
    if not standing.was_member(person):
        return Refusal("unknown-member", field=path, person=person)
    if not standing.is_member(person, day):
        return Refusal("not-a-member-then", field=path, person=person, occurred_on=day)
    return None


def _past_member(standing: Standing, person: str, _: date, __: int, path: str) -> Refusal | None:
    return None if standing.was_member(person) else Refusal("unknown-member", field=path, person=person)


def _person(standing: Standing, person: str, _: date, __: int, path: str) -> Refusal | None:
    if standing.was_member(person) or standing.was_in_role(person):
        return None
    return Refusal("unknown-person", field=path, person=person)


def _facilitator(standing: Standing, person: str, _: date, __: int, path: str) -> Refusal | None:
    if standing.was_in_role(person, "facilitator"):
        return None
    return Refusal("unknown-person", field=path, person=person)


def _owner(standing: Standing, owner: str, day: date, position: int, path: str) -> Refusal | None:
    return None if owner == GROUP_OWNER else _member(standing, owner, day, position, path)


def _fund(standing: Standing, fund: str, _: date, __: int, path: str) -> Refusal | None:
    return None if fund in standing.funds else Refusal("unknown-fund", field=path, fund=fund)


def _unknown(path: str, value: object) -> Refusal:
    return Refusal("unknown-reference", field=path, reference=value)


def taken(path: str, value: object, position: int | None) -> Refusal:
    """The refusal of what stands already; `position` is where, if that can be said."""
    return Refusal("duplicate-reference", field=path, reference=value, position=position)


def still_somebody(standing: Standing, person: str | None, path: str) -> Iterator[Refusal]:
    """The refusal of somebody whose data was erased: nobody may have that id any more."""
    at = None if person is None else standing.erased.get(person)
    if at is not None:
        yield taken(path, person, at)


def _meeting(standing: Standing, meeting: str, _: date, __: int, path: str) -> Refusal | None:
    return None if meeting in standing.meetings else _unknown(path, meeting)


def _new_meeting(standing: Standing, meeting: str, _: date, __: int, path: str) -> Refusal | None:
    at = standing.meetings.get(meeting)
    return None if at is None else taken(path, meeting, at)


def _decision(standing: Standing, decision: str, day: date, _: int, path: str) -> Refusal | None:
    if decision not in standing.decisions:
        return _unknown(path, decision)
    if any(decided.decision_id == decision for decided in standing.in_force(day)):
        return None
    return Refusal("not-in-force", field=path, reference=decision, occurred_on=day)


def _past_decision(standing: Standing, decision: str, _: date, __: int, path: str) -> Refusal | None:
    return None if decision in standing.decisions else _unknown(path, decision)


def _new_decision(standing: Standing, decision: str, _: date, __: int, path: str) -> Refusal | None:
    decided = standing.decisions.get(decision)
    return None if decided is None else taken(path, decision, decided.position)


def _open_problem(standing: Standing, problem: str, _: date, __: int, path: str) -> Refusal | None:
    raised = standing.problems.get(problem)
    return None if raised is not None and raised.resolved_at is None else _unknown(path, problem)


def _new_problem(standing: Standing, problem: str, _: date, __: int, path: str) -> Refusal | None:
    raised = standing.problems.get(problem)
    return None if raised is None else taken(path, problem, raised.position)


def _sale(standing: Standing, sale: str, _: date, __: int, path: str) -> Refusal | None:
    return None if sale in standing.sales else _unknown(path, sale)


def _new_sale(standing: Standing, sale: str, _: date, __: int, path: str) -> Refusal | None:
    sold = standing.sales.get(sale)
    return None if sold is None else taken(path, sale, sold.position)


def _open_order(standing: Standing, order: str, _: date, __: int, path: str) -> Refusal | None:
    ordered = standing.orders.get(order)
    return None if ordered is not None and ordered.cancelled_at is None else _unknown(path, order)


def _new_order(standing: Standing, order: str, _: date, __: int, path: str) -> Refusal | None:
    ordered = standing.orders.get(order)
    return None if ordered is None else taken(path, order, ordered.position)


def _menu(standing: Standing, menu: str, _: date, __: int, path: str) -> Refusal | None:
    return None if menu in standing.menus else _unknown(path, menu)


def _new_menu(standing: Standing, menu: str, _: date, __: int, path: str) -> Refusal | None:
    at = standing.menus.get(menu)
    return None if at is None else taken(path, menu, at)


def _batch(standing: Standing, batch: str, _: date, __: int, path: str) -> Refusal | None:
    return None if batch in standing.batches else _unknown(path, batch)


def _new_batch(standing: Standing, batch: str, _: date, __: int, path: str) -> Refusal | None:
    at = standing.batches.get(batch)
    return None if at is None else taken(path, batch, at)


def _competition(standing: Standing, competition: str, _: date, __: int, path: str) -> Refusal | None:
    return None if competition in standing.competitions else _unknown(path, competition)


def _new_competition(standing: Standing, competition: str, _: date, __: int, path: str) -> Refusal | None:
    at = standing.competitions.get(competition)
    return None if at is None else taken(path, competition, at)


def _open_aid(standing: Standing, aid: str, _: date, __: int, path: str) -> Refusal | None:
    proposed = standing.aids.get(aid)
    return None if proposed is not None and proposed.rejected_at is None else _unknown(path, aid)


def _new_aid(standing: Standing, aid: str, _: date, __: int, path: str) -> Refusal | None:
    proposed = standing.aids.get(aid)
    return None if proposed is None else taken(path, aid, proposed.position)


def _earlier(_: Standing, target: int, __: date, position: int, path: str) -> Refusal | None:
    return None if target < position else _unknown(path, target)


CHECKS: Final[dict[Reference, ReferenceCheck]] = {
    "member": _member,
    "past-member": _past_member,
    "person": _person,
    "facilitator": _facilitator,
    "owner": _owner,
    "fund": _fund,
    "meeting": _meeting,
    "new-meeting": _new_meeting,
    "decision": _decision,
    "past-decision": _past_decision,
    "new-decision": _new_decision,
    "open-problem": _open_problem,
    "new-problem": _new_problem,
    "sale": _sale,
    "new-sale": _new_sale,
    "open-order": _open_order,
    "new-order": _new_order,
    "menu": _menu,
    "new-menu": _new_menu,
    "batch": _batch,
    "new-batch": _new_batch,
    "competition": _competition,
    "new-competition": _new_competition,
    "open-aid": _open_aid,
    "new-aid": _new_aid,
    "earlier-position": _earlier,
}
"""What each kind of reference must be, at a position and on a day."""
