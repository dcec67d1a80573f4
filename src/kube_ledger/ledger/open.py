"""A ledger: one file (or server) with the books of many groups, opened with a domain."""

from __future__ import annotations

import os
from collections import OrderedDict
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from kube_ledger import log as logs
from kube_ledger.audit import USUAL, Thresholds, verify_ledger
from kube_ledger.domain import KUBE, Domain
from kube_ledger.errors import Fault, InvalidEvent
from kube_ledger.ids import is_id, uuid7
from kube_ledger.wording import shown

from .backing_up import back_up
from .erasing import erase_person
from .group import Group
from .guard import Guard
from .heads import Heads, require_log_key
from .recording import Clock, NewId, Recorder
from .views import Reader, sealer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kube_ledger.audit import GroupAudit, Progress
    from kube_ledger.days import Period
    from kube_ledger.errors import Doubt, HeadsDamaged, HeadsNotKept
    from kube_ledger.log import Log
    from kube_ledger.people import People
    from kube_ledger.projections import AsOf, Projection
    from kube_ledger.proofs import Checkpoint, Signer, VerifierKey
    from kube_ledger.sealing import KeyProvider

    from .backing_up import BackedUp
    from .erasing import Erasure

A = TypeVar("A")

KEPT_GROUPS: Final = 256


