"""Power that goes: what a real process asked of the system, and every disk that could have been left behind.

strace writes down each call of a real run, with its bytes. A disk owes nothing that was not synced: of the writes to a
file since its last sync any may be missing, in any order, torn at 512 bytes, and of the changes to a folder since its
last sync any name may be as it was at any moment since. `states` builds such disks, as they may lie there when the
power goes between any two calls.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from faults.system_calls import STRACE

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

SECTOR: Final = 512
_LONGEST_WRITE: Final = 1 << 22
_FOLLOWED: Final = ("openat", "close", "lseek", "pwrite64", "write", "ftruncate", "fsync", "fdatasync")
_NAMES: Final = ("unlink", "rename", "link")
# What changes files too, and is not followed: a run that does it to one of ours is refused, not replayed wrongly.
_OTHERS: Final = (
    "open", "creat", "truncate", "pwritev", "pwritev2", "writev", "sendfile", "copy_file_range", "fallocate", "dup",
    "dup2", "dup3", "unlinkat", "renameat", "renameat2", "linkat", "symlink", "symlinkat",
)  # fmt: skip
_CALL: Final = re.compile(r"^(\w+)\((.*)\) += (-?\d+|\?)")
_TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


class Step(NamedTuple):
    """One call that succeeded: its name, its arguments (texts as bytes, the rest as strace writes it), its result."""

    call: str
    arguments: list[bytes | str]
    result: int


class Run(NamedTuple):
    """What a process did within a folder, and how its files stood before and after."""

    folder: Path
    before: Mapping[str, bytes]
    steps: Sequence[Step]
    after: Mapping[str, bytes]


def recorded(folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a program to its end and keep every call that it made about files.

    Args:
        folder: Where its files are; what it does elsewhere, but for what it prints, is let go.
        command: What to run: one thread of one process.
        environment: Its environment.
    """
    assert STRACE is not None, "strace is missing"
    before = _contents(folder)
    with tempfile.TemporaryDirectory() as elsewhere:
        trace = Path(elsewhere, "trace")
        calls = ",".join((*_FOLLOWED, *_NAMES, *_OTHERS))
        tracing = [STRACE, "-qq", "-o", str(trace), "-xx", "-s", str(_LONGEST_WRITE), "-e", "signal=none"]
        subprocess.run(
            [*tracing, "-e", f"trace={calls}", *command], env=dict(environment), check=True, capture_output=True
        )
        with trace.open(encoding="ascii") as lines:
            steps = [step for line in lines if (step := _step(line)) is not None]
    return Run(folder, before, steps, _contents(folder))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(item): item.read_bytes() for item in folder.iterdir() if item.is_file()}


def _step(line: str) -> Step | None:
    found = _CALL.match(line)
    if found is None or found[3] == "?" or int(found[3]) < 0:
        return None
    arguments: list[bytes | str] = []
    rest = found[2]
    while rest:
        if text := _TEXT.match(rest):
            assert not text[2], "strace left bytes out"
            arguments.append(bytes.fromhex(text[1].replace("\\x", "")))
            rest = rest[text.end() :].removeprefix(", ")
        else:
            word, _, rest = rest.partition(", ")
            arguments.append(word)
    return Step(found[1], arguments, int(found[3]))


