"""Earlier heads: a history rewritten whole, or cut at its end, agrees with itself but not with what was said before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from attrs import evolve

from kube_ledger import KUBE, Ledger, ProofError
from kube_ledger.audit import keys_of, verify_group
from kube_ledger.codec import Recorded, Seen, decode, encode
from kube_ledger.events import ExpensePaid
from kube_ledger.exchange.sample import record_sample
from kube_ledger.log import in_memory
from kube_ledger.merkle import Frontier, leaf_hash, root
from kube_ledger.proofs import Checkpoint, origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kube_ledger.audit import Finding
    from kube_ledger.log import Log

GROUP: Final = "melati-3"


@pytest.fixture(scope="module")
def entries() -> list[Recorded]:
    with record_sample(name="melati-3-2020") as ledger:
        return list(ledger.group(GROUP).entries())


def stored(entries: Iterable[Recorded]) -> Log:
    """A log that holds these entries with everything derived from them: nothing in it contradicts anything."""
    log, tree = in_memory(), Frontier()
    placed = [evolve(entry, position=position) for position, entry in enumerate(entries)]
    records = [encode(entry) for entry in placed]
    for record in records:
        tree.add(leaf_hash(record))
    keys = [key for entry in placed for key in keys_of(entry)]
    log.append(GROUP, records, [leaf_hash(record) for record in records], keys, tree, 0)
    return log


def head_at(entries: list[Recorded], size: int) -> Checkpoint:
    leaves = [leaf_hash(encode(entry)) for entry in entries]
    return Checkpoint(origin(GROUP, leaves[0]), size, root(leaves[:size]))


def found(log: Log, *earlier: Checkpoint) -> list[Finding]:
    return [one for one in verify_group(log, GROUP, KUBE, earlier=earlier).findings if one.kind == "integrity"]


def codes(findings: Iterable[Finding]) -> list[tuple[str, int | None]]:
    return [(one.code, one.position) for one in findings]


def rewritten(entries: list[Recorded]) -> tuple[list[Recorded], int]:
    """The last expense is a thousand rupiah larger than it was, and where it stands."""
    place = max(entry.position for entry in entries if isinstance(entry.event, ExpensePaid))
    event = entries[place].event
    changed = evolve(event, amount=event.amount + 1_000)  # type: ignore[attr-defined, call-arg, misc]
    return [*entries[:place], evolve(entries[place], event=changed), *entries[place + 1 :]], place


def test_a_log_extends_each_of_its_own_heads(entries: list[Recorded]) -> None:
    log = stored(entries)
    sizes = [1, 2, 3, 64, 100, len(entries) - 1, len(entries)]
    assert found(log, *(head_at(entries, size) for size in sizes)) == []


def test_one_amount_changed_and_all_that_is_derived_with_it_is_found_by_an_earlier_head_alone(
    entries: list[Recorded],
) -> None:
    history, place = rewritten(entries)
    log = stored(history)
    assert not {"leaf-mismatch", "head-mismatch", "frontier-mismatch", "key-mismatch"} & {
        one.code for one in found(log)
    }, "in itself it is whole"
    before, behind = head_at(entries, place), head_at(entries, place + 1)
    assert ("fork", place) not in codes(found(log, before)), "what was said before the change still holds"
    forks = [one for one in found(log, before, behind) if one.code == "fork"]
    assert codes(forks) == [("fork", place)]
    assert forks[0].facts["expected"] == behind.root.hex()
    assert behind.root.hex() in forks[0].what("id")


@pytest.mark.parametrize("kept", [1, 7, 352])
def test_a_tail_cut_off_is_found_by_the_head_of_the_whole(entries: list[Recorded], kept: int) -> None:
    log = stored(entries[:kept])
    (short,) = [one for one in found(log, head_at(entries, len(entries))) if one.code == "shorter-than-signed"]
    assert (short.position, short.facts["expected"], short.facts["found"]) == (None, len(entries), kept)
    assert "shorter-than-signed" not in {one.code for one in found(log, head_at(entries, kept))}


def test_a_log_begun_anew_under_the_same_name_is_another_log(entries: list[Recorded]) -> None:
    anew = [evolve(entries[0], recorded_by="somebody-else"), *entries[1:]]
    forks = codes(one for one in found(stored(anew), head_at(entries, 5)) if one.code == "fork")
    assert forks == [("fork", 0), ("fork", 4)]


def test_a_head_of_another_group_is_no_evidence(entries: list[Recorded]) -> None:
    head = Checkpoint(origin("mawar-1", bytes(32)), 5, bytes(32))
    with pytest.raises(ProofError, match="mawar-1"):
        found(stored(entries), head)


def test_what_an_author_saw_must_have_been_so(entries: list[Recorded]) -> None:
    def with_claim(size: int, claimed: bytes) -> Log:
        return stored([*entries[:40], evolve(entries[40], seen=Seen(size, claimed)), *entries[41:]])

    assert found(with_claim(4, head_at(entries, 4).root)) == found(with_claim(40, head_at(entries, 40).root)) == []
    for size, claimed in ((4, bytes(32)), (41, head_at(entries, 41).root), (300, bytes(32)), (40, bytes(32))):
        assert codes(found(with_claim(size, claimed))) == [("fork", 40)]


def test_a_group_gives_the_head_that_is_held_against_it() -> None:
    with record_sample(name="melati-3-2020") as ledger:
        group = ledger.group(GROUP)
        head = group.checkpoint()
        assert (head.size, head.root) == (group.size, group.root)
        assert group.verify(earlier=[head]) == []
        (audit,) = ledger.verify(earlier={GROUP: [Checkpoint(head.origin, head.size, bytes(32))]})
        assert ("fork", head.size - 1) in codes(audit.findings)
    with pytest.raises(ProofError):
        Ledger.in_memory().group(GROUP).checkpoint()


def test_the_records_of_these_stories_are_what_the_log_reads(entries: list[Recorded]) -> None:
    assert [decode(encode(entry), position=entry.position) for entry in entries[:20]] == entries[:20]
