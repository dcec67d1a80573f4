"""`verify --checkpoint`: a kept head is extended, or both heads are printed in full; and who of those known signed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import witnessed
from kube_ledger import Ledger, events, proofs
from kube_ledger.audit.short_code import short_code
from kube_ledger.errors import ProofError
from tampering import MAWAR, MELATI, SIZE, Hand, raw, write_ledger
from witnessed import copy, grow, head, log_key, rewrite, signed

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Kube

WITNESS = proofs.generate_key("pendamping/ibu-rina", lambda size: b"w" * size, type=proofs.COSIGNATURE_KEY)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ledger(tmp_path_factory.mktemp("verified") / "buku.kube")


@pytest.fixture
def book(written: Path, tmp_path: Path) -> Path:
    path = tmp_path / "buku.kube"
    path.write_bytes(written.read_bytes())
    return path


def kept(book: Path, name: str, text: str | None = None) -> Path:
    path = book.with_name(name)
    path.write_text(head(book).text if text is None else text, "utf-8")
    return path


def enrol(book: Path, key: proofs.Signer, use: Any, person: str | None = None) -> None:
    with Ledger.open(book) as ledger:
        event = events.KeyEnrolled(occurred_on=date(2019, 8, 4), person_id=person, vkey=key.vkey, use=use)
        ledger.group(MELATI).record(event, recorded_by="secretary")


def revoke(book: Path, key: proofs.Signer) -> None:
    with Ledger.open(book) as ledger:
        event = events.KeyRevoked(occurred_on=date(2019, 8, 4), key_id=key.key.key_id, reason="lost")
        ledger.group(MELATI).record(event, recorded_by="secretary")


def verified(kube: Kube, book: Path, *arguments: object) -> Any:
    """The group's answer for a machine: codes of the integrity findings, and its heads."""
    (group,) = kube("verify", book, *arguments, "--json").json["groups"]
    return [one["code"] for one in group["findings"] if one["kind"] == "integrity"], group["heads"]


def flat(text: str) -> str:
    return " ".join(text.split())


def assert_shown_whole(note: str, out: str) -> None:
    lines = [line.removeprefix("  ") for line in out.splitlines()]
    assert [line for line in note.splitlines() if line and line not in lines] == []
    assert short_code(proofs.read_head(note)[0].root) in out


def test_every_kept_head_is_extended_and_that_is_said_of_each(kube: Kube, book: Path) -> None:
    files = [kept(book, "a")]
    for size in (50, 64):
        grow(book, size)
        files.append(kept(book, f"{size}"))
    asked = [word for file in files for word in ("--checkpoint", file)]
    done = kube("verify", book, *asked)
    assert done.code == 0
    for file, size in zip(files, (SIZE, 50, 64), strict=True):
        assert f"kelanjutan dari kepala buku di '{file}': {size} catatan pertamanya masih persis sama" in flat(done.out)
    codes, heads = verified(kube, book, *asked)
    assert codes == []
    assert [(one["size"], one["extended"], one["then"]) for one in heads] == [
        (size, True, file.read_text()) for file, size in zip(files, (SIZE, 50, 64), strict=True)
    ]


def test_heads_of_several_groups_are_each_held_against_their_own(kube: Kube, book: Path) -> None:
    with Ledger.open(book, read_only=True) as ledger:
        other = kept(book, "mawar", ledger.group(MAWAR).checkpoint().text)
    done = kube("verify", book, "--checkpoint", kept(book, "melati"), "--checkpoint", other)
    assert (done.code, flat(done.out).count("kelanjutan dari")) == (0, 2)
    asked = kube("verify", book, "--group", MELATI, "--checkpoint", other)
    assert (asked.code, asked.out, MAWAR in asked.err) == (2, "", True)


@pytest.mark.parametrize("later", [SIZE, 64, 70])
def test_of_a_log_that_does_not_extend_a_kept_head_both_are_printed_and_can_be_kept(
    kube: Kube, book: Path, later: int
) -> None:
    """FAULTS B2: changed, all that is derived recomputed; the head of before is a file on its own."""
    then = kept(book, "dulu", signed(book))
    forged = grow(rewrite(book, 12, amount=74_000), later)
    done = kube("verify", forged, "--checkpoint", then)
    assert done.code == 1
    codes, (told,) = verified(kube, forged, "--checkpoint", then)
    assert codes == ["fork"]
    assert (told["extended"], told["then"]) == (False, then.read_text("utf-8"))
    for note in (told["then"], told["now"]):
        assert_shown_whole(note, done.out)
    found = proofs.parse_evidence(told["evidence"])
    assert (found.kind, found.seen, found.shown) == ("two-roots", told["then"], told["now"])
    assert "Simpan kedua kepala buku ini" in done.out


def test_of_a_log_that_is_shorter_than_a_kept_head_both_are_printed(kube: Kube, book: Path) -> None:
    short = copy(book, "pendek.kube")
    then = kept(grow(book, 50), "dulu")
    done = kube("verify", short, "--checkpoint", then)
    codes, (told,) = verified(kube, short, "--checkpoint", then)
    assert (done.code, codes) == (1, ["shorter-than-signed"])
    for note in (head(book).text, head(short).text):
        assert_shown_whole(note, done.out)
    assert (told["now"], told["evidence"]) == (head(short).text, None)  # it may be how the other began


