"""The sample group's book on one screen after the other: what the library answers, and what to try next."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from kube_ledger.days import Period, month_of
from kube_ledger.projections import cash_book, dues
from kube_ledger.wording import month, number

from .shown_books import capital, short_day, show_funds, show_participation
from .shown_findings import show_audit
from .tables import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from kube_ledger.audit import GroupAudit
    from kube_ledger.domain import Domain
    from kube_ledger.ledger import Group
    from kube_ledger.projections.cash_book import CashLine

    from .asking import Ask
    from .replay import Replayed

_FUND = "kas"


def show_demo(ask: Ask, group: Group, replayed: Replayed, audits: Sequence[GroupAudit], path: str) -> None:
    """Show everything.

    Args:
        ask: Language and screen.
        group: The sample group.
        replayed: Its balances and participation.
        audits: What verification said.
        path: The ledger, as a shell takes it.
    """
    words, screen = ask.words, ask.screen
    screen.line(words("demo/title", group=group.group_id, size=replayed.size), "bold")
    screen.line(words("demo/root", root=replayed.root.hex()))
    screen.line(words("demo/sample"))
    last = month_of(group.view(cash_book).lines[-1].occurred_on)
    show_cash_book(ask, group, last)
    show_funds(ask, group.domain, replayed.balances)
    show_dues(ask, group, last)
    show_participation(ask, group.domain, replayed.participation, None)
    screen.heading(words("heading/verified"))
    for audit in audits:
        show_audit(ask, audit, strict=False)
    screen.heading(words("heading/next"))
    for name in ("replay", "past", "explain", "strict", "export"):
        screen.command(words(f"demo/try-{name}", path=path, group=group.group_id))


def show_cash_book(ask: Ask, group: Group, month_: str) -> None:
    """Buku Kas of a month: entries of one kind, day and purse in one line."""
    words, lang, domain = ask.words, ask.words.lang, group.domain
    answer = group.view(cash_book, period=Period.of_month(month_)).of(_FUND)
    ask.screen.heading(words("heading/cash-book", month=month(month_, lang)))
    columns = [
        Column(domain.label("date", lang)),
        Column(domain.label("number", lang), "right"),
        Column(domain.label("what", lang), wraps=True),
        *(Column(domain.label(name, lang), "right") for name in ("in", "out", "balance")),
    ]
    opening = ["", "", words("cash-book/opening"), "", "", number(answer.opening[_FUND])]
    rows = [
        [
            short_day(line.occurred_on),
            line.numbers,
            line.what,
            number(line.came) if line.came else "",
            number(line.went) if line.went else "",
            number(line.balance),
        ]
        for line in _together(ask, domain, answer.lines)
    ]
    sums = [number(line) for line in (_came(answer.lines), _went(answer.lines), answer.closing[_FUND])]
    ask.screen.table(columns, [opening, *rows], total=["", "", words("cash-book/closing"), *sums])


class _BookLine(NamedTuple):
    occurred_on: date
    numbers: str
    what: str
    came: int
    went: int
    balance: int


def _together(ask: Ask, domain: Domain, lines: Iterable[CashLine]) -> Iterator[_BookLine]:
    """Lines that say the same of several members, or are two sides of one entry, as one."""
    for _, group in groupby(lines, key=_kind):
        same = list(group)
        first, last = same[0], same[-1]
        numbers = str(first.position)
        if last.position != first.position:
            numbers = f"{first.position}–{last.position}"
        what = _uraian(ask, domain, first, members=last.position - first.position + 1)
        yield _BookLine(first.occurred_on, numbers, what, _came(same), _went(same), last.balance)


def _kind(line: CashLine) -> tuple[object, ...]:
    alone = None if line.person and not line.description else line.position
    return (line.occurred_on, line.event_type, line.person is not None and line.amount > 0, alone)


def _uraian(ask: Ask, domain: Domain, line: CashLine, *, members: int) -> str:
    """What a line is about: its own words, or what it is and of whom."""
    if line.description and line.event_type == "expense-paid":
        return line.description
    what = capital(domain.label(line.event_type, ask.words.lang))
    if line.description:
        return f"{what}: {line.description}"
    if line.person:
        whose = line.person if members == 1 else ask.words("cash-book/members", members=members)
        return f"{what}, {whose}"
    return what


def _came(lines: Iterable[CashLine]) -> int:
    return sum(line.amount for line in lines if line.amount > 0)


def _went(lines: Iterable[CashLine]) -> int:
    return -sum(line.amount for line in lines if line.amount < 0)


def show_dues(ask: Ask, group: Group, month_: str) -> None:
    """Buku Iuran of a month: members down, meetings across."""
    words, lang = ask.words, ask.words.lang
    answer = group.view(dues, period=Period.of_month(month_))
    ask.screen.heading(words("heading/dues", month=month(month_, lang)))
    columns = [
        Column(words("column/member"), wraps=True),
        *(Column(f"{column.occurred_on:%d-%m}", "right") for column in answer.columns),
        Column(words("column/total"), "right"),
    ]
    rows = [
        [row.member_id, *(number(paid) if paid else "·" for paid in row.paid), number(row.total)] for row in answer.rows
    ]
    sums = [sum(row.paid[place] for row in answer.rows) for place in range(len(answer.columns))]
    ask.screen.table(columns, rows, total=[words("column/total"), *map(number, sums), number(answer.total)])
