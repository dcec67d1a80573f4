"""What the lines of a file mean together: calls and batches, keys said again, lines that refer to lines."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import events, projections
from line_files import (
    DAY,
    FORMED,
    Line,
    counts,
    dues,
    expense,
    exported,
    gift,
    imported,
    joined,
    line,
    met,
    new_group,
    refused,
    small_group,
)
from support import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from kube_ledger import Group

LATE = datetime(2019, 8, 20, 3, tzinfo=UTC)


def reversal(target: int, **envelope: Any) -> Line:
    """A correction of the entry at `target`."""
    return line("event-reversed", {"target": target, "reason": "dobel"}, **envelope)


def closing(month: str, digest: bytes | None = None, **envelope: Any) -> Line:
    """A closing, with a digest or without."""
    given = {} if digest is None else {"digest": b64encode(digest).decode()}
    return line("month-closed", {"month": month, **given}, **envelope)


def calls_of(group: Group, since: int = 6) -> list[tuple[int, ...]]:
    """The calls behind the small group's six entries, each as its positions."""
    calls: dict[Any, list[int]] = {}
    for entry in group.entries(since):
        assert entry.index == len(calls.setdefault(entry.call_id, []))
        calls[entry.call_id].append(entry.position)
    return [tuple(positions) for positions in calls.values()]


# Calls.


def test_a_line_is_a_call_of_its_own_and_consecutive_lines_of_a_batch_are_one() -> None:
    group = small_group()
    lines = [
        dues(),
        gift(batch="a", key="a"),
        dues(batch="a"),
        dues(batch="b"),
        dues(batch="b"),
        dues(batch="c"),
        gift(),
    ]
    assert counts(imported(group, *lines)) == (7, 0, 5)
    assert calls_of(group) == [(6,), (7, 8), (9, 10), (11,), (12,)]
    assert [entry.key for entry in group.entries(6)] == [None, "a", *[None] * 5]
    assert [entry.count for entry in group.entries(6)] == [1, 2, 2, 2, 2, 1, 1]


@pytest.mark.parametrize("between", [dues("m02"), dues("m02", batch="b"), {**dues("m02"), "batch": None}])
def test_another_line_between_ends_a_batch_and_its_rest_is_a_call_that_may_have_a_key(between: Line) -> None:
    group = small_group()
    lines = [gift(batch="a", key="1"), dues(batch="a"), between, dues(batch="a", key="2"), gift(batch="a")]
    assert counts(imported(group, *lines)) == (5, 0, 1)
    assert calls_of(group) == [(6, 7), (8,), (9, 10)]
    assert [entry.key for entry in group.entries(6)] == ["1", None, None, "2", None]


@pytest.mark.parametrize("blank", [b"", b"  \t", b"\r"])
def test_a_blank_line_does_not_end_a_batch(blank: bytes) -> None:
    group = small_group()
    assert counts(imported(group, gift(batch="a", key="a"), blank, blank, dues(batch="a"))) == (2, 0, 0)
    assert calls_of(group) == [(6, 7)]


@pytest.mark.parametrize("bad", ["{", '{"type": "iuran"}', dues(batch="a", occurred_on="2019")])
def test_a_line_that_cant_be_read_ends_a_batch_so_the_key_behind_it_is_that_of_a_new_call(bad: Line | str) -> None:
    lines = [gift(batch="a", key="1"), bad, dues(batch="a", key="2"), dues("ghost", batch="a")]
    assert [(number, path) for number, _, path in refused(small_group(), *lines) if number != 2] == [
        (4, "data.member_id")
    ]


def test_a_batch_may_have_several_authors() -> None:
    group = small_group()
    lines = [gift(batch="a", recorded_by="treasurer", key="a"), dues(batch="a", recorded_by="m02")]
    assert counts(imported(group, *lines)) == (2, 0, 0)
    assert [entry.recorded_by for entry in group.entries(6)] == ["treasurer", "m02"]
    assert counts(imported(group, *lines)) == (0, 2, 0)
    swapped = [{**one, "recorded_by": other} for one, other in zip(lines, ("m02", "treasurer"), strict=True)]
    assert refused(group, *swapped) == [(1, "key-conflict", "key")]


