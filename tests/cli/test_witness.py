"""`witness` (saksi): cosigns what only grew, keeps what can't be true as evidence, accuses nobody of an old copy."""

from __future__ import annotations

import contextlib
import io
import json
import os
import threading
from typing import TYPE_CHECKING, Any

import pytest

import witnessed
from kube_ledger import Ledger, proofs
from kube_ledger.audit.short_code import short_code
from kube_ledger.audit.witness_store import WitnessStore
from kube_ledger.cli import main
from kube_ledger.merkle import root
from tampering import MAWAR, MELATI, SIZE, write_ledger
from witnessed import copy, grow, head, log_key, request, rewrite, signed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from command_line import Done, Kube

    Saksi = Callable[..., Done]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ledger(tmp_path_factory.mktemp("witnessed") / "buku.kube")


@pytest.fixture
def book(written: Path, tmp_path: Path) -> Path:
    """41 entries."""
    path = tmp_path / "buku.kube"
    path.write_bytes(written.read_bytes())
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    witnessed.store(tmp_path / "saksi")
    (tmp_path / "sandi").write_text(f"{witnessed.PASSPHRASE}\n")
    return tmp_path / "saksi"


@pytest.fixture
def saksi(kube: Kube, store: Path) -> Saksi:
    """Runs the verb on the store, with its passphrase from a file."""

    def run(what: object, *more: object) -> Done:
        return kube("saksi", store, what, *more, "--passphrase-file", store.with_name("sandi"))

    return run


@pytest.fixture
def told(saksi: Saksi) -> Callable[..., Any]:
    """The same as a machine sees it."""
    return lambda what, *more: json.loads(saksi(what, *more, "--json").out)


def group(path: Path) -> tuple[object, ...]:
    return (path, "--group", MELATI)


