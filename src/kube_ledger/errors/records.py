"""What is stored or handed over is not what it should be: bytes, records, types, proofs."""

from __future__ import annotations

from typing import ClassVar

from .base import KubeLedgerError


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
