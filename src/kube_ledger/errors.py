"""What can go wrong, each with a stable `code`, an English message and an Indonesian sentence.

A refusal is a value (a rule said no); `Refused` is raised when a call was refused. Everything else is raised by the
storage, the decoders or the caller's own mistake. All of them pickle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from kube_ledger import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class KubeLedgerError(Exception):
    """The base of all errors of this package.

    Attributes:
        code: A stable name for programs.
        facts: The figures and names that the sentence is made of.
    """

    code: ClassVar[str] = "error"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, Any] = facts

    def __str__(self) -> str:
        return wording.sentence(self.code, self.facts, "en")

    @property
    def sentence(self) -> str:
        """One Indonesian sentence: what happened and what to do."""
        return wording.sentence(self.code, self.facts, "id")

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), self.facts, self.__dict__))


def _rebuilt(kind: type[KubeLedgerError], facts: Mapping[str, Any], attributes: Mapping[str, Any]) -> KubeLedgerError:
    error = kind.__new__(kind)
    Exception.__init__(error, kind.code)
    error.facts = facts
    error.__dict__.update(attributes)
    return error


class Fault:
    """One thing wrong with a value: where (`shares[0].amount`) and what, in both languages."""

    __slots__ = ("message", "message_id", "path")

    def __init__(self, path: str, message: str, message_id: str) -> None:
        self.path = path
        self.message = message
        self.message_id = message_id

    def under(self, prefix: str) -> Fault:
        """The same fault, seen from the value that holds this one."""
        joint = "" if self.path.startswith("[") or not self.path else "."
        return Fault(f"{prefix}{joint}{self.path}", self.message, self.message_id)

    def __repr__(self) -> str:
        return f"Fault({self.path!r}, {self.message!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and (self.path, self.message) == (other.path, other.message)

    def __hash__(self) -> int:
        return hash((self.path, self.message))


class InvalidEvent(KubeLedgerError, ValueError):
    """A value that can't be: an event's field, a key, a group's name. Names every fault.

    Attributes:
        faults: Each `Fault` has `path`, `message` (English) and `message_id` (Indonesian).
    """

    code: ClassVar[str] = "invalid-field"

    def __init__(self, what: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            what=what,
            faults="; ".join(f"{fault.path}: {fault.message}" for fault in self.faults),
            faults_id="; ".join(f"{fault.path}: {fault.message_id}" for fault in self.faults),
        )

    def __str__(self) -> str:
        return f"{self.facts['what']}: {self.facts['faults']}"

    @property
    def sentence(self) -> str:
        """One Indonesian sentence that names every fault."""
        return wording.sentence("invalid-value", self.facts, "id")


class Refusal:
    """Why a rule said no to one event: a code and the figures on both sides. A value, not an exception.

    Args:
        code: One of the codes of the reference, in order of precedence there.
        field: The path of the field concerned, if there is one.
        facts: What is, what was asked, and what the sentence needs beside.

    Attributes:
        index: Which event of the call, from 0.
    """

    __slots__ = ("code", "facts", "field", "index")

    def __init__(self, code: str, *, field: str | None = None, index: int = 0, **facts: Any) -> None:
        self.code = code
        self.field = field
        self.index = index
        self.facts = facts

    def at(self, index: int) -> Refusal:
        """The same refusal as that of the call's event number `index`."""
        return Refusal(self.code, field=self.field, index=index, **self.facts)

    def message(self, lang: wording.Lang = "id") -> str:
        """The sentence for a person."""
        return wording.sentence(self.code, {"field": self.field, **self.facts}, lang)

    @property
    def sentence(self) -> str:
        """The Indonesian sentence."""
        return self.message("id")

    def __repr__(self) -> str:
        facts = "".join(f", {name}={value!r}" for name, value in self.facts.items())
        return f"Refusal({self.code!r}, field={self.field!r}, index={self.index}{facts})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Refusal):
            return NotImplemented
        mine, theirs = (self.code, self.field, self.index), (other.code, other.field, other.index)
        return mine == theirs and self.facts == other.facts

    def __hash__(self) -> int:
        return hash((self.code, self.field, self.index))


class Refused(KubeLedgerError):
    """A rule said no; nothing was written.

    Attributes:
        code: The refusal's code.
        index: Which event of the call, from 0.
        event: That event.
        refusal: The `Refusal` with its figures.
    """

    def __init__(self, refusal: Refusal, event: Any) -> None:
        super().__init__(field=refusal.field, **refusal.facts)
        self.code = refusal.code  # type: ignore[misc]  # one code per instance here: that of the refusal
        self.index = refusal.index
        self.event = event
        self.refusal = refusal


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


class _AtPath(KubeLedgerError):
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


class Busy(_AtPath):
    """Another process held the ledger for too long; nothing was written."""

    code: ClassVar[str] = "busy"


class OutcomeUnknown(_AtPath):
    """The connection was lost during COMMIT: say the call again with the same key."""

    code: ClassVar[str] = "outcome-unknown"


class Poisoned(_AtPath):
    """The storage failed; this handle does nothing more until the ledger is reopened."""

    code: ClassVar[str] = "poisoned"


class DiskFull(_AtPath):
    """The disk is full; nothing of the call was written."""

    code: ClassVar[str] = "disk-full"


