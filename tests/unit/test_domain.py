"""What a ledger knows is one frozen value that holds together, or is not built."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any, Final

import attrs
import pytest
from hypothesis import given, settings

from kube_ledger import domain as domain_module
from kube_ledger.codec import Counted, decode, encode
from kube_ledger.domain import KUBE, Domain, load_domain
from kube_ledger.errors import InvalidDomain, UnknownType
from kube_ledger.events import (
    EVENTS,
    CashDeposited,
    DuesPaid,
    Event,
    EventReversed,
    IdeaContributed,
    MemberId,
    Rupiah,
    UnknownEvent,
    Upcaster,
    event,
)
from kube_ledger.journal import BANK, CASH, KAS, Account, Posting, PostingError, Postings, nothing, transfer
from specimens import DAY, bare_entry, full
from strategies import entries, events

if TYPE_CHECKING:
    from collections.abc import Mapping

LOANS: Final = Account("simpan/loans", kind="asset", party="member")
FOREIGN: Final = Account("simpan/nowhere", kind="asset")


@event("simpan/loan-given")
class LoanGiven(Event):
    """An app's event."""

    member_id: MemberId
    amount: Rupiah


@event("simpan/loan-lost")
class LoanLost(Event):
    """Another."""

    member_id: MemberId


@event("simpan/thing")
class Unstorable(Event):
    """With a field that can't be stored."""

    price: float


class Undecorated(LoanGiven):
    """Without a stored name of its own."""


def _give(loan: LoanGiven) -> Postings:
    return transfer(loan.amount, to=LOANS, from_=CASH, fund=KAS, party=loan.member_id)


SIMPAN: Final = KUBE.extended(
    name=f"{__name__}:SIMPAN",
    events=[LoanGiven],
    accounts=[LOANS],
    postings={LoanGiven: _give},
    counts={LoanGiven: lambda e: [Counted("dimension", "money", e.member_id)] * 2},
    wording={"simpan/loan-given": ("pinjaman", "loan"), "dues": ("iuran wajib", "compulsory dues")},
)
NOT_ONE: Final = "a text"
LOAN: Final = LoanGiven(occurred_on=DAY, member_id="m01", amount=50_000)


def _extended(**given_: Any) -> Domain:
    return KUBE.extended(
        **{"name": "a:B", "events": [LoanGiven], "accounts": [LOANS], "postings": {LoanGiven: _give}, **given_}
    )


BAD_EXTENSIONS: Final[Mapping[str, tuple[dict[str, Any], str]]] = {
    "no module in its name": ({"name": ":B"}, "its name is `package.module:NAME`"),
    "no attribute in its name": ({"name": "a"}, "its name is `package.module:NAME`"),
    "no identifier": ({"name": "a:b-c"}, "its name is `package.module:NAME`"),
    "two colons": ({"name": "a:b:c"}, "its name is `package.module:NAME`"),
    "no name at all": ({"name": ""}, "its name is `package.module:NAME`"),
    "no postings": ({"postings": {}}, r"no postings for \['LoanGiven'\]: give them, or say `nothing`"),
    "a name twice": (
        {"events": [LoanGiven, LoanGiven]},
        r"twice: \['simpan/loan-given'\]",
    ),
    "an account twice": ({"accounts": [LOANS, Account("simpan/loans", kind="expense")]}, r"twice: \['simpan/loans'\]"),
    "no event class": ({"events": [LoanGiven, Account]}, "names without a prefix|is no event class"),
    "an event without prefix": ({"events": [LoanGiven, DuesPaid]}, r"names without a prefix: \['dues-paid'\]"),
    "an account without prefix": (
        {"accounts": [LOANS, Account("loans", "asset")]},
        r"names without a prefix: \['loans'",
    ),
    "no stored name of its own": (
        {"events": [LoanGiven, Undecorated]},
        "Undecorated has no stored name of its own: decorate it with @event",
    ),
    "a field that can't be stored": (
        {"events": [LoanGiven, Unstorable], "postings": {LoanGiven: _give, Unstorable: nothing}},
        r"Unstorable.price: <class 'float'> is no type for a field",
    ),
    "postings for a stranger": ({"postings": {LoanGiven: _give, LoanLost: nothing}}, r"postings for \['LoanLost'\]"),
    "counts for a stranger": ({"counts": {LoanLost: lambda _: ()}}, r"counts for \['LoanLost'\], which are no events"),
    "limits for a stranger": ({"limits": {LoanLost: lambda *_: iter(())}}, r"limits for \['LoanLost'\]"),
    "other postings for ours": (
        {"postings": {LoanGiven: _give, DuesPaid: nothing}},
        r"\['DuesPaid'\] stand already and can't be given another meaning",
    ),
    "other counts for ours": ({"counts": {DuesPaid: lambda _: ()}}, r"\['DuesPaid'\] stand already"),
    "other limits for ours": ({"limits": {DuesPaid: lambda *_: iter(())}}, r"\['DuesPaid'\] stand already"),
    "an upcaster to nowhere": (
        {"upcasters": [Upcaster(("simpan/old", 1), ("simpan/older", 1), lambda old: old)]},
        "which is no event of today",
    ),
}