class _File:
    """One file, whatever its names: what is durable, and the changes that are not."""

    def __init__(self, durable: bytes = b"") -> None:
        self.durable = durable
        self.changes: list[tuple[int, bytes | None]] = []  # bytes from an offset on, or a length to cut it to

    def sync(self) -> None:
        self.durable, self.changes = self.whole(), []

    def whole(self) -> bytes:
        """As the process sees it."""
        return self._with(self.changes, b"\0")

    def left(self, chance: random.Random, how: str) -> bytes:
        """As it may be found when the power is back."""
        if how == "nothing unsynced":
            return self.durable
        if how == "everything":
            return self.whole()
        if how == "whole writes":
            return self._with([change for change in self.changes if chance.random() < 0.5], b"\0")
        share = chance.choice([0.1, 0.5, 0.9])
        sectors = (piece for change in self.changes for piece in _sectors(*change))
        # What lies in a place that was allotted and not written is zeros, or what an earlier file left there.
        return self._with([piece for piece in sectors if chance.random() < share], chance.choice([b"\0", b"\xa5"]))

    def _with(self, changes: Sequence[tuple[int, bytes | None]], filler: bytes) -> bytes:
        content = bytearray(self.durable)
        for offset, data in changes:
            if data is None:
                del content[offset:]
                content.extend(filler * (offset - len(content)))
            else:
                content.extend(filler * (offset - len(content)))
                content[offset : offset + len(data)] = data
        return bytes(content)


def _sectors(offset: int, data: bytes | None) -> Iterator[tuple[int, bytes | None]]:
    if data is None:
        yield offset, None
        return
    start = 0
    while start < len(data):
        stop = start + SECTOR - (offset + start) % SECTOR
        yield offset + start, data[start:stop]
        start = stop


class Disk:
    """The files of a folder as a process leaves them call by call."""

    def __init__(self, run: Run) -> None:
        self._folder = str(run.folder)
        self._names: dict[str, list[_File | None]] = {name: [_File(data)] for name, data in run.before.items()}
        self._open: dict[int, _File] = {}
        self._places: dict[int, int] = {}
        self._folders: set[int] = set()
        self.printed = b""

    def now(self) -> dict[str, bytes]:
        """What the process sees."""
        return {name: states[-1].whole() for name, states in self._names.items() if states[-1] is not None}

    def left(self, chance: random.Random, how: str) -> dict[str, bytes]:
        """What may be found, by name, when the power is back."""
        pick = {"nothing unsynced": lambda states: states[0], "everything": lambda states: states[-1]}.get(
            how, chance.choice
        )
        found = {name: pick(states) for name, states in self._names.items()}
        contents = {
            file: file.left(chance, how) for file in {id(file): file for file in found.values()}.values() if file
        }
        return {name: contents[file] for name, file in found.items() if file is not None}

    def take(self, step: Step) -> bool:
        """Take one call in; gives whether it changed what may be found."""
        if step.call in _OTHERS:
            assert not any(self._ours(word) for word in step.arguments), f"{step} is not followed"
            assert self._descriptor(step) not in self._open, f"{step} is not followed"
            return False
        return bool(getattr(self, f"_{step.call}")(step))

    def _ours(self, word: bytes | str) -> bool:
        return isinstance(word, bytes) and os.fsdecode(word).startswith(self._folder)

    @staticmethod
    def _descriptor(step: Step) -> int:
        first = step.arguments[0]
        return int(first) if isinstance(first, str) and first.isdigit() else -1

    def _openat(self, step: Step) -> None:
        name, flags = step.arguments[1], str(step.arguments[2])
        assert isinstance(name, bytes)
        if not self._ours(name):
            return
        if os.fsdecode(name) == self._folder:
            self._folders.add(step.result)
            return
        states = self._names.setdefault(os.fsdecode(name), [None])
        if states[-1] is None:
            assert "O_CREAT" in flags, step
            states.append(_File())
        file = states[-1]
        assert file is not None
        if "O_TRUNC" in flags:
            file.changes.append((0, None))
        assert "O_APPEND" not in flags, "appending is not followed"
        self._open[step.result], self._places[step.result] = file, 0

    def _close(self, step: Step) -> None:
        self._open.pop(self._descriptor(step), None)
        self._folders.discard(self._descriptor(step))

    def _lseek(self, step: Step) -> None:
        self._places[self._descriptor(step)] = step.result

    def _pwrite64(self, step: Step) -> bool:
        _, data, _, offset = step.arguments
        return self._written(self._descriptor(step), data, int(str(offset)), step.result)

    def _write(self, step: Step) -> bool:
        descriptor, data = self._descriptor(step), step.arguments[1]
        if descriptor == 1:
            assert isinstance(data, bytes)
            self.printed += data
            return True  # nothing on the disk changed, but something more was promised
        place = self._places.get(descriptor, 0)
        self._places[descriptor] = place + step.result
        return self._written(descriptor, data, place, step.result)

    def _written(self, descriptor: int, data: bytes | str, offset: int, count: int) -> bool:
        file = self._open.get(descriptor)
        if file is None:
            return False
        assert isinstance(data, bytes)
        file.changes.append((offset, data[:count]))
        return True

    def _ftruncate(self, step: Step) -> bool:
        file = self._open.get(self._descriptor(step))
        if file is None or len(file.whole()) == int(str(step.arguments[1])):
            return False
        file.changes.append((int(str(step.arguments[1])), None))
        return True

    def _fsync(self, step: Step) -> bool:
        if self._descriptor(step) in self._folders:
            self._names = {name: states[-1:] for name, states in self._names.items() if states[-1] is not None}
            return True
        file = self._open.get(self._descriptor(step))
        if file is None:
            return False
        file.sync()
        return True

    _fdatasync = _fsync

    def _unlink(self, step: Step) -> bool:
        return self._renamed(step.arguments[0], None)

    def _rename(self, step: Step) -> bool:
        return self._linked(step) and self._renamed(step.arguments[0], None)

    def _link(self, step: Step) -> bool:
        return self._linked(step)

    def _linked(self, step: Step) -> bool:
        old, new = step.arguments
        if not self._ours(old):
            assert not self._ours(new), step
            return False
        return self._renamed(new, self._names[os.fsdecode(old)][-1])

    def _renamed(self, name: bytes | str, file: _File | None) -> bool:
        if not self._ours(name):
            return False
        self._names.setdefault(os.fsdecode(name), [None]).append(file)
        return True


