"""What a witness says: for people, with the heads so that they can be read out and kept, and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kube_ledger.audit.short_code import short_code
from kube_ledger.days import day_in_zone, from_us
from kube_ledger.proofs import cosigned_at, parse_origin, read_head
from kube_ledger.wording import day

from .faults import complain
from .files import STANDARD
from .shown_heads import lines_to_copy, named, to_read_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.audit.witness_store import Memory, WitnessStore
    from kube_ledger.audit.witnessing import Answer
    from kube_ledger.proofs import Checkpoint, VerifierKey

    from .asking import Ask

_MICROSECONDS = 1_000_000
_ZONE = "Asia/Jakarta"

Line = tuple[str, str]
"""A sentence and its style; the style `copy` is of lines that must stay whole."""


def show_answer(ask: Ask, store: WitnessStore, answer: Answer, *, output: str | None) -> None:
    """Say it on the standard output, or beside it where that holds the note."""
    lines = _cosigned(ask, store, answer, output) if answer.note is not None else _refused(ask, answer)
    is_beside = answer.note is not None and output in (None, STANDARD)
    for text, style in lines:
        if is_beside:
            complain(f"  {text}" if style == "copy" else text)
        elif style == "copy":
            ask.screen.command(text)
        elif text:
            ask.screen.line(text, style)
        else:
            ask.screen.blank()


def _cosigned(ask: Ask, store: WitnessStore, answer: Answer, output: str | None) -> Iterator[Line]:
    head, words = answer.head, ask.words
    seen = None if answer.seen is None else read_head(answer.seen)[0]
    name = "first" if seen is None else "again" if seen == head else "grown"
    facts = {"witness": store.key.name, "group": _group(head), "size": head.size, "seen": seen and seen.size}
    yield words(f"witness/{name}", **facts), "bold green"
    yield _signed(ask, answer, store.key), ""
    yield words("witness/telephone"), ""
    yield from ((line, "copy") for line in to_read_out(words, head))
    if answer.evidence is not None:
        yield "", ""
        yield words("witness/also"), "bold red"
        yield from _both(ask, answer)
    if output not in (None, STANDARD):
        yield words("witness/written", file=output), ""


def _signed(ask: Ask, answer: Answer, own: VerifierKey) -> str:
    if answer.signed_by:
        return ask.words("witness/log-signed", key=named(answer.signed_by[-1]))
    others = [one for one in read_head(answer.shown)[1] if (one.name, one.key_hash) != (own.name, own.key_hash)]
    return ask.words("witness/log-unchecked" if others else "witness/log-unsigned")


def _refused(ask: Ask, answer: Answer) -> Iterator[Line]:
    words, head = ask.words, answer.head
    if answer.evidence is not None:
        seen, shown = answer.evidence.heads
        facts = {"group": _group(seen), "size": shown.size, "small": min(seen.size, shown.size)}
        yield words(f"witness/{answer.evidence.kind}", **facts), "bold red"
        if answer.agreed is not None:
            yield words("witness/agreed", agreed=answer.agreed), ""
    else:
        remembered = 0 if answer.seen is None else read_head(answer.seen)[0].size
        known = {True: "older-known", None: "older-unknown"}[answer.is_prefix or None]
        name = known if answer.verdict == "older" else answer.verdict
        style = "bold green" if answer.is_prefix else "bold yellow"
        yield words(f"witness/{name}", seen=remembered, size=head.size), style
    yield from _both(ask, answer)


def _both(ask: Ask, answer: Answer) -> Iterator[Line]:
    """Both heads in full, to be read out and to be kept; and where they are kept as evidence."""
    evidence, words = answer.evidence, ask.words
    first, second = (answer.seen, answer.shown) if evidence is None else (evidence.seen, evidence.shown)
    for name, note in (("witness/seen-head", first), ("witness/shown-head", second)):
        if note is not None:
            yield "", ""
            yield words(name), "bold"
            yield from ((line, "copy") for line in to_read_out(words, read_head(note)[0]))
            yield from ((line, "copy") for line in lines_to_copy(note))
    if evidence is not None and answer.evidence_file is not None:
        yield "", ""
        if evidence.kind != "two-logs":
            yield words("witness/who" if answer.both_signed else "witness/who-unknown"), ""
        yield words("witness/evidence", file=answer.evidence_file), ""


def _group(head: Checkpoint) -> str:
    return parse_origin(head.origin)[0]


def as_object(answer: Answer) -> dict[str, Any]:
    """An answer for a machine: the heads as texts that can be kept."""
    head = answer.head
    return {
        "verdict": answer.verdict,
        "group": _group(head),
        "origin": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "code": short_code(head.root),
        "first": answer.is_first,
        "signed_by": [key.text for key in answer.signed_by],
        "both_signed": answer.both_signed,
        "note": answer.note,
        "seen": answer.seen,
        "shown": answer.shown,
        "prefix": answer.is_prefix,
        "agreed": answer.agreed,
        "evidence": None if answer.evidence is None else answer.evidence.text,
        "evidence_file": None if answer.evidence_file is None else str(answer.evidence_file),
    }


# What she remembers.


def show_memories(ask: Ask, store: WitnessStore) -> None:
    """Every log that she remembers, and the evidence that she keeps."""
    memories, evidence = list(store.memories()), list(store.evidence())
    if ask.as_json:
        ask.answer(
            {
                "witness": store.key.text,
                "logs": [_memory_as_object(memory, store.key) for memory in memories],
                "evidence": [{"file": str(path), "text": one.text} for path, one in evidence],
            }
        )
        return
    words, name = ask.words, store.key.name
    ask.screen.line(words("witness/list" if memories else "witness/list-nothing", witness=name, logs=len(memories)))
    for memory in memories:
        ask.screen.line(_remembered(ask, memory, store.key), before="  - ")
    for path, one in evidence:
        seen, shown = one.heads
        facts = {"group": _group(seen), "seen": seen.size, "shown": shown.size, "file": path}
        ask.screen.line(words("witness/list-evidence", **facts), "bold red")


def _remembered(ask: Ask, memory: Memory, key: VerifierKey) -> str:
    seen = memory.seen
    if seen is None:
        return ask.words("witness/list-shown-only", group=memory.group_id, shown=len(memory.shown))
    try:
        moment = day(day_in_zone(from_us(_cosigned_at(seen.note, key) * _MICROSECONDS), _ZONE), ask.words.lang)
    except (ValueError, OverflowError):  # a clock that no calendar reaches
        moment = "-"
    facts = {"size": seen.size, "code": short_code(seen.root), "moment": moment, "heads": len(memory.heads)}
    return ask.words("witness/list-log", group=memory.group_id, **facts)


def _cosigned_at(note: str, key: VerifierKey) -> int:
    """When she cosigned a head of hers, which was checked when it was read."""
    return next(cosigned_at(one) for one in read_head(note)[1] if (one.name, one.key_hash) == (key.name, key.key_hash))


def _memory_as_object(memory: Memory, key: VerifierKey) -> dict[str, Any]:
    seen = memory.seen
    return {
        "group": memory.group_id,
        "origin": memory.origin,
        "size": None if seen is None else seen.size,
        "root": None if seen is None else seen.root.hex(),
        "code": None if seen is None else short_code(seen.root),
        "time": None if seen is None else _cosigned_at(seen.note, key),
        "log_key": None if memory.log_key is None else memory.log_key.text,
        "heads": list(memory.heads),
        "shown": list(memory.shown),
    }
