"""Old payloads read as new ones: pure functions, one step each, checked for gaps, cycles and totality when built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .base import Event

Payload = tuple[Any, ...]
Stored = tuple[str, int]
"""A stored name and version."""


@frozen
class Upcaster:
    """One step: how a payload of `from_` reads as one of `to`.

    Args:
        from_: The stored name and version that the step takes.
        to: The name and version that it gives.
        change: Takes the old payload's items in order and returns the new ones; pure. A sealed item is an opaque
            `Locked` that may be moved but not looked into.
    """

    from_: Stored
    to: Stored
    change: Callable[[Payload], Payload]


def checked_steps(events: Iterable[type[Event]], upcasters: Iterable[Upcaster]) -> Mapping[Stored, Upcaster]:
    """The steps by where they start.

    Raises:
        ValueError: Two steps start at one place, a chain runs in a circle or ends before today's version, or an older
            version of a type has no step.
    """
    current = {(cls.event_type, cls.event_version) for cls in events}
    steps: dict[Stored, Upcaster] = {}
    for step in upcasters:
        if step.from_ in steps or step.from_ in current:
            raise ValueError(f"two ways to read {step.from_}")
        steps[step.from_] = step
    for start, first in steps.items():
        seen, at = {start}, first.to
        while at in steps:
            if at in seen:
                raise ValueError(f"the upcasters from {start} run in a circle")
            seen.add(at)
            at = steps[at].to
        if at not in current:
            raise ValueError(f"the upcasters from {start} end at {at}, which is no event of today")
    # A name that was given up counts too: what it stored at all of its versions must stay readable.
    for name, version in sorted(current | steps.keys()):
        for older in range(1, version):
            if (name, older) not in steps:
                raise ValueError(f"no upcaster reads {name!r} version {older}")
    return steps


UPCASTERS: Final[tuple[Upcaster, ...]] = ()
"""Ours: every type is at its first version."""
