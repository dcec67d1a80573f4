"""Every clause of the JSON Lines reference on what a line must look like: a bad one is named, nothing is written."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from kube_ledger import Ledger
from kube_ledger.exchange import import_lines
from kube_ledger.exchange.lines import LONGEST_LINE
from line_files import (
    FORMED,
    GOOD,
    HUGE,
    PRICE,
    Line,
    closed,
    counts,
    decided,
    dues,
    file_of,
    idea,
    imported,
    joined,
    line,
    met,
    new_group,
    opening,
    raw,
    small_group,
)
from support import GROUP, Clock, Ids

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

Named = tuple[int, str, str | None]
DIAGNOSIS: Final = "tuberkulosis"


def without(name: str, start: Line | None = None) -> Line:
    """A line without one field, of the data if it stands there."""
    whole = json.loads(json.dumps(start or dues()))
    (whole["data"] if name in whole["data"] else whole).pop(name)
    return dict(whole)


WHOLE: Final[dict[str, bytes | str | Line]] = {
    "no UTF-8": GOOD.replace("m01", "m\xff").encode("latin-1"),
    "UTF-8 that is cut": GOOD.encode()[:-2] + b"\xe2\x82",
    "UTF-8 in more bytes than needed": GOOD.encode().replace(b"m01", b"\xc0\xaf"),
    "a surrogate as UTF-8": GOOD.encode().replace(b"m01", b"\xed\xa0\x80"),
    "a byte too long": GOOD + " " * (LONGEST_LINE + 1 - len(GOOD)),
    "a megabyte of blanks": " " * 1_000_000,
    "ten megabytes": GOOD[:-2] + ', "extra": "' + "x" * 10_000_000 + '"}}',
    "half an object": GOOD[:-1],
    "two objects": GOOD + GOOD,
    "two objects and a CR": GOOD + "\r" + GOOD,
    "words": "iuran m01 5000",
    "single quotes": GOOD.replace('"', "'"),
    "a comma too many": GOOD[:-1] + ",}",
    "a comment": GOOD + " // lunas",
    "a second mark": "\ufeff\ufeff" + GOOD,
    "a mark behind a blank": " \ufeff" + GOOD,
    "a mark behind": GOOD + "\ufeff",
    "NUL": "\0",
    "NUL behind": GOOD + "\0",
    "NUL in a string": GOOD.replace("m01", "m\x0001"),
    "a raw tab in a string": GOOD.replace("m01", "m\t01"),
    "a form feed": "\f",
    "a no-break space": "\u00a0",
    "a zero in front": raw(amount="05000"),
    "a plus": raw(amount="+5000"),
    "no digit before the point": raw(amount=".5"),
    "no digit behind the point": raw(amount="5."),
    "hexadecimal": raw(amount="0x1388"),
    "underscores": raw(amount="5_000"),
    "nan in small letters": raw(amount="nan"),
    "True": raw(amount="True"),
    "a list": f"[{GOOD}]",
    "an empty list": "[]",
    "a text": '"dues-paid"',
    "a number": "12",
    "a float": "12.0",
    "not a number": "NaN",
    "null": "null",
    "true": "true",
    "10,000 brackets": "[" * 10_000 + "]" * 10_000,
    "10,000 open brackets": "[" * 10_000,
    "10,000 objects": '{"data": ' * 10_000 + "1" + "}" * 10_000,
    "10,000 brackets in a field": raw(amount="[" * 10_000 + "]" * 10_000),
    "10,000 brackets where all is ignored": raw(position="[" * 10_000 + "]" * 10_000),
}
"""What is wrong about a line as a whole: `invalid-field` without a path."""

NO_FLAGS: Final[tuple[Any, ...]] = ("true", 1, 0, None, [])
NO_LISTS: Final[tuple[Any, ...]] = ("m01", {}, None, 1, True)
NO_DIGESTS: Final[tuple[Any, ...]] = (
    *(None, 12, [], "", "not base64", "A" * 43, "A" * 43 + "==", "A" * 42 + "B=", "A" * 43 + "\n=", "a" * 64),
    *("_" * 42 + "8=", "A" * 40, "\ud800"),
)

PARTS: Final[dict[str, tuple[bytes | str | Line, list[str]]]] = {
    # No float.
    **{f"amount {text}": (raw(amount=text), ["data.amount"]) for text in ("5000.0", "5e3", "5E3", "5e-3", "-0.0")},
    **{f"amount {text}": (raw(amount=text), ["data.amount"]) for text in ("NaN", "Infinity", "-Infinity", "1e999")},
    "a float for data": (raw(data="1.5"), ["data"]),
    "a float for a type": (raw(type="1.5"), ["type"]),
    "a float for a key": (raw(key="1.5"), ["key"]),
    "a float for a group": (raw(group="1.5"), ["group"]),
    "a float for a member": (raw(member_id="1.5"), ["data.member_id"]),
    "a float where all is ignored": (raw(position="6.0"), ["position"]),
    "a float inside of what is ignored": (raw(event_id='{"a": [1, 1.5]}'), ["event_id.a[1]"]),
    "a float in an original": (
        raw(type='"event-reversed"', original='{"type": "x", "data": {"amount": 1.0}}'),
        ["data.original.data.amount"],
    ),
    "a float under an unknown name": (raw(note="[1.5]"), ["note[0]", "note"]),
    "a float in a list": (raw(extra="[1, [2, 3.5]]"), ["data.extra[1][1]"]),
    "several floats": (raw(amount="1.0", key="2.0", position="3.0"), ["key", "position", "data.amount"]),
    # No doubled key.
    "type twice": (GOOD[:-1] + ', "type": "dues-paid"}', ["type"]),
    "data twice": (GOOD[:-1] + ', "data": {}}', ["data"]),
    "key twice": (raw(key='"a", "key": "a"'), ["key"]),
    "key thrice": (raw(key='"a", "key": "a", "key": null'), ["key"]),
    "an ignored name twice": (raw(position='1, "position": 1'), ["position"]),
    "an unknown name twice": (raw(note='1, "note": 1'), ["note", "note"]),
    "amount twice": (raw(amount='5000, "amount": 5000'), ["data.amount"]),
    "a name twice deep inside": (raw(extra='[{"a": {"b": 1, "b": 2}}]'), ["data.extra[0].a.b"]),
    "escaped the same name": (raw(amount='5000, "\\u0061mount": 5000'), ["data.amount"]),
    # Known keys beside data.
    "an unknown name": ({**dues(), "note": "x"}, ["note"]),
    "two unknown names": ({**dues(), "note": "x", "meta": []}, ["note", "meta"]),
    "a capital": ({**dues(), "Key": "x"}, ["Key"]),
    "a name of the payload": ({**dues(), "amount": 1}, ["amount"]),
    "no name": ({**dues(), "": 1}, ["''"]),
    "a name of 10,000 letters": ({**dues(), "x" * 10_000: 1}, ["x" * 80]),
    "a name that is half a pair": ({**dues(), "\ud800": 1}, [r"\ud800"]),
    "a name with NUL": ({**dues(), "a\0b": 1}, [r"a\x00b"]),
    "a name that turns around": ({**dues(), "a\u202eb": 1}, [r"a\u202eb"]),
    # The type.
    "no type": (without("type"), ["type"]),
    **{f"the type {text}": (raw(type=text), ["type"]) for text in ("null", "12", "true", "[]", "{}")},
    # occurred_on.
    "no day": (without("occurred_on"), ["occurred_on"]),
    **{
        f"the day {text}": (raw(occurred_on=text), ["occurred_on"]) for text in ("null", "20190707", "true", "[]", "{}")
    },
    **{
        f"the day {day!r}": (dues(occurred_on=day), ["occurred_on"])
        for day in (
            *("", "2019-7-7", "20190707", "07-07-2019", "2019/07/07", "2019-02-30", "2019-02-29", "0000-01-01"),
            *("10000-01-01", "2019-W27-7", "2019-188", "2019-07-07T00:00:00", "2019-07-07Z", " 2019-07-07"),
            *(
                "2019-07-07 ",
                "2019-07-07\n",
                "-019-07-07",
                "\u0662\u0660\u0661\u0669-07-07",
                "\uff12\uff10\uff11\uff19-07-07",
                "2019–07–07",
                "\ud800",
            ),
        )
    },
    # recorded_by.
    "no author": (without("recorded_by"), ["recorded_by"]),
    **{f"the author {text}": (raw(recorded_by=text), ["recorded_by"]) for text in ("null", "12", "true", "[]", "{}")},
    **{
        f"the author {author!r:.20}": (dues(recorded_by=author), ["recorded_by"])
        for author in ("", "Bendahara", "m 01", ".m01", "-", "é", "m01\n", "x" * 65, "\ud800", "a\0")
    },
    # key and batch.
    **{f"the key {text}": (raw(key=text), ["key"]) for text in ("12", "true", "[]", "{}")},
    **{
        f"the key {key!r:.20}": (dues(key=key), ["key"])
        for key in ("", "x" * 201, "a\nb", "a\0", "e\u0301", "\u202e", "\ud800", "\U000e0fff")
    },
    **{f"the batch {text}": (raw(batch=text), ["batch"]) for text in ("12", "false", "[]", "{}")},
    **{f"the batch {batch!r:.20}": (dues(batch=batch), ["batch"]) for batch in ("", "a\nb", "e\u0301", "\ud800")},
    # group.
    **{
        f"the group {text}": (raw(group=text), ["group"])
        for text in ('"melati-4"', '"Melati-3"', '""', "null", "3", "[]")
    },
    # data.
    "no data": (without("data"), ["data"]),
    **{f"data {text}": (raw(data=text), ["data"]) for text in ("null", "[]", '"x"', "12", "true")},
    "empty data": (line("dues-paid"), ["data.member_id", "data.amount"]),
    "no amount": (without("amount"), ["data.amount"]),
    **{
        f"the amount {text:.20}": (raw(amount=text), ["data.amount"])
        for text in (
            '"5000"',
            '"\u0665\u0660\u0660\u0660"',
            "true",
            "null",
            "[]",
            "{}",
            "[5000]",
            "0",
            "-0",
            "-1",
            "9007199254740992",
            HUGE,
        )
    },
    "an amount of minus 5,000 digits": (raw(amount=f"-{HUGE}"), ["data.amount"]),
    **{
        f"the member {text}": (raw(member_id=text), ["data.member_id"])
        for text in ("null", "12", "true", "[]", '""', '"M01"', '"group"', '"m 01"', '"\\ud800"')
    },
    "no purse": (raw(paid_into='"dompet"'), ["data.paid_into"]),
    **{
        f"the purse {text}": (raw(paid_into=text), ["data.paid_into"])
        for text in ("null", "1", '["cash"]', '"\\ud800"')
    },
    "50 brackets": (raw(member_id="[" * 50 + "]" * 50), ["data.member_id"]),
    "an unknown field": (raw(extra="1"), ["data.extra"]),
    "an unknown field that is half a pair": (line("dues-paid", {**dues()["data"], "\udfff": 1}), [r"data.\udfff"]),
    "an unknown field of 1,000 letters": (
        line("dues-paid", {**dues()["data"], "x" * 1_000: 1}),
        ["data." + "x" * 195 + "…"],
    ),
    "an original that is none": (raw(original="{}"), ["data.original"]),
    # Texts.
    **{
        f"the text {text!r:.20}": (idea(text), ["data.text"])
        for text in (
            *("", "x" * 2_001, "a\0b", "a\nb", "a\x7fb", "a\x85b", "\ud800", "a\udfffb", "\u202ea", "\u2066a"),
            *("e\u0301", "\U000e0fff", "\u0378"),
        )
    },
    # Other leaves.
    **{
        f"yes or no: {value!r}": (joined("m09") | {"data": {**joined("m09")["data"], "cadre": value}}, ["data.cadre"])
        for value in NO_FLAGS
    },
    **{
        f"the month {month!r}": (closed(month=month), ["data.month"])
        for month in ("2019-13", "2019-1", 201901, "0000-01", None)
    },
    **{f"the digest {digest!r:.20}": (closed(digest=digest), ["data.digest"]) for digest in NO_DIGESTS},
    "a zone that is none": (line("group-formed", {**FORMED["data"], "timezone": "Asia/Cikini"}), ["data.timezone"]),
    # Lists and records.
    **{f"attendees {value!r}": (met(attendees=value), ["data.attendees"]) for value in NO_LISTS},
    "4,097 attendees": (met(attendees=["m01"] * 4_097), ["data.attendees"]),
    "an attendee that is none": (met(attendees=["m01", 2, ["m03"]]), ["data.attendees[1]", "data.attendees[2]"]),
    "lines that are none": (line("opening-balance-recorded", {"lines": [1, []]}), ["data.lines[0]", "data.lines[1]"]),
    "a line with an unknown field": (opening(note=1), ["data.lines[0].note"]),
    "a line that moves nothing": (opening(amount=0), ["data.lines[0].amount"]),
    "a line of no account": (opening(account="kas"), ["data.lines[0].account"]),
    "a line of equity itself": (opening(account="opening"), ["data.lines[0].account"]),
    "a line with a party": (opening(party="m01"), ["data.lines[0].party"]),
    "a line without a party": (opening(account="receivables"), ["data.lines[0].party"]),
    "a line outside of kas": (opening(account="receivables", party="s1", fund="iks"), ["data.lines[0].fund"]),
    "rules that are none": (line("decision-made", {**decided()["data"], "rules": []}), ["data.rules"]),
    "an unknown rule": (decided(iuran=1), ["data.rules.iuran"]),
    "a rule out of bounds": (decided(kas_share_percent=101), ["data.rules.kas_share_percent"]),
    "a price without a price": (decided(prices=[{**PRICE, "lot_price": 0}]), ["data.rules.prices[0].lot_price"]),
    "a price elsewhere": (decided(prices=[PRICE, {**PRICE, "channel": "pasar"}]), ["data.rules.prices[1].channel"]),
    # Between fields.
    "a fund to itself": (
        line("fund-transferred", {"from_fund": "kas", "to_fund": "kas", "amount": 1, "decision_id": "d1"}),
        ["data.to_fund"],
    ),
    "a month before it began": (closed(month="2019-08"), ["data.month"]),
    # What is filled in from the books.
    "no target": (line("event-reversed", {"reason": "dobel"}), ["data.target"]),
    "no reason": (line("event-reversed", {"target": 5}), ["data.reason"]),
    "a target that is none": (line("event-reversed", {"target": "5", "reason": "dobel"}), ["data.target"]),
    "a target below zero": (line("event-reversed", {"target": -1, "reason": "dobel"}), ["data.target"]),
    # Sensitive fields: what they say is not said again.
    "a sealed field": (line("member-left", {"member_id": "m01", "reason": {"sealed": True}}), ["data.reason"]),
    "a sealed field that is not": (
        line("member-left", {"member_id": "m01", "reason": {"sealed": False}}),
        ["data.reason"],
    ),
    "a sensitive text": (line("member-left", {"member_id": "m01", "reason": f"\n{DIAGNOSIS}"}), ["data.reason"]),
    "a sensitive float": (raw(type='"member-left"', data='{"member_id": "m01", "reason": 31.7}'), ["data.reason"]),
    # All faults of a line, in the order of the reference.
    "everything": (
        {
            "type": "dues-paid",
            "occurred_on": 1,
            "recorded_by": 2,
            "key": 3,
            "batch": 4,
            "group": 5,
            "data": {"amount": "6"},
        },
        ["occurred_on", "recorded_by", "key", "batch", "group", "data.member_id", "data.amount"],
    ),
    # What is said first.
    "an unknown name before an unknown type": (line("iuran", note=1), ["note"]),
    "a float before an unknown type": (raw(type='"iuran"', amount="1.0"), ["data.amount"]),
    "a doubled key before an unknown type": (raw(type='"iuran"', key='"a", "key": "b"'), ["key"]),
    "no type before wrong fields": ({"data": 5}, ["type"]),
    "form before a rule": (dues("ghost", occurred_on="2019-13-01"), ["occurred_on"]),
    "a payload beyond 32,000 bytes": (met(agenda=["x" * 2_000] * 17), ["data"]),
    "a payload beyond 32,000 bytes before a rule": (met(agenda=["x" * 2_000] * 17, host_id="ghost"), ["data"]),
}
"""What is wrong about parts of a line: `invalid-field` with each path, in order."""

UNKNOWN_TYPES: Final[dict[str, str | Line]] = {
    **{
        f"the type {name!r:.20}": line(name)
        for name in (
            "",
            "iuran",
            "Dues-Paid",
            "DuesPaid",
            "dues_paid",
            "dues-paid ",
            "simpan/loan-given",
            "unknown-event",
        )
    },
    "a type of 100,000 letters": line("x" * 100_000),
    "a type that is half a pair": line("\ud800"),
    "a type with NUL": line("dues-paid\0"),
    "a type before all other fields": '{"type": "iuran", "occurred_on": 1, "group": "x", "key": 2, "batch": 3}',
}

CASES: Final[dict[str, tuple[bytes | str | Line, list[Named]]]] = {
    **{name: (told, [(1, "invalid-field", None)]) for name, told in WHOLE.items()},
    **{name: (told, [(1, "invalid-field", path) for path in paths]) for name, (told, paths) in PARTS.items()},
    **{name: (told, [(1, "unknown-type", "type")]) for name, told in UNKNOWN_TYPES.items()},
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which a small group stands."""
    path = tmp_path_factory.mktemp("books") / "melati.kube"
    with Ledger.create(path, clock=Clock(), new_id=Ids()) as ledger:
        lines = [FORMED, joined("m01"), joined("m02"), met(meeting_id="w27")]
        assert counts(imported(ledger.group(GROUP), *lines)) == (4, 0, 4)
    return path


