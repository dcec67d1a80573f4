"""Folds: in parts or in one go, from a dump, from the cache, from a point of view, on another machine: one answer."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kube_ledger
from kube_ledger import AsOf, Period, projections
from model.histories import ALL_FAMILIES, Offer, Seeded, walk
from support import GROUP, PROJECTIONS, Clock, in_memory, lives, recorded, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger import Group, Recorded
    from kube_ledger.projections import Projection

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")


def said(projection: Projection[Any, Any], state: Any, period: Period | None = None) -> tuple[Any, bytes, Any]:
    """All that a state says: its answer, its digest, its dump."""
    if projection is projections.balances:
        period = None
    return projection.answer(state, period), projection.digest(state), projection.dump(state)


def window(entries: list[Recorded], data: st.DataObject) -> Period | None:
    """A window of days on which something happened, or none."""
    if not entries or data.draw(st.booleans()):
        return None
    days = [entry.event.occurred_on for entry in entries]
    return Period(*sorted([data.draw(st.sampled_from(days)), data.draw(st.sampled_from(days))]))


@given(lives(), st.data())
def test_folding_a_prefix_then_the_rest_equals_folding_all(life: list[Offer], data: st.DataObject) -> None:
    entries = list(recorded(life).entries())
    cut = data.draw(st.integers(0, len(entries)))
    period = window(entries, data)
    for projection in PROJECTIONS:
        begun = projection.fold(entries[:cut])
        assert said(projection, projection.fold(entries[cut:], begun), period) == said(
            projection, projection.fold(entries), period
        )


@given(lives(), st.data())
def test_folding_on_from_a_dump_equals_folding_all(life: list[Offer], data: st.DataObject) -> None:
    entries = list(recorded(life).entries())
    cut = data.draw(st.integers(0, len(entries)))
    period = window(entries, data)
    for projection in PROJECTIONS:
        dumped = projection.dump(projection.fold(entries[:cut]))
        carried = msgpack.unpackb(msgpack.packb(dumped), use_list=False, strict_map_key=False)
        assert carried == dumped, "a dump is int, str, bytes, None and tuples, so that it can be carried"
        loaded = projection.load(carried)
        assert projection.dump(loaded) == dumped
        assert said(projection, projection.fold(entries[cut:], loaded), period) == said(
            projection, projection.fold(entries), period
        )


def carried_types(dumped: Any) -> Iterator[type]:
    """The types in a dump."""
    if type(dumped) is tuple:
        for part in dumped:
            yield from carried_types(part)
    else:
        yield type(dumped)


@given(lives())
def test_a_dump_holds_plain_values_only(life: list[Offer]) -> None:
    entries = list(recorded(life).entries())
    for projection in PROJECTIONS:
        assert set(carried_types(projection.dump(projection.fold(entries)))) <= {int, str, bytes, type(None)}


@given(lives(max_offers=25))
def test_a_view_as_of_a_position_is_a_fresh_fold_of_that_prefix(life: list[Offer]) -> None:
    group = recorded(life)
    entries = list(group.entries())
    for position in range(len(entries) + 1):
        as_of = AsOf(position=position)
        for projection in PROJECTIONS:
            state = projection.fold(entries[: position + 1])
            assert group.view(projection, as_of=as_of) == projection.answer(state)
            assert group.digest(projection, as_of=as_of) == projection.digest(state)


@given(lives(), st.data())
def test_a_view_as_of_a_moment_and_a_day_is_a_fold_of_what_was_recorded_then(
    life: list[Offer], data: st.DataObject
) -> None:
    jumps = st.integers(-72, 72).map(lambda hours: timedelta(hours=hours))
    group = recorded(replace(offer, recorded_at=offer.recorded_at + data.draw(jumps)) for offer in life)
    entries = list(group.entries())
    if not entries:
        return
    day = data.draw(st.sampled_from(entries)).event.occurred_on
    moment = data.draw(st.sampled_from(entries)).recorded_at
    later = [entry.position for entry in entries if entry.recorded_at > moment]
    prefix = entries[: min(later, default=len(entries))]
    for as_of, seen in (
        (AsOf(recorded_at=moment), prefix),
        (AsOf(occurred_on=day), [entry for entry in entries if entry.event.occurred_on <= day]),
        (AsOf(recorded_at=moment, occurred_on=day), [entry for entry in prefix if entry.event.occurred_on <= day]),
    ):
        for projection in PROJECTIONS:
            assert group.view(projection, as_of=as_of) == projection.answer(projection.fold(seen))


@given(st.integers(0, 2**32), st.integers(1, 60), st.data())
def test_a_view_from_the_kept_state_is_a_fresh_fold(seed: int, offers: int, data: st.DataObject) -> None:
    clock = Clock()
    group = in_memory(clock).group(GROUP)
    for offer in walk(Seeded(seed), families=ALL_FAMILIES, offers=offers):
        clock.now = offer.recorded_at
        told(group, offer.line)
        projection = data.draw(st.sampled_from(PROJECTIONS))
        period = Period(offer.recorded_at.date(), offer.recorded_at.date()) if offers % 2 else None
        period = None if projection is projections.balances else period
        fresh = projection.fold(group.entries())
        assert group.view(projection, period=period) == projection.answer(fresh, period)
        assert group.digest(projection) == projection.digest(fresh)


@given(lives())
def test_an_answer_is_not_touched_by_what_is_recorded_later(life: list[Offer]) -> None:
    group = recorded(life[: len(life) // 2])
    answers = [(group.view(projection), pickle.dumps(group.view(projection))) for projection in PROJECTIONS]
    for offer in life[len(life) // 2 :]:
        told(group, offer.line)
    for projection in PROJECTIONS:
        group.view(projection)
    for answer, then in answers:
        assert answer == pickle.loads(then)


FOLD = """
import pickle, sys
from kube_ledger import KUBE, projections
from kube_ledger.codec import decode
records, entries = pickle.load(sys.stdin.buffer)
decoded = [decode(record, position=position, books=KUBE) for position, record in enumerate(records)]
assert decoded == entries
for name in ("balances", "cash_book", "dues", "members", "meetings", "participation"):
    projection = getattr(projections, name)
    print(name, projection.digest(projection.fold(decoded)).hex(), projection.digest(projection.fold(entries)).hex())