def file_of(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def evidence(store: Path) -> list[proofs.Evidence]:
    return [proofs.parse_evidence(path.read_bytes()) for path in store.glob("bukti-*")]


def kept(store: Path, kind: str = "kepala") -> list[str]:
    return sorted(path.name for path in store.glob(f"{MELATI}-*/{kind}-*"))


# What only grew.


def test_a_log_that_only_grew_is_cosigned_head_after_head(saksi: Saksi, store: Path, book: Path) -> None:
    key = WitnessStore(store).key
    for size in (SIZE, 42, 50, 64, 65):
        done = saksi(*group(grow(book, size)))
        assert done.code == 0
        opened = proofs.parse_note(done.out, [key])
        assert opened.text == head(book).text
        assert ("BARU bagi saksi" in done.err) == (size == SIZE)
        assert "TIDAK menandatangani" in done.err
        assert short_code(head(book).root) in done.err
    assert "dari 64 menjadi 65 catatan" in done.err
    assert kept(store) == [f"kepala-{size:010}.txt" for size in (SIZE, 42, 50, 64, 65)]
    assert evidence(store) == []


def test_the_cosigned_head_is_taken_by_the_other_verbs(
    saksi: Saksi, kube: Kube, store: Path, book: Path, tmp_path: Path
) -> None:
    note, receipt = tmp_path / "kepala.txt", tmp_path / "kuitansi.txt"
    done = saksi(*group(book), "-o", note)
    assert (done.code, f"'{note}'" in done.out.replace("\n", " ")) == (0, True)
    grow(book, 50)
    assert kube("verify", *group(book), "--checkpoint", note).code == 0
    assert kube("receipt", book, 12, "--group", MELATI, "--head", note, "-o", receipt).code == 0
    assert kube("receipt", "--check", receipt, "--key", WitnessStore(store).key.text).code == 0


def test_a_request_with_its_proof_is_cosigned_without_the_ledger(  # noqa: PLR0917  # all that goes to and fro
    saksi: Saksi, told: Any, kube: Kube, store: Path, book: Path, tmp_path: Path
) -> None:
    """What `checkpoint --since` writes is what she takes; the log's own signature too."""
    asked, vkey = tmp_path / "permintaan.txt", log_key(book).vkey
    assert kube("checkpoint", *group(book), "--since", 0, "-o", asked).code == 0
    assert saksi(asked).code == 0
    grow(book, 50)
    assert saksi(file_of(asked, request(book, SIZE)), "--key", vkey).code == 0
    grow(book, 60)
    answer = told(file_of(asked, request(book, 50)))
    assert (answer["verdict"], answer["size"], answer["signed_by"]) == ("cosigned", 60, [vkey])
    opened = proofs.open_checkpoint(answer["note"], vkey, [WitnessStore(store).key])
    assert len(opened.cosigned) == 1
    other = file_of(tmp_path / "kunci", f"{log_key(book, b'o').vkey}\n")
    assert saksi(asked, "--key", other).code == 1


def test_the_same_head_is_cosigned_again(saksi: Saksi, told: Any, store: Path, book: Path, tmp_path: Path) -> None:
    first = told(*group(book))
    again = told(*group(book))
    assert (first["first"], again["first"], again["verdict"]) == (True, False, "cosigned")
    assert "masih sama" in saksi(file_of(tmp_path / "lagi", request(book, 7, is_signed=False))).err
    assert len(kept(store)) == 1
    noted = file_of(tmp_path / "kepala", signed(book))  # now the log has signed it too: that is worth keeping
    assert told(noted, "--key", log_key(book).vkey)["signed_by"] == [log_key(book).vkey]
    (path,) = store.glob(f"{MELATI}-*/kepala-*")
    proofs.open_checkpoint(path.read_bytes(), log_key(book).vkey, [WitnessStore(store).key])


# What can't be true.


@pytest.mark.parametrize("later", [SIZE, 64, 70])
@pytest.mark.parametrize("seen", [32, SIZE])
def test_a_history_that_was_rewritten_whole_and_signed_again_is_evidence(
    saksi: Saksi, store: Path, book: Path, seen: int, later: int
) -> None:
    """FAULTS B2: one amount in the middle changed, every derived row recomputed, signed with the log's own key.

    At 32 she saw a full tree, whose root no consistency proof names; at 41 another one.
    """
    key = log_key(book)
    remember(store, proofs.sign_note(head_at(book, seen).text, [key]), key)
    forged = grow(rewrite(copy(book, "palsu.kube"), 12, amount=74_000), later)
    note = file_of(store.with_name("kepala"), signed(forged))
    done = saksi(*group(forged), "--head", note)
    assert done.code == 1
    (found,) = evidence(store)
    assert [one.size for one in found.heads] == [seen, later]
    for text in (found.seen, found.shown):
        proofs.open_checkpoint(text, key.vkey)  # signed by the log: a third person sees it
        assert_shown_whole(text, done.out)
    assert "BERHENTI" in done.out
    assert "ditandatangani kunci buku itu sendiri" in flat(done)
    assert "BUKTI" in next(store.glob("bukti-*")).read_text("utf-8")
    assert kept(store) == [f"kepala-{seen:010}.txt"]
    # What she remembers goes on as it was: the true book is cosigned, the forged one is not.
    true = grow(book, 80)
    assert saksi(*group(true), "--head", file_of(note, signed(true))).code == 0
    assert saksi(*group(forged), "--head", file_of(note, signed(forged))).code == 1


def test_two_heads_of_one_size_both_validly_signed_are_evidence(saksi: Saksi, store: Path, book: Path) -> None:
    """FAULTS B10: the second is refused, both are kept; no ledger is needed to see it."""
    key = log_key(book)
    first = file_of(store.with_name("satu"), signed(book))
    second = file_of(store.with_name("dua"), signed(rewrite(copy(book, "palsu.kube"), 12, amount=74_000)))
    assert saksi(first, "--key", key.vkey).code == 0
    for _ in range(2):  # shown again, it is the same evidence
        done = saksi(second)
        assert (done.code, "sama-sama menyebut 41 catatan" in flat(done)) == (1, True)
        (found,) = evidence(store)
        assert (found.kind, found.proof) == ("two-roots", ())
        for text in (found.seen, found.shown):
            proofs.open_checkpoint(text, key.vkey)
            assert_shown_whole(text, done.out)
    assert kept(store) == [f"kepala-{SIZE:010}.txt"]
    assert saksi(first).code == 0


@pytest.mark.parametrize("grown", [50, 64, 70])
def test_a_file_put_back_to_last_months_backup_and_gone_on_from_there_is_evidence(
    saksi: Saksi, store: Path, book: Path, grown: int
) -> None:
    """FAULTS A17, unsigned as it comes over the telephone: both heads are printed, and where they parted."""
    backup = copy(book, "cadangan.kube")
    for size in (SIZE, 45, 50):
        assert saksi(*group(grow(book, size))).code == 0
    restored = grow(backup, grown, amount=6_000)
    done = saksi(*group(restored))
    assert done.code == 1
    (found,) = evidence(store)
    assert [one.size for one in found.heads] == [45, grown]
    for text in (found.seen, found.shown):
        assert_shown_whole(text, done.out)
    assert "Sampai 41 catatan keduanya masih sama" in flat(done)
    assert "belum membuktikan siapa" in flat(done)  # nobody signed
    assert saksi(*group(book)).code == 0


def test_a_log_put_back_and_still_shorter_is_no_evidence_but_shown_with_what_was_seen(
    saksi: Saksi, store: Path, book: Path
) -> None:
    backup = copy(book, "cadangan.kube")
    saksi(*group(grow(book, 50)))
    done = saksi(*group(grow(backup, 45, amount=6_000)))
    assert done.code == 1
    assert "lebih pendek daripada yang pernah dilihat saksi" in flat(done)
    for text in (head(book).text, head(backup).text):
        assert_shown_whole(text, done.out)
    assert evidence(store) == []
    assert [name[:18] for name in kept(store, "dilihat")] == ["dilihat-0000000045"]


def test_what_the_log_signed_behind_her_back_is_evidence_once_its_records_are_there(
    saksi: Saksi, told: Any, store: Path, book: Path
) -> None:
    """A shorter head that the log signed is kept; when the whole log does not go through it, it signed two pasts."""
    key = log_key(book)
    backup = copy(book, "cadangan.kube")
    grow(book, 50)
    assert saksi(file_of(store.with_name("a"), signed(book)), "--key", key.vkey).code == 0
    other = signed(grow(backup, 45, amount=6_000))
    assert told(file_of(store.with_name("b"), other))["verdict"] == "older"
    forged = file_of(store.with_name("c"), proofs.sign_note(head(backup).text, [log_key(book, b"x")]))
    assert saksi(forged).code == 1  # not signed by the log: nobody's word
    note = file_of(store.with_name("d"), signed(grow(book, 60)))
    done = saksi(*group(book), "--head", note)
    assert (done.code, "PERHATIAN" in done.err) == (1, True)
    (found,) = evidence(store)
    assert (found.seen, found.shown) == (other, note.read_text())
    assert done.out.startswith(head(book).text)  # and yet it extends what she remembers, so she cosigned it
    assert saksi(*group(grow(book, 70)), "--head", file_of(note, signed(book))).code == 0  # said once


def test_a_log_begun_anew_is_not_taken_for_a_new_one(saksi: Saksi, told: Any, store: Path, book: Path) -> None:
    """The first record is part of a log's name: who changes it would be nobody that she knows."""
    saksi(*group(book))
    anew = rewrite(copy(book, "baru.kube"), 0, name="KUBE Melati Tiga")
    done = saksi(*group(anew))
    assert (done.code, "dengan catatan pertama yang berbeda" in flat(done)) == (1, True)
    for text in (head(book).text, head(anew).text):
        assert_shown_whole(text, done.out)
    assert [one.kind for one in evidence(store)] == ["two-logs"]
    answer = told(*group(anew), "--another-log")
    assert (answer["verdict"], answer["first"]) == ("cosigned", True)
    assert "2 buku" in saksi_list(store)


# What accuses nobody.


def test_an_older_head_that_is_how_the_log_began_says_so(saksi: Saksi, told: Any, store: Path, book: Path) -> None:
    old = copy(book, "lama.kube")
    note = file_of(store.with_name("lama"), head(book).text)
    between = file_of(store.with_name("tengah"), head_at(grow(book, 50), 45).text)
    saksi(*group(old))
    saksi(*group(book))
    for shown in (group(old), (note,), (*group(book), "--head", between)):
        done = saksi(*shown)
        assert (done.code, "tidak ada yang salah" in flat(done)) == (1, True)
    answer = told(between)  # of a size between two that she saw, without the records
    assert (answer["verdict"], answer["prefix"]) == ("older", None)
    assert evidence(store) == []


@pytest.mark.parametrize("damage", ["bit", "short", "long", "other", "none"])
def test_a_damaged_proof_accuses_nobody(saksi: Saksi, told: Any, store: Path, book: Path, damage: str) -> None:
    saksi(*group(book))
    text = request(grow(book, 50), SIZE, is_signed=False)
    first, line, rest = text.split("\n", 2)
    changed = {
        "bit": f"{first}\n{'A' if line[0] != 'A' else 'B'}{line[1:]}\n{rest}",
        "short": f"{first}\n{rest}",
        "long": f"{first}\n{line}\n{line}\n{rest}",
        "other": f"{first}\n{line}\n{rest}".replace(first, "old 40"),
        "none": head(book).text,
    }
    asked = file_of(store.with_name("permintaan"), changed[damage])
    done = saksi(asked)
    assert done.code == 1
    assert "Belum bisa ditandatangani" in done.out
    assert "kepala --since 41" in flat(done)
    for shown in (head_at(book, SIZE).text, head(book).text):
        assert_shown_whole(shown, done.out)
    assert told(asked)["verdict"] == ("other-start" if damage == "other" else "unproven")
    assert (evidence(store), kept(store)) == ([], [f"kepala-{SIZE:010}.txt"])
    assert saksi(file_of(asked, text)).code == 0


def test_once_the_log_has_signed_it_must_always_have(saksi: Saksi, store: Path, book: Path) -> None:
    """Else anybody could lead her memory astray, and the log's next true head would look like a fork."""
    old, new = log_key(book), log_key(book, b"n")
    note = store.with_name("kepala")
    assert saksi(file_of(note, signed(book)), "--key", old.vkey).code == 0
    astray = grow(copy(book, "sesat.kube"), 50, amount=9_000)
    for shown in (group(astray), (*group(astray), "--head", file_of(note, proofs.sign_note(head(astray).text, [new])))):
        for more in ((), ("--key", new.vkey)):
            done = saksi(*shown, *more)
            assert (done.code, done.out) == (1, "")
            assert done.err.startswith("DITOLAK")
    grow(book, 45)
    both = file_of(note, proofs.sign_note(head(book).text, [old, new]))  # its old key vouches for the new one
    assert saksi(*group(book), "--head", both, "--key", new.vkey).code == 0
    grow(book, 46)
    assert saksi(*group(book), "--head", file_of(note, proofs.sign_note(head(book).text, [new]))).code == 0
    assert saksi(*group(book), "--head", file_of(note, signed(book))).code == 1


def test_that_the_log_must_have_signed_is_said_and_what_to_do(saksi: Saksi, store: Path, book: Path) -> None:
    note = store.with_name("kepala")
    assert saksi(file_of(note, signed(book)), "--key", log_key(book).vkey).code == 0
    done = saksi(*group(book))
    assert (done.code, done.out) == (1, "")
    assert "harus ditandatangani buku itu" in done.err
    assert "perintah kepala --key" in done.err


def test_the_logs_key_is_known_whatever_name_its_file_has(saksi: Saksi, store: Path, book: Path) -> None:
    named = file_of(store.with_name("buku.pem.vkey"), f"{log_key(book).under('buku').vkey}\n")
    note = file_of(store.with_name("kepala"), signed(book))
    assert saksi(note, "--key", named).code == 0
    assert WitnessStore(store).memory(head(book).origin).log_key == log_key(book).key
    assert saksi(*group(book), "--head", note, "--key", named).code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_request_may_come_through_a_pipe(saksi: Saksi, store: Path, book: Path) -> None:
    pipe = store.with_name("pipa")
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(head(book).text, "utf-8"), daemon=True)
    writer.start()
    assert saksi(pipe).code == 0
    writer.join(10)


