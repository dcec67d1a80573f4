"""Who may record what in a group that signs: every row of the table both ways, at append and written past the rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from book import JULY_1, JULY_7, says
from kube_ledger import events
from kube_ledger.codec.signed import approver_message
from kube_ledger.events.catalogue import FAMILIES
from kube_ledger.rules.authority import ANY_OFFICER, BOTH, FACILITATION, RIGHTS, WORDS
from officers import CHAIR, FACILITATOR, MEMBER, SECRETARY, TREASURER, Officers, enrolment, key_of, revocation

if TYPE_CHECKING:
    from collections.abc import Callable

    from kube_ledger.events import Event

OFFICERS = (CHAIR, SECRETARY, TREASURER)
EVERYBODY = (*OFFICERS, MEMBER, FACILITATOR)


def signing(**rules: Any) -> Officers:
    """A group that signs; there are 100,000 in cash and as much in the bank, a sale, an order and stock."""
    book = Officers()
    book.receives(100_000)
    book.receives(100_000, into="bank")
    book.tells(book.sale("s1", paid=False))
    book.tells(
        events.OrderTaken(
            occurred_on=JULY_7, order_id="o1", customer="Bu Tini", product="nastar", quantity=1, price=9_000, deposit=0
        )
    )
    book.tells(events.AssetReceived(occurred_on=JULY_7, item="oven", quantity=2, source="Dinas", holder="group"))
    book.decides_to_sign(**rules)
    return book


Told = dict[str, "Callable[[Officers], Event]"]

MONEY: Told = {
    "dues": lambda book: book.dues("m05"),
    "an expense": lambda book: book.expense(10_000),
    "a gift": lambda book: book.gift(10_000),
    "cash to the bank": lambda book: events.CashDeposited(occurred_on=book.day, fund="kas", amount=5_000),
    "a difference": lambda book: events.CashDifferenceBooked(
        occurred_on=book.day, fund="kas", difference=-500, explanation="kembalian"
    ),
    "a sale": lambda book: book.sale("s2"),
    "a payment": lambda book: events.PaymentReceived(occurred_on=book.day, sale_id="s1", amount=20_000),
    "a split": lambda book: book.group.split_sale(["s1"], occurred_on=book.day),
    "a contribution": lambda book: events.IksContributed(occurred_on=book.day, member_id="m05", amount=1_000),
    "a prize": lambda book: events.PrizeReceived(occurred_on=book.day, recipient="group", amount=5_000, items=[]),
    "money for PMT": lambda book: events.PmtFundsReceived(
        occurred_on=book.day, amount=5_000, giver="Kelurahan", month="2019-07"
    ),
    "a gift taken back": lambda book: book.correction(book.first("donation-received")),
}
WORDED: Told = {
    "a meeting": lambda book: book.meeting("w99"),
    "a decision": lambda book: book.decision("d-99"),
    "an idea": lambda book: events.IdeaContributed(occurred_on=book.day, member_id="m05", text="katering"),
    "a problem": lambda book: events.ProblemRaised(occurred_on=book.day, problem_id="p1", text="kompor"),
    "a hope": lambda book: events.HopeStated(occurred_on=book.day, person_id="m05", text="modal"),
    "a note": lambda book: events.NoteAdded(occurred_on=book.day, target=0, text="lihat lampiran"),
    "a closing": lambda book: book.group.close_month("2019-06", occurred_on=book.day),
    "a meeting taken back": lambda book: book.correction(book.first("meeting-held")),
}
FIELD_WORK: Told = {
    "facilitation": lambda book: events.FacilitationDone(
        occurred_on=book.day, facilitator_id=FACILITATOR, role="educational", topic="buku kas", members_reached=[]
    ),
    "a review": lambda book: events.BookkeepingReviewed(
        occurred_on=book.day, facilitator_id=FACILITATOR, month="2019-06", reviewed_to=3, findings="rapi"
    ),
    "a visit": lambda book: events.VisitReceived(occurred_on=book.day, visitor="Dinas", purpose="monitoring"),
}
TOGETHER: Told = {
    "a member": lambda book: book.joining("m77"),
    "a leave": lambda book: events.MemberLeft(occurred_on=book.day, member_id="m05"),
    "a fund": lambda book: events.FundOpened(occurred_on=book.day, fund="duka", purpose="santunan", restricted=True),
    "an opening balance": lambda book: book.opening(("cash", 5_000, None)),
    "an opening balance below what is there": lambda book: book.opening(("cash", -5_000, None)),
    "an office's end": lambda book: events.RoleEnded(occurred_on=book.day, person_id=TREASURER, role="treasurer"),
    "a pause": lambda book: events.ActivitySuspended(occurred_on=book.day, reason="pandemi"),
    "a key": lambda book: enrolment(book.day, "m05"),
    "the log's key": lambda book: enrolment(book.day, "log", "log"),
    "a key of a member that ends": lambda book: revocation(book.day, MEMBER, "ended"),
    "a lost key of the treasurer's": lambda book: revocation(book.day, TREASURER),
}
THE_REST: Told = {
    "a count": lambda book: events.CashCounted(occurred_on=book.day, fund="kas", amount=100_000, counted_by=[CHAIR]),
    "spoiled goods": lambda book: events.GoodsSpoiled(occurred_on=book.day, product="peyek", quantity=1, reason="basi"),
    "an order without a deposit": lambda book: events.OrderTaken(
        occurred_on=book.day, order_id="o2", customer="RW", product="nastar", quantity=1, price=9_000, deposit=0
    ),
    "a member's own sale": lambda book: book.sale("s9", owner="m05"),
    "a bazaar": lambda book: events.BazaarJoined(occurred_on=book.day, place="RPTRA", organiser="RW", participants=[]),
    "a loan of a thing": lambda book: events.AssetLent(occurred_on=book.day, item="oven", quantity=1, person_id="rt-3"),
    "a proposal": lambda book: events.AidProposed(
        occurred_on=book.day, aid_id="a1", programme="UEP", amount=5,
        lines=[events.AidLine(description="oven", amount=5)],
    ),
    "a prize of the facilitator's own": lambda book: events.PrizeReceived(
        occurred_on=book.day, recipient="facilitator", amount=9_000_000, items=[]
    ),
    "a thing taken back": lambda book: book.correction(book.first("asset-received")),
}  # fmt: skip


def both_ways(book: Officers, told: Event, may: tuple[str, ...]) -> None:
    """Each of these may record it, and nobody else; what is slipped in is found at its position, with the reason."""
    for person in EVERYBODY:
        if person not in may:
            says(book.refuses_signed(told, by=person), "not-authorised", person)
    for person in may:
        draft = book.draft(told, by=person)
        assert book.group.check(draft, approvals=[draft.sign(key_of(person))]) == []
    says(book.refuses(told), "signature-missing")
    stranger = next(person for person in EVERYBODY if person not in may)
    at = book.group.size
    found = book.slips_in(told, by=stranger)
    assert [(one.code, one.position, one.facts["refusal"]) for one in found] == [("rule-broken", at, "not-authorised")]
    assert stranger in found[0].what()


@pytest.mark.parametrize("told", MONEY.values(), ids=MONEY)
def test_money_is_recorded_by_the_treasurer(told: Callable[[Officers], Event]) -> None:
    book = signing()
    both_ways(book, told(book), (TREASURER,))


@pytest.mark.parametrize("told", MONEY.values(), ids=MONEY)
def test_and_by_the_facilitator_where_a_decision_says_so(told: Callable[[Officers], Event]) -> None:
    book = signing(facilitator_may_record=True)
    both_ways(book, told(book), (TREASURER, FACILITATOR))


@pytest.mark.parametrize("told", WORDED.values(), ids=WORDED)
def test_minutes_notes_and_closings_are_recorded_by_secretary_or_chair(told: Callable[[Officers], Event]) -> None:
    book = signing(facilitator_may_record=True)
    both_ways(book, told(book), (SECRETARY, CHAIR))


@pytest.mark.parametrize("told", FIELD_WORK.values(), ids=FIELD_WORK)
def test_facilitation_is_recorded_by_the_facilitator(told: Callable[[Officers], Event]) -> None:
    book = signing()
    both_ways(book, told(book), (FACILITATOR,))


@pytest.mark.parametrize("told", THE_REST.values(), ids=THE_REST)
def test_everything_else_is_recorded_by_any_officer(told: Callable[[Officers], Event]) -> None:
    book = signing(facilitator_may_record=True)
    both_ways(book, told(book), OFFICERS)


@pytest.mark.parametrize("told", TOGETHER.values(), ids=TOGETHER)
def test_the_group_itself_and_its_keys_are_a_matter_of_chair_and_secretary_together(
    told: Callable[[Officers], Event],
) -> None:
    book = signing(facilitator_may_record=True)
    one = told(book)
    for person in (TREASURER, MEMBER, FACILITATOR):
        says(book.refuses_signed(one, by=person, with_=(CHAIR, SECRETARY)), "not-authorised", person)
    for person, other in ((CHAIR, SECRETARY), (SECRETARY, CHAIR)):
        for helpers in ((), (TREASURER,), (FACILITATOR,), (TREASURER, MEMBER, FACILITATOR), (person,)):
            says(book.refuses_signed(one, by=person, with_=helpers), "approval-missing")
        draft = book.draft(one, by=person)
        assert book.group.check(draft, approvals=[draft.sign(key_of(name)) for name in (person, other)]) == []
    at = book.group.size
    found = book.slips_in(one, by=CHAIR, with_=(TREASURER,))
    assert [(f.code, f.position, f.facts["refusal"]) for f in found] == [("rule-broken", at, "approval-missing")]


def test_the_table_names_every_type_of_its_families() -> None:
    for family, right in {"group": BOTH, "authority": BOTH, "meetings": WORDS, "facilitation": FACILITATION}.items():
        assert {RIGHTS[cls] for cls in FAMILIES[family]} == {right}
    others = ("kas", "solidarity", "sales", "programmes", "assets", "aid")
    assert not {cls for family in others for cls in FAMILIES[family]} & RIGHTS.keys()
    assert ANY_OFFICER not in RIGHTS.values()


# Two persons.


def test_money_above_the_limit_needs_another_officer() -> None:
    book = signing(two_persons_above=50_000)
    says(book.refuses_signed(book.expense(50_001), by=TREASURER), "approval-missing", "pengeluaran")
    says(book.refuses_signed(book.expense(50_001), by=TREASURER, with_=(MEMBER, FACILITATOR)), "approval-missing")
    book.signs(book.expense(50_000), by=TREASURER)
    book.signs(book.expense(50_000, paid_from="bank"), by=TREASURER)
    book.receives_signed(200_000)
    for officer in (CHAIR, SECRETARY):
        book.signs(book.expense(50_001), by=TREASURER, with_=(officer,))
    at = book.group.size
    found = book.slips_in(book.expense(60_000), by=TREASURER)
    assert [(f.code, f.position, f.facts["refusal"]) for f in found] == [("rule-broken", at, "approval-missing")]


def test_it_is_money_out_of_cash_and_bank_together_that_counts() -> None:
    book = signing(two_persons_above=10_000)
    book.signs(events.CashDeposited(occurred_on=book.day, fund="kas", amount=90_000), by=TREASURER)
    book.signs(events.CashWithdrawn(occurred_on=book.day, fund="kas", amount=90_000), by=TREASURER)
    book.receives_signed(90_000)
    short = events.CashDifferenceBooked(occurred_on=book.day, fund="kas", difference=-10_001, explanation="hilang")
    says(book.refuses_signed(short, by=TREASURER), "approval-missing")
    back = book.correction(book.last("donation-received"))
    says(book.refuses_signed(back, by=TREASURER), "approval-missing")
    book.signs(back, by=TREASURER, with_=(CHAIR,))


def test_nobody_approves_of_her_own_proposal() -> None:
    """With her own key again, with a second key of hers, or from an office that she took in the meantime."""
    book = Officers()
    book.receives(500_000)
    book.tells(enrolment(book.day, f"{TREASURER}~2"))
    book.decides_to_sign(two_persons_above=10_000)
    paid = book.expense(100_000)
    says(book.refuses_signed(paid, by=TREASURER, with_=(TREASURER,)), "approval-missing")
    draft = book.draft(paid, by=TREASURER)
    approving = b"".join(key_of(TREASURER).sign(approver_message(command)) for command in draft.commands)
    (refusal,) = book.group.check(
        draft, approvals=[draft.sign(key_of(TREASURER)), (key_of(TREASURER).key.key_id, approving)]
    )
    says(refusal, "approval-missing")
    says(book.refuses_signed(paid, by=TREASURER, with_=(f"{TREASURER}~2",)), "approval-missing")
    says(book.refuses_signed(paid, by=f"{TREASURER}~2", with_=(TREASURER,)), "approval-missing")
    book.signs(events.RoleEnded(occurred_on=book.day, person_id=CHAIR, role="chair"), by=SECRETARY, with_=(CHAIR,))
    book.tells_past_the_rules(events.RoleAssigned(occurred_on=book.day, person_id=TREASURER, role="chair"))
    says(book.refuses_signed(paid, by=TREASURER, with_=(TREASURER, f"{TREASURER}~2")), "approval-missing")
    alone = book.joining("m77")
    says(book.refuses_signed(alone, by=TREASURER, with_=(f"{TREASURER}~2",)), "approval-missing")
    book.signs(alone, by=TREASURER, with_=(SECRETARY,))  # who is chair now as well


def test_a_limit_alone_asks_nothing_of_a_group_that_does_not_sign() -> None:
    book = Officers()
    book.receives(100_000)
    book.decides("d-limit", two_persons_above=1, facilitator_may_record=True)
    book.tells(book.expense(50_000), by="treasurer")
    book.signs(book.meeting("w99"), by=TREASURER)  # signed, and nobody asks by whom
    assert book.group.verify() == []


# By position.


def test_backdating_escapes_nothing() -> None:
    book = signing(two_persons_above=10_000)
    long_ago = book.expense(90_000, on=JULY_1)
    says(book.refuses(long_ago), "signature-missing")
    says(book.refuses_signed(long_ago, by=TREASURER), "approval-missing")
    says(book.refuses_signed(long_ago, by=SECRETARY), "not-authorised")


def test_nobody_slips_an_unsigned_entry_into_a_group_that_signs() -> None:
    book = signing()
    at = book.group.size
    found = book.slips_in_unsigned(book.gift(1), book.meeting("w99"), by="treasurer")
    assert [(f.code, f.position, f.facts["refusal"]) for f in found] == [
        ("rule-broken", at, "signature-missing"),
        ("rule-broken", at + 1, "signature-missing"),
    ]


def test_what_was_recorded_before_the_group_signed_stays_as_it_is() -> None:
    book = signing()
    assert book.group.verify() == []


def test_a_decision_works_from_its_day_on_and_the_latest_recorded_wins() -> None:
    book = Officers()
    book.receives(200_000)
    tomorrow = book.clock.now.date() + timedelta(days=1)
    book.tells(book.meeting("w27"), book.decision("d-sign", since=tomorrow, signing="signed", two_persons_above=10_000))
    book.tells(book.expense(50_000))
    book.clock.now += timedelta(days=1)
    says(book.refuses(book.expense(50_000)), "signature-missing")
    says(book.refuses_signed(book.expense(50_000), by=TREASURER), "approval-missing")
    # Effective from an earlier day, recorded later: it is what the group last said.
    book.signs(book.decision("d-more", since=JULY_1, two_persons_above=60_000), by=CHAIR)
    book.signs(book.expense(50_000), by=TREASURER)
    book.signs(book.decision("d-none", since=JULY_1, signing="none"), by=CHAIR)
    book.tells(book.expense(50_000))
    assert book.group.verify() == []


def test_a_decision_that_supersedes_takes_the_policy_with_it() -> None:
    book = signing()
    book.signs(book.decision("d-new", supersedes="d-sign"), by=SECRETARY)
    book.tells(book.expense(1_000))


def test_an_office_that_was_given_up_gives_no_right_any_more_and_a_new_one_does() -> None:
    book = signing()
    ended = events.RoleEnded(occurred_on=book.day, person_id=TREASURER, role="treasurer")
    taken = events.RoleAssigned(occurred_on=book.day, person_id=MEMBER, role="treasurer")
    book.signs(ended, by=CHAIR, with_=(SECRETARY,))
    for person in EVERYBODY:
        says(book.refuses_signed(book.gift(1), by=person), "not-authorised", person)
    book.signs(taken, by=CHAIR, with_=(SECRETARY,))
    book.signs(book.gift(1), by=MEMBER)
    says(book.refuses_signed(book.gift(1), by=TREASURER), "not-authorised", TREASURER)
    long_ago = events.RoleAssigned(occurred_on=JULY_1, person_id="m05", role="secretary")
    says(book.refuses_signed(long_ago, by=CHAIR, with_=(SECRETARY,)), "role-taken")


def test_a_member_who_left_acts_no_more_though_her_office_was_not_ended() -> None:
    book = signing()
    book.signs(events.MemberLeft(occurred_on=book.day, member_id=TREASURER), by=CHAIR, with_=(SECRETARY,))
    says(book.refuses_signed(book.gift(1), by=TREASURER), "not-authorised", TREASURER)
    book.signs(book.joining(TREASURER, on=book.clock.now.date()), by=CHAIR, with_=(SECRETARY,))
    book.signs(book.gift(1), by=TREASURER)


def test_while_the_clock_stands_before_its_day_an_office_gives_no_right_yet() -> None:
    book = signing()
    today = book.clock.now.date()
    book.signs(
        events.RoleEnded(occurred_on=JULY_7, person_id=TREASURER, role="treasurer"),
        events.RoleAssigned(occurred_on=today, person_id=MEMBER, role="treasurer"),
        by=CHAIR,
        with_=(SECRETARY,),
    )
    book.signs(book.gift(1), by=MEMBER)
    book.clock.now -= timedelta(days=2)  # wrong now, or wrong then: what counts is what the record will say
    says(book.refuses_signed(book.gift(1), by=MEMBER), "not-authorised", MEMBER)


# Keys.


@pytest.mark.parametrize(("office", "person"), [("chair", CHAIR), ("secretary", SECRETARY), ("treasurer", TREASURER)])
def test_nobody_is_locked_out_by_a_decision_to_sign(office: str, person: str) -> None:
    book = Officers()
    book.meets("w27")
    book.tells(revocation(book.day, person))
    says(book.refuses(book.decision("d-sign", signing="signed")), "key-not-in-force", person)
    book.tells(events.RoleEnded(occurred_on=book.day, person_id=person, role=office))  # type: ignore[arg-type]
    vacant = book.refuses(book.decision("d-sign", signing="signed"))
    says(vacant, "key-not-in-force", {"chair": "ketua", "secretary": "sekretaris", "treasurer": "bendahara"}[office])
    book.tells(book.decision("d-none", signing="none", two_persons_above=5))
    at = book.group.size
    found = book.slips_in_unsigned(book.decision("d-sign", signing="signed"), by="chair")
    assert [(f.code, f.position, f.facts["refusal"]) for f in found] == [("rule-broken", at, "key-not-in-force")]


@pytest.mark.parametrize(("loser", "other"), [(CHAIR, SECRETARY), (SECRETARY, CHAIR)])
@pytest.mark.parametrize("reason", ["lost", "stolen"])
def test_a_lost_key_is_replaced_by_the_other_and_the_facilitator(loser: str, other: str, reason: str) -> None:
    book = signing()
    gone, new = revocation(book.day, loser, reason), enrolment(book.day, f"{loser}~2")
    says(book.refuses_signed(gone, by=other), "approval-missing")
    says(book.refuses_signed(gone, by=other, with_=(TREASURER,)), "approval-missing")
    says(book.refuses_signed(new, by=other, with_=(FACILITATOR,)), "approval-missing")  # she has one still
    book.signs(gone, new, by=other, with_=(FACILITATOR,))
    book.signs(book.meeting("w99"), by=f"{loser}~2")
    says(book.refuses_signed(book.meeting("w98"), by=loser), "key-not-in-force")
    assert book.group.verify() == []


def test_the_facilitator_stands_in_for_nothing_else() -> None:
    book = signing()
    for person, other in ((CHAIR, SECRETARY), (SECRETARY, CHAIR)):
        for told in (
            revocation(book.day, person, "ended"),
            revocation(book.day, other),  # her own
            revocation(book.day, TREASURER),
            enrolment(book.day, "m05"),
            enrolment(book.day, "log", "log"),
            enrolment(book.day, FACILITATOR, "witness"),
            book.joining("m77"),
        ):
            says(book.refuses_signed(told, by=other, with_=(FACILITATOR,)), "approval-missing")


def test_who_has_no_key_left_may_be_given_one_in_a_call_of_its_own() -> None:
    book = signing()
    book.signs(revocation(book.day, CHAIR), by=SECRETARY, with_=(FACILITATOR,))
    new = enrolment(book.day, f"{CHAIR}~2")
    says(book.refuses_signed(new, by=FACILITATOR, with_=(SECRETARY,)), "not-authorised")
    book.signs(new, by=SECRETARY, with_=(FACILITATOR,))
    book.signs(book.joining("m77"), by=f"{CHAIR}~2", with_=(SECRETARY,))


def test_of_several_reasons_the_first_of_the_reference_is_said() -> None:
    book = signing(two_persons_above=10)
    at_once = events.ExpensePaid(
        occurred_on=book.clock.now.date() + timedelta(days=2), fund="no-fund", category="other", amount=10**9,
        description="emas",
    )  # fmt: skip
    says(book.refuses(at_once), "signature-missing")
    says(book.refuses_signed(at_once, by="m05"), "key-not-in-force")
    says(book.refuses_signed(at_once, by=SECRETARY), "not-authorised")
    says(book.refuses_signed(at_once, by=TREASURER), "approval-missing")
    says(book.refuses_signed(at_once, by=TREASURER, with_=(CHAIR,)), "occurs-in-future")
