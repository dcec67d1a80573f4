"""Bundles among the files that are given: told by their name or first line, read more than once, and whom to trust."""

from __future__ import annotations

import io
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kube_ledger.audit.bundle_lines import HEADER, GroupLine, Malformed, RecordLine, read_bundle
from kube_ledger.errors import ProofError
from kube_ledger.merkle import leaf_hash
from kube_ledger.proofs import origin, parse_vkey

from .faults import CannotRun
from .files import STANDARD, reading, small
from .usage import Option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from kube_ledger.audit.bundle import BundleFault
    from kube_ledger.proofs import VerifierKey
    from kube_ledger.wording.interface import Words

    from .asking import Ask

SUFFIX: Final = ".bundle"
_FIRST_LINE: Final = f"{HEADER}\n".encode()


def trust_option(words: Words, help_name: str = "option/trust") -> Option:
    """Files of public keys."""
    return Option(["--trust"], multiple=True, metavar=words("metavar/file"), help=words(help_name))


def is_called_bundle(file: str) -> bool:
    """Whether its name says that it is one."""
    return file != STANDARD and Path(file).suffix.lower() == SUFFIX


def is_bundle(stream: BinaryIO, file: str) -> bool:
    """Whether the name says so, or the first line; what is called one is one, though damaged."""
    if is_called_bundle(file):
        return True
    if not stream.seekable():
        begins = stream.peek(len(_FIRST_LINE)) if isinstance(stream, io.BufferedReader) else b""
        return begins != b"" and begins[: len(_FIRST_LINE)] == _FIRST_LINE[: len(begins)]
    start = stream.tell()
    begins = stream.read(len(_FIRST_LINE))
    stream.seek(start)
    return begins == _FIRST_LINE


def is_bundle_file(path: str) -> bool:
    """The same of a file that nobody opened yet: whoever passed it on may have given it another name."""
    if is_called_bundle(path):
        return True
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as stream:
            return is_bundle(stream, path)
    except (OSError, ValueError):
        return False  # what is wrong with it is said when it is read


def origins_in(stream: BinaryIO) -> list[str]:
    """The name of the log that a bundle holds, from its first record; none where it can't be read that far.

    Args:
        stream: The file, at its beginning, and there again afterwards.
    """
    start, group = stream.tell(), None
    try:
        for line in read_bundle(stream):
            if isinstance(line, GroupLine):
                group = line.group_id
            elif isinstance(line, RecordLine) and group is not None:
                return [origin(group, leaf_hash(line.record))]
    except Malformed:
        pass  # that is the check's to say
    finally:
        stream.seek(start)
    return []


@contextmanager
def rereadable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The same bytes in a file that can go back: a bundle is read several times."""
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy


@contextmanager
def reading_bundle(file: str) -> Iterator[BinaryIO]:
    """A bundle, or the standard input as one, that can be read several times."""
    with reading(file) as stream, rereadable(stream) as bundle:
        yield bundle


def trusted(ask: Ask, files: Sequence[str]) -> tuple[VerifierKey, ...]:
    """The public keys in some files: in each at least one, blanks or new lines between them.

    Raises:
        CannotRun: A file can't be read, holds none, or something else.
    """
    keys = []
    for file in files:
        texts = small(file).decode("utf-8-sig", "replace").split()
        if not texts:
            raise CannotRun("bundle/no-keys", file=file)
        try:
            keys += [parse_vkey(text) for text in texts]
        except ProofError as error:
            problem = error.problem_id if ask.words.lang == "id" else error.problem
            raise CannotRun("bundle/bad-key", file=file, problem=problem) from error
    return tuple(dict.fromkeys(keys))


def fault_as_object(ask: Ask, fault: BundleFault) -> dict[str, Any]:
    """What is wrong with a bundle, in the shape of any finding, and the line where it stands."""
    lang, expected = ask.words.lang, fault.facts.get("expected")
    return {
        "kind": "integrity",
        "code": fault.code,
        "position": None,
        "line": fault.line,
        "what": fault.what(lang),
        "expected": None if expected is None else str(expected),
        "advice": fault.advice(lang),
    }