class BackupFailed(_AtPath):
    """The copy of a ledger could not be written, or is not like the original: nothing is left of it."""

    code: ClassVar[str] = "backup-failed"


class NoLedger(_AtPath):
    """There is no ledger at this path."""

    code: ClassVar[str] = "no-ledger"


class LedgerExists(_AtPath):
    """There is a file at this path already."""

    code: ClassVar[str] = "ledger-exists"


class HeadsExist(LedgerExists):
    """Where a new ledger shall be, there are heads of an earlier one of that name: it would be taken for cut off."""

    code: ClassVar[str] = "heads-exist"


class HeadsDamaged(_AtPath):
    """The heads that lie beside a ledger can't be used; `path` is their file's. They are not replaced."""

    code: ClassVar[str] = "heads-damaged"


class HeadsNotKept(_AtPath):
    """A head could not be written beside its ledger; `path` is that file's. What was recorded is safe."""

    code: ClassVar[str] = "heads-not-kept"


class NotALedger(_AtPath):
    """What is at this path is no ledger, or one too damaged to open."""

    code: ClassVar[str] = "not-a-ledger"


class NotAWitness(_AtPath):
    """What is at this path is no witness's memory, or one from which something is missing."""

    code: ClassVar[str] = "not-a-witness"


class NoPermission(_AtPath):
    """The operating system does not let us open this path."""

    code: ClassVar[str] = "no-permission"


class NewerFormat(KubeLedgerError):
    """The ledger was written by a newer version."""

    code: ClassVar[str] = "newer-format"

    def __init__(self, path: str, found: int, known: int) -> None:
        super().__init__(path=path, found=found, known=known)
        self.found = found
        self.known = known


class ReadOnly(_AtPath):
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


class NoLogKey(_AtPath):
    """The ledger was opened without its log key: nothing can be signed."""

    code: ClassVar[str] = "no-log-key"


class Closed(_AtPath):
    """The ledger has been closed."""

    code: ClassVar[str] = "closed"


class Forked(_AtPath):
    """The ledger was opened before a fork; a child process opens its own."""

    code: ClassVar[str] = "forked"


class DecodeError(KubeLedgerError):
    """Bytes that are no record.

    Attributes:
        position: Where they stand in the group's log, if they come from one.
        problem: What is wrong with them, for the engineer.
        problem_id: The same in Indonesian, as far as it can be said.
    """

    code: ClassVar[str] = "decode"

    def __init__(self, problem: str, *, position: int | None = None, problem_id: str | None = None) -> None:
        self.problem = problem
        self.problem_id = problem_id or "susunan bytenya tidak sah"
        self.position = position
        super().__init__(problem=problem, problem_id=self.problem_id, position=position)


class IntegrityError(KubeLedgerError):
    """A stored record is not what was recorded.

    Attributes:
        position: The record's position.
        problem: What is wrong with it.
        problem_id: The same in Indonesian, as far as it can be said.
    """

    code: ClassVar[str] = "integrity"

    def __init__(self, problem: str, *, position: int, problem_id: str | None = None) -> None:
        self.problem = problem
        self.problem_id = problem_id or "isinya tidak seperti yang dicatat"
        self.position = position
        super().__init__(problem=problem, problem_id=self.problem_id, position=position)


class UnknownType(KubeLedgerError):
    """The ledger holds events that the domain at hand lacks."""

    code: ClassVar[str] = "unknown-event-type"

    def __init__(self, type_: str, version: int, *, position: int | None = None) -> None:
        super().__init__(type=type_, version=version, position=position)
        self.type = type_
        self.version = version
        self.position = position


class ProofError(KubeLedgerError):
    """A proof, note, checkpoint or key does not hold.

    Attributes:
        problem: What is wrong with it.
        problem_id: The same in Indonesian.
    """

    code: ClassVar[str] = "proof"

    def __init__(self, problem: str, *, problem_id: str | None = None) -> None:
        self.problem = problem
        self.problem_id = problem_id or "isinya tidak cocok"
        super().__init__(problem=problem, problem_id=self.problem_id)


class MissingExtra(KubeLedgerError):
    """An optional part of the package is not installed.

    Attributes:
        name: The extra to install: `pip install 'kube-ledger[name]'`.
    """

    code: ClassVar[str] = "missing-extra"

    def __init__(self, name: str) -> None:
        super().__init__(extra=name)
        self.name = name


class InvalidDomain(KubeLedgerError, ValueError):
    """A domain that does not hold together: a type without postings, an unknown account, a name twice."""

    code: ClassVar[str] = "invalid-domain"

    def __init__(self, domain: str, problem: str) -> None:
        super().__init__(domain=domain, problem=problem)


class NoPeriod(KubeLedgerError, TypeError):
    """This projection has no window of days."""

    code: ClassVar[str] = "no-period"

    def __init__(self, projection: str, instead: str) -> None:
        super().__init__(projection=projection, instead=instead)


class SensitiveInClear(UserWarning):
    """Sensitive fields are being stored in clear, because the ledger has no sealing keys. Warned once a ledger."""


class HeadsWarning(UserWarning):
    """The heads beside a ledger can't be used, or were not kept: `error` says why. The ledger is as it should be."""

    def __init__(self, error: HeadsDamaged | HeadsNotKept) -> None:
        super().__init__(str(error))
        self.error = error
