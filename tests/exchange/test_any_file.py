"""Files of every kind: what the reference lets pass passes; whatever else a file holds, its writer can be told."""

from __future__ import annotations

import io
import json
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kube_ledger.exchange import import_lines
from kube_ledger.exchange.lines import LONGEST_LINE
from line_files import (
    DAY,
    FORMED,
    GOOD,
    HUGE,
    PRICE,
    Line,
    closed,
    decided,
    dues,
    file_of,
    idea,
    imported,
    line,
    opening,
    raw,
    small_group,
)
from support import GROUP

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

GOOD_FILES: Final[dict[str, tuple[bytes, int]]] = {
    "nothing": (b"", 0),
    "blank lines": (b"\n\r\n  \n\t\n \t \r\n\n", 0),
    "a mark alone": (b"\xef\xbb\xbf", 0),
    "a mark and a blank line": (b"\xef\xbb\xbf\r\n", 0),
    "a mark at the start": (b"\xef\xbb\xbf" + file_of(dues()), 1),
    "CRLF": (file_of(dues(), dues()).replace(b"\n", b"\r\n"), 2),
    "LF and CRLF": (file_of(dues()) + file_of(dues()).replace(b"\n", b"\r\n") + file_of(dues()), 3),
    "no last newline": (file_of(dues(), dues()).removesuffix(b"\n"), 2),
    "no last newline but a CR": (file_of(dues()).removesuffix(b"\n") + b"\r", 1),
    "blank lines between": (b"\n\n" + file_of(dues(), b"", b" \t", dues()) + b"\n\n", 2),
    "blanks around": (b" \t" + json.dumps(dues(), indent=1).replace("\n", "\r").encode() + b" \t\n", 1),
    "262,144 bytes": (GOOD.encode().ljust(LONGEST_LINE), 1),
    "262,144 bytes and LF": (GOOD.encode().ljust(LONGEST_LINE) + b"\n", 1),
    "262,144 bytes and CRLF": (GOOD.encode().ljust(LONGEST_LINE) + b"\r\n" + file_of(dues()), 2),
    "262,144 bytes behind a mark": (b"\xef\xbb\xbf" + GOOD.encode().ljust(LONGEST_LINE) + b"\r\n" + file_of(dues()), 2),
    "what export adds": (file_of({**dues(), "position": 7, "recorded_at": "x", "event_id": "y", "group": GROUP}), 1),
    "nonsense where all is ignored": (
        file_of(raw(position=HUGE, recorded_at="[[[[]]]]", event_id='{"\\ud800": null}')),
        1,
    ),
    "no key, no batch": (file_of({**dues(), "key": None, "batch": None}), 1),
    "an optional field that is null": (file_of(raw(meeting_id="null")), 1),
    "escapes": (file_of(raw(type='"\\u0064ues-paid"')), 1),
    "a key of 200 characters": (file_of(dues(key="é" * 200)), 1),
    "a batch of 2,000 characters": (file_of(dues(batch="é" * 2_000)), 1),
    "minus zero": (
        file_of(line("cash-counted", {"fund": "kas", "amount": 0, "counted_by": []})).replace(b": 0", b": -0"),
        1,
    ),
    "the largest amount": (file_of(dues(amount=2**53 - 1)), 1),
    "line separators in a text": (file_of(json.dumps(idea("a\u2028b\u2029c"), ensure_ascii=False)), 1),
    "quotes, SQL and tags": (file_of(idea("'; DROP TABLE events; -- % _ <script> \\ \" =1+1")), 1),
    "an original, whatever it says": (
        file_of(line("event-reversed", {"target": 5, "reason": "dobel", "original": [{"type": None}]})),
        1,
    ),
}


@pytest.mark.parametrize("name", GOOD_FILES)
def test_what_the_reference_lets_pass_passes(name: str) -> None:
    content, expected = GOOD_FILES[name]
    group = small_group()
    done = import_lines(group, io.BytesIO(content))
    assert done.refused == ()
    assert (done.recorded, group.size) == (expected, 6 + expected)


ODD: Final = st.sampled_from(
    ["dues-paid", DAY, "treasurer", "m01", GROUP, "kas", "2019-07", "cash", "", "\ud800", "call/x"]
)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | ODD, inner, max_size=3),
    max_leaves=8,
)
NAMES: Final = ("type", "occurred_on", "recorded_by", "key", "batch", "data", "position", "group", "note")
TYPES: Final = (
    "group-formed",
    "decision-made",
    "opening-balance-recorded",
    "event-reversed",
    "month-closed",
    "member-left",
)


@st.composite
def near_misses(draw: st.DrawFn) -> Line:
    """A line that is right but for one or two fields."""
    whole = json.loads(
        json.dumps(draw(st.sampled_from([dues(), decided(prices=[PRICE]), opening(), closed(), FORMED])))
    )
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from([whole, whole["data"] if isinstance(whole.get("data"), dict) else whole]))
        place[draw(st.sampled_from([*place, *NAMES]))] = draw(VALUES)
    return dict(whole)


FILES: Final = st.lists(
    st.binary(max_size=30)
    | near_misses()
    | st.dictionaries(st.sampled_from(NAMES), VALUES)
    | st.builds(line, st.sampled_from(TYPES), st.dictionaries(st.text(max_size=5), VALUES, max_size=3)),
    max_size=4,
)


@settings(max_examples=200)
@given(FILES)
def test_whatever_a_file_holds_it_is_taken_whole_or_every_refusal_can_be_shown(lines: list[Line | bytes]) -> None:
    group = small_group()
    done = imported(group, *lines)
    assert group.size == 6 + done.recorded
    assert not (done.refused and done.recorded)
    assert [bad.line for bad in done.refused] == sorted(bad.line for bad in done.refused)
    for bad in done.refused:
        assert (bad.path or "").isprintable()
        assert bad.message.isprintable()
        assert bad.message_id.isprintable()
    assert not group.verify()