@pytest.fixture
def ledger_file(written: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(written, tmp_path))


@pytest.mark.parametrize("name", CASES)
def test_a_bad_line_is_named_with_code_and_path_and_nothing_is_written(name: str, ledger_file: Path) -> None:
    told, expected = CASES[name]
    before = ledger_file.read_bytes()
    with Ledger.open(ledger_file, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        done = imported(group, told)
        assert group.size == 4
    assert [(bad.line, bad.code, bad.path) for bad in done.refused] == expected
    assert (done.recorded, done.repeated, done.without_key) == (0, 0, 0)
    assert ledger_file.read_bytes() == before, "a refused file was written"
    assert [path.name for path in ledger_file.parent.iterdir()] == [ledger_file.name]
    for bad in done.refused:
        for text in (bad.message, bad.message_id, bad.path or ""):
            assert text.isprintable()
            assert len(text.encode("utf-8")) < 1_000
            assert DIAGNOSIS not in text
            assert "31.7" not in text


def test_all_bad_lines_of_a_file_are_named_in_order_with_all_their_faults() -> None:
    lines: list[Line | str | bytes] = []
    expected: list[Named] = []
    for told, named in CASES.values():
        lines += [dues("ghost"), b"", told]
        number = len(lines)
        expected.append((number - 2, "unknown-member", "data.member_id"))
        expected += [(number, code, path) for _, code, path in named]
    done = imported(small_group(), *lines)
    assert [(bad.line, bad.code, bad.path) for bad in done.refused] == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_in_another_encoding_is_refused_line_by_line(encoding: str) -> None:
    content = file_of(FORMED, joined("m01"), dues()).decode().encode(encoding)
    done = import_lines(new_group(), io.BytesIO(content))
    lines = {bad.line for bad in done.refused}
    assert {1, 2, 3} <= lines <= {1, 2, 3, 4}  # the fourth: what stands behind the last LF
    assert {(bad.code, bad.path) for bad in done.refused} == {("invalid-field", None)}


@pytest.mark.parametrize(
    "told",
    [
        raw(extra="[" + ",".join(["1.5"] * 65_000) + "]"),
        raw(extra="{" + ",".join(f'"{number}":1.5' for number in range(20_000)) + "}"),
        raw(data="{" + ",".join(f'"{number}":1' for number in range(20_000)) + "}"),
        raw(position="".join(f'{{"{"x" * 400}":' for _ in range(400)) + "[" + "1.5," * 20_000 + "1]" + "}" * 400),
    ],
)
def test_a_line_with_thousands_of_faults_names_each_in_bounded_size(told: str) -> None:
    done = imported(small_group(), told)
    assert len(done.refused) >= 20_000
    assert max(len(bad.path or "") for bad in done.refused) <= 201
