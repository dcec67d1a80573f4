"""Postings that do not balance can't be built; a party stands exactly where an account has parties."""

from __future__ import annotations

import pickle
from typing import Any, Final

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kube_ledger.journal import (
    ACCOUNTS,
    BANK,
    CASH,
    CONTRIBUTIONS,
    CUSTOMER_DEPOSITS,
    DUES,
    FUNDS,
    IKS,
    KAS,
    MEMBER_SHARES,
    RECEIVABLES,
    SOLIDARITY,
    Account,
    Posting,
    PostingError,
    Postings,
    nothing,
    transfer,
)
from kube_ledger.money import MAX_RUPIAH

amounts = st.integers(-MAX_RUPIAH, MAX_RUPIAH) | st.integers(-3, 3)
accounts = st.sampled_from(sorted(ACCOUNTS.values(), key=lambda account: account.name))
funds = st.sampled_from(sorted(FUNDS))


@st.composite
def postings(draw: st.DrawFn) -> Posting:
    account = draw(accounts)
    party = None
    if account.party_needed or (account.party is not None and draw(st.booleans())):
        party = draw(st.sampled_from(["m01", "s-1"]))
    return Posting(account, draw(funds), draw(amounts), party)


def _sums(lines: list[Posting]) -> dict[str, int]:
    return {fund: sum(line.amount for line in lines if line.fund == fund) for fund in FUNDS}


@settings(deadline=None)
@given(st.lists(postings(), max_size=6))
def test_postings_are_built_exactly_when_every_fund_balances(lines: list[Posting]) -> None:
    if any(_sums(lines).values()):
        with pytest.raises(PostingError, match="out of balance by"):
            Postings(lines)
    else:
        assert list(Postings(lines)) == [line for line in lines if line.amount]


@settings(deadline=None)
@given(st.lists(postings(), max_size=6))
def test_lines_balanced_fund_by_fund_can_be_built_negated_and_added(lines: list[Posting]) -> None:
    balanced = [*lines, *(Posting(CASH, fund, -total) for fund, total in _sums(lines).items())]
    built = Postings(balanced)
    assert all(line.amount for line in built)
    assert not any(_sums(list(built)).values())
    negated = -built
    assert -negated == built
    assert not any(_sums(list(built + -built)).values())
    assert hash(built) == hash(Postings(balanced))
    assert pickle.loads(pickle.dumps(built)) == built
    assert len(built) == len(list(built))


@settings(deadline=None)
@given(st.lists(postings(), min_size=1, max_size=5), st.sampled_from([1, -1, 10**6]), st.integers(0, 4))
def test_one_rupiah_too_many_anywhere_is_found(lines: list[Posting], extra: int, at: int) -> None:
    balanced = [*lines, *(Posting(CASH, fund, -total) for fund, total in _sums(lines).items())]
    spoilt = balanced[at % len(balanced)]
    assume(spoilt.amount + extra != spoilt.amount)
    changed = [line._replace(amount=line.amount + extra) if line is spoilt else line for line in balanced]
    with pytest.raises(PostingError, match="out of balance"):
        Postings(changed)


@settings(deadline=None)
@given(amounts, accounts, accounts, funds)
def test_a_transfer_debits_one_account_and_credits_the_other(
    amount: int, to: Account, from_: Account, fund: str
) -> None:
    party = "p1" if to.party is not None or from_.party is not None else None
    moved = transfer(amount, to=to, from_=from_, fund=fund, party=party)
    if amount == 0:
        assert list(moved) == []
        return
    debit, credit = moved
    assert debit == Posting(to, fund, amount, party if to.party else None)
    assert credit == Posting(from_, fund, -amount, party if from_.party else None)
    assert -moved == transfer(-amount, to=to, from_=from_, fund=fund, party=party)


def test_dues_are_cash_against_dues_of_the_member() -> None:
    assert list(transfer(5_000, to=CASH, from_=DUES, fund=KAS, party="m03")) == [
        Posting(CASH, KAS, 5_000, None),
        Posting(DUES, KAS, -5_000, "m03"),
    ]


