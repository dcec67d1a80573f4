"""`keys list`: every public key that a group's log has enrolled, and which of them count now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kube_ledger.cli import options
from kube_ledger.cli.asking import held_group
from kube_ledger.ledger import group_keys

from .show import as_object

if TYPE_CHECKING:
    import click

    from kube_ledger.cli.asking import Ask
    from kube_ledger.domain import Domain
    from kube_ledger.ledger import GroupKey
    from kube_ledger.wording.interface import Words


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [options.ledger(words), options.group(words)]


def run(ask: Ask, *, path: str, group: str) -> int:
    """Show them in the order of their enrolment."""
    with ask.reading(path) as ledger:
        keys = group_keys(ledger, held_group(ledger, group))
        domain = ledger.domain
    if ask.as_json:
        ask.answer({"group": group, "keys": [_as_object(key) for key in keys]})
    elif not keys:
        ask.tell("keys/none", group=group)
    else:
        _show(ask, group, keys, domain)
    return 0


def _as_object(held: GroupKey) -> dict[str, Any]:
    return {
        **as_object(held.key),
        "use": held.use,
        "person_id": held.person_id,
        "position": held.position,
        "revoked_at": held.revoked_at,
        "reason": held.reason,
    }


def _show(ask: Ask, group: str, keys: tuple[GroupKey, ...], domain: Domain) -> None:
    from kube_ledger.cli.tables import Column  # noqa: PLC0415  # rich only for people

    words, lang = ask.words, ask.words.lang
    ask.screen.heading(words("keys/title", group=group))
    rows = []
    for held in keys:
        reason = domain.label(held.reason or "", lang)
        end = "" if held.revoked_at is None else words("keys/ended-at", position=held.revoked_at, reason=reason)
        use, name = domain.label(held.use, lang), "" if held.use == "log" else held.key.name  # the log's is known
        begin = words("keys/at", position=held.position)
        rows.append([held.key.key_id.hex(), use, held.person_id or "", name, begin, end])
    headings = ("key-id", "use", "person", "key-name", "enrolled-at", "revoked-at")
    wraps = {"key-name", "person"}
    ask.screen.table([Column(words(f"column/{name}"), wraps=name in wraps) for name in headings], rows)
