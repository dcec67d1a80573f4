"""`verify`: whether the records are intact, and with `--strict` what a careful treasurer would ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kube_ledger.audit import repair_group
from kube_ledger.log import open_existing
from kube_ledger.proofs import parse_origin

from . import options
from .asking import held_group
from .checkpoint import read_head
from .progress import Progress
from .usage import Option

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

    from kube_ledger.audit import Finding, GroupAudit, Repaired
    from kube_ledger.domain import Domain
    from kube_ledger.wording import Lang
    from kube_ledger.wording.interface import Words

    from .asking import Ask


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger(words),
        options.group(words, required=False),
        Option(["--strict"], is_flag=True, help=words("option/strict")),
        Option(["--checkpoint"], metavar=words("metavar/file"), help=words("option/checkpoint")),
        Option(["--repair"], is_flag=True, help=words("option/repair")),
    ]


def run(ask: Ask, *, path: str, group: str | None, strict: bool, checkpoint: str | None, repair: bool) -> int:
    """Audit the groups and say what was found; rebuild first what is derived, if that is asked."""
    domain = ask.domain()
    repaired = _repaired(ask, path, group, domain) if repair else []
    earlier = None if checkpoint is None else read_head(checkpoint)
    with ask.reading(path) as ledger, Progress(ask.words, "progress/verify") as progress:
        if earlier is not None and group is None:
            group, _ = parse_origin(earlier.origin)
        groups = None if group is None else [held_group(ledger, group)]
        heads = {} if earlier is None or group is None else {group: [earlier]}
        audits = ledger.verify(groups, progress=progress, earlier=heads)
        if ask.as_json:
            return _answer(ask, audits, repaired if repair else None, strict=strict)
        return _show(ask, path, audits, repaired, progress, strict=strict)


def _answer(ask: Ask, audits: Iterable[GroupAudit], repaired: Iterable[Repaired] | None, *, strict: bool) -> int:
    lang, code = ask.words.lang, 0
    more = {} if repaired is None else {"repaired": [_repair_as_object(one, lang) for one in repaired]}
    with ask.answer_list("groups", **more) as add:
        for audit in audits:
            add(as_object(audit, lang))
            code |= exit_code([audit], strict=strict)
    return code


def _show(
    ask: Ask,
    path: str,
    audits: Iterable[GroupAudit],
    repaired: Iterable[Repaired],
    progress: Progress,
    *,
    strict: bool,
) -> int:
    """Each group as soon as it is done: a ledger of thousands is neither kept nor waited for."""
    from .shown_findings import show_audit, show_repairs  # noqa: PLC0415  # rich only for people

    show_repairs(ask, repaired)
    code = None
    for audit in audits:
        progress.rest()
        show_audit(ask, audit, strict=strict)
        code = (code or 0) | exit_code([audit], strict=strict)
    if code is None:
        ask.tell("verify/no-groups", path=path)
    return code or 0


def _repaired(ask: Ask, path: str, group: str | None, domain: Domain) -> list[Repaired]:
    with ask.reading(path) as ledger:
        groups = ledger.groups() if group is None else [held_group(ledger, group)]
    with open_existing(path) as log, Progress(ask.words, "progress/verify") as progress:
        return [repair_group(log, group_id, domain, progress=progress) for group_id in groups]


def exit_code(audits: Iterable[GroupAudit], *, strict: bool) -> int:
    """1 where a finding is about the integrity of the records, or strictly where there is any; else 0."""
    return int(any(strict or finding.kind == "integrity" for audit in audits for finding in audit.findings))


def as_object(audit: GroupAudit, lang: Lang) -> dict[str, Any]:
    """One group's audit for a machine; without a group, that of what belongs to none."""
    return {
        "group": audit.group,
        "size": audit.size,
        "root": audit.root.hex(),
        "findings": [_finding_as_object(finding, lang) for finding in audit.findings],
    }


def _finding_as_object(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "code": finding.code,
        "position": finding.position,
        "what": finding.what(lang),
        "expected": finding.expected(lang),
        "advice": finding.advice(lang),
    }


def _repair_as_object(repaired: Repaired, lang: Lang) -> dict[str, Any]:
    return {
        "group": repaired.group,
        "mended": [_finding_as_object(finding, lang) for finding in repaired.mended],
        "refused": [_finding_as_object(finding, lang) for finding in repaired.refused],
    }
