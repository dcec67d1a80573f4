"""Balances, participation and explanations as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.events.shapes import sealed_fields
from kube_ledger.projections.counts import DIMENSIONS
from kube_ledger.wording import number, rupiah

from .asking import local_moment
from .naming import NOBODY
from .tables import Column

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kube_ledger.days import Period
    from kube_ledger.domain import Domain
    from kube_ledger.events import Event
    from kube_ledger.ledger import Group
    from kube_ledger.projections import AsOf, BalancesAnswer, Explanation, ParticipationAnswer

    from .asking import Ask
    from .naming import Naming
    from .replay import Replayed

PURSES: Final = ("cash", "bank")

# Whose money is still with the group, or still to come, matters one by one; what they paid in the past does not.
_BY_PARTY: Final = ("asset", "liability")

# How often she came and paid is shown out of how many times; these two would say it again.
_SHOWN_OTHERWISE: Final = ("attendance", "money")


def show_books(ask: Ask, group: Group, replayed: Replayed, naming: Naming = NOBODY) -> None:
    """Everything that `replay` tells."""
    screen, words = ask.screen, ask.words
    screen.line(words("replay/title", group=group.group_id, size=replayed.size, root=replayed.root.hex()[:16]), "bold")
    for sentence in _restrictions(ask, group, replayed.view):
        screen.line(sentence)
    show_funds(ask, group.domain, replayed.balances)
    show_trial_balance(ask, group.domain, replayed.balances, naming)
    show_participation(ask, group.domain, replayed.participation, replayed.period, naming)


def _restrictions(ask: Ask, group: Group, view: AsOf) -> list[str]:
    words, found = ask.words, []
    if view.occurred_on is not None:
        found.append(words("replay/occurred-on", day=view.occurred_on))
    if view.recorded_at is not None:
        found.append(words("replay/recorded-at", moment=local_moment(group, view.recorded_at, words.lang)))
    if view.position is not None:
        found.append(words("replay/position", position=view.position))
    return found


def show_funds(ask: Ask, domain: Domain, balances: BalancesAnswer) -> None:
    """What each fund holds in cash and at the bank."""
    words = ask.words
    ask.screen.heading(words("heading/funds"))
    funds = sorted({row.fund for row in balances.rows}, key=_fund_order)
    columns = [
        Column(words("column/fund"), wraps=True),
        *(Column(capital(domain.label(purse, words.lang)), "right") for purse in PURSES),
        Column(words("column/total"), "right"),
    ]
    rows = []
    for fund in funds:
        held = [balances.of(purse, fund=fund) for purse in PURSES]
        rows.append([domain.label(fund, words.lang), *map(rupiah, held), rupiah(sum(held))])
    if not rows:
        ask.screen.line(words("replay/no-money"))
        return
    sums = [balances.of(purse) for purse in PURSES]
    ask.screen.table(columns, rows, total=[words("column/total"), *map(rupiah, sums), rupiah(sum(sums))])
    if any(row.amount < 0 for row in balances.rows if row.account in PURSES):
        ask.screen.line(words("replay/below-zero"))


def show_trial_balance(ask: Ask, domain: Domain, balances: BalancesAnswer, naming: Naming = NOBODY) -> None:
    """All other accounts: whose money it is one by one where the group owes it or waits for it, else summed."""
    words, lang = ask.words, ask.words.lang
    kinds = {account.name: account.kind for account in domain.accounts}
    order = {account.name: place for place, account in enumerate(domain.accounts)}
    sums: dict[tuple[str, str, str | None], int] = {}
    for row in balances.rows:
        if row.account not in PURSES:
            party = row.party if kinds.get(row.account) in _BY_PARTY else None
            key = (row.account, row.fund, party)
            sums[key] = sums.get(key, 0) + row.amount
    found = sorted(
        ((key, amount) for key, amount in sums.items() if amount),
        key=lambda item: (order.get(item[0][0], len(order)), _fund_order(item[0][1]), item[0][2] or ""),
    )
    if not found:
        return
    ask.screen.heading(words("heading/other-balances"))
    columns = [
        Column(words("column/account"), wraps=True),
        Column(words("column/fund"), wraps=True),
        Column(words("column/debit"), "right"),
        Column(words("column/credit"), "right"),
    ]
    rows = [
        [
            capital(domain.label(account, lang)) + (f" {naming.party(domain, account, party)}" if party else ""),
            domain.label(fund, lang),
            rupiah(amount) if amount > 0 else "",
            rupiah(-amount) if amount < 0 else "",
        ]
        for (account, fund, party), amount in found
    ]
    ask.screen.table(columns, rows)


def show_participation(
    ask: Ask,
    domain: Domain,
    participation: ParticipationAnswer,
    period: Period | None,
    naming: Naming = NOBODY,
) -> None:
    """How often each member took part, out of how many times she could have."""
    words, screen = ask.words, ask.screen
    screen.heading(words("heading/participation", window=window(ask, period)))
    if not participation.members:
        screen.line(words("replay/no-members"))
        return
    members = participation.members
    batches = any(one.batches for one in members.values())
    dimensions = _dimensions(participation)
    columns = [
        Column(words("column/member"), wraps=True),
        Column(words("column/attended"), "right"),
        Column(words("column/dues"), "right"),
        *([Column("PMT", "right")] if batches else []),
        *(Column(_short(ask, domain, dimension), "right") for dimension in dimensions),
    ]
    rows = [
        [
            naming.person(member),
            _of(one.meetings_attended, one.meetings_held),
            _of(one.dues_meetings, one.meetings_held),
            *([_of(one.batches_helped, one.batches)] if batches else []),
            *(number(one.counts[name]) if one.counts.get(name) else "·" for name in dimensions),
        ]
        for member, one in members.items()
    ]
    screen.table(columns, rows)
    screen.line(words("replay/rates"))
    for sentence in _group_and_facilitators(ask, domain, participation, naming):
        screen.line(sentence)


def _dimensions(participation: ParticipationAnswer) -> list[str]:
    """The dimensions in which anybody took part, in their usual order, an app's behind them."""
    counted = {name for one in participation.members.values() for name in one.counts}
    counted -= {*_SHOWN_OTHERWISE}
    return [*(name for name in DIMENSIONS if name in counted), *sorted(counted.difference(DIMENSIONS))]


