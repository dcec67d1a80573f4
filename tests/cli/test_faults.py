"""What may be in the way of a run: files, permissions, pipes, disks, signals. Never a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from command_line import GROUP, Done, founding
from kube_ledger import Ledger, errors, events
from kube_ledger.cli import replay
from kube_ledger.log import sqlite_connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_line import Kube, Lines
    from kube_ledger.errors import KubeLedgerError

DAY = date(2019, 7, 7)
HEADS = b"kube-ledger/heads/1\n\nend " + sha256(b"kube-ledger/heads/1\n").hexdigest().encode() + b"\n"
COMMAND = [sys.executable, "-m", "kube_ledger"]
READERS: list[list[str]] = [
    ["replay", "{path}", "--group", GROUP],
    ["explain", "{path}", "cash", "--group", GROUP],
    ["verify", "{path}"],
    ["verify", "{path}", "--repair"],
    ["export", "{path}", "--group", GROUP, "--format", "jsonl", "-o", "-"],
    ["import", "{path}", "{file}", "--group", GROUP],
]


def at(path: object, arguments: list[str], file: object = "") -> list[str]:
    return [argument.replace("{path}", str(path)).replace("{file}", str(file)) for argument in arguments]


def is_one_sentence(done: Done) -> bool:
    return (done.code, done.out, done.err.count("\n")) == (2, "", 1) and "Traceback" not in done.err


def not_a_ledger(folder: Path, kind: str) -> Path:
    """Something at a path that is no ledger, or one that can't be opened."""
    path = folder / "aneh.kube"
    match kind:
        case "a folder":
            path.mkdir()
        case "an empty file":
            path.touch()
        case "text":
            path.write_text("bukan buku\n" * 50)
        case "zeros":
            path.write_bytes(bytes(4096))
        case "another database":
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("CREATE TABLE x (y)")
                connection.commit()
        case "a dangling link":
            path.symlink_to("tidak-ada")
        case "a pipe":
            os.mkfifo(path)
    return path


KINDS = ["a folder", "an empty file", "text", "zeros", "another database", "a dangling link", "a pipe"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
def test_what_is_no_ledger_is_named(
    kube: Kube, lines_file: Lines, tmp_path: Path, kind: str, arguments: list[str]
) -> None:
    path, file = not_a_ledger(tmp_path, kind), lines_file(founding())
    done = kube(*at(path, arguments, file))
    assert is_one_sentence(done)
    assert f"'{path}'" in done.err
    assert sorted(found.name for found in tmp_path.iterdir()) == ["aneh.kube", "catatan.jsonl"]


@pytest.mark.parametrize("arguments", READERS[:-1], ids=" ".join)
def test_a_missing_ledger_is_named_and_not_made(kube: Kube, tmp_path: Path, arguments: list[str]) -> None:
    done = kube(*at(tmp_path / "x.kube", arguments))
    assert is_one_sentence(done)
    assert done.err.startswith(f"Tidak ada buku di '{tmp_path / 'x.kube'}'.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
def test_a_newer_format_asks_for_an_update(kube: Kube, lines_file: Lines, book: Path, arguments: list[str]) -> None:
    with closing(sqlite3.connect(book)) as connection:
        connection.execute("PRAGMA user_version = 99")
    done = kube(*at(book, arguments, lines_file(founding())))
    assert is_one_sentence(done)
    assert "format 99" in done.err
    assert "perbarui aplikasi" in done.err


@pytest.mark.parametrize("cut", [1, 100, 4096, 40_000])
def test_a_ledger_cut_short_is_said_to_be_damaged(kube: Kube, book: Path, cut: int) -> None:
    book.write_bytes(book.read_bytes()[:cut])
    done = kube("verify", book)
    assert done.code in (1, 2)
    assert "Traceback" not in done.err
    assert done.err if done.code == 2 else "TIDAK utuh" in done.out


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("tidak-ada.jsonl", "Berkas '{}' atau foldernya tidak ada."),
        ("folder.jsonl", "'{}' itu folder, bukan berkas."),
        ("berkas/x.jsonl", "Bagian dari '{}' bukan folder."),
        ("n" * 300 + ".jsonl", "Nama '{}' terlalu panjang."),
    ],
)
def test_a_file_that_cant_be_read_is_named(kube: Kube, tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "berkas").touch()
    done = kube("import", tmp_path / "x.kube", tmp_path / name, "--group", "a")
    assert is_one_sentence(done)
    assert done.err.startswith(sentence.format(tmp_path / name))
    assert not (tmp_path / "x.kube").exists()


