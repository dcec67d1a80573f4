"""What an event says, field by field, in words: labels, days and amounts as people read them, nothing sensitive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kube_ledger import wording
from kube_ledger.events import UnknownEvent
from kube_ledger.events.fields import GROUP_OWNER, Leaf
from kube_ledger.events.shapes import Choice, Embedded, Many, Nested, fields_of
from kube_ledger.journal import FUNDS
from kube_ledger.wording.receipts import VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kube_ledger.domain import Domain
    from kube_ledger.events import Event, Facts
    from kube_ledger.events.shapes import Shape

ROLES: Final = ("chair", "secretary", "treasurer", "facilitator")


@frozen
class Line:
    """One field in words.

    Attributes:
        label: What it is.
        value: What it says; of a part that has fields of its own, nothing.
        depth: How deep it stands, from 0.
    """

    label: str
    value: str
    depth: int = 0


class Describer:
    """Puts events of a domain into words.

    Args:
        domain: Knows the words of an app's own events.
        lang: The language.
    """

    def __init__(self, domain: Domain, lang: wording.Lang = "id") -> None:
        self._domain = domain
        self._lang: wording.Lang = lang

    def kind(self, event: Event) -> str:
        """What kind of event it is: `iuran kas`; of a type that is not known, its stored name."""
        return event.type if isinstance(event, UnknownEvent) else self._word(event.event_type)

    def lines(self, event: Event) -> Iterator[Line]:
        """Every field that was given, in the order of the catalogue; nothing of a type that is not known.

        Of a sensitive field it is said that it is there, never what it says, whether it is sealed or not.
        """
        if not isinstance(event, UnknownEvent):
            yield from self._fields(event, 0)

    def author(self, recorded_by: str) -> str:
        """Who wrote an entry down: a person's id, or a role as `bendahara (treasurer)`."""
        label = self._word(recorded_by) if recorded_by in ROLES else recorded_by
        return label if label == recorded_by else f"{label} ({recorded_by})"

    def _fields(self, facts: Facts, depth: int) -> Iterator[Line]:
        for field in fields_of(type(facts)):
            value = getattr(facts, field.name)
            if value is None:
                continue
            label = self._word(field.name)
            if field.sealed_subject is not None:
                yield Line(label, self._said("value/private"), depth)
            else:
                yield from self._field(field.shape, label, value, depth)

    def _field(self, shape: Shape, label: str, value: Any, depth: int) -> Iterator[Line]:
        match shape:
            case Embedded():
                unknown = f" {self._said('value/unknown')}" if isinstance(value, UnknownEvent) else ""
                yield Line(label, f"{self.kind(value)}, {wording.day(value.occurred_on, self._lang)}{unknown}", depth)
                if not unknown:
                    yield from self._fields(value, depth + 1)
            case Nested():
                yield Line(label, "", depth)
                yield from self._fields(value, depth + 1)
            case Many(item=item) if isinstance(item, Nested | Embedded) and value:
                for number, part in enumerate(value, start=1):
                    yield from self._field(item, f"{label} {number}", part, depth)
            case Many(item=item):
                texts = [self._value(item, part) for part in value]
                comma = ", " if isinstance(item, Choice) or (isinstance(item, Leaf) and item.name == "id") else "; "
                yield Line(label, comma.join(texts) or self._said("value/empty"), depth)
            case _:
                yield Line(label, self._value(shape, value), depth)

    def _value(self, shape: Shape, value: Any) -> str:
        match shape:
            case Choice():
                return self._word(value)
            case Leaf(name="rupiah"):
                return f"{wording.rupiah(value)} ({wording.rupiah_in_words(value, self._lang)})"
            case Leaf(name="month"):
                return wording.month(value, self._lang)
            case Leaf(name="account"):
                return self._word(value)
            case Leaf(name="yes or no"):
                return self._said("value/yes" if value else "value/no")
            case Leaf(reference="fund") if value in FUNDS:
                return self._word(value)
            case Leaf(reference="owner") if value == GROUP_OWNER:
                return self._word(value)
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        if isinstance(value, bytes):
            return value.hex()
        if isinstance(value, int):
            return wording.number(value)
        return value if isinstance(value, str) else wording.day(value, self._lang)

    def _word(self, name: str) -> str:
        return self._domain.label(name, self._lang)

    def _said(self, name: str) -> str:
        return wording.fill(VALUES[name], {}, self._lang)
