"""An audit in words."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from kube_ledger.audit.findings import UNKNOWN

from .unauthorised import show_unauthorised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kube_ledger.audit import Finding, GroupAudit, Repaired

    from .asking import Ask


def show_repairs(ask: Ask, repaired: Iterable[Repaired]) -> None:
    """What was rebuilt, and where nothing could be."""
    for one in repaired:
        facts = {"group": one.group, "mended": len(one.mended), "refused": len(one.refused)}
        if one.refused:
            ask.screen.line(ask.words("repair/refused", **facts), "bold red")
        elif one.mended:
            ask.screen.line(ask.words("repair/mended", **facts), "bold green")
            _list(ask, one.mended)
        else:
            ask.screen.line(ask.words("repair/nothing", **facts))


def show_audit(ask: Ask, audit: GroupAudit, *, strict: bool) -> None:
    """One group."""
    screen, words = ask.screen, ask.words
    broken = [finding for finding in audit.findings if finding.kind == "integrity"]
    asked = [finding for finding in audit.findings if finding.kind == "bookkeeping"]
    facts = {"group": audit.group, "size": audit.size, "root": audit.root.hex()[:16], "findings": len(broken)}
    if audit.group is None:
        screen.line(words("verify/whole", **facts), "bold red")
        _list(ask, broken)
    elif broken and all(finding.is_about_ignorance for finding in broken):
        screen.line(words("verify/intact", **facts), "bold green")
        screen.line(words("verify/unknown-types", **unknown(broken)), "bold yellow")
        _list(ask, broken)
    elif broken:
        screen.line(words("verify/broken", **facts), "bold red")
        _list(ask, broken)
    else:
        screen.line(words("verify/intact", **facts), "bold green")
    if audit.unauthorised is not None:
        show_unauthorised(ask, ask.domain(), audit.unauthorised)
    if asked and strict:
        screen.line(words("verify/bookkeeping", findings=len(asked)), "bold yellow")
        _list(ask, asked)
    elif asked:
        screen.line(words("verify/bookkeeping-hint", findings=len(asked)))


def unknown(findings: Iterable[Finding]) -> dict[str, Any]:
    """How many entries are of types that this program does not know, and which types."""
    types = [str(finding.facts["type"]) for finding in findings if finding.code == UNKNOWN]
    return {"unknown": len(types), "types": sorted(set(types))}


def _list(ask: Ask, findings: Iterable[Finding]) -> None:
    """What was found, each advice once, under the last of the findings in a row that it is for."""
    lang = ask.words.lang
    for advice, together in groupby(findings, key=lambda finding: finding.advice(lang)):
        for finding in together:
            ask.screen.line(finding.what(lang), before="  - ")
        ask.screen.line(f"{ask.words('verify/advice')}: {advice}", before="    ")
