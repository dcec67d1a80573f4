"""A ledger copied to a new file, and the copy audited before anybody can take it for a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kube_ledger.audit import verify_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.audit import Finding, GroupAudit, Progress
    from kube_ledger.domain import Domain
    from kube_ledger.errors import Doubt
    from kube_ledger.log import Log


@frozen
class BackedUp:
    """What a backup holds, and what is wrong with it.

    Attributes:
        path: Where it is.
        groups: How many groups.
        entries: How many entries they have.
        unreadable: Why neither of the two is known, in English and in Indonesian: the ledger is damaged where it says
            so. None where it is not.
        doubt: Why entries may be missing, as `Ledger.doubt` says it.
        audits: What the audit of the copy found about records, group by group, nothing of the groups in order. None
            where no audit was asked for.
    """

    path: str
    groups: int
    entries: int
    unreadable: tuple[str, str] | None
    doubt: Doubt | None
    audits: tuple[GroupAudit, ...] | None

    @property
    def is_damaged(self) -> bool:
        """Whether damage was found. The copy has it because the ledger has."""
        return self.unreadable is not None or not all(map(_is_intact, self.audits or ()))


def back_up(log: Log, domain: Domain, path: str, *, verify: bool, progress: Progress | None) -> BackedUp:
    """Copy a log; see `Ledger.backup`."""
    found: list[GroupAudit] = []

    def audit(copy: Log) -> None:
        found.extend(one for one in verify_ledger(copy, domain, progress=progress) if any(_of_records(one)))

    copied = log.backup(path, check=audit if verify else None, progress=progress)
    audits = tuple(found) if verify else None
    return BackedUp(path, copied.groups, copied.entries, copied.unreadable, log.doubt, audits)


def _of_records(audit: GroupAudit) -> Iterator[Finding]:
    return (finding for finding in audit.findings if finding.kind == "integrity")


def _is_intact(audit: GroupAudit) -> bool:
    """Whether nothing was found but entries that the domain does not know: these are kept whole."""
    return all(finding.is_about_ignorance for finding in _of_records(audit))
