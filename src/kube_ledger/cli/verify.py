"""`verify`: whether a ledger's records are intact, or a bundle; `--strict` asks what a careful treasurer would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from kube_ledger.audit import repair_group
from kube_ledger.audit.bundle import verify_bundle
from kube_ledger.log import open_existing
from kube_ledger.proofs import parse_origin, read_head

from . import options, shown_bundle
from .asking import held_group
from .bundles import is_bundle_file, origins_in, reading_bundle, trust_option, trusted
from .checkpoint import kept_head
from .files import STANDARD
from .progress import Progress
from .seal_keys import keys_for_reading, passphrase_option
from .unauthorised import unauthorised_as_object
from .usage import InItsForm, Option, refuse
from .vkeys import of_logs, read_vkey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import click

    from kube_ledger.audit import Finding, GroupAudit, Repaired
    from kube_ledger.audit.held_heads import HeldHead
    from kube_ledger.domain import Domain
    from kube_ledger.proofs import VerifierKey
    from kube_ledger.wording import Lang
    from kube_ledger.wording.interface import Words

    from .asking import Ask

_Files: TypeAlias = "Mapping[str, Mapping[str, bytes]]"
"""Group → file → the head in it."""


def params(words: Words) -> list[click.Parameter]:
    """What the verb takes."""
    return [
        options.ledger_or_bundle(words),
        options.group(words, required=False),
        Option(["--strict"], is_flag=True, help=words("option/strict")),
        Option(
            ["--checkpoint", "checkpoints"],
            multiple=True,
            metavar=words("metavar/file"),
            help=words("option/checkpoint"),
        ),
        Option(
            ["--key", "keys"],
            type=InItsForm(words, read_vkey),
            multiple=True,
            metavar=words("metavar/vkey"),
            help=words("option/head-key"),
        ),
        Option(["--repair"], is_flag=True, help=words("option/repair")),
        trust_option(words),
        passphrase_option(words),
    ]


def run(
    ask: Ask,
    *,
    path: str,
    checkpoints: Sequence[str],
    keys: Sequence[VerifierKey],
    trust: Sequence[str],
    **rest: Any,
) -> int:
    """Audit a bundle, or the groups of a ledger, and say what was found."""
    if path == STANDARD or is_bundle_file(path):
        refuse(ask.words, "bundle/not-with", rest)
        return _bundle(ask, path, checkpoints, [*keys, *trusted(ask, trust)])
    refuse(ask.words, "bundle/only", {"trust": trust})
    return _ledger(ask, path, checkpoints=checkpoints, keys=keys, **rest)


def _bundle(ask: Ask, file: str, checkpoints: Sequence[str], keys: Sequence[VerifierKey]) -> int:
    """A bundle, held against each of the heads; the first fault is what is said."""
    heads = [kept_head(ask, checkpoint) for checkpoint in checkpoints]
    with reading_bundle(file) as stream, Progress(ask.words, "progress/verify") as progress:
        start = stream.tell()
        vkeys = of_logs(keys, origins_in(stream))
        audit = verify_bundle(stream, vkeys=vkeys, earlier=heads[0] if heads else None, progress=progress)
        for head in heads[1:]:
            if audit.fault is None:
                stream.seek(start)
                audit = verify_bundle(stream, vkeys=vkeys, earlier=head, progress=progress)
    if ask.as_json:
        ask.answer({"groups": [shown_bundle.as_object(ask, audit)]})
    else:
        shown_bundle.show(ask, audit, file=file, checkpoints=checkpoints)
    return int(audit.fault is not None)


def _ledger(
    ask: Ask,
    path: str,
    *,
    group: str | None,
    strict: bool,
    checkpoints: Sequence[str],
    keys: Sequence[VerifierKey],
    repair: bool,
    seal_passphrase_file: str | None,
) -> int:
    """The groups of a ledger; first what is derived is rebuilt, if that is asked."""
    domain = ask.domain()
    repaired = _repaired(ask, path, group, domain) if repair else []
    files = _by_group(ask, checkpoints, group)
    with (
        keys_for_reading(ask, path, seal_passphrase_file) as seal,
        ask.reading(path, seal=seal) as ledger,
        Progress(ask.words, "progress/verify") as progress,
    ):
        asked = list(files) if group is None else [group]
        groups = [held_group(ledger, one) for one in asked] if asked else None
        heads = {name: list(told.values()) for name, told in files.items()}
        origins = {read_head(head)[0].origin for told in heads.values() for head in told}
        audits = ledger.verify(groups, progress=progress, earlier=heads, vkeys=of_logs(keys, sorted(origins)))
        if ask.as_json:
            return _answer(ask, audits, repaired if repair else None, files, strict=strict)
        return _show(ask, path, audits, repaired, progress, files=files, strict=strict)


def _answer(
    ask: Ask, audits: Iterable[GroupAudit], repaired: Iterable[Repaired] | None, files: _Files, *, strict: bool
) -> int:
    lang, code = ask.words.lang, 0
    more = {} if repaired is None else {"repaired": [_repair_as_object(one, lang) for one in repaired]}
    with ask.answer_list("groups", **more) as add:
        for audit in audits:
            add(as_object(audit, lang, list(files.get(audit.group or "", ()))))
            code |= exit_code([audit], strict=strict)
    return code


def _show(
    ask: Ask,
    path: str,
    audits: Iterable[GroupAudit],
    repaired: Iterable[Repaired],
    progress: Progress,
    *,
    files: _Files,
    strict: bool,
) -> int:
    """Each group as soon as it is done: a ledger of thousands is neither kept nor waited for."""
    from .shown_findings import show_audit, show_repairs  # noqa: PLC0415  # rich only for people

    show_repairs(ask, repaired)
    code = None
    for audit in audits:
        progress.rest()
        show_audit(ask, audit, strict=strict)
        told = files.get(audit.group or "")
        if told is not None:
            _show_heads(ask, told, audit.heads)
        code = (code or 0) | exit_code([audit], strict=strict)
    if code is None:
        ask.tell("verify/no-groups", path=path)
    return code or 0


def _show_heads(ask: Ask, files: Iterable[str], heads: Iterable[HeldHead]) -> None:
    from .shown_heads import show_head  # noqa: PLC0415  # only who held heads against it

    for file, held in zip(files, heads, strict=False):
        show_head(ask, file, held)


def _by_group(ask: Ask, checkpoints: Sequence[str], group: str | None) -> _Files:
    """The heads by group; where one group was asked for, they must all be of it, which the audit says."""
    files: dict[str, dict[str, bytes]] = {}
    for file in checkpoints:
        data = kept_head(ask, file)
        own, _ = parse_origin(read_head(data)[0].origin)
        files.setdefault(group or own, {})[file] = data
    return files


def _repaired(ask: Ask, path: str, group: str | None, domain: Domain) -> list[Repaired]:
    with ask.reading(path) as ledger:
        groups = ledger.groups() if group is None else [held_group(ledger, group)]
    with open_existing(path) as log, Progress(ask.words, "progress/verify") as progress:
        return [repair_group(log, group_id, domain, progress=progress) for group_id in groups]


def exit_code(audits: Iterable[GroupAudit], *, strict: bool) -> int:
    """1 where a finding is about the integrity of the records, or strictly where there is any; else 0."""
    return int(any(strict or finding.kind == "integrity" for audit in audits for finding in audit.findings))


def as_object(audit: GroupAudit, lang: Lang, files: Sequence[str] = ()) -> dict[str, Any]:
    """One group's audit for a machine; without a group, that of what belongs to none.

    Args:
        audit: It.
        lang: The language of its sentences.
        files: Where its earlier heads stand; with them comes what became of each.
    """
    told: dict[str, Any] = {
        "group": audit.group,
        "size": audit.size,
        "root": audit.root.hex(),
        "findings": [_finding_as_object(finding, lang) for finding in audit.findings],
    }
    if audit.unauthorised is not None:
        told["unauthorised"] = unauthorised_as_object(audit.unauthorised)
    if files:
        told["heads"] = [_head_as_object(file, held) for file, held in zip(files, audit.heads, strict=False)]
    return told


def _head_as_object(file: str, held: HeldHead) -> dict[str, Any]:
    """Both heads as texts that can be kept."""
    head, evidence = held.head, held.evidence
    return {
        "file": file,
        "size": head.size,
        "root": head.root.hex(),
        "extended": held.extended,
        "then": held.note,
        "now": None if held.now is None else held.now.text,
        "signed_by": [key.text for key in held.signed_by],
        "witnesses": [{"key": one.key.text, "time": one.time} for one in held.cosigned],
        "unknown_signatures": held.unknown,
        "evidence": None if evidence is None else evidence.text,
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
