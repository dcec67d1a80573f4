"""A signed ledger moves as a file: its JSON Lines can be read by anybody, and by no import of a group that signs."""

from __future__ import annotations

import io

from kube_ledger.exchange import export_lines, import_lines
from officers import TREASURER, Officers
from support import GROUP, in_memory


def lines_of(book: Officers) -> bytes:
    """The group's JSON Lines."""
    return "".join(export_lines(book.group)).encode()


def test_the_lines_of_a_group_that_signs_are_refused_and_it_is_said_how_it_moves() -> None:
    book = Officers()
    book.decides_to_sign()
    signed_from = book.group.size
    for amount in (1, 2, 3):
        book.signs(book.gift(amount), by=TREASURER)
    ledger = in_memory(book.clock)
    imported = import_lines(ledger.group(GROUP), io.BytesIO(lines_of(book)))
    assert [(bad.line, bad.code, bad.path) for bad in imported.refused] == [
        (signed_from + place, "signature-missing", None) for place in (1, 2, 3)
    ]
    first, second, _ = imported.refused
    assert "menyalin berkasnya atau dari cadangan" in first.message_id
    assert "a copy" not in first.message
    assert "by copying its file or from a backup" in first.message
    assert "menyalin" not in second.message_id  # said once
    assert ledger.groups() == []


def test_signatures_without_a_decision_to_sign_are_left_out_of_the_lines() -> None:
    book = Officers()
    book.signs(book.gift(10_000), by=TREASURER)
    ledger = in_memory(book.clock)
    assert import_lines(ledger.group(GROUP), io.BytesIO(lines_of(book))).refused == ()
    assert all(entry.approvals == () for entry in ledger.group(GROUP).entries())


def test_its_own_lines_imported_again_are_repeats() -> None:
    book = Officers()
    book.decides_to_sign()
    book.signs(book.gift(10_000), by=TREASURER)
    size = book.group.size
    imported = import_lines(book.group, io.BytesIO(lines_of(book)))
    assert (imported.recorded, imported.repeated, imported.refused) == (0, size, ())
