"""Every event of the catalogue is in somebody's story, and every line of the reference's examples can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from book import Book, says
from kube_ledger import events, projections
from kube_ledger.domain import KUBE
from kube_ledger.events import EVENTS, Event
from kube_ledger.exchange.lines import GoodLine, LineReader

HERE = Path(__file__).parent
REFERENCE = (HERE.parents[1] / "docs" / "reference" / "events.md").read_text("utf-8")


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_every_event_is_in_a_story(cls: type[Event]) -> None:
    told = "".join(path.read_text("utf-8") for path in (*HERE.glob("test_*.py"), HERE.parent / "book.py"))
    assert re.search(rf"\bevents\.{cls.__name__}\(", told) or cls is events.EventReversed, "and that one in all of them"


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_catalogue_domain_and_reference_have_the_same_events_each_with_an_example(cls: type[Event]) -> None:
    assert KUBE.catalogue.find(cls.event_type) is cls
    section = REFERENCE.partition(f"### {cls.__name__} · `{cls.event_type}`")[2].partition("\n### ")[0]
    line = re.search(r"```json\n(.*)\n```", section)
    assert line is not None
    read = LineReader("melati-3", KUBE).read(1, line[1].encode())
    assert isinstance(read, GoodLine), read
    assert read.cls is cls
    assert json.loads(line[1])["type"] == cls.event_type


def test_the_reference_has_no_event_that_is_not_in_the_catalogue() -> None:
    assert re.findall(r"^### (\w+) · `", REFERENCE, re.MULTILINE) == [cls.__name__ for cls in EVENTS]


def test_a_member_has_an_idea_at_a_meeting_and_the_group_looks_back() -> None:
    book = Book("m01", "m02")
    idea = events.IdeaContributed(occurred_on=book.day, member_id="m01", meeting_id="w27", text="jual bir pletok")
    says(book.refuses(idea), "unknown-reference", "w27", field="meeting_id")
    book.meets("w27", "m01", "m02")
    looked = events.EvaluationHeld(
        occurred_on=book.day, kind="process", subject="pertemuan", findings="tepat waktu", participants=["m02"]
    )
    book.tells(idea, looked)
    counts = {member: one.counts for member, one in book.group.view(projections.participation).members.items()}
    assert counts == {"m01": {"attendance": 1, "idea": 1}, "m02": {"attendance": 1, "decision": 1}}


def test_money_comes_back_from_the_bank_as_far_as_it_is_there() -> None:
    book = Book("m01")
    book.receives(50_000, into="bank")
    fetched = events.CashWithdrawn(occurred_on=book.day, fund="kas", amount=50_001)
    says(book.refuses(fetched), "insufficient-funds", "bank", "Rp 50.000", "Rp 50.001", account="bank")
    book.tells(events.CashWithdrawn(occurred_on=book.day, fund="kas", amount=20_000))
    assert (book.holds("cash"), book.holds("bank")) == (20_000, 30_000)


def test_bazaars_training_and_cadre_work_count_for_those_who_were_there() -> None:
    book = Book("m01", "m02")
    bazaar = events.BazaarJoined(occurred_on=book.day, place="Monas", organiser="Dinas Sosial", participants=["m01"])
    training = events.TrainingHeld(
        occurred_on=book.day, organiser="Dinas Sosial", topic="kue", participants=["m01", "m02"], certified=["m02"]
    )
    service = events.CadreServiceDone(occurred_on=book.day, member_id="m02", post="posbindu", tasks=["tensi"])
    stranger = events.CadreServiceDone(occurred_on=book.day, member_id="m09", post="posbindu", tasks=[])
    says(book.refuses(stranger), "unknown-member", "m09", field="member_id")
    book.tells(bazaar, training, service)
    shown = book.group.view(projections.participation)
    assert shown.members["m01"].counts == {"skill": 1, "learning": 1}
    assert shown.members["m02"].counts == {"social_service": 1, "learning": 1}
    assert (shown.group["bazaars"], shown.group["trainings"]) == (1, 1)


def test_aid_is_approved_and_accounted_for_month_by_month() -> None:
    book = Book("m01")
    approved = events.AidApproved(occurred_on=book.day, aid_id="a", by="Dinas Sosial", amount=500_000)
    says(book.refuses(approved), "unknown-reference", "'a'", field="aid_id")
    line = events.AidLine(description="oven", amount=1_000_000)
    book.tells(
        events.AidProposed(occurred_on=book.day, aid_id="a", programme="UEP", amount=1_000_000, lines=[line]),
        approved,
        events.AidAccountedFor(occurred_on=book.day, aid_id="a", month="2019-07", evidence=["kuitansi 1"]),
    )
    (row,) = book.group.view(projections.aid).rows
    assert (row.stage, row.approved, row.evidence) == ("approved", 500_000, {"2019-07": ("kuitansi 1",)})


def test_the_pendamping_publishes_reports_and_the_group_has_guests() -> None:
    book = Book("m01")
    book.tells(events.RoleAssigned(occurred_on=book.day, person_id="p01", role="facilitator"))
    report = events.ReportSubmitted(
        occurred_on=book.day,
        facilitator_id="p01",
        month="2019-06",
        recipient="Dinas Sosial",
        copies=["Kecamatan"],
        digest=bytes(32),
        cut_off=1,
    )
    posted = events.PublicationPosted(occurred_on=book.day, facilitator_id="p01", channel="Facebook", subject="bazar")
    nobody = events.PublicationPosted(occurred_on=book.day, facilitator_id="m01", channel="Facebook", subject="bazar")
    says(book.refuses(nobody), "unknown-person", "m01", field="facilitator_id")
    book.tells(report, posted, events.VisitReceived(occurred_on=book.day, visitor="Kelurahan", purpose="melihat usaha"))
    work = book.group.view(projections.facilitation)
    assert (work.reports[0].copies, work.roles["technical"], work.roles["representational"]) == (("Kecamatan",), 1, 1)
    assert [row.visitor for row in book.group.view(projections.programmes).visits] == ["Kelurahan"]
