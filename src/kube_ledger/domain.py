"""Everything a ledger knows, as one frozen value: event types, accounts, postings, counts, limits, words.

Ours is `KUBE`; an app's is `KUBE.extended(...)`. There is no registry: a ledger is opened with a domain.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from kube_ledger.errors import InvalidDomain, UnknownType
from kube_ledger.events import EVENTS, Event, EventReversed, UnknownEvent
from kube_ledger.events.catalogue import Catalogue
from kube_ledger.events.shapes import fields_of
from kube_ledger.events.upcasters import UPCASTERS
from kube_ledger.journal import ACCOUNTS, Account, PostingError, Postings
from kube_ledger.projections.counts import COUNTS
from kube_ledger.projections.postings import POSTINGS
from kube_ledger.rules import LIMITS
from kube_ledger.wording import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kube_ledger.codec import Counted
    from kube_ledger.events import Upcaster
    from kube_ledger.projections.counts import CountRule
    from kube_ledger.projections.postings import PostingRule
    from kube_ledger.rules import Limit

Words = tuple[str, str]
"""(Indonesian, English)."""

# One function a field: a type checker does not work out what a generic converter takes.


def _classes(given: Iterable[type[Event]]) -> tuple[type[Event], ...]:
    return tuple(given)


def _chart(given: Iterable[Account]) -> tuple[Account, ...]:
    return tuple(given)


def _steps(given: Iterable[Upcaster]) -> tuple[Upcaster, ...]:
    return tuple(given)


def _posting_rules(given: Mapping[type[Event], PostingRule]) -> Mapping[type[Event], PostingRule]:
    return MappingProxyType(dict(given))


def _count_rules(given: Mapping[type[Event], CountRule]) -> Mapping[type[Event], CountRule]:
    return MappingProxyType(dict(given))


def _limits(given: Mapping[type[Event], Limit]) -> Mapping[type[Event], Limit]:
    return MappingProxyType(dict(given))


def _words(given: Mapping[str, Words]) -> Mapping[str, Words]:
    return MappingProxyType(dict(given))


@frozen(eq=False, kw_only=True)
class Domain:
    """What a ledger knows; equal only to itself, and pickled as its name.

    Args:
        name: Where it stands, `package.module:NAME`.
        events: The event classes.
        accounts: The chart of accounts.
        postings: Event type → its postings; `nothing` says that it moves no money.
        counts: Event type → what it counts for; none given = nothing.
        limits: Event type → what bounds it; none given = nothing of its own.
        upcasters: How older versions of payloads are read.
        wording: Name → (Indonesian, English), for what is shown to people.

    Raises:
        InvalidDomain: A type without postings, a name twice, a class without a stored name of its own, a table's key
            that is no event of this domain, a field that can't be stored, an upcaster that leads nowhere.
    """

    name: str
    events: tuple[type[Event], ...] = field(converter=_classes)
    accounts: tuple[Account, ...] = field(converter=_chart)
    postings: Mapping[type[Event], PostingRule] = field(converter=_posting_rules)
    counts: Mapping[type[Event], CountRule] = field(factory=dict, converter=_count_rules)
    limits: Mapping[type[Event], Limit] = field(factory=dict, converter=_limits)
    upcasters: tuple[Upcaster, ...] = field(default=(), converter=_steps)
    wording: Mapping[str, Words] = field(factory=dict, converter=_words)
    catalogue: Catalogue = field(init=False, repr=False)
    _accounts: frozenset[Account] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_accounts", frozenset(self.accounts))
        self._check_names()
        try:
            for cls in self.events:
                fields_of(cls)
            object.__setattr__(self, "catalogue", Catalogue(self.events, self.upcasters))
        except (TypeError, ValueError) as error:
            raise InvalidDomain(self.name, str(error)) from None
        for table, what in ((self.postings, "postings"), (self.counts, "counts"), (self.limits, "limits")):
            strangers = [cls.__name__ for cls in table if cls not in self.events]
            if strangers:
                raise InvalidDomain(self.name, f"{what} for {strangers}, which are no events of it")
        silent = [cls.__name__ for cls in self.events if cls not in self.postings and cls is not EventReversed]
        if silent:
            raise InvalidDomain(self.name, f"no postings for {silent}: give them, or say `nothing`")

    def _check_names(self) -> None:
        module, _, attribute = self.name.partition(":")
        if not module or not attribute.isidentifier():
            raise InvalidDomain(self.name, "its name is `package.module:NAME`, where it can be imported from")
        given: tuple[object, ...] = self.events
        for cls in given:
            if not (isinstance(cls, type) and issubclass(cls, Event)):
                raise InvalidDomain(self.name, f"{cls!r} is no event class")
            if "event_type" not in vars(cls):
                raise InvalidDomain(self.name, f"{cls.__name__} has no stored name of its own: decorate it with @event")
        for names in ([cls.event_type for cls in self.events], [account.name for account in self.accounts]):
            doubled = sorted({name for name in names if names.count(name) > 1})
            if doubled:
                raise InvalidDomain(self.name, f"twice: {doubled}")

    def extended(
        self,
        *,
        name: str,
        events: Iterable[type[Event]] = (),
        accounts: Iterable[Account] = (),
        postings: Mapping[Any, PostingRule] | None = None,
        counts: Mapping[Any, CountRule] | None = None,
        limits: Mapping[Any, Limit] | None = None,
        upcasters: Iterable[Upcaster] = (),
        wording: Mapping[str, Words] | None = None,
    ) -> Domain:
        """This domain and an app's own part.

        Args:
            name: As of `Domain`.
            events: The app's classes; their stored names have a prefix, as in `simpan/loan-given`.
            accounts: The app's accounts; their names have a prefix too.
            postings: For the app's classes only.
            counts: For the app's classes only.
            limits: For the app's classes only.
            upcasters: For the app's classes only.
            wording: Words for the app's names.

        Raises:
            InvalidDomain: As of `Domain`; or a name without a prefix, or a table that changes what stands already.
        """
        events, accounts, upcasters = tuple(events), tuple(accounts), tuple(upcasters)
        names = [*(getattr(cls, "event_type", cls.__name__) for cls in events), *(account.name for account in accounts)]
        bare = [one for one in names if "/" not in one]
        if bare:
            raise InvalidDomain(name, f"names without a prefix: {bare}; an app's are `prefix/name`")
        for given in (postings or {}, counts or {}, limits or {}):
            changed = [cls.__name__ for cls in given if cls in self.events]
            if changed:
                raise InvalidDomain(name, f"{changed} stand already and can't be given another meaning")
        return Domain(
            name=name,
            events=(*self.events, *events),
            accounts=(*self.accounts, *accounts),
            postings={**self.postings, **(postings or {})},
            counts={**self.counts, **(counts or {})},
            limits={**self.limits, **(limits or {})},
            upcasters=(*self.upcasters, *upcasters),
            wording={**self.wording, **(wording or {})},
        )

    def postings_of(self, event: Event) -> Postings:
        """An event's postings; a reversal's are its original's, negated.

        Raises:
            PostingError: They don't balance, or name an account that the domain lacks (an app's fault).
            UnknownType: The domain lacks the event's type.
        """
        if isinstance(event, EventReversed):
            return -self.postings_of(event.original)
        rule = self.postings.get(type(event))
        if rule is None:
            raise _unknown(event)
        postings = rule(event)
        if not isinstance(postings, Postings):
            raise PostingError(f"the rule of {event.event_type!r} gave {type(postings).__name__}, not Postings")
        for posting in postings:
            if posting.account not in self._accounts:
                raise PostingError(f"the account {posting.account.name!r} is not in the domain")
        return postings

    def counts_of(self, event: Event) -> tuple[Counted, ...]:
        """What an event counts for, each person and name once; a reversal takes its original's away.

        Raises:
            UnknownType: The domain lacks the event's type.
        """
        if isinstance(event, EventReversed):
            return tuple(counted._replace(times=-counted.times) for counted in self.counts_of(event.original))
        if type(event) not in self.postings:
            raise _unknown(event)
        rule = self.counts.get(type(event))
        return () if rule is None else tuple(dict.fromkeys(rule(event)))

    def label(self, name: str, lang: str = "id") -> str:
        """The word for a name, an app's included."""
        words = self.wording.get(name) or LABELS.get(name)
        return name if words is None else words[0 if lang == "id" else 1]

    def __reduce__(self) -> tuple[Any, ...]:
        return (load_domain, (self.name,))


def _unknown(event: Event) -> UnknownType:
    if isinstance(event, UnknownEvent):
        return UnknownType(event.type, event.version)
    return UnknownType(event.event_type, event.event_version)


def load_domain(name: str) -> Domain:
    """The domain that stands at `package.module:NAME`.

    Raises:
        InvalidDomain: There is none.
    """
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise InvalidDomain(name, str(error)) from None
    if not isinstance(found, Domain):
        raise InvalidDomain(name, f"a {type(found).__name__} stands there")
    return found


KUBE: Final = Domain(
    name="kube_ledger.domain:KUBE",
    events=EVENTS,
    accounts=tuple(ACCOUNTS.values()),
    postings=POSTINGS,
    counts=COUNTS,
    limits=LIMITS,
    upcasters=UPCASTERS,
)
"""The domain of this package: a Kelompok Usaha Bersama."""
