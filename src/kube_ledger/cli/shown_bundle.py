"""A checked bundle, for people and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .bundles import fault_as_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kube_ledger.audit.bundle import BundleAudit

    from .asking import Ask


def as_object(ask: Ask, audit: BundleAudit) -> dict[str, Any]:
    """The audit of the one group that it holds, and its heads."""
    return {
        "group": audit.group,
        "size": audit.size,
        "root": audit.root.hex(),
        "findings": [] if audit.fault is None else [fault_as_object(ask, audit.fault)],
        "heads": [{"size": head.size, "signed_by": list(head.signed_by)} for head in audit.heads],
    }


def show(ask: Ask, audit: BundleAudit, *, file: str, checkpoints: Sequence[str]) -> None:
    """What is wrong with it; or how far it goes, who vouches for how much of it, and what is not yet known.

    Args:
        ask: The language and the screen.
        audit: What was found.
        file: The bundle.
        checkpoints: The files of the earlier heads that it was held against.
    """
    screen, words = ask.screen, ask.words
    if audit.fault is not None:
        screen.line(words("bundle/broken", file=file), "bold red")
        screen.line(audit.fault.what(words.lang), before="  - ")
        screen.line(f"{words('verify/advice')}: {audit.fault.advice(words.lang)}", before="    ")
        return
    facts = {"group": audit.group, "size": audit.size, "root": audit.root.hex()[:16]}
    screen.line(words("bundle/intact", **facts), "bold green")
    signed = [head for head in audit.heads if head.signed_by]
    if signed:
        screen.line(words("bundle/signed", size=signed[-1].size, names=signed[-1].signed_by))
        if signed[-1].size < audit.size:
            screen.line(words("bundle/unsigned-rest", rest=audit.size - signed[-1].size), "bold yellow")
    for checkpoint in checkpoints:
        screen.line(words("bundle/extends", file=checkpoint))
    if not checkpoints and not any(head.is_trusted for head in signed):
        screen.line(words("bundle/own-keys" if signed else "bundle/unsigned"), "bold yellow")
    screen.line(words("bundle/rules-later"))
