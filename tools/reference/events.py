"""The page `events.md`: every event type, its fields, postings, counts and refusals."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from kube_ledger import KUBE
from kube_ledger.events import FAMILIES, Event, EventReversed, Facts
from kube_ledger.events.fields import Leaf, Reference
from kube_ledger.events.shapes import Choice, Embedded, FieldShape, Many, Nested, Shape, fields_of
from kube_ledger.journal import ACCOUNTS, BANK, CASH, CUSTOMER_DEPOSITS, KAS, MEMBER_SHARES, RECEIVABLES, nothing
from kube_ledger.rules import PRECEDENCE, funds, references
from kube_ledger.rules.authority import ANY_OFFICER, BOTH, FACILITATION, MONEY, RIGHTS, WORDS, Right
from kube_ledger.wording import SENTENCES

from .examples import example

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

HEAD: Final = """\
# Events

<!-- Written by tools/make_reference.py: change the classes or the script, never this page. -->

One section is one class in `kube_ledger.events`; its stored name stands beside it. The names of fields are the same in
Python, in JSON Lines and here. Every event also has `occurred_on`, the day it happened in the group's calendar
(`YYYY-MM-DD`). Who wrote it down, when, and under which key is not part of an event but of its entry.

A field without a default is required. A list may be empty unless a minimum is given, and holds at most 4,096 items.
A group may decide to sign: [how to sign](../how-to/sign.md) says what that asks of whom.

*Sensitive* fields are never shown in a repr, an error or a shared report. Postings: `+` is a debit, `−` a credit; every
event balances to zero in every fund.
"""

KINDS: Final[tuple[tuple[str, str], ...]] = (
    (
        "text",
        "1 to 2,000 characters, Unicode form NFC, no control characters, no marks that turn the direction of text",
    ),
    ("id", "1 to 64 of `a-z 0-9 . _ -`, starting with a letter or digit; `group` is no person's id"),
    ("rupiah", "a whole number, at most 2⁵³ − 1; never a float, a bool or a text of digits"),
    ("whole number", "a whole number, at most 2⁵³ − 1"),
    ("day", "`YYYY-MM-DD`"),
    ("month", "`YYYY-MM`"),
    ("yes or no", "`true` or `false`"),
    ("digest", "32 bytes; base64 in JSON Lines"),
    ("time zone", "an IANA name that the writer's machine knows, as `Asia/Jakarta`"),
    ("account", "an account of the chart, `opening` excepted"),
    ("position", "the number of an entry, from 0"),
)

REFERENCES: Final[Mapping[Reference, str]] = {
    "member": "a member that day",
    "past-member": "ever a member",
    "person": "ever a member or in a role",
    "facilitator": "ever the facilitator",
    "owner": "`group`, or a member that day",
    "fund": "a fund of the group",
    "meeting": "a meeting held",
    "decision": "a decision in force that day",
    "past-decision": "a decision made",
    "open-problem": "a problem that is open",
    "sale": "a sale that stands",
    "open-order": "an order that is open",
    "menu": "a menu that was set",
    "batch": "a batch that was produced",
    "competition": "a competition that was entered",
    "open-aid": "an aid that is open",
    "earlier-position": "an earlier entry",
}
"""What a field's value must be; of those that are not here, the new ones: not in use."""

SIGNERS: Final[Mapping[Right, str]] = {
    BOTH: "chair or secretary, with the other's approval",
    WORDS: "secretary or chair",
    MONEY: "the treasurer",
    FACILITATION: "the facilitator",
    ANY_OFFICER: "any officer",
}
"""Who may record something, in words."""

EVERYWHERE: Final = ("invalid-field", "key-conflict", "month-closed", "occurs-in-future")


def page() -> str:
    """The whole page."""
    parts = [HEAD, _kinds()]
    for family, classes in FAMILIES.items():
        parts.append(f"## {family}\n")
        parts.extend(_event(cls) for cls in classes)
    parts.append(_refusals())
    return "\n".join(parts)


def _kinds() -> str:
    rows = "".join(f"| {name} | {meaning} |\n" for name, meaning in KINDS)
    return f"## Kinds of values\n\n| kind | what it may be |\n| --- | --- |\n{rows}"