def test_two_funds_that_balance_only_together_do_not_balance() -> None:
    with pytest.raises(PostingError, match="fund 'kas' is out of balance by 5"):
        Postings([Posting(CASH, KAS, 5), Posting(CASH, IKS, -5)])


WRONG: Final[list[tuple[list[Posting], str]]] = [
    ([Posting(CASH, KAS, 5, "m01"), Posting(BANK, KAS, -5)], "cash has no parties, 'm01' was given"),
    ([Posting(RECEIVABLES, KAS, 5), Posting(BANK, KAS, -5)], "receivables needs a sale"),
    ([Posting(MEMBER_SHARES, KAS, 5), Posting(BANK, KAS, -5)], "member-shares needs a member"),
    ([Posting(CUSTOMER_DEPOSITS, KAS, 5), Posting(BANK, KAS, -5)], "customer-deposits needs a order"),
    ([Posting(CASH, "KAS", 5), Posting(BANK, "KAS", -5)], "'KAS' is no fund"),
    ([Posting(CASH, "", 5), Posting(BANK, "", -5)], "'' is no fund"),
    ([Posting(CASH, KAS, 2.5), Posting(BANK, KAS, -2.5)], "cash: 2.5 is no whole number"),  # type: ignore[arg-type]
    ([Posting(CASH, KAS, amount=True), Posting(BANK, KAS, -1)], "cash: True is no whole number"),
]


@pytest.mark.parametrize(("lines", "problem"), WRONG, ids=[case[1] for case in WRONG])
def test_a_posting_that_cannot_stand_is_refused(lines: list[Posting], problem: str) -> None:
    with pytest.raises(PostingError, match=problem):
        Postings(lines)


def test_a_party_that_nobody_takes_is_refused() -> None:
    with pytest.raises(PostingError, match="neither bank nor cash has parties, 'm01' was given"):
        transfer(5, to=BANK, from_=CASH, fund=KAS, party="m01")


@pytest.mark.parametrize("account", [DUES, CONTRIBUTIONS, SOLIDARITY])
def test_dues_contributions_and_solidarity_may_stand_without_a_party(account: Account) -> None:
    assert len(Postings([Posting(account, KAS, 5), Posting(CASH, KAS, -5)])) == 2
    assert not account.party_needed


def test_the_chart_is_that_of_the_reference() -> None:
    assert {account.name: (account.kind, account.party) for account in ACCOUNTS.values()} == {
        **dict.fromkeys(("cash", "bank"), ("asset", None)),
        "receivables": ("asset", "sale"),
        "member-shares": ("liability", "member"),
        "customer-deposits": ("liability", "order"),
        **dict.fromkeys(("opening", "transfers", "distributions"), ("equity", None)),
        **dict.fromkeys(("dues", "contributions"), ("income", "member")),
        **dict.fromkeys(("sales", "prizes", "grants", "donations", "cash-over"), ("income", None)),
        **dict.fromkeys(("ingredients", "equipment", "transport", "wages", "samples", "other"), ("expense", None)),
        "solidarity": ("expense", "member"),
        **dict.fromkeys(("grant-refunds", "cash-short"), ("expense", None)),
    }
    assert FUNDS == {"kas": False, "iks": True, "pmt": True, "uep": True}
    assert all(name == account.name for name, account in ACCOUNTS.items())


@pytest.mark.parametrize(
    ("name", "kind"), [("Cash", "asset"), ("", "asset"), ("a/b/c", "asset"), ("cash", "money"), ("cash", "")]
)
def test_an_account_has_a_name_and_a_kind(name: str, kind: Any) -> None:
    with pytest.raises(ValueError, match="not a"):
        Account(name, kind)


def test_an_account_is_a_frozen_value() -> None:
    assert Account("simpan/loans", "asset", "member") == Account("simpan/loans", "asset", "member")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        CASH.name = "x"  # type: ignore[misc]


def test_nothing_is_no_postings() -> None:
    assert list(nothing(object())) == []
    assert Postings() == nothing(None)
    assert Postings() != ()


def test_postings_show_their_lines_and_can_be_read_back() -> None:
    told = transfer(5_000, to=CASH, from_=DUES, fund="kas", party="m01")
    assert eval(repr(told), {"Postings": Postings, "Posting": Posting, "Account": Account}) == told
