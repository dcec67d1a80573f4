"""Drafts: one phone writes, another reads what it is about to sign, and what is recorded is what both have seen."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from book import says
from kube_ledger import (
    ConcurrencyError,
    Draft,
    DraftSignature,
    InvalidEvent,
    KubeLedgerError,
    Ledger,
    ProofError,
    Refused,
    events,
)
from kube_ledger.codec import decode, encode, pack, unpack
from kube_ledger.codec.envelope import encode_command
from kube_ledger.domain import KUBE
from kube_ledger.events import Event, MemberId, Rupiah, Upcaster, event
from kube_ledger.journal import nothing
from kube_ledger.merkle import root
from kube_ledger.proofs import Checkpoint
from officers import CHAIR, FACILITATOR, SECRETARY, TREASURER, Officers, key_of
from simpan import SIMPAN, LoanGiven
from support import GROUP, Clock, Ids

if TYPE_CHECKING:
    from pathlib import Path


def signed_by(draft: Draft, *names: str) -> list[DraftSignature]:
    return [draft.sign(key_of(name)) for name in names]


def test_two_phones_record_one_payment() -> None:
    book = Officers()
    book.receives(200_000)
    bought = book.expense(150_000)

    # On the treasurer's phone: the draft, and her signature.
    written = book.group.draft(bought, recorded_by="treasurer", actor_key=key_of(TREASURER).key.key_id, key="beras/14")
    hers = written.sign(key_of(TREASURER)).to_text()

    # On the chair's phone: what came as text shows its own values before it is signed.
    read = Draft.from_text(written.to_text())
    assert read.events == (bought,)
    assert (read.group_id, read.recorded_by, read.key) == (GROUP, "treasurer", "beras/14")
    assert read == written
    approval = read.sign(key_of(CHAIR)).to_text()

    # At the ledger: both come in, and stand in the record.
    signatures = [DraftSignature.from_text(text) for text in (approval, hers)]
    done = book.group.record(written, approvals=signatures)
    (entry,) = book.group.entries(since=done.positions[0])
    assert entry.event == bought
    assert [approval.key_id for approval in entry.approvals] == [key_of(name).key.key_id for name in (TREASURER, CHAIR)]
    assert entry.actor_key == key_of(TREASURER).key.key_id
    assert entry.recorded_at == book.clock.now
    assert book.group.verify() == []
    assert book.holds("cash") == 50_000


def test_what_is_signed_are_the_bytes_of_the_reference() -> None:
    book = Officers()
    draft = book.draft(book.gift(1), book.gift(2), by=TREASURER)
    own, others = draft.to_sign(draft.actor_key), draft.to_sign(key_of(CHAIR).key.key_id)
    assert own == tuple(b"kube-ledger/command/1\n" + command for command in draft.commands)
    assert {message.removeprefix(b"kube-ledger/approve/1\n").__len__() for message in others} == {32}
    by_hand = [
        (key_of(TREASURER).key.key_id, b"".join(map(key_of(TREASURER).sign, own))),
        (key_of(CHAIR).key.key_id, b"".join(map(key_of(CHAIR).sign, others))),
    ]
    assert by_hand == signed_by(draft, TREASURER, CHAIR)
    done = book.group.record(draft, approvals=by_hand)
    assert [entry.event.amount for entry in book.group.entries(since=done.positions[0])] == [1, 2]  # type: ignore[attr-defined]


def test_a_draft_sent_again_is_answered_as_before_with_a_key_or_without() -> None:
    for key in (None, "sumbangan/1"):
        book = Officers()
        draft = book.draft(book.gift(10_000), book.gift(20_000), by=TREASURER, key=key)
        first = book.group.record(draft, approvals=signed_by(draft, TREASURER))
        book.receives(1)
        again = book.group.record(draft, approvals=signed_by(draft, TREASURER, CHAIR))
        assert (again.positions, again.size, again.root) == (first.positions, first.size, first.root)
        assert again.repeated
        assert not first.repeated
        assert book.holds("cash") == 30_001


def test_it_is_answered_as_before_after_a_restart_and_after_its_keys_were_revoked(tmp_path: Path) -> None:
    path, clock = tmp_path / "buku.kube", Clock()
    book = Officers()
    clock.now = book.clock.now
    with Ledger.create(path, clock=clock, new_id=Ids()) as ledger:
        group = ledger.group(GROUP)
        for entry in book.group.entries():
            group.record(entry.event, recorded_by="secretary")
        draft = group.draft(book.gift(10_000), recorded_by="treasurer", actor_key=key_of(TREASURER).key.key_id)
        first = group.record(draft, approvals=signed_by(draft, TREASURER))
        revoked = events.KeyRevoked(occurred_on=book.day, key_id=draft.actor_key, reason="ended")
        group.record(revoked, recorded_by="chair")
    with Ledger.open(path, clock=clock) as ledger:
        group = ledger.group(GROUP)
        assert group.record(draft, approvals=signed_by(draft, TREASURER)) == attrs.evolve(first, repeated=True)
        assert group.verify() == []
        late = group.draft(book.gift(1), recorded_by="treasurer", actor_key=draft.actor_key)
        with pytest.raises(Refused) as caught:
            group.record(late, approvals=signed_by(late, TREASURER))
        says(caught.value.refusal, "key-not-in-force", "melati-3/m03")


def test_the_same_said_under_the_same_key_is_a_repeat_though_it_was_drafted_anew() -> None:
    book = Officers()
    first = book.signs(book.gift(10_000), by=TREASURER, key="sumbangan/1")
    again = book.signs(book.gift(10_000), by=TREASURER, key="sumbangan/1")
    assert again.repeated
    assert again.positions == first.positions
    with pytest.raises(Refused) as caught:
        book.signs(book.gift(10_001), by=TREASURER, key="sumbangan/1")
    says(caught.value.refusal, "key-conflict", "sumbangan/1")


def test_another_call_under_a_signed_calls_id_is_refused() -> None:
    book = Officers()
    draft = book.draft(book.gift(10_000), by=TREASURER)
    book.group.record(draft, approvals=signed_by(draft, TREASURER))
    other = changed(draft, event=book.gift(90_000))
    assert other.call_id == draft.call_id
    with pytest.raises(Refused) as caught:
        book.group.record(other, approvals=signed_by(other, TREASURER))
    says(caught.value.refusal, "key-conflict", f"call/{draft.call_id}")
    assert book.holds("cash") == 10_000


def changed(draft: Draft, **values: Any) -> Draft:
    """A draft whose one command says something else; whoever makes it can make any."""
    return Draft((encode_command(attrs.evolve(draft.entries[0], **values)),), draft.domain)


def test_many_who_send_the_same_draft_at_once_record_it_once() -> None:
    book = Officers()
    draft = book.draft(book.gift(10_000), by=TREASURER)
    approvals = signed_by(draft, TREASURER)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: book.group.record(draft, approvals=approvals), range(16)))
    assert len({(one.positions, one.root) for one in answers}) == 1
    assert [one.repeated for one in answers].count(False) == 1
    assert book.holds("cash") == 10_000


@pytest.mark.parametrize("signers", [(), (CHAIR,), (CHAIR, SECRETARY)], ids=["nobody", "another", "two others"])
def test_without_its_authors_signature_it_is_refused(signers: tuple[str, ...]) -> None:
    book = Officers()
    draft = book.draft(book.gift(10_000), by=TREASURER)
    for ask in (book.group.check, book.group.record):
        try:
            found = ask(draft, approvals=signed_by(draft, *signers))[0]  # type: ignore[index]
        except Refused as refused:
            found = refused.refusal
        says(found, "signature-missing", "sumbangan")
    assert book.holds("cash") == 0


def test_a_signature_on_one_event_is_none_on_the_next() -> None:
    book = Officers()
    draft = book.draft(book.gift(10_000), book.gift(20_000), by=TREASURER)
    ((key_id, signature),) = signed_by(draft, TREASURER)
    with pytest.raises(Refused) as caught:
        book.group.record(draft, approvals=[(key_id, signature[:64] * 2)])
    assert caught.value.refusal.code == "signature-invalid"
    assert caught.value.refusal.index == 1


NO_SIGNATURES = {
    "a text": "tanda tangan",
    "a generator": (one for one in ()),
    "no pair": [b"x"],
    "a short key id": [(b"1234567", bytes(64))],
    "a signature on another number of events": [(bytes(8), bytes(128))],
    "text for bytes": [("12345678", "x" * 64)],
    "three parts": [(bytes(8), bytes(64), b"")],
    "nothing": None,
}


@pytest.mark.parametrize("given", NO_SIGNATURES.values(), ids=NO_SIGNATURES)
def test_what_is_no_signature_on_a_draft_is_not_judged_at_all(given: Any) -> None:
    book = Officers()
    draft = book.draft(book.gift(10_000), by=TREASURER)
    with pytest.raises(InvalidEvent) as caught:
        book.group.record(draft, approvals=given)
    assert caught.value.faults[0].path.startswith("approvals")


def test_what_the_ledger_builds_can_be_drafted() -> None:
    book = Officers()
    wrong = book.receives(100_000)
    sold = events.SaleRecorded(
        occurred_on=book.day, sale_id="s1", owner="group", product="peyek", channel="bazaar", lots=10, lot_size=1,
        lot_price=10_000, paid=True,
    )  # fmt: skip
    book.signs(sold, by=TREASURER)
    book.signs(book.group.split_sale(["s1"], occurred_on=book.day), by=TREASURER)
    book.signs(book.correction(wrong), by=TREASURER)
    book.signs(book.group.close_month("2019-06", occurred_on=book.day), by=SECRETARY)
    assert book.holds("member-shares") == -100_000
    assert book.group.verify() == []


def test_a_draft_is_judged_when_it_is_recorded_by_what_stands_then() -> None:
    book = Officers()
    book.receives(100_000)
    draft = book.draft(book.expense(80_000), by=TREASURER)
    assert book.group.check(draft, approvals=signed_by(draft, TREASURER)) == []
    book.tells(book.expense(70_000))
    with pytest.raises(Refused) as caught:
        book.group.record(draft, approvals=signed_by(draft, TREASURER))
    says(caught.value.refusal, "insufficient-funds")
    with pytest.raises(ConcurrencyError):
        book.group.record(draft, approvals=signed_by(draft, TREASURER), expected_size=book.group.size - 1)


# What the author's device had seen.


def test_a_draft_carries_the_head_that_its_author_had_seen() -> None:
    book = Officers()
    size, now = book.group.size, book.group.root
    draft = book.draft(book.gift(1), by=TREASURER)
    assert draft.seen == (size, now)
    head = Checkpoint(book.group.checkpoint().origin, 3, root(list(book.ledger.log.leaves(GROUP, 0, 3))))
    earlier = book.draft(book.gift(1), by=TREASURER, seen=head)
    assert earlier.seen == (3, head.root)
    book.group.record(earlier, approvals=signed_by(earlier, TREASURER))
    book.group.record(draft, approvals=signed_by(draft, TREASURER))
    assert book.group.verify() == []


def test_a_draft_of_another_history_is_not_recorded() -> None:
    book, other = Officers(), Officers()
    other.receives(5)
    mine = book.draft(book.gift(1), by=TREASURER)
    book.receives(6)
    theirs = other.draft(other.gift(1), by=TREASURER)
    with pytest.raises(ProofError, match="another history"):
        book.group.record(theirs, approvals=signed_by(theirs, TREASURER))
    other.receives(7)
    ahead = other.draft(other.gift(1), by=TREASURER)
    with pytest.raises(ProofError, match="saw 17 entries, this log holds 16"):
        book.group.record(ahead, approvals=signed_by(ahead, TREASURER))
    book.group.record(mine, approvals=signed_by(mine, TREASURER))
    origin = book.group.checkpoint().origin
    for head in (Checkpoint(origin, 3, bytes(32)), Checkpoint(f"kube-ledger/{GROUP}/{'0' * 16}", 3, bytes(32))):
        with pytest.raises(ProofError):
            book.draft(book.gift(1), by=TREASURER, seen=head)


def test_the_first_draft_of_a_group_has_seen_nothing() -> None:
    book = Officers()
    empty = book.ledger.group("mawar-1")
    draft = empty.draft(book.forming(), recorded_by="chair", actor_key=key_of(CHAIR).key.key_id)
    assert draft.seen is None


# As text.


@pytest.mark.parametrize("key", ["sumbangan/1", "sumbangan/12", "sumbangan/123"])  # for all lengths of base64's end
def test_no_other_text_is_read_as_a_draft_and_none_that_is_changed_is_recorded(key: str) -> None:
    book = Officers()
    draft = book.draft(book.gift(10_000), by=TREASURER, key=key)
    approvals = signed_by(draft, TREASURER)
    text = draft.to_text()
    read = 0
    for place in range(len(text)):
        for other in ("", text[place] * 2, "A", "b", "/", "=", "\n", " ", "é"):
            changed_text = text[:place] + other + text[place + 1 :]
            if changed_text == text:
                continue
            try:
                found = Draft.from_text(changed_text)
            except InvalidEvent:
                continue
            read += 1
            assert found != draft
            with pytest.raises(KubeLedgerError):
                book.group.record(found, approvals=approvals)
    assert read > 100  # so that the signatures have something to do
    assert book.group.record(Draft.from_text(text.encode()), approvals=approvals).positions


@pytest.mark.parametrize("key", ["sumbangan/1", "sumbangan/12", "sumbangan/123"])
def test_base64_has_one_form_only(key: str) -> None:
    """Bits at its end that stand for nothing are nothing: a text that is another text is another draft, or none."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = Officers().draft(Officers().gift(10_000), by=TREASURER, key=key).to_text()
    body = text.rstrip("=\n")
    others = [body[:-1] + letter + text[len(body) :] for letter in letters if letter != body[-1]]
    padded = len(text) - len(body) - 1
    refused = 0
    for other in others:
        try:
            assert Draft.from_text(other).to_text() == other
        except InvalidEvent:
            refused += 1
    assert refused >= {0: 0, 1: 48, 2: 60}[padded]


