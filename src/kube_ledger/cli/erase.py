"""`people erase`: what is personal of somebody is destroyed, and what no program can take away is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kube_ledger.ids import is_id
from kube_ledger.ledger import Ledger, is_known

from .faults import CannotRun

if TYPE_CHECKING:
    from datetime import date

    from kube_ledger.ledger import Erasure

    from .asking import Ask


def erase(ask: Ask, path: str, person_id: str, by: str, occurred_on: date | None) -> int:
    """Erase somebody.

    Args:
        ask: The language.
        path: The ledger.
        person_id: Whose data.
        by: Who records it.
        occurred_on: The day; None = today.

    Raises:
        CannotRun: Nothing here is of that id: whoever mistypes one must not believe that it was done.
    """
    with Ledger.open(path, domain=ask.domain()) as ledger:
        if is_id(person_id) and not is_known(ledger, person_id):
            raise CannotRun("people/nobody", id=person_id)
        done = ledger.erase_person(person_id, recorded_by=by, occurred_on=occurred_on)
    if ask.as_json:
        ask.answer(_as_object(done))
        return 0
    ask.tell("people/erased", id=person_id)
    for group, position in done.positions.items():
        ask.tell("people/erased-in", group=group, position=position)
    if done.had_key is None:
        ask.tell("people/no-key")
    ask.screen.heading(ask.words("heading/remains"))
    for sentence in done.statement(ask.words.lang):
        ask.screen.line(f"- {sentence}")
    return 0


def _as_object(done: Erasure) -> dict[str, object]:
    return {
        "id": done.person_id,
        "groups": [{"group": group, "position": position} for group, position in done.positions.items()],
        "key_destroyed": done.had_key,
        "name_erased": done.had_name,
        "in_clear": [{"group": group, "position": position} for group, position in done.in_clear],
        "remains": list(done.remains),
    }
