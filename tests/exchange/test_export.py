"""What export writes: every type of event, in one order of names, so that import takes it; and what it can't move."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pytest
from hypothesis import given

from kube_ledger import KUBE, IntegrityError, Ledger, events, projections
from kube_ledger.codec import Recorded
from kube_ledger.events import (
    EVENTS,
    Event,
    EventReversed,
    MemberId,
    MemberLeft,
    MonthClosed,
    NoteAdded,
    Rupiah,
    Sealed,
)
from kube_ledger.events.catalogue import FAMILIES
from kube_ledger.exchange import export_lines, line_of, lines_of
from kube_ledger.exchange.lines import GoodLine, LineReader
from kube_ledger.journal import CASH, KAS, Account, transfer
from line_files import (
    DAY,
    FORMED,
    PRICE,
    Line,
    counts,
    exported,
    gift,
    imported,
    joined,
    line,
    new_group,
    refused,
    small_group,
)
from specimens import bare, entry, full, sealed
from strategies import events as any_events
from strategies import moments
from support import GROUP, Clock, everything_shown, in_memory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kube_ledger import Domain

pytestmark = pytest.mark.filterwarnings("ignore::kube_ledger.errors.SensitiveInClear")

LATER: Final = datetime(2019, 10, 1, 3, tzinfo=UTC)
HISTORY: Final[list[Line]] = [
    FORMED,
    line("fund-opened", {"fund": "arisan", "purpose": "arisan RT", "restricted": True}),
    *(joined(member) for member in ("m01", "m02", "m03", "m04")),
    line(
        "opening-balance-recorded",
        {
            "lines": [
                {"account": "cash", "fund": "kas", "amount": 500_000},
                {"account": "receivables", "fund": "kas", "party": "s-old", "amount": 30_000},
                {"account": "member-shares", "fund": "kas", "party": "m01", "amount": -20_000},
                {"account": "cash", "fund": "arisan", "amount": 70_000},
            ]
        },
    ),
    line("member-left", {"member_id": "m04", "reason": "pindah ke Bekasi"}),
    line("role-assigned", {"person_id": "m01", "role": "chair"}),
    line("role-assigned", {"person_id": "f01", "role": "facilitator"}),
    line("role-ended", {"person_id": "m01", "role": "chair"}, occurred_on="2019-07-08"),
    line("activity-suspended", {"reason": "banjir"}),
    line("activity-resumed", {"reason": "surut"}, occurred_on="2019-07-08"),
    line(
        "meeting-held",
        {"meeting_id": "w27", "host_id": "f01", "place": "RW 04", "attendees": ["m01"], "agenda": ["iuran"]},
    ),
    line("idea-contributed", {"member_id": "m01", "meeting_id": "w27", "text": "jual di kantor"}),
    line("problem-raised", {"problem_id": "p1", "text": "gas habis", "raised_by": "m02"}),
    line("problem-raised", {"problem_id": "p2", "text": "kompor rusak"}),
    line(
        "decision-made",
        {
            "decision_id": "d1",
            "meeting_id": "w27",
            "topic": "iuran",
            "text": "Rp 5.000",
            "method": "consensus",
            "participants": ["m01", "m02"],
            "effective_from": "2019-07-07",
            "rules": {"dues_amount": 5_000, "kas_share_percent": 10, "expense_limit": 90_000, "prices": [PRICE]},
        },
    ),
    line(
        "decision-made",
        {
            "decision_id": "d2",
            "meeting_id": "w27",
            "topic": "lagi",
            "text": "lain",
            "method": "vote",
            "participants": [],
            "effective_from": "2019-09-01",
            "supersedes": "d1",
        },
    ),
    line("problem-resolved", {"problem_id": "p1", "text": "beli", "decision_id": "d1"}),
    line("hope-stated", {"person_id": "f01", "text": "mandiri"}),
    line(
        "evaluation-held",
        {"kind": "outcome", "subject": "kue", "findings": "laku", "meeting_id": "w27", "participants": ["m03"]},
    ),
    line("dues-paid", {"member_id": "m01", "amount": 5_000, "meeting_id": "w27"}),
    line("dues-paid", {"member_id": "m02", "amount": 5_000, "paid_into": "bank"}),
    line(
        "expense-paid",
        {
            "fund": "kas",
            "category": "equipment",
            "amount": 90_000,
            "description": "kompor",
            "payee": "Toko Jaya",
            "decision_id": "d1",
            "paid_from": "cash",
        },
    ),
    gift(25_000),
    line("cash-deposited", {"fund": "kas", "amount": 100_000}),
    line("cash-withdrawn", {"fund": "kas", "amount": 40_000}),
    line("cash-counted", {"fund": "kas", "amount": 0, "counted_by": ["m01", "f01"]}),
    line("cash-difference-booked", {"fund": "kas", "difference": -500, "explanation": "kembalian"}),
    line(
        "fund-transferred",
        {
            "from_fund": "arisan",
            "to_fund": "kas",
            "amount": 10_000,
            "decision_id": "d1",
            "consent": "surat 12/2019",
            "paid_into": "bank",
        },
    ),
    line("event-reversed", {"target": 25, "reason": "dobel", "decision_id": "d1"}),
    line("event-reversed", {"target": 14, "reason": "bukan usulnya"}),
    line("note-added", {"target": 25, "text": "lihat kuitansi"}),
    line("month-closed", {"month": "2019-06"}),
    line("month-closed", {"month": "2019-07"}, occurred_on="2019-08-01"),
    line("month-reopened", {"month": "2019-07", "decision_id": "d1"}, occurred_on="2019-08-02"),
]
"""A history in which each of the 28 types of the families group, meetings, kas and control stands."""


def test_every_event_of_the_first_families_survives_the_way_out_and_in() -> None:
    told = {one["type"] for one in HISTORY}
    families = ("group", "meetings", "kas", "control")
    assert told == {cls.event_type for family in families for cls in FAMILIES[family]}
    assert len(told) == 28
    origin, copy = (new_group(Clock(LATER)) for _ in range(2))
    assert counts(imported(origin, *HISTORY)) == (len(HISTORY), 0, len(HISTORY))
    assert counts(imported(copy, *exported(origin).splitlines())) == (len(HISTORY), 0, 0)
    assert [one.event for one in copy.entries()] == [one.event for one in origin.entries()]
    assert everything_shown(copy) == everything_shown(origin)
    assert copy.verify() == []
    lines = [json.loads(text) for text in exported(origin).splitlines()]
    for before, after in zip(HISTORY, lines, strict=True):
        written = {
            **after["data"],
            **{name: before["data"].get(name) for name in ("digest",) if name in before["data"]},
        }
        assert before["data"].items() <= written.items()


NAMES: Final = [
    "type",
    "occurred_on",
    "recorded_by",
    "key",
    "batch",
    "data",
    "position",
    "recorded_at",
    "event_id",
    "group",
]


def test_a_line_has_its_names_in_one_order_and_tells_where_and_when_it_was_recorded() -> None:
    group = small_group(Clock(datetime(2019, 7, 7, 3, 4, 5, 6_000, tzinfo=UTC)))
    assert counts(imported(group, gift(1, key="k", batch="a"), gift(2, batch="a"), gift(3))) == (3, 0, 1)
    first, second, third = (json.loads(text) for text in list(export_lines(group))[6:])
    assert list(first) == NAMES
    assert list(second) == [name for name in NAMES if name != "key"]
    assert list(third) == [name for name in NAMES if name != "batch"]
    assert (first["key"], third["key"]) == ("k", f"call/{third['event_id'].removesuffix('-0')}")
    assert first["batch"] == second["batch"] == first["event_id"].removesuffix("-0")
    assert second["event_id"] == f"{first['batch']}-1"
    assert [one["position"] for one in (first, second, third)] == [6, 7, 8]
    assert first["recorded_at"] == "2019-07-07T03:04:05.006000Z"
    assert first["group"] == GROUP
    assert first == {**first, "type": "donation-received", "occurred_on": DAY, "recorded_by": "treasurer"}
    assert list(first["data"]) == ["fund", "amount", "donor", "paid_into"]


def test_every_line_ends_in_lf_and_nothing_in_it_splits_it() -> None:
    group = small_group()
    text = "a\u2028b\u2029c é 人民币 🙏 \\u2028 \" '"
    assert counts(imported(group, line("idea-contributed", {"member_id": "m01", "text": text}, key="\u2028"))) == (
        1,
        0,
        0,
    )
    written = list(export_lines(group))
    assert all(one.endswith("}\n") and len(one.splitlines()) == 1 for one in written)
    assert "é 人民币 🙏" in written[-1]
    assert json.loads(written[-1])["data"]["text"] == text
    copy = new_group()
    assert counts(imported(copy, *exported(group).splitlines())) == (7, 0, 0)
    assert next(copy.entries(6)).event == next(group.entries(6)).event


def an_entry(event: Event, recorded_at: datetime = LATER) -> Recorded:
    """An entry around an event, at a moment."""
    call = UUID("0197e6a0-1d2c-7abc-8def-0123456789ab")
    return Recorded(event=event, group_id=GROUP, call_id=call, recorded_by="m01", recorded_at=recorded_at, position=3)


def read_back(written: str) -> Event:
    """The event that the reader finds on a line, with what is filled in from the books put in by hand."""
    told = LineReader(GROUP, KUBE).read(1, written.encode())
    assert isinstance(told, GoodLine), told
    return told.cls.trusted({"occurred_on": told.occurred_on, **told.values})


def filled_in(event: Event) -> Any:
    """An event as its line tells it: an original is left to the books."""
    if isinstance(event, EventReversed):
        return (event.occurred_on, event.target, event.reason, event.decision_id)
    return event


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: str(cls.event_type))
@pytest.mark.parametrize("make", [full, bare])
def test_every_type_is_read_as_it_was_written(cls: type[Event], make: Callable[[type[Event]], Event]) -> None:
    event = make(cls)
    assert filled_in(read_back("".join(lines_of([an_entry(event)], KUBE)))) == filled_in(event)


@given(any_events())
def test_any_event_is_read_as_it_was_written(event: Event) -> None:
    written = "".join(lines_of([an_entry(event)], KUBE))
    assert written.isprintable() or "\n" not in written[:-1]
    assert filled_in(read_back(written)) == filled_in(event)


@given(moments())
def test_the_moment_of_recording_is_rfc_3339(moment: datetime) -> None:
    told = line_of(an_entry(NoteAdded(occurred_on=date(2019, 7, 7), target=0, text="x"), moment), KUBE)["recorded_at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", told)
    assert datetime.fromisoformat(told) == moment


def test_a_sealed_field_is_said_to_be_sealed_and_refused_on_the_way_in() -> None:
    event = sealed(MemberLeft)
    assert event is not None
    told = line_of(entry(event), KUBE)
    assert told["data"]["reason"] == {"sealed": True}
    group = small_group()
    named = refused(group, {**told, "data": {**told["data"], "member_id": "m01"}})
    assert named == [(1, "invalid-field", "data.reason")]


def test_an_original_is_written_without_its_sensitive_fields() -> None:
    left = MemberLeft(occurred_on=date(2019, 7, 7), member_id="m01", reason="tuberkulosis")
    told = line_of(an_entry(EventReversed(occurred_on=left.occurred_on, target=3, original=left, reason="x")), KUBE)
    assert told["data"] == {
        "target": 3,
        "original": {"type": "member-left", "occurred_on": DAY, "data": {"member_id": "m01"}},
        "reason": "x",
    }


def test_help_to_a_member_that_is_taken_back_tells_her_need_in_its_own_line_only() -> None:
    group, copy = small_group(), new_group()
    need = {"beneficiary_id": "m01", "reason": "illness", "amount": 5_000, "fund": "kas", "detail": "tuberkulosis"}
    assert (
        counts(imported(group, line("iks-disbursed", need), line("event-reversed", {"target": 6, "reason": "x"})))[0]
        == 2
    )
    helped, correction = exported(group).splitlines()[6:]
    assert json.loads(helped)["data"] == {**need, "paid_from": "cash"}
    left = {"beneficiary_id": "m01", "amount": 5_000, "fund": "kas", "paid_from": "cash"}
    assert json.loads(correction)["data"]["original"] == {"type": "iks-disbursed", "occurred_on": DAY, "data": left}
    assert counts(imported(copy, *exported(group).splitlines())) == (8, 0, 0)
    assert [one.event for one in copy.entries()] == [one.event for one in group.entries()]
    hidden = helped.replace(b'"illness"', b'{"sealed": true}').replace(b'"tuberkulosis"', b'{"sealed": true}')
    told = refused(copy, {**json.loads(hidden), "key": "new"})
    assert told == [(1, "invalid-field", "data.reason"), (1, "invalid-field", "data.detail")]


# What a ledger holds of other packages.


@events.event("simpan/loan-given")
class LoanGiven(Event):
    """An app's event with a sensitive field."""

    member_id: MemberId
    amount: Rupiah
    why: Sealed[events.Text] | None = events.sealed(subject="member_id", default=None)


