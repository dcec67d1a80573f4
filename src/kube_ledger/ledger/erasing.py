"""Erasing a person: said in the log, then her key and her name destroyed. Said again, it finishes what is left."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from attrs import Factory, frozen

from kube_ledger.codec import open_fields
from kube_ledger.days import day_in_zone
from kube_ledger.errors import Fault, InvalidEvent, ReadOnly, Refused
from kube_ledger.events import PersonErased
from kube_ledger.events.shapes import fields_of
from kube_ledger.ids import is_id
from kube_ledger.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kube_ledger.codec import Recorded
    from kube_ledger.log import Log
    from kube_ledger.sealing import KeyProvider
    from kube_ledger.wording import Lang

    from .group import Group
    from .open import Ledger
    from .recording import Recorder

REMAINS: Final = ("record", "key-copies", "name-copies", "exports", "texts", "disk")
"""What no program can take away: the codes of what is said about it, in this order."""


@frozen
class Erasure:
    """What was erased of a person, and what is left.

    Attributes:
        person_id: Whose data.
        positions: Group → the position of its `PersonErased`, in every group that ever knew her.
        had_key: Whether a sealing key of hers was destroyed now; None = this ledger has no keys.
        had_name: Whether a name was taken off the list of people now.
        in_clear: (group, position) of the entries that hold something sensitive about her in clear: these stay as they
            are, for ever.
        path: The ledger's.
    """

    person_id: str
    positions: Mapping[str, int]
    had_key: bool | None
    had_name: bool
    in_clear: tuple[tuple[str, int], ...] = ()
    path: str = ""
    remains: tuple[str, ...] = Factory(
        lambda self: (*(("in-clear",) if self.in_clear else ()), *REMAINS), takes_self=True
    )
    """The codes of what is left, the worst first."""

    def statement(self, lang: Lang = "id") -> list[str]:
        """What is left, and what to do about it: a sentence for each."""
        where = ", ".join(f"{position} ({group})" for group, position in self.in_clear)
        facts = {"person": self.person_id, "path": self.path, "where": where}
        return [sentence(f"erased/{code}", facts, lang) for code in self.remains]


def erase_person(
    ledger: Ledger, keys: KeyProvider | None, person_id: str, *, recorded_by: str, occurred_on: date | None
) -> Erasure:
    """See `Ledger.erase_person`."""
    if type(person_id) is not str or not is_id(person_id):
        raise InvalidEvent("erase_person", [Fault("person_id", "is no id", "bukan nomor orang")])
    log = ledger.log
    if log.read_only:
        raise ReadOnly(log.path, "it was opened for reading", "dibuka hanya untuk dibaca", doubt=log.doubt)
    knowing = [group for group in map(ledger.group, ledger.groups()) if _knows(group.recorder, person_id)]
    events = {group.group_id: _event(group.recorder, person_id, occurred_on) for group in knowing}
    new = [group for group in knowing if _erased_at(group.recorder, person_id) is None]
    # Of several groups all must be able to say it, before anything is said or destroyed.
    for group in new:
        for refusal in group.check(events[group.group_id], recorded_by=recorded_by):
            raise Refused(refusal, events[group.group_id])
    for group in new:
        group.record(events[group.group_id], recorded_by=recorded_by)
    had_key = _destroyed(log, keys, person_id)
    had_name = ledger.people.forget(person_id)
    ledger.forget_views()
    return Erasure(
        person_id,
        {group.group_id: _erased_at(group.recorder, person_id) or 0 for group in knowing},
        had_key,
        had_name,
        tuple(place for group in knowing for place in _in_clear(group, person_id)),
        log.path,
    )


def is_known(ledger: Ledger, person_id: str) -> bool:
    """Whether anything here is of this person: in a group, in the list of people, or in the key file beside the ledger.

    Raises:
        SideFileUnusable: A file beside the ledger is something else, or damaged.
    """
    # Only who erases needs these.
    from kube_ledger.log.memory import MEMORY_PATH  # noqa: PLC0415
    from kube_ledger.sealing.key_file import KeyFile  # noqa: PLC0415

    if any(_knows(group.recorder, person_id) for group in map(ledger.group, ledger.groups())):
        return True
    if person_id in ledger.people.names():
        return True
    path = ledger.log.path
    return path != MEMORY_PATH and KeyFile.knows_beside(path, person_id)


def _knows(recorder: Recorder, person_id: str) -> bool:
    with recorder.lock:
        recorder.catch_up()
        return recorder.standing.was_member(person_id) or recorder.standing.was_in_role(person_id)


def _erased_at(recorder: Recorder, person_id: str) -> int | None:
    with recorder.lock:
        recorder.catch_up()
        return recorder.standing.erased.get(person_id)


def _event(recorder: Recorder, person_id: str, occurred_on: date | None) -> PersonErased:
    day = occurred_on or day_in_zone(recorder.clock(), recorder.standing.timezone)
    return PersonErased(occurred_on=day, person_id=person_id)


def _destroyed(log: Log, keys: KeyProvider | None, person_id: str) -> bool | None:
    """By whoever gives the keys here, and in the key file that lies beside the ledger, opened or not."""
    # Only who erases needs these.
    from kube_ledger.log.memory import MEMORY_PATH  # noqa: PLC0415
    from kube_ledger.sealing.key_file import KeyFile, file_beside  # noqa: PLC0415

    found = None if keys is None else keys.destroy(person_id)
    if log.path != MEMORY_PATH and getattr(keys, "path", None) != str(file_beside(log.path)):
        beside = KeyFile.destroy_beside(log.path, person_id, random=os.urandom)
        found = beside if found is None else found or beside is True
    return found


def _in_clear(group: Group, person_id: str) -> Iterator[tuple[str, int]]:
    for entry in group.entries():
        if _says_of(entry, person_id):
            yield group.group_id, entry.position


def _says_of(entry: Recorded, person_id: str) -> bool:
    """Whether the entry's record holds something sensitive about her in clear."""
    names = open_fields(entry)
    if not names:
        return False
    fields = {field.name: field for field in fields_of(type(entry.event))}
    return any(getattr(entry.event, fields[name].sealed_subject or "") == person_id for name in names)