def test_a_file_that_breaks_while_it_is_read_is_named(
    kube: Kube, lines_file: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("kube_ledger.cli.import_.import_lines", torn)
    file = lines_file(founding())
    done = kube("import", tmp_path / "x.kube", file, "--group", "a")
    assert is_one_sentence(done)
    assert done.err == f"Berkas '{file}' gagal dibaca atau ditulis (EIO). Periksa medianya lalu ulangi.\n"
    assert [found.name for found in tmp_path.iterdir()] == ["catatan.jsonl"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="kube-cli-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


NOBODY = 65_534


def as_nobody(folder: Path, *arguments: object) -> Done:
    """Runs the command as a user who owns nothing; everything is loaded before, as that user may not read it."""
    program = (
        "import os, sys; from kube_ledger.cli import main, app, screen, shown_books, shown_demo, shown_findings; "
        "from kube_ledger.cli import demo, explain, export, import_, replay, verify; import kube_ledger.log.sqlite; "
        "import encodings.idna, locale, urllib.parse, zoneinfo, rich.table, rich._unicode_data; "
        "zoneinfo.ZoneInfo('Asia/Jakarta'); "
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY}); sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, *(str(argument) for argument in arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody")
class TestWithoutPermission:
    def test_a_ledger_that_may_not_be_read_is_named(self, open_folder: Path, told_book: Path) -> None:
        book = Path(shutil.copy(told_book, open_folder / "x.kube"))
        book.chmod(0o600)
        for arguments in READERS[:-1]:
            done = as_nobody(open_folder, *at(book, arguments))
            assert is_one_sentence(done), done
            assert f"Berkas '{book}' tidak boleh dibuka" in done.err

    def test_a_ledger_on_a_shelf_can_be_read(self, open_folder: Path, told_book: Path) -> None:
        book = Path(shutil.copy(told_book, open_folder / "x.kube"))
        book.chmod(0o444)
        assert as_nobody(open_folder, "verify", book).code == 0
        assert as_nobody(open_folder, "replay", book, "--group", GROUP, "--json").code == 0

    def test_a_file_that_may_not_be_read_is_named(self, open_folder: Path) -> None:
        file = open_folder / "x.jsonl"
        file.touch(0o600)
        done = as_nobody(open_folder, "import", open_folder / "x.kube", file, "--group", "a")
        assert is_one_sentence(done), done
        assert done.err.startswith(f"Berkas '{file}' tidak boleh dibuka: tidak ada izin.")

    def test_a_folder_that_may_not_be_written_is_named(self, open_folder: Path, told_book: Path) -> None:
        book = Path(shutil.copy(told_book, open_folder / "x.kube"))
        file = open_folder / "x.jsonl"
        file.write_text("".join(f"{one}\n" for one in founding()))
        for arguments in (
            ["demo", "baru.kube"],
            ["import", "baru.kube", str(file), "--group", "a"],
            ["export", str(book), "--group", GROUP, "--format", "jsonl", "-o", "keluar.jsonl"],
            ["import", str(book), str(file), "--group", "a"],
        ):
            done = as_nobody(open_folder, *arguments)
            assert is_one_sentence(done), done
            assert "izin" in done.err
        assert sorted(found.name for found in open_folder.iterdir()) == ["x.jsonl", "x.kube"]


# Where the answer goes.


def run_into(target: str, *arguments: object) -> Done:
    with Path(target).open("wb") as out:
        done = subprocess.run(
            [*COMMAND, *(str(argument) for argument in arguments)],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    return Done(done.returncode, "", done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize(
    "arguments",
    [*READERS[:3], *([*one, "--json"] for one in READERS[:3]), READERS[4], ["--help"], ["--version"]],
    ids=" ".join,
)
def test_an_answer_that_finds_no_room_says_so(told_book: Path, arguments: list[str]) -> None:
    done = run_into("/dev/full", *at(told_book, arguments))
    assert is_one_sentence(done)
    assert "penuh" in done.err


@pytest.mark.parametrize(
    "arguments", [*READERS[:2], *([*one, "--json"] for one in READERS[:3]), READERS[4], ["--help"]], ids=" ".join
)
def test_a_reader_that_goes_away_is_no_fault(told_book: Path, arguments: list[str]) -> None:
    command = [*COMMAND, *at(told_book, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_head_takes_what_it_wants(told_book: Path) -> None:
    command = f'"{sys.executable}" -m kube_ledger explain "{told_book}" dues --group {GROUP} | head -n 1'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Iuran kas: Rp 2.275.000 (kredit)")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_was_never_open_stops_nothing(told_book: Path, tmp_path: Path, closed: str) -> None:
    for arguments, code in (("verify", 0), ("verify --json", 0), ("verify --nix", 2)):
        command = f'"{sys.executable}" -m kube_ledger {arguments} "{told_book}" {closed}'
        done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=tmp_path, timeout=60, check=False)
        assert done.returncode == code
        assert b"Traceback" not in done.stderr
    command = f'"{sys.executable}" -m kube_ledger import x.kube - --group a {closed}'
    done = subprocess.run(
        ["bash", "-c", command], input=b"", capture_output=True, cwd=tmp_path, timeout=60, check=False
    )
    assert done.returncode == (2 if "<&-" in closed else 0)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_of_few_letters_is_no_fault(shell: Kube, told_book: Path, encoding: str) -> None:
    for arguments in READERS[:3]:
        assert shell(*at(told_book, arguments), PYTHONIOENCODING=encoding).code == 0


# Signals.


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_an_import_that_is_stopped_leaves_no_ledger(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "x.kube"
    command = [*COMMAND, "import", str(path), "-", "--group", "a"]

    def heed() -> None:  # a job in the background of a shell ignores SIGINT, and so would its children
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=heed) as process:  # noqa: PLW1509
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("".join(f"{one}\n" for one in founding()).encode())
        process.stdin.flush()
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob(".kube-*.kube")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.2)
        process.send_signal(number)
        said = process.stderr.read().decode()
        process.wait(30)
    assert not path.exists()
    if number is signal.SIGINT:
        assert (process.returncode, said) == (130, "Dihentikan atas permintaan.\n")
        assert list(tmp_path.iterdir()) == []
    else:
        assert process.returncode == -signal.SIGKILL


def test_a_run_that_is_stopped_says_so(kube: Kube, told_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(replay, "as_of", stopped)
    assert kube("replay", told_book, "--group", GROUP) == (130, "", "Dihentikan atas permintaan.\n")
    assert kube("replay", told_book, "--group", GROUP, "--lang", "en") == (130, "", "Stopped as you asked.\n")


# Whatever the library raises.

RAISED: list[KubeLedgerError] = [
    errors.Busy("x.kube"),
    errors.Poisoned("x.kube", "disk"),
    errors.DiskFull("x.kube"),
    errors.OutcomeUnknown("x.kube"),
    errors.ReadOnly("x.kube", "media"),
    errors.DecodeError("odd", position=5),
    errors.IntegrityError("odd", position=5),
    errors.UnknownType("sale-recorded", 2, position=5),
    errors.ConcurrencyError(6, 7, group=GROUP),
    errors.MissingExtra("postgres"),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_an_error_of_the_library_is_its_sentence(
    kube: Kube, told_book: Path, monkeypatch: pytest.MonkeyPatch, error: KubeLedgerError
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(replay, "as_of", broken)
    assert kube("replay", told_book, "--group", GROUP) == (2, "", f"{error.sentence}\n")
    assert kube("--lang", "en", "replay", told_book, "--group", GROUP) == (2, "", f"{error}\n")


def test_a_refusal_is_exit_code_1(kube: Kube, told_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = errors.Refusal("unknown-reference", field="target", reference=9)

    def refused(*_: object) -> None:
        raise errors.Refused(refusal, None)

    monkeypatch.setattr(replay, "as_of", refused)
    assert kube("replay", told_book, "--group", GROUP) == (1, "", f"{refusal.sentence}\n")


def test_a_server_says_which_extra_it_needs(kube: Kube, lines_file: Lines, tmp_path: Path) -> None:
    for arguments in READERS:
        done = kube(*at("postgresql://localhost/x", arguments, lines_file(founding())))
        assert is_one_sentence(done)
        assert "kube-ledger[postgres]" in done.err
    assert [found.name for found in tmp_path.iterdir()] == ["catatan.jsonl"]


def test_a_full_disk_while_a_new_ledger_is_made_names_it_by_its_own_name(
    kube: Kube, lines_file: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def full(*_: object, **__: object) -> None:
        (found,) = [name for name in tmp_path.iterdir() if name.name.endswith(".kube")]
        made.append(str(found))
        raise errors.DiskFull(str(found))

    monkeypatch.setattr("kube_ledger.cli.import_.import_lines", full)
    path = tmp_path / "x.kube"
    done = kube("import", path, lines_file(founding()), "--group", "a")
    assert is_one_sentence(done)
    assert made != [str(path)]
    assert done.err == f"Tempat penyimpanan '{path}' penuh; tidak ada yang dicatat. Kosongkan ruang lalu ulangi.\n"
    assert [found.name for found in tmp_path.iterdir()] == ["catatan.jsonl"]


@pytest.mark.parametrize("works_again", [True, False])
def test_a_new_ledger_whose_journal_was_not_put_away_is_whole_or_not_there(
    kube: Kube,
    lines_file: Lines,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    works_again: bool,  # noqa: FBT001
) -> None:
    """The storage fails when the ledger is closed: moved to its place without its journal, it would be an older one."""
    real, failed = sqlite_connections.put_away, list[bool]()

    def put_away(*given: Any, **more: Any) -> bool:
        if failed and works_again:
            return real(*given, **more)
        failed.append(True)
        return False

    monkeypatch.setattr(sqlite_connections, "put_away", put_away)
    path = tmp_path / "x.kube"
    done = kube("import", path, lines_file(founding()), "--group", "a")
    assert failed
    if works_again:
        assert done.code == 0
        with Ledger.open(path) as ledger:
            assert ledger.group("a").size == len(founding())
            assert not ledger.group("a").verify()
            ledger.group("a").record(events.NoteAdded(occurred_on=DAY, target=0, text="ok"), recorded_by="chair")
        path.unlink()
    else:
        assert is_one_sentence(done)
        assert "jurnalnya" in done.err
    assert [found.name for found in tmp_path.iterdir()] == ["catatan.jsonl"]


# What is written never takes the place of what nobody can make again.


@pytest.mark.parametrize("kind", ["key", "heads", "no heads yet", "heads of another", "a memory"])
@pytest.mark.parametrize("verb", ["receipt", "export", "checkpoint"])
def test_no_output_is_written_over_what_must_stay(
    kube: Kube, told_book: Path, tmp_path: Path, verb: str, kind: str
) -> None:
    book = Path(shutil.copy(told_book, tmp_path / "melati-3.kube"))
    target = tmp_path / {"key": "buku.pem", "a memory": "ingatan.txt", "heads of another": "lain.kube-head"}.get(
        kind, "melati-3.kube-head"
    )
    content = {"key": b"-----BEGIN PRIVATE KEY-----\n", "a memory": b"kube-ledger/seen/1\n"}.get(kind, HEADS)
    if kind != "no heads yet":
        target.write_bytes(content)
    asked = {
        "receipt": ("receipt", book, 5, "-o"),
        "export": ("export", book, "--format", "jsonl", "-o"),
        "checkpoint": ("checkpoint", book, "-o"),
    }[verb]
    done = kube(*asked, target, "--group", GROUP, "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert f"'{target}' holds a private key, or heads that must stay" in done.err
    if kind != "no heads yet":
        assert target.read_bytes().startswith(content[:19])  # heads may have had one more put to them, by its own way
