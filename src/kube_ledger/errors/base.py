"""The base of all errors; and a value, a domain, a question that can't be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

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