@pytest.mark.parametrize(("given_", "problem"), BAD_EXTENSIONS.values(), ids=BAD_EXTENSIONS)
def test_a_domain_that_does_not_hold_together_is_not_built(given_: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidDomain, match=problem) as caught:
        _extended(**given_)
    assert caught.value.code == "invalid-domain"
    assert isinstance(caught.value, ValueError)
    assert caught.value.sentence.startswith("Domain '")


def test_a_domain_takes_a_base_class_for_no_event() -> None:
    with pytest.raises(InvalidDomain, match="Event has no stored name of its own"):
        Domain(name="a:B", events=[Event], accounts=[], postings={Event: nothing})
    with pytest.raises(InvalidDomain, match="is no event class"):
        Domain(
            name="a:B",
            events=["dues-paid"],  # type: ignore[list-item]
            accounts=[],
            postings={},
        )


def test_a_reversal_needs_no_postings_of_its_own() -> None:
    assert EventReversed not in KUBE.postings
    assert set(KUBE.postings) == set(EVENTS) - {EventReversed}


def test_an_extended_domain_knows_all_that_ours_knows_and_more() -> None:
    assert SIMPAN.events == (*KUBE.events, LoanGiven)
    assert set(KUBE.postings.items()) < set(SIMPAN.postings.items())
    assert set(KUBE.counts.items()) < set(SIMPAN.counts.items())
    assert KUBE.limits.items() <= SIMPAN.limits.items()
    assert KUBE.catalogue.find("simpan/loan-given") is None
    assert SIMPAN.catalogue.find("simpan/loan-given") is LoanGiven


def test_a_domain_can_be_extended_twice() -> None:
    twice = SIMPAN.extended(name="a:B", events=[LoanLost], postings={LoanLost: nothing})
    assert twice.events[-2:] == (LoanGiven, LoanLost)
    assert twice.postings_of(LOAN) == SIMPAN.postings_of(LOAN)


def test_a_domain_is_frozen_and_so_are_its_tables() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        KUBE.name = "x"  # type: ignore[misc]
    for table in (KUBE.postings, KUBE.counts, KUBE.limits, KUBE.wording):
        with pytest.raises(TypeError):
            table[DuesPaid] = nothing  # type: ignore[index]


def test_changing_the_table_it_was_built_from_does_not_change_it() -> None:
    table: dict[Any, Any] = {LoanGiven: _give}
    built = _extended(postings=table)
    table[LoanGiven] = nothing
    assert built.postings_of(LOAN) == _give(LOAN)


def test_a_domain_is_equal_to_itself_only() -> None:
    twin = _extended()
    assert twin == twin  # noqa: PLR0124  # its own equality is the thing under test
    assert twin != _extended()
    assert hash(twin) != hash(_extended())


@pytest.mark.parametrize("domain", [KUBE, SIMPAN], ids=["ours", "an app's"])
def test_a_domain_pickles_and_copies_as_its_name(domain: Domain) -> None:
    assert pickle.loads(pickle.dumps(domain)) is domain
    assert copy.deepcopy(domain) is domain
    assert len(pickle.dumps(domain)) < 200
    assert load_domain(domain.name) is domain


@pytest.mark.parametrize(
    "name",
    [
        "no_such_module_:X",
        "kube_ledger.domain:NO",
        "kube_ledger.domain",
        ":X",
        "",
        f"{__name__}:NOT_ONE",
        "os:path",
        ".:X",
    ],
)
def test_a_name_where_no_domain_stands_is_invalid(name: str) -> None:
    with pytest.raises(InvalidDomain):
        load_domain(name)


def test_entries_pickle_with_their_books() -> None:
    entry = attrs.evolve(bare_entry(LOAN), books=SIMPAN)
    again = pickle.loads(pickle.dumps(entry))
    assert again == entry
    assert again.books is SIMPAN
    assert again.postings == entry.postings


# Postings and counts.


