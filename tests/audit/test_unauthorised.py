"""What nobody was allowed to record is found, and the books are told with it and without it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kube_ledger import events
from kube_ledger.audit.unauthorised import LeftOut
from kube_ledger.cli import main
from officers import CHAIR, FACILITATOR, MEMBER, SECRETARY, TREASURER, Officers, enrolment
from signed_file import SignedFile
from support import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kube_ledger.audit import Unauthorised

GIFT, PAID = 300_000, 40_000


@pytest.fixture(scope="module")
def book() -> Officers:
    """A group that signs; 300,000 came in, half of it is in the bank."""
    book = Officers()
    book.receives(GIFT)
    book.tells(events.CashDeposited(occurred_on=book.day, fund="kas", amount=GIFT // 2))
    book.decides_to_sign(two_persons_above=100_000)
    return book


@pytest.fixture
def file(book: Officers, tmp_path: Path) -> Iterator[SignedFile]:
    with SignedFile(book, tmp_path / "buku.kube") as file:
        yield file


def beside(file: SignedFile) -> Unauthorised:
    found = file.audit().unauthorised
    assert found is not None
    return found


def both(found: Unauthorised, account: str, fund: str = "kas") -> tuple[int, int]:
    """What an account holds with and without."""
    return next((one.with_, one.without) for one in found.totals if (one.account, one.fund) == (account, fund))


def asked(capsys: pytest.CaptureFixture[str], verb: str, path: Path, *options: str) -> Any:
    capsys.readouterr()
    main([verb, str(path), "--group", GROUP, "--json", *options])
    return json.loads(capsys.readouterr().out)


def told(capsys: pytest.CaptureFixture[str], verb: str, path: Path, *options: str) -> str:
    capsys.readouterr()
    main([*options, verb, str(path), "--group", GROUP])
    return capsys.readouterr().out


def test_of_books_in_order_nothing_more_is_said(file: SignedFile, capsys: pytest.CaptureFixture[str]) -> None:
    assert file.audit().unauthorised is None
    assert "unauthorised" not in asked(capsys, "verify", file.path)["groups"][0]
    assert "unauthorised" not in asked(capsys, "replay", file.path)
    assert "wewenang" not in told(capsys, "verify", file.path) + told(capsys, "replay", file.path)


@pytest.mark.parametrize(
    ("signers", "why"),
    [
        ((), "signature-missing"),
        ((SECRETARY,), "not-authorised"),
        ((FACILITATOR,), "not-authorised"),
        (("m05",), "key-unknown"),
    ],
)
def test_an_expense_past_the_rules_is_found_and_the_cash_told_with_and_without_it(
    book: Officers, file: SignedFile, capsys: pytest.CaptureFixture[str], signers: tuple[str, ...], why: str
) -> None:
    file.slip_in_all((book.expense(PAID), signers), (book.gift(5_000), (TREASURER,)))
    assert file.found() == [(file.size, why)]
    found = beside(file)
    assert (found.positions, found.reversals, found.complete) == ((file.size,), (), True)
    cash = GIFT // 2 + 5_000
    assert both(found, "cash") == (cash - PAID, cash)
    assert both(found, "bank") == (GIFT // 2, GIFT // 2)
    assert both(found, "ingredients") == (PAID, 0)
    told_to_machines = [
        asked(capsys, "verify", file.path)["groups"][0]["unauthorised"],
        asked(capsys, "replay", file.path)["unauthorised"],
    ]
    assert told_to_machines[0] == told_to_machines[1]
    assert told_to_machines[0]["positions"] == [file.size]
    assert {"account": "cash", "fund": "kas", "with": cash - PAID, "without": cash} in told_to_machines[0]["totals"]
    for verb in ("verify", "replay"):
        shown = told(capsys, verb, file.path)
        assert f"1 catatan dibuat tanpa wewenang (nomor {file.size})" in shown
        (line,) = [line for line in shown.splitlines() if "Rp 115.000" in line and "Rp 155.000" in line]
        assert "tunai" in line.lower()
        assert "entitled" in told(capsys, verb, file.path, "--lang", "en")


def test_in_every_fund_both_books_balance(book: Officers, file: SignedFile) -> None:
    gift = book.gift(7_000, fund="iks")
    file.slip_in_all((book.expense(PAID), (MEMBER,)), (gift, ()), (book.expense(100_001), (TREASURER,)))
    assert file.found() == [
        (file.size, "not-authorised"),
        (file.size + 1, "signature-missing"),
        (file.size + 2, "approval-missing"),
    ]
    totals = beside(file).totals
    for fund in ("kas", "iks"):
        assert sum(one.with_ for one in totals if one.fund == fund) == 0
        assert sum(one.without for one in totals if one.fund == fund) == 0
    assert both(beside(file), "cash", "iks") == (7_000, 0)


def test_taken_back_since_it_goes_with_its_reversal(
    book: Officers, file: SignedFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else the reversal alone would be left, and the cash without them too large."""
    slipped = book.expense(PAID)
    back = events.EventReversed(occurred_on=book.day, target=file.size, original=slipped, reason="tidak sah")
    file.slip_in_all((slipped, (MEMBER,)), (back, (TREASURER,)))
    assert file.found() == [(file.size, "not-authorised")]
    found = beside(file)
    assert (found.positions, found.reversals) == ((file.size,), (file.size + 1,))
    assert both(found, "cash") == (GIFT // 2, GIFT // 2)
    shown = told(capsys, "verify", file.path)
    assert f"Pembetulannya (nomor {file.size + 1})" in shown
    assert "Saldonya sama dengan dan tanpa catatan itu." in shown


def test_a_reversal_that_nobody_was_allowed_leaves_its_original_standing(book: Officers, file: SignedFile) -> None:
    at = book.first("donation-received")
    taken = book.correction(at)
    file.slip_in_all((taken, (SECRETARY,)))
    found = beside(file)
    assert both(found, "donations") == (0, -GIFT)
    assert (found.positions, found.reversals) == ((file.size,), ())


def test_who_was_made_treasurer_by_nobody_moves_no_money_without_them(book: Officers, file: SignedFile) -> None:
    """Two entries give her an office and a key; all that follows keeps the rules by these alone."""
    file.slip_in_all(
        (events.RoleEnded(occurred_on=book.day, person_id=TREASURER, role="treasurer"), ()),
        (events.RoleAssigned(occurred_on=book.day, person_id="m05", role="treasurer"), ()),
        (enrolment(book.day, "m05"), ()),
        (book.expense(PAID), ("m05",)),
        (book.gift(1_000), (TREASURER,)),
        (book.meeting("w99"), (SECRETARY,)),
    )
    unsigned = [(file.size + place, "signature-missing") for place in range(3)]
    assert file.found() == [*unsigned, (file.size + 4, "not-authorised")], "by position she is treasurer"
    found = beside(file)
    assert found.positions == tuple(range(file.size, file.size + 5)), "the minutes of the secretary stay"
    assert both(found, "cash") == (GIFT // 2 - PAID + 1_000, GIFT // 2)


def test_without_looking_at_where_her_right_comes_from_her_money_would_count(
    book: Officers, file: SignedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    file.slip_in_all(
        (events.RoleEnded(occurred_on=book.day, person_id=TREASURER, role="treasurer"), ()),
        (events.RoleAssigned(occurred_on=book.day, person_id="m05", role="treasurer"), ()),
        (enrolment(book.day, "m05"), ()),
        (book.expense(PAID), ("m05",)),
    )
    assert both(beside(file), "cash")[1] == GIFT // 2
    monkeypatch.setattr("kube_ledger.audit.unauthorised._DECIDES", ())
    assert both(beside(file), "cash")[1] == GIFT // 2 - PAID


def test_a_decision_to_sign_no_more_that_nobody_was_allowed_opens_nothing(book: Officers, file: SignedFile) -> None:
    file.slip_in_all(
        (book.decision("d-none", signing="none"), (TREASURER,)),
        (book.expense(PAID), ()),
        (book.expense(PAID), (TREASURER,)),
    )
    assert file.found() == [(file.size, "not-authorised")]
    found = beside(file)
    assert found.positions == (file.size, file.size + 1)
    assert both(found, "cash") == (GIFT // 2 - 2 * PAID, GIFT // 2 - PAID)


def test_what_moves_no_money_leaves_the_balances_as_they_are(
    book: Officers, file: SignedFile, capsys: pytest.CaptureFixture[str]
) -> None:
    file.slip_in_all((book.meeting("w99"), (TREASURER,)))
    found = beside(file)
    assert found.positions == (file.size,)
    assert all(one.with_ == one.without for one in found.totals)
    assert "Saldonya sama" in told(capsys, "verify", file.path)


def test_many_are_counted_and_the_first_are_named(
    book: Officers, file: SignedFile, capsys: pytest.CaptureFixture[str]
) -> None:
    file.slip_in_all(*((book.gift(1), ()) for _ in range(25)))
    shown = " ".join(told(capsys, "replay", file.path).split())
    assert "25 catatan dibuat tanpa wewenang" in shown
    assert f"{file.size + 19} dan 5 lagi" in shown
    assert len(asked(capsys, "replay", file.path)["unauthorised"]["positions"]) == 25


def test_replay_sees_what_its_point_of_view_sees(
    book: Officers, file: SignedFile, capsys: pytest.CaptureFixture[str]
) -> None:
    file.slip_in_all((book.expense(PAID), ()), (book.expense(PAID), (MEMBER,)))
    first = asked(capsys, "replay", file.path, "--position", str(file.size))["unauthorised"]
    assert first["positions"] == [file.size]
    assert {"account": "ingredients", "fund": "kas", "with": PAID, "without": 0} in first["totals"]
    assert "unauthorised" not in asked(capsys, "replay", file.path, "--position", str(file.size - 1))
    assert "unauthorised" not in asked(capsys, "replay", file.path, "--occurred-on", "2019-07-06")


def test_behind_damage_nobody_says_whose_right_was_lost_with_it(
    book: Officers, file: SignedFile, capsys: pytest.CaptureFixture[str]
) -> None:
    file.slip_in_all((book.expense(PAID), ()), (book.gift(1), (TREASURER,)), (book.gift(2), ()))
    file.hand.put_record(file.size + 1, b"\x91\xc0")
    found = beside(file)
    assert (found.positions, found.complete) == ((file.size,), False)
    assert "baru dari catatan yang terbaca" in " ".join(told(capsys, "verify", file.path).split())


def test_a_group_that_does_not_sign_is_judged_by_the_signatures_that_are_there(tmp_path: Path) -> None:
    book = Officers()
    book.receives(GIFT)
    with SignedFile(book, tmp_path / "buku.kube") as file:
        file.slip_in_all((book.gift(1), ()), (book.gift(2), ("m05",)), (book.gift(4), (MEMBER,)))
        assert file.found() == [(file.size + 1, "key-unknown")]
        assert both(beside(file), "cash") == (GIFT + 7, GIFT + 5)


def test_replay_without_cryptography_shows_the_books_and_says_what_it_did_not_check(
    book: Officers, file: SignedFile, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kube_ledger.errors import MissingExtra

    def missing() -> Any:
        raise MissingExtra("proofs")

    file.slip_in_all((book.expense(PAID), (TREASURER, CHAIR)))
    monkeypatch.setattr("kube_ledger.proofs.signing._ed25519", missing)
    assert asked(capsys, "replay", file.path)["unauthorised"] is None
    assert "tidak diperiksa" in told(capsys, "replay", file.path)


def test_what_it_holds_does_not_grow_with_entries_that_are_in_order(book: Officers) -> None:
    left_out = LeftOut(book.ledger.domain)
    for entry in book.group.entries():
        left_out.take(entry, book.day, b"", is_broken=False)
    assert left_out.positions == {}
    assert left_out._moved == {}
    assert not left_out._rightful._undo
