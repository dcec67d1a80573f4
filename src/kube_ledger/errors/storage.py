"""A ledger's files and servers: missing, held by others, full, damaged, doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from kube_ledger import wording

from .base import KubeLedgerError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Doubt(NamedTuple):
    """Why a ledger may not hold all that was recorded in it; nothing more is recorded then. A value, not an exception.

    Attributes:
        code: `left-behind`: the journal was not copied with it. `shorter-than-signed`: it was longer when a head of it
            was kept. `fork`: it is not the one that a head was kept of.
        facts: The figures and names that the sentence is made of.
    """

    code: str
    facts: Mapping[str, Any]

    def message(self, lang: wording.Lang = "id") -> str:
        """What is, and what to do."""
        return wording.sentence(f"doubt/{self.code}", self.facts, lang)

    @property
    def sentence(self) -> str:
        """The same in Indonesian."""
        return self.message("id")


class ConcurrencyError(KubeLedgerError):
    """The group's size is not the expected one: someone else recorded first."""

    code: ClassVar[str] = "concurrency"

    def __init__(self, expected: int, actual: int, *, group: str | None = None) -> None:
        super().__init__(expected=expected, actual=actual, group=group)
        self.expected = expected
        self.actual = actual


class AtPath(KubeLedgerError):
    """An error about the ledger at a path.

    Attributes:
        path: As it was given.
        reason: What stands in the way, for the engineer.
        reason_id: The same in Indonesian.
    """

    def __init__(self, path: str, reason: str = "", reason_id: str | None = None) -> None:
        self.path = path
        self.reason = reason
        self.reason_id = reason if reason_id is None else reason_id
        super().__init__(path=path, reason=reason, reason_id=self.reason_id)


class Busy(AtPath):
    """Another process held the ledger for too long; nothing was written."""

    code: ClassVar[str] = "busy"


class OutcomeUnknown(AtPath):
    """The connection was lost during COMMIT: say the call again with the same key."""

    code: ClassVar[str] = "outcome-unknown"


class Poisoned(AtPath):
    """The storage failed; this handle does nothing more until the ledger is reopened."""

    code: ClassVar[str] = "poisoned"


class DiskFull(AtPath):
    """The disk is full; nothing of the call was written."""

    code: ClassVar[str] = "disk-full"


class BackupFailed(AtPath):
    """The copy of a ledger could not be written, or is not like the original: nothing is left of it."""

    code: ClassVar[str] = "backup-failed"


class NoLedger(AtPath):
    """There is no ledger at this path."""

    code: ClassVar[str] = "no-ledger"


class LedgerExists(AtPath):
    """There is a file at this path already."""

    code: ClassVar[str] = "ledger-exists"


class HeadsExist(LedgerExists):
    """Where a new ledger shall be, there are heads of an earlier one of that name: it would be taken for cut off."""

    code: ClassVar[str] = "heads-exist"


class HeadsDamaged(AtPath):
    """The heads that lie beside a ledger can't be used; `path` is their file's. They are not replaced."""

    code: ClassVar[str] = "heads-damaged"


class HeadsNotKept(AtPath):
    """A head could not be written beside its ledger; `path` is that file's. What was recorded is safe."""

    code: ClassVar[str] = "heads-not-kept"


class NotALedger(AtPath):
    """What is at this path is no ledger, or one too damaged to open."""

    code: ClassVar[str] = "not-a-ledger"


class NotAWitness(AtPath):
    """What is at this path is no witness's memory, or one from which something is missing."""

    code: ClassVar[str] = "not-a-witness"


class NoPermission(AtPath):
    """The operating system does not let us open this path."""

    code: ClassVar[str] = "no-permission"


class NewerFormat(KubeLedgerError):
    """The ledger was written by a newer version."""

    code: ClassVar[str] = "newer-format"

    def __init__(self, path: str, found: int, known: int) -> None:
        super().__init__(path=path, found=found, known=known)
        self.found = found
        self.known = known


class ReadOnly(AtPath):
    """Nothing can be recorded in the ledger; `doubt` says why, where it may not hold all that was recorded in it."""

    code: ClassVar[str] = "read-only"

    def __init__(
        self, path: str, reason: str = "", reason_id: str | None = None, *, doubt: Doubt | None = None
    ) -> None:
        if doubt is not None:
            reason, reason_id = doubt.message("en"), doubt.message("id")
        super().__init__(path, reason, reason_id)
        self.doubt = doubt

    def __str__(self) -> str:
        return super().__str__() if self.doubt is None else wording.sentence("read-only/doubted", self.facts, "en")

    @property
    def sentence(self) -> str:
        """One Indonesian sentence: what happened and what to do; where the ledger is in doubt, what that is."""
        return super().sentence if self.doubt is None else wording.sentence("read-only/doubted", self.facts, "id")


class NoLogKey(AtPath):
    """The ledger was opened without its log key: nothing can be signed."""

    code: ClassVar[str] = "no-log-key"


class Closed(AtPath):
    """The ledger has been closed."""

    code: ClassVar[str] = "closed"


class Forked(AtPath):
    """The ledger was opened before a fork; a child process opens its own."""

    code: ClassVar[str] = "forked"


class HeadsWarning(UserWarning):
    """The heads beside a ledger can't be used, or were not kept: `error` says why. The ledger is as it should be."""

    def __init__(self, error: HeadsDamaged | HeadsNotKept) -> None:
        super().__init__(str(error))
        self.error = error
