"""One golden file a type and version: what was once written is read the same for ever.

A new type: `python tests/specimens.py --update` writes its file; look at it before you commit it. A file that stands
is never written again, and a difference is not a reason to.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import pytest

import specimens
from kube_ledger.codec import decode, encode
from kube_ledger.codec.reference import reference
from kube_ledger.events import EVENTS, Event, EventReversed
from kube_ledger.events.base import Locked
from kube_ledger.events.catalogue import OURS
from kube_ledger.events.shapes import fields_of

if TYPE_CHECKING:
    from pathlib import Path

SPECIMEN: Final = re.compile(r"^(\w+)\nrecord ([0-9a-f]+)\ndata (.*)$", re.MULTILINE)

each_event = pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: f"{cls.event_type}.{cls.event_version}")


def read_golden(path: Path) -> list[tuple[str, bytes, str]]:
    """The specimens of a golden file: name, record, data."""
    assert path.exists(), f"no golden file {path.name}: run `python tests/specimens.py --update` and look at it"
    return [(name, bytes.fromhex(record), data) for name, record, data in SPECIMEN.findall(path.read_text("utf-8"))]


@each_event
def test_what_is_written_today_is_the_golden_file(cls: type[Event]) -> None:
    golden = read_golden(specimens.golden_path(cls))
    assert [name for name, _, _ in golden] == list(specimens.entries_of(cls))
    for name, record, _ in golden:
        assert encode(specimens.entries_of(cls)[name]) == record
    assert specimens.golden_path(cls).read_text("utf-8") == specimens.golden_text(cls)


@each_event
def test_the_golden_records_are_read_as_what_they_say(cls: type[Event]) -> None:
    for name, record, data in read_golden(specimens.golden_path(cls)):
        read = decode(record)
        assert read == specimens.entries_of(cls)[name]
        said = json.dumps(reference(OURS, "json").lower(read.event), ensure_ascii=False)
        assert said == data
        if cls is not EventReversed and not any(isinstance(value, Locked) for value in _values(read.event)):
            assert reference(OURS, "json").event(cls, read.event.occurred_on, json.loads(data)) == read.event


def _values(event: Event) -> list[object]:
    return [getattr(event, field.name) for field in fields_of(type(event))]


def test_every_golden_file_is_of_a_type_that_can_still_be_read() -> None:
    for path in specimens.GOLDEN.iterdir():
        for _, record, _ in read_golden(path):
            event = decode(record).event
            assert hasattr(event, "event_type"), f"{path.name} is no longer known"


def test_a_missing_golden_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"no golden file dues-paid\.9\.txt: run"):
        read_golden(tmp_path / "dues-paid.9.txt")
