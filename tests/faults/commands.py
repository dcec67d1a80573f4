"""What a person runs, in a folder of its own, so that each of its system calls can be struck."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from faults.system_calls import GROUP, NIGHTLY, STRACE
from kube_ledger import Ledger
from kube_ledger.exchange import bundle_lines, export_lines, import_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


FEW, MORE = 16, 33
"""How many lines of the sample the ledger has, and how many the file to import."""

ENVIRONMENT: Final[Mapping[str, str]] = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}


class Act(NamedTuple):
    """Something that a person does in a folder.

    Attributes:
        arguments: Of the command, with `{folder}` for the folder.
        prepare: Puts into an empty folder what it needs.
        state: What is there, as a word: `before`, `done`; anything else is an error of ours.
        names: What may lie in the folder when it is over, beside the heads of the ledger and those of its copy.
        twice: Its exit code when it was done already: nothing to do, or, of what overwrites nothing, 2.
    """

    arguments: tuple[str, ...]
    prepare: Callable[[Path], None]
    state: Callable[[Path], str]
    names: frozenset[str]
    twice: int = 0


def lines(count: int) -> bytes:
    sample = resources.files("kube_ledger.samples").joinpath("melati-3-2019.jsonl").read_bytes()
    return b"".join(sample.splitlines(keepends=True)[:count])


def make(path: Path, count: int) -> None:
    with Ledger.create(path) as ledger:
        assert not import_lines(ledger.group(GROUP), BytesIO(lines(count))).refused


def size_of(path: Path) -> int:
    """How many entries a ledger has; it must be whole and prove itself."""
    with Ledger.open(path) as ledger:
        assert not ledger.group(GROUP).verify()
        return ledger.group(GROUP).size


def command(act: Act, folder: Path) -> list[str]:
    """How it is called."""
    return [sys.executable, "-m", "kube_ledger", *(word.format(folder=folder) for word in act.arguments)]


CHANGING: Final = frozenset(
    {"openat", "write", "pwrite64", "ftruncate", "link", "rename", "unlink", "fsync", "fdatasync", "fchmod", "chmod"}
)
READING: Final = frozenset({"openat", "read", "pread64", "newfstatat", "access", "mmap", "getdents64"})


def places(act: Act, folder: Path) -> list[tuple[str, int]]:
    """Every system call that an act makes about its folder: the call's name, and its number among those of the name."""
    assert STRACE is not None, "strace is missing"
    tracing = [STRACE, "-f", "-y", "-qq", "-o", "/dev/fd/2", "-e", "signal=none", "-e", "trace=%file,%desc"]
    traced = subprocess.run(
        [*tracing, *command(act, folder)], env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=True
    )
    numbers: dict[str, int] = {}
    found = []
    for line in traced.stderr.splitlines():
        called = re.match(r"\d+ +(\w+)\((.*)", line)
        if called is None:
            continue
        numbers[called[1]] = numbers.get(called[1], 0) + 1
        if str(folder) in called[2] and called[1] != "execve":
            found.append((called[1], numbers[called[1]]))
    return found


def strike(act: Act, folder: Path, place: tuple[str, int], fault: str) -> subprocess.CompletedProcess[str]:
    """Do it, and let one of its calls end in a fault, as strace wants it: `signal=SIGKILL`, `error=EIO`."""
    assert STRACE is not None, "strace is missing"
    call, number = place
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"]
    striking = [STRACE, "-f", "-qq", "-o", "/dev/null", *inject]
    return subprocess.run(
        [*striking, *command(act, folder)], env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False
    )


def again(act: Act, folder: Path) -> subprocess.CompletedProcess[str]:
    """Do it, without a fault."""
    return subprocess.run(command(act, folder), env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False)


SOME: Final = 6
"""How many places are tried where not all are."""