def test_no_other_text_is_read_as_a_signature() -> None:
    book = Officers()
    draft = book.draft(book.gift(10_000), by=TREASURER)
    hers = draft.sign(key_of(TREASURER))
    text = hers.to_text()
    assert DraftSignature.from_text(text) == DraftSignature.from_text(text.encode()) == hers
    for other in (text[:-1], text + "\n", " " + text, text.replace("\n", "\r\n"), text.upper(), "", b"\xff", 7, None):
        with pytest.raises(InvalidEvent):
            DraftSignature.from_text(other)  # type: ignore[arg-type]
    with pytest.raises(InvalidEvent):
        Draft.from_text(text)


def test_a_draft_pickles_and_shows_nothing_of_what_it_says() -> None:
    book = Officers()
    draft = book.draft(events.MemberLeft(occurred_on=book.day, member_id="m05", reason="sakit"), by=SECRETARY)
    assert pickle.loads(pickle.dumps(draft)) == draft
    assert pickle.loads(pickle.dumps(draft)).events == draft.events
    assert "sakit" not in repr(draft)
    assert hash(draft) == hash(Draft.from_text(draft.to_text()))


# What is no draft of ours.


def test_commands_that_are_no_one_call_of_one_author_are_no_draft() -> None:
    book = Officers()
    draft = book.draft(book.gift(1), book.gift(2), by=TREASURER)
    other = book.draft(book.gift(1), book.gift(2), by=CHAIR)
    first, second = draft.commands

    def with_(index: int, **values: Any) -> tuple[bytes, ...]:
        commands = list(draft.commands)
        commands[index] = encode_command(attrs.evolve(draft.entries[index], **values))
        return tuple(commands)

    wrong: list[Any] = [
        (), (first,), (second, first), (first, first), (first, second, second), (first, other.commands[1]),
        list(draft.commands), (first, b""), (first, "x"), with_(1, recorded_by="chair"), with_(1, actor_key=None),
        with_(0, seen=None),
        with_(1, meta=(("a", "b"),)), with_(1, group_id="mawar-1"), with_(1, count=3),
    ]  # fmt: skip
    for commands in wrong:
        with pytest.raises(InvalidEvent):
            Draft(commands)
    unsigned = tuple(encode_command(attrs.evolve(entry, actor_key=None)) for entry in draft.entries)  # type: ignore[misc]
    with pytest.raises(InvalidEvent, match="nobody's key"):
        Draft(unsigned)