LOANS: Final = Account("simpan/loans", kind="asset", party="member")
SIMPAN: Final = KUBE.extended(
    name="test_export:SIMPAN",
    events=[LoanGiven],
    accounts=[LOANS],
    postings={LoanGiven: lambda loan: transfer(loan.amount, to=LOANS, from_=CASH, fund=KAS, party=loan.member_id)},
)
LOAN: Final = line("simpan/loan-given", {"member_id": "m01", "amount": 40_000, "why": "sekolah"}, key="loan")
DECISION: Final = next(one for one in HISTORY if one["type"] == "decision-made")
START: Final = [
    *(
        FORMED,
        joined("m01"),
        joined("m02"),
        gift(100_000),
        next(one for one in HISTORY if one["type"] == "fund-opened"),
    ),
    {**HISTORY[13], "data": {**HISTORY[13]["data"], "host_id": "m02"}},
    DECISION,
]


def lending(path: Path) -> int:
    """A ledger with a loan and its correction, by an app's domain; the loan's position."""
    with Ledger.create(path, domain=SIMPAN, clock=Clock()) as ledger:
        group = ledger.group(GROUP)
        assert counts(imported(group, *START, LOAN)) == (8, 0, 7)
        taken_back = line("event-reversed", {"target": 7, "reason": "batal", "decision_id": "d1"})
        assert counts(imported(group, taken_back)) == (1, 0, 1)
    return 7