def _event(cls: type[Event]) -> str:
    lines = [f"### {cls.__name__} · `{cls.event_type}`\n"]
    if cls.event_version > 1:
        lines.append(f"Version {cls.event_version}.\n")
    lines.append(inspect.cleandoc(cls.__doc__ or "") + "\n")
    if cls is EventReversed:
        lines.append("Postings: the original's, negated.\n")
    elif KUBE.postings[cls] is nothing:
        lines.append("Postings: none.\n")
    lines.append(f"Where the group signs, recorded by {_signed_by(cls)}.\n")
    lines.append(_table(fields_of(cls)))
    lines.extend(f"Each of `{path}`:\n\n{_table(fields_of(inner))}" for path, inner in _records(cls))
    lines.append(f"A line of it:\n\n```json\n{example(cls)}\n```\n")
    codes = ", ".join(f"`{code}`" for code in _codes(cls))
    lines.append(f"Refused with: {codes}.\n" if codes else "Refused with: nothing of its own.\n")
    return "\n".join(lines)


def _signed_by(cls: type[Event]) -> str:
    """Who may record it in a group that signs."""
    if cls is EventReversed:
        return "whoever may record the original"
    if cls in RIGHTS:
        return SIGNERS[RIGHTS[cls]]
    if KUBE.postings[cls] is nothing:
        return SIGNERS[ANY_OFFICER]
    always = all(len(KUBE.postings_of(cls.trusted({"occurred_on": date(2019, 7, 7), **one}))) for one in _examples(cls))
    return SIGNERS[MONEY] if always else f"{SIGNERS[MONEY]} if it moves money, else {SIGNERS[ANY_OFFICER]}"


def _table(fields: tuple[FieldShape, ...]) -> str:
    rows = "".join(
        f"| `{field.name}` | {_kind(field.shape)} | {_default(field)} | {_refers(field)} |\n" for field in fields
    )
    return f"| field | kind | default | must be |\n| --- | --- | --- | --- |\n{rows}"


def _kind(shape: Shape) -> str:
    match shape:
        case Leaf(name=name):
            return f"{name}{_bounds(shape)}"
        case Choice(values):
            return " ".join(f"`{value}`" for value in values)
        case Many(item, at_least):
            return f"list of {_kind(item)}" + (f", at least {at_least}" if at_least else "")
        case Nested(cls):
            return cls.__name__
        case Embedded():
            return "a whole event"


def _bounds(leaf: Leaf) -> str:
    """What numbers are taken, found by asking."""
    if leaf.python is not int or leaf.name == "position":
        return ""
    if leaf.problem(-1) is None:
        return ", not 0"
    low = 0 if leaf.problem(0) is None else 1
    return f", {low} to 100" if leaf.problem(101) is not None else f", from {low}"


def _default(field: FieldShape) -> str:
    sensitive = " (sensitive)" if field.sealed_subject is not None else ""
    if field.required:
        return f"required{sensitive}"
    return f"{'none' if field.default is None else f'`{field.default}`'}{sensitive}"


def _refers(field: FieldShape) -> str:
    shape = field.shape.item if isinstance(field.shape, Many) else field.shape
    if not isinstance(shape, Leaf) or shape.reference is None:
        return ""
    return "not in use" if shape.reference.startswith("new-") else REFERENCES[shape.reference]


def _records(cls: type[Facts], path: str = "") -> Iterator[tuple[str, type[Facts]]]:
    for field in fields_of(cls):
        shape = field.shape.item if isinstance(field.shape, Many) else field.shape
        if isinstance(shape, Nested):
            yield f"{path}{field.name}", shape.cls
            yield from _records(shape.cls, f"{path}{field.name}.")


def _codes(cls: type[Event]) -> list[str]:
    """What an event of this type can be refused with, beside what goes for all."""
    found = {code for reference in _references(cls) for code in _said_by(references.CHECKS[reference])}
    limit = KUBE.limits.get(cls)
    if limit is not None:
        found |= _said_by(inspect.getclosurevars(limit).nonlocals["judge"])
    found |= _of_money(cls)
    if cls.event_type == "group-formed":
        found.add("group-exists")
    return [code for code in PRECEDENCE if code in found - set(EVERYWHERE)]


