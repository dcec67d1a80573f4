"""The catalogue, held against the rows of the reference (EVENTS.md): names, fields in order, what is optional."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from kube_ledger import events
from kube_ledger.events import EVENTS, FAMILIES, Event, Facts
from kube_ledger.events.catalogue import OURS, Catalogue
from kube_ledger.events.shapes import Choice, Embedded, FieldShape, Many, Nested, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

# A field as EVENTS.md writes it: `?` optional, `[]` a list, `=` a default, `!` sensitive; `:` its kind.
ROWS: Final[Mapping[str, Mapping[str, str]]] = {
    "group": {
        "GroupFormed": "name:text kelurahan:text kecamatan:text city:text formed_by:text business:text "
        "timezone:time_zone=Asia/Jakarta",
        "FundOpened": "fund:id purpose:text restricted:bool",
        "OpeningBalanceRecorded": "lines[]:OpeningLine",
        "MemberJoined": "member_id:id cadre:bool own_business:bool",
        "MemberLeft": "member_id:id reason?!:text",
        "RoleAssigned": "person_id:id role:chair|secretary|treasurer|facilitator",
        "RoleEnded": "person_id:id role:chair|secretary|treasurer|facilitator",
        "ActivitySuspended": "reason:text",
        "ActivityResumed": "reason:text",
    },
    "meetings": {
        "MeetingHeld": "meeting_id:id host_id?:id place?:text attendees[]:id agenda[]:text",
        "IdeaContributed": "member_id:id meeting_id?:id text:text",
        "ProblemRaised": "problem_id:id text:text raised_by?:id",
        "ProblemResolved": "problem_id:id text:text decision_id?:id",
        "DecisionMade": "decision_id:id meeting_id:id topic:text text:text method:consensus|vote participants[]:id "
        "effective_from:day supersedes?:id rules?:DecisionRules",
        "HopeStated": "person_id:id text:text",
        "EvaluationHeld": "kind:process|outcome subject:text findings:text meeting_id?:id participants[]:id",
    },
    "kas": {
        "DuesPaid": "member_id:id amount:rupiah meeting_id?:id paid_into:cash|bank=cash",
        "ExpensePaid": "fund:id category:ingredients|equipment|transport|wages|samples|other amount:rupiah "
        "description:text payee?:text decision_id?:id paid_from:cash|bank=cash",
        "DonationReceived": "fund:id amount:rupiah donor:text paid_into:cash|bank=cash",
        "CashDeposited": "fund:id amount:rupiah",
        "CashWithdrawn": "fund:id amount:rupiah",
        "CashCounted": "fund:id amount:rupiah counted_by[]:id",
        "CashDifferenceBooked": "fund:id difference:rupiah explanation:text",
        "FundTransferred": "from_fund:id to_fund:id amount:rupiah decision_id:id consent?:text "
        "paid_from:cash|bank=cash paid_into:cash|bank=cash",
    },
    "solidarity": {
        "IksContributed": "member_id:id amount:rupiah meeting_id?:id paid_into:cash|bank=cash",
        "IksDisbursed": "beneficiary_id:id reason!:illness|calamity|urgent-need amount:rupiah fund:iks|kas=iks "
        "decision_id?:id detail?!:text paid_from:cash|bank=cash",
    },
    "sales": {
        "ProductionRun": "product:text quantity:whole_number unit:text owner:id workers[]:id",
        "GoodsSpoiled": "product:text quantity:whole_number reason:text",
        "OrderTaken": "order_id:id customer:text product:text quantity:whole_number price:rupiah deposit:rupiah "
        "due_on?:day paid_into:cash|bank=cash",
        "OrderCancelled": "order_id:id refund:rupiah kept:rupiah reason:text paid_from:cash|bank=cash",
        "SaleRecorded": "sale_id:id owner:id product:text "
        "channel:warung|whatsapp|facebook|bazaar|office|friends|order|other lots:whole_number lot_size:whole_number "
        "lot_price:rupiah seller_id?:id customer?:text order_id?:id deposit_used:rupiah=0 paid:bool "
        "paid_into:cash|bank=cash",
        "PaymentReceived": "sale_id:id amount:rupiah paid_into:cash|bank=cash",
        "SampleGiven": "product:text quantity:whole_number place:text",
        "SaleSplit": "sale_ids[]:id proceeds:rupiah kas_share:rupiah shares[]:Share decision_id?:id",
        "SharePaid": "member_id:id amount:rupiah paid_from:cash|bank=cash",
    },
    "programmes": {
        "PmtMenuSet": "menu_id:id issued_by:text dishes[]:text",
        "PmtFundsReceived": "amount:rupiah giver:text month:month paid_into:cash|bank=cash",
        "PmtFundsReturned": "amount:rupiah to:text paid_from:cash|bank=cash",
        "PmtProduced": "batch_id:id menu_id:id boxes:whole_number workers[]:PmtWork",
        "PmtDelivered": "batch_id:id post:text audience:toddlers|pregnant|posbindu|elderly boxes:whole_number "
        "helpers[]:id",
        "PmtSpoiled": "batch_id:id boxes:whole_number reason:text",
        "BazaarJoined": "place:text organiser:text participants[]:id",
        "CompetitionEntered": "competition_id:id name:text level:text days:whole_number participants[]:id",
        "CompetitionResult": "competition_id:id contestant:group|facilitator rank:whole_number",
        "PrizeReceived": "competition_id?:id recipient:group|facilitator amount:rupiah items[]:text "
        "paid_into:cash|bank=cash",
        "CadreServiceDone": "member_id:id post:text tasks[]:text",
        "HelpGiven": "member_id:id activity:text task:text",
        "TrainingHeld": "organiser:text topic:text participants[]:id certified[]:id",
    },
    "assets": {
        "AssetReceived": "item:text quantity:whole_number source:text holder:id estimated_value?:rupiah",
        "AssetDonated": "member_id:id item:text quantity:whole_number",
        "AssetLent": "item:text quantity:whole_number person_id:id",
        "AssetReturned": "item:text quantity:whole_number person_id:id",
        "AssetRetired": "item:text quantity:whole_number reason:text",
    },
    "aid": {
        "AidProposed": "aid_id:id programme:text amount:rupiah lines[]:AidLine",
        "AidVerified": "aid_id:id by:text",
        "AidApproved": "aid_id:id by:text amount?:rupiah",
        "AidRejected": "aid_id:id by:text reason?:text",
        "AidReceived": "aid_id:id amount:rupiah paid_into:cash|bank=bank",
        "AidSpent": "aid_id:id line:whole_number category:ingredients|equipment|transport|wages|samples|other "
        "amount:rupiah description:text paid_from:cash|bank=bank",
        "AidAccountedFor": "aid_id:id month:month evidence[]:text",
    },
    "facilitation": {
        "FacilitationDone": "facilitator_id:id role:facilitative|educational|representational|technical "
        "task?:form-group|verify-candidates|prepare-candidates|budget-plan|technical-guidance|social-motivation|"
        "accompany-business|monitor|write-reports topic:text members_reached[]:id",
        "PublicationPosted": "facilitator_id:id channel:text subject:text",
        "BookkeepingReviewed": "facilitator_id:id month:month reviewed_to:position findings:text",
        "ReportSubmitted": "facilitator_id:id month:month recipient:text copies[]:text digest:digest cut_off:position",
        "VisitReceived": "visitor:text purpose:text",
    },
    "authority": {
        "KeyEnrolled": "person_id?:id vkey:verifier_key use:log|person|witness",
        "KeyRevoked": "key_id:key_id reason:lost|stolen|ended",
        "PersonErased": "person_id:id",
    },
    "control": {
        "EventReversed": "target:position original:event reason:text decision_id?:id",
        "NoteAdded": "target:position text:text",
        "MonthClosed": "month:month digest:digest",
        "MonthReopened": "month:month decision_id:id",
    },
}

RECORDS: Final[Mapping[str, str]] = {
    "OpeningLine": "account:account fund:id party?:id amount:rupiah",
    "Share": "member_id:id amount:rupiah",
    "PmtWork": "member_id:id task:shopping|cooking|packing|delivery|other",
    "AidLine": "description:text amount:rupiah",
    "Price": "product:text channel:warung|whatsapp|facebook|bazaar|office|friends|order|other lot_size:whole_number "
    "lot_price:rupiah",
    "DecisionRules": "dues_amount?:rupiah kas_share_percent?:whole_number iks_ceiling?:rupiah expense_limit?:rupiah "
    "prices[]?:Price signing?:none|signed two_persons_above?:rupiah facilitator_may_record?:bool",
}


def row_of(cls: type[Facts]) -> str:
    """The fields of a class in the writing of these tables."""
    return " ".join(_written(field) for field in fields_of(cls))


def _written(field: FieldShape) -> str:
    shape, mark = (field.shape.item, "[]") if isinstance(field.shape, Many) else (field.shape, "")
    match shape:
        case Choice(values):
            kind = "|".join(values)
        case Nested(cls):
            kind = cls.__name__
        case Embedded():
            kind = "event"
        case _:
            kind = {"yes or no": "bool"}.get(shape.name, shape.name.replace(" ", "_"))  # type: ignore[union-attr]
    optional, hidden = "?" if field.optional else "", "!" if field.sealed_subject else ""
    default = "" if field.required or field.default is None else f"={field.default}"
    return f"{field.name}{mark}{optional}{hidden}:{kind}{default}"


@pytest.mark.parametrize("family", ROWS)
def test_a_family_has_the_events_of_the_reference_in_its_order(family: str) -> None:
    assert [cls.__name__ for cls in FAMILIES[family]] == list(ROWS[family])


@pytest.mark.parametrize(("name", "row"), [pair for family in ROWS.values() for pair in family.items()])
def test_an_event_has_the_fields_of_the_reference_in_its_order(name: str, row: str) -> None:
    assert row_of(getattr(events, name)) == row


@pytest.mark.parametrize(("name", "row"), RECORDS.items())
def test_a_record_has_the_fields_of_the_reference_in_its_order(name: str, row: str) -> None:
    assert row_of(getattr(events, name)) == row


@pytest.mark.parametrize("cls", EVENTS, ids=lambda cls: cls.event_type)
def test_the_stored_name_is_the_class_name_in_kebab_case(cls: type[Event]) -> None:
    assert cls.event_type == "-".join(word.lower() for word in re.findall("[A-Z][a-z]*", cls.__name__))
    assert cls.event_version == 1


def test_an_optional_field_that_is_left_out_is_none() -> None:
    for cls in EVENTS:
        for field in fields_of(cls):
            if field.optional:
                assert field.default is None, (cls, field.name)
                assert not field.required, (cls, field.name)


def test_the_catalogue_finds_every_class_by_its_stored_name() -> None:
    for cls in EVENTS:
        assert OURS.find(cls.event_type) is cls
        assert OURS.read(cls.event_type, 1, ()) == (cls, ())
        assert OURS.read(cls.event_type, 2, ()) is None
    assert OURS.find("no-such") is None
    assert OURS.read("no-such", 1, ()) is None


def test_every_event_and_record_is_exported() -> None:
    for cls in EVENTS:
        assert getattr(events, cls.__name__) is cls
        assert cls.__name__ in events.__all__
    assert {"OpeningLine", "DecisionRules", "Price"} <= set(events.__all__)
    assert sorted(events.__all__, key=lambda name: (not name.isupper(), name)) == events.__all__


def test_two_classes_of_one_stored_name_make_no_catalogue() -> None:
    @events.event("dues-paid")
    class Other(Event):
        member_id: events.MemberId

    with pytest.raises(ValueError, match="two classes are stored as 'dues-paid'"):
        Catalogue([*EVENTS, Other])