def _now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """The books of many groups in one place. Made by `create`, `open` or `in_memory`; a context manager.

    Safe for threads. A forked child opens its own.
    """

    def __init__(
        self,
        log: Log,
        heads: Heads,
        *,
        domain: Domain,
        quarantine: bool,
        clock: Clock,
        new_id: NewId,
        seal: KeyProvider | None,
    ) -> None:
        self._keys = seal
        self._reader = Reader(log, domain, quarantine=quarantine, sealer=sealer_of(seal))
        self._people: People | None = None
        self._heads = heads
        self._clock = clock
        self._new_id = new_id
        self._groups: OrderedDict[str, Group] = OrderedDict()
        self._lock = Guard(log.path)
        self._has_warned = False

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        *,
        domain: Domain = KUBE,
        log_key: Signer | None = None,
        seal: KeyProvider | None = None,
        read_only: bool = False,
        quarantine: bool = False,
        clock: Clock = _now,
        new_id: NewId = uuid7,
    ) -> Self:
        """Make a new ledger and open it.

        Args:
            path: A file that does not exist yet.
            domain: What the ledger knows.
            log_key: As of `open`.
            seal: As of `open`.
            read_only: Leave it empty for others to write in.
            quarantine: As of `open`.
            clock: Gives the moment of recording, with a zone.
            new_id: Gives the id of a call.

        Raises:
            LedgerExists: There is a file at `path`.
            HeadsExist: There are heads of an earlier ledger of that name, which it would not live up to.
            NoPermission: Its folder is missing or can't be written.
            MissingExtra: `path` is a server's URL and its extra is not installed.
            ProofError: The log key is a witness's.
        """
        require_log_key(log_key)
        log = logs.create(path)
        if read_only:
            log.close()
            log = logs.open_existing(path, read_only=True)
        heads = Heads(log_key)
        return cls(log, heads, domain=domain, quarantine=quarantine, clock=clock, new_id=new_id, seal=seal)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        domain: Domain = KUBE,
        log_key: Signer | None = None,
        seal: KeyProvider | None = None,
        read_only: bool = False,
        quarantine: bool = False,
        clock: Clock = _now,
        new_id: NewId = uuid7,
    ) -> Self:
        """Open a ledger that exists.

        One that is not all that was recorded, as far as it and the heads beside it say, is opened for reading: see
        `doubt`.

        Args:
            path: Its file.
            domain: What the ledger knows; events of other domains are kept, verified and exported all the same.
            log_key: The installation's key, of type `NOTE_KEY`: `signed_head` signs with it, under the name of each
                group's log.
            seal: The keys of the people in it, as `sealing.KeyFile` or an app's own provider gives them: sensitive
                fields are sealed with them before anything is hashed, and read where they open. Without keys, they are
                written in clear, and those that were sealed read `Locked`. The ledger does not close it.
            read_only: Record nothing.
            quarantine: View and record though records are damaged: what can be read is taken as it reads, the rest
                passed over. For going on in a damaged ledger until it is mended, knowingly.
            clock: Gives the moment of recording, with a zone.
            new_id: Gives the id of a call.

        Raises:
            NoLedger: There is none at `path`.
            NotALedger: Something else is there, or a ledger too damaged to open.
            NewerFormat: A newer version wrote it: update.
            NoPermission: The system does not let us.
            ProofError: The log key is a witness's.
        """
        require_log_key(log_key)
        heads = Heads(log_key)
        log = logs.open_existing(path, read_only=read_only, examine=heads.examine)
        return cls(log, heads, domain=domain, quarantine=quarantine, clock=clock, new_id=new_id, seal=seal)

    @classmethod
    def in_memory(
        cls,
        *,
        domain: Domain = KUBE,
        log_key: Signer | None = None,
        seal: KeyProvider | None = None,
        clock: Clock = _now,
        new_id: NewId = uuid7,
    ) -> Self:
        """A ledger that is gone with the process: for tests and drafts."""
        require_log_key(log_key)
        heads = Heads(log_key)
        log = logs.in_memory()
        return cls(log, heads, domain=domain, quarantine=False, clock=clock, new_id=new_id, seal=seal)

    @property
    def path(self) -> str:
        """Where it is."""
        return self._reader.log.path

    @property
    def log(self) -> Log:
        """Where the records are: for audits, proofs and copies."""
        return self._reader.log

    @property
    def domain(self) -> Domain:
        """What it knows."""
        return self._reader.domain

    @property
    def doubt(self) -> Doubt | None:
        """Why it may not hold all that was recorded in it: then it is read-only. None where there is no doubt."""
        return self._reader.log.doubt

    @property
    def heads_fault(self) -> HeadsDamaged | HeadsNotKept | None:
        """Why the heads beside it can't be used, or the last one was not kept; what was recorded is safe."""
        return self._heads.fault

    @property
    def people(self) -> People:
        """Who the ids in it are: kept in a file of its own beside it, and never copied with it."""
        with self._lock:
            if self._people is None:
                self._people = _people_of(self._reader.log)
            return self._people

    def group(self, group_id: str) -> Group:
        """A group of this ledger; a new one begins with its `GroupFormed`.

        Raises:
            InvalidEvent: Not an id.
        """
        if type(group_id) is not str or not is_id(group_id):
            fault = Fault("group", f"{shown(group_id, 'en')} is no id", f"{shown(group_id)} bukan nomor/nama singkat")
            raise InvalidEvent("group", [fault])
        with self._lock:
            group = self._groups.pop(group_id, None)
            if group is None:
                recorder = Recorder(self._reader, group_id, self._clock, self._new_id, self._first_warning, self._heads)
                group = Group(recorder)
            self._groups[group_id] = group
            while len(self._groups) > KEPT_GROUPS:
                self._groups.popitem(last=False)
        return group

    def groups(self) -> list[str]:
        """The ids of all groups, sorted."""
        return self._reader.log.groups()

    def views(
        self,
        projection: Projection[Any, A],
        groups: Iterable[str] | None = None,
        *,
        as_of: AsOf | None = None,
        period: Period | None = None,
    ) -> Iterator[tuple[str, A]]:
        """A projection's answer for many groups, one after the other.

        Args:
            projection: As of `Group.view`.
            groups: Which; None = all.
            as_of: As of `Group.view`.
            period: As of `Group.view`.

        Yields:
            (group id, answer).
        """
        for group_id in self.groups() if groups is None else groups:
            self.group(group_id)  # says what is wrong with an id, and whether the ledger may be asked
            yield group_id, self._reader.view(group_id, projection, as_of, period, passing=True)

    def verify(
        self,
        groups: Iterable[str] | None = None,
        *,
        thresholds: Thresholds = USUAL,
        progress: Progress | None = None,
        earlier: Mapping[str, Sequence[Checkpoint | str | bytes]] = MappingProxyType({}),
        vkeys: Sequence[VerifierKey] = (),
    ) -> Iterator[GroupAudit]:
        """Audit groups, one after the other.

        Args:
            groups: Which; None = all, and behind them what belongs to no group: an audit whose `group` is None, where
                there is such. What concerns the ledger as a whole is in such an audit too, whichever are asked for.
            thresholds: From where on the bookkeeping findings ask.
            progress: Told now and then how many records of the group are done, of how many.
            earlier: Group → heads of it that were said before, which its log must extend, beside those that are kept
                with the ledger; as of `Group.verify`.
            vkeys: As of `Group.verify`.
        """
        log = self._reader.log
        kept = self._heads.earlier(log)
        heads = {group_id: [*earlier.get(group_id, ()), *kept.get(group_id, ())] for group_id in {*earlier, *kept}}
        yield from verify_ledger(
            log,
            self.domain,
            groups,
            thresholds=thresholds,
            progress=progress,
            earlier=heads,
            vkeys=vkeys,
            heads_fault=self._heads.fault,
            opener=self._reader.sealer,
        )

    def backup(
        self, path: str | os.PathLike[str], *, verify: bool = False, progress: Progress | None = None
    ) -> BackedUp:
        """Write a copy of the whole ledger as of now to a new file, while others go on reading and writing.

        It is compared with the ledger (heads, number of records), made durable, and only then stands at `path`. It is a
        ledger of its own, for reading and writing. The last signed heads come along, names and sealing keys never. A
        damaged ledger is copied as it is, for evidence.

        Args:
            path: Where there is no file yet.
            verify: Audit the copy wholly too, before it stands at `path`.
            progress: Told now and then how much is done, of how much: first of copying, then of the audit.

        Returns:
            What it holds, and what damage was found.

        Raises:
            LedgerExists: There is a file at `path`.
            DiskFull: There is no room.
            NoPermission: The system does not let us write there.
            BackupFailed: The copy can't be written, or is not like the ledger. After none of these anything is left.
            NotALedger: The medium does not give the ledger's bytes.
        """
        log = self._reader.log
        return back_up(log, self.domain, os.fsdecode(path), verify=verify, progress=progress)

    def erase_person(self, person_id: str, *, recorded_by: str, occurred_on: date | None = None) -> Erasure:
        """Erase what is personal of somebody: her sealing key, and her row in `people`; the log says that it was done.

        `PersonErased` is recorded in every group that ever knew her, before anything is destroyed; a group that signs
        has it recorded by its officers first, as a draft that two of them sign, and this then does the rest. What was
        sealed for her can never be read again and reads `Erased`; figures, hashes, receipts and heads stay as they
        are. Stopped at any point, it is said again and finishes.

        Args:
            person_id: Whose. One id is one person in all groups of a ledger.
            recorded_by: Who writes it down.
            occurred_on: The day; None = today where each group lives.

        Returns:
            What was erased, and what no program can take away: `statement` says it for people.

        Raises:
            Refused: A group refuses it, or must sign it; nothing was destroyed.
            ReadOnly: The ledger is open for reading; nothing was destroyed.
            SideFileUnusable: The file of keys or names is damaged: what comes before it is done.
            InvalidEvent: Not an id.
        """
        return erase_person(self, self._keys, person_id, recorded_by=recorded_by, occurred_on=occurred_on)

    def forget_views(self) -> None:
        """Let go of what was kept of earlier views: the next one reads the log again."""
        self._reader.forget()

    def close(self) -> None:
        """Let go of the files. Twice is fine."""
        self._reader.log.close()
        if self._people is not None:
            self._people.close()

    def _first_warning(self) -> bool:
        first, self._has_warned = not self._has_warned, True
        return first

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._people is not None:
            self._people.close()
        self._reader.log.__exit__(*exception)  # which leaves it alone in a forked child


def _people_of(log: Log) -> People:
    from kube_ledger.log.memory import MEMORY_PATH  # noqa: PLC0415
    from kube_ledger.people import People  # noqa: PLC0415  # only who asks for names needs a database of them

    if log.path == MEMORY_PATH:
        return People.in_memory(random=os.urandom)
    return People.of_ledger(log.path, random=os.urandom, read_only=log.read_only)