def _of_money(cls: type[Event]) -> set[str]:
    """What a limit of money can say to it, found by posting examples of all its choices, signs and accounts."""
    if cls is EventReversed:
        return {"over-paid", "share-exceeds-balance", "insufficient-funds"}
    found: set[str] = set()
    for values in [] if KUBE.postings[cls] is nothing else _examples(cls):
        drained = 0
        for account, _, amount, _ in KUBE.postings_of(cls.trusted({"occurred_on": date(2019, 7, 7), **values})):
            if account in (CASH, BANK):
                drained += amount
                found |= {"insufficient-funds"} if amount < 0 else set()
            if (account == RECEIVABLES and amount < 0) or (account == CUSTOMER_DEPOSITS and amount > 0):
                found.add("over-paid")
            if account == MEMBER_SHARES and amount > 0:
                found.add("share-exceeds-balance")
        spends = drained < 0 or "from_fund" in values
        if spends and cls not in funds.UNBOUND and "fund" in _references(cls):
            found.add("fund-restricted")
    return found


def _examples(cls: type[Facts]) -> list[dict[str, Any]]:
    """Values for all fields of a class, in every combination that its choices, signs and accounts allow."""
    fields = fields_of(cls)
    return [
        dict(zip((field.name for field in fields), values, strict=True))
        for values in product(*(_example_of(field) for field in fields))
    ]


def _example_of(field: FieldShape) -> list[Any]:
    given = _example(field.shape, field.name)
    return [None, *given] if field.optional else given


def _example(shape: Shape, name: str) -> list[Any]:
    match shape:
        case Choice(values):
            return list(values)
        case Many(item):
            return [(value,) for value in _example(item, name)]
        case Nested(cls):
            made = [cls.trusted(values) for values in _examples(cls)]
            return [record for record in made if not list(record.form())]
        case Leaf(name="account"):
            return [account for account in ACCOUNTS if shape.problem(account) is None]
        case Leaf():
            return [
                value for value in (True, 0, 1, -1, bytes(32), KAS, date(2019, 7, 7)) if shape.problem(value) is None
            ]
        case Embedded():
            return []


def _references(cls: type[Facts]) -> Iterator[Reference]:
    for field in fields_of(cls):
        shape = field.shape.item if isinstance(field.shape, Many) else field.shape
        if isinstance(shape, Leaf) and shape.reference is not None:
            yield shape.reference
        elif isinstance(shape, Nested):
            yield from _references(shape.cls)


def _said_by(function: Callable[..., Any], seen: frozenset[str] = frozenset()) -> set[str]:
    """The codes that stand in a rule's source, and in the source of the rules that it calls."""
    if function.__qualname__ in seen:
        return set()
    seen |= {function.__qualname__}
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in PRECEDENCE:
            found.add(node.value)
        elif isinstance(node, ast.Name):
            called = inspect.unwrap(function).__globals__.get(node.id)
            if inspect.isfunction(called) and called.__module__.startswith("kube_ledger.rules"):
                found |= _said_by(called, seen)
    return found


def _refusals() -> str:
    general = ", ".join(f"`{code}`" for code in EVERYWHERE)
    rows = "".join(
        f"| `{code}` | {_words(SENTENCES[code][1])} | {_words(SENTENCES[code][0])} |\n"
        for code in PRECEDENCE
        if code in SENTENCES
    )
    return (
        "## Refusals\n\n"
        "A rule says no before anything is written, and says the first reason in this order. "
        f"Every event can be refused with {general}; every event but `group-formed` needs the group to be formed "
        "(`unknown-group`).\n\n"
        f"| code | English | Indonesian |\n| --- | --- | --- |\n{rows}"
    )


def _words(sentence: str) -> str:
    sentence = sentence.replace("{position:place}", " {position}")  # its blank comes with it
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: f"({found.group(1).removesuffix('_id')})", sentence)
