"""What an app gets for its own events, seen from outside: only names that kube-ledger offers to everyone."""

import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from simpan import LOANS, SIMPAN, LoanGiven, LoansOutstanding

from kube_ledger import KUBE, AsOf, Domain, Group, Ledger, Refused, UnknownType, events, projections
from kube_ledger.events import Event, MemberId, Rupiah, event
from kube_ledger.journal import CASH, IKS, transfer

DAY = date(2019, 7, 7)
NEXT_WEEK = date(2019, 7, 14)


def noon() -> datetime:
    return datetime(2019, 7, 14, 5, 0, tzinfo=UTC)


def start(group: Group) -> None:
    """Three members, and Rp 300.000 in the kas, Rp 200.000 in the IKS."""
    group.record(
        events.GroupFormed(
            occurred_on=DAY,
            name="KUBE Melati 3",
            kelurahan="Galur",
            kecamatan="Johar Baru",
            city="Jakarta Pusat",
            formed_by="Dinas Sosial",
            business="katering",
        ),
        *(events.MemberJoined(occurred_on=DAY, member_id=m, cadre=False, own_business=True) for m in ("m01", "m02")),
        events.OpeningBalanceRecorded(
            occurred_on=DAY,
            lines=[
                events.OpeningLine(account="cash", fund="kas", amount=300_000),
                events.OpeningLine(account="cash", fund="iks", amount=200_000),
            ],
        ),
        recorded_by="secretary",
    )


def lend(group: Group, member: str = "m02", amount: int = 100_000) -> int:
    """Give a loan and say where it stands."""
    loan = LoanGiven(occurred_on=DAY, member_id=member, amount=amount)
    (position,) = group.record(loan, recorded_by="treasurer").positions
    return position


@pytest.fixture
def melati() -> Iterator[Group]:
    with Ledger.in_memory(domain=SIMPAN, clock=noon) as ledger:
        group = ledger.group("melati-3")
        start(group)
        yield group


def test_a_loan_stands_in_the_balances_of_its_member(melati: Group) -> None:
    lend(melati)
    balances = melati.view(projections.balances)
    assert balances.of("simpan/loans", party="m02") == 100_000
    assert balances.of("cash", fund="kas") == 200_000
    assert sum(row.amount for row in balances.rows) == 0


def test_the_cash_book_shows_it(melati: Group) -> None:
    lend(melati)
    line = melati.view(projections.cash_book).of("kas").lines[-1]
    assert (line.event_type, line.person, line.amount, line.balance) == ("simpan/loan-given", "m02", -100_000, 200_000)


def test_explain_names_it(melati: Group) -> None:
    position = lend(melati)
    explained = melati.explain("simpan/loans", party="m02")
    assert [(line.position, line.share) for line in explained.lines] == [(position, 100_000)]
    assert explained.total == 100_000


def test_an_apps_own_view_answers_and_a_reversal_needs_no_special_case(melati: Group) -> None:
    position = lend(melati)
    lend(melati, "m01", 50_000)
    assert melati.view(LoansOutstanding()) == (("m01", 50_000), ("m02", 100_000))
    wrong = melati.reverse(position, reason="salah orang", occurred_on=NEXT_WEEK)
    melati.record(wrong, recorded_by="treasurer")
    assert dict(melati.view(LoansOutstanding())) == {"m01": 50_000, "m02": 0}
    assert dict(melati.view(LoansOutstanding(), as_of=AsOf(occurred_on=DAY))) == {"m01": 50_000, "m02": 100_000}
    assert melati.view(projections.balances).of("simpan/loans", party="m02") == 0


def test_a_loan_to_a_stranger_or_beyond_the_cash_is_refused(melati: Group) -> None:
    with pytest.raises(Refused) as stranger:
        lend(melati, "m09")
    assert stranger.value.code == "unknown-member"
    with pytest.raises(Refused) as beyond:
        lend(melati, "m02", 300_001)
    assert beyond.value.code == "insufficient-funds"


@event("simpan/loan-from-solidarity")
class LoanFromSolidarity(Event):
    member_id: MemberId
    amount: Rupiah


BOLDER: Domain = SIMPAN.extended(
    name="test_simpan:BOLDER",
    events=[LoanFromSolidarity],
    postings={LoanFromSolidarity: lambda e: transfer(e.amount, to=LOANS, from_=CASH, fund=IKS, party=e.member_id)},
)


def test_a_loan_out_of_a_restricted_fund_is_refused_whatever_the_app_says() -> None:
    with Ledger.in_memory(domain=BOLDER, clock=noon) as ledger:
        group = ledger.group("melati-3")
        start(group)
        bold = LoanFromSolidarity(occurred_on=DAY, member_id="m01", amount=1_000)
        with pytest.raises(Refused) as refused:
            group.record(bold, recorded_by="treasurer")
        assert refused.value.code == "fund-restricted"
        assert group.view(projections.balances).of("cash", fund="iks") == 200_000


def test_verify_finds_nothing(melati: Group) -> None:
    position = lend(melati)
    melati.record(melati.reverse(position, reason="salah", occurred_on=DAY), recorded_by="treasurer")
    assert melati.verify() == []


def test_events_answers_and_the_domain_itself_pickle(melati: Group) -> None:
    position = lend(melati)
    (entry,) = melati.entries(position)
    assert pickle.loads(pickle.dumps(entry)) == entry
    assert pickle.loads(pickle.dumps(entry)).postings == entry.postings
    answer = melati.view(projections.balances)
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert pickle.loads(pickle.dumps(SIMPAN)) is SIMPAN


def test_who_does_not_know_the_app_opens_and_verifies_but_shows_no_figure(tmp_path: Path) -> None:
    path = tmp_path / "melati-3.kube"
    with Ledger.create(path, domain=SIMPAN, clock=noon) as ledger:
        start(ledger.group("melati-3"))
        position = lend(ledger.group("melati-3"))
    with Ledger.open(path, domain=KUBE) as ledger:
        group = ledger.group("melati-3")
        assert [(found.code, found.position) for found in group.verify()] == [("unknown-version", position)]
        assert len(list(group.entries())) == group.size
        with pytest.raises(UnknownType):
            group.view(projections.balances)
        with pytest.raises(UnknownType):
            group.record(events.ActivitySuspended(occurred_on=DAY, reason="banjir"), recorded_by="chair")
    with Ledger.open(path, domain=SIMPAN, read_only=True) as ledger:
        assert ledger.group("melati-3").verify() == []


def test_equal_states_have_equal_digests(melati: Group) -> None:
    lend(melati)
    outstanding = LoansOutstanding()
    state = outstanding.fold(melati.entries())
    assert outstanding.load(outstanding.dump(state)) == state
    assert melati.digest(outstanding) == outstanding.digest(state)
