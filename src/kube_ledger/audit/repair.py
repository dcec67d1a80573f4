"""Mending what is derived: a head or a key table that is damaged is made anew from records that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from kube_ledger.codec import decode
from kube_ledger.errors import ConcurrencyError, DecodeError
from kube_ledger.log import Head
from kube_ledger.merkle import Frontier, leaf_hash

from .derived import entered_twice, keys_of
from .verify import verify_group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.domain import Domain
    from kube_ledger.log import Key, Log

    from .findings import Finding
    from .verify import Progress

# Findings about what a record says; its bytes are as they were recorded all the same.
_OF_MEANING: Final = frozenset({"rule-broken", "digest-differs", "unknown-version"})


@frozen
class Repaired:
    """What a repair did, or why it did nothing.

    Attributes:
        group: The group.
        mended: The findings about head and keys that are gone now.
        refused: The findings that stand in the way: a record is damaged or missing, or the head is in order and says
            other records, so that it is evidence. Where there is one, nothing was written.
    """

    group: str
    mended: tuple[Finding, ...] = ()
    refused: tuple[Finding, ...] = ()


class _Doubled(Exception):
    """A key stands in two records: leaves the log's transaction, never this module."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding


def repair_group(log: Log, group_id: str, domain: Domain, *, progress: Progress | None = None) -> Repaired:
    """Rebuild a group's head and key table from its records, if nothing else is damaged.

    No record and no leaf is ever touched.

    Args:
        log: Where the records are, open for writing.
        group_id: The group.
        domain: What knows its event types.
        progress: As of `verify_group`, for the audit that comes first.

    Raises:
        ConcurrencyError: Somebody recorded meanwhile: repair again.
        ReadOnly: The log is open for reading.
    """
    seen = log.head(group_id)
    audit = verify_group(log, group_id, domain, progress=progress)
    found = [finding for finding in audit.findings if finding.kind == "integrity"]
    refused = tuple(finding for finding in found if not finding.is_derived and finding.code not in _OF_MEANING)
    mended = tuple(finding for finding in found if finding.is_derived)
    if refused or not mended:
        return Repaired(group_id, refused=refused)
    try:
        log.repair(group_id, _head(log, group_id), _keys(log, group_id, domain, seen))
    except _Doubled as doubled:
        return Repaired(group_id, refused=(doubled.finding,))
    return Repaired(group_id, mended=mended)


def _head(log: Log, group_id: str) -> Head:
    tree = Frontier()
    for leaf in log.leaves(group_id):
        tree.add(leaf)
    return Head.of(tree)


def _keys(log: Log, group_id: str, domain: Domain, seen: Head) -> Iterator[Key]:
    """The keys that the records make; the log takes them while it lets nobody else write.

    So this is the place to see whether the records are still those that were audited.

    Raises:
        ConcurrencyError: The head has moved.
        _Doubled: Two records have the same key.
    """
    head = log.head(group_id)
    if head != seen:
        raise ConcurrencyError(seen.size, head.size, group=group_id)
    first: dict[tuple[int, bytes], int] = {}
    for page in log.read(group_id):
        for row in page:
            if leaf_hash(row.record) != row.leaf:
                problem, problem_id = "it was changed during the repair", "isinya berubah selama perbaikan"
                raise DecodeError(problem, problem_id=problem_id, position=row.position)
            for key in keys_of(decode(row.record, position=row.position, books=domain)):
                before = first.setdefault(key[:2], key.position)
                if before != key.position:
                    raise _Doubled(entered_twice(key.position, before))
                yield key
