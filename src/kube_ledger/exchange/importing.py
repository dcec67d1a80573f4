"""Import of JSON Lines: a file is one act; every bad line is named, and then nothing of it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field, frozen

from kube_ledger.events import Event, EventReversed, MonthClosed, NoteAdded
from kube_ledger.ledger import Bulk, Call

from .lines import BadLine, GoodLine, LineReader, raw_lines

if TYPE_CHECKING:
    from typing import BinaryIO

    from kube_ledger.errors import Refusal
    from kube_ledger.ledger import Group

Progress = Callable[[int], None]
"""Called now and then with the number of the line that was read last."""

PROGRESS_LINES: Final = 1_000

_NO_DIGEST: Final = bytes(32)
"""Stands in for a digest that a line leaves out."""

_LATE_KEY: Final = (
    "a call's key stands on its first line",
    "kunci hanya boleh ada di baris pertama satu kumpulan (batch)",
)

_SIGNED: Final = (
    (
        "This group signs, and a line carries no signature. Move a signed ledger as a whole, by copying its file or "
        "from a backup; record what is new where it is signed."
    ),
    (
        "Kelompok ini memakai tanda tangan, dan baris berkas tidak bisa membawanya. Pindahkan buku yang bertanda "
        "tangan secara utuh, dengan menyalin berkasnya atau dari cadangan; catatan baru dicatat lewat aplikasi yang "
        "menandatangani."
    ),
)
"""Said of the first line that is refused because nobody signed it: it goes for the rest of the file too."""


@frozen
class Imported:
    """What an import did.

    Attributes:
        recorded: How many events were written.
        repeated: How many had been recorded before under their keys.
        without_key: How many of those written had no key: imported again, they would be recorded again.
        refused: Everything wrong with the file; if anything is, nothing was written.
    """

    recorded: int
    repeated: int
    without_key: int
    refused: tuple[BadLine, ...]

    @property
    def is_refused(self) -> bool:
        """Whether nothing was written because something is wrong."""
        return bool(self.refused)


@define
class _Run:
    bulk: Bulk
    recorded: int = 0
    repeated: int = 0
    without_key: int = 0
    refused: list[BadLine] = field(factory=list)
    has_told_of_signatures: bool = False

    def take(self, lines: list[GoodLine]) -> None:
        """Judge one call."""
        call = Call(tuple(_draft(line) for line in lines), tuple(line.recorded_by for line in lines), lines[0].key)
        late = [index for index, line in enumerate(lines) if index > 0 and line.key is not None]
        self.refused.extend(BadLine(lines[index].line, "invalid-field", "key", *_LATE_KEY) for index in late)
        offered = self.bulk.offer(call, lambda index, event: self._complete(lines[index], event), passed_over=late)
        for refusal in offered.refusals:
            line, is_unsigned = lines[refusal.index], refusal.code == "signature-missing"
            told = is_unsigned and not self.has_told_of_signatures
            self.refused.append(BadLine(line.line, refusal.code, None, *_SIGNED) if told else _bad_line(line, refusal))
            self.has_told_of_signatures |= is_unsigned
        self.repeated += offered.repeated
        self.recorded += offered.recorded
        if call.key is None:
            self.without_key += offered.recorded

    def _complete(self, line: GoodLine, event: Event) -> Event:
        """Fill in what the line leaves to the books, as they are when it is judged."""
        if isinstance(event, EventReversed):
            found = self.bulk.entry(event.target)
            return event if found is None else evolve(event, original=found.event)  # type: ignore[misc]  # @event made it
        if isinstance(event, MonthClosed) and "digest" not in line.values:
            return evolve(event, digest=self.bulk.closing_digest(event.month))  # type: ignore[misc]  # @event made it
        return event


def import_lines(group: Group, stream: BinaryIO, *, progress: Progress | None = None) -> Imported:
    """Record a file of JSON Lines as one act.

    Args:
        group: The group that the file is of.
        stream: The file, opened for reading bytes; read once, line by line.
        progress: Told now and then which line was read last.

    Returns:
        What was recorded; or everything that is wrong with the file, and then nothing of it is recorded.

    Raises:
        KubeLedgerError: The ledger itself can't be read or written.
    """
    reader = LineReader(group.group_id, group.domain)
    with group.bulk() as bulk:
        run = _Run(bulk)
        for lines in _calls(stream, reader, run.refused, progress):
            run.take(lines)
        if not run.refused:
            bulk.commit()
    refused = tuple(sorted(run.refused, key=lambda bad: bad.line))
    if refused:
        return Imported(0, 0, 0, refused)
    return Imported(run.recorded, run.repeated, run.without_key, ())


def _calls(
    stream: BinaryIO, reader: LineReader, refused: list[BadLine], progress: Progress | None
) -> Iterator[list[GoodLine]]:
    """The calls of a file: a line each, or consecutive lines of one `batch`; a line that can't be read ends a call."""
    waiting: list[GoodLine] = []
    told = 0
    for number, body in raw_lines(stream):
        if progress is not None and number - told >= PROGRESS_LINES:
            progress(number)
            told = number
        line = reader.read(number, body)
        if isinstance(line, list):
            refused.extend(line)
        elif waiting and line.batch is not None and line.batch == waiting[0].batch:
            waiting.append(line)
            continue
        if waiting:
            yield waiting
        waiting = [] if isinstance(line, list) else [line]
    if waiting:
        yield waiting


def _draft(line: GoodLine) -> Event:
    """The event as far as the line says it."""
    values = {"occurred_on": line.occurred_on, **line.values}
    if line.cls is EventReversed:
        # Where nothing stands at the target, the judgement says so, in its place among the reasons.
        values["original"] = NoteAdded(occurred_on=line.occurred_on, target=0, text="-")
    if line.cls is MonthClosed:
        values.setdefault("digest", _NO_DIGEST)
    return line.cls(**values)


def _bad_line(line: GoodLine, refusal: Refusal) -> BadLine:
    return BadLine(line.line, refusal.code, _path(refusal), refusal.message("en"), refusal.message("id"))


def _path(refusal: Refusal) -> str | None:
    """Where on the line the refused value stands."""
    about_the_line = refusal.field is None or refusal.field in ("occurred_on", "data") or refusal.code == "key-conflict"
    return refusal.field if about_the_line else f"data.{refusal.field}"