def test_what_could_not_be_written_here_is_not_taken_from_another_device() -> None:
    """A stored text is read leniently, so that old logs stay readable; a draft is new."""
    book = Officers()
    draft = book.draft(book.gift(10_000), by=TREASURER)
    items = list(unpack(draft.commands[0]))
    fund, amount, _, into = items[10]
    unassigned = "Bu Tini \U0003fff0"
    items[10] = (fund, amount, unassigned, into)
    assert decode(pack((1, pack(tuple(items)), (), 0))).event.donor == unassigned  # type: ignore[attr-defined]
    with pytest.raises(InvalidEvent) as caught:
        Draft((pack(tuple(items)),))
    assert caught.value.faults[0].path == "commands[0].donor"


def test_a_draft_of_an_app_is_read_with_the_apps_domain() -> None:
    book = Officers()
    lent = LoanGiven(occurred_on=book.day, member_id="m05", amount=5)
    with Ledger.in_memory(domain=SIMPAN, clock=book.clock) as ledger:
        group = ledger.group(GROUP)
        for entry in book.group.entries():
            group.record(entry.event, recorded_by="secretary")
        group.record(book.gift(10), recorded_by="treasurer")
        text = group.draft(lent, recorded_by="treasurer", actor_key=key_of(TREASURER).key.key_id).to_text()
        with pytest.raises(InvalidEvent, match="not known here"):
            Draft.from_text(text)
        draft = Draft.from_text(text, domain=SIMPAN)
        assert draft.events == (lent,)
        group.record(draft, approvals=signed_by(draft, TREASURER))
        assert group.verify() == []