def test_her_newest_head_is_the_largest_however_long_its_number(store: Path, book: Path) -> None:
    """Believed the first time, a log's heads may say any size; she must not fall back behind one of them."""
    first, second = (proofs.Checkpoint(head(book).origin, size, bytes(32)) for size in (9_999_999_999, 10_000_000_000))
    opened = WitnessStore(store)
    for one in (first, second):
        line = proofs.sign_cosignature(one.text, opened.signer(witnessed.PASSPHRASE), witnessed.NOW)
        opened.keep_cosigned(proofs.format_note(one.text, (line,)), None)
    seen = opened.memory(first.origin).seen
    assert seen is not None
    assert seen.checkpoint == second


def test_a_damaged_ledger_is_not_cosigned(saksi: Saksi, store: Path, book: Path) -> None:
    saksi(*group(book))
    with witnessed.raw(grow(book, 50)) as connection:
        witnessed.Hand(connection).put_record(12, b"x" * 40)
    done = saksi(*group(book))
    assert (done.code, done.out) == (1, "")
    assert "nomor 12" in done.err
    assert "kube-ledger periksa" in done.err
    assert kept(store) == [f"kepala-{SIZE:010}.txt"]


# Her memory.


def test_what_she_remembers_is_listed(saksi: Saksi, kube: Kube, store: Path, book: Path) -> None:
    assert "belum mengingat buku apa pun" in saksi_list(store)
    saksi(*group(book))
    saksi(book, "--group", MAWAR)
    shown = saksi_list(store)
    assert "mengingat 2 buku" in shown
    assert f"melati-3: 41 catatan, kode {short_code(head(book).root)}" in shown
    machine = json.loads(kube("witness", store, "--list", "--json").out)
    assert [(one["group"], len(one["heads"]), one["log_key"]) for one in machine["logs"]] == [
        (MAWAR, 1, None),
        (MELATI, 1, None),
    ]
    assert machine["evidence"] == []


