"""Two readers that know nothing of each other, the library and the one file, say the same of every bundle."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest

from bundle_cases import case
from kube_ledger.audit import verify_bundle as alone
from kube_ledger.audit.bundle import verify_bundle
from kube_ledger.errors import ProofError

if TYPE_CHECKING:
    from bundles import Case

FAST: Final = range(300)
SLOW: Final = range(1_000, 6_000)
CODES: Final = {
    *("bytes-invalid", "order-broken", "signature-invalid", "key-unknown", "shorter-than-signed", "fork"),
    "head-mismatch",
}


def by_the_library(told: Case) -> Any:
    try:
        audit = verify_bundle(io.BytesIO(told.data), vkeys=told.vkeys, earlier=told.earlier)
    except ProofError:
        return "cannot"
    if audit.fault is not None:
        return audit.fault.code, audit.fault.line
    signed = sum(bool(head.signed_by) for head in audit.heads)
    return audit.group, audit.size, audit.root, len(audit.heads), signed


def by_the_file(told: Case) -> Any:
    try:
        result = alone.check(told.data, trusted=told.vkeys, earlier=told.earlier)
    except alone.Malformed:
        return "cannot"
    if result.code is not None:
        return result.code, result.line
    return result.group, result.size, result.root, result.heads, result.signed_heads


def compared(numbers: range) -> tuple[list[str], Counter[str]]:
    """The cases of which they say different things, and how often each answer was given."""
    apart, said = [], Counter[str]()
    for number in numbers:
        told = case(number)
        ours, other = by_the_library(told), by_the_file(told)
        said[ours if isinstance(ours, str) else ours[0] if len(ours) == 2 else "good"] += 1
        if ours != other:
            apart.append(f"case {number} ({told.what}): the library says {ours}, the file {other}")
    return apart, said


def test_they_agree_on_good_and_bad_bundles() -> None:
    apart, said = compared(FAST)
    assert apart == []
    assert said["good"] > len(FAST) // 20
    assert {*CODES, "cannot"} <= set(said), said


def test_they_agree_on_a_bundle_cut_behind_any_of_its_lines() -> None:
    whole = next(told for told in map(case, FAST) if told.what == "good" and by_the_file(told)[0] == "melati-3")
    lines = whole.data.splitlines(keepends=True)
    for length in range(len(lines)):
        cut = whole._replace(data=b"".join(lines[:length]))
        assert by_the_library(cut) == by_the_file(cut), length
        assert by_the_file(cut)[0] == "bytes-invalid", length


@pytest.mark.slow
def test_they_agree_on_many_more(capsys: pytest.CaptureFixture[str]) -> None:
    apart, said = compared(SLOW)
    with capsys.disabled():
        print(f"\n{len(SLOW)} bundles: {dict(said.most_common())}")  # noqa: T201
    assert apart == []