def some(all_: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """A part of the places, drawn anew each time; all of them at night."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    if NIGHTLY or len(all_) <= SOME:
        return sorted(all_)
    # The first write is always among them: drawn ones may all be such that the command gets over.
    writing = [one for one in all_ if one[0] in ("write", "pwrite64")][:1]
    return sorted({*writing, *random.Random(seed).sample(list(all_), SOME)})


def copied(folder: Path, to: Path) -> Path:
    """The folder once more, as it was before."""
    shutil.copytree(folder, to)
    return to


# What is done.


def _with_file(count: int | None) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        (folder / "catatan.jsonl").write_bytes(lines(MORE))
        if count is not None:
            make(folder / "buku.kube", count)

    return prepare


def _imported(folder: Path) -> str:
    path = folder / "buku.kube"
    if not path.exists():
        return "before"
    return {FEW: "before", MORE: "done"}.get(size_of(path), "half")


def _written(name: str, of: str) -> Callable[[Path], str]:
    """A file that is told by a ledger that does not change."""

    def state(folder: Path) -> str:
        assert size_of(folder / "buku.kube") == FEW
        path = folder / name
        if not path.exists():
            return "before"
        with Ledger.open(folder / "buku.kube", read_only=True) as ledger:
            group = ledger.group(GROUP)
            whole = {
                "checkpoint": group.checkpoint().text.encode(),
                "entries": "".join(export_lines(group)).encode(),
                "bundle": bundled(ledger),
            }[of]
        return "done" if path.read_bytes() == whole else "half"

    return state


def _copied(folder: Path) -> str:
    assert size_of(folder / "buku.kube") == FEW
    path = folder / "salinan.kube"
    if not path.exists():
        return "before"
    return "done" if size_of(path) == FEW else "half"


def bundled(ledger: Ledger) -> bytes:
    return "".join(bundle_lines(ledger.log, GROUP, ledger.domain)).encode()


def _with_bundle(*, begun: bool) -> Callable[[Path], None]:
    """A bundle of more entries, and the ledger that it goes on from, or none."""

    def prepare(folder: Path) -> None:
        path = folder / "buku.kube"
        make(path, FEW)
        begin = path.read_bytes()
        with Ledger.open(path) as ledger:
            assert not import_lines(ledger.group(GROUP), BytesIO(lines(MORE))).refused
            (folder / "kelompok.bundle").write_bytes(bundled(ledger))
        for left in folder.glob("buku.kube*"):
            left.unlink()
        if begun:
            path.write_bytes(begin)

    return prepare


IMPORT = ("import", "{folder}/buku.kube", "{folder}/catatan.jsonl", "--group", GROUP)
RESTORE = ("import", "{folder}/buku.kube", "{folder}/kelompok.bundle", "--group", GROUP)
ACTS: Final[Mapping[str, Act]] = {
    "import into a new ledger": Act(IMPORT, _with_file(None), _imported, frozenset({"catatan.jsonl", "buku.kube"})),
    "import into a ledger that is there": Act(
        IMPORT, _with_file(FEW), _imported, frozenset({"catatan.jsonl", "buku.kube"})
    ),
    "export": Act(
        ("export", "{folder}/buku.kube", "--group", GROUP, "--format", "jsonl", "-o", "{folder}/keluar.jsonl"),
        lambda folder: make(folder / "buku.kube", FEW),
        _written("keluar.jsonl", "entries"),
        frozenset({"buku.kube", "keluar.jsonl"}),
    ),
    "export a bundle": Act(
        ("export", "{folder}/buku.kube", "--group", GROUP, "--format", "bundle", "-o", "{folder}/kelompok.bundle"),
        lambda folder: make(folder / "buku.kube", FEW),
        _written("kelompok.bundle", "bundle"),
        frozenset({"buku.kube", "kelompok.bundle"}),
    ),
    "restore a bundle into a new ledger": Act(
        RESTORE, _with_bundle(begun=False), _imported, frozenset({"kelompok.bundle", "buku.kube"})
    ),
    "restore a bundle into a ledger that has the beginning": Act(
        RESTORE, _with_bundle(begun=True), _imported, frozenset({"kelompok.bundle", "buku.kube"})
    ),
    "backup": Act(
        ("backup", "{folder}/buku.kube", "{folder}/salinan.kube"),
        lambda folder: make(folder / "buku.kube", FEW),
        _copied,
        frozenset({"buku.kube", "salinan.kube"}),
        twice=2,
    ),
    "checkpoint": Act(
        ("checkpoint", "{folder}/buku.kube", "--group", GROUP, "-o", "{folder}/kepala.txt"),
        lambda folder: make(folder / "buku.kube", FEW),
        _written("kepala.txt", "checkpoint"),
        frozenset({"buku.kube", "kepala.txt"}),
    ),
}
