"""Look for bytes that a reader of ours falls over: coverage-guided fuzzing of the targets in `tests/fuzz_targets.py`.

    python tests/fuzzing/fuzz.py record --seconds 600      one target
    python tests/fuzzing/fuzz.py all --seconds 600         one after another
    python tests/fuzzing/fuzz.py record --keep             minimise what was found into tests/fuzzing/corpus/record

Needs `atheris` (`pip install atheris`) beside the package, and nothing else does. What is found grows in
`build/fuzzing/<target>` (or `--into`), beginning with the kept corpus and the seeds: golden records, the records of the
sample year, the examples of the format pages. A finding is a file `crash-…`, `timeout-…` or `oom-…` there, and exit
code 1. No input may take more than two seconds of CPU time, nor any reader 64 MiB at once.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from contextlib import suppress
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
CORPUS: Final = ROOT / "tests" / "fuzzing" / "corpus"
TARGETS: Final = ("record", "audit", "draft", "note", "checkpoint", "proof", "receipt", "bundle")
MAX_LENGTH: Final = {"record": 8_192, "audit": 8_192, "bundle": 16_384}
KEPT_LENGTH: Final = 4_096
HERE: Final = "in-this-process"
LIMITS: Final = ("-timeout=120", "-rss_limit_mb=1024", "-malloc_limit_mb=64")
MOST_SECONDS: Final = 2.0
"""Of CPU time, instrumented: many times what the longest input needs."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Mutate = Callable[[bytes, int], bytes]


def main() -> int:
    """Fuzz, or keep what was found."""
    if sys.argv[1:2] == [HERE]:
        fuzz(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description="Fuzz a reader.")
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "fuzzing")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    failed = False
    for target in TARGETS if asked.target == "all" else [asked.target]:
        folder = asked.into / target
        folder.mkdir(parents=True, exist_ok=True)
        if asked.keep:
            failed |= keep(target, folder) != 0
            continue
        for data in seeds(target):
            (folder / sha256(data).hexdigest()[:16]).write_bytes(data)
        flags = (
            *LIMITS,
            f"-max_total_time={asked.seconds}",
            f"-max_len={MAX_LENGTH.get(target, KEPT_LENGTH)}",
            f"-artifact_prefix={folder}/",
            "-print_final_stats=1",
            str(folder),
        )
        failed |= _in_a_process_of_its_own(target, flags) != 0
    return int(failed)


def keep(target: str, folder: Path) -> int:
    """Make the corpus in the repository the smallest that covers what the found one does."""
    kept = CORPUS / target
    found = sorted(folder.iterdir()) + sorted(kept.glob("*"))
    merged = folder.with_name(f"{target}-kept")
    merged.mkdir(exist_ok=True)
    for old in merged.iterdir():
        old.unlink()
    flags = ("-merge=1", f"-max_len={KEPT_LENGTH}", str(merged), *sorted({str(path.parent) for path in found}))
    code = _in_a_process_of_its_own(target, flags)
    if code == 0:
        kept.mkdir(parents=True, exist_ok=True)
        for old in kept.iterdir():
            old.unlink()
        for new in merged.iterdir():
            (kept / new.name[:16]).write_bytes(new.read_bytes())
    return code


def _in_a_process_of_its_own(target: str, flags: tuple[str, ...]) -> int:
    return subprocess.run([sys.executable, __file__, HERE, target, *flags], check=False).returncode


def fuzz(target: str, flags: list[str]) -> None:
    """Hand the target to the fuzzer, which ends the process."""
    import atheris  # installed by whoever fuzzes

    with atheris.instrument_imports(include=["kube_ledger"]):
        import fuzz_targets  # instrumented

    def one(data: bytes) -> None:
        start = time.process_time()
        fuzz_targets.TARGETS[target](data)
        assert time.process_time() - start < MOST_SECONDS, "too long"

    def mutated(data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, longest))
        return _changed(data, chance, lambda piece, most: bytes(atheris.Mutate(piece, most)))[:longest]

    # The fuzzer begins itself anew to merge, by this line of a shell.
    arguments = [f"{sys.executable} {__file__} {HERE} {target}", *flags]
    if any(flag.startswith("-merge") for flag in flags):
        atheris.Setup(arguments, one)
    else:
        atheris.Setup(arguments, one, custom_mutator=mutated)
    atheris.Fuzz()


# Changes that keep the form: bytes turned at random never get past shortest integers, lengths and base64.


def _changed(data: bytes, chance: random.Random, mutate: Mutate) -> bytes:
    """The same with something changed where it is packed, or on one of its lines."""
    import msgpack  # of the package itself

    with suppress(Exception):  # not packed, or no longer to be packed
        value = msgpack.unpackb(data, use_list=False, strict_map_key=False)
        if isinstance(value, tuple):
            return bytes(msgpack.packb(_value(value, chance, mutate)))
    return _lines(data, chance, mutate)


