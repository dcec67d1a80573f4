"""Limits of corrections and closings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kube_ledger.errors import Refusal
from kube_ledger.events import (
    ActivityResumed,
    ActivitySuspended,
    DecisionMade,
    EventReversed,
    FundOpened,
    GroupFormed,
    KeyEnrolled,
    KeyRevoked,
    MemberJoined,
    MemberLeft,
    MonthClosed,
    MonthReopened,
    NoteAdded,
    PersonErased,
    RoleAssigned,
    RoleEnded,
)
from kube_ledger.rules.references import taken
from kube_ledger.wording import day

from .reversals import REVERSALS
from .typed import limit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kube_ledger.events import Event
    from kube_ledger.rules.standing import Limits, Standing

INSTEAD: Final[Mapping[type[Event], tuple[str, str]]] = {
    GroupFormed: ("a group is formed once", "kelompok dibentuk satu kali"),
    FundOpened: ("leave the fund unused", "biarkan dana itu tidak dipakai"),
    MemberJoined: (
        "record member-left on the day of joining",
        "catat anggota keluar (member-left) pada hari bergabung",
    ),
    MemberLeft: ("record member-joined", "catat anggota bergabung (member-joined)"),
    RoleAssigned: ("record role-ended", "catat jabatan berakhir (role-ended)"),
    RoleEnded: ("record role-assigned", "catat jabatan diberikan (role-assigned)"),
    ActivitySuspended: ("record activity-resumed", "catat kegiatan dimulai lagi (activity-resumed)"),
    ActivityResumed: (
        "record activity-suspended",
        "catat kegiatan dihentikan sementara (activity-suspended)",
    ),
    DecisionMade: (
        "record a decision-made that supersedes it",
        "catat keputusan baru (decision-made) yang menggantikannya",
    ),
    KeyEnrolled: ("record key-revoked", "catat kunci dicabut (key-revoked)"),
    KeyRevoked: ("record key-enrolled with another key", "daftarkan kunci lain (key-enrolled)"),
    PersonErased: ("write her down under another id", "catat orangnya dengan nomor lain"),
    MonthClosed: ("record month-reopened", "catat bulan dibuka kembali (month-reopened)"),
    MonthReopened: ("record month-closed", "catat tutup bulan (month-closed)"),
    EventReversed: ("record the original event again", "catat lagi catatan semula"),
    NoteAdded: ("record another note-added", "catat catatan tambahan lain (note-added)"),
}
"""What can't be reversed → what to record instead."""


def _reversed(standing: Standing, event: EventReversed) -> Iterator[Refusal]:
    if event.target >= standing.size:
        return  # nothing stands there: an unknown reference, said by the walk over references
    at = standing.reversed.get(event.target)
    if at is not None:
        yield Refusal("already-reversed", field="target", target=event.target, position=at)
    original = event.original
    instead = INSTEAD.get(type(original))
    if instead is None and event.occurred_on < original.occurred_on:
        first = original.occurred_on
        instead = (f"date it {day(first, 'en')} or later", f"beri tanggal {day(first)} atau sesudahnya")
    if instead is not None:
        yield Refusal(
            "not-reversible",
            field="target",
            target=event.target,
            type=original.event_type,
            instead=instead[0],
            instead_id=instead[1],
        )
    remains = REVERSALS.get(type(original))
    if remains is not None and at is None:
        yield from remains(standing, original, event.target)


def _closed(standing: Standing, event: MonthClosed) -> Iterator[Refusal]:
    at = standing.closed.get(event.month)
    if at is not None:
        yield taken("month", event.month, at)
    if event.digest != standing.closing_digest(event.month):
        yield Refusal("digest-mismatch", field="digest", month=event.month)


def _reopened(standing: Standing, event: MonthReopened) -> Iterator[Refusal]:
    if event.month not in standing.closed:
        yield Refusal("unknown-reference", field="month", reference=event.month)


LIMITS: Final[Limits] = {
    EventReversed: limit(_reversed),
    MonthClosed: limit(_closed),
    MonthReopened: limit(_reopened),
}