HOW: Final = ("nothing unsynced", "everything", "whole writes", "sectors")
"""What of the unsynced is found: the last two are drawn."""


class Found(NamedTuple):
    """A disk after the power is back: its files by name, what the process had printed, and how it came about."""

    files: Mapping[str, bytes]
    printed: str
    story: str


def states(run: Run, chance: random.Random, *, draws: int) -> Iterator[Found]:
    """Every moment of a run, and for each what may be found: nothing, all, and some of what was not synced.

    Args:
        run: What was done.
        chance: Decides what is lost.
        draws: How many disks to draw at each moment, beside the two that are certain; the same one is given once.
    """
    disk = Disk(run)
    seen: set[tuple[object, ...]] = set()
    for number, step in enumerate(run.steps):
        if not disk.take(step):
            continue
        for how in (*HOW[:2], *(chance.choice(HOW[2:]) for _ in range(draws))):
            files = disk.left(chance, how)
            printed = disk.printed.decode()
            key = (printed, *sorted((name, hash(data)) for name, data in files.items()))
            if key not in seen:
                seen.add(key)
                yield Found(files, printed, f"after call {number} ({step.call}), found: {how}")
    mapped = {name: data for name, data in run.after.items() if not name.endswith("-shm")}
    assert {name: data for name, data in disk.now().items() if name in mapped} == mapped, "the run was not followed"


@contextmanager
def as_found(found: Found, folder: Path) -> Iterator[Path]:
    """The files in a folder of their own, in memory where that is possible: a thousand disks are soon tried."""
    memory = Path("/dev/shm")  # a folder of a name of its own is made in it
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as there:
        for name, data in found.files.items():
            Path(there, Path(name).relative_to(folder)).write_bytes(data)
        yield Path(there)


def without(run: Run, *calls: str) -> Run:
    """The same run on a disk that does nothing about these calls, such as `fdatasync`: what a control needs."""
    return run._replace(steps=[step for step in run.steps if step.call not in calls])
