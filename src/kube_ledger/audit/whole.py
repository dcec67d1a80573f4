"""The audit of a whole ledger: every group, and what belongs to none."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from kube_ledger.errors import HeadsDamaged, NotALedger
from kube_ledger.merkle import EMPTY_ROOT

from .bookkeeping import USUAL, Thresholds
from .findings import integrity
from .head import of_the_whole, stray
from .verify import GroupAudit, verify_group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kube_ledger.codec import Opener
    from kube_ledger.domain import Domain
    from kube_ledger.errors import KubeLedgerError
    from kube_ledger.log import Log
    from kube_ledger.proofs import Checkpoint, VerifierKey

    from .findings import Finding
    from .verify import Progress


def verify_ledger(
    log: Log,
    domain: Domain,
    groups: Iterable[str] | None = None,
    *,
    thresholds: Thresholds = USUAL,
    progress: Progress | None = None,
    earlier: Mapping[str, Sequence[Checkpoint | str | bytes]] = MappingProxyType({}),
    vkeys: Sequence[VerifierKey] = (),
    heads_fault: KubeLedgerError | None = None,
    opener: Opener | None = None,
) -> Iterator[GroupAudit]:
    """Audit many groups, one after the other.

    Args:
        log: Where the records are.
        domain: What knows their event types.
        groups: Which; None = all that the log holds or that `earlier` speaks of, and then what belongs to none. If
            there is anything that concerns no group, the last audit has no group.
        thresholds: From where on the bookkeeping findings ask.
        progress: Told now and then how many records of the group are done, of how many.
        earlier: Group → heads of it that were said before, which its log must extend; as of `verify_group`.
        vkeys: As of `verify_group`.
        heads_fault: Why the heads that are kept beside the ledger could not be used.
        opener: As of `verify_group`.
    """
    problem: Finding | None = None
    found: Iterable[str] = ()
    try:
        found = sorted({*log.groups(), *earlier}) if groups is None else groups
    except NotALedger as error:
        problem = _unreadable("the list of groups", "daftar kelompok", error)
    for group_id in found:
        try:
            heads = earlier.get(group_id, ())
            yield verify_group(
                log,
                group_id,
                domain,
                thresholds=thresholds,
                progress=progress,
                earlier=heads,
                vkeys=vkeys,
                opener=opener,
            )
        except NotALedger as error:
            yield GroupAudit(group_id, 0, EMPTY_ROOT, (_unreadable("its head", "kepala bukunya", error),))
    findings = [one for one in (problem, stray(log)) if one is not None] if groups is None else []
    findings += of_the_copy(log, heads_fault)
    if findings:
        yield GroupAudit(None, 0, EMPTY_ROOT, tuple(findings))


def of_the_copy(log: Log, heads_fault: KubeLedgerError | None) -> list[Finding]:
    """What lies beside the ledger and is not as it should be, so that it is not known whether all is in it."""
    findings = []
    if log.doubt is not None and log.doubt.code == "left-behind":
        findings.append(integrity("left-behind", None, **log.doubt.facts))
    if isinstance(heads_fault, HeadsDamaged):
        path, problem, problem_id = heads_fault.path, heads_fault.reason, heads_fault.reason_id
        findings.append(integrity("heads-damaged", None, path=path, problem=problem, problem_id=problem_id))
    return findings


def _unreadable(what: str, what_id: str, error: NotALedger) -> Finding:
    problem, problem_id = f"{what} can't be read ({error.reason})", f"{what_id} tidak terbaca ({error.reason_id})"
    return of_the_whole(problem, problem_id, reason=error.reason)