def test_every_key_on_a_later_line_of_a_batch_is_named_and_such_a_line_takes_no_position() -> None:
    group = small_group()
    lines = [
        gift(batch="a", key="1"),
        joined("m09", batch="a", key="2"),  # refused, so m09 never joined
        dues("m09", batch="a", key="3"),  # its key is said first, and alone
        dues("m01", batch="a"),
        dues("m09", batch="a"),
        reversal(8, batch="a"),  # the fourth line stands at 7, so nothing at 8
    ]
    assert refused(group, *lines) == [
        (2, "invalid-field", "key"),
        (3, "invalid-field", "key"),
        (5, "unknown-member", "data.member_id"),
        (6, "unknown-reference", "data.target"),
    ]


# Refused lines.


def test_a_refused_line_takes_no_position_and_does_not_touch_those_behind_it() -> None:
    lines = [
        expense(100_001),  # more than there is
        expense(60_000),  # position 6
        expense(60_000),  # more than is left
        expense(40_000),  # position 7: all that was left
        joined("m01"),  # she is in
        met(meeting_id="w27"),  # in use
        met(meeting_id="w28"),  # position 8
        reversal(7),  # position 9: the second expense
        reversal(9),  # no reversal is reversed
        reversal(10),  # nothing stands at its own position
    ]
    group = small_group()
    assert refused(group, *lines) == [
        (1, "insufficient-funds", "data.amount"),
        (3, "insufficient-funds", "data.amount"),
        (5, "already-a-member", "data.member_id"),
        (6, "duplicate-reference", "data.meeting_id"),
        (9, "not-reversible", "data.target"),
        (10, "unknown-reference", "data.target"),
    ]
    assert counts(imported(group, *(lines[number] for number in (1, 3, 6, 7)))) == (4, 0, 4)
    assert group.view(projections.balances).of("cash", fund="kas") == 40_000


def test_the_other_lines_of_a_batch_are_judged_though_one_is_refused() -> None:
    lines = [joined("m09", batch="a"), dues("ghost", batch="a"), dues("m09", batch="a"), dues("m09")]
    assert refused(small_group(), *lines) == [(2, "unknown-member", "data.member_id")]


def test_before_the_group_is_formed_every_line_is_refused() -> None:
    group = new_group()
    assert refused(group, joined("m01"), dues("m01"), FORMED, joined("m01"), FORMED) == [
        (1, "unknown-group", None),
        (2, "unknown-group", None),
        (5, "group-exists", None),
    ]
    assert group.size == 0


@pytest.mark.parametrize(
    ("told", "code", "path"),
    [
        (reversal(60), "unknown-reference", "data.target"),
        (reversal(60, occurred_on="2030-01-01"), "occurs-in-future", "occurred_on"),
        (reversal(2**53 - 1), "unknown-reference", "data.target"),
        (reversal(0), "not-reversible", "data.target"),
        (reversal(5, occurred_on="2019-07-06"), "not-reversible", "data.target"),
        (
            line("event-reversed", {"target": 60, "reason": "dobel", "decision_id": "d9"}),
            "unknown-reference",
            "data.target",
        ),
        (line("event-reversed", {"target": 5, "reason": "", "decision_id": "d9"}), "invalid-field", "data.reason"),
        (line("note-added", {"target": 60, "text": "x"}), "unknown-reference", "data.target"),
        (expense(1, occurred_on="2030-01-01") | {"key": None}, "occurs-in-future", "occurred_on"),
        (closing("2019-06", bytes(32)), "digest-mismatch", "data.digest"),
        (closing("2019-06", bytes(32), occurred_on="2030-01-01"), "digest-mismatch", "data.digest"),
        (closing("2019-06", occurred_on="2030-01-01"), "occurs-in-future", "occurred_on"),
        (
            line("cash-difference-booked", {"fund": "kas", "difference": -100_001, "explanation": "x"}),
            "insufficient-funds",
            "data.difference",
        ),
        (reversal(6), "insufficient-funds", "data.target"),
    ],
)  # fmt: skip
def test_of_several_reasons_the_first_of_the_reference_is_said_with_a_path_that_the_line_has(
    told: Line, code: str, path: str | None
) -> None:
    spent = small_group()
    assert counts(imported(spent, gift(50_000), expense(150_000))) == (2, 0, 2)
    assert refused(spent, told) == [(1, code, path)]


