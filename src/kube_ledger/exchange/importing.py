"""Import of JSON Lines: a file is one act; every bad line is named, and then nothing of it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field, frozen

from kube_ledger.events import Event, EventReversed, MonthClosed, NoteAdded
from kube_ledger.ledger import Call

from .lines import BadLine, GoodLine, LineReader, raw_lines

if TYPE_CHECKING:
    from typing import BinaryIO

    from kube_ledger.errors import Refusal
    from kube_ledger.ledger import Bulk, Group

Progress = Callable[[int], None]
"""Called now and then with the number of the line that was read last."""

PROGRESS_LINES: Final = 1_000

# Stands in for a digest that the line leaves out; told apart by being this very object, since a line may say zeros.
_NO_DIGEST: Final = bytes(32)
_LATE_KEY: Final = (
    "a call's key stands on its first line",
    "kunci hanya boleh ada di baris pertama satu kumpulan (batch)",
)
_ENVELOPE: Final = ("occurred_on", "recorded_by", "key")


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


@define
class _Run:
    bulk: Bulk
    recorded: int = 0
    repeated: int = 0
    without_key: int = 0
    refused: list[BadLine] = field(factory=list)

    def take(self, lines: list[GoodLine]) -> None:
        """Judge one call."""
        events = tuple(_draft(line) for line in lines)
        call = Call(events, tuple(line.recorded_by for line in lines), lines[0].key)
        offered = self.bulk.offer(call, self._complete)
        self.repeated += offered.repeated
        self.recorded += offered.recorded
        if call.key is None:
            self.without_key += offered.recorded
        self.refused.extend(_bad_line(lines[refusal.index], refusal) for refusal in offered.refusals)

    def _complete(self, event: Event) -> Event:
        """Fill in what comes from the books, as they are when the event is judged."""
        if isinstance(event, EventReversed):
            found = self.bulk.entry(event.target)
            return event if found is None else evolve(event, original=found.event)
        if isinstance(event, MonthClosed) and event.digest is _NO_DIGEST:
            return evolve(event, digest=self.bulk.closing_digest(event.month))
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
    for number, body in raw_lines(stream):
        if progress is not None and number % PROGRESS_LINES == 0:
            progress(number)
        line = reader.read(number, body)
        if isinstance(line, list):
            refused.extend(line)
            if waiting:
                yield waiting
            waiting = []
            continue
        if waiting and (line.batch is None or line.batch != waiting[0].batch):
            yield waiting
            waiting = []
        if waiting and line.key is not None:
            refused.append(BadLine(number, "invalid-field", "key", *_LATE_KEY))
            line = evolve(line, key=None)
        waiting.append(line)
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
    field_, path = refusal.field, refusal.field
    if field_ is not None and field_ not in _ENVELOPE and field_ != "data":
        path = f"data.{field_}"
    return BadLine(line.line, refusal.code, path, refusal.message("en"), refusal.message("id"))