def _short(ask: Ask, domain: Domain, dimension: str) -> str:
    return ask.words(f"short/{dimension}") if dimension in DIMENSIONS else domain.label(dimension, ask.words.lang)


def _group_and_facilitators(ask: Ask, domain: Domain, participation: ParticipationAnswer, naming: Naming) -> list[str]:
    words, lang = ask.words, ask.words.lang

    def listed(figures: Mapping[str, int]) -> str:
        return ", ".join(f"{number(times)} {domain.label(name, lang)}" for name, times in figures.items() if times)

    found = []
    if listed(participation.group):
        found.append(words("replay/group-figures", figures=listed(participation.group)))
    for person, one in participation.facilitators.items():
        figures = listed({**one.roles, **one.tasks})
        found.append(words("replay/facilitator", person=naming.person(person), figures=figures))
    return found


def window(ask: Ask, period: Period | None) -> str:
    """A window of days in words, as it stands behind a heading."""
    if period is None:
        return ask.words("window/all")
    if period.start.year == 1:
        return ask.words("window/until", end=period.end)
    if period.end.year == LAST_YEAR:
        return ask.words("window/since", start=period.start)
    return ask.words("window/between", start=period.start, end=period.end)


LAST_YEAR: Final = 9999


def show_explanation(ask: Ask, group: Group, explanation: Explanation, view: AsOf, naming: Naming = NOBODY) -> None:
    """Each entry's share and the sum so far."""
    words, lang, domain = ask.words, ask.words.lang, group.domain
    parts = [domain.label(explanation.account, lang)]
    if explanation.fund is not None:
        parts.append(words("explain/fund", fund=domain.label(explanation.fund, lang)))
    if explanation.party is not None:
        parts.append(words("explain/party", party=naming.party(domain, explanation.account, explanation.party)))
    sign = _sign(domain, explanation.account)
    title = "explain/title" if sign > 0 else "explain/title-credit"
    facts = {"what": capital(", ".join(parts)), "total": sign * explanation.total, "lines": len(explanation.lines)}
    ask.screen.line(words(title, **facts), "bold")
    for sentence in _restrictions(ask, group, view):
        ask.screen.line(sentence)
    if not explanation.lines:
        return
    ask.screen.blank()
    columns = [
        Column(domain.label("number", lang), "right"),
        Column(domain.label("date", lang)),
        Column(domain.label("what", lang), wraps=True),
        Column(words("column/amount"), "right"),
        Column(domain.label("balance", lang), "right"),
    ]
    rows, balance = [], 0
    for line in explanation.lines:
        share = sign * line.share
        balance += share
        what = described(capital(domain.label(line.event.event_type, lang)), line.event, naming)
        rows.append([str(line.position), short_day(line.event.occurred_on), what, rupiah(share), rupiah(balance)])
    ask.screen.table(columns, rows)


def _sign(domain: Domain, account: str) -> int:
    """How people write an account's figures: what came in as dues, or is owed, is no negative number to them."""
    return 1 if any(one.name == account and one.kind in ("asset", "expense") for one in domain.accounts) else -1


def described(label: str, event: Event, naming: Naming = NOBODY) -> str:
    """An event in a few words: its kind, whom it concerns, what it says of itself and is not sensitive."""
    sensitive = {field.name for field in sealed_fields(type(event))}
    whom = getattr(event, "member_id", None)
    texts = (getattr(event, name, None) for name in _SAYING if name not in sensitive)
    said = next((text for text in texts if isinstance(text, str)), None)
    return label + (f" {naming.person(whom)}" if isinstance(whom, str) else "") + (f": {said}" if said else "")


_SAYING: Final = ("description", "explanation", "product", "donor", "giver", "customer", "to", "reason")


def short_day(value: date) -> str:
    """A date for a narrow table: `07-07-2019`."""
    return f"{value:%d-%m-}{value.year:04d}"


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "–"


def capital(text: str) -> str:
    """The same as the beginning of a line."""
    return text[:1].upper() + text[1:]


def _fund_order(fund: str) -> tuple[int, str]:
    usual = ("kas", "iks", "pmt", "uep")
    return (usual.index(fund) if fund in usual else len(usual), fund)