# Lines that refer to lines.


def amounts_taken_back(group: Group) -> list[int]:
    """The amounts of the gifts that were reversed, in the order in which they were."""
    originals = [entry.event.original for entry in group.entries() if isinstance(entry.event, events.EventReversed)]
    return [gift.amount for gift in originals if isinstance(gift, events.DonationReceived)]


def test_a_correction_may_mean_an_entry_of_the_log_of_the_file_and_of_its_own_batch() -> None:
    group = small_group()
    lines = [gift(1_000), reversal(6), gift(2_000, batch="a"), reversal(8, batch="a"), reversal(5, batch="a")]
    assert counts(imported(group, *lines)) == (5, 0, 5)
    assert amounts_taken_back(group) == [1_000, 2_000, 100_000]
    assert group.view(projections.balances).rows == ()
    assert group.verify() == []


def test_a_correction_of_an_entry_far_behind_in_a_long_file_finds_it() -> None:
    group = small_group()
    lines = [gift(number) for number in range(1, 1_500)]
    assert counts(imported(group, *lines, reversal(6), reversal(6 + 700), reversal(6 + 1_498))) == (1_502, 0, 1_502)
    assert amounts_taken_back(group) == [1, 701, 1_499]


def test_a_closing_is_filled_in_from_the_books_as_they_are_at_its_line() -> None:
    group = small_group(Clock(LATE))
    lines = [
        *(gift(1_000), closing("2019-06", occurred_on="2019-08-01")),
        *(gift(2_000, batch="a"), closing("2019-07", occurred_on="2019-08-02", batch="a")),
    ]
    assert counts(imported(group, *lines)) == (4, 0, 4)
    assert group.verify() == []
    for position, before in ((7, 1), (9, 3)):
        closed = next(group.entries(position)).event
        assert isinstance(closed, events.MonthClosed)
        again = small_group(Clock(LATE))
        assert counts(imported(again, *({**one, "batch": None} for one in lines[:before]))) == (before, 0, before)
        assert again.close_month(closed.month, occurred_on=closed.occurred_on).digest == closed.digest


def test_a_digest_that_is_given_must_be_right_zeros_too() -> None:
    group = small_group(Clock(LATE))
    assert counts(imported(group, gift(1_000, occurred_on="2019-06-30"))) == (1, 0, 1)
    right = group.close_month("2019-06", occurred_on=date(2019, 8, 1)).digest
    for wrong in (bytes(32), right[::-1], bytes([right[0] ^ 1]) + right[1:]):
        assert refused(group, closing("2019-06", wrong)) == [(1, "digest-mismatch", "data.digest")]
    assert counts(imported(group, closing("2019-06", right, occurred_on="2019-08-01"))) == (1, 0, 1)


def test_a_month_closed_in_a_file_is_closed_for_the_lines_behind_it() -> None:
    group = small_group(Clock(LATE))
    lines = [
        closing("2019-06", occurred_on="2019-07-01"),
        gift(occurred_on="2019-06-30"),
        gift(occurred_on="2019-07-01"),
    ]
    assert refused(group, *lines) == [(2, "month-closed", "occurred_on")]


# Keys.

CALL = [gift(1_000, batch="a", key="k"), dues("m01", batch="a"), reversal(5, batch="a")]


