"""Books of money: Buku Kas, Iuran, IKS, Penjualan, harga, Bagi Hasil, mutasi, bantuan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.journal import BANK
from kube_ledger.projections import aid, cash_book, dues, movements, sales, solidarity

from .table import Book, Cell, Column, Question, Table, columns, table, together

if TYPE_CHECKING:
    from datetime import date


def _cash(ask: Question) -> Table:
    book = ask.group.view(cash_book, as_of=ask.as_of, period=ask.period)
    book = book if ask.fund is None else book.of(ask.fund)
    rows: list[tuple[Cell, ...]] = [
        (None, None, ask.word("column/carried-over"), fund, None, None, amount)
        for fund, amount in book.opening.items()
        if ask.period is not None
    ]
    for line in book.lines:
        bank = ask.word(line.purse) if line.purse == BANK.name else None
        said = together(part for part in (ask.word(line.event_type), line.person, line.description, bank) if part)
        received, paid = (line.amount, None) if line.amount > 0 else (None, -line.amount)
        rows.append((line.occurred_on, line.position, said, line.fund, received, paid, line.balance))
    return table(columns("date:day", "number:number", "what", "fund", "in:money", "out:money", "balance:money"), rows)


def _dues(ask: Question) -> Table:
    book = ask.group.view(dues, as_of=ask.as_of, period=ask.period)
    shape = [*columns("member")]
    shape.extend(Column(f"{column.occurred_on:%d-%m}", "money", is_heading=True) for column in book.columns)
    shape.extend(columns("elsewhere:money", "total:money"))
    rows: list[tuple[Cell, ...]] = [
        (row.member_id, *(amount or None for amount in row.paid), row.elsewhere or None, row.total) for row in book.rows
    ]
    sums = [sum(row.paid[number] for row in book.rows) for number in range(len(book.columns))]
    rows.append((ask.word("column/total"), *sums, sum(row.elsewhere for row in book.rows), book.total))
    return table(shape, rows)


def _solidarity(ask: Question) -> Table:
    book = ask.group.view(solidarity, as_of=ask.as_of, period=ask.period)
    moves: list[tuple[date, int, tuple[Cell, ...]]] = []
    cells: tuple[Cell, ...]
    for given in book.contributions:
        cells = (given.occurred_on, given.position, given.member_id, given.amount, None, None)
        moves.append((given.occurred_on, given.position, cells))
    for helped in book.disbursements:
        decided = helped.decision_id
        cells = (helped.occurred_on, helped.position, helped.beneficiary_id, None, helped.amount, decided)
        moves.append((helped.occurred_on, helped.position, cells))
    shape = columns("date:day", "number:number", "member", "contributed:money", "helped:money", "decision")
    return table(shape, (cells for _, _, cells in sorted(moves, key=lambda move: move[:2])))


def _sales(ask: Question) -> Table:
    book = ask.group.view(sales, as_of=ask.as_of, period=ask.period)
    rows = (
        (
            *(row.occurred_on, row.position, row.product, ask.word(row.channel), ask.word(row.owner)),
            *(row.lots, row.lot_price, row.total, row.owed or None),
        )
        for row in book.rows
    )
    shape = columns(
        *("date:day", "number:number", "product", "channel", "owner"),
        *("lots:number", "lot-price:money", "total:money", "owed:money"),
    )
    return table(shape, rows)


def _prices(ask: Question) -> Table:
    book = ask.group.view(sales, as_of=ask.as_of)
    days = [entry.event.occurred_on for entry in ask.group.entries()]
    day = ask.period.end if ask.period is not None else max(days, default=None)
    prices = () if day is None else book.prices(day)
    rows = ((price.product, ask.word(price.channel), price.lot_size, price.lot_price) for price in prices)
    return table(columns("product", "channel", "lot-size:number", "lot-price:money"), rows)


def _splits(ask: Question) -> Table:
    book = ask.group.view(sales, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.occurred_on, row.position, together(row.sale_ids), row.proceeds, row.kas_share, len(row.members), row.each)
        for row in book.splits
    )
    shape = columns(
        *("date:day", "number:number", "sales", "proceeds:money"),
        *("kas-share:money", "members:number", "each:money"),
    )
    return table(shape, rows)


def _shares(ask: Question) -> Table:
    book = ask.group.view(sales, as_of=ask.as_of)
    rows = ((row.member_id, row.given, row.given - row.owed, row.owed) for row in book.shares)
    return table(columns("member", "share:money", "paid:money", "owed:money"), rows)


def _movements(ask: Question) -> Table:
    book = ask.group.view(movements, as_of=ask.as_of, period=ask.period)
    rows = (
        (ask.word(row.account), row.fund, row.opening, row.debits, row.credits, row.closing)
        for row in book.rows
        if ask.fund in (None, row.fund)
    )
    shape = columns("account", "fund", "opening:money", "debits:money", "credits:money", "closing:money")
    return table(shape, rows)


def _aid(ask: Question) -> Table:
    book = ask.group.view(aid, as_of=ask.as_of, period=ask.period)
    rows: list[tuple[Cell, ...]] = [
        (
            *(row.programme, line.description, ask.word(row.stage), line.planned, line.spent, line.left),
            together(row.evidence),
        )
        for row in book.rows
        for line in row.lines
    ]
    # A group that never received aid reports the line all the same.
    rows.append((ask.word("column/total"), None, None, book.received, book.spent, book.left, None))
    shape = columns(
        *("programme", "what", "stage", "planned-received:money"), *("spent:money", "left:money", "evidence")
    )
    return table(shape, rows)


BOOKS: Final = (
    Book("kas", _cash),
    Book("iuran", _dues),
    Book("iks", _solidarity),
    Book("penjualan", _sales),
    Book("harga", _prices),
    Book("bagi-hasil", _splits),
    Book("bagian", _shares),
    Book("mutasi", _movements),
    Book("bantuan", _aid),
)
