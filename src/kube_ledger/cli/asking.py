"""What every verb is given beside its own arguments: the language, the form of the answer, the ledger and its group."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from kube_ledger.days import DEFAULT_ZONE, Period
from kube_ledger.domain import KUBE, Domain
from kube_ledger.errors import InvalidDomain, NoPermission
from kube_ledger.events import GroupFormed
from kube_ledger.ledger import Ledger
from kube_ledger.projections import AsOf
from kube_ledger.wording import day
from kube_ledger.wording.harmless import harmless

from .faults import CannotRun, complain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kube_ledger.ledger import Group
    from kube_ledger.proofs import Signer
    from kube_ledger.sealing import KeyFile
    from kube_ledger.wording import Lang
    from kube_ledger.wording.interface import Words

    from .screen import Screen

_GROUPS_NAMED: Final = 8
_HELD: Final = 1 << 16


class Ask:
    """One run of a verb.

    Args:
        words: The language.
        as_json: Whether the answer is for a machine.
        domain_name: `package.module:NAME`; None = ours.
    """

    def __init__(self, words: Words, *, as_json: bool, domain_name: str | None) -> None:
        self.words = words
        self.as_json = as_json
        self._domain_name = domain_name
        self._screen: Screen | None = None

    @property
    def screen(self) -> Screen:
        """Where answers for people go."""
        if self._screen is None:
            from .screen import Screen  # noqa: PLC0415  # rich only for people

            self._screen = Screen(self.words)
        return self._screen

    def domain(self) -> Domain:
        """What the ledger knows."""
        return KUBE if self._domain_name is None else _found_domain(self._domain_name)

    def answer(self, value: Any) -> None:
        """Print an answer for a machine: one line of ASCII."""
        sys.stdout.write(json.dumps(value) + "\n")

    @contextmanager
    def answer_list(self, name: str, **more: Any) -> Iterator[Callable[[Any], None]]:
        """Print an answer whose list under `name` may be too long to hold, item by item.

        Nothing of it is printed before it is whole, so that no machine ever reads half of one.

        Args:
            name: The list's key.
            more: What stands beside it.

        Yields:
            Takes the next item.
        """
        with SpooledTemporaryFile(_HELD, "w+", encoding="ascii", newline="") as held:
            held.write(f"{{{json.dumps(name)}: [")
            parting = ""

            def add(item: Any) -> None:
                nonlocal parting
                held.write(parting + json.dumps(item))
                parting = ", "

            yield add
            rest = json.dumps(more)[1:]
            held.write(f"], {rest}\n" if more else f"]{rest}\n")
            held.seek(0)
            copyfileobj(held, sys.stdout)

    def tell(self, name: str, **facts: Any) -> None:
        """Print one sentence for a person."""
        sys.stdout.write(harmless(self.words(name, **facts)) + "\n")

    @contextmanager
    def reading(self, path: str, *, seal: KeyFile | None = None) -> Iterator[Ledger]:
        """The ledger, opened for reading; if it may not be all that was recorded, that is said."""
        with self._open(path, log_key=None, read_only=True, seal=seal) as ledger:
            yield ledger

    @contextmanager
    def keeping(self, path: str, log_key: Signer | None) -> Iterator[Ledger]:
        """The ledger, opened for giving out heads and, where the system lets us write there, keeping them."""
        try:
            ledger = self._open(path, log_key=log_key, read_only=False)
        except NoPermission:
            ledger = self._open(path, log_key=log_key, read_only=True)
        with ledger:
            yield ledger

    def _open(self, path: str, *, log_key: Signer | None, read_only: bool, seal: KeyFile | None = None) -> Ledger:
        ledger = Ledger.open(path, domain=self.domain(), log_key=log_key, read_only=read_only, seal=seal)
        if ledger.doubt is not None:
            complain(ledger.doubt.message(self.words.lang))
        return ledger

    @staticmethod
    def group(ledger: Ledger, group_id: str) -> Group:
        """A group that the ledger holds.

        Raises:
            CannotRun: It holds none of that id.
            InvalidEvent: That is no id.
        """
        return ledger.group(held_group(ledger, group_id))


def held_group(ledger: Ledger, group_id: str) -> str:
    """The id, if the ledger holds that group: an empty book must not pass for an answer.

    Raises:
        CannotRun: It holds none of that id.
        InvalidEvent: That is no id.
    """
    ledger.group(group_id)  # says what is wrong with an id
    held = ledger.groups()
    if group_id in held:
        return group_id
    if not held:
        raise CannotRun("no-group/none", group=group_id, path=ledger.path)
    names = ", ".join(held[:_GROUPS_NAMED]) + (", …" if len(held) > _GROUPS_NAMED else "")
    raise CannotRun("no-group", group=group_id, path=ledger.path, held=names)


def _found_domain(name: str) -> Domain:
    """The domain at a name, its module looked for in the current folder too.

    Raises:
        CannotRun: Nothing usable is there.
    """
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute.isidentifier() or module_name.startswith("."):
        raise CannotRun("domain/form", domain=name)
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    try:
        found = getattr(import_module(module_name), attribute, None)
    except ModuleNotFoundError as error:
        raise CannotRun("domain/no-module", domain=name, module=error.name) from error
    except InvalidDomain:
        raise
    except Exception as error:  # whatever an app's module does when it is loaded
        raise CannotRun("domain/failed", domain=name, kind=type(error).__name__, problem=str(error)) from error
    if not isinstance(found, Domain):
        raise CannotRun("domain/none-there", domain=name)
    return found


def zone_of(group: Group) -> str:
    """The time zone that the group lives in."""
    first = next(iter(group.entries()), None)
    return first.event.timezone if first is not None and isinstance(first.event, GroupFormed) else DEFAULT_ZONE


def as_of(group: Group, occurred_on: date | None, recorded_at: datetime | None, position: int | None) -> AsOf:
    """The point of view that the options ask for; a time without a zone is the group's own."""
    if recorded_at is not None:
        given = recorded_at if recorded_at.tzinfo else recorded_at.replace(tzinfo=_zone(zone_of(group)))
        try:
            recorded_at = given.astimezone(UTC)
        except OverflowError:
            raise CannotRun("moment/bounds", moment=recorded_at.isoformat()) from None
    return AsOf(occurred_on=occurred_on, recorded_at=recorded_at, position=position)


def window(start: date | None, end: date | None) -> Period | None:
    """The days from `start` to `end`; None where neither is given.

    Raises:
        CannotRun: They are the wrong way round.
    """
    if start is None and end is None:
        return None
    if start is not None and end is not None and end < start:
        raise CannotRun("period/backwards", start=start, end=end)
    return Period(start or date.min, end or date.max)


def _zone(name: str) -> Any:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def local_moment(group: Group, moment: datetime, lang: Lang) -> str:
    """A moment as a clock on the group's wall shows it: `5 Juli 2019 20.05`."""
    try:
        here = moment.astimezone(_zone(zone_of(group)))
    except OverflowError:  # in the last hours of year 9999
        here = moment
    return f"{day(here.date(), lang)} {here:%H.%M}"