def changed(number: int, **envelope: Any) -> list[Line]:
    """The call with something else in one of its lines; a `data` is added to the line's own."""
    data = envelope.pop("data", {})
    lines = [dict(one) for one in CALL]
    lines[number] = {**lines[number], **envelope, "data": {**lines[number]["data"], **data}}
    return lines


def named(lines: list[Line], batch: str) -> list[Line]:
    """The same call under another name of its batch."""
    return [{**one, "batch": batch} for one in lines]


SAME: dict[str, list[Line]] = {
    "word for word": CALL,
    "another name for the batch": named(CALL, "b"),
    "defaults written out": changed(1, data={"paid_into": "cash", "meeting_id": None}),
    "another order of names": [dict(reversed(one.items())) for one in CALL],
    "what export adds": changed(0, position=77, recorded_at="2030-01-01", event_id="x", group="melati-3"),
    "another original": changed(2, data={"original": {"type": "dues-paid", "data": {"amount": 3}}}),
}

OTHER: dict[str, list[Line]] = {
    "another type": [{**gift(1_000, batch="a", key="k"), **line("note-added", {"target": 0, "text": "x"})}, *CALL[1:]],
    "another day": changed(0, occurred_on="2019-07-06"),
    "another day later": changed(2, occurred_on="2019-07-08"),
    "another author": changed(0, recorded_by="chair"),
    "another author later": changed(1, recorded_by="chair"),
    "another amount": changed(0, data={"amount": 1_001}),
    "another amount later": changed(1, data={"amount": 4_999}),
    "another purse": changed(1, data={"paid_into": "bank"}),
    "another target": changed(2, data={"target": 4}),
    "another reason": changed(2, data={"reason": "salah"}),
    "another order": [{**CALL[1], "key": "k"}, {name: CALL[0][name] for name in CALL[0] if name != "key"}, CALL[2]],
    "a line fewer": CALL[:2],
    "a line more": [*CALL, dues("m02", batch="a")],
}


@pytest.mark.parametrize("name", SAME)
def test_a_call_said_again_is_repeated(name: str) -> None:
    group = small_group()
    assert counts(imported(group, *CALL)) == (3, 0, 0)
    head = group.root
    assert counts(imported(group, *SAME[name])) == (0, 3, 0)
    assert counts(imported(group, *SAME[name], *named(SAME[name], "z"))) == (0, 6, 0)
    assert (group.size, group.root) == (9, head)


@pytest.mark.parametrize("name", OTHER)
def test_something_else_under_a_key_is_a_conflict_on_the_first_line_and_the_others_are_only_read(name: str) -> None:
    group = small_group()
    assert counts(imported(group, *CALL)) == (3, 0, 0)
    lines = OTHER[name]
    assert refused(group, *lines) == [(1, "key-conflict", "key")]
    unreadable = {**lines[-1], "occurred_on": "x"}
    assert refused(group, *lines, dues("ghost", batch="a"), unreadable, dues("ghost", batch="a")) == [
        (1, "key-conflict", "key"),
        (len(lines) + 2, "invalid-field", "occurred_on"),
        (len(lines) + 3, "unknown-member", "data.member_id"),
    ]


@pytest.mark.parametrize("name", OTHER)
def test_within_a_file_a_key_stands_for_one_content_too(name: str) -> None:
    assert counts(imported(small_group(), *CALL, gift(), *CALL, *named(CALL, "z"))) == (4, 6, 1)
    assert refused(small_group(), *CALL, gift(), *OTHER[name]) == [(5, "key-conflict", "key")]
    assert refused(small_group(), *CALL, *named(OTHER[name], "z")) == [(4, "key-conflict", "key")]


def test_a_conflict_is_said_before_any_rule_and_a_repeat_before_them_all() -> None:
    group = small_group()
    assert counts(imported(group, gift(key="k"))) == (1, 0, 0)
    assert refused(group, dues("ghost", key="k", occurred_on="2030-01-01")) == [(1, "key-conflict", "key")]
    assert counts(imported(group, closing("2019-07"), gift(key="k"))) == (1, 1, 1)


