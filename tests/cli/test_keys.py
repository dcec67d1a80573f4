"""`keys`: made, kept, enrolled, revoked, rotated; nothing secret is said, nothing that is there is written over."""

from __future__ import annotations

import base64
import os
import stat
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from command_line import GROUP, SECRET, SIZE
from kube_ledger import Ledger, events
from kube_ledger.cli import key_files
from kube_ledger.cli.keys import new
from kube_ledger.ledger.kept_heads import parse
from kube_ledger.proofs import COSIGNATURE_KEY, NO_PASSPHRASE, NOTE_KEY, load_key, open_checkpoint, parse_vkey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from command_line import Done, Kube

DAY: Final = ("--occurred-on", "2020-01-05")


@pytest.fixture
def made(kube: Kube, tmp_path: Path, secret: Path) -> Callable[..., Path]:
    """Makes a key and gives its file."""

    def make(name: str, *more: object) -> Path:
        path = tmp_path / f"{name.replace('/', '-')}.pem"
        done = kube("keys", "new", name, "-o", path, "--passphrase-file", secret, *more)
        assert (done.code, done.err) == (0, "")
        return path

    return make


def public(path: Path) -> str:
    return path.with_name(f"{path.name}.vkey").read_text("ascii").removesuffix("\n")


def names(folder: Path) -> set[str]:
    return {item.name for item in folder.iterdir()}


# Files.


@pytest.mark.parametrize(("more", "kind"), [((), NOTE_KEY), (("--witness",), COSIGNATURE_KEY)])
def test_a_new_key_is_its_owners_alone_and_its_public_half_lies_beside_it(
    made: Callable[..., Path], more: tuple[str, ...], kind: int
) -> None:
    path = made("ibu-sari", *more)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(path.parent) >= {"ibu-sari.pem", "ibu-sari.pem.vkey"}
    key = parse_vkey(public(path))
    assert (key.name, key.type) == ("ibu-sari", kind)
    assert load_key(path.read_bytes(), SECRET, key).vkey == key.text


