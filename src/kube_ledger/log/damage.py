"""What every log says of a group whose head and records do not fit, in the same words."""

from __future__ import annotations

from typing import Any

from kube_ledger.errors import IntegrityError


def torn(size: Any, records: Any) -> IntegrityError:
    """The head says `size`, but that many records are not there; as they stand in the store, were it no numbers."""
    numbers = [number for number in (size, records) if isinstance(number, int)]
    position = max(min(numbers), 0) if len(numbers) > 1 else 0
    return IntegrityError(
        f"the group's head says {size} entries, there are {records}",
        problem_id=f"kepala kelompok menyebut {size} catatan, isinya {records}",
        position=position,
    )


def headless(group_id: str) -> IntegrityError:
    """The group has no head: which records are its own is not known."""
    return IntegrityError(
        f"the group '{group_id}' has no head", problem_id=f"kelompok '{group_id}' tidak punya kepala", position=0
    )