def test_a_memory_that_was_tampered_with_is_not_used(saksi: Saksi, kube: Kube, store: Path, book: Path) -> None:
    """A head taken away, put back, swapped or changed: she says which file, and answers nothing."""
    for size in (SIZE, 50, 64):
        saksi(*group(grow(book, size)))
    (folder,) = store.glob(f"{MELATI}-*")
    newest, before, memory = (folder / f"{name}.txt" for name in ("kepala-0000000064", "kepala-0000000050", "ingatan"))
    grow(book, 70)

    def is_refused(tamper: Callable[[], object]) -> None:
        was = {path: path.read_bytes() for path in folder.iterdir()}
        tamper()
        for done in (saksi(*group(book)), kube("saksi", store, "--list")):
            assert (done.code, done.out) == (2, "")
            assert "jangan menghapus isinya" in done.err
        for path in folder.iterdir():
            path.unlink()
        for path, data in was.items():
            path.write_bytes(data)

    is_refused(newest.unlink)
    is_refused(memory.unlink)
    is_refused(lambda: newest.write_bytes(before.read_bytes()))
    is_refused(lambda: newest.write_text(newest.read_text("utf-8").replace("\n64\n", "\n65\n"), "utf-8"))
    is_refused(lambda: newest.write_text(head_at(book, 64).text))
    is_refused(lambda: memory.write_text("kube-ledger/seen/2\n"))
    is_refused(lambda: memory.write_bytes(b"\xff"))
    is_refused(lambda: before.write_bytes(newest.read_bytes() + b"\n"))
    is_refused(lambda: (folder / "dilihat-0000000007-00000000.txt").write_text(head_at(book, 7).text))
    is_refused(lambda: (folder / "kunci-buku.txt").write_text("x"))
    (folder / ".baru").write_text("half a he")  # left by a run that was killed: nothing that she ever said
    (folder / "catatan saya.txt").write_text("belanja")
    assert saksi(*group(book)).code == 0


