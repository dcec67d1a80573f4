"""Books of people and deliberation: Anggota, Pengurus, Daftar Hadir, Notulen, Keputusan, masalah, partisipasi."""

from __future__ import annotations

from typing import Final

from kube_ledger.projections import facilitation, meetings, members, participation
from kube_ledger.projections.counts import DIMENSIONS, GROUP_FIGURES

from .table import Book, Question, Table, columns, table, together


def _members(ask: Question) -> Table:
    book = ask.group.view(members, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.member_id, row.joined, row.left, _yes(ask, row.cadre), _yes(ask, row.own_business)) for row in book.rows
    )
    return table(columns("member", "joined:day", "left-on:day", "cadre", "own-business"), rows)


def _yes(ask: Question, flag: bool) -> str | None:  # noqa: FBT001  # a flag to put in words
    return ask.word("column/yes") if flag else None


def _offices(ask: Question) -> Table:
    book = ask.group.view(members, as_of=ask.as_of, period=ask.period)
    rows = ((ask.word(row.role), row.person_id, row.since, row.until) for row in book.offices)
    return table(columns("role", "person", "since:day", "until:day"), rows)


def _attendance(ask: Question) -> Table:
    book = ask.group.view(meetings, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.occurred_on, row.position, len(row.present), together(row.present), together(row.absent))
        for row in book.rows
    )
    return table(columns("date:day", "number:number", "present-count:number", "present", "absent"), rows)


def _minutes(ask: Question) -> Table:
    book = ask.group.view(meetings, as_of=ask.as_of, period=ask.period)
    decided: dict[str, list[str]] = {}
    for decision in book.decisions:
        decided.setdefault(decision.meeting_id, []).append(decision.text)
    rows = (
        (
            *(row.occurred_on, row.position, row.place or row.host_id, len(row.present)),
            *(together(row.agenda), together(decided.get(row.meeting_id, ()))),
        )
        for row in book.rows
    )
    shape = columns("date:day", "number:number", "place", "present-count:number", "agenda", "conclusions")
    return table(shape, rows)


def _decisions(ask: Question) -> Table:
    book = ask.group.view(meetings, as_of=ask.as_of, period=ask.period)
    rows = (
        (
            row.occurred_on,
            row.decision_id,
            row.topic,
            row.text,
            ask.word(row.method),
            row.effective_from,
            row.supersedes,
        )
        for row in book.decisions
    )
    shape = columns("date:day", "decision", "topic", "text", "method", "effective-from:day", "supersedes")
    return table(shape, rows)


def _problems(ask: Question) -> Table:
    book = ask.group.view(meetings, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.occurred_on, row.problem_id, row.text, row.raised_by, row.resolved_on, row.answer) for row in book.problems
    )
    return table(columns("date:day", "problem", "text", "raised-by", "resolved-on:day", "answer"), rows)


def _sayings(ask: Question) -> Table:
    book = ask.group.view(meetings, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.occurred_on, row.position, ask.word(row.kind), row.person_id or row.subject, row.text)
        for row in book.sayings
    )
    return table(columns("date:day", "number:number", "kind", "person", "text"), rows)


def _participation(ask: Question) -> Table:
    book = ask.group.view(participation, as_of=ask.as_of, period=ask.period)
    rows = (
        (
            *(member, one.meetings_attended, one.meetings_held, one.dues_meetings, one.batches_helped, one.batches),
            *(one.counts.get(dimension) for dimension in DIMENSIONS),
        )
        for member, one in book.members.items()
    )
    shape = columns(
        *("member", "attended:number", "of-meetings:number", "dues-meetings:number"),
        *("batches-helped:number", "of-batches:number", *(f"{name}:number" for name in DIMENSIONS)),
    )
    return table(shape, rows)


def _group_figures(ask: Question) -> Table:
    book = ask.group.view(participation, as_of=ask.as_of, period=ask.period)
    rows = ((ask.word(name), book.group[name]) for name in GROUP_FIGURES)
    return table(columns("what", "times:number"), rows)


def _facilitator(ask: Question) -> Table:
    book = ask.group.view(facilitation, as_of=ask.as_of, period=ask.period)
    rows = (
        (row.occurred_on, row.position, ask.word(row.role), ask.word(row.task), row.topic, len(row.members_reached))
        for row in book.rows
    )
    return table(columns("date:day", "number:number", "role", "task", "topic", "reached:number"), rows)


def _tasks(ask: Question) -> Table:
    book = ask.group.view(facilitation, as_of=ask.as_of, period=ask.period)
    rows = [(ask.word("column/role"), ask.word(role), times) for role, times in book.roles.items()]
    rows.extend((ask.word("column/task"), ask.word(task), times) for task, times in book.tasks.items())
    return table(columns("kind", "what", "times:number"), rows)


BOOKS: Final = (
    Book("anggota", _members),
    Book("pengurus", _offices),
    Book("hadir", _attendance),
    Book("notulen", _minutes),
    Book("keputusan", _decisions),
    Book("masalah", _problems),
    Book("suara", _sayings),
    Book("partisipasi", _participation),
    Book("kelompok", _group_figures),
    Book("pendamping", _facilitator),
    Book("tugas", _tasks),
)