def _value(value: Any, chance: random.Random, mutate: Mutate) -> Any:
    match value:
        case tuple() if value and chance.random() < 0.9:
            items = list(value)
            place = chance.randrange(len(items))
            what = chance.random()
            if what < 0.8:
                items[place] = _value(items[place], chance, mutate)
            elif what < 0.87:
                del items[place]
            elif what < 0.94:
                items.insert(place, chance.choice(items))
            else:
                other = chance.randrange(len(items))
                items[place], items[other] = items[other], items[place]
            return tuple(items)
        case bytes() if chance.random() < 0.9:
            return _changed(value, chance, mutate) if chance.random() < 0.8 else mutate(value, len(value) + 16)
        case str() if chance.random() < 0.8:
            return mutate(value.encode(), len(value) + 8).decode(errors="ignore")
        case int() if chance.random() < 0.8 and not isinstance(value, bool):
            return value + chance.choice((-1, 1, -value, 2**32, -(2**40), 2**53 - 1, 7, -365, 1_000_000))
        case _:
            return chance.choice((None, True, False, 0, 1, -1, 2**53, "", "kas", "m01", b"", (), value, (value,)))


def _lines(data: bytes, chance: random.Random, mutate: Mutate) -> bytes:
    lines = data.split(b"\n")
    place, what = chance.randrange(len(lines)), chance.random()
    if what < 0.1:
        del lines[place]
    elif what < 0.2:
        lines.insert(place, chance.choice(lines))
    elif what < 0.3:
        other = chance.randrange(len(lines))
        lines[place], lines[other] = lines[other], lines[place]
    else:
        words = lines[place].split(b" ")
        word = chance.randrange(len(words))
        words[word] = _word(words[word], chance, mutate)
        lines[place] = b" ".join(words)
    return b"\n".join(lines)


def _word(word: bytes, chance: random.Random, mutate: Mutate) -> bytes:
    head, plus, tail = word.rpartition(b"+") if word.count(b"+") == 2 else (b"", b"", word)  # a verifier key
    try:
        inside = b64decode(tail, validate=True)
    except ValueError:
        return mutate(word, len(word) + 16)
    if not inside or chance.random() < 0.1:
        return mutate(word, len(word) + 16)
    return head + plus + b64encode(_changed(inside, chance, mutate) if inside[0] != 1 else mutate(inside, 64))


# Seeds.


def seeds(target: str) -> Iterator[bytes]:
    """What is known to be read, and the kept corpus."""
    import format_examples  # made only where it is asked for
    from kube_ledger import Draft, DraftSignature, merkle, proofs
    from kube_ledger.codec import pack, unpack

    leaves = [merkle.leaf_hash(record) for record in format_examples.records()]
    yield from (path.read_bytes() for path in sorted((CORPUS / target).glob("*")))
    match target:
        case "record":
            yield from _records()
        case "audit":
            yield pack(format_examples.records())
            sample = _sample()
            yield from (pack(tuple(sample[:11] + sample[start : start + 8])) for start in range(11, len(sample), 24))
        case "draft":
            commands = [unpack(record)[1] for record in format_examples.records()]
            yield Draft((commands[6],)).to_text().encode()
            yield DraftSignature(bytes(8), bytes(64)).to_text().encode()
            yield from (b"kube-ledger/draft/1\n" + b64encode(command) + b"\n" for command in commands)
        case "note":
            yield from (format_examples.note(size, witnessed=size % 2 == 1).encode() for size in range(1, 8))
            yield format_examples.WITNESS.vkey.encode()
            yield f"kube-ledger/seen/1\n{format_examples.note(7)}".encode()
        case "checkpoint":
            yield from (format_examples.note(size).encode() for size in range(1, 8))
            yield from (format_examples.checkpoint(size).text.encode() for size in range(1, 8))
        case "proof":
            yield from (format_examples.receipt(index).encode() for index in range(7))
            yield from (
                _numbers(index, size, [leaves[index], *proofs.inclusion_proof(leaves, index, size)])
                for size in range(1, 8)
                for index in range(size)
            )
            yield from (
                _numbers(old, new, [merkle.root(leaves[:old]), *proofs.consistency_proof(leaves, old, new)])
                for old, new in [*pairwise(range(8)), (3, 7), (4, 7), (1, 6), (2, 7)]
            )
        case "receipt":
            yield from (format_examples.receipt(index).encode() for index in range(7))
            yield from (format_examples.receipt_qr(index) for index in range(6))
        case _:
            yield format_examples.bundle()


def _numbers(first: int, second: int, hashes: list[bytes]) -> bytes:
    return b"\x01" + first.to_bytes(8) + second.to_bytes(8) + b"".join(hashes)


def _records() -> Iterator[bytes]:
    golden = ROOT / "tests" / "codec" / "golden"
    for path in sorted(golden.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("record "):
                yield bytes.fromhex(line.removeprefix("record "))
    yield from _sample()[::4]


def _sample() -> list[bytes]:
    from kube_ledger.exchange.sample import record_sample

    with record_sample() as ledger:
        pages = ledger.log.read("melati-3", 0, 1_000)
        return [row.record for page in pages for row in page]


if __name__ == "__main__":
    sys.exit(main())