"""


def python_of(version: str) -> str:
    """An interpreter of that version on this machine; skips where there is none."""
    if sys.version_info[:2] == tuple(int(part) for part in version.split(".")):
        return sys.executable
    kept = [str(path) for path in Path("~/.pyenv/versions").expanduser().glob(f"{version}*/bin/python")]
    for found in (shutil.which(f"python{version}"), *kept):
        # A shim may stand where no such version is in use.
        if found is not None and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    pytest.skip(f"no Python {version} on this machine")


def digests_in(python: str, group: Group, hash_seed: str) -> list[list[str]]:
    """What another process shows: the projection's name, its digest from records, its digest from pickled entries."""
    records = [row.record for page in group._reader.log.read(GROUP) for row in page]
    # Our own source, and of this environment what is pure Python: msgpack then is its own slow twin.
    paths = [str(Path(kube_ledger.__file__).parents[1]), str(Path(msgpack.__file__).parents[1])]
    done = subprocess.run(
        [python, "-c", FOLD],
        input=pickle.dumps((records, list(group.entries()))),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [line.split() for line in done.stdout.decode().splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_a_digest_is_the_same_in_every_process_hash_seed_and_python(version: str, hash_seed: str) -> None:
    group = recorded(list(walk(Seeded(7), families=ALL_FAMILIES, offers=300)))
    here = [(one, group.digest(one).hex()) for one in PROJECTIONS]
    expected = [[one.name.replace("-", "_"), digest, digest] for one, digest in here]
    assert digests_in(python_of(version), group, hash_seed) == expected