def test_the_key_of_a_call_that_was_refused_stands_for_nothing() -> None:
    lines = [
        *(dues("ghost", key="k"), gift(key="k")),
        *(gift(1, key="l", batch="a"), dues("ghost", batch="a"), gift(2, key="l")),
        *(gift(3, key="m", batch="b"), gift(key="n", batch="b"), gift(4, key="m")),
    ]
    assert refused(small_group(), *lines) == [
        (1, "unknown-member", "data.member_id"),
        (4, "unknown-member", "data.member_id"),
        (7, "invalid-field", "key"),
    ]


def test_a_call_with_a_late_key_is_held_against_what_its_key_stands_for_with_all_its_lines() -> None:
    group = small_group()
    assert counts(imported(group, *CALL)) == (3, 0, 0)
    assert refused(group, CALL[0], {**CALL[1], "key": "x"}, CALL[2]) == [(2, "invalid-field", "key")]


def test_a_key_of_the_log_holds_in_a_file_beyond_what_waits_in_memory() -> None:
    lines = [gift(number, key=f"k{number}") for number in range(1, 1_200)]
    group = small_group()
    again = [lines[0], lines[600], lines[1_198]]
    assert counts(imported(group, *lines, *again)) == (1_199, 3, 0)
    other = [{**one, "recorded_by": "chair"} for one in again]
    assert [number for number, code, _ in refused(group, *other) if code == "key-conflict"] == [1, 2, 3]


# Calls named by their ids.


def test_a_call_that_had_no_key_is_known_by_its_id() -> None:
    group = small_group()
    done = group.record(
        events.DonationReceived(occurred_on=date(2019, 7, 7), fund="kas", amount=7, donor="Warung"),
        events.DuesPaid(occurred_on=date(2019, 7, 7), member_id="m01", amount=8),
        recorded_by="treasurer",
    )
    lines = [json.loads(text) for text in exported(group).splitlines()][-2:]
    assert lines[0]["key"].startswith("call/")
    assert counts(imported(group, *lines)) == (0, 2, 0)
    assert refused(group, lines[0]) == [(1, "key-conflict", "key")]
    assert refused(group, {**lines[0], "recorded_by": "chair"}, lines[1]) == [(1, "key-conflict", "key")]
    copy = small_group()
    assert counts(imported(copy, *lines)) == (2, 0, 0)
    assert counts(imported(copy, *lines)) == (0, 2, 0)
    assert (group.size, done.size) == (8, 8)


TWISTS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "a digit more": lambda key: f"{key}0",
    "braces": lambda key: key.replace("call/", "call/{") + "}",
    "no hyphens": lambda key: key.replace("-", ""),
    "a URN": lambda key: key.replace("call/", "call/urn:uuid:"),
    "a slash more": lambda key: key.replace("call/", "call//"),
    "wide digits": lambda key: key.translate({ord("0"): 0xFF10}),
}


@pytest.mark.parametrize("name", TWISTS)
def test_a_key_that_is_not_exactly_a_calls_id_names_none(name: str) -> None:
    group = small_group()
    last = json.loads(exported(group).splitlines()[-1])
    assert counts(imported(group, last)) == (0, 1, 0)
    key = TWISTS[name](last["key"])
    assert counts(imported(group, {**last, "key": key})) == (1, 0, 0)
    assert counts(imported(group, {**last, "key": key})) == (0, 1, 0)


def test_counts_are_of_events_and_those_without_a_key_are_recorded_again_each_time() -> None:
    group = small_group()
    lines = [gift(key="a"), gift(), gift(batch="b", key="b"), gift(batch="b"), gift(batch="c"), gift(batch="c")]
    assert counts(imported(group, *lines)) == (6, 0, 3)
    assert counts(imported(group, *lines)) == (3, 3, 3)
    assert group.size == 15
    assert next(group.entries(14)).event.occurred_on.isoformat() == DAY
