"""`people`: the names behind the ids, listed, added to, changed and erased; they never stand in the ledger itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kube_ledger.ledger import Ledger

from .faults import CannotRun
from .usage import Argument, Day, Option

if TYPE_CHECKING:
    from datetime import date

    import click

    from kube_ledger.people import People, Person
    from kube_ledger.wording.interface import Words

    from .asking import Ask

_ACTIONS: Final = {
    "add": "add",
    "tambah": "add",
    "change": "change",
    "ubah": "change",
    "erase": "erase",
    "hapus": "erase",
}
_COLUMNS: Final = ("id", "name", "phone", "nik")


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        Argument("first", metavar=words("metavar/action"), help=words("argument/action")),
        Argument("second", metavar="", help="", required=False),
        Argument("third", metavar="", help="", required=False),
        Option(["--name"], metavar=words("metavar/name"), help=words("option/person-name")),
        Option(["--phone"], metavar=words("metavar/phone"), help=words("option/person-phone")),
        Option(["--nik"], metavar=words("metavar/nik"), help=words("option/person-nik")),
        Option(["--id", "id_"], metavar=words("metavar/id"), help=words("option/person-id")),
        Option(["--by"], metavar=words("metavar/person"), help=words("option/erased-by")),
        Option(["--occurred-on"], type=Day(words), metavar=words("metavar/day"), help=words("option/erased-on")),
    ]


def run(
    ask: Ask,
    *,
    first: str,
    second: str | None,
    third: str | None,
    by: str | None,
    occurred_on: date | None,
    **given: str | None,
) -> int:
    """List the people, write somebody down, or erase her."""
    action, path = ("list", first) if second is None else (_ACTIONS.get(first, ""), second)
    if not action or (second is None and first in _ACTIONS) or (third is not None and action != "erase"):
        raise CannotRun("people/one-path")
    given["id"] = given.pop("id_")
    if action == "erase":
        from .erase import erase  # noqa: PLC0415  # a rare thing

        return erase(ask, path, _whom(third, given), by or "secretary", occurred_on)
    for name, value in (("--by", by), ("--occurred-on", occurred_on)):
        if value is not None:
            raise CannotRun("people/only-erase", name=name)
    if action == "list":
        _list(ask, path, given)
        return 0
    with Ledger.open(path, domain=ask.domain()) as ledger:
        person = _added(ledger.people, given) if action == "add" else _changed(ledger.people, given)
    if ask.as_json:
        ask.answer({"id": person.id})
    else:
        ask.tell("people/added" if action == "add" else "people/changed", id=person.id)
    return 0


def _whom(third: str | None, given: dict[str, str | None]) -> str:
    """Who is to be erased: her id stands behind the ledger, or with --id."""
    id_ = given.pop("id")
    for name, value in given.items():
        if value is not None:
            raise CannotRun("people/not-with-erase", name=f"--{name}")
    if (third is None) == (id_ is None):
        raise CannotRun("people/no-whom")
    return third or id_ or ""


def _list(ask: Ask, path: str, given: dict[str, str | None]) -> None:
    for name, value in given.items():
        if value is not None:
            raise CannotRun("people/only-list", name=f"--{name}")
    with ask.reading(path) as ledger:
        found = ledger.people.all()
    if ask.as_json:
        ask.answer({"people": [{name: getattr(person, name) for name in _COLUMNS} for person in found]})
        return
    from .tables import Column  # noqa: PLC0415  # rich only for people

    ask.screen.heading(ask.words("heading/people"))
    if not found:
        ask.screen.line(ask.words("people/none"))
        return
    columns = [Column(ask.words(f"column/{name}"), wraps=name == "name") for name in _COLUMNS]
    ask.screen.table(columns, [[getattr(person, name) or "" for name in _COLUMNS] for person in found])


def _added(people: People, given: dict[str, str | None]) -> Person:
    if given["name"] is None:
        raise CannotRun("people/no-name")
    return people.add(name=given["name"], phone=given["phone"] or None, nik=given["nik"] or None, id=given["id"])


def _changed(people: People, given: dict[str, str | None]) -> Person:
    id_ = given.pop("id")
    if id_ is None:
        raise CannotRun("people/no-id")
    # An empty text takes a number away.
    changes: dict[str, Any] = {
        name: value if name == "name" else value or None for name, value in given.items() if value is not None
    }
    return people.change(id_, **changes)