def test_an_apps_events_go_out_and_in_with_its_domain(tmp_path: Path) -> None:
    at = lending(tmp_path / "a.kube")
    with Ledger.open(tmp_path / "a.kube", domain=SIMPAN) as ledger:
        origin = ledger.group(GROUP)
        file = exported(origin).splitlines()
        copy = in_memory(domain=SIMPAN).group(GROUP)
        assert counts(imported(copy, *file)) == (9, 0, 0)
        assert copy.view(projections.balances) == origin.view(projections.balances)
        assert json.loads(file[at])["data"]["why"] == "sekolah"
        original = json.loads(file[at + 1])["data"]["original"]
        assert original == {
            "type": "simpan/loan-given",
            "occurred_on": DAY,
            "data": {"member_id": "m01", "amount": 40_000},
        }
        assert counts(imported(origin, *file)) == (0, 9, 0)


def test_what_a_domain_lacks_is_exported_whole_and_not_taken_in(tmp_path: Path) -> None:
    at = lending(tmp_path / "a.kube")
    with Ledger.open(tmp_path / "a.kube", domain=KUBE) as ledger:
        file = exported(ledger.group(GROUP)).splitlines()
    loan, correction = json.loads(file[at]), json.loads(file[at + 1])
    assert list(loan) == [name for name in NAMES if name != "batch"]
    assert (loan["type"], loan["key"]) == ("simpan/loan-given", "loan")
    assert loan["data"] == {"version": 1, "payload": ["m01", 40_000, "sekolah"]}
    assert correction["data"] == {
        "target": at,
        "original": {
            "type": "simpan/loan-given",
            "occurred_on": DAY,
            "data": {"version": 1, "payload": ["m01", 40_000, None]},
        },
        "reason": "batal",
        "decision_id": "d1",
    }
    assert refused(new_group(), *file) == [
        (at + 1, "unknown-type", "type"),
        (at + 2, "unknown-reference", "data.target"),
    ]