@settings(deadline=None, max_examples=150)
@given(events(without=(EventReversed,)))
def test_the_postings_of_a_reversal_are_the_exact_negation(fact: Event) -> None:
    reversal = EventReversed(occurred_on=DAY, target=0, original=fact, reason="keliru")
    assert KUBE.postings_of(reversal) == -KUBE.postings_of(fact)
    assert not len(Postings()) + sum(posting.amount for posting in KUBE.postings_of(fact) + KUBE.postings_of(reversal))
    negated = [counted._replace(times=-counted.times) for counted in KUBE.counts_of(fact)]
    assert list(KUBE.counts_of(reversal)) == negated


@settings(deadline=None, max_examples=60)
@given(entries(books=KUBE))
def test_an_entry_answers_with_what_its_books_say(entry: Any) -> None:
    assert entry.postings == KUBE.postings_of(entry.event)
    assert entry.counts == KUBE.counts_of(entry.event)
    assert decode(encode(entry), books=KUBE).postings == entry.postings


def test_what_is_counted_twice_counts_once() -> None:
    assert SIMPAN.counts_of(LOAN) == (Counted("dimension", "money", "m01"),)


def test_a_type_without_counts_counts_for_nothing() -> None:
    assert KUBE.counts_of(full(CashDeposited)) == ()


@pytest.mark.parametrize(
    "fact",
    [LOAN, UnknownEvent(occurred_on=DAY, type="simpan/loan-given", version=1, payload=())],
    ids=["a class that it lacks", "an unknown event"],
)
def test_a_domain_says_which_type_it_lacks(fact: Event) -> None:
    for ask in (KUBE.postings_of, KUBE.counts_of):
        with pytest.raises(UnknownType) as caught:
            ask(fact)
        assert (caught.value.type, caught.value.version) == ("simpan/loan-given", 1)


def _rule(postings: Any) -> Domain:
    return _extended(postings={LoanGiven: postings})


BAD_RULES: Final[Mapping[str, tuple[Any, str]]] = {
    "out of balance": (lambda e: Postings([Posting(CASH, KAS, e.amount)]), "fund 'kas' is out of balance by 50000"),
    "out of balance between funds": (
        lambda e: Postings([Posting(CASH, KAS, e.amount), Posting(CASH, "iks", -e.amount)]),
        "fund 'kas' is out of balance",
    ),
    "a foreign account": (
        lambda e: transfer(e.amount, to=FOREIGN, from_=CASH, fund=KAS),
        "the account 'simpan/nowhere' is not in the domain",
    ),
    "an account of the same name": (
        lambda e: transfer(e.amount, to=Account("simpan/loans", kind="expense"), from_=CASH, fund=KAS),
        "the account 'simpan/loans' is not in the domain",
    ),
    "a party too many": (lambda e: transfer(e.amount, to=BANK, from_=CASH, fund=KAS, party="m01"), "has parties"),
    "a party missing": (lambda e: transfer(e.amount, to=LOANS, from_=CASH, fund=KAS), "simpan/loans needs a member"),
    "no whole rupiah": (lambda e: transfer(e.amount / 2, to=BANK, from_=CASH, fund=KAS), "is no whole number"),
    "a list": (lambda e: [Posting(CASH, KAS, e.amount)], "gave list, not Postings"),
    "nothing at all": (lambda _: None, "gave NoneType, not Postings"),
}


@pytest.mark.parametrize(("rule", "problem"), BAD_RULES.values(), ids=BAD_RULES)
def test_an_apps_postings_that_cannot_stand_are_a_posting_error(rule: Any, problem: str) -> None:
    domain = _rule(rule)
    with pytest.raises(PostingError, match=problem):
        domain.postings_of(LOAN)
    with pytest.raises(PostingError, match=problem):
        domain.postings_of(EventReversed(occurred_on=DAY, target=0, original=LOAN, reason="keliru"))


def test_the_words_of_an_app_come_first_and_ours_stay() -> None:
    assert SIMPAN.label("simpan/loan-given") == "pinjaman"
    assert SIMPAN.label("simpan/loan-given", "en") == "loan"
    assert SIMPAN.label("dues") == "iuran wajib"
    assert SIMPAN.label("cash", "en") == "cash"
    assert SIMPAN.label("no-such") == "no-such"
    assert KUBE.label("dues") == "iuran kas"


def test_ours_stands_where_its_name_says() -> None:
    assert KUBE.name == "kube_ledger.domain:KUBE"
    assert domain_module.KUBE is KUBE
    assert full(IdeaContributed).event_type in [cls.event_type for cls in KUBE.events]