def test_it_is_private_from_its_first_byte_on(
    made: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    modes: list[int] = []
    usual = key_files.Path.write_bytes

    def write(path: Path, data: bytes) -> int:
        if data.startswith(b"-----BEGIN"):
            modes.append(stat.S_IMODE(path.stat().st_mode))
        return usual(path, data)

    monkeypatch.setattr(key_files.Path, "write_bytes", write)
    mask = os.umask(0)
    try:
        made("x")
    finally:
        os.umask(mask)
    assert modes == [0o600]
    assert stat.S_IMODE((tmp_path / "x.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize("taken", ["x.pem", "x.pem.vkey"])
def test_nothing_that_is_there_is_written_over(kube: Kube, tmp_path: Path, secret: Path, taken: str) -> None:
    (tmp_path / taken).write_text("precious")
    done = kube("keys", "new", "x", "-o", tmp_path / "x.pem", "--passphrase-file", secret)
    assert (done.code, done.out) == (2, "")
    assert f"Di '{tmp_path / taken}' sudah ada berkas" in done.err
    assert (tmp_path / taken).read_text() == "precious"
    assert names(tmp_path) == {"sandi", taken}


def test_where_it_can_not_be_written_nothing_is_left(
    kube: Kube, tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked in (tmp_path / "no" / "x.pem", tmp_path / ("x" * 300)):
        assert kube("keys", "new", "x", "-o", asked, "--passphrase-file", secret).code == 2
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(FileExistsError()))
    assert kube("keys", "new", "x", "-o", tmp_path / "x.pem", "--passphrase-file", secret).code == 2
    assert names(tmp_path) == {"sandi"}


def test_the_passphrase_is_asked_for_twice_and_not_shown(
    kube: Kube, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[str] = []
    answers = [SECRET, "lain"]
    monkeypatch.setattr("getpass.getpass", lambda prompt: prompts.append(prompt) or answers.pop(0))
    done = kube("keys", "new", "x", "-o", tmp_path / "x.pem")
    assert (done.code, done.out, names(tmp_path)) == (2, "", set())
    assert done.err == "Kedua kata sandi tidak sama. Ulangi.\n"
    answers += [SECRET, SECRET, SECRET]
    assert kube("keys", "new", "x", "-o", tmp_path / "x.pem").code == 0
    assert kube("keys", "show", tmp_path / "x.pem", "--check").code == 0
    assert len(prompts) == 5
    assert load_key((tmp_path / "x.pem").read_bytes(), SECRET, public(tmp_path / "x.pem"))


def test_where_nobody_can_be_asked_nothing_is_made(shell: Kube, tmp_path: Path) -> None:
    done = shell("keys", "new", "x", "-o", "x.pem", given=b"rahasia\nrahasia\n")
    assert (done.code, done.out, names(tmp_path)) == (2, "", set())
    assert "--passphrase-file" in done.err


@pytest.mark.skipif(os.name == "nt", reason="terminals of another kind")
def test_letters_that_the_terminal_does_not_know_are_said_in_one_sentence(tmp_path: Path) -> None:
    import pty  # not on every system

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.environ["LC_ALL"] = "C.UTF-8"
        os.execv(sys.executable, [sys.executable, "-m", "kube_ledger", "keys", "new", "x", "-o", "x.pem"])
    said = os.read(terminal, 4096)
    while b"x.pem" not in said:
        said += os.read(terminal, 4096)
    time.sleep(0.5)  # what is typed before the prompt waits is thrown away
    os.write(terminal, b"rahasia\xff\n")
    with suppress(OSError):  # a terminal whose program has ended
        while more := os.read(terminal, 4096):
            said += more
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 2
    assert b"Traceback" not in said
    assert b"huruf yang tidak dikenal terminal ini" in said
    assert names(tmp_path) == set()


@pytest.mark.parametrize("passphrase", ["", "\n", "x" * 1024])
def test_a_passphrase_that_is_none_makes_no_key(kube: Kube, tmp_path: Path, passphrase: str) -> None:
    (tmp_path / "sandi").write_text(passphrase)
    done = kube("keys", "new", "x", "-o", tmp_path / "x.pem", "--passphrase-file", tmp_path / "sandi")
    assert (done.code, done.out, names(tmp_path)) == (2, "", {"sandi"})
    assert "kata sandi harus 1 sampai 1023 byte" in done.err


def test_without_a_passphrase_only_where_that_is_asked_and_said(kube: Kube, tmp_path: Path, book: Path) -> None:
    done = kube("keys", "new", "buku", "-o", tmp_path / "x.pem", "--no-passphrase")
    assert done.code == 0
    assert "TANPA kata sandi" in done.out
    assert stat.S_IMODE((tmp_path / "x.pem").stat().st_mode) == 0o600
    assert kube("keys", "show", tmp_path / "x.pem", "--check").code == 0
    assert kube("checkpoint", book, "--group", GROUP, "--key", tmp_path / "x.pem").code == 0


def test_show_says_what_is_public_and_checks_the_rest_when_asked(
    kube: Kube, made: Callable[..., Path], secret: Path
) -> None:
    path = made("ibu-sari")
    key = parse_vkey(public(path))
    told = {"name": "ibu-sari", "type": 1, "key_id": key.key_id.hex(), "vkey": key.text}
    for asked in (path, f"{path}.vkey", key.text):
        assert kube("keys", "show", asked, "--json").json == {**told, "checked": False}
    assert kube("keys", "show", path, "--check", "--passphrase-file", secret, "--json").json == {
        **told, "checked": True,
    }  # fmt: skip
    shown = kube("kunci", "lihat", path).out
    assert f"Nomor kunci: {key.key_id.hex()}" in shown
    assert f"Kunci publik: {key.text}" in shown


def test_a_private_key_beside_anothers_public_one_is_noticed(
    kube: Kube, made: Callable[..., Path], secret: Path
) -> None:
    path, other = made("a"), made("b")
    path.with_name("a.pem.vkey").write_text(public(other) + "\n")
    done = kube("keys", "show", path, "--check", "--passphrase-file", secret)
    assert (done.code, done.out) == (2, "")
    assert "bukan pasangan kunci publik 'b'" in done.err


def foreign(closed: serialization.KeySerializationEncryption) -> bytes:
    """A key of another type."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, closed)


CLOSED: Final = serialization.BestAvailableEncryption(SECRET.encode())
OPEN: Final = serialization.NoEncryption()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda _: foreign(CLOSED), "bukan kunci Ed25519"),
        (lambda pem: pem[:-60], "kata sandinya salah, atau berkas kuncinya rusak"),
        (lambda pem: pem.replace(b"ENCRYPTED ", b"RSA "), "bukan kunci tersandi"),
        (lambda pem: pem + b"x" * 5_000, "lebih dari 4096 byte"),
    ],
    ids=["of another type", "cut", "of another kind", "too long"],
)
def test_a_key_that_is_none_of_ours_is_said_in_one_sentence(
    kube: Kube, made: Callable[..., Path], secret: Path, spoil: Callable[[bytes], bytes], said: str
) -> None:
    path = made("x")
    path.write_bytes(spoil(path.read_bytes()))
    done = kube("keys", "show", path, "--check", "--passphrase-file", secret)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert f"Kunci '{path}' tidak bisa dipakai: " in done.err
    assert said in done.err


def test_an_open_key_of_another_type_is_refused_too(kube: Kube, made: Callable[..., Path]) -> None:
    path = made("x")
    path.write_bytes(foreign(OPEN))
    done = kube("keys", "show", path, "--check")
    assert (done.code, "bukan kunci Ed25519" in done.err) == (2, True)


def test_a_passphrase_is_changed_and_the_key_stays(
    kube: Kube, made: Callable[..., Path], secret: Path, tmp_path: Path
) -> None:
    path = made("x")
    (tmp_path / "baru").write_text("lain sama sekali")
    before = path.read_bytes()
    call = ("keys", "passphrase", path, "--passphrase-file", secret, "--new-passphrase-file", tmp_path / "baru")
    assert kube(*call).out == f"Kata sandi kunci '{path}' diganti.\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() != before
    assert load_key(path.read_bytes(), "lain sama sekali", public(path))
    done = kube(*call)
    assert (done.code, done.out) == (2, "")
    assert "kata sandinya salah" in done.err
    assert names(tmp_path) == {"x.pem", "x.pem.vkey", "sandi", "baru"}


def test_where_the_passphrase_can_not_be_changed_the_old_file_stands(
    kube: Kube, made: Callable[..., Path], secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made("x")
    before, there = path.read_bytes(), names(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    done = kube("keys", "passphrase", path, "--passphrase-file", secret, "--no-passphrase")
    assert (done.code, done.out) == (2, "")
    assert "penuh" in done.err
    assert (path.read_bytes(), names(tmp_path)) == (before, there)


# In the books.


def enrol(kube: Kube, book: Path, key: object, *more: object) -> Done:
    return kube("keys", "enrol", book, key, "--group", GROUP, *DAY, *more)


def test_keys_are_enrolled_listed_and_revoked(kube: Kube, book: Path, made: Callable[..., Path]) -> None:
    log, sari, rina = made("buku"), made("ibu-sari"), made("pendamping/ibu-rina", "--witness")
    done = enrol(kube, book, f"{log}.vkey", "--use", "log")
    assert (done.code, done.err) == (0, "")
    with Ledger.open(book, read_only=True) as ledger:
        origin = ledger.group(GROUP).checkpoint().origin
        (entry,) = ledger.group(GROUP).entries(SIZE)
        assert isinstance(entry.event, events.KeyEnrolled)
        assert parse_vkey(entry.event.vkey).name == origin, "the log signs under its own name"
        assert entry.recorded_by == "secretary"
    assert enrol(kube, book, public(sari), "--use", "person", "--person", "m01", "--by", "chair").code == 0
    assert enrol(kube, book, f"{rina}.vkey", "--use", "witness", "--person", "ibu-rina").code in (0, 1)
    told = kube("keys", "list", book, "--group", GROUP, "--json").json["keys"]
    assert [(one["use"], one["person_id"], one["position"]) for one in told][:2] == [
        ("log", None, SIZE), ("person", "m01", SIZE + 1),
    ]  # fmt: skip
    revoke = ("keys", "revoke", book, told[1]["key_id"], "--group", GROUP, "--reason", "lost", *DAY)
    assert kube(*revoke).code == 0
    again = kube(*revoke)
    assert (again.code, again.out) == (1, "")
    shown = kube("kunci", "daftar", book, "--group", GROUP).out
    assert "hilang" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert kube("verify", book).code == 0


def test_what_may_not_be_enrolled_is_refused_and_nothing_is_recorded(
    kube: Kube, book: Path, made: Callable[..., Path]
) -> None:
    sari, rina = made("ibu-sari"), made("rina", "--witness")
    weak = base64.b64encode(b"\x01" + bytes(32)).decode()
    refused = [
        (enrol(kube, book, f"{rina}.vkey", "--use", "log"), 2, "kunci saksi tidak bisa menjadi kunci buku"),
        (enrol(kube, book, f"{rina}.vkey", "--use", "person", "--person", "m01"), 2, "kunci saksi"),
        (enrol(kube, book, f"{sari}.vkey", "--use", "person", "--person", "m77"), 1, "'m77' tidak dikenal"),
        (enrol(kube, book, f"x+00000000+{weak}", "--use", "person", "--person", "m01"), 2, "tidak bisa dipakai"),
        (enrol(kube, book, sari, "--use", "person", "--person", "m01"), 2, "berisi kunci rahasia"),
    ]
    for done, code, said in refused:
        assert (done.code, done.out) == (code, "")
        assert said in done.err
    with Ledger.open(book, read_only=True) as ledger:
        assert ledger.group(GROUP).size == SIZE
    assert enrol(kube, book, public(sari), "--use", "person", "--person", "m01").code == 0
    reused = enrol(kube, book, public(sari), "--use", "log")
    assert (reused.code, reused.out) == (1, "")
    assert "sudah ada dalam buku" in reused.err
    assert kube("keys", "list", book, "--group", GROUP, "--json").json["keys"][0]["use"] == "person"


def test_a_group_without_keys_says_so(kube: Kube, told_book: Path) -> None:
    assert kube("keys", "list", told_book, "--group", GROUP).out == f"Kelompok {GROUP} belum mendaftarkan kunci.\n"
    assert kube("keys", "list", told_book, "--group", GROUP, "--json").json == {"group": GROUP, "keys": []}


def test_the_old_log_key_signs_that_the_new_one_follows(
    kube: Kube, book: Path, made: Callable[..., Path], secret: Path, tmp_path: Path
) -> None:
    old, fresh = made("lama"), made("baru")
    passphrases = ("--old-passphrase-file", secret, "--new-passphrase-file", secret)
    call = ("keys", "rotate", book, "--group", GROUP, "--old", old, "--new", fresh, *passphrases, *DAY)
    early = kube(*call)
    assert (early.code, early.out) == (2, "")
    assert "kunci lama bukan kunci buku yang berlaku" in early.err
    assert enrol(kube, book, f"{old}.vkey", "--use", "log").code == 0
    done = kube(*call)
    assert done.code == 0
    name = done.out.partition("\n")[0]
    for path in (old, fresh):
        key = load_key(path.read_bytes(), SECRET, public(path)).under(name).key
        assert open_checkpoint(done.out, key).checkpoint.size == SIZE + 2
    assert "Mulai sekarang pakai kunci baru" in done.err
    again = kube(*call, "-o", tmp_path / "serah-terima.txt")
    assert again.code == 0
    assert "sudah tercatat" in again.out
    assert (tmp_path / "serah-terima.txt").read_text() == done.out
    machine = kube(*call, "--json").json
    ids = {"old": parse_vkey(public(old)).key_id.hex(), "new": parse_vkey(public(fresh)).key_id.hex()}
    assert machine == {"group": GROUP, "recorded": False, **ids, "note": done.out}
    listed = kube("keys", "list", book, "--group", GROUP, "--json").json["keys"]
    assert [(one["key_id"], one["position"], one["revoked_at"]) for one in listed] == [
        (ids["old"], SIZE, SIZE + 2), (ids["new"], SIZE + 1, None),
    ]  # fmt: skip
    back = kube("keys", "rotate", book, "--group", GROUP, "--old", fresh, "--new", old, *passphrases, *DAY)
    assert (back.code, back.out) == (2, "")
    assert "kunci baru sudah pernah didaftarkan" in back.err
    assert kube("verify", book).code == 0


def test_a_run_that_was_cut_off_behind_the_recording_is_finished_by_the_next(
    kube: Kube, book: Path, made: Callable[..., Path], secret: Path, tmp_path: Path
) -> None:
    old, fresh = made("lama"), made("baru")
    passphrases = ("--old-passphrase-file", secret, "--new-passphrase-file", secret)
    call = ("keys", "rotate", book, "--group", GROUP, "--old", old, "--new", fresh, *passphrases, *DAY)
    assert enrol(kube, book, f"{old}.vkey", "--use", "log").code == 0
    failed = kube(*call, "-o", tmp_path / "no folder" / "x")
    assert (failed.code, failed.out) == (2, "")
    with Ledger.open(book, read_only=True) as ledger:
        assert ledger.group(GROUP).size == SIZE + 3
    assert kube(*call, "--json").json["recorded"] is False
    with Ledger.open(book, read_only=True) as ledger:
        assert ledger.group(GROUP).size == SIZE + 3


def test_after_it_the_head_that_is_kept_is_signed_by_the_new_key(
    kube: Kube, book: Path, made: Callable[..., Path], secret: Path
) -> None:
    old, fresh = made("lama"), made("baru")
    assert enrol(kube, book, f"{old}.vkey", "--use", "log").code == 0
    passphrases = ("--old-passphrase-file", secret, "--new-passphrase-file", secret)
    call = ("keys", "rotate", book, "--group", GROUP, "--old", old, "--new", fresh, *passphrases, *DAY)
    assert kube(*call).code == 0
    (head,) = parse(book.with_name(f"{book.name}-head").read_bytes())[GROUP]
    key = load_key(fresh.read_bytes(), SECRET, public(fresh)).under(head.text.partition("\n")[0]).key
    assert open_checkpoint(head.text, key).checkpoint.size == SIZE + 3
    assert kube("verify", book).code == 0


# What is secret.


def test_nothing_secret_is_said_by_whatever_goes_right_or_wrong(
    kube: Kube, book: Path, made: Callable[..., Path], secret: Path, tmp_path: Path
) -> None:
    closed, other = made("a"), made("b")
    opened = tmp_path / "terbuka.pem"
    assert kube("keys", "new", "c", "-o", opened, "--no-passphrase").code == 0
    key: Any = serialization.load_pem_private_key(opened.read_bytes(), None)
    assert isinstance(key, ed25519.Ed25519PrivateKey)
    inside = opened.read_text().splitlines()[1]
    (tmp_path / "salah").write_text("bukan itu")
    calls: list[list[object]] = [
        ["new", "a", "-o", closed, "--passphrase-file", secret],
        ["show", closed, "--check", "--passphrase-file", secret],
        ["show", closed, "--check", "--passphrase-file", tmp_path / "salah"],
        ["show", secret],
        ["show", opened],
        ["show", opened, "--check"],
        ["show", opened, "--check", "--passphrase-file", secret],
        ["passphrase", other, "--passphrase-file", secret, "--new-passphrase-file", secret],
        ["passphrase", other, "--passphrase-file", opened, "--new-passphrase-file", secret],
        ["passphrase", secret, "--passphrase-file", secret, "--no-passphrase"],
        ["enrol", book, opened, "--group", GROUP, "--use", "log"],
        ["enrol", book, secret, "--group", GROUP, "--use", "log"],
        ["enrol", book, f"{opened}.vkey", "--group", GROUP, "--use", "log", *DAY],
        ["rotate", book, "--group", GROUP, "--old", opened, "--new", secret, "--new-passphrase-file", secret],
        ["rotate", book, "--group", GROUP, "--old", opened, "--new", closed, "--new-passphrase-file", secret, *DAY],
        ["rotate", book, "--group", GROUP, "--old", closed, "--new", opened, "--old-passphrase-file", opened],
    ]
    told = ""
    for call in calls:
        for more in ([], ["--json"], ["--lang", "en"]):
            done = kube("keys", *call, *more)
            told += done.out + done.err
            assert "Traceback" not in done.err
    seed = key.private_bytes_raw()
    for secret_part in (SECRET, "bukan itu", inside, inside[:24], base64.b64encode(seed).decode(), seed.hex()):
        assert secret_part not in told
    assert inside not in repr(key_files.load_key(opened.read_bytes(), NO_PASSPHRASE, public(opened)))


def test_the_check_above_sees_what_is_said(kube: Kube, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its control: a verb that says too much."""
    monkeypatch.setattr(new, "tell_key", lambda ask, _: ask.tell("keys/name-of", called=SECRET))
    assert SECRET in kube("keys", "new", "x", "-o", tmp_path / "x.pem", "--no-passphrase").out