def test_of_a_log_begun_anew_both_heads_are_printed(kube: Kube, book: Path) -> None:
    then = kept(book, "dulu")
    anew = rewrite(book, 0, name="KUBE Melati Tiga")
    done = kube("verify", anew, "--checkpoint", then)
    _, (told,) = verified(kube, anew, "--checkpoint", then)
    assert done.code == 1
    for note in (then.read_text(), told["now"]):
        assert_shown_whole(note, done.out)
    assert proofs.parse_evidence(told["evidence"]).kind == "two-logs"


def test_a_log_too_damaged_to_be_followed_says_so(kube: Kube, book: Path) -> None:
    then = kept(book, "dulu")
    with raw(book) as connection:
        Hand(connection).sql("DELETE FROM events WHERE position = 12 AND group_number = ?", Hand(connection).number())
    _, (told,) = verified(kube, book, "--checkpoint", then)
    assert (told["extended"], told["now"], told["evidence"]) == (None, None, None)
    assert "terlalu rusak untuk dicocokkan" in flat(kube("verify", book, "--checkpoint", then).out)


# Who signed it.


def test_who_signed_a_head_is_judged_by_the_keys_that_the_log_enrols(kube: Kube, book: Path) -> None:
    key = log_key(book)
    early = kept(book, "awal", signed(book))
    enrol(book, key, "log")
    enrol(book, WITNESS, "witness", "ibu-rina")
    enrol(book, proofs.generate_key("ketua", lambda size: b"k" * size), "person", "m01")
    text = head(book).text
    note = kept(book, "kepala", proofs.add_signature(signed(book), proofs.sign_cosignature(text, WITNESS, 9)))
    _, (before, told) = verified(kube, book, "--checkpoint", early, "--checkpoint", note)
    assert (told["signed_by"], told["witnesses"]) == ([key.vkey], [{"key": WITNESS.vkey, "time": 9}])
    assert (before["signed_by"], before["unknown_signatures"]) == ([], 1)  # enrolled only behind it
    done = flat(kube("verify", book, "--checkpoint", note).out)
    assert "ditandatangani buku ini sendiri" in done
    assert "ditandatangani saksi pendamping/ibu-rina" in done
    assert "Tidak ada tanda tangan yang dikenal" in flat(kube("verify", book, "--checkpoint", early).out)
    assert "tidak ditandatangani siapa pun" in flat(kube("verify", book, "--checkpoint", kept(book, "polos")).out)
    # An officer's key is no log's: what it signs says nothing about a head.
    person = proofs.generate_key("ketua", lambda size: b"k" * size)
    _, (other,) = verified(kube, book, "--checkpoint", kept(book, "ketua", proofs.sign_note(text, [person])))
    assert (other["signed_by"], other["unknown_signatures"]) == ([], 1)


def test_a_key_may_be_given_as_text_or_as_a_file(kube: Kube, book: Path) -> None:
    key, note = log_key(book), kept(book, "kepala", signed(book))
    for given in (key.vkey, kept(book, "kunci", f"{key.vkey}\n"), kept(book, "kunci-dos", f"{key.vkey}\r\n")):
        codes, (told,) = verified(kube, book, "--checkpoint", note, "--key", given)
        assert (codes, told["signed_by"]) == ([], [key.vkey])
    for wrong, said in (("x", "--key tidak benar"), (kept(book, "bukan", "x\n"), "bukan")):
        done = kube("verify", book, "--checkpoint", note, "--key", wrong)
        assert (done.code, done.out, said in done.err) == (2, "", True)


def test_a_signature_under_a_known_name_that_is_not_its_own_is_a_finding(
    kube: Kube, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And without the look at the signature itself it would count: the control."""
    key = log_key(book)
    line = proofs.read_head(signed(book))[1][0]
    forged = proofs.Signature(line.name, line.key_hash, line.value[:-1] + bytes([line.value[-1] ^ 1]))
    note = kept(book, "palsu", proofs.format_note(head(book).text, [forged]))
    done = kube("verify", book, "--checkpoint", note, "--key", key.vkey)
    assert (done.code, "Tanda tangan tidak sah" in done.out) == (1, True)
    codes, (told,) = verified(kube, book, "--checkpoint", note, "--key", key.vkey)
    assert (codes, told["signed_by"], told["extended"]) == (["signature-invalid"], [], True)
    monkeypatch.setattr("kube_ledger.audit.held_heads._holds", lambda *_: True)
    assert kube("verify", book, "--checkpoint", note, "--key", key.vkey).code == 0


def test_a_head_signed_after_its_key_was_revoked_is_a_finding_and_before_is_none(kube: Kube, book: Path) -> None:
    """FAULTS B17."""
    key = log_key(book)
    enrol(book, key, "log")
    before = kept(book, "sebelum", signed(book))
    revoke(book, key)
    after = kept(book, "sesudah", signed(book))
    codes, (told,) = verified(kube, book, "--checkpoint", before)
    assert (codes, told["signed_by"]) == ([], [key.vkey])
    codes, (told,) = verified(kube, book, "--checkpoint", after)
    assert (codes, told["signed_by"]) == (["key-unknown"], [])


def test_an_app_gets_the_same_from_the_library(book: Path) -> None:
    note = signed(book)
    with Ledger.open(grow(book, 50), read_only=True) as ledger:
        key = log_key(book).key
        (audit,) = ledger.verify([MELATI], earlier={MELATI: [note, head(book)]}, vkeys=[key])
        assert [(one.extended, one.signed_by) for one in audit.heads] == [(True, (key,)), (True, ())]
        assert ledger.group(MELATI).verify(earlier=[note.encode()], vkeys=[key]) == []
        for wrong in ("", b"\xff", witnessed.NAME):
            with pytest.raises(ProofError):
                ledger.group(MELATI).verify(earlier=[wrong])
