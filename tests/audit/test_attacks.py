"""What an attacker can do and who notices: the claims of docs/explanation/attacks.md, each tried.

The strongest one has the file and the log's key and tells the whole year once more, one amount in its middle larger.
Nothing in the file contradicts anything, and three things outside it find it, each alone: last month's head, a member's
receipt, and the witness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import format_examples
from command_line import SIZE, Done
from forging import CHANGED, GROUP, LOG_KEY, WITNESS_KEY, more_for_ginger, retold
from kube_ledger import Ledger, ProofError, proofs
from kube_ledger.audit.receipt import Receipt
from kube_ledger.cli import main
from kube_ledger.events import DuesPaid, MonthClosed
from kube_ledger.exchange.sample import record_sample
from kube_ledger.merkle import root

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kube_ledger.codec import Recorded

    Verify = Callable[..., Done]


class Story(NamedTuple):
    """The year as it was, the year as it was told anew, and what was said on the way."""

    honest: Path
    forged: Path
    entries: list[Recorded]
    leaves: list[bytes]

    def head(self, size: int) -> str:
        """The head that the log signed at that size."""
        head = proofs.Checkpoint(proofs.origin(GROUP, self.leaves[0]), size, root(self.leaves[:size]))
        return proofs.sign_note(head.text, [LOG_KEY.under(head.origin)])

    def closed(self, month: str) -> int:
        """How many entries there were when a month had been closed."""
        return next(
            entry.position + 1
            for entry in self.entries
            if isinstance(entry.event, MonthClosed) and entry.event.month == month
        )

    def dues(self, *, after: int) -> int:
        """Where a member paid dues."""
        return next(entry.position for entry in self.entries[after:] if isinstance(entry.event, DuesPaid))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("attacks")
    with record_sample(folder / "honest.kube") as ledger:
        entries = list(ledger.group(GROUP).entries())
        leaves = list(ledger.log.leaves(GROUP))
    forged = retold(folder / "forged.kube", entries, more_for_ginger(10_000))
    return Story(folder / "honest.kube", forged, entries, leaves)


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    def run(path: Path, *options: object) -> Done:
        code = main(["verify", str(path), "--json", *map(str, options)])
        return Done(code, *capsys.readouterr())

    return run


def found(done: Done) -> list[tuple[str, int | None]]:
    """What the audit says about the records: code and position."""
    (group,) = done.json["groups"]
    return [(one["code"], one["position"]) for one in group["findings"] if one["kind"] == "integrity"]


def kept(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "kept.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# The log's key and the file: an amount in the middle of the year.


def test_told_again_without_a_change_the_year_is_the_same_to_the_last_byte(story: Story, tmp_path: Path) -> None:
    """So what is found below is found for the one amount alone."""
    size = story.closed("2019-04")
    again = retold(tmp_path / "again.kube", story.entries[:size], lambda _: {})
    with Ledger.open(again, read_only=True) as ledger:
        assert list(ledger.log.leaves(GROUP)) == story.leaves[:size]


def test_in_itself_a_rewritten_year_is_whole(story: Story, verify: Verify) -> None:
    honest, forged = verify(story.honest), verify(story.forged)
    assert (honest.code, found(honest), forged.code, found(forged)) == (0, [], 0, [])
    asked = [[one["code"] for one in done.json["groups"][0]["findings"]] for done in (honest, forged)]
    assert asked[0] == asked[1], "a careful treasurer would ask the same of both"
    with Ledger.open(story.forged, read_only=True, log_key=LOG_KEY) as ledger:
        signed = ledger.group(GROUP).signed_head().note
    key = LOG_KEY.under(proofs.origin(GROUP, story.leaves[0])).vkey
    assert proofs.open_checkpoint(signed, key).checkpoint.size == SIZE, "and the log's own key signs it"


def test_a_rewritten_year_is_caught_by_last_months_head_alone(story: Story, verify: Verify, tmp_path: Path) -> None:
    size = story.closed("2019-11")
    head = kept(tmp_path, story.head(size))
    assert size > CHANGED
    assert verify(story.honest, "--checkpoint", head).code == 0
    done = verify(story.forged, "--checkpoint", head)
    assert (done.code, found(done)) == (1, [("fork", size - 1)])


@pytest.mark.parametrize("form", ["text", "qr"])
def test_a_rewritten_year_is_caught_by_a_members_receipt_alone(
    story: Story, verify: Verify, tmp_path: Path, form: str
) -> None:
    """It is of her dues in August, not of the money that was changed; its own record stands as it stood."""
    size, position = story.closed("2019-08"), story.dues(after=CHANGED + 1)
    with Ledger.open(story.honest, read_only=True) as ledger:
        receipt = ledger.group(GROUP).receipt(position, note=story.head(size))
    receipt.check(vkeys=[LOG_KEY.under(receipt.checkpoint.origin).vkey])
    with Ledger.open(story.forged, read_only=True) as ledger:
        (row,) = [row for page in ledger.log.read(GROUP, position, position + 1) for row in page]
        assert row.record == receipt.record
    file = kept(tmp_path, receipt.to_text() if form == "text" else receipt.to_qr() or b"")
    assert verify(story.honest, "--checkpoint", file).code == 0
    done = verify(story.forged, "--checkpoint", file)
    assert (done.code, found(done)) == (1, [("fork", size - 1)])


@pytest.mark.parametrize("month", ["2019-07", "2019-11"])
def test_a_rewritten_year_is_caught_by_the_witness_alone(story: Story, month: str) -> None:
    """And both heads that the log signed are the evidence: nobody needs to believe her."""
    origin = proofs.origin(GROUP, story.leaves[0])
    log = LOG_KEY.under(origin)
    size = story.closed(month)
    seen, _ = proofs.cosign(None, story.head(size), [], vkey=log.vkey, signer=WITNESS_KEY, time=1)

    def shown(path: Path) -> tuple[str, tuple[bytes, ...]]:
        with Ledger.open(path, read_only=True, log_key=LOG_KEY) as ledger:
            group = ledger.group(GROUP)
            return group.signed_head().note, proofs.consistency_proof(ledger.log.leaves(GROUP), size, group.size)

    note, proof = shown(story.honest)
    newest, _ = proofs.cosign(seen, note, proof, vkey=log.vkey, signer=WITNESS_KEY, time=2)
    assert newest.size == SIZE
    note, proof = shown(story.forged)
    with pytest.raises(proofs.Fork) as fork:
        proofs.cosign(seen, note, proof, vkey=log.vkey, signer=WITNESS_KEY, time=2)
    assert fork.value.certain
    for evidence in (fork.value.seen, fork.value.shown):
        assert proofs.open_checkpoint(evidence, log.vkey).checkpoint.origin == origin


def test_who_says_one_thing_here_and_another_there_is_caught_when_two_heads_of_one_size_meet(story: Story) -> None:
    log = LOG_KEY.under(proofs.origin(GROUP, story.leaves[0]))
    seen, _ = proofs.cosign(None, story.head(SIZE), [], vkey=log.vkey, signer=WITNESS_KEY, time=1)
    with Ledger.open(story.forged, read_only=True, log_key=LOG_KEY) as ledger:
        other = ledger.group(GROUP).signed_head().note
    with pytest.raises(proofs.Fork) as fork:
        proofs.cosign(seen, other, [], vkey=log.vkey, signer=WITNESS_KEY, time=2)
    assert fork.value.certain


# What nobody notices.


def test_what_was_written_after_the_last_thing_that_anybody_kept_can_be_rewritten_unnoticed(
    story: Story, verify: Verify, tmp_path: Path
) -> None:
    """The page says so: whoever keeps a head vouches for what stands before it, and for nothing behind."""
    size = story.closed("2019-06")
    assert size <= CHANGED
    head = kept(tmp_path, story.head(size))
    done = verify(story.forged, "--checkpoint", head)
    assert (done.code, found(done)) == (0, [])


# The backup, and whoever puts an old one in the ledger's place.


def test_an_old_copy_in_the_ledgers_place_is_caught_by_a_head_that_was_said_since(
    story: Story, verify: Verify, tmp_path: Path
) -> None:
    old = retold(tmp_path / "old.kube", story.entries[:300], lambda _: {})
    assert verify(old).code == 0
    done = verify(old, "--checkpoint", kept(tmp_path, story.head(story.closed("2019-03"))))
    assert (done.code, found(done)) == (1, [("shorter-than-signed", None)])


def test_a_ledger_begun_anew_under_the_groups_name_is_another_log(story: Story, verify: Verify, tmp_path: Path) -> None:
    def renamed(entry: Recorded) -> dict[str, Any]:
        return {"formed_by": "Kelurahan"} if entry.position == 0 else {}

    anew = retold(tmp_path / "anew.kube", story.entries[:300], renamed)
    done = verify(anew, "--checkpoint", kept(tmp_path, story.head(story.closed("2019-02"))))
    assert done.code == 1
    assert ("fork", 0) in found(done)


def test_a_group_taken_out_of_the_book_is_missed_by_its_head(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Ledger.create(tmp_path / "others.kube"):
        pass
    head = kept(tmp_path, story.head(SIZE))
    assert main(["verify", str(tmp_path / "others.kube"), "--checkpoint", str(head)]) == 2
    assert GROUP in capsys.readouterr().err


# A reader, and whoever passes receipts on.


def test_a_receipt_of_a_forged_ledger_is_no_receipt_under_the_head_that_the_office_keeps(story: Story) -> None:
    """Whoever has only a copy can make receipts that lead to a head of his own, and to no other."""
    with Ledger.open(story.forged, read_only=True) as ledger:
        receipt = ledger.group(GROUP).receipt(CHANGED)
    office = proofs.Checkpoint(receipt.checkpoint.origin, SIZE, root(story.leaves))
    with pytest.raises(ProofError):
        receipt.check(head=office)
    with pytest.raises(ProofError):
        receipt.check(vkeys=[LOG_KEY.under(receipt.checkpoint.origin).vkey])
    (signature,) = proofs.read_head(story.head(SIZE))[1]
    stolen = Receipt(receipt.record, receipt.index, receipt.proof, receipt.checkpoint, (signature,))
    with pytest.raises(ProofError):
        stolen.check(vkeys=[LOG_KEY.under(receipt.checkpoint.origin).vkey])


# The witness's own device.


def test_with_the_witnesss_key_alone_nobody_signs_for_the_log(story: Story) -> None:
    origin = proofs.origin(GROUP, story.leaves[0])
    with Ledger.open(story.forged, read_only=True) as ledger:
        head = ledger.group(GROUP).checkpoint()
    forged = proofs.format_note(head.text, [proofs.sign_cosignature(head.text, WITNESS_KEY, 1)])
    with pytest.raises(ProofError):
        proofs.open_checkpoint(forged, LOG_KEY.under(origin).vkey, [WITNESS_KEY.vkey])
    with pytest.raises(ProofError):
        proofs.open_checkpoint(forged, WITNESS_KEY.vkey)


# The bundle.


@pytest.fixture
def bundled(tmp_path: Path) -> Callable[[Path], Path]:
    def write(ledger: Path) -> Path:
        out = tmp_path / f"{ledger.stem}.bundle"
        assert main(["export", str(ledger), "--group", GROUP, "--format", "bundle", "-o", str(out)]) == 0
        return out

    return write


@pytest.mark.parametrize("evidence", ["head", "receipt"])
def test_a_bundle_of_a_rewritten_year_is_caught_by_a_head_or_a_receipt(
    story: Story, verify: Verify, bundled: Callable[[Path], Path], tmp_path: Path, evidence: str
) -> None:
    size = story.closed("2019-08")
    with Ledger.open(story.honest, read_only=True) as ledger:
        receipt = ledger.group(GROUP).receipt(story.dues(after=CHANGED + 1), note=story.head(size))
    file = kept(tmp_path, story.head(size) if evidence == "head" else receipt.to_text())
    honest, forged = map(bundled, (story.honest, story.forged))
    assert verify(honest, "--checkpoint", file).code == 0
    done = verify(forged, "--checkpoint", file)
    assert done.code == 1
    assert '"code": "fork"' in done.out


def test_a_bundle_signed_with_keys_that_it_enrols_itself_is_said_to_be_anybodys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has a copy can write such a file: it checks, and only what is known from elsewhere says whose it is."""
    file = tmp_path / "melati-3.bundle"
    file.write_bytes(format_examples.bundle())
    keys = tmp_path / "kunci.txt"
    keys.write_text(format_examples.log_key(format_examples.records()[0]).vkey, "utf-8")

    def said(*options: object) -> str:
        assert main(["verify", str(file), "--lang", "en", *map(str, options)]) == 0
        return " ".join(capsys.readouterr().out.split())

    assert "anybody could have made it" in said()
    assert "anybody could have made it" not in said("--trust", keys)
