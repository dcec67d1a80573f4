"""The page of what tests do not reach names places that exist, or it would say nothing."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "coverage.md").read_text("utf-8")
PLACES = [
    place
    for line in PAGE.splitlines()
    if line.startswith("| `")
    for place in re.findall(r"`([^`]+)`", line.split("|")[1])
]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_named_is_there(place: str) -> None:
    *rest, last = place.split(".")
    names = [last]
    while rest and (rest[-1].lstrip("_")[:1].isupper()):
        names.insert(0, rest.pop())
    found = import_module(".".join(["kube_ledger", *rest]))
    for name in names:
        found = getattr(found, name)


def test_there_are_places() -> None:
    assert len(PLACES) > 30