def test_without_the_signatures_under_her_heads_a_changed_one_would_be_believed(
    saksi: Saksi, store: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    saksi(*group(grow(book, 50)))
    (folder,) = store.glob(f"{MELATI}-*")
    forged = rewrite(copy(book, "palsu.kube"), 12, amount=74_000)
    for path in (folder / "kepala-0000000050.txt", folder / "ingatan.txt"):
        text = path.read_text("utf-8")
        path.write_text(text.replace(head(book).text, head(forged).text), "utf-8")
    assert saksi(*group(forged)).code == 2
    monkeypatch.setattr("kube_ledger.audit.witness_store.parse_note", lambda *_: None)
    assert saksi(*group(forged)).code == 0


@pytest.mark.parametrize("guard", ["proof", "heads"])
def test_without_looking_back_she_would_cosign_what_was_rewritten(
    saksi: Saksi, book: Path, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """The control of the forks: each of the two guards alone stops it, neither lets it through."""
    saksi(*group(book))
    forged = grow(rewrite(copy(book, "palsu.kube"), 12, amount=74_000), 50)
    monkeypatch.setattr("kube_ledger.audit.witnessing._Shown.contradicts", lambda *_: None)
    if guard == "heads":
        assert saksi(*group(forged)).code == 1
        return
    monkeypatch.setattr("kube_ledger.proofs.witness._require_extension", lambda *_: None)
    assert saksi(*group(forged)).code == 0


def test_its_making_happens_once(kube: Kube, tmp_path: Path) -> None:
    secret = file_of(tmp_path / "sandi", "rahasia\n")
    made = kube("saksi", tmp_path / "s", "--create", "pendamping/ibu-rina", "--passphrase-file", secret)
    assert made.code == 0
    key = WitnessStore(tmp_path / "s").key
    assert key.text in made.out
    assert key.type == proofs.COSIGNATURE_KEY
    assert (tmp_path / "s" / "kunci-rahasia.pem").stat().st_mode & 0o077 == 0
    again = kube("saksi", tmp_path / "s", "--create", "x", "--passphrase-file", secret)
    assert (again.code, "tidak diganti" in again.err) == (2, True)
    assert WitnessStore(tmp_path / "s").key == key
    (tmp_path / "s" / "kunci-rahasia.pem").unlink()  # as if it had been cut off before it was complete
    for done in (kube("saksi", tmp_path / "s", "--list"), kube("saksi", tmp_path / "none", "--list")):
        assert (done.code, done.out) == (2, "")
    assert kube("saksi", tmp_path / "s", "--create", "y", "--passphrase-file", secret, "--json").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "DARI belum diisi"),
        (("buku.kube",), "Pilihan --group belum diisi"),
        (("buku.kube", "--group", "mawar-9"), "mawar-9"),
        (("none.kube",), "tidak ada"),
        (("kepala", "--group", MAWAR), "berisi kepala buku kelompok melati-3, bukan mawar-1"),
        (("kepala", "--head", "kepala"), "Pilihan --head tidak dipakai bersama"),
        (("buku.kube", "--group", MELATI, "--head", "sandi"), "bukan berkas buku, bukan permintaan"),
        (("sandi",), "bukan berkas buku, bukan permintaan"),
        (("kepala", "--list"), "DARI tidak dipakai bersama --list"),
        (("kepala", "--create", "x"), "DARI tidak dipakai bersama --create"),
        (("kepala", "--key", "x"), "--key tidak benar"),
        (("kepala",), "tidak bisa ditanyakan di sini"),
        (("kepala", "--passphrase-file", "kepala"), "kata sandinya salah"),
        (("kepala", "--passphrase-file", "none"), "tidak ada"),
        (("asing", "--passphrase-file", "sandi"), "bukan nama asal buku kelompok"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(  # noqa: PLR0917  # a case and its fixtures
    kube: Kube, store: Path, book: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(store.parent)
    file_of(store.with_name("kepala"), head(book).text)
    file_of(store.with_name("asing"), proofs.Checkpoint("somebody's log", 3, bytes(32)).text)
    monkeypatch.setattr("getpass.getpass", _nobody_there)
    done = kube("saksi", store, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert kept(store) == []


def _nobody_there(_: str) -> str:
    raise EOFError


def test_the_passphrase_is_asked_for_after_it_was_said_that_the_log_is_new(
    kube: Kube, store: Path, book: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """Whoever doubts stops there: nothing was remembered yet."""
    answers = iter(["satu", "dua"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert "tidak sama" in kube("saksi", store.with_name("s"), "--create", "x").err

    def doubting(_: str) -> str:
        assert "BARU bagi saksi" in capsys.readouterr().err
        raise KeyboardInterrupt

    monkeypatch.setattr("getpass.getpass", doubting)
    assert kube("saksi", store, *group(book)).code == 130
    assert kept(store) == []
    monkeypatch.setattr("getpass.getpass", lambda _: witnessed.PASSPHRASE)
    assert kube("saksi", store, *group(book)).code == 0


def test_two_at_once_wait_for_each_other(
    saksi: Saksi, store: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kube_ledger.cli.witness._PATIENCE_SECONDS", 0.2)
    with WitnessStore(store).locked():
        done = saksi(*group(book))
    assert (done.code, done.out) == (2, "")
    assert "sedang dipakai" in done.err
    assert saksi(*group(book)).code == 0


# What these tests need.


def head_at(path: Path, size: int) -> proofs.Checkpoint:
    """The head that the log had at a size."""
    with Ledger.open(path, read_only=True) as ledger:
        leaves = list(ledger.log.leaves(MELATI))
    return proofs.Checkpoint(head(path).origin, size, root(leaves[:size]))


def remember(store: Path, note: str, key: proofs.Signer) -> None:
    assert witnessed.witness(store).see(note, time=witnessed.NOW, vkey=key.key).verdict == "cosigned"


def saksi_list(store: Path) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["saksi", str(store), "--list"]) == 0
    return " ".join(out.getvalue().split())


def flat(done: Done) -> str:
    """What was said, whatever the lines broke."""
    return " ".join(f"{done.out} {done.err}".split())


def assert_shown_whole(note: str, out: str) -> None:
    """Every line of it to copy, and its code to read out."""
    lines = [line.removeprefix("  ") for line in out.splitlines()]
    assert [line for line in note.splitlines() if line and line not in lines] == []
    assert short_code(proofs.read_head(note)[0].root) in out