@pytest.mark.parametrize("domain", [KUBE, SIMPAN], ids=["ours", "the app's"])
def test_a_payload_of_any_kind_is_written_as_json(domain: Domain) -> None:
    payload = (None, True, -1, "é", b"\x00\xff", (1, ("x", b"")), events.Locked(), events.Erased())
    unknown = events.UnknownEvent(occurred_on=date(2019, 7, 7), type="lain/hal", version=3, payload=payload)
    told = line_of(an_entry(unknown), domain)
    plain = [None, True, -1, "é", "AP8=", [1, ["x", ""]], {"sealed": True}, {"sealed": True}]
    assert json.loads(json.dumps(told))["data"] == {"version": 3, "payload": plain}


def test_the_export_of_a_damaged_ledger_stops_at_the_damage() -> None:
    group = small_group()
    rows = group._reader.log._groups[GROUP].rows  # type: ignore[attr-defined]  # the memory log
    rows[4] = rows[4]._replace(record=rows[3].record)
    written: list[str] = []
    with pytest.raises(IntegrityError) as caught:
        written.extend(export_lines(group))
    assert (len(written), caught.value.position) == (4, 4)


def test_a_closing_is_exported_with_its_digest_which_import_holds_against_the_books() -> None:
    origin = new_group(Clock(LATER))
    imported(origin, *HISTORY[:6], line("month-closed", {"month": "2019-06"}))
    *before, closing = [json.loads(text) for text in exported(origin).splitlines()]
    closed = next(origin.entries(6)).event
    assert isinstance(closed, MonthClosed)
    copy = new_group(Clock(LATER))
    early = gift(1, occurred_on="2019-06-01")
    assert refused(copy, *before, early, closing) == [(8, "digest-mismatch", "data.digest")]
    assert counts(imported(copy, *before, closing)) == (7, 0, 0)