def test_a_draft_in_the_form_of_an_older_version_is_to_be_made_anew() -> None:
    """Its author saw what that version showed; it can't be signed as what this one reads."""

    @event("simpan/loan-given", version=2)
    class LoanGivenNow(Event):
        member_id: MemberId
        amount: Rupiah

    step = Upcaster(("simpan/loan-given", 1), ("simpan/loan-given", 2), lambda old: old)
    now = KUBE.extended(
        name=f"{__name__}:NOW", events=[LoanGivenNow], postings={LoanGivenNow: nothing}, upcasters=[step]
    )
    book = Officers()
    entry = attrs.evolve(
        book.draft(book.gift(1), by=TREASURER).entries[0],
        event=LoanGiven(occurred_on=book.day, member_id="m05", amount=5),
        books=SIMPAN,
    )
    command = encode_command(entry)
    assert Draft((command,), SIMPAN).events == (entry.event,)
    with pytest.raises(InvalidEvent, match="another version"):
        Draft((command,), now)


def test_a_draft_says_itself_whose_it_is() -> None:
    book = Officers()
    draft = book.draft(book.gift(1), by=TREASURER)
    approvals = signed_by(draft, TREASURER)
    record: Any = book.group.record
    for given in ({"recorded_by": "treasurer"}, {"key": "x"}, {"meta": {"a": "b"}}):
        with pytest.raises(InvalidEvent, match="says itself"):
            record(draft, approvals=approvals, **given)
    with pytest.raises(InvalidEvent, match="it is of 'melati-3'"):
        book.ledger.group("mawar-1").record(draft, approvals=approvals)
    with pytest.raises(InvalidEvent, match="go with a draft"):
        record(book.gift(1), recorded_by="treasurer", approvals=approvals)
    with pytest.raises(InvalidEvent):
        record(draft, draft, recorded_by="treasurer")
    with pytest.raises(InvalidEvent):
        record(book.gift(1))
    with pytest.raises(InvalidEvent, match="no key id"):
        book.group.draft(book.gift(1), recorded_by="treasurer", actor_key=b"m03")
    with book.group.bulk() as bulk, pytest.raises(ValueError, match="by itself"):
        bulk.offer(_call(draft))


def _call(draft: Draft) -> Any:
    from kube_ledger.ledger import Call

    return Call.of_draft(draft, signed_by(draft, TREASURER))


def test_days_may_pass_between_drafting_and_recording() -> None:
    book = Officers()
    draft = book.draft(book.gift(1), by=TREASURER)
    book.clock.now += timedelta(days=3)
    done = book.group.record(draft, approvals=signed_by(draft, TREASURER))
    (entry,) = book.group.entries(since=done.positions[0])
    assert entry.recorded_at == book.clock.now
    assert encode(entry) == next(iter(book.ledger.log.read(GROUP, done.positions[0])))[0].record


def test_the_facilitators_key_signs_as_any_persons() -> None:
    book = Officers()
    visit = events.VisitReceived(occurred_on=book.day, visitor="Dinas Sosial", purpose="monitoring")
    assert book.signs(visit, by=FACILITATOR).positions
